"""What of a document does not depend on anybody's answers: where items stand, how they loop, what choices are worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from assessment.document import (
    CHOSEN,
    MEASURED,
    Choice,
    ChoiceList,
    Item,
    ItemKind,
    Questionnaire,
    Row,
    Section,
    address_of,
)
from assessment.states import Exact, Known, State, exact

Worth = Callable[[Known], Exact | None]
"""The points of an answer; None where it has none."""


class Unusable(ValueError):
    """A document too broken to be run: a name that leads nowhere, a circle of scales, a condition nobody can read.
    The prover finds all of these; running stops at the first."""


class Layout:
    """Look-ups by code, made once for a document."""

    def __init__(self, document: Questionnaire) -> None:
        self.document = document
        self.items: dict[str, Item] = {}
        self.sections: dict[str, Section] = {}
        self.position: dict[str, tuple[int, int]] = {}
        self.lists: dict[str, ChoiceList] = {each.code: each for each in document.choice_lists}
        for at, section in enumerate(document.sections):
            for within, item in enumerate(section.items):
                self.items[item.code] = item
                self.sections[item.code] = section
                self.position[item.code] = (at, within)
        self._loop_over = {section.code: section.loop_over for section in document.sections}
        self.scale_loops = {scale.code: self.loop_over(scale.loop) for scale in document.scales}
        self._worths: dict[str, Worth] = {}
        self._exclusive = {code: self._exclusives(code) for code in set(self._loop_over.values()) - {""}}

    def _exclusives(self, code: str) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices(code) if choice.exclusive)

    def loop_over(self, section: str) -> str:
        """The multiple choice a section loops over; empty for none."""
        return self._loop_over.get(section, "")

    def item_loop(self, code: str) -> str:
        """The multiple choice that the item is repeated for; empty for none."""
        section = self.sections.get(code)
        return section.loop_over if section else ""

    def choices(self, code: str) -> tuple[Choice, ...]:
        item = self.items.get(code)
        if item is None or item.kind not in CHOSEN:
            return ()
        found = self.lists.get(item.choices)
        if found is None:
            raise Unusable(f"Question «{code}» uses the choice list «{item.choices}», which does not exist.")
        return found.choices

    def instances(self, loop_over: str) -> tuple[str, ...]:
        """Every instance a loop can have, in list order."""
        return tuple(choice.code for choice in self.choices(loop_over) if not choice.exclusive)

    def picked(self, state: State, loop_over: str) -> tuple[str, ...]:
        """The instances of this run, in list order."""
        answer = state.known.get(loop_over)
        if not isinstance(answer, tuple):
            return ()
        out = self._exclusive.get(loop_over, frozenset())
        return tuple(code for code in answer if code not in out) if out else answer

    def rows(self, code: str) -> tuple[Row, ...]:
        item = self.items.get(code)
        return item.rows if item is not None and item.kind is ItemKind.GRID else ()

    def leaf_addresses(self, item: Item, loop: str = "") -> tuple[str, ...]:
        """The addresses of an item's answers: its own, or its rows'."""
        if item.kind is ItemKind.NOTE:
            return ()
        if item.kind is ItemKind.GRID:
            return tuple(address_of(item.code, row.code, loop) for row in item.rows)
        return (address_of(item.code, loop=loop),)

    def worth(self, code: str) -> Worth:
        """Points of an answer to an item (for grids: to one row), nothing done to them."""
        found = self._worths.get(code)
        if found is None:
            found = self._worths[code] = self._worth(code)
        return found

    def _worth(self, code: str) -> Worth:
        item = self.items[code]
        if item.kind in MEASURED:
            return _number
        points = {choice.code: exact(choice.points) for choice in self.choices(code) if choice.points is not None}
        return _sum_of_picks(points) if item.kind is ItemKind.MULTIPLE else _point_of(points)

    def span(self, code: str) -> tuple[Exact, Exact]:
        """The lowest and the highest points an answer can have; (0, 0) where it has none."""
        item = self.items[code]
        if item.kind in MEASURED:
            return exact(item.minimum or 0), exact(item.maximum or 0)
        points = [exact(choice.points) for choice in self.choices(code) if choice.points is not None] or [0]
        if item.kind is not ItemKind.MULTIPLE:
            return min(points), max(points)
        return sum((low for low in points if low < 0), 0), sum((high for high in points if high > 0), 0)


def _number(answer: Known) -> Exact | None:
    return answer if isinstance(answer, int | Fraction) else None


def _point_of(points: Mapping[str, Exact]) -> Worth:
    return lambda answer: points.get(answer) if isinstance(answer, str) else None


def _sum_of_picks(points: Mapping[str, Exact]) -> Worth:
    def worth(answer: Known) -> Exact | None:
        return sum((points.get(code, 0) for code in answer), 0) if isinstance(answer, tuple) else None

    return worth


def settled(number: int | Decimal) -> int | Decimal:
    """A number as an answer keeps it: an int where it is whole."""
    return int(number) if number == int(number) else number


def conditions_of(document: Questionnaire) -> Iterator[str]:
    """Every condition the flow asks for, in document order; those of profiles are apart."""
    for section in document.sections:
        yield section.show_if
        for item in section.items:
            yield item.show_if
            yield from (row.show_if for row in item.rows)
            yield from (rule.show_if for rule in item.choice_rules)
