"""Freeing a part of all that names it, so that it can be removed: its comparisons leave the conditions they stand in.

A part that is gone counts as not answered: `==`, `<` and `in` do not hold for it, `!=` and `not in` do. So each
condition goes on meaning what it would mean without the part; one that could then never hold is for the author.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from assessment.conditions import Condition, Unreadable, parse, unparse
from assessment.document import Item, Questionnaire, Scale
from assessment.edits import CannotEdit, with_tests
from assessment.mends.offer import put
from assessment.messages import Place, PlaceKind
from assessment.parts import Use, items_with_list, loops_over_list, remove_part, uses
from assessment.tree import (
    All,
    AnyInstance,
    BandRef,
    Compare,
    Either,
    FlagRef,
    ItemRef,
    Literal,
    LoopRef,
    Node,
    Not,
    OneOf,
    ScoreRef,
    Value,
    walk,
)

NAMED = {
    PlaceKind.ITEM: 1,
    PlaceKind.ROW: 2,
    PlaceKind.CHOICE: 2,
    PlaceKind.SCALE: 1,
    PlaceKind.BANDING: 2,
    PlaceKind.BAND: 3,
    PlaceKind.FLAG: 2,
}
"""What conditions name, and how many codes its dotted code is made of."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A condition that names the part. `new`: what is left of it, empty where it then always holds; None where it could
    never hold, or where that cannot be told."""

    place: Place
    old: str
    new: str | None


def naming(document: Questionnaire, kind: PlaceKind, code: str) -> tuple[Rewrite, ...]:
    """Every condition that names a part (by its dotted code), and what it becomes without it."""
    if NAMED.get(kind) != len(code.split(".")):
        return ()
    without = _without(document, kind, code)
    return tuple(found for use in uses(document) if without.applies(use) and (found := without.rewrite(use)))


def freed(document: Questionnaire, kind: PlaceKind, code: str) -> Questionnaire:
    """The document with nothing in it that names the part but what is made of it: results, loops and composites are the
    author's matter. Raises CannotEdit where a condition could then never hold."""
    for one in naming(document, kind, code):
        if one.new is None:
            raise CannotEdit("A condition would be left that can never hold. Change it first.")
        document = put(one.place, one.new)(document)
    if kind is PlaceKind.CHOICE:
        return _unpicked(document, *code.split("."))
    return _with_items(document, _ruled) if kind in (PlaceKind.ITEM, PlaceKind.ROW) else document


def remove_row(document: Questionnaire, item: str, row: str) -> Questionnaire:
    """Remove a grid's row that no condition names, with its terms and its answers in test cases."""
    dotted = f"{item}.{row}"
    scales = tuple(replace(s, terms=tuple(t for t in s.terms if t.of != dotted)) for s in document.scales)
    if empty := [scale.code for scale in scales if not scale.terms]:
        raise CannotEdit("The score “{code}” is made of this row alone. Remove the score first.", code=empty[0])
    slim = replace(document, scales=scales)
    slim = with_tests(slim, lambda address: "" if address.partition("@")[0] == dotted else address)
    return remove_part(slim, PlaceKind.ROW, dotted)


# --- what is left of a condition -------------------------------------------------------------------------------------


class _Unclear(Exception):
    """What is left cannot be said in a condition."""


@dataclass(frozen=True, slots=True)
class _Without:
    """`gone`: of a name. `literal`: a code that nothing is equal to any more, where it is compared with what `meant`
    holds for. `profile`: the only one whose conditions are meant, empty: all."""

    gone: Callable[[Node], bool]
    literal: str = ""
    meant: Callable[[Node], bool] = lambda _node: False
    profile: str = ""

    def applies(self, use: Use) -> bool:
        return not self.profile or use.profile in ("", self.profile)

    def rewrite(self, use: Use) -> Rewrite | None:
        """None where the condition does not name the part, or cannot be read."""
        try:
            old = parse(use.text)
        except Unreadable:
            return None
        try:
            left = self.test(old)
        except _Unclear:
            return Rewrite(use.place, use.text, None)
        if left is False or (left is True and use.place.kind is PlaceKind.FLAG):
            return Rewrite(use.place, use.text, None)  # a flag that is always up is nothing to decide by the way
        if left is True:
            return Rewrite(use.place, use.text, "")
        return Rewrite(use.place, use.text, unparse(left)) if left != old else None

    def test(self, node: Condition) -> Condition | bool:
        match node:
            case All(tests):
                return self.joined([self.test(each) for each in tests], neutral=True)
            case Either(tests):
                return self.joined([self.test(each) for each in tests], neutral=False)
            case Not(inner):
                left = self.test(inner)
                return (not left) if isinstance(left, bool) else Not(left)
            case AnyInstance(inner):
                return self.any_instance(inner)
            case Compare():
                return self.comparison(node)
        return False if self.lost(node) else node

    def joined(self, left: list[Condition | bool], *, neutral: bool) -> Condition | bool:
        if any(each is (not neutral) for each in left):
            return not neutral
        kept = tuple(each for each in left if not isinstance(each, bool))
        if len(kept) < 2:
            return kept[0] if kept else neutral
        return All(kept) if neutral else Either(kept)

    def any_instance(self, inner: Condition) -> Condition | bool:
        left = self.test(inner)
        if left is True:
            raise _Unclear  # it then asks whether there is a repetition at all
        return AnyInstance(left) if not isinstance(left, bool) else False

    def comparison(self, compare: Compare) -> Condition | bool:
        left: list[Condition | bool] = []
        pairs: list[Condition] = []
        before: Value = compare.first
        for sign, after in compare.rest:
            left.append(self.pair(before, sign, after))
            pairs.append(Compare(before, ((sign, after),)))
            before = before if isinstance(after, OneOf) else after
        if left == pairs:
            return compare
        return self.joined(left, neutral=True)

    def pair(self, left: Value, sign: str, right: Value | OneOf) -> Condition | bool:
        if self.lost(left) or self.lost(right):
            return sign in ("!=", "not in")
        if isinstance(right, OneOf) and self.meant(left):
            kept = tuple(each for each in right.values if each.value != self.literal)
            return Compare(left, ((sign, OneOf(kept)),)) if kept else sign == "not in"
        sides = {left, right}
        if any(self.meant(side) for side in sides) and Literal(self.literal) in sides:
            return sign in ("!=", "not in")
        return Compare(left, ((sign, right),))

    def lost(self, node: Node) -> bool:
        return any(self.gone(each) for each in walk(node))


