"""Bring a database to the schema of this version, and tell where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from content_store.db import Store, refusing

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(store: Store, revision: str = "head") -> None:
    """Migrate up (or to a named revision). One transaction; a failed migration leaves the old schema.
    Raises Unavailable where the database cannot be reached."""
    _run(store.engine, lambda config: command.upgrade(config, revision))


def downgrade(store: Store, revision: str) -> None:
    """Migrate down to a revision (`base`: empty). Loses what the older schema cannot hold."""
    _run(store.engine, lambda config: command.downgrade(config, revision))


def current(store: Store) -> str | None:
    """The revision the database is at; None: empty."""
    with refusing(), store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The revision this code needs."""
    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def _run(engine: Engine, work: Callable[[Config], object]) -> None:
    with refusing(), engine.begin() as connection:
        work(_config(connection))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
