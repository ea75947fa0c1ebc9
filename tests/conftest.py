"""A migrated store for each test, on SQLite and on PostgreSQL.

`TEST_DATABASES` (default `sqlite,postgresql`) says which; `TEST_POSTGRESQL_URL` uses a server that runs already (its
database is emptied), else one is started for the session in a temporary folder.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from sqlalchemy import text

from content_store import schema
from content_store.db import Base, Store, open_store
from tests.postgres import PostgresCluster

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("nightly", deadline=None, max_examples=1000)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(PROFILE)
if PROFILE == "ci":
    # Hypothesis takes constants from the modules that are imported, and which are hangs on what a worker ran before:
    # without them a test tries the same examples wherever it runs. By night it may surprise us.
    providers._get_local_constants = providers.Constants

DATABASES = os.environ.get("TEST_DATABASES", "sqlite,postgresql").split(",")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    store = open_store(f"sqlite:///{path}")
    schema.upgrade(store)
    with store.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def postgresql(worker_id: str) -> Iterator[Store]:
    with PostgresCluster.running() as cluster:
        store = open_store(cluster.new_database(f"suite_{worker_id}"))
        schema.upgrade(store)
        yield store
        store.close()


def _emptied(store: Store) -> Store:
    names = ", ".join(table.name for table in Base.metadata.sorted_tables)
    with store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # past the append-only triggers
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return store


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """For what only SQLite has."""
    path = tmp_path / "store.db"
    shutil.copy(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture
def postgresql_store(postgresql: Store) -> Store:
    """For what only PostgreSQL has."""
    return _emptied(postgresql)


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest) -> Store:
    """An empty, migrated store; the test runs once on each database."""
    return request.getfixturevalue(f"{request.param}_store")


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[PostgresCluster]:
    """A server apart from the suite's, for tests that stop it or kill those who write to it."""
    if "postgresql" not in DATABASES:
        pytest.skip("TEST_DATABASES leaves PostgreSQL out")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TEST_POSTGRESQL_URL", raising=False)  # a server that is given to us is not ours to stop
        running = PostgresCluster.running()
        cluster = running.__enter__()
    yield cluster
    running.__exit__(None, None, None)


@pytest.fixture
def empty_postgresql(own_cluster: PostgresCluster) -> str:
    return own_cluster.new_database("empty")
