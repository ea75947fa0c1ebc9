from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from content_store import ledger
from content_store.db import Store, desk_for, visit
from content_store.permissions import System
from tests.content_store.rows import one_of_everything


def write(store: Store, entries: int = 5) -> None:
    for number in range(entries):
        with desk_for(store, System()) as desk:
            ledger.record(desk, ledger.Verb.SETTING_CHANGED, f"setting:{number}", after={"п": number}, why="због")


def verified(store: Store, known: tuple[int, str] | None = None) -> int | None:
    with visit(store) as session:
        return ledger.verify(session, known)


def by_force(store: Store, *statements: str) -> None:
    """As somebody would who has the database's password."""
    with store.engine.begin() as connection:
        if store.dialect == "sqlite":
            connection.execute(text("DROP TRIGGER ledger_no_update"))
            connection.execute(text("DROP TRIGGER ledger_no_delete"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("act", ["UPDATE {} SET digest = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["ledger", "revisions"])
def test_nobody_changes_the_past_by_mistake(store: Store, table: str, act: str) -> None:
    one_of_everything(store)
    with pytest.raises(DatabaseError, match="append-only"), store.engine.begin() as connection:
        connection.execute(text(act.format(table)))
    assert verified(store) is None


def test_an_honest_ledger_verifies(store: Store) -> None:
    assert verified(store) is None
    write(store)
    assert verified(store) is None


MOVED = """UPDATE ledger SET thing = CASE id WHEN 2 THEN 'setting:2' ELSE 'setting:1' END WHERE id IN (2, 3)"""
SLIPPED_IN = """INSERT INTO ledger (id, at, actor_id, verb, thing, before, after, why, previous, digest)
SELECT 99, at, 7, verb, thing, before, after, why, digest, 'made up' FROM ledger WHERE id = 5"""


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE ledger SET actor_id = 9 WHERE id = 3", 3),
        ("UPDATE ledger SET after = '{}' WHERE id = 1", 1),
        ("UPDATE ledger SET at = '2020-01-01 00:00:00' WHERE id = 5", 5),
        ("UPDATE ledger SET previous = digest WHERE id = 4", 4),
        ("DELETE FROM ledger WHERE id = 1", 2),
        ("DELETE FROM ledger WHERE id = 3", 4),
        (MOVED, 2),
        (SLIPPED_IN, 99),
    ],
)
def test_whoever_alters_the_past_is_found_out(store: Store, statement: str, first_bad: int) -> None:
    write(store)
    by_force(store, statement)
    assert verified(store) == first_bad


def test_a_cut_off_end_shows_against_a_head_kept_elsewhere(store: Store) -> None:
    write(store)
    with visit(store) as session:
        known = ledger.head(session)
    assert known[0] == 5
    by_force(store, "DELETE FROM ledger WHERE id = 5")
    assert verified(store) is None
    assert verified(store, known) == 5
    write(store, 2)  # an entry takes the number, but not the digest
    assert verified(store, known) == 5


def test_a_known_head_that_is_still_there_verifies(store: Store) -> None:
    with visit(store) as session:
        nothing = ledger.head(session)
    write(store, 3)
    with visit(store) as session:
        known = ledger.head(session)
    write(store, 2)
    assert verified(store, known) is None
    assert verified(store, nothing) is None


def test_what_is_rolled_back_leaves_no_entry(store: Store) -> None:
    def fails() -> None:
        with desk_for(store, System()) as desk:
            ledger.record(desk, ledger.Verb.SETTING_CHANGED, "setting:x")
            raise RuntimeError

    steps: list[Callable[[], None]] = [fails, lambda: write(store, 2), fails]
    for step in steps:
        try:
            step()
        except RuntimeError:
            continue
    with visit(store) as session:
        assert session.execute(text("SELECT count(*) FROM ledger")).scalar() == 2
        assert ledger.verify(session) is None
