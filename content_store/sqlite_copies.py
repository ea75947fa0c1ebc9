"""Copies of an SQLite database in use: by SQLite's own backup, since a copied file misses what is in the WAL."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from content_store import ledger
from content_store.contents import Contents, contents_of
from content_store.permissions import Invalid, Unavailable

PATIENCE = 10.0  # seconds for whoever is writing just now


def dump(url: URL, target: Path) -> tuple[Contents, str]:
    """Copy the database to a file and prove the copy; what is in it, and its schema revision."""
    with (
        contextlib.closing(sqlite3.connect(f"{_path(url).as_uri()}?mode=ro", uri=True, timeout=PATIENCE)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
    return proved(target)


def proved(copy: Path) -> tuple[Contents, str]:
    """What is in a copy, and its schema revision. Raises Invalid where it is damaged or not ours."""
    try:
        with contextlib.closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise Invalid({"file": "The database in this backup is damaged. Use another backup."})
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                raise Invalid({"file": "The database in this backup has rows that refer to nothing. Use another one."})
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.DatabaseError as error:
        raise Invalid({"file": f"This holds no database of this system ({error})."}) from error
    engine = create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    with engine.connect() as connection:
        contents = contents_of(connection)
        with Session(connection) as session:
            if bad := ledger.verify(session):
                raise Invalid({"file": f"The ledger in this backup does not hold together (entry {bad})."})
    return contents, str(revision[0][0])


def restore(copy: Path, url: URL) -> None:
    """Put a proved copy in place of the database, in one transaction of SQLite's; a database too damaged for that is
    set aside under another name."""
    path = _path(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _check_ours(path)
        with (
            contextlib.closing(sqlite3.connect(copy)) as source,
            contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            source.backup(target, progress=_patient())
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        _set_aside(path)
        os.replace(copy, path)


def _patient() -> Callable[[int, int, int], None]:
    """Without this, a copy waits for a lock for ever."""
    until = time.monotonic() + PATIENCE

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise Unavailable("Somebody writes to the database. Stop the service, then restore again.")

    return progress


def _check_ours(path: Path) -> None:
    if not path.exists() or path.stat().st_size == 0:
        return
    with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        raise Invalid({"database": f"{path} belongs to something else. Name another database."})


def _set_aside(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            os.replace(part, path.with_name(f"{path.name}.damaged{suffix}"))


def _path(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise Invalid({"database": "A database in memory cannot be backed up."})
    return Path(url.database).resolve()
