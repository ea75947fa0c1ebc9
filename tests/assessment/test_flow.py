"""What somebody is asked next, forwards and back, and what their form may say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from assessment.document import DECLINED, Answer, ChoiceRule, Item, ItemKind, Questionnaire, Required, Section
from assessment.flow import Flow, Problem, Step, Unacceptable
from assessment.scoring import conclude
from tests.assessment import instruments
from tests.assessment.instruments import single

RS = {"country": "RS"}


def keys(flow: Flow, answers: dict[str, Answer], **facts: str | int) -> list[str]:
    return [step.key for step in flow.steps(answers, RS | facts)]


def step_of(flow: Flow, key: str, answers: dict[str, Answer] | None = None) -> Step:
    step = flow.step(key, answers or {}, RS)
    assert step is not None
    return step


def problem(flow: Flow, key: str, *values: str) -> Problem | None:
    step = step_of(flow, key)
    try:
        flow.accept(step, {step.addresses[0]: values} if values else {})
    except Unacceptable as error:
        return error.problems[step.addresses[0]]
    return None


def one(item: Item) -> Flow:
    lists = (instruments.listed("yesno", no=0, yes=1), instruments.listed("many", a=1, b=2, c=3))
    document = Questionnaire("one", "One", choice_lists=lists, sections=(Section("s", (item,)),))
    return Flow(document)


def test_sex_and_age_are_asked_first_and_only_because_a_cut_off_uses_them() -> None:
    flow = Flow(instruments.audit())
    assert keys(flow, {})[:3] == ["sex", "age", "q1"]
    assert keys(flow, {}, sex="male")[:2] == ["age", "q1"]
    assert keys(Flow(instruments.who5()), {})[0] == "q1"


def test_age_is_not_asked_where_only_another_countrys_profile_uses_it() -> None:
    document = instruments.audit()
    general = replace(document.profiles[0], code="any", bandings=())
    local = replace(document.profiles[0], countries=("ME",))
    flow = Flow(replace(document, profiles=(local, general)))
    assert flow.facts_asked({"country": "ME"}) == ("sex", "age")
    assert flow.facts_asked({"country": "RS"}) == ()


def test_somebody_may_keep_sex_to_themselves_but_not_an_age_that_is_required() -> None:
    flow = Flow(replace(instruments.audit(), minimum_age=18))
    assert flow.accept(step_of(flow, "sex"), {"sex": ["~"]}) == {"sex": DECLINED}
    assert problem(flow, "age", "~") is Problem.NOT_A_CHOICE
    assert problem(flow, "age", "9") is Problem.TOO_SMALL
    assert flow.accept(step_of(flow, "age"), {"age": [" 42 "]}) == {"age": 42}


def test_whoever_goes_on_passes_by_what_is_not_asked() -> None:
    flow = Flow(instruments.audit())
    answers: dict[str, Answer] = {"q1": "never"}
    after = flow.step_after("q1", answers, RS)
    assert after is not None and after.key == "q9"
    assert flow.step_after("q10", answers, RS) is None


def test_somebody_standing_on_a_question_that_is_no_longer_asked_finds_on() -> None:
    flow = Flow(instruments.audit())
    after = flow.step_after("q5", {"q1": "never"}, RS)
    assert after is not None and after.key == "q9"
    for unknown in ("q77", "q1@beer", ""):
        with pytest.raises(KeyError):
            flow.step_after(unknown, {}, RS)


def test_going_back_and_changing_an_answer_leaves_behind_what_hung_on_it() -> None:
    flow = Flow(instruments.audit())
    answers: dict[str, Answer] = {"q1": "daily", "q2": "daily", "q3": "never", "q4": "weekly", "q9": "no"}
    changed = flow.answered(answers, RS, step_of(flow, "q1"), {"q1": ["never"]})
    assert changed == {"q1": "never", "q9": "no"}


def test_taking_a_substance_back_drops_its_answers_only() -> None:
    flow = Flow(instruments.assist())
    answers: dict[str, Answer] = {"q1": ("alcohol", "cannabis"), "q2@alcohol": "never", "q2@cannabis": "daily"}
    changed = flow.answered(answers, RS, step_of(flow, "q1"), {"q1": ["cannabis"]})
    assert changed == {"q1": ("cannabis",), "q2@cannabis": "daily"}
    assert keys(flow, changed)[:3] == ["q1", "q2@cannabis", "q3@cannabis"]


def test_emptying_an_optional_question_takes_the_old_answer_away() -> None:
    flow = Flow(instruments.gridded())
    answers: dict[str, Answer] = {"q1": "no", "d1": "2024-05-01"}
    assert flow.answered(answers, RS, step_of(flow, "d1"), {"d1": [""]}) == {"q1": "no"}


def test_declining_is_kept_and_is_not_an_answer() -> None:
    flow = Flow(instruments.audit())
    answers = flow.answered({}, RS, step_of(flow, "q1"), {"q1": ["~"]})
    assert answers == {"q1": DECLINED}
    assert flow.state(answers, RS).missing["q1"] is True
    assert flow.state({}, RS).missing["q1"] is False


def test_a_choice_shown_by_a_rule_is_refused_and_dropped_where_it_is_not_shown() -> None:
    item = Item("q2", ItemKind.MULTIPLE, "Which?", choices="many", choice_rules=(ChoiceRule("c", 'q1 == "yes"'),))
    flow = one(single("q1", "yesno"))
    document = replace(flow.document, sections=(Section("s", (single("q1", "yesno"), item)),))
    flow = Flow(document)
    assert [choice.code for choice in step_of(flow, "q2", {"q1": "yes"}).choices] == ["a", "b", "c"]
    assert [choice.code for choice in step_of(flow, "q2", {"q1": "no"}).choices] == ["a", "b"]
    assert flow.prune({"q1": "no", "q2": ("a", "c")}, RS) == {"q1": "no", "q2": ("a",)}
    with pytest.raises(Unacceptable):
        flow.accept(step_of(flow, "q2", {"q1": "no"}), {"q2": ["c"]})


def test_a_question_none_of_whose_choices_is_shown_is_not_asked() -> None:
    rules = tuple(ChoiceRule(code, "age >= 18") for code in ("no", "yes"))
    flow = one(Item("q1", ItemKind.SINGLE, "?", choices="yesno", choice_rules=rules))
    assert keys(flow, {"age": 17}) == ["age"]
    assert keys(flow, {"age": 18}) == ["age", "q1"]


def progress(flow: Flow, key: str, answers: dict[str, Answer]) -> tuple[int, int, int]:
    state = flow.state(answers, RS)
    return flow.progress(state, next(step for step in state.asked if step.key == key))


def test_the_place_in_the_run_is_told() -> None:
    flow = Flow(instruments.who5())
    assert progress(flow, "q1", {}) == (1, 5, 0)
    assert progress(flow, "q4", {"q1": "t5", "q2": DECLINED}) == (4, 5, 0)


def test_what_the_answers_may_still_open_is_counted_in_until_they_are_given() -> None:
    flow = Flow(instruments.assist())
    of = 1 + 6 * len(instruments.SUBSTANCES) + 1
    assert progress(flow, "q1", {}) == (1, of, of - 1)
    assert flow.progress(flow.state({}, RS), step_of(flow, "q1")).is_open
    picked: dict[str, Answer] = {"q1": ("cannabis",)}
    assert progress(flow, "q2@cannabis", picked) == (2, 8, 0)
    assert progress(flow, "q6@cannabis", picked | {"q2@cannabis": "never"}) == (3, 5, 0)


def test_a_form_may_only_hold_what_was_asked() -> None:
    flow = Flow(instruments.audit())
    with pytest.raises(Unacceptable) as caught:
        flow.accept(step_of(flow, "q1"), {"q1": ["weekly"], "q2": ["weekly"]})
    assert caught.value.problems == {"q2": Problem.UNKNOWN_FIELD}


@pytest.mark.parametrize(
    ("values", "found"),
    [((), Problem.REQUIRED), (("",), Problem.REQUIRED), (("maybe",), Problem.NOT_A_CHOICE),
     (("no", "yes"), Problem.TOO_MANY), (("no", "~"), Problem.EXCLUSIVE), (("no",), None), (("~",), None)],
)  # fmt: skip
def test_one_choice_is_taken_from_those_offered(values: tuple[str, ...], found: Problem | None) -> None:
    assert problem(one(single("q1", "yesno")), "q1", *values) is found


def test_a_question_that_must_be_answered_cannot_be_declined() -> None:
    assert problem(one(single("q1", "yesno", required=Required.HARD)), "q1", "~") is Problem.NOT_A_CHOICE


def test_several_choices_come_out_in_list_order_and_an_exclusive_one_alone() -> None:
    flow = Flow(instruments.assist())
    step = step_of(flow, "q1")
    assert flow.accept(step, {"q1": ["cannabis", "tobacco", "cannabis"]}) == {"q1": ("tobacco", "cannabis")}
    assert problem(flow, "q1", "none", "tobacco") is Problem.EXCLUSIVE
    assert problem(flow, "q1", "beer") is Problem.NOT_A_CHOICE
    assert flow.accept(step, {"q1": ["none"]}) == {"q1": ("none",)}


@pytest.mark.parametrize(
    ("text", "found"),
    [("3", 3), ("2,5", Decimal("2.5")), ("٣", 3), ("１０", 10), ("2.50", Decimal("2.5")), ("10,0", 10), ("+4", 4),
     ("2.3", Problem.OFF_STEP), ("-1", Problem.TOO_SMALL), ("−1", Problem.TOO_SMALL), ("11", Problem.TOO_LARGE),
     ("1e1", Problem.NOT_A_NUMBER), ("nan", Problem.NOT_A_NUMBER), ("inf", Problem.NOT_A_NUMBER),
     ("ten", Problem.NOT_A_NUMBER), ("1_0", Problem.NOT_A_NUMBER), ("9" * 500, Problem.NOT_A_NUMBER), ("²", 2)],
)  # fmt: skip
def test_numbers_are_read_in_any_digits_and_held_to_their_limits(text: str, found: object) -> None:
    flow = one(Item("n", ItemKind.NUMBER, "?", minimum=0, maximum=10, step=Decimal("0.5")))
    if isinstance(found, Problem):
        assert problem(flow, "n", text) is found
    else:
        answer = flow.accept(step_of(flow, "n"), {"n": [text]})["n"]
        assert answer == found
        assert type(answer) is type(found)


@pytest.mark.parametrize(
    ("text", "found"),
    [("2024-02-29", None), ("2023-02-29", Problem.NOT_A_DATE), ("20240229", Problem.NOT_A_DATE),
     ("2024-W09-4", Problem.NOT_A_DATE), ("2019-12-31", Problem.TOO_EARLY), ("2031-01-01", Problem.TOO_LATE)],
)  # fmt: skip
def test_days_are_real_and_within_their_limits(text: str, found: Problem | None) -> None:
    flow = one(Item("d", ItemKind.DATE, "?", earliest="2020-01-01", latest="2030-12-31"))
    assert problem(flow, "d", text) is found


def test_words_are_tidied_and_not_endless() -> None:
    flow = one(Item("t", ItemKind.TEXT, "?"))
    assert flow.accept(step_of(flow, "t"), {"t": [" a\x00b\u202e \n"]}) == {"t": "ab"}
    assert problem(flow, "t", "x" * 501) is Problem.TOO_LONG
    assert problem(flow, "t", "\x00") is Problem.REQUIRED


def test_each_row_of_a_grid_is_a_field_of_its_own() -> None:
    flow = Flow(instruments.gridded())
    step = step_of(flow, "g1", {"q1": "yes"})
    with pytest.raises(Unacceptable) as caught:
        flow.accept(step, {"g1.work": ["much"], "g1.smoke": ["often"]})
    assert caught.value.problems == {"g1.smoke": Problem.NOT_A_CHOICE, "g1.home": Problem.REQUIRED}
    assert flow.accept(step, {"g1.work": ["much"], "g1.smoke": ["~"], "g1.home": ["never"]}) == {
        "g1.work": "much",
        "g1.smoke": DECLINED,
        "g1.home": "never",
    }


def test_a_note_has_no_field_and_asks_for_nothing() -> None:
    flow = Flow(instruments.gridded())
    step = step_of(flow, "note")
    assert step.addresses == ()
    assert flow.accept(step, {}) == {}


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        *((text, False) for text in ('q1 == "no"', 'q1 in ["no"]', "n >= 0", "n + 1 > 0", "0 <= n <= 9", "q1 == n")),
        *((text, False) for text in ("answered(q1)", "points(q1) < 9", "score(s) >= 0", "count(m) < 9", '"a" in m')),
        *((text, False) for text in ("q1 == nowhere", "score(nowhere) < 1", "age < 200", 'sex == "male"')),
        *((text, True) for text in ('q1 != "no"', 'q1 not in ["no"]', "not n >= 0", '"a" not in m', "q1 != n")),
    ],
)
@pytest.mark.parametrize("answer", [None, DECLINED])
def test_what_is_missing_equals_nothing(condition: str, shown: bool, answer: str | None) -> None:
    items = (
        single("q1", "yesno"),
        Item("n", ItemKind.NUMBER, "?"),
        Item("m", ItemKind.MULTIPLE, "?", choices="many"),
        single("q2", "yesno", condition),
    )
    base = one(items[0]).document
    scales = (instruments.Scale("s", instruments.terms("q1")),)
    flow = Flow(replace(base, sections=(Section("s", items),), scales=scales))
    answers: dict[str, Answer] = {} if answer is None else dict.fromkeys(("q1", "n", "m", "age"), answer)
    assert ("q2" in keys(flow, answers)) is shown


def test_a_later_answer_never_decides_an_earlier_question() -> None:
    document = one(single("q1", "yesno", 'q2 == "yes"')).document
    document = replace(document, sections=(Section("s", (*document.sections[0].items, single("q2", "yesno"))),))
    assert keys(Flow(document), {"q1": "yes", "q2": "yes"}) == ["q2"]


def test_a_score_read_on_the_way_is_not_the_score_at_the_end() -> None:
    items = (single("q1", "yesno"), single("q2", "yesno", "score(s) >= 1"), single("q3", "yesno", "score(s) >= 2"))
    document = replace(
        one(items[0]).document,
        sections=(Section("s", items),),
        scales=(instruments.Scale("s", instruments.terms("q1", "q2")),),
    )
    flow = Flow(document)
    assert keys(flow, {"q1": "yes", "q2": "yes"}) == ["q1", "q2", "q3"]
    assert conclude(flow, {"q1": "yes", "q2": "yes"}, RS).scores[0].value == 2


def test_a_repetition_may_ask_about_another_and_about_any() -> None:
    document = instruments.assist()
    end = Section("end", (single("q8", "ever", 'q2 @ alcohol == "daily"'), single("q9", "ever", 'any(q2 == "daily")')))
    flow = Flow(replace(document, sections=(*document.sections[:2], end), profiles=()))
    answers: dict[str, Answer] = {"q1": ("alcohol", "cannabis"), "q2@cannabis": "daily"}
    assert keys(flow, answers)[-1:] == ["q9"]
    assert keys(flow, answers | {"q2@alcohol": "daily"})[-2:] == ["q8", "q9"]
    assert keys(flow, {"q1": ("alcohol",), "q2@cannabis": "daily"})[-1] == "q7@alcohol"


def within(document: Questionnaire, *items: Item, scale: str = "q1") -> Flow:
    scales = (instruments.Scale("s", instruments.terms(*scale.split())),)
    return Flow(replace(document, sections=(Section("s", items),), scales=scales, profiles=()))


def test_a_condition_two_questions_share_is_asked_again_where_the_first_may_change_it() -> None:
    base = one(single("q1", "yesno")).document
    for shared in ('q2 != "yes"', "not score(s) >= 2"):
        items = (single("q1", "yesno"), single("q2", "yesno", shared), single("q3", "yesno", shared))
        flow = within(base, *items, scale="q1 q2")
        assert keys(flow, {"q1": "yes", "q2": "yes"}) == ["q1", "q2"]
        assert keys(flow, {"q1": "yes", "q2": "no"}) == ["q1", "q2", "q3"]


def test_a_score_over_repetitions_grows_while_they_go_on() -> None:
    document = instruments.assist()
    each = Section("each", (single("q2", "use"), single("q3", "desire", "score(s) < 3")), loop_over="q1")
    scales = (instruments.Scale("s", instruments.terms("q2")),)
    flow = Flow(replace(document, sections=(document.sections[0], each), scales=scales, profiles=()))
    answers: dict[str, Answer] = {"q1": ("alcohol", "cannabis"), "q2@alcohol": "once", "q2@cannabis": "once"}
    assert keys(flow, answers) == ["q1", "q2@alcohol", "q3@alcohol", "q2@cannabis"]
    assert conclude(flow, answers, RS).scores[0].value == 4


def test_a_substance_not_picked_has_no_score_rather_than_none_of_the_points() -> None:
    document = instruments.assist()
    end = Section("end", (single("q8", "ever", "score(risk @ opioids) < 4"),))
    flow = Flow(replace(document, sections=(*document.sections[:2], end), profiles=()))
    assert "q8" not in keys(flow, {"q1": ("alcohol",)})
    assert "q8" in keys(flow, {"q1": ("opioids",), **{f"q{n}@opioids": "no" for n in (6, 7)}, "q2@opioids": "never"})
