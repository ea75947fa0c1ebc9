"""The start: what waits for this person, and how the public site is doing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import dash
from babel.dates import format_date
from dash import dcc, html

from assessment.messages import Severity
from auth import invitations
from console import charts, findings, here, news, shell, words
from console.actions import screen
from console.frame import Rail
from console.language import N_, _, of_reader
from console.times import moment
from content_store import backup, directory, matching, publishing, questionnaires, translations
from content_store import news as happened
from content_store.drafts import State
from content_store.health import BACKUP_AGE
from content_store.locales import KOSOVO_NOTE, LOCALES
from content_store.offer import offer
from content_store.paging import Wanted
from content_store.permissions import Permission
from content_store.uptake import Measures, Uptake, uptake
from content_store.uptake import Wanted as Period

dash.register_page(__name__, path="/", title=N_("Home"), rail=Rail(N_("Home"), "home", 10))

DAYS = 28
MOST = 12  # lines a heading; the screens behind them have the rest
LATELY = timedelta(days=7)  # for who comes for the first time


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to do: what, where it is done, since when."""

    words: Any
    address: str
    since: Any = None


@screen(Permission.CONSOLE_ENTER)
def layout(desk: Any) -> html.Article:
    groups = [(title, list(found)) for title, found in _groups(desk)]
    panels = [shell.panel(_(title), _lines(found)) for title, found in groups if found]
    left = panels or [shell.panel(_("Nothing waits for you"), html.P(_idle(desk), className="muted"))]
    right = [panel for panel in (_uptake(desk), _ways(desk)) if panel]
    return shell.sheet(
        _("Hello, {name}", name=desk.actor.name),
        html.Div([html.Div([*left, _news(desk)]), html.Div(right)], className="columns"),
        about=f"{format_date(desk.now.date(), 'EEEE', locale=of_reader().babel())}, {words.day(desk.now.date())}",
    )


def _groups(desk: Any) -> Iterator[tuple[str, Iterator[Waiting]]]:
    actor = desk.actor
    if actor.holds(Permission.REVIEWS_DECIDE):
        yield N_("Reviews"), _reviews(desk)
    if actor.holds(Permission.QUESTIONNAIRES_EDIT):
        yield N_("Drafts"), _drafts(desk)
    if actor.holds(Permission.TRANSLATIONS_EDIT) or actor.holds(Permission.TRANSLATIONS_REVIEW):
        yield N_("Translations"), _translations(desk)
    if actor.holds(Permission.DIRECTORY_EDIT):
        yield N_("Services"), _services(desk)
    if actor.holds(Permission.HEALTH_READ):
        yield N_("To be looked after"), _upkeep(desk)


def _reviews(desk: Any) -> Iterator[Waiting]:
    for one in publishing.waiting(desk)[:MOST]:
        if one.mine:
            continue  # nobody decides on what they wrote
        act = _("to be published") if one.state == State.APPROVED else _("sent by {name}", name=one.sent_by)
        yield Waiting([html.Strong(one.document.title), ", ", act], shell.href("/review", id=one.id), one.sent_at)


def _drafts(desk: Any) -> Iterator[Waiting]:
    for row in questionnaires.listing(desk, Wanted(size=MOST)).rows:
        back = publishing.returned(desk, row.id) if row.state is State.DRAFT else None
        written = back.mine if back else row.edited_by == desk.actor.name
        if row.retired or (row.state is State.DRAFT and not written):
            continue
        address = shell.href("/questionnaire", id=row.id)
        stands = _("returned by {name}: “{why}”", name=back.by, why=back.why) if back else _(STANDS[row.state])
        yield Waiting([html.Strong(row.title), ", ", stands, *_broken(desk, row)], address, row.edited_at)


STANDS = {
    State.DRAFT: N_("a draft, last edited by you"),
    State.IN_REVIEW: N_("in review"),
    State.APPROVED: N_("approved, not yet published"),
}


def _broken(desk: Any, row: questionnaires.Listed) -> list[Any]:
    """What stands against sending a draft to review."""
    if row.state is not State.DRAFT:
        return []
    found = findings.checked(questionnaires.open_draft(desk, row.id).document)
    errors = sum(one.severity is Severity.ERROR for one in found)
    said = _("{n} finding stops it", "{n} findings stop it", n=errors)
    return [" ", shell.state(said, shell.Tone.FAILING)] if errors else []


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
        said = [
            _("{n} text whose source changed", "{n} texts whose source changed", n=stale[locale]),
            _("{n} not translated", "{n} not translated", n=missing[locale]),
            _("{n} waits for review", "{n} wait for review", n=proposed[locale]),
        ]
        counts = [stale[locale], missing[locale], proposed[locale]]
        if any(counts):
            shown = ", ".join(phrase for phrase, n in zip(said, counts, strict=True) if n)
            named = [html.Strong(words.language(locale)), ": ", shown]
            yield Waiting(named, shell.href("/translation-queue", locale=locale))


