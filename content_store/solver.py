"""A second opinion on questions that are too wide for set propagation: OR-tools' CP-SAT, where it is installed (the
optional extra `prover`). `assessment` knows nothing of it; it is handed in as a function.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from importlib.util import find_spec
from itertools import product
from math import lcm
from typing import Any

from assessment.document import Method
from assessment.proof.formulas import ALWAYS, NEVER, Unprovable, put
from assessment.proof.options import Given, Option, Options
from assessment.proof.slices import Slice
from assessment.proof.tallies import ANY_NUMBER, Tally
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
        if any(fold.scale == key for fold in self.slice.folds):
            raise Unprovable(Said("score({scale}) is made of other scores", scale=key[0]))
        there = self.literal(self.slice.ground.gate(key))
        missing = [taken for chosen in self.chosen for option, taken in chosen for _ in self._misses(option, number)]
        dead = self._more_than(tally.missing_most, missing)
        values = [taken for chosen in self.chosen for option, taken in chosen if self._values(option, number)]
        valued = self._all([there, dead.negated(), self._one(values) if values else self.true.negated()])
        unscored = self._all([there, self._one(missing) if missing else self.true.negated(), valued.negated()])
        nothing = self._all([valued.negated(), unscored.negated()])
        for case, score in ((unscored, Score(*key, None, ("",))), (nothing, Score(*key, None))):
            for atom in readers:
                self.model.add_implication(case, self._said(atom, score))
        if tally.method in (Method.MAX, Method.MIN):
            self._extreme(number, readers, valued)
        else:
            self._sum(number, readers, valued, missing)

    def _values(self, option: Option, number: int) -> list[Exact]:
        return [given.value for given in option.gives if given.scale == number and given.value is not None]

    def _misses(self, option: Option, number: int) -> list[Given]:
        return [given for given in option.gives if given.scale == number and given.value is None]

    def _more_than(self, most: int, literals: list[Any]) -> Any:
        """Whether more than so many of them hold."""
        if most >= len(literals):
            return self.true.negated()
        more = self.model.new_bool_var("")
        self.model.add(sum(literals) >= most + 1).only_enforce_if(more)
        self.model.add(sum(literals) <= most).only_enforce_if(more.negated())
        return more

    def _said(self, atom: int, score: Score) -> Any:
        """The literal of an atom, as it comes out for a score."""
        state = State({}, {})
        state.scores[score.scale, score.loop] = score
        literal = self.atoms[atom]
        return literal if self.table.atom_at(atom).test(state) else literal.negated()

    def _extreme(self, number: int, readers: list[int], valued: Any) -> None:
        """One answer is the highest or the lowest; which, is all that matters."""
        tally = self.tallies[number]
        if self.slice.ground.scales.by_code[self.keys[number][0]].answered_least > 1:
            raise Unprovable(Said("score({scale}) counts its answers", scale=self.keys[number][0]))
        pairs = [(v, taken) for c in self.chosen for option, taken in c for v in self._values(option, number)]
        beyond: list[Any] = []
        for value in sorted({value for value, _ in pairs}, reverse=tally.method is Method.MAX):
            here = [taken for each, taken in pairs if each == value]
            is_it = [valued, self._one(here), *([self._one(beyond).negated()] if beyond else [])]
            for atom in readers:
                said = self._said(atom, tally.score((1, value, 0, 0)))
                self.model.add_bool_or([*(each.negated() for each in is_it), said])
            beyond += here

    def _sum(self, number: int, readers: list[int], valued: Any, missing: list[Any]) -> None:
        """A sum, or a mean of terms that weigh the same: a number for each count of answers and of missing ones that
        makes a difference."""
        tally, key = self.tallies[number], self.keys[number]
        weights = {
            given.weight for c in self.chosen for option, _ in c for given in option.gives if given.scale == number
        }
        if tally.weighs and len(weights) > 1:
            raise Unprovable(Said("score({scale}) is a mean of terms that weigh more or less", scale=key[0]))
        expression, low, high, counted, most = self._total(number)
        if high - low > TOTALS_MOST:
            raise Unprovable(Said("score({scale}) can have too many values", scale=key[0]))
        weight = next(iter(weights), 0)
        for many in range(1, most + 1) if tally.values_most > 1 else (1,):
            so_many = [self._exactly(sum(counted), many)] if tally.values_most > 1 else []
            for left_out, so_few in self._left_out(tally, missing):
                here, rest = [valued, *so_many, *so_few], (many, many * weight, left_out)
                for atom in readers:
                    self._reads(atom, tally, (expression, low, high), here, rest)

    def _left_out(self, tally: Tally, missing: list[Any]) -> Iterator[tuple[int, list[Any]]]:
        """How many are missing, as far as it makes a difference."""
        if not missing or tally.missing_most == 0:
            yield 0, []
        elif tally.missing_most >= ANY_NUMBER:
            some = self._more_than(0, missing)
            yield from ((0, [some.negated()]), (1, [some]))
        else:
            yield from ((many, [self._exactly(sum(missing), many)]) for many in range(tally.missing_most + 1))

    def _exactly(self, expression: Any, many: int) -> Any:
        """Only ever asked for as an «if»: where it is so, this literal holds."""
        domain = self.cp.Domain(many, many)
        is_so = self.model.new_bool_var("")
        rest = domain.complement().intersection_with(self.cp.Domain(0, 1 << 20))
        self.model.add_linear_expression_in_domain(expression, domain).only_enforce_if(is_so)
        self.model.add_linear_expression_in_domain(expression, rest).only_enforce_if(is_so.negated())
        return is_so

    def _total(self, number: int) -> tuple[Any, int, int, list[Any], int]:
        """The sum, its limits, what counts as a value in it, and how many of these there can be."""
        terms, counted = [], []
        low = high = most = 0
        for chosen in self.chosen:
            wholes, many = [0], [0]
            for option, taken in chosen:
                values = self._values(option, number)
                whole = int(sum(values) * self.unit)
                terms.append(whole * taken)
                counted += [taken] * len(values)
                wholes.append(whole)
                many.append(len(values))
            low, high, most = low + min(wholes), high + max(wholes), most + max(many)
        return sum(terms), low, high, counted, most

    def _reads(
        self, atom: int, tally: Tally, total: tuple[Any, int, int], here: list[Any], rest: tuple[int, Exact, int]
    ) -> None:
        """Of what an atom says where `here` holds: the totals for which it does."""
        expression, low, high = total
        literal, (many, weights, missing) = self.atoms[atom], rest
        true = [
            each
            for each in range(low, high + 1)
            if self._said(atom, tally.score((many, self._value(each), weights, missing))) is literal
        ]
        wanted = self.cp.Domain.from_values(true)
        others = wanted.complement().intersection_with(self.cp.Domain(low, high))
        self._lies(expression, wanted, [*here, literal])
        self._lies(expression, others, [*here, literal.negated()])

    def _lies(self, expression: Any, domain: Any, here: list[Any]) -> None:
        """The solver takes no notice of a constant that is to lie among no values."""
        if domain.is_empty():
            self.model.add_bool_or([each.negated() for each in here])
        else:
            self.model.add_linear_expression_in_domain(expression, domain).only_enforce_if(here)

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
