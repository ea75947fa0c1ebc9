"""Every finding about runs, by trying every run of a small document through the engine of the site. It knows nothing of
the proof: conditions are the engine's, met where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.bandings import reader
from assessment.compilation import Names, compiled, loop_of
from assessment.conditions import unparse
from assessment.document import (
    ONE_OF,
    Answer,
    Banding,
    Block,
    BlockKind,
    Item,
    Number,
    Profile,
    Questionnaire,
    Required,
    Section,
)
from assessment.flow import Flow
from assessment.interpretation import Interpretation
from assessment.messages import Code, PlaceKind
from assessment.outcome import Lack, Outcome
from assessment.scoring import conclude
from assessment.states import Exact, State, exact
from assessment.syntax import parse
from assessment.tree import All, Condition, Either
from tests.assessment.proof.brute_force import COUNTRIES, Facts, TooMany, runs

Spot = tuple[Code, PlaceKind, str, str]
"""A finding and where: (code, kind, code of the place, field)."""
Point = tuple[PlaceKind, str, str]
NEVER = {
    PlaceKind.FLAG: Code.FLAG_NEVER_RAISED,
    PlaceKind.RULE: Code.RULE_NEVER_FIRES,
    PlaceKind.BLOCK: Code.BLOCK_NEVER_SHOWN,
}


class Tried:
    """Raises TooMany."""

    def __init__(self, document: Questionnaire, most: int) -> None:
        self.document, self.flow = document, Flow(document)
        self.met: dict[Point, set[bool]] = {}
        """Condition -> how it came out where it was met."""
        self.parts: dict[Point, dict[str, set[bool]]] = {}
        """The same for the parts that «and» and «or» join."""
        self.scores: dict[str, set[Exact]] = {}
        self.gaps: dict[tuple[str, int], set[Exact]] = {}
        self.found: set[Spot] = set()
        self.bands: set[tuple[str, str]] = set()
        self.cases: set[tuple[str, int]] = set()
        self.shown: set[tuple[str, str]] = set()
        self.wanted: set[tuple[str, str]] = set()
        self.read: set[str] = set()
        self.attained: dict[tuple[str, str], set[Exact | None]] = {}
        countries: tuple[str | None, ...] = (None,)
        if "country" in str(document) or any(profile.countries for profile in document.profiles):
            countries = tuple(COUNTRIES)
        for number, (answers, facts) in enumerate(runs(self.flow, countries)):
            if number >= most:
                raise TooMany
            self._run(answers, facts)
        self._gathered()

    # One run

    def _run(self, answers: dict[str, Answer], facts: Facts) -> None:
        outcome = conclude(self.flow, answers, facts)
        state = self.flow.state(answers, facts)
        young = self.flow.is_under_age(state)
        if not young:
            for section in self.document.sections:
                self._section(section, state, answers, facts)
            self._scores(outcome)
        self._profile(outcome, state, young)

    def _section(self, section: Section, state: State, answers: dict[str, Answer], facts: Facts) -> None:
        layout = self.flow.layout
        for loop in layout.picked(state, section.loop_over) if section.loop_over else ("",):
            before = self._before(section.items[0], loop, answers, facts)
            if not self._meet((PlaceKind.SECTION, section.code, "show_if"), section.show_if, before, loop):
                continue
            for item in section.items:
                self._item(item, self._before(item, loop, answers, facts), loop)

    def _before(self, item: Item, loop: str, answers: dict[str, Answer], facts: Facts) -> State:
        """The state when an item is about to be asked."""
        key = f"{item.code}@{loop}" if loop else item.code
        order = self.flow.order(key)
        earlier = {address: answer for address, answer in answers.items() if self._order(address) < order}
        state = self.flow.state(earlier, facts)
        state.missing = {
            address: declined for address, declined in state.missing.items()
            if address in ("sex", "age") or self._order(address) < order
        }  # fmt: skip
        return state

    def _order(self, address: str) -> tuple[int, int, int]:
        name, _, loop = address.partition("@")
        code = name.partition(".")[0]
        return self.flow.order(f"{code}@{loop}" if loop else code)

    def _meet(self, point: Point, text: str, state: State, loop: str) -> bool:
        holds = compiled(parse(text), self.flow.names)(state, loop)
        if text:
            self._came_out(point, holds)
            self._parts_came_out(point, text, state, loop, self.flow.names)
        return holds

    def _came_out(self, point: Point, holds: bool) -> None:
        self.met.setdefault(point, set()).add(holds)

    def _parts_came_out(self, point: Point, text: str, state: State, loop: str, names: Names) -> None:
        for part in joined(parse(text)):
            self.parts.setdefault(point, {}).setdefault(unparse(part), set()).add(compiled(part, names)(state, loop))

    def _at_each(self, point: Point, text: str, state: State, names: Names) -> None:
        """A condition that is asked for each instance of the loop that it speaks of, if any."""
        condition = parse(text)
        loop_over = loop_of(condition, names)
        for loop in self.flow.layout.picked(state, loop_over) if loop_over else ("",):
            self._came_out(point, compiled(condition, names)(state, loop))
            self._parts_came_out(point, text, state, loop, names)

    def _item(self, item: Item, state: State, loop: str) -> None:
        if not self._meet((PlaceKind.ITEM, item.code, "show_if"), item.show_if, state, loop):
            return
        for row in item.rows:
            self._meet((PlaceKind.ROW, f"{item.code}.{row.code}", "show_if"), row.show_if, state, loop)
        hidden = set()
        for index, rule in enumerate(item.choice_rules):
            if not self._meet((PlaceKind.ITEM, item.code, f"choice_rules[{index}].show_if"), rule.show_if, state, loop):
                hidden.add(rule.choice)
        choices = {choice.code for choice in self.flow.layout.choices(item.code)}
        if choices and choices == hidden:
            code = Code.CANNOT_BE_ANSWERED if item.required is Required.HARD else Code.NO_CHOICE_LEFT
            self.found.add((code, PlaceKind.ITEM, item.code, "choice_rules"))

    def _scores(self, outcome: Outcome) -> None:
        for score in outcome.scores:
            self.attained.setdefault((score.scale, score.loop), set()).add(score.value)

    # What a profile makes of it

    def _profile(self, outcome: Outcome, state: State, young: bool) -> None:
        if not outcome.profile:
            self._unread(state)
            return
        interpretation = self.flow.interpretations[outcome.profile]
        profile = interpretation.profile
        self.read.add(profile.code)
        before = {flag for flag, _ in interpretation.early}
        interpretation.read(state, scored=not young)
        self._flags(interpretation, state)
        early = {flag.code for flag in before}
        if not young:
            self._bandings(interpretation, outcome, state, early)
        for block in profile.blocks:
            self._block(interpretation, block, outcome, state)
        fired = {need.rule for need in outcome.needs}
        for rule in profile.rules:
            if rule.when:
                point = PlaceKind.RULE, f"{profile.code}.{rule.code}", "when"
                self._at_each(point, rule.when, state, interpretation.names)
        if not fired:
            self.found.add((Code.NO_REFERRAL, PlaceKind.PROFILE, profile.code, "rules"))

    def _flags(self, of: Interpretation, state: State) -> None:
        """Each as it was raised: what came later is not there yet."""
        up, bands = set(state.flags), state.bands
        state.flags = set()
        for stage, seen in ((of.early, {}), (of.late, bands)):
            for flag, _ in stage:
                state.bands = seen
                point = PlaceKind.FLAG, f"{of.profile.code}.{flag.code}", "when"
                self._at_each(point, flag.when, state, of.names)
                if flag.code in up:
                    state.flags.add(flag.code)
        state.flags, state.bands = up, bands

    def _unread(self, state: State) -> None:
        profiles = self.document.profiles
        listed = {country for profile in profiles for country in profile.countries}
        if any(not profile.countries for profile in profiles) or state.known.get("country") in listed:
            self.found.add((Code.NO_PROFILE, PlaceKind.QUESTIONNAIRE, "", "profiles"))

    def _bandings(self, of: Interpretation, outcome: Outcome, state: State, early: set[str]) -> None:
        profile = of.profile
        flags, bands = state.flags, dict(state.bands)
        state.flags, state.bands = flags & early, {}
        for banding in profile.bandings:
            place = f"{profile.code}.{banding.code}"
            for reading in outcome.readings:
                if reading.banding != banding.code:
                    continue
                if reading.band is not None:
                    self.bands.add((place, reading.band.code))
                    self._words(profile, place, outcome, reading.loop, reading.band.code)
                if not banding.scale:
                    if reading.lack is Lack.BAND:
                        self.found.add((Code.NO_DECISION, PlaceKind.BANDING, place, ""))
                    elif reading.band is not None:
                        self.cases.add((place, self._taken(of, banding, state, reading.loop)))
                    continue
                score = outcome.score(banding.scale, reading.loop)
                if score is None or score.value is None:
                    continue
                self.scores.setdefault(place, set()).add(score.value)
                tests = [compiled(parse(case.when), of.names)(state, reading.loop) for case in banding.cut_offs]
                if True not in tests:
                    self.found.add((Code.CASE_MISSING, PlaceKind.BANDING, place, ""))
                    continue
                index = tests.index(True)
                self.cases.add((place, index))
                hits = {
                    each.band
                    for each in banding.cut_offs[index].ranges
                    if (each.low is None or exact(each.low) <= score.value)
                    and (each.high is None or score.value <= exact(each.high))
                }
                if not hits:
                    self.gaps.setdefault((place, index), set()).add(score.value)
                elif len(hits) > 1:
                    self.found.add((Code.BAND_OVERLAP, PlaceKind.BANDING, place, f"cut_offs[{index}]"))
            for (code, loop), band in bands.items():
                if code == banding.code:
                    state.bands[code, loop] = band
        state.flags, state.bands = flags, bands

    def _taken(self, of: Interpretation, banding: Banding, state: State, loop: str) -> int:
        """Which decision it was: the last of the fewest that come to a band."""
        for index in range(len(banding.decisions)):
            until = replace(banding, decisions=banding.decisions[: index + 1])
            if reader(until, of.names)(state, loop).band is not None:
                return index
        raise AssertionError(banding)

    def _words(self, profile: Profile, place: str, outcome: Outcome, loop: str, band: str) -> None:
        banding = place.partition(".")[2]
        kinds = {
            each.block.kind
            for each in outcome.blocks
            if each.loop in ("", loop) and each.block.banding in ("", banding)
        }
        for kind, code in ((BlockKind.HEADLINE, Code.NO_HEADLINE), (BlockKind.MEANING, Code.NO_MEANING)):
            if kind not in kinds:
                self.found.add((code, PlaceKind.BAND, f"{place}.{band}", ""))

    def _block(self, of: Interpretation, block: Block, outcome: Outcome, state: State) -> None:
        place = f"{of.profile.code}.{block.code}"
        condition = parse(block.when)
        if block.flag and block.flag not in state.flags:
            return
        if block.banding:
            loops = [
                reading.loop
                for reading in outcome.readings
                if reading.banding == block.banding and reading.band and block.band in ("", reading.band.code)
            ]
        else:
            loop_over = loop_of(condition, of.names)
            loops = list(self.flow.layout.picked(state, loop_over)) if loop_over else [""]
        for loop in loops:
            holds = compiled(condition, of.names)(state, loop)
            if block.when:
                self._came_out((PlaceKind.BLOCK, place, "when"), holds)
                self._parts_came_out((PlaceKind.BLOCK, place, "when"), block.when, state, loop, of.names)
            if holds:
                self.wanted.add((of.profile.code, block.code))
        if any(shown.block == block for shown in outcome.blocks):
            self.shown.add((of.profile.code, block.code))

    # All together

    def _gathered(self) -> None:
        for (kind, code, field), seen in self.met.items():
            if seen == {True, False}:
                for part, of_part in self.parts.get((kind, code, field), {}).items():
                    if len(of_part) == 1:
                        said = Code.PART_ALWAYS_HOLDS if True in of_part else Code.PART_NEVER_HOLDS
                        self.found.add((said, kind, code, f"{field} {part}"))
            else:
                self.found.add(
                    (Code.ALWAYS_HOLDS if True in seen else NEVER.get(kind, Code.NEVER_HOLDS), kind, code, field)
                )
        for scale in self.document.scales:
            values = [
                value
                for (code, _), each in self.attained.items()
                if code == scale.code
                for value in each
                if value is not None
            ]
            for end, limit in (("minimum", scale.minimum), ("maximum", scale.maximum)):
                if limit is not None and any(
                    value < exact(limit) if end == "minimum" else value > exact(limit) for value in values
                ):
                    self.found.add((Code.SCORE_OUT_OF_RANGE, PlaceKind.SCALE, scale.code, ""))
        for profile in self.document.profiles:
            self.found.update(self._of_profile(profile))

    def _of_profile(self, profile: Profile) -> Iterator[Spot]:
        if profile.code not in self.read:
            yield Code.PROFILE_NEVER_READ, PlaceKind.PROFILE, profile.code, "when"
        for banding in profile.bandings:
            place = f"{profile.code}.{banding.code}"
            for band in banding.bands:
                if (place, band.code) not in self.bands:
                    yield Code.BAND_UNREACHABLE, PlaceKind.BAND, f"{place}.{band.code}", ""
            field = "cut_offs" if banding.scale else "decisions"
            for index, case in enumerate(banding.cut_offs or banding.decisions):
                if case.when and (place, index) not in self.cases:
                    yield Code.CASE_NEVER_APPLIES, PlaceKind.BANDING, place, f"{field}[{index}].when"
            yield from self._of_ranges(banding, place)
        for block in profile.blocks:
            name = profile.code, block.code
            if block.kind in ONE_OF and name in self.wanted and name not in self.shown:
                yield Code.NEVER_SHOWN, PlaceKind.BLOCK, f"{profile.code}.{block.code}", ""

    def _of_ranges(self, banding: Banding, place: str) -> Iterator[Spot]:
        scores = self.scores.get(place, set())
        for number, case in enumerate(banding.cut_offs):
            ends = [
                (None if r.low is None else exact(r.low), None if r.high is None else exact(r.high))
                for r in case.ranges
            ]
            gaps = self.gaps.get((place, number), set())
            inside = [
                any(high is not None and high < gap for _, high in ends)
                and any(low is not None and gap < low for low, _ in ends)
                and gap.denominator != 1
                for gap in gaps
            ]
            if gaps:
                code = Code.FRACTION_GAP if all(inside) else Code.BAND_GAP
                yield code, PlaceKind.BANDING, place, f"cut_offs[{number}]"
            for index, (low, high) in enumerate(ends):
                field = f"cut_offs[{number}].ranges[{index}]"
                if scores and high is not None and high > max(scores) and (low is None or low <= max(scores)):
                    yield Code.RANGE_BEYOND, PlaceKind.BANDING, place, f"{field}.high"
                if scores and low is not None and low < min(scores) and (high is None or high >= min(scores)):
                    yield Code.RANGE_BEYOND, PlaceKind.BANDING, place, f"{field}.low"


def joined(condition: Condition) -> list[Condition]:
    """What «and» and «or» join, each once; nothing where there is but one."""
    if not isinstance(condition, All | Either):
        return []
    return list(dict.fromkeys(each for test in condition.tests for each in joined(test) or [test]))


def _exactly(end: Number | None) -> Exact | None:
    return None if end is None else exact(end)
