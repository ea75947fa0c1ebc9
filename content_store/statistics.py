"""Counters in: what may be counted, and how a batch of counts reaches the tables. Reading them is `uptake`'s matter.

An event is a table and a key; its key says all that is kept. Events are booked to the day (or week) the *run began*,
so that a funnel is a cohort and never passes 100 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content_store.db import Base, Store, again, utcnow, visit
from content_store.models.counters import (
    BandWeek,
    Flush,
    ItemDay,
    ItemSum,
    ReferralWeek,
    TimeDay,
    TimeSum,
    UseDay,
    UseSum,
)
from content_store.periods import periods

Event = tuple[str, tuple[Any, ...]]
"""Name of a counter table, and the key of a row in it (all but slot)."""

BUCKETS = (30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1800, 3600)
"""Upper bounds of completion time in seconds; what is longer falls in bucket 0."""

AT = "@"  # between a metric and the level that it is counted by
BATCHES_KEPT = timedelta(days=1)  # a worker sends a batch again each second, until it is told that it is written
MOST_AT_ONCE = 1_000  # rows a statement
TOGETHER = 0  # the slot of days that are over
WORKERS_APART = timedelta(days=14)  # also a week's rows are written no more by then


class Use(StrEnum):
    """Metrics of a run as a whole."""

    OPENED = "opened"  # the questionnaire's first page was served
    STARTED = "started"  # a token was issued: the denominator of completion
    COMPLETED = "completed"
    UNDER_AGE = "under_age"
    QUICK_EXIT = "quick_exit"
    LOCALE_SWITCHED = "locale_switched"


class Asked(StrEnum):
    """Metrics of an item; each at most once a run."""

    SEEN = "seen"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    RETURNED = "returned"  # the run went back to it


class Referred(StrEnum):
    """Metrics of a result's services; each at most once a run (and service)."""

    SHOWN = "shown"
    CLICKED = "clicked"
    NONE_LOCAL = "none_local"  # nothing but national lines could be offered
    CRISIS_SHOWN = "crisis_shown"
    CRISIS_USED = "crisis_used"


class UseKey(NamedTuple):
    country: str
    revision_id: int
    locale: str
    start_day: date
    source: str
    metric: str


class ItemKey(NamedTuple):
    country: str
    revision_id: int
    locale: str
    start_day: date
    item: str
    metric: str


class TimeKey(NamedTuple):
    country: str
    revision_id: int
    locale: str
    start_day: date
    bucket: int


class BandKey(NamedTuple):
    country: str
    revision_id: int
    locale: str
    week: date
    banding: str
    band: str


class ReferralKey(NamedTuple):
    country: str
    revision_id: int
    locale: str
    week: date
    service_id: int
    metric: str


TABLES: dict[str, tuple[Table, type[Any]]] = {
    cast(Table, model.__table__).name: (cast(Table, model.__table__), key)
    for model, key in (
        (BandWeek, BandKey),
        (ItemDay, ItemKey),
        (ReferralWeek, ReferralKey),
        (TimeDay, TimeKey),
        (UseDay, UseKey),
    )
}
SUMS: dict[str, Table] = {
    cast(Table, day.__table__).name: cast(Table, of.__table__)
    for day, of in ((ItemDay, ItemSum), (TimeDay, TimeSum), (UseDay, UseSum))
}
"""Name of a table of days -> the table of its sums."""
SUMMED_OVER: tuple[dict[str, str], ...] = ({"country": ""}, {"locale": ""}, {"country": "", "locale": ""})


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def bucket_of(seconds: float) -> int:
    return next((bound for bound in BUCKETS if seconds <= bound), 0)


class Cohort(NamedTuple):
    """Runs counted together: `day` is the day they began."""

    country: str
    revision_id: int
    locale: str
    day: date


def used(cohort: Cohort, metric: Use, *, source: str = "none") -> Event:
    return "use_day", UseKey(*cohort, source, metric.value)


def asked(cohort: Cohort, item: str, metric: Asked) -> Event:
    """`item`: its code, without row or loop instance."""
    return "item_day", ItemKey(*cohort, item, metric.value)


def took(cohort: Cohort, seconds: float) -> Event:
    """From start to result."""
    return "time_day", TimeKey(*cohort, bucket_of(seconds))


def read_as(cohort: Cohort, profile: str, banding: str, band: str, *, loop: str = "") -> Event:
    """A result lay in this band."""
    name = f"{profile}/{banding}" + (f"@{loop}" if loop else "")
    return "band_week", BandKey(*_weekly(cohort), name, band)


def referred(cohort: Cohort, metric: Referred, *, service_id: int = 0) -> Event:
    """`service_id` 0: any, once a run; else this service."""
    return "referral_week", ReferralKey(*_weekly(cohort), service_id, metric.value)


