"""What happens at each place of a walk, worked out once before it starts."""

from __future__ import annotations

from typing import NamedTuple

from assessment.proof.formulas import ALWAYS, Formulas
from assessment.proof.options import Options
from assessment.proof.slices import START, Slice
from assessment.proof.tallies import Tally, cap_of
from assessment.scales import Under


class Ref(NamedTuple):
    """Where the value of a formula stands in a context; `at` START: it is `value`."""

    at: int
    value: int

    def of(self, left: tuple[int, ...]) -> int:
        return self.value if self.at == START else left[self.at]


class To(NamedTuple):
    """Where a scale that is done goes. `picked`: whether its instance is there; the rest as of an ending."""

    under: Under
    picked: Ref
    number: int
    at: int
    goal: int


class Ending(NamedTuple):
    """A scale that is done. `gate`: whether its instance is there; `at`: its place among those on the way; `goal`: its
    place in the sums of the question (START: not there)."""

    number: int
    gate: Ref
    at: int
    goal: int
    folds: tuple[To, ...]


class Plan(NamedTuple):
    """One place. `middle`: formulas open when the answer is known; `after`: of these, those open afterwards."""

    picked: Ref
    shown: Ref
    rules: tuple[tuple[str, Ref], ...]
    middle: tuple[tuple[int, Ref], ...]
    after: tuple[tuple[int, int], ...]
    answers: tuple[str, ...]  # the addresses of the answers kept before and of this one
    kept: tuple[int, ...]  # of these, those kept still
    scales: tuple[int, ...]  # where the scales on the way stand in the context before; START: starts here
    numbers: tuple[int, ...]  # which scales these are
    at: dict[int, int]  # the other way round
    capped: tuple[int, ...]  # of these, those that can be saturated here
    still: tuple[int, ...]  # of these, those on the way afterwards
    endings: tuple[Ending, ...]
    late: tuple[int, ...]  # atoms known here that read more than this answer
    given: Ref
    wanted: tuple[Ref, ...]  # the question's formulas


