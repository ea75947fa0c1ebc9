"""What is easily got wrong where answers, scores and days are told apart as little as possible."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.document import (
    Band,
    Banding,
    Choice,
    ChoiceList,
    ChoiceRule,
    Decision,
    Item,
    ItemKind,
    Level,
    Profile,
    Questionnaire,
    ReferralRule,
    Required,
    Scale,
    Section,
    Term,
)
from assessment.messages import Code
from assessment.outcome import Lack
from assessment.proof import distribution, of_runs
from assessment.scoring import conclude

YES_NO = ChoiceList("l", (Choice("no", "No", 0), Choice("yes", "Yes", Decimal("1.25"))))
BANDS = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
HARD = Required.HARD


def asked(*items: Item, scales: tuple[Scale, ...] = ()) -> Questionnaire:
    profile = Profile("p", (), rules=(ReferralRule("r", ("helpline",)),))
    return Questionnaire(
        "x", "X", choice_lists=(YES_NO,), sections=(Section("s", items),), scales=scales, profiles=(profile,)
    )


def choice(code: str, show_if: str = "") -> Item:
    return Item(code, ItemKind.SINGLE, f"{code}?", required=HARD, show_if=show_if, choices="l", unscored="x")


def of_conditions(document: Questionnaire) -> set[tuple[Code, str]]:
    return {(each.code, each.place.code) for each in of_runs(document)}


@pytest.mark.parametrize("shown", ["score(b) > score(a)", "score(a) + score(b) > 2", "score(a) - score(b) > 1"])
def test_two_scores_that_are_known_at_different_times_can_be_compared(shown: str) -> None:
    scales = (Scale("a", (Term("q1"),)), Scale("b", (Term("q2"),)))
    assert of_conditions(asked(choice("q1"), choice("q2"), choice("q3", shown), scales=scales)) == set()


def test_a_fraction_below_a_limit_is_not_above_it() -> None:
    scales = (Scale("a", (Term("q1"),)), Scale("b", (Term("q2"),)))
    shown = "score(a) > 1.3 or score(b) > 1.3"  # each of them is 1.25 at most
    found = of_conditions(asked(choice("q1"), choice("q2"), choice("q3", shown), scales=scales))
    assert found == {(Code.NEVER_HOLDS, "q3")}


def test_somebody_may_write_another_word_than_the_one_that_a_condition_names() -> None:
    text = Item("t", ItemKind.TEXT, "Which?", required=HARD, unscored="x")
    assert of_conditions(asked(text, choice("q1", 't == "other"'))) == set()


def test_a_number_without_a_least_but_below_a_most_can_be_answered() -> None:
    number = Item("n", ItemKind.NUMBER, "How cold?", required=HARD, maximum=-3, unscored="x")
    assert of_conditions(asked(number, choice("q1", "n > -5"))) == set()
    assert of_conditions(asked(number, choice("q1", "n > -3"))) == {(Code.NEVER_HOLDS, "q1")}


def day(code: str, earliest: str = "", latest: str = "") -> Item:
    return Item(code, ItemKind.DATE, f"{code}?", required=HARD, earliest=earliest, latest=latest, unscored="x")


def test_two_days_can_be_compared_with_one_another() -> None:
    assert of_conditions(asked(day("d1"), day("d2"), choice("q1", "d1 < d2"))) == set()
    apart = asked(day("d1", latest="2020-05-05"), day("d2", "2020-05-06"), choice("q1", "d1 < d2"))
    assert of_conditions(apart) == {(Code.ALWAYS_HOLDS, "q1")}
    touching = asked(day("d1", latest="2020-05-06"), day("d2", "2020-05-06"), choice("q1", "d1 == d2"))
    assert of_conditions(touching) == set()
    between = asked(day("d1"), day("d2"), day("d3"), choice("q1", 'd1 < d2 < d3 < "2020-05-05" and d1 > "2020-05-01"'))
    assert of_conditions(between) == set()


def test_the_last_of_two_rules_for_a_choice_counts() -> None:
    rules = (ChoiceRule("no", 'q1 == "yes"'), ChoiceRule("no", ""), ChoiceRule("yes", 'q1 == "yes"'))
    ruled = Item("q2", ItemKind.SINGLE, "?", required=HARD, choices="l", choice_rules=rules, unscored="x")
    late = choice("q3", 'q1 == "no" and q2 == "no"')
    assert of_conditions(asked(choice("q1"), ruled, late)) == set()


def test_an_answer_without_points_leaves_a_decision_open_whatever_else_is_answered() -> None:
    bare = ChoiceList("bare", (Choice("well", "Well"),))
    decided = Banding("quick", BANDS, decisions=(Decision("low", "score(a) > 0"), Decision("high", 'q1 == "yes"')))
    mood = Item("q2", ItemKind.SINGLE, "?", required=HARD, choices="bare")
    document = asked(choice("q1"), mood, scales=(Scale("a", (Term("q2"),)),))
    [profile] = document.profiles
    document = replace(document, choice_lists=(YES_NO, bare), profiles=(replace(profile, bandings=(decided,)),))
    outcome = conclude(document, {"q1": "yes", "q2": "well"}, {})
    assert outcome.readings[0].lack is Lack.ANSWERS
    assert (Code.BAND_UNREACHABLE, "p.quick.high") in of_conditions(document)


def test_picks_that_nothing_asks_for_are_counted_each() -> None:
    lists = ChoiceList("m", tuple(Choice(f"c{n}", f"M {n}", exclusive=n == 3) for n in range(4)))
    picks = Item("m", ItemKind.MULTIPLE, "Which?", required=HARD, choices="m", unscored="x")
    document = asked(picks, choice("q1", '"c0" in m'), scales=(Scale("a", (Term("q1"),)),))
    [spread] = distribution(replace(document, choice_lists=(YES_NO, lists)))
    # four sets of picks have c0, each with a «no» and a «yes»; three have not, and the fourth choice stands alone
    assert dict(spread.scores) == {0: 4 + 4, Fraction(5, 4): 4}
