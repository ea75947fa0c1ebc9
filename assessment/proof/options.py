"""The answers that a stop can have, as few as a question can tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date, timedelta
from itertools import combinations
from typing import Any, NamedTuple

from assessment.document import Choice, Item, ItemKind, Required
from assessment.fits import day_in, day_of, on_step
from assessment.proof.formulas import MISSING, Unprovable
from assessment.proof.slices import START, Slice
from assessment.proof.stops import Stop
from assessment.sentences import Said
from assessment.states import Exact, exact
from assessment.steps import SEX_CHOICES

VALUES_MOST = 2_000
SUBSETS_OF_MOST = 12
ELSEWHERE = "XX"


class Given(NamedTuple):
    """What an answer gives to the scale with that number; `value` None: it is missing."""

    scale: int
    value: Exact | None
    weight: Exact


class Option(NamedTuple):
    """`value` None: not asked. `truths`: what the atoms say that read this answer alone; `kept`: the answer, where
    something reads it together with others; `ways`: how many answers are this one option."""

    value: Any
    truths: tuple[bool, ...] = ()
    gives: tuple[Given, ...] = ()
    kept: Any = None
    ways: int = 1


class Options:
    def __init__(self, part: Slice, stop: Stop) -> None:
        self.slice, self.stop = part, stop
        numbers, self.kept_until = part.atoms_of(stop.address)
        self.numbers = tuple(numbers)
        self.atoms = [part.table.atom_at(number) for number in numbers]
        self.is_kept = self.kept_until > START
        self.feeds = part.feeds.get(stop.address, [])
        self._scales = {key: number for number, key in enumerate(part.scales)}
        self._untold: frozenset[str] = frozenset()
        self.values = list(self._values())
        self.grouped = self._grouped(self.values)
        self.not_asked = self.option(None)
        self.not_there = self.not_asked._replace(gives=())
        self._fewer: dict[frozenset[str], tuple[Option, ...]] = {frozenset(): self.grouped}

    def without(self, hidden: Set[str]) -> tuple[Option, ...]:
        """With some choices not shown; not asked where none is left. Nothing at all: a question without an answer."""
        key = frozenset(hidden)
        if key not in self._fewer:
            left = [value for value in self.values if value is MISSING or not _holds(value, key)]
            self._fewer[key] = self._grouped(left) if left and left != [MISSING] else (self.not_asked,)
        return self._fewer[key]

    def option(self, value: Any) -> Option:
        truths = tuple([atom.of_answer(self.stop.address, value) for atom in self.atoms])
        return Option(value, truths, self._gives(value), value if self.is_kept else None)

    def _gives(self, value: Any) -> tuple[Given, ...]:
        if value is MISSING:
            return tuple([Given(self._scales[feed.scale], None, feed.weight) for feed in self.feeds])
        if value is None:
            return tuple([Given(self._scales[feed.scale], 0, feed.weight) for feed in self.feeds if feed.zero])
        return tuple([Given(self._scales[feed.scale], feed.worth(value), feed.weight) for feed in self.feeds])

    def _grouped(self, values: list[Any]) -> tuple[Option, ...]:
        groups: dict[Any, Option] = {}
        ways: dict[Any, int] = {}
        for value in values:
            option = self.option(value)
            key = option.truths, option.gives, option.kept
            groups.setdefault(key, option)
            ways[key] = ways.get(key, 0) + self._ways(value)
        return tuple(option if ways[key] == 1 else option._replace(ways=ways[key]) for key, option in groups.items())

    # What can be answered

    def _values(self) -> Iterator[Any]:
        item, document = self.stop.item, self.slice.ground.document
        if item.code == "country":
            countries = {country for profile in document.profiles for country in profile.countries}
            countries |= {value for value in self._told() if isinstance(value, str)}
            yield from sorted(countries)
            yield _other_than(countries, ELSEWHERE)
            return
        is_fact = self.stop.section is None
        choices = SEX_CHOICES if is_fact else self.slice.ground.layout.choices(item.code)
        yield from self._answers(item, choices)
        must = item.required is Required.HARD or (item.code == "age" and is_fact and document.minimum_age is not None)
        if not must:
            yield MISSING

    def _answers(self, item: Item, choices: tuple[Choice, ...]) -> Iterator[Any]:
        if self.is_kept and item.kind is ItemKind.TEXT:
            raise Unprovable(Said("“{item}” is compared with another answer", item=self.stop.address))
        match item.kind:
            case ItemKind.SINGLE | ItemKind.GRID:
                yield from (choice.code for choice in choices)
            case ItemKind.MULTIPLE:
                yield from self._picks(choices)
            case ItemKind.NUMBER | ItemKind.SCALE:
                yield from self._numbers(item)
            case ItemKind.DATE:
                yield from self._days(item)
            case ItemKind.TEXT:
                told = {value for value in self._told() if isinstance(value, str) and value}
                yield from sorted(told | {_other_than(told, "other")})

    def _told(self) -> list[Any]:
        return [value for atom in self.atoms for value in atom.told]

    def _picks(self, choices: tuple[Choice, ...]) -> Iterator[tuple[str, ...]]:
        """Every set of choices, unless only some choices are ever asked for one by one."""
        yield from ((choice.code,) for choice in choices if choice.exclusive)
        free = [choice.code for choice in choices if not choice.exclusive]
        as_a_whole = self.is_kept or self.feeds or any(atom.whole for atom in self.atoms)
        asked_for = self._asked_for()
        told = free if as_a_whole else [code for code in free if code in asked_for]
        if len(told) > SUBSETS_OF_MOST:
            why = "“{item}” has {many} choices that matter, each picked or not"
            raise Unprovable(Said(why, item=self.stop.address, many=len(told)))
        for size in range(1, len(told) + 1):
            yield from combinations(told, size)
        self._untold = frozenset(free) - set(told)
        yield from [(code,) for code in free if code in self._untold][:1]

    def _ways(self, value: Any) -> int:
        """How many answers one value stands for: with its choices, any of those that nothing asks for."""
        if not self._untold or value is MISSING or self._is_exclusive(value):
            return 1
        return (1 << len(self._untold)) - int(value[0] in self._untold)

    def _is_exclusive(self, value: tuple[str, ...]) -> bool:
        choices = self.slice.ground.layout.choices(self.stop.item.code)
        return any(choice.exclusive for choice in choices if choice.code in value)

    def _asked_for(self) -> set[Any]:
        rules = {rule.choice for rule in self.stop.item.choice_rules if rule.show_if.strip()}
        return {*self._told(), *(atom.choice for atom in self.atoms), *rules}

    def _numbers(self, item: Item) -> Iterator[Exact]:
        if item.minimum is not None and item.maximum is not None and item.step > 0:
            low, high, step = exact(item.minimum), exact(item.maximum), exact(item.step)
            if (high - low) / step <= VALUES_MOST:
                yield from (exact(low + step * number) for number in range(int((high - low) // step) + 1))
                return
        if self.is_kept or self.feeds or any(atom.whole for atom in self.atoms):
            why = "“{item}” can have more than {many} answers that count"
            raise Unprovable(Said(why, item=self.stop.address, many=VALUES_MOST))
        pace = item.step if item.step > 0 else 1
        base = item.minimum if item.minimum is not None else 0
        numbers = {value for value in self._told() if not isinstance(value, str)}
        ends = [end for end in (item.minimum, item.maximum, 0) if end is not None]
        near = {(each - base) // pace * pace + base + pace * by for each in (*numbers, *ends) for by in (-1, 0, 1, 2)}
        for value in sorted(near | numbers):
            below = item.minimum is not None and value < item.minimum
            above = item.maximum is not None and value > item.maximum
            if not below and not above and on_step(item, value):
                yield exact(value)

    def _days(self, item: Item) -> Iterator[str]:
        """A day before, on and after each that a condition names; of dates that are compared with one another so many
        days around each, that all of them find room there in any order."""
        dates = [stop.item for stop in self.slice.stops if stop.item.kind is ItemKind.DATE] if self.is_kept else [item]
        atoms = [self.slice.table.atom_at(atom) for atom in self.slice.decided] if self.is_kept else self.atoms
        named = [str(value) for atom in atoms for value in atom.told]
        limits = [limit for each in dates for limit in (each.earliest, each.latest)]
        told = {day for text in (*named, *limits) if (day := day_of(text))} | {date(2000, 1, 1)}
        near = range(-len(dates), len(dates) + 1)
        around = {day + timedelta(by) for day in told for by in near if _is_a_day(day, by)}
        yield from (text for day in sorted(around) if day_in(item, text := day.isoformat()) is not None)


def _is_a_day(day: date, by: int) -> bool:
    return 0 < day.toordinal() + by <= date.max.toordinal()


def _other_than(told: Set[str], word: str) -> str:
    """A text that no condition names."""
    while word in told:
        word += "_"
    return word


def _holds(value: Any, choices: frozenset[str]) -> bool:
    return not choices.isdisjoint(value) if isinstance(value, tuple) else value in choices
