from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from content_store import backup, ledger, schema, sqlite_copies
from content_store.contents import Contents, contents_of
from content_store.db import Store, desk_for, open_store, visit
from content_store.models.counters import UseDay
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Invalid, System, Unavailable
from tests.content_store.rows import one_of_everything

ROOT = Path(__file__).resolve().parents[2]


def held(store: Store) -> Contents:
    with store.engine.connect() as connection:
        return contents_of(connection)


def write(store: Store, words: str) -> int:
    with desk_for(store, System()) as desk:
        return ledger.record(desk, ledger.Verb.SETTING_CHANGED, "setting:x", after={"words": words}).id


@pytest.fixture
def filled(store: Store) -> Store:
    one_of_everything(store)
    write(store, "пре")
    return store


def rendered(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def test_everything_comes_back_as_it_was(filled: Store, tmp_path: Path) -> None:
    before = held(filled)
    file = backup.back_up(filled, tmp_path / "backups")
    write(filled, "written after the backup")
    with visit(filled, writing=True) as session:
        session.query(UseDay).delete()
    assert held(filled) != before
    manifest = backup.restore(rendered(filled), file)
    assert held(filled) == before
    assert (manifest.rows, manifest.digests) == (before.rows, before.digests)
    assert write(filled, "the restored store takes writes") == manifest.rows["ledger"] + 1
    with visit(filled) as session:
        assert ledger.verify(session) is None


def test_a_backup_is_for_its_owner_only_and_nothing_unfinished_stays(filled: Store, tmp_path: Path) -> None:
    file = backup.back_up(filled, tmp_path)
    again = backup.back_up(filled, tmp_path)
    assert file != again
    assert file.stat().st_mode & 0o777 == 0o600
    assert {path for path in tmp_path.iterdir() if path.suffix == ".zip" or path.name.startswith(".")} == {file, again}
    with visit(filled) as session:
        made = session.query(LedgerEntry).filter_by(verb=ledger.Verb.BACKUP_MADE.value).count()
    assert made == 2


def test_what_a_killed_backup_left_is_cleared_away_the_next_day(sqlite_store: Store, tmp_path: Path) -> None:
    old, young = tmp_path / ".unfinished-old", tmp_path / ".unfinished-young"
    for left in (old, young):
        left.mkdir()
        (left / "database").write_bytes(b"half of it")
    os.utime(old, (0, 0))
    backup.back_up(sqlite_store, tmp_path)
    assert (old.exists(), young.exists()) == (False, True)


@pytest.fixture
def busy(filled: Store) -> Iterator[list[int]]:
    """A person who goes on writing; the ids of what was acknowledged."""
    acknowledged: list[int] = [write(filled, "0")]
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            acknowledged.append(write(filled, str(len(acknowledged))))

    thread = threading.Thread(target=work)
    thread.start()
    yield acknowledged
    stop.set()
    thread.join()


def test_a_backup_made_while_people_write_holds_what_was_acknowledged(
    filled: Store, busy: list[int], tmp_path: Path
) -> None:
    for _ in range(3):
        newest = busy[-1]
        file = backup.back_up(filled, tmp_path)
        with zipfile.ZipFile(file) as pack:
            manifest = json.loads(pack.read(backup.MANIFEST))
        assert manifest["rows"]["ledger"] >= newest


def test_a_lost_database_is_made_anew(sqlite_store: Store, tmp_path: Path) -> None:
    one_of_everything(sqlite_store)
    before, file = held(sqlite_store), backup.back_up(sqlite_store, tmp_path / "backups")
    url = f"sqlite:///{tmp_path / 'new' / 'place.db'}"
    backup.restore(url, file)
    store = open_store(url)
    assert held(store) == before
    store.close()


def test_an_empty_server_is_filled(postgresql_store: Store, empty_postgresql: str, tmp_path: Path) -> None:
    one_of_everything(postgresql_store)
    before = held(postgresql_store)
    backup.restore(empty_postgresql, backup.back_up(postgresql_store, tmp_path))
    store = open_store(empty_postgresql)
    assert held(store) == before
    with pytest.raises(Exception, match="append-only"), store.engine.begin() as connection:
        connection.execute(text("DELETE FROM ledger"))
    schema.downgrade(store, "base")
    schema.upgrade(store)
    store.close()


def test_a_database_beyond_repair_is_set_aside(sqlite_store: Store, tmp_path: Path) -> None:
    one_of_everything(sqlite_store)
    before, file = held(sqlite_store), backup.back_up(sqlite_store, tmp_path / "backups")
    sqlite_store.close()
    path = Path(str(sqlite_store.engine.url.database))
    path.write_bytes(b"nothing that SQLite knows" * 1000)
    backup.restore(rendered(sqlite_store), file)
    assert held(sqlite_store) == before
    assert path.with_name(path.name + ".damaged").exists()


def tampered(file: Path, target: Path, **changes: object) -> Path:
    with zipfile.ZipFile(file) as pack, zipfile.ZipFile(target, "w") as made:
        manifest = json.loads(pack.read(backup.MANIFEST)) | changes
        made.writestr(backup.MANIFEST, json.dumps(manifest))
        made.writestr(backup.DATA, pack.read(backup.DATA))
    return target


CHANGES: list[dict[str, object]] = [
    {"product": "another"},
    {"format": 2},
    {"schema": "9999"},
    {"sha256": "0" * 64},
    {"bytes": 5},
    {"bytes": "5"},
    {"rows": {}},
    {"dialect": "oracle"},
    {"more": 1},
]


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: next(iter(changes)))
def test_a_foreign_manifest_replaces_nothing(filled: Store, tmp_path: Path, changes: dict[str, object]) -> None:
    file = backup.back_up(filled, tmp_path)
    before = held(filled)
    with pytest.raises(Invalid):
        backup.restore(rendered(filled), tampered(file, tmp_path / "tampered.zip", **changes))
    assert held(filled) == before


