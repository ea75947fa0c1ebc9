"""Every step up and down, with a row in every table, on both databases; and the models are what the last step makes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text

from content_store import ledger, schema
from content_store.contents import contents_of
from content_store.db import Base, Store, desk_for, open_store, visit
from content_store.permissions import System
from content_store.statistics import SUMS, Asked, Cohort, Use, add_batch, asked, took, used
from tests.conftest import DATABASES
from tests.content_store.rows import one_of_everything

# of the first release, and changed by a later one
GREW_LATER = {"alembic_version", "places", "services", "staff_sessions"}
STEPS = [one.revision for one in reversed(list(ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()))]


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without tables."""
    sqlite = request.param == "sqlite"
    store = open_store(f"sqlite:///{tmp_path / 'empty.db'}" if sqlite else request.getfixturevalue("empty_postgresql"))
    yield store
    store.close()


def described(store: Store) -> dict[str, object]:
    """The schema as the database itself tells it, triggers included."""
    triggers = (
        "SELECT name || sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
        if store.dialect == "sqlite"
        else "SELECT tgname || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
    )
    with store.engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        look = inspect(connection)
        tables: dict[str, object] = {
            name: (
                sorted((c.name, str(c.type), c.nullable, c.primary_key) for c in table.columns),
                sorted(str(sorted(one.items(), key=str)) for one in look.get_indexes(name)),
                sorted(str(sorted(one.items(), key=str)) for one in look.get_unique_constraints(name)),
                sorted(str(sorted(one.items(), key=str)) for one in look.get_foreign_keys(name)),
            )
            for name, table in found.tables.items()
            if name != "alembic_version"
        }
        return tables | {"triggers": connection.scalars(text(triggers)).all()}


def test_the_steps_are_one_line_without_branches() -> None:
    script = ScriptDirectory(str(schema.MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert STEPS[-1] == schema.head()


def test_the_last_step_makes_what_the_models_say(empty: Store) -> None:
    schema.upgrade(empty)
    assert schema.current(empty) == schema.head()
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_each_step_goes_down_and_up_again_to_the_same(empty: Store) -> None:
    for step in STEPS:
        schema.upgrade(empty, step)
        before = described(empty)
        schema.downgrade(empty, "-1")
        schema.upgrade(empty, step)
        assert described(empty) == before
    schema.downgrade(empty, "base")
    assert schema.current(empty) is None
    assert described(empty) == {"triggers": []}
    schema.upgrade(empty)
    assert described(empty) == before


def test_nothing_kept_is_lost_on_the_way_down_to_the_first_release_and_up(empty: Store) -> None:
    schema.upgrade(empty)
    one_of_everything(empty)
    with empty.engine.connect() as connection:
        before = contents_of(connection)
    schema.downgrade(empty, STEPS[0])
    with empty.engine.connect() as connection:
        first = contents_of(connection)
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        after = contents_of(connection)
    # What later steps added cannot outlive the way down.
    for table in first.digests.keys() - GREW_LATER:
        assert first.digests[table] == after.digests[table] == before.digests[table]
    with desk_for(empty, System()) as desk:
        ledger.record(desk, ledger.Verb.DEMO_LOADED, "demo:2")
    with visit(empty) as session:
        assert ledger.verify(session) is None


def test_what_was_counted_before_there_were_sums_is_summed_as_what_is_counted_now(empty: Store) -> None:
    schema.upgrade(empty)
    for slot, (country, locale) in enumerate((("RS", "sr-Latn"), ("RS", "sq"), ("XK", "sq"))):
        cohort = Cohort(country, 1, locale, date(2026, 3, 1))
        events = {used(cohort, Use.STARTED): 5, asked(cohort, "q1", Asked.SEEN): 4, took(cohort, 100): 3}
        add_batch(empty, f"batch-{slot}", slot % 2, events)
    with empty.engine.connect() as connection:
        before = contents_of(connection).digests
    schema.downgrade(empty, "0006")
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        after = contents_of(connection).digests
    assert {table.name: after[table.name] for table in SUMS.values()} == {
        table.name: before[table.name] for table in SUMS.values()
    }


def test_migrating_twice_changes_nothing(empty: Store) -> None:
    schema.upgrade(empty)
    before = described(empty)
    schema.upgrade(empty)
    assert described(empty) == before


def test_a_step_that_fails_leaves_the_schema_before_it(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import op

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    real = op.execute
    schema.upgrade(empty, STEPS[0])
    before = described(empty)
    with monkeypatch.context() as patch:
        calls: list[object] = []

        def second_fails(statement: str) -> None:
            calls.append(statement)
            fail() if len(calls) == 2 else real(statement)

        patch.setattr(op, "execute", second_fails)
        with pytest.raises(RuntimeError):
            schema.upgrade(empty)
    assert schema.current(empty) == STEPS[0]
    assert described(empty) == before
    schema.upgrade(empty)
    assert schema.current(empty) == schema.head()


MIGRATE = "import sys; from content_store import schema; from content_store.db import open_store; \
print('ready', flush=True); schema.upgrade(open_store(sys.argv[1]))"


@pytest.mark.slow
def test_a_migration_that_is_killed_can_be_run_again(empty: Store) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    for wait in (0.02, 0.08):
        process = subprocess.Popen([sys.executable, "-c", MIGRATE, url], stdout=subprocess.PIPE, env=dict(os.environ))
        assert process.stdout
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert schema.current(empty) in (None, *STEPS)
    schema.upgrade(empty)
    assert schema.current(empty) == schema.head()
    one_of_everything(empty)
