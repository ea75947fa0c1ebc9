"""From the end of a walk to concrete answers, replayed through the engine of the site before they are believed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from assessment.document import DECLINED, Answer, Required
from assessment.flow import Flow
from assessment.layout import Layout
from assessment.messages import Witness
from assessment.outcome import Outcome
from assessment.proof.attainable import Reached, Walk
from assessment.proof.options import MISSING
from assessment.proof.slices import FACT_ITEMS
from assessment.scoring import conclude

Check = Callable[[Outcome], bool]


def witness_of(flow: Flow, walk: Walk, end: Reached, check: Check) -> Witness | None:
    """None where the engine does not agree: better no witness than a wrong one."""
    answers: dict[str, Answer] = {}
    facts: dict[str, str | int] = {}
    for address, value in walk.answers_to(end).items():
        if address in FACT_ITEMS:
            if value is not MISSING:
                facts[address] = value
        elif value is not MISSING:
            answers[address] = _as_answer(value)
        elif _is_soft(flow.layout, address):
            answers[address] = DECLINED
    return Witness(answers, facts) if check(conclude(flow, answers, facts)) else None


def _is_soft(layout: Layout, address: str) -> bool:
    return layout.items[address.partition("@")[0].partition(".")[0]].required is Required.SOFT


def _as_answer(value: Any) -> Answer:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    answer: Answer = value
    return answer
