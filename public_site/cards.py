"""Services as cards: what is offered, for whom, when, how to reach it, and why it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from babel import Locale as Formatting
from babel import UnknownLocaleError
from babel.dates import format_date, format_timedelta, get_day_names

from assessment.document import Facts
from assessment.referral import NEAR_KM, Because, Match, Offer, Reason, crisis_lines, rank
from assessment.scoring import Need
from content_store.db import Store, visit
from content_store.leaflets import Leaflet, leaflets
from content_store.locales import LOCALES, Locale
from content_store.offers import offers_for
from content_store.places import place, places
from content_store.weekly import DAYS, MONTHS, day_named
from public_site.words import Words, spoken

MOST = 5
MOST_CRISIS = 3
DATED = re.compile(rf"\b(\d{{4}}) ({'|'.join(MONTHS)}) (\d{{1,2}})\b")
# What a chip or a line of the card says already is not said again as a reason.
SAID_ELSEWHERE = frozenset({Reason.OPEN_NOW, Reason.FREE, Reason.ANONYMOUS, Reason.NO_REFERRAL, Reason.VERIFIED})


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    name: str
    organisation: str
    kinds: tuple[str, ...]
    about: str
    phone: str
    dial: str
    phone_note: str
    when: tuple[str, ...]  # open or closed at this moment, where that is known
    chips: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    hours_words: str
    website: str
    chat: str
    email: str
    reasons: tuple[str, ...]
    verified: str
    crisis: bool


@dataclass(frozen=True, slots=True)
class Help:
    """`kinds`: what the country has at all, to choose from; `none_local`: nothing but lines for the whole country
    could be offered; `far`: kilometres around the town named in which there is nothing; 0: no such matter."""

    cards: tuple[Card, ...] = ()
    crisis: tuple[Card, ...] = ()
    towns: tuple[tuple[str, str], ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    none_local: bool = False
    far: int = 0


def find_help(
    store: Store, needs: tuple[Need, ...], facts: Facts, tag: str, now: datetime, substances: dict[str, str]
) -> Help:
    """What the directory has for these needs at this moment. Raises Unavailable. `substances`: what the document calls
    them, in the page's language; one without a name there is not given as a reason."""
    words, country = spoken(tag), str(facts["country"])
    with visit(store) as session:
        town = place(session, str(facts.get("place", "")))
        offers = offers_for(session, country, now)
        at = (town.latitude, town.longitude) if town and town.country == country else None
        language = words.locale.primary
        found = rank(offers, needs, facts, at=at, language=language, limit=MOST)
        lines = crisis_lines(offers, facts, language=language)[:MOST_CRISIS]
        ids = {match.offer.id for match in found} | {line.id for line in lines}
        told = leaflets(session, ids, tag)
        towns = tuple((each.key, each.called(tag)) for each in places(session, country, tag))
    fits = any(need.rule for need in needs)
    drawn = _Drawing(words, country, substances, fits)
    return Help(
        cards=tuple(drawn.card(match, told[match.offer.id]) for match in found if match.offer.id in told),
        crisis=tuple(drawn.card(Match(line, None, ()), told[line.id]) for line in lines if line.id in told),
        towns=towns,
        kinds=_kinds(offers, words),
        none_local=bool(found) and all(match.offer.national for match in found),
        far=int(NEAR_KM) if found and at and not any(match.is_near for match in found) else 0,
    )


def _kinds(offers: Iterable[Offer], words: Words) -> tuple[tuple[str, str], ...]:
    offered = {kind for offer in offers for kind in offer.kinds}
    return tuple(sorted(((kind, words.get(f"kind.{kind}", kind)) for kind in offered), key=lambda kind: kind[1]))


