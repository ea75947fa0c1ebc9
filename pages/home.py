"""The start: what waits for this person, and how the public site is doing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import dash
from dash import dcc, html

from console import charts, shell, words
from console.actions import screen
from console.frame import Rail
from console.times import moment
from content_store import directory, publishing, questionnaires, translations
from content_store.drafts import State
from content_store.locales import KOSOVO_NOTE, LOCALES
from content_store.paging import Wanted
from content_store.permissions import Permission
from content_store.uptake import Measures, Uptake, uptake
from content_store.uptake import Wanted as Period

dash.register_page(__name__, path="/", title="Home", rail=Rail("Home", "home", 10))

DAYS = 28
MOST = 12  # lines a heading; the screens behind them have the rest


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to do: what, where it is done, since when."""

    words: Any
    address: str
    since: Any = None


@screen(Permission.CONSOLE_ENTER)
def layout(desk: Any) -> html.Article:
    groups = [(title, list(found)) for title, found in _groups(desk)]
    panels = [shell.panel(title, _lines(found)) for title, found in groups if found]
    left = panels or [shell.panel("Nothing waits for you", html.P(_idle(desk), className="muted"))]
    right = [panel for panel in (_uptake(desk), _ways(desk)) if panel]
    return shell.sheet(
        f"Hello, {desk.actor.name}",
        html.Div([html.Div(left), html.Div(right)], className="columns"),
        about=f"{desk.now:%A}, {words.day(desk.now.date())}",
    )


def _groups(desk: Any) -> Iterator[tuple[str, Iterator[Waiting]]]:
    actor = desk.actor
    if actor.holds(Permission.REVIEWS_DECIDE):
        yield "Reviews", _reviews(desk)
    if actor.holds(Permission.QUESTIONNAIRES_EDIT):
        yield "Drafts", _drafts(desk)
    if actor.holds(Permission.TRANSLATIONS_EDIT) or actor.holds(Permission.TRANSLATIONS_REVIEW):
        yield "Translations", _translations(desk)
    if actor.holds(Permission.DIRECTORY_EDIT):
        yield "Services", _services(desk)


def _reviews(desk: Any) -> Iterator[Waiting]:
    for one in publishing.waiting(desk)[:MOST]:
        if one.mine:
            continue  # nobody decides on what they wrote
        act = "to be published" if one.state == State.APPROVED else f"sent by {one.sent_by}"
        yield Waiting([html.Strong(one.document.title), f", {act}"], shell.href("/review", id=one.id), one.sent_at)


def _drafts(desk: Any) -> Iterator[Waiting]:
    for row in questionnaires.listing(desk, Wanted(size=MOST)).rows:
        if row.retired or (row.state is State.DRAFT and row.edited_by != desk.actor.name):
            continue
        stands = {
            State.DRAFT: "a draft, last edited by you",
            State.IN_REVIEW: "in review",
            State.APPROVED: "approved, not yet published",
        }[row.state]
        address = shell.href("/questionnaire", id=row.id)
        yield Waiting([html.Strong(row.title), f", {stands}"], address, row.edited_at)


def _translations(desk: Any) -> Iterator[Waiting]:
    """A line a language, over the questionnaires edited last."""
    edits = desk.actor.holds(Permission.TRANSLATIONS_EDIT)
    stale, missing, proposed = Counter[str](), Counter[str](), Counter[str]()
    for row in questionnaires.listing(desk, Wanted(size=MOST)).rows:
        for version in translations.coverage(desk, row.id) if not row.retired else ():
            stale[version.locale] += version.stale
            missing[version.locale] += version.missing if edits else 0
            proposed[version.locale] += version.proposed
    for locale in LOCALES:
        counts = [
            words.counted(n, one, many)
            for n, one, many in (
                (stale[locale], "text whose source changed", "texts whose source changed"),
                (missing[locale], "not translated", "not translated"),
                (proposed[locale], "waits for review", "wait for review"),
            )
            if n
        ]
        if counts:
            named = [html.Strong(words.language(locale)), f": {', '.join(counts)}"]
            yield Waiting(named, shell.href("/translations"))


