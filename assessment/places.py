"""Where in a document a `Place` is: the way to it through the plain form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessment.document import Coded, Questionnaire
from assessment.messages import Place, PlaceKind
from assessment.plain import Path

_STEP = re.compile(r"([A-Za-z_]+)|\[(\d+)\]")

# From the outside in, which list each part of a dotted code is looked up in.
WAYS: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.CHOICE_LIST: ("choice_lists",),
    PlaceKind.CHOICE: ("choice_lists", "choices"),
    PlaceKind.SECTION: ("sections",),
    PlaceKind.SCALE: ("scales",),
    PlaceKind.PROFILE: ("profiles",),
    PlaceKind.BANDING: ("profiles", "bandings"),
    PlaceKind.BAND: ("profiles", "bandings", "bands"),
    PlaceKind.FLAG: ("profiles", "flags"),
    PlaceKind.BLOCK: ("profiles", "blocks"),
    PlaceKind.RULE: ("profiles", "rules"),
}


def path_of(document: Questionnaire, place: Place) -> Path:
    """As far as it exists: a place that is gone gives the way to what held it."""
    if place.kind is PlaceKind.QUESTIONNAIRE:
        way: Path = ()
    elif place.kind is PlaceKind.TEST:
        names = [test.name for test in document.tests]
        way = ("tests", names.index(place.code)) if place.code in names else ("tests",)
    elif place.kind in (PlaceKind.ITEM, PlaceKind.ROW):
        way = _way_to_item(document, place.code)
    else:
        way = _way(document, WAYS[place.kind], place.code.split("."))
    steps = [name or int(index) for name, index in _STEP.findall(place.field)]
    return (*way, *steps)


def _way_to_item(document: Questionnaire, code: str) -> Path:
    item_code, _, row = code.partition(".")
    for outer, section in enumerate(document.sections):
        for inner, item in enumerate(section.items):
            if item.code == item_code:
                here: Path = ("sections", outer, "items", inner)
                return (*here, *_way(item, ("rows",), [row])) if row else here
    return ("sections",)


def _way(thing: object, lists: tuple[str, ...], codes: list[str]) -> Path:
    way: Path = ()
    for name, code in zip(lists, codes, strict=False):
        parts: tuple[Coded, ...] = getattr(thing, name)
        index = _index(parts, code)
        if index is None:
            return (*way, name)
        thing, way = parts[index], (*way, name, index)
    return way


def _index(things: Iterable[Coded], code: str) -> int | None:
    return next((index for index, thing in enumerate(things) if thing.code == code), None)


def place_of_text(key: str, locale: str = "") -> Place:
    """The place of a text, by its key (see `assessment.plain.texts`)."""
    head, *rest = key.split(".")
    *codes, field = rest or [head]
    simple = {"section": PlaceKind.SECTION, "scale": PlaceKind.SCALE, "choices": PlaceKind.CHOICE}
    match head, codes:
        case "item", [code, *row]:
            kind = PlaceKind.ROW if row else PlaceKind.ITEM
            return Place(kind, ".".join([code, *row[1:]]), field, locale)
        case "profile", [code, *inner]:
            kind = PlaceKind(inner[0]) if inner else PlaceKind.PROFILE
            return Place(kind, ".".join([code, *inner[1:]]), field, locale)
        case _ if head in simple:
            return Place(simple[head], ".".join(codes), field, locale)
    return Place(PlaceKind.QUESTIONNAIRE, "", key, locale)
