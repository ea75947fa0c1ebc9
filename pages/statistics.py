"""Statistics: uptake, where people stop, results, and services followed. View, period and filters stand in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import dash
from dash import dcc, html

from console import refusals, shell, statistics_views, tables, words
from console.actions import screen
from console.frame import Rail
from console.here import day as day_of
from console.language import N_, _
from console.statistics_tables import MEANINGS
from content_store import before_after, campaigns, results, uptake
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.offer import offer
from content_store.permissions import Invalid, Permission
from pages import statistics_files

dash.register_page(
    __name__, path="/statistics", title=N_("Statistics"), rail=Rail(N_("Statistics"), "chart", 60, N_("Public site"))
)

PERIODS = ((7, N_("7 days")), (28, N_("4 weeks")), (91, N_("13 weeks")), (364, N_("52 weeks")))
USUAL = {"uptake": 28, "questions": 91, "results": 91, "services": 91}
VIEWS = (
    ("uptake", N_("Uptake")),
    ("questions", N_("Questions")),
    ("results", N_("Results")),
    ("services", N_("Services")),
)


@screen(Permission.STATISTICS_READ)
def layout(
    desk: Any,
    *,
    view: str = "",
    since: str = "",
    until: str = "",
    country: str = "",
    locale: str = "",
    slug: str = "",
) -> html.Article:
    today = desk.now.date()
    view = view if view in USUAL else "uptake"
    last = day_of(until) or today
    wanted = uptake.Wanted(day_of(since) or last - timedelta(days=USUAL[view] - 1), last, country, locale, slug)
    said = {
        "view": "" if view == "uptake" else view,
        "since": since,
        "until": until,
        "country": country,
        "locale": locale,
        "slug": slug,
    }
    at = tables.Address("/statistics", said)
    titles = uptake.published(desk)
    try:
        body = _body(desk, view, wanted, titles)
    except Invalid as invalid:
        body = [shell.callout(refusals.spoken(invalid), tone=shell.Tone.WARNING)]
    return shell.sheet(
        _("Statistics"),
        _toolbar(desk, at, wanted, titles),
        _periods(at, wanted, today),
        *body,
        _meanings(),
        _kosovo_note(desk),
        about=_(
            "Runs of the public site, each booked to the day it began. As of {today}, {now} UTC.",
            today=words.day(today),
            now=f"{desk.now:%H:%M}",
        ),
        tabs=shell.tabs(view, *((code, name, at.to(view="" if code == "uptake" else code)) for code, name in VIEWS)),
        wide=True,
    )


def _periods(at: tables.Address, wanted: uptake.Wanted, today: date) -> html.Nav:
    chosen = wanted.days if wanted.until == today else 0
    links = [
        dcc.Link(
            _(name),
            href=at.to(since=today - timedelta(days=days - 1), until=""),
            className="current" if days == chosen else "",
        )
        for days, name in PERIODS
    ]
    return html.Nav(links, className="periods", **{"aria-label": _("Period")})


def _toolbar(desk: Any, at: tables.Address, wanted: uptake.Wanted, titles: dict[str, str]) -> html.Div:
    mine = desk.actor.countries(Permission.STATISTICS_READ)
    countries = words.countries(code for code in COUNTRIES if mine is None or code in mine)
    there = offer(desk.session)
    spoken = {tag for code, _name in countries for tag in there.locales(code)} | {wanted.locale}
    locales = [(tag, words.language(tag)) for tag in there.all_locales() if tag in spoken]
    by_language = at.asked["view"] in ("", "questions")
    return tables.toolbar(
        at,
        dcc.Input(type="hidden", name="view", value=at.asked["view"]),
        tables.day("since", _("From"), wanted.since.isoformat()),
        tables.day("until", _("To"), wanted.until.isoformat()),
        tables.choice("country", _("Country"), wanted.country, countries),
        tables.choice("locale", _("Language"), wanted.locale, locales) if by_language else None,
        tables.choice("slug", _("Questionnaire"), wanted.slug, sorted(titles.items(), key=lambda pair: pair[1])),
    )


def _body(desk: Any, view: str, wanted: uptake.Wanted, titles: Mapping[str, str]) -> list[Any]:
    def download(name: str) -> str:
        return statistics_files.address(view, name, wanted)

    if view in ("questions", "results") and not wanted.slug:
        return [_choose(view, wanted, titles)]
    match view:
        case "questions":
            steps, around = results.funnel(desk, wanted), before_after.around_publication(desk, wanted)
            return statistics_views.questions(steps, around, download)
        case "results":
            return statistics_views.results(results.bands(desk, wanted), download)
        case "services":
            return statistics_views.services(
                results.referrals(desk, wanted), results.by_level(desk, wanted), titles, download
            )
    found = uptake.uptake(desk, wanted)
    total = found.total
    if not any(cell.n is None or cell.n for cell in (total.opened, total.started, total.completed)):
        return [
            shell.empty(
                _("Nobody opened a questionnaire in this time, here. Choose a longer time, or see what is public."),
                shell.link(_("Questionnaires"), "/questionnaires"),
            )
        ]
    return statistics_views.uptake(found, titles, campaigns.by_source(desk, wanted), download)


def _choose(view: str, wanted: uptake.Wanted, titles: Mapping[str, str]) -> Any:
    """Questions and results are those of one questionnaire."""
    if not titles:
        return shell.empty(_("No questionnaire has been public yet, so there is nothing to be counted."))
    asked = tables.Address(
        "/statistics", {"view": view, "since": str(wanted.since), "until": str(wanted.until), "country": wanted.country}
    )
    lines = [html.Li(dcc.Link(title, href=asked.to(slug=slug))) for slug, title in titles.items()]
    return shell.panel(_("Which questionnaire?"), html.Ul(lines, className="waits"))


def _kosovo_note(desk: Any) -> Any:
    """Wherever the name stands, be it in a filter."""
    mine = desk.actor.countries(Permission.STATISTICS_READ)
    return html.P(KOSOVO_NOTE, className="small muted mt-4") if mine is None or "XK" in mine else None


def _meanings() -> html.Details:
    return html.Details(
        [html.Summary(_("What the words mean")), html.Dl([part for pair in MEANINGS for part in _meaning(*pair)])],
        className="meanings",
    )


def _meaning(word: str, sentence: str) -> tuple[html.Dt, html.Dd]:
    return html.Dt(_(word)), html.Dd(_(sentence))
