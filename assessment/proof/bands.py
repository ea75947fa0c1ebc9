"""Every attainable score lies in exactly one band, and every band can be attained."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations

from assessment.document import Banding
from assessment.messages import Code, Place, PlaceKind
from assessment.proof.attainable import End, Walk
from assessment.proof.formulas import Unprovable
from assessment.proof.ground import ScaleAt
from assessment.proof.ranges import beyond, gap_code
from assessment.proof.readings import Holding, Readings, limit_of
from assessment.proof.verdicts import Claim, Found, Prover, Shown, Shows
from assessment.proof.witnesses import Disproved, replayed
from assessment.sentences import Said
from assessment.states import Exact, shown

SHOWN_MOST = 6
Test = Callable[[Exact], bool]


@dataclass(slots=True)
class Seen:
    """What was met at the ends of one walk: one end for each sort of fault."""

    gaps: dict[int, dict[Exact, End]] = field(default_factory=dict)
    overlaps: dict[tuple[int, str, str], dict[Exact, End]] = field(default_factory=dict)
    no_case: End | None = None
    bands: set[str] = field(default_factory=set)
    cases: set[int] = field(default_factory=set)


class BandProof:
    """One banding of a profile, for every instance that it is read for."""

    def __init__(self, prover: Prover, readings: Readings, banding: Banding) -> None:
        self.prover, self.readings, self.banding = prover, readings, banding
        self.code = banding.code or banding.scale
        self.place = Place(PlaceKind.BANDING, f"{readings.profile.code}.{self.code}")
        self.scale = prover.flow.scales.by_code.get(banding.scale)
        self._holding = [readings.holding(case) for case in banding.cut_offs]

    def asked(self) -> str:
        cases = [(case.when, case.ranges) for case in self.banding.cut_offs]
        return repr((self.place, [band.code for band in self.banding.bands], cases, self.banding.decisions))

    def formulas(self) -> list[int]:
        readings = self.readings
        found = [readings.gate]
        for loop in readings.instances(self.code):
            found += [readings.is_read(self.code, loop), *readings.cases(self.code, loop)]
            found += [readings.band(self.code, loop, band.code) for band in self.banding.bands]
            found += [each for one in readings.decisions(self.code, loop) for each in one]
        return found

    def scales(self) -> list[ScaleAt]:
        if self.scale is None:
            return []
        loops = self.readings.instances(self.code)
        return [self.prover.ground.score_at(self.banding.scale, "", loop) for loop in loops]

    def findings(self) -> Iterator[Found]:
        """Raises Unprovable."""
        bands: set[str] = set()
        cases: set[int] = set()
        self.scores: dict[Exact, Callable[[], Shows]] = {}
        told: set[tuple[Code, str, str]] = set()
        for loop in self.readings.instances(self.code):
            for each in self._instance(loop, bands, cases):
                # instances of a loop mostly share their faults: each is told once
                key = each.code, each.place.field, repr(sorted(each.values.items(), key=str))
                if key not in told:
                    told.add(key)
                    yield each
        yield from beyond(self.banding, self.place, self.scores)
        for band in self.banding.bands:
            if band.code not in bands:
                place = Place(PlaceKind.BAND, f"{self.place.code}.{band.code}")
                yield Found(Code.BAND_UNREACHABLE, place, {"band": band.code})
        yield from self._never_applied(cases)

    def _never_applied(self, cases: set[int]) -> Iterator[Found]:
        field = "cut_offs" if self.scale else "decisions"
        cut_offs, decisions = self.banding.cut_offs, self.banding.decisions
        for index, when in enumerate([each.when for each in cut_offs] if self.scale else [d.when for d in decisions]):
            if index not in cases and when:
                place = Place(self.place.kind, self.place.code, f"{field}[{index}].when")
                what = Said("The cut-offs where {when}", when=when)
                what = what if self.scale else Said("Decisions where {when}", when=when)
                values = {"what": what, "why": Said("no answers lead there")}
                yield Found(Code.CASE_NEVER_APPLIES, place, values)

    def _instance(self, loop: str, bands: set[str], cases: set[int]) -> Iterator[Found]:
        if self.scale is None:
            yield from self._decisions(loop, bands, cases)
            return
        try:
            walk, ends = self._asked(loop)
        except Unprovable:
            yield from self._one_by_one(loop, bands, cases)
            return
        seen = self._seen(walk, ends, loop)
        bands |= seen.bands
        cases |= seen.cases
        yield from self._told(walk, seen, loop)

    # All scores at once

    def _asked(self, loop: str) -> tuple[Walk, Iterator[End]]:
        readings = self.readings
        given = self.prover.table.all_of([readings.gate, readings.is_read(self.code, loop)])
        key = self.prover.ground.score_at(self.banding.scale, "", loop)
        return self.prover.asked(readings.cases(self.code, loop), given, [key])

    def _seen(self, walk: Walk, ends: Iterator[End], loop: str) -> Seen:
        seen = Seen()
        for end in ends:
            value = end.scores[0].value
            if value is None:
                continue
            if value not in self.scores:
                self.scores[value] = partial(self._scored, walk, end, loop)
            if True in end.holds:
                self._place(seen, end.holds.index(True), value, end)
            else:
                seen.no_case = seen.no_case or end
        return seen

    def _place(self, seen: Seen, case: int, value: Exact, end: End) -> None:
        seen.cases.add(case)
        hits = self._holding[case](value)
        seen.bands.update(hits[:1])
        if not hits:
            seen.gaps.setdefault(case, {}).setdefault(value, end)
        for other in hits[1:]:
            seen.overlaps.setdefault((case, hits[0], other), {}).setdefault(value, end)

    def _told(self, walk: Walk, seen: Seen, loop: str) -> Iterator[Found]:
        for case, gaps in sorted(seen.gaps.items()):
            values = {"scores": listed(gaps), "case": self._when(case)}
            code = gap_code(self.banding.cut_offs[case], gaps)
            yield Found(code, self._at(case), values, self._without_band(walk, gaps[min(gaps)], loop))
        for (case, first, second), shared in seen.overlaps.items():
            values = {"scores": listed(shared), "first": first, "second": second, "case": self._when(case)}
            shows = self._scored(walk, shared[min(shared)], loop)
            yield Found(Code.BAND_OVERLAP, self._at(case), values, shows)
        if seen.no_case:
            yield Found(Code.CASE_MISSING, self.place, {"case": ""}, self._without_band(walk, seen.no_case, loop))

    def _without_band(self, walk: Walk, end: End, loop: str) -> Shows:
        return Shows(walk.answers_to(end), Claim.NO_BAND, self.code, loop)

    def _scored(self, walk: Walk, end: End, loop: str) -> Shows:
        return Shows(walk.answers_to(end), Claim.SCORE, self.banding.scale, loop, end.scores[0].value)

    def _at(self, case: int) -> Place:
        return Place(self.place.kind, self.place.code, f"cut_offs[{case}]")

    def _when(self, case: int) -> str:
        when = self.banding.cut_offs[case].when
        return Said(" where {when}", when=when) if when else ""

    # Decision lists

    def _decisions(self, loop: str, bands: set[str], cases: set[int]) -> Iterator[Found]:
        table, readings = self.prover.table, self.readings
        read = table.all_of([readings.gate, readings.is_read(self.code, loop)])
        settled = readings.decisions(self.code, loop)
        for band in self.banding.bands:
            if band.code not in bands:
                formula = table.all_of([readings.gate, readings.band(self.code, loop, band.code)])
                if self.prover.may(formula):
                    bands.add(band.code)
        for index, decision in enumerate(self.banding.decisions):
            if decision.when and index not in cases:
                taken = table.all_of([read, settled[index].taken])
                if self.prover.may(taken):
                    cases.add(index)
        undecided = table.all_of([read, *(table.negation(each) for one in settled for each in one)])
        answers = self.prover.shown(undecided)
        if answers is not None:
            yield Found(Code.NO_DECISION, self.place, {}, Shows(answers, Claim.NO_BAND, self.code, loop))

    # One question at a time, where all at once are too many

    def _one_by_one(self, loop: str, bands: set[str], cases: set[int]) -> Iterator[Found]:
        table, readings, prover = self.prover.table, self.readings, self.prover
        read = table.all_of([readings.gate, readings.is_read(self.code, loop)])
        for band in self.banding.bands:
            formula = table.all_of([readings.gate, readings.band(self.code, loop, band.code)])
            if band.code not in bands and prover.may(formula):
                bands.add(band.code)
        applied = readings.cases(self.code, loop)
        for index, applies in enumerate(applied):
            here = table.all_of([read, applies])
            if index not in cases and prover.may(table.all_of([here, self._scored_at(loop)])):
                cases.add(index)
            yield from self._faults_of_case(index, here, loop)
        none = table.all_of([read, self._scored_at(loop), *map(table.negation, applied)])
        answers = prover.shown(none)
        if answers is not None:
            yield Found(Code.CASE_MISSING, self.place, {"case": ""}, Shows(answers, Claim.NO_BAND, self.code, loop))

    def _test(self, name: Hashable, loop: str, test: Test, limit: Exact | None = 0) -> int:
        key = self.prover.ground.score_at(self.banding.scale, "", loop)
        return self.prover.ground.of_score(
            name, key, lambda score: score.value is not None and test(score.value), limit
        )

    def _scored_at(self, loop: str) -> int:
        return self._test("scored", loop, lambda value: True)

    def _faults_of_case(self, index: int, here: int, loop: str) -> Iterator[Found]:
        case, table = self.banding.cut_offs[index], self.prover.table
        limit = limit_of(case)
        gap = self._test(("gap", case.ranges), loop, lambda value: not self._holding[index](value), limit)
        answers = self.prover.shown(table.all_of([here, gap]))
        if answers is not None:
            values = {"scores": self._score_of(answers, loop), "case": self._when(index)}
            yield Found(Code.BAND_GAP, self._at(index), values, Shows(answers, Claim.NO_BAND, self.code, loop))
        for first, second in combinations(dict.fromkeys(each.band for each in case.ranges), 2):
            in_both = _lies_in(self._holding[index], first, second)
            both = self._test(("both", case.ranges, first, second), loop, in_both, limit)
            answers = self.prover.shown(table.all_of([here, both]))
            if answers is not None:
                said = self._score_of(answers, loop)
                values = {"scores": said, "first": first, "second": second, "case": self._when(index)}
                yield Found(Code.BAND_OVERLAP, self._at(index), values, self._replayed(answers, loop))

    def _replayed(self, answers: Shown, loop: str) -> Shows:
        return Shows(answers, Claim.SCORE, self.banding.scale, loop, self._value_of(answers, loop))

    def _value_of(self, answers: Shown, loop: str) -> Exact:
        """The engine's score of these answers. Raises Disproved where there is none."""
        score = replayed(self.prover.flow, answers).outcome.score(self.banding.scale, loop)
        if score is None or score.value is None:
            raise Disproved(str(answers))
        return score.value

    def _score_of(self, answers: Shown, loop: str) -> str:
        return shown(self._value_of(answers, loop))


def _lies_in(bands: Holding, first: str, second: str) -> Test:
    return lambda value: {first, second} <= set(bands(value))


def listed(scores: Iterable[Exact]) -> str:
    """`8, 9 and 10`"""
    texts = [shown(score) for score in sorted(scores)]
    if len(texts) > SHOWN_MOST:
        return f"{', '.join(texts[: SHOWN_MOST - 1])} … {texts[-1]}"
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1])))
