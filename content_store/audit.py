"""The ledger as a list to read: who did what, when, to what, and why. Writing it is `ledger`'s matter."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select

from content_store import ledger
from content_store.db import Desk
from content_store.drafts import LARGEST
from content_store.models.accounts import Person
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import Questionnaire
from content_store.names import SYSTEM, names_of
from content_store.paging import Page, Wanted, paginate
from content_store.permissions import Permission, require

MOST_EXPORTED = 200_000
HEADER = ("number", "when (UTC)", "who", "act", "thing", "before", "after", "why", "digest")


@dataclass(frozen=True, slots=True)
class Entry:
    """`kind` and `key` are the two halves of the thing; `title` what the thing is called now, where that is known."""

    id: int
    at: datetime
    by: str
    verb: str
    kind: str
    key: str
    title: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: `kind` as in `questionnaire`, `thing` as in `questionnaire:5`; days in UTC, both included."""

    kind: str = ""
    thing: str = ""
    person: int | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1


def entries(desk: Desk, asked: Asked) -> Page[Entry]:
    """Newest first."""
    require(desk.actor, Permission.LEDGER_READ)
    page = paginate(desk.session, _query(asked), Wanted(page=asked.page), lambda row: row, scalars=True)
    names = names_of(desk.session, [row.actor_id for row in page.rows])
    titles = _titles(desk, page.rows)
    rows = tuple(_entry(row, names[row.actor_id], titles) for row in page.rows)
    return Page(rows, page.page, page.pages, page.total)


def table(desk: Desk, asked: Asked) -> Iterator[tuple[object, ...]]:
    """The same as rows of plain values under `HEADER`, all pages of them, newest first."""
    require(desk.actor, Permission.LEDGER_READ)
    names: dict[int, str] = {}
    for row in desk.session.scalars(_query(asked).limit(MOST_EXPORTED).execution_options(yield_per=500)):
        if row.actor_id not in names:
            names[row.actor_id] = names_of(desk.session, [row.actor_id])[row.actor_id]
        at = row.at.isoformat(timespec="seconds")
        yield row.id, at, names[row.actor_id], row.verb, row.thing, row.before, row.after, row.why, row.digest


def people(desk: Desk) -> tuple[tuple[int, str], ...]:
    """Who has left an entry: id and name, by name."""
    require(desk.actor, Permission.LEDGER_READ)
    seen = set(desk.session.scalars(select(LedgerEntry.actor_id).distinct()))
    found = desk.session.execute(select(Person.id, Person.name).where(Person.id.in_(seen)).order_by(Person.name))
    system = ((0, SYSTEM),) if 0 in seen else ()
    return (*((person.id, person.name) for person in found), *system)


def broken_at(desk: Desk) -> int | None:
    """The first entry where the chain of hashes does not hold; None: it holds. Reads the whole ledger."""
    require(desk.actor, Permission.LEDGER_READ)
    return ledger.verify(desk.session)


def _query(asked: Asked) -> Select[Any]:
    query = select(LedgerEntry).order_by(LedgerEntry.id.desc())
    if asked.thing:
        query = query.where(LedgerEntry.thing == asked.thing)
    if asked.kind:
        query = query.where(LedgerEntry.verb.startswith(f"{asked.kind}:", autoescape=True))
    if asked.person is not None:
        query = query.where(LedgerEntry.actor_id == min(asked.person, LARGEST))
    if asked.since:
        query = query.where(LedgerEntry.at >= _midnight(asked.since))
    if asked.until and asked.until < date.max:
        query = query.where(LedgerEntry.at < _midnight(asked.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _entry(row: LedgerEntry, by: str, titles: Mapping[str, str]) -> Entry:
    kind, _, key = row.thing.partition(":")
    title = titles.get(row.thing, "")
    return Entry(row.id, row.at, by, row.verb, kind, key, title, values_of(row.before), values_of(row.after), row.why)


def values_of(text: str) -> Mapping[str, Any]:
    """What an entry keeps of before or after, as it was written down."""
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {"value": value}


def _titles(desk: Desk, rows: tuple[LedgerEntry, ...]) -> dict[str, str]:
    """What questionnaires and people are called, in one query each."""
    ids: dict[str, set[int]] = {"questionnaire": set(), "person": set()}
    for row in rows:
        kind, _, key = row.thing.partition(":")
        if kind in ids and key.isascii() and key.isdigit() and int(key) <= LARGEST:
            ids[kind].add(int(key))
    drafts = select(Questionnaire.id, Questionnaire.title).where(Questionnaire.id.in_(ids["questionnaire"]))
    named = {f"questionnaire:{found.id}": found.title for found in desk.session.execute(drafts)}
    return named | {f"person:{key}": name for key, name in names_of(desk.session, ids["person"]).items()}
