from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from content_store import token_keys
from content_store.db import Store, visit
from content_store.models.settings import TokenKey

SECRET = b"installation secret of the tests"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_two_workers_share_the_key_of_the_day(store: Store) -> None:
    first = token_keys.key_for(store, SECRET, NOON)
    assert token_keys.key_for(store, SECRET, NOON + timedelta(hours=3)) == first
    assert token_keys.key_by_kid(store, SECRET, first.kid) == first


def test_a_key_lives_through_the_next_day_and_is_then_gone(store: Store) -> None:
    first = token_keys.key_for(store, SECRET, NOON)
    token_keys.key_for(store, SECRET, NOON + timedelta(days=1))
    assert token_keys.key_by_kid(store, SECRET, first.kid) == first
    token_keys.key_for(store, SECRET, NOON + timedelta(days=2))
    assert token_keys.key_by_kid(store, SECRET, first.kid) is None


def test_whoever_steals_the_table_has_no_key(store: Store) -> None:
    key = token_keys.key_for(store, SECRET, NOON)
    with visit(store) as session:
        row = session.scalars(select(TokenKey)).one()
    assert key.secret not in row.secret
    assert key.secret.hex() not in repr(key)
    assert token_keys.key_by_kid(store, b"another secret", key.kid) is None


def test_a_lost_installation_secret_stops_no_new_run(store: Store) -> None:
    old = token_keys.key_for(store, SECRET, NOON)
    new = token_keys.key_for(store, b"a new secret", NOON)
    assert new.secret != old.secret
    assert token_keys.key_by_kid(store, b"a new secret", new.kid) == new


def test_keys_are_forgotten_also_when_nobody_comes(store: Store) -> None:
    first = token_keys.key_for(store, SECRET, NOON)
    token_keys.forget_old(store, NOON + timedelta(days=1))
    assert token_keys.key_by_kid(store, SECRET, first.kid) == first
    token_keys.forget_old(store, NOON + timedelta(days=2))
    assert token_keys.key_by_kid(store, SECRET, first.kid) is None
