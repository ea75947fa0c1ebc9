"""From needs to doors: which services, in which order, and why each.

Nobody is left without one: where no service of the kinds asked for is near, the search widens to the country, then to
its national lines, to any crisis line, and at last to whatever there is. Pure: distances, opening and age of
verification come in as values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, inf, radians, sin, sqrt
from typing import NamedTuple

from assessment.document import Facts
from assessment.outcome import Need


class ServiceKind(StrEnum):
    """What a place offers. Rules name kinds by these values."""

    OUTPATIENT = "outpatient"  # counselling and treatment without a stay
    DAY_CARE = "day_care"
    DETOX = "detox"  # inpatient
    PSYCHIATRIC_WARD = "psychiatric_ward"
    OPIOID_AGONIST = "opioid_agonist"  # methadone, buprenorphine
    GENERAL_PRACTICE = "general_practice"  # GP or health centre that prescribes
    NEEDLE_EXCHANGE = "needle_exchange"
    NALOXONE = "naloxone"
    DROP_IN = "drop_in"
    OUTREACH = "outreach"
    DRUG_CHECKING = "drug_checking"
    INFECTION_TESTING = "infection_testing"  # HIV, hepatitis: testing and treatment
    THERAPEUTIC_COMMUNITY = "therapeutic_community"
    REINTEGRATION = "reintegration"  # halfway house, employment
    WOMEN = "women"  # women, mothers with children
    YOUTH = "youth"
    FAMILY = "family"  # families and friends
    PRISON = "prison"  # prison and through-care
    LGBTI = "lgbti"
    MINORITIES = "minorities"  # Roma, migrants
    BEHAVIOURAL = "behavioural"  # gambling and other behaviour
    ALCOHOL_CLUB = "alcohol_club"  # clubs of treated alcoholics
    SELF_HELP = "self_help"  # AA, NA and alike
    TOBACCO = "tobacco"
    MENTAL_HEALTH = "mental_health"
    HELPLINE = "helpline"
    ONLINE = "online"  # chat, e-mail
    EMERGENCY = "emergency"
    LEGAL_AID = "legal_aid"
    CHILD_PROTECTION = "child_protection"
    VIOLENCE_SHELTER = "violence_shelter"


LINES = frozenset({ServiceKind.HELPLINE, ServiceKind.ONLINE})
NEAR_KM = 50.0
DUE_DAYS, STALE_DAYS = 180, 365
EARTH_KM = 6371.0

Point = tuple[float, float]
"""latitude, longitude in degrees"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service as ranking sees it. Empty `languages`: unknown; empty `substances`, `sexes`: all. `verified_days`: how
    long ago somebody made sure; None: never."""

    id: int
    kinds: tuple[str, ...]
    country: str
    place: Point | None = None
    national: bool = False
    crisis: bool = False
    languages: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    free: bool | None = None
    anonymous: bool | None = None
    referral_needed: bool | None = None
    open_now: bool | None = None
    verified_days: int | None = None


class Reason(StrEnum):
    KIND = "kind"  # detail: the kind
    NEAR = "near"  # detail: kilometres
    NATIONAL = "national"
    CRISIS = "crisis"
    LANGUAGE = "language"  # detail: the language
    SUBSTANCE = "substance"  # detail: the instance of the loop
    SEX = "sex"
    AGE = "age"
    OPEN_NOW = "open_now"
    FREE = "free"
    ANONYMOUS = "anonymous"
    NO_REFERRAL = "no_referral"
    VERIFIED = "verified"  # detail: days ago
    WIDENED = "widened"  # nothing of what was asked for was found


class Because(NamedTuple):
    reason: Reason
    detail: str = ""


class Match(NamedTuple):
    offer: Offer
    distance_km: float | None
    reasons: tuple[Because, ...]

    @property
    def is_near(self) -> bool:
        return self.distance_km is not None and self.distance_km <= NEAR_KM


class Search(NamedTuple):
    """What one person looks for."""

    needs: tuple[Need, ...]
    facts: Facts
    at: Point | None
    language: str


def rank(
    offers: Iterable[Offer],
    needs: Sequence[Need],
    facts: Facts,
    *,
    at: Point | None = None,
    language: str = "",
    limit: int = 5,
) -> tuple[Match, ...]:
    """The best first; of each need at most `need.most`, in all at most `limit`. Never empty where the country (or, if
    it is not known, any) has a service at all. `language`: a primary tag such as `sr`."""
    search = Search(tuple(needs), facts, at, language.partition("-")[0])
    country = facts.get("country", "")
    here = [offer for offer in offers if not country or offer.country == country]
    suited = [offer for offer in here if _suits(offer, facts)]
    found = _asked_for(suited, search, limit) or _asked_for(suited, search, limit, any_substance=True)
    for wider in (
        [offer for offer in suited if offer.national and LINES.intersection(offer.kinds)],
        [offer for offer in here if offer.national],
        [offer for offer in here if offer.crisis],
        suited,
        here,
    ):
        if found:
            break
        found = sorted(wider, key=lambda offer: _order(offer, search))[: max(limit, 1)]
    return tuple(_match(offer, search) for offer in found)


def crisis_lines(offers: Iterable[Offer], facts: Facts, *, language: str = "") -> tuple[Offer, ...]:
    """The crisis lines of the country, best first: shown whatever the needs are."""
    search = Search((), facts, None, language.partition("-")[0])
    country = facts.get("country", "")
    here = [offer for offer in offers if offer.crisis and (not country or offer.country == country)]
    return tuple(sorted(here, key=lambda offer: (not _suits(offer, facts), *_order(offer, search))))


def distance_km(here: Point, there: Point) -> float:
    """Along the surface of a round earth."""
    lat_1, lon_1, lat_2, lon_2 = (radians(degree) for degree in (*here, *there))
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def _suits(offer: Offer, facts: Facts) -> bool:
    """Whether the service takes this person, as far as that is known."""
    sex, age = facts.get("sex"), facts.get("age")
    if offer.sexes and sex in ("female", "male") and sex not in offer.sexes:
        return False
    if not isinstance(age, int):
        return True
    return (offer.age_from is None or age >= offer.age_from) and (offer.age_to is None or age <= offer.age_to)


def _asked_for(offers: Iterable[Offer], search: Search, limit: int, *, any_substance: bool = False) -> list[Offer]:
    """Services of a kind that some need names, as many of each need as it wants; each need has its first before any has
    a second. `any_substance`: those too that are for other substances only, by what the directory and the document call
    them."""
    serving = {
        offer: met
        for offer in sorted(offers, key=lambda each: _order(each, search))
        if (met := [at for at, need in enumerate(search.needs) if _serves(offer, need, any_substance)])
    }
    left = {at: need.most for at, need in enumerate(search.needs)}
    chosen = _first_of_each(serving, left, limit)
    for offer, met in serving.items():
        wanting = next((at for at in met if left[at] > 0), None)
        if offer not in chosen and wanting is not None and len(chosen) < limit:
            left[wanting] -= 1
            chosen.add(offer)
    return [offer for offer in serving if offer in chosen]


def _first_of_each(serving: Mapping[Offer, list[int]], left: dict[int, int], limit: int) -> set[Offer]:
    chosen: set[Offer] = set()
    for need, most in list(left.items()):
        best = next((offer for offer, met in serving.items() if need in met), None)
        has_one = any(need in serving[offer] for offer in chosen)
        if best is not None and most > 0 and len(chosen) < limit and not has_one:
            left[need] -= 1
            chosen.add(best)
    return chosen


def _serves(offer: Offer, need: Need, any_substance: bool) -> bool:
    return not set(need.kinds).isdisjoint(offer.kinds) and (any_substance or _takes(offer, need))


def _takes(offer: Offer, need: Need) -> bool:
    return not offer.substances or not need.loop or need.loop in offer.substances


def _order(offer: Offer, search: Search) -> tuple[float, ...]:
    """Smaller is better: near before far; the kind wanted most; verified; speaking one's language; nearest; open. Of
    equals the crisis lines come last: they stand beside every result, and would take a place from somebody else."""
    distance = _distance(offer, search.at)
    near = 0 if distance is not None and distance <= NEAR_KM else 1
    languages = offer.languages
    speaks = 1 if not languages else (0 if search.language in languages else 2)
    return (
        near,
        _wanted_at(offer, search.needs),
        1 if offer.crisis else 0,
        _staleness(offer),
        speaks,
        _uncertain(offer, search.facts),
        inf if distance is None else distance,
        {True: 0, None: 1, False: 2}[offer.open_now],
        1 if offer.referral_needed else 0,
        offer.id,
    )


def _wanted_at(offer: Offer, needs: Sequence[Need]) -> int:
    """How high its best kind stands on the lists of the needs; a service for the very substance before others."""
    places = [
        2 * kinds.index(kind) + (0 if need.loop and need.loop in offer.substances else 1)
        for need in needs
        for kinds in [need.kinds]
        for kind in offer.kinds
        if kind in kinds and _takes(offer, need)
    ]
    return min(places, default=1000)


def _staleness(offer: Offer) -> int:
    days = offer.verified_days
    if days is None or days > STALE_DAYS:
        return 2
    return 1 if days > DUE_DAYS else 0


def _uncertain(offer: Offer, facts: Facts) -> int:
    """How much of whom it takes is not known to fit."""
    sex = bool(offer.sexes) and facts.get("sex") not in offer.sexes
    age = (offer.age_from is not None or offer.age_to is not None) and not isinstance(facts.get("age"), int)
    return sex + age


def _distance(offer: Offer, at: Point | None) -> float | None:
    return None if at is None or offer.place is None else distance_km(at, offer.place)


def _match(offer: Offer, search: Search) -> Match:
    distance = _distance(offer, search.at)
    return Match(offer, distance, tuple(_reasons(offer, search, distance)))


def _reasons(offer: Offer, search: Search, distance: float | None) -> Iterable[Because]:
    """What speaks for it, weightiest first; nothing is said for what is not known."""
    kinds = [kind for need in search.needs for kind in need.kinds if kind in offer.kinds and _takes(offer, need)]
    yield from (Because(Reason.KIND, kind) for kind in dict.fromkeys(kinds))
    if not kinds:
        yield Because(Reason.WIDENED)
    for loop in dict.fromkeys(need.loop for need in search.needs if need.loop in offer.substances):
        yield Because(Reason.SUBSTANCE, loop)
    if distance is not None and distance <= NEAR_KM:
        yield Because(Reason.NEAR, str(max(1, round(distance))))
    sex, age = search.facts.get("sex"), search.facts.get("age")
    yes = {
        Reason.NATIONAL: offer.national,
        Reason.CRISIS: offer.crisis,
        Reason.LANGUAGE: search.language in offer.languages,
        Reason.SEX: sex in offer.sexes,
        Reason.AGE: isinstance(age, int) and (offer.age_from is not None or offer.age_to is not None),
        Reason.OPEN_NOW: offer.open_now is True,
        Reason.FREE: offer.free is True,
        Reason.ANONYMOUS: offer.anonymous is True,
        Reason.NO_REFERRAL: offer.referral_needed is False,
        Reason.VERIFIED: _staleness(offer) == 0,
    }
    details = {Reason.LANGUAGE: search.language, Reason.VERIFIED: str(offer.verified_days)}
    yield from (Because(reason, details.get(reason, "")) for reason, holds in yes.items() if holds)


class Obstacle(StrEnum):
    """Why a service that could be offered is not."""

    KIND = "kind"  # it offers none of the kinds asked for
    PERSON = "person"  # another sex or age
    SUBSTANCE = "substance"  # for other substances only
    OTHERS = "others"  # enough others come first


def obstacle(offer: Offer, needs: Sequence[Need], facts: Facts) -> Obstacle:
    """The first that stands in the way of a service which `rank` has left out."""
    asking = [need for need in needs if not set(need.kinds).isdisjoint(offer.kinds)]
    if not asking:
        return Obstacle.KIND
    if not _suits(offer, facts):
        return Obstacle.PERSON
    return Obstacle.OTHERS if any(_takes(offer, need) for need in asking) else Obstacle.SUBSTANCE
