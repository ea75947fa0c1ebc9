"""What a reviewer reads about a change, and what two experts get who edit at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import edits
from assessment.changes import Change, ChangeKind, Clash, Grade, difference, merge
from assessment.document import Block, BlockKind, Choice, Item, ItemKind, Questionnaire, Range
from assessment.messages import Place, PlaceKind
from assessment.plain import texts
from tests.assessment.documents import documents, sample


def only(old: Questionnaire, new: Questionnaire) -> Change:
    [change] = difference(old, new)
    return change


def test_nothing_changed_says_nothing() -> None:
    assert difference(sample(), sample()) == ()


def test_a_reworded_question_is_wording() -> None:
    change = only(sample(), edits.set_text(sample(), "item.q1.text", "How often now?"))
    assert (change.kind, change.grade, change.place) == (
        ChangeKind.REWORDED,
        Grade.WORDING,
        Place(PlaceKind.ITEM, "q1", "text"),
    )
    assert change.words() == "Item “q1”: text changed from “How often do you drink?” to “How often now?”."


def test_a_text_added_or_taken_away_says_so() -> None:
    helped = edits.set_text(sample(), "item.q1.help", "Last year.")
    assert only(sample(), helped).words() == "Item “q1”: help set to “Last year.”."
    assert only(helped, sample()).words() == "Item “q1”: help “Last year.” taken away."


def test_changed_points_are_recoding() -> None:
    change = only(sample(), edits.set_points(sample(), "often", "weekly", 5))
    assert (change.kind, change.grade) == (ChangeKind.RECODED, Grade.SCORING)
    assert change.words() == "Choice “often.weekly”: points changed from “2” to “5”."


def test_points_that_become_zero_are_named() -> None:
    assert only(sample(), edits.set_points(sample(), "often", "weekly", 0)).after == "0"


def test_a_moved_cut_off_is_a_moved_band() -> None:
    moved = edits.set_ranges(sample(), "adult", "total", 1, (Range("low", high=3), Range("high", low=4)))
    change = only(sample(), moved)
    assert (change.kind, change.grade) == (ChangeKind.BAND_MOVED, Grade.SCORING)
    assert "band low, high 2" in change.before
    assert "band low, high 3" in change.after


def test_an_item_that_moves_is_the_only_one_that_moved() -> None:
    change = only(sample(), edits.move_item(sample(), "q1", 1))
    assert change.kind is ChangeKind.MOVED
    change = only(sample(), edits.move_item(sample(), "q3", 1))
    assert (change.place.code, change.before, change.after) == ("q3", "start", "each")
    assert change.words() == "Item “q3” moved."


def test_added_and_removed_items_are_structure() -> None:
    more = edits.add_item(sample(), "start", Item("q9", ItemKind.NOTE, "Hello"))
    assert only(sample(), more).words() == "Item “q9” added: “Hello”."
    assert only(more, sample()).words() == "Item “q9” removed: “Hello”."
    assert only(more, sample()).grade is Grade.STRUCTURE


def test_a_condition_and_a_scale_are_graded_apart() -> None:
    condition = only(sample(), edits.set_show_if(sample(), "q2", 'q1 == "weekly"'))
    assert (condition.kind, condition.grade) == (ChangeKind.CONDITION, Grade.STRUCTURE)
    scale = only(sample(), edits.set_scale(sample(), "total", multiply=4))
    assert (scale.kind, scale.grade) == (ChangeKind.RESCORED, Grade.SCORING)


def test_feedback_is_found_in_its_profile() -> None:
    more = edits.add_part(sample(), PlaceKind.BLOCK, "adult.tip", Block("tip", BlockKind.TIP, "Drink water."))
    assert only(sample(), more).words() == "Block “adult.tip” added: “Drink water.”."
    worse = edits.set_part(sample(), PlaceKind.FLAG, "adult.young", when="age < 16")
    assert only(sample(), worse).grade is Grade.SCORING


@given(documents(), documents())
def test_there_are_changes_exactly_where_two_documents_differ(one: Questionnaire, other: Questionnaire) -> None:
    assert bool(difference(one, other)) == (one != other)
    assert all(change.words().endswith(".") for change in difference(one, other))


def test_two_of_one_code_are_compared_as_a_whole() -> None:
    twice = replace(sample(), sections=(sample().sections[0], sample().sections[0]))
    assert difference(sample(), twice)
    assert difference(twice, twice) == ()


# --- two experts at once ---------------------------------------------------------------------------------------------


@given(documents(), documents())
def test_who_changed_nothing_gets_the_other_s_document(base: Questionnaire, other: Questionnaire) -> None:
    assert merge(base, base, other) == other
    assert merge(base, other, base) == other
    assert merge(base, other, other) == other


@given(documents(), st.data())
def test_edits_of_different_texts_join(document: Questionnaire, data: st.DataObject) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(texts(document))), min_size=2, max_size=2, unique=True))
    one, other = (edits.set_text(document, key, f"new {key}") for key in keys)
    both = edits.set_text(one, keys[1], f"new {keys[1]}")
    assert merge(document, one, other) == both
    assert merge(document, other, one) == both


def test_points_and_wording_of_one_choice_join() -> None:
    theirs = edits.set_points(sample(), "often", "weekly", 3)
    yours = edits.set_text(sample(), "choices.often.weekly.text", "Every week")
    merged = merge(sample(), theirs, yours)
    assert merged.choice_list("often").choices[2] == Choice("weekly", "Every week", 3)


def test_a_moved_item_keeps_the_other_s_new_wording() -> None:
    theirs = edits.move_item(sample(), "q3", 1)
    yours = edits.set_text(sample(), "item.q3.text", "Which drinks?")
    merged = merge(sample(), theirs, yours)
    assert merged.section_of("q3").code == "each"
    assert merged.item("q3").text == "Which drinks?"
    assert merge(sample(), yours, theirs) == merged


def test_two_added_items_are_both_there() -> None:
    theirs = edits.add_item(sample(), "start", Item("a", ItemKind.NOTE, "A"), at=1)
    yours = edits.add_item(sample(), "start", Item("b", ItemKind.NOTE, "B"))
    merged = merge(sample(), theirs, yours)
    assert [item.code for item in merged.sections[0].items] == ["q1", "a", "q2", "q3", "b"]


def test_the_same_text_changed_twice_is_a_clash_that_loses_neither() -> None:
    theirs = edits.set_text(sample(), "item.q1.text", "Theirs")
    yours = edits.set_text(sample(), "item.q1.text", "Yours")
    with pytest.raises(Clash, match="item q1 text") as caught:
        merge(sample(), theirs, yours)
    assert caught.value.theirs == {"item q1 text": "Theirs"}
    assert caught.value.yours == {"item q1 text": "Yours"}


def test_an_item_removed_here_and_reworded_there_is_a_clash() -> None:
    theirs = edits.remove_item(sample(), "q2")
    yours = edits.set_text(sample(), "item.q2.text", "Again?")
    with pytest.raises(Clash) as caught:
        merge(sample(), theirs, yours)
    assert caught.value.theirs["item q2"] == "(removed)"
    assert "Again?" in caught.value.yours["item q2"]


def test_two_orders_are_a_clash_and_one_is_not() -> None:
    theirs = edits.move_part(sample(), PlaceKind.CHOICE, "often.never", 1)
    yours = edits.move_part(sample(), PlaceKind.CHOICE, "often.never", 2)
    with pytest.raises(Clash):
        merge(sample(), theirs, yours)
    assert merge(sample(), theirs, theirs) == theirs


def test_an_item_put_into_a_section_that_is_removed_is_a_clash() -> None:
    empty = edits.move_item(sample(), "q4", -1)
    with pytest.raises(Clash):
        merge(empty, edits.remove_section(edits.set_scale(empty, "drink", loop=""), "each"), sample())
