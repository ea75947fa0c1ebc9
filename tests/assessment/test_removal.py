"""What conditions say once a part they name is gone: what they said of somebody who did not answer it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import edits
from assessment.compilation import compiled
from assessment.conditions import parse, unparse
from assessment.document import Choice, ChoiceList, Item, ItemKind, Profile, Questionnaire, Row, Scale, Section, Term
from assessment.flow import Flow
from assessment.messages import PlaceKind
from assessment.parts import StillNamed
from assessment.removal import CannotEdit, freed, naming, remove_row
from tests.assessment.documents import sample

CODES = ("a", "b", "c")
ASKED = Questionnaire(
    "asked",
    "Asked",
    choice_lists=(ChoiceList("abc", tuple(Choice(code, code.upper(), n) for n, code in enumerate(CODES))),),
    sections=(
        Section(
            "one",
            (
                Item("q1", ItemKind.SINGLE, "One", choices="abc"),
                Item("q2", ItemKind.SINGLE, "Two", choices="abc"),
                Item("many", ItemKind.MULTIPLE, "Many", choices="abc"),
                Item("last", ItemKind.NOTE, "Last"),
            ),
        ),
    ),
    scales=(Scale("sum", (Term("q2"),)),),
    profiles=(Profile("all", ()),),
)

one_code = st.sampled_from(CODES)
one_of_two = st.sampled_from(["q1", "q2"])
among = st.sampled_from(["in", "not in"])
comparisons = st.one_of(
    st.builds('{} {} "{}"'.format, one_of_two, st.sampled_from(["==", "!="]), one_code),
    st.builds('{} {} ["{}", "{}"]'.format, one_of_two, among, one_code, one_code),
    st.builds('"{}" {} many'.format, one_code, among),
    st.builds("points({}) {} {}".format, one_of_two, st.sampled_from(["<", ">=", "!="]), st.integers(0, 2)),
    st.builds("0 < points({}) + points({}) <= 3".format, one_of_two, one_of_two),
    st.builds("answered({})".format, st.sampled_from(["q1", "q2", "many"])),
    st.just("age >= 18"),
)
texts = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=5,
)
answers = st.fixed_dictionaries(
    {"q2": one_code, "many": st.lists(one_code, min_size=1, unique=True).map(lambda some: tuple(sorted(some)))}
)


def _with(text: str) -> Questionnaire:
    return edits.set_show_if(ASKED, "last", text)


def _holds(text: str, given_answers: dict[str, object], age: int) -> bool:
    flow = Flow(ASKED)
    state = flow.state(given_answers, {"age": age})  # type: ignore[arg-type]
    return compiled(parse(text), flow.names)(state, "")


@given(texts, answers, st.integers(10, 30))
def test_without_a_question_conditions_say_what_they_said_of_those_who_left_it_out(
    text: str, given_answers: dict[str, object], age: int
) -> None:
    found = naming(_with(text), PlaceKind.ITEM, "q1")
    assert bool(found) == ("q1" in text)
    for one in found:
        assert "q1" not in (one.new or "")
        assert _holds(text, given_answers, age) is (False if one.new is None else _holds(one.new, given_answers, age))


@given(texts, answers, st.integers(10, 30))
def test_without_an_answer_conditions_say_what_they_said_of_those_who_gave_another(
    text: str, given_answers: dict[str, object], age: int
) -> None:
    others = {
        "q2": "a" if given_answers["q2"] == "b" else given_answers["q2"],
        "many": tuple(one for one in given_answers["many"] if one != "b"),  # type: ignore[attr-defined]
    }
    for one in naming(_with(text), PlaceKind.CHOICE, "abc.b"):
        assert '"b"' not in (one.new or "")
        assert _holds(text, others, age) is (False if one.new is None else _holds(one.new, others, age))


def test_a_question_two_conditions_name_goes_once_they_are_freed_of_it() -> None:
    document = edits.set_item(sample(), "q1", show_if="")
    assert {str(one.place) for one in naming(document, PlaceKind.ITEM, "q1")} >= {"item q2 show_if"}
    asked = edits.set_show_if(_with('q1 == "a" or q2 == "b"'), "many", 'q1 != "c"')
    with pytest.raises(StillNamed) as refused:
        edits.remove_item(asked, "q1")
    assert [str(place) for place in refused.value.places] == ["item many show_if", "item last show_if"]
    left = edits.remove_item(freed(asked, PlaceKind.ITEM, "q1"), "q1")
    assert (left.item("many").show_if, left.item("last").show_if) == ("", 'q2 == "b"')


def test_a_condition_that_only_the_question_decides_is_left_to_the_author() -> None:
    document = _with('q1 == "a"')
    (found,) = naming(document, PlaceKind.ITEM, "q1")
    assert found.new is None
    with pytest.raises(CannotEdit, match="never hold"):
        freed(document, PlaceKind.ITEM, "q1")


def test_an_answer_leaves_lists_in_conditions_and_the_test_cases_that_give_it() -> None:
    document = sample()
    of = document.item("q1").choices
    picked = next(given.answer for test in document.tests for given in test.answers if given.address == "q1")
    left = freed(document, PlaceKind.CHOICE, f"{of}.{picked}")
    assert not [given for test in left.tests for given in test.answers if given.answer == picked]
    assert unparse(parse(_new('q2 in ["a", "b"]'))) == 'q2 in ["a"]'


def _new(text: str) -> str:
    (found,) = naming(_with(text), PlaceKind.CHOICE, "abc.b")
    assert found.new is not None
    return found.new


def test_a_row_takes_its_term_along_and_not_the_only_one() -> None:
    grid = Item("g1", ItemKind.GRID, "Each", choices="abc", rows=(Row("r1", "One"), Row("r2", "Two")))
    document = edits.add_item(ASKED, "one", grid)
    both = edits.set_scale(document, "sum", terms=(Term("q2"), Term("g1.r1")))
    left = remove_row(both, "g1", "r1")
    assert [term.of for term in left.scale("sum").terms] == ["q2"]
    assert [row.code for row in left.item("g1").rows] == ["r2"]
    alone = replace(document, scales=(Scale("sum", (Term("g1.r1"),)),))
    with pytest.raises(CannotEdit, match="made of this row alone"):
        remove_row(alone, "g1", "r1")


def test_results_one_interpretation_names_can_leave_another() -> None:
    document = sample()
    other = replace(document.profile("adult"), code="young", rules=())
    document = replace(document, profiles=(other, *document.profiles))
    assert not naming(document, PlaceKind.BANDING, "young.total")
    edits.remove_part(document, PlaceKind.BANDING, "young.total")
    with pytest.raises(StillNamed):
        edits.remove_part(document, PlaceKind.BANDING, "adult.total")
