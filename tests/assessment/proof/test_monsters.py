"""What nobody would write ends in a verdict, or in «too large», which names what makes it so; never in a hang."""

from __future__ import annotations

import time

import pytest

from assessment.document import ItemKind, Questionnaire
from assessment.messages import Code, Finding
from assessment.plain import reworded
from assessment.proof import Effort, check, forget, of_runs
from tests.assessment.proof import monsters

SECONDS_MOST = 10


def timed(document: Questionnaire) -> tuple[Finding, ...]:
    forget()
    started = time.process_time()
    found = check(document)
    assert time.process_time() - started < SECONDS_MOST
    return found


def too_large(found: tuple[Finding, ...]) -> list[str]:
    assert {each.code for each in found} <= {Code.TOO_LARGE, Code.NO_POINTS}
    return [each.message for each in found if each.code is Code.TOO_LARGE]


@pytest.mark.parametrize(
    "document",
    [monsters.nested(18), monsters.many_choices(10_000), monsters.flagged(300), monsters.long(60)],
    ids=["brackets", "choices", "flags", "questions"],
)
def test_what_is_merely_long_is_proved(document: Questionnaire) -> None:
    assert timed(document) == ()


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (monsters.many_choices(10_000, ItemKind.MULTIPLE), "“q1” has 10000 choices that matter, each picked or not."),
        (monsters.looped(25_000), "it can ask more than 20000 questions."),
        (monsters.powers(40), "What keeps them apart: score(total)."),
        (monsters.unbounded(), "“n0” can have more than 2000 answers that count."),
    ],
    ids=["picks", "instances", "scores", "numbers"],
)
def test_what_is_too_large_says_what_makes_it_so(document: Questionnaire, why: str) -> None:
    [said] = too_large(timed(document))
    assert said.endswith(why)


@pytest.mark.parametrize(
    "document",
    [monsters.tangled(60), monsters.scored_on_the_way(40), monsters.long(1500)],
    ids=["sums", "scores", "many"],
)
def test_the_work_of_all_questions_together_is_bounded(document: Questionnaire) -> None:
    wordless = reworded(document, lambda _key, _text: "")
    forget()
    started = time.process_time()
    found = list(of_runs(wordless, Effort(None, 5_000, 20_000)))
    assert time.process_time() - started < SECONDS_MOST
    assert Code.TOO_LARGE in [each.code for each in found]
