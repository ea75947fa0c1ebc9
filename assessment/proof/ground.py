"""What a document's questions rest on: its stops in the order of asking, and every condition as a formula.

A condition sees only what was asked before it. What stands later is, there, not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from assessment.compilation import Names, compiled, loop_of
from assessment.document import address_of
from assessment.flow import Flow
from assessment.proof.formulas import ALWAYS, NEVER, Atom, Formulas, Key, Unprovable, held_against
from assessment.proof.stops import AT_THE_END, Kept, Stop, stops_of
from assessment.sentences import Said
from assessment.states import END, Exact, Score, State
from assessment.syntax import parse
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
    Not,
    Points,
    ScoreRef,
    Sum,
    inside,
    walk,
)

NO_RULES: dict[str, int] = {}
ScaleAt = tuple[str, str]
Bands = Callable[[str, str, str | None], int]
"""(banding, loop, band or None for no band) -> the formula that says so."""


class Seen(NamedTuple):
    """What a condition can see: what was asked before, and, in profiles, bands and flags. `profile` names whose."""

    before: int = AT_THE_END
    bandings: Mapping[str, tuple[str, ...]] = {}  # banding -> its bands
    bands: Bands | None = None
    flags: Mapping[str, int] = {}
    profile: str = ""


class Ground:
    """Made once for a flow; see `ground_of`."""

    def __init__(self, flow: Flow) -> None:
        self.document, self.layout = flow.document, flow.layout
        self.scales = Kept(flow.scales)
        self.table = Formulas()
        self.stops, self.before = stops_of(self.layout)
        self._shown: dict[str, int] = {}
        self._feeders: dict[ScaleAt, frozenset[str]] = {}
        self._compared: dict[Any, int] = {}
        self._needs: dict[Key, tuple[Key, ...]] = {}
        loops = {section.loop_over for section in self.document.sections if section.loop_over}
        self._only_loop = loops.pop() if len(loops) == 1 else ""

    # What a stop needs to be asked

    def picked(self, stop: Stop) -> int:
        """Whether its instance of the loop is there."""
        if stop.section is None or not stop.section.loop_over:
            return ALWAYS
        return self.is_picked(stop.section.loop_over, stop.loop, stop.before)

    def shown(self, stop: Stop) -> int:
        """Whether it is asked, its instance being there (and some choice being left)."""
        found = self._shown.get(stop.address)
        if found is None:
            rows = [row.show_if for row in stop.item.rows if row.code == stop.row]
            texts = [stop.section.show_if, stop.item.show_if, *rows] if stop.section else []
            found = self.table.all_of(
                [self.adult if stop.section else ALWAYS, *(self.at(stop, each) for each in texts)]
            )
            self._shown[stop.address] = found
        return found

    def rules(self, stop: Stop) -> dict[str, int]:
        """Choice -> whether it is shown, for those that are not always."""
        if not stop.item.choice_rules:
            return NO_RULES
        rules = {rule.choice: rule.show_if for rule in stop.item.choice_rules}  # of two for a choice, the last
        return {choice: self.at(stop, text) for choice, text in rules.items() if text.strip()}

    def formulas_of(self, stop: Stop) -> list[int]:
        """Everything that decides whether, and with what choices, it is asked."""
        return [self.picked(stop), self.shown(stop), *self.rules(stop).values()]

    def needs(self, key: Key) -> tuple[Key, ...]:
        """What an answer or a score hangs on directly."""
        found = self._needs.get(key)
        if found is None:
            reads = self._scale_reads(key) if isinstance(key, tuple) else self._stop_reads(key)
            found = self._needs[key] = tuple(dict.fromkeys(reads))
        return found

    def _stop_reads(self, address: str) -> Iterator[Key]:
        for formula in self.formulas_of(self.stops[address]):
            yield from self.table.reads(formula)

    def at(self, stop: Stop, text: str) -> int:
        """A condition of the flow as a stop meets it."""
        return self.formula(parse(text), stop.loop, Seen(stop.before))

    @cached_property
    def adult(self) -> int:
        """Somebody younger than the document is for is asked for facts only."""
        least = self.document.minimum_age
        if least is None:
            return ALWAYS

        def is_adult(state: State) -> bool:
            age = state.known.get("age")
            return not isinstance(age, int) or age >= least

        return self.table.atom(("adult", least), lambda: Atom(frozenset({"age"}), is_adult))

    # Conditions

    def formula(self, node: Condition, loop: str = "", seen: Seen = Seen()) -> int:  # noqa: B008, PLR0911 a frozen value; one arm for each kind of node
        table = self.table
        match node:
            case Always():
                return ALWAYS
            case All(tests):
                return table.all_of([self.formula(each, loop, seen) for each in tests])
            case Either(tests):
                return table.one_of([self.formula(each, loop, seen) for each in tests])
            case Not(test):
                return table.negation(self.formula(test, loop, seen))
            case AnyInstance(test):
                return self._any(test, loop, seen)
            case FlagRef(flag):
                return seen.flags.get(flag, NEVER)
            case Answered(item):
                return self._answered(item, loop, seen)
            case Compare():
                name = node, loop, seen.before, seen.profile, *seen.bandings
                found = self._compared.get(name)
                if found is None:
                    found = self._compared[name] = self._compare(node, loop, seen)
                return found

    def _any(self, test: Condition, loop: str, seen: Seen) -> int:
        loop_over = loop_of(test, self.names(seen)) or self._only_loop
        if not loop_over:
            return self.formula(test, loop, seen)
        return self.in_any(loop_over, lambda each: self.formula(test, each, seen), seen.before)

    def in_any(self, loop_over: str, formula: Callable[[str], int], before: int = AT_THE_END) -> int:
        """That it holds in some instance of this run."""
        pairs = [(self.is_picked(loop_over, each, before), each) for each in self.layout.instances(loop_over)]
        return self.table.one_of(
            [self.table.all_of([picked, formula(each)]) for picked, each in pairs if picked != NEVER]
        )

    def names(self, seen: Seen) -> Names:
        return Names(self.layout, self.scales, self._banding_loops(seen))

    def _banding_loops(self, seen: Seen) -> dict[str, str]:
        return {code: self.banding_loop(seen.profile, code) for code in seen.bandings}

    def banding_loop(self, profile: str, code: str) -> str:
        """The multiple choice a banding is repeated for."""
        for banding in self.document.profile(profile).bandings:
            if (banding.code or banding.scale) == code:
                scale = self.layout.scale_loops.get(banding.scale, "")
                return scale if banding.scale else self.layout.loop_over(banding.loop)
        return ""

    def _compare(self, node: Compare, loop: str, seen: Seen) -> int:
        names = list(dict.fromkeys(self._bands_in(node, loop, seen)))
        reads = self._visible(node, loop, seen.before)
        if not names:
            return self._atom(node, loop, reads, {}, seen)
        ways = []
        for bands in product(*([*seen.bandings.get(code, ()), None] for code, _ in names)):
            known = dict(zip(names, bands, strict=True))
            holds = self._atom(node, loop, reads, known, seen)
            ways.append(self.table.all_of([holds, *(self._is_band(key, band, seen) for key, band in known.items())]))
        return self.table.one_of(ways)

    def _is_band(self, key: ScaleAt, band: str | None, seen: Seen) -> int:
        if seen.bands is None or key[0] not in seen.bandings:
            return ALWAYS if band is None else NEVER
        return seen.bands(*key, band)

    def _bands_in(self, node: Compare, loop: str, seen: Seen) -> Iterator[ScaleAt]:
        for each in walk(node):
            if isinstance(each, BandRef):
                looped = each.banding in seen.bandings and self.banding_loop(seen.profile, each.banding)
                yield each.banding, each.at or (loop if looped else "")

    def _atom(
        self, node: Compare, loop: str, reads: frozenset[Key], bands: Mapping[ScaleAt, str | None], seen: Seen
    ) -> int:
        known = {key: band for key, band in bands.items() if band is not None}

        def make() -> Atom:
            test = compiled(node, self.names(seen), END)

            def holds(state: State) -> bool:
                state.bands = known
                return test(state, loop)

            told = tuple(each.value for each in walk(node) if isinstance(each, Literal))
            whole = any(isinstance(each, Count | Sum | Points) for each in walk(node))
            return Atom(reads, holds, told, whole=whole, limit=held_against(node))

        names = self._banding_loops(seen).items() if bands else ()
        return self.table.atom((node, loop, _sorted(reads), _sorted(known.items()), _sorted(names)), make)

    def _visible(self, node: Compare, loop: str, before: int) -> frozenset[Key]:
        found: set[Key] = set()
        for key in self._reads(node, loop):
            if isinstance(key, tuple):
                if key[0] in self.scales.by_code and self._is_there(key):
                    self.settled(key, before)
                    found.add(key)
            elif key in self.stops and self.stops[key].order < before:
                found.add(key)
        return frozenset(found)

    def _is_there(self, key: ScaleAt) -> bool:
        loop_over = self.layout.scale_loops[key[0]]
        return not loop_over or key[1] in self.layout.instances(loop_over)

    def settled(self, key: ScaleAt, before: int) -> None:
        """Raises Unprovable where a score is read while the loop that it adds up still goes on."""
        if any(self.stops[address].order >= before for address in self.feeders(key)):
            raise Unprovable(Said("score({scale}) is read inside the loop that it adds up", scale=key[0]))

    def _reads(self, node: Any, loop: str) -> Iterator[Key]:
        match node:
            case Points(item):
                yield from self._rows(item, loop)
            case ItemRef():
                yield self.address(node, loop)
            case FactRef(name):
                yield name
            case ScoreRef(code, at):
                yield self.score_at(code, at, loop)
            case _:
                for child in inside(node):
                    yield from self._reads(child, loop)

    def address(self, item: ItemRef, loop: str) -> str:
        """Of an answer, as the engine finds it."""
        if item.at or not self.layout.item_loop(item.code):
            return address_of(item.code, item.row, item.at)
        return f"{address_of(item.code, item.row)}@{loop}"

    def _rows(self, item: ItemRef, loop: str) -> list[str]:
        rows = () if item.row else self.layout.rows(item.code)
        found = [ItemRef(item.code, row.code, item.at) for row in rows] or [item]
        return [self.address(each, loop) for each in found]

    def score_at(self, code: str, at: str, loop: str) -> ScaleAt:
        """A score's key: a scale that is not repeated has one for everybody."""
        if code not in self.scales.by_code or not self.layout.scale_loops[code]:
            return code, ""
        return code, at or loop

    # The smallest tests

    def is_picked(self, loop_over: str, loop: str, before: int = AT_THE_END) -> int:
        """Whether a choice of a loop is picked."""
        stop = self.stops.get(loop_over)
        if stop is None or stop.order >= before:
            return NEVER

        def make() -> Atom:
            return Atom(frozenset({loop_over}), lambda state: loop in self.layout.picked(state, loop_over), choice=loop)

        return self.table.atom(("picked", loop_over, loop), make)

    def in_country(self, countries: tuple[str, ...]) -> int:
        def is_there(state: State) -> bool:
            return state.known.get("country") in countries

        name = "country", countries
        return self.table.atom(name, lambda: Atom(frozenset({"country"}), is_there, countries))

    def is_known(self, address: str, before: int = AT_THE_END) -> int:
        return self._of_answer("known", address, lambda state: address in state.known, before)

    def is_missing(self, address: str, before: int = AT_THE_END) -> int:
        """Asked and not answered."""
        return self._of_answer("missing", address, lambda state: address in state.missing, before)

    def _of_answer(self, kind: str, address: str, test: Callable[[State], bool], before: int) -> int:
        stop = self.stops.get(address)
        if stop is None or stop.order >= before:
            return NEVER
        return self.table.atom((kind, address), lambda: Atom(frozenset({address}), test))

    def rows_missing(self, item: ItemRef, loop: str) -> int:
        return self.table.one_of([self.is_missing(address) for address in self._rows(item, loop)])

    def _answered(self, item: ItemRef, loop: str, seen: Seen) -> int:
        rows, table = self._rows(item, loop), self.table
        known = table.one_of([self.is_known(row, seen.before) for row in rows])
        missing = table.one_of([self.is_missing(row, seen.before) for row in rows])
        return table.all_of([known, table.negation(missing)])

    def of_score(self, name: Any, key: ScaleAt, test: Callable[[Score], bool], limit: Exact | None = None) -> int:
        """A test of one score. Raises Unprovable as `settled` does, never at the end."""
        if not self._is_there(key):
            return ALWAYS if test(Score(*key, None)) else NEVER

        def make() -> Atom:
            return Atom(frozenset({key}), lambda state: test(state.scores.get(key) or Score(*key, None)), limit=limit)

        return self.table.atom((name, key), make)

    # Scales

    def parts(self, key: ScaleAt) -> Iterator[tuple[Any, str, str]]:
        """(parts, the loop they belong to, the instance) of a scale at an instance; not looped: ("", "")."""
        code, loop = key
        scale = self.scales.compile(code)
        yield scale.fixed, "", ""
        for loop_over, by_instance in scale.looped.items():
            for each, parts in by_instance.items():
                if loop_over != scale.loop_over or each == loop:
                    yield parts, loop_over, each

    def gate(self, key: ScaleAt) -> int:
        """A scale of a loop has no score where its instance is not there."""
        loop_over = self.layout.scale_loops[key[0]]
        return self.is_picked(loop_over, key[1]) if loop_over else ALWAYS

    def fold_picked(self, key: ScaleAt, loop_over: str, loop: str) -> int:
        """A part of a loop is given to a scale outside of it only where its instance is there."""
        own = self.layout.scale_loops[key[0]]
        return self.is_picked(loop_over, loop) if loop_over and loop_over != own else ALWAYS

    def _scale_reads(self, key: ScaleAt) -> Iterator[Key]:
        yield from self.table.reads(self.gate(key))
        for parts, loop_over, loop in self.parts(key):
            yield from (leaf.address for leaf in parts.leaves if leaf.address in self.stops)
            for under in parts.unders:
                yield under.scale, under.loop
                yield from self.table.reads(self.fold_picked(key, loop_over, loop))

    def feeders(self, key: ScaleAt) -> frozenset[str]:
        """Every answer that a score comes from, through other scales too."""
        found = self._feeders.get(key)
        if found is None:
            addresses: set[str] = set()
            for parts, _, _ in self.parts(key):
                addresses.update(leaf.address for leaf in parts.leaves if leaf.address in self.stops)
                for under in parts.unders:
                    addresses |= self.feeders((under.scale, under.loop))
            found = self._feeders[key] = frozenset(addresses)
        return found


_GROUNDS: WeakKeyDictionary[Flow, Ground] = WeakKeyDictionary()


def ground_of(flow: Flow) -> Ground:
    found = _GROUNDS.get(flow)
    if found is None:
        found = _GROUNDS[flow] = Ground(flow)
    return found


def _sorted(names: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(names, key=repr))
