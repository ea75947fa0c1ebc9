"""What of a document can influence a question: the stops to walk through, in what order, and how long each thing that
is learned on the way matters.

Stops are taken in an order that forgets soonest, not in that of asking: first what others wait for, each followed at
once by those that waited for it alone. That is no other result, for every stop still comes after all that it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from assessment.layout import Worth
from assessment.proof.formulas import ALWAYS, Key
from assessment.proof.ground import Ground, ScaleAt
from assessment.proof.stops import Stop
from assessment.scales import Under
from assessment.states import Exact

START = -1


@dataclass(frozen=True, slots=True)
class Question:
    """What is read when the run has ended, of the runs for which `given` holds: scores, and whether formulas hold."""

    formulas: tuple[int, ...] = ()
    scales: tuple[ScaleAt, ...] = ()
    given: int = ALWAYS


class Feed(NamedTuple):
    """What an answer gives to a scale. `zero`: where it is not asked, it counts 0."""

    scale: ScaleAt
    worth: Worth
    weight: Exact
    zero: bool


class Fold(NamedTuple):
    """A scale that is done, given to the scale that it is part of. `picked`: only where its instance is there."""

    under: Under
    scale: ScaleAt
    picked: int


class Slice:
    """`stops` in the order of the walk; places in it are counted from 0, the end is `len(stops)`."""

    def __init__(self, ground: Ground, question: Question) -> None:
        self.ground, self.question, self.table = ground, question, ground.table
        self.scales: dict[ScaleAt, None] = {}
        self._addresses: set[str] = set()
        self._needs: dict[str, tuple[Key, ...]] = {}
        self._follow([*self._read_by((*question.formulas, question.given)), *question.scales])
        self.stops = self._ordered()
        self.end = len(self.stops)
        self.place = {stop.address: place for place, stop in enumerate(self.stops)}
        on_the_way = {key for needs in self._needs.values() for key in needs if isinstance(key, tuple)}
        self.at_the_end = frozenset(question.scales) - on_the_way
        self.done = self._done()
        self.decided = self._decided()

    # What matters

    def _read_by(self, formulas: Iterable[int]) -> Iterator[Key]:
        for formula in formulas:
            yield from self.table.reads(formula)

    def _follow(self, keys: list[Key]) -> None:
        while keys:
            key = keys.pop()
            if isinstance(key, tuple):
                if key not in self.scales:
                    self.scales[key] = None
                    keys.extend(self.ground.needs(key))
            elif key not in self._addresses:
                self._addresses.add(key)
                self._needs[key] = self.ground.needs(key)
                keys.extend(self._needs[key])

    # The order

    def _ordered(self) -> list[Stop]:
        stops = sorted((self.ground.stops[each] for each in self._addresses), key=lambda stop: stop.order)
        waits = {stop.address: self._waits_for(stop.address) for stop in stops}
        waiting: dict[str, list[Stop]] = {}
        for stop in stops:
            for address in waits[stop.address]:
                waiting.setdefault(address, []).append(stop)
        late = [stop for stop in stops if stop.address not in waiting and not waits[stop.address]]
        late = [stop for stop in late if stop.address in self._read_last]
        done: set[str] = {stop.address for stop in late}
        order: list[Stop] = []
        for first in stops:
            ready = [first]
            while ready:
                stop = ready.pop()
                if stop.address not in done and waits[stop.address] <= done:
                    done.add(stop.address)
                    order.append(stop)
                    ready.extend(reversed(waiting.get(stop.address, ())))
        return [*order, *late]

    @cached_property
    def _read_last(self) -> set[Key]:
        """What nothing but the end asks for."""
        return set(self._read_by((*self.question.formulas, self.question.given)))

    def _waits_for(self, address: str) -> set[str]:
        found: set[str] = set()
        for key in self._needs[address]:
            if isinstance(key, tuple):
                found |= self.ground.feeders(key)
                found |= {each for each in self._read_by([self.ground.gate(key)]) if isinstance(each, str)}
            else:
                found.add(key)
        return found

    # How long it matters

    def _done(self) -> dict[ScaleAt, int]:
        """Scale -> the place after which its score is known, parts before wholes."""
        done: dict[ScaleAt, int] = {}

        def settle(key: ScaleAt) -> int:
            if key not in done:
                places = [self.place[each] for each in self._read_by([self.ground.gate(key)]) if isinstance(each, str)]
                for parts, loop_over, loop in self.ground.parts(key):
                    places += [self.place[leaf.address] for leaf in parts.leaves if leaf.address in self.place]
                    for under in parts.unders:
                        places.append(settle((under.scale, under.loop)))
                        picked = self._read_by([self.ground.fold_picked(key, loop_over, loop)])
                        places += [self.place[each] for each in picked if isinstance(each, str)]
                done[key] = max(places, default=START)
            return done[key]

        for key in self.scales:
            settle(key)
        return done

    def _decided(self) -> dict[int, int]:
        """Atom -> the place at which it is known."""
        found = {}
        for atom in {atom for formula in self._all_formulas() for atom in self.table.atoms(formula)}:
            reads = self.table.atom_at(atom).reads
            places = [self.done[key] if isinstance(key, tuple) else self.place[key] for key in reads]
            found[atom] = self.end if not self.at_the_end.isdisjoint(reads) else max(places)
        return found

    def _all_formulas(self) -> set[int]:
        found = {formula for stop in self.stops for formula in self.ground.formulas_of(stop)}
        found |= {self.ground.gate(key) for key in self.scales} | {fold.picked for fold in self.folds}
        return found | {*self.question.formulas, self.question.given}

    @cached_property
    def folds(self) -> list[Fold]:
        found = []
        for key in self.scales:
            for parts, loop_over, loop in self.ground.parts(key):
                found += [Fold(under, key, self.ground.fold_picked(key, loop_over, loop)) for under in parts.unders]
        return found

    @cached_property
    def carried(self) -> tuple[ScaleAt, ...]:
        """Scales that are kept on the way: those that conditions read, and the parts of others."""
        parts = {(fold.under.scale, fold.under.loop) for fold in self.folds}
        return tuple(key for key in self.scales if key not in self.at_the_end or key in parts)

    @cached_property
    def last_use(self) -> dict[int, int]:
        """Formula -> when it is last asked, in half places: 2 × place when a stop asks it, one more when a scale that
        is done there does."""
        last: dict[int, int] = {}

        def use(formula: int, when: int) -> None:
            last[formula] = max(when, last.get(formula, START))

        for place, stop in enumerate(self.stops):
            for formula in self.ground.formulas_of(stop):
                use(formula, 2 * place)
        for key in self.scales:
            use(self.ground.gate(key), 2 * self.done[key] + 1)
        for fold in self.folds:
            use(fold.picked, 2 * self.done[fold.under.scale, fold.under.loop] + 1)
        for formula in (*self.question.formulas, self.question.given):
            use(formula, 2 * self.end)
        return {formula: when for formula, when in last.items() if formula > ALWAYS}

    @cached_property
    def feeds(self) -> dict[str, list[Feed]]:
        """What answers give to scales, by address."""
        found: dict[str, list[Feed]] = {}
        for key in self.scales:
            zero = self.ground.scales.compile(key[0]).zero
            for parts, _, _ in self.ground.parts(key):
                for leaf in parts.leaves:
                    worth = leaf.table.get if leaf.table else leaf.worth
                    found.setdefault(leaf.address, []).append(Feed(key, worth, leaf.weight, zero))
        return found

    def atoms_of(self, address: str) -> tuple[list[int], int]:
        """The atoms that read this answer alone, and until when it is kept for those that read more (START: not)."""
        alone: list[int] = []
        kept = START
        for atom, place in self.decided.items():
            reads = self.table.atom_at(atom).reads
            if address in reads:
                if len(reads) == 1:
                    alone.append(atom)
                else:
                    kept = max(kept, place)
        return sorted(alone), kept
