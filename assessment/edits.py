"""What an author may do to a document: functions document -> document. Nothing is changed in place.

Parts are named by dotted codes, from the outside in: `frequency.never`, `adult.total.high`. Fields may be given as a
form gives them (texts untidied, enums as text). Each raises CannotEdit with a sentence for the author.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assessment import conditions
from assessment.document import (
    Answer,
    Choice,
    ChoiceList,
    CutOffs,
    Expected,
    Given,
    Item,
    Number,
    Questionnaire,
    Range,
    Scale,
    Section,
    Vector,
)
from assessment.messages import Place, PlaceKind
from assessment.parts import (
    CannotEdit,
    add_part,
    changed,
    checked,
    index_of,
    inserted,
    items_with_list,
    loops_over_list,
    move_part,
    named_in,
    readable,
    refuse_if_named,
    remove_part,
    replaced,
    set_part,
    terms_of,
    way_to,
    with_conditions,
    with_list,
)
from assessment.plain import CODE, reworded

__all__ = ["CannotEdit", "add_part", "move_part", "remove_part", "set_part"]

# --- texts -----------------------------------------------------------------------------------------------------------


def set_text(document: Questionnaire, key: str, text: str) -> Questionnaire:
    """Change the text of a key, also one that is empty so far."""
    keys: list[str] = []

    def word(here: str, old: str) -> str:
        keys.append(here)
        return text if here == key else old

    renewed = reworded(document, word)
    if key not in keys:
        raise CannotEdit("There is no text “{key}”.", key=key)
    return checked(renewed)


def set_rights(document: Questionnaire, /, **fields: Any) -> Questionnaire:
    return checked(replace(document, rights=replaced(document.rights, fields)))


# --- sections and items ----------------------------------------------------------------------------------------------


def add_section(document: Questionnaire, section: Section, at: int | None = None) -> Questionnaire:
    return add_part(document, PlaceKind.SECTION, section.code, section, at)


def set_section(document: Questionnaire, code: str, /, **fields: Any) -> Questionnaire:
    return set_part(document, PlaceKind.SECTION, code, **fields)


def remove_section(document: Questionnaire, code: str) -> Questionnaire:
    """Remove an empty section."""
    section = document.sections[index_of(document.sections, code, "sections")]
    if section.items:
        raise CannotEdit("The section “{code}” still holds questions. Remove or move them first.", code=code)
    refuse_if_named(code, [Place(PlaceKind.SCALE, s.code, "loop") for s in document.scales if s.loop == code])
    return remove_part(document, PlaceKind.SECTION, code)


def add_item(document: Questionnaire, section: str, item: Item, at: int | None = None) -> Questionnaire:
    """Add an item to a section, at the end or at an index."""
    if any(other.code == item.code for _, other in document.items()):
        raise CannotEdit("There is a question “{code}” already. Choose another code.", code=item.code)
    check_code(item.code)
    readable(item.show_if)
    return checked(with_list(document, (("sections", section), ("items", "")), lambda parts: inserted(parts, item, at)))


def set_item(document: Questionnaire, code: str, /, **fields: Any) -> Questionnaire:
    return set_part(document, PlaceKind.ITEM, code, **fields)


def set_show_if(document: Questionnaire, code: str, condition: str) -> Questionnaire:
    """When an item, or a grid's row (`g1.r2`), is asked; empty: always."""
    return set_part(document, PlaceKind.ROW if "." in code else PlaceKind.ITEM, code, show_if=condition.strip())


def document_item(document: Questionnaire, code: str) -> Item:
    try:
        return document.item(code)
    except KeyError:
        raise CannotEdit("There is no question “{code}”.", code=code) from None


def move_item(document: Questionnaire, code: str, by: int) -> Questionnaire:
    """Move an item one or more places; past the end of its section it goes over into the next one."""
    for _ in range(abs(by)):
        document = _moved_once(document, code, 1 if by > 0 else -1)
    return document


def _moved_once(document: Questionnaire, code: str, step: int) -> Questionnaire:
    document_item(document, code)
    sections = [list(section.items) for section in document.sections]
    outer = next(n for n, items in enumerate(sections) if any(item.code == code for item in items))
    inner = next(n for n, item in enumerate(sections[outer]) if item.code == code)
    item = sections[outer].pop(inner)
    if 0 <= inner + step <= len(sections[outer]):
        sections[outer].insert(inner + step, item)
    elif 0 <= outer + step < len(sections):
        target = sections[outer + step]
        target.insert(0 if step > 0 else len(target), item)
    else:
        return document
    return replace(
        document,
        sections=tuple(replace(s, items=tuple(i)) for s, i in zip(document.sections, sections, strict=True)),
    )


