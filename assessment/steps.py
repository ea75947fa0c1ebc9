"""One step of a run: an item as it is asked, for one instance, with the rows and choices that are shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from assessment.document import SEXES, Answer, Choice, Item, ItemKind, Number, Required, Row, Section
from assessment.layout import CHOSEN, address_of
from assessment.states import Known, exact

LONGEST_TEXT = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

SEX = Item(code="sex", kind=ItemKind.SINGLE, text="", required=Required.SOFT)
SEX_CHOICES = tuple(Choice(sex, "") for sex in SEXES)
AGE = Item(code="age", kind=ItemKind.NUMBER, text="", required=Required.SOFT, minimum=10, maximum=110)
"""Facts are asked by synthetic items; their words belong to the public site."""


@dataclass(frozen=True, slots=True)
class Step:
    """`key`: `q1`, `q2@cannabis`, `sex`. `loop`: the choice this instance is for; empty outside loops. `order` sorts
    steps as they are asked."""

    key: str
    item: Item
    section: Section | None = None
    loop: str = ""
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    order: tuple[int, int, int] = (-1, 0, 0)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its answers go, which are its form's field names; none for a note."""
        if self.item.kind is ItemKind.NOTE:
            return ()
        if self.item.kind is ItemKind.GRID:
            return tuple(address_of(self.item.code, row.code, self.loop) for row in self.rows)
        return (self.key,)


Fit = Callable[[Answer], Known | None]
"""An answer as the engine knows it; None where it cannot be an answer to this step."""


def fit_for(item: Item, choices: tuple[Choice, ...]) -> Fit:
    """How answers to an item are taken in. One left from when other choices were shown does not fit; of a multiple
    choice, what still fits does."""
    if item.kind in CHOSEN:
        return _fit_picks(choices) if item.kind is ItemKind.MULTIPLE else _fit_choice(choices)
    if item.kind in (ItemKind.NUMBER, ItemKind.SCALE):
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
