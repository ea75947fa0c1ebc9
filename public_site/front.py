"""The pages before a run: language and country, the list, and what is said about counting and privacy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from content_store.locales import LOCALES, Locale, country_name
from content_store.offer import Offer
from content_store.publishing import OfferRow
from public_site.pages import draw
from public_site.words import Words, catalogue

TEXTS = {
    "counting": ("what", "not", "memory"),
    "privacy": ("page", "device", "others"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """A questionnaire in the list. `elsewhere`: the language it is shown in, where that is not the page's."""

    address: str
    title: str
    summary: str
    minutes: int | None
    lang: str
    elsewhere: str


def home(words: Words, offer: Offer, wanted: str) -> bytes:
    tag = words.locale.tag
    countries = sorted(((f"/{tag}/{code.lower()}/", country_name(code, tag)) for code in offer.countries), key=_by_name)
    return _page("home.html", words, "/{}/", offer.all_locales(), wanted, countries=countries, kosovo=True)


def listing(words: Words, offer: Offer, rows: Iterable[OfferRow], country: str, wanted: str) -> bytes:
    tag = words.locale.tag
    offered = [one for row in rows if country in row.countries and (one := _offered(row, tag, country))]
    return _page(
        "list.html",
        words,
        f"/{{}}/{country.lower()}/",
        offer.locales(country),
        wanted,
        offered=offered,
        country_name=country_name(country, tag),
        kosovo=country == "XK",
    )


def text(words: Words, which: str, wanted: str) -> bytes:
    """`which`: counting or privacy."""
    parts = [("", words[f"{which}.lead"])]
    parts += [(words[f"{which}.{part}.title"], words[f"{which}.{part}"]) for part in TEXTS[which]]
    path = {"counting": "what-we-count", "privacy": "privacy"}[which]
    return _page(
        "text.html", words, f"/{{}}/{path}/", tuple(catalogue()), wanted, heading=words[f"{which}.title"], parts=parts
    )


def fallback_notice(words: Words, wanted: str) -> str:
    """Said, in the language that is spoken, where another one was asked for."""
    if wanted == words.locale.tag or wanted not in LOCALES:
        return ""
    return words.say("notice.locale", language=LOCALES[wanted].autonym, other=words.locale.autonym)


def _offered(row: OfferRow, tag: str, country: str) -> Offered | None:
    spoken_in = [locale for locale in catalogue() if locale in row.titles]
    if not spoken_in:
        return None
    shown = tag if tag in spoken_in else ("en" if "en" in spoken_in else spoken_in[0])
    return Offered(
        address=f"/{shown}/{country.lower()}/{row.slug}/",
        title=row.titles[shown],
        summary=row.summaries.get(shown, ""),
        minutes=row.minutes,
        lang=LOCALES[shown].lang,
        elsewhere="" if shown == tag else LOCALES[shown].autonym,
    )


def _page(template: str, words: Words, address: str, tags: Iterable[str], wanted: str, **values: Any) -> bytes:
    languages: list[tuple[Locale, str]] = [
        (LOCALES[tag], address.format(tag)) for tag in catalogue() if tag in tags or tag == words.locale.tag
    ]
    return draw(
        template,
        words=words,
        locale=words.locale,
        leave="/leave",
        languages=languages,
        notice=fallback_notice(words, wanted),
        **values,
    ).encode()


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]