class Planner:
    """`known`: formulas open after each place; `kept`: the answers; `way`: the numbers of the scales on the way."""

    def __init__(self, part: Slice, options: list[Options], tallies: list[Tally]) -> None:
        self.slice, self.options, self.tallies = part, options, tallies
        self.table: Formulas = part.table
        self.numbers = {key: number for number, key in enumerate(part.scales)}
        self.goals = {self.numbers[key]: place for place, key in enumerate(part.question.scales)}
        self.first = {
            formula: min(part.decided[atom] for atom in self.table.atoms(formula)) for formula in part.last_use
        }
        self.until = self._until()
        self.starts = self._starts()
        self.carried = [self.numbers[key] for key in part.carried]
        self._cap()
        self.open = [self._open(2 * place + 1) for place in range(START, part.end)]
        self.kept = [self._kept(place) for place in range(START, part.end)]
        self.way = [self._way(place) for place in range(START, part.end)]

    def _open(self, when: int) -> tuple[int, ...]:
        """After the answer of a place (2 × place), or after everything there (one more)."""
        place, last_use = when // 2, self.slice.last_use
        return tuple(sorted(each for each, first in self.first.items() if first <= place and last_use[each] > when))

    def _kept(self, place: int) -> tuple[int, ...]:
        return tuple(at for at in range(place + 1) if self.options[at].kept_until > place)

    def _way(self, place: int) -> tuple[int, ...]:
        return tuple(each for each in self.carried if self.starts[each] <= place < self.until[each])

    def _until(self) -> dict[int, int]:
        """Until when a scale is kept: some atoms are known later than it, for they read more."""
        part = self.slice
        until = {self.numbers[key]: place for key, place in part.done.items()}
        for atom, place in part.decided.items():
            for key in self.table.atom_at(atom).reads:
                if isinstance(key, tuple):
                    until[self.numbers[key]] = max(place, until[self.numbers[key]])
        return until

    def _starts(self) -> dict[int, int]:
        starts = {}
        for key, number in self.numbers.items():
            places = [part_place for address, part_place in self.slice.place.items() if self._feeds(address, key)]
            places += [
                self.slice.done[fold.under.scale, fold.under.loop] for fold in self.slice.folds if fold.scale == key
            ]
            starts[number] = min(places, default=START)
        return starts

    def _feeds(self, address: str, key: tuple[str, str]) -> bool:
        return any(feed.scale == key for feed in self.slice.feeds.get(address, ()))

    def _cap(self) -> None:
        """Scales whose sums look the same above some number, from the place on after which none of their points is
        negative."""
        part = self.slice
        wholes = {fold.scale for fold in part.folds} | {(fold.under.scale, fold.under.loop) for fold in part.folds}
        for key in part.carried:
            tally = self.tallies[self.numbers[key]]
            atoms = [self.table.atom_at(atom) for atom in part.decided]
            readers = [atom for atom in atoms if key in atom.reads]
            if not tally.is_plain or key in wholes or any(len(atom.reads) > 1 for atom in readers):
                continue
            tally.cap = cap_of([atom.limit for atom in readers])
            tally.capped_from = max(
                (place for place, options in enumerate(self.options) if self._lowers(options, self.numbers[key])),
                default=START,
            )

    def _lowers(self, options: Options, number: int) -> bool:
        return any(
            given.scale == number and given.value is not None and given.value < 0
            for option in options.grouped
            for given in option.gives
        )

    # One place

    def ref(self, formula: int, open_: tuple[int, ...]) -> Ref:
        return Ref(open_.index(formula), ALWAYS) if formula in open_ else Ref(START, formula)

    def plan(self, place: int) -> Plan:
        """Of START: what is known before anything is asked."""
        part = self.slice
        before, after = (self.open[place] if place > START else ()), self.open[place + 1]
        middle = self._open(2 * place)
        way_before = self.way[place] if place > START else ()
        way = tuple(sorted({*way_before, *(each for each in self.carried if self.starts[each] == place)}))
        stop = part.stops[place] if place > START else None
        kept_before = self.kept[place] if place > START else ()
        kept_now = (*kept_before, place) if stop and self.options[place].is_kept else kept_before
        endings = tuple(self._ending(key, middle, way) for key, done in part.done.items() if done == place)
        return Plan(
            self.ref(part.ground.picked(stop), before) if stop else Ref(START, ALWAYS),
            self.ref(part.ground.shown(stop), before) if stop else Ref(START, ALWAYS),
            tuple((choice, self.ref(each, before)) for choice, each in part.ground.rules(stop).items()) if stop else (),
            tuple((each, self.ref(each, before)) for each in middle),
            tuple((each, middle.index(each)) for each in after),
            tuple(part.stops[at].address for at in kept_now),
            tuple(kept_now.index(each) for each in self.kept[place + 1]),
            tuple(way_before.index(each) if each in way_before else START for each in way),
            way,
            {number: at for at, number in enumerate(way)},
            tuple(at for at, number in enumerate(way) if self._is_capped(number, place)),
            tuple(way.index(each) for each in self.way[place + 1]),
            endings,
            self._late(place),
            self.ref(part.question.given, after),
            tuple(self.ref(each, after) for each in part.question.formulas),
        )

    def end(self) -> Plan:
        """What the question asks when everything is answered."""
        part, open_, way = self.slice, self.open[-1], self.way[-1]
        nothing = Ref(START, ALWAYS)
        return Plan(
            nothing,
            nothing,
            (),
            (),
            (),
            tuple(part.stops[at].address for at in self.kept[-1]),
            (),
            (),
            way,
            {},
            (),
            (),
            (),
            tuple(atom for atom, known in part.decided.items() if known == part.end),
            self.ref(part.question.given, open_),
            tuple(self.ref(each, open_) for each in part.question.formulas),
        )

    def _is_capped(self, number: int, place: int) -> bool:
        tally = self.tallies[number]
        return tally.cap is not None and tally.capped_from <= place

    def _late(self, place: int) -> tuple[int, ...]:
        alone = set(self.options[place].numbers) if place > START else set()
        return tuple(atom for atom, known in self.slice.decided.items() if known == place and atom not in alone)

    def _ending(self, key: tuple[str, str], middle: tuple[int, ...], way: tuple[int, ...]) -> Ending:
        number = self.numbers[key]
        folds = []
        for fold in self.slice.folds:
            if (fold.under.scale, fold.under.loop) == key:
                to = self.numbers[fold.scale]
                at = way.index(to) if to in way else START
                folds.append(To(fold.under, self.ref(fold.picked, middle), to, at, self.goals.get(to, START)))
        gate = self.ref(self.slice.ground.gate(key), middle)
        at = way.index(number) if number in way else START
        return Ending(number, gate, at, self.goals.get(number, START), tuple(folds))
