"""What pages are put together from: a sheet with its header, panels, tabs, states, notices, ways to go elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html, set_props

from console import diff, refusals
from console.here import PREFIX
from console.language import N_, _
from content_store.permissions import Conflict, Invalid, Missing, Refusal, Unavailable

NOTICES = "shell-notices"
BEAT = "shell-beat"
LOCATION = "_pages_location"  # Dash's own, inside page_container
SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


class Tone(StrEnum):
    """A colour with a meaning; always beside a word."""

    PLAIN = "plain"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    DONE = "done"
    WARNING = "warning"
    FAILING = "failing"


def href(path: str, **query: object) -> str:
    """An address within the console: `href("/questionnaire", id=5)`. Empty values are left out."""
    asked = {name: value for name, value in query.items() if value not in (None, "")}
    return PREFIX + path.lstrip("/") + (f"?{urlencode(asked)}" if asked else "")


def link(words: Any, path: str, *, className: str = "", **query: object) -> dcc.Link:
    return dcc.Link(words, href=href(path, **query), className=className)


def joined(links: Sequence[Any]) -> list[Any]:
    """On one line, with dots between."""
    return [part for one in links for part in (one, " · ")][:-1]


def outward(words: str, address: str) -> Any:
    """A link out of the console to an address somebody typed: only http(s), mail and telephone, else plain text."""
    if not SAFE_LINK.match(address.strip()):
        return words
    return html.A(words, href=address.strip(), target="_blank", rel="noopener noreferrer nofollow")


def icon(name: str) -> html.Span:
    return html.Span(className=f"icon icon-{name}", **{"aria-hidden": "true"})


def button(words: str, path: str, *, tone: str = "primary", glyph: str = "", **query: object) -> dbc.Button:
    """A link that looks like a button. What changes something is a `dbc.Button` with an action instead."""
    return dbc.Button([icon(glyph) if glyph else None, words], href=href(path, **query), color=tone, size="sm")


def sheet(
    title: Any,
    *children: Any,
    crumbs: Sequence[tuple[str, str]] = (),
    about: Any = None,
    primary: Any = None,
    tabs: Any = None,
    wide: bool = False,
) -> html.Article:
    """A page: breadcrumbs (words and address), title with what is said about it, its one primary action, tabs."""
    trail = [html.Li(dcc.Link(_(words), href=address)) for words, address in crumbs]
    header = html.Header(
        [
            html.Div([html.H1(title), html.Div(about, className="about") if about else None], className="title"),
            html.Div(primary, className="primary") if primary else None,
        ],
        className="sheet-head",
    )
    return html.Article(
        [
            html.Nav(html.Ol(trail), className="crumbs", **{"aria-label": _("Breadcrumb")}) if trail else None,
            header,
            tabs,
            html.Div(list(children), className="sheet-body"),
        ],
        className="sheet" + (" sheet-wide" if wide else ""),
    )


def panel(title: Any, *children: Any, tools: Any = None, className: str = "") -> html.Section:
    """A thing on the page, with its own heading."""
    head = html.Div([html.H2(title), html.Div(tools, className="tools") if tools else None], className="panel-head")
    return html.Section([head if title else None, *children], className=f"panel {className}".strip())


def tabs(current: str, *choices: tuple[str, Any, str]) -> html.Nav:
    """The aspects of a thing, as links: (code, words, address)."""
    return html.Nav(
        [
            dcc.Link(
                _(words) if isinstance(words, str) else words,
                href=address,
                className="aspect" + (" aspect-current" if code == current else ""),
            )
            for code, words, address in choices
        ],
        className="aspects",
        **{"aria-label": _("Aspects")},
    )


def state(words: str, tone: Tone = Tone.PLAIN) -> html.Span:
    """A state as a word with a small dot."""
    return html.Span(_(words), className=f"state state-{tone}")


def facts(*pairs: tuple[str, Any]) -> html.Dl:
    """Short facts about a thing, name and value."""
    return html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in pairs], className="facts")


def empty(words: str, first_step: Any = None) -> html.Div:
    """Instead of an empty list: what this is for, and the first step."""
    return html.Div([html.P(words), first_step], className="empty")


def callout(*children: Any, tone: Tone = Tone.PLAIN) -> html.Div:
    return html.Div(list(children), className=f"callout callout-{tone}", role="note")


def notice(words: str, tone: Tone = Tone.DONE, *, detail: Any = None) -> None:
    """Inside an action: tells the person something in the corner. What went well goes by itself, a refusal stays."""
    heading = {Tone.WARNING: _("Not done"), Tone.FAILING: _("Trouble")}.get(tone, _("Done"))
    stays = tone in (Tone.WARNING, Tone.FAILING)
    toast = dbc.Toast(
        [html.P(words), detail],
        header=heading,
        dismissable=True,
        duration=None if stays else 5000,
        className=f"notice notice-{tone}",
    )
    set_props(NOTICES, {"children": [toast]})


def go(path: str, **query: object) -> None:
    """Inside an action: on to another screen once the action is done."""
    address = href(path, **query)
    where, search = address.partition("?")[::2]
    set_props(LOCATION, {"pathname": where, "search": f"?{search}" if search else ""})


def redraw(desk_now: Any) -> None:
    """Inside an action: draws the present screen afresh from the store."""
    set_props(BEAT, {"data": desk_now.isoformat()})


def both_texts(conflict: Conflict, named: Callable[[str], str] = str) -> Any:
    """What the other person wrote and what you wrote, field by field: neither is lost. `named`: a field's name."""
    fields = sorted({*conflict.theirs, *conflict.yours})
    if not fields:
        return None
    drawn = [
        _two_texts(named(field), conflict.theirs.get(field, ""), conflict.yours.get(field, "")) for field in fields
    ]
    return html.Div(drawn, className="both-texts")


def _two_texts(name: str, before: str, after: str) -> html.Div:
    return html.Div(
        [
            html.Strong(name),
            html.Div([_("Saved meanwhile:"), " ", html.Q(before)]),
            html.Div([_("Yours:"), " ", html.Q(after)]),
            html.Div([_("Between the two:"), " ", diff.words(before, after)]),
        ]
    )


def refusal_page(refusal: Refusal) -> html.Article:
    """The page in place of one that may not, or cannot, be shown."""
    titles = {Missing: N_("Nothing here"), Unavailable: N_("Not at the moment"), Invalid: N_("This cannot be shown")}
    title = _(titles.get(type(refusal), N_("Not for your role")))
    return sheet(title, html.P(refusals.spoken(refusal)), html.P(link(_("Back to the start"), "/")))


def not_found_page() -> html.Article:
    return refusal_page(Missing(N_("There is no such screen. It may have moved, or the address was cut short.")))


def incident_page(number: str) -> html.Article:
    return sheet(
        _("Something went wrong"),
        html.P(
            _(
                "This screen could not be drawn; nothing was changed. Tell an administrator: incident {number}.",
                number=number,
            )
        ),
        html.P(link(_("Back to the start"), "/")),
    )
