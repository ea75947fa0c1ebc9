"""Reaching a part of a document by kind and code, changing it, and finding who names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, NamedTuple, TypeVar

from assessment import conditions
from assessment.document import (
    Band,
    Block,
    Choice,
    ChoiceList,
    Flag,
    Item,
    Questionnaire,
    ReferralRule,
    Row,
    Scale,
    Section,
    Term,
)
from assessment.messages import Place, PlaceKind
from assessment.places import WAYS
from assessment.plain import Unfit, from_plain, path_in_words, to_plain
from assessment.sentences import Sentence

T = TypeVar("T")
Way = tuple[tuple[str, str], ...]
"""From the outside in: (field that holds a list, code in it)."""


class CannotEdit(Sentence):
    """An edit that makes no sense; `str()` is the sentence shown."""


class StillNamed(CannotEdit):
    """What is to be removed is named at these places."""

    def __init__(self, code: str, places: Sequence[Place]) -> None:
        shown = "; ".join(str(place) for place in places[:5]) + ("; …" if len(places) > 5 else "")
        words = "“{code}” is still used: {places}. Change that first."
        super().__init__(words, code=code, places=shown)
        self.places = tuple(places)


def way_to(document: Questionnaire, kind: PlaceKind, code: str) -> Way:
    """Raises CannotEdit where there is no such item; other parts are looked for when the way is gone."""
    codes = code.split(".")
    if kind in (PlaceKind.ITEM, PlaceKind.ROW):
        try:
            section = document.section_of(codes[0])
        except KeyError:
            raise CannotEdit("There is no question “{code}”.", code=codes[0]) from None
        return tuple(zip(("sections", "items", "rows"), (section.code, *codes), strict=False))
    return tuple(zip(WAYS[kind], codes, strict=False))


def changed(thing: T, way: Way, change: Callable[[Any], Any]) -> T:
    """`thing` with the part at the end of the way replaced by `change(part)`."""
    if not way:
        return change(thing)  # type: ignore[no-any-return]
    (name, code), *rest = way
    parts = getattr(thing, name)
    index = index_of(parts, code, name)
    part = changed(parts[index], tuple(rest), change)
    return replace(thing, **{name: (*parts[:index], part, *parts[index + 1 :])})  # type: ignore[type-var]


def index_of(parts: tuple[Any, ...], code: str, name: str = "") -> int:
    """Raises CannotEdit."""
    for index, part in enumerate(parts):
        if part.code == code:
            return index
    raise CannotEdit("There is no “{code}” here any more.", code=code)


def with_list(document: Questionnaire, way: Way, change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Questionnaire:
    """The list that the way ends in, changed as a whole."""
    name = way[-1][0]
    return changed(document, way[:-1], lambda owner: replace(owner, **{name: change(getattr(owner, name))}))


def checked(document: Questionnaire) -> Questionnaire:
    """The document with tidied texts and strict types, whatever a form supplied. Raises CannotEdit."""
    try:
        return from_plain(to_plain(document))
    except Unfit as unfit:
        problem = unfit.problems[0]
        raise CannotEdit(f"{problem.message} ({path_in_words(problem.path[-1:])})") from None


# --- conditions ------------------------------------------------------------------------------------------------------

_NAMED = frozenset({PlaceKind.ITEM, PlaceKind.ROW, PlaceKind.SCALE, PlaceKind.BANDING, PlaceKind.FLAG})
_CONDITIONS = frozenset({"show_if", "when"})


class Use(NamedTuple):
    """A condition and where it stands. `profile`: empty in the flow; `item`, `section`: in the flow."""

    place: Place
    text: str
    section: str = ""
    item: str = ""
    profile: str = ""


def uses(document: Questionnaire) -> Iterator[Use]:
    """Every condition that is not empty, in document order."""
    for use in (*_in_flow(document), *_in_profiles(document)):
        if use.text:
            yield use


def _in_flow(document: Questionnaire) -> Iterator[Use]:
    for section in document.sections:
        yield Use(Place(PlaceKind.SECTION, section.code, "show_if"), section.show_if, section.code)
        for item in section.items:
            where = section.code, item.code
            yield Use(Place(PlaceKind.ITEM, item.code, "show_if"), item.show_if, *where)
            for row in item.rows:
                yield Use(Place(PlaceKind.ROW, f"{item.code}.{row.code}", "show_if"), row.show_if, *where)
            for index, rule in enumerate(item.choice_rules):
                place = Place(PlaceKind.ITEM, item.code, f"choice_rules[{index}].show_if")
                yield Use(place, rule.show_if, *where)


def _in_profiles(document: Questionnaire) -> Iterator[Use]:
    for profile in document.profiles:
        code = profile.code

        def use(kind: PlaceKind, part: str, field: str, text: str, code: str = code) -> Use:
            return Use(Place(kind, f"{code}.{part}" if part else code, field), text, profile=code)

        yield use(PlaceKind.PROFILE, "", "when", profile.when)
        for banding in profile.bandings:
            for index, case in enumerate(banding.cut_offs):
                yield use(PlaceKind.BANDING, banding.code, f"cut_offs[{index}].when", case.when)
            for index, decision in enumerate(banding.decisions):
                yield use(PlaceKind.BANDING, banding.code, f"decisions[{index}].when", decision.when)
        for flag in profile.flags:
            yield use(PlaceKind.FLAG, flag.code, "when", flag.when)
        for block in profile.blocks:
            yield use(PlaceKind.BLOCK, block.code, "when", block.when)
        for rule in profile.rules:
            yield use(PlaceKind.RULE, rule.code, "when", rule.when)


def with_conditions(document: Questionnaire, rewrite: Callable[[str], str]) -> Questionnaire:
    """Every condition rewritten; one that cannot be read stays as it is."""

    def safely(text: str) -> str:
        try:
            return rewrite(text) if text else text
        except conditions.Unreadable:
            return text

    return _with_conditions(document, safely)


def _with_conditions(thing: T, rewrite: Callable[[str], str]) -> T:
    made: dict[str, Any] = {}
    kind: Any = type(thing)
    for name in _field_names(kind):
        value = getattr(thing, name)
        if name in _CONDITIONS:
            new: Any = rewrite(value)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            new = tuple(_with_conditions(part, rewrite) for part in value)
        else:
            continue
        if new != value:
            made[name] = new
    return replace(thing, **made) if made else thing  # type: ignore[type-var]


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


# --- who names it ----------------------------------------------------------------------------------------------------


def named_in(document: Questionnaire, kind: PlaceKind, code: str, profile: str = "") -> tuple[Place, ...]:
    """The conditions that name an item, row, scale, banding or flag; for a scale also its bandings and composites.
    `profile`: whose banding or flag it is, where others have one of the same code; empty: anybody's."""
    found = _made_from(document, code) if kind is PlaceKind.SCALE else []
    for use in uses(document):
        if profile and use.profile not in ("", profile):
            continue
        try:
            names = conditions.references(conditions.parse(use.text))
        except conditions.Unreadable:
            continue
        named = {
            PlaceKind.ITEM: names.items,
            PlaceKind.ROW: names.rows,
            PlaceKind.SCALE: names.scales,
            PlaceKind.BANDING: names.bandings,
            PlaceKind.FLAG: names.flags,
        }[kind]
        if code in named:
            found.append(use.place)
    return tuple(found)


