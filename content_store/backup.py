"""A copy of everything that is kept, made while the service runs; and its way back.

A backup is one zip file: the database's own copy, and a manifest that says what must come out of it. It holds password
hashes and is readable by its owner only. It opens no respondent's token: those keys are encrypted with the key file.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from content_store import ledger, postgres_copies, schema, sqlite_copies
from content_store.contents import Contents
from content_store.db import Desk, Store, desk_for, utcnow
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Actor, Invalid, Missing, Permission, System, Unavailable, require

PRODUCT = "self-assessment-console"
FORMAT = 1
MANIFEST, DATA = "manifest.json", "database"
LARGEST_MANIFEST = 2**20
CHUNK = 2**20
FOLDER = "backups"  # below where the installation keeps its files
NAME = re.compile(r"console-[0-9]{8}T[0-9]{6}Z(-[0-9]{1,3})?\.zip")
UNFINISHED = ".unfinished-"
LEFT_BEHIND = 24 * 3600  # seconds after which nobody is still at work on one
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, RuntimeError)
NOT_THE_MACHINE = {errno.EINVAL, errno.ENOENT, errno.EISDIR, errno.EACCES}  # EINVAL: a place before the file's start


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `sha256` and `bytes` are those of the copy, `rows` and `digests` what it holds."""

    product: str
    format: int
    made_at: str
    dialect: str
    schema: str
    bytes: int
    sha256: str
    rows: dict[str, int]
    digests: dict[str, str]


class Stage(StrEnum):
    """What a backup is at, in this order."""

    COPYING = "copying"
    PACKING = "packing"
    PROVING = "proving"


def back_up(
    store: Store, folder: Path, by: Actor | None = None, *, watch: Callable[[Stage], None] = lambda stage: None
) -> Path:
    """Write a backup into `folder` (made if missing) and give its path. It holds everything that was acknowledged when
    this was called. A file with the final name is whole: it appears there only after it has been proved and synced.
    `by`: who asked for it; nobody: the command line. `watch` is told what it is at. Not within a transaction that
    writes: it would wait for itself."""
    actor = by or System()
    require(actor, Permission.BACKUP_MAKE)
    with _told():
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        with tempfile.TemporaryDirectory(dir=folder, prefix=UNFINISHED) as work:
            copy, archive = Path(work) / DATA, Path(work) / "archive"
            watch(Stage.COPYING)
            manifest = _copied(store, copy)
            watch(Stage.PACKING)
            _pack(archive, manifest, copy)
            watch(Stage.PROVING)
            _prove(archive)
            path = _free(folder, manifest.made_at)
            os.replace(archive, path)
        _sync(folder)
    with desk_for(store, actor) as desk:
        after = {"file": path.name, "sha256": manifest.sha256}
        ledger.record(desk, ledger.Verb.BACKUP_MADE, "backup:made", after=after)
    return path


def last_made(desk: Desk) -> datetime | None:
    """When the last backup was made; None: never."""
    require(desk.actor, Permission.HEALTH_READ)
    made = select(func.max(LedgerEntry.at)).where(LedgerEntry.verb == ledger.Verb.BACKUP_MADE)
    return desk.session.scalar(made)


