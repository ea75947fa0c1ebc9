"""From the end of a walk to concrete answers, replayed through the engine of the site before they are believed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from assessment.document import DECLINED, Answer, Required
from assessment.flow import Flow
from assessment.layout import Layout
from assessment.messages import Witness
from assessment.outcome import Outcome
from assessment.proof.formulas import MISSING
from assessment.proof.stops import FACT_ITEMS
from assessment.scoring import conclude


class Disproved(Exception):
    """Answers that the engine reads otherwise than the proof did: a fault of ours, so nothing is proved."""


class Replay(NamedTuple):
    witness: Witness
    outcome: Outcome


def replayed(flow: Flow, found: Mapping[str, Any]) -> Replay:
    """What the engine makes of answers (address -> value, facts among them; MISSING: asked and not answered)."""
    answers: dict[str, Answer] = {}
    facts: dict[str, str | int] = {}
    for address, value in found.items():
        if address in FACT_ITEMS:
            if value is not MISSING:
                facts[address] = value
        elif value is not MISSING:
            answers[address] = _as_answer(value)
        elif _is_soft(flow.layout, address):
            answers[address] = DECLINED
    return Replay(Witness(answers, facts), conclude(flow, answers, facts))


def _is_soft(layout: Layout, address: str) -> bool:
    return layout.items[address.partition("@")[0].partition(".")[0]].required is Required.SOFT


def _as_answer(value: Any) -> Answer:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    answer: Answer = value
    return answer
