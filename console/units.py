"""One text and its translation, side by side: what it says now, what it said, what it is to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from console import diff, shell
from console.forms import Field, Form, Kind
from console.here import number
from console.ids import Ids, in_page
from console.language import N_, _
from console.text_names import text_name
from console.times import moment
from console.unit_groups import Group
from content_store.db import Desk
from content_store.language_versions import State
from content_store.locales import Locale
from content_store.permissions import Conflict, Permission
from content_store.translations import Unit
from content_store.wording import Doubt, Remark

ids = Ids("translation")
form = Form(ids, Field("text", N_("Translation"), Kind.AREA, required=True, most=8000), each=True)

STATES = {
    State.MISSING: (N_("Missing"), shell.Tone.PLAIN),
    State.STALE: (N_("Out of date"), shell.Tone.WARNING),
    State.PROPOSED: (N_("To approve"), shell.Tone.REVIEW),
    State.APPROVED: (N_("Approved"), shell.Tone.APPROVED),
    State.DERIVED: (N_("Derived"), shell.Tone.APPROVED),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the browser says it shows of a text; only a claim."""

    seen: str
    unit: int
    version: int

    @classmethod
    def of(cls, data: object) -> Seen:
        """Raises Missing for what is none."""
        said = data if isinstance(data, dict) else {}
        seen = said.get("seen")
        return cls(seen if isinstance(seen, str) else "", number(said.get("unit")), number(said.get("version")))


def seen(unit: Unit) -> dict[str, Any]:
    return {"seen": unit.seen, "unit": unit.id, "version": unit.version}


def progress(ready: int, total: int, words: str) -> Component:
    """How far a language is, as a bar and in words."""
    bar = html.Span(html.Span(style={"width": f"{ready / total:.0%}"}), className="cell-bar", **{"aria-hidden": "true"})
    return html.P([bar, html.Span(words, className="small")], className="coverage")


def group(desk: Desk, found: Group, written_in: Locale, target: Locale, at: str = "") -> Component:
    """Texts that belong together, under their heading; `at` is the one to begin with."""
    about = html.P([_("Meant:"), " ", html.Span(found.about, lang=written_in.lang)], className="small muted")
    return html.Section(
        [
            html.H2(found.title),
            about if found.about else None,
            *(draw(desk, unit, written_in, target, begins=unit.key == at) for unit in found.units),
        ],
        className="unit-group" + (" unit-list" if found.together else ""),
    )


def draw(desk: Desk, unit: Unit, written_in: Locale, target: Locale, *, begins: bool = False) -> Component:
    """The row of one text. Its key is the text's."""
    may = desk.actor.holds(Permission.TRANSLATIONS_EDIT, locale=target.tag)
    lines = max(2, min(12, len(unit.source) // 60 + unit.source.count("\n") + 1))
    box = dbc.Textarea(
        id=ids.row("text", unit.key),
        value=unit.text,
        rows=lines,
        maxlength=8000,
        lang=target.lang,
        dir=target.direction,
        submit_on_enter=False,
        disabled=not may,
        spellcheck="true",
    )
    label = dbc.Label(
        f"{target.autonym}: {text_name(unit.key)}",
        html_for=in_page(ids.row("text", unit.key)),
        className="visually-hidden",
    )
    problem = html.Div(id=ids.row("text-problem", unit.key), className="problem", role="alert")
    return html.Section(
        [
            dcc.Store(id=ids.row("seen", unit.key), data=seen(unit)),
            html.Div(source(unit, written_in), id=ids.row("source", unit.key), className="unit-source"),
            html.Div(
                [
                    html.Div([label, box, problem], id=ids.row("text-field", unit.key), className="field field-area"),
                    html.Div(
                        [
                            html.Span(
                                dbc.Button(
                                    _("Save"),
                                    id=ids.row("save", unit.key),
                                    n_clicks=0,
                                    size="sm",
                                    className="unit-save",
                                ),
                                hidden=not may,
                                **{"data-unsaved": _("not saved yet")},
                            ),
                            html.Div(
                                foot(desk, unit, target),
                                id=ids.row("foot", unit.key),
                                className="unit-foot",
                                role="status",
                            ),
                        ],
                        className="unit-acts",
                    ),
                ],
                className="unit-target",
            ),
        ],
        className="unit" + (" unit-begin" if begins else ""),
    )


def source(unit: Unit, written_in: Locale) -> list[Any]:
    """The words to translate; where they changed since, what changed in them."""
    stale = unit.state is State.STALE and unit.before
    words: Any = diff.words(unit.before, unit.source) if stale else unit.source
    return [
        html.H3([html.Span(text_name(unit.key)), html.Code(unit.key)], className="unit-key"),
        html.P(_("The words have changed since this was translated:"), className="muted small") if stale else None,
        html.Div(words, lang=written_in.lang, dir=written_in.direction, className="unit-words"),
    ]


def foot(desk: Desk, unit: Unit, target: Locale, clash: Conflict | None = None) -> list[Any]:
    """State, who wrote it, and what can be done about it besides saving."""
    by = html.Span([unit.author, ", ", moment(unit.at)], className="muted small") if unit.at else None
    words, tone = STATES[unit.state]
    remarks = [html.Div(_remark(one), className="remark") for one in unit.remarks]
    return [_clash(clash) if clash else None, shell.state(_(words), tone), by, *_acts(desk, unit, target), *remarks]


def _remark(remark: Remark) -> str:
    match remark.doubt:
        case Doubt.NUMBERS:
            here, there = remark.here or _("nothing"), remark.there or _("nothing")
            return _("Check the numbers: the source has {here}, the translation {there}.", here=here, there=there)
        case Doubt.SCRIPT:
            return _("Check the letters: {words} is in another alphabet than this language's.", words=remark.there)
        case Doubt.UNTRANSLATED:
            return _("It reads as the source does. Is it translated?")


def _acts(desk: Desk, unit: Unit, target: Locale) -> list[Any]:
    """Every button is always there, for its callback's sake; those that do not apply are hidden."""
    judges = desk.actor.holds(Permission.TRANSLATIONS_REVIEW, locale=target.tag)
    edits = desk.actor.holds(Permission.TRANSLATIONS_EDIT, locale=target.tag)
    proposed = unit.state is State.PROPOSED
    return [
        html.Span(
            _("Somebody else approves it."), className="muted small", hidden=not (proposed and unit.own and judges)
        ),
        _button("approve", unit, _("Approve"), shown=judges and proposed and not unit.own),
        _button("keep", unit, _("Still right as it is"), shown=edits and unit.state is State.STALE),
    ]


def _button(name: str, unit: Unit, words: str, *, shown: bool) -> Component:
    button = dbc.Button(
        words, id=ids.row(name, unit.key), n_clicks=0, size="sm", color="outline-secondary", className=f"unit-{name}"
    )
    return html.Span(button, hidden=not shown)


def _clash(clash: Conflict) -> Component:
    words = [
        html.P([html.Strong(_("Not saved.")), " ", _(str(clash))]),
        shell.both_texts(clash, text_name),
        html.P(
            _("What you typed is still in the field. Save it again to put it in place of the other text.")
            if clash.theirs
            else _("What you typed is still in the field. Save it again where it says what they say now.")
        ),
    ]
    return html.Div(words, className="callout callout-warning")
