"""Codes are unique, what is named exists, and nothing is empty or upside down: all but conditions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from assessment.anatomy import key_of
from assessment.conditions import RESERVED
from assessment.document import CHOSEN, Banding, Choice, Item, ItemKind, Method, Profile, Questionnaire, Scale, Section
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.referral import ServiceKind
from assessment.sentences import Said
from assessment.steps import AGE


def findings(document: Questionnaire) -> Iterator[Finding]:
    yield from _codes(document)
    yield from _choice_lists(document)
    if not any(item.kind is not ItemKind.NOTE for _, item in document.items()):
        yield finding(Code.NO_ITEMS, Place(PlaceKind.QUESTIONNAIRE, field="sections"))
    for position, section in enumerate(document.sections):
        yield from _section(document, position, section)
    if document.minimum_age is not None and AGE.maximum is not None and document.minimum_age > AGE.maximum:
        place = Place(PlaceKind.QUESTIONNAIRE, field="minimum_age")
        yield finding(Code.MINIMUM_ABOVE_MAXIMUM, place, low=document.minimum_age, high=AGE.maximum)
    for scale in document.scales:
        yield from _scale(document, scale)
    yield from _cycles(document)
    if not document.profiles:
        yield finding(Code.NO_PROFILE, Place(PlaceKind.QUESTIONNAIRE, field="profiles"), case="")
    for profile in document.profiles:
        yield from _profile(document, profile)


def unknown(place: Place, what: str, name: str, known: Iterable[str], *, column: int = 0) -> Finding:
    """A name that leads nowhere, with the one that was perhaps meant."""
    alike = difflib.get_close_matches(name, list(known), n=1)
    near = Said(" (perhaps “{name}”)", name=alike[0]) if alike else ""
    meant = alike[0] if alike else ""
    return finding(Code.UNKNOWN_NAME, place, column=column, what=Said(what), name=name, near=near, meant=meant)


# --- codes -----------------------------------------------------------------------------------------------------------


def _codes(document: Questionnaire) -> Iterator[Finding]:
    items = [item for _, item in document.items()]
    yield from _twice(PlaceKind.CHOICE_LIST, document.choice_lists)
    yield from _twice(PlaceKind.SECTION, document.sections)
    yield from _twice(PlaceKind.ITEM, items)
    yield from _twice(PlaceKind.SCALE, [*items, *document.scales])  # a term names either
    yield from _twice(PlaceKind.PROFILE, document.profiles)
    yield from _twice(PlaceKind.TEST, document.tests)
    for choice_list in document.choice_lists:
        yield from _twice(PlaceKind.CHOICE, choice_list.choices, choice_list.code)
    for item in items:
        yield from _twice(PlaceKind.ROW, item.rows, item.code)
        if item.code in RESERVED:
            yield finding(Code.CODE_RESERVED, Place(PlaceKind.ITEM, item.code), code=item.code)
    for profile in document.profiles:
        yield from _twice(PlaceKind.BANDING, profile.bandings, profile.code)
        yield from _twice(PlaceKind.FLAG, profile.flags, profile.code)
        yield from _twice(PlaceKind.BLOCK, profile.blocks, profile.code)
        yield from _twice(PlaceKind.RULE, profile.rules, profile.code)
        for banding in profile.bandings:
            yield from _twice(PlaceKind.BAND, banding.bands, f"{profile.code}.{banding.code}")


def _twice(kind: PlaceKind, parts: Iterable[object], owner: str = "") -> Iterator[Finding]:
    seen: set[str] = set()
    for part in parts:
        code = key_of(part)
        if code in seen and not (kind is PlaceKind.SCALE and isinstance(part, Item)):
            yield finding(Code.DUPLICATE_CODE, Place(kind, f"{owner}.{code}" if owner else code), code=code)
        seen.add(code)


# --- questions -------------------------------------------------------------------------------------------------------


def _choice_lists(document: Questionnaire) -> Iterator[Finding]:
    for choice_list in document.choice_lists:
        if not choice_list.choices:
            yield finding(Code.NO_CHOICES, Place(PlaceKind.CHOICE_LIST, choice_list.code))


def _section(document: Questionnaire, position: int, section: Section) -> Iterator[Finding]:
    place = Place(PlaceKind.SECTION, section.code)
    if not section.items:
        yield finding(Code.NO_ITEMS, place)
    if section.loop_over:
        yield from _loop(document, position, section)
    for item in section.items:
        yield from _item(document, item)


def _loop(document: Questionnaire, position: int, section: Section) -> Iterator[Finding]:
    place = Place(PlaceKind.SECTION, section.code, "loop_over")
    before = {item.code for earlier in document.sections[:position] for item in earlier.items}
    items = {item.code: item for _, item in document.items()}
    over = items.get(section.loop_over)
    if over is None:
        yield unknown(place, "item", section.loop_over, items)
    elif over.kind is not ItemKind.MULTIPLE or document.section_of(over.code).loop_over:
        yield finding(Code.LOOP_NOT_MULTIPLE, place, name=section.loop_over)
    elif over.code not in before:
        yield finding(Code.FORWARD_REFERENCE, place, name=section.loop_over)
    elif all(choice.exclusive for choice in _choices(document, over)):
        yield finding(Code.LOOP_OVER_NOTHING, place, name=section.loop_over)


def _choices(document: Questionnaire, item: Item) -> list[Choice]:
    return [choice for each in document.choice_lists if each.code == item.choices for choice in each.choices]


def _item(document: Questionnaire, item: Item) -> Iterator[Finding]:
    def at(field: str) -> Place:
        return Place(PlaceKind.ITEM, item.code, field)

    lists = {choice_list.code: choice_list for choice_list in document.choice_lists}
    if item.kind in CHOSEN:
        if not item.choices:
            yield finding(Code.NO_CHOICES, at("choices"))
        elif item.choices not in lists:
            yield unknown(at("choices"), "choice list", item.choices, lists)
        else:
            codes = [choice.code for choice in lists[item.choices].choices]
            for index, rule in enumerate(item.choice_rules):
                if rule.choice not in codes:
                    yield unknown_choice(at(f"choice_rules[{index}].choice"), rule.choice, item.choices, codes)
    if item.kind is ItemKind.GRID and not item.rows:
        yield finding(Code.NO_ROWS, at("rows"))
    if item.kind is ItemKind.SCALE:
        for which in ("minimum", "maximum"):
            if getattr(item, which) is None:
                yield finding(Code.NO_LIMITS, at(which), which=which)
    if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
        yield finding(Code.MINIMUM_ABOVE_MAXIMUM, at("minimum"), low=item.minimum, high=item.maximum)
    if item.earliest and item.latest and item.earliest > item.latest:
        yield finding(Code.MINIMUM_ABOVE_MAXIMUM, at("earliest"), low=item.earliest, high=item.latest)


def unknown_choice(place: Place, choice: object, of: str, known: Iterable[str], *, column: int = 0) -> Finding:
    """A choice that a list, a loop or a banding does not have."""
    codes = list(known)
    meant = next(iter(difflib.get_close_matches(str(choice), codes, n=1)), "")
    return finding(
        Code.UNKNOWN_CHOICE,
        place,
        column=column,
        choice=choice,
        of=of,
        known=", ".join(codes) or Said("none"),
        meant=meant,
    )


# --- scales ----------------------------------------------------------------------------------------------------------


def _scale(document: Questionnaire, scale: Scale) -> Iterator[Finding]:
    def at(field: str) -> Place:
        return Place(PlaceKind.SCALE, scale.code, field)

    if not scale.terms:
        yield finding(Code.NO_ITEMS, at("terms"))
    loops = {section.code for section in document.sections if section.loop_over}
    if scale.loop and scale.loop not in loops:
        yield unknown(at("loop"), "loop", scale.loop, loops)
    if scale.minimum is not None and scale.maximum is not None and scale.minimum > scale.maximum:
        yield finding(Code.MINIMUM_ABOVE_MAXIMUM, at("minimum"), low=scale.minimum, high=scale.maximum)
    known = set(terms_possible(document)) - {scale.code}
    for index, term in enumerate(scale.terms):
        if term.of not in known:
            yield unknown(at(f"terms[{index}].of"), "item, row or other scale", term.of, known)
    if scale.method is Method.COUNT:
        yield from _counted(document, scale)


def terms_possible(document: Questionnaire) -> Iterator[str]:
    """What a term may name."""
    for _, item in document.items():
        if item.kind not in (ItemKind.NOTE, ItemKind.DATE, ItemKind.TEXT):
            yield item.code
            yield from (f"{item.code}.{row.code}" for row in item.rows)
    yield from (scale.code for scale in document.scales)


def _counted(document: Questionnaire, scale: Scale) -> Iterator[Finding]:
    place = Place(PlaceKind.SCALE, scale.code, "counted")
    if not scale.counted:
        yield finding(Code.NO_CHOICES, place)
    names = {term.of.partition(".")[0] for term in scale.terms}
    lists = {item.choices for _, item in document.items() if item.code in names}
    codes = [choice.code for each in document.choice_lists if each.code in lists for choice in each.choices]
    for code in scale.counted:
        if code not in codes:
            yield unknown_choice(place, code, scale.code, codes)


def _cycles(document: Questionnaire) -> Iterator[Finding]:
    parts = {scale.code: [term.of for term in scale.terms] for scale in document.scales}
    told: set[str] = set()
    for code in parts:
        ring = _ring(code, parts)
        if ring and not told & set(ring):
            told |= set(ring)
            yield finding(Code.CYCLE, Place(PlaceKind.SCALE, code, "terms"), names=", ".join(ring))


def _ring(start: str, parts: dict[str, list[str]]) -> list[str]:
    """The way from a scale through its terms back to itself, if there is one."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop()
        for part in parts.get(way[-1], ()):
            if part == start:
                return way
            if part not in seen:
                seen.add(part)
                ways.append([*way, part])
    return []


