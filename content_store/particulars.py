"""What is said of a service, and what must hold of it before it is saved: one sentence for each field that does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from assessment.document import SEXES
from assessment.plain import unprintable
from assessment.referral import ServiceKind, distance_km
from assessment.sentences import Said
from content_store.locales import COUNTRIES, LOCALES
from content_store.models.directory import Place
from content_store.opening import problem_of

KINDS = frozenset(kind.value for kind in ServiceKind)
STATUSES = ("active", "temporarily_closed", "closed")
LONGEST = {"name": 200, "organisation": 200, "address": 300, "phone": 60, "phone_2": 60, "email": 254, "website": 300,
           "chat": 300}  # fmt: skip
LONGEST_TEXT, LONGEST_COST = 2_000, 200
LONGEST_WAIT = 1_000
OLDEST = 110
FARTHEST_KM = 100  # from its town; farther is a slip
PHONE = re.compile(r"[0-9+()/ \-]*[0-9][0-9+()/ \-]*")
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a coordinator may change. Names, descriptions and costs are by locale; empty lists mean everybody or
    everything; None means unknown."""

    country: str = ""
    name: str = ""
    kinds: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    organisation: str = ""
    national: bool = False
    crisis: bool = False
    place_key: str | None = None
    address: str = ""
    confidential: bool = False
    latitude: float | None = None
    longitude: float | None = None
    phone: str = ""
    phone_2: str = ""
    phone_free: bool = False
    email: str = ""
    website: str = ""
    chat: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    pregnant: bool | None = None
    children: bool | None = None
    free: bool | None = None
    cost: Mapping[str, str] = field(default_factory=dict)
    waiting_days: int | None = None
    anonymous: bool | None = None
    referral_needed: bool | None = None
    insurance_needed: bool | None = None
    residence_needed: bool | None = None
    wheelchair: bool | None = None
    status: str = "active"
    reopens_on: date | None = None


def check(entry: Particulars, town: Place | None) -> dict[str, str]:
    """Field -> sentence. `town`: the place that `place_key` names, if there is one."""
    problems = _lengths(entry) | _whereabouts(entry, town) | _reach(entry) | _eligibility(entry)
    if not entry.name.strip():
        problems["name"] = Said("Write the name of the service.")
    if not entry.kinds:
        problems["kinds"] = Said("Choose what the service offers, one kind at least.")
    elif unknown := sorted(set(entry.kinds) - KINDS):
        problems["kinds"] = Said("There is no kind of service {unknown}.", unknown=", ".join(unknown))
    if entry.status not in STATUSES:
        problems["status"] = Said("Choose one of: {known}.", known=", ".join(STATUSES))
    elif entry.reopens_on and entry.status != "temporarily_closed":
        problems["reopens_on"] = Said(
            "A day to open again goes with “Closed for a time”. Choose that, or clear the day."
        )
    if wrong := problem_of(entry.hours):
        problems["hours"] = wrong
    return problems


def _lengths(entry: Particulars) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name, most in LONGEST.items():
        text = getattr(entry, name)
        if len(text) > most:
            problems[name] = Said(
                "This is {length} characters long. Shorten it to {most} at most.", length=len(text), most=most
            )
        elif unprintable(text):
            problems[name] = Said("It holds a character that cannot be kept. Type it again.")
    for name, most in (("names", LONGEST["name"]), ("about", LONGEST_TEXT), ("cost", LONGEST_COST)):
        for locale, text in getattr(entry, name).items():
            if locale not in LOCALES:
                problems[name] = Said("There is no language {locale} here.", locale=locale)
            elif len(text) > most or unprintable(text):
                problems[name] = Said(
                    "The text for {locale} is longer than {most} characters, or holds one that cannot be.",
                    locale=locale,
                    most=most,
                )
    return problems


def _whereabouts(entry: Particulars, town: Place | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    if entry.country not in COUNTRIES:
        problems["country"] = Said("Choose a country.")
    if town is None and (entry.place_key or not entry.national):
        problems["place_key"] = Said("Choose the town, or say that the service is for the whole country.")
    elif town is not None and town.country != entry.country:
        problems["place_key"] = Said("This town lies in another country.")
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = getattr(entry, name)
        if value is not None and not -most <= value <= most:
            problems[name] = Said("This must lie between -{most} and {most}.", most=most)
    if (entry.latitude is None) != (entry.longitude is None):
        missing = "latitude" if entry.latitude is None else "longitude"
        problems.setdefault(missing, Said("Give both latitude and longitude, or neither."))
    elif town and entry.latitude is not None and entry.longitude is not None and not problems:
        far = distance_km((entry.latitude, entry.longitude), (town.latitude, town.longitude))
        if far > FARTHEST_KM:
            problems["latitude"] = Said("This point lies far from the town. Were latitude and longitude changed about?")
    return problems


def _reach(entry: Particulars) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name in ("phone", "phone_2"):
        if (number := getattr(entry, name)) and not PHONE.fullmatch(number):
            problems[name] = Said("Write the number with digits, blanks and + only.")
    if entry.phone_2 and not entry.phone:
        problems["phone_2"] = Said("Write the first number before a second one.")
    if entry.email and not EMAIL.fullmatch(entry.email):
        problems["email"] = Said("This is not an e-mail address.")
    for name in ("website", "chat"):
        if (address := getattr(entry, name)) and not _is_website(address):
            problems[name] = Said("Write the whole address, beginning with https:// or http://.")
    if entry.crisis and not entry.phone:
        problems["phone"] = Said("A crisis service needs a telephone number.")
    if not (entry.phone or entry.email or entry.website or entry.chat or entry.address):
        problems.setdefault("phone", "Give a telephone number, an address, an e-mail or a website.")
    return problems


def _is_website(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in text


def _eligibility(entry: Particulars) -> dict[str, str]:
    problems: dict[str, str] = {}
    if set(entry.sexes) - set(SEXES):
        problems["sexes"] = Said("Choose among: {known}.", known=", ".join(SEXES))
    if any(not LANGUAGE.fullmatch(tag) for tag in entry.languages):
        problems["languages"] = Said("Write languages as two or three letters: sr, sq, en.")
    if any(not CODE.fullmatch(code) for code in entry.substances):
        problems["substances"] = Said("Write substances as codes: alcohol, cannabis, opioids.")
    if entry.waiting_days is not None and not 0 <= entry.waiting_days <= LONGEST_WAIT:
        problems["waiting_days"] = Said("A waiting time lies between 0 and {most} days.", most=LONGEST_WAIT)
    for name in ("age_from", "age_to"):
        value = getattr(entry, name)
        if value is not None and not 0 <= value <= OLDEST:
            problems[name] = Said("An age lies between 0 and {most}.", most=OLDEST)
    if entry.age_from is not None and entry.age_to is not None and entry.age_from > entry.age_to:
        problems.setdefault("age_to", "The oldest must not be younger than the youngest.")
    return problems
