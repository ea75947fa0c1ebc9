"""The frame around every screen: rail by role, top bar, notices. A page puts itself into the rail when it registers:
`dash.register_page(…, rail=Rail("Questionnaires", "list", 20))`, or `under="/questionnaires"` to light another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, dcc, html

from console import here, shell
from console.actions import in_browser
from console.ids import Ids
from content_store.permissions import Actor, Permission, Refused

ids = Ids("shell")
SIGN_OUT = here.PREFIX + "sign-out"


@dataclass(frozen=True, slots=True)
class Rail:
    """A page's entry in the rail. Lower `order` stands higher; `group` is the small heading above."""

    words: str
    glyph: str
    order: int
    group: str = ""


def frame() -> Any:
    """What the browser loads first; the screen comes into `page_container`. For nobody signed in: nothing."""
    try:
        actor = here.me()
    except Refused:
        return html.Div()
    entries = list(rail_entries(actor))
    return html.Div(
        [
            html.A("To the content", href="#shell-content", className="skip-link"),
            _rail(entries),
            html.Div(
                [
                    _top_bar(actor),
                    html.Main(dash.page_container, id=ids("content"), tabIndex="-1"),
                ],
                className="desk",
            ),
            html.Div(id=shell.NOTICES, className="notices", role="status", **{"aria-live": "polite"}),
            html.Div(id="shell-connection", className="connection", role="alert"),
            dcc.Store(id=shell.BEAT, data=""),
            dcc.Store(id=ids("covers"), data=_covers()),
            html.Div(id=ids("theme-done"), hidden=True),
            html.Div(id=ids("rail-done"), hidden=True),
            _keys(),
        ],
        className="frame",
    )


def rail_entries(actor: Actor) -> Iterator[tuple[str, Rail]]:
    """Path and entry of the screens this person may enter, in order."""
    pages = [page for page in dash.page_registry.values() if isinstance(page.get("rail"), Rail)]
    for page in sorted(pages, key=lambda page: page["rail"].order):
        if actor.holds(needs_of(page)):
            yield page["path"], page["rail"]


def needs_of(page: dict[str, Any]) -> Permission:
    """What a registered page needs, from its `screen` decorator."""
    return page["layout"].needs


def _covers() -> dict[str, str]:
    """Which rail entry is lit on which path."""
    return {
        page["path"]: page.get("under") or page["path"]
        for page in dash.page_registry.values()
        if page.get("rail") or page.get("under")
    }


def _rail(entries: list[tuple[str, Rail]]) -> html.Nav:
    links: list[Any] = []
    group = ""
    for path, rail in entries:
        if rail.group != group:
            group = rail.group
            links.append(html.Div(group, className="rail-group"))
        links.append(
            dbc.NavLink(
                [shell.icon(rail.glyph), html.Span(rail.words)],
                href=shell.href(path),
                id=ids.row("rail", path),
                className="rail-link",
            )
        )
    name = html.Div([html.Span(className="mark", **{"aria-hidden": "true"}), html.Span("Self-Assessment")])
    return html.Nav(
        [
            dcc.Link(name, href=shell.href("/"), className="rail-name"),
            _demonstration("d-md-none"),
            html.Div(links, className="rail-links"),
        ],
        id=ids("rail"),
        className="rail",
        **{"aria-label": "Main"},
    )


def _demonstration(where: str) -> html.Div | None:
    """In the bar where it has room, else in the rail."""
    said = shell.state("Demonstration", shell.Tone.REVIEW)
    return html.Div(said, className=f"small {where}") if here.demonstrates() else None


def _top_bar(actor: Actor) -> html.Header:
    menu = dbc.DropdownMenu(
        [
            dbc.DropdownMenuItem("Change password", href=here.PREFIX + "password", external_link=True),
            dbc.DropdownMenuItem("Keys", id=ids("keys-open"), n_clicks=0),
            dbc.DropdownMenuItem(divider=True),
            html.Form(
                html.Button("Sign out", type="submit", className="dropdown-item"), action=SIGN_OUT, method="POST"
            ),
        ],
        label=actor.name,
        align_end=True,
        size="sm",
        color="link",
        className="account",
    )
    return html.Header(
        [
            html.Button(
                [shell.icon("menu"), html.Span("Menu", className="visually-hidden")],
                id=ids("rail-toggle"),
                className="bar-button rail-toggle",
                n_clicks=0,
            ),
            _search(),
            html.Div(className="bar-space"),
            _demonstration("d-none d-md-inline-block me-2"),
            html.Button(
                [shell.icon("moon"), html.Span("Light or dark", className="visually-hidden")],
                id=ids("theme"),
                className="bar-button",
                n_clicks=0,
                title="Light or dark",
            ),
            menu,
        ],
        className="bar",
    )


def _search() -> html.Form:
    """Sent to its own screen by `assets/filters.js`, as the filters of lists are."""
    box = dbc.Input(
        id=ids("search"), name="q", type="search", size="sm", placeholder="Search everything", autocomplete="off"
    )
    label = dbc.Label("Search everything", html_for=ids("search"), className="visually-hidden")
    icon = shell.icon("search")
    return html.Form(
        [label, icon, box], action=shell.href("/find"), method="GET", role="search", className="filters find"
    )


KEYS = (
    ("/", "search everything"),
    ("f", "to the first filter of this screen"),
    ("g then h", "home"),
    ("g then q", "questionnaires"),
    ("g then s", "statistics"),
    ("[ and ]", "to the question before and after"),
    ("Alt ↑ and Alt ↓", "move the question"),
    ("Ctrl S", "save what is being typed"),
    ("Ctrl Enter", "save a translation and go to the next"),
    ("?", "this list"),
    ("Esc", "close what is open"),
)


def _keys() -> dbc.Modal:
    rows = [html.Tr([html.Td(html.Kbd(keys)), html.Td(words)]) for keys, words in KEYS]
    return dbc.Modal(
        [dbc.ModalHeader(dbc.ModalTitle("Keys")), dbc.ModalBody(html.Table(html.Tbody(rows), className="keys"))],
        id=ids("keys"),
        is_open=False,
        centered=True,
    )


in_browser("shell", "theme", Output(ids("theme-done"), "children"), Input(ids("theme"), "n_clicks"))
in_browser("shell", "rail", Output(ids("rail-done"), "children"), Input(ids("rail-toggle"), "n_clicks"))
in_browser("shell", "keys", Output(ids("keys"), "is_open"), Input(ids("keys-open"), "n_clicks"))
in_browser(
    "shell",
    "mark",
    Output({"type": ids("rail"), "key": ALL}, "active"),
    Input(shell.LOCATION, "pathname"),
    State(ids("covers"), "data"),
    State({"type": ids("rail"), "key": ALL}, "id"),
    at_once=True,
)
