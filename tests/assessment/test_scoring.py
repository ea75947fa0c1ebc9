"""Golden outcomes, each reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.document import (
    DECLINED,
    Answer,
    Block,
    BlockKind,
    Decision,
    Flag,
    Method,
    NotAsked,
    Profile,
    Scale,
    Term,
    Unanswered,
)
from assessment.flow import Flow, Unusable
from assessment.outcome import Lack
from assessment.scoring import Status, conclude, explained
from tests.assessment import instruments
from tests.assessment.instruments import SERBIA, banded, one_scale, run, scored


def drinker(**changes: Answer) -> dict[str, Answer]:
    """2+1+1 +1+0+1 +2+0 +2+0: consumption 4, dependence 2, harm 4, total 10."""
    steps = ("twice", "monthly", "monthly", "monthly", "never", "monthly", "twice", "never")
    answers: dict[str, Answer] = {f"q{n}": answer for n, answer in enumerate(steps, 1)}
    return {**answers, "q9": "before", "q10": "no", **changes}


class TestAudit:
    def test_someone_who_drinks_gets_a_total_and_its_three_parts(self) -> None:
        outcome = run(instruments.audit(), drinker(), sex="male")
        assert scored(outcome) == {"total": 10, "amount": 2, "consumption": 4, "dependence": 2, "harm": 4}
        assert banded(outcome) == {"total": "hazardous"}
        assert outcome.status is Status.COMPLETE
        assert outcome.not_asked == ()

    def test_someone_who_never_drinks_is_asked_three_questions_and_scores_what_they_say(self) -> None:
        flow = Flow(instruments.audit())
        answers: dict[str, Answer] = {"q1": "never", "q9": "before", "q10": "no"}
        assert [step.key for step in flow.steps(answers, SERBIA | {"sex": "male", "age": 40})] == ["q1", "q9", "q10"]
        outcome = run(instruments.audit(), answers, sex="male", age=40)
        assert scored(outcome)["total"] == 2
        assert outcome.status is Status.COMPLETE
        assert outcome.not_asked == ("q2", "q3", "q4", "q5", "q6", "q7", "q8")

    def test_someone_without_points_for_amount_skips_to_the_ninth_question(self) -> None:
        answers = drinker(q2="never", q3="never")
        outcome = run(instruments.audit(), answers, sex="male")
        assert outcome.not_asked == ("q4", "q5", "q6", "q7", "q8")
        assert scored(outcome)["total"] == 2 + 2  # q1, q9; what is left of q4–q8 does not count

    @pytest.mark.parametrize(
        ("sex", "age", "band"),
        [("female", 40, "hazardous"), ("male", 40, "low"), ("male", 17, "hazardous"), (DECLINED, DECLINED, "low")],
    )
    def test_six_points_mean_something_else_for_women_and_for_the_young(self, sex: str, age: Answer, band: str) -> None:
        answers = drinker(q4="never", q6="never", q7="never", sex=sex, age=age)
        outcome = run(instruments.audit(), answers)
        assert scored(outcome)["total"] == 6
        assert banded(outcome) == {"total": band}

    def test_someone_who_would_rather_not_say_once_gets_no_total_and_no_headline(self) -> None:
        outcome = run(instruments.audit(), drinker(q4=DECLINED), sex="male")
        assert scored(outcome) == {"total": None, "amount": 2, "consumption": 4, "dependence": None, "harm": 4}
        assert outcome.status is Status.INCOMPLETE
        assert outcome.blocks == ()
        assert outcome.readings[0].lack is Lack.ANSWERS
        total = outcome.score("total")
        assert total is not None and total.missing == ("q4",)

    def test_someone_half_way_is_incomplete(self) -> None:
        assert run(instruments.audit(), {"q1": "daily"}).status is Status.INCOMPLETE

    def test_what_a_questionnaire_is_about_is_what_its_rules_look_for(self) -> None:
        answers = drinker(**{f"q{n}": "weekly" for n in range(1, 9)})
        outcome = run(replace(instruments.audit(), substance="alcohol"), answers, sex="male", age=30)
        assert [need.loop for need in outcome.needs] == ["alcohol"]

    def test_someone_likely_dependent_is_sent_to_treatment(self) -> None:
        answers = drinker(**{f"q{n}": "weekly" for n in range(1, 9)})
        outcome = run(instruments.audit(), answers, sex="male", age=30)
        assert scored(outcome)["total"] == 26
        assert [need.kinds for need in outcome.needs] == [("outpatient", "helpline")]
        assert [shown.block.code for shown in outcome.blocks] == [
            "headline_total_dependence",
            "meaning_total_dependence",
        ]

    def test_the_result_explains_itself(self) -> None:
        document = instruments.audit()
        lines = explained(run(document, drinker(), sex="female"), document)
        assert "«Total»: 10 = q1 2 + q2 1 + q3 1 + q4 1 + q5 0 + q6 1 + q7 2 + q8 0 + q9 2 + q10 0." in lines
        assert "Band of «total»: «Hazardous», because 6 ≤ 10 ≤ 15 (the case where sex is «female»)." in lines


class TestAssist:
    def picked(self) -> dict[str, Answer]:
        weekly = {"q2": "weekly", "q3": "once", "q4": "never", "q5": "never", "q6": "no", "q7": "before"}
        tobacco = {f"{code}@tobacco": answer for code, answer in weekly.items() if code != "q5"}
        drinks = {f"{code}@alcohol": answer for code, answer in weekly.items()}
        return {"q1": ("tobacco", "alcohol"), **tobacco, **drinks, "q8": "no"}

    def test_each_substance_picked_is_asked_about_in_turn(self) -> None:
        keys = [step.key for step in Flow(instruments.assist()).steps(self.picked(), SERBIA)]
        assert keys == [
            *("q1", "q2@tobacco", "q3@tobacco", "q4@tobacco", "q6@tobacco", "q7@tobacco"),
            *("q2@alcohol", "q3@alcohol", "q4@alcohol", "q5@alcohol", "q6@alcohol", "q7@alcohol", "q8"),
        ]

    def test_ten_points_are_moderate_for_tobacco_and_low_for_alcohol(self) -> None:
        outcome = run(instruments.assist(), self.picked())
        assert scored(outcome) == {"risk@tobacco": 10, "risk@alcohol": 10, "all_risk": 20}
        assert banded(outcome) == {"risk@tobacco": "moderate", "risk@alcohol": "low"}
        assert [(need.rule, need.loop, need.most) for need in outcome.needs] == [("brief", "tobacco", 2)]
        assert outcome.not_asked == ("q5@tobacco",)

    def test_the_more_serious_substance_comes_first_and_each_has_its_own_headline(self) -> None:
        shown = run(instruments.assist(), self.picked()).blocks
        assert [(each.block.code, each.loop) for each in shown] == [
            ("headline_risk_moderate", "tobacco"),
            ("headline_risk_low", "alcohol"),
            ("meaning_risk_moderate", "tobacco"),
            ("meaning_risk_low", "alcohol"),
            ("several", ""),
        ]

    def test_no_use_lately_goes_straight_to_the_sixth_question(self) -> None:
        flow = Flow(instruments.assist())
        answers: dict[str, Answer] = {"q1": ("cannabis",), "q2@cannabis": "never"}
        step = flow.step_after("q2@cannabis", answers, SERBIA)
        assert step is not None and step.key == "q6@cannabis" and step.loop == "cannabis"

    def test_somebody_who_injects_sees_that_before_everything_else(self) -> None:
        answers: dict[str, Answer] = {"q1": ("opioids",), "q8": "lately"}
        answers |= {f"q{n}@opioids": "daily" for n in range(2, 6)} | {"q6@opioids": "lately", "q7@opioids": "lately"}
        outcome = run(instruments.assist(), answers)
        assert scored(outcome)["risk@opioids"] == 39
        codes = [shown.block.code for shown in outcome.blocks]
        assert codes == ["needles", "opioids", "headline_risk_high", "meaning_risk_high"]
        assert [need.rule for need in outcome.needs] == ["specialist", "needles"]

    def test_someone_who_uses_nothing_is_done_and_has_no_risk(self) -> None:
        outcome = run(instruments.assist(), {"q1": ("none",)})
        assert outcome.readings == ()
        assert outcome.status is Status.COMPLETE
        assert scored(outcome) == {"all_risk": None}

    def test_one_substance_without_answers_leaves_the_other_its_score(self) -> None:
        answers = self.picked() | {"q3@alcohol": DECLINED}
        outcome = run(instruments.assist(), answers)
        assert scored(outcome) == {"risk@tobacco": 10, "risk@alcohol": None, "all_risk": None}
        assert outcome.status is Status.INCOMPLETE


class TestPhq:
    def answers(self, *missing: str, **changes: Answer) -> dict[str, Answer]:
        full: dict[str, Answer] = {f"q{n}": "some" for n in range(1, 9)} | {"q9": "none"} | changes
        return full | dict.fromkeys(missing, DECLINED)

    def test_two_missing_answers_are_filled_in_with_the_mean(self) -> None:
        document = instruments.phq9()
        outcome = run(document, self.answers("q1", "q2"))
        assert scored(outcome) == {"total": 8}  # 6 × 9/7 = 7.71
        assert outcome.status is Status.COMPLETE
        text = explained(outcome, document)[1]
        assert "× 9/7" in text and "filled in with the mean: q1, q2" in text and "rounded half up" in text

    def test_three_missing_answers_are_too_many(self) -> None:
        outcome = run(instruments.phq9(), self.answers("q1", "q2", "q3"))
        assert scored(outcome) == {"total": None}
        assert outcome.status is Status.INCOMPLETE

    def test_a_thought_of_death_outranks_a_low_total(self) -> None:
        answers: dict[str, Answer] = {f"q{n}": "none" for n in range(1, 9)} | {"q9": "some"}
        outcome = run(instruments.phq9(), answers)
        assert banded(outcome) == {"total": "minimal"}
        assert [flag.code for flag in outcome.flags] == ["suicide"]
        assert outcome.blocks[0].block.code == "call"
        assert [need.kinds for need in outcome.needs] == [("emergency",)]

    def test_a_thought_of_death_is_seen_although_nothing_else_is_answered(self) -> None:
        outcome = run(instruments.phq9(), {"q9": "every"})
        assert outcome.status is Status.INCOMPLETE
        assert [flag.code for flag in outcome.flags] == ["suicide"]

    def test_leaving_out_what_is_missing_needs_enough_answers(self) -> None:
        document = instruments.phq9(Unanswered.LEFT_OUT)
        enough = replace(document, scales=(replace(document.scales[0], answered_least=7),))
        assert scored(run(enough, self.answers("q1", "q2"))) == {"total": 6}
        assert scored(run(enough, self.answers("q1", "q2", "q3"))) == {"total": None}


class TestFast:
    def more(self, q1: str, *rest: str) -> dict[str, Answer]:
        return {"q1": q1, **{f"q{n}": answer for n, answer in enumerate(rest, 2)}}

    @pytest.mark.parametrize(
        ("answers", "band"),
        [(("never",), "negative"), (("weekly",), "positive"), (("once", "once", "once", "never"), "positive"),
         (("once", "once", "never", "never"), "negative")],
    )  # fmt: skip
    def test_the_first_decision_that_holds_is_taken(self, answers: tuple[str, ...], band: str) -> None:
        outcome = run(instruments.fast(), self.more(*answers))
        assert banded(outcome) == {"screen": band}
        assert outcome.status is Status.COMPLETE

    def test_someone_who_will_not_say_is_not_told_that_all_is_well(self) -> None:
        assert banded(run(instruments.fast(), self.more(DECLINED))) == {"screen": None}
        outcome = run(instruments.fast(), self.more("once", DECLINED, "never", "never"))
        assert banded(outcome) == {"screen": None}
        assert outcome.status is Status.INCOMPLETE

    def test_a_denial_does_not_hold_for_certain_while_the_answer_is_missing(self) -> None:
        document = instruments.fast()
        profile = document.profiles[0]
        denial = (Decision("negative", 'q1 != "daily"'), Decision("positive"))
        banding = replace(profile.bandings[0], decisions=denial)
        document = replace(document, profiles=(replace(profile, bandings=(banding,)),))
        assert banded(run(document, {"q1": DECLINED})) == {"screen": None}
        assert banded(run(document, {"q1": "never"})) == {"screen": "negative"}

    def test_an_answer_missing_elsewhere_does_not_hinder_a_clear_one(self) -> None:
        assert banded(run(instruments.fast(), self.more("daily", DECLINED))) == {"screen": "positive"}


class TestGrid:
    def test_a_row_not_shown_is_not_asked_and_one_not_answered_is_missing(self) -> None:
        flow = Flow(instruments.gridded())
        answers: dict[str, Answer] = {"q1": "no", "g1.work": "much", "g1.smoke": "much", "g1.home": "some", "n1": 3}
        step = flow.step("g1", answers, SERBIA)
        assert step is not None and step.addresses == ("g1.work", "g1.home")
        outcome = conclude(flow, answers, SERBIA)
        assert scored(outcome) == {"whole": 3, "mixed": 7}
        assert outcome.not_asked == ("g1.smoke",)
        assert scored(conclude(flow, answers | {"q1": "yes"}, SERBIA)) == {"whole": 5, "mixed": 7}
        assert scored(conclude(flow, answers | {"g1.home": DECLINED}, SERBIA)) == {"whole": None, "mixed": 7}

    def test_a_choice_without_points_is_no_answer_to_a_scale(self) -> None:
        answers: dict[str, Answer] = {"q1": "no", "g1.work": "unsure", "g1.home": "some", "n1": 3}
        outcome = conclude(instruments.gridded(), answers, SERBIA)
        whole = outcome.score("whole")
        assert whole is not None and (whole.value, whole.missing) == (None, ("g1.work",))

    def test_a_hard_question_left_open_makes_the_run_incomplete(self) -> None:
        answers: dict[str, Answer] = {"g1.work": "some", "g1.home": "some", "n1": 3}
        assert conclude(instruments.gridded(), answers, SERBIA).status is Status.INCOMPLETE
        assert conclude(instruments.gridded(), answers | {"q1": "no"}, SERBIA).status is Status.COMPLETE


class TestWhoItIsFor:
    def test_somebody_too_young_is_asked_nothing_more_and_told_no_score(self) -> None:
        flow = Flow(replace(instruments.audit(), minimum_age=16))
        assert [step.key for step in flow.steps({"age": 15}, SERBIA)] == ["sex", "age"]
        outcome = conclude(flow, drinker(age=15), SERBIA)
        assert (outcome.status, outcome.scores, outcome.readings) == (Status.NOT_APPLICABLE, (), ())
        assert conclude(flow, drinker(age=16), SERBIA).status is Status.COMPLETE

    def test_the_first_profile_for_the_country_is_read(self) -> None:
        document = instruments.audit()
        here = replace(document.profiles[0], code="rs", countries=("RS", "ME"))
        women = replace(document.profiles[0], code="women", when='sex == "female"')
        both = replace(document, profiles=(here, women))
        assert conclude(both, drinker(), {"country": "ME"}).profile == "rs"
        assert conclude(both, drinker(), {"country": "SI", "sex": "female"}).profile == "women"
        nobody = conclude(both, drinker(), {"country": "SI"})
        assert (nobody.status, nobody.profile) == (Status.NOT_APPLICABLE, "")
        assert conclude(both, drinker(), {"country": "SI"}, profile="rs").profile == "rs"

    def test_a_run_in_which_nothing_was_answered_is_incomplete_or_not_at_all(self) -> None:
        assert conclude(instruments.audit(), {}, SERBIA).status is Status.INCOMPLETE
        empty = replace(instruments.dast(), sections=(), scales=())
        assert conclude(empty, {}, SERBIA).status is Status.NOT_APPLICABLE


class TestFeedback:
    def test_of_two_headlines_that_apply_the_first_is_shown_and_of_tips_all(self) -> None:
        document = instruments.who5()
        profile = document.profiles[0]
        kinds = (BlockKind.HEADLINE, BlockKind.HEADLINE, BlockKind.TIP, BlockKind.TIP, BlockKind.SOURCE)
        blocks = tuple(Block(f"b{n}", kind, "Words", "index", "good") for n, kind in enumerate(kinds))
        young = Block("young", BlockKind.HEADLINE, "Words", "index", "good", when="age < 18")
        document = replace(document, profiles=(replace(profile, blocks=(young, *blocks)),))
        answers: dict[str, Answer] = {f"q{n}": "t5" for n in range(1, 6)}
        assert [shown.block.code for shown in run(document, answers, age=40).blocks] == ["b0", "b2", "b3", "b4"]
        assert [shown.block.code for shown in run(document, answers, age=16).blocks] == ["young", "b2", "b3", "b4"]

    def test_a_flag_may_read_a_band_and_a_cut_off_may_read_a_flag(self) -> None:
        document = instruments.phq9()
        profile = document.profiles[0]
        strict = instruments.cut(
            "total", ("flag(suicide)", {"mild": (None, 0), "severe": (1, None)}), ("", {"mild": (None, None)})
        )
        flags = (Flag("worst", 'band(total) == "severe"', "Worst"), *profile.flags, Flag("both", "flag(worst)", "Both"))
        document = replace(document, profiles=(replace(profile, bandings=(strict,), flags=flags),))
        answers: dict[str, Answer] = {f"q{n}": "none" for n in range(1, 9)}
        outcome = run(document, answers | {"q9": "some"})
        assert banded(outcome) == {"total": "severe"}
        assert [flag.code for flag in outcome.flags] == ["worst", "suicide", "both"]
        assert run(document, answers | {"q9": "none"}).flags == ()

    def test_somebody_the_gate_turns_away_is_not_given_a_result(self) -> None:
        document = one_scale(Method.SUM, Term("q3"), not_asked=NotAsked.OUT)
        banding = instruments.cut("s", ("", {"low": (None, None)}))
        document = replace(document, profiles=(Profile("who", (banding,), blocks=instruments.told(banding)),))
        outcome = run(document, {"q1": "p0", "q2": "p0"})
        assert (outcome.status, outcome.blocks) == (Status.NOT_APPLICABLE, ())
        assert outcome.readings[0].lack is Lack.NOT_ASKED


class TestBrokenDocuments:
    def test_a_circle_of_scales_is_named(self) -> None:
        document = replace(
            instruments.dast(), scales=(Scale("a", instruments.terms("b")), Scale("b", instruments.terms("a")))
        )
        with pytest.raises(Unusable, match="a → b → a"):
            Flow(document)

    def test_a_term_that_leads_nowhere_is_named(self) -> None:
        document = replace(instruments.dast(), scales=(Scale("a", instruments.terms("q99")),))
        with pytest.raises(Unusable, match="q99"):
            Flow(document)

    def test_an_unreadable_condition_is_named_with_its_column(self) -> None:
        document = instruments.dast()
        section = replace(document.sections[0], show_if="age >")
        with pytest.raises(Unusable, match=r"section «all».*column 6"):
            Flow(replace(document, sections=(section,)))

    def test_a_score_between_two_bands_has_no_band_but_does_not_fail(self) -> None:
        document = instruments.who5()
        gap = instruments.cut("index", ("", {"poor": (0, 40), "good": (60, 100)}))
        document = replace(document, profiles=(replace(document.profiles[0], bandings=(gap,)),))
        outcome = conclude(document, {f"q{n}": "t2" if n < 5 else "t4" for n in range(1, 6)}, {})
        assert outcome.readings[0].lack is Lack.BAND
