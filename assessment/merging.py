"""Joining two people's edits of one draft: by field of each coded part, so that neither loses a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from assessment.anatomy import PARTS, is_coded, key_of, shown
from assessment.document import Item, Questionnaire, Section
from assessment.messages import Place, PlaceKind

_GONE = object()
Three = tuple[Any, Any, Any]
"""The same of base, theirs and yours."""


class Clash(Exception):
    """Both changed the same. `theirs` and `yours`: what each made of it, by place in words (`item q1 text`)."""

    def __init__(self, theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
        super().__init__("Both of you changed: " + ", ".join(theirs) + ".")
        self.theirs = dict(theirs)
        self.yours = dict(yours)


def merge(base: Questionnaire, theirs: Questionnaire, yours: Questionnaire) -> Questionnaire:
    """The document with what either changed since `base`. Raises Clash with every place that both changed."""
    merger = _Merger()
    merged = merger.document((base, theirs, yours))
    if merger.theirs:
        raise Clash(merger.theirs, merger.yours)
    return merged


class _Merger:
    """Collects clashes on its way; where there is one, the value of `theirs` stands in."""

    def __init__(self) -> None:
        self.theirs: dict[str, str] = {}
        self.yours: dict[str, str] = {}

    def clash(self, place: Place, theirs: object, yours: object) -> Any:
        self.theirs[str(place)] = "(removed)" if theirs is _GONE else shown(theirs)
        self.yours[str(place)] = "(removed)" if yours is _GONE else shown(yours)
        return theirs

    def value(self, three: Three, place: Place) -> Any:
        base, theirs, yours = three
        if yours in (theirs, base):
            return theirs
        if theirs == base:
            return yours
        if type(base) is type(theirs) is type(yours) and is_dataclass(base):
            return self.thing(three, place)
        return self.clash(place, theirs, yours)

    def thing(self, three: Three, place: Place) -> Any:
        """Field by field."""
        base, theirs, _ = three
        parts = PARTS.get(type(base), {})
        made: dict[str, Any] = {}
        for name in (f.name for f in fields(base)):
            values = _each(three, name)
            if name in parts and all(is_coded(each) for each in values):
                made[name] = self.parts(values, parts[name], place)
            else:
                made[name] = self.value(values, replace(place, field=name))
        return replace(theirs, **made)

    def parts(self, three: Three, kind: PlaceKind, owner: Place) -> tuple[Any, ...]:
        """A list of coded parts."""
        kept = self.by_key(three, kind, owner)
        base, theirs, yours = ([key_of(part) for part in each] for each in three)
        place = replace(owner, field=f"order of {kind.value}s")
        return tuple(kept[key] for key in self.order((base, theirs, yours), kept, place))

    def by_key(self, three: Three, kind: PlaceKind, owner: Place) -> dict[str, Any]:
        base, theirs, yours = ({key_of(part): part for part in each} for each in three)
        kept: dict[str, Any] = {}
        for key in dict.fromkeys([*theirs, *yours, *base]):
            place = Place(kind, f"{owner.code}.{key}" if owner.code else key)
            part = self.value((base.get(key, _GONE), theirs.get(key, _GONE), yours.get(key, _GONE)), place)
            if part is not _GONE:
                kept[key] = part
        return kept

    def order(self, three: Three, kept: Iterable[str], place: Place) -> list[str]:
        """One moved parts, the other did not: that order. Added parts follow the one they were added after."""
        base, theirs, yours = three
        alive = set(kept)
        common = alive & set(base) & set(theirs) & set(yours)
        was, they, you = ([code for code in codes if code in common] for codes in three)
        if was not in (they, you) and they != you:
            self.clash(place, tuple(theirs), tuple(yours))
        main, other = (yours, theirs) if they == was else (theirs, yours)
        order = [code for code in main if code in alive]
        for index, code in enumerate(other):
            if code in alive and code not in order:
                before = next((each for each in reversed(other[:index]) if each in order), None)
                order.insert(0 if before is None else order.index(before) + 1, code)
        return order + [code for code in kept if code not in order]

    def document(self, three: tuple[Questionnaire, Questionnaire, Questionnaire]) -> Questionnaire:
        """Items are joined across sections, for one person may move what the other edits."""
        here = Place(PlaceKind.QUESTIONNAIRE)
        base, theirs, yours = ([item for _, item in each.items()] for each in three)
        if not all(is_coded(each) for each in (base, theirs, yours, *_each(three, "sections"))):
            whole: Questionnaire = self.thing(three, here)
            return whole
        without = [replace(each, sections=tuple(replace(s, items=()) for s in each.sections)) for each in three]
        merged: Questionnaire = self.thing((without[0], without[1], without[2]), here)
        kept = self.by_key((base, theirs, yours), PlaceKind.ITEM, here)
        return replace(merged, sections=self.filled(three, merged.sections, kept))

    def filled(self, three: Three, sections: tuple[Section, ...], kept: Mapping[str, Item]) -> tuple[Section, ...]:
        """The joined sections with the joined items in them."""
        base, theirs, yours = ({item.code: section.code for section, item in each.items()} for each in three)
        homes: dict[str, str] = {}
        for code in kept:
            place = Place(PlaceKind.ITEM, code, "section")
            was = base.get(code, theirs.get(code, yours.get(code)))
            homes[code] = self.value((was, theirs.get(code, was), yours.get(code, was)), place)
            if homes[code] not in {section.code for section in sections}:
                self.clash(place, theirs.get(code, _GONE), yours.get(code, _GONE))
        return tuple(
            replace(section, items=tuple(kept[code] for code in self.inside(three, section.code, homes)))
            for section in sections
        )

    def inside(self, three: Three, section: str, homes: Mapping[str, str]) -> list[str]:
        base, theirs, yours = ([item.code for owner, item in each.items() if owner.code == section] for each in three)
        here = [code for code, home in homes.items() if home == section]
        return self.order((base, theirs, yours), here, Place(PlaceKind.SECTION, section, "order of items"))


def _each(three: Three, name: str) -> Three:
    base, theirs, yours = three
    return getattr(base, name), getattr(theirs, name), getattr(yours, name)