def _made_from(document: Questionnaire, scale: str) -> list[Place]:
    composites = [Place(PlaceKind.SCALE, s.code, "terms") for s in document.scales if scale in [t.of for t in s.terms]]
    bandings = [(p.code, b) for p in document.profiles for b in p.bandings if b.scale == scale]
    return composites + [Place(PlaceKind.BANDING, f"{profile}.{b.code}", "scale") for profile, b in bandings]


def terms_of(document: Questionnaire, item: str) -> Iterator[tuple[str, Term]]:
    """(scale, term) for each term that is the item or one of its rows."""
    for scale in document.scales:
        for term in scale.terms:
            if term.of.partition(".")[0] == item:
                yield scale.code, term


def items_with_list(document: Questionnaire, code: str) -> frozenset[str]:
    return frozenset(item.code for _, item in document.items() if item.choices == code)


def loops_over_list(document: Questionnaire, code: str) -> bool:
    """Whether a loop repeats for each choice of this list."""
    users = items_with_list(document, code)
    return any(section.loop_over in users for section in document.sections if section.loop_over)


Part = Section | Item | Row | Choice | ChoiceList | Scale | Band | Flag | Block | ReferralRule

# --- edits of any part ---------------------------------------------------------------------------------------------


def set_part(document: Questionnaire, kind: PlaceKind, code: str, /, **fields: Any) -> Questionnaire:
    """Change fields of a part. Its code is changed by the rename functions only; conditions must be readable."""
    if "code" in fields:
        raise CannotEdit("A code is changed by renaming.")
    for name in {"show_if", "when"} & fields.keys():
        readable(fields[name])
    way = way_to(document, kind, code) if kind is not PlaceKind.QUESTIONNAIRE else ()
    return checked(changed(document, way, lambda part: replaced(part, fields)))


