"""Every item is asked of somebody, and every person is read by some profile."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.document import Item, Section
from assessment.flow import Flow
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.outcome import Outcome
from assessment.proof.attainable import Walk
from assessment.proof.slices import Goal, Slice, Unprovable
from assessment.proof.witnesses import witness_of
from assessment.syntax import parse
from assessment.tree import Condition


def findings(flow: Flow) -> Iterator[Finding]:
    for section in flow.document.sections:
        if section.show_if and not _may_hold(flow, section, [section.show_if]):
            place = Place(PlaceKind.SECTION, section.code, "show_if")
            yield finding(Code.NEVER_HOLDS, place, what=f"the section “{section.code}”")
            continue
        for item in section.items:
            yield from _item(flow, section, item)
    yield from _unread(flow)


def _item(flow: Flow, section: Section, item: Item) -> Iterator[Finding]:
    if not item.show_if and not item.choice_rules and not any(row.show_if for row in item.rows):
        return
    above = [section.show_if, item.show_if]
    if item.show_if and not _may_hold(flow, section, above):
        place = Place(PlaceKind.ITEM, item.code, "show_if")
        yield finding(Code.NEVER_HOLDS, place, what=f"“{item.code}”")
        return
    for row in item.rows:
        if row.show_if and not _may_hold(flow, section, [*above, row.show_if]):
            place = Place(PlaceKind.ROW, f"{item.code}.{row.code}", "show_if")
            yield finding(Code.NEVER_HOLDS, place, what=f"the row “{row.code}”")
    for index, rule in enumerate(item.choice_rules):
        if not _may_hold(flow, section, [*above, rule.show_if]):
            place = Place(PlaceKind.ITEM, item.code, f"choice_rules[{index}].show_if")
            yield finding(Code.NEVER_HOLDS, place, what=f"the choice “{rule.choice}”")


def _may_hold(flow: Flow, section: Section, texts: list[str]) -> bool:
    """Whether all hold at once for somebody, in some instance. What cannot be proved is taken to hold."""
    conditions: list[Condition] = [parse(text) for text in texts if text.strip()]
    instances = flow.layout.instances(section.loop_over) if section.loop_over else ("",)
    return any(_holds_somewhere(flow, section, conditions, loop) for loop in instances)


def _holds_somewhere(flow: Flow, section: Section, conditions: list[Condition], loop: str) -> bool:
    asked = tuple((condition, loop) for condition in conditions)
    if loop:
        asked += ((parse(f'"{loop}" in {section.loop_over}'), ""),)
    goal = Goal(conditions=asked)
    try:
        walk = Walk(Slice(flow, goal), goal)
    except Unprovable:
        return True
    tests = [(walk.test(condition), at) for condition, at in asked]
    return any(all(test(end.state, at) for test, at in tests) for end in walk.ends())


def _unread(flow: Flow) -> Iterator[Finding]:
    """Somebody whom no profile reads, in a country that some profile is for."""
    profiles = flow.document.profiles
    if not profiles or any(not profile.countries and not profile.when for profile in profiles):
        return
    open_to_all = any(not profile.countries for profile in profiles)
    listed = {country for profile in profiles for country in profile.countries}
    conditions = [f'country == "{country}"' for country in sorted(listed)] + [profile.when for profile in profiles]
    goal = Goal(conditions=tuple((parse(text), "") for text in conditions))
    walk = Walk(Slice(flow, goal), goal)
    readers = list(flow.interpretations.values())

    def is_unread(outcome: Outcome) -> bool:
        return not outcome.profile

    for end in walk.ends():
        here = end.state.known.get("country")
        if (open_to_all or here in listed) and not any(reader.fits(end.state) for reader in readers):
            witness = witness_of(flow, walk, end, is_unread)
            yield finding(
                Code.NO_PROFILE, Place(PlaceKind.QUESTIONNAIRE, field="profiles"), witness, case=" of somebody"
            )
            return
