"""About three hundred services that do not exist, and say so in their name.

Their telephone numbers cannot ring (after the code of the country they go on with 0, and in none of the ten a number
does), their addresses end in `.example`. Everything follows from the town and the kind, so the same day gives the same
directory.
"""

from __future__ import annotations

import csv
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from content_store import towns
from content_store.directory import Arrival, Particulars
from content_store.offer import AT_FIRST
from content_store.transliteration import to_latin

TEXTS = Path(__file__).with_name("service_types.csv")
SEED = 2015
NAMESPACE = uuid.UUID("6f1d3c3e-0a5b-5d0e-9a65-2015b0000001")
DIALLING = {
    "AL": "355",
    "BA": "387",
    "HR": "385",
    "GR": "30",
    "ME": "382",
    "MK": "389",
    "RO": "40",
    "RS": "381",
    "SI": "386",
    "XK": "383",
}
SPOKEN = {
    "AL": ("sq",),
    "BA": ("bs", "hr", "sr"),
    "HR": ("hr",),
    "GR": ("el",),
    "ME": ("cnr", "sr"),
    "MK": ("mk", "sq"),
    "RO": ("ro",),
    "RS": ("sr",),
    "SI": ("sl",),
    "XK": ("sq", "sr"),
}
OFFICE = "Mo-Fr 08:00-16:00; PH off"
LATE = "Mo,We,Fr 08:00-15:00; Tu,Th 12:00-19:00; PH off"
EVENINGS = "Tu,Th 18:00-20:00"
ALWAYS = "24/7"
ANYWHERE: dict[str, Any] = {"national": True, "phone_free": True, "free": True, "anonymous": True}
DRUGS = ("cannabis", "cocaine", "amphetamines", "opioids", "sedatives")


@dataclass(frozen=True, slots=True)
class Type:
    """`share`: in how many of a hundred towns there is one, the large towns first."""

    kinds: tuple[str, ...]
    share: int
    hours: tuple[str, ...] = (OFFICE, LATE)
    traits: tuple[tuple[str, Any], ...] = ()


LOCAL = {
    "outpatient": Type(("outpatient", "family"), 30, traits=(("free", True), ("referral_needed", False))),
    "gp": Type(("general_practice",), 10, (OFFICE, "Mo-Fr 07:00-19:00; Sa 08:00-12:00"), (("referral_needed", False),)),
    "detox": Type(("detox", "psychiatric_ward"), 5, (ALWAYS,), (("referral_needed", True), ("age_from", 18))),
    "oat": Type(
        ("opioid_agonist", "outpatient"), 6, ("Mo-Fr 07:00-14:00; Sa 08:00-11:00",), (("substances", ("opioids",)),)
    ),
    "exchange": Type(
        ("needle_exchange", "naloxone", "outreach", "drug_checking"),
        6,
        ("Mo-Fr 12:00-20:00", EVENINGS),
        (("free", True), ("anonymous", True), ("substances", DRUGS), ("referral_needed", False)),
    ),
    "drop_in": Type(
        ("drop_in", "needle_exchange", "legal_aid"),
        3,
        ("Mo-Sa 10:00-18:00",),
        (("free", True), ("anonymous", True), ("referral_needed", False)),
    ),
    "testing": Type(("infection_testing",), 5, traits=(("free", True), ("anonymous", True))),
    "community": Type(
        ("therapeutic_community", "reintegration"), 2, (OFFICE,), (("age_from", 18), ("referral_needed", True))
    ),
    "youth": Type(
        ("youth", "outpatient", "child_protection"),
        9,
        traits=(("age_from", 14), ("age_to", 25), ("free", True), ("anonymous", True), ("referral_needed", False)),
    ),
    "family": Type(("family",), 3, (LATE,)),
    "club": Type(
        ("alcohol_club", "family"), 9, (EVENINGS,), (("substances", ("alcohol",)), ("free", True), ("anonymous", True))
    ),
    "self_help": Type(("self_help",), 5, (EVENINGS, "Su 17:00-19:00"), (("free", True), ("anonymous", True))),
    "mental": Type(("mental_health", "psychiatric_ward"), 4, (OFFICE,), (("referral_needed", True),)),
    "day": Type(("day_care", "reintegration"), 2, (OFFICE,), (("age_from", 18),)),
    "women": Type(
        ("women", "violence_shelter"), 2, (ALWAYS,), (("sexes", ("female",)), ("confidential", True), ("free", True))
    ),
    "support": Type(("minorities", "lgbti", "prison", "legal_aid", "outreach"), 2, (LATE,), (("free", True),)),
    "habits": Type(("tobacco", "behavioural"), 2, (LATE,)),
}
BY_APPOINTMENT = ("outpatient", "detox", "oat", "community", "mental", "day", "youth")
INSURED = ("gp", "detox", "mental", "oat")
OPEN_DOORS = ("exchange", "drop_in", "testing", "outpatient", "women", "support")
EVERYWHERE = {
    "helpline": Type(("helpline",), 100, ("Mo-Fr 09:00-16:00; PH off", "Mo-Su 08:00-22:00")),
    "crisis": Type(("helpline", "emergency", "mental_health"), 100, (ALWAYS,), (("crisis", True),)),
    "online": Type(("online", "youth"), 100, ("Mo-Fr 10:00-20:00",), (("age_from", 14),)),
}


@cache
def _texts() -> dict[str, dict[str, str]]:
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return {row.pop("type"): row for row in csv.DictReader(file)}


def services(today: date) -> tuple[Arrival, ...]:
    """The directory as it would stand on that day."""
    return tuple(arrival for country in AT_FIRST for arrival in _of_country(country, today))


