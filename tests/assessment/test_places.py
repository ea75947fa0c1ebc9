"""Every place that a finding may name is found in the document."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.messages import Place, PlaceKind
from assessment.places import path_of, place_of_text
from assessment.plain import texts, to_plain
from tests.assessment.documents import sample


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (Place(PlaceKind.QUESTIONNAIRE, field="title"), ("title",)),
        (Place(PlaceKind.CHOICE_LIST, "what"), ("choice_lists", 1)),
        (Place(PlaceKind.CHOICE, "often.weekly", "points"), ("choice_lists", 0, "choices", 2, "points")),
        (Place(PlaceKind.SECTION, "each", "loop_over"), ("sections", 1, "loop_over")),
        (
            Place(PlaceKind.ITEM, "q4", "choice_rules[1].show_if"),
            ("sections", 1, "items", 0, "choice_rules", 1, "show_if"),
        ),
        (Place(PlaceKind.ROW, "q1.r9"), ("sections", 0, "items", 0, "rows")),
        (Place(PlaceKind.SCALE, "drink"), ("scales", 1)),
        (Place(PlaceKind.PROFILE, "adult"), ("profiles", 0)),
        (Place(PlaceKind.BANDING, "adult.drink", "cut_offs[0]"), ("profiles", 0, "bandings", 1, "cut_offs", 0)),
        (Place(PlaceKind.BAND, "adult.total.high"), ("profiles", 0, "bandings", 0, "bands", 1)),
        (Place(PlaceKind.FLAG, "adult.young", "when"), ("profiles", 0, "flags", 0, "when")),
        (Place(PlaceKind.BLOCK, "adult.meaning_total_low"), ("profiles", 0, "blocks", 1)),
        (Place(PlaceKind.RULE, "adult.much", "when"), ("profiles", 0, "rules", 1, "when")),
        (Place(PlaceKind.TEST, "weekly"), ("tests", 1)),
        (Place(PlaceKind.BAND, "adult.gone.high"), ("profiles", 0, "bandings")),
        (Place(PlaceKind.ITEM, "gone"), ("sections",)),
    ],
)
def test_a_place_is_found(place: Place, path: tuple[str | int, ...]) -> None:
    assert path_of(sample(), place) == path


def test_every_text_has_a_place_that_leads_to_it() -> None:
    plain = to_plain(sample())
    for key, text in texts(sample()).items():
        found: Any = plain
        for step in path_of(sample(), place_of_text(key)):
            found = found[step]
        assert found == text, key
