"""The languages and countries that the system knows. Which of them are on offer is a setting (content_store.offer).

A library's name for a language is never shown: CLDR has no Montenegrin, and names one neighbour's language in another's
words. Each language is called what its speakers call it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel import Locale as Formatting
from babel import UnknownLocaleError

from content_store.permissions import Missing


@dataclass(frozen=True, slots=True)
class Locale:
    """`formatting`: what Babel is asked for (plurals, dates, numbers). `lang`: the HTML attribute. `derived_from`: the
    locale whose texts, transliterated, stand in for its own."""

    tag: str
    autonym: str
    formatting: str
    script: str = "Latn"
    direction: str = "ltr"
    derived_from: str = ""
    testing: bool = False

    @property
    def lang(self) -> str:
        return self.tag

    @property
    def primary(self) -> str:
        """The language without its script: what a service's languages are listed in."""
        return self.tag.partition("-")[0]

    def babel(self) -> Formatting:
        return _formatting(self.formatting)


LOCALES: dict[str, Locale] = {
    locale.tag: locale
    for locale in (
        Locale("en", "English", "en_GB"),
        Locale("sq", "shqip", "sq"),
        Locale("bs", "bosanski", "bs_Latn"),
        Locale("hr", "hrvatski", "hr"),
        Locale("el", "ελληνικά", "el", script="Grek"),
        Locale("mk", "македонски", "mk", script="Cyrl"),
        Locale("cnr", "crnogorski", "sr_Latn_ME"),
        Locale("ro", "română", "ro"),
        Locale("sr-Cyrl", "српски", "sr_Cyrl", script="Cyrl"),
        Locale("sr-Latn", "srpski", "sr_Latn", derived_from="sr-Cyrl"),
        Locale("sl", "slovenščina", "sl"),
        Locale("ar", "العربية", "ar", script="Arab", direction="rtl", testing=True),
        Locale("he", "עברית", "he", script="Hebr", direction="rtl", testing=True),
    )
}

COUNTRIES: dict[str, str] = {
    "AL": "Albania",
    "BA": "Bosnia and Herzegovina",
    "HR": "Croatia",
    "GR": "Greece",
    "ME": "Montenegro",
    "MK": "North Macedonia",
    "RO": "Romania",
    "RS": "Serbia",
    "SI": "Slovenia",
    "XK": "Kosovo*",
}
"""Two letters -> English name. The asterisk is part of the name: a page that shows it shows the note too."""

KOSOVO_NOTE = (
    "* All reference to Kosovo, whether to the territory, institutions or population, is to be understood in full "
    "compliance with United Nations Security Council Resolution 1244 and without prejudice to the status of Kosovo."
)

_NAMES = {("MK", "cnr"): "Sjeverna Makedonija"}  # its stand-in at Babel is Serbian, which says «Severna»

_ALIASES = {
    "me": "cnr",
    "sr-me": "cnr",
    "sr-latn-me": "cnr",
    "sr": "sr-Cyrl",
    "sr-rs": "sr-Cyrl",
    "sr-ba": "sr-Cyrl",
    "sr-xk": "sr-Cyrl",
    "sh": "sr-Latn",
    "hbs": "sr-Latn",
    "mo": "ro",
    "iw": "he",
    "gr": "el",
}


def locale(tag: str) -> Locale:
    """Raises Missing for a tag that is not registered; tags are case-sensitive here (see `match`)."""
    try:
        return LOCALES[tag]
    except KeyError:
        raise Missing("There is no such language here.") from None


def registered(*, testing: bool = False) -> tuple[Locale, ...]:
    """The languages in registry order. `testing` adds those that only tests of right-to-left pages use."""
    return tuple(one for one in LOCALES.values() if testing or not one.testing)


def country_name(code: str, tag: str = "en") -> str:
    """The country's name in a language; with an asterisk for Kosovo. Raises Missing for another country."""
    if code not in COUNTRIES:
        raise Missing("There is no such country here.")
    if tag == "en":
        return COUNTRIES[code]
    known = _NAMES.get((code, tag)) or locale(tag).babel().territories.get(code)
    name = known or COUNTRIES[code].rstrip("*")
    return f"{name}*" if code == "XK" else str(name)


def match(wanted: str, among: Iterable[str] = LOCALES) -> str | None:
    """The best of `among` (tags) for a tag written by somebody else: `sr_ME`, `sr-latn`, `hr-HR`, `iw`."""
    tag = wanted.replace("_", "-").lower()
    known = {one.lower(): one for one in among}
    while tag:
        for candidate in (tag, _ALIASES.get(tag, "").lower()):
            if candidate in known:
                return known[candidate]
        tag = tag.rpartition("-")[0]
    return None


def is_language(tag: str) -> bool:
    """Whether it names a language that anybody speaks, be it one of ours or not."""
    try:
        return bool(Formatting.parse(tag, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


def from_header(header: str, among: Iterable[str]) -> str | None:
    """The best of `among` for an Accept-Language header; None where nothing fits or the header is nonsense."""
    choices = tuple(among)
    ranked = sorted((_weighed(part) for part in header[:500].split(",")), key=lambda pair: -pair[0])
    for weight, tag in ranked:
        if weight > 0 and (found := match(tag, choices)):
            return found
    return None


def _weighed(part: str) -> tuple[float, str]:
    tag, _, weight = part.partition(";q=")
    try:
        return (float(weight) if weight else 1.0), tag.strip()
    except ValueError:
        return 0.0, ""


@cache
def _formatting(name: str) -> Formatting:
    return Formatting.parse(name)
