"""What an expert learns about cut-offs before anybody answers, with answers that show it."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment import edits
from assessment.document import (
    Band,
    Banding,
    Choice,
    ChoiceList,
    ChoiceRule,
    CutOffs,
    Decision,
    Item,
    ItemKind,
    Level,
    Method,
    NotAsked,
    Profile,
    Questionnaire,
    Range,
    Required,
    Scale,
    Section,
    Term,
    Unanswered,
)
from assessment.flow import Flow
from assessment.messages import Code, Finding, PlaceKind
from assessment.outcome import Lack
from assessment.plain import Unfit, from_plain, to_plain
from assessment.proof import check, distribution, of_runs
from assessment.proof.verdicts import Prover
from assessment.scoring import conclude
from tests.assessment.documents import documents, sample
from tests.assessment.proof.brute_force import outcomes

LOW_HIGH = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))


def found(document: Questionnaire, *codes: Code) -> list[Finding]:
    return [each for each in check(document) if each.code in codes]


def moved(*ranges: Range, case: int = 1) -> Questionnaire:
    return edits.set_ranges(sample(), "adult", "total", case, ranges)


def test_a_sound_document_has_no_findings() -> None:
    assert check(sample()) == ()


def test_a_gap_is_shown_with_answers_that_fall_into_it() -> None:
    document = moved(Range("low", high=2), Range("high", low=4))
    [gap] = found(document, Code.BAND_GAP)
    assert gap.message == "No band for a score of 3."
    assert gap.witness is not None
    assert dict(gap.witness.answers) == {"q1": "weekly", "q2": "monthly"}


def test_scores_that_nobody_can_have_need_no_band() -> None:
    document = edits.set_points(moved(Range("low", high=2), Range("high", low=4)), "often", "monthly", 0)
    assert not found(document, Code.BAND_GAP)


def test_an_overlap_is_shown_with_answers() -> None:
    document = moved(Range("low", high=2), Range("high", low=2))
    [overlap] = found(document, Code.BAND_OVERLAP)
    assert overlap.message == "A score of 2 lies in “low” and in “high”."
    assert overlap.witness is not None
    score = conclude(document, overlap.witness.answers, overlap.witness.facts).score("total")
    assert score is not None
    assert score.value == 2


def test_a_band_beyond_all_scores_is_never_reached() -> None:
    document = edits.set_ranges(moved(Range("low")), "adult", "total", 0, (Range("low"),))
    [unreachable] = found(document, Code.BAND_UNREACHABLE)
    assert unreachable.place.code == "adult.total.high"


def test_women_s_cut_offs_are_proved_apart() -> None:
    document = moved(Range("low", high=1), Range("high", low=4), case=0)
    [gap] = found(document, Code.BAND_GAP)
    assert gap.place.field == "cut_offs[0]"
    assert gap.message == 'No band for a score of 2 and 3 where sex == "female".'
    assert gap.witness is not None
    assert gap.witness.facts["sex"] == "female"
    reading = conclude(document, gap.witness.answers, gap.witness.facts).reading("total")
    assert reading is not None
    assert reading.lack is Lack.BAND


def test_a_missing_otherwise_is_found() -> None:
    document = edits.set_part(
        sample(),
        PlaceKind.BANDING,
        "adult.total",
        cut_offs=(CutOffs((Range("low", high=1), Range("high", low=2)), 'sex == "female"'),),
    )
    [missing] = found(document, Code.CASE_MISSING)
    assert missing.witness is not None
    assert missing.witness.facts.get("sex") != "female"


def test_fractions_between_bands_are_found() -> None:
    document = edits.set_scale(sample(), "total", method="mean", unanswered="left_out", minimum=None, maximum=None)
    document = edits.set_ranges(document, "adult", "total", 1, (Range("low", high=1), Range("high", low=2)))
    document = edits.set_ranges(document, "adult", "total", 0, (Range("low", high=1), Range("high", low=2)))
    gaps = found(document, Code.FRACTION_GAP)
    assert [gap.message.split(",")[0] for gap in gaps] == ["No band for a score of 1.5"] * 2


def test_a_score_beyond_the_published_range_is_found() -> None:
    document = edits.set_scale(sample(), "total", maximum=4)
    [beyond] = found(document, Code.SCORE_OUT_OF_RANGE)
    assert beyond.message == "A score of 6 is possible; the scale says 0 to 4."
    assert beyond.witness is not None
    assert dict(beyond.witness.answers) == {"q1": "weekly", "q2": "weekly"}


def test_each_drink_of_a_loop_is_proved_and_told_once() -> None:
    document = edits.set_ranges(sample(), "adult", "drink", 0, (Range("low", high=1),))
    [gap] = found(document, Code.BAND_GAP)
    assert gap.witness is not None
    assert dict(gap.witness.answers) == {"q3": ("beer",), "q4@beer": "weekly"}


def test_a_looped_band_may_depend_on_the_choice() -> None:
    cases = (
        CutOffs((Range("low", high=0), Range("high", low=1)), 'loop == "beer"'),
        CutOffs((Range("low", high=1), Range("high", low=3))),
    )
    document = edits.set_part(sample(), PlaceKind.BANDING, "adult.drink", cut_offs=cases)
    [gap] = found(document, Code.BAND_GAP)
    assert gap.place.field == "cut_offs[1]"
    assert gap.witness is not None
    assert "q4@wine" in gap.witness.answers


def decided(*decisions: Decision) -> Questionnaire:
    profile = sample().profiles[0]
    banding = Banding("quick", LOW_HIGH, decisions=decisions)
    document = replace(sample(), profiles=(replace(profile, bandings=(*profile.bandings, banding)),))
    return document


def test_a_decision_list_without_otherwise_is_found() -> None:
    document = decided(Decision("high", 'q1 == "weekly"'), Decision("low", 'q1 == "never"'))
    [undecided] = found(document, Code.NO_DECISION)
    assert undecided.witness is not None
    assert undecided.witness.answers == {"q1": "monthly"}
    assert not found(decided(Decision("high", 'q1 == "weekly"'), Decision("low")), Code.NO_DECISION)


def test_a_decision_that_never_comes_first_is_found() -> None:
    document = decided(Decision("high"), Decision("low", 'q1 == "never"'))
    assert [each.place.code for each in found(document, Code.BAND_UNREACHABLE)] == ["adult.quick.low"]


def test_people_no_profile_reads_are_found() -> None:
    document = replace(sample(), profiles=(replace(sample().profiles[0], when="age >= 18"),))
    [unread] = found(document, Code.NO_PROFILE)
    assert unread.witness is not None
    assert conclude(document, unread.witness.answers, unread.witness.facts).profile == ""


def test_a_country_that_no_profile_is_for_is_nobody_s_fault() -> None:
    document = replace(sample(), profiles=(replace(sample().profiles[0], countries=("RS",)),))
    assert not found(document, Code.NO_PROFILE)
    split = replace(document, profiles=(replace(document.profiles[0], when="age < 18"),))
    [unread] = found(split, Code.NO_PROFILE)
    assert unread.witness is not None
    assert unread.witness.facts["country"] == "RS"


def test_a_question_that_nobody_is_asked_is_found() -> None:
    document = edits.set_show_if(sample(), "q2", 'q1 == "never" and points(q1) > 1')
    assert [each.place.code for each in found(document, Code.NEVER_HOLDS)] == ["q2"]


def test_a_choice_that_nobody_is_offered_is_found() -> None:
    document = edits.set_item(sample(), "q2", choice_rules=(ChoiceRule("weekly", 'q1 == "never"'),))
    assert found(document, Code.NEVER_HOLDS)[0].place.field == "choice_rules[0].show_if"


# --- the oracle ------------------------------------------------------------------------------------------------------


@st.composite
def scored(draw: st.DrawFn) -> Questionnaire:
    """Three or four items, gates on answers and scores, every missing policy."""
    points = draw(st.lists(st.integers(-1, 3), min_size=2, max_size=3))
    choices = ChoiceList("l", tuple(Choice(f"c{n}", f"Choice {n}", p) for n, p in enumerate(points)))
    items: list[Item] = []
    gates = ["", 'q1 == "c1"', 'q1 != "c1"', "score(first) == 0", "score(first) > 1", 'age < 18 or sex == "female"',
             "answered(q1)", 'not (q1 == "c0" and score(first) < 2)', "points(q1) + points(q2) >= 2"]  # fmt: skip
    for number in range(1, draw(st.integers(3, 4)) + 1):
        gate = draw(st.sampled_from(gates)) if number > 2 else ""
        kind = (
            draw(st.sampled_from([ItemKind.SINGLE, ItemKind.SINGLE, ItemKind.SCALE])) if number > 2 else ItemKind.SINGLE
        )
        required = draw(st.sampled_from([Required.SOFT, Required.HARD]))
        ends = (0, 2) if kind is ItemKind.SCALE else (None, None)
        listed = "l" if kind is ItemKind.SINGLE else ""
        items.append(Item(f"q{number}", kind, "?", "", required, gate, listed, minimum=ends[0], maximum=ends[1]))
    policy = {
        "method": draw(st.sampled_from([Method.SUM, Method.MEAN, Method.MAX, Method.MIN])),
        "not_asked": draw(st.sampled_from(list(NotAsked))),
        "unanswered": draw(st.sampled_from(list(Unanswered))),
        "missing_most": draw(st.integers(0, 2)),
        "answered_least": draw(st.integers(0, 2)),
    }
    first = Scale("first", (Term("q1"), Term("q2")))
    terms = [Term(item.code, draw(st.sampled_from([1, 2])), draw(st.booleans())) for item in items]
    total = Scale("total", tuple(terms), **policy)  # type: ignore[arg-type]
    both = Scale("both", (Term("first", weight=2), Term(items[-1].code)), **policy)  # type: ignore[arg-type]
    cases = draw(
        st.sampled_from([("",), ("age < 18", ""), ('sex == "female"', 'q1 == "c1"'), ("score(first) > 1", "")])
    )
    ranges = (Range("low", high=draw(st.integers(0, 3))), Range("high", low=draw(st.integers(1, 5))))
    banding = Banding("total", LOW_HIGH, "total", tuple(CutOffs(ranges, when) for when in cases))
    decisions = (Decision("low", draw(st.sampled_from(gates[1:]))), Decision("high", draw(st.sampled_from(gates[1:]))))
    quick = Banding("quick", LOW_HIGH, decisions=decisions)
    profile = Profile("p", (banding, quick), when=draw(st.sampled_from(["", "age < 18"])))
    return Questionnaire(
        "x", "X", choice_lists=(choices,), sections=(Section("s", tuple(items)),), scales=(first, total, both),
        profiles=(profile,),
    )  # fmt: skip


def attained(document: Questionnaire, code: str, loop: str = "") -> set[int | Fraction | None]:
    return {end.scores[0].value for end in Prover(Flow(document)).walk((), [(code, loop)]).ends()}


@settings(max_examples=40)
@given(scored())
def test_the_proof_finds_exactly_what_trying_everything_finds(document: Questionnaire) -> None:
    flow = Flow(document)
    runs = list(outcomes(flow))
    for code in ("first", "total", "both"):
        tried = {score.value for _, _, outcome in runs if (score := outcome.score(code))}
        assert attained(document, code) == tried, code
    for banding in document.profiles[0].bandings:
        proof = [each for each in of_runs(document) if each.place.code.startswith(f"p.{banding.code}")]
        readings = [reading for _, _, outcome in runs if (reading := outcome.reading(banding.code))]
        reached = {reading.band.code for reading in readings if reading.band}
        told = {each.place.code.rpartition(".")[2] for each in proof if each.code is Code.BAND_UNREACHABLE}
        assert told == {"low", "high"} - reached
        lacking = any(reading.lack is Lack.BAND for reading in readings)
        lacks = (Code.BAND_GAP, Code.FRACTION_GAP, Code.CASE_MISSING, Code.NO_DECISION)
        assert lacking == any(each.code in lacks for each in proof)
        assert all(each.witness for each in proof if each.code in (*lacks, Code.BAND_OVERLAP))


@st.composite
def looped(draw: st.DrawFn) -> Questionnaire:
    """Something picked, two questions for each pick, a score for each and over all."""
    listed = ChoiceList("l", (Choice("c0", "C0", 0), Choice("c1", "C1", draw(st.integers(-1, 2)))))
    what = ChoiceList("what", (Choice("x", "X", 1), Choice("y", "Y", 1), Choice("none", "None", 0, exclusive=True)))
    inner = ["", 'a == "c1"', 'loop == "x"', 'score(own) > 0 or loop == "y"', 'a @ x == "c0"', "count(m) > 1"]
    outer = ["", 'any(a == "c1")', "score(all) > 1"]
    picked = Item("m", ItemKind.MULTIPLE, "?", choices="what", required=draw(st.sampled_from([*Required])))
    hard = draw(st.sampled_from([Required.SOFT, Required.HARD]))
    a = Item("a", ItemKind.SINGLE, "?", choices="l", required=hard)
    b = Item("b", ItemKind.SINGLE, "?", choices="l", show_if=draw(st.sampled_from(inner)))
    z = Item("z", ItemKind.SINGLE, "?", choices="l", show_if=draw(st.sampled_from(outer)))
    policy = {
        "method": draw(st.sampled_from([Method.SUM, Method.MEAN, Method.MAX])),
        "not_asked": draw(st.sampled_from(list(NotAsked))),
        "unanswered": draw(st.sampled_from(list(Unanswered))),
        "missing_most": draw(st.integers(0, 1)),
    }
    own = Scale("own", (Term("a"),), loop="each")
    each = Scale("both", (Term("a"), Term("b")), loop="each", **policy)  # type: ignore[arg-type]
    total = Scale("all", (Term("a"), Term("m")), **policy)  # type: ignore[arg-type]
    over = Scale("over", (Term("both"), Term("z")), **policy)  # type: ignore[arg-type]
    return Questionnaire(
        "x", "X", choice_lists=(listed, what), scales=(own, each, total, over),
        sections=(Section("s", (picked,)), Section("each", (a, b), loop_over="m"), Section("end", (z,))),
    )  # fmt: skip


@settings(max_examples=30)
@given(looped())
def test_the_proof_finds_what_trying_everything_finds_in_loops(document: Questionnaire) -> None:
    runs = list(outcomes(Flow(document)))
    for code, loop in (("own", "y"), ("both", "x"), ("both", "y"), ("all", ""), ("over", "")):
        tried = {score.value for _, _, outcome in runs if (score := outcome.score(code, loop))}
        assert attained(document, code, loop) - {None} == tried - {None}, (code, loop)


@settings(max_examples=60)
@given(documents())
def test_any_valid_document_is_proved_or_refused_without_fault(document: Questionnaire) -> None:
    assert isinstance(check(document), tuple)


def leaves(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, part in inner for found in leaves(part, (*way, key))] or [way]


@settings(max_examples=80)
@given(st.data())
def test_a_draft_with_any_part_spoilt_is_still_checked(data: st.DataObject) -> None:
    plain = to_plain(sample())
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(leaves(plain)))
        part: Any = plain
        for key in way:
            part = part[key]
        part[last] = data.draw(st.sampled_from(["zzz", "", "q1", "total", "each", 7, -1, None, True]))
    try:
        document = from_plain(plain)
    except Unfit:
        assume(False)
    assert isinstance(check(document), tuple)


def test_every_score_is_told_with_the_ways_that_lead_there() -> None:
    total, beer, wine = distribution(sample())
    assert total.scores == ((0, 1), (1, 1), (2, 2), (3, 1), (5, 1), (6, 1))
    assert total.unscored == 6  # the second question open after two answers, or the first open and four ways to go on
    assert (beer.loop, wine.loop) == ("beer", "wine")
    assert [score for score, _ in beer.scores] == [0, 1, 2]


# --- figures ---------------------------------------------------------------------------------------------------------


def drinking(**banding: object) -> Questionnaire:
    """Ten items with AUDIT's points, skips and zones; the words are not its words."""
    often = ChoiceList("often", tuple(Choice(f"o{n}", f"O{n}", n) for n in range(5)))
    harm = ChoiceList("harm", (Choice("no", "No", 0), Choice("before", "Before", 2), Choice("lately", "Lately", 4)))
    gate = 'q1 != "o0"'
    items = [Item("q1", ItemKind.SINGLE, "?", choices="often", required=Required.HARD)]
    items += [Item(f"q{n}", ItemKind.SINGLE, "?", choices="often", show_if=gate) for n in (2, 3)]
    inner = f"{gate} and score(amount) > 0"
    items += [Item(f"q{n}", ItemKind.SINGLE, "?", choices="often", show_if=inner) for n in range(4, 9)]
    items += [Item(f"q{n}", ItemKind.SINGLE, "?", choices="harm") for n in (9, 10)]
    total = Scale("total", tuple(Term(item.code) for item in items), minimum=0, maximum=40)
    amount = Scale("amount", (Term("q2"), Term("q3")))
    names = ("i", "ii", "iii", "iv")
    bands = tuple(Band(name, Level.LOW, name) for name in names)
    men = (Range("i", high=7), Range("ii", 8, 15), Range("iii", 16, 19), Range("iv", low=20))
    women = (Range("i", high=5), Range("ii", 6, 15), Range("iii", 16, 19), Range("iv", low=20))
    zones = Banding("total", bands, "total", (CutOffs(women, 'sex == "female"'), CutOffs(men)))
    return Questionnaire(
        "d", "D", choice_lists=(often, harm), sections=(Section("s", tuple(items)),), scales=(amount, total),
        profiles=(Profile("p", (zones,)),),
    )  # fmt: skip


