import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from content_store.db import Store, visit
from content_store.permissions import Unavailable
from content_store.statistics import Cohort, Event, Use, used
from public_site import counting
from public_site.counting import Counts, Once
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent

COHORT = Cohort("RS", 1, "en", date(2026, 11, 23))
STARTED = used(COHORT, Use.STARTED)
SMALL = "/en/rs/small/"
LEVELS = ("shown@high", "clicked@high", "shown@low", "clicked@low")


def total(store: Store, where: str = "1=1", table: str = "use_day") -> int:
    with visit(store) as session:
        return session.scalar(text(f"SELECT coalesce(sum(n), 0) FROM {table} WHERE {where}"))


def test_two_runs_are_two_and_one_run_is_one_however_often_it_is_sent(store: Store) -> None:
    counts = Counts(store)
    for mark in (b"a" * 8, b"b" * 8, b"a" * 8):
        counts.book(mark, [Once("started", (STARTED,))])
    counts.book(b"", [Once("opened", (used(COHORT, Use.OPENED),))] * 2)
    counts.close()
    assert (total(store, "metric = 'started'"), total(store, "metric = 'opened'")) == (2, 2)


def test_what_was_counted_is_written_down_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, written = counting.add_batch, threading.Event()

    def add(*batch: Any) -> bool:
        done = real(*batch)
        written.set()
        return done

    monkeypatch.setattr(counting, "add_batch", add)
    monkeypatch.setattr(counting, "EVERY", 0.01)
    counts = Counts(store)
    counts.book(b"a" * 8, [Once("started", (STARTED,))])
    assert written.wait(30) and total(store) == 1
    counts.close()


def test_a_run_is_forgotten_after_two_hours(store: Store) -> None:
    now = [0.0]
    counts = Counts(store, clock=lambda: now[0])
    for moment in (0.0, 7_100.0, 7_300.0):
        now[0] = moment
        counts.book(b"a" * 8, [Once("started", (STARTED,))])
        counts.book(moment.hex().encode(), [Once("started", (STARTED,))])
    assert len(counts._done) == 3  # the two of the start are gone; the run itself was met again
    counts.close()


def test_the_memory_of_runs_has_a_bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "REMEMBERED", 10)
    counts = Counts(store)
    for number in range(50):
        counts.book(number.to_bytes(8, "big"), [Once("started", (STARTED,))])
    assert len(counts._done) == 10
    counts.close()
    assert total(store) == 50


def test_counts_wait_while_the_store_is_away_and_are_added_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real, batches = counting.add_batch, []

    def away(given: Store, batch: str, slot: int, events: dict[Event, int]) -> bool:
        batches.append(batch)
        if len(batches) == 1:
            raise Unavailable("gone")
        if len(batches) == 2:
            real(given, batch, slot, events)
            raise Unavailable("gone after it was written")
        return real(given, batch, slot, events)

    monkeypatch.setattr(counting, "add_batch", away)
    counts = Counts(store)
    counts.book(b"a" * 8, [Once("started", (STARTED,))])
    assert not counts.flush()
    counts.book(b"b" * 8, [Once("started", (STARTED,))])
    assert not counts.flush()
    assert counts.flush()
    counts.close()
    assert len(set(batches)) == 2 and total(store) == 2


def test_what_the_store_can_never_take_does_not_hold_up_the_rest(store: Store) -> None:
    counts = Counts(store)
    counts.book(b"a" * 8, [Once("nonsense", (("no_table", ()),))])
    with pytest.raises(ValueError):
        counts.flush()
    counts.book(b"a" * 8, [Once("started", (STARTED,))])
    counts.close()
    assert total(store) == 1


def test_many_threads_lose_nothing(store: Store) -> None:
    counts = Counts(store)

    def work(number: int) -> None:
        for turn in range(200):
            counts.book(bytes([number, turn]), [Once("started", (STARTED,))])
            if turn % 50 == 0:
                counts.flush()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts.close()
    assert total(store) == 1_200


def test_what_a_run_causes_is_counted_exactly(public: Public) -> None:
    for turn in range(40):
        ana = Respondent(public.client, SMALL).begin()
        if turn % 4 == 0:
            continue  # left at the first question
        ana.press(q1="~" if turn % 4 == 1 else "daily")
        if turn % 4 == 3:
            ana.press("back").press(q1="never")
        ana.press(q2="daily")
    public.site.counts.flush()
    assert total(public.store, "metric = 'opened'") == 40
    assert total(public.store, "metric = 'started'") == 40
    assert total(public.store, "metric = 'completed'") == 30
    per_item = {
        (item, metric): total(public.store, f"item = '{item}' AND metric = '{metric}'", "item_day")
        for item in ("q1", "q2")
        for metric in ("seen", "answered", "skipped", "returned")
    }
    assert per_item == {
        ("q1", "seen"): 40, ("q1", "answered"): 20, ("q1", "skipped"): 10, ("q1", "returned"): 10,
        ("q2", "seen"): 30, ("q2", "answered"): 30, ("q2", "skipped"): 0, ("q2", "returned"): 0,
    }  # fmt: skip
    assert total(public.store, table="time_day") == 30
    assert total(public.store, "band = 'high'", "band_week") == 10
    assert total(public.store, "band = 'low'", "band_week") == 10
    assert total(public.store, "metric = 'shown' AND service_id = 0", "referral_week") == 30


def test_pages_sent_twice_count_once(public: Public) -> None:
    ana = Respondent(public.client, SMALL).open()
    for fields in ({}, {"q1": "daily"}, {"q2": "daily"}):
        token = ana.token
        for _ in range(3):
            ana.send({"t": token, "go": "next", **fields})
    ana.send({"t": token, "go": "next", "q2": "never"})  # an old page, answered in another way
    public.site.counts.flush()
    assert total(public.store, "metric <> 'opened'") == 2  # started, completed
    assert total(public.store, table="item_day") == 4
    assert total(public.store, table="band_week") == 1


def test_nothing_is_counted_for_bad_tokens_previews_and_robots(public: Public) -> None:
    Respondent(public.client, SMALL, User_Agent="Mozilla/5.0 (compatible; Googlebot/2.1)").open()
    Respondent(public.client, SMALL, User_Agent="").open()
    Respondent(public.client, SMALL).send({"t": "x" * 100, "q1": "daily"}, at=SMALL)
    public.site.counts.flush()
    assert total(public.store) == 0


def test_leaving_quickly_is_counted(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin()
    public.client.get(ana._one(r'class="leave" href="([^"]+)"'))
    public.client.get("/leave?r=4711&l=en&c=rs")
    public.site.counts.flush()
    assert total(public.store, "metric = 'quick_exit'") == 1


def test_a_click_to_a_service_is_counted_once_a_run(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="daily").press(q2="daily")
    number, token = ana._one(r'name="service" value="(\d+)"'), ana.token
    for _ in range(3):
        ana.send({"t": token, "service": number}, at=SMALL + "service")
    public.site.counts.flush()
    assert total(public.store, "metric = 'clicked' AND service_id = 0", "referral_week") == 1
    assert total(public.store, f"metric = 'clicked' AND service_id = {number}", "referral_week") == 1
    by_level = [total(public.store, f"metric = '{metric}'", "referral_week") for metric in LEVELS]
    assert by_level == [1, 1, 0, 0]
