"""The directory: services that results lead to, and what of it must be verified again."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from assessment.referral import ServiceKind
from console import shell, tables, words
from console.actions import screen
from console.frame import Rail
from content_store import directory
from content_store.directory import Freshness, Row
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.paging import Wanted
from content_store.permissions import Permission

dash.register_page(__name__, path="/services", title="Services", rail=Rail("Services", "pin", 50, "Public site"))

FRESHNESS = {
    Freshness.FRESH: ("Verified", shell.Tone.DONE),
    Freshness.DUE: ("Due", shell.Tone.WARNING),
    Freshness.STALE: ("Too old to be shown", shell.Tone.FAILING),
    Freshness.NEVER: ("Never verified", shell.Tone.WARNING),
}
STATUSES = {"active": "", "temporarily_closed": "closed for a time", "closed": "closed"}


@screen(Permission.DIRECTORY_READ)
def layout(
    desk: Any, *, q: str = "", country: str = "", kind: str = "", due: str = "", sort: str = "", page: str = "1"
) -> html.Article:
    asked = {"q": q, "country": country, "kind": kind, "due": due, "sort": sort, "page": page}
    at = tables.Address("/services", asked)
    wanted = Wanted.of(q=q, page=page, sort=sort or ("verified" if due else ""))
    found = directory.listing(desk, wanted, country=country, kind=kind, due_only=bool(due))
    held = desk.actor.countries(Permission.DIRECTORY_READ)
    countries = [(code, name) for code, name in COUNTRIES.items() if held is None or code in held]
    new = shell.button("New service", "/service", glyph="plus") if desk.actor.holds(Permission.DIRECTORY_EDIT) else None
    return shell.sheet(
        "Services",
        tables.toolbar(
            at,
            tables.search("q", "Name or town", q),
            tables.choice("country", "Country", country, countries),
            tables.choice("kind", "Offers", kind, [(one.value, words.kind(one)) for one in ServiceKind]),
            tables.choice("due", "Verified", due, [("1", "to be verified again")], any_words="Any time"),
        ),
        tables.table(
            found,
            [
                tables.Column("Name", _name, sort="name"),
                tables.Column("Where", _where, sort="country"),
                tables.Column("Offers", lambda row: ", ".join(words.kind(one) for one in row.kinds)),
                tables.Column("Verified", _verified, sort="verified"),
            ],
            at,
            to=lambda row: shell.href("/service", id=row.id),
            empty=shell.empty("Results lead people to the services that stand here.", new),
            caption="Services",
        ),
        html.P(KOSOVO_NOTE, className="small muted mt-4") if held is None or "XK" in held else None,
        about="Shown to the public while verified within a year; due after half a year.",
        primary=new,
    )


def _name(row: Row) -> Any:
    closed = STATUSES.get(row.status, row.status)
    return [row.name, html.Div(closed, className="small muted")] if closed else row.name


def _where(row: Row) -> str:
    return f"{row.town or 'everywhere'}, {words.country(row.country)}"


def _verified(row: Row) -> Any:
    name, tone = FRESHNESS[row.freshness]
    when = html.Div(words.day(row.verified_on), className="small muted") if row.verified_on else None
    return [shell.state(name, tone), when]
