"""A result that is chosen leads where the same result leads when somebody has answered for it."""

from __future__ import annotations

from random import Random

import pytest

from assessment.chosen import Chosen, fitting, needs_of
from assessment.document import Answer, ItemKind, Questionnaire
from assessment.flow import Flow
from assessment.outcome import Need
from assessment.referral import Obstacle, obstacle
from assessment.scoring import conclude
from tests.assessment.test_referral import RS, TREATMENT, offer
from tests.content import audit_like_document, small_document

DOCUMENTS = [audit_like_document(), small_document()]


def answered(flow: Flow, rng: Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    step = flow.step_after(None, answers, RS)
    while step is not None:
        if step.item.kind is ItemKind.SINGLE:
            answers[step.key] = rng.choice(step.choices).code
        step = flow.step_after(step.key, answers, RS)
    return answers


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.code)
def test_it_asks_for_what_a_run_with_that_result_asks_for(document: Questionnaire) -> None:
    flow, rng = Flow(document), Random(2015)
    for _ in range(50):
        outcome = conclude(flow, answered(flow, rng), RS)
        bands = {each.banding: each.band.code for each in outcome.readings if each.band}
        chosen = Chosen(outcome.profile, bands, [flag.code for flag in outcome.flags])
        needs, rulings = needs_of(flow, chosen, RS)
        assert needs == outcome.needs
        assert [one.rule for one in rulings if one.holds] == [need.rule for need in outcome.needs]
        assert not any(one.reads_answers for one in rulings)
        assert fitting(flow, RS) == outcome.profile


def test_each_service_left_out_has_its_obstacle() -> None:
    facts = {**RS, "age": 40}
    cannabis = Need(("outpatient",), 5, "cannabis", "cannabis")
    assert obstacle(offer(1, "youth"), [TREATMENT], facts) is Obstacle.KIND
    assert obstacle(offer(2, age_to=25), [TREATMENT], facts) is Obstacle.PERSON
    assert obstacle(offer(3, substances=("opioids",)), [cannabis], facts) is Obstacle.SUBSTANCE
    assert obstacle(offer(4), [cannabis], facts) is Obstacle.OTHERS
