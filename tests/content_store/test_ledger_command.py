"""`ledger verify` as whoever keeps the service types it."""

from __future__ import annotations

import argparse

import pytest

from content_store import ledger_command
from content_store.db import Store
from content_store.permissions import Invalid
from tests.content_store.test_ledger import by_force, write


def verify(store: Store, *words: str) -> int:
    parser = argparse.ArgumentParser()
    ledger_command.register(parser.add_subparsers())
    given = parser.parse_args(["ledger", "verify", *words])
    return int(given.run(given, store, None))


def head_of(store: Store, capsys: pytest.CaptureFixture[str]) -> str:
    assert verify(store) == 0
    return capsys.readouterr().out.splitlines()[1].removeprefix("head ")


def test_an_unaltered_ledger_holds_and_tells_its_head(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    write(store)
    head = head_of(store, capsys)
    write(store, 2)
    assert verify(store, "--head", head) == 0
    assert "The chain holds, up to entry 7." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE ledger SET why = 'nothing' WHERE id = 2", 2),
        ("DELETE FROM ledger WHERE id = 2", 3),
        ("UPDATE ledger SET verb = 'person:joined' WHERE id = 4", 4),
    ],
)
def test_the_first_bad_entry_is_named(
    store: Store, capsys: pytest.CaptureFixture[str], statement: str, first_bad: int
) -> None:
    write(store)
    by_force(store, statement)
    assert verify(store) == 1
    assert f"Entry {first_bad} does not fit" in capsys.readouterr().err


@pytest.mark.parametrize("gone", ["DELETE FROM ledger WHERE id > 3", "DELETE FROM ledger"])
def test_a_cut_off_end_is_told_by_the_head_kept_on_paper(
    store: Store, capsys: pytest.CaptureFixture[str], gone: str
) -> None:
    write(store)
    head = head_of(store, capsys)
    by_force(store, gone)
    assert verify(store) == 0
    assert verify(store, "--head", head) == 1
    assert "Entry 5 is not there as it was" in capsys.readouterr().err


def test_a_head_that_was_copied_badly_is_no_proof_of_anything(store: Store) -> None:
    with pytest.raises(Invalid, match="as it was printed"):
        verify(store, "--head", "5:abc")