def remove_item(document: Questionnaire, code: str) -> Questionnaire:
    """Remove an item with its terms and its answers in test cases; refused while a condition or a loop names it."""
    document_item(document, code)
    loops = [Place(PlaceKind.SECTION, s.code, "loop_over") for s in document.sections if s.loop_over == code]
    refuse_if_named(code, [*named_in(document, PlaceKind.ITEM, code), *loops])
    used = dict(terms_of(document, code))
    scales = [
        replace(s, terms=tuple(term for term in s.terms if term.of.partition(".")[0] != code)) if s.code in used else s
        for s in document.scales
    ]
    refuse_if_named(code, [Place(PlaceKind.SCALE, s.code, "terms") for s in scales if not s.terms])
    slim = replace(document, scales=tuple(scales))
    slim = with_tests(slim, lambda address: "" if _item_of(address) == code else address)
    return remove_part(slim, PlaceKind.ITEM, code)


def rename_item(document: Questionnaire, old: str, new: str) -> Questionnaire:
    """Rename an item everywhere: conditions, terms, loops and test cases."""
    check_code(new)
    document_item(document, old)
    if any(item.code == new for _, item in document.items()):
        raise CannotEdit("There is a question “{code}” already. Choose another code.", code=new)
    renewed = changed(document, way_to(document, PlaceKind.ITEM, old), lambda item: replace(item, code=new))
    renewed = with_conditions(renewed, lambda text: conditions.renamed(text, old, new))
    loops = tuple(replace(s, loop_over=new) if s.loop_over == old else s for s in renewed.sections)
    renewed = replace(renewed, sections=loops, scales=_terms_renamed(renewed.scales, old, new))
    return checked(with_tests(renewed, lambda address: _renamed_head(address, old, new)))


def check_code(code: str) -> None:
    """Raises CannotEdit for what no item or choice can be called."""
    if not CODE.fullmatch(code):
        raise CannotEdit("“{code}” cannot be a code: use a-z, 0-9 and _, a letter first, at most 40.", code=code)
    if code in conditions.RESERVED:
        raise CannotEdit("“{code}” has a meaning in conditions. Choose another code.", code=code)


def _terms_renamed(scales: tuple[Scale, ...], old: str, new: str) -> tuple[Scale, ...]:
    return tuple(
        replace(s, terms=tuple(replace(term, of=_renamed_head(term.of, old, new)) for term in s.terms)) for s in scales
    )


def _item_of(address: str) -> str:
    return address.partition("@")[0].partition(".")[0]


def _renamed_head(address: str, old: str, new: str) -> str:
    """`old`, `old.row`, `old@loop` with the new code."""
    return new + address[len(old) :] if _item_of(address) == old else address


def with_tests(
    document: Questionnaire,
    address: Callable[[str], str],
    answer: Callable[[Given], Answer] = lambda given: given.answer,
    of: Callable[[str], str] = lambda name: name,
) -> Questionnaire:
    """Test cases with renamed addresses; an address that becomes empty is left out."""

    def test(vector: Vector) -> Vector:
        answers = tuple(Given(where, answer(g)) for g in vector.answers if (where := address(g.address)))
        return replace(vector, answers=answers, expect=tuple(Expected(of(e.of), e.value) for e in vector.expect))

    return replace(document, tests=tuple(test(vector) for vector in document.tests))


# --- choices ---------------------------------------------------------------------------------------------------------


def add_choice_list(document: Questionnaire, choice_list: ChoiceList) -> Questionnaire:
    return add_part(document, PlaceKind.CHOICE_LIST, choice_list.code, choice_list)


def remove_choice_list(document: Questionnaire, code: str) -> Questionnaire:
    users = sorted(items_with_list(document, code))
    refuse_if_named(code, [Place(PlaceKind.ITEM, item, "choices") for item in users])
    return remove_part(document, PlaceKind.CHOICE_LIST, code)


