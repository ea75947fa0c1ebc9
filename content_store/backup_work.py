"""A backup that goes on in the background, one at a time in the whole installation: what it is at, and how it ended.

What is known of it stands in a file beside the backups, for another worker may be asked. Whoever is at work touches it
every few seconds: what is touched no more was cut off.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from assessment.sentences import Said
from content_store import backup
from content_store.backup import Stage
from content_store.db import Store, utcnow
from content_store.permissions import Actor, Conflict, Permission, Refusal, require

logger = logging.getLogger(__name__)

AT_WORK, ENDED = ".at-work", ".ended"
BEAT, SILENT = 2.0, 30.0  # seconds
CUT_OFF = Said("It was cut off: the process that made it ended. Nothing was kept of it.")
FAILED = Said("Something went wrong on our side. Nothing was kept of it; the log says more.")


@dataclass(frozen=True, slots=True)
class Work:
    """`stage` is None once it is over: then `made` is the backup's name, or `wrong` says why there is none."""

    by: str
    began_at: str  # ISO
    stage: Stage | None = Stage.COPYING
    made: str = ""
    wrong: str = ""

    @property
    def began(self) -> datetime:
        return datetime.fromisoformat(self.began_at)


def start(store: Store, folder: Path, by: Actor) -> Work:
    """Set one going and come back at once. Raises Conflict where one is at work already."""
    require(by, Permission.BACKUP_MAKE)
    folder.mkdir(parents=True, exist_ok=True)
    latest(folder)  # puts away what was cut off
    work = Work(by.name, utcnow().isoformat(timespec="seconds"))
    try:
        with os.fdopen(os.open(folder / AT_WORK, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(work), file)
    except FileExistsError:
        raise Conflict("A backup is being made already. It will stand here when it is done.") from None
    Thread(target=_make, args=(store, folder, by, work), name="backup", daemon=True).start()
    return work


def latest(folder: Path) -> Work | None:
    """The one at work, else the one that ended last."""
    work = _read(folder / AT_WORK)
    if work is None:
        return _read(folder / ENDED)
    if not _is_silent(folder / AT_WORK):
        return work
    ended = replace(work, stage=None, wrong=CUT_OFF)
    _end(folder, ended)
    return ended


def _make(store: Store, folder: Path, by: Actor, work: Work) -> None:
    with _beating(folder / AT_WORK):
        try:
            made = backup.back_up(store, folder, by, watch=lambda stage: _write(folder, replace(work, stage=stage)))
            ended = replace(work, stage=None, made=made.name)
        except Refusal as refusal:
            ended = replace(work, stage=None, wrong=str(refusal))
        except Exception:  # whatever it is, it must be told: nobody waits for this thread
            logger.exception("A backup in the background failed")
            ended = replace(work, stage=None, wrong=FAILED)
    _end(folder, ended)


@contextmanager
def _beating(file: Path) -> Iterator[None]:
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(FileNotFoundError):  # another worker took it for cut off: this machine stood still
                os.utime(file)

    heart = Thread(target=beat, name="backup-beat", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _is_silent(file: Path) -> bool:
    try:
        return utcnow().timestamp() - file.stat().st_mtime > SILENT
    except FileNotFoundError:
        return False


def _write(folder: Path, work: Work) -> None:
    near = folder / f"{AT_WORK}-next"
    near.write_text(json.dumps(asdict(work)))
    os.replace(near, folder / AT_WORK)


def _end(folder: Path, work: Work) -> None:
    _write(folder, work)
    os.replace(folder / AT_WORK, folder / ENDED)


def _read(file: Path) -> Work | None:
    try:
        told = Work(**json.loads(file.read_text()))
        return replace(told, stage=Stage(told.stage) if told.stage else None)
    except (OSError, ValueError, TypeError):  # not there; or somebody is writing it for the first time just now
        return None
