"""What stands behind a part and is seldom changed: its code, and a note that only authors read."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from assessment.messages import PlaceKind
from console.controls import Controls, name
from console.language import N_, _

CODE_HELP = N_("What conditions and files call it; all of them follow. Small letters, digits and _.")
SAYS = N_("Authors read it, the public never does.")


def code_field(
    controls: Controls, kind: PlaceKind, code: str, *, label: str = N_("Code"), help_text: str = ""
) -> Component:
    """The part's own code; changing it renames it wherever it is named."""
    own = code.rpartition(".")[2]
    return controls.line(name("rename", kind.value, code), _(label), own, help_text=help_text, most=40, code=True)


def note_field(controls: Controls, kind: PlaceKind, code: str, note: str) -> Component:
    key = name("note", kind.value, code) if code else name("note", kind.value)
    return controls.words(key, _("Note"), note, help_text=_(SAYS), rows=1, most=2000)


def behind(controls: Controls, kind: PlaceKind, code: str, note: str | None, *more: Component | str) -> Component:
    """Out of sight until it is wanted, or while there is no note to read; `note` None: it never has one."""
    fields = [*more, code_field(controls, kind, code, help_text=_(CODE_HELP))]
    if note is not None:
        fields.append(note_field(controls, kind, code, note))
    return html.Details([html.Summary(_("Code and note") if note is not None else _("Code")), *fields], open=bool(note))
