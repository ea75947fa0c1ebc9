"""A country's directory as the public reads it, whole and in memory: read once, and again when something was written.

Rows stay inside. What depends on the moment (open now, how long ago verified) is worked out when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from assessment.referral import Offer, Point
from content_store.leaflets import Leaflet, leaflet_of
from content_store.models.directory import Place, Service
from content_store.offers import kinds_of, offer_of, offered_on
from content_store.opening import next_change, open_now
from content_store.periods import periods
from content_store.places import Town, by_name, town_of

AsOf = tuple[object, ...]
Kept = Row[*tuple[Any, ...]]
NOT_SHOWN = frozenset({"key", "search", "edited_at", "version", "verified_by", "tried_on", "status", "reopens_on"})
# Columns, not entities: countries are held in memory whole, and 10,000 services took 54 MB more as entities.
COLUMNS = tuple(column for column in Service.__table__.columns if column.name not in NOT_SHOWN)


class PublicDirectory:
    """`as_of` says whether it is still current."""

    def __init__(
        self,
        country: str,
        as_of: AsOf,
        services: Iterable[Kept],
        kinds: dict[int, tuple[str, ...]],
        places: Iterable[Place],
    ) -> None:
        self.country = country
        self.as_of = as_of
        self._kinds = kinds
        self._places = {place.key: place for place in places}
        self._services = {service.id: service for service in services}
        self._offers: tuple[datetime, tuple[Offer, ...]] | None = None
        self._by_name: dict[str, tuple[Town, ...]] = {}

    def offers(self, now: datetime) -> tuple[Offer, ...]:
        """As ranking wants them, in the order of their numbers. The same for a whole minute."""
        minute = now.replace(second=0, microsecond=0)
        held = self._offers
        if held is None or held[0] != minute:
            held = self._offers = (minute, tuple(self._offered(minute)))
        return held[1]

    def _offered(self, now: datetime) -> Iterator[Offer]:
        is_open = cache(lambda hours: open_now(hours, self.country, now))
        for one in self._services.values():
            kinds = self._kinds.get(one.id, ())
            yield offer_of(one, kinds, self._at(one), today=now.date(), is_open=is_open(one.hours))

    def leaflet(self, service_id: int, locale: str) -> Leaflet | None:
        """None: not offered here, or no more."""
        kept = self._services.get(service_id)
        if kept is None:
            return None
        return leaflet_of(kept, self._kinds.get(service_id, ()), self._places.get(kept.place_key or ""), locale)

    def next_change(self, service_id: int, now: datetime) -> datetime | None:
        """When a service that is offered opens or closes next; see `opening.next_change`."""
        return next_change(self._services[service_id].hours, self.country, now)

    def standing_by(self) -> tuple[int, ...]:
        """The services for the whole country, crisis lines first: they are on nearly every result."""
        national = [one for one in self._services.values() if one.national or one.crisis]
        return tuple(one.id for one in sorted(national, key=lambda one: not one.crisis))

    def town(self, key: str) -> Town | None:
        return next((town for town in self._towns if town.key == key), None)

    def towns(self, locale: str) -> tuple[Town, ...]:
        """Ordered by what they are called in a language."""
        if locale not in self._by_name:
            self._by_name[locale] = by_name(self._towns, locale)
        return self._by_name[locale]

    @cached_property
    def _towns(self) -> tuple[Town, ...]:
        return tuple(town_of(place) for place in self._places.values() if place.country == self.country)

    def _at(self, service: Kept) -> Point | None:
        place = self._places.get(service.place_key or "")
        return (place.latitude, place.longitude) if place else None


def read(session: Session, country: str, now: datetime, held: PublicDirectory | None = None) -> PublicDirectory:
    """The country's directory; `held` itself, where it is still current."""
    as_of = _as_of(session, country, now.date())
    if held is not None and held.as_of == as_of:
        return held
    offered = offered_on(session, country, now.date())
    kept = session.execute(select(*COLUMNS).where(*offered).order_by(Service.id)).all()
    elsewhere = {service.place_key for service in kept if service.place_key}
    places = session.scalars(select(Place).where((Place.country == country) | Place.key.in_(elsewhere)))
    return PublicDirectory(country, as_of, kept, kinds_of(session, offered), places.all())


def _as_of(session: Session, country: str, day: date) -> AsOf:
    """Other after every write that a visitor could notice: a service's version counts up with each. The day is in it
    for services that reopen, or were verified too long ago."""
    services = select(func.count(), func.sum(Service.version), func.max(Service.id)).where(Service.country == country)
    towns = select(func.count()).where(Place.country == country)
    return day, periods(session), tuple(session.execute(services).one()), session.scalar(towns)
