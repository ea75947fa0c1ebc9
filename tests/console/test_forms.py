"""What people type into forms, cleaned."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.forms import NONE, Field, Form, Kind, clean
from console.ids import Ids
from content_store.permissions import Invalid

NAME = Field("name", "Name", required=True, most=10)
NOTE = Field("note", "Note", Kind.AREA, most=50)
AGE = Field("age", "Age", Kind.WHOLE, least=10, most=110)
SIZE = Field("size", "Size", Kind.DECIMAL, most=100)
PICK = Field("pick", "Pick", Kind.CHOICE, options=(("a", "A"), ("b", "B")))
PICKS = Field("picks", "Picks", Kind.CHOICES, options=(("a", "A"), ("b", "B")))
DAY = Field("day", "Day", Kind.DATE)
YES = Field("yes", "Yes", Kind.CHECK)
ALL = (NAME, NOTE, AGE, SIZE, PICK, PICKS, DAY, YES)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (NAME, "  Ana ", "Ana"),
        (NAME, "e\u0301", "é"),
        (NOTE, "one\r\ntwo", "one\ntwo"),
        (NOTE, None, ""),
        (AGE, 17, 17),
        (AGE, "17", 17),
        (AGE, "", None),
        (SIZE, "0.5", Decimal("0.5")),
        (PICK, "b", "b"),
        (PICK, NONE, None),
        (PICKS, ["b", "a", "b"], ["b", "a"]),
        (PICKS, None, []),
        (DAY, "2026-11-23", date(2026, 11, 23)),
        (YES, True, True),
        (YES, "true", False),
    ],
)
def test_what_a_person_types_is_kept_as_what_it_means(field: Field, typed: Any, kept: Any) -> None:
    assert clean(field, typed) == kept


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        (NAME, " ", "Fill in"),
        (NAME, "a name that is too long", "at most 10"),
        (NAME, "two\nlines", "plain text"),
        (NOTE, "nul\0", "plain text"),
        (NOTE, "half \ud800", "plain text"),
        (NAME, {"type": "Iframe"}, "is a text"),
        (AGE, 9, "from 10 to 110"),
        (AGE, 10.5, "whole number"),
        (AGE, True, "whole number"),
        (AGE, "NaN", "whole number"),
        (SIZE, float("inf"), "a number"),
        (PICK, "c", "one of the list"),
        (PICKS, ["a", ["b"]], "one of the list"),
        (DAY, "23.11.2026", "a date"),
    ],
)
def test_a_person_is_told_what_cannot_be(field: Field, typed: Any, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        clean(field, typed)


@given(values=st.lists(JSON, min_size=len(ALL), max_size=len(ALL)))
def test_whatever_a_browser_sends_is_cleaned_or_refused(values: list[Any]) -> None:
    form = Form(Ids("any"), *ALL)
    try:
        cleaned = form.clean(values)
    except Invalid as invalid:
        assert set(invalid.problems) <= {field.name for field in ALL}
    else:
        assert set(cleaned) == {field.name for field in ALL}
        assert cleaned["picks"] in ([], ["a"], ["b"], ["a", "b"], ["b", "a"])


@pytest.mark.parametrize(
    ("required", "value", "first"), [(False, "b", "not said"), (True, "", "choose…"), (True, "b", "A")]
)
def test_a_choice_that_was_never_made_is_not_shown_as_the_first_one(required: bool, value: str, first: str) -> None:
    field = Field("pick", "Pick", Kind.CHOICE, required=required, options=(("a", "A"), ("b", "B")))
    [select] = [part for part in Form(Ids("x"), field).draw(pick=value)._traverse() if hasattr(part, "options")]
    assert select.options[0]["label"] == first
    assert select.value in {option["value"] for option in select.options}


def test_every_problem_stands_at_its_field() -> None:
    form = Form(Ids("text"), NAME, AGE)
    shown = dict(zip([str(output) for output in form.outputs()], form.settled({"age": "Too young."}), strict=True))
    assert shown["text-age-problem.children"] == "Too young."
    assert "has-problem" in shown["text-age-field.className"]
    assert shown["text-name-problem.children"] == ""
    assert "has-problem" not in shown["text-name-field.className"]


def test_a_row_s_form_has_ids_of_its_row() -> None:
    form = Form(Ids("unit"), NOTE, each=True)
    drawn = str(form.draw(key="item.q1.text", note="x"))
    assert "'type': 'unit-note', 'key': 'item.q1.text'" in drawn
