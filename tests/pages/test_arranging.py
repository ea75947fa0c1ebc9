"""Ana puts a questionnaire in order: moves, duplicates, renames, pastes; builds results and test cases."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.document import ItemKind
from content_store import translations
from content_store.db import Store, desk_for
from content_store.permissions import System
from tests.cast import ana, andrej
from tests.content import audit_like_document, publish_now, put_questionnaire, small_document, translate
from tests.driver import draw, press, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import click, draft_of, leave, seen


def items(store: Store) -> list[str]:
    return [item.code for _, item in draft_of(store).document.items()]


def test_a_question_moves_down_and_over_into_the_next_section(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_section", seen(store))
    click(client, "shift|item|q1|1", seen(store))
    assert items(store) == ["q2", "q1"]
    click(client, "shift|item|q1|1", seen(store))
    assert draft_of(store).document.section_of("q1").code == "section_1"
    leave(client, "item_section|q1", "main", seen(store))
    assert draft_of(store).document.section_of("q1").code == "main"


@pytest.mark.parametrize(
    ("key", "read"),
    [
        ("shift|choice|frequency.never|1", lambda d: [one.code for one in d.choice_lists[0].choices][:2]),
        ("shift|band|everybody.total.low|1", lambda d: [one.code for one in d.profiles[0].bandings[0].bands][:2]),
        ("shift|rule|everybody.crisis|1", lambda d: [one.code for one in d.profiles[0].rules]),
        ("shift|case|everybody.total.0|1", lambda d: [one.when for one in d.profiles[0].bandings[0].cut_offs]),
    ],
)
def test_whatever_stands_in_a_list_can_change_its_place_and_back(
    store: Store, enter: Enter, key: str, read: Any
) -> None:
    put_questionnaire(store, audit_like_document())
    client, before = enter(ana), read(audit_like_document())
    click(client, key, seen(store))
    assert read(draft_of(store).document) == before[::-1]
    what, kind, code, _ = key.split("|")
    back = f"{code.removesuffix('0')}1" if kind == "case" else code
    click(client, f"{what}|{kind}|{back}|-1", seen(store))
    assert draft_of(store).document == audit_like_document()


def test_a_text_of_a_result_changes_places_with_the_next_of_the_same_result(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    click(enter(ana), "shift|block|everybody.low_headline|1", seen(store))
    codes = [one.code for one in draft_of(store).document.profiles[0].blocks]
    assert codes == ["low_meaning", "low_headline", "high_headline", "high_meaning"]


def test_a_question_is_duplicated_behind_itself_and_shown(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = click(enter(ana), "duplicate|item|q1", seen(store))
    assert items(store) == ["q1", "q3", "q2"]
    assert answer.beside["_pages_location"]["search"] == "?id=1&part=item.q3"


@pytest.mark.parametrize("key", ["duplicate|section|main", "duplicate|choice_list|frequency", "duplicate|scale|total",
                                 "duplicate|profile|everybody", "duplicate|rule|everybody.anyone"])  # fmt: skip
def test_every_kind_of_part_is_duplicated_under_a_code_of_its_own(store: Store, enter: Enter, key: str) -> None:
    put_questionnaire(store, small_document())
    answer = click(enter(ana), key, seen(store))
    assert answer.notice == ""
    assert draft_of(store).number == 2
    assert "used more than once" not in text_of(draw(enter(ana), "/questionnaire?id=1"))


def test_a_new_question_comes_behind_the_one_that_is_open(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    click(enter(ana), "add_item|main|number|q1", seen(store))
    assert items(store) == ["q1", "q3", "q2"]


def test_two_questions_share_one_list_and_the_untouched_one_goes(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_item|main|single", seen(store))
    leave(client, "item_choices|q3", "frequency", seen(store))
    assert [one.code for one in draft_of(store).document.choice_lists] == ["frequency"]
    click(client, "own_list|q3", seen(store))
    document = draft_of(store).document
    assert document.choice_list("answers_q3").choices == document.choice_list("frequency").choices


def test_answers_are_pasted_with_their_points_and_get_codes_that_say_what_they_say(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    leave(enter(ana), "paste|frequency", "Čak i više = 4\n\nВише; 5\nA = b\nNever\t-1,5", seen(store))
    new = draft_of(store).document.choice_list("frequency").choices[4:]
    assert [(one.code, one.text, str(one.points)) for one in new] == [
        ("cak_i_vise", "Čak i više", "4"),
        ("answer_1", "Више", "5"),
        ("a_b", "A = b", "None"),
        ("never_2", "Never", "-1.5"),
    ]


def test_a_renamed_question_is_followed_by_the_screen_and_by_its_translations(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document(), locales=("en", "sq"))
    answer = leave(enter(ana), "rename|item|q1", "often", seen(store))
    assert answer.beside["_pages_location"]["search"] == "?id=1&part=item.often"
    assert draft_of(store).document.item("q2").show_if == 'often != "never"'
    with desk_for(store, System()) as desk:
        assert next(one for one in translations.coverage(desk, 1) if one.locale == "sq").ready
    press(enter(ana), "questionnaire-undo", {"questionnaire-seen": seen(store)})
    with desk_for(store, System()) as desk:
        assert next(one for one in translations.coverage(desk, 1) if one.locale == "sq").ready


def test_a_translation_made_under_the_new_code_is_not_replaced_by_the_old_one(store: Store, enter: Enter) -> None:
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sq")
    client = enter(ana)
    leave(client, "rename|item|q1", "often", seen(store))
    translate(store, draft_of(store), "sq", {"item.often.text": "Sa shpesh?"})
    press(client, "questionnaire-undo", {"questionnaire-seen": seen(store)})
    leave(client, "rename|item|q1", "often", seen(store))
    with desk_for(store, System()) as desk:
        assert translations.unit(desk, 1, "sq", "item.often.text").text == "Sa shpesh?"


def test_two_who_rename_and_reword_the_same_question_lose_nothing(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    both = seen(store)
    leave(enter(ana), "rename|item|q1", "often", both)
    answer = leave(enter(andrej), "text|item.q1.text", "Andrej's words", both)
    assert "Andrej's words" in text_of(answer["questionnaire-clash.children"])


@pytest.mark.parametrize("kind", list(ItemKind))
def test_a_question_becomes_any_other_kind_and_is_fit_for_it(store: Store, enter: Enter, kind: ItemKind) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_item|main|grid", seen(store))
    leave(client, "item_kind|q3", kind.value, seen(store))
    item = draft_of(store).document.item("q3")
    assert item.kind is kind
    page = text_of(draw(client, "/questionnaire?id=1&part=item.q3"))
    for trouble in ("nothing to choose from", "has no rows", "has no minimum", "cannot be run"):
        assert trouble not in page


def test_ana_builds_results_by_decision_and_ranges_and_takes_them_away(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_decision_list|everybody", seen(store))
    click(client, "add_decision|everybody.decision_1|yes", seen(store))
    decisions = draft_of(store).document.profiles[0].bandings[1].decisions
    assert [one.band for one in decisions] == ["yes", "yes", "no"]
    click(client, "remove_decision|everybody.decision_1|1", seen(store))
    click(client, "add_range|everybody.total|0|high", seen(store))
    click(client, "remove_range|everybody.total|0|2", seen(store))
    click(client, "remove_results|everybody.decision_1", seen(store))
    assert draft_of(store).document == small_document()


def test_a_score_counts_a_row_another_score_and_is_removed_when_nothing_reads_it(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_item|main|grid", seen(store))
    click(client, "add_term|total|q3.row_1", seen(store))
    assert [one.of for one in draft_of(store).document.scale("total").terms] == ["q1", "q2", "q3.row_1"]
    assert "still used" in str(click(client, "remove_score|total", seen(store)).outputs)
    assert "already" in click(client, "add_term|total|q1", seen(store)).notice
    assert "no “nothing”" in click(client, "add_term|total|nothing", seen(store)).notice
    click(client, "duplicate|scale|total", seen(store))
    click(client, "add_term|total2|total", seen(store))
    click(client, "remove_score|total2", seen(store))
    assert [one.code for one in draft_of(store).document.scales] == ["total"]


def test_ana_writes_a_test_case_and_is_told_whether_it_holds(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_test", seen(store, "tests"))
    leave(client, "case|answers|case 1", "q1 = daily\nq2 = ~", seen(store, "tests"))
    leave(client, "case|facts|case 1", "sex = female\nage = 30", seen(store, "tests"))
    leave(client, "case|expected|case 1", "score.total = none\nband.total = none", seen(store, "tests"))
    assert "It comes out as written" in text_of(draw(client, "/questionnaire?id=1&part=tests"))
    leave(client, "case|answers|case 1", "q1 = daily\nq2 = never", seen(store, "tests"))
    assert "1 of 1 case does not" in text_of(draw(client, "/questionnaire?id=1&part=tests"))
    leave(client, "case|name|case 1", "a | b", seen(store, "tests"))
    leave(client, "case|expected|a | b", "score.total = 3", seen(store, "tests"))
    assert "It comes out as written" in text_of(draw(client, "/questionnaire?id=1&part=tests"))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("case|answers|case 1", "q1 never", "has no ="),
        ("case|answers|case 1", "q1 = a\nq1 = b", "two lines"),
        ("case|expected|case 1", "flag.x = maybe", "up or down"),
        ("case|facts|case 1", "age = old", "not a number"),
        ("case|name|case 1", "", "needs a name"),
        ("case|name|gone", "x", "any more"),
        ("case|profile|case 1", "nobody", "no interpretation"),
        ("rename|item|q1", "q2", "already"),
        ("rename|item|q1", "", "needs a code"),
        ("rename|choice_list|frequency", "9", "cannot be a code"),
        ("questionnaire_code|code", "No good", "cannot be a code"),
        ("profile_version|everybody", "0", "count from 1"),
        ("item_choices|q1", "gone", "no list"),
        ("item_section|q1", "gone", "no section"),
        ("banding_scale|everybody.total", "gone", "no score"),
        ("paste|frequency", "= 3", "is not an answer"),
        ("paste|frequency", "\n".join(["a"] * 61), "at most 60"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_saved_nowhere(
    store: Store, enter: Enter, key: str, value: str, said: str
) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_test", seen(store, "tests"))
    before = draft_of(store)
    answer = leave(client, key, value, seen(store))
    line = next(shown for name, shown in answer.outputs.items() if name.endswith('-said"}.children'))
    assert said in text_of(line)
    assert draft_of(store) == before
