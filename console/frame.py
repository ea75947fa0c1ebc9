"""The frame around every screen: rail by role, top bar, notices. A page puts itself into the rail when it registers:
`dash.register_page(…, rail=Rail("Questionnaires", "list", 20))`, or `under="/questionnaires"` to light another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, dcc, html

from console import here, language_choice, shell
from console.actions import in_browser
from console.ids import Ids
from console.language import N_, _
from content_store.paging import LONGEST_QUERY
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
            html.A(_("To the content"), href="#shell-content", className="skip-link"),
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
            _said_by_scripts(),
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
            links.append(html.Div(_(group), className="rail-group"))
        links.append(
            dbc.NavLink(
                [shell.icon(rail.glyph), html.Span(_(rail.words))],
                href=shell.href(path),
                id=ids.row("rail", path),
                className="rail-link",
            )
        )
    name = html.Div([html.Span(className="mark", **{"aria-hidden": "true"}), html.Span(_("Self-Assessment"))])
    return html.Nav(
        [
            dcc.Link(name, href=shell.href("/"), className="rail-name"),
            _demonstration("d-md-none"),
            html.Div(links, className="rail-links"),
        ],
        id=ids("rail"),
        className="rail",
        **{"aria-label": _("Main")},
    )


def _demonstration(where: str) -> html.Div | None:
    """In the bar where it has room, else in the rail."""
    said = shell.state(_("Demonstration"), shell.Tone.REVIEW)
    return html.Div(said, className=f"small {where}") if here.demonstrates() else None


def _top_bar(actor: Actor) -> html.Header:
    menu = dbc.DropdownMenu(
        [
            dbc.DropdownMenuItem(_("Change password"), href=here.PREFIX + "password", external_link=True),
            dbc.DropdownMenuItem(_("Second factor"), href=here.PREFIX + "second-factor", external_link=True),
            dbc.DropdownMenuItem(_("Keys"), id=ids("keys-open"), n_clicks=0),
            dbc.DropdownMenuItem(divider=True),
            language_choice.form(),
            dbc.DropdownMenuItem(divider=True),
            html.Form(
                html.Button(_("Sign out"), type="submit", className="dropdown-item"), action=SIGN_OUT, method="POST"
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
                [shell.icon("menu"), html.Span(_("Menu"), className="visually-hidden")],
                id=ids("rail-toggle"),
                className="bar-button rail-toggle",
                n_clicks=0,
            ),
            _search(),
            html.Div(className="bar-space"),
            _demonstration("d-none d-md-inline-block me-2"),
            html.Button(
                [shell.icon("moon"), html.Span(_("Light or dark"), className="visually-hidden")],
                id=ids("theme"),
                className="bar-button",
                n_clicks=0,
                title=_("Light or dark"),
            ),
            menu,
        ],
        className="bar",
    )


def _search() -> html.Form:
    """Sent to its own screen by `assets/filters.js`, as the filters of lists are."""
    box = dbc.Input(
        id=ids("search"),
        name="q",
        type="search",
        size="sm",
        maxlength=LONGEST_QUERY,
        placeholder=_("Search everything"),
        autocomplete="off",
    )
    label = dbc.Label(_("Search everything"), html_for=ids("search"), className="visually-hidden")
    icon = shell.icon("search")
    return html.Form(
        [label, icon, box], action=shell.href("/find"), method="GET", role="search", className="filters find"
    )


KEYS = (
    ("/", N_("search everything")),
    ("f", N_("to the first filter of this screen")),
    (N_("g then h"), N_("home")),
    (N_("g then q"), N_("questionnaires")),
    (N_("g then s"), N_("statistics")),
    (N_("[ and ]"), N_("to the question before and after")),
    (N_("Alt ↑ and Alt ↓"), N_("move the part that one is in")),
    ("↑ ↓ ← →", N_("in the outline: through its parts; fold a section and open it")),
    ("Ctrl Space", N_("what can be written into a condition")),
    ("Ctrl S", N_("save what is being typed")),
    ("Ctrl Enter", N_("save a translation and go to the next")),
    (N_("Alt Enter"), N_("approve a translation and go to the next")),
    ("?", N_("this list")),
    ("Esc", N_("close what is open")),
)


def _keys() -> dbc.Modal:
    rows = [html.Tr([html.Td(html.Kbd(_(keys))), html.Td(_(words))]) for keys, words in KEYS]
    return dbc.Modal(
        [dbc.ModalHeader(dbc.ModalTitle(_("Keys"))), dbc.ModalBody(html.Table(html.Tbody(rows), className="keys"))],
        id=ids("keys"),
        is_open=False,
        centered=True,
    )


SAID_BY_SCRIPTS = {
    "signed-out": N_("You have been signed out. What you typed is still here."),
    "sign-in": N_("Sign in in a new tab"),
    "refused": N_("This was refused. Reload the page; if it happens again, tell an administrator."),
    "too-many": N_("Too many requests at once. Wait a moment, then try again."),
    "broken": N_("The service does not answer properly at the moment. What you typed is still here; try again."),
    "outdated": N_("The page and the service no longer fit together. Reload the page."),
    "offline": N_("No connection. What you typed is still here; it is saved as soon as there is one."),
    "again": N_("Save it now"),
    "leave-unsent": N_("What you typed is not saved yet. Leave it?"),
    "soon": N_("Nothing has been done here for long: you will be signed out in {minutes} min."),
    "stay": N_("Stay signed in"),
    "at-last": N_("You will be signed out in {minutes} min: twelve hours have passed. Save what you are writing."),
    "leave": N_("A translation is typed but not saved. Leave it?"),
    "left": N_("{left} left"),
    "cut": N_("{cut} characters at the end did not fit"),
    "conditions": N_("What can be written here"),
    "upload-replaces": N_("Where there is a questionnaire with this code: make the file the next version of its draft"),
    "upload-file": N_("File"),
    "upload-send": N_("Take it in"),
    "upload-choose": N_("Choose a file first."),
    "upload-offline": N_("No connection. Nothing was written; try again."),
    "upload-large": N_("The file has {size} MB, and {most} MB can be taken in. Nothing was written."),
    "upload-line": N_("Line {line}, column {column}:"),
    "upload-signed-out": N_("You have been signed out. Sign in in another tab, then press the button again."),
    "upload-failed": N_("It could not be taken in. Nothing was written; try again."),
    "none-ticked": N_("none ticked"),
    "ticked": N_("{ticked} ticked"),
}
"""What `assets/` say, by the name they ask for it."""


def _said_by_scripts() -> html.Div:
    said = {f"data-{name}": _(words) for name, words in SAID_BY_SCRIPTS.items()}
    return html.Div(id=ids("words"), hidden=True, **said)


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
