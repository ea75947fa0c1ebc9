"""What one condition says by itself: parts of it that can never hold together, whatever else the document says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from assessment.conditions import unparse
from assessment.document import SEXES, ItemKind, Number, Questionnaire
from assessment.messages import Code, Finding, Place, finding
from assessment.parts import uses
from assessment.states import exact
from assessment.syntax import Unreadable, parse
from assessment.tree import (
    All,
    Compare,
    Condition,
    FactRef,
    ItemRef,
    Literal,
    Not,
    OneOf,
    Points,
    ScoreRef,
    Value,
    walk,
)

Ref = ItemRef | FactRef | ScoreRef | Points
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Claim:
    """One comparison of one value with literals. `node`: the part of the condition that makes it."""

    ref: Ref
    sign: str  # as in a condition; `in`, `not in`
    values: tuple[Number | str, ...]
    denied: bool
    node: Condition

    def holds(self, value: Number | str | None) -> bool:
        """As the engine has it: what is missing is equal to nothing."""
        return self._holds(value) is not self.denied

    def _holds(self, value: Number | str | None) -> bool:
        if self.sign in ("in", "not in"):
            return (value in self.values) is (self.sign == "in")
        [literal] = self.values
        if value is None or isinstance(value, str) is not isinstance(literal, str):
            return self.sign == "!="
        return _SIGNS[self.sign](value, literal)


@dataclass(frozen=True, slots=True)
class Pick:
    """`"beer" in q3`"""

    item: ItemRef
    choice: str
    node: Condition


def findings(document: Questionnaire) -> Iterator[Finding]:
    for use in uses(document):
        try:
            condition = parse(use.text)
        except Unreadable:
            continue
        for node in walk(condition):
            if isinstance(node, All | Compare):
                yield from _together(document, use.place, node)


def _together(document: Questionnaire, place: Place, node: All | Compare) -> Iterator[Finding]:
    tests = node.tests if isinstance(node, All) else (node,)
    claims = list(chain.from_iterable(_claims(test) for test in tests))
    for first, second in combinations(claims, 2):
        alone = isinstance(node, All) and first.node == second.node  # told of the comparison itself
        if first.ref == second.ref and not alone and not _possible(document, first, second):
            said = {"first": _said(first), "second": _said(second)}
            yield finding(Code.CONTRADICTION, place, column=_column(second.ref), **said)
            return
    if isinstance(node, All):
        yield from _exclusive(document, place, node)


def _claims(test: Condition) -> Iterator[Claim]:
    inner, denied = (test.test, True) if isinstance(test, Not) else (test, False)
    if not isinstance(inner, Compare) or (denied and len(inner.rest) > 1):
        return
    values: list[Value | OneOf] = [inner.first, *(value for _, value in inner.rest)]
    for (left, right), (sign, _) in zip(pairwise(values), inner.rest, strict=True):
        if isinstance(left, Ref) and isinstance(right, OneOf):
            yield Claim(left, sign, tuple(_exactly(each.value) for each in right.values), denied, test)
        elif isinstance(left, Ref) and isinstance(right, Literal) and sign in _SIGNS:
            yield Claim(left, sign, (_exactly(right.value),), denied, test)
        elif isinstance(left, Literal) and isinstance(right, Ref) and sign in _SIGNS:
            yield Claim(right, _TURNED[sign], (_exactly(left.value),), denied, test)


def _exactly(value: Number | str) -> Any:
    return value if isinstance(value, str) else exact(value)


def _possible(document: Questionnaire, first: Claim, second: Claim) -> bool:
    return any(first.holds(value) and second.holds(value) for value in _values(document, first, second))


def _values(document: Questionnaire, *claims: Claim) -> Iterator[Any]:
    """Every value that the claims could tell apart."""
    yield None
    told = [value for claim in claims for value in claim.values]
    numbers = sorted({value for value in told if not isinstance(value, str)})
    yield from chain(told, (number + by for number in numbers for by in (-1, 1)))
    yield from ((low + high) / 2 if (low + high) % 2 else (low + high) // 2 for low, high in pairwise(numbers))
    ref = claims[0].ref
    if isinstance(ref, ItemRef):
        lists = {item.code: item.choices for _, item in document.items()}
        yield from (c.code for each in document.choice_lists if each.code == lists.get(ref.code) for c in each.choices)
    elif isinstance(ref, FactRef):
        yield from SEXES if ref.name == "sex" else ["XX"]


def _said(claim: Claim) -> str:
    """The very comparison, of a chain too."""
    if isinstance(claim.node, Compare) and len(claim.node.rest) > 1:
        return unparse(Compare(claim.ref, ((claim.sign, Literal(claim.values[0])),)))
    return unparse(claim.node)


def _column(ref: Ref) -> int:
    return ref.item.column if isinstance(ref, Points) else ref.column


def _exclusive(document: Questionnaire, place: Place, node: All) -> Iterator[Finding]:
    """A choice that leaves no other, asked for together with another."""
    multiples = {item.code: item.choices for _, item in document.items() if item.kind is ItemKind.MULTIPLE}
    picks = [
        Pick(item, str(choice), test) for test in node.tests for choice, item in _picked(test) if item.code in multiples
    ]
    for first, second in combinations(picks, 2):
        if first.item != second.item or first.choice == second.choice:
            continue
        lists = {each.code: each.choices for each in document.choice_lists}
        alone = {each.code for each in lists.get(multiples[first.item.code], ()) if each.exclusive}
        exclusive = next((each for each in (first, second) if each.choice in alone), None)
        if exclusive is not None:
            other = second if exclusive is first else first
            yield finding(
                Code.EXCLUSIVE_COMBINED, place, column=second.item.column, exclusive=exclusive.choice,
                item=first.item.code, other=other.choice, first=unparse(first.node), second=unparse(second.node),
            )  # fmt: skip
            return


def _picked(test: Condition) -> Iterator[tuple[Number | str, ItemRef]]:
    match test:
        case Compare(Literal(choice), (("in", ItemRef() as item),)):
            yield choice, item
