"""How a scale is summed up on the way, keeping only what can still matter."""

from __future__ import annotations

from math import floor
from typing import Any

from assessment.document import Method, NotAsked, Unanswered
from assessment.proof.ground import Ground, ScaleAt
from assessment.states import Exact, Score

Acc = tuple[int, Exact, Exact, int]
"""A scale so far: how many values, their sum (or extreme), their weights, how many missing; each only as far as it can
matter."""

NOTHING: Acc = (0, 0, 0, 0)
ANY_NUMBER = 1 << 30


class Tally:
    """How one scale, at one instance, is summed up."""

    def __init__(self, ground: Ground, key: ScaleAt) -> None:
        self.key = key
        compiled = ground.scales.compile(key[0])
        scale = ground.scales.by_code[key[0]]
        self.finish = compiled.finish
        self.method = scale.method
        self.zero = scale.not_asked is NotAsked.ZERO
        self.weighs = scale.method is Method.MEAN
        counts = scale.unanswered is Unanswered.PRORATE or scale.answered_least > 1
        self.values_most = ANY_NUMBER if counts or self.weighs else 1
        prorated = {Unanswered.NO_SCORE: 0, Unanswered.PRORATE: scale.missing_most}
        self.missing_most = prorated.get(scale.unanswered, ANY_NUMBER)
        self.is_plain_sum = scale.method in (Method.SUM, Method.COUNT) and not counts
        self.is_plain = self.is_plain_sum and scale.multiply == 1 and scale.add == 0 and scale.decimals is None
        self.dead: Acc = (0, 0, 0, self.missing_most + 1)
        self.cap: Exact | None = None
        """Above it, all sums look the same; set where that is so."""
        self.capped_from = 0

    def add(self, acc: Acc, value: Exact, weight: Exact) -> Acc:
        number, total, weights, missing = acc
        if missing > self.missing_most:
            return acc
        if self.method is Method.MAX:
            total = max(total, value) if number else value
        elif self.method is Method.MIN:
            total = min(total, value) if number else value
        else:
            total += value
        return min(number + 1, self.values_most), total, weights + weight if self.weighs else 0, missing

    def miss(self, acc: Acc) -> Acc:
        number, total, weights, missing = acc
        if missing + 1 > self.missing_most:
            return self.dead
        most = 1 if self.missing_most == ANY_NUMBER else self.missing_most
        return number, total, weights, min(missing + 1, most)

    def given(self, acc: Acc, value: Exact | None, weight: Exact) -> Acc:
        return self.miss(acc) if value is None else self.add(acc, value, weight)

    def saturated(self, acc: Acc) -> Acc:
        """Sums above the cap are one: nothing that follows can bring them down."""
        if self.cap is None or acc[1] <= self.cap:
            return acc
        return acc[0], floor(self.cap) + 1, acc[2], acc[3]

    def score(self, acc: Acc) -> Score:
        number, total, weights, missing = acc
        fill: Exact = total if self.method in (Method.MAX, Method.MIN) else 0
        value = self.finish([total, *[fill] * (number - 1)][:number], [weights], missing)
        return Score(*self.key, value, ("",) if missing else ())


def cap_of(limits: list[Exact | None]) -> Exact | None:
    """The largest of the limits; None where one of them is open."""
    known: list[Any] = [limit for limit in limits if limit is not None]
    return max(known) if known and len(known) == len(limits) else None
