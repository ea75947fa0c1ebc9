"""Who gets what: a result and a person are chosen, and the services stand there that they would be shown, in order,
each with its reasons; and why the others are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash
from dash import html

from assessment import conditions
from assessment.chosen import Chosen, Ruling, fitting
from assessment.document import Facts, Profile, Questionnaire
from assessment.flow import Flow
from console import reasons, shell, tables, words
from console.actions import screen
from content_store import matching
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.matching import Called, Case, LeftOut, Matching, Shown
from content_store.permissions import Invalid, Permission
from content_store.places import places
from content_store.snapshots import Snapshot
from pages.services import aspects
from public_site.cards import MOST, MOST_CRISIS

dash.register_page(__name__, path="/who-gets-what", title="Who gets what", under="/services")

SEXES = (("female", "Female"), ("male", "Male"), ("other", "Another"))


@screen(Permission.DIRECTORY_READ)
def layout(
    desk: Any,
    *,
    country: str = "",
    slug: str = "",
    profile: str = "",
    band: str = "",
    flag: str = "",
    substance: str = "",
    sex: str = "",
    age: str = "",
    place: str = "",
    language: str = "",
) -> html.Article:
    held = desk.actor.countries(Permission.DIRECTORY_READ)
    mine = [code for code in COUNTRIES if held is None or code in held]
    asked = {
        "country": country or mine[0], "slug": slug, "profile": profile, "band": band, "flag": flag,
        "substance": substance, "sex": sex, "age": age, "place": place, "language": language,
    }  # fmt: skip
    public = {one.slug: one for one in matching.published(desk, asked["country"])}
    there = public.get(slug) or next(iter(public.values()), None)
    at = tables.Address("/who-gets-what", asked)
    note = html.P(KOSOVO_NOTE, className="small muted mt-4") if "XK" in mine else None
    if there is None:
        body: list[Any] = [_toolbar(desk, at, mine, {}, None, None)]
        body.append(shell.empty("No questionnaire is public in this country, so nobody gets a result there."))
    else:
        chosen = _profile(there.document, profile, _facts(asked))
        body = [_toolbar(desk, at, mine, public, there, chosen), *_answered(desk, asked, there, chosen)]
    return shell.sheet(
        "Who gets what",
        *body,
        note,
        about="A result as somebody might have it. The services below are those its page would show at this moment.",
        tabs=aspects(desk, "matching"),
        wide=True,
    )


def _profile(document: Questionnaire, wanted: str, facts: Facts) -> Profile | None:
    """The one named; else the one for a person with these facts, or for anybody."""
    named = {one.code: one for one in document.profiles}
    return named.get(wanted) or named.get(fitting(Flow(document), facts))


def _toolbar(
    desk: Any,
    at: tables.Address,
    mine: Sequence[str],
    public: Mapping[str, Snapshot],
    there: Snapshot | None,
    profile: Profile | None,
) -> html.Div:
    asked = at.asked
    titles = [(slug, one.document.title) for slug, one in public.items()]
    towns = [(town.key, town.name) for town in places(desk.session, asked["country"])]
    result: list[Any] = _result_filters(asked, there.document, profile) if there and profile else []
    return tables.toolbar(
        at,
        tables.choice("country", "Country", asked["country"], [(one, words.country(one)) for one in mine]),
        tables.choice("slug", "Questionnaire", there.slug if there else "", titles, any_words="choose…"),
        *result,
        tables.choice("sex", "Sex", asked["sex"], SEXES, any_words="Not said"),
        tables.search("age", "Age", asked["age"]),
        tables.choice("place", "Town", asked["place"], towns, any_words="Not said"),
        tables.choice("language", "Language", asked["language"], list(words.SPOKEN.items()), any_words="Not said"),
    )


def _result_filters(asked: Mapping[str, str], document: Questionnaire, profile: Profile) -> list[Any]:
    found = []
    if len(document.profiles) > 1:
        ways = [(one.code, one.title or one.code) for one in document.profiles]
        found.append(tables.choice("profile", "Read as", profile.code, ways, any_words="the first that fits"))
    found.append(tables.choice("band", "Result", asked["band"], _bands(document, profile), any_words="None"))
    if profile.flags:
        flags = [(one.code, one.title or one.code) for one in profile.flags]
        found.append(tables.choice("flag", "Safety flag", asked["flag"], flags, any_words="None"))
    if loops := _loops(document):
        found.append(tables.choice("substance", "About", asked["substance"], loops, any_words="Nothing"))
    return found


def _bands(document: Questionnaire, profile: Profile) -> list[tuple[str, str]]:
    titles = {scale.code: scale.title for scale in document.scales}
    several = len(profile.bandings) > 1
    return [
        (f"{code}:{band.code}", f"{titles.get(code) or code}: {band.title}" if several else band.title)
        for banding in profile.bandings
        for code in [banding.code or banding.scale]
        for band in banding.bands
    ]


def _loops(document: Questionnaire) -> list[tuple[str, str]]:
    over = [section.loop_over for section in document.sections if section.loop_over]
    lists = [document.choice_list(document.item(one).choices) for one in dict.fromkeys(over)]
    return [(choice.code, choice.text) for one in lists for choice in one.choices if not choice.exclusive]


def _answered(desk: Any, asked: Mapping[str, str], there: Snapshot, profile: Profile | None) -> list[Any]:
    if profile is None:
        return [shell.empty("This questionnaire reads no result for this country.")]
    banding, _, band = asked["band"].partition(":")
    flags = [one for one in profile.flags if one.code == asked["flag"]]
    chosen = Chosen(profile.code, {banding: band} if band else {}, [one.code for one in flags], asked["substance"])
    case = Case(there.slug, chosen, _facts(asked), asked["language"], any(one.crisis for one in flags))
    try:
        found = matching.who_gets_what(desk, case, most=MOST, most_crisis=MOST_CRISIS)
    except Invalid as invalid:
        return [shell.callout(str(invalid), tone=shell.Tone.WARNING)]
    return [_crisis(found.crisis), _shown(found), _rules(found, there.document), _left(found)]


def _facts(asked: Mapping[str, str]) -> Facts:
    age = int(asked["age"]) if asked["age"].isascii() and asked["age"].isdigit() and len(asked["age"]) < 4 else None
    sex = asked["sex"] if asked["sex"] in dict(SEXES) else ""
    facts: dict[str, str | int] = {"country": asked["country"]}
    facts |= {"place": asked["place"]} if asked["place"] else {}
    facts |= {"sex": sex} if sex else {}
    return facts | ({"age": age} if age is not None else {})


def _crisis(lines: Sequence[Called]) -> Any:
    if not lines:
        return None
    named = html.Ul([html.Li(shell.link(one.name, "/service", id=one.id)) for one in lines])
    return shell.callout(html.Strong("Before everything else, for emergencies:"), named, tone=shell.Tone.FAILING)


def _shown(found: Matching) -> html.Section:
    if not found.shown:
        nothing = "Nobody. There is no open service at all that could be shown: not even a line for the whole country."
        return shell.panel("Shown, in this order", shell.callout(nothing, tone=shell.Tone.FAILING))
    order = {one.called.id: place for place, one in enumerate(found.shown, 1)}
    columns: list[tables.Column[Shown]] = [
        tables.Column("Service", lambda one: f"{order[one.called.id]}. {one.called.name}"),
        tables.Column("Where", lambda one: one.called.town or "everywhere"),
        tables.Column("Because", lambda one: ", ".join(map(reasons.because, one.match.reasons))),
    ]
    return shell.panel(
        "Shown, in this order",
        tables.simple_table(
            found.shown, columns, to=lambda one: shell.href("/service", id=one.called.id), caption="Services shown"
        ),
    )


def _rules(found: Matching, document: Questionnaire) -> html.Section:
    columns: list[tables.Column[Ruling]] = [
        tables.Column("Rule", lambda one: html.Code(one.rule)),
        tables.Column("When", lambda one: _when(one, document)),
        tables.Column("Asks for", lambda one: ", ".join(words.kind(kind) for kind in one.kinds)),
        tables.Column("Holds", _holds),
    ]
    return shell.panel("What the result asks for", tables.simple_table(found.rulings, columns, caption="Rules"))


def _when(one: Ruling, document: Questionnaire) -> str:
    return conditions.describe(conditions.parse(one.when), document) if one.when.strip() else "always"


def _holds(one: Ruling) -> Any:
    state = shell.state("Yes", shell.Tone.DONE) if one.holds else shell.state("No")
    reads = html.Div("It also reads answers, which are not chosen here.", className="small muted")
    return [state, reads if one.reads_answers else None]


def _left(found: Matching) -> html.Section:
    columns: list[tables.Column[LeftOut]] = [
        tables.Column("Service", lambda one: one.called.name),
        tables.Column("Where", lambda one: one.called.town or "everywhere"),
        tables.Column("Because", lambda one: reasons.OBSTACLES[one.why]),
    ]
    counts = [html.Li(f"{n:,}: {reasons.OBSTACLES[why]}") for why, n in found.counts.items()]
    table = tables.simple_table(
        found.left_out, columns, to=lambda one: shell.href("/service", id=one.called.id), caption="Services left out"
    )
    if not counts:
        return shell.panel("Left out", html.P("Nobody.", className="muted"))
    most = f"The {matching.MOST_LEFT_OUT} nearest to being shown." if len(found.left_out) > 49 else None
    return shell.panel(
        "Left out", html.Ul(counts), table if found.left_out else None, html.P(most, className="small muted")
    )
