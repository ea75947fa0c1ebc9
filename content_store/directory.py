"""The directory of services, as coordinators keep it: find, open, save, and what is due for verification. What is done
to a service as it grows older (verifying, closing, its history) stands in `upkeep`.

A service is offered to respondents while it is open and was verified within a year (`content_store.offers`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, and_, func, not_, or_, select

from content_store import ledger, merging
from content_store.db import Desk
from content_store.folding import folded, searchable
from content_store.models.directory import Place, Service, ServiceKindLink
from content_store.paging import Page, Wanted, paginate
from content_store.particulars import Particulars, check
from content_store.periods import Periods, periods
from content_store.permissions import Conflict, Invalid, Missing, Permission, require
from content_store.verification import Freshness, Method, freshness

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
    tried_on: date | None = None  # nobody was reached then


@dataclass(frozen=True, slots=True)
class Row:
    """`version` is what an act on it is checked against."""

    id: int
    version: int
    name: str
    country: str
    town: str  # empty: national
    kinds: tuple[str, ...]
    status: str
    reopens_on: date | None
    verified_on: date | None
    freshness: Freshness
    tried_on: date | None


class Standing(StrEnum):
    """What a list can be narrowed to."""

    CHECK = "check"  # to be verified: due, stale or never
    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    NEVER = "never_verified"
    TRIED = "tried"  # nobody was reached when it was tried last
    CLOSED = "closed"  # for a time or for good


@dataclass(frozen=True, slots=True)
class Arrival:
    """A service that comes from elsewhere. `key`: a UUID that stays the same however often it comes."""

    key: str
    particulars: Particulars
    verified_on: date | None = None
    demonstration: bool = False


KEPT_BACK = "kept to ourselves"
WHEREABOUTS = ("address", "latitude", "longitude")

SORTS: dict[str, ColumnElement[Any]] = {
    "name": func.lower(Service.name),
    "country": Service.country.expression,
    "verified": func.coalesce(Service.verified_on, date.min),
}


def listing(
    desk: Desk,
    wanted: Wanted,
    *,
    country: str = "",
    place: str = "",
    kind: str = "",
    substance: str = "",
    language: str = "",
    standing: Standing | None = None,
) -> Page[Row]:
    """The services of the actor's countries, by name unless sorted otherwise; words are found in any script. A service
    for everything is among those for a substance; one that does not say which languages it speaks is in none."""
    require(desk.actor, Permission.DIRECTORY_READ, country=country or None)
    query = _readable(desk, country)
    for word in folded(wanted.q).split():
        query = query.where(Service.search.contains(word, autoescape=True))
    if kind:
        query = query.where(Service.kinds.any(ServiceKindLink.kind == kind))
    if place:
        query = query.where(Service.place_key == place)
    if substance:
        query = query.where(or_(_listed(Service.substances, substance), _nothing_in(Service.substances)))
    if language:
        query = query.where(_listed(Service.languages, language))
    held = periods(desk.session)
    if standing:
        query = query.where(_standing(standing, desk.now.date(), held))
    column = SORTS.get(wanted.sort.removeprefix("-"), SORTS["name"])
    ordered = column.desc() if wanted.sort.startswith("-") else column.asc()
    # Ids first: to put whole rows in order, the database would carry all of them about.
    numbers = cast(Select[Any], query.with_only_columns(Service.id).order_by(ordered, Service.id))
    page = paginate(desk.session, numbers, wanted, int, scalars=True)
    found = {row[0].id: row for row in desk.session.execute(_readable(desk, "").where(Service.id.in_(page.rows)))}
    rows = tuple(_row(desk, held, *found[number]) for number in page.rows)
    return Page(rows, page.page, page.pages, page.total)


def due(desk: Desk, wanted: Wanted, *, country: str = "") -> Page[Row]:
    """What must be verified, the longest forgotten first."""
    oldest_first = Wanted(wanted.q, wanted.page, "verified", wanted.size)
    return listing(desk, oldest_first, country=country, standing=Standing.CHECK)


def how_many_due(desk: Desk) -> int:
    """As `due` finds, without putting them in order."""
    require(desk.actor, Permission.DIRECTORY_READ)
    standing = _standing(Standing.CHECK, desk.now.date(), periods(desk.session))
    query = _readable(desk, "").where(standing).with_only_columns(func.count(Service.id))
    return desk.session.scalar(query) or 0


def _listed(column: Any, code: str) -> ColumnElement[bool]:
    """Whether a JSON list of codes holds one: codes are plain ASCII, so its text is the same in both databases."""
    return cast(ColumnElement[bool], column.cast(String).contains(f'"{code}"', autoescape=True))


def _nothing_in(column: Any) -> ColumnElement[bool]:
    return cast(ColumnElement[bool], column.cast(String) == "[]")


def _standing(standing: Standing, today: date, held: Periods) -> ColumnElement[bool]:
    verified, gone = Service.verified_on, Service.status == "closed"
    due_before, hidden_before = today - held.due_after, today - held.hidden_after
    return {
        Standing.CHECK: and_(not_(gone), or_(verified.is_(None), verified < due_before)),
        Standing.FRESH: verified >= due_before,
        Standing.DUE: and_(verified < due_before, verified >= hidden_before),
        Standing.STALE: verified < hidden_before,
        Standing.NEVER: verified.is_(None),
        Standing.TRIED: Service.tried_on.is_not(None),
        Standing.CLOSED: not_(Service.open_on(today)),
    }[standing]


def open_service(desk: Desk, service_id: int) -> Entry:
    """Raises Missing for a service of a country that the actor does not hold."""
    return entry_of(desk, loaded(desk, service_id, Permission.DIRECTORY_READ))


def wrong_with(desk: Desk, service_id: int | None, changed: Mapping[str, Any]) -> dict[str, str]:
    """What would stand against saving this, by field: everything at once. Refuses as `save_service`."""
    kept = loaded(desk, service_id, Permission.DIRECTORY_EDIT) if service_id is not None else None
    after, town = _after(desk, _particulars(kept) if kept else Particulars(), changed)
    return check(after, town)


def _after(desk: Desk, before: Particulars, changed: Mapping[str, Any]) -> tuple[Particulars, Place | None]:
    after = _ordered(Particulars(**{**_fields(before), **changed}))
    require(desk.actor, Permission.DIRECTORY_EDIT, country=after.country or None)
    return after, desk.session.get(Place, after.place_key) if after.place_key else None


def save_service(
    desk: Desk,
    service_id: int | None,
    seen: int,
    *,
    key: str = "",
    why: str = "",
    base: Mapping[str, Any] | None = None,
    **changed: Any,
) -> Entry:
    """Make a service (no id) or change the fields named. `seen`: the version the form was loaded with. `base`: what it
    held then (`loaded_with`), which says more: what others changed since in other fields is kept. `key`: a UUID made
    for the empty form, so that the same form sent twice makes one service and a Conflict. Moving it to another country
    needs the permission for both. Raises Invalid by field, Conflict with both texts of what two changed otherwise."""
    kept = loaded(desk, service_id, Permission.DIRECTORY_EDIT, lock=True) if service_id is not None else None
    before = _particulars(kept) if kept else Particulars()
    if kept and (base is not None or kept.version != seen):
        changed = _joined(before, changed, base)
    after, town = _after(desk, before, changed)
    if problems := check(after, town):
        raise Invalid(problems)
    if kept is None:
        kept = Service(key=key or str(uuid.uuid4()), edited_at=desk.now)
        desk.session.add(kept)
    elif after == before:
        return entry_of(desk, kept)
    _write(kept, after, town)
    kept.edited_at = desk.now
    desk.session.flush()  # the id and the new version are handed back
    verb = ledger.Verb.SERVICE_EDITED if service_id is not None else ledger.Verb.SERVICE_CREATED
    told = _told(before, after)
    ledger.record(
        desk,
        verb,
        f"service:{kept.id}",
        before={name: old for name, (old, _) in told.items()} if service_id is not None else None,
        after={name: new for name, (_, new) in told.items()},
        why=why,
    )
    return entry_of(desk, kept)


def loaded_with(particulars: Particulars) -> dict[str, Any]:
    """What a form keeps of the entry it was filled in from."""
    return merging.flat(_fields(particulars))


def _told(before: Particulars, after: Particulars) -> dict[str, tuple[Any, Any]]:
    """What differs, old and new, as the ledger may keep it: more people read it than may know a hidden address."""
    old, new = _fields(before), _fields(after)
    differing = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
    if before.confidential or after.confidential:
        differing |= {name: (KEPT_BACK, KEPT_BACK) for name in WHEREABOUTS if name in differing}
    return differing


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


def _readable(desk: Desk, country: str) -> Select[Service, str]:
    query = select(Service, Place.name).outerjoin(Place, Place.key == Service.place_key)
    if country:
        return query.where(Service.country == country)
    held = desk.actor.countries(Permission.DIRECTORY_READ)
    return query if held is None else query.where(Service.country.in_(sorted(held)))


def loaded(desk: Desk, service_id: int, permission: Permission, *, lock: bool = False) -> Service:
    """The row, for who may do that with it. Raises Missing for one that is not there or not the actor's to see."""
    require(desk.actor, permission)
    kept = desk.session.get(Service, service_id, with_for_update=lock or None, populate_existing=lock)
    if kept is None or not desk.actor.holds(Permission.DIRECTORY_READ, country=kept.country):
        raise Missing("There is no such service.")
    require(desk.actor, permission, country=kept.country)
    return kept


