"""When the machine cannot: a clear refusal, nothing half-written, and work goes on without a restart."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import event, text

from content_store import ledger, questionnaires, schema
from content_store.contents import contents_of
from content_store.db import VANISHED, Store, desk_for, open_store, visit
from content_store.permissions import System, Unavailable
from tests.cast import ana
from tests.content import put_questionnaire, reworded, small_document
from tests.postgres import PostgresCluster

ROOT = Path(__file__).resolve().parents[2]


def write(store: Store) -> int:
    with desk_for(store, System()) as desk:
        return ledger.record(desk, ledger.Verb.SETTING_CHANGED, "setting:x").id


def held(store: Store) -> object:
    with store.engine.connect() as connection:
        return contents_of(connection)


def test_a_locked_database_refuses_and_goes_on_when_it_is_free(sqlite_store: Store) -> None:
    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")  # the real one would make the test wait for ten seconds

    sqlite_store.close()
    event.listen(sqlite_store.engine, "connect", impatient)
    draft = put_questionnaire(sqlite_store, small_document())
    before = held(sqlite_store)
    with contextlib.closing(sqlite3.connect(str(sqlite_store.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as refusal, desk_for(sqlite_store, ana) as desk:
            questionnaires.edit(desk, draft.id, 1, lambda d: reworded(d, "q1", "New?"), "New")
        assert "try again" in str(refusal.value)
        with desk_for(sqlite_store, ana, reading=True) as desk:  # readers do not wait
            assert questionnaires.open_draft(desk, draft.id) == draft
        other.execute("ROLLBACK")
    assert held(sqlite_store) == before
    with desk_for(sqlite_store, ana) as desk:
        assert questionnaires.edit(desk, draft.id, 1, lambda d: reworded(d, "q1", "New?"), "New").number == 2


FILL = """
import resource, sys
from content_store import ledger
from content_store.db import desk_for, open_store, visit
from content_store.permissions import System, Unavailable

store = open_store(sys.argv[1])

def write(entries):
    with desk_for(store, System()) as desk:
        for _ in range(entries):
            ledger.record(desk, ledger.Verb.SETTING_CHANGED, "setting:x", after={"words": "x" * 20000})

write(1)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (700 * 1024, hard))
refused = 0
for entries in (60, 60):
    try:
        write(entries)
    except Unavailable:
        refused += 1
with visit(store) as session:
    assert ledger.verify(session) is None
    kept = session.query(ledger.LedgerEntry).count()
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
write(60)
with visit(store) as session:
    assert ledger.verify(session) is None
    print(refused, kept, session.query(ledger.LedgerEntry).count())
"""


@pytest.mark.slow
def test_a_full_disk_refuses_and_goes_on_when_there_is_room(sqlite_store: Store) -> None:
    url = sqlite_store.engine.url.render_as_string()
    done = subprocess.run(
        [sys.executable, "-c", FILL, url], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    refused, kept, at_last = map(int, done.stdout.split())
    assert refused == 2
    assert (kept, at_last) == (1, 61)
    with sqlite_store.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"


@pytest.fixture
def stoppable(empty_postgresql: str) -> Store:
    store = open_store(empty_postgresql)
    schema.upgrade(store)
    return store


@pytest.mark.slow
def test_a_restarted_server_refuses_what_was_under_way_and_takes_the_next(
    stoppable: Store, own_cluster: PostgresCluster
) -> None:
    assert write(stoppable) == 1
    with pytest.raises(Unavailable), desk_for(stoppable, System()) as desk:
        ledger.record(desk, ledger.Verb.SETTING_CHANGED, "setting:half")
        own_cluster.stop("immediate")
        ledger.record(desk, ledger.Verb.SETTING_CHANGED, "setting:other half")
    with pytest.raises(Unavailable):
        write(stoppable)
    with pytest.raises(Unavailable), visit(stoppable) as session:
        session.execute(text("SELECT 1"))
    own_cluster.start()
    write(stoppable)  # the same store, nothing opened anew
    with visit(stoppable) as session:
        assert ledger.verify(session) is None
        assert session.query(ledger.LedgerEntry).filter_by(thing="setting:x").count() == 2
        assert session.query(ledger.LedgerEntry).count() == 2
    stoppable.close()


def test_somebody_who_holds_a_lock_for_long_does_not_hang_the_others(stoppable: Store) -> None:
    draft = put_questionnaire(stoppable, small_document())
    with stoppable.engine.connect() as other:
        other.execute(text("SELECT * FROM questionnaires FOR UPDATE"))
        with pytest.raises(Unavailable), desk_for(stoppable, ana) as desk:
            desk.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
            questionnaires.edit(desk, draft.id, 1, lambda d: reworded(d, "q1", "New?"), "New")
    with desk_for(stoppable, ana) as desk:
        assert questionnaires.edit(desk, draft.id, 1, lambda d: reworded(d, "q1", "New?"), "New").number == 2
    stoppable.close()


def test_a_rush_that_leaves_no_connection_free_is_told_as_such(sqlite_store: Store) -> None:
    engine = sqlite_store.engine
    engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    with pytest.raises(Unavailable), contextlib.ExitStack() as taken:
        while True:
            taken.enter_context(visit(sqlite_store)).execute(text("SELECT 1"))
    assert write(sqlite_store) == 1


def test_a_database_whose_machine_went_without_a_word_is_not_waited_for(stoppable: Store) -> None:
    with stoppable.engine.connect() as connection:
        agreed = connection.connection.driver_connection.info.get_parameters()
    assert {name: agreed[name] for name in VANISHED} == {name: str(value) for name, value in VANISHED.items()}
