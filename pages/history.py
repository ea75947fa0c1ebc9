"""The ledger: every act of everybody, newest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, html

from console import entries, shell, tables
from console.actions import action, screen
from console.frame import Rail
from console.ids import Ids
from console.language import N_, _
from console.times import moment
from content_store import audit
from content_store.audit import Entry
from content_store.ledger import Verb
from content_store.permissions import Permission
from pages import downloads

ids = Ids("history")
dash.register_page(
    __name__, path="/history", title=N_("History"), rail=Rail(N_("History"), "clock", 80, N_("Administration"))
)

KINDS = tuple(dict.fromkeys(verb.partition(":")[0] for verb in Verb))
SCREENS = {"questionnaire": "/questionnaire", "service": "/service", "person": "/people"}


@screen(Permission.LEDGER_READ)
def layout(
    desk: Any, *, kind: str = "", person: str = "", thing: str = "", since: str = "", until: str = "", page: str = "1"
) -> html.Article:
    said = {"kind": kind, "person": person, "thing": thing, "since": since, "until": until, "page": page}
    at = tables.Address("/history", said)
    found = audit.entries(desk, downloads.asked_of(said.get))
    people = [(str(key), name) for key, name in audit.people(desk)]
    return shell.sheet(
        _("History"),
        tables.toolbar(
            at,
            tables.choice(
                "kind", _("About"), kind, [(one, _(one.capitalize())) for one in KINDS], any_words=_("Everything")
            ),
            tables.choice("person", _("Who"), person, people, any_words=_("Everybody")),
            tables.day("since", _("From"), since),
            tables.day("until", _("To"), until),
            tools=[
                html.A(
                    [shell.icon("download"), _("Download as CSV")],
                    href=f"{downloads.HISTORY}?{urlencode({**said, 'page': ''})}",
                    className="btn btn-sm btn-outline-secondary",
                ),
                dbc.Button(
                    _("Check the chain"), id=ids("check"), n_clicks=0, color="secondary", outline=True, size="sm"
                ),
            ],
        ),
        html.Div(id=ids("chain"), role="status"),
        _only(thing),
        tables.table(
            found,
            [
                tables.Column(_("When"), lambda row: moment(row.at)),
                tables.Column(_("Who"), lambda row: row.by),
                tables.Column(_("Did what"), lambda row: entries.act(row.verb)),
                tables.Column(_("To what"), _thing),
                tables.Column(_("Details"), _details),
            ],
            at,
            empty=shell.empty(_("Whatever somebody changes will be written here.")),
            caption=_("Acts, newest first"),
        ),
        about=_("Every change is written here in the same breath as it is made, and cannot be altered afterwards."),
        wide=True,
    )


def _only(thing: str) -> Any:
    if not thing:
        return None
    return shell.callout(
        _("Only what was done to "), html.Code(thing), ". ", shell.link(_("Show everything"), "/history")
    )


def _thing(row: Entry) -> Any:
    name = row.title or f"{_(row.kind.capitalize())} {row.key}"
    path = SCREENS.get(row.kind)
    known = {page["path"] for page in dash.page_registry.values()}
    leads = shell.link(name, path, id=row.key) if path in known and row.key.isdigit() else name
    return html.Span(
        [leads, " ", shell.link(_("only this"), "/history", thing=f"{row.kind}:{row.key}", className="small quiet")]
    )


def _details(row: Entry) -> Any:
    return entries.details(row.before, row.after, row.why)


@action(Output(ids("chain"), "children"), Input(ids("check"), "n_clicks"), needs=Permission.LEDGER_READ, reading=True)
def check(desk: Any, _clicks: object) -> Any:
    broken = audit.broken_at(desk)
    if broken is None:
        return shell.callout(_("The chain holds: no entry was altered, removed or slipped in."), tone=shell.Tone.DONE)
    return shell.callout(
        _(
            "Entry {broken} does not fit the one before it. Somebody changed the database "
            "outside of the console: keep a copy of it, and compare with a backup.",
            broken=broken,
        ),
        tone=shell.Tone.FAILING,
    )
