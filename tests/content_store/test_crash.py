"""Acknowledged means stored: whoever is killed at whatever moment, what was told is there, whole. (A kill does not show
what a loss of power would: that rests on `synchronous=FULL` and PostgreSQL's `fsync`.)"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from content_store import ledger, schema
from content_store.db import Store, open_store, visit
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import DraftRevision, Questionnaire
from tests.conftest import DATABASES
from tests.content import put_questionnaire, small_document

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = {"sqlite": 20, "postgresql": 10}


@pytest.fixture(params=DATABASES)
def written_to(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A migrated store whose writers may be killed."""
    sqlite = request.param == "sqlite"
    store = open_store(f"sqlite:///{tmp_path / 'crash.db'}" if sqlite else request.getfixturevalue("empty_postgresql"))
    schema.upgrade(store)
    yield store
    store.close()


def one_round(nursery: subprocess.Popen[str], chance: random.Random) -> list[int]:
    """Let a writer live for a moment; the numbers it told."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write("go\n")
    nursery.stdin.flush()
    writer, told = 0, []
    for line in nursery.stdout:
        word, _, number = line.strip().partition(" ")
        if word == "gone":
            return told
        if word == "writer":
            writer = int(number)
        if word == "acknowledged":
            told.append(int(number))
        if writer and len(told) == 1:  # it is at work now
            time.sleep(chance.uniform(0, 0.04))
            os.kill(writer, signal.SIGKILL)
            writer = 0
    raise AssertionError("the nursery died")


def check(store: Store, told: list[int]) -> None:
    """Every number told is there, and nothing is half there."""
    with visit(store) as session:
        row = session.scalars(select(Questionnaire)).one()
        revisions = session.scalars(select(DraftRevision).order_by(DraftRevision.number)).all()
        edits = session.scalar(select(func.count()).where(LedgerEntry.verb == Verb.QUESTIONNAIRE_EDITED.value))
        numbers = [one.number for one in revisions]
        assert set(told) <= set(numbers)
        assert numbers == list(range(1, row.head + 1))
        assert [one.parent for one in revisions] == [None, *numbers[:-1]]
        assert edits == row.head - 1
        assert row.title == (f"Title {row.head}" if row.head > 1 else small_document().title)
        assert ledger.verify(session) is None


@pytest.mark.slow
def test_whoever_is_killed_loses_nothing_that_was_acknowledged(written_to: Store) -> None:
    draft = put_questionnaire(written_to, small_document())
    url = written_to.engine.url.render_as_string(hide_password=False)
    chance, told = random.Random(20261123), [draft.number]
    command = [sys.executable, "-m", "tests.content_store.crash_writer", url, str(draft.id)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as nursery:
        assert nursery.stdout
        assert nursery.stdout.readline() == "ready\n"
        for _ in range(int(os.environ.get("CRASH_ROUNDS", ROUNDS[written_to.dialect]))):
            told += one_round(nursery, chance)
            check(written_to, told)
        assert nursery.stdin
        nursery.stdin.close()
    assert len(told) == len(set(told)) > ROUNDS[written_to.dialect]
    if written_to.dialect == "sqlite":
        with written_to.engine.connect() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
