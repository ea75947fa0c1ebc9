"""The test oracle: every run of a small document, one by one, through the engine of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, product
from typing import Any

from assessment.document import DECLINED, Answer, ItemKind, Required
from assessment.flow import Flow, Step
from assessment.outcome import Outcome
from assessment.scoring import conclude

Facts = dict[str, str | int]
FACTS: dict[str, list[str | int | None]] = {"sex": ["female", "male", "other", None], "age": [12, 14, 17, 18, 40, None]}
COUNTRIES = ["RS", "AL", "XX"]


def answers_to(step: Step) -> list[Answer]:
    """One address' possible answers; declined where that is possible."""
    item = step.item
    codes = [choice.code for choice in step.choices]
    found: list[Answer] = []
    if item.kind in (ItemKind.SINGLE, ItemKind.GRID):
        found += codes
    elif item.kind is ItemKind.MULTIPLE:
        free = [choice.code for choice in step.choices if not choice.exclusive]
        found += [(choice.code,) for choice in step.choices if choice.exclusive]
        found += chain.from_iterable(combinations(free, size) for size in range(1, len(free) + 1))
    elif item.kind in (ItemKind.NUMBER, ItemKind.SCALE):
        low, high, pace = Fraction(item.minimum or 0), Fraction(item.maximum or 0), Fraction(item.step)
        steps = [low + pace * number for number in range(int((high - low) / pace) + 1)]
        found += [int(each) if each.denominator == 1 else Decimal(each.numerator) / each.denominator for each in steps]
    elif item.kind is ItemKind.DATE:
        found.append("2021-05-05")
    elif item.kind is ItemKind.TEXT:
        found.append("words")
    return found if item.required is Required.HARD else [*found, DECLINED]


class TooMany(Exception):
    """More runs than somebody wants to wait for."""


def outcomes(flow: Flow) -> Iterator[tuple[dict[str, Answer], dict[str, Any], Outcome]]:
    for answers, facts in runs(flow):
        yield answers, facts, conclude(flow, answers, facts)


def runs(flow: Flow, countries: Sequence[str | None] = (None,)) -> Iterator[tuple[dict[str, Answer], Facts]]:
    for country in countries:
        given = {} if country is None else {"country": country}
        asked = flow.facts_asked(given)
        must = flow.document.minimum_age is not None
        wanted = [[each for each in FACTS[name] if each is not None or not (must and name == "age")] for name in asked]
        for values in product(*wanted):
            facts = given | {name: value for name, value in zip(asked, values, strict=True) if value is not None}
            for answers in _runs(flow, facts, {}, None):
                yield answers, facts


def _runs(
    flow: Flow, facts: dict[str, Any], answers: dict[str, Answer], key: str | None
) -> Iterator[dict[str, Answer]]:
    step = flow.step_after(key, answers, facts)
    while step is not None and step.section is None:
        step = flow.step_after(step.key, answers, facts)
    if step is None:
        yield answers
        return
    for given in product(*(answers_to(step) for _ in step.addresses)):
        more = answers | dict(zip(step.addresses, given, strict=True))
        yield from _runs(flow, facts, more, step.key)
