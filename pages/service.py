"""One service: what it is, who it is for, how to reach it, and that somebody made sure of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html

from assessment.referral import ServiceKind
from console import shell, words
from console.actions import action, screen
from console.forms import Field, Form, Kind, Options
from console.here import number
from console.ids import Ids
from content_store import directory
from content_store.directory import Entry, Method, Particulars
from content_store.locales import COUNTRIES, KOSOVO_NOTE, LOCALES
from content_store.permissions import Missing, Permission
from content_store.places import places
from pages.services import FRESHNESS

ids = Ids("service")
dash.register_page(__name__, path="/service", title="Service", under="/services")

KNOWN: Options = (("yes", "Yes"), ("no", "No"))
THREE_WAY = ("free", "anonymous", "referral_needed")
LANGUAGES = {known.primary: known.autonym for known in LOCALES.values() if not known.testing} | {
    "ar": "العربية",
    "bg": "български",
    "de": "Deutsch",
    "hu": "magyar",
    "it": "italiano",
    "rom": "romani",
    "ru": "русский",
    "tr": "Türkçe",
    "uk": "українська",
}
HOW = ("by telephone", "on its website", "by a visit", "by e-mail")
METHODS: Options = tuple((method.value, how) for method, how in zip(Method, HOW, strict=True))
STATUSES: Options = (("active", "Open"), ("temporarily_closed", "Closed for a time"), ("closed", "Closed for good"))


def form_with(towns: Options, spoken: Sequence[str] = ()) -> Form:
    """The form, with these towns to choose from, and languages that are spoken there already whatever they are."""
    languages = {code: code for code in spoken} | LANGUAGES
    return Form(
        ids,
        Field("name", "Name", required=True, most=200),
        Field("organisation", "Run by", most=200),
        Field("kinds", "Offers", Kind.CHOICES, options=tuple((one.value, words.kind(one)) for one in ServiceKind)),
        Field("national", "For the whole country, by telephone or on line", Kind.CHECK),
        Field("crisis", "For emergencies, at any hour", Kind.CHECK),
        Field("place_key", "Town", Kind.CHOICE, options=towns),
        Field("address", "Street and number", most=300),
        Field("confidential", "Keep the address to ourselves: show the town only", Kind.CHECK),
        Field("phone", "Telephone", most=60),
        Field("phone_free", "The call is free", Kind.CHECK),
        Field("email", "E-mail", most=254),
        Field("website", "Website", most=300),
        Field("hours", "Opening hours", most=300, help="As in OpenStreetMap: Mo-Fr 08:00-16:00; Sa 09:00-12:00"),
        Field("languages", "Languages spoken", Kind.CHOICES, options=tuple(languages.items())),
        Field("age_from", "From the age of", Kind.WHOLE, least=0, most=110),
        Field("age_to", "Up to the age of", Kind.WHOLE, least=0, most=110),
        Field("free", "Free of charge", Kind.CHOICE, options=KNOWN),
        Field("anonymous", "Without giving one's name", Kind.CHOICE, options=KNOWN),
        Field("referral_needed", "A doctor must send one", Kind.CHOICE, options=KNOWN),
        Field("status", "Open", Kind.CHOICE, options=STATUSES, required=True),
    )


form = form_with(())
GROUPS = (
    ("What it is", ("name", "organisation", "kinds", "crisis", "status")),
    ("Where", ("national", "place_key", "address", "confidential")),
    ("How to reach it", ("phone", "phone_free", "email", "website", "hours")),
    ("For whom", ("languages", "age_from", "age_to", "free", "anonymous", "referral_needed")),
)
CRUMBS = (("Services", shell.href("/services")),)


@screen(Permission.DIRECTORY_READ)
def layout(desk: Any, id: str = "", country: str = "") -> html.Article:
    if not id:
        return _new(desk, country)
    entry = directory.open_service(desk, number(id))
    about: Any = f"{entry.town or 'Everywhere'}, {words.country(entry.particulars.country)}"
    if not desk.actor.holds(Permission.DIRECTORY_EDIT, country=entry.particulars.country):
        return shell.sheet(entry.particulars.name, _read_only(entry), crumbs=CRUMBS, about=about)
    if desk.actor.holds(Permission.LEDGER_READ):
        who = shell.link("Who changed it", "/history", thing=f"service:{entry.id}")
        about = [about, ". ", who]
    return shell.sheet(
        entry.particulars.name,
        html.Div(_freshness(entry), id=ids("freshness")),
        _sheet(desk, entry.particulars, entry),
        crumbs=CRUMBS,
        wide=True,
        about=about,
    )


def _new(desk: Any, country: str) -> html.Article:
    held = desk.actor.countries(Permission.DIRECTORY_EDIT)
    mine = [code for code in COUNTRIES if desk.actor.holds(Permission.DIRECTORY_EDIT, country=code)]
    if not mine:
        raise Missing("Your role does not include making services.")
    chosen = country if country in mine else mine[0] if held is not None and len(mine) == 1 else ""
    if not chosen:
        lines = [html.Li(shell.link(words.country(code), "/service", country=code)) for code in mine]
        where = html.Ul(lines, className="waits")
        note = html.P(KOSOVO_NOTE, className="small muted mt-4") if "XK" in mine else None
        return shell.sheet("New service", html.P("In which country?"), where, note, crumbs=CRUMBS)
    body = _sheet(desk, Particulars(country=chosen), None)
    return shell.sheet("New service", body, crumbs=CRUMBS, about=words.country(chosen), wide=True)


def _sheet(desk: Any, there: Particulars, entry: Entry | None) -> html.Div:
    seen = {"id": entry.id if entry else None, "version": entry.version if entry else 0, "country": there.country}
    values = {field.name: getattr(there, field.name) for field in form.fields}
    drawn = form_with(_towns(desk, there.country), there.languages)
    values |= {name: {True: "yes", False: "no", None: ""}[values[name]] for name in THREE_WAY}
    return html.Div(
        [
            dcc.Store(id=ids("seen"), data=seen),
            html.Div(
                [html.Div([_panel(drawn, values, *group) for group in groups]) for groups in (GROUPS[:2], GROUPS[2:])],
                className="columns",
            ),
            html.P(KOSOVO_NOTE, className="small muted") if there.country == "XK" else None,
            dbc.Button("Save", id=ids("save"), n_clicks=0),
        ],
        className="service-form",
    )


def _panel(drawn: Form, values: dict[str, Any], title: str, names: tuple[str, ...]) -> html.Section:
    fields = {field.name: field for field in drawn.fields}
    return shell.panel(title, html.Div([drawn.draw_field(fields[name], values[name]) for name in names]))


def _towns(desk: Any, country: str) -> Options:
    return (("", "no town"), *((town.key, town.name) for town in places(desk.session, country)))


def _freshness(entry: Entry) -> html.Div:
    name, tone = FRESHNESS[entry.freshness]
    when = f" on {words.day(entry.verified_on)}" if entry.verified_on else ""
    return shell.callout(
        html.Div([shell.state(name + when, tone)]),
        html.Div(
            [
                dbc.Label("I made sure", html_for=ids("method")),
                dbc.Select(id=ids("method"), value="phone", options=_options(METHODS), size="sm"),
                dbc.Button(
                    "All of this is right", id=ids("verify"), n_clicks=0, size="sm", outline=True, color="primary"
                ),
            ],
            className="in-line",
        ),
        tone=tone,
    )


def _options(options: Options) -> list[dict[str, str]]:
    return [{"value": code, "label": label} for code, label in options]


def _read_only(entry: Entry) -> html.Div:
    there = entry.particulars
    pairs: Sequence[tuple[str, Any]] = (
        ("Offers", ", ".join(words.kind(one) for one in there.kinds)),
        ("Run by", there.organisation),
        ("Address", "kept to ourselves" if there.confidential else there.address),
        ("Telephone", there.phone),
        ("E-mail", there.email),
        ("Website", shell.outward(there.website, there.website)),
        ("Opening hours", there.hours),
        ("Verified", words.day(entry.verified_on) if entry.verified_on else "never"),
    )
    return shell.facts(*((name, value) for name, value in pairs if value))


@action(
    *form.outputs(),
    Output(ids("seen"), "data"),
    Input(ids("save"), "n_clicks"),
    State(ids("seen"), "data"),
    *form.states(),
    needs=Permission.DIRECTORY_EDIT,
    form=form,
)
def save(desk: Any, _clicks: object, seen: Any, *values: Any) -> Any:
    service, version, country = _seen(seen)
    there = directory.open_service(desk, service).particulars if service is not None else Particulars()
    changed = form_with(_towns(desk, country), there.languages).clean(values)
    changed |= {name: {"yes": True, "no": False}.get(changed[name]) for name in THREE_WAY}
    changed |= {"place_key": changed["place_key"] or None, "country": country}
    changed |= {name: tuple(changed[name]) for name in ("kinds", "languages")}
    entry = directory.save_service(desk, service, version, **changed)
    shell.notice("Saved.")
    if service is None:
        shell.go("/service", id=entry.id)
    return *form.settled(), {"id": entry.id, "version": entry.version, "country": country}


@action(
    Output(ids("freshness"), "children"),
    Output(ids("seen"), "data", allow_duplicate=True),
    Input(ids("verify"), "n_clicks"),
    State(ids("method"), "value"),
    State(ids("seen"), "data"),
    needs=Permission.DIRECTORY_EDIT,
)
def verify(desk: Any, _clicks: object, method: Any, seen: Any) -> Any:
    service, version, country = _seen(seen)
    if service is None or not isinstance(method, str) or method not in set(Method):
        raise Missing("Choose how you made sure.")
    entry = directory.verify(desk, service, version, Method(method))
    shell.notice("Verified. It counts as right for half a year.")
    return _freshness(entry), {"id": entry.id, "version": entry.version, "country": country}


def _seen(seen: Any) -> tuple[int | None, int, str]:
    """What the form was loaded with, as the browser says. The store checks each of them again."""
    said = seen if isinstance(seen, dict) else {}
    country, service = said.get("country"), said.get("id")
    if not isinstance(country, str) or country not in COUNTRIES:
        raise Missing("This form is too old. Load the page again.")
    return None if service is None else number(service), number(said.get("version", 0)), country
