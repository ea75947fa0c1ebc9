"""How the installation is, as whoever keeps it is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from content_store import backup, health, ledger, schema
from content_store.db import Store, desk_for
from content_store.health import Line, Standing
from content_store.permissions import Refused, System
from tests.cast import admin, ana


def line(store: Store, folder: Path, about: str, **more: int) -> Line:
    return next(one for one in health.report(store, folder, **more) if one.about == about)


def test_a_sound_installation_is_well_and_says_with_what_it_runs(store: Store, tmp_path: Path) -> None:
    lines = health.report(store, tmp_path)
    assert health.well(lines)
    kind = "SQLite 3." if store.dialect == "sqlite" else "PostgreSQL 1"
    assert line(store, tmp_path, "database").says.startswith(kind)
    assert line(store, tmp_path, "schema").says == schema.head()
    assert "dash 4" in line(store, tmp_path, "libraries").says


def test_backups_are_counted_and_an_old_one_needs_care(store: Store, tmp_path: Path) -> None:
    assert line(store, tmp_path, "backups").standing is Standing.CARE

    def made(ago: timedelta) -> Line:
        with desk_for(store, System()) as desk:
            desk.now -= ago
            ledger.record(desk, ledger.Verb.BACKUP_MADE, "backup:made")
        return line(store, tmp_path, "backups")

    old = made(timedelta(days=3, minutes=1))
    assert "3 days ago" in old.says and old.standing is Standing.CARE and "cron" in old.care
    folder = tmp_path / backup.FOLDER
    folder.mkdir()
    (folder / "console-20260101T000000Z.zip").write_bytes(b"x" * 2**20)
    (folder / "console-notes.zip").touch()
    assert made(timedelta()) == Line("backups", "the newest just now; 1 in backups, 1.0 MiB")


def test_a_key_file_that_others_can_read_cannot_wait(store: Store, tmp_path: Path) -> None:
    (tmp_path / health.KEY_FILE).write_text("x")
    (tmp_path / health.KEY_FILE).chmod(0o644)
    assert line(store, tmp_path, "key file").standing is Standing.UNWELL
    (tmp_path / health.KEY_FILE).chmod(0o600)
    assert line(store, tmp_path, "key file").standing is Standing.WELL


def test_a_disk_that_is_nearly_full_cannot_wait(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 2**62)
    assert line(store, tmp_path, "disk").standing is Standing.UNWELL


def test_a_schema_of_another_version_says_what_to_run(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "head", lambda: "9999")
    assert "db upgrade" in line(store, tmp_path, "schema").care
    assert not health.well(health.report(store, tmp_path))


def test_the_buggy_sqlite_with_several_writers_cannot_wait(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WAL_RESET_FIXED", (99, 0, 0))
    assert line(sqlite_store, tmp_path, "SQLite library").standing is Standing.WELL
    assert line(sqlite_store, tmp_path, "SQLite library", workers=2).standing is Standing.UNWELL


def test_only_an_administrator_is_shown_it(store: Store, tmp_path: Path) -> None:
    with desk_for(store, admin, reading=True) as desk:
        assert health.shown(desk, store, tmp_path)
    with desk_for(store, ana, reading=True) as desk, pytest.raises(Refused):
        health.shown(desk, store, tmp_path)