def _fields(particulars: Particulars) -> dict[str, Any]:
    return asdict(particulars)


def _ordered(particulars: Particulars) -> Particulars:
    """Kinds are a set: in whatever order they come, the same entry is equal. Where an address is kept back, no point on
    a map is kept: a distance could tell it."""
    kinds = tuple(sorted(set(particulars.kinds)))
    if particulars.confidential:
        return replace(particulars, kinds=kinds, latitude=None, longitude=None)
    return replace(particulars, kinds=kinds)


def _particulars(kept: Service) -> Particulars:
    values = {one.name: getattr(kept, one.name) for one in fields(Particulars)}
    values["kinds"] = tuple(link.kind for link in kept.kinds)
    for name in ("languages", "substances", "sexes"):
        values[name] = tuple(values[name])
    values["cost"] = kept.cost or {}  # an entry older than the column has none
    return Particulars(**values)


def _write(kept: Service, after: Particulars, town: Place | None) -> None:
    for name, value in _fields(after).items():
        if name != "kinds":
            setattr(kept, name, list(value) if isinstance(value, tuple) else value)
    have = {link.kind: link for link in kept.kinds}
    kept.kinds = [have.get(kind) or ServiceKindLink(kind=kind) for kind in after.kinds]
    towns = [town.name, *town.names.values()] if town else []
    kept.search = searchable([after.name, *after.names.values(), after.organisation, *towns])


