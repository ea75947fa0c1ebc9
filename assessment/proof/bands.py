"""Every attainable score lies in exactly one band, and every band can be attained."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from assessment.bandings import reader
from assessment.document import Banding, CutOffs, Profile
from assessment.flow import Flow
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.outcome import Lack, Outcome
from assessment.proof.attainable import Reached, Walk
from assessment.proof.ranges import beyond, gap_code
from assessment.proof.slices import Goal, Slice, Unprovable
from assessment.proof.witnesses import witness_of
from assessment.states import Exact, exact, shown
from assessment.syntax import parse

SHOWN_MOST = 6


@dataclass(slots=True)
class Seen:
    """What was met at the ends of one walk: one end for each sort of fault."""

    gaps: dict[int, dict[Exact, Reached]] = field(default_factory=dict)
    overlaps: dict[tuple[int, str, str], dict[Exact, Reached]] = field(default_factory=dict)
    no_case: Reached | None = None
    undecided: Reached | None = None
    bands: set[str] = field(default_factory=set)
    scores: dict[Exact, Reached] = field(default_factory=dict)


class BandProof:
    """One banding of a profile, for every instance that it is read for."""

    def __init__(self, flow: Flow, profile: Profile, banding: Banding) -> None:
        self.flow, self.profile, self.banding = flow, profile, banding
        self.place = Place(PlaceKind.BANDING, f"{profile.code}.{banding.code}")
        self.scale = flow.scales.by_code.get(banding.scale)
        self.scores: set[Exact] = set()

    def findings(self) -> Iterator[Finding]:
        bands: set[str] = set()
        told: set[tuple[Code, str, str]] = set()
        for loop in self._instances():
            try:
                found, reached = self._instance(loop)
            except Unprovable:
                yield finding(Code.TOO_LARGE, self.place, what=self.banding.code)
                return
            bands |= reached
            for each in found:  # instances of a loop mostly share their faults: each is told once
                if (each.code, each.place.field, each.message) not in told:
                    told.add((each.code, each.place.field, each.message))
                    yield each
        yield from beyond(self.banding, self.place, self.scores)
        for band in self.banding.bands:
            if band.code not in bands:
                place = Place(PlaceKind.BAND, f"{self.place.code}.{band.code}")
                yield finding(Code.BAND_UNREACHABLE, place, band=band.code)

    def _instances(self) -> tuple[str, ...]:
        section = self.scale.loop if self.scale else self.banding.loop
        loop_over = self.flow.layout.loop_over(section)
        return self.flow.layout.instances(loop_over) if loop_over else ("",)

    def _instance(self, loop: str) -> tuple[list[Finding], set[str]]:
        conditions = [case.when for case in self.banding.cut_offs] + [each.when for each in self.banding.decisions]
        goal = Goal(
            ((self.banding.scale, loop),) if self.scale else (),
            tuple((parse(text), loop) for text in conditions),
            self.profile,
            decides=not self.scale,
        )
        walk = Walk(Slice(self.flow, goal), goal)
        seen = self._seen(walk, loop)
        return list(self._told(walk, seen, loop)), seen.bands

    def _seen(self, walk: Walk, loop: str) -> Seen:
        read = reader(self.banding, walk.names)
        tests = [walk.test(parse(case.when)) for case in self.banding.cut_offs]
        seen = Seen()
        for end in walk.ends():
            reading = read(end.state, loop)
            if reading.band is not None:
                seen.bands.add(reading.band.code)
            elif reading.lack is Lack.BAND and not self.scale:
                seen.undecided = seen.undecided or end
            if self.scale is None:
                continue
            value = end.state.scores[self.banding.scale, loop].value
            if value is None:
                continue
            self.scores.add(value)
            seen.scores.setdefault(value, end)
            case = next((index for index, test in enumerate(tests) if test(end.state, loop)), None)
            if case is None:
                seen.no_case = seen.no_case or end
            else:
                self._place(seen, case, value, end)
        return seen

    def _place(self, seen: Seen, case: int, value: Exact, end: Reached) -> None:
        hits = holding(self.banding.cut_offs[case], value)
        if not hits:
            seen.gaps.setdefault(case, {}).setdefault(value, end)
        for other in hits[1:]:
            if other != hits[0]:
                seen.overlaps.setdefault((case, hits[0], other), {}).setdefault(value, end)

    def _told(self, walk: Walk, seen: Seen, loop: str) -> Iterator[Finding]:
        def without_band(outcome: Outcome) -> bool:
            reading = outcome.reading(self.banding.code, loop)
            return reading is not None and reading.lack is Lack.BAND

        for case, gaps in sorted(seen.gaps.items()):
            witness = witness_of(self.flow, walk, gaps[min(gaps)], without_band)
            code = gap_code(self.banding.cut_offs[case], gaps)
            yield finding(code, self._at(case), witness, scores=listed(gaps), case=self._when(case))
        for (case, first, second), shared in seen.overlaps.items():
            score = min(shared)
            witness = witness_of(self.flow, walk, shared[score], self._scores(score, loop))
            yield finding(
                Code.BAND_OVERLAP,
                self._at(case),
                witness,
                scores=listed(shared),
                first=first,
                second=second,
                case=self._when(case),
            )
        if seen.no_case:
            yield finding(
                Code.CASE_MISSING, self.place, witness_of(self.flow, walk, seen.no_case, without_band), case=""
            )
        if seen.undecided:
            yield finding(Code.NO_DECISION, self.place, witness_of(self.flow, walk, seen.undecided, without_band))
        yield from self._out_of_range(walk, seen, loop)

    def _scores(self, wanted: Exact, loop: str) -> Callable[[Outcome], bool]:
        def check(outcome: Outcome) -> bool:
            score = outcome.score(self.banding.scale, loop)
            return score is not None and score.value == wanted

        return check

    def _at(self, case: int) -> Place:
        return Place(self.place.kind, self.place.code, f"cut_offs[{case}]")

    def _when(self, case: int) -> str:
        when = self.banding.cut_offs[case].when
        return f" where {when}" if when else ""

    def _out_of_range(self, walk: Walk, seen: Seen, loop: str) -> Iterator[Finding]:
        if self.scale is None:
            return
        low, high = self.scale.minimum, self.scale.maximum
        outside = {
            value: end
            for value, end in seen.scores.items()
            if (low is not None and value < exact(low)) or (high is not None and value > exact(high))
        }
        if outside:
            worst = max(outside) if high is not None and max(outside) > exact(high) else min(outside)
            yield finding(
                Code.SCORE_OUT_OF_RANGE,
                Place(
                    PlaceKind.SCALE,
                    self.scale.code,
                    "maximum" if high is not None and worst > exact(high) else "minimum",
                ),
                witness_of(self.flow, walk, outside[worst], self._scores(worst, loop)),
                score=shown(worst),
                low="…" if low is None else low,
                high="…" if high is None else high,
            )


def holding(case: CutOffs, value: Exact) -> list[str]:
    """The bands whose ranges hold a score, in their order."""
    return [
        each.band
        for each in case.ranges
        if (each.low is None or exact(each.low) <= value) and (each.high is None or value <= exact(each.high))
    ]


def listed(scores: dict[Exact, Reached]) -> str:
    """`8, 9 and 10`"""
    texts = [shown(score) for score in sorted(scores)]
    if len(texts) > SHOWN_MOST:
        return f"{', '.join(texts[: SHOWN_MOST - 1])} … {texts[-1]}"
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
