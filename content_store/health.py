"""How the installation is, line by line: one source for `app.py health` and the screen.

A line that needs care says what to do. Only one that cannot wait makes the whole *unwell*.
"""

from __future__ import annotations

import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import func, select, text

from assessment.sentences import Said
from content_store import backup, ledger, schema
from content_store.db import WAL_RESET_FIXED, Desk, Store, desk_for, utcnow, visit
from content_store.models.counters import Flush
from content_store.models.settings import TokenKey
from content_store.permissions import Permission, System, Unavailable, require

LEAST_FREE = 200 * 2**20  # bytes
BACKUP_AGE = timedelta(hours=48)
LIBRARIES = ("dash", "flask", "sqlalchemy", "cryptography", "granian", "psycopg")
KEY_FILE = "secret.key"
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Standing(StrEnum):
    WELL = "well"
    CARE = "needs care"
    UNWELL = "cannot wait"


@dataclass(frozen=True, slots=True)
class Line:
    """`care`: what to do about it; empty where all is well."""

    about: str
    says: str
    standing: Standing = Standing.WELL
    care: str = ""


def report(store: Store, folder: Path, *, workers: int = 1) -> tuple[Line, ...]:
    """Every line. `folder`: where key file and backups are kept. Never raises for what it is there to tell."""
    database = tuple(_database(store, workers))
    return (
        *database,
        *((*_kept(store), *_backups(store, folder)) if well(database) else ()),
        _disk(folder),
        _key_file(folder),
        _libraries(),
    )


def shown(desk: Desk, store: Store, folder: Path, *, workers: int = 1) -> tuple[Line, ...]:
    """The same for a member of staff."""
    require(desk.actor, Permission.HEALTH_READ)
    return report(store, folder, workers=workers)


def well(lines: tuple[Line, ...]) -> bool:
    return all(line.standing is not Standing.UNWELL for line in lines)


def _database(store: Store, workers: int) -> Iterator[Line]:
    try:
        with visit(store) as session:
            if store.dialect == "sqlite":
                number = str(session.scalar(text("SELECT sqlite_version()")))
            else:
                number = str(session.scalar(text("SHOW server_version")))
        at, needed = schema.current(store), schema.head()
    except Unavailable as error:
        yield Line(Said("database"), str(error), Standing.UNWELL, Said("See whether the database runs and lets us in."))
        return
    yield Line(Said("database"), f"{KINDS[store.dialect]} {number}")
    if at == needed:
        yield Line(Said("schema"), at)
    else:
        care = Said("Run: python app.py db upgrade")
        found = at or Said("none")
        says = Said("{found}, this version needs {needed}", found=found, needed=needed)
        yield Line(Said("schema"), says, Standing.UNWELL, care)
    if store.dialect == "sqlite" and sqlite3.sqlite_version_info < WAL_RESET_FIXED:
        fixed = ".".join(map(str, WAL_RESET_FIXED))
        yield Line(
            Said("SQLite library"),
            Said(
                "{version} has the WAL-reset bug (mended in {fixed}); {n} process writes",
                "{version} has the WAL-reset bug (mended in {fixed}); {n} processes write",
                version=sqlite3.sqlite_version,
                fixed=fixed,
                n=workers,
            ),
            Standing.WELL if workers == 1 else Standing.UNWELL,
            "" if workers == 1 else Said("Set WORKERS=1, or use PostgreSQL."),
        )


def _kept(store: Store) -> Iterator[Line]:
    try:
        with visit(store) as session:
            flushed = session.scalar(select(func.max(Flush.at_minute)))
            keys = session.scalars(select(TokenKey.day).order_by(TokenKey.day.desc())).all()
            number, digest = ledger.head(session)
    except Unavailable as error:
        yield Line(Said("content"), str(error), Standing.UNWELL, Said("See whether the database still runs."))
        return
    yield Line(Said("counters"), _written(flushed))
    yield Line(Said("ledger"), f"head {number}:{digest}")
    yield Line(Said("token keys"), _keys(keys))


def _written(flushed: datetime | None) -> Said:
    return Said("last written {ago}", ago=_ago(flushed)) if flushed else Said("none written in the last days")


def _keys(days: Sequence[date]) -> Said:
    if not days:
        return Said("none yet: the first visitor makes one")
    return Said("{n} kept, the newest of {day}", "{n} kept, the newest of {day}", n=len(days), day=days[0].isoformat())


def _backups(store: Store, folder: Path) -> Iterator[Line]:
    """By the ledger, which knows of those made into another folder, too."""
    try:
        with desk_for(store, System(), reading=True) as desk:
            last, now = backup.last_made(desk), desk.now
    except Unavailable as error:
        yield Line(Said("backups"), str(error), Standing.UNWELL, Said("See whether the database still runs."))
        return
    kept = backup.kept(folder / backup.FOLDER)
    made = Said("the newest {ago}", ago=_ago(last)) if last else Said("none made yet")
    size = size_in_words(sum(one.bytes for one in kept))
    there = Said("{made}; {n} in {folder}, {size}", made=made, n=len(kept), folder=backup.FOLDER, size=size)
    says = there if kept else made
    if last is None:
        care = Said("Make one: python app.py backup, nightly by cron.")
        yield Line(Said("backups"), says, Standing.CARE, care)
    elif now - last > BACKUP_AGE:
        care = Said("The newest is older than two days: see whether cron still runs.")
        yield Line(Said("backups"), says, Standing.CARE, care)
    else:
        yield Line(Said("backups"), says)


def _disk(folder: Path) -> Line:
    free = shutil.disk_usage(folder if folder.exists() else ".").free
    says = Said("{size} free", size=size_in_words(free))
    if free > LEAST_FREE:
        return Line(Said("disk"), says)
    least = size_in_words(LEAST_FREE)
    care = Said("Less than {least}: make room before the database cannot write.", least=least)
    return Line(Said("disk"), says, Standing.UNWELL, care)


def _key_file(folder: Path) -> Line:
    path = folder / KEY_FILE
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return Line(Said("key file"), Said("not there yet: the first start makes it"))
    if mode & 0o077:
        return Line(Said("key file"), Said("can be read by others"), Standing.UNWELL, f"Run: chmod 600 {path}")
    return Line(Said("key file"), Said("readable by its owner alone; keep a copy of it apart from the backups"))


def _libraries() -> Line:
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return Line(Said("libraries"), ", ".join(found))


def size_in_words(count: int) -> str:
    return f"{count / 2**20:.1f} MiB" if count < 2**30 else f"{count / 2**30:.1f} GiB"


def _ago(at: datetime) -> Said:
    minutes = int((utcnow() - at.astimezone(UTC)).total_seconds() // 60)
    if days := minutes // (24 * 60):
        return Said("{n} day ago", "{n} days ago", n=days)
    if hours := minutes // 60:
        return Said("{n} hour ago", "{n} hours ago", n=hours)
    return Said("{n} minute ago", "{n} minutes ago", n=minutes) if minutes > 0 else Said("just now")
