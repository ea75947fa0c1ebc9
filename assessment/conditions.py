"""Conditions: read, list what they name, rename, write again, compile. Never evaluated as Python.

A missing value (unanswered, declined, not asked, no score) equals nothing: `==`, `<`, `in` … do not hold for it,
`!=` and `not in` do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from assessment.compilation import Names, compiled
from assessment.description import describe
from assessment.syntax import RESERVED, Unreadable, parse
from assessment.tree import (
    All,
    Always,
    Answered,
    AnyInstance,
    BandRef,
    Compare,
    Condition,
    Count,
    Either,
    FactRef,
    FlagRef,
    ItemRef,
    Literal,
    LoopRef,
    Node,
    Not,
    OneOf,
    Points,
    ScoreRef,
    Sum,
    Value,
    named,
    walk,
)

__all__ = [
    "RESERVED",
    "Condition",
    "Names",
    "References",
    "Unreadable",
    "compiled",
    "describe",
    "parse",
    "references",
    "renamed",
    "unparse",
]


@dataclass(frozen=True, slots=True)
class References:
    """What a condition names. `items` by item code (grids without row); `rows` as `grid.row`; `instances`: the choices
    named with `@`; `loop`: whether it needs an instance at hand (`loop` itself; looped names show in `items`)."""

    items: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()
    scales: frozenset[str] = frozenset()
    bandings: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    loop: bool = False
    rows: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()


def references(condition: Condition) -> References:
    nodes = tuple(walk(condition))
    items = [node for node in nodes if isinstance(node, ItemRef)]
    placed = [node.at for node in nodes if isinstance(node, ItemRef | ScoreRef | BandRef)]
    return References(
        items=frozenset(item.code for item in items),
        facts=frozenset(node.name for node in nodes if isinstance(node, FactRef)),
        scales=frozenset(node.scale for node in nodes if isinstance(node, ScoreRef)),
        bandings=frozenset(node.banding for node in nodes if isinstance(node, BandRef)),
        flags=frozenset(node.flag for node in nodes if isinstance(node, FlagRef)),
        loop=any(isinstance(node, LoopRef) for node in nodes),
        rows=frozenset(f"{item.code}.{item.row}" for item in items if item.row),
        instances=frozenset(at for at in placed if at),
    )


def unparse(node: Node) -> str:
    """The text of a tree, or of a part of it, with no more brackets than it needs: `parse(unparse(c)) == c`."""
    return _written(node)


_STRENGTH: dict[type, int] = {Either: 1, All: 2, Not: 3, Compare: 4, Sum: 5}


def _inside(node: Node, at_least: int) -> str:
    text = _written(node)
    return text if _STRENGTH.get(type(node), 9) >= at_least else f"({text})"


def _written(node: Node) -> str:  # noqa: PLR0911, PLR0912 one arm for each kind of node
    match node:
        case Always():
            return ""
        case Either(tests):
            return " or ".join(_inside(test, 2) for test in tests)
        case All(tests):
            return " and ".join(_inside(test, 3) for test in tests)
        case Not(test):
            return f"not {_inside(test, 3)}"
        case Compare(first, rest):
            return " ".join([_inside(first, 5), *(f"{sign} {_inside(value, 5)}" for sign, value in rest)])
        case Sum(left, sign, right):
            return f"{_inside(left, 5)} {sign} {_inside(right, 6)}"
        case Literal(value):
            return (
                _quoted(value) if isinstance(value, str) else format(value, "f" if not isinstance(value, int) else "")
            )
        case OneOf(values):
            return f"[{', '.join(_written(value) for value in values)}]"
        case ItemRef():
            return named(node)
        case FactRef(name):
            return name
        case LoopRef():
            return "loop"
        case ScoreRef(code, at) | BandRef(code, at):
            function = "score" if isinstance(node, ScoreRef) else "band"
            return f"{function}({code} @ {at})" if at else f"{function}({code})"
        case Points(item):
            return f"points({named(item)})"
        case Count(item):
            return f"count({named(item)})"
        case Answered(item):
            return f"answered({named(item)})"
        case FlagRef(flag):
            return f"flag({flag})"
        case AnyInstance(test):
            return f"any({_written(test)})"


def _quoted(text: str) -> str:
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def renamed(text: str, old: str, new: str, *, what: str = "item", of: Collection[str] = ()) -> str:
    """The text with one name replaced and everything else, spaces included, as its author wrote it.

    `what`: item, row (`old` and `new` as `grid.row`), scale, banding, flag; choice (the literals compared with the
    items `of`, which use the list); band (those compared with the bandings `of`); instance (the choice of a loop,
    after `@` and compared with `loop`). Raises Unreadable.
    """
    condition = parse(text)
    if what == "choice":
        found = _literals_replaced(condition, text, (old, new), _asked_among(of))
    elif what == "band":
        found = _literals_replaced(condition, text, (old, new), _read_among(of))
    elif what == "instance":
        literals = _literals_replaced(condition, text, (old, new), _is_loop)
        found = chain(literals, _instances_replaced(condition, text, (old, new)))
    else:
        found = _names_replaced(condition, text, (old, new), what)
    for start, length, replacement in sorted(found, reverse=True):
        text = text[: start - 1] + replacement + text[start - 1 + length :]
    return text


Replacement = tuple[int, int, str]
"""(column, length, new text)"""

Renaming = tuple[str, str]


def _names_replaced(condition: Condition, text: str, names: Renaming, what: str) -> Iterator[Replacement]:
    old, new = names
    finders: dict[str, Callable[[Node], tuple[str, int] | None]] = {
        "item": lambda node: (node.code, node.column) if isinstance(node, ItemRef) else None,
        "scale": lambda node: (node.scale, node.column) if isinstance(node, ScoreRef) else None,
        "banding": lambda node: (node.banding, node.column) if isinstance(node, BandRef) else None,
        "flag": lambda node: (node.flag, node.column) if isinstance(node, FlagRef) else None,
        "row": lambda node: _row_place(node, text) if isinstance(node, ItemRef) and node.row else None,
    }
    finder = finders[what]
    for node in walk(condition):
        found = finder(node)
        if found is not None and found[0] == old:
            yield found[1], len(old.rpartition(".")[2]), new.rpartition(".")[2]


def _row_place(item: ItemRef, text: str) -> tuple[str, int]:
    after = text.index(".", item.column - 1) + 1
    spaces = len(text[after:]) - len(text[after:].lstrip())
    return f"{item.code}.{item.row}", after + spaces + 1


def _instances_replaced(condition: Condition, text: str, names: Renaming) -> Iterator[Replacement]:
    old, new = names
    for node in walk(condition):
        if isinstance(node, ItemRef | ScoreRef | BandRef) and node.at == old:
            after = text.index("@", node.column - 1) + 1
            spaces = len(text[after:]) - len(text[after:].lstrip())
            yield after + spaces + 1, len(old), new


Side = Value | OneOf
Meant = Callable[[Side], bool]
"""Whether a side of a comparison makes the literals on the other sides meant."""


def _literals_replaced(condition: Condition, text: str, names: Renaming, meant: Meant) -> Iterator[Replacement]:
    old, new = names
    for node in walk(condition):
        if not isinstance(node, Compare):
            continue
        sides = [node.first, *(value for _, value in node.rest)]
        if not any(meant(side) for side in sides):
            continue
        for literal in (each for side in sides for each in _literals(side)):
            if literal.value == old:
                end = text.index(text[literal.column - 1], literal.column) + 1
                yield literal.column, end - literal.column + 1, _quoted(new)


def _asked_among(items: Collection[str]) -> Meant:
    return lambda side: isinstance(side, ItemRef) and side.code in items


def _read_among(bandings: Collection[str]) -> Meant:
    return lambda side: isinstance(side, BandRef) and side.banding in bandings


def _is_loop(side: Side) -> bool:
    return isinstance(side, LoopRef)


def _literals(side: Side) -> tuple[Literal, ...]:
    if isinstance(side, OneOf):
        return side.values
    return (side,) if isinstance(side, Literal) else ()
