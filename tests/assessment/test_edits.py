"""What an author does to a questionnaire, and what is refused with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import edits
from assessment.document import (
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    Citation,
    Item,
    ItemKind,
    Questionnaire,
    Range,
    Row,
    Section,
    Term,
)
from assessment.edits import CannotEdit
from assessment.messages import PlaceKind
from assessment.plain import from_plain, texts, to_plain
from tests.assessment.documents import documents, sample


def order(document: Questionnaire) -> list[list[str]]:
    return [[item.code for item in section.items] for section in document.sections]


def test_an_expert_rewords_a_question() -> None:
    document = edits.set_text(sample(), "item.q1.text", " How often now? \n")
    assert document.item("q1").text == "How often now?"
    assert edits.set_text(document, "item.q1.text", "How often do you drink?") == sample()


def test_an_expert_adds_help_where_there_was_none() -> None:
    assert edits.set_text(sample(), "item.q1.help", "Last year.").item("q1").help == "Last year."


def test_a_text_that_does_not_exist_cannot_be_changed() -> None:
    with pytest.raises(CannotEdit, match="no text"):
        edits.set_text(sample(), "item.q9.text", "What?")


def test_a_text_with_a_nul_is_refused_in_words() -> None:
    with pytest.raises(CannotEdit, match=r"U\+0000"):
        edits.set_text(sample(), "item.q1.text", "a\0b")


@given(documents(), st.data())
def test_any_text_can_be_changed_and_only_that(document: Questionnaire, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(texts(document))))
    assert texts(edits.set_text(document, key, "new")) == texts(document) | {key: "new"}


def test_an_expert_changes_points() -> None:
    document = edits.set_points(sample(), "often", "weekly", Decimal("2.5"))
    assert document.choice_list("often").choices[2].points == Decimal("2.5")


def test_points_of_no_choice_cannot_be_changed() -> None:
    with pytest.raises(CannotEdit, match="no “daily”"):
        edits.set_points(sample(), "often", "daily", 1)
    with pytest.raises(CannotEdit, match="no “rarely”"):
        edits.set_points(sample(), "rarely", "daily", 1)


def test_an_expert_changes_when_a_question_is_asked() -> None:
    assert edits.set_show_if(sample(), "q2", 'q1 == "weekly"').item("q2").show_if == 'q1 == "weekly"'
    assert edits.set_show_if(sample(), "q2", "  ").item("q2").show_if == ""


def test_a_condition_that_cannot_be_read_is_refused_at_its_column() -> None:
    with pytest.raises(CannotEdit, match="column"):
        edits.set_show_if(sample(), "q2", "q1 ==")


def test_a_form_supplies_kinds_as_text() -> None:
    document = edits.set_item(sample(), "q1", kind="multiple", required="hard")
    assert document.item("q1").kind is ItemKind.MULTIPLE
    with pytest.raises(CannotEdit, match="Write one of"):
        edits.set_item(sample(), "q1", kind="smell")


def test_a_code_is_changed_by_renaming_only() -> None:
    with pytest.raises(CannotEdit, match="renaming"):
        edits.set_item(sample(), "q1", code="q9")


def test_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CannotEdit, match="colour"):
        edits.set_item(sample(), "q1", colour="red")


def test_an_item_is_added_at_its_place() -> None:
    document = edits.add_item(sample(), "start", Item("q9", ItemKind.NOTE, "Hello"), at=0)
    assert order(document) == [["q9", "q1", "q2", "q3"], ["q4"]]


@pytest.mark.parametrize("code", ["q4", "Q9", "score", "age"])
def test_an_item_needs_a_code_of_its_own(code: str) -> None:
    with pytest.raises(CannotEdit):
        edits.add_item(sample(), "start", Item(code, ItemKind.NOTE, "Hello"))


def test_an_item_moves_with_keys_across_sections() -> None:
    down = edits.move_item(sample(), "q3", 1)
    assert order(down) == [["q1", "q2"], ["q3", "q4"]]
    assert order(edits.move_item(down, "q3", 1)) == [["q1", "q2"], ["q4", "q3"]]
    assert edits.move_item(down, "q3", -1) == sample()
    assert edits.move_item(sample(), "q1", -1) == sample()
    assert order(edits.move_item(sample(), "q1", 2)) == [["q2", "q3", "q1"], ["q4"]]


def test_an_item_that_others_need_is_not_removed() -> None:
    with pytest.raises(CannotEdit, match="item q2 show_if"):
        edits.remove_item(sample(), "q1")
    with pytest.raises(CannotEdit, match="section each loop_over"):
        edits.remove_item(sample(), "q3")
    with pytest.raises(CannotEdit, match="scale drink terms"):
        edits.remove_item(sample(), "q4")


def test_an_item_goes_with_its_terms_and_test_answers() -> None:
    document = edits.remove_item(sample(), "q2")
    assert document.scale("total").terms == (Term("q1"),)
    assert [given.address for given in document.tests[1].answers] == ["q1", "q3", "q4@beer"]


def test_an_item_is_renamed_everywhere() -> None:
    document = edits.rename_item(sample(), "q1", "frequency")
    assert document.item("q2").show_if == 'frequency != "never"'
    assert document.scale("total").terms[0].of == "frequency"
    assert document.tests[0].answers[0].address == "frequency"
    assert edits.rename_item(document, "frequency", "q1") == sample()


def test_a_looped_item_is_renamed_in_its_instances_and_loops() -> None:
    assert edits.rename_item(sample(), "q4", "often_each").tests[1].answers[3].address == "often_each@beer"
    assert edits.rename_item(sample(), "q3", "drinks").sections[1].loop_over == "drinks"


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(CannotEdit, match="already"):
        edits.rename_item(sample(), "q1", "q2")


@given(documents(), st.data())
def test_renaming_there_and_back_changes_nothing(document: Questionnaire, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from([item.code for _, item in document.items()]))
    assert edits.rename_item(edits.rename_item(document, code, "renamed"), "renamed", code) == document


def test_a_choice_is_renamed_everywhere() -> None:
    document = edits.rename_choice(sample(), "often", "never", "not_once")
    assert document.item("q2").show_if == 'q1 != "not_once"'
    assert document.tests[0].answers[0].answer == "not_once"
    assert edits.rename_choice(document, "often", "not_once", "never") == sample()


def test_a_choice_that_is_looped_over_is_renamed_in_the_instances() -> None:
    document = edits.rename_choice(sample(), "what", "beer", "pils")
    assert document.tests[1].answers[2].answer == ("pils",)
    assert document.tests[1].answers[3].address == "q4@pils"
    assert document.tests[1].expect[2].of == "score.drink@pils"


def test_a_choice_comes_and_goes() -> None:
    document = edits.add_choice(sample(), "often", Choice("daily", "Daily", 3))
    assert [choice.code for choice in document.choice_list("often").choices][-1] == "daily"
    assert edits.remove_choice(document, "often", "daily") == sample()
    with pytest.raises(CannotEdit, match="still used"):
        edits.remove_choice(sample(), "often", "never")
    with pytest.raises(CannotEdit, match="already"):
        edits.add_choice(sample(), "often", Choice("never", "Never"))


def test_a_choice_moves_and_stops_at_the_end() -> None:
    document = edits.move_part(sample(), PlaceKind.CHOICE, "often.never", 9)
    assert [choice.code for choice in document.choice_list("often").choices] == ["monthly", "weekly", "never"]


def test_a_choice_list_in_use_is_not_removed() -> None:
    document = edits.add_choice_list(sample(), ChoiceList("spare", (Choice("a", "A"),)))
    assert edits.remove_choice_list(document, "spare") == sample()
    with pytest.raises(CannotEdit, match="item q1 choices"):
        edits.remove_choice_list(sample(), "often")


def test_sections_come_move_and_go() -> None:
    document = edits.add_section(sample(), Section("end", ()), at=0)
    assert [s.code for s in edits.move_part(document, PlaceKind.SECTION, "end", 1).sections] == ["start", "end", "each"]
    assert edits.remove_section(document, "end") == sample()
    with pytest.raises(CannotEdit, match="still holds questions"):
        edits.remove_section(document, "start")


def test_an_expert_moves_a_cut_off() -> None:
    ranges = (Range("low", high=3), Range("high", low=4))
    document = edits.set_ranges(sample(), "adult", "total", 1, ranges)
    assert document.profile("adult").bandings[0].cut_offs[1].ranges == ranges
    assert document.profile("adult").bandings[0].cut_offs[0] == sample().profile("adult").bandings[0].cut_offs[0]


def test_cut_offs_that_do_not_exist_cannot_be_changed() -> None:
    with pytest.raises(CannotEdit, match="no case 3"):
        edits.set_ranges(sample(), "adult", "total", 2, ())
    with pytest.raises(CannotEdit, match="no result “middling”"):
        edits.set_ranges(sample(), "adult", "total", 0, (Range("middling"),))
    with pytest.raises(CannotEdit, match="no “nothing”"):
        edits.set_ranges(sample(), "adult", "nothing", 0, ())


def test_feedback_is_written_and_removed() -> None:
    block = Block("tip_1", BlockKind.TIP, "Drink water.", "total", "low")
    document = edits.add_part(sample(), PlaceKind.BLOCK, "adult.tip_1", block)
    assert document.profile("adult").blocks[-1] == block
    assert edits.remove_part(document, PlaceKind.BLOCK, "adult.tip_1") == sample()
    moved = edits.move_part(document, PlaceKind.BLOCK, "adult.tip_1", -99)
    assert moved.profile("adult").blocks[0] == block


def test_a_banding_that_a_rule_names_is_not_removed() -> None:
    with pytest.raises(CannotEdit, match=r"rule adult\.much when"):
        edits.remove_part(sample(), PlaceKind.BANDING, "adult.total")
    with pytest.raises(CannotEdit, match="scale"):
        edits.remove_part(sample(), PlaceKind.SCALE, "drink")


def test_a_row_of_a_grid_is_edited() -> None:
    grid = Item("g1", ItemKind.GRID, "Each", choices="often", rows=(Row("r1", "One"),), unscored="x")
    document = edits.add_item(sample(), "start", grid)
    document = edits.set_show_if(document, "g1.r1", 'q1 == "weekly"')
    assert document.item("g1").rows[0].show_if == 'q1 == "weekly"'


def test_details_rights_and_citations_are_edited() -> None:
    assert edits.set_part(sample(), PlaceKind.QUESTIONNAIRE, "", minutes=4).minutes == 4
    assert edits.set_rights(sample(), holder="WHO").rights.holder == "WHO"
    cited = edits.set_part(sample(), PlaceKind.BANDING, "adult.drink", citation=Citation("Somebody", 2020))
    assert cited.profile("adult").bandings[1].citation.year == 2020
    assert edits.set_scale(sample(), "total", title="Sum").scale("total").title == "Sum"


def test_an_edited_document_is_one_that_can_be_kept() -> None:
    document = edits.set_item(sample(), "q1", minimum=Decimal("1.50"), text="a \r\nb")
    assert from_plain(to_plain(document)) == document
