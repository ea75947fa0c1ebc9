"""Conditions -> closures over a state. Names are resolved here, once; what is unknown is simply missing at run time."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from assessment.document import ItemKind, address_of
from assessment.layout import Layout, Unusable
from assessment.scales import Scales
from assessment.states import END, Exact, Known, Reckoning, State, Test, exact
from assessment.syntax import Unreadable, parse
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
    inside,
    walk,
)

Position = tuple[int, int]
Addressing = Callable[[str], str]
"""loop instance -> address"""

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Names(NamedTuple):
    """What names mean. `banding_loops`: the multiple choice a banding is repeated for, by banding code."""

    layout: Layout
    scales: Scales
    banding_loops: dict[str, str]


def compiled(condition: Condition, names: Names, at: Position = END) -> Test:
    """The condition as a function of (state, loop instance or ""). `at`: where in the flow it stands; scores that
    could still change there are not kept."""
    return _Compiler(names, at).test(condition)


def readable(text: str, where: str) -> Condition:
    """Raises Unusable, naming the place."""
    try:
        return parse(text)
    except Unreadable as error:
        raise Unusable(f"The condition of {where} cannot be read: {error}") from error


def test_of(text: str, where: str, names: Names, at: Position = END) -> Test | None:
    """A condition compiled; None for one that always holds, so that nothing is spent on it. Raises Unusable."""
    condition = readable(text, where)
    return None if isinstance(condition, Always) else compiled(condition, names, at)


def loop_of(node: Node, names: Names) -> str:
    """The multiple choice whose instances a condition speaks of without naming one; empty for none. What stands
    inside `any(…)` brings its own instances."""
    match node:
        case AnyInstance():
            return ""
        case ItemRef(code, _, at) if not at:
            return names.layout.item_loop(code)
        case ScoreRef(code, at) if not at:
            return names.layout.scale_loops.get(code, "")
        case BandRef(code, at) if not at:
            return names.banding_loops.get(code, "")
    for child in inside(node):
        if found := loop_of(child, names):
            return found
    return ""


def is_settled(condition: Condition, names: Names, at: Position) -> bool:
    """Whether nothing asked at or after a position can change it."""
    for node in walk(condition):
        if isinstance(node, ItemRef):
            position = names.layout.position.get(node.code, END)
            elsewhere = position[0] == at[0] and names.layout.item_loop(node.code) and node.at
            if position >= at or elsewhere:
                return False
        elif isinstance(node, ScoreRef):
            if node.scale in names.scales.by_code and not names.scales.is_settled_before(node.scale, at):
                return False
        elif isinstance(node, AnyInstance | BandRef | FlagRef):
            return False
    return True


class _Compiler:
    def __init__(self, names: Names, at: Position) -> None:
        self.names, self.layout, self.at = names, names.layout, at

    def test(self, condition: Condition) -> Test:  # noqa: PLR0911 one arm for each kind of node
        match condition:
            case Always():
                return lambda state, loop: True
            case All(tests):
                return _all([self.test(each) for each in tests])
            case Either(tests):
                return _either([self.test(each) for each in tests])
            case Not(inner):
                test = self.test(inner)
                return lambda state, loop: not test(state, loop)
            case Compare():
                return self.comparison(condition)
            case Answered(item):
                return self.answered(item)
            case FlagRef(flag):
                return lambda state, loop: flag in state.flags
            case AnyInstance(inner):
                return self.any_instance(inner)

    def any_instance(self, inner: Condition) -> Test:
        test, layout = self.test(inner), self.layout
        loop_over = loop_of(inner, self.names)
        if not loop_over:  # `any(loop == …)`: which loop, only a document with one loop can say
            loops = {section.loop_over for section in layout.document.sections if section.loop_over}
            loop_over = loops.pop() if len(loops) == 1 else ""
        if not loop_over:
            return test
        return lambda state, loop: any(test(state, each) for each in layout.picked(state, loop_over))

    def comparison(self, compare: Compare) -> Test:
        tests: list[Test] = []
        left = compare.first
        for sign, right in compare.rest:
            if isinstance(right, OneOf):
                tests.append(_among(self.value(left), right, wanted=sign == "in"))
            elif sign in ("in", "not in"):
                tests.append(_picked(self.value(left), self.value(right), wanted=sign == "in"))
            else:
                tests.append(self.pair(left, sign, right))
                left = right
        return tests[0] if len(tests) == 1 else _all(tests)

    def pair(self, left: Value, sign: str, right: Value) -> Test:
        if isinstance(right, Literal):
            where = self.addressing(left) if isinstance(left, ItemRef) else ""
            if isinstance(where, str) and where and sign in ("==", "!="):
                return _answer_against(where, sign, _plain(right))
            return _against(self.value(left), sign, _plain(right))
        first, second = self.value(left), self.value(right)
        if sign == "==":
            return lambda state, loop: (value := first(state, loop)) is not None and value == second(state, loop)
        if sign == "!=":
            return lambda state, loop: (value := first(state, loop)) is None or value != second(state, loop)
        order = _ORDER[sign]

        def ordered(state: State, loop: str) -> bool:
            try:
                return order(first(state, loop), second(state, loop))
            except TypeError:  # something is missing, or a text is compared with a number
                return False

        return ordered

    def value(self, value: Value) -> Reckoning:  # noqa: PLR0911 one arm for each kind of node
        match value:
            case Literal():
                plain = _plain(value)
                return lambda state, loop: plain
            case ItemRef():
                return self.item(value)
            case FactRef(name):
                return lambda state, loop: state.known.get(name)
            case LoopRef():
                return lambda state, loop: loop or None
            case ScoreRef(code, at):
                return self.score(code, at)
            case BandRef(code, at):
                return self.band(code, at)
            case Points(item):
                return self.points(item)
            case Count(item):
                answer = self.item(item)
                return lambda state, loop: _many(answer(state, loop))
            case Sum(left, sign, right):
                return _sum(self.value(left), sign, self.value(right))

    def addressing(self, item: ItemRef) -> str | Addressing:
        """One address, or how to make it of the instance at hand."""
        if item.at or not self.layout.item_loop(item.code):
            return address_of(item.code, item.row, item.at)
        base = address_of(item.code, item.row)
        return lambda loop: f"{base}@{loop}"

    def item(self, item: ItemRef) -> Reckoning:
        where = self.addressing(item)
        if isinstance(where, str):
            return lambda state, loop: state.known.get(where)
        return lambda state, loop: state.known.get(where(loop))

    def score(self, code: str, at: str) -> Reckoning:
        if code not in self.names.scales.by_code:
            return _missing
        reckon = self.names.scales.reckoner(code, self.at)
        if at or not self.layout.scale_loops[code]:
            return lambda state, loop: reckon(state, at).value
        return lambda state, loop: reckon(state, loop).value

    def band(self, code: str, at: str) -> Reckoning:
        if at or not self.names.banding_loops.get(code):
            return lambda state, loop: state.bands.get((code, at))
        return lambda state, loop: state.bands.get((code, loop))

    def rows(self, item: ItemRef) -> list[ItemRef]:
        """The rows of a grid that is named as a whole; else the item itself."""
        rows = () if item.row else self.layout.rows(item.code)
        return [ItemRef(item.code, row.code, item.at) for row in rows] or [item]

    def points(self, item: ItemRef) -> Reckoning:
        found = self.layout.items.get(item.code)
        if found is None or found.kind in (ItemKind.NOTE, ItemKind.DATE, ItemKind.TEXT):
            return _missing
        worth = self.layout.worth(item.code)
        answers = [self.item(row) for row in self.rows(item)]

        def points(state: State, loop: str) -> Exact | None:
            worths = [worth(answer) for each in answers if (answer := each(state, loop)) is not None]
            present = [value for value in worths if value is not None]
            return sum(present) if present else None

        return points

    def answered(self, item: ItemRef) -> Test:
        """A whole grid is answered when every row that is shown is."""
        rows = [self.addressing(row) for row in self.rows(item)]

        def answered(state: State, loop: str) -> bool:
            addresses = [row if isinstance(row, str) else row(loop) for row in rows]
            return any(each in state.known for each in addresses) and not any(
                each in state.missing for each in addresses
            )

        return answered


def _plain(literal: Literal) -> str | Exact:
    return literal.value if isinstance(literal.value, str) else exact(literal.value)


def _missing(_state: State, _loop: str) -> None:
    return None


def _all(tests: list[Test]) -> Test:
    if len(tests) == 2:
        first, second = tests
        return lambda state, loop: first(state, loop) and second(state, loop)
    return lambda state, loop: all(test(state, loop) for test in tests)


def _either(tests: list[Test]) -> Test:
    if len(tests) == 2:
        first, second = tests
        return lambda state, loop: first(state, loop) or second(state, loop)
    return lambda state, loop: any(test(state, loop) for test in tests)


def _answer_against(address: str, sign: str, literal: str | Exact) -> Test:
    """By far the commonest condition, without a call in between."""
    if sign == "==":
        return lambda state, loop: state.known.get(address) == literal
    return lambda state, loop: state.known.get(address) != literal


def _against(value: Reckoning, sign: str, literal: str | Exact) -> Test:
    if sign == "==":
        return lambda state, loop: value(state, loop) == literal
    if sign == "!=":
        return lambda state, loop: value(state, loop) != literal
    order = _ORDER[sign]

    def ordered(state: State, loop: str) -> bool:
        try:
            return order(value(state, loop), literal)
        except TypeError:
            return False

    return ordered


def _among(value: Reckoning, options: OneOf, *, wanted: bool) -> Test:
    found = frozenset(_plain(literal) for literal in options.values)
    if wanted:
        return lambda state, loop: value(state, loop) in found
    return lambda state, loop: value(state, loop) not in found


def _picked(value: Reckoning, answer: Reckoning, *, wanted: bool) -> Test:
    def picked(state: State, loop: str) -> bool:
        picks = answer(state, loop)
        return (isinstance(picks, tuple) and value(state, loop) in picks) is wanted

    return picked


def _many(answer: Known | None) -> int | None:
    if answer is None:
        return None
    return len(answer) if isinstance(answer, tuple) else 1


def _sum(left: Reckoning, sign: str, right: Reckoning) -> Reckoning:
    def total(state: State, loop: str) -> Exact | None:
        first, second = left(state, loop), right(state, loop)
        if not isinstance(first, int | Fraction) or not isinstance(second, int | Fraction):
            return None
        return exact(first + second if sign == "+" else first - second)

    return total
