import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth import attempts
from auth.attempts import Keys, Tap, TooMany
from content_store.db import Store, visit
from content_store.models.accounts import Attempt

KEYS = Keys(b"s" * 32)
KEY = KEYS.of("account", "ana@example.org")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    now = [NOON]
    monkeypatch.setattr(attempts, "utcnow", lambda: now[0])
    return now


def use_up(store: Store, most: int) -> None:
    for _ in range(most):
        attempts.take(store, KEY, most)


def test_tries_run_out_and_the_answer_says_for_how_long(store: Store, clock: list[datetime]) -> None:
    use_up(store, 5)
    with pytest.raises(TooMany, match="Wait 15 minutes"):
        attempts.take(store, KEY, 5)
    clock[0] += timedelta(minutes=14)
    with pytest.raises(TooMany, match="Wait 1 minute,"):
        attempts.take(store, KEY, 5)


def test_refused_tries_do_not_prolong_the_wait(store: Store, clock: list[datetime]) -> None:
    use_up(store, 5)
    for _ in range(14):
        with pytest.raises(TooMany):
            attempts.take(store, KEY, 5)
        clock[0] += timedelta(minutes=1)
    clock[0] = NOON + timedelta(minutes=15)
    use_up(store, 5)


def test_the_count_begins_again_after_a_right_password_and_old_counts_go(store: Store, clock: list[datetime]) -> None:
    attempts.take(store, KEYS.of("account", "somebody@else.example"), 5)
    clock[0] += timedelta(days=2)
    use_up(store, 4)
    with visit(store, writing=True) as session:
        attempts.forget(session, KEY, clock[0])
        assert session.query(Attempt).count() == 0
    use_up(store, 5)


def test_guesses_made_at_the_same_moment_are_all_counted(store: Store) -> None:
    start, through = threading.Barrier(16), []

    def guess() -> None:
        start.wait(60)
        try:
            attempts.take(store, KEY, 5)
            through.append(1)
        except TooMany:
            pass

    threads = [threading.Thread(target=guess) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(through) == 5


def test_a_browser_is_known_by_a_cookie_that_only_we_can_make() -> None:
    email = "ana@example.org"
    made = KEYS.new_device(email)
    jar = {KEYS.device_cookie(email): made}
    assert KEYS.device(email, jar) == made.partition(".")[0]
    assert KEYS.device("boris@example.org", {KEYS.device_cookie("boris@example.org"): made}) is None
    assert Keys(b"t" * 32).device(email, {Keys(b"t" * 32).device_cookie(email): made}) is None
    for broken in ("", ".", made[:-1], made + "x", "č" + made, made.replace(".", "")):
        assert KEYS.device(email, {KEYS.device_cookie(email): broken}) is None
    assert "ana" not in KEYS.device_cookie(email) + made


def test_the_table_of_tries_holds_no_address(store: Store) -> None:
    attempts.take(store, KEY, 5)
    with visit(store) as session:
        row = session.query(Attempt).one()
    assert b"ana" not in row.key
    assert len(row.key) == 32


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 10))
def test_a_tap_never_gives_more_than_its_burst_and_its_trickle(waits: list[float], burst: int) -> None:
    now = [0.0]
    tap = Tap(burst, per_second=0.5, clock=lambda: now[0])
    given_ = 0
    for wait in waits:
        now[0] += wait
        given_ += tap.take()
    assert given_ <= burst + now[0] * 0.5 + 1e-6