def _without(document: Questionnaire, kind: PlaceKind, code: str) -> _Without:
    if kind is PlaceKind.CHOICE:
        return _without_choice(document, *code.split("."))
    profile, own = code.partition(".")[0], code.rpartition(".")[2]
    if kind is PlaceKind.BAND:
        banding = code.split(".")[1]
        return _Without(
            lambda _node: False, own, lambda node: isinstance(node, BandRef) and node.banding == banding, profile
        )
    gone: dict[PlaceKind, Callable[[Node], bool]] = {
        PlaceKind.ITEM: lambda node: isinstance(node, ItemRef) and node.code == code,
        PlaceKind.ROW: lambda node: isinstance(node, ItemRef) and f"{node.code}.{node.row}" == code,
        PlaceKind.SCALE: lambda node: isinstance(node, ScoreRef) and node.scale == code,
        PlaceKind.BANDING: lambda node: isinstance(node, BandRef) and node.banding == own,
        PlaceKind.FLAG: lambda node: isinstance(node, FlagRef) and node.flag == own,
    }
    return _Without(gone[kind], profile=profile if kind in (PlaceKind.BANDING, PlaceKind.FLAG) else "")


def _without_choice(document: Questionnaire, choice_list: str, choice: str) -> _Without:
    users, loops = items_with_list(document, choice_list), loops_over_list(document, choice_list)

    def repeated(node: Node) -> bool:
        return loops and isinstance(node, ItemRef | ScoreRef | BandRef) and node.at == choice

    def picked(node: Node) -> bool:
        return (isinstance(node, ItemRef) and node.code in users) or (loops and isinstance(node, LoopRef))

    return _Without(repeated, choice, picked)


# --- what else names an answer ---------------------------------------------------------------------------------------


def _unpicked(document: Questionnaire, choice_list: str, choice: str) -> Questionnaire:
    """An answer leaves the rules of who is offered it, counts, and test cases."""
    users, loops = items_with_list(document, choice_list), loops_over_list(document, choice_list)

    def offered(item: Item) -> Item:
        if item.code not in users:
            return _ruled(item)
        return _ruled(replace(item, choice_rules=tuple(rule for rule in item.choice_rules if rule.choice != choice)))

    def counted(scale: Scale) -> Scale:
        if not users & {term.of.partition(".")[0] for term in scale.terms}:
            return scale
        return replace(scale, counted=tuple(code for code in scale.counted if code != choice))

    def given(address: str, answer: object) -> bool:
        """Whether a test case answers with it, or in its repetition."""
        item = address.partition("@")[0].partition(".")[0]
        here = answer == choice or (isinstance(answer, tuple) and choice in answer)
        return (item in users and here) or (loops and address.endswith(f"@{choice}"))

    tests = tuple(
        replace(
            test,
            answers=tuple(each for each in test.answers if not given(each.address, each.answer)),
            expect=tuple(each for each in test.expect if not (loops and each.of.endswith(f"@{choice}"))),
        )
        for test in document.tests
    )
    freed_of = replace(document, scales=tuple(counted(each) for each in document.scales), tests=tests)
    return _with_items(freed_of, offered)


def _ruled(item: Item) -> Item:
    """Without rules that say nothing any more."""
    return replace(item, choice_rules=tuple(rule for rule in item.choice_rules if rule.show_if))


def _with_items(document: Questionnaire, change: Callable[[Item], Item]) -> Questionnaire:
    sections = tuple(replace(s, items=tuple(change(item) for item in s.items)) for s in document.sections)
    return replace(document, sections=sections)
