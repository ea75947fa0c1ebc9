"""What an expert mistyped, where it is, and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment import edits
from assessment.document import (
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    Decision,
    Expected,
    Given,
    Item,
    ItemKind,
    Questionnaire,
    Range,
    ReferralRule,
    Scale,
    Section,
    Term,
    Vector,
)
from assessment.messages import CATALOGUE, Code, Finding, Place, PlaceKind, Severity
from assessment.plain import texts
from assessment.proof import check
from tests.assessment.documents import sample


def part(kind: PlaceKind, code: str, /, **fields: Any) -> Questionnaire:
    return edits.set_part(sample(), kind, code, **fields)


def first(document: Questionnaire) -> Finding:
    return check(document)[0]


def with_condition(text: str) -> Questionnaire:
    return edits.set_show_if(sample(), "q2", text)


def with_rule(text: str) -> Questionnaire:
    return part(PlaceKind.RULE, "adult.much", when=text)


def test_every_finding_says_what_to_do() -> None:
    assert set(CATALOGUE) == set(Code)
    assert all(message.endswith((".", "}")) and remedy.endswith(".") for _, message, remedy in CATALOGUE.values())


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ('q9 == "never"', Code.UNKNOWN_NAME, 1),
        ('q1 != "never" and q1 == "daily"', Code.UNKNOWN_CHOICE, 25),
        ('q1 in ["never", "daily"]', Code.UNKNOWN_CHOICE, 17),
        ('q3 == "none"', Code.FORWARD_REFERENCE, 1),
        ('q2 == "never"', Code.VISIBILITY_CYCLE, 1),
        ("score(total) > 1", Code.FORWARD_REFERENCE, 7),
        ("score(sum) > 1", Code.UNKNOWN_NAME, 7),
        ('band(total) == "low"', Code.CONDITION_MISPLACED, 6),
        ("flag(young)", Code.CONDITION_MISPLACED, 6),
        ('loop == "beer"', Code.CONDITION_MISPLACED, 1),
        ("q1 > 2", Code.NOT_COMPARABLE, 6),
        ('points(q1) == "never"', Code.NOT_COMPARABLE, 15),
        ('age > "18"', Code.NOT_COMPARABLE, 7),
        ('sex == "woman"', Code.UNKNOWN_CHOICE, 8),
        ("country == 381", Code.NOT_COMPARABLE, 12),
        ('"x" in q1', Code.NOT_COMPARABLE, 8),
        ("q1.r1 == 2", Code.UNKNOWN_NAME, 1),
    ],
)
def test_a_mistake_in_a_condition_of_the_flow_is_pointed_at(text: str, code: Code, column: int) -> None:
    found = next(each for each in check(with_condition(text)) if each.code is code)
    assert (found.place, found.column) == (Place(PlaceKind.ITEM, "q2", "show_if"), column)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('band(sum) == "low"', Code.UNKNOWN_NAME),
        ('band(total) == "middle"', Code.UNKNOWN_CHOICE),
        ("flag(old)", Code.UNKNOWN_NAME),
        ('q4 @ rum == "never"', Code.UNKNOWN_CHOICE),
        ("score(drink @ rum) > 0", Code.UNKNOWN_CHOICE),
        ('q3 == "beer"', Code.NOT_COMPARABLE),
        ('"rum" in q3', Code.UNKNOWN_CHOICE),
    ],
)
def test_a_mistake_in_a_condition_of_a_profile_is_found(text: str, code: Code) -> None:
    assert code in [each.code for each in check(with_rule(text))]


@pytest.mark.parametrize(
    "text",
    ['q4 == "weekly"', 'q4 @ beer == "weekly"', 'any(q4 == "weekly")', 'score(drink) > 1 and "beer" in q3',
     'band(drink) == "high"', 'flag(young) or sex == "other"', "not answered(q1)", 'country in ["RS", "ME"]'],
)  # fmt: skip
def test_what_is_right_is_not_found_fault_with(text: str) -> None:
    assert check(with_rule(text)) == ()


def test_a_looped_answer_needs_its_instance_outside_the_loop() -> None:
    late = Section("late", (Item("q5", ItemKind.NOTE, "Bye", show_if='q4 == "weekly"'),))
    document = replace(sample(), sections=(*sample().sections, late))
    assert first(document).code is Code.CONDITION_MISPLACED
    assert check(edits.set_show_if(document, "q5", 'any(q4 == "weekly")')) == ()


def test_a_condition_that_cannot_be_read_is_pointed_at() -> None:
    items = tuple(replace(item, show_if="q1 ==") if item.code == "q2" else item for item in sample().sections[0].items)
    broken = replace(sample(), sections=(replace(sample().sections[0], items=items), sample().sections[1]))
    assert (first(broken).code, first(broken).column) == (Code.CONDITION_UNREADABLE, 6)
    assert "column 6" in first(broken).remedy


def test_a_name_almost_right_is_suggested() -> None:
    assert "(perhaps “often”)" in first(part(PlaceKind.ITEM, "q1", choices="oftn")).remedy


EMPTY = ChoiceList("e", ())
TWICE = Item("q1", ItemKind.NOTE, "Again")
PAIR = (Scale("a", (Term("b"),)), Scale("b", (Term("a"),)))


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        (replace(sample(), sections=(*sample().sections, Section("x", (TWICE,)))), Code.DUPLICATE_CODE, "item q1"),
        (replace(sample(), scales=(*sample().scales, *PAIR)), Code.CYCLE, "scale a terms"),
        (replace(sample(), scales=(*sample().scales, Scale("q1", (Term("q2"),)))), Code.DUPLICATE_CODE, "scale q1"),
        (replace(sample(), choice_lists=(*sample().choice_lists, EMPTY)), Code.NO_CHOICES, "choice list e"),
        (replace(sample(), sections=(*sample().sections, Section("x", ()))), Code.NO_ITEMS, "section x"),
        (replace(sample(), profiles=()), Code.NO_PROFILE, "questionnaire profiles"),
        (part(PlaceKind.ITEM, "q1", choices=""), Code.NO_CHOICES, "item q1 choices"),
        (part(PlaceKind.ITEM, "q1", kind="grid"), Code.NO_ROWS, "item q1 rows"),
        (part(PlaceKind.ITEM, "q1", kind="scale"), Code.NO_LIMITS, "item q1 minimum"),
        (part(PlaceKind.ITEM, "q1", kind="number", minimum=5, maximum=1), Code.MINIMUM_ABOVE_MAXIMUM,
         "item q1 minimum"),
        (part(PlaceKind.SECTION, "each", loop_over="q1"), Code.LOOP_NOT_MULTIPLE, "section each loop_over"),
        (part(PlaceKind.SECTION, "each", loop_over="q9"), Code.UNKNOWN_NAME, "section each loop_over"),
        (part(PlaceKind.SCALE, "total", terms=(Term("q9"),)), Code.UNKNOWN_NAME, "scale total terms[0].of"),
        (part(PlaceKind.SCALE, "total", method="count"), Code.NO_CHOICES, "scale total counted"),
        (part(PlaceKind.SCALE, "total", minimum=9, maximum=1), Code.MINIMUM_ABOVE_MAXIMUM, "scale total minimum"),
        (part(PlaceKind.BANDING, "adult.total", cut_offs=()), Code.NO_CUT_OFFS, "banding adult.total"),
        (part(PlaceKind.BANDING, "adult.total", scale="sum"), Code.UNKNOWN_NAME, "banding adult.total scale"),
        (part(PlaceKind.BANDING, "adult.total", scale="", decisions=(Decision("mid"),)), Code.UNKNOWN_NAME,
         "banding adult.total decisions[0].band"),
        (edits.set_ranges(sample(), "adult", "total", 1, (Range("low", 5, 2),)), Code.RANGE_UPSIDE_DOWN,
         "banding adult.total cut_offs[1].ranges[0]"),
        (part(PlaceKind.BLOCK, "adult.meaning_total_low", band="mid"), Code.UNKNOWN_NAME,
         "block adult.meaning_total_low band"),
        (part(PlaceKind.RULE, "adult.anyone", kinds=("spa",)), Code.UNKNOWN_SERVICE_KIND, "rule adult.anyone kinds"),
    ],
    ids=str,
)  # fmt: skip
def test_a_part_that_does_not_hold_together_is_found(document: Questionnaire, code: Code, place: str) -> None:
    assert (code, place) in [(each.code, str(each.place)) for each in check(document)]


# --- points, feedback, referral --------------------------------------------------------------------------------------


def test_an_item_left_out_of_every_scale_is_a_warning() -> None:
    document = edits.add_item(sample(), "start", Item("q9", ItemKind.SINGLE, "And?", choices="often"))
    [found] = check(document)
    assert (found.code, found.severity) == (Code.ITEM_UNSCORED, Severity.WARNING)
    assert check(edits.set_item(document, "q9", unscored="Asked for its own sake.")) == ()


def test_points_that_fall_are_a_warning_unless_they_are_meant_to() -> None:
    document = edits.set_points(sample(), "often", "weekly", 0)
    document = edits.set_ranges(document, "adult", "total", 0, (Range("low", high=0), Range("high", low=1)))
    document = edits.set_ranges(document, "adult", "total", 1, (Range("low", high=0), Range("high", low=1)))
    document = edits.set_ranges(document, "adult", "drink", 0, (Range("low", high=0), Range("high", low=1)))
    document = replace(document, tests=())
    [found] = [each for each in check(document) if each.code is Code.POINTS_NOT_RISING]
    assert (found.severity, found.place.code) == (Severity.WARNING, "often.weekly")
    meant = check(edits.set_part(document, PlaceKind.CHOICE_LIST, "often", rising=False))
    assert [each.code for each in meant] == [Code.FACT_UNUSED]  # women's cut-offs are those of all others here


def test_a_scored_choice_without_points_is_found() -> None:
    assert Code.NO_POINTS in [each.code for each in check(edits.set_points(sample(), "often", "weekly", None))]


def test_a_band_without_headline_and_meaning_is_found() -> None:
    for kind, code in (("headline", Code.NO_HEADLINE), ("meaning", Code.NO_MEANING)):
        document = edits.remove_part(sample(), PlaceKind.BLOCK, f"adult.{kind}_drink_high")
        assert [(each.code, each.place.code) for each in check(document)] == [(code, "adult.drink.high")]


def test_a_headline_for_some_only_is_not_enough() -> None:
    document = part(PlaceKind.BLOCK, "adult.headline_total_low", when='sex == "female"')
    assert [each.code for each in check(document)] == [Code.NO_HEADLINE]
    whole = Block("headline_total", BlockKind.HEADLINE, "Your result", "total")
    assert check(edits.add_part(document, PlaceKind.BLOCK, "adult.headline_total", whole)) == ()


def test_a_result_without_any_referral_is_found() -> None:
    document = part(PlaceKind.RULE, "adult.anyone", when="age < 18")
    assert [each.code for each in check(document)] == [Code.NO_REFERRAL]
    rule = ReferralRule("last", ("online",))
    assert check(edits.add_part(document, PlaceKind.RULE, "adult.last", rule)) == ()


def test_an_interpretation_that_only_a_test_case_reads_is_said_to_be_so() -> None:
    men = replace(sample().profiles[0], code="men", when='sex == "male"')
    vector = Vector("a man", (Given("q1", "never"),), (Expected("score.total", 0),), profile="men")
    document = replace(sample(), profiles=(*sample().profiles, men), tests=(vector,))
    [found] = [each for each in check(document) if each.code is Code.PROFILE_NEVER_READ]
    assert found.message == "The interpretation “men” reads nobody, only the test case “a man” does."


# --- texts -----------------------------------------------------------------------------------------------------------


def test_two_choices_that_read_the_same_are_found() -> None:
    document = edits.set_choice(sample(), "often", "weekly", text=" monthly. ")
    [found] = check(document)
    assert (found.code, found.place.code) == (Code.SAME_TEXT, "often.weekly")


def test_an_empty_text_is_found() -> None:
    assert [each.code for each in check(edits.set_text(sample(), "item.q1.text", ""))] == [Code.NO_TEXT]
    assert [each.code for each in check(edits.add_choice(sample(), "what", Choice("rum", "")))] == [Code.NO_TEXT]


@pytest.mark.parametrize(
    ("key", "text", "fault"),
    [
        ("item.q4.text", "How much {loop}?", False),
        ("profile.adult.band.drink.low.title", "Little {loop}", False),
        ("profile.adult.block.meaning_drink_low.text", "You drink little {loop}.", False),
        ("item.q1.text", "How much {loop}?", True),
        ("profile.adult.block.meaning_total_low.text", "You drink {loop}.", True),
        ("item.q4.text", "How much {Loop}?", True),
        ("item.q4.text", "How much {loop?", True),
        ("item.q4.text", "How much loop}?", True),
    ],
)
def test_a_placeholder_without_meaning_is_found(key: str, text: str, fault: bool) -> None:
    found = check(edits.set_text(sample(), key, text))
    assert [each.code for each in found] == [Code.PLACEHOLDER_UNKNOWN] * fault


def test_a_missing_translation_is_found_with_its_place() -> None:
    words = texts(sample())
    assert check(sample(), {"sq": words}) == ()
    del words["choices.often.never.text"]
    [found] = check(sample(), {"sq": words})
    assert (found.code, str(found.place)) == (Code.TRANSLATION_MISSING, "choice often.never text sq")


def test_a_translation_that_loses_or_makes_placeholders_is_found() -> None:
    for key, text in (
        ("item.q4.text", "Sa shpesh?"),
        ("item.q1.text", "Sa {loop}?"),
        ("item.q4.text", "{loop} {loop}"),
    ):
        [found] = check(sample(), {"sq": texts(sample()) | {key: text}})
        assert (found.code, found.place.locale) == (Code.PLACEHOLDER_LOST, "sq")


def test_choices_that_read_the_same_in_a_translation_are_found() -> None:
    words = texts(sample()) | {"choices.often.weekly.text": "kurrë", "choices.often.never.text": "Kurrë"}
    assert [(each.code, each.place.locale) for each in check(sample(), {"sq": words})] == [(Code.SAME_TEXT, "sq")]
