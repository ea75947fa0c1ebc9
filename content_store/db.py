"""Engines, the declarative base, and the two ways in: a staff member's `Desk` and an anonymous `visit`.

This is the only module that knows what a driver raises.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import JSON, TypeDecorator

from content_store.permissions import Actor, Conflict, Missing, Unavailable

log = logging.getLogger(__name__)
T = TypeVar("T")

PATIENCE = 10.0  # seconds to wait for a turn to write, as for the lock of another process
RETRIED = frozenset({"40001", "40P01"})  # PostgreSQL: serialisation failure, deadlock
TOO_LARGE_A_NUMBER = "22003"  # PostgreSQL refuses to compare an id with it; SQLite compares, and finds nothing
# PostgreSQL: a machine that went without a word is given up after half a minute, and not after two hours.
VANISHED = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4, "tcp_user_timeout": 30_000}
WAL_RESET_FIXED = (3, 51, 3)  # first SQLite without the WAL-reset bug


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC. Refuses naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[int]: JSON,
        dict[str, str]: JSON,
    }


def utcnow() -> datetime:
    """The one clock of the system; everything else is handed the time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Store:
    """An open database. `writing` sessions take SQLite's write lock at BEGIN, `reading` ones do not. `turn`: who writes
    to SQLite waits for it, for SQLite's own waiting is blind: of fifty writers, some would starve."""

    engine: Engine
    writing: sessionmaker[Session]
    reading: sessionmaker[Session]
    turn: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def close(self) -> None:
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Open (not migrate) the database at an SQLAlchemy URL: `sqlite:///var/console.db` or `postgresql+psycopg://…`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(parsed, pool_size=8, max_overflow=8, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        limits = "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"
        arguments = {"options": limits, "connect_timeout": 5, **VANISHED}
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)
    readers = engine.execution_options(reading=True)
    return Store(
        engine,
        writing=sessionmaker(engine, expire_on_commit=False),
        reading=sessionmaker(readers, expire_on_commit=False, autoflush=False),
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we emit BEGIN ourselves; the driver's own loses updates
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "trusted_schema=OFF",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@dataclass(slots=True)
class Desk:
    """What an operation of a staff member works with: one transaction, one person, one time.

    `entries` counts the ledger entries written, so that a test can hold «one write, one entry»."""

    session: Session
    actor: Actor
    now: datetime
    entries: int = 0


@contextmanager
def desk_for(store: Store, actor: Actor, *, reading: bool = False) -> Iterator[Desk]:
    """One transaction: commits on leaving, rolls back on any exception. Raises Conflict, Unavailable and
    Missing in place of driver errors."""
    with _transaction(store, reading) as session:
        yield Desk(session, actor, utcnow())


@contextmanager
def visit(store: Store, *, writing: bool = False) -> Iterator[Session]:
    """A transaction for nobody in particular: the public site, start-up, counters. Same errors as `desk_for`."""
    with _transaction(store, not writing) as session:
        yield session


@contextmanager
def _transaction(store: Store, reading: bool) -> Iterator[Session]:
    if reading or store.dialect != "sqlite":
        with refusing(), (store.reading if reading else store.writing)() as session, session.begin():
            yield session
        return
    if not store.turn.acquire(timeout=PATIENCE):
        log.error("database: no turn to write came")
        raise _too_busy()
    try:
        with refusing(), store.writing() as session, session.begin():
            yield session
    finally:
        store.turn.release()


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what a driver raises into refusals that a person can read."""
    try:
        yield
    except StaleDataError as error:
        raise Conflict("Somebody else changed this in the meantime.") from error
    except IntegrityError as error:
        raise Conflict("This clashes with something that was saved in the meantime.") from error
    except NoneFree as error:  # every connection of the pool stayed busy
        log.error("database: no connection came free")
        raise _too_busy() from error
    except (OperationalError, DBAPIError) as error:
        if _is_fault(error):
            log.error("database: %s: %s", type(error.orig).__name__, str(error.orig).partition("\n")[0])
            if _is_damaged(error):
                raise Unavailable(
                    "The database file is damaged, or is no database of this system. Nothing was changed. Whoever runs "
                    "the service must restore a backup, or mend DATABASE_URL."
                ) from error
            raise Unavailable("The database does not answer at the moment. Nothing was changed; try again.") from error
        if getattr(error.orig, "sqlstate", None) == TOO_LARGE_A_NUMBER:
            raise Missing("There is nothing under this number.") from error
        raise


def _too_busy() -> Unavailable:
    return Unavailable("The database is too busy at the moment. Nothing was changed; try again.")


def _is_fault(error: DBAPIError) -> bool:
    """Locked, full, gone, damaged, or a PostgreSQL time-out: the machine's fault, not the caller's."""
    return isinstance(error, OperationalError) or error.connection_invalidated or _is_damaged(error)


def _is_damaged(error: DBAPIError) -> bool:
    return type(error.orig) is sqlite3.DatabaseError  # of this very class: its codes CORRUPT and NOTADB alone


def again(work: Callable[[], T], *, tries: int = 4) -> T:
    """Run an idempotent unit of work, repeating it where PostgreSQL asks for that (serialisation, deadlock)."""
    for attempt in range(1, tries + 1):
        try:
            return work()
        except Unavailable as error:
            cause = error.__cause__
            state = getattr(getattr(cause, "orig", None), "sqlstate", None)
            if state not in RETRIED or attempt == tries:
                raise
            time.sleep(0.02 * 2**attempt)
    raise AssertionError("unreachable")
