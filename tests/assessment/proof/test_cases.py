"""Test cases kept with a questionnaire are run, and contradict where the questionnaire does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment import edits
from assessment.document import Expected, Given, Vector
from assessment.messages import Code, Finding
from assessment.proof import check
from tests.assessment.documents import sample


def run(vector: Vector) -> tuple[Finding, ...]:
    return check(replace(sample(), tests=(vector,)))


WEEKLY = (Given("q1", "weekly"), Given("q2", "weekly"), Given("q3", ("beer",)), Given("q4@beer", "weekly"))


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("score.total", 6),
        ("band.total", "high"),
        ("score.drink@beer", 2),
        ("band.drink@beer", "high"),
        ("score.drink@wine", None),
        ("flag.young", False),
        ("status", "complete"),
    ],
)
def test_what_is_expected_and_true_is_silent(of: str, value: str | int | bool | None) -> None:
    assert run(Vector("v", WEEKLY, (Expected(of, value),))) == ()


def test_a_case_that_fails_says_what_was_found() -> None:
    [found] = run(Vector("v", WEEKLY, (Expected("status", "complete"), Expected("score.total", 4))))
    assert (found.code, found.place.code, found.place.field) == (Code.TEST_FAILS, "v", "expect[1]")
    assert found.message == "The test case expects score.total = 4; it is 6."
    assert found.witness is not None


def test_changed_points_are_noticed_by_the_cases() -> None:
    document = edits.set_points(sample(), "often", "weekly", 3)
    assert Code.TEST_FAILS in [each.code for each in check(document)]


def test_facts_count() -> None:
    young = Vector("v", WEEKLY, (Expected("flag.young", True),), (Given("age", 13), Given("sex", "female")))
    assert run(young) == ()


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        (Vector("v", (Given("q9", "never"),), ()), "“q9” is not asked"),
        (Vector("v", (Given("q1", "never"), Given("q2", "never")), ()), "“q2” is not asked"),
        (Vector("v", (Given("q1", "daily"),), ()), "“daily” is not an answer"),
        (Vector("v", (Given("q3", ("beer", "none")),), ()), "not an answer to “q3”"),
        (Vector("v", (), (Expected("score.sum", 1),)), "score.sum"),
        (Vector("v", (), (Expected("total", 1),)), "“total” is not known"),
        (Vector("v", (), (), (Given("weight", 80),)), "not a fact"),
        (Vector("v", (), (), (Given("age", "old"),)), "cannot be the age"),
        (Vector("v", (), (), profile="youth"), "no profile"),
    ],
)
def test_a_case_that_cannot_happen_is_refused(vector: Vector, said: str) -> None:
    [found] = run(vector)
    assert found.code is Code.TEST_IMPOSSIBLE
    assert said in found.message
