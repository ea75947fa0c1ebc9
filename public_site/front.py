"""The pages before a run: language and country, the list, and what is said about counting and privacy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from assessment.outcome import Need
from content_store.folding import alphabetical
from content_store.locales import LOCALES, Locale, country_name
from content_store.offer import Offer
from content_store.publishing import OfferRow
from public_site import statement
from public_site.cards import KINDS, MOST, Guide
from public_site.pages import draw
from public_site.visiting import Trail
from public_site.words import Words, catalogue

# Somebody to talk to, and somebody to go to: who is near first, else who can be reached from everywhere.
AT_ONCE = (Need(("helpline", "online", "outpatient", "general_practice", "drop_in"), MOST, ""),)
TEXTS = {"counting": (statement.counting, "what-we-count"), "privacy": (statement.privacy, "privacy")}


class Asked(NamedTuple):
    """The language that an address names, whatever is spoken in the end (empty: one that is not ours), and what it
    carries along."""

    tag: str
    trail: Trail = Trail()


@dataclass(frozen=True, slots=True)
class Offered:
    """A questionnaire in the list. `elsewhere`: the language it is shown in, where that is not the page's."""

    address: str
    title: str
    summary: str
    minutes: int | None
    lang: str
    direction: str
    elsewhere: str


def home(words: Words, offer: Offer, asked: Asked) -> bytes:
    tag = words.locale.tag
    addressed = [(f"/{tag}/{code.lower()}/{asked.trail.query}", country_name(code, tag)) for code in offer.countries]
    countries = sorted(addressed, key=lambda pair: alphabetical(pair[1]))
    return _page(
        "home.html",
        words,
        "/{}/",
        offer.all_locales(),
        asked,
        countries=countries,
        kosovo=True,
        robots=_robots(words, asked),
    )


def listing(words: Words, offer: Offer, rows: Iterable[OfferRow], country: str, asked: Asked) -> bytes:
    tag = words.locale.tag
    return _page(
        "list.html",
        words,
        f"/{{}}/{country.lower()}/",
        offer.locales(country),
        asked,
        offered=offered_in(rows, tag, country, asked.trail.query),
        robots=_robots(words, asked),
        country_name=country_name(country, tag),
        help=f"/{tag}/help/{country.lower()}/{asked.trail.query}",
        kosovo=country == "XK",
    )


def directory(
    words: Words, guide: Guide, country: str, tags: Iterable[str], asked: Asked, form: Mapping[str, str], now: datetime
) -> bytes | None:
    """Who is there, for whoever wants no questions. What is looked for comes by a form and stands in no address.
    `tags`: the country's languages. None: the page cannot have sent such a form."""
    place, wanted = form.get("place", ""), form.get("kind", "")
    if (place and guide.directory.town(place) is None) or wanted not in KINDS | {""}:
        return None
    needs = (Need((wanted,), MOST, ""),) if wanted in KINDS else AT_ONCE
    found = guide.help_for(needs, {"country": country, "place": place}, words, now, {})
    address, query = f"/{{}}/help/{country.lower()}/", asked.trail.query
    return _page(
        "help.html",
        words,
        address,
        tags,
        asked,
        found=found,
        offers=[card for card in found.cards if wanted in KINDS or not card.crisis],
        towns=found.towns,
        kinds=found.kinds,
        far=found.far,
        place=place,
        wanted=wanted,
        action=address.format(words.locale.tag) + query,
        up=f"/{words.locale.tag}/{country.lower()}/{query}",
        kosovo=country == "XK",
    )


def text(words: Words, which: str, asked: Asked) -> bytes:
    """`which`: counting or privacy."""
    parts, path = TEXTS[which]
    heading = words[f"{which}.title"]
    return _page("text.html", words, f"/{{}}/{path}/", tuple(catalogue()), asked, heading=heading, parts=parts(words))


def fallback_notice(words: Words, wanted: str) -> str:
    """Said, in the language that is spoken, where another one was asked for. `wanted` empty: one that is not ours."""
    if not wanted:
        return words.say("notice.unknown", other=words.locale.autonym)
    if wanted == words.locale.tag or wanted not in LOCALES:
        return ""
    other = LOCALES[wanted]
    text = escape(words.say("notice.locale", language=other.autonym, other=words.locale.autonym))
    return text.replace(other.autonym, Markup('<span lang="{}">{}</span>').format(other.lang, other.autonym))


def offered_in(rows: Iterable[OfferRow], tag: str, country: str, query: str) -> list[Offered]:
    """What a country's list shows in a language. `query`: what its links carry along."""
    found = (_offered(row, tag, country, query) for row in rows if country in row.countries)
    return [one for one in found if one]


def languages_in(address: str, tags: Iterable[str], own: str) -> list[tuple[Locale, str]]:
    """The languages that a page offers, each with its address (`{}` stands for the language): those wanted, the page's
    own, and those that are on trial."""
    wanted = {*tags, own}
    return [(LOCALES[tag], address.format(tag)) for tag in catalogue() if tag in wanted or LOCALES[tag].testing]


def _robots(words: Words, asked: Asked) -> str:
    """A landing page may be found, in its own language and by its plain address only."""
    return "noindex, nofollow" if asked != Asked(words.locale.tag) else "index, follow"


def _offered(row: OfferRow, tag: str, country: str, query: str) -> Offered | None:
    spoken_in = [locale for locale in catalogue() if locale in row.titles]
    if not spoken_in:
        return None
    shown = tag if tag in spoken_in else ("en" if "en" in spoken_in else spoken_in[0])
    return Offered(
        address=f"/{shown}/{country.lower()}/{row.slug}/{query}",
        title=row.titles[shown],
        summary=row.summaries.get(shown, ""),
        minutes=row.minutes,
        lang=LOCALES[shown].lang,
        direction=LOCALES[shown].direction,
        elsewhere="" if shown == tag else LOCALES[shown].autonym,
    )


def _page(template: str, words: Words, address: str, tags: Iterable[str], asked: Asked, **values: Any) -> bytes:
    own = words.locale.tag
    return draw(
        template,
        words=words,
        locale=words.locale,
        leave="/leave",
        share=True,
        languages=languages_in(address + asked.trail.query, tags, own),
        notice=fallback_notice(words, asked.tag),
        **asked.trail.choice(address.format(own)),
        **values,
    ).encode()