def set_choice(document: Questionnaire, choice_list: str, choice: str, /, **fields: Any) -> Questionnaire:
    return set_part(document, PlaceKind.CHOICE, f"{choice_list}.{choice}", **fields)


def set_points(document: Questionnaire, choice_list: str, choice: str, points: Number | None) -> Questionnaire:
    return set_choice(document, choice_list, choice, points=points)


def add_choice(document: Questionnaire, choice_list: str, choice: Choice) -> Questionnaire:
    return add_part(document, PlaceKind.CHOICE, f"{choice_list}.{choice.code}", choice)


def remove_choice(document: Questionnaire, choice_list: str, choice: str) -> Questionnaire:
    """Remove a choice that no condition, rule, count or test case names."""
    marker = f"{choice}_removed"
    if _choice_renamed(document, choice_list, choice, marker) != document:
        raise CannotEdit("“{code}” is still used in conditions, counts or test cases. Change those first.", code=choice)
    return remove_part(document, PlaceKind.CHOICE, f"{choice_list}.{choice}")


def rename_choice(document: Questionnaire, choice_list: str, old: str, new: str) -> Questionnaire:
    """Rename a choice everywhere: conditions, choice rules, counts, loops and test cases."""
    check_code(new)
    way = way_to(document, PlaceKind.CHOICE, f"{choice_list}.{old}")
    choices = document.choice_lists[index_of(document.choice_lists, choice_list, "choice_lists")].choices
    if any(choice.code == new for choice in choices):
        raise CannotEdit("There is an answer “{code}” already. Choose another code.", code=new)
    renewed = changed(document, way, lambda choice: replace(choice, code=new))
    return checked(_choice_renamed(renewed, choice_list, old, new))


def _choice_renamed(document: Questionnaire, choice_list: str, old: str, new: str) -> Questionnaire:
    """Every use of the choice renamed, the choice itself not."""
    users = items_with_list(document, choice_list)
    loops = loops_over_list(document, choice_list)

    def condition(text: str) -> str:
        text = conditions.renamed(text, old, new, what="choice", of=users)
        return conditions.renamed(text, old, new, what="instance") if loops else text

    def at(address: str) -> str:
        return f"{address.removesuffix('@' + old)}@{new}" if loops and address.endswith(f"@{old}") else address

    def answer(given: Given) -> Answer:
        if _item_of(given.address) not in users:
            return given.answer
        if isinstance(given.answer, tuple):
            return tuple(new if code == old else code for code in given.answer)
        return new if given.answer == old else given.answer

    def item(each: Item) -> Item:
        rules = tuple(replace(rule, choice=new) if rule.choice == old else rule for rule in each.choice_rules)
        return replace(each, choice_rules=rules) if each.code in users else each

    def scale(each: Scale) -> Scale:
        if not any(_item_of(term.of) in users for term in each.terms):
            return each
        return replace(each, counted=tuple(new if code == old else code for code in each.counted))

    renewed = replace(
        with_conditions(document, condition),
        scales=tuple(scale(each) for each in document.scales),
    )
    sections = tuple(replace(s, items=tuple(item(each) for each in s.items)) for s in renewed.sections)
    return with_tests(replace(renewed, sections=sections), at, answer, at)


# --- scales and profiles ---------------------------------------------------------------------------------------------


def set_scale(document: Questionnaire, code: str, /, **fields: Any) -> Questionnaire:
    return set_part(document, PlaceKind.SCALE, code, **fields)


def set_ranges(
    document: Questionnaire, profile: str, banding: str, case_index: int, ranges: Sequence[Range]
) -> Questionnaire:
    """The cut-offs of one case of a banding. Gaps and overlaps are for the proof to find."""

    def change(part: Any) -> Any:
        if not 0 <= case_index < len(part.cut_offs):
            raise CannotEdit("The results of “{code}” have no case {case}.", code=banding, case=case_index + 1)
        cases = list(part.cut_offs)
        known = {band.code for band in part.bands}
        if strange := [each.band for each in ranges if each.band not in known]:
            raise CannotEdit("There is no result “{code}”.", code=strange[0])
        cases[case_index] = CutOffs(tuple(ranges), cases[case_index].when)
        return replace(part, cut_offs=tuple(cases))

    return checked(changed(document, way_to(document, PlaceKind.BANDING, f"{profile}.{banding}"), change))
