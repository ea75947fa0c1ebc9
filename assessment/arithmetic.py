"""What is done to the points of one term, and to the values of all of them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import floor

from assessment.document import Method, Scale, Term, Unanswered
from assessment.layout import Worth
from assessment.states import Exact, Known, exact

Turn = Callable[[Exact], Exact]
"""Points -> what they contribute."""

Finish = Callable[[list[Exact], list[Exact], int], Exact | None]
"""(values, weights, how many are missing) -> the score."""


def turn(term: Term, span: Callable[[], tuple[Exact, Exact]]) -> Turn:
    """Recode, reverse, weigh. Reversing mirrors the points in the middle of what is possible after recoding."""
    recodes = {exact(each.points): exact(each.to) for each in term.recode}
    weight = exact(term.weight)
    mirror: Exact = 0
    if term.reverse:
        low, high = span()
        mirror = recodes.get(low, low) + recodes.get(high, high)

    def turn(points: Exact) -> Exact:
        value = recodes.get(points, points)
        if term.reverse:
            value = mirror - value
        return value * weight

    return turn


def nothing(_score: Exact) -> Exact:
    """Another scale is no answer that could be counted."""
    return 0


def counts(counted: frozenset[str], weight: Exact) -> Worth:
    """The weight, where the answer is (or has) one that counts."""

    def worth(answer: Known) -> Exact | None:
        if isinstance(answer, tuple):
            return weight if counted.intersection(answer) else 0
        return weight if answer in counted else 0

    return worth


def finisher(scale: Scale) -> Finish:
    """By policy, method, transform and rounding."""
    prorates = scale.unanswered is Unanswered.PRORATE
    most = {Unanswered.NO_SCORE: 0, Unanswered.PRORATE: scale.missing_most}.get(scale.unanswered, 1 << 30)
    gather = _GATHERED[scale.method]
    grows = scale.method in (Method.SUM, Method.COUNT)
    plain = scale.multiply == 1 and scale.add == 0 and scale.decimals is None
    multiply, add = exact(scale.multiply), exact(scale.add)

    def finish(values: list[Exact], weights: list[Exact], missing: int) -> Exact | None:
        if missing > most or not values or len(values) < scale.answered_least:
            return None
        total = gather(values, weights)
        if missing and prorates and grows:
            total = total * Fraction(len(values) + missing, len(values))
        if plain:
            return exact(total)
        return rounded(total * multiply + add, scale.decimals)

    return finish


def _mean(values: list[Exact], weights: list[Exact]) -> Exact:
    return Fraction(sum(values)) / (sum(weights) or 1)


_GATHERED: dict[Method, Callable[[list[Exact], list[Exact]], Exact]] = {
    Method.SUM: lambda values, _: sum(values),
    Method.COUNT: lambda values, _: sum(values),
    Method.MEAN: _mean,
    Method.MAX: lambda values, _: max(values),
    Method.MIN: lambda values, _: min(values),
}


def rounded(number: Exact, decimals: int | None) -> Exact:
    """Half up; `decimals` None: as it is."""
    if decimals is None:
        return exact(number)
    unit = 10**decimals
    return exact(Fraction(floor(number * unit + Fraction(1, 2)), unit))
