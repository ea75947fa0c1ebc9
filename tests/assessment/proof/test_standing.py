"""What an expert reads under the findings: what holds whatever somebody answers."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings

from assessment import edits
from assessment.document import DECLINED, Answer, Questionnaire, Range, Required
from assessment.flow import RATHER_NOT, Flow, Step
from assessment.messages import Code, Place, PlaceKind, finding
from assessment.proof import check
from assessment.proof.standing import Property, Standing, standings
from assessment.proof.stops import size
from tests.assessment.documents import sample
from tests.assessment.proof.brute_force import answers_to
from tests.assessment.proof.corpus import shown_if
from tests.assessment.proof.small_documents import documents

SHOWN, NOT_SO, OPEN = Standing.SHOWN, Standing.NOT_SO, Standing.OPEN


def of(document: Questionnaire) -> list[Standing]:
    return list(standings(check(document)).values())


def test_of_a_sound_questionnaire_everything_is_shown() -> None:
    assert of(sample()) == [SHOWN, SHOWN, SHOWN, SHOWN]


def test_a_gap_leaves_the_rest_shown() -> None:
    gap = edits.set_ranges(sample(), "adult", "total", 1, (Range("low", None, 1), Range("high", 3)))
    assert of(gap) == [SHOWN, SHOWN, NOT_SO, SHOWN]


def test_while_a_condition_cannot_be_read_nothing_is_known() -> None:
    assert of(shown_if(sample(), "q2", "q1 ==")) == [OPEN, OPEN, OPEN, OPEN]


def test_what_is_too_large_leaves_open_what_it_is_about() -> None:
    large = finding(Code.TOO_LARGE, Place(PlaceKind.BANDING, "adult.total"), what="adult.total", why="score(total)")
    said = standings([large])
    assert (said[Property.ONE_BAND], said[Property.NO_DEAD_END]) == (OPEN, SHOWN)
    whole = finding(Code.TOO_LARGE, Place(PlaceKind.QUESTIONNAIRE), what="x", why="its conditions")
    assert list(standings([whole]).values()) == [SHOWN, OPEN, OPEN, OPEN]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_from_every_question_somebody_gets_on_until_the_end(document: Questionnaire) -> None:
    """The lemma that «nobody gets stuck» rests on: the next question always stands later, in a finite order."""
    flow, chance = Flow(document), random.Random(1)
    most = size(document) + 2
    for _ in range(10):
        answers, key, asked = {}, None, 0
        while (step := flow.step_after(key, answers, {})) is not None:
            assert key is None or step.order > flow.order(key)
            if step.section is not None:  # facts are left open
                fields = {address: _field(step, chance.choice(answers_to(step))) for address in step.addresses}
                answers = flow.answered(answers, {}, step, fields)
            key, asked = step.key, asked + 1
        assert asked <= most


def _field(step: Step, answer: Answer) -> list[str]:
    if answer == DECLINED:
        return [RATHER_NOT] if step.item.required is Required.SOFT else []
    return [str(each) for each in answer] if isinstance(answer, tuple) else [str(answer)]
