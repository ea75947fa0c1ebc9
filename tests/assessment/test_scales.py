"""Scales: methods, missing answers, transforms, each reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from assessment.document import DECLINED, Answer, Method, NotAsked, Number, Recode, Scale, Term
from assessment.scoring import conclude, explained
from tests.assessment import instruments
from tests.assessment.instruments import banded, one_scale, run, scored


class TestTransforms:
    def test_well_being_is_four_times_the_raw_score(self) -> None:
        answers: dict[str, Answer] = {"q1": "t5", "q2": "t3", "q3": "t2", "q4": "t1", "q5": "t1"}
        document = instruments.who5()
        outcome = run(document, answers)
        assert scored(outcome) == {"raw": 12, "index": 48}
        assert banded(outcome) == {"index": "poor"}
        assert "«index»: 48 = (raw 12) × 4." in explained(outcome, document)

    def test_well_being_needs_all_five_answers(self) -> None:
        answers: dict[str, Answer] = {"q1": "t5", "q2": "t3", "q3": DECLINED, "q4": "t1", "q5": "t1"}
        assert scored(run(instruments.who5(), answers)) == {"raw": None, "index": None}

    def test_one_item_counts_the_other_way_round(self) -> None:
        answers: dict[str, Answer] = {f"q{n}": "no" for n in range(1, 11)}
        assert scored(run(instruments.dast(), answers)) == {"total": 1}
        assert scored(run(instruments.dast(), answers | {"q3": "yes"})) == {"total": 0}
        assert scored(run(instruments.dast(), dict.fromkeys(answers, "yes"))) == {"total": 9}


class TestMethods:
    @pytest.mark.parametrize(
        ("method", "how", "value"),
        [
            (Method.SUM, {}, 4),
            (Method.MEAN, {}, Fraction(4, 3)),
            (Method.MEAN, {"not_asked": NotAsked.OUT}, Fraction(4, 2)),
            (Method.MAX, {}, 3),
            (Method.MIN, {}, 0),
            (Method.MIN, {"not_asked": NotAsked.OUT}, 1),
            (Method.COUNT, {"counted": ("p1", "p3")}, 2),
            (Method.MEAN, {"decimals": 1}, Fraction(13, 10)),
            (Method.SUM, {"multiply": Decimal("0.5"), "add": Decimal("0.5"), "decimals": 0}, 3),
        ],
    )
    def test_each_method_with_a_question_that_was_not_asked(
        self, method: Method, how: dict[str, object], value: Number
    ) -> None:
        answers: dict[str, Answer] = {"q1": "p1", "q2": "p3"}
        assert scored(conclude(one_scale(method, **how), answers, {})) == {"s": value}

    def test_half_a_point_rounds_up(self) -> None:
        document = one_scale(Method.SUM, Term("q1"), multiply=Decimal("0.5"), decimals=0)
        assert scored(conclude(document, {"q1": "p1"}, {})) == {"s": 1}

    def test_a_weighted_mean_divides_by_the_weights(self) -> None:
        document = one_scale(Method.MEAN, Term("q1", weight=3), Term("q2"))
        assert scored(conclude(document, {"q1": "p1", "q2": "p3"}, {})) == {"s": Fraction(6, 4)}

    def test_recoding_comes_before_reversing(self) -> None:
        document = one_scale(Method.SUM, Term("q1", reverse=True, recode=(Recode(3, 2),)))
        assert [scored(conclude(document, {"q1": f"p{n}"}, {}))["s"] for n in (0, 1, 3)] == [2, 1, 0]

    def test_a_multiple_choice_gives_the_points_of_all_its_picks(self) -> None:
        document = one_scale(Method.SUM, Term("many"))
        assert scored(conclude(document, {"many": ("p1", "p3")}, {})) == {"s": 4}
        counted = one_scale(Method.COUNT, Term("many"), counted=("p0", "p3"))
        assert scored(conclude(counted, {"many": ("p1", "p3")}, {})) == {"s": 1}

    def test_a_scale_nothing_of_which_was_asked_has_no_score_when_that_is_left_out(self) -> None:
        document = one_scale(Method.SUM, Term("q3"), not_asked=NotAsked.OUT)
        assert scored(conclude(document, {"q1": "p0"}, {})) == {"s": None}
        assert scored(conclude(one_scale(Method.SUM, Term("q3")), {"q1": "p0"}, {})) == {"s": 0}

    def test_a_scale_of_scales_may_reverse_one_of_them(self) -> None:
        document = one_scale(Method.SUM)
        inner = Scale("inner", instruments.terms("q1", "q2"))
        outer = Scale("outer", (Term("inner", reverse=True), Term("q1", weight=10)))
        both = replace(document, scales=(outer, inner))
        assert scored(conclude(both, {"q1": "p1", "q2": "p3"}, {})) == {"outer": 6 - 4 + 10, "inner": 4}