def referred_at(cohort: Cohort, metric: Referred, level: str) -> Event:
    """Services shown, or one followed, after a result whose most serious band is of this level."""
    return "referral_week", ReferralKey(*_weekly(cohort), 0, f"{metric.value}{AT}{level}")


def _weekly(cohort: Cohort) -> Cohort:
    return cohort._replace(day=monday_of(cohort.day))


def add_batch(
    store: Store, batch_id: str, slot: int, events: Mapping[Event, int], *, now: datetime | None = None
) -> bool:
    """Add the counts in one transaction. False: this batch was added before, and nothing was done now, so a batch
    whose fate is unknown may simply be sent again. Raises ValueError for what is not an event, before anything."""
    rows = _rows(slot, events)
    minute = (now or utcnow()).replace(second=0, microsecond=0)

    def work() -> bool:
        with visit(store, writing=True) as session:
            if not _first_time(session, batch_id, slot, minute):
                return False
            _upsert(session, rows)
            return True

    return again(work)


def tidy(store: Store, *, now: datetime | None = None) -> None:
    """Forget old batch numbers and daily counters past their keeping. Safe to repeat."""
    moment = now or utcnow()
    with visit(store, writing=True) as session:
        last_day = (moment - periods(session).kept_for).date()
        session.execute(delete(Flush).where(Flush.at_minute < moment - BATCHES_KEPT))
        for model in (UseDay, UseSum, ItemDay, ItemSum, TimeDay, TimeSum):
            session.execute(delete(model).where(model.start_day < last_day))


def fold(store: Store, *, now: datetime | None = None) -> None:
    """Bring what several workers counted of a day that is long over into one row: rows would stand for as many workers
    as there ever were at once. The counts stay, also those that come in meanwhile. Safe to repeat, and to do at the
    same time elsewhere."""
    before = (now or utcnow()).date() - WORKERS_APART
    for table in Base.metadata.sorted_tables:
        if "slot" in table.primary_key.columns:
            while again(partial(_folded, store, table, before)):
                pass


def _folded(store: Store, table: Table, before: date) -> bool:
    """Some of the rows, in one transaction. False: there are none any more."""
    day = table.c.start_day if "start_day" in table.c else table.c.week
    apart = select(table).where(table.c.slot != TOGETHER, day < before).order_by(*table.primary_key)
    with visit(store, writing=True) as session:
        rows = session.execute(apart.limit(MOST_AT_ONCE).with_for_update(skip_locked=True)).mappings().all()
        if not rows:
            return False
        _upsert(session, [(table, {**row, "slot": TOGETHER}) for row in rows])
        named = [table.c[column.name] == bindparam(f"of_{column.name}") for column in table.primary_key]
        keys = [{f"of_{column.name}": row[column.name] for column in table.primary_key} for row in rows]
        session.connection().execute(delete(table).where(*named), keys)
    return len(rows) == MOST_AT_ONCE


def _rows(slot: int, events: Mapping[Event, int]) -> list[tuple[Table, dict[str, Any]]]:
    """In the order of their keys: two workers that write the same rows must meet them in the same order."""
    rows: list[tuple[Table, dict[str, Any]]] = []
    sums = Counter[tuple[str, Any]]()  # by key as it is named in the table
    for (name, key), n in sorted(events.items()):
        if name not in TABLES or n < 1:
            raise ValueError(f"not countable: {name} {n}")
        table, named = TABLES[name]
        rows.append((table, {**named(*key)._asdict(), "slot": slot, "n": n}))
        if name in SUMS:
            for over in SUMMED_OVER:
                sums[name, named(*key)._replace(**over)] += n
    for (name, key), n in sorted(sums.items()):
        rows.append((SUMS[name], {**key._asdict(), "slot": slot, "n": n}))
    return rows


def _insert(session: Session, table: Table) -> sqlite.Insert | postgresql.Insert:
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _first_time(session: Session, batch_id: str, slot: int, minute: datetime) -> bool:
    statement = _insert(session, Base.metadata.tables["flush_log"]).values(
        batch_id=batch_id, slot=slot, at_minute=minute
    )
    kept = statement.on_conflict_do_nothing().returning(Flush.batch_id)
    return session.scalar(kept) is not None


def _upsert(session: Session, rows: list[tuple[Table, dict[str, Any]]]) -> None:
    for table, group in groupby(rows, key=lambda row: row[0]):
        statement = _insert(session, table)
        adding = statement.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={"n": table.c.n + statement.excluded.n}
        )
        for chunk in _chunks([row for _, row in group]):
            session.connection().execute(adding, chunk)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), MOST_AT_ONCE):
        yield rows[start : start + MOST_AT_ONCE]
