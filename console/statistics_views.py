"""The views of the statistics: each a few panels, with a picture where one says more than its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from dash import html

from console import charts, figures, shell, words
from console import statistics_tables as made
from console.figures import Figures
from console.language import N_, _
from content_store.before_after import Around
from content_store.disclosure import added, wilson
from content_store.results import BandTable, LevelRow, ReferralRow, Step
from content_store.statistics import monday_of
from content_store.uptake import Measures, Row, Uptake

MOST_BARS = 130
Download = Callable[[str], str]
"""The address of a table's file."""


def uptake(found: Uptake, titles: Mapping[str, str], sources: Sequence[Row], download: Download) -> list[Any]:
    """How many came, over time and by what."""
    tables = {one.name: one for one in made.uptake_tables(found, titles, sources)}
    several = () if len(found.revisions) < 2 else ("by-publication",)
    parts = [_part(tables[name], download) for name in (*PARTS, *several)]
    return [
        _figures(found),
        shell.panel(_("Over time"), _by_time(found), tools=_file(download("by-time"))),
        html.Div([*parts, _times(found, tables["completion-time"], download)], className="columns"),
    ]


OPENED, STARTED = 1, 2  # columns
PARTS = ("by-country", "by-language", "by-questionnaire", "by-source")


def _part(found: Figures, download: Download) -> html.Section:
    table = figures.table(found, bars=STARTED, without=OPENED)
    return shell.panel(found.title, table, tools=_file(download(found.name)))


def _file(address: str) -> html.A:
    return html.A(
        "CSV", href=address, className="small", title=_("This table as a file, rounded"), **{"data-file": "yes"}
    )


