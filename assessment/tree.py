"""What a condition says, as a typed tree. Trees compare equal when they say the same; columns are kept beside them,
to point with and to rename by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from assessment.document import Number


def _column() -> int:
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal:
    value: Number | str
    column: int = _column()


@dataclass(frozen=True, slots=True)
class ItemRef:
    """An answer. `at`: the loop choice named with `@`; empty: the instance at hand."""

    code: str
    row: str = ""
    at: str = ""
    column: int = _column()


@dataclass(frozen=True, slots=True)
class FactRef:
    name: str
    column: int = _column()


@dataclass(frozen=True, slots=True)
class LoopRef:
    column: int = _column()


@dataclass(frozen=True, slots=True)
class ScoreRef:
    scale: str
    at: str = ""
    column: int = _column()


@dataclass(frozen=True, slots=True)
class BandRef:
    banding: str
    at: str = ""
    column: int = _column()


@dataclass(frozen=True, slots=True)
class Points:
    item: ItemRef


@dataclass(frozen=True, slots=True)
class Count:
    item: ItemRef


@dataclass(frozen=True, slots=True)
class Sum:
    left: Value
    sign: str  # + or -
    right: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """A list, to the right of `in`."""

    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """`first op value op value …`, as in Python's chains."""

    first: Value
    rest: tuple[tuple[str, Value | OneOf], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    item: ItemRef


@dataclass(frozen=True, slots=True)
class FlagRef:
    flag: str
    column: int = _column()


@dataclass(frozen=True, slots=True)
class AnyInstance:
    test: Condition


@dataclass(frozen=True, slots=True)
class Not:
    test: Condition


@dataclass(frozen=True, slots=True)
class All:
    tests: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Either:
    tests: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Always:
    """The empty condition."""


Value = Literal | ItemRef | FactRef | LoopRef | ScoreRef | BandRef | Points | Count | Sum
Condition = Compare | Answered | FlagRef | AnyInstance | Not | All | Either | Always
Node = Value | Condition | OneOf

VALUES = (Literal, ItemRef, FactRef, LoopRef, ScoreRef, BandRef, Points, Count, Sum)


def named(item: ItemRef) -> str:
    """`g1.r2 @ cannabis`"""
    text = f"{item.code}.{item.row}" if item.row else item.code
    return f"{text} @ {item.at}" if item.at else text


def inside(node: Node) -> tuple[Node, ...]:
    """The nodes directly under a node."""
    found: tuple[Node, ...] = ()
    match node:
        case All(tests) | Either(tests):
            found = tests
        case Not(test) | AnyInstance(test):
            found = (test,)
        case Compare(first, rest):
            found = (first, *(value for _, value in rest))
        case Sum(left, _, right):
            found = (left, right)
        case OneOf(values):
            found = values
        case Answered(item) | Points(item) | Count(item):
            found = (item,)
    return found


def walk(node: Node) -> Iterator[Node]:
    """The node and everything under it, in the order of the text."""
    yield node
    for child in inside(node):
        yield from walk(child)