def test_a_damaged_file_replaces_nothing(filled: Store, tmp_path: Path) -> None:
    whole = backup.back_up(filled, tmp_path).read_bytes()
    before = held(filled)
    middle = len(whole) // 2
    flipped = whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :]
    for damaged in (b"", b"hello", whole[:-100], whole[:middle], whole[100:], flipped):
        file = tmp_path / "damaged.zip"
        file.write_bytes(damaged)
        with pytest.raises(Invalid):
            backup.restore(rendered(filled), file)
    for nothing in (tmp_path / "not there.zip", tmp_path):
        with pytest.raises(Invalid):
            backup.restore(rendered(filled), nothing)
    assert held(filled) == before


def test_another_programs_database_is_not_taken_for_a_backup(sqlite_store: Store, tmp_path: Path) -> None:
    one_of_everything(sqlite_store)
    file, foreign = backup.back_up(sqlite_store, tmp_path), tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    data = foreign.read_bytes()
    with zipfile.ZipFile(file) as pack, zipfile.ZipFile(tmp_path / "foreign.zip", "w") as made:
        manifest = json.loads(pack.read(backup.MANIFEST))
        manifest |= {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        made.writestr(backup.MANIFEST, json.dumps(manifest))
        made.writestr(backup.DATA, data)
    with pytest.raises(Invalid):
        backup.restore(rendered(sqlite_store), tmp_path / "foreign.zip")
    with pytest.raises(Invalid):
        backup.restore(f"sqlite:///{foreign}", file)
    assert foreign.read_bytes() == data


def test_a_restore_does_not_wait_for_ever_for_somebody_who_writes(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(sqlite_store, "before")
    file = backup.back_up(sqlite_store, tmp_path / "backups")
    before = held(sqlite_store)
    monkeypatch.setattr(sqlite_copies, "PATIENCE", 0.2)
    with contextlib.closing(sqlite3.connect(str(sqlite_store.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            backup.restore(rendered(sqlite_store), file)
        other.execute("ROLLBACK")
    assert held(sqlite_store) == before


FULL = """
import resource, sys
from pathlib import Path
from content_store import backup
from content_store.db import open_store
from content_store.permissions import Unavailable

store = open_store(sys.argv[1])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100 * 1024, hard))
try:
    backup.back_up(store, Path(sys.argv[2]))
except Unavailable:
    print(list(Path(sys.argv[2]).iterdir()))
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print(backup.back_up(store, Path(sys.argv[2])).exists())
"""


@pytest.mark.slow
def test_a_disk_too_full_for_a_backup_leaves_no_half_of_one(sqlite_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    command = [sys.executable, "-c", FULL, rendered(sqlite_store), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.returncode) == (["[]", "True"], 0), done.stderr
