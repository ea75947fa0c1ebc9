"""Comments on a place of a draft in review: the list with its answers, and the form for a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Questionnaire
from assessment.messages import Place, PlaceKind
from assessment.places import path_of
from console import shell
from console.findings import part_with
from console.findings_in_words import place_in_words
from console.forms import Field, Form, Kind
from console.ids import Ids
from console.language import N_, _
from console.outline import Part
from console.times import moment
from content_store import comments
from content_store.comments import Said, Thread

ids = Ids("talk")
WHOLE = "questionnaire:"
asking = Form(
    ids,
    Field("about", N_("About"), Kind.TEXT, required=True, most=200),
    Field("text", N_("Comment"), Kind.AREA, required=True, most=comments.LONGEST, rows=2),
)
answering = Form(
    Ids("talk-answer"),
    Field("text", N_("Answer"), Kind.AREA, required=True, most=comments.LONGEST, rows=2),
    each=True,
)


def key_of(place: Place) -> str:
    """How a place stands in an address and in the list of places."""
    return f"{place.kind.value}:{place.code}"


def place_of(key: str) -> Place:
    """What such a key names: nothing where it is none of ours, for the store to refuse."""
    kind, _sign, code = key.partition(":")
    return Place(PlaceKind(kind) if kind in set(PlaceKind) else PlaceKind.TEST, code)


def in_words(document: Questionnaire, place: Place) -> str:
    """`question q1: How often …`, `result total › low: Lower risk`."""
    if place.kind is PlaceKind.QUESTIONNAIRE:
        return _("the whole questionnaire")
    texts = _words_at(document, place)
    short = texts if len(texts) <= 60 else f"{texts[:59]}…"
    return place_in_words(place) + (f": {short}" if short else "")


def _words_at(document: Questionnaire, place: Place) -> str:
    value: Any = document
    for step in path_of(document, place):
        value = getattr(value, step) if isinstance(step, str) else value[step]
    found = getattr(value, "text", "") or getattr(value, "title", "")
    return " ".join(str(found).split())


def panel(
    document: Questionnaire,
    threads: Sequence[Thread],
    address: Callable[[Part], str],
    *,
    about: str,
    may_ask: bool,
    may_answer: bool,
) -> Component:
    """`about`: the key of the place that was chosen to be talked about; empty: none."""
    still_open = sum(one.open for one in threads)
    count = html.Span(_("{n} open", n=still_open), className=f"tally {'tally-warning' if still_open else 'tally-none'}")
    rows = [_thread(document, one, address, may_answer=may_answer) for one in threads]
    none = html.P(_("Nobody has said anything yet."), className="muted")
    form = _form(document, about) if may_ask else None
    inside = [html.Ul(rows, className="threads") if rows else none, form]
    return html.Div(shell.panel([_("Comments "), count], *inside), id=ids("panel"))


def _form(document: Questionnaire, about: str) -> Component:
    options = [
        {"value": key_of(place), "label": in_words(document, place)[:110]} for place in comments.places(document)
    ]
    known = about if about in {option["value"] for option in options} else WHOLE
    field, text = asking.fields
    chosen = replace(field, kind=Kind.CHOICE, options=[(one["value"], one["label"]) for one in options])
    box = asking.draw_field(text, "")
    if known == about:
        _begin_here(box)
    return html.Div(
        [asking.draw_field(chosen, known), box, dbc.Button(_("Comment"), id=ids("ask"), n_clicks=0, size="sm")],
        className="form",
    )


def _begin_here(box: Component) -> None:
    """Who pressed «Comment on this» goes on typing."""
    for part in box._traverse():
        if isinstance(part, dbc.Textarea):
            part.autoFocus = "true"


def _thread(document: Questionnaire, one: Thread, address: Callable[[Part], str], *, may_answer: bool) -> Component:
    head: list[Any] = [dcc.Link(in_words(document, one.place), href=address(part_with(document, one.place)))]
    if one.earlier:
        head.append(html.Span(_("from an earlier review"), className="muted small"))
    if not one.open:
        head.append(shell.state(_("Settled by {settled_by}", settled_by=one.settled_by), shell.Tone.DONE))
    said = [_said(one.comment), *(_said(answer) for answer in one.answers)]
    return html.Li(
        [html.Div(head, className="thread-head"), *said, _acts(one) if one.open and may_answer else None],
        className=f"thread{'' if one.open else ' is-settled'}",
    )


def _said(one: Said) -> Component:
    return html.Div(
        [html.Div([html.Strong(one.by), " ", moment(one.at)], className="small"), html.P(one.text, className="words")],
        className="said-so",
    )


def _acts(one: Thread) -> Component:
    key = one.comment.id
    send = dbc.Button(_("Answer"), id=ids.row("answer", key), n_clicks=0, size="sm", color="outline-secondary")
    settle = dbc.Button(
        [_("Mark as settled"), html.Span(f": {one.comment.text[:60]}", className="visually-hidden")],
        id=ids.row("settle", key),
        n_clicks=0,
        size="sm",
        color="outline-secondary",
    )
    return html.Div(
        [
            html.Details([html.Summary(_("Answer")), answering.draw(key=key), send]),
            html.Span(settle, hidden=not one.settleable),
        ],
        className="thread-acts",
    )


def beside(threads: Sequence[Thread], document: Questionnaire, here: Part) -> Component | None:
    """In the editor: what is still open about the part that is being edited, with where to answer."""
    mine = [one for one in threads if part_with(document, one.place) == here]
    if not mine:
        return None
    rows = [html.Li([html.Strong(one.comment.by), ": ", one.comment.text]) for one in mine]
    inside = [
        html.Ul(rows, className="words"),
        dcc.Link(_("Answer in the review"), href=shell.href("/review", id=mine[-1].review_id)),
    ]
    return shell.callout(html.Strong(_("Comments on this part")), *inside, tone=shell.Tone.REVIEW)
