"""What the buttons of the editor do to a document, named like its fields: `move|q1|-1`, `remove_item|q1`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assessment import edits
from assessment.document import Choice, Item, ItemKind, Questionnaire, Row, Section
from assessment.messages import PlaceKind
from assessment.removal import remove_row
from console import arranging, building, readings, removals, variants
from console.acting import Act, free
from console.kinds import fitted
from console.language import _
from console.mending import act_of_mend
from console.outline import ABOUT, Part
from console.typed import Nonsense, while_there
from content_store.permissions import Invalid


def act_of(key: str) -> Act:
    """Raises Invalid for what is no act. An act that moves something is `shift|<kind>|<dotted code>|<by>`."""
    what, *address = key.split("|")
    make = _ACTS.get(what)
    try:
        if make is None:
            raise Nonsense(_("There is no such button."))
        made = make(*address)
        return replace(made, change=while_there(made.change))
    except (Nonsense, ValueError, TypeError, KeyError) as error:
        raise Invalid({"document": _("This cannot be done here.")}) from error


def _remove_item(code: str) -> Act:
    return Act(lambda document: edits.remove_item(document, code), f"Removed {code}", lambda _: Part(ABOUT))


def _add_item(section: str, kind: str, after: str = "") -> Act:
    """At the end of a section, or behind one of its questions."""
    wanted = ItemKind(kind)

    def change(document: Questionnaire) -> Questionnaire:
        item = Item(free("q", (one.code for _section, one in document.items())), wanted, NEW[wanted is ItemKind.NOTE])
        document, item = fitted(document, item)
        return edits.add_item(document, section, item, _behind(document, section, after))

    return Act(change, f"Added a question to {section}", lambda document: _added_to(document, section, after))


NEW = "New question", "New note"


def _behind(document: Questionnaire, section: str, after: str) -> int | None:
    codes = [item.code for one in document.sections if one.code == section for item in one.items]
    return codes.index(after) + 1 if after in codes else None


def _added_to(document: Questionnaire, section: str, after: str) -> Part:
    items = next((one.items for one in document.sections if one.code == section), ())
    at = _behind(document, section, after)
    return Part("item", items[-1 if at is None else at].code) if items else Part("section", section)


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
    return Act(lambda document: remove_row(document, item, row), f"Removed row {row} of {item}")


def _remove_named(*key: str) -> Act:
    """What a button removes, and its part in every condition."""
    what, *address = key
    return removals.removing(_ACTS[what](*address), "|".join(key))


_ACTS: dict[str, Callable[..., Act]] = {
    "remove_item": _remove_item,
    "add_item": _add_item,
    "add_section": _add_section,
    "remove_section": _remove_section,
    "add_choice": _add_choice,
    "remove_choice": _remove_choice,
    "add_row": _add_row,
    "remove_row": _remove_row,
    removals.REMOVE: _remove_named,
    "mend": act_of_mend,
    **arranging.ACTS,
    **building.ACTS,
    **readings.ACTS,
    **variants.ACTS,
}
