"""Services as cards: what is offered, for whom, when, how to reach it, and why it is shown.

A card is drawn once for each service and language; whether it is open now, how far it is and why it is shown are put in
when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from babel import Locale as Formatting
from babel import UnknownLocaleError
from babel.dates import format_date, format_timedelta, get_day_names
from markupsafe import Markup

from assessment.document import Facts
from assessment.referral import NEAR_KM, Because, Match, Offer, Reason, ServiceKind, crisis_lines, rank
from assessment.scoring import Need
from content_store.folding import alphabetical
from content_store.leaflets import Leaflet
from content_store.locales import LOCALES, Locale
from content_store.public_directory import PublicDirectory
from content_store.weekly import DAYS, MONTHS, day_named
from public_site.pages import Parts, Prepared, draw, slot
from public_site.words import Words

KINDS = frozenset(kind.value for kind in ServiceKind)
MOST = 5
MOST_CRISIS = 3
STANDING_BY = 20  # services drawn before anybody asks
PREPARED = 4 * 2**20  # bytes of prepared parts of one country's directory
DATED = re.compile(rf"\b(\d{{4}}) ({'|'.join(MONTHS)}) (\d{{1,2}})\b")
# What a chip or a line of the card says already is not said again as a reason.
SAID_ELSEWHERE = frozenset({Reason.OPEN_NOW, Reason.FREE, Reason.ANONYMOUS, Reason.NO_REFERRAL, Reason.VERIFIED})


@dataclass(frozen=True, slots=True)
class Card:
    """`line`: the service in one line, as crisis lines are shown."""

    id: int
    crisis: bool
    line: Markup
    sheet: Prepared  # leads to the service's website by our own door
    plain: Prepared  # by itself, where there is no run to go through
    now: Mapping[str, str | Markup]

    def html(self, door: str = "") -> Markup:
        return self.sheet.filled({**self.now, "door": door}) if door else self.plain.filled(self.now)


@dataclass(frozen=True, slots=True)
class Help:
    """`towns` and `kinds`: what the country has at all, to choose from, as options of which `on:…` may be ticked;
    `none_local`: nothing but lines for the whole country could be offered; `far`: kilometres around the town named in
    which there is nothing; 0: no such matter."""

    cards: tuple[Card, ...] = ()
    crisis: tuple[Card, ...] = ()
    towns: Prepared | None = None
    kinds: Prepared | None = None
    none_local: bool = False
    far: int = 0


class Guide:
    """A country's directory, with what was drawn of it."""

    def __init__(self, directory: PublicDirectory) -> None:
        self.directory = directory
        self._parts = Parts(PREPARED)

    def help_for(
        self, needs: tuple[Need, ...], facts: Facts, words: Words, now: datetime, substances: Mapping[str, str]
    ) -> Help:
        """What there is for these needs at this moment. `substances`: what the document calls them, in the language
        of the page; one without a name there is not given as a reason."""
        directory, language = self.directory, words.locale.primary
        town, offers = directory.town(str(facts.get("place", ""))), directory.offers(now)
        at = (town.latitude, town.longitude) if town else None
        found = rank(offers, needs, facts, at=at, language=language, limit=MOST)
        lines = crisis_lines(offers, facts, language=language)[:MOST_CRISIS]
        untold = SAID_ELSEWHERE if any(need.rule for need in needs) else SAID_ELSEWHERE | {Reason.KIND}
        reasons = _Reasons(words, substances, untold)
        return Help(
            cards=tuple(self._card(match, words, now, reasons) for match in found),
            crisis=tuple(self._card(Match(line, None, ()), words, now, reasons) for line in lines),
            towns=self._towns(words),
            kinds=self._kinds(words, offers),
            none_local=bool(found) and all(match.offer.national for match in found),
            far=int(NEAR_KM) if found and at and not any(match.is_near for match in found) else 0,
        )

    def prepare(self, words: Words) -> None:
        """Draws what nearly every result in a language shows: the lines for the whole country, and what there is to
        choose from. Other services are drawn when they are first shown: there can be thousands."""
        self._towns(words)
        for service_id in self.directory.standing_by()[:STANDING_BY]:
            self._drawn(service_id, words)

    def _card(self, match: Match, words: Words, now: datetime, reasons: _Reasons) -> Card:
        offer, slots = match.offer, dict(_for_whom(match, words, reasons))
        if offer.open_now is not None:
            when = _when(offer.open_now, self.directory.next_change(offer.id, now), now, words)
            slots["when"] = Markup('<li class="when noprint">{}</li>').format(when)
        line, sheet, plain = self._drawn(offer.id, words)
        return Card(offer.id, offer.crisis, line.filled({}), sheet, plain, slots)

    def _drawn(self, service_id: int, words: Words) -> tuple[Prepared, Prepared, Prepared]:
        tag = words.locale.tag

        def leaflet() -> dict[str, object]:
            kept = self.directory.leaflet(service_id, tag)
            assert kept is not None, "offered by this very directory"  # noqa: S101
            return {"card": kept, "words": words, **_in_words(kept, words)}

        return (
            self._parts.get(("line", service_id, tag), lambda: draw("line.html", **leaflet())),
            self._parts.get(("card", service_id, tag), lambda: draw("card.html", door=True, **leaflet())),
            self._parts.get(("plain", service_id, tag), lambda: draw("card.html", **leaflet())),
        )

    def _towns(self, words: Words) -> Prepared | None:
        tag = words.locale.tag
        towns = self.directory.towns(tag)

        def named() -> str:
            return draw("options.html", options=[(town.key, town.called(tag)) for town in towns])

        return self._parts.get(("towns", tag), named) if towns else None

    def _kinds(self, words: Words, offers: Iterable[Offer]) -> Prepared:
        def drawn() -> str:
            offered = {kind for offer in offers for kind in offer.kinds}
            named = ((kind, words.get(f"kind.{kind}", kind)) for kind in offered)
            return draw("options.html", options=sorted(named, key=lambda kind: alphabetical(kind[1])))

        return self._parts.get(("kinds", words.locale.tag), drawn)


