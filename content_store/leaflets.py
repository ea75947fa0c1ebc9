"""What the public may read of a service: the words on its card, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from content_store.locales import LOCALES
from content_store.models.directory import Place
from content_store.transliteration import to_latin

SERBIAN = frozenset({"BA", "ME", "RS", "XK"})  # where an address may be in Serbian Cyrillic


@dataclass(frozen=True, slots=True)
class Leaflet:
    """`address` is empty where the place is confidential; `town` is empty for a national service."""

    id: int
    country: str
    name: str
    about: str
    organisation: str
    kinds: tuple[str, ...]
    town: str
    address: str
    phone: str
    phone_2: str
    phone_free: bool
    email: str
    website: str
    chat: str
    hours: str
    languages: tuple[str, ...]
    cost: str
    waiting_days: int | None
    free: bool | None
    anonymous: bool | None
    referral_needed: bool | None
    pregnant: bool | None
    children: bool | None
    insurance_needed: bool | None
    residence_needed: bool | None
    wheelchair: bool | None
    verified_on: date | None
    crisis: bool
    demonstration: bool


def _said(texts: Mapping[str, str], locale: str) -> str:
    """A text in a language; where that is another's in Latin letters, made from it if it has none of its own."""
    if text := texts.get(locale):
        return text
    master = LOCALES[locale].derived_from
    return to_latin(texts[master]) if master and texts.get(master) else ""


def leaflet_of(kept: Row[*tuple[Any, ...]], kinds: tuple[str, ...], town: Place | None, locale: str) -> Leaflet:
    """Of a row of services."""
    town_name = "" if town is None or kept.national else town.names.get(locale, town.name)
    latin = kept.country in SERBIAN and LOCALES[locale].script == "Latn"
    organisation, address = (to_latin(text) if latin else text for text in (kept.organisation, kept.address))
    return Leaflet(
        id=kept.id,
        country=kept.country,
        name=_said(kept.names, locale) or (to_latin(kept.name) if latin else kept.name),
        about=_said(kept.about, locale),
        organisation=organisation,
        kinds=kinds,
        town=town_name,
        address="" if kept.confidential else address,
        phone=kept.phone,
        phone_2=kept.phone_2,
        phone_free=kept.phone_free,
        email=kept.email,
        website=kept.website,
        chat=kept.chat,
        hours=kept.hours,
        languages=tuple(kept.languages),
        cost=_said(kept.cost or {}, locale),
        waiting_days=kept.waiting_days,
        free=kept.free,
        anonymous=kept.anonymous,
        referral_needed=kept.referral_needed,
        pregnant=kept.pregnant,
        children=kept.children,
        insurance_needed=kept.insurance_needed,
        residence_needed=kept.residence_needed,
        wheelchair=kept.wheelchair,
        verified_on=kept.verified_on,
        crisis=kept.crisis,
        demonstration=kept.demonstration,
    )
