"""A few answers and one score, listed once for all questions that read no more.

A walk that asks what each smallest test of an answer says, beside the score, answers every question that is made of
such tests and tests of the score.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import compress, count
from math import prod
from operator import and_, or_
from typing import Any, NamedTuple

from assessment.proof.attainable import Allowance, Context, End, Sums, Walk
from assessment.proof.formulas import ALWAYS, NEVER, Formulas, Key, Unprovable
from assessment.proof.ground import Ground, ScaleAt
from assessment.proof.slices import Question, Slice
from assessment.states import State

WIDE = 100
"""In how many ways the answers of one listing may differ, at most: more are kept apart longer than sharing gains."""
WORK_MOST = 20_000
"""Steps before a listing is given up, and its questions are asked one by one."""


class Reads(NamedTuple):
    """What questions read: one score at most, and the tests of single answers."""

    score: ScaleAt | None
    atoms: frozenset[int]


class Joint:
    """Every way in which tests of answers come out, with every score that goes with it. A formula is the set of ways in
    which it holds, written as the bits of a number."""

    def __init__(self, walk: Walk, atoms: Sequence[int]) -> None:
        self.walk, self.table = walk, walk.table
        ways: dict[tuple[bool, ...], dict[Sums, tuple[int, Context]]] = {}
        for holds, place, context, sums in walk.ways():
            ways.setdefault(holds, {}).update(dict.fromkeys(sums, (place, context)))
        self._sums = [sums for each in ways.values() for sums in each]
        self._past = [past for each in ways.values() for past in each.values()]
        self._every = (1 << len(self._sums)) - 1
        self._where = {NEVER: 0, ALWAYS: self._every} | dict.fromkeys(atoms, 0)
        first = 0
        for holds, each in ways.items():
            block = ((1 << len(each)) - 1) << first
            first += len(each)
            for atom in compress(atoms, holds):
                self._where[atom] |= block

    def ends(self, formulas: Sequence[int], given: int, *, every_score: bool) -> Iterator[End]:
        """As of a walk that asks for these alone; without `every_score` one for each way the formulas come out."""
        parts: list[tuple[tuple[bool, ...], int]] = [((), self._holding(given))]
        for formula in formulas:
            where = self._holding(formula)
            parts = [
                ((*holds, said), left)
                for holds, part in parts
                for said, left in ((True, part & where), (False, part & ~where))
            ]
        for holds, part in parts:
            for number in self._each_score(part) if every_score else self._first(part):
                place, context = self._past[number]
                sums = self._sums[number]
                yield End(holds, self.walk.scores(sums), 1, place, context, sums)

    def _first(self, part: int) -> tuple[int, ...]:
        return ((part & -part).bit_length() - 1,) if part else ()

    def _each_score(self, part: int) -> Iterable[int]:
        is_in = list(map("1".__eq__, bin(part)[:1:-1]))
        return dict(zip(compress(self._sums, is_in), compress(count(), is_in), strict=False)).values()

    def _holding(self, formula: int) -> int:
        found = self._where.get(formula)
        if found is None:
            found = self._where[formula] = self._holding_of(*self.table.parts(formula), formula)
        return found

    def _holding_of(self, kind: str, inside: Any, formula: int) -> int:
        if kind == "atom":
            test = self.table.atom_at(formula).test
            said = {sums: "01"[test(state)] for sums, state in self._states.items()}
            return int("0" + "".join([said[sums] for sums in reversed(self._sums)]), 2)
        if kind == "not":
            return self._every & ~self._holding(inside)
        return reduce(and_ if kind == "all" else or_, map(self._holding, inside))

    @cached_property
    def _states(self) -> dict[Sums, State]:
        """What tests of the score see of it."""
        found = {}
        for sums in set(self._sums):
            found[sums] = state = State({}, {})
            for score in self.walk.scores(sums):
                state.scores[score.scale, score.loop] = score
        return found


@dataclass(slots=True)
class _Group:
    reads: Reads
    joint: Joint | None = None
    is_tried: bool = False


class Together:
    """The listings of a document, each made when it is first asked for."""

    def __init__(self, ground: Ground, allowance: Allowance) -> None:
        self._ground, self._table, self._allowance = ground, ground.table, allowance
        self._groups: list[_Group] = []
        self._spare = 4 * WORK_MOST  # that listings may cost in vain

    def expect(self, formulas: Sequence[int], scales: Sequence[ScaleAt] = ()) -> None:
        """Questions that will be asked: together where they read little, else each by itself."""
        reads = reads_of(self._table, formulas, scales)
        if reads is not None and self._covering(reads):
            return
        if reads is not None and self._width(reads.atoms) <= WIDE:
            self._join(reads)
        elif len(formulas) > 1:
            for each in dict.fromkeys(formulas):
                self.expect([each])

    def _join(self, reads: Reads) -> None:
        if not reads.atoms and reads.score is None:
            return
        for group in self._groups:
            atoms = group.reads.atoms | reads.atoms
            if group.reads.score == reads.score and not group.is_tried and self._width(atoms) <= WIDE:
                group.reads = Reads(reads.score, atoms)
                return
        self._groups.append(_Group(reads))

    def _width(self, atoms: frozenset[int]) -> int:
        tests: dict[Key, int] = {}
        for atom in atoms:
            [address] = self._table.atom_at(atom).reads
            tests[address] = tests.get(address, 1) + 1
        return prod(tests.values())

    def _covering(self, reads: Reads) -> _Group | None:
        found = [each for each in self._groups if reads.score in (None, each.reads.score)]
        found = [each for each in found if reads.atoms <= each.reads.atoms]
        return next((each for each in found if each.joint), found[0] if found else None)

    def of(self, formulas: Sequence[int], scales: Sequence[ScaleAt]) -> Joint | None:
        """None: these are better asked by themselves."""
        reads = reads_of(self._table, formulas, scales)
        if reads is None:
            return None
        group = self._covering(reads)
        if group is None and reads.score is not None and self._width(reads.atoms) <= WIDE:
            self._groups.append(group := _Group(reads))
        if group is not None and not group.is_tried:
            group.is_tried = True
            group.joint = self._listed(group.reads)
        return group.joint if group else None

    def _listed(self, reads: Reads) -> Joint | None:
        atoms = sorted(reads.atoms)
        part = Slice(self._ground, Question(tuple(atoms), (reads.score,) if reads.score else ()))
        most = min(WORK_MOST, self._allowance.each, self._spare)
        try:
            walk = Walk(part, Allowance(most, most))
        except Unprovable:
            self._spare -= most
            return None
        self._allowance.spend(1 + len(part.stops) + walk.work)
        return Joint(walk, atoms)


def reads_of(table: Formulas, formulas: Sequence[int], scales: Sequence[ScaleAt]) -> Reads | None:
    """None where a test reads several things at once, or there are several scores."""
    scores, atoms = set(scales), set()
    for atom in frozenset().union(*(table.atoms(each) for each in formulas)):
        keys = table.atom_at(atom).reads
        if len(keys) > 1:
            return None
        for key in keys:
            if isinstance(key, tuple):
                scores.add(key)
            else:
                atoms.add(atom)
    return Reads(next(iter(scores), None), frozenset(atoms)) if len(scores) < 2 else None
