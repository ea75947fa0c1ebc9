"""What of a document can influence a question: the answers to walk through, in the order of asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from assessment.compilation import compiled, loop_of
from assessment.document import Item, ItemKind, Profile, Section
from assessment.flow import Flow
from assessment.layout import Worth, address_of
from assessment.scales import Under
from assessment.states import Exact, State, Test
from assessment.steps import AGE, SEX
from assessment.syntax import parse
from assessment.tree import (
    All,
    AnyInstance,
    BandRef,
    Condition,
    Either,
    FactRef,
    FlagRef,
    ItemRef,
    Not,
    ScoreRef,
    inside,
)

Key = str | tuple[str, str]
"""What a condition reads: the address of an answer, a fact, or (scale, loop)."""


class Unprovable(Exception):
    """A question that this method has no answer to."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is read when the run has ended. With `profile`, only of people whom that profile reads. `decides`: the
    conditions are a decision list, for which an answer that is missing is something of its own."""

    scales: tuple[tuple[str, str], ...] = ()
    conditions: tuple[tuple[Condition, str], ...] = ()
    profile: Profile | None = None
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """One answer (a grid has one for each row), or a gate that lets only some people pass."""

    address: str
    item: Item | None = None
    loop: str = ""
    loop_over: str = ""
    shown_if: tuple[Condition, ...] = ()
    choice_rules: tuple[tuple[str, Condition], ...] = ()
    gate: Callable[[State], bool] | None = None
    reads: frozenset[Key] = frozenset()


class Atom(NamedTuple):
    """A condition's smallest test that reads one answer alone. `until`: the stop that asks it."""

    test: Callable[[State], bool]
    until: int
    condition: Condition | None
    choice: str = ""  # for «is this choice picked»


_STOPS: WeakKeyDictionary[Flow, dict[str, Stop]] = WeakKeyDictionary()

FACT_ITEMS = {"sex": SEX, "age": AGE, "country": Item("country", ItemKind.SINGLE, "")}


