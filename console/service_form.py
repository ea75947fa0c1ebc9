"""The form of a service: its fields, how they stand on the screen, and what was filled in made into particulars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from assessment.document import SEXES
from assessment.referral import ServiceKind
from console import shell, words
from console.forms import Field, Form, Kind, Options
from console.ids import Ids, in_page
from console.language import N_, _
from content_store import weekly
from content_store.folding import folded
from content_store.locales import LOCALES
from content_store.particulars import LONGEST, LONGEST_COST, LONGEST_TEXT, LONGEST_WAIT, OLDEST, Particulars
from content_store.permissions import Invalid, Missing
from content_store.weekly import Other, Week

ids = Ids("service")

KNOWN: Options = (("yes", N_("Yes")), ("no", N_("No")))
THREE_WAY = ("free", "anonymous", "referral_needed", "insurance_needed", "residence_needed", "pregnant", "children",
             "wheelchair")  # fmt: skip
SEX_NAMES = {"female": N_("Women"), "male": N_("Men"), "other": N_("Another sex")}
STATUSES: Options = (
    ("active", N_("Open")),
    ("temporarily_closed", N_("Closed for a time")),
    ("closed", N_("Closed for good")),
)
DAY_NAMES = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))
WEEK = tuple(f"day_{day}" for day in range(7))
OTHERS = range(4)  # rows for days that differ; more appear once these are filled and saved


def _week_fields() -> list[Field]:
    days = [Field(name, label, most=100) for name, label in zip(WEEK, DAY_NAMES, strict=True)]
    holidays = Field(
        "holidays", _("Public holidays"), most=100, help=_("Empty: as on any other day. Or: closed, or hours.")
    )
    others = [
        field
        for row in OTHERS
        for field in (
            Field(f"other_{row}_first", _("From"), Kind.DATE),
            Field(f"other_{row}_last", _("to"), Kind.DATE),
            Field(f"other_{row}_hours", _("Hours, or empty for closed"), most=100),
        )
    ]
    return [*days, holidays, *others]


def form_with(towns: Options, there: Particulars | None = None) -> Form:
    """The form, with these towns to choose from, and whatever languages and substances stand there already."""
    spoken = {code: code for code in there.languages} if there else {}
    substances = {code: code for code in there.substances} if there else {}
    text = LONGEST
    return Form(
        ids,
        Field("name", _("Name, as people there know it"), required=True, most=text["name"]),
        Field("organisation", _("Run by"), most=text["organisation"]),
        Field("kinds", _("Offers"), Kind.CHOICES, required=True,
              options=tuple((one.value, words.kind(one)) for one in ServiceKind)),
        Field("substances", _("For"), Kind.CHOICES, options=tuple((substances | words.SUBSTANCES).items()),
              help=_("None ticked: for all substances.")),
        Field("crisis", _("For emergencies, at any hour"), Kind.CHECK),
        Field("status", _("Open"), Kind.CHOICE, options=STATUSES, required=True),
        Field("reopens_on", _("Opens again on"), Kind.DATE,
              help=_("Of what is closed for a time: it opens by itself then.")),
        Field("national", _("For the whole country, by telephone or on line"), Kind.CHECK),
        Field("place_key", _("Town"), Kind.CHOICE, options=towns, help=_("Unless it is for the whole country.")),
        Field("address", _("Street and number"), most=text["address"]),
        Field("latitude", _("Latitude"), Kind.DECIMAL, least=-90, most=90,
              help=_("As a map tells it: 43.3209. Both empty: distances are measured to the town.")),
        Field("longitude", _("Longitude"), Kind.DECIMAL, least=-180, most=180, help=_("Such as 21.8958.")),
        Field("confidential", _("Keep the address to ourselves: show the town only"), Kind.CHECK,
              help=_("Then no latitude and longitude are kept, and distances are measured to the town.")),
        Field("wheelchair", _("Without steps, for wheelchairs"), Kind.CHOICE, options=KNOWN),
        Field("phone", _("Telephone"), most=text["phone"],
              help=_("Or an address, an e-mail or a website: one of them at least.")),
        Field("phone_2", _("Second telephone"), most=text["phone_2"]),
        Field("phone_free", _("The call is free"), Kind.CHECK),
        Field("email", _("E-mail"), most=text["email"]),
        Field("website", _("Website"), most=text["website"]),
        Field("chat", _("Chat on line"), most=text["chat"], help=_("The address at which a conversation begins.")),
        Field("languages", _("Languages spoken"), Kind.CHOICES, options=tuple((spoken | words.SPOKEN).items()),
              help=_("None ticked: not known.")),
        Field("age_from", _("From the age of"), Kind.WHOLE, least=0, most=OLDEST),
        Field("age_to", _("Up to the age of"), Kind.WHOLE, least=0, most=OLDEST),
        Field("sexes", _("Only for"), Kind.CHOICES, options=tuple((one, SEX_NAMES[one]) for one in SEXES),
              help=_("None ticked: for everybody.")),
        Field("pregnant", _("Takes pregnant women"), Kind.CHOICE, options=KNOWN),
        Field("children", _("One may bring one's children"), Kind.CHOICE, options=KNOWN),
        Field("anonymous", _("Without giving one's name"), Kind.CHOICE, options=KNOWN),
        Field("referral_needed", _("A doctor must send one"), Kind.CHOICE, options=KNOWN),
        Field("insurance_needed", _("One must be insured"), Kind.CHOICE, options=KNOWN),
        Field("residence_needed", _("One must be registered there"), Kind.CHOICE, options=KNOWN),
        Field("free", _("Free of charge"), Kind.CHOICE, options=KNOWN),
        Field("waiting_days", _("Days until a first talk, as a rule"), Kind.WHOLE, least=0, most=LONGEST_WAIT),
        Field("hours", _("Opening hours as text"), most=text.get("hours", 300)),
        *_week_fields(),
    )  # fmt: skip


form = form_with(())
GROUPS = (
    (N_("What it is"), ("name", "organisation", "kinds", "substances", "crisis", "status", "reopens_on")),
    (N_("Where"), ("national", "place_key", "address", "latitude", "longitude", "confidential", "wheelchair")),
    (N_("How to reach it"), ("phone", "phone_2", "phone_free", "email", "website", "chat")),
    (
        N_("For whom"),
        ("languages", "age_from", "age_to", "sexes", "pregnant", "children", "anonymous", "referral_needed",
         "insurance_needed", "residence_needed"),
    ),
    (N_("What it costs"), ("free", "waiting_days")),
)  # fmt: skip


def draw(there: Particulars, towns: Options, locales: Sequence[str], today: date) -> html.Div:
    """All of it, filled in. `locales`: the languages in which its country's site can be read."""
    drawn = form_with(towns, there)
    values: dict[str, Any] = {one.name: getattr(there, one.name, None) for one in drawn.fields}
    values |= {name: {True: "yes", False: "no", None: ""}[values[name]] for name in THREE_WAY}
    values |= _week_values(there.hours, today)
    panels = [_panel(drawn, values, _(title), names) for title, names in GROUPS]
    return html.Div(
        [
            html.Div([*panels[:2], _in_each_language(there, locales), panels[4]]),
            html.Div([panels[2], _hours(drawn, values), panels[3]]),
        ],
        className="columns",
    )