# --- profiles --------------------------------------------------------------------------------------------------------


def _profile(document: Questionnaire, profile: Profile) -> Iterator[Finding]:
    bandings = {banding.code: {band.code for band in banding.bands} for banding in profile.bandings}
    flags = {flag.code for flag in profile.flags}
    for banding in profile.bandings:
        yield from _banding(document, banding, Place(PlaceKind.BANDING, f"{profile.code}.{banding.code}"))
    for block in profile.blocks:
        place = Place(PlaceKind.BLOCK, f"{profile.code}.{block.code}", "banding")
        if block.banding and block.banding not in bandings:
            yield unknown(place, "banding", block.banding, bandings)
        elif block.band and block.band not in bandings.get(block.banding, ()):
            yield unknown(Place(place.kind, place.code, "band"), "band", block.band, bandings.get(block.banding, ()))
        if block.flag and block.flag not in flags:
            yield unknown(Place(place.kind, place.code, "flag"), "flag", block.flag, flags)
    for rule in profile.rules:
        place = Place(PlaceKind.RULE, f"{profile.code}.{rule.code}", "kinds")
        if not rule.kinds:
            yield finding(Code.NO_CHOICES, place)
        for kind in rule.kinds:
            if kind not in set(ServiceKind):
                yield finding(Code.UNKNOWN_SERVICE_KIND, place, name=kind, known=", ".join(ServiceKind))


