"""Periods that an administrator sets, and who obeys them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content_store import directory, statistics
from content_store.db import Store, desk_for, utcnow, visit
from content_store.models.counters import UseDay
from content_store.models.directory import Service
from content_store.offers import offers_for
from content_store.paging import Wanted
from content_store.periods import AT_FIRST, periods, set_periods
from content_store.permissions import Conflict, Invalid, Refused
from content_store.verification import Freshness
from tests.cast import admin, mila
from tests.content import put_service


def change(store: Store, **changes: int) -> None:
    with desk_for(store, admin) as desk:
        now = periods(desk.session)
        wanted = {"due_days": now.due_days, "hidden_days": now.hidden_days, "kept_months": now.kept_months} | changes
        set_periods(desk, now.version, **wanted)
        assert desk.entries == 1


def test_visitors_are_not_shown_what_nobody_has_checked_for_longer_than_the_period(store: Store) -> None:
    service = put_service(store, name="Linja")
    with visit(store, writing=True) as session:
        session.get_one(Service, service).verified_on = (utcnow() - timedelta(days=100)).date()
        session.get_one(Service, service).national = False

    def shown() -> list[int]:
        with visit(store) as session:
            return [offer.id for offer in offers_for(session, "RS", utcnow())]

    assert shown() == [service]
    change(store, due_days=60, hidden_days=90)
    assert shown() == []
    change(store, due_days=60, hidden_days=120)
    assert shown() == [service]


def test_the_queue_of_services_to_be_verified_follows_the_period(store: Store) -> None:
    service = put_service(store, name="Linja")
    with visit(store, writing=True) as session:
        session.get_one(Service, service).verified_on = (utcnow() - timedelta(days=100)).date()

    def due() -> list[tuple[str, Freshness]]:
        with desk_for(store, mila, reading=True) as desk:
            assert directory.open_service(desk, service).freshness is not Freshness.NEVER
            return [(row.name, row.freshness) for row in directory.due(desk, Wanted()).rows]

    assert due() == []
    change(store, due_days=90)
    assert due() == [("Linja", Freshness.DUE)]
    change(store, due_days=30, hidden_days=60)
    assert due() == [("Linja", Freshness.STALE)]


def test_daily_figures_go_when_the_period_says_and_not_before(store: Store) -> None:
    days = [date(2026, 1, 15), date(2026, 6, 15), date(2026, 9, 1)]
    now = utcnow().replace(year=2026, month=9, day=10)
    with visit(store, writing=True) as session:
        for day in days:
            key = {"slot": 0, "country": "RS", "revision_id": 1, "locale": "sq", "source": "", "metric": "opened"}
            session.add(UseDay(start_day=day, n=1, **key))

    def left() -> list[date]:
        statistics.tidy(store, now=now)
        with visit(store) as session:
            return sorted(row.start_day for row in session.query(UseDay))

    assert left() == days
    change(store, kept_months=6)
    assert left() == days[1:]
    change(store, kept_months=2)
    assert left() == days[2:]


@pytest.mark.parametrize(
    "wrong",
    [{"due_days": 3}, {"hidden_days": 180}, {"hidden_days": 5000}, {"kept_months": 26}, {"kept_months": 1}],
)
def test_periods_that_break_a_promise_or_make_no_sense_are_refused(store: Store, wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid) as refused:
        change(store, **wrong)
    assert set(refused.value.problems) == set(wrong)


def test_who_is_no_administrator_and_who_comes_second_changes_nothing(store: Store) -> None:
    with desk_for(store, mila) as desk, pytest.raises(Refused):
        set_periods(desk, 0, due_days=90, hidden_days=200, kept_months=20)
    change(store, due_days=90)
    with desk_for(store, admin) as desk, pytest.raises(Conflict):
        set_periods(desk, AT_FIRST.version, due_days=91, hidden_days=200, kept_months=20)
    with visit(store) as session:
        assert periods(session).due_days == 90
