"""Staff: who they are, what they hold, and who has been invited."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, html

from auth import accounts, invitations
from auth.accounts import PersonRow
from auth.invitations import Waiting
from auth.roles import Held
from console import shell, tables, words
from console.actions import action, pressed, screen
from console.frame import Rail
from console.ids import Ids
from console.language import N_, _
from console.times import moment
from content_store.paging import Wanted
from content_store.permissions import Permission

ids = Ids("people")
dash.register_page(
    __name__, path="/people", title=N_("People"), rail=Rail(N_("People"), "people", 70, N_("Administration"))
)


@screen(Permission.PEOPLE_READ)
def layout(desk: Any, *, q: str = "", sort: str = "", page: str = "1") -> html.Article:
    at = tables.Address("/people", {"q": q, "sort": sort, "page": page})
    found = accounts.people(desk, Wanted.of(q=q, sort=sort, page=page))
    edits = desk.actor.holds(Permission.PEOPLE_EDIT)
    return shell.sheet(
        _("People"),
        tables.toolbar(at, tables.search("q", _("Name or e-mail"), q)),
        tables.table(
            found,
            [
                tables.Column(_("Name"), _name, sort="name"),
                tables.Column(_("E-mail"), lambda row: row.email, sort="email"),
                tables.Column(_("Holds"), lambda row: html.Div([html.Div(held_in_words(one)) for one in row.grants])),
                tables.Column(
                    _("Last seen"),
                    lambda row: moment(row.last_seen_at) if row.last_seen_at else _("never"),
                    sort="seen",
                ),
            ],
            at,
            to=lambda row: shell.href("/person", id=row.id),
            caption=_("People"),
        ),
        html.Div(_invited(desk), id=ids("invited")),
        primary=shell.button(_("Invite somebody"), "/person", glyph="plus") if edits else None,
    )


def held_in_words(held: Held) -> str:
    """`Translator, in shqip (sq)`."""
    places = [words.language(tag) for tag in held.locales] + [words.country(code) for code in held.countries]
    return words.role(held.role) + (_(", in {places}", places=", ".join(places)) if places else "")


def _name(row: PersonRow) -> Any:
    return [row.name, html.Div(_("deactivated"), className="small muted")] if row.deactivated_at else row.name


def _invited(desk: Any) -> Any:
    found = invitations.waiting(desk)
    if not found:
        return None
    edits = desk.actor.holds(Permission.PEOPLE_EDIT)
    columns: list[tables.Column[Waiting]] = [
        tables.Column(_("Name"), lambda row: row.name),
        tables.Column(_("E-mail"), lambda row: row.email),
        tables.Column(_("To hold"), lambda row: held_in_words(row.held) if row.held else _("a new password")),
        tables.Column(_("Works until"), lambda row: moment(row.expires_at)),
        tables.Column("", lambda row: _withdraw(row) if edits else None),
    ]
    return shell.panel(_("Links not used yet"), tables.simple_table(found, columns, caption=_("Links not used yet")))


def _withdraw(row: Waiting) -> dbc.Button:
    return dbc.Button(
        _("Withdraw"), id=ids.row("withdraw", row.key), n_clicks=0, size="sm", color="secondary", outline=True
    )


@action(Output(ids("invited"), "children"), Input(ids.every("withdraw"), "n_clicks"), needs=Permission.PEOPLE_EDIT)
def withdraw(desk: Any, _clicks: Any) -> Any:
    invitations.withdraw(desk, pressed())
    shell.notice(_("The link no longer works."))
    return _invited(desk)
