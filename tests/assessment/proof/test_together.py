"""What is listed once for many questions answers each as a walk of its own does."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from assessment.document import Questionnaire
from assessment.flow import Flow
from assessment.messages import Code, PlaceKind
from assessment.proof import forget, of_runs, together
from assessment.proof.scores import RangeProof
from assessment.proof.verdicts import Prover
from tests.assessment.instruments import assist, audit
from tests.assessment.proof.small_documents import documents

MANY = int(os.environ.get("PROOF_EXAMPLES", "30"))
Verdict = tuple[Code, PlaceKind, str, str, str]


def verdicts(document: Questionnaire) -> list[Verdict]:
    forget()
    return sorted(
        (each.code, each.place.kind, each.place.code, each.place.field, repr(sorted(each.values.items())))
        for each in of_runs(document)
    )


def same_both_ways(document: Questionnaire) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(together, "WIDE", 0)
        each_alone = verdicts(document)
    assert verdicts(document) == each_alone


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_questions_asked_together_get_the_verdicts_of_each_alone(document: Questionnaire) -> None:
    same_both_ways(document)


@pytest.mark.parametrize("instrument", [audit, assist])
def test_an_instrument_has_the_same_findings_either_way(instrument: Callable[[], Questionnaire]) -> None:
    same_both_ways(instrument())


def test_a_listing_that_grows_too_long_is_given_up_for_walks_of_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = verdicts(audit())
    monkeypatch.setattr(together, "WORK_MOST", 10)
    assert verdicts(audit()) == expected


def test_a_range_that_no_answers_together_can_leave_is_proved_without_a_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Prover, "asked", lambda *_: pytest.fail("walked"))
    prover = Prover(Flow(audit()))
    assert [found for scale in audit().scales for found in RangeProof(prover, scale).findings()] == []
