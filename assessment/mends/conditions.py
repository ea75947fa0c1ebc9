"""Conditions: a word corrected, a comparison of points, a part or the whole of it taken out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assessment.conditions import Unreadable, parse, unparse
from assessment.document import Item, ItemKind, Questionnaire
from assessment.mends.offer import CannotEdit, Change, Mend, Said, cut, named, put, value_at
from assessment.messages import Code, Finding, Place, PlaceKind
from assessment.parts import remove_part
from assessment.syntax import tokens
from assessment.tree import All, Compare, Either, ItemRef, Literal, Not, walk

REMOVED = {
    PlaceKind.FLAG: Said("Remove the flag"),
    PlaceKind.BLOCK: Said("Remove the text"),
    PlaceKind.RULE: Said("Remove the referral rule"),
    PlaceKind.PROFILE: Said("Remove the interpretation"),
    PlaceKind.ROW: Said("Remove the row"),
}


def _write(condition: str) -> Said:
    return Said("Write {condition}", condition=condition)


def _is_condition(place: Place) -> bool:
    return place.field.rpartition(".")[2] in ("show_if", "when")


def _meant(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """The name that was perhaps meant, in place of the one that is not there."""
    meant = str(found.values.get("meant", ""))
    if not meant:
        return
    words = Said("Write “{word}”", word=meant)
    if not _is_condition(found.place):
        yield Mend(named("write", found.place, meant), words, _written(found, meant))
        return
    text: str = value_at(document, found.place)
    token = next((each for each in tokens(text) if each.column == found.column), None)
    if token is None or "." in meant:  # a row is pointed at by the name of its grid
        return
    new = f"{token.text[0]}{meant}{token.text[0]}" if token.kind == "text" else meant
    yield Mend(named("write", found.place, meant), words, _replaced(found.place, text, token.column, token.text, new))


def _written(found: Finding, meant: str) -> Change:
    old = found.values.get("name", found.values.get("choice"))

    def change(document: Questionnaire) -> Questionnaire:
        now: Any = value_at(document, found.place)
        new = tuple(meant if each == old else each for each in now) if isinstance(now, tuple) else meant
        return put(found.place, new)(document)

    return change


def _replaced(place: Place, text: str, column: int, old: str, new: str) -> Change:
    start = column - 1
    if text[start : start + len(old)] != old:
        raise CannotEdit("The condition has changed.")
    return put(place, text[:start] + new + text[start + len(old) :])


def _comparable(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """What was meant by a comparison that can never hold: the points of an answer, or the one answer, or a pick."""
    text: str = value_at(document, found.place)
    items = {item.code: item for _, item in document.items()}
    for node in walk(parse(text)):
        match node:
            case Compare(Literal() as literal, (("in", ItemRef() as item),)) if item.column == found.column:
                yield _rewritten(found.place, text, node, Compare(item, (("==", literal),)))
            case Compare(ItemRef(code) as left, ((sign, Literal() as literal),)) if literal.column == found.column:
                item_kind = items[code].kind if code in items else None
                if item_kind is ItemKind.MULTIPLE and isinstance(literal.value, str) and sign == "==":
                    yield _rewritten(found.place, text, node, Compare(literal, (("in", left),)))
                elif item_kind is ItemKind.SINGLE and not isinstance(literal.value, str):
                    yield from _points(document, found.place, text, items[code], left.column)


def _points(document: Questionnaire, place: Place, text: str, item: Item, column: int) -> Iterator[Mend]:
    if all(each.points is not None for each in document.choice_list(item.choices).choices):
        token = next(each for each in tokens(text) if each.column == column)
        change = _replaced(place, text, column, token.text, f"points({token.text})")
        yield Mend(named("points", place), Said("Compare the points of “{item}”", item=item.code), change)


def _rewritten(place: Place, text: str, old: Any, new: Any) -> Mend:
    whole = unparse(_with(parse(text), old, new))
    return Mend(named("write", place, unparse(new)), _write(unparse(new)), put(place, whole))


def _with(node: Any, old: Any, new: Any) -> Any:
    if node is old or (node == old and not isinstance(node, All | Either)):
        return new
    match node:
        case All(tests):
            return All(tuple(_with(each, old, new) for each in tests))
        case Either(tests):
            return Either(tuple(_with(each, old, new) for each in tests))
        case Not(test):
            return Not(_with(test, old, new))
    return node


def _plainly(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """Slips of the pen that leave no doubt."""
    text: str = value_at(document, found.place)
    start = found.column - 1
    here = text[start : start + 1]
    new = {"=": "==", "&": "and", "“": '"', "”": '"', "„": '"'}.get(here)
    word = text[start:].split(maxsplit=1)[0] if text[start:].split() else ""
    if word.lower() in ("and", "or", "not", "in") and word != word.lower():
        here, new = word, word.lower()
    if here == "&" and text[start : start + 2] == "&&":
        here = "&&"
    if new is None:
        return
    fixed = (
        text.translate(str.maketrans("“”„", '"""')) if here in "“”„" else text[:start] + new + text[start + len(here) :]
    )
    try:
        parse(fixed)
    except Unreadable:
        return
    yield Mend(named("write", found.place, fixed), _write(fixed), put(found.place, fixed))


