"""Every condition can be read, names what exists and is known in time, and compares what can be equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.document import SEXES, Banding, Item, ItemKind, Profile, Questionnaire, Section
from assessment.fits import day_of, on_step
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.parts import Use, uses
from assessment.proof.structure import unknown, unknown_choice
from assessment.proof.unordered import ORDER, unordered
from assessment.proof.waiting import Waiting
from assessment.sentences import Said
from assessment.steps import AGE
from assessment.syntax import Unreadable, parse
from assessment.tree import (
    AnyInstance,
    BandRef,
    Compare,
    Count,
    FactRef,
    FlagRef,
    ItemRef,
    Literal,
    LoopRef,
    OneOf,
    Points,
    ScoreRef,
    Sum,
    inside,
)

ANY_LOOP = "*"
"""Flags, rules and free blocks apply once for each instance, of whichever loop they speak."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a condition stands. `at`: position in the flow, after everything in profiles; `loop`: the multiple choice
    whose instance is at hand; `bandings`: those read before it."""

    place: Place
    at: tuple[int, int]
    loop: str = ""
    profile: Profile | None = None
    bandings: frozenset[str] = frozenset()
    facts_only: bool = False


def findings(document: Questionnaire) -> Iterator[Finding]:
    return findings_at(document, uses(document))


def findings_at(document: Questionnaire, some: Iterable[Use]) -> Iterator[Finding]:
    """Of these uses alone."""
    names = _Names(document)
    for use in some:
        try:
            condition = parse(use.text)
        except Unreadable as error:
            why = Said(error.words, **error.values)
            yield finding(Code.CONDITION_UNREADABLE, use.place, column=error.column, why=why)
            continue
        yield from names.node(condition, names.where(use))


class _Names:
    def __init__(self, document: Questionnaire) -> None:
        self.document = document
        self.items: dict[str, Item] = {item.code: item for _, item in document.items()}
        self.sections: dict[str, Section] = {item.code: section for section, item in document.items()}
        self.section_codes = {section.code: section for section in document.sections}
        self.lists = {each.code: [choice.code for choice in each.choices] for each in document.choice_lists}
        self.scales = {scale.code: scale for scale in document.scales}
        self.waiting = Waiting(document)
        self.order = {
            item.code: (at, within)
            for at, section in enumerate(document.sections)
            for within, item in enumerate(section.items)
        }

    # Where

    def where(self, use: Use) -> Where:
        if not use.profile:
            section = self.section_codes[use.section]
            at = list(self.section_codes).index(use.section)
            within = [item.code for item in section.items].index(use.item) if use.item else -1
            return Where(use.place, (at, within), section.loop_over)
        profile = self.document.profile(use.profile)
        end = (len(self.document.sections), 0)
        if use.place.kind is PlaceKind.PROFILE:
            return Where(use.place, end, profile=profile, facts_only=True)
        own = use.place.code.partition(".")[2]
        codes = [banding.code for banding in profile.bandings]
        if use.place.kind is PlaceKind.BANDING:
            index = codes.index(own)
            loop = self.banding_loop(profile.bandings[index])
            return Where(use.place, end, loop, profile, frozenset(codes[:index]))
        loop = ANY_LOOP
        if use.place.kind is PlaceKind.BLOCK:
            block = next(block for block in profile.blocks if block.code == own)
            banding = next((each for each in profile.bandings if each.code == block.banding), None)
            loop = self.banding_loop(banding) if banding else ANY_LOOP
        return Where(use.place, end, loop, profile, frozenset(codes))

    def banding_loop(self, banding: Banding) -> str:
        scale = self.scales.get(banding.scale)
        section = self.section_codes.get(scale.loop if scale else banding.loop)
        return section.loop_over if section else ""

    def item_loop(self, code: str) -> str:
        section = self.sections.get(code)
        return section.loop_over if section else ""

    def scale_loop(self, code: str) -> str:
        scale = self.scales.get(code)
        section = self.section_codes.get(scale.loop) if scale else None
        return section.loop_over if section else ""

    # What is named

    def node(self, node: Any, where: Where, *, in_any: bool = False) -> Iterator[Finding]:
        match node:
            case ItemRef():
                yield from self.item(node, where, in_any)
            case ScoreRef(code, at):
                yield from self.score(code, at, node.column, where, in_any)
            case BandRef(code, at):
                yield from self.band(code, at, node.column, where, in_any)
            case FlagRef(flag):
                yield from self.flag(flag, node.column, where)
            case LoopRef() if not where.loop and not in_any:
                yield self.misplaced("loop", Said("there is no loop here."), node.column, where)
            case Compare():
                yield from self.comparison(node, where)
        for child in inside(node):
            yield from self.node(child, where, in_any=in_any or isinstance(node, AnyInstance))

    def misplaced(self, name: str, why: str, column: int, where: Where) -> Finding:
        return finding(Code.CONDITION_MISPLACED, where.place, column=column, name=name, why=why)

    def item(self, node: ItemRef, where: Where, in_any: bool) -> Iterator[Finding]:
        code, column = node.code, node.column
        item = self.items.get(code)
        if item is None:
            yield unknown(where.place, "item", code, self.items, column=column)
            return
        if where.facts_only:
            yield self.misplaced(code, Said("a profile is chosen by facts alone."), column, where)
        elif self.order[code] >= where.at:
            ring = self.waiting.ring(where.place, code)
            if ring:
                yield finding(Code.VISIBILITY_CYCLE, where.place, column=column, names=ring)
            else:
                yield finding(Code.FORWARD_REFERENCE, where.place, column=column, name=code)
        rows = [row.code for row in item.rows]
        if node.row and node.row not in rows:
            yield unknown(where.place, "row", f"{code}.{node.row}", [f"{code}.{row}" for row in rows], column=column)
        yield from self.instance(code, self.item_loop(code), node.at, column, where, in_any)

    def instance(self, name: str, loop: str, at: str, column: int, where: Where, in_any: bool) -> Iterator[Finding]:
        """Something that is repeated is named with its instance, or where there is one at hand."""
        if at:
            known = self.instances(loop)
            if at not in known:
                yield unknown_choice(where.place, at, loop or name, known, column=column)
        elif loop and not in_any and where.loop not in (loop, ANY_LOOP):
            why = Said("it is asked once for each choice; write {name} @ choice, or any(…).", name=name)
            yield self.misplaced(name, why, column, where)

    def instances(self, loop: str) -> list[str]:
        item = self.items.get(loop)
        return self.lists.get(item.choices, []) if item else []

    def score(self, code: str, at: str, column: int, where: Where, in_any: bool) -> Iterator[Finding]:
        if code not in self.scales:
            yield unknown(where.place, "scale", code, self.scales, column=column)
            return
        if where.facts_only:
            yield self.misplaced(code, Said("a profile is chosen by facts alone."), column, where)
        late = [item for item in self.leaves(code) if self.order.get(item, (-1, 0)) >= where.at]
        if late and not where.facts_only:
            of = f"{late[0]}” of “score({code})"
            yield finding(Code.FORWARD_REFERENCE, where.place, column=column, name=of)
        yield from self.instance(f"score({code})", self.scale_loop(code), at, column, where, in_any)

    def leaves(self, code: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        """The items that a scale is made of."""
        for term in self.scales[code].terms:
            if term.of in self.scales and term.of not in seen:
                yield from self.leaves(term.of, seen | {code})
            else:
                yield term.of.partition(".")[0]

    def band(self, code: str, at: str, column: int, where: Where, in_any: bool) -> Iterator[Finding]:
        if where.profile is None or where.facts_only:
            yield self.misplaced(
                f"band({code})", Said("bands are known only when everything is answered."), column, where
            )
            return
        bandings = {banding.code: banding for banding in where.profile.bandings}
        if code not in bandings:
            yield unknown(where.place, "banding", code, bandings, column=column)
            return
        if code not in where.bandings:
            yield finding(Code.FORWARD_REFERENCE, where.place, column=column, name=code)
        yield from self.instance(f"band({code})", self.banding_loop(bandings[code]), at, column, where, in_any)

    def flag(self, code: str, column: int, where: Where) -> Iterator[Finding]:
        if where.profile is None or where.facts_only:
            yield self.misplaced(
                f"flag({code})", Said("flags are known only when everything is answered."), column, where
            )
        elif code not in (flags := [flag.code for flag in where.profile.flags]):
            yield unknown(where.place, "flag", code, flags, column=column)

    # What is compared

    def comparison(self, node: Compare, where: Where) -> Iterator[Finding]:
        left: Any = node.first
        for sign, right in node.rest:
            if isinstance(right, OneOf):
                for literal in right.values:
                    yield from self.equal(left, literal, where)
            elif sign in ("in", "not in"):
                yield from self.picked(left, right, where)
            elif (without := unordered(self.items, left, sign, right)) is not None:
                name, value, possible, column = without
                yield self.incomparable(name, value, possible, column, where)
            elif isinstance(right, Literal):
                yield from self.equal(left, right, where, exactly=sign not in ORDER)
            elif isinstance(left, Literal):
                yield from self.equal(right, left, where, exactly=sign not in ORDER)
            left = right

    def picked(self, left: Any, right: Any, where: Where) -> Iterator[Finding]:
        item = self.items.get(right.code) if isinstance(right, ItemRef) else None
        if item is None:
            return
        if item.kind is not ItemKind.MULTIPLE:
            yield self.incomparable(right.code, "in", Said('one choice, as == "…"'), right.column, where)
        elif isinstance(left, Literal) and left.value not in (known := self.lists.get(item.choices, [])):
            yield unknown_choice(where.place, left.value, right.code, known, column=left.column)

    def equal(self, value: Any, literal: Literal, where: Where, *, exactly: bool = True) -> Iterator[Finding]:
        """A literal beside a value: could they ever be equal? Not `exactly`: it is only a bound."""
        is_text = isinstance(literal.value, str)
        match value:
            case ItemRef(code) if not exactly and not is_text and self._is_number(code):
                return
            case FactRef("age") if exactly and not is_text:
                yield from self.within("age", literal, AGE, where)
            case ItemRef(code) if code in self.items:
                yield from self.equal_item(self.items[code], value, literal, where)
            case FactRef("sex"):
                yield from self.among("sex", literal, SEXES, where)
            case FactRef("country") if not is_text:
                yield self.incomparable("country", literal.value, Said('two letters, as "RS"'), literal.column, where)
            case LoopRef() if where.loop not in ("", ANY_LOOP):
                yield from self.among("loop", literal, self.instances(where.loop), where)
            case BandRef(code) if where.profile:
                bands = [b.code for each in where.profile.bandings if each.code == code for b in each.bands]
                if bands:  # else the name leads nowhere, which is told of
                    yield from self.among(f"band({code})", literal, bands, where)
            case FactRef("age") | ScoreRef() | Points() | Count() | Sum() if is_text:
                yield self.incomparable(Said("this"), f"“{literal.value}”", Said("a number"), literal.column, where)

    def _is_number(self, code: str) -> bool:
        return code in self.items and self.items[code].kind in (ItemKind.NUMBER, ItemKind.SCALE)

    def equal_item(self, item: Item, node: ItemRef, literal: Literal, where: Where) -> Iterator[Finding]:
        is_text = isinstance(literal.value, str)
        match item.kind:
            case ItemKind.SINGLE | ItemKind.GRID if is_text:
                yield from self.among(item.code, literal, self.lists.get(item.choices, []), where)
            case ItemKind.SINGLE | ItemKind.GRID:
                possible = Said("a choice in quotes, or write points({item})", item=item.code)
                yield self.incomparable(item.code, literal.value, possible, literal.column, where)
            case ItemKind.MULTIPLE:
                possible = Said('a choice, as "…" in {item}', item=item.code)
                yield self.incomparable(item.code, literal.value, possible, literal.column, where)
            case ItemKind.NUMBER | ItemKind.SCALE if is_text:
                yield self.incomparable(item.code, f"“{literal.value}”", Said("a number"), literal.column, where)
            case ItemKind.NUMBER | ItemKind.SCALE:
                yield from self.within(item.code, literal, item, where)
            case ItemKind.DATE if day_of(str(literal.value)) is None:
                yield self.incomparable(item.code, literal.value, Said('a day, as "2026-01-31"'), literal.column, where)
            case ItemKind.TEXT if not is_text:
                yield self.incomparable(item.code, literal.value, Said("a text in quotes"), literal.column, where)
            case ItemKind.NOTE:
                yield self.incomparable(
                    item.code, literal.value, Said("another item: a note is not answered"), node.column, where
                )

    def within(self, name: str, literal: Literal, item: Item, where: Where) -> Iterator[Finding]:
        """A number that the answer can be."""
        value = literal.value
        low, high = item.minimum, item.maximum
        if isinstance(value, str):
            return
        if (low is not None and value < low) or (high is not None and value > high) or not on_step(item, value):
            known = Said(", in steps of {step}", step=item.step) if item.step != 1 else Said("")
            if low is not None or high is not None:
                ends = {"low": "…" if low is None else low, "high": "…" if high is None else high}
                known = Said(": {low} to {high}{steps}", **ends, steps=known)
            yield finding(
                Code.VALUE_IMPOSSIBLE, where.place, column=literal.column, name=name, value=value, known=known
            )

    def among(self, name: str, literal: Literal, known: Sequence[str], where: Where) -> Iterator[Finding]:
        if literal.value not in known:
            yield unknown_choice(where.place, literal.value, name, known, column=literal.column)

    def incomparable(self, name: str, value: object, possible: str, column: int, where: Where) -> Finding:
        return finding(Code.NOT_COMPARABLE, where.place, column=column, name=name, value=value, possible=possible)
