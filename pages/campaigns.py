"""Campaigns: codes for links and posters, and how many runs came by each in the last four weeks. Other sources stand
beside them in the statistics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, html

from console import shell, tables, words
from console.actions import action, pressed, screen
from console.forms import Field, Form, Kind, Options
from console.frame import Rail
from console.here import number
from console.ids import Ids
from console.language import N_, _
from content_store import campaigns
from content_store.campaigns import Entry
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.offer import Offer, offer
from content_store.permissions import Permission
from content_store.uptake import Row, Wanted

EVERY = "every"
WEEKS = 4

ids = Ids("campaigns")
dash.register_page(
    __name__, path="/campaigns", title=N_("Campaigns"), rail=Rail(N_("Campaigns"), "campaign", 65, N_("Public site"))
)


def form_with(countries: Options) -> Form:
    return Form(
        ids,
        Field(
            "name",
            N_("Name"),
            required=True,
            most=campaigns.LONGEST_NAME,
            help=N_("For us: posters in clinics."),
        ),
        Field(
            "code",
            N_("Code"),
            required=True,
            most=40,
            help=N_("Stands in the link: small letters, digits and hyphens. It must not say who carries it."),
        ),
        Field("country", N_("Country"), Kind.CHOICE, required=True, options=countries),
    )


form = form_with([(EVERY, EVERY), *COUNTRIES.items()])  # the store says which are whose


@screen(Permission.STATISTICS_READ)
def layout(desk: Any) -> html.Article:
    held = desk.actor.countries(Permission.STATISTICS_READ)
    note = html.P(KOSOVO_NOTE, className="small muted mt-4") if held is None or "XK" in held else None
    return shell.sheet(
        _("Campaigns"),
        html.Div(_lists(desk), id=ids("lists"), className="mb-4"),
        _registering(desk),
        note,
        about=_(
            "A link or a poster with a registered code shows in the statistics where runs came from. A code that is "
            "not registered is never counted by its name."
        ),
    )


def _lists(desk: Any) -> list[Any]:
    found = campaigns.listing(desk)
    if not found:
        return [shell.empty(_("No campaign yet. Register a code, then print its poster or share its link."))]
    started = {row.key: row for row in campaigns.by_source(desk, _lately(desk))}
    on_offer = offer(desk.session)
    columns: list[tables.Column[Entry]] = [
        tables.Column(_("Name"), lambda row: [row.name, html.Div(row.code, className="small muted")]),
        tables.Column(_("Where"), lambda row: words.country(row.country) if row.country else _("every country")),
        tables.Column(_("Since"), lambda row: words.day(row.registered_at.date())),
        tables.Column(_("Started, last {n} weeks", n=WEEKS), lambda row: _started(started.get(row.code)), figures=True),
        tables.Column(_("Completed"), lambda row: _completed(started.get(row.code)), figures=True),
        tables.Column(_("Posters"), lambda row: _posters(row, on_offer) if not row.ended_at else _ended(row)),
        tables.Column(_("End"), lambda row: _end(desk, row)),
    ]
    return [tables.simple_table(found, columns, caption=_("Campaigns"))]


def _lately(desk: Any) -> Wanted:
    today = desk.now.date()
    return Wanted(today - timedelta(weeks=WEEKS) + timedelta(days=1), today)


def _started(row: Row | None) -> str:
    return words.figure(row.measures.started) if row else "0"


def _completed(row: Row | None) -> str:
    return words.figure(row.measures.completed) if row else "0"


def _ended(row: Entry) -> str:
    return _("ended {day}", day=words.day(row.ended_at.date())) if row.ended_at else ""


def _posters(row: Entry, on_offer: Offer) -> html.Details:
    """A poster for each language of the country; it shows the link, too."""
    codes = [row.country] if row.country else list(on_offer.countries)
    lines = [
        html.Div([f"{words.country(code)}: ", *shell.joined([_poster(row, code, tag) for tag in tags])])
        for code in codes
        if (tags := on_offer.locales(code))
    ]
    return html.Details([html.Summary(_("Show")), *lines], className="small")


def _poster(row: Entry, country: str, tag: str) -> html.A:
    address = f"/{tag}/poster/{country.lower()}/?c={row.code}"
    return html.A(words.language(tag), href=address, target="_blank", rel="noopener", lang=tag)


def _end(desk: Any, row: Entry) -> Any:
    held = desk.actor.countries(Permission.CAMPAIGNS_EDIT)
    may = desk.actor.holds(Permission.CAMPAIGNS_EDIT) and (held is None or row.country in held)
    if row.ended_at or not may:
        return None
    key = f"{row.id}-{row.version}"
    return dbc.Button(_("End"), id=ids.row("end", key), n_clicks=0, size="sm", color="secondary", outline=True)


def _registering(desk: Any) -> Any:
    if not desk.actor.holds(Permission.CAMPAIGNS_EDIT):
        return None
    mine = _countries(desk)
    drawn = form_with(mine).draw(country=mine[0][0] if len(mine) == 1 else "")
    return shell.panel(_("Register a campaign"), drawn, dbc.Button(_("Register"), id=ids("register"), n_clicks=0))


def _countries(desk: Any) -> list[tuple[str, str]]:
    held = desk.actor.countries(Permission.CAMPAIGNS_EDIT)
    named = [(code, words.country(code)) for code in COUNTRIES if held is None or code in held]
    return [(EVERY, _("every country")), *named] if held is None else named


@action(
    *form.outputs(),
    Input(ids("register"), "n_clicks"),
    *form.states(),
    needs=Permission.CAMPAIGNS_EDIT,
    form=form,
)
def register(desk: Any, _clicks: object, *values: Any) -> Any:
    wanted = form.clean(values)
    country = "" if wanted["country"] == EVERY else wanted["country"]
    made = campaigns.register(desk, wanted["code"], wanted["name"], country)
    shell.notice(_("Registered. Links with ?c={code} are counted by this name from now on.", code=made.code))
    shell.redraw(desk.now)
    return form.settled()


@action(
    Output(ids("lists"), "children"),
    Input(ids.every("end"), "n_clicks"),
    needs=Permission.CAMPAIGNS_EDIT,
)
def end(desk: Any, _clicks: Any) -> Any:
    campaign, _hyphen, version = pressed().partition("-")
    campaigns.end(desk, number(campaign), number(version))
    shell.notice(_("Ended. Its code counts as any other unknown one now; what was counted stays."))
    return _lists(desk)
