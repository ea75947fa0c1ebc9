from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assessment.document import (
    Banding,
    Choice,
    ChoiceList,
    Item,
    ItemKind,
    Questionnaire,
    Range,
    Scale,
    Section,
    Term,
)
from assessment.edits import set_points
from console.ribbon import limits, segments
from tests.content import audit_like_document, small_document

ENDS = st.one_of(st.none(), st.integers(-5, 35))
RANGES = st.lists(st.builds(Range, st.sampled_from("abc"), ENDS, ENDS), max_size=5)


@given(ranges=RANGES, low=st.integers(0, 10), length=st.integers(0, 25))
def test_every_score_is_drawn_once_in_the_bands_it_lies_in(ranges: list[Range], low: int, length: int) -> None:
    drawn = segments(ranges, low, low + length)
    scores = [score for part in drawn for score in range(part.low, part.high + 1)]
    assert scores == list(range(low, low + length + 1))
    for part in drawn:
        for score in (part.low, part.high):
            holding = {
                one.band
                for one in ranges
                if (one.low is None or one.low <= score) and (one.high is None or score <= one.high)
            }
            assert set(part.bands) == holding


def test_ana_sees_the_gap_between_two_bands() -> None:
    drawn = segments([Range("low", 0, 3), Range("high", 6, 9)], 0, 9)
    assert [(part.low, part.high, part.bands) for part in drawn] == [(0, 3, ("low",)), (4, 5, ()), (6, 9, ("high",))]


def test_the_ribbon_reaches_as_far_as_the_points_do() -> None:
    document = audit_like_document()
    banding = document.profiles[0].bandings[0]
    assert limits(document, banding, banding.cut_offs[0].ranges) == (0, 30)
    dearer = set_points(document, "frequency", "daily", 5)
    assert limits(dearer, banding, banding.cut_offs[0].ranges) == (0, 50)


def test_the_ribbon_reaches_as_far_as_numbers_and_loops_do() -> None:
    document = sample_with_a_loop()
    banding = Banding("sum", (), "sum")
    assert limits(document, banding, ()) == (0, 7 + 2 * 3)
    per_round = replace(document, scales=(replace(document.scales[0], terms=(Term("often"),), loop="each"),))
    assert limits(per_round, banding, ()) == (0, 3)


def sample_with_a_loop() -> Questionnaire:
    """A number from 0 to 7, and a question of at most 3 points for each of two things that were picked."""
    taken = ChoiceList("taken", (Choice("none", "None", exclusive=True), Choice("a", "A"), Choice("b", "B")))
    often = replace(small_document().item("q1"), code="often", text="How often {loop}?")
    days = Item("days", ItemKind.NUMBER, "How many days?", minimum=0, maximum=7)
    what = Item("what", ItemKind.MULTIPLE, "What?", choices="taken")
    return replace(
        small_document(),
        choice_lists=(*small_document().choice_lists, taken),
        sections=(Section("main", (days, what)), Section("each", (often,), loop_over="what")),
        scales=(Scale("sum", (Term("days"), Term("often"))),),
        profiles=(),
    )
