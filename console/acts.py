"""What the buttons of the editor do to a document, named like its fields: `move|q1|-1`, `remove_item|q1`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assessment import edits
from assessment.document import Choice, ChoiceList, Item, ItemKind, Number, Questionnaire, Row, Section
from assessment.messages import PlaceKind
from assessment.parts import named_in
from console import building, variants
from console.acting import Act, free
from console.editing import moved
from console.outline import ABOUT, Part
from console.typed import Nonsense, needed, number, while_there
from content_store.permissions import Invalid

CHOOSING = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID})
ANSWERS = ("no", "No"), ("yes", "Yes")


def act_of(key: str) -> Act:
    """Raises Invalid for what is no act."""
    what, *address = key.split("|")
    make = _MAKERS.get(what)
    try:
        if make is None:
            raise Nonsense("There is no such button.")
        made = make(*address)
        return replace(made, change=while_there(made.change))
    except (Nonsense, ValueError, TypeError) as error:
        raise Invalid({"document": "This cannot be done here."}) from error


def _move(code: str, by: str) -> Act:
    step = 1 if int(by) > 0 else -1
    return Act(lambda document: edits.move_item(document, code, step), f"Moved {code} {'down' if step > 0 else 'up'}")


def _remove_item(code: str) -> Act:
    return Act(lambda document: edits.remove_item(document, code), f"Removed {code}", lambda _: Part(ABOUT))


def _add_item(section: str, kind: str) -> Act:
    wanted = ItemKind(kind)

    def change(document: Questionnaire) -> Questionnaire:
        item = Item(free("q", (one.code for _, one in document.items())), wanted, "New question")
        if wanted in CHOOSING:
            document, of = _with_answers(document, item.code)
            item = replace(item, choices=of)
        if wanted is ItemKind.GRID:
            item = replace(item, rows=(Row("row_1", "First row"), Row("row_2", "Second row")))
        if wanted is ItemKind.SCALE:
            item = replace(item, minimum=0, maximum=10)
        return edits.add_item(document, section, item)

    return Act(change, f"Added a question to {section}", lambda document: _last_of(document, section))


def _last_of(document: Questionnaire, section: str) -> Part:
    items = next((one.items for one in document.sections if one.code == section), ())
    return Part("item", items[-1].code) if items else Part("section", section)


def _with_answers(document: Questionnaire, item: str) -> tuple[Questionnaire, str]:
    """A list of its own for a new question: a shared one would change others when its answers are written."""
    code = free(f"answers_{item}"[:36], (one.code for one in document.choice_lists), first="")
    choices = tuple(Choice(choice, words) for choice, words in ANSWERS)
    return edits.add_choice_list(document, ChoiceList(code, choices)), code


def _add_section() -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        code = free("section_", (one.code for one in document.sections))
        return edits.add_section(document, Section(code, items=()))

    return Act(change, "Added a section", lambda document: Part("section", document.sections[-1].code))


def _remove_section(code: str) -> Act:
    return Act(lambda document: edits.remove_section(document, code), f"Removed section {code}", lambda _: Part(ABOUT))


def _add_choice(of: str) -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        known = next((one for one in document.choice_lists if one.code == of), None)
        taken = [choice.code for choice in known.choices] if known else []
        code = free("answer_", taken)
        return edits.add_choice(document, of, Choice(code, f"New answer {len(taken) + 1}"))

    return Act(change, f"Added an answer to {of}")


def _remove_choice(of: str, choice: str) -> Act:
    return Act(lambda document: edits.remove_choice(document, of, choice), f"Removed {of}.{choice}")


def _add_row(item: str) -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        code = free("row_", (row.code for row in edits.document_item(document, item).rows))
        return edits.add_part(document, PlaceKind.ROW, f"{item}.{code}", Row(code, "New row"))

    return Act(change, f"Added a row to {item}")


def _remove_row(item: str, row: str) -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        if named_in(document, PlaceKind.ROW, f"{item}.{row}"):
            raise edits.CannotEdit(f"A condition names the row “{row}”. Change that first.")
        return edits.remove_part(document, PlaceKind.ROW, f"{item}.{row}")

    return Act(change, f"Removed row {row} of {item}")


def _extend(of: str, case: str, place: str, end: str, to: str) -> Act:
    """Puts a gap or an overlap right: moves one end of a range."""
    if end not in {"low", "high"}:
        raise Nonsense("There is no such end.")
    figure: Number = needed(number(to))
    return Act(
        lambda document: moved(document, of, int(case), int(place), **{end: figure}), f"Moved a cut-off of {of} to {to}"
    )


_MAKERS: dict[str, Callable[..., Act]] = {
    "move": _move,
    "remove_item": _remove_item,
    "add_item": _add_item,
    "add_section": _add_section,
    "remove_section": _remove_section,
    "add_choice": _add_choice,
    "remove_choice": _remove_choice,
    "add_row": _add_row,
    "remove_row": _remove_row,
    "extend": _extend,
    **building.MAKERS,
    **variants.MAKERS,
}
