"""What is on offer where: the countries the public site serves, each with its languages in the order shown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assessment.sentences import Said
from content_store import ledger
from content_store.db import Desk
from content_store.locales import COUNTRIES, LOCALES
from content_store.models.settings import Setting
from content_store.permissions import Conflict, Invalid, Permission, require

KEY = "offer"

AT_FIRST: dict[str, tuple[str, ...]] = {
    "AL": ("sq", "en"),
    "BA": ("bs", "hr", "sr-Cyrl", "sr-Latn", "en"),
    "HR": ("hr", "en"),
    "GR": ("el", "en"),
    "ME": ("cnr", "sr-Cyrl", "sr-Latn", "sq", "en"),
    "MK": ("mk", "sq", "en"),
    "RO": ("ro", "en"),
    "RS": ("sr-Cyrl", "sr-Latn", "sq", "ro", "en"),
    "SI": ("sl", "en"),
    "XK": ("sq", "sr-Cyrl", "sr-Latn", "en"),
}
"""Before anybody has set it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """`version` is what a form that changes the offer was loaded with; 0: never set."""

    countries: Mapping[str, tuple[str, ...]]
    version: int = 0

    def locales(self, country: str) -> tuple[str, ...]:
        """The languages of a country; none where it is not served."""
        return self.countries.get(country, ())

    def all_locales(self) -> tuple[str, ...]:
        """Every language on offer somewhere, in registry order."""
        wanted = {tag for tags in self.countries.values() for tag in tags}
        return tuple(tag for tag in LOCALES if tag in wanted)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """(locale, country) of every front page."""
        return ((tag, country) for country, tags in self.countries.items() for tag in tags)


def offer(session: Session) -> Offer:
    """What is on offer now."""
    kept = session.get(Setting, KEY)
    if kept is None:
        return Offer(AT_FIRST)
    countries = {code: tuple(tags) for code, tags in json.loads(kept.value).items()}
    return Offer(countries, kept.version)


def set_offer(desk: Desk, seen: int, countries: Mapping[str, Sequence[str]]) -> Offer:
    """Replace the offer; `seen` is the `version` of the offer it was made from. Takes effect at once."""
    require(desk.actor, Permission.SETTINGS_EDIT)
    wanted = _checked(countries)
    kept = desk.session.get(Setting, KEY, with_for_update=True, populate_existing=True)
    before = {code: list(tags) for code, tags in offer(desk.session).countries.items()}
    if seen != (kept.version if kept else 0):
        raise Conflict(
            "Somebody else changed what is on offer in the meantime. Look at it as it is now, then change it again.",
            theirs=_in_words(before),
            yours=_in_words(wanted),
        )
    if kept is None:
        kept = Setting(key=KEY, value="")
        desk.session.add(kept)
    kept.value = json.dumps(wanted)
    desk.session.flush()  # the version must be the new one before it is handed back
    ledger.record(desk, ledger.Verb.SETTING_CHANGED, f"setting:{KEY}", before=before, after=wanted)
    return Offer({code: tuple(tags) for code, tags in wanted.items()}, kept.version)


def _checked(countries: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    problems: dict[str, str] = {}
    for code, tags in countries.items():
        if code not in COUNTRIES:
            problems[code] = f"There is no country {code} here."
        elif not tags:
            problems[code] = f"{COUNTRIES[code]} has no language. Choose one, or take the country off the list."
        elif unknown := [tag for tag in tags if tag not in LOCALES]:
            problems[code] = f"There is no language {', '.join(unknown)} here."
        elif len(set(tags)) < len(tags):
            problems[code] = f"{COUNTRIES[code]} names a language twice."
    if not countries:
        problems["countries"] = Said("Nothing would be on offer anywhere. Keep one country at least.")
    if problems:
        raise Invalid(problems)
    return {code: list(countries[code]) for code in COUNTRIES if code in countries}


def _in_words(countries: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {code: ", ".join(tags) for code, tags in countries.items()}
