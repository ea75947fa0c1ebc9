"""The ledger on the screen."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from sqlalchemy import text

from console import entries
from content_store import ledger
from content_store.db import Store, desk_for
from content_store.ledger import Verb
from tests.cast import admin, ana, boris, teuta
from tests.content import put_questionnaire, small_document
from tests.driver import draw, parts_of, press, text_of
from tests.pages.conftest import Enter


def acts(store: Store, n: int, actor: Any = boris) -> None:
    with desk_for(store, actor) as desk:
        for number in range(n):
            ledger.record(
                desk,
                Verb.SERVICE_EDITED,
                f"service:{number}",
                before={"phone": "1"},
                after={"phone": str(number)},
                why="called",
            )


def rows(screen: Any) -> list[str]:
    [body] = [part for part in parts_of(screen) if part["type"] == "Tbody" and "keys" not in str(part)[:80]]
    return [text_of(row) for row in body["props"]["children"]]


def test_the_administrator_reads_who_did_what_newest_first(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document(title="Sleep"))
    acts(store, 3)
    shown = rows(draw(enter(admin), "/history"))
    assert "Boris Recenzent Service edited Service 2" in shown[0] and "called" in shown[0] and "1 → 2" in shown[0]
    assert "Ana Ekspert Questionnaire created Sleep" in shown[-1]


def test_the_list_is_paged_and_filtered_by_its_address(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document())
    acts(store, 60)
    client = enter(admin)
    assert len(rows(draw(client, "/history"))) == 50
    assert len(rows(draw(client, "/history?page=2"))) == 11
    assert len(rows(draw(client, f"/history?person={ana.id}"))) == 1
    assert len(rows(draw(client, "/history?kind=questionnaire"))) == 1
    assert len(rows(draw(client, "/history?thing=service:7"))) == 1
    assert "Nothing matches" in text_of(draw(client, "/history?until=2020-01-01"))
    assert len(rows(draw(client, "/history?since=2020-01-01&until=9999-12-31"))) == 50


def test_somebody_who_may_not_read_the_ledger_is_refused_and_cannot_check_it(enter: Enter) -> None:
    client = enter(teuta)
    assert text_of(draw(client, "/history")).startswith("Not for your role")
    assert "read the history" in press(client, "history-check").notice


def test_a_change_made_behind_the_console_s_back_is_found(enter: Enter, store: Store) -> None:
    acts(store, 3)
    client = enter(admin)
    assert "The chain holds" in text_of(press(client, "history-check")["history-chain.children"])
    with store.engine.begin() as connection:
        if store.dialect == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type='trigger'")).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE ledger SET why = 'never' WHERE id = 2"))
    assert "Entry 2 does not fit" in text_of(press(client, "history-check")["history-chain.children"])


def test_whatever_is_kept_of_an_act_has_a_name_for_people() -> None:
    kept = {
        key.value
        for package in ("auth", "content_store")
        for path in (Path(__file__).resolve().parents[2] / package).glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        for given in call.keywords
        if given.arg in ("before", "after") and isinstance(given.value, ast.Dict)
        for key in given.value.keys
        if isinstance(key, ast.Constant)
    }
    assert len(kept) > 10 and {name for name in kept if name not in entries.FIELDS} == set()
