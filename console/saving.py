"""Saving what was typed into an editor: one edit for all fields touched, told apart by what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dash
from dash.development.base_component import Component

from assessment import conditions
from assessment.document import Questionnaire
from assessment.edits import CannotEdit
from assessment.messages import PlaceKind
from console import conditions_in_words as in_words
from console.editing import edit_of
from console.here import number
from console.outline import Part
from console.refusals import spoken
from console.typed import Change, Edit
from content_store import carrying, questionnaires
from content_store.db import Desk
from content_store.drafts import Draft
from content_store.permissions import Conflict, Invalid

_RESHAPING = frozenset(
    {
        ("item_choices", ""),
        ("item_kind", ""),
        ("item_section", ""),
        ("paste", ""),
        ("rename", ""),
        ("rule_kinds", ""),
        ("banding_scale", ""),
        ("case", "name"),
        ("scale", "unanswered"),
        ("scale", "method"),
        ("about", "minimum_age"),
        ("about", "source_locale"),
        ("block_place", ""),
        ("banding_loop", ""),
        ("section_loop", ""),
    }
)
CONDITIONS = ("show_if", "_when")  # what names of fields that hold conditions end in


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser says it shows: the questionnaire, the number of its draft, the part. Only a claim."""

    id: int
    number: int
    part: str

    @classmethod
    def of(cls, data: object) -> Seen:
        """Raises Missing for what is none."""
        said = data if isinstance(data, dict) else {}
        part = said.get("part")
        return cls(number(said.get("id")), number(said.get("number")), part if isinstance(part, str) else "")

    def kept(self) -> dict[str, Any]:
        return {"id": self.id, "number": self.number, "part": self.part}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`said`: field -> what stands beneath it now. `draft`: as saved, None where nothing was. `merged`: others had
    changed other parts meanwhile. `there`: where the part that was shown is found now, if its code changed."""

    before: Questionnaire
    said: Mapping[str, Component | str] = field(default_factory=dict)
    draft: Draft | None = None
    merged: bool = False
    clash: Conflict | None = None
    there: Part | None = None


def touched() -> dict[str, Any]:
    """Of the screen's fields (the first input of its callback): those that changed, with their values."""
    changed = {one.get("prop_id") for one in dash.ctx.triggered}
    return {
        part["id"]["key"]: part.get("value")
        for part in dash.ctx.inputs_list[0]
        if f"{dash._utils.stringify_id(part['id'])}.value" in changed
    }


def keys(parts: object) -> list[str]:
    """Of one list of `dash.ctx` (`inputs_list[0]`, `outputs_list[7]`), which the guard has compared with what was
    registered: the rows' keys, in order."""
    return [part["id"]["key"] for part in parts] if isinstance(parts, list) else []


def save(desk: Desk, seen: Seen, typed: Mapping[str, Any]) -> Outcome:
    """Applies the edits that can be read; what cannot is said at its field and saved nowhere."""
    before = questionnaires.open_draft(desk, seen.id).document
    said: dict[str, Component | str] = {}
    edits: list[Edit] = []
    for key, value in typed.items():
        try:
            edits.append(edit_of(key, value))
            said[key] = ""
        except Invalid as problem:
            said[key] = _problem(value, problem)
    if not edits:
        return Outcome(before, said)
    try:
        draft = questionnaires.edit(desk, seen.id, seen.number, together(edits), summary_of(edits))
    except Conflict as clash:
        return Outcome(before, said, clash=clash)
    except Invalid as problem:
        return Outcome(before, {key: in_words.not_saved(spoken(problem)) for key in typed})
    said.update({key: _settled(key, value, before, draft.document) for key, value in typed.items() if not said[key]})
    _carry(desk, seen, edits)
    merged = _merged(desk, seen, together(edits), draft)
    return Outcome(before, said, draft, merged=merged, there=_there(seen.part, edits))


def _there(shown: str, edits: Sequence[Edit]) -> Part | None:
    """The part that was shown, under its new code; None where its code is as it was."""
    for kind, code, new in (one.renames for one in edits if one.renames):
        for of, (what, dotted) in _SHOWN_AS.items():
            if kind is of and shown == f"{what}.{code}":
                return Part(what, f"{code.rpartition('.')[0]}.{new}" if dotted else new)
    return None


_SHOWN_AS = {
    PlaceKind.ITEM: ("item", False),
    PlaceKind.SECTION: ("section", False),
    PlaceKind.CHOICE_LIST: ("list", False),
    PlaceKind.SCALE: ("scale", False),
    PlaceKind.PROFILE: ("profile", False),
    PlaceKind.BANDING: ("banding", True),
}


def _carry(desk: Desk, seen: Seen, edits: Sequence[Edit]) -> None:
    """Where a code changed, the translations of its texts follow."""
    if not any(one.renames for one in edits):
        return
    document = questionnaires.document_at(desk, seen.id, seen.number)
    for one in edits:
        changed = one.change(document)
        if one.renames:
            carrying.carry(desk, seen.id, carrying.new_keys(document, changed))
        document = changed


def _merged(desk: Desk, seen: Seen, change: Change, draft: Draft) -> bool:
    if draft.number == seen.number + 1:
        return False  # it was made from what the browser shows
    return change(questionnaires.document_at(desk, seen.id, seen.number)) != draft.document


def reshapes(key: str) -> bool:
    """Whether the editor has other fields after this edit."""
    what, *address = key.split("|")
    field = address[0] if what == "case" else address[-1] if what in {"scale", "about"} else ""
    return (what, field) in _RESHAPING


def together(edits: Sequence[Edit]) -> Change:
    """One change made of several, in order."""

    def change(document: Questionnaire) -> Questionnaire:
        for one in edits:
            document = one.change(document)
        return document

    return change


def summary_of(edits: Sequence[Edit]) -> str:
    """What the history says of them."""
    more = f" and {len(edits) - 1} more" if len(edits) > 1 else ""
    return edits[0].summary[:250] + more


def _settled(key: str, value: Any, before: Questionnaire, after: Questionnaire) -> Component | str:
    return in_words.checked(str(value or ""), before, after) if is_condition(key) else ""


def is_condition(key: str) -> bool:
    """Whether a field holds a condition."""
    return key.partition("|")[0].endswith(CONDITIONS)


def tried(document: Questionnaire, key: str, text: str, *, typing: bool = True) -> Component | str:
    """What stands beneath a condition while it is `typing`, or as it was left: nothing is saved."""
    try:
        edit = edit_of(key, text)
        return in_words.checked(text, document, edit.change(document))
    except Invalid as problem:
        cause = problem.__cause__
        return in_words.unreadable(text, cause, typing=typing) if isinstance(cause, conditions.Unreadable) else ""
    except CannotEdit:
        return ""


def _problem(value: Any, problem: Invalid) -> Component | str:
    cause = problem.__cause__
    if isinstance(cause, conditions.Unreadable):
        return in_words.unreadable(str(value), cause)
    return in_words.not_saved(spoken(problem))