def replaced(part: Any, fields: dict[str, Any]) -> Any:
    try:
        return replace(part, **fields)
    except TypeError:
        raise CannotEdit("There is nothing named {names} here.", names=", ".join(fields)) from None


def readable(text: str) -> None:
    try:
        conditions.parse(text)
    except conditions.Unreadable as error:
        raise CannotEdit("The condition cannot be read: {error}", error=error) from None


def add_part(document: Questionnaire, kind: PlaceKind, code: str, part: Part, at: int | None = None) -> Questionnaire:
    """Add a part, `code` being where it will stand (`adult.tip_1` for a block of the profile `adult`)."""
    own = code.rpartition(".")[2]
    if part.code != own:
        raise CannotEdit("“{code}” does not end in the code “{own}”.", code=code, own=part.code)
    if kind is PlaceKind.ITEM:
        raise CannotEdit("A question is added to a section.")
    return checked(with_list(document, way_to(document, kind, code), lambda parts: inserted(parts, part, at)))


def inserted(parts: tuple[Any, ...], part: Any, at: int | None) -> tuple[Any, ...]:
    if any(other.code == part.code for other in parts):
        raise CannotEdit("There is a “{code}” already. Choose another code.", code=part.code)
    place = len(parts) if at is None else max(0, min(at, len(parts)))
    return (*parts[:place], part, *parts[place:])


def remove_part(document: Questionnaire, kind: PlaceKind, code: str) -> Questionnaire:
    """Remove a part that no condition names."""
    if kind in _NAMED:
        own = code if kind is PlaceKind.ROW else code.rpartition(".")[2]
        owner = code.partition(".")[0] if kind in (PlaceKind.BANDING, PlaceKind.FLAG) else ""
        refuse_if_named(code, named_in(document, kind, own, owner))
    way = way_to(document, kind, code)

    def without(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        index = index_of(parts, way[-1][1], way[-1][0])
        return (*parts[:index], *parts[index + 1 :])

    return checked(with_list(document, way, without))


def refuse_if_named(code: str, places: Sequence[Place]) -> None:
    if places:
        raise StillNamed(code, places)


def move_part(document: Questionnaire, kind: PlaceKind, code: str, by: int) -> Questionnaire:
    """Move a part within its list; at an end it stays there."""
    way = way_to(document, kind, code)
    return with_list(document, way, lambda parts: _shifted(parts, index_of(parts, way[-1][1], way[-1][0]), by))


def _shifted(parts: tuple[Any, ...], index: int, by: int) -> tuple[Any, ...]:
    rest = [*parts[:index], *parts[index + 1 :]]
    rest.insert(max(0, min(index + by, len(rest))), parts[index])
    return tuple(rest)
