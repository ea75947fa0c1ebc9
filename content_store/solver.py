"""A second opinion on questions that are too wide for set propagation: OR-tools' CP-SAT, where it is installed (the
optional extra `prover`). `assessment` knows nothing of it; it is handed in as a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from itertools import product
from math import lcm
from typing import Any

from assessment.document import Method
from assessment.proof.formulas import ALWAYS, NEVER, Unprovable, put
from assessment.proof.ground import ScaleAt
from assessment.proof.options import Option, Options
from assessment.proof.slices import Slice
from assessment.proof.tallies import Tally
from assessment.proof.verdicts import Decide
from assessment.sentences import Said
from assessment.states import Exact, Score, State, exact

SECONDS_MOST = 20.0
TOTALS_MOST = 50_000
PAIRS_MOST = 4_000


def solver(seconds: float = SECONDS_MOST) -> Decide | None:
    """None where it is not installed. What it cannot tell in that time, or cannot put, is Unprovable."""
    if find_spec("ortools") is None:
        return None
    return lambda part: Model(part).answers(seconds)


class Model:
    """One question: is there a run for which its `given` holds? Raises Unprovable where it cannot be put."""

    def __init__(self, part: Slice) -> None:
        from ortools.sat.python import cp_model  # not at the top: it is large, and rarely wanted

        self.cp, self.slice, self.table = cp_model, part, part.table
        self.model = cp_model.CpModel()
        self.true = self.model.new_constant(1)
        self.keys = list(part.scales)
        self.tallies = [Tally(part.ground, key) for key in self.keys]
        self.options = [Options(part, stop) for stop in part.stops]
        self.made: dict[int, Any] = {ALWAYS: self.true, NEVER: self.true.negated()}
        self.chosen: list[list[tuple[Option, Any]]] = []
        self.atoms = {atom: self.model.new_bool_var(f"a{atom}") for atom in part.decided}
        for options in self.options:
            self.chosen.append(self._stop(options))
        self._atoms_of_answers()
        for number in range(len(self.keys)):
            self._scale(number)
        self.model.add_bool_and([self.literal(part.question.given)])

    # Formulas

    def literal(self, formula: int) -> Any:
        found = self.made.get(formula)
        if found is None:
            found = self.made[formula] = self._literal(formula)
        return found

    def _literal(self, formula: int) -> Any:
        kind, inside = self.table.parts(formula)
        if kind == "atom":
            return self.atoms[formula]
        if kind == "not":
            return self.literal(inside).negated()
        return (
            self._all([self.literal(each) for each in inside])
            if kind == "all"
            else self._one([self.literal(each) for each in inside])
        )

    def _all(self, literals: list[Any]) -> Any:
        both = self.model.new_bool_var("")
        self.model.add_bool_and(literals).only_enforce_if(both)
        self.model.add_bool_or([*(each.negated() for each in literals), both])
        return both

    def _one(self, literals: list[Any]) -> Any:
        return self._all([each.negated() for each in literals]).negated()

    # Stops

    def _stop(self, options: Options) -> list[tuple[Option, Any]]:
        """Each option with its literal; exactly one is taken."""
        ground, stop = self.slice.ground, options.stop
        picked, shown = self.literal(ground.picked(stop)), self.literal(ground.shown(stop))
        rules = {choice: self.literal(rule) for choice, rule in ground.rules(stop).items()}
        given = [options.option(value) for value in options.values] if rules else list(options.grouped)
        found = [(option, self.model.new_bool_var("")) for option in given]
        for option, taken in found:
            for choice, rule in rules.items():
                if option.value == choice or (isinstance(option.value, tuple) and choice in option.value):
                    self.model.add_implication(taken, rule)
        asked = [picked, shown]
        choices = [choice.code for choice in ground.layout.choices(stop.item.code)]
        if choices and all(choice in rules for choice in choices):
            asked.append(self._one(list(rules.values())))
        is_asked = self._all(asked)
        not_there = picked.negated()
        not_asked = self._all([picked, is_asked.negated()])
        self.model.add_exactly_one([*(taken for _, taken in found), not_asked, not_there])
        for _, taken in found:
            self.model.add_implication(taken, is_asked)
        return [*found, (options.not_asked, not_asked), (options.not_there, not_there)]

    def _atoms_of_answers(self) -> None:
        for options, chosen in zip(self.options, self.chosen, strict=True):
            for place, number in enumerate(options.numbers):
                if number in self.atoms:
                    holding = [taken for option, taken in chosen if option.truths[place]]
                    self.model.add(sum(holding) == self.atoms[number])
        for number in self.atoms:
            reads = self.table.atom_at(number).reads
            if len(reads) > 1 or any(isinstance(key, tuple) for key in reads):
                self._atom_of_many(number, sorted(reads, key=str))

    def _atom_of_many(self, number: int, reads: list[Any]) -> None:
        if len(reads) == 1:
            return  # of one score: see `_scale`
        if any(isinstance(key, tuple) for key in reads):
            raise Unprovable(Said("a condition compares scores with one another"))
        ways = [self.chosen[self.slice.place[address]] for address in reads]
        if len(list(product(*map(range, map(len, ways))))) > PAIRS_MOST:
            raise Unprovable(Said("a condition compares many answers with one another"))
        for combination in product(*ways):
            state = State({}, {})
            for address, (option, _) in zip(reads, combination, strict=True):
                put(state, address, option.value)
            atom = self.atoms[number]
            holds = atom if self.table.atom_at(number).test(state) else atom.negated()
            self.model.add_bool_or([*(taken.negated() for _, taken in combination), holds])

    # Scores

    @cached_property
    def unit(self) -> int:
        """What every value is multiplied by, to be whole."""
        values = [g.value for o in self.chosen for option, _ in o for g in option.gives if g.value is not None]
        return lcm(1, *(Fraction(value).denominator for value in values))

    def _scale(self, number: int) -> None:
        tally, key = self.tallies[number], self.keys[number]
        readers = [atom for atom in self.atoms if self.table.atom_at(atom).reads == {key}]
        if not readers:
            return
        plain = tally.method in (Method.SUM, Method.COUNT) and tally.is_plain_sum
        if not plain or any(fold.scale == key for fold in self.slice.folds):
            raise Unprovable(Said("score({scale}) is no plain sum", scale=key[0]))
        total, low, high, counted, missing = self._sum(number)
        if high - low > TOTALS_MOST:
            raise Unprovable(Said("score({scale}) can have too many values", scale=key[0]))
        there = self.literal(self.slice.ground.gate(key))
        dead = self._one(missing) if missing and tally.missing_most == 0 else self.true.negated()
        valued = self._all([there, dead.negated(), self._one(counted) if counted else self.true.negated()])
        unscored = self._all([there, dead])
        nothing = self._all([valued.negated(), unscored.negated()])
        for atom in readers:
            self._reader(
                atom, key, tally, (total, low, high), {"valued": valued, "unscored": unscored, "nothing": nothing}
            )

    def _sum(self, number: int) -> tuple[Any, int, int, list[Any], list[Any]]:
        terms, counted, missing = [], [], []
        low = high = 0
        for chosen in self.chosen:
            values = [0]
            for option, taken in chosen:
                for given in option.gives:
                    if given.scale != number:
                        continue
                    if given.value is None:
                        missing.append(taken)
                        continue
                    whole = int(given.value * self.unit)
                    terms.append(whole * taken)
                    values.append(whole)
                    counted.append(taken)
            low, high = low + min(values), high + max(values)
        return sum(terms), low, high, counted, missing

    def _reader(
        self, number: int, key: ScaleAt, tally: Tally, total: tuple[Any, int, int], cases: Mapping[str, Any]
    ) -> None:
        atom, literal = self.table.atom_at(number), self.atoms[number]

        def holds(score: Score) -> bool:
            state = State({}, {})
            state.scores[key] = score
            return atom.test(state)

        for case, score in (("unscored", Score(*key, None, ("",))), ("nothing", Score(*key, None))):
            self.model.add_implication(cases[case], literal if holds(score) else literal.negated())
        expression, low, high = total
        true = [each for each in range(low, high + 1) if holds(tally.score((1, self._value(each), 0, 0)))]
        wanted = self.cp.Domain.from_values(true)
        others = wanted.complement().intersection_with(self.cp.Domain(low, high))
        self.model.add_linear_expression_in_domain(expression, wanted).only_enforce_if([cases["valued"], literal])
        self.model.add_linear_expression_in_domain(expression, others).only_enforce_if(
            [cases["valued"], literal.negated()]
        )

    def _value(self, whole: int) -> Exact:
        return exact(Fraction(whole, self.unit))

    # The answer

    def answers(self, seconds: float) -> dict[str, Any] | None:
        """Answers for which it holds; None where there are none."""
        solver = self.cp.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        status = solver.solve(self.model)
        if status == self.cp.INFEASIBLE:
            return None
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            raise Unprovable(Said("the solver found no answer in {many} seconds", many=f"{seconds:g}"))
        found = {}
        for stop, chosen in zip(self.slice.stops, self.chosen, strict=True):
            value = next(option.value for option, taken in chosen if solver.boolean_value(taken))
            if value is not None:
                found[stop.address] = value
        return found
