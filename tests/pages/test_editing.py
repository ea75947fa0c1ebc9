"""Ana changes a questionnaire: what is saved, what it breaks, and what Andrej does meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from assessment import edits
from auth.roles import Account
from content_store import publishing, questionnaires
from content_store.db import Store, desk_for
from tests.cast import ana, andrej, boris, mila, teuta
from tests.content import audit_like_document, publish_now, put_questionnaire, small_document
from tests.driver import draw, parts_of, press, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import click, draft_of, leave, seen


def test_ana_rewords_a_question_and_sees_which_languages_fall_behind(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document(), locales=("en", "sq"))
    answer = leave(enter(ana), "text|item.q1.text", "Do you drink?", seen(store))
    assert draft_of(store).document.item("q1").text == "Do you drink?"
    side = text_of(answer["questionnaire-side.children"])
    assert "1 text reworded" in side
    assert "shqip +1 1 out of date" in side
    assert answer["questionnaire-undo.disabled"] is False


def test_ana_moves_a_cut_off_and_sees_the_scores_without_a_result_and_answers_that_give_one(
    store: Store, enter: Enter
) -> None:
    put_questionnaire(store, audit_like_document())
    answer = leave(enter(ana), "high|everybody.total|0|0", "3", seen(store, "banding.everybody.total"))
    side = text_of(answer["questionnaire-side.children"])
    assert "Your last change causes 1 new finding." in side
    assert "Women who score 4 or 5 get no result." in side
    assert "Example: sex woman, q1 “Daily”" in side
    assert "Extend “Low” to 5" in side


def test_one_press_on_a_finding_puts_it_right(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    client = enter(ana)
    leave(client, "high|everybody.total|0|0", "3", seen(store))
    click(client, "mend|extend banding everybody.total cut_offs[0].ranges[0].high 5", seen(store))
    assert draft_of(store).document == audit_like_document()


def test_ana_changes_points_and_sees_every_score_that_now_has_no_result(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = leave(enter(ana), "points|frequency|daily", "4", seen(store))
    side = text_of(answer["questionnaire-side.children"])
    assert "People who score 8 get no result." in side  # and of 7 nothing is said: no answers come to it
    assert draft_of(store).document.choice_list("frequency").choices[-1].points == 4


def test_a_condition_that_cannot_be_read_is_kept_in_the_field_with_its_column_and_saved_nowhere(
    store: Store, enter: Enter
) -> None:
    put_questionnaire(store, small_document())
    before = draft_of(store)
    answer = leave(enter(ana), "show_if|q2", 'q1 = "never"', seen(store))
    said = text_of(answer['{"key":"show_if|q2","type":"questionnaire-said"}.children'])
    assert "Not saved. Write == to compare. (column 4)" in said
    assert draft_of(store) == before


def test_a_condition_is_said_back_in_words(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = leave(enter(ana), "show_if|q2", 'q1 != "never"', seen(store))
    assert "is not «Never»" in text_of(answer['{"key":"show_if|q2","type":"questionnaire-said"}.children'])
    assert draft_of(store).document.item("q2").show_if == 'q1 != "never"'


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("points|frequency|daily", "a lot"),
        ("points|frequency|daily", "NaN"),
        ("points|frequency|daily", "1e999"),
        ("points|frequency|nothing", "1"),
        ("text|item.q99.text", "x"),
        ("text|item.q1.text", ["a", "list"]),
        ("text|item.q1.text", {"a": 1}),
        ("item|q1|code", "q7"),
        ("item|q1|kind", "text"),
        ("about|code", "other"),
        ("level|everybody.total|low", "enormous"),
        ("low|everybody.total|7|0", "1"),
        ("low|everybody.total|-1|0", "1"),
        ("rule_kinds|everybody|anyone", ["no_such_kind"]),
        ("__class__|x", "x"),
        ("nothing", "x"),
        ("", "x"),
    ],
)
def test_what_no_field_of_ours_would_send_changes_nothing(store: Store, enter: Enter, key: str, value: Any) -> None:
    put_questionnaire(store, small_document())
    before = draft_of(store)
    answer = leave(enter(ana), key, value, seen(store))
    assert answer.status == 200
    assert "Something went wrong" not in answer.notice
    assert draft_of(store) == before


@pytest.mark.parametrize(
    "key",
    ["", "move", "move|q1|x", "move|q99|1", "remove_item|q9", "mend|a|b", "add_item|main|rocket", "nothing|1",
     "mine||x||y", "remove_band|everybody.total|nothing", "add_block|everybody|total|low|poem"],
)  # fmt: skip
def test_what_no_button_of_ours_would_send_changes_nothing(store: Store, enter: Enter, key: str) -> None:
    put_questionnaire(store, small_document())
    before = draft_of(store)
    answer = click(enter(ana), key, seen(store))
    assert answer.status in {200, 204}
    assert "Something went wrong" not in answer.notice
    assert draft_of(store) == before


def test_ana_and_andrej_edit_different_fields_and_both_edits_are_kept(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    both = seen(store)
    leave(enter(ana), "text|item.q1.text", "Ana's words", both)
    answer = leave(enter(andrej), "text|item.q1.help", "Andrej's help", both)
    item = draft_of(store).document.item("q1")
    assert (item.text, item.help) == ("Ana's words", "Andrej's help")
    assert "Somebody else changed other parts" in text_of(answer["questionnaire-mark.children"])


def test_ana_and_andrej_edit_the_same_field_and_andrej_chooses_between_both_texts(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    both = seen(store)
    leave(enter(ana), "text|item.q1.text", "Ana's words", both)
    client = enter(andrej)
    answer = leave(client, "text|item.q1.text", "Andrej's words", both)
    clash = answer["questionnaire-clash.children"]
    assert "Ana's words" in text_of(clash) and "Andrej's words" in text_of(clash)
    assert "question q1, words" in text_of(clash)
    assert draft_of(store).document.item("q1").text == "Ana's words"
    (mine,) = [part["props"]["id"]["key"] for part in parts_of(clash) if text_of(part) == "Use mine instead"]
    click(client, mine, both, {"text|item.q1.text": "Andrej's words"})
    assert draft_of(store).document.item("q1").text == "Andrej's words"
    with desk_for(store, ana) as desk:
        assert len(questionnaires.history(desk, 1).rows) == 3  # Ana's words are one undo away


def test_what_andrej_typed_into_what_ana_removed_stays_in_his_sight(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    both = seen(store)
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, both["number"], lambda _document: small_document(items=1), "q2 removed")
    client = enter(andrej)
    clash = leave(client, "text|item.q2.text", "Andrej's words", both)["questionnaire-clash.children"]
    (mine,) = [part["props"]["id"]["key"] for part in parts_of(clash) if text_of(part) == "Use mine instead"]
    answer = click(client, mine, both, {"text|item.q2.text": "Andrej's words"})
    assert "to be copied" in answer.notice
    assert "questionnaire-clash.children" not in answer.outputs and "shell-beat" not in answer.beside


def test_where_andrej_wrote_last_ana_takes_back_her_own_change_and_his_stays(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client, first = enter(ana), small_document().item("q1").text
    leave(client, "text|item.q1.text", "Ana's words", seen(store))
    shown = seen(store)
    leave(enter(andrej), "text|item.q2.text", "Andrej's words", shown)
    asked = press(client, "questionnaire-undo", {"questionnaire-seen": shown})["questionnaire-clash.children"]
    assert "not yours Andrej Ekspert" in text_of(asked) and draft_of(store).document.item("q2").text == "Andrej's words"
    (mine,) = [part["props"]["id"]["key"] for part in parts_of(asked) if text_of(part).startswith("Take back mine:")]
    click(client, mine, shown)
    document = draft_of(store).document
    assert (document.item("q1").text, document.item("q2").text) == (first, "Andrej's words")
    assert "cannot be taken back" in click(client, "take_back|3", shown).notice  # that one is Andrej's


def test_a_change_that_andrej_built_on_is_not_taken_back_under_him(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    leave(client, "text|item.q1.text", "Ana's words", seen(store))
    leave(enter(andrej), "text|item.q1.text", "Ana's words, and Andrej's", seen(store))
    answer = click(client, "take_back|2", seen(store))
    assert "Ana's words, and Andrej's" in answer.notice
    assert draft_of(store).document.item("q1").text == "Ana's words, and Andrej's"
    click(client, "undo_theirs|3", seen(store))
    assert draft_of(store).document.item("q1").text == "Ana's words"


def test_ana_undoes_and_redoes(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    leave(client, "text|item.q1.text", "New words", seen(store))
    press(client, "questionnaire-undo", {"questionnaire-seen": seen(store)})
    assert draft_of(store).document == small_document()
    press(client, "questionnaire-redo", {"questionnaire-seen": seen(store)})
    assert draft_of(store).document.item("q1").text == "New words"


def test_a_question_that_others_hang_on_alone_is_not_removed_and_the_conditions_are_named(
    store: Store, enter: Enter
) -> None:
    put_questionnaire(store, audit_like_document())
    answer = click(enter(ana), "remove_item|q9", seen(store))
    asked = str(answer.outputs["questionnaire-clash.children"])
    assert "1 condition names the question q9" in asked and "could never hold without it" in asked
    assert "part=flags.everybody" in asked
    assert "remove_named" not in asked and draft_of(store).document == audit_like_document()


def test_ana_removes_an_answer_and_what_conditions_say_of_it(store: Store, enter: Enter) -> None:
    document = audit_like_document()
    both = edits.set_show_if(document, "q4", 'q1 != "monthly" and q2 in ["weekly", "daily"]')
    put_questionnaire(store, edits.set_show_if(both, "q5", 'q1 != "monthly"'))
    client, shown, before = enter(ana), seen(store), draft_of(store).document
    of = document.item("q1").choices
    asked = str(click(client, f"remove_choice|{of}|monthly", shown).outputs["questionnaire-clash.children"])
    assert "2 conditions name the answer" in asked and "always holds then" in asked
    assert "part=item.q4" in asked and draft_of(store).document == before
    click(client, "leave", shown)
    click(client, f"remove_named|remove_choice|{of}|monthly", shown)
    after = draft_of(store).document
    assert "monthly" not in [choice.code for choice in after.choice_list(of).choices]
    assert (after.item("q4").show_if, after.item("q5").show_if) == ('q2 in ["weekly", "daily"]', "")


def test_what_stands_against_an_edit_is_said_in_the_words_of_an_author(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    said = click(enter(ana), "remove_score|total", seen(store)).outputs["questionnaire-clash.children"]
    assert "“total” is still used results of total, the score they read" in text_of(said)
    assert "part=banding.everybody.total" in str(said) and "banding everybody" not in text_of(said)


@pytest.mark.parametrize("person", [boris, teuta, mila], ids=lambda person: person.name)
def test_who_is_no_expert_reads_the_draft_and_changes_nothing(store: Store, enter: Enter, person: Account) -> None:
    put_questionnaire(store, small_document())
    client = enter(person)
    page = draw(client, "/questionnaire?id=1")
    assert "Changing it takes an expert" in text_of(page)
    fields = [part for part in parts_of(page) if "questionnaire-field" in str(part["props"].get("id"))]
    assert fields and all(part["props"]["disabled"] for part in fields)
    before = draft_of(store)
    assert "does not include this" in leave(client, "text|item.q1.text", "x", seen(store)).notice
    assert "does not include this" in click(client, "remove_item|q2", seen(store)).notice
    assert draft_of(store) == before


def test_a_draft_in_review_stands_still_until_it_is_withdrawn(store: Store, enter: Enter) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, ana) as desk:
        publishing.send(desk, draft.id, draft.number, "please")
    client = enter(ana)
    assert "Withdraw it" in text_of(draw(client, "/questionnaire?id=1"))
    answer = leave(client, "text|item.q1.text", "x", seen(store))
    assert "in review" in answer.notice
    press(client, "questionnaire-withdraw", {"questionnaire-seen": seen(store)})
    leave(client, "text|item.q1.text", "x", seen(store))
    assert draft_of(store).document.item("q1").text == "x"


@pytest.mark.parametrize(
    "claimed", [None, 7, "x", [], {}, {"id": "1'", "number": 1}, {"id": 99, "number": 1}, {"id": 1, "number": 10**30}]
)
def test_a_claim_about_what_was_seen_that_cannot_be_true_is_refused(store: Store, enter: Enter, claimed: Any) -> None:
    put_questionnaire(store, small_document())
    before = draft_of(store)
    answer = leave(enter(ana), "text|item.q1.text", "x", claimed)
    assert answer.status in {200, 400}
    assert "Something went wrong" not in answer.notice
    assert draft_of(store) == before


def test_every_part_of_the_outline_opens(store: Store, enter: Enter) -> None:
    from console.outline import parts

    put_questionnaire(store, audit_like_document())
    client = enter(ana)
    for part in parts(audit_like_document()):
        shown = text_of(draw(client, f"/questionnaire?id=1&part={part}"))
        assert "Something went wrong" not in shown


def test_ana_makes_a_questionnaire_from_blank_until_only_words_are_missing(store: Store, enter: Enter) -> None:
    client = enter(ana)
    new = {"questionnaire-new-title": "Sleep", "questionnaire-new-code": "sleep", "questionnaire-new-locale": "en"}
    answer = press(client, "questionnaire-new-create", new)
    assert answer.beside["_pages_location"]["search"] == "?id=1&part=section.questions"
    click(client, "add_item|questions|single", seen(store))
    leave(client, "points|answers_q1|no", "0", seen(store))
    leave(client, "points|answers_q1|yes", "1", seen(store))
    click(client, "add_score", seen(store))
    click(client, "add_results|score_1", seen(store))
    for band in ("low", "high"):
        for kind in ("headline", "meaning"):
            leave(client, f"text|profile.everybody.block.score_1_{band}_{kind}.text", f"{band} {kind}", seen(store))
    assert "Nothing found" in text_of(draw(client, "/questionnaire?id=1"))


@pytest.mark.parametrize("code", ["", "Sleep", "1sleep", "sleep!", "x" * 41])
def test_a_code_that_cannot_be_is_refused_at_its_field(store: Store, enter: Enter, code: str) -> None:
    new = {"questionnaire-new-title": "Sleep", "questionnaire-new-code": code, "questionnaire-new-locale": "en"}
    answer = press(enter(ana), "questionnaire-new-create", new)
    assert answer["questionnaire-new-code-problem.children"]


def test_a_new_question_is_counted_in_a_score_and_taken_out_again(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_item|main|number", seen(store))
    assert "No scale uses this item" in text_of(draw(client, "/questionnaire?id=1"))
    click(client, "add_term|total|q3", seen(store))
    assert [term.of for term in draft_of(store).document.scale("total").terms] == ["q1", "q2", "q3"]
    click(client, "remove_term|total|q3", seen(store))
    assert [term.of for term in draft_of(store).document.scale("total").terms] == ["q1", "q2"]


def test_a_score_that_makes_up_for_gaps_asks_how_many(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    leave(client, "scale|total|unanswered", "prorate", seen(store))
    assert "Unanswered at most" in text_of(draw(client, "/questionnaire?id=1&part=scale.total"))
    leave(client, "scale|total|missing_most", "1", seen(store))
    assert draft_of(store).document.scale("total").missing_most == 1


def test_a_grid_gets_and_loses_rows(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    click(client, "add_item|main|grid", seen(store))
    click(client, "add_row|q3", seen(store))
    click(client, "remove_row|q3|row_1", seen(store))
    assert [row.code for row in draft_of(store).document.item("q3").rows] == ["row_2", "row_3"]