class _Reasons:
    """Why a service is shown, in words."""

    def __init__(self, words: Words, substances: Mapping[str, str], untold: frozenset[Reason]) -> None:
        self._words = words
        self._substances = substances
        self._untold = untold

    def of(self, match: Match) -> str:
        """Each reason once, with all that it names."""
        details: dict[Reason, list[str]] = {}
        for because in match.reasons:
            unnamed = because.reason is Reason.SUBSTANCE and because.detail not in self._substances
            if because.reason not in self._untold and not unnamed:
                details.setdefault(because.reason, []).append(self._named(because))
        told = (self._words.say(f"reason.{one.value}", detail=", ".join(named)) for one, named in details.items())
        return " · ".join(told)

    def _named(self, because: Because) -> str:
        match because.reason:
            case Reason.KIND:
                return self._words.get(f"kind.{because.detail}", because.detail)
            case Reason.SUBSTANCE:
                return self._substances[because.detail]
        return because.detail


def _when(is_open: bool, change: datetime | None, now: datetime, words: Words) -> str:
    """Whether it is worth going there or calling now, and else when."""
    if change is None:
        return words["service.open" if is_open else "service.closed"]
    time = f"{change:%H:%M}"
    if change.date() != now.astimezone(change.tzinfo).date():
        time = f"{get_day_names('abbreviated', locale=words.locale.formatting)[change.weekday()]} {time}"
    return words.say("service.open_until" if is_open else "service.opens", time=time)


def _for_whom(match: Match, words: Words, reasons: _Reasons) -> Iterator[tuple[str, str | Markup]]:
    """What goes into the slots of a card and hangs on who looks at it."""
    if match.distance_km is not None:
        yield "distance", f" ({words.say('service.distance', n=max(1, round(match.distance_km)))})"
    if why := reasons.of(match):
        yield "why", Markup('<p class="small"><b>{}</b> {}</p>').format(words["service.why"], why)


def _in_words(leaflet: Leaflet, words: Words) -> dict[str, object]:
    """What the templates of a card and of a line show, beside what the leaflet has in words itself."""
    return {
        "kinds": [words.get(f"kind.{kind}", kind) for kind in leaflet.kinds],
        "dial": re.sub(r"[^0-9+]", "", leaflet.phone),
        "chips": tuple(_chips(leaflet, words)),
        "details": tuple(_details(leaflet, words)),
        "hours": hours_in_words(leaflet.hours, words),
        "verified": _verified(leaflet, words),
    }


def _chips(leaflet: Leaflet, words: Words) -> Iterator[str]:
    said = {
        "free": leaflet.free is True,
        "anonymous": leaflet.anonymous is True,
        "no_referral": leaflet.referral_needed is False,
        "referral": leaflet.referral_needed is True,
        "insured": leaflet.insurance_needed is True,
        "uninsured": leaflet.insurance_needed is False,
        "residents": leaflet.residence_needed is True,
        "pregnant": leaflet.pregnant is True,
        "children": leaflet.children is True,
        "wheelchair": leaflet.wheelchair is True,
    }
    return (words[f"service.{chip}"] for chip, holds in said.items() if holds)


def _details(leaflet: Leaflet, words: Words) -> Iterator[tuple[str, str]]:
    yield words["service.where"], leaflet.town + slot("distance") if leaflet.town else words["service.national"]
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


def _verified(leaflet: Leaflet, words: Words) -> str:
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