def _figures(found: Uptake) -> html.Div:
    before, now = found.comparison, found.total

    def against(change: float | None) -> str:
        if change is None:
            return words.changed(change)
        return _(
            "{change} against {since} to {until}",
            change=words.changed(change),
            since=words.short_day(before.since),
            until=words.short_day(before.until),
        )

    def facet(figure: str, note: str) -> list[Any]:
        return [figure, html.Div(note, className="small muted fact-note")]

    return html.Div(
        shell.facts(
            (_("Opened"), facet(words.figure(now.opened), _("first page served"))),
            (_("Started"), facet(words.figure(now.started), against(before.started))),
            (_("Completed"), facet(words.figure(now.completed), against(before.completed))),
            (_("Completion"), facet(words.percent(now.completion), words.interval(now.completion))),
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


BY = {
    "day": N_("Runs started and completed by day, from {since} to {until}.{published}"),
    "week": N_("Runs started and completed by week, from {since} to {until}.{published}"),
    "month": N_("Runs started and completed by month, from {since} to {until}.{published}"),
}


def _by_time(found: Uptake) -> html.Figure:
    grain, rows = _periods_shown(found)
    figure = charts.by_day(
        [row.key for row in rows],
        [
            (_("Started"), [row.measures.started.n for row in rows]),
            (_("Completed"), [row.measures.completed.n for row in rows]),
        ],
        marks=[(day.isoformat(), f"{slug} {number}") for day, slug, number in found.publications],
    )
    table = figures.table(made.time_table(grain, list(reversed(rows))))
    published = _(" Dotted lines: a new revision went public.") if found.publications else ""
    alt = _(
        BY[grain],
        since=words.day(found.wanted.since),
        until=words.day(found.wanted.until),
        published=published,
    )
    return charts.graph(figure, name="statistics-by-time", alt=alt, table=table)


def _times(found: Uptake, table: Figures, download: Download) -> html.Section:
    times = found.times
    if times is None:
        return shell.panel(table.title, html.P(_("Too few results to say."), className="muted"))
    return shell.panel(
        table.title,
        shell.facts(
            (_("A quarter of runs"), words.minutes(times.quarter)),
            (_("Half"), words.minutes(times.median)),
            (_("Three quarters"), words.minutes(times.three_quarters)),
            (_("Nine of ten"), words.minutes(times.nine_tenths)),
        ),
        html.P(_("From {runs} completed runs.", runs=words.figure(times.runs)), className="small muted"),
        html.Details([html.Summary(_("How many took how long")), figures.table(table, bars=1)]),
        tools=_file(download(table.name)),
    )


def questions(steps: Sequence[Step], around: Around | None, download: Download) -> list[Any]:
    """Where people stop, and whether that changed with the last publication."""
    if not steps:
        return [shell.empty(_("Nobody met a question of this questionnaire in this time. Choose a longer one."))]
    found = made.funnel_table(steps)
    table = figures.table(found)
    names = [made.FACTS.get(step.item, _("Question {place}", place=place)) for place, step in made.numbered(steps)]
    picture = charts.rates(names, [step.exit_rate for step in steps])
    alt = _(
        "How many of those who met each question left at it, with the 95 % interval. Only "
        "runs too old to go on any more count as left."
    )
    graph: Any = html.P(_("Too few left to say where. Choose a longer time."), className="muted")
    if any(step.exit_rate for step in steps):
        graph = charts.graph(picture, name="statistics-exits", alt=alt, table=None, height=_height(len(names)))
    return [
        shell.panel(_("Left at each question"), graph),
        _around(around, download) if around else None,
        shell.panel(found.title, table, tools=_file(download(found.name))),
    ]


def _around(around: Around, download: Download) -> html.Section:
    found = made.around_table(around)
    note = _(
        "Runs begun with the publication before, against those begun with this one; days on which runs still go on are "
        "left out. Of twenty questions at which nothing changed, about one is marked all the same, by chance."
    )
    return shell.panel(
        found.title, html.P(note, className="small muted"), figures.table(found), tools=_file(download(found.name))
    )


def _height(rows: int) -> int:
    return 60 + 30 * max(rows, 2)


MONTHS_ONLY = N_(
    "By finished months, each country for itself; a language is never crossed with a result. Below 10 nothing is shown."
)


def results(found: Sequence[BandTable], download: Download) -> list[Any]:
    """What the results were."""
    if not found:
        return [shell.empty(_("No finished month of this time has results. {months_only}", months_only=_(MONTHS_ONLY)))]
    parts: list[Any] = [html.P(_(MONTHS_ONLY), className="muted")]
    for number, (one, table) in enumerate(zip(found, made.band_tables(found), strict=True), 1):
        parts.append(shell.panel(table.title, _shares(one, table, number), tools=_file(download(table.name))))
    return parts


def _shares(one: BandTable, table: Figures, number: int) -> Any:
    shares = [one.share_of(code) for code in one.bands]
    drawn = figures.table(table)
    if not any(shares):
        return html.Div([html.P(_("Too few to be shown."), className="muted"), drawn])
    picture = charts.rates(list(one.bands.values()), shares)
    alt = _("{title}: the share of each result among those shown, with its 95 % interval.", title=table.title)
    name = f"statistics-results-{number}"
    return charts.graph(picture, name=name, alt=alt, table=drawn, height=_height(len(shares)))


def services(
    rows: Sequence[ReferralRow], levels: Sequence[LevelRow], titles: Mapping[str, str], download: Download
) -> list[Any]:
    """Whether results led to a service."""
    if not rows:
        return [shell.empty(_("No finished month of this time has results. {months_only}", months_only=_(MONTHS_ONLY)))]
    found = made.referral_table(rows, titles)
    names = ("shown", "clicked", "none_local", "crisis_shown", "crisis_used")
    total = {name: added(getattr(row, name) for row in rows) for name in names}
    facts = shell.facts(
        (_("Results with services"), words.figure(total["shown"])),
        (_("Followed"), words.figure(total["clicked"])),
        (_("Only national lines"), words.figure(total["none_local"])),
        (_("Crisis lines shown"), words.figure(total["crisis_shown"])),
        (_("Crisis lines used"), words.figure(total["crisis_used"])),
    )
    return [
        html.P(_(MONTHS_ONLY), className="muted"),
        html.Div(facts, className="figure-facts"),
        html.Div([_followed(rows, titles), _by_level(levels, titles, download)], className="columns"),
        shell.panel(found.title, figures.table(found), tools=_file(download(found.name))),
    ]


def _by_level(rows: Sequence[LevelRow], titles: Mapping[str, str], download: Download) -> Any:
    if not rows:
        return None
    found = made.level_table(rows, titles)
    parts = {_(name): [row for row in rows if row.level == level] for level, name in made.LEVELS.items()}
    graph = _shares_followed({name: of for name, of in parts.items() if of}, "statistics-levels", figures.table(found))
    return shell.panel(found.title, graph, tools=_file(download(found.name)))


def _followed(rows: Sequence[ReferralRow], titles: Mapping[str, str]) -> Any:
    parts: dict[str, list[ReferralRow]] = {}
    for row in rows:
        parts.setdefault(titles.get(row.slug, row.slug), []).append(row)
    return shell.panel(_("Services followed, by questionnaire"), _shares_followed(parts, "statistics-followed", None))


def _shares_followed(
    parts: Mapping[str, Sequence[ReferralRow] | Sequence[LevelRow]], name: str, table: Any
) -> html.Figure | html.Div:
    """Followed of shown, from the months and countries in which both counts can be shown."""
    shares = []
    for rows in parts.values():
        known = [(row.clicked.n, row.shown.n) for row in rows if row.shown.n and row.clicked.n is not None]
        shares.append(
            wilson(sum(followed or 0 for followed, _shown in known), sum(shown or 0 for _followed, shown in known))
            if known
            else None
        )
    if not any(shares):
        return html.Div([html.P(_("Too few to be shown."), className="muted"), table])
    picture = charts.rates(list(parts), shares)
    alt = _(
        "How many of the results that listed services led to the website of one, with the 95 % interval; "
        "from the months and countries in which both can be shown."
    )
    return charts.graph(picture, name=name, alt=alt, table=table, height=_height(len(parts)))
