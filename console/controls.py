"""Fields that save themselves: each is named by what it edits, and has a line beneath it for what became of it.

The name is `what|address` (`text|item.q1.text`, `points|frequency|never`); `console.editing` knows what each means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from assessment.document import Number
from assessment.messages import PlaceKind
from console.forms import NONE
from console.ids import Ids, in_page
from console.language import _

FIELD, SAID = "field", "said"


def name(what: str, *address: object) -> str:
    return "|".join([what, *map(str, address)])


@dataclass(frozen=True, slots=True)
class Controls:
    """`locked`: everything is shown and nothing can be changed (in review, or not one's role). `lang`: of the texts."""

    ids: Ids
    locked: bool
    lang: str
    direction: str = "ltr"

    def words(
        self, key: str, label: str, value: str, *, help_text: str = "", rows: int = 2, most: int = 4000
    ) -> Component:
        """A text of the questionnaire, in its source language. Saved on leaving it."""
        lines = max(rows, min(14, value.count("\n") + 1 + len(value) // 90))
        area = dbc.Textarea(
            id=self.ids.row(FIELD, key),
            value=value,
            debounce=True,
            submit_on_enter=False,
            rows=lines,
            maxlength=most,
            disabled=self.locked,
            spellcheck="true",
        )
        return self._field(key, label, self._speaking(area), help_text)

    def line(
        self, key: str, label: str, value: str, *, help_text: str = "", most: int = 300, code: bool = False
    ) -> Component:
        """A short text on one line; `code`: something written for the machine (a condition, a code)."""
        control = dbc.Input(
            id=self.ids.row(FIELD, key),
            value=value,
            debounce=True,
            maxlength=most,
            disabled=self.locked,
            autocomplete="off",
            className="font-monospace" if code else None,
        )
        return self._field(key, label, control if code else self._speaking(control), help_text)

    def plain(self, key: str, label: str, value: str, *, help_text: str = "", rows: int = 2) -> Component:
        """Lines written for the machine."""
        control = dbc.Textarea(
            id=self.ids.row(FIELD, key),
            value=value,
            debounce=True,
            submit_on_enter=False,
            rows=rows,
            maxlength=8000,
            disabled=self.locked,
            spellcheck="false",
            className="font-monospace",
        )
        return self._field(key, label, control, help_text)

    def condition(self, key: str, label: str, value: str, said: object = "", *, help_text: str = "") -> Component:
        """A condition as text; what it says in words stands beneath it."""
        control = dbc.Textarea(
            id=self.ids.row(FIELD, key),
            value=value,
            debounce=True,
            submit_on_enter=False,
            rows=max(1, min(6, 1 + len(value) // 70)),
            maxlength=2000,
            disabled=self.locked,
            spellcheck="false",
            placeholder=_("always"),
            className="font-monospace condition-text",
        )
        return self._field(key, label, control, help_text, said)

    def number(
        self, key: str, label: str, value: Number | None, *, unseen: bool = False, help_text: str = ""
    ) -> Component:
        """A number that may be left empty. Text, not a number box: 0.5 and 0,5 stay what was typed."""
        control = dbc.Input(
            id=self.ids.row(FIELD, key),
            value="" if value is None else str(value),
            debounce=True,
            inputmode="decimal",
            disabled=self.locked,
            autocomplete="off",
            className="figure",
        )
        return self._field(key, label, control, help_text, unseen=unseen)

    def cell(self, key: str, label: str, value: str) -> Component:
        """A text inside a table, whose head says to those who see it what it is."""
        control = dbc.Input(
            id=self.ids.row(FIELD, key),
            value=value,
            debounce=True,
            maxlength=1000,
            disabled=self.locked,
            autocomplete="off",
        )
        return self._field(key, label, self._speaking(control), unseen=True)

    def pick(
        self,
        key: str,
        label: str,
        value: str,
        options: Sequence[tuple[str, str]],
        *,
        unseen: bool = False,
        help_text: str = "",
    ) -> Component:
        control = dbc.Select(
            id=self.ids.row(FIELD, key),
            value=value or NONE,
            options=[{"value": code or NONE, "label": words} for code, words in options],
            disabled=self.locked,
        )
        return self._field(key, label, control, help_text, unseen=unseen)

    def several(
        self,
        key: str,
        label: str,
        values: Sequence[str],
        options: Sequence[tuple[str, str]],
        *,
        help_text: str = "",
        ordered: bool = False,
    ) -> Component:
        """Any number of things. Boxes, not a list to open: every key finds them. `ordered`: the order in which they are
        ticked counts, and is said."""
        words = dict(options)
        order = "; ".join(words.get(one, one) for one in values) if ordered and len(values) > 1 else ""
        boxes = dbc.Checklist(
            id=self.ids.row(FIELD, key),
            options=[{"value": code, "label": said, "disabled": self.locked} for code, said in options],
            value=list(values),
            inline=True,
        )
        said = html.P(_("In this order: {order}. To change it, untick and tick again.", order=order)) if order else ""
        return html.Fieldset(
            [html.Legend(label, className="form-label"), self._field(key, "", boxes, help_text), said],
            className="several",
        )

    def check(self, key: str, label: str, value: bool, *, help_text: str = "", unseen: bool = False) -> Component:
        control = dbc.Checkbox(
            id=self.ids.row(FIELD, key),
            value=value,
            label=html.Span(label, className="visually-hidden") if unseen else label,
            disabled=self.locked,
        )
        return self._field(key, "", control, help_text)

    def button(
        self, key: str, words: str, *, title: str = "", tone: str = "outline-secondary", idle: bool = False
    ) -> Component:
        """Something done at once: `act` of the page reads the key as it reads those of fields. `idle`: there is
        nothing to do at the moment; it stays where it is, for a disabled button would lose the focus."""
        return self._button(key, words, title, f"btn-{tone}", idle=idle)

    def cross(self, key: str, words: str) -> Component:
        """Removes one of many, in little room."""
        inside = [html.Span("×", **{"aria-hidden": "true"}), html.Span(words, className="visually-hidden")]
        return self._button(key, inside, words, "btn-outline-secondary arrow", idle=False)

    def arrows(self, kind: PlaceKind, code: str, of: str, *, first: bool, last: bool) -> Component:
        return self.arrows_of(kind.value, code, of, first=first, last=last)

    def arrows_of(self, kind: str, code: str, of: str, *, first: bool, last: bool) -> Component:
        """Moves a part one place up or down in its list; `of` says which, to those who do not see where the arrows
        stand. Alt with an arrow key does the same from anywhere in the part's `movable` container."""
        ends = ((-1, "↑", _("Move {of} up", of=of), first), (1, "↓", _("Move {of} down", of=of), last))
        return html.Span(
            [
                self._button(
                    name("shift", kind, code, by),
                    [
                        html.Span(sign, **{"aria-hidden": "true"}),
                        html.Span(words, className="visually-hidden"),
                    ],
                    words,
                    "btn-outline-secondary arrow",
                    idle=idle,
                )
                for by, sign, words, idle in ends
            ],
            className="arrows",
        )

    def _button(self, key: str, words: Any, title: str, look: str, *, idle: bool) -> Component:
        still = {"aria-disabled": "true"} if idle else {}
        return html.Button(
            words,
            id=self.ids.row("act", key),
            type="button",
            title=title,
            disabled=self.locked,
            n_clicks=0,
            className=f"btn btn-sm {look}{' is-idle' if idle else ''}",
            **still,
        )

    def _speaking(self, control: Component) -> Component:
        """For spelling, for screen readers, and for what is written from the right."""
        return html.Div(control, lang=self.lang, dir=self.direction)

    def _field(
        self, key: str, label: str, control: Component, help_text: str = "", said: object = "", *, unseen: bool = False
    ) -> Component:
        head = dbc.Label(
            label, html_for=in_page(self.ids.row(FIELD, key)), className="visually-hidden" if unseen else ""
        )
        return html.Div(
            [
                head if label else "",
                control,
                html.Div(help_text, className="form-text") if help_text else "",
                html.Div(said, id=self.ids.row(SAID, key), className="said", role="status"),
            ],
            className="field",
        )
