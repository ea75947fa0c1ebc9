"""Nobody can be read out of a number that is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.disclosure import (
    Cell,
    Floor,
    added,
    change,
    share,
    shown,
    shown_line,
    shown_parts,
    traffic_floor,
    wilson,
)

LINES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), min_size=1)
FLOORS = st.sampled_from([Floor.TRAFFIC, Floor.SENSITIVE])


def visible(cells: dict[str, Cell]) -> dict[str, int]:
    return {key: cell.n for key, cell in cells.items() if cell.n is not None}


@given(LINES, FLOORS)
def test_no_small_number_is_shown_and_none_can_be_worked_out_from_the_total(line: dict[str, int], floor: Floor) -> None:
    seen = visible(shown_line(line, floor))
    assert all(n == line[key] and (n == 0 or n >= floor) for key, n in seen.items())
    hidden = set(line) - set(seen)
    if hidden and len(hidden) < len(line):
        rest = sum(line.values()) - sum(seen.values())
        assert len(hidden) > 1
        assert rest >= floor


@given(LINES)
def test_nobody_can_tell_that_nearly_everyone_had_the_same_result(line: dict[str, int]) -> None:
    total = sum(line.values())
    for n in visible(shown_line(line, Floor.SENSITIVE)).values():
        assert n == 0 or total - n >= Floor.SENSITIVE


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1))
def test_no_row_of_two_parts_can_be_worked_out_from_the_sums_of_its_table(rows: dict[str, tuple[int, int]]) -> None:
    found = shown_parts(rows)
    hidden = {key for key, (part, _) in found.items() if part.n is None}
    for key in set(rows) - hidden:
        part, rest = rows[key]
        assert (found[key][0].n, found[key][1].n) == (part, part + rest)
        assert part == rest == 0 or min(part, rest) >= Floor.SENSITIVE
    if hidden and hidden != set(rows):
        assert sum(1 for key in hidden if sum(rows[key])) > 1
        assert all(sum(rows[key][side] for key in hidden) >= Floor.SENSITIVE for side in (0, 1))


@given(LINES, FLOORS)
def test_a_line_without_small_numbers_is_shown_whole(line: dict[str, int], floor: Floor) -> None:
    roomy = {key: n + 20 for key, n in line.items()} | {"x": 20}
    assert visible(shown_line(roomy, floor)) == roomy


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ({"low": 40, "moderate": 30, "high": 0}, ["40", "30", "0"]),
        ({"low": 40, "moderate": 30, "high": 3}, ["40", "hidden", "hidden"]),
        ({"low": 40, "moderate": 8, "high": 7}, ["40", "<10", "<10"]),
        ({"low": 50, "moderate": 0, "high": 0}, ["hidden", "hidden", "hidden"]),
        ({"low": 0, "moderate": 0, "high": 0}, ["0", "0", "0"]),
        ({"low": 2, "moderate": 1, "high": 0}, ["<10", "<10", "<10"]),
    ],
)
def test_a_line_of_results_as_a_coordinator_sees_it(line: dict[str, int], texts: list[str]) -> None:
    assert [cell.text for cell in shown_line(line, Floor.SENSITIVE).values()] == texts


def test_traffic_is_exact_until_two_dimensions_are_crossed() -> None:
    assert shown(3, traffic_floor(1)) == Cell(3, "3")
    assert shown(3, traffic_floor(2)) == Cell(None, "<5")
    assert shown(0, traffic_floor(3)) == Cell(0, "0")


def test_a_sum_says_that_something_was_left_out() -> None:
    assert added([Cell(12, "12"), Cell(30, "30")]).text == "42"
    assert added([Cell(12, "12"), Cell(None, "<10")]).text == "12+"
    assert added([Cell(None, "<10")]) == Cell(None, "hidden")


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_proportion_and_stays_between_none_and_all(part: int, whole: int) -> None:
    interval = wilson(min(part, whole), whole)
    assert 0 <= interval.low <= interval.value + 1e-12
    assert interval.value - 1e-12 <= interval.high <= 1


def test_wilson_agrees_with_a_published_value() -> None:
    interval = wilson(10, 20)  # Newcombe's worked form: 0.299 to 0.701
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.299, 0.701)


def test_a_share_of_something_hidden_is_not_given() -> None:
    assert share(Cell(None, "<10"), Cell(100, "100")) is None
    assert share(Cell(0, "0"), Cell(0, "0")) is None


def test_too_few_are_not_compared() -> None:
    assert change(Cell(12, "12"), Cell(60, "60")) is None
    assert change(Cell(90, "90"), Cell(60, "60")) == pytest.approx(0.5)
