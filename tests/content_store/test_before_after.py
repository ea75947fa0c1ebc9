"""Mila asks whether the words that were published last made people stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content_store.before_after import Around, around_publication
from content_store.db import Store
from content_store.disclosure import Cell, Certain, difference
from content_store.results import funnel
from content_store.uptake import Wanted
from tests.content_store.counted import NOW, count_runs, look, put_revision

TODAY = NOW.date()
AUTUMN = Wanted(date(2026, 9, 1), TODAY, slug="alcohol")


def runs(store: Store, revision: int, started: int, completed: int, *, ago: int = 10) -> None:
    count_runs(store, revision, TODAY - timedelta(days=ago), started=started, completed=completed)


def around(store: Store, wanted: Wanted = AUTUMN) -> Around:
    found = look(store, around_publication, wanted)
    assert found is not None
    return found


def test_fewer_leave_a_question_since_it_was_reworded(store: Store) -> None:
    runs(store, put_revision(store, number=1), 200, 120, ago=40)
    runs(store, put_revision(store, number=2, text="How often?"), 200, 180)
    found = around(store)
    [change] = found.changes
    assert (found.number, found.day) == (2, date(2026, 9, 2))
    assert (change.text, change.before.left.n, change.after.left.n) == ("How often?", 80, 20)
    assert change.certain is Certain.FEWER


def test_runs_that_still_go_on_do_not_count_as_staying(store: Store) -> None:
    runs(store, put_revision(store, number=1), 200, 120, ago=40)
    second = put_revision(store, number=2)
    runs(store, second, 200, 120)
    runs(store, second, 500, 0, ago=0)
    [change] = around(store).changes
    assert (change.after.seen.n, change.certain) == (200, Certain.ALIKE)


def test_the_few_who_left_since_cannot_be_worked_out_from_all_who_left(store: Store) -> None:
    runs(store, put_revision(store, number=1), 200, 140, ago=40)
    runs(store, put_revision(store, number=2), 200, 197)
    [change] = around(store).changes
    [all_of_them] = look(store, funnel, AUTUMN)
    assert all_of_them.left.n == 63
    assert (change.before.left.n, change.after.left.n, change.certain) == (None, None, Certain.TOO_FEW)


def test_there_is_nothing_to_compare_with_before_a_second_publication(store: Store) -> None:
    runs(store, put_revision(store, number=1), 200, 140)
    assert look(store, around_publication, AUTUMN) is None
    put_revision(store, number=2)
    assert look(store, around_publication, AUTUMN) is None  # nobody has met it yet
    assert look(store, around_publication, Wanted(TODAY, TODAY, slug="alcohol")) is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((56, 70), (48, 80), Certain.FEWER),  # Newcombe's example (a): +0.0524 to +0.3339
        ((48, 80), (56, 70), Certain.MORE),
        ((9, 10), (3, 10), Certain.TOO_FEW),
        ((50, 100), (50, 100), Certain.ALIKE),
        ((0, 100), (100, 100), Certain.MORE),
    ],
)
def test_a_difference_is_told_only_where_chance_does_not_explain_it(
    before: tuple[int, int], after: tuple[int, int], said: Certain
) -> None:
    def cells(pair: tuple[int, int]) -> tuple[Cell, Cell]:
        return Cell(pair[0], str(pair[0])), Cell(pair[1], str(pair[1]))

    assert difference(cells(before), cells(after)) is said