def _panel(drawn: Form, values: Mapping[str, Any], title: str, names: Sequence[str]) -> html.Section:
    return shell.panel(title, html.Div(_fields(drawn, values, names)))


def _fields(drawn: Form, values: Mapping[str, Any], names: Sequence[str]) -> list[html.Div]:
    known = {one.name: one for one in drawn.fields}
    return [drawn.draw_field(known[name], values.get(name)) for name in names]


def _hours(drawn: Form, values: Mapping[str, Any]) -> html.Section:
    """The grid; or, where the hours are richer than it, their text. The other one stands there too, out of sight, for
    whoever saves must send both."""
    rich = bool(values["hours"])
    others = [
        html.Div(_fields(drawn, values, [f"other_{row}_{part}" for part in ("first", "last", "hours")]))
        for row in OTHERS
    ]
    text = html.Div(_fields(drawn, values, ["hours"]), hidden=not rich)
    note = _("These hours say more than a week can. Change the text, or clear it, save, and fill in the week.")
    how = _("8-12, 13-16 · 24 h · 20-2 goes past midnight · empty: closed. All empty: not known.")
    return shell.panel(
        _("Opening hours"),
        html.P(note if rich else how, className="small muted"),
        text,
        html.Div(
            [
                html.Div(_fields(drawn, values, WEEK), className="week"),
                dbc.Button(
                    _("Monday's hours until Friday"),
                    id=ids("same"),
                    n_clicks=0,
                    size="sm",
                    outline=True,
                    color="secondary",
                    className="mb-3",
                ),
                *_fields(drawn, values, ["holidays"]),
                html.Details(
                    [html.Summary(_("Days that differ")), *others],
                    open=any(values.get(f"other_{row}_first") for row in OTHERS),
                    className="others",
                ),
            ],
            hidden=rich,
        ),
    )


