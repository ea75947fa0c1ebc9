"""The scores that a scale can come to: none beyond its published range, and how many ways lead to each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import gt, lt
from typing import Any, NamedTuple

from assessment.document import Scale
from assessment.messages import Code, Place, PlaceKind
from assessment.proof.formulas import Unprovable
from assessment.proof.ground import ScaleAt
from assessment.proof.tallies import Tally
from assessment.proof.verdicts import Claim, Found, Prover, Shows
from assessment.proof.witnesses import Disproved, replayed
from assessment.states import Exact, Score, exact, shown

ENDS: tuple[tuple[str, Callable[[Any, Any], bool]], ...] = (("maximum", gt), ("minimum", lt))


class RangeProof:
    """A scale that is published with a range."""

    def __init__(self, prover: Prover, scale: Scale) -> None:
        self.prover, self.scale = prover, scale
        self.ends = [(end, exact(getattr(scale, end)), test) for end, test in ENDS if getattr(scale, end) is not None]

    def scales(self) -> list[ScaleAt]:
        """One for each instance."""
        loop_over = self.prover.ground.layout.scale_loops[self.scale.code]
        loops = self.prover.ground.layout.instances(loop_over) if loop_over else ("",)
        return [(self.scale.code, loop) for loop in loops]

    def findings(self) -> Iterator[Found]:
        """Raises Unprovable."""
        for key in self.scales():
            shows = self._shows(key)
            if shows is not None:
                yield self._found(shows)
                return

    def _shows(self, key: ScaleAt) -> Shows | None:
        if self._is_within(key):
            return None
        try:
            walk, ends = self.prover.asked((), self.prover.ground.adult, [key])
        except Unprovable:
            return self._one_by_one(key)
        scores = {end.scores[0].value: end for end in ends if end.scores[0].value is not None}
        for _, limit, test in self.ends:
            beyond = [value for value in scores if value is not None and test(value, limit)]
            if beyond:
                worst = max(beyond) if test is gt else min(beyond)
                return Shows(walk.answers_to(scores[worst]), Claim.SCORE, *key, worst)
        return None

    def _is_within(self, key: ScaleAt) -> bool:
        """Whether not even the lowest and the highest answer to each question together leave the range, so that no run
        has to be tried."""
        ground = self.prover.ground
        every = [parts for parts, _, _ in ground.parts(key)]
        tables = [leaf.table.values() for parts in every for leaf in parts.leaves]
        if any(parts.unders for parts in every) or not all(tables) or not Tally(ground, key).is_plain:
            return False
        furthest = {gt: sum(max(0, *table) for table in tables), lt: sum(min(0, *table) for table in tables)}
        return not any(test(furthest[test], limit) for _, limit, test in self.ends)

    def _one_by_one(self, key: ScaleAt) -> Shows | None:
        ground = self.prover.ground
        for end, limit, test in self.ends:
            beyond = ground.of_score((end, limit), key, partial(_is_beyond, test, limit), limit)
            answers = self.prover.shown(ground.table.all_of([ground.adult, beyond]))
            if answers is not None:
                score = replayed(self.prover.flow, answers).outcome.score(*key)
                if score is None:
                    raise Disproved(str(answers))
                return Shows(answers, Claim.SCORE, *key, score.value)
        return None

    def _found(self, shows: Shows) -> Found:
        scale = self.scale
        end = next((end for end, limit, test in self.ends if test(shows.value, limit)), "")
        values = {
            "score": shown(shows.value),
            "low": "…" if scale.minimum is None else scale.minimum,
            "high": "…" if scale.maximum is None else scale.maximum,
        }
        return Found(Code.SCORE_OUT_OF_RANGE, Place(PlaceKind.SCALE, scale.code, end), values, shows)


def _is_beyond(test: Callable[[Any, Any], bool], limit: Exact, score: Score) -> bool:
    return score.value is not None and test(score.value, limit)


class Spread(NamedTuple):
    """What a scale can come to, lowest first, each with the number of ways to answer that lead there: combinations of
    answers to the questions that it depends on (of sex, age and country only what the questionnaire tells apart).
    `unscored`: ways that leave it without a score. `too_large`: why it cannot be listed; empty otherwise."""

    scale: str
    loop: str
    scores: tuple[tuple[Exact, int], ...] = ()
    unscored: int = 0
    too_large: str = ""


def spreads(prover: Prover, only: str = "") -> Iterator[Spread]:
    """Of every scale, or of one, at each of its instances."""
    for scale in prover.flow.document.scales:
        if only not in {"", scale.code}:
            continue
        for key in RangeProof(prover, scale).scales():
            try:
                yield spread(prover, key)
            except Unprovable as why:
                yield Spread(*key, too_large=str(why))


def spread(prover: Prover, key: ScaleAt) -> Spread:
    """Raises Unprovable."""
    loop_over = prover.ground.layout.scale_loops[key[0]]
    picked = prover.ground.is_picked(loop_over, key[1]) if loop_over else prover.ground.adult
    given = prover.table.all_of([prover.ground.adult, picked])
    ways: dict[Exact | None, int] = {}
    for end in prover.walk((), [key], given, counting=True).ends():
        value = end.scores[0].value
        ways[value] = ways.get(value, 0) + end.ways
    unscored = ways.pop(None, 0)
    return Spread(*key, tuple(sorted((score, many) for score, many in ways.items() if score is not None)), unscored)
