"""The solver says the same as set propagation, and settles what is too wide for it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from assessment.document import (
    Band,
    Banding,
    Choice,
    ChoiceList,
    CutOffs,
    Item,
    ItemKind,
    Level,
    Method,
    Profile,
    Questionnaire,
    Range,
    ReferralRule,
    Scale,
    Section,
    Term,
    Unanswered,
)
from assessment.messages import Code
from assessment.proof import Effort, forget, of_runs
from content_store.solver import solver
from tests.assessment.proof.small_documents import documents

pytest.importorskip("ortools", reason="the optional extra «prover» is not installed")
ALONE = {Code.RANGE_BEYOND}
"""Told only where all scores are listed."""


def verdicts(document: Questionnaire, effort: Effort) -> set[tuple[str, str]]:
    forget()
    found = list(of_runs(document, effort))
    assert Code.NOT_PROVED not in [each.code for each in found]
    kinds = {Code.FRACTION_GAP: Code.BAND_GAP}
    return {(kinds.get(each.code, each.code), str(each.place)) for each in found if each.code not in ALONE}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_the_solver_alone_comes_to_the_same_verdicts(document: Questionnaire) -> None:
    by_solver = verdicts(document, Effort(solver(), 0, 10**9))
    if not any(code == Code.TOO_LARGE for code, _ in by_solver):  # scales of scales it cannot put
        assert by_solver == verdicts(document, Effort())


def wide(high: int) -> Questionnaire:
    """Thirty questions with points that hardly meet: every set of answers has a score of its own."""
    lists = tuple(ChoiceList(f"l{n}", (Choice("no", "No", 0), Choice("yes", "Yes", 3 * n * n + 7))) for n in range(30))
    items = tuple(Item(f"q{n}", ItemKind.SINGLE, "?", choices=f"l{n}") for n in range(30))
    total = Scale("total", tuple(Term(item.code) for item in items))
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
    cases = (CutOffs((Range("low", None, high), Range("high", high + 2))),)
    profile = Profile("p", (Banding("total", bands, "total", cases),), rules=(ReferralRule("r", ("helpline",)),))
    return Questionnaire(
        "x", "X", choice_lists=lists, sections=(Section("s", items),), scales=(total,), profiles=(profile,)
    )


@pytest.mark.parametrize("method", [Method.SUM, Method.MEAN, Method.MAX, Method.MIN])
@pytest.mark.parametrize("unanswered", list(Unanswered))
def test_sums_means_and_extremes_are_settled_with_answers_missing(method: Method, unanswered: Unanswered) -> None:
    listed = ChoiceList("l", tuple(Choice(f"c{n}", f"C {n}", n) for n in range(4)))
    items = tuple(Item(f"q{n}", ItemKind.SINGLE, "?", choices="l") for n in range(4))
    scale = Scale("t", tuple(Term(item.code, 2) for item in items), method=method, unanswered=unanswered,
                  missing_most=2, answered_least=1)  # fmt: skip
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"), Band("most", Level.HIGH, "Most"))
    ranges = (Range("low", None, 1), Range("high", 3, 4), Range("most", 25))
    profile = Profile("p", (Banding("t", bands, "t", (CutOffs(ranges),)),), rules=(ReferralRule("r", ("helpline",)),))
    document = Questionnaire(
        "x", "X", choice_lists=(listed,), sections=(Section("s", items),), scales=(scale,), profiles=(profile,)
    )
    by_solver = verdicts(document, Effort(solver(), 0, 10**9))
    assert (Code.BAND_GAP, "banding p.t cut_offs[0]") in by_solver
    assert (Code.BAND_UNREACHABLE, "band p.t.most") in by_solver
    assert by_solver == verdicts(document, Effort())


def test_a_score_that_can_only_be_nought_lies_in_its_band_for_the_solver_too() -> None:
    listed = ChoiceList("l", (Choice("no", "No", 0), Choice("yes", "Yes", 0)))
    total = Scale("t", (Term("q"),))
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
    cases = (CutOffs((Range("low", None, 0), Range("high", 1))),)
    profile = Profile("p", (Banding("t", bands, "t", cases),), rules=(ReferralRule("r", ("helpline",)),))
    items = (Item("q", ItemKind.SINGLE, "?", choices="l"),)
    document = Questionnaire(
        "x", "X", choice_lists=(listed,), sections=(Section("s", items),), scales=(total,), profiles=(profile,)
    )
    by_solver = verdicts(document, Effort(solver(), 0, 10**9))
    assert by_solver == verdicts(document, Effort()) == {(Code.BAND_UNREACHABLE, "band p.t.high")}


def test_what_is_too_wide_is_settled_with_answers_that_replay() -> None:
    document, little = wide(3000), Effort(None, 2_000, 10**9)
    forget()
    assert [each.code for each in of_runs(document, little)] == [Code.TOO_LARGE]
    forget()
    [gap] = of_runs(document, little._replace(decide=solver()))
    assert gap.code is Code.BAND_GAP
    assert gap.message == "No band for a score of 3001."
    assert gap.witness is not None
