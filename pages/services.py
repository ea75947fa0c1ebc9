"""The directory: services that results lead to, what of it must be verified again, and acts on several at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html

from assessment.referral import ServiceKind
from console import entries, shell, tables, words
from console.actions import action, in_browser, screen
from console.frame import Rail
from console.here import day as day_of
from console.here import number
from console.ids import Ids
from console.language import N_, _, again
from console.language import number as written
from content_store import directory, taking_back, upkeep
from content_store.directory import Entry, Freshness, Row, Standing
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.paging import Wanted
from content_store.periods import periods
from content_store.permissions import Invalid, Missing, Permission
from content_store.places import places
from content_store.upkeep import Done, Pick
from content_store.verification import Method

ids = Ids("services")
dash.register_page(
    __name__, path="/services", title=N_("Services"), rail=Rail(N_("Services"), "pin", 50, N_("Public site"))
)

FRESHNESS = {
    Freshness.FRESH: (N_("Verified"), shell.Tone.DONE),
    Freshness.DUE: (N_("Due"), shell.Tone.WARNING),
    Freshness.STALE: (N_("Too old to be shown"), shell.Tone.FAILING),
    Freshness.NEVER: (N_("Never verified"), shell.Tone.WARNING),
}
STANDINGS = (
    (Standing.CHECK, N_("To be verified")),
    (Standing.FRESH, N_("Verified")),
    (Standing.DUE, N_("Due")),
    (Standing.STALE, N_("Too old to be shown")),
    (Standing.NEVER, N_("Never verified")),
    (Standing.TRIED, N_("Not reached last time")),
    (Standing.CLOSED, N_("Closed")),
)
METHODS = (
    (Method.PHONE, N_("by telephone")),
    (Method.WEB, N_("on its website")),
    (Method.VISIT, N_("by a visit")),
    (Method.MAIL, N_("by e-mail")),
)


@screen(Permission.DIRECTORY_READ)
def layout(
    desk: Any,
    *,
    q: str = "",
    country: str = "",
    place: str = "",
    kind: str = "",
    substance: str = "",
    language: str = "",
    state: str = "",
    sort: str = "",
    page: str = "1",
) -> html.Article:
    narrowed = {"country": country, "place": place, "kind": kind, "substance": substance, "language": language}
    at = tables.Address("/services", {"q": q, **narrowed, "state": state, "sort": sort, "page": page})
    standing = Standing(state) if state in set(Standing) else None
    wanted = Wanted.of(q=q, page=page, sort=sort or ("verified" if standing is Standing.CHECK else ""))
    found = directory.listing(desk, wanted, **narrowed, standing=standing)
    held = desk.actor.countries(Permission.DIRECTORY_READ)
    edits = desk.actor.holds(Permission.DIRECTORY_EDIT)
    new = shell.button(_("New service"), "/service", glyph="plus", country=country) if edits else None
    return shell.sheet(
        _("Services"),
        _toolbar(desk, at, held),
        _bulk() if edits and found.rows else None,
        _taking_back(desk) if edits else None,
        _all_verified()
        if not found.rows and standing is Standing.CHECK and not any((q, *narrowed.values()))
        else _listed(
            found,
            [*([_ticks()] if edits else []), *COLUMNS],
            at,
            to=lambda row: shell.href("/service", id=row.id),
            empty=shell.empty(_("Results lead people to the services that stand here."), new),
            caption=_("Services"),
        ),
        html.P(KOSOVO_NOTE, className="small muted mt-4") if held is None or "XK" in held else None,
        about=_about(desk),
        primary=new,
        tabs=aspects(desk, "check" if standing is Standing.CHECK else "all"),
        wide=True,
    )


def _all_verified() -> html.Div:
    return shell.empty(_("Nothing is to be verified today: somebody made sure of every open service lately."))


def _about(desk: Any) -> str:
    held = periods(desk.session)
    return _(
        "Shown to the public for {hidden_days} days after somebody verified it; due after {due_days}.",
        hidden_days=held.hidden_days,
        due_days=held.due_days,
    )


def _listed(*given: Any, **more: Any) -> html.Div:
    whole = tables.table(*given, **more)
    whole.className = "directory"
    return whole


def aspects(desk: Any, current: str) -> html.Nav:
    """The ways to look at the directory, as tabs; the pages beside the list show them too."""
    waiting = directory.how_many_due(desk)
    return shell.tabs(
        current,
        ("all", _("All"), shell.href("/services")),
        (
            "check",
            _("To be verified ({waiting})", waiting=written(waiting)),
            shell.href("/services", state=Standing.CHECK),
        ),
        ("matching", _("Who gets what"), shell.href("/who-gets-what")),
        ("gaps", _("Gaps"), shell.href("/gaps")),
    )


def _toolbar(desk: Any, at: tables.Address, held: frozenset[str] | None) -> html.Div:
    asked = at.asked
    countries = words.countries(code for code in COUNTRIES if held is None or code in held)
    chosen = asked["country"] or (countries[0][0] if len(countries) == 1 else "")
    towns = [(town.key, town.name) for town in places(desk.session, chosen)] if chosen else []
    return tables.toolbar(
        at,
        tables.search("q", _("Name or town, in any script"), asked["q"]),
        tables.choice("country", _("Country"), asked["country"], countries),
        tables.choice("place", _("Town"), asked["place"], towns) if towns else None,
        tables.choice("kind", _("Offers"), asked["kind"], [(one.value, words.kind(one)) for one in ServiceKind]),
        tables.choice(
            "substance", _("For"), asked["substance"], list(words.SUBSTANCES.items()), any_words=_("Anything")
        ),
        tables.choice(
            "language", _("Speaks"), asked["language"], list(words.SPOKEN.items()), any_words=_("Any language")
        ),
        tables.choice("state", _("State"), asked["state"], STANDINGS, any_words=_("Any")),
    )


def _ticks() -> tables.Column[Row]:
    every = dbc.Checkbox(id=ids("all"), label=html.Span(_("All on this page"), className="visually-hidden"))
    return tables.Column(every, _tick, ticks=True)


def _tick(row: Row) -> dbc.Checklist:
    """Its value carries what an act is checked against: which service, and how it was when it was seen."""
    name = html.Span(_("Tick {name}", name=row.name), className="visually-hidden")
    return dbc.Checklist([{"label": name, "value": f"{row.id}.{row.version}"}], [], id=ids.row("pick", row.id))


def _name(row: Row) -> Any:
    """On a phone the place stands here too, for its column is left out there."""
    closed = closed_words(row.status, row.reopens_on)
    shut = html.Div(closed, className="small muted") if closed else None
    return [row.name, html.Div(_where(row), className="small muted on-phone"), shut]


def closed_words(status: str, reopens_on: date | None) -> str:
    """Empty for what is open."""
    if status == "temporarily_closed" and reopens_on:
        return _("closed until {reopens_on}", reopens_on=words.day(reopens_on))
    return {"temporarily_closed": _("closed for a time"), "closed": _("closed for good")}.get(status, "")


def _where(row: Row) -> str:
    return f"{row.town or _('everywhere')}, {words.country(row.country)}"


def _verified(row: Row) -> Any:
    name, tone = FRESHNESS[row.freshness]
    when = html.Div(words.day(row.verified_on), className="small muted text-nowrap") if row.verified_on else None
    tried = (
        html.Div(_("not reached {tried_on}", tried_on=words.day(row.tried_on)), className="small muted")
        if row.tried_on
        else None
    )
    return [shell.state(name, tone), when, tried]


COLUMNS: list[tables.Column[Row]] = [
    tables.Column(N_("Name"), _name, sort="name"),
    tables.Column(N_("Where"), _where, sort="country"),
    tables.Column(N_("Offers"), lambda row: ", ".join(words.kind(one) for one in row.kinds)),
    tables.Column(N_("Verified"), _verified, sort="verified"),
]


def _bulk() -> html.Details:
    methods = [{"value": method.value, "label": _(how)} for method, how in METHODS]
    return html.Details(
        [
            html.Summary([_("Work on several at once: "), html.Span(_("none ticked"), id=ids("count"), role="status")]),
            html.Div(
                [
                    _pair(_("Note for the history"), dbc.Input(id=ids("note"), size="sm", maxlength=upkeep.MOST_NOTE)),
                    _pair(_("I made sure"), dbc.Select(id=ids("method"), value="phone", options=methods, size="sm")),
                    _button("verify", _("Verify those ticked")),
                    _pair(_("Opens again on"), dbc.Input(id=ids("until"), type="date", size="sm")),
                    _button("close", _("Close until that day")),
                    _button("reopen", _("Open again")),
                    _button("retire", _("Close for good"), "danger"),
                ],
                className="bulk-acts",
            ),
        ],
        className="bulk",
    )


def _taking_back(desk: Any) -> Any:
    """What was done last, by whoever looks, to one or many."""
    last = taking_back.last_act(desk)
    if last is None:
        return None
    how_many = _("{n} service", "{n} services", n=last.n)
    return html.Div(
        [
            html.Span(f"{entries.act(last.verb)}: {how_many}, {last.at:%H:%M} UTC."),
            dcc.Store(id=ids("last"), data=last.at.isoformat()),
            _button("take-back", _("Take it back"), "secondary"),
        ],
        className="taking-back",
    )


def _pair(label: str, control: Any) -> html.Div:
    return html.Div([dbc.Label(label, html_for=control.id), control], className="filter")


def _button(part: str, label: str, colour: str = "primary") -> dbc.Button:
    return dbc.Button(label, id=ids(part), n_clicks=0, size="sm", outline=True, color=colour)


in_browser(
    "picks", "all",
    Output(ids.every("pick"), "value"), Input(ids("all"), "value"), State(ids.every("pick"), "options"),
)  # fmt: skip
in_browser("picks", "count", Output(ids("count"), "children"), Input(ids.every("pick"), "value"), at_once=True)


def _picked(values: Any) -> list[Pick]:
    """The ticks, as the browser says. The store looks at each service again."""
    ticked = [text for value in values if isinstance(value, list) for text in value if isinstance(text, str)]
    return [Pick(number(text.partition(".")[0]), number(text.partition(".")[2])) for text in ticked]


def _each(desk: Any, values: Any, act: Callable[[int, int], Entry], done: Callable[[int], str]) -> None:
    _told(upkeep.of_each(desk, _picked(values), act), done)
    shell.redraw(desk.now)


def _told(found: Done, done: Callable[[int], str]) -> None:
    said = done(len(found.done))
    if not found.left:
        shell.notice(said)
        return
    left = html.Ul([html.Li(f"{again(name)}: {again(reason)}") for name, reason in found.left])
    shell.notice(_("{said} {left} left as they are:", said=said, left=len(found.left)), shell.Tone.WARNING, detail=left)


def _verified(n: int) -> str:
    return _("{n} service verified.", "{n} services verified.", n=n)


def _closed(n: int) -> str:
    return _("{n} service closed until then.", "{n} services closed until then.", n=n)


def _open(n: int) -> str:
    return _("{n} service open again.", "{n} services open again.", n=n)


def _retired(n: int) -> str:
    return _("{n} service closed for good.", "{n} services closed for good.", n=n)


def _back(n: int) -> str:
    return _("{n} service is as it was.", "{n} services are as they were.", n=n)


@action(Input(ids("take-back"), "n_clicks"), State(ids("last"), "data"), needs=Permission.DIRECTORY_EDIT)
def take_back(desk: Any, _clicks: object, at: Any) -> None:
    try:
        moment = datetime.fromisoformat(at)
    except (TypeError, ValueError):
        raise Missing(_("This form is too old. Load the page again.")) from None
    _told(taking_back.take_back(desk, moment), _back)
    shell.redraw(desk.now)


PICKS = State(ids.every("pick"), "value")
NOTE = State(ids("note"), "value")


@action(Input(ids("verify"), "n_clicks"), PICKS, NOTE, State(ids("method"), "value"), needs=Permission.DIRECTORY_EDIT)
def verify(desk: Any, _clicks: object, picks: Any, note: Any, method: Any) -> None:
    if not isinstance(method, str) or method not in set(Method):
        raise Invalid({"method": _("Choose how you made sure.")})
    said = upkeep.noted(note)
    _each(desk, picks, lambda one, seen: upkeep.verify(desk, one, seen, Method(method), note=said), _verified)


@action(Input(ids("close"), "n_clicks"), PICKS, NOTE, State(ids("until"), "value"), needs=Permission.DIRECTORY_EDIT)
def close(desk: Any, _clicks: object, picks: Any, note: Any, until: Any) -> None:
    day = day_of(until) if isinstance(until, str) else None
    if day is None:
        raise Invalid({"until": _("Choose the day they open again.")})
    said = upkeep.noted(note)
    _each(desk, picks, lambda one, seen: upkeep.close_until(desk, one, seen, day, why=said), _closed)


@action(Input(ids("reopen"), "n_clicks"), PICKS, NOTE, needs=Permission.DIRECTORY_EDIT)
def reopen(desk: Any, _clicks: object, picks: Any, note: Any) -> None:
    said = upkeep.noted(note)
    _each(desk, picks, lambda one, seen: upkeep.reopen(desk, one, seen, why=said), _open)


@action(Input(ids("retire"), "n_clicks"), PICKS, NOTE, needs=Permission.DIRECTORY_EDIT)
def retire(desk: Any, _clicks: object, picks: Any, note: Any) -> None:
    said = upkeep.noted(note)
    _each(desk, picks, lambda one, seen: upkeep.retire(desk, one, seen, why=said), _retired)