def restore(url: str, file: Path) -> Manifest:
    """Put a backup in place of the database at `url`. Raises Invalid, having replaced nothing, for a file that is
    damaged, not a backup of this system, from a newer version, or of the other kind of database. The schema stays at
    the backup's revision; `schema.upgrade` brings it up."""
    target = make_url(url)
    near = Path(target.database or ".").resolve().parent if target.get_backend_name() == "sqlite" else None
    with _told():
        if near:
            near.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=near, prefix=".restoring-") as work:
            copy = Path(work) / DATA
            manifest = _unpacked(file, copy)
            _check_fits(manifest, target.get_backend_name())
            held = Contents(manifest.rows, manifest.digests)
            if manifest.dialect == "sqlite":
                if sqlite_copies.proved(copy) != (held, manifest.schema):
                    raise Invalid({"file": "What is in this backup is not what its manifest says. Use another one."})
                sqlite_copies.restore(copy, target)
            else:
                postgres_copies.proved(copy, set(held.rows))
                postgres_copies.restore(copy, target)
                if postgres_copies.contents(target) != held:
                    raise Unavailable("The database does not hold what the backup says. Restore another backup.")
    return manifest


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in its folder."""

    name: str
    made_at: datetime
    bytes: int


def kept(folder: Path) -> tuple[Kept, ...]:
    """The backups in a folder, newest first."""
    found = []
    for path in folder.glob("console-*.zip"):
        if NAME.fullmatch(path.name):
            told = path.stat()
            found.append(Kept(path.name, datetime.fromtimestamp(told.st_mtime, UTC), told.st_size))
    return tuple(sorted(found, key=lambda one: (one.made_at, one.name), reverse=True))


def take(desk: Desk, folder: Path, name: str) -> Path:
    """A backup to carry away: it holds everything, so it is written down who did. Raises Missing."""
    require(desk.actor, Permission.BACKUP_MAKE)
    if not NAME.fullmatch(name) or not (folder / name).is_file():
        raise Missing("There is no such backup. It may have been moved away.")
    ledger.record(desk, ledger.Verb.BACKUP_DOWNLOADED, "backup:downloaded", after={"file": name})
    return folder / name


def _clear(folder: Path) -> None:
    """Remove what backups that were killed have left: it holds password hashes."""
    for left in folder.glob(f"{UNFINISHED}*"):
        if left.stat().st_mtime < utcnow().timestamp() - LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)


def _copied(store: Store, copy: Path) -> Manifest:
    with desk_for(store, System(), reading=True) as desk:
        made_at = desk.now
    url = store.engine.url
    make = sqlite_copies.dump if store.dialect == "sqlite" else postgres_copies.dump
    contents, revision = make(url, copy)
    return Manifest(
        PRODUCT,
        FORMAT,
        made_at.isoformat(timespec="seconds"),
        store.dialect,
        revision,
        copy.stat().st_size,
        _sha256(copy),
        contents.rows,
        contents.digests,
    )


def _pack(archive: Path, manifest: Manifest, copy: Path) -> None:
    with os.fdopen(os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack:
            pack.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            pack.write(copy, DATA)
        file.flush()
        os.fsync(file.fileno())


def _prove(archive: Path) -> None:
    with zipfile.ZipFile(archive) as pack:
        if pack.testzip() is not None:
            raise Unavailable("The disk does not give back what was written. Nothing was kept of this backup.")


def _unpacked(file: Path, copy: Path) -> Manifest:
    try:
        with zipfile.ZipFile(file) as pack:
            if sorted(pack.namelist()) != sorted([MANIFEST, DATA]):
                raise Invalid({"file": f"{file.name} is no backup of this system."})
            manifest = _manifest(pack, file)
            _extract(pack, manifest, copy)
    except OSError as error:
        if error.errno not in NOT_THE_MACHINE:
            raise
        raise Invalid({"file": f"{file.name} cannot be read ({error.strerror})."}) from error
    except UNREADABLE as error:
        raise Invalid({"file": f"{file.name} is damaged, or no backup at all ({error})."}) from error
    if _sha256(copy) != manifest.sha256:
        raise Invalid({"file": f"{file.name} is damaged: its content does not match its manifest."})
    return manifest


def _manifest(pack: zipfile.ZipFile, file: Path) -> Manifest:
    if pack.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise Invalid({"file": f"{file.name} is no backup of this system."})
    try:
        plain = json.loads(pack.read(MANIFEST))
        manifest = Manifest(**plain)
    except (ValueError, TypeError) as error:
        raise Invalid({"file": f"{file.name} is no backup of this system: its manifest cannot be read."}) from error
    kinds = {field.name: type(getattr(manifest, field.name)).__name__ for field in fields(Manifest)}
    wanted = {field.name: str(field.type).partition("[")[0] for field in fields(Manifest)}
    if kinds != wanted or manifest.product != PRODUCT:
        raise Invalid({"file": f"{file.name} is no backup of this system."})
    return manifest


def _extract(pack: zipfile.ZipFile, manifest: Manifest, copy: Path) -> None:
    left = manifest.bytes
    with pack.open(DATA) as source, copy.open("wb") as target:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:  # a zip's own figures are not to be trusted
                raise Invalid({"file": "The backup is larger than its manifest says."})
            target.write(chunk)


def _check_fits(manifest: Manifest, dialect: str) -> None:
    if manifest.format != FORMAT:
        raise Invalid({"file": "This backup is of another version of this system. Restore it with that version."})
    if manifest.dialect != dialect:
        raise Invalid({"file": f"This is a backup of {manifest.dialect}; the database named is {dialect}."})
    known = {one.revision for one in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()}
    if manifest.schema not in known:
        raise Invalid({"file": f"It is from a newer version (schema {manifest.schema}). Restore it with that."})


def _free(folder: Path, made_at: str) -> Path:
    stamp = made_at.replace("+00:00", "Z").replace(":", "").replace("-", "")
    names = (folder / f"console-{stamp}{suffix}.zip" for suffix in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in names if not path.exists())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _told() -> Iterator[None]:
    """What the machine refuses, told as Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{error.filename or 'The disk'}: {error.strerror}.") from error
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise Unavailable(f"The database does not answer as it should ({type(error).__name__}: {error}).") from error
