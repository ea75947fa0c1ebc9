"""The answers that a stop can have, as few as conditions and scales can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from typing import Any

from assessment.document import Choice, Item, ItemKind, Required
from assessment.proof.slices import Atom, Slice, Stop, Unprovable
from assessment.states import Exact, State, exact
from assessment.steps import SEXES, day_in, day_of, on_step
from assessment.tree import Condition, Count, Literal, Sum, walk

MISSING = ("asked, not answered",)
"""In place of an answer; a tuple of one that no choice list can hold."""

VALUES_MOST = 2_000
SUBSETS_OF_MOST = 12
ELSEWHERE = "XX"


@dataclass(frozen=True, slots=True)
class Option:
    """`value` None: not asked; then `picked` False: because its instance of the loop is not there."""

    value: Any
    picked: bool = True


class Options:
    def __init__(self, part: Slice, address: str, values: list[Any]) -> None:
        self.address = address
        self.atoms, self.together = part.atoms(address)
        self.worths = [worth for _, worth, _ in part.feeds.get(address, ())]
        self.values = values
        self._classes: dict[tuple[int, ...], dict[Any, Any]] = {}
        self.grouped = self._grouped(values)
        self._fewer: dict[frozenset[str], Options] = {}
        self._part = part

    def _grouped(self, values: list[Any]) -> tuple[Option, ...]:
        groups: dict[Any, Any] = {}
        truths = self._truths
        for value in values:
            key = truths[value], self._worth(value), value if self.together >= 0 else None
            groups.setdefault(key, value)
        return tuple(Option(value) for value in groups.values())

    def _worth(self, value: Any) -> tuple[Exact | str | None, ...]:
        return tuple("missing" if value is MISSING else worth(value) for worth in self.worths)

    @cached_property
    def _truths(self) -> dict[Any, tuple[bool, ...]]:
        """What each test says of each answer; None: not asked."""
        return {value: self._asked(value) for value in (None, MISSING, *self.values)}

    def _asked(self, value: Any) -> tuple[bool, ...]:
        state = State({}, {})
        if value is MISSING:
            state.missing[self.address] = False
        elif value is not None:
            state.known[self.address] = value
        return tuple(atom.test(state) for atom in self.atoms)

    def same_after(self, index: int, value: Any) -> Any:
        """The first answer that nothing after the stop `index` can tell from this one."""
        if self.together > index:
            return value
        live = tuple(number for number, atom in enumerate(self.atoms) if atom.until > index)
        if live not in self._classes:
            first: dict[tuple[bool, ...], Any] = {}
            self._classes[live] = {
                each: first.setdefault(tuple(truths[number] for number in live), each)
                for each, truths in self._truths.items()
            }
        return self._classes[live][value]

    def without(self, hidden: Set[str]) -> Options:
        """With some choices not shown."""
        key = frozenset(hidden)
        if key not in self._fewer:
            left = [value for value in self.values if value is MISSING or not _holds(value, key)]
            self._fewer[key] = Options(self._part, self.address, left if left != [MISSING] else [])
        return self._fewer[key]


def _holds(value: Any, choices: frozenset[str]) -> bool:
    return not choices.isdisjoint(value) if isinstance(value, tuple) else value in choices


def options_of(part: Slice, stop: Stop) -> Options:
    """Raises Unprovable where the answers cannot be listed."""
    return Options(part, stop.address, list(_values(part, stop)))


def _values(part: Slice, stop: Stop) -> Iterator[Any]:
    item = stop.item
    if item is None:
        return
    document = part.flow.document
    if stop.address == "country":
        countries = {country for profile in document.profiles for country in profile.countries}
        yield from sorted(countries | {str(v) for v in _literals(part, "country")})
        yield ELSEWHERE
        return
    if stop.address == "age" and document.minimum_age is not None:
        yield from range(max(10, document.minimum_age), 111)
        return
    choices = SEXES if stop.address == "sex" else part.layout.choices(item.code)
    yield from _answers(part, stop.address, item, choices)
    if item.required is not Required.HARD:
        yield MISSING


def _answers(part: Slice, address: str, item: Item, choices: tuple[Choice, ...]) -> Iterator[Any]:
    match item.kind:
        case ItemKind.SINGLE | ItemKind.GRID:
            yield from (choice.code for choice in choices)
        case ItemKind.MULTIPLE:
            yield from _picks(part, address, choices)
        case ItemKind.NUMBER | ItemKind.SCALE:
            yield from _numbers(part, address, item)
        case ItemKind.DATE:
            yield from _days(part, address, item)
        case ItemKind.TEXT:
            yield from sorted({str(value) for value in _literals(part, address)} | {"other"})


def _picks(part: Slice, address: str, choices: tuple[Choice, ...]) -> Iterator[tuple[str, ...]]:
    """Every set of choices, unless only some choices are ever asked for one by one."""
    yield from ((choice.code,) for choice in choices if choice.exclusive)
    free = [choice.code for choice in choices if not choice.exclusive]
    atoms, together = part.atoms(address)
    as_a_whole = together >= 0 or address in part.feeds or any(_counts(atom) for atom in atoms)
    told = free if as_a_whole else [code for code in free if code in _asked_for(atoms)]
    if len(told) > SUBSETS_OF_MOST:
        raise Unprovable
    for size in range(1, len(told) + 1):
        yield from combinations(told, size)
    yield from [(code,) for code in free if code not in told][:1]


def _counts(atom: Atom) -> bool:
    return atom.condition is not None and any(isinstance(node, Count) for node in walk(atom.condition))


def _asked_for(atoms: list[Atom]) -> set[str]:
    named = {str(value) for atom in atoms if atom.condition for value in _literals_in(atom.condition)}
    return named | {atom.choice for atom in atoms if atom.choice}


def _numbers(part: Slice, address: str, item: Item) -> Iterator[Exact]:
    if item.minimum is not None and item.maximum is not None and item.step > 0:
        low, high, step = exact(item.minimum), exact(item.maximum), exact(item.step)
        if (high - low) / step <= VALUES_MOST:
            count = int((high - low) // step)
            yield from (exact(low + step * number) for number in range(count + 1))
            return
    atoms, together = part.atoms(address)
    sums = any(isinstance(node, Sum) for atom in atoms if atom.condition for node in walk(atom.condition))
    if together >= 0 or sums or address in part.feeds:
        raise Unprovable
    pace = item.step if item.step > 0 else 1
    base = item.minimum if item.minimum is not None else 0
    numbers = {value for value in _literals(part, address) if not isinstance(value, str)}
    near = {(each - base) // pace * pace + base + pace * by for each in (*numbers, base) for by in (-1, 0, 1, 2)}
    for value in sorted(near | numbers):
        below = item.minimum is not None and value < item.minimum
        above = item.maximum is not None and value > item.maximum
        if not below and not above and on_step(item, value):
            yield exact(value)


def _days(part: Slice, address: str, item: Item) -> Iterator[str]:
    """A day before, on and after each that a condition names."""
    named = [day for value in _literals(part, address) if (day := day_of(str(value)))]
    limits = [day for text in (item.earliest, item.latest) if (day := day_of(text))]
    around = {day + timedelta(by) for day in named for by in (-1, 0, 1)} | set(limits) | {date(2000, 1, 1)}
    yield from (text for day in sorted(around) if day_in(item, text := day.isoformat()) is not None)


def _literals(part: Slice, address: str) -> list[Any]:
    atoms, _ = part.atoms(address)
    return [value for atom in atoms if atom.condition for value in _literals_in(atom.condition)]


def _literals_in(condition: Condition) -> list[Any]:
    return [node.value for node in walk(condition) if isinstance(node, Literal)]
