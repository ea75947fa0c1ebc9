"""Whether conditions of the flow can hold and can fail, so that everything that hangs on one is asked of somebody.

A condition is judged where it stands: what is above it (the section of an item, the item of a choice) holds there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessment.conditions import unparse
from assessment.document import Item, Required, Section
from assessment.messages import Code, Place, PlaceKind
from assessment.proof.formulas import ALWAYS
from assessment.proof.ground import Seen
from assessment.proof.verdicts import Claim, Found, Prover, Shows
from assessment.sentences import Said
from assessment.syntax import parse
from assessment.tree import All, Condition, Either

Build = Callable[[Condition], int]


@dataclass(frozen=True)
class Point:
    """A condition where it stands. `sites`: for every instance, what is above it, and how a condition is read there.
    `text` empty: there is no condition, but what is above is worth knowing. `never`: what to say where it never holds.
    """

    place: Place
    text: str
    sites: tuple[tuple[int, Build], ...]
    values: Mapping[str, str]
    never: Code = Code.NEVER_HOLDS

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """(above, itself), for each instance. Raises Unprovable."""
        return self._pairs(parse(self.text))

    @cached_property
    def parts(self) -> list[tuple[Condition, list[tuple[int, int]]]]:
        """The parts that «and» and «or» join, where there are several, each with its pairs. Raises Unprovable."""
        condition = parse(self.text)
        parts = dict.fromkeys(_joined(condition)) if isinstance(condition, All | Either) else ()
        return [(part, self._pairs(part)) for part in parts]

    def _pairs(self, condition: Condition) -> list[tuple[int, int]]:
        return [(above, build(condition)) for above, build in self.sites]

    def formulas(self) -> list[int]:
        """Everything that is asked about it. Raises Unprovable."""
        pairs = [*self.pairs, *(pair for _, of_part in self.parts for pair in of_part)]
        return [formula for pair in pairs for formula in pair]


def _joined(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All | Either):
        for test in condition.tests:
            yield from _joined(test)
    else:
        yield condition


class PartOfFlow:
    """A section's own condition, or (with `item`) those of one of its items."""

    def __init__(self, prover: Prover, section: Section, item: Item | None = None) -> None:
        self.prover, self.ground, self.table = prover, prover.ground, prover.table
        self.section, self.item = section, item
        kind, code = (PlaceKind.ITEM, item.code) if item else (PlaceKind.SECTION, section.code)
        self.place = Place(kind, code)

    @property
    def has_conditions(self) -> bool:
        if self.item is None:
            return bool(self.section.show_if)
        item = self.item
        return bool(item.show_if or item.choice_rules or any(row.show_if for row in item.rows))

    def asked(self) -> str:
        """What its findings say, and where."""
        item = self.item
        texts = (item.show_if, [(row.code, row.show_if) for row in item.rows], item.choice_rules) if item else ()
        return repr((self.place, self.section.show_if, texts, item.required if item else None))

    def formulas(self) -> list[int]:
        """Raises Unprovable."""
        return [formula for point in self._points for formula in point.formulas()]

    def findings(self) -> Iterator[Found]:
        """Raises Unprovable."""
        first, *others = self._points
        if not (yield from told(self.prover, first)):
            return
        for point in others:
            yield from told(self.prover, point)
        yield from self._without_choice()

    # Conditions

    def _loops(self) -> tuple[str, ...]:
        loop_over = self.section.loop_over
        return self.ground.layout.instances(loop_over) if loop_over else ("",)

    def _build(self, loop: str, kind: PlaceKind, code: str) -> Build:
        return lambda condition: self.ground.formula(condition, loop, Seen(self.ground.before[kind, code, loop]))

    def _above(self, loop: str) -> int:
        loop_over, before = self.section.loop_over, self.ground.before[PlaceKind.SECTION, self.section.code, loop]
        picked = self.ground.is_picked(loop_over, loop, before) if loop_over else ALWAYS
        return self.table.all_of([self.ground.adult, picked])

    def _in_section(self, loop: str) -> Build:
        return self._build(loop, PlaceKind.SECTION, self.section.code)

    def _in_item(self, loop: str) -> Build:
        return self._build(loop, PlaceKind.ITEM, self.item.code if self.item else "")

    def _at_item(self, text: str, loop: str) -> int:
        section = self._in_section(loop)(parse(self.section.show_if))
        return self.table.all_of([self._above(loop), section, self._in_item(loop)(parse(text))])

    @cached_property
    def _points(self) -> list[Point]:
        """Its own condition first."""
        if self.item is None:
            sites = tuple((self._above(loop), self._in_section(loop)) for loop in self._loops())
            place = Place(PlaceKind.SECTION, self.section.code, "show_if")
            return [
                Point(
                    place, self.section.show_if, sites, {"what": Said("the section “{code}”", code=self.section.code)}
                )
            ]
        item, code = self.item, self.item.code
        points = [self._point(Place(PlaceKind.ITEM, code, "show_if"), item.show_if, f"“{code}”")]
        for row in item.rows:
            if row.show_if:
                place = Place(PlaceKind.ROW, f"{code}.{row.code}", "show_if")
                points.append(self._point(place, row.show_if, Said("the row “{code}”", code=row.code), item.show_if))
        for index, rule in enumerate(item.choice_rules):
            if rule.show_if:
                place = Place(PlaceKind.ITEM, code, f"choice_rules[{index}].show_if")
                points.append(
                    self._point(place, rule.show_if, Said("the choice “{code}”", code=rule.choice), item.show_if)
                )
        return points

    def _point(self, place: Place, text: str, what: str, above: str = "") -> Point:
        sites = tuple((self._at_item(above, loop), self._in_item(loop)) for loop in self._loops())
        return Point(place, text, sites, {"what": what})

    # A question without a choice left

    def _without_choice(self) -> Iterator[Found]:
        if self.item is None:
            return
        rules = {rule.choice: rule.show_if for rule in self.item.choice_rules}
        choices = [choice.code for choice in self.ground.layout.choices(self.item.code)]
        if not choices or any(not rules.get(choice) for choice in choices):
            return
        for loop in self._loops():
            hidden = [self.table.negation(self._in_item(loop)(parse(rules[choice]))) for choice in choices]
            answers = self.prover.shown(self.table.all_of([self._at_item(self.item.show_if, loop), *hidden]))
            if answers is not None:
                [address, *_] = self.ground.layout.leaf_addresses(self.item, loop)
                place = Place(PlaceKind.ITEM, self.item.code, "choice_rules")
                shows = Shows(answers, Claim.NOT_ASKED, address)
                must = self.item.required is Required.HARD
                code = Code.CANNOT_BE_ANSWERED if must else Code.NO_CHOICE_LEFT
                yield Found(code, place, {"item": self.item.code}, shows)
                return


def told(prover: Prover, point: Point) -> Generator[Found, None, bool]:
    """What is wrong with a condition; returns whether it can hold. Raises Unprovable."""
    seen = _seen(prover, point.pairs)
    if seen == {False}:
        yield Found(point.never, point.place, point.values)
    elif seen == {True} and point.text.strip():
        yield Found(Code.ALWAYS_HOLDS, point.place, {})
    elif seen == {True, False}:
        for part, pairs in point.parts:
            of_part = _seen(prover, pairs)
            if len(of_part) == 1:
                code = Code.PART_ALWAYS_HOLDS if True in of_part else Code.PART_NEVER_HOLDS
                yield Found(code, point.place, {"part": unparse(part)})
    return True in seen


def _seen(prover: Prover, pairs: list[tuple[int, int]]) -> set[bool]:
    seen: set[bool] = set()
    for above, own in pairs:
        if seen != {True, False}:
            seen |= prover.outcomes(own, above)
    return seen
