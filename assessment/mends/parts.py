"""Parts: limits exchanged, codes made unique, a rule for everybody, a test case that says what comes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assessment import edits
from assessment.document import Band, Block, BlockKind, Number, Questionnaire, ReferralRule
from assessment.mends.offer import Change, Mend, Said, at, cut, exchange, figure, named, put, value_at
from assessment.messages import Code, Finding, Place, PlaceKind
from assessment.parts import add_part
from assessment.places import path_of
from assessment.plain import texts

LISTS = {PlaceKind.BLOCK: "blocks", PlaceKind.RULE: "rules"}
SPACE_BEFORE_MARK = re.compile(r" ([.,;:!?])")
OTHER_END = {"minimum": "maximum", "earliest": "latest"}


def _exchanged(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    field = found.place.field
    if field not in OTHER_END:
        return
    other = Place(found.place.kind, found.place.code, OTHER_END[field])
    low, high = value_at(document, found.place), value_at(document, other)

    def change(whole: Questionnaire) -> Questionnaire:
        way = path_of(whole, Place(found.place.kind, found.place.code))
        return at(whole, way, lambda part: replace(part, **{field: high, OTHER_END[field]: low}))

    yield Mend(named("exchange", found.place), exchange(low, high), change)


def _renamed(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """The second of two takes a new code, where no condition can mean it: the first stays what is named."""
    place = found.place
    if place.kind is PlaceKind.TEST:
        owner, lists, own, field = Place(PlaceKind.QUESTIONNAIRE), "tests", place.code, "name"
    elif place.kind in LISTS:
        profile, _, own = place.code.partition(".")
        owner, lists, field = Place(PlaceKind.PROFILE, profile), LISTS[place.kind], "code"
    else:
        return
    taken = {getattr(each, field) for each in getattr(value_at(document, owner), lists)}
    gap = " " if field == "name" else "_"
    new = next(code for count in range(2, 99) if (code := f"{own[:36]}{gap}{count}") not in taken)

    def change(whole: Questionnaire) -> Questionnaire:
        parts: tuple[Any, ...] = getattr(value_at(whole, owner), lists)
        same = [index for index, each in enumerate(parts) if getattr(each, field) == own]
        way = (*path_of(whole, owner), lists, same[1])
        return at(whole, way, lambda part: replace(part, **{field: new}))

    yield Mend(named("rename", place, new), Said("Rename the second to “{code}”", code=new), change)


def _unreserved(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    old = found.place.code
    new = f"{old}_asked"
    yield Mend(
        named("rename", found.place, new),
        Said("Rename it to “{code}”", code=new),
        lambda whole: edits.rename_item(whole, old, new),
    )


def _moved(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """The question goes behind the one that it waits for, within its section."""
    code, name = found.place.code.partition(".")[0], str(found.values["name"])
    if found.place.kind not in (PlaceKind.ITEM, PlaceKind.ROW) or name not in {
        item.code for _, item in document.items()
    }:
        return
    section = document.section_of(code)
    if section.code != document.section_of(name).code:
        return
    codes = [item.code for item in section.items]
    by = codes.index(name) - codes.index(code)
    if by > 0:
        yield Mend(
            named("move", Place(PlaceKind.ITEM, code), by),
            Said("Ask it after “{item}”", item=name),
            lambda whole: edits.move_item(whole, code, by),
        )


def _not_rising(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    place = Place(PlaceKind.CHOICE_LIST, found.place.code.partition(".")[0], "rising")
    yield Mend(named("set", place, "false"), Said("They are not meant to rise"), put(place, False))


def _headline(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    profile, banding, own = found.place.code.split(".")
    band: Band = value_at(document, found.place)
    taken = {block.code for block in document.profile(profile).blocks}
    code = next(
        each for each in (f"{own}_headline", f"{banding}_{own}_headline", f"{own}_headline_2") if each not in taken
    )
    block = Block(code[:40], BlockKind.HEADLINE, band.title, banding, own)
    if band.title:
        yield Mend(
            named("add", Place(PlaceKind.BLOCK, f"{profile}.{code[:40]}")),
            Said("Use “{band}” as headline", band=band.title),
            lambda whole: add_part(whole, PlaceKind.BLOCK, f"{profile}.{code[:40]}", block),
        )  # fmt: skip


def _rule_for_all(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    profile = found.place.code
    taken = {rule.code for rule in document.profile(profile).rules}
    code = next(each for each in ("everybody", "everybody_else", "everybody_2") if each not in taken)
    place = Place(PlaceKind.RULE, f"{profile}.{code}")
    rule = ReferralRule(code, ("helpline",))
    yield Mend(
        named("add", place),
        Said("Name a helpline to everybody"),
        lambda whole: add_part(whole, PlaceKind.RULE, place.code, rule),
    )


def _expected(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    said = str(found.values["found"])
    value: str | Number | bool | None = found.values.get("value", said)  # type: ignore[assignment]
    if isinstance(value, str) and said == "none":
        value = None
    elif isinstance(value, str) and said in ("True", "False"):
        value = said == "True"
    elif isinstance(value, str) and str(found.values["of"]).startswith("score."):
        value = figure(said)
    place = Place(found.place.kind, found.place.code, f"{found.place.field}.value")
    yield Mend(named("expect", found.place, said), Said("Expect {value}", value=said), put(place, value))


def _kind(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """A kind of service that does not exist goes, where others are left."""
    name = str(found.values["name"])
    kinds: tuple[str, ...] = value_at(document, found.place)
    left = tuple(kind for kind in kinds if kind != name)
    if left:
        yield Mend(named("without", found.place, name), Said("Take “{word}” out", word=name), put(found.place, left))


def _placeholder(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    key, placeholder = str(found.values.get("key", "")), str(found.values["placeholder"])
    text = texts(document).get(key, "")
    words = [word for word in text.replace(placeholder, " ").split(" ") if word]
    left = SPACE_BEFORE_MARK.sub(r"\1", " ".join(words))
    if left:
        change: Change = lambda whole: edits.set_text(whole, key, left)  # noqa: E731
        yield Mend(
            named("without", found.place, placeholder), Said("Take {placeholder} out", placeholder=placeholder), change
        )


def _fact(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    if found.place.kind is PlaceKind.TEST:
        yield Mend(named("remove", found.place), Said("Take it out of the test case"), cut(found.place))
    elif found.place.field.startswith("cut_offs"):  # the next case says the same
        case = Place(found.place.kind, found.place.code, found.place.field.partition(".")[0])
        yield Mend(named("remove", case), Said("Remove the case of its own"), cut(case))


def _under_age(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    if found.place.field == "under_age":
        yield Mend(named("clear", found.place), Said("Take the text out"), put(found.place, ""))
    else:
        yield from _fact(document, found)


MAKERS = {
    Code.MINIMUM_ABOVE_MAXIMUM: _exchanged,
    Code.DUPLICATE_CODE: _renamed,
    Code.CODE_RESERVED: _unreserved,
    Code.FORWARD_REFERENCE: _moved,
    Code.POINTS_NOT_RISING: _not_rising,
    Code.NO_HEADLINE: _headline,
    Code.NO_REFERRAL: _rule_for_all,
    Code.TEST_FAILS: _expected,
    Code.UNKNOWN_SERVICE_KIND: _kind,
    Code.PLACEHOLDER_UNKNOWN: _placeholder,
    Code.FACT_UNUSED: _fact,
    Code.FACT_NOT_ASKED: _under_age,
}
