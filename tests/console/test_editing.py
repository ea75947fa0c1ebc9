"""What was typed, made into an edit, or refused with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.document import Level
from console.acts import act_of
from console.editing import edit_of, moved
from console.typed import Nonsense, number
from content_store.permissions import Invalid
from tests.content import audit_like_document

ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.lists(st.text(max_size=5))
)
NAMES = st.sampled_from(
    ["text", "item", "show_if", "about", "points", "low", "high", "level", "rule_kinds", "crisis", "case_when", "x", ""]
)
PARTS = st.lists(
    st.sampled_from(
        ["q1", "item.q1.text", "everybody.total", "everybody", "0", "-1", "low", "required", "", "choices"]
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    ("typed", "meant"), [("8", 8), (" 0,5 ", Decimal("0.5")), ("−2", -2), ("3.0", 3), ("", None), (None, None), (7, 7)]
)
def test_a_number_is_read_as_people_write_it(typed: object, meant: object) -> None:
    assert number(typed) == meant


@pytest.mark.parametrize("typed", ["a lot", "1e999", "NaN", "inf", True, [1], "1" * 40])
def test_what_is_no_number_is_refused(typed: object) -> None:
    with pytest.raises(Nonsense):
        number(typed)


@given(what=NAMES, parts=PARTS, value=ANYTHING)
def test_whatever_is_sent_is_an_edit_or_a_refusal_in_words(what: str, parts: list[str], value: object) -> None:
    from assessment.edits import CannotEdit

    try:
        edit_of("|".join([what, *parts]), value).change(audit_like_document())
    except (Invalid, CannotEdit) as refused:
        assert str(refused)


@given(
    what=st.sampled_from(["move", "remove_item", "add_item", "add_band", "extend", "add_block", "nothing"]), parts=PARTS
)
def test_whatever_is_pressed_is_an_act_or_a_refusal_in_words(what: str, parts: list[str]) -> None:
    from assessment.edits import CannotEdit

    try:
        act_of("|".join([what, *parts])).change(audit_like_document())
    except (Invalid, CannotEdit) as refused:
        assert str(refused)


def test_a_cut_off_moves_in_its_case_alone() -> None:
    edited = moved(audit_like_document(), "everybody.total", 0, 0, high=4)
    women, others = edited.profiles[0].bandings[0].cut_offs
    assert (women.ranges[0].high, others.ranges[0].high) == (4, 7)


def test_how_serious_a_band_is_changes_nothing_else() -> None:
    edited = edit_of("level|everybody.total|low", "none").change(audit_like_document())
    assert edited.profiles[0].bandings[0].bands[0].level is Level.NONE
