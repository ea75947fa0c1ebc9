"""What is put in order without having one: no choice is more or less than another, nor is a text or a country.

The engine would go by their codes, from a to z; nobody means that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from assessment.conditions import unparse
from assessment.document import CHOSEN, Item, ItemKind
from assessment.sentences import Said
from assessment.tree import BandRef, FactRef, ItemRef, Literal, LoopRef

ORDER = frozenset({"<", "<=", ">", ">="})
UNORDERED = CHOSEN | {ItemKind.TEXT}


class Unordered(NamedTuple):
    """`value` as it is written, what it is held against, and what to do instead."""

    value: str
    against: Said
    instead: Said
    column: int


def unordered(items: Mapping[str, Item], left: Any, sign: str, right: Any) -> Unordered | None:
    if sign in ORDER:
        for value, other in ((left, right), (right, left)):
            if _has_no_order(items, value) and not _is_number(other):  # that they are never equal is told elsewhere
                return _told(items, value, sign, other)
    return None


def _has_no_order(items: Mapping[str, Item], value: Any) -> bool:
    if isinstance(value, ItemRef):
        return value.code in items and items[value.code].kind in UNORDERED
    return isinstance(value, BandRef | LoopRef) or (isinstance(value, FactRef) and value.name != "age")


def _is_number(value: Any) -> bool:
    return isinstance(value, Literal) and not isinstance(value.value, str)


def _told(items: Mapping[str, Item], value: Any, sign: str, other: Any) -> Unordered:
    chosen = isinstance(value, ItemRef) and items[value.code].kind in CHOSEN - {ItemKind.MULTIPLE}
    instead = Said("== or !=, or compare points({item})", item=unparse(value)) if chosen else Said("== or !=")
    column = other.column if isinstance(other, Literal) else value.column
    return Unordered(unparse(value), Said("{value} by {sign}", value=unparse(other), sign=sign), instead, column)