class _Drawing:
    def __init__(self, words: Words, country: str, substances: dict[str, str], fits: bool) -> None:
        self._words = words
        self._country = country
        self._substances = substances
        self._untold = SAID_ELSEWHERE if fits else SAID_ELSEWHERE | {Reason.KIND}

    def card(self, match: Match, leaflet: Leaflet) -> Card:
        words, offer = self._words, match.offer
        return Card(
            id=leaflet.id,
            name=leaflet.name,
            organisation=leaflet.organisation,
            kinds=tuple(words.get(f"kind.{kind}", kind) for kind in leaflet.kinds),
            about=leaflet.about,
            phone=leaflet.phone,
            dial=re.sub(r"[^0-9+]", "", leaflet.phone),
            phone_note=words["service.phone_free"] if leaflet.phone_free else "",
            when=() if offer.open_now is None else (words["service.open" if offer.open_now else "service.closed"],),
            chips=tuple(self._chips(offer, leaflet)),
            details=tuple(self._details(match, leaflet)),
            hours_words=hours_in_words(leaflet.hours, words),
            website=leaflet.website,
            chat=leaflet.chat,
            email=leaflet.email,
            reasons=tuple(self._why(match.reasons)),
            verified=self._verified(leaflet),
            crisis=offer.crisis,
        )

    def _chips(self, offer: Offer, leaflet: Leaflet) -> Iterable[str]:
        said = {
            "free": offer.free is True,
            "anonymous": offer.anonymous is True,
            "no_referral": offer.referral_needed is False,
            "referral": offer.referral_needed is True,
            "insured": leaflet.insurance_needed is True,
            "uninsured": leaflet.insurance_needed is False,
            "residents": leaflet.residence_needed is True,
            "pregnant": leaflet.pregnant is True,
            "children": leaflet.children is True,
            "wheelchair": leaflet.wheelchair is True,
        }
        return (self._words[f"service.{chip}"] for chip, holds in said.items() if holds)

    def _details(self, match: Match, leaflet: Leaflet) -> Iterable[tuple[str, str]]:
        words = self._words
        where = leaflet.town or words["service.national"]
        if match.distance_km is not None and leaflet.town:
            where += f" ({words.say('service.distance', n=max(1, round(match.distance_km)))})"
        yield words["service.where"], where
        if leaflet.address:
            yield words["service.address"], leaflet.address
        if leaflet.hours:
            yield words["service.hours"], hours_in_words(leaflet.hours, words)
        if leaflet.languages:
            yield words["service.languages"], ", ".join(_tongue(tag, words.locale) for tag in leaflet.languages)
        if leaflet.phone_2:
            yield words["service.phone_other"], leaflet.phone_2
        if leaflet.cost:
            yield words["service.cost"], leaflet.cost
        if leaflet.waiting_days:
            wait = timedelta(days=leaflet.waiting_days)
            formatting = words.locale.formatting
            yield words["service.waiting"], format_timedelta(wait, "day", threshold=100, locale=formatting)

    def _why(self, reasons: Iterable[Because]) -> Iterable[str]:
        """Each reason once, with all that it names."""
        details: dict[Reason, list[str]] = {}
        for because in reasons:
            unnamed = because.reason is Reason.SUBSTANCE and because.detail not in self._substances
            if because.reason not in self._untold and not unnamed:
                details.setdefault(because.reason, []).append(self._named(because))
        return (self._words.say(f"reason.{one.value}", detail=", ".join(named)) for one, named in details.items())

    def _named(self, because: Because) -> str:
        match because.reason:
            case Reason.KIND:
                return self._words.get(f"kind.{because.detail}", because.detail)
            case Reason.SUBSTANCE:
                return self._substances[because.detail]
        return because.detail

    def _verified(self, leaflet: Leaflet) -> str:
        words = self._words
        if leaflet.demonstration:
            return words["service.demonstration"]
        if leaflet.verified_on is None:
            return words["service.unverified"]
        day = format_date(leaflet.verified_on, "long", locale=words.locale.formatting)
        return words.say("service.verified", date=day)


def hours_in_words(hours: str, words: Words) -> str:
    """Opening hours as a person writes them; what is rarer than days and times stays as it was kept."""
    names = get_day_names("abbreviated", locale=words.locale.formatting)
    text = hours.replace("24/7", words["hours.always"])
    text = DATED.sub(lambda found: _day(found, words), text)
    text = re.sub(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)\b", lambda day: str(names[DAYS.index(day[1])]), text)
    text = re.sub(r"\bPH\b", words["hours.holidays"], text)
    text = re.sub(r"\b(off|closed)\b", words["hours.closed"], text)
    text = re.sub(r",(?=\S)", ", ", text)
    return re.sub(r"(?<=\S)-(?=\S)", "–", text)


def _day(found: re.Match[str], words: Words) -> str:
    day = day_named(*found.groups())
    return found[0] if day is None else str(format_date(day, "medium", locale=words.locale.formatting))


def host_of(website: str) -> str:
    """For the link that leads away: where it goes."""
    return urlsplit(website).hostname or website


def _tongue(tag: str, here: Locale) -> str:
    """A language as its speakers call it; the page's own in the script of the page."""
    if tag == here.primary:
        return here.autonym
    ours = next((each for each in LOCALES.values() if each.primary == tag and each.script == "Latn"), None)
    ours = ours or next((each for each in LOCALES.values() if each.primary == tag), None)
    if ours is not None:
        return ours.autonym
    if tag == "rom":  # Babel does not know it
        return "romani čhib"
    try:
        return Formatting.parse(tag).get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