def _joined(theirs: Particulars, changed: dict[str, Any], base: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is left to be changed of what somebody saved meanwhile. Raises Conflict."""
    old, new = merging.flat(_fields(theirs)), merging.flat(changed)
    if base is None:
        clashing = merging.differing({one: old.get(one) for one in new}, new)
    else:
        changed, clashing = merging.merged(base, _fields(theirs), changed)
        if not clashing:
            return changed
    raise Conflict(
        "Somebody else changed this service in the meantime. Compare the two, then save again.",
        theirs={name: _in_words(old.get(name)) for name in clashing},
        yours={name: _in_words(new.get(name)) for name in clashing},
    )


def _in_words(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def entry_of(desk: Desk, kept: Service) -> Entry:
    """What is handed outward."""
    town = desk.session.get(Place, kept.place_key) if kept.place_key else None
    return Entry(
        kept.id,
        kept.key,
        kept.version,
        _particulars(kept),
        town.name if town else "",
        kept.verified_on,
        freshness(kept.verified_on, desk.now.date(), periods(desk.session)),
        kept.demonstration,
        kept.tried_on,
    )


def _row(desk: Desk, held: Periods, kept: Service, town: str | None) -> Row:
    return Row(
        kept.id,
        kept.version,
        kept.name,
        kept.country,
        town or "",
        tuple(link.kind for link in kept.kinds),
        kept.status,
        kept.reopens_on,
        kept.verified_on,
        freshness(kept.verified_on, desk.now.date(), held),
        kept.tried_on,
    )