def test_an_instrument_of_ten_items_is_proved_at_once() -> None:
    document = drinking()
    started = time.process_time()
    assert list(of_runs(document)) == []
    assert time.process_time() - started < 0.25
    assert attained(document, "total") - {None} == set(range(41))


def test_a_band_of_an_instrument_that_starts_too_late_is_found() -> None:
    document = edits.set_ranges(
        drinking(), "p", "total", 1, (Range("i", high=7), Range("ii", 8, 15), Range("iii", 17, 19), Range("iv", low=20))
    )
    [gap] = found(document, Code.BAND_GAP)
    assert gap.message == "No band for a score of 16."
    assert gap.witness is not None
    score = conclude(document, gap.witness.answers, gap.witness.facts).score("total")
    assert score is not None
    assert score.value == 16


def test_what_cannot_be_listed_is_too_large_and_says_so() -> None:
    items = tuple(Item(f"n{n}", ItemKind.NUMBER, "?", minimum=0, maximum=None) for n in range(3))
    total = Scale("total", tuple(Term(item.code) for item in items))
    banding = Banding("total", LOW_HIGH, "total", (CutOffs((Range("low", high=1), Range("high", low=2))),))
    document = Questionnaire("x", "X", sections=(Section("s", items),), scales=(total,),
                             profiles=(Profile("p", (banding,)),))  # fmt: skip
    assert [each.code for each in found(document, Code.TOO_LARGE)] == [Code.TOO_LARGE]


@pytest.mark.parametrize("step", [1, Decimal("0.5")])
def test_a_number_that_is_scored_is_proved_by_its_steps(step: Decimal) -> None:
    item = Item("n", ItemKind.NUMBER, "?", minimum=0, maximum=3, step=step)
    banding = Banding("total", LOW_HIGH, "total", (CutOffs((Range("low", high=1), Range("high", low=2))),))
    document = Questionnaire("x", "X", sections=(Section("s", (item,)),), scales=(Scale("total", (Term("n"),)),),
                             profiles=(Profile("p", (banding,)),))  # fmt: skip
    assert [gap.values["scores"] for gap in found(document, Code.FRACTION_GAP)] == (["1.5"] if step != 1 else [])