def _week_values(hours: str, today: date) -> dict[str, Any]:
    week = weekly.week_of(hours)
    if week is None or len(week.from_day(today).others) > len(OTHERS):
        return {"hours": hours}
    found: dict[str, Any] = {"hours": "", "holidays": _readable(week.holidays)}
    found |= {name: _readable(week.days[day]) for day, name in enumerate(WEEK)}
    for row, other in enumerate(week.from_day(today).others):
        found |= {
            f"other_{row}_first": other.first,
            f"other_{row}_last": other.last,
            f"other_{row}_hours": _readable(other.hours),
        }
    return found


def _readable(hours: str) -> str:
    if hours == weekly.CLOSED:
        return _("closed")
    return "24 h" if hours == weekly.ALL_DAY else hours.replace(",", ", ")


WORDS = {
    "names": (N_("Name"), LONGEST["name"]),
    "about": (N_("What it does, in two sentences"), LONGEST_TEXT),
    "cost": (N_("What it costs"), LONGEST_COST),
}
"""What is said in each language: by its name among the particulars, its label and its longest text."""


def _in_each_language(there: Particulars, locales: Sequence[str]) -> html.Section:
    written = {tag for name in WORDS for tag in getattr(there, name)}
    asked = [tag for tag in locales if tag in written or not LOCALES[tag].derived_from]
    tags = [*asked, *(tag for tag in LOCALES if tag in written and tag not in asked)]
    return shell.panel(
        _("In each language"),
        html.P(_("Where a name is missing, the one above is shown; where a text is missing, none."),
               className="small muted"),
        html.Div(html.Div(id=ids("words-problem"), className="problem", role="alert"), id=ids("words-field")),
        *(_language(there, tag, at == 0) for at, tag in enumerate(tags)),
    )  # fmt: skip


def _language(there: Particulars, tag: str, first: bool) -> html.Details:
    filled = sum(bool(getattr(there, name).get(tag)) for name in WORDS)
    rows = [_word(tag, name, label, most, getattr(there, name).get(tag, "")) for name, (label, most) in WORDS.items()]
    summary = [
        words.language(tag),
        html.Span(" " + _("{filled} of {all_of_them}", filled=filled, all_of_them=len(WORDS)), className="muted"),
    ]
    return html.Details([html.Summary(summary), *rows], open=first, className="language")


def _word(tag: str, name: str, label: str, most: int, value: str) -> html.Div:
    identifier = ids.row("word", f"{name}|{tag}")
    locale = LOCALES[tag]
    control: Any = dbc.Textarea(id=identifier, value=value, rows=3, maxlength=most)
    if name != "about":
        control = dbc.Input(id=identifier, value=value, maxlength=most, autocomplete="off")
    typed = html.Div(control, lang=tag, dir=locale.direction)
    return html.Div([dbc.Label(_(label), html_for=in_page(identifier)), typed], className="field")


