"""What is known of a run while it is read: the ground that compiled conditions and scales stand on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessment.document import Answer, Answers, Number
from assessment.steps import Step

Exact = int | Fraction
"""How the engine reckons. Decimals never meet fractions: Python finds `Fraction(1, 2) != Decimal("0.5")`."""

Known = str | Exact | tuple[str, ...]

END = (1 << 30, 0)
"""A position after every item: where profiles are read."""


def exact(number: Number | Fraction) -> Exact:
    """The same number as an int where it is whole, else as a fraction."""
    if isinstance(number, int):
        return number
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def shown(number: Exact | Number) -> str:
    """For people: `13`, `2.5`; a third as `2.33`."""
    value = exact(number)
    if isinstance(value, int):
        return str(value)
    rounded = round(Decimal(value.numerator) / Decimal(value.denominator), 2)
    return format(rounded.normalize(), "f")


class TermShare(NamedTuple):
    """What one term gave to a score. `points` as answered; `share` after recode, reverse and weight. `asked` False:
    the flow did not ask it."""

    address: str
    answer: Answer | None
    points: Exact | None
    share: Exact | None
    asked: bool = True


class Score(NamedTuple):
    """`value` None: no score, because of `missing` (asked, not answered) or, if that is empty, because nothing
    of it was asked. `terms` only where an explanation was asked for."""

    scale: str
    loop: str
    value: Exact | None
    missing: tuple[str, ...] = ()
    terms: tuple[TermShare, ...] = ()


class State:
    """Facts and answers that count (asked, answered, allowed), in `known`; asked and not answered, in `missing`.

    A state grows item by item in document order, so a condition can only ever see what came before it.
    """

    __slots__ = ("answers", "asked", "bands", "flags", "known", "missing", "scores")

    def __init__(self, answers: Answers, known: dict[str, Known]) -> None:
        self.answers = answers
        self.known = known
        self.missing: dict[str, bool] = {}  # address -> whether declined
        self.asked: list[Step] = []
        self.scores: dict[tuple[str, str], Score] = {}
        self.bands: dict[tuple[str, str], str] = {}
        self.flags: set[str] = set()


Test = Callable[[State, str], bool]
"""A compiled condition: (state, loop instance or "") -> whether it holds."""

Reckoning = Callable[[State, str], Known | None]
"""A compiled value; None: missing."""