class Slice:
    def __init__(self, flow: Flow, goal: Goal) -> None:
        self.flow, self.goal, self.layout, self.names = flow, goal, flow.layout, flow.names
        self.flags = {flag.code: parse(flag.when) for flag in goal.profile.flags} if goal.profile else {}
        self.scales: list[tuple[str, str]] = []
        self.addresses: set[str] = set()
        self._follow(self._goal_reads())
        self.stops = self._stops()
        self.end = len(self.stops)
        self.last_use = self._last_use()
        self.feeds = self._feeds()

    # What is read

    def reads(self, node: Any, loop: str) -> Iterator[Key]:
        match node:
            case AnyInstance(test):
                loop_over = loop_of(test, self.names) or self._only_loop()
                if loop_over:
                    yield loop_over
                for each in self.layout.instances(loop_over) if loop_over else (loop,):
                    yield from self.reads(test, each)
            case ItemRef(code, row, at):
                here = at or (loop if self.layout.item_loop(code) else "")
                rows = () if row else self.layout.rows(code)
                yield from [address_of(code, each.code, here) for each in rows] or [address_of(code, row, here)]
            case FactRef(name):
                yield name
            case ScoreRef(code, at):
                yield code, at or (loop if self.layout.scale_loops.get(code) else "")
            case BandRef():
                raise Unprovable
            case FlagRef(flag):
                if flag in self.flags:
                    yield from self.reads(self._whole(self.flags[flag]), "")
            case _:
                for child in inside(node):
                    yield from self.reads(child, loop)

    def _whole(self, condition: Condition) -> Condition:
        """A flag's condition as one about the whole run."""
        return AnyInstance(condition) if loop_of(condition, self.names) else condition

    def _only_loop(self) -> str:
        loops = {section.loop_over for section in self.flow.document.sections if section.loop_over}
        return loops.pop() if len(loops) == 1 else ""

    def _goal_reads(self) -> set[Key]:
        found: set[Key] = set(self.goal.scales)
        for condition, loop in self.goal.conditions:
            found.update(self.reads(condition, loop))
        if self.goal.profile:
            found |= self._gate_reads()
        if self.flow.document.minimum_age is not None:
            found.add("age")
        return found

    def _gate_reads(self) -> set[Key]:
        profiles = self.flow.document.profiles
        found = {key for profile in profiles for key in self.reads(parse(profile.when), "")}
        return found | ({"country"} if any(profile.countries for profile in profiles) else set())

    def _follow(self, keys: set[Key]) -> None:
        """Everything that what is read depends on, in turn."""
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if isinstance(key, tuple):
                if key not in self.scales:
                    self.scales.append(key)
                    waiting.extend(self._scale_reads(key))
            elif key not in self.addresses:
                self.addresses.add(key)
                for stop in self._stops_at(key):
                    waiting.extend(stop.reads)

    def _scale_reads(self, key: tuple[str, str]) -> Iterator[Key]:
        for leaves, unders, loop_over in self._parts(key):
            yield from (leaf.address for leaf in leaves)
            yield from ((under.scale, under.loop) for under in unders)
            if loop_over:
                yield loop_over

    def _parts(self, key: tuple[str, str]) -> Iterator[tuple[Any, tuple[Under, ...], str]]:
        """(leaves, scales below, loop they belong to) of a scale at an instance."""
        code, loop = key
        scale = self.names.scales.compile(code)
        yield scale.fixed.leaves, scale.fixed.unders, ""
        for loop_over, by_instance in scale.looped.items():
            for each, parts in by_instance.items():
                if loop_over != scale.loop_over or each == loop:
                    yield parts.leaves, parts.unders, loop_over

    def unders(self, key: tuple[str, str], state: State) -> Iterator[Under]:
        """The scales that a scale is made of in this run."""
        code, loop = key
        scale = self.names.scales.compile(code)
        yield from scale.fixed.unders
        for loop_over, by_instance in scale.looped.items():
            for each in (loop,) if loop_over == scale.loop_over else self.layout.picked(state, loop_over):
                yield from by_instance[each].unders

    # The stops

    def _stops(self) -> list[Stop]:
        facts = [Stop(name, item) for name, item in FACT_ITEMS.items() if name in self.addresses]
        gates = [self._gate()] if self.goal.profile else []
        items = [stop for stop in self._all_stops.values() if stop.address in self.addresses]
        return [*facts, *gates, *items]

    def _gate(self) -> Stop:
        """Passed by those whom the goal's profile reads: it is the first that fits."""
        readers = list(self.flow.interpretations.values())
        wanted = self.goal.profile.code if self.goal.profile else ""

        def gate(state: State) -> bool:
            first = next((reader.profile.code for reader in readers if reader.fits(state)), None)
            return first == wanted

        return Stop("", gate=gate, reads=frozenset(self._gate_reads()))

    def _stops_at(self, address: str) -> tuple[Stop, ...]:
        stop = self._all_stops.get(address)
        return (stop,) if stop else ()

    @property
    def _all_stops(self) -> dict[str, Stop]:
        """By address, in the order of asking. They hang on the flow alone: no condition in it asks for a flag."""
        found = _STOPS.get(self.flow)
        if found is None:
            found = _STOPS[self.flow] = {stop.address: stop for stop in self._stops_of_all()}
        return found

    def _stops_of_all(self) -> Iterator[Stop]:
        for section in self.flow.document.sections:
            for loop in self.layout.instances(section.loop_over) if section.loop_over else ("",):
                for item in section.items:
                    yield from self._stops_of(section, item, loop)

    def _stops_of(self, section: Section, item: Item, loop: str) -> Iterator[Stop]:
        above = [parse(section.show_if), parse(item.show_if)]
        rules = tuple((rule.choice, parse(rule.show_if)) for rule in item.choice_rules if rule.show_if.strip())
        rows = {row.code: parse(row.show_if) for row in item.rows}
        for address in self.layout.leaf_addresses(item, loop):
            row = address.partition("@")[0].partition(".")[2]
            shown_if = tuple([*above, rows[row]] if row else above)
            reads = {key for each in (*shown_if, *(rule for _, rule in rules)) for key in self.reads(each, loop)}
            if section.loop_over:
                reads.add(section.loop_over)
            yield Stop(address, item, loop, section.loop_over, shown_if, rules, reads=frozenset(reads))

    # How long it matters

    @cached_property
    def read_on_the_way(self) -> frozenset[tuple[str, str]]:
        """Scales that conditions read, of the flow or of the goal, with what they are made of."""
        direct = {key for stop in self.stops for key in stop.reads if isinstance(key, tuple)}
        for condition, loop in self.goal.conditions:
            direct |= {key for key in self.reads(condition, loop) if isinstance(key, tuple)}
        return self._with_parts(direct)

    @cached_property
    def read_at_the_end(self) -> frozenset[tuple[str, str]]:
        return self._with_parts(set(self.goal.scales))

    def _with_parts(self, keys: set[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        found, waiting = set(), list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found:
                found.add(key)
                waiting.extend(part for part in self._scale_reads(key) if isinstance(part, tuple))
        return frozenset(found)

    def _last_use(self) -> dict[Key, int]:
        last: dict[Key, int] = {}
        for index, stop in enumerate(self.stops):
            for key in stop.reads:
                self._use(key, index, last)
        for key in self.goal.scales:
            self._use_loops(key, last)
        for condition, loop in self.goal.conditions:
            for key in self.reads(condition, loop):
                self._use(key, self.end, last)
        return last

    def _use(self, key: Key, index: int, last: dict[Key, int]) -> None:
        last[key] = max(index, last.get(key, -1))
        if isinstance(key, tuple):
            for part in self._with_parts({key}):
                last[part] = max(index, last.get(part, -1))
                for _, unders, loop_over in self._parts(part):
                    if unders and loop_over:
                        last[loop_over] = max(index, last.get(loop_over, -1))

    def _use_loops(self, key: tuple[str, str], last: dict[Key, int]) -> None:
        """A scale of looped scales asks at the end which instances there were."""
        for part in self._with_parts({key}):
            for _, unders, loop_over in self._parts(part):
                if unders and loop_over:
                    last[loop_over] = self.end

    def live_after(self, index: int) -> tuple[str, ...]:
        asked = [stop.address for stop in self.stops[: index + 1] if stop.address]
        return tuple(address for address in asked if self.last_use.get(address, -1) > index)

    def _feeds(self) -> dict[str, list[tuple[tuple[str, str], Worth, Exact]]]:
        found: dict[str, list[tuple[tuple[str, str], Worth, Exact]]] = {}
        for key in self.scales:
            for leaves, _, _ in self._parts(key):
                for leaf in leaves:
                    found.setdefault(leaf.address, []).append((key, leaf.worth, leaf.weight))
        return found

    # Tests of one answer alone

    def atoms(self, address: str) -> tuple[list[Atom], int]:
        """The tests that read this answer alone, and until which stop something reads it together with others."""
        found: list[Atom] = []
        together = -1
        for condition, loop, index in self._conditions:
            for atom in self._split(condition):
                keys = set(self.reads(atom, loop))
                if keys == {address}:
                    found.append(Atom(_asked(compiled(atom, self.names), loop), index, atom))
                elif address in keys:
                    together = max(together, index)
        for index, stop in enumerate(self.stops):
            if stop.loop_over == address:
                found.append(Atom(self._is_picked(address, stop.loop), index, None, stop.loop))
            if stop.gate is not None and address in stop.reads:
                together = max(together, index)
        if self.goal.decides and self.last_use.get(address) == self.end:
            found.append(Atom(lambda state: address in state.missing, self.end, None))
        if self.last_use.get(address) == self.end and self.layout.item_loop(address) == "":
            loops = {stop.loop for stop in self.stops if stop.loop_over == address}
            found += [Atom(self._is_picked(address, loop), self.end, None, loop) for loop in sorted(loops)]
        return found, together

    @cached_property
    def _conditions(self) -> list[tuple[Condition, str, int]]:
        found = [
            (condition, stop.loop, index)
            for index, stop in enumerate(self.stops)
            for condition in (*stop.shown_if, *(rule for _, rule in stop.choice_rules))
        ]
        found += [(condition, loop, self.end) for condition, loop in self.goal.conditions]
        return found

    def _split(self, condition: Condition) -> Iterator[Condition]:
        match condition:
            case All(tests) | Either(tests):
                for test in tests:
                    yield from self._split(test)
            case Not(test):
                yield from self._split(test)
            case FlagRef(flag) if flag in self.flags:
                yield from self._split(self._whole(self.flags[flag]))
            case _:
                yield condition

    def _is_picked(self, loop_over: str, loop: str) -> Callable[[State], bool]:
        return lambda state: loop in self.layout.picked(state, loop_over)

    def flag_tests(self, test: Callable[[Condition], Test]) -> list[tuple[str, Test]]:
        """The flags that the goal's conditions ask for; a flag that asks for another comes after it."""
        named = {node.flag for condition, _ in self.goal.conditions for node in _all_nodes(condition, self.flags)}
        return [(code, test(self._whole(condition))) for code, condition in self.flags.items() if code in named]


def _asked(test: Test, loop: str) -> Callable[[State], bool]:
    return lambda state: test(state, loop)


def _all_nodes(node: Any, flags: dict[str, Condition]) -> Iterator[FlagRef]:
    if isinstance(node, FlagRef):
        yield node
        if node.flag in flags:
            yield from _all_nodes(flags[node.flag], {code: each for code, each in flags.items() if code != node.flag})
    for child in inside(node):
        yield from _all_nodes(child, flags)
