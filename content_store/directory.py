"""The directory of services, as coordinators keep it: find, open, save, verify, and what is due for verification.

A service is offered to respondents while it is active and was verified within a year (`content_store.offers`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, func, or_, select

from content_store import ledger
from content_store.db import Desk
from content_store.models.directory import Place, Service, ServiceKindLink
from content_store.paging import Page, Wanted, paginate
from content_store.particulars import Particulars, check
from content_store.permissions import Conflict, Invalid, Missing, Permission, require
from content_store.places import folded, searchable
from content_store.verification import DUE_AFTER, Freshness, Method, freshness

__all__ = ["Freshness", "Method", "Particulars"]  # and the acts below


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as it stands. `version` is what a form is loaded with."""

    id: int
    key: str
    version: int
    particulars: Particulars
    town: str
    verified_on: date | None
    freshness: Freshness
    demonstration: bool


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str
    country: str
    town: str  # empty: national
    kinds: tuple[str, ...]
    status: str
    verified_on: date | None
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Arrival:
    """A service that comes from elsewhere. `key`: a UUID that stays the same however often it comes."""

    key: str
    particulars: Particulars
    verified_on: date | None = None
    demonstration: bool = False


SORTS: dict[str, ColumnElement[Any]] = {
    "name": func.lower(Service.name),
    "country": Service.country.expression,
    "verified": func.coalesce(Service.verified_on, date.min),
}


def listing(desk: Desk, wanted: Wanted, *, country: str = "", kind: str = "", due_only: bool = False) -> Page[Row]:
    """The services of the actor's countries, by name unless sorted otherwise."""
    require(desk.actor, Permission.DIRECTORY_READ, country=country or None)
    query = _readable(desk, country)
    for word in folded(wanted.q).split():
        query = query.where(Service.search.contains(word, autoescape=True))
    if kind:
        query = query.where(Service.kinds.any(ServiceKindLink.kind == kind))
    if due_only:
        limit = desk.now.date() - DUE_AFTER
        query = query.where(Service.status != "closed", or_(Service.verified_on.is_(None), Service.verified_on < limit))
    column = SORTS.get(wanted.sort.removeprefix("-"), SORTS["name"])
    ordered = column.desc() if wanted.sort.startswith("-") else column.asc()
    whole = cast(Select[Any], query.order_by(ordered, Service.id))
    return paginate(desk.session, whole, wanted, lambda found: _row(desk, *found))


def due(desk: Desk, wanted: Wanted, *, country: str = "") -> Page[Row]:
    """What must be verified, the longest forgotten first."""
    oldest_first = Wanted(wanted.q, wanted.page, "verified", wanted.size)
    return listing(desk, oldest_first, country=country, due_only=True)


def open_service(desk: Desk, service_id: int) -> Entry:
    """Raises Missing for a service of a country that the actor does not hold."""
    return _entry(desk, _loaded(desk, service_id, Permission.DIRECTORY_READ))


def save_service(desk: Desk, service_id: int | None, seen: int, **changed: Any) -> Entry:
    """Make a service (no id) or change the fields named. `seen`: the version the form was loaded with. Moving it to
    another country needs the permission for both. Raises Invalid by field, Conflict with both texts."""
    kept = _loaded(desk, service_id, Permission.DIRECTORY_EDIT, lock=True) if service_id is not None else None
    before = _particulars(kept) if kept else Particulars()
    if kept and kept.version != seen:
        raise _clash(before, changed)
    after = _ordered(Particulars(**{**_fields(before), **changed}))
    require(desk.actor, Permission.DIRECTORY_EDIT, country=after.country or None)
    town = desk.session.get(Place, after.place_key) if after.place_key else None
    if problems := check(after, town):
        raise Invalid(problems)
    if kept is None:
        kept = Service(key=str(uuid.uuid4()), edited_at=desk.now)
        desk.session.add(kept)
    elif after == before:
        return _entry(desk, kept)
    _write(kept, after, town)
    kept.edited_at = desk.now
    desk.session.flush()  # the id and the new version are handed back
    verb = ledger.Verb.SERVICE_EDITED if service_id is not None else ledger.Verb.SERVICE_CREATED
    difference = {name for name in _fields(after) if _fields(before)[name] != _fields(after)[name]}
    ledger.record(
        desk,
        verb,
        f"service:{kept.id}",
        before={name: _fields(before)[name] for name in difference} if service_id is not None else None,
        after={name: _fields(after)[name] for name in difference},
    )
    return _entry(desk, kept)


