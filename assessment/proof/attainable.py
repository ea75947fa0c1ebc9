"""Everything a run can come to, exactly, by set propagation.

A question is answered by walking its slice. A state is what is left of the formulas that later stops ask, with what is
known put in, and the sums so far; equal states are one. What is read at the end alone (the scores of the question) is a
set of sums beside each state. Tests are the engine's own closures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from assessment.layout import Unusable
from assessment.proof.formulas import ALWAYS, NEVER, Unprovable, put
from assessment.proof.ground import ScaleAt
from assessment.proof.options import Option, Options
from assessment.proof.plans import Ending, Plan, Planner
from assessment.proof.slices import START, Slice
from assessment.proof.tallies import NOTHING, Acc, Tally
from assessment.sentences import Said, in_a_row
from assessment.states import Exact, Score, State

WORK_MOST = 200_000
"""Steps from state to state before a question is given up as too large: a second or two."""
WORK_TOGETHER = 400_000
"""The same for all questions of a document."""

Sums = tuple[Acc, ...]
Left = tuple[int, ...]
Context = tuple[Left, tuple[Any, ...], tuple[Acc, ...]]
"""What is left of the open formulas, the answers kept, the scales on the way."""
Gift = tuple[int, Exact | None, Exact, bool]
"""To a score of the question: its place, value (None: missing), weight; True: nothing of it is there."""


class Exhausted(Unprovable):
    """Nothing more of this document can be proved."""


class Allowance:
    """How much work may still be done for a document, and for one question of it."""

    def __init__(self, each: int = WORK_MOST, together: int = WORK_TOGETHER) -> None:
        self.each, self.left = each, together

    def spend(self, work: int) -> None:
        """Raises Exhausted."""
        self.left -= work
        if self.left < 0:
            raise Exhausted(Said("its conditions and scores taken together"))


class End(NamedTuple):
    """An end of the walk: whether each formula of the question holds, and its scores. `ways`: how many combinations of
    answers come to it, where they were counted. `place`: where no more mattered."""

    holds: tuple[bool, ...]
    scores: tuple[Score, ...]
    ways: int
    place: int
    context: Context
    sums: Sums


class Walk:
    """Walks a slice; raises Unprovable, or Unusable for a document that cannot be run."""

    def __init__(self, part: Slice, allowance: Allowance | None = None, *, counting: bool = False) -> None:
        self.slice, self.table, self.stops, self.counting = part, part.table, part.stops, counting
        self.allowance, self.work = allowance or Allowance(), 0
        self.keys = list(part.scales)
        self.tallies = [Tally(part.ground, key) for key in self.keys]
        self.goals = [self.keys.index(key) for key in part.question.scales]
        self.goal_of = {number: place for place, number in enumerate(self.goals)}
        self.options = [Options(part, stop) for stop in self.stops]
        self.planner = Planner(part, self.options, self.tallies)
        self.plans = [self.planner.plan(place) for place in range(part.end)]
        self.last = self.planner.end()
        self._moved: list[dict[tuple[Left, tuple[bool, ...]], Left]] = [{} for _ in self.stops]
        self._scores: dict[Sums, tuple[Score, ...]] = {}
        self._known: dict[Any, dict[int, bool]] = {}
        self.early: dict[tuple[bool, ...], End] = {}
        """Ends that were met on the way, where no score is asked for: one for each way the formulas come out."""
        self.layers: list[dict[Context, Any]] = [self._start()]
        for place in range(part.end):
            if self._is_settled():
                break
            self._pass(place)

    # Going forward

    def _start(self) -> dict[Context, Any]:
        plan = self.planner.plan(START)
        sums: Sums = (NOTHING,) * len(self.goals)
        left, _, scales, gifts = self._settled(
            plan, tuple(each for each, _ in plan.middle), (), [NOTHING] * len(plan.scales)
        )
        sums = self._given(sums, gifts)
        context: Context = left, (), scales
        return {context: {sums: 1} if self.counting else {sums}}

    def _is_settled(self) -> bool:
        """Whether the formulas were seen to come out in every way, so that nothing more can be learned."""
        return not self.goals and len(self.early) == 2 ** len(self.slice.question.formulas)

    def _pass(self, place: int) -> None:
        after: dict[Context, Any] = {}
        plan, is_fact = self.plans[place], self.stops[place].section is None
        for context, sums in self.layers[place].items():
            for option, gifts, reached in self._steps(place, context):
                self._spend(len(sums), place)
                if plan.given.of(reached[0]) == NEVER:
                    continue
                if not self.goals and self._ended(plan, place, reached, option):
                    continue
                if self.counting:
                    found = after.setdefault(reached, {})
                    for each, ways in sums.items():
                        new = self._given(each, gifts)
                        found[new] = found.get(new, 0) + ways * (1 if is_fact else option.ways)
                else:
                    after.setdefault(reached, set()).update(self._all_given(sums, gifts))
        self.layers.append(after)

    def _spend(self, work: int, place: int) -> None:
        self.work += work
        if self.work > self.allowance.each:
            raise Unprovable(self._what_is_wide(place))
        self.allowance.spend(work)

    def _ended(self, plan: Plan, place: int, reached: Context, option: Option) -> bool:
        """Whether the question is decided here already."""
        values = tuple(ref.of(reached[0]) for ref in plan.wanted)
        if plan.given.of(reached[0]) != ALWAYS or any(value > ALWAYS for value in values):
            return False
        holds = tuple(value == ALWAYS for value in values)
        if holds not in self.early:
            self.early[holds] = End(holds, (), 1, place + 1, reached, ())
        return True

    def _all_given(self, sums: set[Sums], gifts: Sequence[Gift]) -> set[Sums]:
        if not gifts:
            return sums
        if len(gifts) == 1 and len(self.goals) == 1:  # by far the most common, and most of the work
            [(_, value, _, is_void)] = gifts
            tally = self.tallies[self.goals[0]]
            if value is None and not is_void:
                return {(tally.miss(acc),) for (acc,) in sums} if tally.missing_most else {(tally.dead,)}
            if value is not None and tally.is_plain_sum and not is_void:
                most = tally.missing_most
                return {(acc if acc[3] > most else (1, acc[1] + value, 0, acc[3]),) for (acc,) in sums}
        return {self._given(each, gifts) for each in sums}

    def _given(self, sums: Sums, gifts: Sequence[Gift]) -> Sums:
        if not gifts:
            return sums
        new = list(sums)
        for place, value, weight, is_void in gifts:
            new[place] = NOTHING if is_void else self.tallies[self.goals[place]].given(new[place], value, weight)
        return tuple(new)

    def _steps(self, place: int, context: Context) -> Iterator[tuple[Option, Sequence[Gift], Context]]:
        """What can happen at a stop: (option, gifts to the question's scores, context afterwards)."""
        left, kept, scales = context
        plan, options = self.plans[place], self.options[place]
        for option in self._possible(plan, options, left):
            now = (*kept, option.kept) if options.is_kept else kept
            way = [NOTHING if at == START else scales[at] for at in plan.scales]
            gifts: list[Gift] = []
            for number, value, weight in option.gives:
                at = plan.at.get(number)
                if at is not None:
                    way[at] = self.tallies[number].given(way[at], value, weight)
                if number in self.goal_of:
                    gifts.append((self.goal_of[number], value, weight, False))
            middle = self._left_after(place, left, option.truths)
            new_left, now, new_scales, more = self._settled(plan, middle, now, way)
            yield option, [*gifts, *more] if more else gifts, (new_left, now, new_scales)

    def _possible(self, plan: Plan, options: Options, left: Left) -> Sequence[Option]:
        if plan.picked.of(left) == NEVER:
            return (options.not_there,)
        if plan.shown.of(left) == NEVER:
            return (options.not_asked,)
        if not plan.rules:
            return options.grouped
        return options.without({choice for choice, ref in plan.rules if ref.of(left) == NEVER})

    def _left_after(self, place: int, left: Left, truths: tuple[bool, ...]) -> Left:
        """The open formulas with an answer put in."""
        key = left, truths
        found = self._moved[place].get(key)
        if found is None:
            known = dict(zip(self.options[place].numbers, truths, strict=True))
            found = tuple(self.table.given(ref.of(left), known) for _, ref in self.plans[place].middle)
            self._moved[place][key] = found
        return found

    def _settled(
        self, plan: Plan, middle: Left, kept: tuple[Any, ...], way: list[Acc]
    ) -> tuple[Left, tuple[Any, ...], tuple[Acc, ...], list[Gift]]:
        """Scales that are done are given to those they are part of, and what reads them is decided."""
        gifts: list[Gift] = []
        for ending in plan.endings:
            self._end_scale(ending, middle, way, gifts)
        for at in plan.capped:
            way[at] = self.tallies[plan.numbers[at]].saturated(way[at])
        if plan.late:
            known = self._truths(plan.late, plan.answers, kept, plan.numbers, way)
            left = tuple(self.table.given(middle[at], known) for _, at in plan.after)
        elif len(plan.after) == len(middle):
            left = middle
        else:
            left = tuple(middle[at] for _, at in plan.after)
        return left, tuple(kept[at] for at in plan.kept), tuple(way[at] for at in plan.still), gifts

    def _end_scale(self, ending: Ending, middle: Left, way: list[Acc], gifts: list[Gift]) -> None:
        if ending.gate.of(middle) == NEVER:
            if ending.at != START:
                way[ending.at] = NOTHING
            if ending.goal != START:
                gifts.append((ending.goal, 0, 0, True))
        for to in ending.folds:
            if to.picked.of(middle) == NEVER:
                continue
            score = self.tallies[ending.number].score(way[ending.at] if ending.at != START else NOTHING)
            value: Exact | None = None
            if score.value is not None:
                value = to.under.turn(score.value)
            elif not score.missing:
                if not self.tallies[to.number].zero:
                    continue
                value = 0
            if to.at != START:
                way[to.at] = self.tallies[to.number].given(way[to.at], value, to.under.weight)
            if to.goal != START:
                gifts.append((to.goal, value, to.under.weight, False))

    def _truths(
        self,
        atoms: Sequence[int],
        answers: Sequence[str],
        kept: Sequence[Any],
        numbers: Sequence[int],
        way: Sequence[Acc],
    ) -> dict[int, bool]:
        """Each atom sees what it reads and nothing else."""
        values = dict(zip(answers, kept, strict=True))
        sums = {self.keys[number]: (number, acc) for number, acc in zip(numbers, way, strict=True)}
        return {atom: self._holds(atom, values, sums) for atom in atoms}

    def _holds(self, number: int, values: dict[str, Any], sums: dict[ScaleAt, tuple[int, Acc]]) -> bool:
        atom, state = self.table.atom_at(number), State({}, {})
        for key in atom.reads:
            if isinstance(key, tuple):
                scale, acc = sums.get(key, (self.keys.index(key), NOTHING))
                state.scores[key] = self.tallies[scale].score(acc)
            else:
                put(state, key, values.get(key))
        return atom.test(state)

    # At the end

    def ends(self) -> Iterator[End]:
        """Every way a run can end, as far as the question can tell them apart."""
        yield from self.early.values()
        if len(self.layers) <= self.slice.end:
            return
        for context, all_sums in self.layers[self.slice.end].items():
            at_once = None if self.last.late else self._answered(context, ())
            for sums in all_sums:
                holds, given = at_once or self._answered(context, sums)
                if given:
                    ways = all_sums[sums] if self.counting else 1
                    yield End(holds, self.scores(sums), ways, self.slice.end, context, sums)

    def ways(self) -> Iterator[tuple[tuple[bool, ...], int, Context, Collection[Sums]]]:
        """The same where neither `given` nor a formula reads a score of the question: all scores of a way at once."""
        for end in self.early.values():
            yield end.holds, end.place, end.context, [end.sums]
        if len(self.layers) > self.slice.end:
            for context, all_sums in self.layers[self.slice.end].items():
                holds, given = self._answered(context, ())
                if given:
                    yield holds, self.slice.end, context, all_sums

    def scores(self, sums: Sums) -> tuple[Score, ...]:
        found = self._scores.get(sums)
        if found is None:
            found = tuple(self.tallies[number].score(acc) for number, acc in zip(self.goals, sums, strict=True))
            self._scores[sums] = found
        return found

    def _answered(self, context: Context, sums: Sums) -> tuple[tuple[bool, ...], bool]:
        left, kept, way = context
        known: dict[int, bool] = {}
        if self.last.late:
            key = kept, way, sums
            known = self._known.get(key, known)
            if not known:
                numbers = [*self.last.numbers, *self.goals]
                known = self._truths(self.last.late, self.last.answers, kept, numbers, [*way, *sums])
                self._known[key] = known
        values = [self.table.given(ref.of(left), known) for ref in self.last.wanted]
        return tuple(value == ALWAYS for value in values), self.table.given(self.last.given.of(left), known) == ALWAYS

    def answers_to(self, end: End) -> dict[str, Any]:
        """Answers and facts (address -> value; MISSING for declined) that lead to this end."""
        found: dict[str, Any] = {}
        context, sums = end.context, end.sums
        for place in reversed(range(end.place)):
            option, context, sums = self._before(place, context, sums)
            if option.value is not None:
                found[self.stops[place].address] = option.value
        order = sorted(found, key=lambda address: self.slice.ground.stops[address].order)
        return {address: found[address] for address in order}

    def _before(self, place: int, context: Context, sums: Sums) -> tuple[Option, Context, Sums]:
        for earlier, all_sums in self.layers[place].items():
            for option, gifts, reached in self._steps(place, earlier):
                if reached != context:
                    continue
                if not self.goals:
                    return option, earlier, ()
                for each in all_sums:
                    if self._given(each, gifts) == sums:
                        return option, earlier, each
        raise Unusable("A state without a past.")

    def _what_is_wide(self, place: int) -> Said:
        """What keeps the states apart, the most telling first, in the author's codes."""
        answers = [self.stops[at].address for at in self.planner.kept[place]]
        scales = [self.keys[number][0] for number in self.planner.way[place]]
        apart: dict[str, set[Any]] = {}
        for left, kept, way in islice(self.layers[place], 5000):
            for address, value in zip(answers, kept, strict=True):
                apart.setdefault(Said("the answer to “{item}”", item=address), set()).add(value)
            for code, acc in zip(scales, way, strict=True):
                apart.setdefault(f"score({code})", set()).add(acc)
            for formula in left:
                for name in self._named(formula):
                    apart.setdefault(Said("conditions on {name}", name=name), set()).add(formula)
        if self.goals:
            number = sum(map(len, self.layers[place].values()))
            apart.setdefault(f"score({self.keys[self.goals[0]][0]})", set()).update(range(number))
        apart = {name: values for name, values in apart.items() if len(values) > 1}
        telling = sorted(apart, key=lambda name: -len(apart[name]))
        return in_a_row(telling[:4], ", ") if telling else Said("the number of questions")

    def _named(self, formula: int) -> Iterator[str]:
        for atom in self.table.atoms(formula):
            for key in self.table.atom_at(atom).reads:
                yield f"score({key[0]})" if isinstance(key, tuple) else f"“{key}”"
