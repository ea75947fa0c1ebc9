"""Uptake: runs opened, started and completed, by day, country, language and questionnaire. Filters stand in the URL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import dash
from dash import html

from console import charts, shell, tables, words
from console.actions import screen
from console.frame import Rail
from console.here import day as day_of
from content_store import questionnaires, uptake
from content_store.disclosure import added
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.offer import offer
from content_store.paging import Wanted
from content_store.permissions import Invalid, Permission
from content_store.statistics import monday_of
from content_store.uptake import Measures, Row, Uptake

dash.register_page(
    __name__, path="/statistics", title="Statistics", rail=Rail("Statistics", "chart", 60, "Public site")
)

PERIODS = ((7, "7 days"), (28, "4 weeks"), (91, "13 weeks"), (364, "52 weeks"))
USUAL = 28
MOST_BARS = 130

MEANINGS = (
    ("Run", "One pass through a questionnaire, by whoever it was. Not a person: one person may begin twice."),
    ("Opened", "The first page of a questionnaire was served. Approximate, since browsers load ahead."),
    ("Started", "Somebody pressed the button that begins."),
    ("Completed", "The result was ready. Booked to the day the run began, so that it never passes the starts."),
    ("Completion", "Completed of started. The interval says how far chance alone may have moved it."),
    ("<5 or hidden", "A number so small, or so easily worked out from its neighbours, that it might tell on somebody."),
)


@screen(Permission.STATISTICS_READ)
def layout(
    desk: Any, *, since: str = "", until: str = "", country: str = "", locale: str = "", slug: str = ""
) -> html.Article:
    today = desk.now.date()
    last = day_of(until) or today
    wanted = uptake.Wanted(day_of(since) or last - timedelta(days=USUAL - 1), last, country, locale, slug)
    at = tables.Address(
        "/statistics", {"since": since, "until": until, "country": country, "locale": locale, "slug": slug}
    )
    titles = _titles(desk)
    try:
        found = uptake.uptake(desk, wanted)
    except Invalid as invalid:
        body: list[Any] = [shell.callout(str(invalid), tone=shell.Tone.WARNING)]
    else:
        body = _body(found, titles)
    return shell.sheet(
        "Statistics",
        _toolbar(desk, at, wanted, titles),
        *body,
        _meanings(),
        _kosovo_note(desk),
        about=f"Runs of the public site, each booked to the day it began. As of {words.day(today)}, "
        f"{desk.now:%H:%M} UTC.",
        tabs=_periods(at, wanted, today),
        wide=True,
    )


def _titles(desk: Any) -> dict[str, str]:
    if not desk.actor.holds(Permission.QUESTIONNAIRES_READ):
        return {}
    return {row.slug: row.title for row in questionnaires.listing(desk, Wanted(size=500, sort="title")).rows}


def _periods(at: tables.Address, wanted: uptake.Wanted, today: date) -> html.Nav:
    chosen = str(wanted.days) if wanted.until == today else ""
    return shell.tabs(
        chosen,
        *((str(days), name, at.to(since=today - timedelta(days=days - 1), until="")) for days, name in PERIODS),
    )


def _toolbar(desk: Any, at: tables.Address, wanted: uptake.Wanted, titles: dict[str, str]) -> html.Div:
    mine = desk.actor.countries(Permission.STATISTICS_READ)
    countries = [(code, name) for code, name in COUNTRIES.items() if mine is None or code in mine]
    locales = [(tag, words.language(tag)) for tag in offer(desk.session).all_locales()]
    return tables.toolbar(
        at,
        tables.day("since", "From", wanted.since.isoformat()),
        tables.day("until", "To", wanted.until.isoformat()),
        tables.choice("country", "Country", wanted.country, countries),
        tables.choice("locale", "Language", wanted.locale, locales),
        tables.choice("slug", "Questionnaire", wanted.slug, sorted(titles.items(), key=lambda pair: pair[1])),
    )


def _body(found: Uptake, titles: dict[str, str]) -> list[Any]:
    total = found.total
    if not any(cell.n is None or cell.n for cell in (total.opened, total.started, total.completed)):
        return [
            shell.empty(
                "Nobody opened a questionnaire in this time, here. Choose a longer time, or see what is public.",
                shell.link("Questionnaires", "/questionnaires"),
            )
        ]
    return [
        _figures(found),
        shell.panel("Over time", _by_time(found)),
        html.Div(
            [
                _part("By country", "Country", found.countries, words.country),
                _part("By language", "Language", found.locales, words.language),
                _part("By questionnaire", "Questionnaire", found.questionnaires, lambda slug: titles.get(slug, slug)),
                _times(found),
            ],
            className="columns",
        ),
    ]


def _figures(found: Uptake) -> html.Div:
    before, now = found.comparison, found.total

    def against(change: float | None) -> str:
        if change is None:
            return words.changed(change)
        return f"{words.changed(change)} against {words.short_day(before.since)} to {words.short_day(before.until)}"

    def facet(figure: str, note: str) -> list[Any]:
        return [figure, html.Div(note, className="small muted fact-note")]

    return html.Div(
        shell.facts(
            ("Opened", facet(words.figure(now.opened), "first page served")),
            ("Started", facet(words.figure(now.started), against(before.started))),
            ("Completed", facet(words.figure(now.completed), against(before.completed))),
            ("Completion", facet(words.percent(now.completion), words.interval(now.completion))),
        ),
        className="figure-facts",
    )


def _periods_shown(found: Uptake) -> tuple[str, Sequence[Row]]:
    """Days joined to weeks where there are too many to be told apart."""
    if found.grain != "day" or len(found.series) <= MOST_BARS:
        return found.grain, found.series
    weeks: dict[date, list[Measures]] = {}
    for row in found.series:
        weeks.setdefault(monday_of(date.fromisoformat(row.key)), []).append(row.measures)
    joined = [
        Row(
            monday.isoformat(),
            Measures(
                added(one.opened for one in days),
                added(one.started for one in days),
                added(one.completed for one in days),
            ),
        )
        for monday, days in weeks.items()
    ]
    return "week", joined


def _by_time(found: Uptake) -> html.Figure:
    grain, rows = _periods_shown(found)
    days = [row.key for row in rows]
    figure = charts.by_day(
        days,
        [
            ("Started", [row.measures.started.n for row in rows]),
            ("Completed", [row.measures.completed.n for row in rows]),
        ],
        marks=[(day.isoformat(), f"{slug} {number}") for day, slug, number in found.publications],
    )
    columns: list[tables.Column[Row]] = [
        tables.Column(grain.capitalize(), lambda row: _period(row.key, grain)),
        *_measure_columns(),
    ]
    table = tables.simple_table(list(reversed(rows)), columns, caption=f"Runs by {grain}")
    published = " Dotted lines: a new revision went public." if found.publications else ""
    alt = (
        f"Runs started and completed by {grain}, from {words.day(found.wanted.since)} "
        f"to {words.day(found.wanted.until)}.{published}"
    )
    return charts.graph(figure, name="statistics-by-time", alt=alt, table=table)


def _period(key: str, grain: str) -> str:
    first = date.fromisoformat(key)
    if grain == "month":
        return f"{first:%B %Y}"
    return words.day(first) if grain == "day" else f"week of {words.day(first)}"


def _measure_columns() -> list[tables.Column[Row]]:
    return [
        tables.Column("Opened", lambda row: words.figure(row.measures.opened), figures=True),
        tables.Column("Started", lambda row: words.figure(row.measures.started), figures=True),
        tables.Column("Completed", lambda row: words.figure(row.measures.completed), figures=True),
        tables.Column("Completion", _completion, figures=True),
    ]


def _completion(row: Row) -> html.Span:
    found = row.measures.completion
    return html.Span(words.percent(found), title=words.interval(found))


def _part(title: str, head: str, rows: Sequence[Row], name: Any) -> html.Section:
    most = max((row.measures.started.n or 0 for row in rows), default=0)

    columns: list[tables.Column[Row]] = [
        tables.Column(head, lambda row: name(row.key)),
        tables.Column("", lambda row: charts.bar(row.measures.started.n or 0, most)),
        *_measure_columns()[1:],
    ]
    return shell.panel(title, tables.simple_table(rows, columns, caption=title))


def _kosovo_note(desk: Any) -> Any:
    """Wherever the name stands, be it in a filter."""
    mine = desk.actor.countries(Permission.STATISTICS_READ)
    return html.P(KOSOVO_NOTE, className="small muted mt-4") if mine is None or "XK" in mine else None


def _times(found: Uptake) -> html.Section:
    times = found.times
    if times is None:
        return shell.panel("Time to a result", html.P("Too few results to say.", className="muted"))
    return shell.panel(
        "Time to a result",
        shell.facts(
            ("A quarter of runs", words.minutes(times.quarter)),
            ("Half", words.minutes(times.median)),
            ("Three quarters", words.minutes(times.three_quarters)),
            ("Nine of ten", words.minutes(times.nine_tenths)),
        ),
        html.P(f"From {words.figure(times.runs)} completed runs.", className="small muted"),
    )


def _meanings() -> html.Details:
    return html.Details(
        [html.Summary("What the words mean"), html.Dl([part for pair in MEANINGS for part in _meaning(*pair)])],
        className="meanings",
    )


def _meaning(word: str, sentence: str) -> tuple[html.Dt, html.Dd]:
    return html.Dt(word), html.Dd(sentence)
