"""What differs between two documents, in the words of a questionnaire; and (`merge`) joining two edits of one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any

from assessment.anatomy import PARTS, is_coded, key_of, shown
from assessment.document import (
    Band,
    Banding,
    Choice,
    ChoiceList,
    Flag,
    Item,
    Profile,
    Questionnaire,
    ReferralRule,
    Row,
    Scale,
    Section,
)
from assessment.merging import Clash, merge
from assessment.messages import Place, PlaceKind

__all__ = ["Change", "ChangeKind", "Clash", "Grade", "difference", "merge"]


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    REWORDED = "reworded"
    RECODED = "recoded"  # points of a choice
    RESCORED = "rescored"  # how a scale is made
    BAND_MOVED = "band_moved"  # cut-offs, decisions
    CONDITION = "condition"  # who is asked or told
    CHANGED = "changed"  # anything else


class Grade(StrEnum):
    """What a change touches, from the lightest."""

    WORDING = "wording"
    SCORING = "scoring"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Change:
    """`before`, `after`: as a reader would write them; empty where there is none."""

    kind: ChangeKind
    grade: Grade
    place: Place
    before: str = ""
    after: str = ""

    def words(self) -> str:
        """One sentence."""
        what = self.place.kind.value.replace("_", " ")
        name = what.capitalize() + (f" “{self.place.code}”" if self.place.code else "")
        field = self.place.field.replace("_", " ")
        match self.kind:
            case ChangeKind.ADDED:
                return f"{name} added: {_quoted(self.after)}." if self.after else f"{name} added."
            case ChangeKind.REMOVED:
                return f"{name} removed: {_quoted(self.before)}." if self.before else f"{name} removed."
            case ChangeKind.MOVED:
                return f"{name} moved."
        if not self.before:
            return f"{name}: {field} set to {_quoted(self.after)}."
        if not self.after:
            return f"{name}: {field} {_quoted(self.before)} taken away."
        return f"{name}: {field} changed from {_quoted(self.before)} to {_quoted(self.after)}."


def _quoted(text: str) -> str:
    return f"“{text}”"


_WORDING = frozenset(
    {"note", "concept", "citation", "rights", "unscored", "why", "demonstration", "minutes", "time_frame"}
)
_SCORING = frozenset({"points", "rising", "exclusive", "level", "version"})


def _kind_of(thing: Any, name: str) -> tuple[ChangeKind, Grade]:  # noqa: PLR0911 one line for each sort of field
    cls: Any = type(thing)
    if name in _word_fields(cls):
        return ChangeKind.REWORDED, Grade.WORDING
    if isinstance(thing, Choice) and name == "points":
        return ChangeKind.RECODED, Grade.SCORING
    if name in _WORDING:
        return ChangeKind.CHANGED, Grade.WORDING
    if isinstance(thing, Banding) and name in ("cut_offs", "decisions", "scale", "loop"):
        return ChangeKind.BAND_MOVED, Grade.SCORING
    if isinstance(thing, Scale):
        return ChangeKind.RESCORED, Grade.SCORING
    if name in ("show_if", "when", "choice_rules"):
        return ChangeKind.CONDITION, Grade.SCORING if isinstance(thing, Flag) else Grade.STRUCTURE
    if name in _SCORING or isinstance(thing, Band):
        return ChangeKind.CHANGED, Grade.SCORING
    return ChangeKind.CHANGED, Grade.STRUCTURE


@cache
def _word_fields(kind: Any) -> frozenset[str]:
    return frozenset(f.name for f in fields(kind) if f.metadata.get("words"))


def difference(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """Every change, in the order of the new document; nothing exactly where the two are equal."""
    return tuple(_things(old, new, Place(PlaceKind.QUESTIONNAIRE)))


def _things(old: Any, new: Any, place: Place) -> Iterator[Change]:
    """Changes inside one part that exists in both."""
    parts = PARTS.get(type(new), {})
    for field in fields(new):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after or (isinstance(new, Section) and field.name == "items"):
            continue
        if field.name in parts and is_coded(before) and is_coded(after):
            yield from _lists(before, after, parts[field.name], place)
        else:
            kind, grade = _kind_of(new, field.name)
            yield Change(kind, grade, replace(place, field=field.name), shown(before), shown(after))
        if field.name == "sections":
            yield from _items(old, new)


def _lists(old: Sequence[Any], new: Sequence[Any], kind: PlaceKind, owner: Place) -> Iterator[Change]:
    before, after = {key_of(part): part for part in old}, {key_of(part): part for part in new}
    both = [key for key in after if key in before]
    moved = set(both) - _in_order(both, list(before))
    for key, part in after.items():
        place = _inner(owner, kind, key)
        if key not in before:
            yield _added(part, place)
            continue
        if key in moved:
            yield Change(ChangeKind.MOVED, Grade.STRUCTURE, place)
        yield from _things(before[key], part, place)
    for key, part in before.items():
        if key not in after:
            yield _removed(part, _inner(owner, kind, key))


def _items(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    if not (is_coded([item for _, item in old.items()]) and is_coded([item for _, item in new.items()])):
        if list(old.items()) != list(new.items()):
            place = Place(PlaceKind.QUESTIONNAIRE, field="items")
            yield Change(ChangeKind.CHANGED, Grade.STRUCTURE, place)
        return
    before = {item.code: (section.code, item) for section, item in old.items()}
    after = {item.code: (section.code, item) for section, item in new.items()}
    both = [code for code in after if code in before]
    steady = _in_order(both, list(before))
    for code, (section, item) in after.items():
        place = Place(PlaceKind.ITEM, code)
        if code not in before:
            yield _added(item, place)
            continue
        if section != before[code][0] or code not in steady:
            yield Change(ChangeKind.MOVED, Grade.STRUCTURE, place, before[code][0], section)
        yield from _things(before[code][1], item, place)
    for code, (_, item) in before.items():
        if code not in after:
            yield _removed(item, Place(PlaceKind.ITEM, code))


def _added(part: Any, place: Place) -> Change:
    return Change(ChangeKind.ADDED, _weight(part), place, after=_title(part))


def _removed(part: Any, place: Place) -> Change:
    return Change(ChangeKind.REMOVED, _weight(part), place, before=_title(part))


def _weight(part: Any) -> Grade:
    if isinstance(part, Section | Item | Row | Choice | ReferralRule | Profile | ChoiceList):
        return Grade.STRUCTURE
    return Grade.SCORING if isinstance(part, Scale | Banding | Band | Flag) else Grade.WORDING


def _title(part: Any) -> str:
    return str(getattr(part, "text", "") or getattr(part, "title", ""))


def _inner(owner: Place, kind: PlaceKind, key: str) -> Place:
    return Place(kind, f"{owner.code}.{key}" if owner.code else key)


def _in_order(codes: Sequence[str], before: Sequence[str]) -> set[str]:
    """The most codes that stand in the same order as before: the others have moved."""
    rank = {code: index for index, code in enumerate(before)}
    tails: list[int] = []  # last rank of the best run of each length
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for code in codes:
        length = bisect_left(tails, rank[code])
        previous[code] = ends[length - 1] if length else None
        tails[length : length + 1], ends[length : length + 1] = [rank[code]], [code]
    steady: set[str] = set()
    code_now: str | None = ends[-1] if ends else None
    while code_now is not None:
        steady.add(code_now)
        code_now = previous[code_now]
    return steady
