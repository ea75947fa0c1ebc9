"""What is published about some instruments and no case of theirs can show."""

from __future__ import annotations

from itertools import product

import pytest

from assessment.document import DECLINED, Answers, BlockKind, NotAsked, Questionnaire, Unanswered
from assessment.flow import Flow
from assessment.outcome import Outcome, Status
from assessment.scoring import conclude
from content_store import library


def shipped(code: str) -> Questionnaire:
    return library.shelf()[code]


def points_of(document: Questionnaire, code: str) -> list[object]:
    return [choice.points for choice in document.choice_list(code).choices]


def asked(document: Questionnaire, answers: Answers, **facts: str | int) -> list[str]:
    return [step.key for step in Flow(document).steps(answers, facts) if step.key not in facts]


PHQ_9 = [f"q{n}" for n in range(1, 10)]


def mood(**given: str) -> Outcome:
    return conclude(shipped("phq_9"), dict.fromkeys(PHQ_9, "none") | given, {"country": "RS"})


@pytest.mark.parametrize("days", ["some", "half", "most"])
def test_thoughts_of_death_come_before_a_low_total(days: str) -> None:
    outcome = mood(q9=days)
    reading = outcome.reading("total")
    assert reading is not None and reading.band is not None and reading.band.code == "minimal"
    first = outcome.blocks[0].block
    assert (first.kind, first.flag) == (BlockKind.CRISIS, "self_harm")
    assert outcome.needs[0].rule == "crisis"
    assert {"emergency", "helpline"} <= set(outcome.needs[0].kinds)


def test_no_low_band_reassures_past_thoughts_of_death() -> None:
    for outcome in (mood(q9="most"), mood(q9="most", q1="most", q2="half")):
        texts = [
            each.block.code for each in outcome.blocks if each.block.kind in (BlockKind.HEADLINE, BlockKind.MEANING)
        ]
        assert [code.endswith("_self_harm") for code in texts] == [True, True], texts


def test_thoughts_of_death_are_heard_without_a_score() -> None:
    outcome = mood(q1=DECLINED, q2=DECLINED, q3=DECLINED, q9="some")
    assert outcome.status is Status.INCOMPLETE
    assert outcome.blocks[0].block.flag == "self_harm"


def test_somebody_who_leaves_question_9_open_is_not_left_alone() -> None:
    shown = [each.block.code for each in mood(q9=DECLINED).blocks]
    assert shown[:2] == ["crisis", "item_9_open"]
    assert "item_9_open" not in [each.block.code for each in mood().blocks]


def test_somebody_without_such_thoughts_reads_no_alarm() -> None:
    assert [flag.code for flag in mood().flags] == []
    assert "self_harm" not in [each.block.code for each in mood().blocks]


@pytest.mark.parametrize("code", ["phq_9", "phq_2", "gad_7", "k10", "k6", "who_5", "pgsi", "bbgs", "crafft", "fast"])
def test_everybody_reads_where_help_is_in_a_crisis(code: str) -> None:
    for profile in shipped(code).profiles:
        crisis = [block for block in profile.blocks if block.kind is BlockKind.CRISIS]
        assert [block.code for block in crisis if not (block.when or block.band or block.flag)] == ["crisis"]
        assert not profile.rules[-1].when


@pytest.mark.parametrize("code", ["gad_7", "phq_9", "phq_2"])
def test_the_lowest_answer_means_never_and_not_doubt(code: str) -> None:
    lowest = shipped(code).choice_list("how_often").choices[0]
    assert lowest.points == 0
    assert "sure" not in lowest.text.lower()


def test_the_points_are_those_of_the_sources() -> None:
    assert points_of(shipped("pgsi"), "how_often") == [0, 1, 2, 3]
    assert points_of(shipped("phq_9"), "how_often") == [0, 1, 2, 3]
    assert points_of(shipped("gad_7"), "how_often") == [0, 1, 2, 3]
    assert points_of(shipped("k10"), "how_often") == [1, 2, 3, 4, 5]
    assert points_of(shipped("k6"), "how_often") == [0, 1, 2, 3, 4]
    assert points_of(shipped("who_5"), "how_much") == [5, 4, 3, 2, 1, 0]
    assert points_of(shipped("fast"), "how_often") == [0, 1, 2, 3, 4]
    assert points_of(shipped("fast"), "concern") == [0, 2, 4]


def test_a_missing_answer_makes_a_score_in_two_places_only() -> None:
    lenient = {
        (document.code, scale.code)
        for document in library.shelf().values()
        for scale in document.scales
        if scale.unanswered is not Unanswered.NO_SCORE
    }
    assert lenient == {("phq_9", "total"), ("gad_7", "total_prorated")}


def test_somebody_who_does_not_gamble_has_no_score_and_reads_why() -> None:
    document = shipped("pgsi")
    assert document.scale("total").not_asked is NotAsked.OUT
    outcome = conclude(document, {"gate": "no"}, {"country": "RS"})
    assert outcome.status is Status.NOT_APPLICABLE
    headlines = [each.block.code for each in outcome.blocks if each.block.kind is BlockKind.HEADLINE]
    assert headlines == ["headline_not_asked"]
    assert asked(document, {"gate": "no"}) == ["gate"]


def test_a_young_person_without_use_is_asked_about_the_car_alone() -> None:
    document, part_a = shipped("crafft"), ["alcohol", "cannabis", "other"]
    rest = ["relax", "alone", "forget", "family", "trouble"]
    for days in product([0, 1], repeat=3):
        answers: Answers = dict(zip(part_a, days, strict=True)) | {"car": "no"}
        expected = [*part_a, "car", *(rest if any(days) else [])]
        assert [key for key in asked(document, answers, age=16) if key != "age"][: len(expected)] == expected
        assert bool(set(rest) & set(asked(document, answers, age=16))) is any(days)


def test_one_answer_decides_fast_or_three_more_follow() -> None:
    document = shipped("fast")
    for first, following in (("never", []), ("rarely", ["q2", "q3", "q4"]), ("weekly", []), ("daily", [])):
        answers: Answers = {"q1": first} | dict.fromkeys(following[:2], "never")
        assert asked(document, answers) == ["q1", *following]


def test_only_somebody_who_injected_lately_is_asked_on_how_many_days() -> None:
    document = shipped("assist")
    answers: Answers = {"q1": ("opioids",), "q2@opioids": "never", "q6@opioids": "never", "q7@opioids": "never"}
    last = {said: asked(document, {**answers, "q8": said}, age=30)[-1] for said in ("never", "recent", "earlier")}
    assert last == {"never": "q8", "recent": "q8_days", "earlier": "q8"}
