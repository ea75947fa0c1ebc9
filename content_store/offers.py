"""The directory, as ranking wants it: which services can be offered to respondents at this moment."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, String, or_, select
from sqlalchemy.orm import Session

from assessment.referral import Offer, Point
from content_store.models.directory import Place, Service, ServiceKindLink
from content_store.opening import open_now
from content_store.periods import periods

COLUMNS = (
    Service.id,
    Service.country,
    Service.national,
    Service.crisis,
    # As text: in a whole country the same few lists stand thousands of times, and each is read once.
    Service.languages.cast(String).label("languages"),
    Service.substances.cast(String).label("substances"),
    Service.sexes.cast(String).label("sexes"),
    Service.age_from,
    Service.age_to,
    Service.free,
    Service.anonymous,
    Service.referral_needed,
    Service.confidential,
    Service.latitude,
    Service.longitude,
    Service.hours,
    Service.verified_on,
    Place.latitude.label("town_latitude"),
    Place.longitude.label("town_longitude"),
)


def offered_on(session: Session, country: str, day: date) -> tuple[ColumnElement[bool], ...]:
    """Which of the services of a country are offered. What was verified too long ago is left out, unless it is a
    national or crisis line: those must never be missing."""
    too_old = day - periods(session).hidden_after
    reliable = or_(
        Service.verified_on.is_(None),
        Service.verified_on >= too_old,
        Service.national.is_(True),
        Service.crisis.is_(True),
    )
    return Service.country == country, Service.open_on(day), reliable


def kinds_of(session: Session, offered: Iterable[ColumnElement[bool]]) -> dict[int, tuple[str, ...]]:
    """What the services that are offered offer, in the order of the alphabet."""
    links = select(ServiceKindLink.service_id, ServiceKindLink.kind).join(Service).where(*offered)
    kinds: dict[int, tuple[str, ...]] = {}
    for service_id, kind in session.execute(links.order_by(ServiceKindLink.service_id, ServiceKindLink.kind)):
        kinds[service_id] = (*kinds.get(service_id, ()), kind)
    return kinds


def offers_for(session: Session, country: str, now: datetime) -> tuple[Offer, ...]:
    """The services of a country that are offered at this moment, as ranking wants them."""
    offered = offered_on(session, country, now.date())
    kinds = kinds_of(session, offered)
    # Columns, not entities: rules are tried out over a whole country, many times.
    found = session.execute(
        select(*COLUMNS).outerjoin(Place, Place.key == Service.place_key).where(*offered).order_by(Service.id)
    )
    is_open = cache(lambda hours: open_now(hours, country, now))
    return tuple(
        offer_of(
            row,
            kinds.get(row.id, ()),
            _point(row.town_latitude, row.town_longitude),
            today=now.date(),
            is_open=is_open(row.hours),
        )
        for row in found
    )


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _listed(kept: str | list[str]) -> tuple[str, ...]:
    return _read(kept) if isinstance(kept, str) else tuple(kept)


def offer_of(
    row: Row[*tuple[Any, ...]],
    kinds: tuple[str, ...],
    town: Point | None,
    *,
    today: date,
    is_open: bool | None,
) -> Offer:
    """A service as ranking wants it. `town`: where its town lies."""
    # Where the address is confidential, distances are measured to the town, or they would tell where it is.
    exact = None if row.confidential else _point(row.latitude, row.longitude)
    return Offer(
        id=row.id,
        kinds=kinds,
        country=row.country,
        place=exact or town,
        national=row.national,
        crisis=row.crisis,
        languages=_listed(row.languages),
        substances=_listed(row.substances),
        sexes=_listed(row.sexes),
        age_from=row.age_from,
        age_to=row.age_to,
        free=row.free,
        anonymous=row.anonymous,
        referral_needed=row.referral_needed,
        open_now=is_open,
        verified_days=(today - row.verified_on).days if row.verified_on else None,
    )


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else (latitude, longitude)