Typed = tuple[dict[str, Any], dict[str, str]]
"""What can be read of a form, and what stands against the rest, by field."""


def read(given: Iterable[tuple[str, Any]], typed: Form, values: Sequence[Any]) -> Typed:
    """All that was filled in, as the store saves it: `given` is what stands in the fields of `_in_each_language`, (key,
    value) each; what cannot be read is left out and told of."""
    cleaned, problems = typed.read(values)
    texts, amiss = _words_of(given)
    changed = {name: value for name, value in cleaned.items() if name not in WEEK and not name.startswith("other_")}
    changed |= {name: {"yes": True, "no": False}.get(changed[name]) for name in THREE_WAY if name in changed}
    for name in ("kinds", "languages", "substances", "sexes"):
        if name in changed:
            changed[name] = tuple(changed[name])
    for name in ("latitude", "longitude"):
        if changed.get(name) is not None:
            changed[name] = float(changed[name])
    changed.pop("holidays", None)
    if "place_key" in changed:
        changed["place_key"] = changed["place_key"] or None
    if not changed.get("hours", ""):
        hours, wrong = _hours_of(cleaned)
        changed["hours"] = hours
        problems = wrong | problems
        if wrong or not cleaned.keys() >= set(WEEK):
            del changed["hours"]
    return changed | texts, problems | amiss


def _words_of(given: Iterable[tuple[str, Any]]) -> Typed:
    found: dict[str, Any] = {name: {} for name in WORDS}
    amiss: list[str] = []
    for key, value in given:
        name, _sign, tag = key.partition("|")
        if name not in WORDS or tag not in LOCALES:
            raise Missing(_("This form is too old. Load the page again."))
        most = WORDS[name][1]
        kind = Kind.AREA if name == "about" else Kind.TEXT
        field = Form(ids, Field("words", _("The text in {language}", language=words.language(tag)), kind, most=most))
        text, wrong = field.read([value])
        amiss += wrong.values()
        if text.get("words"):
            found[name][tag] = text["words"]
    return ({}, {"words": " ".join(amiss)}) if amiss else (found, {})


def _hours_of(cleaned: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    problems: dict[str, str] = {}

    def spans(name: str) -> str:
        typed = cleaned.get(name) or ""
        try:
            return "" if folded(typed) == folded(_("closed")) else weekly.spans_of(typed)  # as the form itself says it
        except ValueError as error:
            problems[name] = str(error)
            return ""

    days = tuple(spans(name) for name in WEEK)
    holidays = (spans("holidays") or weekly.CLOSED) if cleaned.get("holidays") else ""
    others = []
    for row in OTHERS:
        first, last, typed = (f"other_{row}_{part}" for part in ("first", "last", "hours"))
        if day := cleaned.get(first):
            others.append(Other(day, cleaned.get(last) or day, spans(typed)))
            if others[-1].last < others[-1].first:
                problems[last] = _("The last day must not be before the first.")
        elif cleaned.get(last) or cleaned.get(typed):
            problems[first] = _("Choose the day.")
    if problems:
        return "", problems
    try:
        return weekly.text_of(Week(days, holidays, tuple(others))), {}
    except Invalid as invalid:
        return "", {WEEK[0]: str(invalid)}


def against(problems: Mapping[str, str]) -> html.Div:
    """What stands against the form, beside the button that saves it: each leads to its field."""
    order = [field.name for field in form.fields if field.name in problems]
    labels = {field.name: _(field.label) for field in form.fields} | {"words": _("In each language")}
    links = [
        html.A(labels[name], href=f"#{ids(f'{name}-field')}", **{"data-field": ids(f"{name}-field")})
        for name in [*order, *(name for name in problems if name == "words")]
    ]
    said = _("{n} thing is to be mended:", "{n} things are to be mended:", n=len(links))
    return html.Div([html.Strong(said), *links], className="against")
