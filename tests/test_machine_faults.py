"""The machine fails under the whole server: locked, full, restarted. People get a clear 503 or a notice and keep what
they typed, nothing is half-written, and work goes on without a restart."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from content_store import ledger, questionnaires, schema
from content_store.db import Store, desk_for, open_store, visit
from tests import cast
from tests.composed import House, composed, sound
from tests.content import publish_now, small_document
from tests.driver import Answer, draw, press, text_of
from tests.postgres import PostgresCluster
from tests.public_site.respondent import Respondent
from tests.public_site.test_counting import total

SMALL = "/en/rs/small/"
WORDS = "How often, in words of mine?"
FIELD = {"type": "questionnaire-field", "key": "text|item.q1.text"}
Fault = Callable[[], contextlib.AbstractContextManager[None]]


def reword(client: FlaskClient) -> Answer:
    seen = {"questionnaire-seen": {"id": 1, "number": 1, "part": "item.q1"}}
    return press(client, FIELD, seen, prop="value", value=WORDS)


def drafts(house: House) -> tuple[int, int]:
    """The newest number of the draft, and how many entries the ledger has; the chain holds."""
    with desk_for(house.store, cast.ana, reading=True) as desk:
        number = questionnaires.open_draft(desk, 1).number
        assert ledger.verify(desk.session) is None
        return number, desk.session.scalar(text("SELECT count(*) FROM ledger"))


def still_reads(house: House, client: FlaskClient) -> None:
    assert "How often, part 1?" in text_of(draw(client, "/questionnaire?id=1&part=item.q1"))
    run = Respondent(house.stranger(), SMALL).begin().press(q1="daily")
    assert run.press(q2="daily").sees("Your result")


@pytest.fixture
def impatient(sqlite_store: Store, tmp_path: Path) -> Iterator[House]:
    """It waits a tenth of a second for a lock, and not ten."""

    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    sqlite_store.close()
    event.listen(sqlite_store.engine, "connect", hurry)
    with composed(sqlite_store, tmp_path) as house:
        publish_now(sqlite_store, small_document())
        Respondent(house.stranger(), SMALL).begin()  # the day's key is made when first wanted
        yield house


def path_of(store: Store) -> str:
    return str(store.engine.url.database)


def test_while_the_database_is_locked_saving_is_refused_and_reading_goes_on(impatient: House) -> None:
    ana, before = impatient.enter(cast.ana), drafts(impatient)
    with contextlib.closing(sqlite3.connect(path_of(impatient.store), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = reword(ana)
        assert answer.status == 200 and "does not answer at the moment" in answer.notice
        assert answer.outputs == {}  # nothing on the screen is replaced: the words stay in their field
        still_reads(impatient, ana)
        signing = impatient.stranger().post("/console/sign-in", data={"email": "ana@example.org", "password": "x" * 14})
        assert "ana@example.org" in sound(signing, 503).text
        other.execute("ROLLBACK")
    assert drafts(impatient) == before
    assert "Not done" not in reword(ana).notice
    assert drafts(impatient) == (2, before[1] + 1)
    impatient.server.extensions["public_site"].counts.flush()
    assert total(impatient.store, "metric = 'completed'") == 1  # counted while locked, written down afterwards


def test_while_the_disk_is_full_saving_is_refused_and_reading_goes_on(impatient: House) -> None:
    ana, before, store = impatient.enter(cast.ana), drafts(impatient), impatient.store

    def limit(pages: int) -> None:
        store.close()
        event.listen(store.engine, "connect", lambda c, _r: c.execute(f"PRAGMA max_page_count={pages}") and None)

    with store.engine.connect() as connection:
        used = connection.scalar(text("PRAGMA page_count"))
    limit(used)
    seen = {"questionnaire-seen": {"id": 1, "number": 1, "part": "item.q1"}}
    answer = press(ana, FIELD, seen, prop="value", value="long " * 1500)
    assert answer.status == 200 and "does not answer at the moment" in answer.notice and answer.outputs == {}
    still_reads(impatient, ana)
    assert drafts(impatient) == before
    limit(2**30)
    assert press(ana, FIELD, seen, prop="value", value="long " * 1500).notice == ""
    assert drafts(impatient) == (2, before[1] + 1)


@pytest.fixture
def stoppable(empty_postgresql: str, tmp_path: Path) -> Iterator[House]:
    store = open_store(empty_postgresql)
    schema.upgrade(store)
    with composed(store, tmp_path) as house:
        publish_now(store, small_document())
        yield house
    store.close()


@pytest.mark.slow
def test_a_restart_of_postgresql_stops_nobody_for_longer_than_itself(
    stoppable: House, own_cluster: PostgresCluster
) -> None:
    ana, before = stoppable.enter(cast.ana), drafts(stoppable)
    run = Respondent(stoppable.stranger(), SMALL).begin()
    again = Respondent(stoppable.stranger(), SMALL).begin().press(q1="daily")
    own_cluster.stop("immediate")
    try:
        assert reword(ana).status == 503  # by the gate, before anything is drawn anew
        page = sound(ana.get("/console/", headers={"Accept": "text/html"}), 503)
        assert "does not answer" in page.text and page.headers["Retry-After"]
        sound(ana.get("/console/preview-frame/1/en/rs/"), 503)
        sound(stoppable.stranger().get("/health"), 503)
        sound(stoppable.stranger().get("/console/join/x", headers={"Accept": "text/html"}), 503)
        assert run.press(q1="daily").status == 200  # what is published is in memory
        token, action = again.token, again.action
        waiting = again.send({"t": token, "go": "next", "q2": "daily"})
        assert waiting.status == 503 and 'name="q2" value="daily"' in waiting.page and token in waiting.page
    finally:
        own_cluster.start()
    assert again.send({"t": token, "go": "next", "q2": "daily"}, at=action).sees("Your result")
    assert drafts(stoppable) == before
    assert reword(ana).notice == ""
    assert drafts(stoppable) == (2, before[1] + 1)
    stoppable.server.extensions["public_site"].counts.flush()
    assert total(stoppable.store, "metric = 'completed'") == 1


@pytest.mark.slow
def test_a_server_that_dies_in_the_middle_of_a_save_leaves_no_half_of_it(
    stoppable: House, own_cluster: PostgresCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, before, real = stoppable.enter(cast.ana), drafts(stoppable), ledger.record

    def dies(*given: Any, **more: Any) -> Any:
        entry = real(*given, **more)
        own_cluster.stop("immediate")
        return entry

    monkeypatch.setattr(ledger, "record", dies)
    try:
        answer = reword(ana)
    finally:
        monkeypatch.undo()
        own_cluster.start()
    assert answer.status == 200 and "does not answer at the moment" in answer.notice and answer.outputs == {}
    assert drafts(stoppable) == before
    assert reword(ana).notice == ""
    with visit(stoppable.store) as session:
        assert ledger.verify(session) is None