def _services(desk: Any) -> Iterator[Waiting]:
    due = directory.due(desk, Wanted(size=1)).total
    if due:
        counted = words.counted(due, "service", "services")
        yield Waiting([html.Strong(counted), " to be verified again"], shell.href("/services", state="check"))


def _lines(found: list[Waiting]) -> html.Ul:
    return html.Ul(
        [
            html.Li(
                dcc.Link(
                    [
                        html.Span(one.words, className="words"),
                        html.Span(moment(one.since), className="when") if one.since else None,
                    ],
                    href=one.address,
                )
            )
            for one in found
        ],
        className="waits",
    )


def _idle(desk: Any) -> str:
    if desk.actor.holds(Permission.QUESTIONNAIRES_EDIT):
        return "No draft of yours is open. Choose a questionnaire to work on, or begin a new one."
    return "What is sent to you for a decision, a translation or a check will stand here."


def _uptake(desk: Any) -> html.Section | None:
    if not desk.actor.holds(Permission.STATISTICS_READ):
        return None
    today = desk.now.date()
    found = uptake(desk, Period(today - timedelta(days=DAYS - 1), today))
    tools = shell.link("All statistics", "/statistics")
    if not found.total.opened.n and not found.total.started.n:
        return shell.panel("The last four weeks", shell.empty("Nobody has opened a questionnaire yet."), tools=tools)
    return shell.panel("The last four weeks", *_glance(found), tools=tools)


def _glance(found: Uptake) -> list[Any]:
    total = found.total
    return [
        html.Div(
            shell.facts(
                ("Starts", _figure(words.figure(total.started), found.comparison.started)),
                ("Completed", _figure(words.figure(total.completed), found.comparison.completed)),
                ("Completion", html.Span(words.percent(total.completion), title=words.interval(total.completion))),
            ),
            className="figure-facts",
        ),
        charts.spark([row.measures.started.n or 0 for row in found.series]),
        html.P(
            f"Starts by {found.grain}; changes are against the four weeks before. {_most(found)}",
            className="small muted mt-2",
        ),
        html.P(KOSOVO_NOTE, className="small muted") if "*" in _most(found) else None,
    ]


def _figure(shown: str, change: float | None) -> Any:
    if change is None:
        return shown
    return [shown, html.Span(f" {words.changed(change)}", className="small muted", title="against the weeks before")]


def _most(found: Uptake) -> str:
    countries = [row for row in found.countries if row.measures.started.n]
    if len(countries) < 2:
        return ""
    first: Measures = countries[0].measures
    return f"Most in {words.country(countries[0].key)} ({words.figure(first.started)})."


def _ways(desk: Any) -> html.Section | None:
    ways = [
        (Permission.QUESTIONNAIRES_EDIT, "Begin a questionnaire", "/questionnaire-new", "plus"),
        (Permission.QUESTIONNAIRES_READ, "See all questionnaires", "/questionnaires", "list"),
        (Permission.TRANSLATIONS_READ, "Translations by language", "/translations", "globe"),
        (Permission.DIRECTORY_READ, "Look up a service", "/services", "pin"),
        (Permission.PEOPLE_EDIT, "Invite somebody", "/people", "people"),
        (Permission.LEDGER_READ, "Who did what", "/history", "clock"),
    ]
    known = {page["path"] for page in dash.page_registry.values()}
    mine = [way for way in ways if desk.actor.holds(way[0]) and way[2] in known]
    if not mine:
        return None
    lines = [html.Li(dcc.Link([shell.icon(glyph), title], href=shell.href(path))) for _, title, path, glyph in mine]
    public = html.Li(html.A([shell.icon("eye"), "The public site"], href="/", target="_blank", rel="noopener"))
    return shell.panel("Quick ways", html.Ul([*lines, public], className="waits ways"))
