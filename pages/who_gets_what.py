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
from console import reasons, refusals, shell, tables, words
from console.actions import screen
from console.language import N_, _
from content_store import matching
from content_store.locales import COUNTRIES, KOSOVO_NOTE
from content_store.matching import Called, Case, LeftOut, Matching, Shown
from content_store.permissions import Invalid, Permission
from content_store.places import places
from content_store.snapshots import Snapshot
from pages.services import aspects
from public_site.cards import MOST, MOST_CRISIS

dash.register_page(__name__, path="/who-gets-what", title=N_("Who gets what"), under="/services")

SEXES = (("female", N_("Female")), ("male", N_("Male")), ("other", N_("Another")))


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
        body.append(shell.empty(_("No questionnaire is public in this country, so nobody gets a result there.")))
    else:
        chosen = _profile(there, profile, _facts(asked))
        body = [_toolbar(desk, at, mine, public, there, chosen), *_answered(desk, asked, there, chosen)]
    return shell.sheet(
        _("Who gets what"),
        *body,
        note,
        about=_("A result as somebody might have it. The services below are those its page would show at this moment."),
        tabs=aspects(desk, "matching"),
        wide=True,
    )


def _profile(there: Snapshot, wanted: str, facts: Facts) -> Profile | None:
    """The one named; else the one for a person with these facts, or for anybody."""
    named = {one.code: one for one in there.document.profiles}
    return named.get(wanted) or named.get(fitting(matching.flow_of(there), facts))


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
        tables.choice("country", _("Country"), asked["country"], [(one, words.country(one)) for one in mine]),
        tables.choice("slug", _("Questionnaire"), there.slug if there else "", titles, any_words=_("choose…")),
        *result,
        tables.choice("sex", _("Sex"), asked["sex"], SEXES, any_words=_("Not said")),
        tables.search("age", _("Age"), asked["age"]),
        tables.choice("place", _("Town"), asked["place"], towns, any_words=_("Not said")),
        tables.choice(
            "language", _("Language"), asked["language"], list(words.SPOKEN.items()), any_words=_("Not said")
        ),
    )


def _result_filters(asked: Mapping[str, str], document: Questionnaire, profile: Profile) -> list[Any]:
    found = []
    if len(document.profiles) > 1:
        ways = [(one.code, one.title or one.code) for one in document.profiles]
        found.append(tables.choice("profile", _("Read as"), profile.code, ways, any_words=_("the first that fits")))
    found.append(tables.choice("band", _("Result"), asked["band"], _bands(document, profile), any_words=_("None")))
    if profile.flags:
        flags = [(one.code, one.title or one.code) for one in profile.flags]
        found.append(tables.choice("flag", _("Safety flag"), asked["flag"], flags, any_words=_("None")))
    if loops := _loops(document):
        found.append(tables.choice("substance", _("About"), asked["substance"], loops, any_words=_("Nothing")))
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
        return [shell.empty(_("This questionnaire reads no result for this country."))]
    banding, _sign, band = asked["band"].partition(":")
    flags = [one for one in profile.flags if one.code == asked["flag"]]
    chosen = Chosen(profile.code, {banding: band} if band else {}, [one.code for one in flags], asked["substance"])
    case = Case(there.slug, chosen, _facts(asked), asked["language"])
    try:
        found = matching.who_gets_what(desk, case, most=MOST, most_crisis=MOST_CRISIS)
    except Invalid as invalid:
        return [shell.callout(refusals.spoken(invalid), tone=shell.Tone.WARNING)]
    urgent = any(one.crisis for one in flags)
    return [_crisis(found.crisis, urgent), _shown(found), _rules(found, there.document), _left(found)]


def _facts(asked: Mapping[str, str]) -> Facts:
    age = int(asked["age"]) if asked["age"].isascii() and asked["age"].isdigit() and len(asked["age"]) < 4 else None
    sex = asked["sex"] if asked["sex"] in dict(SEXES) else ""
    facts: dict[str, str | int] = {"country": asked["country"]}
    facts |= {"place": asked["place"]} if asked["place"] else {}
    facts |= {"sex": sex} if sex else {}
    return facts | ({"age": age} if age is not None else {})


def _crisis(lines: Sequence[Called], urgent: bool) -> Any:
    """On top of the result where something in it is urgent, else beside the services."""
    if not lines:
        return None
    named = html.Ul([html.Li(shell.link(one.name, "/service", id=one.id)) for one in lines])
    where = _("Before everything else, for emergencies:") if urgent else _("Beside the services, for emergencies:")
    return shell.callout(html.Strong(where), named, tone=shell.Tone.FAILING if urgent else shell.Tone.PLAIN)


def _shown(found: Matching) -> html.Section:
    if not found.shown:
        nothing = _(
            "Nobody. There is no open service at all that could be shown: not even a line for the whole country."
        )
        return shell.panel(_("Shown, in this order"), shell.callout(nothing, tone=shell.Tone.FAILING))
    order = {one.called.id: place for place, one in enumerate(found.shown, 1)}
    columns: list[tables.Column[Shown]] = [
        tables.Column(_("Name"), lambda one: f"{order[one.called.id]}. {one.called.name}"),
        tables.Column(_("Where"), lambda one: one.called.town or _("everywhere")),
        tables.Column(_("Because"), lambda one: ", ".join(map(reasons.because, one.match.reasons))),
    ]
    return shell.panel(
        _("Shown, in this order"),
        tables.simple_table(
            found.shown, columns, to=lambda one: shell.href("/service", id=one.called.id), caption=_("Services shown")
        ),
    )


def _rules(found: Matching, document: Questionnaire) -> html.Section:
    columns: list[tables.Column[Ruling]] = [
        tables.Column(_("Rule"), lambda one: html.Code(one.rule)),
        tables.Column(_("When"), lambda one: _when(one, document)),
        tables.Column(_("Asks for"), lambda one: ", ".join(words.kind(kind) for kind in one.kinds)),
        tables.Column(_("Holds"), _holds),
    ]
    return shell.panel(_("What the result asks for"), tables.simple_table(found.rulings, columns, caption=_("Rules")))


def _when(one: Ruling, document: Questionnaire) -> str:
    return conditions.describe(conditions.parse(one.when), document, _) if one.when.strip() else _("always")


def _holds(one: Ruling) -> Any:
    state = shell.state(_("Yes"), shell.Tone.DONE) if one.holds else shell.state(_("No"))
    reads = html.Div(_("It also reads answers, which are not chosen here."), className="small muted")
    return [state, reads if one.reads_answers else None]


def _left(found: Matching) -> html.Section:
    columns: list[tables.Column[LeftOut]] = [
        tables.Column(_("Name"), lambda one: one.called.name),
        tables.Column(_("Where"), lambda one: one.called.town or _("everywhere")),
        tables.Column(_("Because"), lambda one: _(reasons.OBSTACLES[one.why])),
    ]
    counts = [html.Li(f"{n:,}: {_(reasons.OBSTACLES[why])}") for why, n in found.counts.items()]
    table = tables.simple_table(
        found.left_out, columns, to=lambda one: shell.href("/service", id=one.called.id), caption=_("Services left out")
    )
    if not counts:
        return shell.panel(_("Left out"), html.P(_("Nobody."), className="muted"))
    most = (
        _("The {most_left_out} nearest to being shown.", most_left_out=matching.MOST_LEFT_OUT)
        if len(found.left_out) > 49
        else None
    )
    return shell.panel(
        _("Left out"), html.Ul(counts), table if found.left_out else None, html.P(most, className="small muted")
    )
