"""One service: what it is, who it is for, how to reach it, that somebody made sure of it, and what happened to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html

from console import entries, refusals, saving, service_form, shell, tables, words
from console.actions import action, in_browser, screen
from console.forms import Options
from console.here import number
from console.language import N_, _
from console.service_form import form, form_with, ids
from console.times import moment
from content_store import directory, merging, upkeep
from content_store.directory import Entry, Method, Particulars
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.offer import offer
from content_store.permissions import Conflict, Missing, Permission
from content_store.places import places
from content_store.upkeep import Event
from content_store.verification import Finding
from pages.services import FRESHNESS, METHODS, closed_words

dash.register_page(__name__, path="/service", title=N_("Service"), under="/services")

FINDINGS: Options = (
    (Finding.RIGHT, N_("All of this is right")),
    (Finding.UNREACHED, N_("Nobody was reached")),
    (Finding.GONE, N_("It does not exist any more")),
)
SAID = {
    Finding.RIGHT: N_("Verified."),
    Finding.UNREACHED: N_("Noted. It stays on the list of what is to be verified."),
    Finding.GONE: N_("Closed for good. Nobody is sent there any more."),
}
CRUMBS = ((N_("Services"), shell.href("/services")),)


@screen(Permission.DIRECTORY_READ)
def layout(desk: Any, id: str = "", country: str = "") -> html.Article:
    if not id:
        return _new(desk, country)
    entry = directory.open_service(desk, number(id))
    about: Any = f"{entry.town or _('Everywhere')}, {words.country(entry.particulars.country)}"
    if not desk.actor.holds(Permission.DIRECTORY_EDIT, country=entry.particulars.country):
        note = html.P(KOSOVO_NOTE, className="small muted mt-4") if entry.particulars.country == "XK" else None
        return shell.sheet(entry.particulars.name, _read_only(entry), note, crumbs=CRUMBS, about=about)
    return shell.sheet(
        entry.particulars.name,
        html.Div(_freshness(entry), id=ids("freshness")),
        _sheet(desk, entry.particulars, entry),
        html.Div(_history(upkeep.history(desk, entry.id)), id=ids("history")),
        crumbs=CRUMBS,
        wide=True,
        about=about,
    )


def _new(desk: Any, country: str) -> html.Article:
    held = desk.actor.countries(Permission.DIRECTORY_EDIT)
    mine = [code for code in COUNTRIES if desk.actor.holds(Permission.DIRECTORY_EDIT, country=code)]
    if not mine:
        raise Missing(_("Your role does not include making services."))
    chosen = country if country in mine else mine[0] if held is not None and len(mine) == 1 else ""
    if not chosen:
        lines = [html.Li(shell.link(words.country(code), "/service", country=code)) for code in mine]
        where = html.Ul(lines, className="waits")
        note = html.P(KOSOVO_NOTE, className="small muted mt-4") if "XK" in mine else None
        return shell.sheet(_("New service"), html.P(_("In which country?")), where, note, crumbs=CRUMBS)
    body = _sheet(desk, Particulars(country=chosen), None)
    history = html.Div(id=ids("history"))  # what is saved fills it
    return shell.sheet(_("New service"), body, history, crumbs=CRUMBS, about=words.country(chosen), wide=True)


def _sheet(desk: Any, there: Particulars, entry: Entry | None) -> html.Div:
    empty = {"id": None, "version": 0, "country": there.country, "key": str(uuid.uuid4())}
    locales = offer(desk.session).locales(there.country)
    return html.Div(
        [
            dcc.Store(id=ids("seen"), data=_loaded(entry) if entry else empty),
            service_form.draw(there, _towns(desk, there.country), locales, desk.now.date()),
            html.P(KOSOVO_NOTE, className="small muted") if there.country == "XK" else None,
            html.Div(
                [html.Div(id=ids("against")), dbc.Button(_("Save"), id=ids("save"), n_clicks=0)], className="save-bar"
            ),
        ],
        className="service-form",
    )


def _towns(desk: Any, country: str) -> Options:
    return (("", _("no town")), *((town.key, town.name) for town in places(desk.session, country)))


def _freshness(entry: Entry) -> html.Div:
    name, tone = FRESHNESS[entry.freshness]
    when = " " + _("on {day}", day=words.day(entry.verified_on)) if entry.verified_on else ""
    tried = _(" Nobody was reached on {tried_on}.", tried_on=words.day(entry.tried_on)) if entry.tried_on else ""
    closed = closed_words(entry.particulars.status, entry.particulars.reopens_on)
    return shell.callout(
        html.Div(
            [shell.state(_(name) + when, tone), tried, html.Strong(f" {closed.capitalize()}.") if closed else None]
        ),
        html.Div(
            [
                _labelled(_("I made sure"), dbc.Select(id=ids("method"), value="phone", options=_options(METHODS))),
                _labelled(_("and found"), dbc.Select(id=ids("finding"), value="right", options=_options(FINDINGS))),
                _labelled(_("Note"), dbc.Input(id=ids("note"), maxlength=upkeep.MOST_NOTE, autocomplete="off")),
                dbc.Button(_("Put down"), id=ids("verify"), n_clicks=0, size="sm", outline=True, color="primary"),
            ],
            className="bulk-acts",
        ),
        tone=tone,
    )


def _labelled(label: str, control: Any) -> html.Div:
    control.size = "sm"
    return html.Div([dbc.Label(label, html_for=control.id), control], className="filter")


def _options(options: Options) -> list[dict[str, str]]:
    return [{"value": code, "label": _(label)} for code, label in options]


def _history(events: Sequence[Event]) -> html.Section:
    columns: list[tables.Column[Event]] = [
        tables.Column(_("When"), lambda one: moment(one.at)),
        tables.Column(_("Who"), lambda one: one.by),
        tables.Column(_("Did what"), lambda one: entries.act(one.verb)),
        tables.Column(_("Details"), lambda one: entries.details(one.before, one.after, one.note)),
    ]
    if not events:
        return shell.panel(
            _("History"), html.P(_("Nothing was done to it yet, besides being brought in."), className="muted")
        )
    return shell.panel(_("History"), tables.simple_table(events, columns, caption=_("What happened to this service")))


def _read_only(entry: Entry) -> html.Div:
    there = entry.particulars
    pairs: Sequence[tuple[str, Any]] = (
        (_("State"), closed_words(there.status, there.reopens_on)),
        (_("Offers"), ", ".join(words.kind(one) for one in there.kinds)),
        (_("Run by"), there.organisation),
        (_("Address"), _("kept to ourselves") if there.confidential else there.address),
        (_("Telephone"), ", ".join(filter(None, (there.phone, there.phone_2)))),
        (_("E-mail"), there.email),
        (_("Website"), shell.outward(there.website, there.website)),
        (_("Chat"), shell.outward(there.chat, there.chat)),
        (_("Opening hours"), there.hours),
        (_("Languages"), ", ".join(words.SPOKEN.get(one, one) for one in there.languages)),
        (_("For"), ", ".join(words.substance(one) for one in there.substances)),
        (_("Verified"), words.day(entry.verified_on) if entry.verified_on else _("never")),
    )
    return shell.facts(*((name, value) for name, value in pairs if value))


@action(
    *form.outputs(),
    Output(ids("seen"), "data"),
    Output(ids("words-problem"), "children"),
    Output(ids("against"), "children"),
    Output(ids("history"), "children"),
    Input(ids("save"), "n_clicks"),
    State(ids("seen"), "data"),
    State(ids.every("word"), "value"),
    *form.states(),
    needs=Permission.DIRECTORY_EDIT,
    form=form,
)
def save(desk: Any, _clicks: object, seen: Any, written: Any, *values: Any) -> Any:
    service, version, country = _seen(seen)
    there = directory.open_service(desk, service).particulars if service is not None else Particulars()
    keys = saving.keys(dash.ctx.states_list[1])
    typed, problems = service_form.read(
        zip(keys, written, strict=True), form_with(_towns(desk, country), there), values
    )
    changed = _without_point_of_before(typed, seen) | {"country": country}
    problems = _at_fields(directory.wrong_with(desk, service, changed)) | problems
    if problems:
        told = problems.get("words", ""), service_form.against(problems)
        return *form.settled(problems), dash.no_update, *told, dash.no_update
    try:
        entry = directory.save_service(desk, service, version, key=_key(seen), base=_base(seen), **changed)
    except Conflict as conflict:
        return *form.settled(), _meanwhile(desk, conflict, service, seen), "", None, dash.no_update
    return *form.settled(), _loaded(entry), "", None, _saved(desk, entry, typed, service)


def _at_fields(problems: Mapping[str, str]) -> dict[str, str]:
    """What stands against the texts in each language stands in one place."""
    known = {name: words for name, words in problems.items() if form.knows({name: words})}
    texts = " ".join(_(words) for name, words in problems.items() if name not in known)
    return known | ({"words": texts} if texts else {})


def _without_point_of_before(typed: Mapping[str, Any], seen: Any) -> dict[str, Any]:
    """Where a service moves to another town, the point on the map that was left as it was is that of the other one."""
    base = _base(seen) or {}
    point = {name: typed.get(name) for name in ("latitude", "longitude")}
    moved = "place_key" in base and typed.get("place_key", base["place_key"]) != base["place_key"]
    stays = all(base.get(name) == value for name, value in point.items())
    return {**typed, **({"latitude": None, "longitude": None} if moved and stays else {})}


def _saved(desk: Any, entry: Entry, typed: Mapping[str, Any], service: int | None) -> html.Section:
    """Says so; and draws the form anew where something else stands in it now than was typed."""
    kept = directory.loaded_with(entry.particulars)
    shown = merging.flat(typed)
    if service is None:
        shell.notice(_("Saved."))
        shell.go("/service", id=entry.id)
    elif merging.differing({name: kept.get(name) for name in shown}, shown):
        shell.notice(_("Saved. The form shows what is kept now: some of it is not what was typed into it."))
        shell.redraw(desk.now)
    else:
        shell.notice(_("Saved."))
    return _history(upkeep.history(desk, entry.id))


def _loaded(entry: Entry) -> dict[str, Any]:
    """What a form is loaded with: whatever the browser makes of it, the store checks who may do what."""
    base = directory.loaded_with(entry.particulars)
    return {"id": entry.id, "version": entry.version, "country": entry.particulars.country, "base": base}


def _base(seen: Any) -> dict[str, Any] | None:
    said = seen.get("base") if isinstance(seen, dict) else None
    return said if isinstance(said, dict) else None


def _meanwhile(desk: Any, conflict: Conflict, service: int | None, seen: Any) -> dict[str, Any]:
    """Shows what the other wrote. What was typed stays, and takes its place when it is saved again: as far as the two
    touch the same thing, the form now counts as loaded with what has just been shown."""
    if service is None or not conflict.theirs:
        raise conflict
    theirs, yours = (
        {_called(name): words for name, words in each.items()} for each in (conflict.theirs, conflict.yours)
    )
    both = shell.both_texts(Conflict(str(conflict), theirs=theirs, yours=yours))
    shell.notice(refusals.spoken(conflict), shell.Tone.WARNING, detail=both)
    now = _loaded(directory.open_service(desk, service))
    old = _base(seen) or {}
    return now | {"base": old | {name: now["base"].get(name) for name in conflict.theirs}}


def _called(name: str) -> str:
    """A field, or its text in a language, as the form calls it."""
    field, _of, tag = name.partition(merging.OF)
    labels = {one.name: _(one.label) for one in form.fields} | {"hours": _("Opening hours")}
    labels |= {one: _(label) for one, (label, _most) in service_form.WORDS.items()}
    label = labels.get(field, field.replace("_", " "))
    return f"{label} ({words.language(tag)})" if tag else label


@action(
    Output(ids("freshness"), "children"),
    Output(ids("seen"), "data", allow_duplicate=True),
    Output(ids("history"), "children", allow_duplicate=True),
    Input(ids("verify"), "n_clicks"),
    State(ids("method"), "value"),
    State(ids("finding"), "value"),
    State(ids("note"), "value"),
    State(ids("seen"), "data"),
    needs=Permission.DIRECTORY_EDIT,
)
def verify(desk: Any, _clicks: object, method: Any, finding: Any, note: Any, seen: Any) -> Any:
    service, version, _country = _seen(seen)
    if service is None or not isinstance(method, str) or method not in set(Method):
        raise Missing(_("Choose how you made sure."))
    if not isinstance(finding, str) or finding not in set(Finding):
        raise Missing(_("Choose what you found."))
    found = Finding(finding)
    entry = upkeep.verify(desk, service, version, Method(method), finding=found, note=upkeep.noted(note))
    shell.notice(_(SAID[found]))
    if found is Finding.GONE:
        shell.redraw(desk.now)  # the form below says so, too
    told = _history(upkeep.history(desk, entry.id))
    return _freshness(entry), _loaded(entry), told


def _key(seen: Any) -> str:
    """The key made for an empty form; for a form of before there was one, none."""
    said = seen.get("key") if isinstance(seen, dict) else None
    try:
        return str(uuid.UUID(said)) if isinstance(said, str) else ""
    except ValueError:
        raise Missing(_("This form is too old. Load the page again.")) from None


def _seen(seen: Any) -> tuple[int | None, int, str]:
    """What the form was loaded with, as the browser says. The store checks each of them again."""
    said = seen if isinstance(seen, dict) else {}
    country, service = said.get("country"), said.get("id")
    if not isinstance(country, str) or country not in COUNTRIES:
        raise Missing(_("This form is too old. Load the page again."))
    return None if service is None else number(service), number(said.get("version", 0)), country


in_browser(
    "service", "same",
    *(Output(ids(name), "value") for name in service_form.WEEK[1:5]),
    Input(ids("same"), "n_clicks"), State(ids(service_form.WEEK[0]), "value"),
)  # fmt: skip