def _services(desk: Any) -> Iterator[Waiting]:
    due = directory.due(desk, Wanted(size=1)).total
    if due:
        said = _("{n} service to be verified again", "{n} services to be verified again", n=due)
        yield Waiting(said, shell.href("/services", state="check"))
    gaps = len(matching.coverage(desk, offer(desk.session).countries).gaps)
    if gaps:
        said = _("{n} result leads to nobody verified lately", "{n} results lead to nobody verified lately", n=gaps)
        yield Waiting(said, shell.href("/gaps"))


def _upkeep(desk: Any) -> Iterator[Waiting]:
    last = backup.last_made(desk)
    if last is None:
        yield Waiting(_("No backup was ever made"), shell.href("/data"))
    elif desk.now - last > BACKUP_AGE:
        yield Waiting(_("The last backup is old"), shell.href("/data"), last)
    if open_ones := len(invitations.waiting(desk)):
        said = _("{n} invitation is not answered yet", "{n} invitations are not answered yet", n=open_ones)
        yield Waiting(said, shell.href("/people"))


def _news(desk: Any) -> html.Section | None:
    """What others did since the person was last here, before this session."""
    begun = here.signed_in_at() or desk.now
    since = happened.last_here(desk, begun)
    found = happened.news(desk, since or begun - LATELY, most=MOST)
    if not found:
        return None
    title = [_("Since you were last here"), " ", html.Small(moment(since), className="muted")] if since else None
    return shell.panel(title or _("In the last week"), news.lines(found))


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
        return _("No draft of yours is open. Choose a questionnaire to work on, or begin a new one.")
    return _("What is sent to you for a decision, a translation or a check will stand here.")


def _uptake(desk: Any) -> html.Section | None:
    if not desk.actor.holds(Permission.STATISTICS_READ):
        return None
    today = desk.now.date()
    found = uptake(desk, Period(today - timedelta(days=DAYS - 1), today))
    tools = shell.link(_("All statistics"), "/statistics")
    title = _("The last four weeks")
    if not found.total.opened.n and not found.total.started.n:
        return shell.panel(title, shell.empty(_("Nobody has opened a questionnaire yet.")), tools=tools)
    return shell.panel(title, *_glance(found), tools=tools)


STARTS_BY = {
    "day": N_("Starts by day; changes are against the four weeks before."),
    "week": N_("Starts by week; changes are against the four weeks before."),
    "month": N_("Starts by month; changes are against the four weeks before."),
}


def _glance(found: Uptake) -> list[Any]:
    total = found.total
    return [
        html.Div(
            shell.facts(
                (_("Starts"), _figure(words.figure(total.started), found.comparison.started)),
                (_("Completed"), _figure(words.figure(total.completed), found.comparison.completed)),
                (_("Completion"), html.Span(words.percent(total.completion), title=words.interval(total.completion))),
            ),
            className="figure-facts",
        ),
        charts.spark([row.measures.started.n or 0 for row in found.series]),
        html.P(
            [_(STARTS_BY[found.grain]), " ", _most(found)],
            className="small muted mt-2",
        ),
        html.P(KOSOVO_NOTE, className="small muted") if "*" in _most(found) else None,
    ]


def _figure(shown: str, change: float | None) -> Any:
    if change is None:
        return shown
    return [shown, html.Span(f" {words.changed(change)}", className="small muted", title=_("against the weeks before"))]


def _most(found: Uptake) -> str:
    countries = [row for row in found.countries if row.measures.started.n]
    if len(countries) < 2:
        return ""
    first: Measures = countries[0].measures
    country, n = words.country(countries[0].key), words.figure(first.started)
    return _("Most in: {country} ({n_starts}).", country=country, n_starts=n)


def _ways(desk: Any) -> html.Section | None:
    ways = [
        (Permission.QUESTIONNAIRES_EDIT, _("Begin a questionnaire"), "/questionnaire-new", "plus"),
        (Permission.QUESTIONNAIRES_READ, _("See all questionnaires"), "/questionnaires", "list"),
        (Permission.TRANSLATIONS_READ, _("Translations by language"), "/translations", "globe"),
        (Permission.DIRECTORY_READ, _("Look up a service"), "/services", "pin"),
        (Permission.PEOPLE_EDIT, _("Invite somebody"), "/people", "people"),
        (Permission.LEDGER_READ, _("Who did what"), "/history", "clock"),
    ]
    known = {page["path"] for page in dash.page_registry.values()}
    mine = [way for way in ways if desk.actor.holds(way[0]) and way[2] in known]
    if not mine:
        return None
    lines = [
        html.Li(dcc.Link([shell.icon(glyph), title], href=shell.href(path))) for _needs, title, path, glyph in mine
    ]
    public = html.Li(html.A([shell.icon("eye"), _("The public site")], href="/", target="_blank", rel="noopener"))
    return shell.panel(_("Quick ways"), html.Ul([*lines, public], className="waits ways"))
