"""Who gets what: the services that a person with a chosen result would be shown, and why the others are not; and where
a result would lead to nobody who was verified lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.chosen import Chosen, Ruling, needs_of
from assessment.document import Facts
from assessment.flow import Flow
from assessment.outcome import Need
from assessment.referral import Match, Obstacle, Offer, crisis_lines, obstacle, rank
from content_store import snapshots
from content_store.db import Desk
from content_store.models.directory import Place, Service, ServiceKindLink
from content_store.offers import offers_for
from content_store.periods import periods
from content_store.permissions import Invalid, Missing, Permission, require
from content_store.snapshots import Snapshot
from content_store.verification import Freshness, freshness

MOST_LEFT_OUT = 50
MOST_FLOWS = 16
CLOSED, TOO_OLD = "closed", "too_old"


@dataclass(frozen=True, slots=True)
class Case:
    """A result, and the person who has it. Empty: not said."""

    slug: str
    chosen: Chosen
    facts: Facts
    language: str = ""


class Called(NamedTuple):
    """What a service is called in lists of staff."""

    id: int
    name: str
    town: str  # empty: national
    verified_on: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    match: Match
    called: Called


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`why`: an Obstacle, or `closed` or `too_old`."""

    called: Called
    why: str


@dataclass(frozen=True, slots=True)
class Matching:
    """`crisis`: the lines that every result shows; `counts`: how many services are left out for each reason;
    `left_out` names those that offer a kind asked for."""

    rulings: tuple[Ruling, ...]
    shown: tuple[Shown, ...]
    crisis: tuple[Called, ...]
    left_out: tuple[LeftOut, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def published(desk: Desk, country: str) -> tuple[Snapshot, ...]:
    """What can be answered in a country now. Raises Refused for one that is not the actor's."""
    require(desk.actor, Permission.DIRECTORY_READ, country=country)
    found = (snapshots.live(desk.session, row.slug) for row in snapshots.on_offer(desk.session))
    return tuple(one for one in found if one and (not one.countries or country in one.countries))


_flows: dict[str, Flow] = {}  # by digest: what is published does not change, and compiling it takes a while


def flow_of(public: Snapshot) -> Flow:
    """The questionnaire, compiled."""
    flow = _flows.get(public.digest)
    if flow is None:
        if len(_flows) >= MOST_FLOWS:
            _flows.clear()
        flow = _flows[public.digest] = Flow(public.document)
    return flow


def who_gets_what(desk: Desk, case: Case, *, most: int, most_crisis: int) -> Matching:
    """As a result page would choose at this moment. `most`: services on such a page. Raises Refused for a country that
    is not the actor's, Missing for a questionnaire that is not public."""
    country = str(case.facts.get("country", ""))
    require(desk.actor, Permission.DIRECTORY_READ, country=country)
    public = snapshots.live(desk.session, case.slug)
    if public is None:
        raise Missing("This questionnaire is not public.")
    try:
        needs, rulings = needs_of(flow_of(public), case.chosen, case.facts)
    except KeyError as error:
        raise Invalid({"profile": "This questionnaire has no such way to read its scores."}) from error
    offers = offers_for(desk.session, country, desk.now)
    town = desk.session.get(Place, str(case.facts.get("place", "")))
    at = (town.latitude, town.longitude) if town and town.country == country else None
    found = rank(offers, needs, case.facts, at=at, language=case.language, limit=most)
    lines = crisis_lines(offers, case.facts, language=case.language)[:most_crisis]
    left_out = list(_left_out(desk, country, offers, needs, case.facts, {match.offer.id for match in found}))
    named = [(one, why) for one, why, asked in left_out if asked][:MOST_LEFT_OUT]
    met = [match.offer.id for match in found] + [line.id for line in lines] + [one for one, _ in named]
    called = _called(desk.session, met)
    return Matching(
        rulings,
        tuple(Shown(match, called[match.offer.id]) for match in found),
        tuple(called[line.id] for line in lines),
        tuple(LeftOut(called[one], why) for one, why in named),
        Counter(why for _, why, _ in left_out),
    )


def _called(session: Session, services: Iterable[int]) -> dict[int, Called]:
    rows = session.execute(
        select(Service.id, Service.name, Place.name.label("town"), Service.verified_on)
        .outerjoin(Place, Place.key == Service.place_key)
        .where(Service.id.in_(services))
    )
    return {row.id: Called(row.id, row.name, row.town or "", row.verified_on) for row in rows}


def _left_out(
    desk: Desk, country: str, offers: Iterable[Offer], needs: tuple[Need, ...], facts: Facts, shown: set[int]
) -> Iterable[tuple[int, str, bool]]:
    """(service, why, whether it offers a kind asked for): the closest to being shown first."""
    wanted = {kind for need in needs for kind in need.kinds}
    ways = {offer.id: obstacle(offer, needs, facts) for offer in offers if offer.id not in shown}
    order = (Obstacle.OTHERS, Obstacle.SUBSTANCE, Obstacle.PERSON)
    for why in order:
        yield from ((one, why.value, True) for one, reason in ways.items() if reason is why)
    offering = (Service.country == country, ServiceKindLink.kind.in_(wanted))
    asked = set(desk.session.scalars(select(ServiceKindLink.service_id).join(Service).where(*offering)))
    open_on = Service.open_on(desk.now.date()).label("is_open")
    for one, is_open in desk.session.execute(select(Service.id, open_on).where(Service.country == country)):
        if one not in ways and one not in shown:
            yield one, TOO_OLD if is_open else CLOSED, one in asked
    yield from ((one, reason.value, False) for one, reason in ways.items() if reason is Obstacle.KIND)


@dataclass(frozen=True, slots=True)
class Gap:
    """A rule of a public questionnaire that leads, in a country, to no service verified lately. `stand`: how many there
    are of each freshness."""

    country: str
    slug: str
    title: str
    rule: str
    kinds: tuple[str, ...]
    stand: Mapping[Freshness, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """`fresh`: kind -> country -> how many open services were verified lately."""

    gaps: tuple[Gap, ...]
    fresh: Mapping[str, Mapping[str, int]]
    countries: tuple[str, ...]


def coverage(desk: Desk, countries: Iterable[str]) -> Coverage:
    """What the rules of all public questionnaires ask for in these countries (those the actor may see), and whether
    somebody is there to answer it."""
    require(desk.actor, Permission.DIRECTORY_READ)
    mine = tuple(one for one in countries if desk.actor.holds(Permission.DIRECTORY_READ, country=one))
    fresh = _fresh(desk, mine)
    gaps: list[Gap] = []
    asked: set[str] = set()
    for row in snapshots.on_offer(desk.session):
        public = snapshots.live(desk.session, row.slug)
        for profile in public.document.profiles if public else ():
            for rule in profile.rules:
                asked |= set(rule.kinds)
                for country in mine:
                    here = not row.countries or country in row.countries
                    meant = here and (not profile.countries or country in profile.countries)
                    if meant and not any(fresh.get((country, kind)) for kind in rule.kinds):
                        title = public.document.title if public else row.slug
                        gaps.append(Gap(country, row.slug, title, rule.code, rule.kinds, {}))
    matrix = {kind: {one: fresh.get((one, kind), 0) for one in mine} for kind in sorted(asked)}
    stand = _stand(desk, gaps)
    stood = tuple(replace(gap, stand=_sum(stand.get(gap.country, {}), gap.kinds)) for gap in gaps)
    return Coverage(stood, matrix, mine)


def _fresh(desk: Desk, countries: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """(country, kind) -> how many open services were verified lately."""
    today, held = desk.now.date(), periods(desk.session)
    query = (
        select(Service.country, ServiceKindLink.kind, func.count())
        .join(ServiceKindLink, ServiceKindLink.service_id == Service.id)
        .where(
            Service.country.in_(countries),
            Service.open_on(today),
            Service.verified_on >= today - min(held.due_after, held.hidden_after),
        )
        .group_by(Service.country, ServiceKindLink.kind)
    )
    return {(country, kind): count for country, kind, count in desk.session.execute(query)}


Stand = dict[str, dict[Freshness, set[int]]]
"""kind -> freshness -> services"""


def _stand(desk: Desk, gaps: Iterable[Gap]) -> dict[str, Stand]:
    """Who is there where somebody is missing."""
    countries, kinds = {gap.country for gap in gaps}, {kind for gap in gaps for kind in gap.kinds}
    today, held = desk.now.date(), periods(desk.session)
    rows = desk.session.execute(
        select(Service.country, ServiceKindLink.kind, Service.id, Service.verified_on)
        .join(ServiceKindLink, ServiceKindLink.service_id == Service.id)
        .where(Service.country.in_(countries), ServiceKindLink.kind.in_(kinds), Service.open_on(today))
    )
    found: dict[str, Stand] = {}
    for country, kind, service, verified_on in rows:
        at = found.setdefault(country, {}).setdefault(kind, {})
        at.setdefault(freshness(verified_on, today, held), set()).add(service)
    return found


def _sum(there: Stand, kinds: tuple[str, ...]) -> dict[Freshness, int]:
    """Each service once, whatever it offers."""
    return {one: len({service for kind in kinds for service in there.get(kind, {}).get(one, ())}) for one in Freshness}
