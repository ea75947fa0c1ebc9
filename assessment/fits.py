"""What can be an answer to a step, and how the engine knows it. What a form sends goes through `acceptance` first."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from assessment.document import CHOSEN, MEASURED, Answer, Choice, Item, ItemKind, Number
from assessment.states import Known, exact

LONGEST_TEXT = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

Fit = Callable[[Answer], Known | None]
"""An answer as the engine knows it; None where it cannot be an answer to this step."""


def fit_for(item: Item, choices: tuple[Choice, ...]) -> Fit:
    """How answers to an item are taken in. One left from when other choices were shown does not fit; of a multiple
    choice, what still fits does."""
    if item.kind in CHOSEN:
        return _fit_picks(choices) if item.kind is ItemKind.MULTIPLE else _fit_choice(choices)
    if item.kind in MEASURED:
        return lambda answer: _fit_number(item, answer)
    if item.kind is ItemKind.DATE:
        return lambda answer: answer if isinstance(answer, str) and day_in(item, answer) is not None else None
    return lambda answer: answer if isinstance(answer, str) and answer else None


def _fit_choice(choices: tuple[Choice, ...]) -> Fit:
    codes = {choice.code: choice.code for choice in choices}
    return lambda answer: codes.get(answer) if isinstance(answer, str) else None


def _fit_picks(choices: tuple[Choice, ...]) -> Fit:
    codes = tuple(choice.code for choice in choices)
    exclusive = frozenset(choice.code for choice in choices if choice.exclusive)

    def fit(answer: Answer) -> Known | None:
        if not isinstance(answer, tuple):
            return None
        picks = tuple(code for code in codes if code in answer)
        if not picks or (len(picks) > 1 and not exclusive.isdisjoint(picks)):
            return None
        return picks

    return fit


def _fit_number(item: Item, answer: Answer) -> Known | None:
    if isinstance(answer, bool) or not isinstance(answer, int | Decimal):
        return None
    if isinstance(answer, Decimal) and not answer.is_finite():
        return None
    below = item.minimum is not None and answer < item.minimum
    above = item.maximum is not None and answer > item.maximum
    return None if below or above or not on_step(item, answer) else exact(answer)


def on_step(item: Item, number: Number) -> bool:
    """Whether a number is the minimum (or 0) and a whole count of steps."""
    if item.step <= 0:
        return True
    least = item.minimum or 0
    if isinstance(number, int) and isinstance(least, int) and isinstance(item.step, int):
        return (number - least) % item.step == 0  # what nearly every number is, and twenty times faster
    return (Fraction(number) - Fraction(least)) % Fraction(item.step) == 0


def day_in(item: Item, text: str) -> date | None:
    """The day, if it is one and lies within the item's limits."""
    day = day_of(text)
    if day is None or (item.earliest and text < item.earliest) or (item.latest and text > item.latest):
        return None
    return day


def day_of(text: str) -> date | None:
    """A day written `2026-11-23`."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
