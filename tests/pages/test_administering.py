"""Settings, health, backups and files, as the administrator meets them."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from content_store import backup, backup_work, ledger
from content_store.db import Store, desk_for, visit
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.offer import offer
from content_store.permissions import Unavailable
from tests.cast import admin, ana, boris
from tests.composed import House, composed, sound
from tests.content import put_questionnaire, small_document
from tests.driver import draw, press, text_of


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path) as house:
        yield house


def verbs(store: Store) -> list[str]:
    with visit(store) as session:
        return [entry.verb for entry in session.query(LedgerEntry).order_by(LedgerEntry.id)]


def choosing(version: int, country: str = "SI", **fields: object) -> dict[str, object]:
    seen = {"settings-seen-offer": {"country": country, "version": version}}
    return seen | {f"offer-{name}": value for name, value in fields.items()}


def test_a_country_taken_off_the_list_closes_its_pages_and_opens_them_again(house: House, store: Store) -> None:
    client = house.enter(admin)
    assert "slovenščina" in str(draw(client, "/settings?country=SI"))
    assert house.stranger().get("/sl/si/").status_code == 200
    answer = press(client, "settings-save-offer", choosing(0, served=False, locales=[], first=" "))
    assert "not on offer" in answer.notice
    house.server.extensions["public_site"].shelf._offer._held = None  # visitors' pages look again after a moment
    assert house.stranger().get("/sl/si/").status_code == 404
    again = press(client, "settings-save-offer", choosing(1, served=True, locales=["sl", "en", "hr"], first="hr"))
    assert "hrvatski" in again.notice
    with visit(store) as session:
        assert offer(session).locales("SI") == ("hr", "sl", "en")
    assert "Somebody else changed" in press(client, "settings-save-offer", choosing(1, served=False, locales=[])).notice
    assert verbs(store) == [Verb.SETTING_CHANGED] * 2


def test_a_country_without_a_language_is_said_at_its_field(house: House, store: Store) -> None:
    answer = press(house.enter(admin), "settings-save-offer", choosing(0, served=True, locales=[], first="sl"))
    assert "Choose one language" in answer["offer-locales-problem.children"]
    assert verbs(store) == []


def test_periods_are_saved_or_refused_at_their_fields(house: House, store: Store) -> None:
    client = house.enter(admin)
    typed = {"settings-seen-periods": 0, "periods-due_days": 90, "periods-hidden_days": 80, "periods-kept_months": 99}
    answer = press(client, "settings-save-periods", typed)
    assert "Longer than" in answer["periods-hidden_days-problem.children"]
    assert "visitors are told 25" in answer["periods-kept_months-problem.children"]
    fine = typed | {"periods-hidden_days": 200, "periods-kept_months": 12}
    assert "Saved" in press(client, "settings-save-periods", fine).notice
    assert "Somebody else changed" in press(client, "settings-save-periods", fine).notice
    assert verbs(store) == [Verb.SETTING_CHANGED]


def test_the_health_screen_says_what_the_command_says(house: House) -> None:
    shown = text_of(draw(house.enter(admin), "/health"))
    for words in ("Database", "Schema", "Disk", "none made yet", "Key file", "SQLite"):
        assert words in shown
    assert "head 0:" in shown


def until_backed_up() -> None:
    for thread in threading.enumerate():
        if thread.name == "backup":
            thread.join()


def test_a_backup_made_on_the_screen_is_listed_carried_away_and_written_down(
    house: House, store: Store, tmp_path: Path
) -> None:
    client = house.enter(admin)
    begun = press(client, "data-make")
    assert "Begun by" in text_of(begun["data-list.children"])
    until_backed_up()
    made = press(client, "data-tick", prop="n_intervals")
    [kept] = backup.kept(tmp_path / backup.FOLDER)
    assert kept.name in made.notice and kept.name in text_of(made["data-list.children"])
    assert "Begun by" not in text_of(draw(client, "/data"))
    carried = sound(client.post("/console/download/backup", data={"file": kept.name}), 200)
    assert zipfile.ZipFile(io.BytesIO(carried.data)).testzip() is None
    assert verbs(store) == [Verb.BACKUP_MADE, Verb.BACKUP_DOWNLOADED]
    for name in ("../secret.key", "secret.key", "", "console-20260101T000000Z.zip", "x\0", "/etc/passwd"):
        sound(client.post("/console/download/backup", data={"file": name}), 404)
    assert "the newest just now; 1 in backups" in text_of(draw(client, "/health"))


def test_of_two_who_back_up_at_once_the_second_is_told_and_a_failure_is_told_too(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_fail = threading.Event()

    def waits(*_: object, **__: object) -> Path:
        may_fail.wait()
        raise Unavailable("The disk is full.")

    monkeypatch.setattr(backup, "back_up", waits)
    client = house.enter(admin)
    press(client, "data-make")
    assert "being made already" in press(client, "data-make").notice
    going = press(client, "data-tick", prop="n_intervals")
    assert "Copying the database" in text_of(going["data-progress.children"])
    assert "data-list.children" not in going.outputs
    may_fail.set()
    until_backed_up()
    assert "came to nothing" in text_of(press(client, "data-tick", prop="n_intervals")["data-list.children"])
    shown = text_of(draw(client, "/data"))
    assert "The disk is full" in shown and backup.kept(tmp_path / backup.FOLDER) == ()


def test_a_backup_that_was_cut_off_stands_in_nobodys_way(house: House, tmp_path: Path) -> None:
    folder = tmp_path / backup.FOLDER
    folder.mkdir()
    left = folder / backup_work.AT_WORK
    left.write_text(json.dumps({"by": "Somebody", "began_at": "2026-01-01T00:00:00+00:00", "stage": "packing"}))
    os.utime(left, (2**32, 2**32))  # however slow the machine is
    client = house.enter(admin)
    assert "Packing the copy" in text_of(draw(client, "/data"))
    os.utime(left, (0, 0))
    assert "It was cut off" in text_of(draw(client, "/data"))
    press(client, "data-make")
    until_backed_up()
    assert "came to nothing" not in text_of(draw(client, "/data"))


def test_all_content_comes_as_one_zip_of_files(house: House, store: Store) -> None:
    put_questionnaire(store, small_document("sleep"))
    answer = sound(house.enter(admin).post("/console/download/content"), 200)
    pack = zipfile.ZipFile(io.BytesIO(answer.data))
    assert "sleep.yaml" in pack.namelist()
    assert b"code: sleep" in pack.read("sleep.yaml")
    assert verbs(store)[-1] == Verb.CONTENT_EXPORTED
    sound(house.enter(ana).post("/console/download/content"), 403)


def test_the_history_comes_as_a_table_with_the_filters_of_the_screen_and_runs_nothing(
    house: House, store: Store
) -> None:
    for actor, why in ((ana, "=HYPERLINK(1)"), (boris, "called"), (boris, "+381 1")):
        with desk_for(store, actor) as desk:
            ledger.record(desk, Verb.SERVICE_EDITED, "service:1", after={"phone": "1"}, why=why)
    client = house.enter(admin)
    table = list(csv.reader(io.StringIO(client.get("/console/download/history").data.decode("utf-8-sig"))))
    assert [row[7] for row in table] == ["why", "'+381 1", "called", "'=HYPERLINK(1)"]
    assert [row[2] for row in table[1:]] == ["Boris Recenzent", "Boris Recenzent", "Ana Ekspert"]
    asked = f"?person={ana.id}&kind=service&since=2026-01-01&until=nonsense&page=7"
    assert client.get(f"/console/download/history{asked}").data.count(b"\r\n") == 2
    assert "/console/download/history?" in str(draw(client, f"/history?person={ana.id}"))
