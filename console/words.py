"""Numbers, days and codes as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from babel.dates import format_skeleton
from babel.numbers import format_percent

from console.language import N_, _, number, of_reader
from content_store.disclosure import HIDDEN, Cell, Share
from content_store.locales import COUNTRIES, LOCALES, country_name


def day(when: date) -> str:
    """23 Nov 2026"""
    return str(format_skeleton("yMMMd", when, locale=of_reader().babel()))


def short_day(when: date) -> str:
    """23 Nov"""
    return str(format_skeleton("MMMd", when, locale=of_reader().babel()))


def figure(cell: Cell) -> str:
    """A count as it may be shown, with thousands apart."""
    if cell.n is not None and cell.text.isdigit():
        return number(cell.n)
    return _("hidden") if cell.text == HIDDEN else cell.text


def percent(share: Share | None) -> str:
    return "–" if share is None else _percent(share.value)


def interval(share: Share | None) -> str:
    """What the share may be, given how few it rests on."""
    return _sure(share) if share else _("too few to say")


def changed(part: float | None) -> str:
    """A relative change: `+12 %`."""
    if part is None:
        return _("too few to compare")
    return ("+" if part >= 0 else "−") + _percent(abs(part))


def _percent(part: float) -> str:
    return _percent_in(of_reader().tag, part)


@lru_cache(maxsize=4096)
def _percent_in(tag: str, part: float) -> str:
    return str(format_percent(part, locale=LOCALES[tag].babel()))


def _sure(share: Share) -> str:
    return _("95 % sure: {low} to {high}", low=_percent(share.low), high=_percent(share.high))


def minutes(seconds: int | None) -> str:
    """An upper bound of time."""
    if seconds is None:
        return _("over an hour")
    if seconds < 60:
        return _("under {seconds} s", seconds=seconds)
    whole, rest = divmod(seconds, 60)
    if not rest:
        return _("under {minutes} min", minutes=whole)
    return _("under {minutes} min {seconds} s", minutes=whole, seconds=rest)


def span(above: int, until: int | None) -> str:
    """A step of a time's distribution: `1 min 30 s to 2 min`."""

    def said(seconds: int) -> str:
        whole, rest = divmod(seconds, 60)
        return " ".join(part for part in (f"{whole} min" if whole else "", f"{rest} s" if rest else "") if part)

    if until is None:
        return _("over {time}", time=said(above))
    return (
        _("{above} to {until}", above=said(above), until=said(until)) if above else _("up to {said}", said=said(until))
    )


def countries(codes: Iterable[str] = COUNTRIES) -> list[tuple[str, str]]:
    """To choose from: code and name."""
    return [(code, country(code)) for code in codes]


def country(code: str) -> str:
    """Also of one that is not served: a reading of a score may be meant for it."""
    if code in COUNTRIES:
        return country_name(code, of_reader().tag)
    return str(of_reader().babel().territories.get(code, code))


def language(tag: str) -> str:
    """What its speakers call it, with the tag, since not every reader reads every script."""
    known = LOCALES.get(tag)
    return f"{known.autonym} ({tag})" if known else tag


KINDS = {
    "alcohol_club": N_("Alcohol club"),
    "child_protection": N_("Child protection"),
    "day_care": N_("Day care"),
    "detox": N_("Detox"),
    "drug_checking": N_("Drug checking"),
    "emergency": N_("Emergency"),
    "general_practice": N_("General practice"),
    "helpline": N_("Helpline"),
    "infection_testing": N_("Infection testing"),
    "legal_aid": N_("Legal aid"),
    "mental_health": N_("Mental health"),
    "naloxone": N_("Naloxone"),
    "needle_exchange": N_("Needle exchange"),
    "opioid_agonist": N_("Opioid agonist"),
    "outpatient": N_("Outpatient"),
    "outreach": N_("Outreach"),
    "psychiatric_ward": N_("Psychiatric ward"),
    "reintegration": N_("Reintegration"),
    "therapeutic_community": N_("Therapeutic community"),
    "tobacco": N_("Tobacco"),
    "violence_shelter": N_("Violence shelter"),
    "behavioural": N_("Gambling, other behaviour"),
    "drop_in": N_("Drop-in"),
    "family": N_("Families and friends"),
    "lgbti": N_("LGBTI people"),
    "minorities": N_("Roma, migrants"),
    "online": N_("Help on line"),
    "prison": N_("Prison and after"),
    "self_help": N_("Self-help"),
    "women": N_("Women, mothers"),
    "youth": N_("Young people"),
}


SUBSTANCES = {
    "alcohol": N_("Alcohol"),
    "tobacco": N_("Tobacco, nicotine"),
    "cannabis": N_("Cannabis"),
    "cocaine": N_("Cocaine"),
    "amphetamines": N_("Amphetamines, ecstasy"),
    "opioids": N_("Heroin, other opioids"),
    "sedatives": N_("Tranquillisers, sleeping pills"),
    "hallucinogens": N_("Hallucinogens"),
    "inhalants": N_("Glue, petrol, gas"),
}


def substance(code: str) -> str:
    """What a service is for; a code of a questionnaire's own stays as it is."""
    return _(SUBSTANCES[code]) if code in SUBSTANCES else code


SPOKEN = {known.primary: known.autonym for known in LOCALES.values() if not known.testing} | {
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
"""Languages that a service may speak, by primary tag: more than there are languages here."""


def kind(code: str) -> str:
    """What a service offers."""
    return _(KINDS.get(code, code.replace("_", " ").capitalize()))


ROLES = {
    "expert": N_("Expert"),
    "reviewer": N_("Reviewer"),
    "translator": N_("Translator"),
    "coordinator": N_("Coordinator"),
    "counsellor": N_("Counsellor"),
    "administrator": N_("Administrator"),
}


def role(code: str) -> str:
    """What somebody is called who holds it."""
    return _(ROLES.get(code, code))
