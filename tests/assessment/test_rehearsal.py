"""A run that has come as far as somebody's answers, completed with the least that lets it go on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from assessment.document import DECLINED, Answer, Questionnaire, Required
from assessment.flow import Flow
from assessment.messages import Place, PlaceKind
from assessment.rehearsal import completed, step_at
from tests.assessment.documents import documents, sample


@settings(max_examples=60)
@given(documents())
def test_what_has_to_be_answered_is_and_nothing_is_said_that_was_not_asked(document: Questionnaire) -> None:
    flow = Flow(document)
    answers = completed(flow, {}, {})
    state = flow.state(answers, {})
    for step in state.asked:
        for address in step.addresses:
            if step.item.required is Required.HARD:
                assert address in state.known
            else:
                assert answers.get(address, DECLINED) == DECLINED


def test_the_answers_that_are_given_stay_as_they_are() -> None:
    answers: dict[str, Answer] = {"q1": "weekly", "q3": ("beer",)}
    declined = dict.fromkeys(("sex", "age", "q2", "q4@beer"), DECLINED)
    assert completed(Flow(sample()), answers, {}) == answers | declined


@pytest.mark.parametrize(
    ("place", "answers", "step"),
    [
        (Place(PlaceKind.ITEM, "q2", "show_if"), {}, "q2"),
        (Place(PlaceKind.ITEM, "q4", "show_if"), {"q3": ("beer",)}, "q4@beer"),
        (Place(PlaceKind.ITEM, "q4", "show_if"), {"q3": ("beer", "wine"), "q4@wine": "never"}, "q4@wine"),
        (Place(PlaceKind.ITEM, "q4", "show_if"), {}, "q3"),
        (Place(PlaceKind.SECTION, "start", "show_if"), {}, "q1"),
        (Place(PlaceKind.CHOICE, "often.weekly", "points"), {}, "q1"),
        (Place(PlaceKind.BANDING, "adult.total", "cut_offs[0]"), {}, ""),
    ],
)
def test_a_finding_is_met_at_the_step_of_its_place_or_in_the_result(
    place: Place, answers: dict[str, Answer], step: str
) -> None:
    assert step_at(sample(), place, answers) == step
