"""Ana lets the same answers mean something else for some people, and says how a score is reckoned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.document import (
    ChoiceRule,
    Expected,
    Given,
    Item,
    ItemKind,
    Method,
    NotAsked,
    Questionnaire,
    Recode,
    Row,
    Section,
    Vector,
)
from assessment.edits import add_item, add_section
from content_store.db import Store
from tests.cast import ana
from tests.content import audit_like_document, put_questionnaire, small_document
from tests.driver import draw, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import click, draft_of, leave, seen

OF = "everybody.total"
NOTHING_FOUND = "Nothing found"


def side(enter: Enter, part: str = "about") -> str:
    return text_of(draw(enter(ana), f"/questionnaire?id=1&part={part}"))


def test_women_get_cut_offs_of_their_own_which_hold_from_the_first_moment(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    before = draft_of(store).document.profiles[0].bandings[0].cut_offs
    click(enter(ana), f"add_case|{OF}|women", seen(store, f"banding.{OF}"))
    cases = draft_of(store).document.profiles[0].bandings[0].cut_offs
    assert [case.when for case in cases] == ['sex == "female"', ""]
    assert [case.ranges for case in cases] == [before[0].ranges] * 2
    said = side(enter, f"banding.{OF}")
    assert "Stands against publishing" not in said
    assert "nothing depends on it" in said  # true until one of the two is moved


def test_the_same_people_do_not_get_cut_offs_twice(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, f"add_case|{OF}|women", seen(store))
    answer = click(client, f"add_case|{OF}|women", seen(store))
    assert "There are cut-offs for women already." in answer.notice
    assert "For women" not in side(enter, f"banding.{OF}")


def test_a_case_of_cut_offs_is_removed_but_never_the_last(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, f"add_case|{OF}|men", seen(store))
    click(client, f"remove_case|{OF}|0", seen(store))
    assert draft_of(store).document == small_document()
    answer = click(client, f"remove_case|{OF}|0", seen(store))
    assert "the only cut-offs" in answer.notice
    assert draft_of(store).document == small_document()


def test_a_country_gets_an_interpretation_of_its_own_before_the_one_for_everybody(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = click(enter(ana), "add_profile|everybody|RS", seen(store, "profile.everybody"))
    own, everybody = draft_of(store).document.profiles
    assert (own.code, own.countries, everybody.code) == ("everybody_rs", ("RS",), "everybody")
    assert (own.bandings, own.blocks, own.rules) == (everybody.bandings, everybody.blocks, everybody.rules)
    assert "part=profile.everybody_rs" in str(answer.beside)
    assert NOTHING_FOUND in side(enter, "profile.everybody_rs")


def test_ana_changes_the_countries_of_an_interpretation_and_removes_it(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_profile|everybody|RS", seen(store))
    leave(client, "profile_countries|everybody_rs", ["RS", "ME", "RS"], seen(store))
    assert draft_of(store).document.profile("everybody_rs").countries == ("RS", "ME")
    click(client, "remove_profile|everybody_rs", seen(store, "profile.everybody_rs"))
    assert draft_of(store).document == small_document()
    answer = click(client, "remove_profile|everybody", seen(store))
    assert "the only interpretation" in answer.notice


def test_ana_says_how_a_question_counts_in_a_score(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    leave(client, "term_weight|total|q1", "0,5", seen(store, "scale.total"))
    leave(client, "term_reverse|total|q1", True, seen(store, "scale.total"))
    leave(client, "term_recode|total|q1", "1 = 0; 2 = 1", seen(store, "scale.total"))
    term = draft_of(store).document.scale("total").terms[0]
    assert (float(term.weight), term.reverse, term.recode) == (0.5, True, (Recode(1, 0), Recode(2, 1)))
    shown = text_of(draw(client, "/questionnaire?id=1&part=scale.total"))
    assert "× 0.5, reversed, 1 counts as 0, 2 counts as 1" in shown


def test_ana_has_answers_counted_instead_of_added_up(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    assert "Answers that are counted" not in side(enter, "scale.total")
    answer = leave(client, "scale|total|method", "count", seen(store, "scale.total"))
    assert "shell-beat" in answer.beside  # the editor has another field now
    assert "Answers that are counted" in side(enter, "scale.total")
    leave(client, "scale|total|counted", ["daily"], seen(store, "scale.total"))
    leave(client, "scale|total|not_asked", "left_out", seen(store, "scale.total"))
    scale = draft_of(store).document.scale("total")
    assert (scale.method, scale.counted, scale.not_asked) == (Method.COUNT, ("daily",), NotAsked.OUT)


def looping() -> Questionnaire:
    """With a question that has several answers, and a grid, and a section after it."""
    document = small_document()
    section, of = document.sections[0].code, document.choice_lists[0].code
    document = add_item(document, section, Item("used", ItemKind.MULTIPLE, "Which?", choices=of, unscored="A list"))
    grid = Item("g", ItemKind.GRID, "How?", choices=of, rows=(Row("r1", "One"), Row("r2", "Two")), unscored="A list")
    document = add_item(document, section, grid)
    return add_section(document, Section("each", (Item("more", ItemKind.NOTE, "About {loop}"),)))


def test_a_section_is_repeated_for_each_answer_picked_before_it_and_for_nothing_else(
    store: Store, enter: Enter
) -> None:
    put_questionnaire(store, looping())
    client = enter(ana)
    leave(client, "section_loop|each", "used", seen(store, "section.each"))
    assert draft_of(store).document.sections[-1].loop_over == "used"
    for wrong in ("q1", "more", "nothing"):
        answer = leave(client, "section_loop|each", wrong, seen(store, "section.each"))
        said = text_of(answer['{"key":"section_loop|each","type":"questionnaire-said"}.children'])
        assert "not a question with several answers" in said
    leave(client, "section_loop|each", "", seen(store, "section.each"))
    assert draft_of(store).document == looping()


def test_an_answer_and_a_row_are_shown_on_a_condition(store: Store, enter: Enter) -> None:
    put_questionnaire(store, looping())
    client = enter(ana)
    answer = leave(client, "choice_show_if|q2|daily", 'q1 != "never"', seen(store, "item.q2"))
    assert "In words" in text_of(answer['{"key":"choice_show_if|q2|daily","type":"questionnaire-said"}.children'])
    leave(client, "choice_show_if|q2|never", "age > 18", seen(store, "item.q2"))
    leave(client, "row_show_if|g|r1", 'q1 == "daily"', seen(store, "item.g"))
    document = draft_of(store).document
    assert document.item("q2").choice_rules == (ChoiceRule("daily", 'q1 != "never"'), ChoiceRule("never", "age > 18"))
    assert document.item("g").rows[0].show_if == 'q1 == "daily"'
    leave(client, "choice_show_if|q2|daily", "", seen(store, "item.q2"))
    assert draft_of(store).document.item("q2").choice_rules == (ChoiceRule("never", "age > 18"),)


def with_an_example() -> Questionnaire:
    """With a worked example."""
    answers = (Given("q1", "daily"), Given("q2", "never"))
    expect = (Expected("score.total", 3),)
    return replace(small_document(), tests=(Vector("Every day", answers, expect, why="3 + 0"),))


def test_a_test_case_holds_until_points_change_and_then_says_what_came_out(store: Store, enter: Enter) -> None:
    put_questionnaire(store, with_an_example())
    client = enter(ana)
    shown = side(enter, "tests")
    assert "It comes out as written." in shown and "Holds Every day" in shown and "3 + 0" in shown
    leave(client, "points|frequency|daily", "2", seen(store, "item.q1"))
    shown = side(enter, "tests")
    assert "1 of 1 case does not come out as written." in shown and "Fails Every day" in shown
    click(client, "remove_test|Every day", seen(store, "tests"))
    assert draft_of(store).document.tests == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("profile_countries|everybody", ["XX"]),
        ("profile_countries|everybody", "RS"),
        ("profile_countries|nobody", ["RS"]),
        ("term_weight|total|q1", ""),
        ("term_weight|total|q99", "2"),
        ("term_weight|gone|q1", "2"),
        ("term_recode|total|q1", "1 to 2"),
        ("term_recode|total|q1", "1 = 2, 1 = 3"),
        ("scale|total|method", "median"),
        ("scale|total|decimals", "40"),
        ("scale|total|terms", "x"),
        ("section_loop|gone", "q1"),
        ("choice_show_if|q1|never", "q1 ="),
        ("choice_show_if|gone|never", ""),
        ("row_show_if|q1|r1", "age > 18"),
    ],
)
def test_what_cannot_be_changes_nothing(store: Store, enter: Enter, key: str, value: Any) -> None:
    put_questionnaire(store, small_document())
    answer = leave(enter(ana), key, value, seen(store))
    assert answer.status == 200
    assert draft_of(store).document == small_document()


@pytest.mark.parametrize(
    "key",
    [
        f"add_case|{OF}|everybody",
        "add_case|everybody.gone|women",
        f"remove_case|{OF}|7",
        f"remove_case|{OF}|x",
        "add_profile|everybody|XX",
        "add_profile|gone|RS",
        "remove_profile|gone",
        "remove_test|nothing",
    ],
)
def test_a_button_that_cannot_be_changes_nothing(store: Store, enter: Enter, key: str) -> None:
    put_questionnaire(store, small_document())
    answer = click(enter(ana), key, seen(store))
    assert answer.status == 200 and "Incident" not in answer.notice
    assert draft_of(store).document == small_document()


def test_every_part_of_what_was_made_opens(store: Store, enter: Enter) -> None:
    from console.outline import parts

    put_questionnaire(store, replace(looping(), tests=with_an_example().tests))
    put_questionnaire(store, audit_like_document())
    client = enter(ana)
    click(client, "add_profile|everybody|RS", seen(store))
    for number in (1, 2):
        for part in parts(draft_of(store, number).document):
            assert "Something went wrong" not in text_of(draw(client, f"/questionnaire?id={number}&part={part}")), part


def test_a_test_case_whose_name_holds_a_bar_is_changed_and_removed_like_any_other(store: Store, enter: Enter) -> None:
    case = Vector("never | weekly", (), ())
    put_questionnaire(store, replace(small_document(), tests=(case,)))
    client = enter(ana)
    leave(client, "case|why|never | weekly", "Because.", seen(store))
    assert draft_of(store).document.tests[0].why == "Because."
    click(client, "remove_test|never | weekly", seen(store))
    assert draft_of(store).document.tests == ()