def _always(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """A condition that decides nothing goes; what it stood over stays."""
    if found.place.field.startswith("choice_rules"):
        rule = Place(found.place.kind, found.place.code, found.place.field.partition(".")[0])
        yield Mend(named("remove", rule), Said("Take the condition out"), cut(rule))
    else:
        yield Mend(named("clear", found.place), Said("Take the condition out"), put(found.place, ""))


def _never(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """What nobody ever meets can go without anybody noticing."""
    place = Place(found.place.kind, found.place.code)
    if found.place.field.startswith(("cut_offs", "decisions", "choice_rules")):
        return
    if place.kind is PlaceKind.FLAG and (told_of := _texts_of_flag(document, place.code)):
        words = Said("Remove the flag and its texts")
        yield Mend(named("remove", place), words, lambda whole: _without_flag(whole, place.code, told_of))
    elif what := REMOVED.get(place.kind):
        change: Change = lambda whole: remove_part(whole, place.kind, place.code)  # noqa: E731
        yield Mend(named("remove", place), what, change)


def _texts_of_flag(document: Questionnaire, dotted: str) -> list[str]:
    profile, _, flag = dotted.partition(".")
    return [f"{profile}.{block.code}" for block in document.profile(profile).blocks if block.flag == flag]


def _without_flag(document: Questionnaire, flag: str, blocks: list[str]) -> Questionnaire:
    for block in blocks:
        document = remove_part(document, PlaceKind.BLOCK, block)
    return remove_part(document, PlaceKind.FLAG, flag)


def _part(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """One part of «and» or «or» goes."""
    text: str = value_at(document, found.place)
    part = parse(str(found.values["part"]))
    left = _without(parse(text), part)
    if left is not None:
        yield Mend(
            named("without", found.place, found.values["part"]),
            Said("Take the part out"),
            put(found.place, unparse(left)),
        )


def _without(node: Any, part: Any) -> Any:
    if isinstance(node, All | Either):
        tests = tuple(
            each for each in (_without(test, part) for test in node.tests if test != part) if each is not None
        )
        return type(node)(tests) if len(tests) > 1 else tests[0] if tests else None
    return node


def _or(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """Two that exclude one another were meant as two ways."""
    text: str = value_at(document, found.place)
    first, second = (parse(str(found.values[name])) for name in ("first", "second"))
    joined = _joined(parse(text), first, second)
    if joined is not None:
        words = unparse(joined)
        yield Mend(named("write", found.place, words), Said("Write “or” between them"), put(found.place, words))


def _joined(node: Any, first: Any, second: Any) -> Any:
    if isinstance(node, All) and first in node.tests and second in node.tests:
        rest = tuple(each for each in node.tests if each not in (first, second))
        pair = Either((first, second))
        return All((pair, *rest)) if rest else pair
    if isinstance(node, Either):
        tests = tuple(_joined(each, first, second) or each for each in node.tests)
        return Either(tests) if tests != node.tests else None
    return None


MAKERS = {
    Code.UNKNOWN_NAME: _meant,
    Code.UNKNOWN_CHOICE: _meant,
    Code.NOT_COMPARABLE: _comparable,
    Code.CONDITION_UNREADABLE: _plainly,
    Code.ALWAYS_HOLDS: _always,
    Code.NEVER_HOLDS: _never,
    Code.FLAG_NEVER_RAISED: _never,
    Code.BLOCK_NEVER_SHOWN: _never,
    Code.RULE_NEVER_FIRES: _never,
    Code.RULE_SHADOWED: _never,
    Code.PROFILE_NEVER_READ: _never,
    Code.NEVER_SHOWN: _never,
    Code.PART_NEVER_HOLDS: _part,
    Code.PART_ALWAYS_HOLDS: _part,
    Code.CONTRADICTION: _or,
    Code.EXCLUSIVE_COMBINED: _or,
}