def take_in(desk: Desk, arrivals: Iterable[Arrival], *, why: str) -> int:
    """Make or replace many services at once, by key; how many differ from what was there. All or nothing: Invalid names
    every entry that cannot be. One ledger entry for them all."""
    problems: dict[str, str] = {}
    changed = 0
    towns = {town.key: town for town in desk.session.scalars(select(Place))}
    there = {kept.key: kept for kept in desk.session.scalars(select(Service))}
    for arrival in arrivals:
        entry, kept = _ordered(arrival.particulars), there.get(arrival.key)
        for country in {entry.country} | ({kept.country} if kept else set()):
            require(desk.actor, Permission.DIRECTORY_EDIT, country=country)
        town = towns.get(entry.place_key or "")
        if wrong := check(entry, town):
            problems[f"{entry.name} ({arrival.key})"] = " ".join(wrong.values())
        elif kept is None or (_particulars(kept), kept.verified_on) != (entry, arrival.verified_on):
            kept = kept or Service(key=arrival.key)
            _write(kept, entry, town)
            kept.verified_on, kept.demonstration, kept.edited_at = arrival.verified_on, arrival.demonstration, desk.now
            desk.session.add(kept)
            changed += 1
    if problems:
        raise Invalid(problems)
    if changed:
        ledger.record(desk, ledger.Verb.SERVICE_IMPORTED, "directory:all", after={"services": changed}, why=why)
    return changed


def verify(desk: Desk, service_id: int, seen: int, method: Method, *, note: str = "") -> Entry:
    """Say that the entry, as seen, was checked today and is right."""
    kept = _loaded(desk, service_id, Permission.DIRECTORY_EDIT, lock=True)
    if kept.version != seen:
        raise Conflict("Somebody changed this service since you opened it. Look at it again before you verify it.")
    before = kept.verified_on
    kept.verified_on = desk.now.date()
    kept.verified_by = desk.actor.id or None
    desk.session.flush()  # the new version is handed back
    ledger.record(
        desk,
        ledger.Verb.SERVICE_VERIFIED,
        f"service:{kept.id}",
        before={"verified_on": before},
        after={"verified_on": kept.verified_on, "method": method.value},
        why=note,
    )
    return _entry(desk, kept)


def _readable(desk: Desk, country: str) -> Select[Service, str]:
    query = select(Service, Place.name).outerjoin(Place, Place.key == Service.place_key)
    if country:
        return query.where(Service.country == country)
    held = desk.actor.countries(Permission.DIRECTORY_READ)
    return query if held is None else query.where(Service.country.in_(sorted(held)))


def _loaded(desk: Desk, service_id: int, permission: Permission, *, lock: bool = False) -> Service:
    require(desk.actor, permission)
    kept = desk.session.get(Service, service_id, with_for_update=lock or None, populate_existing=lock)
    if kept is None or not desk.actor.holds(Permission.DIRECTORY_READ, country=kept.country):
        raise Missing("There is no such service.")
    require(desk.actor, permission, country=kept.country)
    return kept


def _fields(particulars: Particulars) -> dict[str, Any]:
    return asdict(particulars)


def _ordered(particulars: Particulars) -> Particulars:
    """Kinds are a set: in whatever order they come, the same entry is equal."""
    return replace(particulars, kinds=tuple(sorted(set(particulars.kinds))))


def _particulars(kept: Service) -> Particulars:
    values = {one.name: getattr(kept, one.name) for one in fields(Particulars)}
    values["kinds"] = tuple(link.kind for link in kept.kinds)
    for name in ("languages", "substances", "sexes"):
        values[name] = tuple(values[name])
    return Particulars(**values)


def _write(kept: Service, after: Particulars, town: Place | None) -> None:
    for name, value in _fields(after).items():
        if name != "kinds":
            setattr(kept, name, list(value) if isinstance(value, tuple) else value)
    have = {link.kind: link for link in kept.kinds}
    kept.kinds = [have.get(kind) or ServiceKindLink(kind=kind) for kind in after.kinds]
    towns = [town.name, *town.names.values()] if town else []
    kept.search = searchable([after.name, *after.names.values(), after.organisation, *towns])


def _clash(theirs: Particulars, changed: Mapping[str, Any]) -> Conflict:
    kept = _fields(theirs)
    differing = {name: value for name, value in changed.items() if kept.get(name) != value}
    return Conflict(
        "Somebody else changed this service in the meantime. Compare the two, then save again.",
        theirs={name: str(kept.get(name)) for name in differing},
        yours={name: str(value) for name, value in differing.items()},
    )


def _entry(desk: Desk, kept: Service) -> Entry:
    town = desk.session.get(Place, kept.place_key) if kept.place_key else None
    return Entry(
        kept.id,
        kept.key,
        kept.version,
        _particulars(kept),
        town.name if town else "",
        kept.verified_on,
        freshness(kept.verified_on, desk.now.date()),
        kept.demonstration,
    )


def _row(desk: Desk, kept: Service, town: str | None) -> Row:
    kinds = tuple(link.kind for link in kept.kinds)
    fresh = freshness(kept.verified_on, desk.now.date())
    return Row(kept.id, kept.name, kept.country, town or "", kinds, kept.status, kept.verified_on, fresh)
