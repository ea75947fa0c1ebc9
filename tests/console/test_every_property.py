"""Whatever a questionnaire can say, its author can write in the editor: field by field of what a document is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from dash._utils import to_json

from assessment import document as d
from assessment import edits
from assessment.document import (
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    Item,
    ItemKind,
    Method,
    Questionnaire,
    Row,
    Scale,
    Section,
    Term,
    Unanswered,
)
from assessment.messages import PlaceKind
from console import building
from console.acts import act_of
from console.controls import Controls
from console.editing import edit_of
from console.editor import Editor
from console.ids import Ids
from console.outline import parts
from tests.assessment.documents import sample

# Where each field is edited: the beginning of a field's or button's key. Nested parts have entries of their own.
WRITTEN: dict[Any, dict[str, str]] = {
    d.Choice: {"code": "rename|choice|", "text": "text|choices", "points": "points|", "exclusive": "exclusive|"},
    d.ChoiceList: {
        "code": "rename|choice_list|",
        "choices": "add_choice|",
        "rising": r"list\|\w+\|rising",
        "concept": r"list\|\w+\|concept",
        "note": "note|choice_list|",
    },
    d.Row: {"code": "rename|row|", "text": r"text\|item\.\w+\.row", "show_if": "row_show_if|"},
    d.ChoiceRule: {"choice": "choice_show_if|", "show_if": "choice_show_if|"},
    d.Item: {
        "code": "rename|item|",
        "kind": "item_kind|",
        "text": r"text\|item\.\w+\.text",
        "help": r"text\|item\.\w+\.help",
        "show_if": "show_if|",
        "choices": "item_choices|",
        "choice_rules": "choice_show_if|",
        "rows": "add_row|",
        "unit": r"text\|item\.\w+\.unit",
        "minimum_label": r"text\|item\.\w+\.minimum_label",
        "maximum_label": r"text\|item\.\w+\.maximum_label",
        "note": "note|item|",
        **{
            name: rf"item\|\w+\|{name}"
            for name in ("required", "minimum", "maximum", "step", "earliest", "latest", "unscored", "concept")
        },
    },
    d.Section: {
        "code": "rename|section|",
        "items": "add_item|",
        "title": "text|section",
        "show_if": "section_show_if|",
        "loop_over": "section_loop|",
        "note": "note|section|",
    },
    d.Recode: {"points": "term_recode|", "to": "term_recode|"},
    d.Term: {"of": "add_term|", "weight": "term_weight|", "reverse": "term_reverse|", "recode": "term_recode|"},
    d.Scale: {
        "code": "rename|scale|",
        "terms": "remove_term|",
        "title": "text|scale",
        "note": "note|scale|",
        **{
            name: rf"scale\|\w+\|{name}"
            for name in (
                *("method", "counted", "loop", "not_asked", "unanswered", "missing_most", "answered_least"),
                *("multiply", "add", "decimals", "minimum", "maximum"),
            )
        },
    },
    d.Citation: {one.name: rf"citation\|adult\.\w+\|{one.name}" for one in fields(d.Citation)},
    d.Band: {"code": "rename|band|", "level": "level|", "title": r"text\|profile\.adult\.band"},
    d.Range: {"band": "add_range|", "low": "low|", "high": "high|"},
    d.CutOffs: {"ranges": "remove_range|", "when": "case_when|"},
    d.Decision: {"band": "add_decision|", "when": "decision_when|"},
    d.Banding: {
        "code": "rename|banding|",
        "bands": "add_band|",
        "scale": "banding_scale|",
        "cut_offs": "add_case|",
        "decisions": "add_decision_list|",
        "loop": "banding_loop|",
        "citation": "citation|",
    },
    d.Flag: {"code": "rename|flag|", "when": "flag_when|", "title": r"text\|profile\.adult\.flag", "crisis": "crisis|"},
    d.Block: {
        "code": r"text\|profile\.adult\.block",  # nothing names it; it is called by where it stands
        "kind": "block_kind|",
        "text": r"text\|profile\.adult\.block",
        "banding": "block_place|",
        "band": "block_place|",
        "flag": "block_place|",
        "when": "block_when|",
    },
    d.ReferralRule: {
        "code": "rename|rule|",
        "kinds": "rule_kinds|",
        "when": "rule_when|",
        "most": "rule_most|",
        "note": "note|rule|",
    },
    d.Profile: {
        "code": "rename|profile|",
        "bandings": "add_results|",
        "title": r"text\|profile\.adult\.title",
        "countries": "profile_countries|",
        "when": "profile_when|",
        "version": "profile_version|",
        "flags": "add_flag|",
        "blocks": "add_general|",
        "rules": "add_rule|",
        "note": "note|profile|",
    },
    d.LocaleRights: {"locale": "wording|", "wording": "wording|", "attribution": "wording_attribution|"},
    d.Rights: {
        **{name: f"rights|{name}" for name in ("holder", "licence", "evidence", "attribution", "instrument")},
        "wordings": "wording|",
    },
    d.Given: {"address": "case|answers|", "answer": "case|answers|"},
    d.Expected: {"of": "case|expected|", "value": "case|expected|"},
    d.Vector: {
        "name": "case|name|",
        "answers": "case|answers|",
        "expect": "case|expected|",
        "facts": "case|facts|",
        "profile": "case|profile|",
        "why": "case|why|",
    },
    d.Questionnaire: {
        "code": "questionnaire_code|",
        **{name: f"text|{name}" for name in ("title", "summary", "consent", "under_age")},
        **{
            name: f"about|{name}"
            for name in ("source_locale", "minutes", "time_frame", "substance", "minimum_age", "demonstration")
        },
        "choice_lists": "duplicate|choice_list|",
        "sections": "duplicate|section|",
        "scales": "duplicate|scale|",
        "profiles": "add_profile|",
        "rights": "rights|",
        "tests": "add_test",
        "note": "note|questionnaire",
    },
}


def everything() -> Questionnaire:
    """The sample with what it lacks: each kind of question, each way of reckoning, decisions, a text of each."""
    document = sample()
    more = (
        Item("g1", ItemKind.GRID, "Each", choices="often", rows=(Row("r1", "One"), Row("r2", "Two")), unscored="x"),
        Item("n1", ItemKind.NUMBER, "How many?", minimum=0, maximum=9),
        Item("s1", ItemKind.SCALE, "How much?", minimum=0, maximum=9),
        Item("d1", ItemKind.DATE, "When?"),
    )
    for item in more:
        document = edits.add_item(document, document.sections[0].code, item)
    for scale in (
        Scale("counted", (Term("q1"),), method=Method.COUNT, counted=("weekly",), unanswered=Unanswered.PRORATE),
        Scale("left", (Term("n1"),), unanswered=Unanswered.LEFT_OUT),
    ):
        document = edits.add_part(document, PlaceKind.SCALE, scale.code, scale)
    document = replace(document, minimum_age=16)
    document = act_of("add_decision_list|adult").change(document)
    text = Block("each", BlockKind.TIP, "Of each.", banding="total")
    return edits.add_part(document, PlaceKind.BLOCK, "adult.each", text)


def keys(drawn: Any) -> Iterator[str]:
    """Of all fields and buttons, and of buttons that stand for more than one drawing."""
    if isinstance(drawn, dict):
        named = drawn.get("id")
        if isinstance(named, dict) and named.get("type", "").endswith(("-field", "-act")):
            yield named["key"]
        for value in drawn.values():
            yield from keys(value)
    elif isinstance(drawn, list):
        for value in drawn:
            yield from keys(value)


def drawn(document: Questionnaire) -> list[list[str]]:
    """The keys on the screen of each part."""
    editor = Editor(document, Controls(Ids("questionnaire"), locked=False, lang="en"), lambda part: f"/x?{part}")
    return [list(keys(json.loads(to_json(editor.draw(part))))) for part in parts(document)]


def test_every_field_of_every_part_can_be_written_somewhere() -> None:
    known = [key for screen in drawn(everything()) for key in screen]
    lacking = []
    for kind in [
        one for one in vars(d).values() if hasattr(one, "__dataclass_fields__") and one.__module__ == d.__name__
    ]:
        for field in fields(kind):
            where = WRITTEN.get(kind, {}).get(field.name)
            pattern = where and (where if "\\" in where else re.escape(where))
            if not pattern or not any(re.match(pattern, key) for key in known):
                lacking.append(f"{kind.__name__}.{field.name}")
    assert lacking == []


def test_no_field_stands_twice_on_one_screen() -> None:
    for screen in drawn(everything()):
        assert sorted(screen) == sorted(set(screen))


@pytest.mark.parametrize("tag", ["sr-Latn-derived", "xx", "", 5])
def test_a_questionnaire_is_written_in_a_language_of_its_own(tag: object) -> None:
    from content_store.permissions import Invalid

    with pytest.raises(Invalid):
        edit_of("about|source_locale", tag)
    assert edit_of("about|source_locale", "sq").change(sample()).source_locale == "sq"


def test_a_text_moves_to_another_result_and_to_a_flag() -> None:
    document = everything()
    code = next(one.code for one in document.profile("adult").blocks if one.banding == "total")
    moved = edit_of(f"block_place|adult|{code}", "band:drink.high").change(document).profile("adult").blocks[-1]
    assert (moved.code, moved.banding, moved.band, moved.flag) == (code, "drink", "high", "")
    flagged = edit_of(f"block_place|adult|{code}", "flag:young").change(document).profile("adult").blocks[-1]
    assert (flagged.banding, flagged.flag) == ("", "young")
    general = edit_of(f"block_place|adult|{code}", "").change(document).profile("adult").blocks[-1]
    assert (general.banding, general.band, general.flag) == ("", "", "")
    with pytest.raises(edits.CannotEdit, match="not there"):
        edit_of(f"block_place|adult|{code}", "band:drink.nowhere").change(document)


@pytest.mark.parametrize(
    ("points", "weight", "ends"),
    [
        ((0, 1, 2), 1, (0, 1, 2, 2)),
        ((0, Decimal("0.5"), 1), 1, (0, Decimal("0.5"), 1, 1)),
        ((0, 1, 2), Decimal("0.25"), (0, Decimal("0.25"), Decimal("0.5"), Decimal("0.5"))),
        ((0, 2, 4), 1, (0, 2, 4, 4)),
    ],
)
def test_results_of_a_score_part_where_no_score_can_lie_between(
    points: tuple[Any, ...], weight: Any, ends: tuple[Any, ...]
) -> None:
    document = Questionnaire(
        "halves",
        "Halves",
        choice_lists=(ChoiceList("l", tuple(Choice(f"c{n}", str(n), one) for n, one in enumerate(points))),),
        sections=(Section("s", (Item("q1", ItemKind.SINGLE, "?", choices="l"),)),),
        scales=(Scale("total", (Term("q1", weight),)),),
    )
    read = building.add_results("total").change(document).profiles[0].bandings[0]
    low, high = read.cut_offs[0].ranges
    assert (low.low, low.high, high.low, high.high) == ends


def test_a_mean_parts_at_hundredths_and_a_new_result_takes_the_upper_half() -> None:
    document = edits.set_scale(everything(), "total", method=Method.MEAN, decimals=None)
    document = replace(document, profiles=())
    document = building.add_results("total").change(document)
    code = document.profiles[0].code
    read: Banding = building.add_band(f"{code}.total").change(document).profiles[0].bandings[0]
    edges = [(one.low, one.high) for one in read.cut_offs[0].ranges]
    assert all(after[0] - before[1] == Decimal("0.01") for before, after in pairwise(edges))
