"""Counts arrive once, whoever sends them and however often."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from content_store import statistics
from content_store.db import Store, visit
from content_store.models import BandWeek, Flush, UseDay
from content_store.models.counters import UseSum
from content_store.statistics import (
    Asked,
    Cohort,
    Event,
    Referred,
    Use,
    add_batch,
    asked,
    bucket_of,
    fold,
    read_as,
    referred,
    tidy,
    took,
    used,
)

DAY = date(2026, 11, 18)  # a Wednesday


def one_run(day: date = DAY) -> Counter[Event]:
    run = Counter[Event]()
    cohort = Cohort("RS", 1, "sr-Latn", day)
    for metric in (Use.OPENED, Use.STARTED, Use.COMPLETED):
        run[used(cohort, metric)] += 1
    run[asked(cohort, "q1", Asked.SEEN)] += 1
    run[took(cohort, 140)] += 1
    run[read_as(cohort, "general", "total", "low")] += 1
    run[referred(cohort, Referred.SHOWN)] += 1
    return run


def total(store: Store, model: type[UseDay] | type[BandWeek]) -> int:
    with visit(store) as session:
        return session.scalar(select(func.sum(model.n))) or 0


def test_counts_add_up_over_batches_and_slots(store: Store) -> None:
    assert add_batch(store, "a", 0, one_run())
    assert add_batch(store, "b", 0, one_run())
    assert add_batch(store, "c", 1, one_run())
    assert total(store, UseDay) == 9
    with visit(store) as session:
        assert session.scalar(select(func.count()).select_from(UseDay)) == 6  # two slots, three metrics


def test_a_batch_sent_again_adds_nothing(store: Store) -> None:
    assert add_batch(store, "a", 0, one_run())
    assert not add_batch(store, "a", 0, one_run())
    assert total(store, UseDay) == 3


def test_a_result_is_kept_by_the_week_only(store: Store) -> None:
    add_batch(store, "a", 0, one_run())
    with visit(store) as session:
        row = session.scalars(select(BandWeek)).one()
    assert (row.week, row.banding, row.band) == (date(2026, 11, 16), "general/total", "low")


def test_what_is_not_an_event_is_refused_and_nothing_is_counted(store: Store) -> None:
    for wrong in ({("people", ("Ana",)): 1}, {used(Cohort("RS", 1, "sr-Latn", DAY), Use.STARTED): 0}):
        with pytest.raises(ValueError, match="not countable"):
            add_batch(store, "a", 0, {**one_run(), **wrong})
    assert total(store, UseDay) == 0
    assert add_batch(store, "a", 0, one_run())


def test_a_large_batch_arrives_whole(store: Store) -> None:
    events = {used(Cohort("RS", r, "sr-Latn", DAY), Use.STARTED): r for r in range(1, 2_501)}
    add_batch(store, "a", 0, events)
    assert total(store, UseDay) == sum(events.values())


def test_workers_that_count_the_same_things_at_once_lose_nothing(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: add_batch(store, f"batch-{n}", 0, one_run()), range(24)))
    assert all(done)
    assert total(store, UseDay) == 72


def test_one_batch_sent_by_several_at_once_counts_once(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: add_batch(store, "same", 0, one_run()), range(8)))
    assert done.count(True) == 1
    assert total(store, UseDay) == 3


def test_old_batch_numbers_and_old_days_are_forgotten(store: Store) -> None:
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    add_batch(store, "old", 0, one_run(DAY - timedelta(days=800)), now=now - timedelta(days=1, minutes=1))
    add_batch(store, "new", 0, one_run(), now=now)
    tidy(store, now=now)
    tidy(store, now=now)
    assert total(store, UseDay) == 3
    with visit(store) as session:
        assert list(session.scalars(select(Flush.batch_id))) == ["new"]


def test_what_workers_counted_apart_becomes_one_row_when_its_days_are_over(store: Store) -> None:
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    before, since = DAY - timedelta(days=7), DAY + timedelta(days=7)
    for slot in (0, 3, 7):
        for day in (before, since):
            add_batch(store, f"{slot} {day}", slot, one_run(day))

    def cells(model: type[Any]) -> list[tuple[Any, ...]]:
        day = model.week if model is BandWeek else model.start_day
        with visit(store) as session:
            wanted = select(day, model.slot, func.sum(model.n)).group_by(day, model.slot).order_by(day, model.slot)
            return [tuple(row) for row in session.execute(wanted)]

    for _ in range(2):
        fold(store, now=now)
        assert cells(UseDay) == [(before, 0, 9), (since, 0, 3), (since, 3, 3), (since, 7, 3)]
        assert cells(BandWeek)[0][1:] == (0, 3) and len(cells(BandWeek)) == 4
        assert [cell[1:] for cell in cells(UseSum)][:2] == [(0, 27), (0, 9)]


def test_counts_that_come_in_while_rows_become_one_are_all_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MOST_AT_ONCE", 3)
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)

    def work(slot: int) -> None:
        for number in range(8):
            if slot:
                add_batch(store, f"{slot} {number}", slot, one_run(DAY - timedelta(days=7)))
            else:
                fold(store, now=now)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(work, (0, 1, 2, 0, 3)))
    assert (total(store, UseDay), total(store, BandWeek)) == (72, 24)
    fold(store, now=now)
    assert (total(store, UseDay), total(store, BandWeek)) == (72, 24)
    with visit(store) as session:
        assert session.scalar(select(func.count()).select_from(UseDay)) == 3


@pytest.mark.parametrize(("seconds", "bucket"), [(0, 30), (30, 30), (31, 45), (3600, 3600), (3601, 0)])
def test_times_fall_in_the_bucket_that_holds_them(seconds: float, bucket: int) -> None:
    assert bucket_of(seconds) == bucket
