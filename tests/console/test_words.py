from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import here, words
from content_store.disclosure import Cell, wilson
from content_store.permissions import Missing


def test_a_hidden_number_is_shown_as_hidden_and_a_large_one_is_easy_to_read() -> None:
    assert words.figure(Cell(12345, "12345")) == "12,345"
    assert words.figure(Cell(None, "<5")) == "<5"
    assert words.figure(Cell(30, "30+")) == "30+"


def test_a_share_says_how_sure_it_is() -> None:
    assert words.percent(wilson(70, 100)) == "70%"
    assert words.interval(wilson(70, 100)) == "95 % sure: 60% to 78%"
    assert words.percent(None) == "–"


def test_a_time_is_an_upper_bound_in_words() -> None:
    assert [words.minutes(n) for n in (45, 60, 90, None)] == [
        "under 45 s",
        "under 1 min",
        "under 1 min 30 s",
        "over an hour",
    ]


def test_a_fall_has_a_minus_and_too_few_have_no_change() -> None:
    assert (words.changed(-0.125), words.changed(0.5), words.changed(None)) == ("−12%", "+50%", "too few to compare")


@given(text=st.text() | st.integers() | st.booleans() | st.none() | st.floats() | st.lists(st.integers()))
def test_whatever_stands_for_an_id_is_one_or_names_nothing(text: object) -> None:
    try:
        found = here.number(text)
    except Missing:
        return
    assert 0 <= found < 10**18 and not isinstance(text, bool)


@pytest.mark.parametrize("text", ["²", "١", "1 ", "-1", "1e3", "", "9" * 19, True, 1.0])
def test_a_sign_that_only_looks_like_a_digit_is_none(text: object) -> None:
    with pytest.raises(Missing):
        here.number(text)


@given(text=st.text(max_size=12) | st.dates().map(str))
def test_a_day_in_an_address_is_one_that_can_be_reckoned_with(text: str) -> None:
    found = here.day(text)
    assert found is None or date(2000, 1, 1) <= found < date(2100, 1, 1)