def _of_country(country: str, today: date) -> Iterator[Arrival]:
    rng = Random(f"{SEED}{country}")
    here = [row for row in towns.rows() if row["country"] == country]
    numbers = iter(range(1, 1000))
    for name, kind in EVERYWHERE.items():
        yield _made(country, name, kind, None, rng, today, next(numbers))
    for name, kind in LOCAL.items():
        count = max(1, round(len(here) * kind.share / 100))
        # Mostly the larger towns, but not only: what is rare should not always be in the capital.
        weights = sorted(here, key=lambda row: -int(row["population"]) * rng.uniform(0.3, 1.0))
        for row in weights[:count]:
            yield _made(country, name, kind, row, rng, today, next(numbers))


def _made(
    country: str, name: str, kind: Type, row: dict[str, str] | None, rng: Random, today: date, number: int
) -> Arrival:
    locales = AT_FIRST[country]
    names = {locale: _name(name, row, locale) for locale in locales}
    where = row["key"] if row else f"{country.lower()}-everywhere"
    slug = f"{name.replace('_', '-')}.{where}"
    phone = f"+{DIALLING[country]} 00 000"
    particulars = Particulars(
        country=country,
        name=names[locales[0]],
        kinds=kind.kinds,
        names={locale: text for locale, text in names.items() if text != names[locales[0]]},
        about={locale: _text("(about)", locale) for locale in locales},
        organisation=f"{_text('(network)', locales[0])} {country}",
        phone=f"{phone} {number:03d}",
        email=f"{slug}@demonstration.example" if rng.random() < 0.8 else "",
        website=f"https://demonstration.example/{slug}" if rng.random() < 0.6 else "",
        hours=rng.choice(kind.hours) if kind.hours == (ALWAYS,) or rng.random() < 0.92 else "",
        languages=_languages(country, rng) if row else SPOKEN[country],
        status="temporarily_closed" if row and rng.random() < 0.03 else "active",
        **{**(_at(row, locales[0], rng) if row else ANYWHERE), **dict(kind.traits)},
    )
    apart = Random(f"{SEED}{slug}")
    more = _conditions(name, apart) if row else {}
    more |= _extras(particulars, apart, today, f"{phone} {number + 500:03d}")
    particulars = replace(particulars, **more)
    return Arrival(str(uuid.uuid5(NAMESPACE, slug)), particulars, _verified(rng, today, local=row is not None), True)


def _conditions(name: str, rng: Random) -> dict[str, Any]:
    """What one must have, or wait for, and who can come along: not known of every place, as in a real directory."""

    def mostly(places: Sequence[str], said: bool, chance: float) -> bool | None:
        return said if name in places and rng.random() < chance else None

    return {
        "wheelchair": rng.choice((True, True, False, None)),
        "waiting_days": rng.choice((None, 2, 7, 14, 30)) if name in BY_APPOINTMENT else None,
        "insurance_needed": mostly(INSURED, True, 0.6) or mostly(OPEN_DOORS, False, 0.7),
        "residence_needed": mostly(("community", "day", "oat"), True, 0.4),
        "pregnant": mostly(("women", "oat", "outpatient", "exchange"), True, 0.5),
        "children": mostly(("women", "family", "outpatient"), True, 0.4),
    }


def _extras(entry: Particulars, rng: Random, today: date, second: str) -> dict[str, Any]:
    """A second number, a chat, the day of opening again."""
    found: dict[str, Any] = {}
    if entry.place_key and rng.random() < 0.1:
        found["phone_2"] = second
    if "online" in entry.kinds:
        found["chat"] = f"https://chat.demonstration.example/{entry.country.lower()}"
    if entry.status == "temporarily_closed" and rng.random() < 0.6:
        found["reopens_on"] = today + timedelta(days=rng.randint(5, 60))
    return found


def _name(name: str, row: dict[str, str] | None, locale: str) -> str:
    town = f" {towns.names_of(row).get(locale, row['name'])}" if row else ""
    return f"{_text(name, locale)}{town} ({_text('(mark)', locale)})"


def _text(name: str, locale: str) -> str:
    texts = _texts()[name]
    return to_latin(texts["sr-Cyrl"]) if locale == "sr-Latn" else texts[locale]


def _at(row: dict[str, str], locale: str, rng: Random) -> dict[str, Any]:
    return {
        "place_key": row["key"],
        "address": f"{_text('(street)', locale)} {rng.randint(1, 99)}",
        "latitude": round(float(row["latitude"]) + rng.uniform(-0.012, 0.012), 4),
        "longitude": round(float(row["longitude"]) + rng.uniform(-0.016, 0.016), 4),
    }


def _languages(country: str, rng: Random) -> tuple[str, ...]:
    """Those of the country; some places have one of them only, some English or Romani as well."""
    spoken: Sequence[str] = SPOKEN[country]
    if len(spoken) > 1 and rng.random() < 0.25:
        spoken = [rng.choice(spoken)]
    more = [tag for tag, chance in (("en", 0.35), ("rom", 0.12), ("sq", 0.08)) if rng.random() < chance]
    return tuple(dict.fromkeys([*spoken, *more]))


def _verified(rng: Random, today: date, *, local: bool) -> date | None:
    if not local:
        return today - timedelta(days=rng.randint(3, 60))
    lot = rng.random()
    if lot < 0.04:
        return None
    low, high = (3, 175) if lot < 0.78 else (185, 350) if lot < 0.95 else (370, 500)
    return today - timedelta(days=rng.randint(low, high))
