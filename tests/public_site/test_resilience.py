import logging
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from content_store import token_keys
from content_store.db import Store
from content_store.permissions import Unavailable
from public_site import shelf
from public_site.keyring import Keyring
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.conftest import SECRET, Clock, Public, opened, put_services
from tests.public_site.respondent import Respondent
from tests.public_site.test_counting import total
from tests.public_site.test_privacy import ask, granian, started

SMALL = "/en/rs/small/"


@contextmanager
def no_store(*_: object, **__: object) -> Iterator[None]:
    raise Unavailable("The database does not answer at the moment.")
    yield


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Takes the store away from everything the site reads, and gives it back."""

    def turn(off: bool) -> None:
        for module in (shelf, token_keys):
            if off:
                monkeypatch.setattr(module, "visit", no_store)
            else:
                monkeypatch.undo()

    return turn


def test_a_run_goes_on_while_the_store_is_away(public: Public, away: Callable[[bool], None]) -> None:
    ana = Respondent(public.client, SMALL).begin()
    away(True)
    assert ana.press(q1="daily").status == 200
    assert Respondent(public.client, SMALL).begin().status == 200


def test_a_result_is_shown_while_the_store_is_away_where_the_directory_was_read_before(
    public: Public, away: Callable[[bool], None]
) -> None:
    ben = Respondent(public.client, SMALL).begin().press(q1="daily").press(q2="daily")
    ana = Respondent(public.client, SMALL).begin().press(q1="daily")
    away(True)
    assert ana.press(q2="daily").status == 200 and ana.sees("Centre by the river")
    assert ben.press("stay", place="rs-novi-sad").sees("1 km away")


def test_a_result_that_must_wait_loses_no_answer(public: Public, away: Callable[[bool], None]) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="daily")
    away(True)
    ana.press(q2="daily")
    assert ana.status == 503 and ana.heading == "We cannot go on just now" and ana.response.headers["Retry-After"]
    token, action = ana.token, ana.action
    away(False)
    again = Respondent(public.client, SMALL).send({"t": token, "go": "next", "q2": "daily"}, at=action)
    assert again.sees("Your result") and 'name="q2" value="daily"' in ana.page
    public.site.counts.flush()
    assert total(public.store, "metric = 'completed'") == 1


def test_a_cold_worker_without_a_store_says_so(public: Public, away: Callable[[bool], None]) -> None:
    token = Respondent(public.client, SMALL).begin().token
    cold = next(opened(public.store))
    away(True)
    for address in ("/", "/sq/rs/", "/sq/rs/small/"):
        assert Respondent(cold.client, address).open().status == 503
    ana = Respondent(cold.client, SMALL).send({"t": token, "go": "next", "q1": "never"}, at="/sq/rs/small/")
    assert (ana.status, ana.heading, ana.token) == (503, "Tani për tani nuk mund të vazhdojmë", token)
    assert cold.client.get("/leave").status_code == 303
    away(False)
    assert ana.send({"t": token, "go": "next", "q1": "never"}, at=SMALL).heading == "How often, part 2?"


def test_a_fault_of_ours_shows_nothing_and_logs_no_answer(
    public: Public, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="daily")

    def broken(*_: object) -> None:
        raise KeyError("daily canary")

    monkeypatch.setattr("public_site.results.conclude", broken)
    with caplog.at_level(logging.DEBUG):
        ana.press(q2="daily")
    assert ana.status == 503 and "Traceback" not in ana.page and "canary" not in ana.page
    assert "KeyError" in caplog.text and "daily" not in caplog.text


def test_midnight_without_a_store_stops_nobody(store: Store, away: Callable[[bool], None]) -> None:
    clock = Clock()
    keys = Keyring(store, SECRET, clock)
    today = keys.current()
    away(True)
    clock.now += timedelta(hours=13)
    assert keys.current() == today and keys.by_kid(today.kid) == today
    away(False)
    clock.now += timedelta(seconds=6)
    tomorrow = keys.current()
    assert tomorrow.kid == today.kid + 1 and keys.by_kid(today.kid) == today
    clock.now += timedelta(days=1)
    assert keys.by_kid(today.kid) is None


def test_a_store_that_is_slow_to_refuse_holds_up_one_step_and_not_each(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    keys = Keyring(store, SECRET, clock)
    today = keys.current()
    clock.now += timedelta(days=1)
    asked = []

    def locked(*given: object) -> None:
        asked.append(given)
        raise Unavailable("The database does not answer at the moment.")

    monkeypatch.setattr(token_keys, "key_for", locked)
    assert {keys.current() for _ in range(20)} == {today} and len(asked) == 1
    clock.now += timedelta(seconds=6)
    assert keys.current() == today and len(asked) == 2


def test_at_midnight_the_watch_waits_for_the_new_key_and_nobody_else_does(
    store: Store, away: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    keys = Keyring(store, SECRET, clock)
    keys.watch()
    yesterdays = keys.current()
    clock.now += timedelta(days=1)
    with monkeypatch.context() as asked:
        asked.setattr(token_keys, "key_for", lambda *_: pytest.fail("somebody waited for the store"))
        assert keys.current() == yesterdays
    keys.watch()
    assert keys.current().kid == yesterdays.kid + 1 and keys.by_kid(yesterdays.kid) == yesterdays
    away(True)
    clock.now += timedelta(days=1)
    with pytest.raises(Unavailable):
        keys.watch()
    assert keys.current().kid == yesterdays.kid + 1


def test_two_workers_open_each_others_pages(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="daily")
    other = next(opened(public.store))
    assert (
        Respondent(other.client, SMALL)
        .send({"t": ana.token, "go": "next", "q2": "daily"}, at=SMALL)
        .sees("Your result")
    )


def test_a_key_nobody_made_is_not_asked_for_again_and_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    clock = Clock()
    keys = Keyring(store, SECRET, clock)
    kid = keys.current().kid
    monkeypatch.setattr(token_keys, "key_by_kid", lambda *given: asked.append(given))
    for number in range(100):
        keys.by_kid(number)
        keys.by_kid(kid - 1)
        keys.by_kid(kid + 1)
    assert len(asked) == 2


@pytest.mark.slow
def test_a_worker_told_to_stop_writes_down_its_last_second(sqlite_store: Store, tmp_path: Path) -> None:
    put_people(sqlite_store)
    publish_now(sqlite_store, small_document(), ["en"], ["RS"])
    with granian(str(sqlite_store.engine.url), tmp_path) as address:
        for _ in range(7):
            ask(address + SMALL)
    assert total(sqlite_store, "metric = 'opened'") == 7


@pytest.mark.slow
def test_a_run_outlives_the_worker_that_it_began_with(sqlite_store: Store, tmp_path: Path) -> None:
    """Killed, not stopped: what was counted more than a second ago stays, and nothing is counted twice."""

    def token(page: str) -> str:
        return re.search(r'name="t" value="([^"]+)"', page)[1]

    def eventually(number: int, where: str) -> None:
        until = time.monotonic() + 60
        while total(sqlite_store, where) < number and time.monotonic() < until:
            time.sleep(0.1)
        assert total(sqlite_store, where) == number

    put_people(sqlite_store)
    put_services(sqlite_store)
    publish_now(sqlite_store, small_document(), ["en"], ["RS"])
    url = str(sqlite_store.engine.url)
    process, address = started(url, tmp_path)
    try:
        page = ask(address + SMALL, {"t": token(ask(address + SMALL)), "go": "next"})
        eventually(1, "metric = 'started'")
        page = ask(address + SMALL, {"t": token(page), "go": "next", "q1": "daily"})
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=60)
    with granian(url, tmp_path) as address:
        for _ in range(2):
            result = ask(address + SMALL, {"t": token(page), "go": "next", "q2": "daily"})
            assert "Your result" in result and "High: headline." in result
        eventually(1, "metric = 'completed'")
    assert total(sqlite_store, "metric = 'started'") == total(sqlite_store, "metric = 'completed'") == 1
    assert total(sqlite_store, "item = 'q2' AND metric = 'answered'", "item_day") == 1