def _banding(document: Questionnaire, banding: Banding, place: Place) -> Iterator[Finding]:
    scales = {scale.code for scale in document.scales}
    if banding.scale and banding.scale not in scales:
        yield unknown(Place(place.kind, place.code, "scale"), "scale", banding.scale, scales)
    loops = {section.code for section in document.sections if section.loop_over}
    if banding.loop and banding.loop not in loops:
        yield unknown(Place(place.kind, place.code, "loop"), "loop", banding.loop, loops)
    if not (banding.cut_offs if banding.scale else banding.decisions):
        yield finding(Code.NO_CUT_OFFS, place)
    bands = {band.code for band in banding.bands}
    for case_index, case in enumerate(banding.cut_offs):
        for index, each in enumerate(case.ranges):
            here = Place(place.kind, place.code, f"cut_offs[{case_index}].ranges[{index}]")
            if each.band not in bands:
                yield unknown(here, "band", each.band, bands)
            if each.low is not None and each.high is not None and each.low > each.high:
                yield finding(Code.RANGE_UPSIDE_DOWN, here, band=each.band, low=each.low, high=each.high)
    for index, decision in enumerate(banding.decisions):
        if decision.band not in bands:
            here = Place(place.kind, place.code, f"decisions[{index}].band")
            yield unknown(here, "band", decision.band, bands)
