"""Everything a run can come to, exactly, by set propagation.

A *question* (which scales are read at the end, which conditions are asked there) is answered by walking its slice: only
the answers that can influence it, in the order of asking. A state keeps of the answers so far only what later
conditions can still tell apart, and the sums so far; equal states are one. Conditions are the engine's own closures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from assessment.compilation import Names, compiled
from assessment.document import Method, NotAsked, Unanswered
from assessment.layout import Unusable
from assessment.proof.options import MISSING, Option, options_of
from assessment.proof.slices import Goal, Slice, Stop, Unprovable
from assessment.scales import Scales
from assessment.states import Exact, Score, State, Test

WORK_MOST = 1_000_000
"""Steps from state to state before a question is given up as too large: about a second and a half."""

Acc = tuple[int, Exact, Exact, int]
"""A scale so far: how many values, their sum (or extreme), their weights, how many missing; each only as far as it
can matter."""
ScaleAt = tuple[str, str]
Context = tuple[tuple[Any, ...], tuple[Acc, ...]]
"""Live answers, and the scales that conditions on the way read."""

NOTHING: Acc = (0, 0, 0, 0)


class Kept(Scales):
    """Scales compiled already, whose scores are looked up in the state, where the walk has put them."""

    def __init__(self, scales: Scales) -> None:
        super().__init__(scales.layout, scales)

    def reckoner(self, code: str, at: tuple[int, int]) -> Callable[[State, str], Score]:
        return lambda state, loop: state.scores.get((code, loop)) or Score(code, loop, None)


class Tally:
    """How one scale, at one instance, is summed up."""

    def __init__(self, scales: Scales, code: str) -> None:
        compiled_scale = scales.compile(code)
        scale = scales.by_code[code]
        self.finish = compiled_scale.finish
        self.method = scale.method
        self.zero = scale.not_asked is NotAsked.ZERO
        self.weighs = scale.method is Method.MEAN
        counts = scale.unanswered is Unanswered.PRORATE or scale.answered_least > 1
        self.values_most = 1 << 30 if counts else 1
        prorated = {Unanswered.NO_SCORE: 0, Unanswered.PRORATE: scale.missing_most}
        self.missing_most = prorated.get(scale.unanswered, 1 << 30)
        self.is_plain_sum = scale.method in (Method.SUM, Method.COUNT) and not counts
        self.dead: Acc = (0, 0, 0, self.missing_most + 1)

    def add(self, acc: Acc, value: Exact, weight: Exact) -> Acc:
        number, total, weights, missing = acc
        if missing > self.missing_most:
            return acc
        if self.method is Method.MAX:
            total = max(total, value) if number else value
        elif self.method is Method.MIN:
            total = min(total, value) if number else value
        else:
            total += value
        return min(number + 1, self.values_most), total, weights + weight if self.weighs else 0, missing

    def miss(self, acc: Acc) -> Acc:
        number, total, weights, missing = acc
        if missing + 1 > self.missing_most:
            return self.dead
        most = 1 if self.missing_most == 1 << 30 else self.missing_most
        return number, total, weights, min(missing + 1, most)

    def score(self, acc: Acc) -> Exact | None:
        number, total, weights, missing = acc
        fill: Exact = total if self.method in (Method.MAX, Method.MIN) else 0
        return self.finish([total, *[fill] * (number - 1)][:number], [weights], missing)


class Feed(NamedTuple):
    """What an answer gives to a scale: a value with its weight; None: missing."""

    scale: tuple[str, str]
    value: Exact | None
    weight: Exact


@dataclass(slots=True)
class Layer:
    """States before a stop. `keys`: which answers the contexts hold."""

    keys: tuple[str, ...]
    states: dict[Context, set[tuple[Acc, ...]]] = field(default_factory=dict)


class Reached(NamedTuple):
    """An end of the walk: the state to ask conditions of, with the scores of the goal in it."""

    state: State
    context: Context
    sums: tuple[Acc, ...]


class Walk:
    """Walks a slice; raises Unprovable, or Unusable for a document that cannot be run."""

    def __init__(self, part: Slice, goal: Goal) -> None:
        self.slice, self.goal, self.layout = part, goal, part.layout
        self.names = Names(part.layout, Kept(part.names.scales), part.names.banding_loops)
        self.tallies = {key: Tally(part.names.scales, key[0]) for key in part.scales}
        self.on_the_way = tuple(key for key in part.scales if key in part.read_on_the_way)
        self.at_the_end = tuple(key for key in part.scales if key in part.read_at_the_end)
        self.stops = part.stops
        self.tests = [self._tests(stop) for stop in self.stops]
        self.options = {stop.address: options_of(part, stop) for stop in self.stops if stop.address}
        self._canonical: dict[tuple[int, str, Any], Any] = {}
        self.layers = [Layer(())]
        self.layers[0].states[(), (NOTHING,) * len(self.on_the_way)] = {(NOTHING,) * len(self.at_the_end)}
        self.work = 0
        for index in range(len(self.stops)):
            self._pass(index)

    def test(self, condition: Any) -> Test:
        return compiled(condition, self.names)

    def _tests(self, stop: Stop) -> tuple[list[Test], dict[str, Test]]:
        return (
            [self.test(condition) for condition in stop.shown_if],
            {choice: self.test(condition) for choice, condition in stop.choice_rules},
        )

    # Going forward

    def _pass(self, index: int) -> None:
        layer = self.layers[index]
        after = Layer(self.slice.live_after(index))
        for context, sums in layer.states.items():
            for _, feeds, reached in self._steps(index, context):
                self.work += len(sums)
                if self.work > WORK_MOST:
                    raise Unprovable
                found = after.states.setdefault(reached, set())
                found |= self._fed(feeds, sums)
        self.layers.append(after)

    def _fed(self, feeds: Sequence[Feed], sums: set[tuple[Acc, ...]]) -> set[tuple[Acc, ...]]:
        mine = [feed for feed in feeds if feed.scale in self.slice.read_at_the_end]
        if len(mine) == 1 and len(self.at_the_end) == 1:  # by far the most common, and most of the work
            [(scale, value, weight)] = mine
            tally = self.tallies[scale]
            if value is None:
                return {(tally.miss(acc),) for (acc,) in sums}
            if tally.is_plain_sum:
                most = tally.missing_most
                return {(acc if acc[3] > most else (1, acc[1] + value, 0, acc[3]),) for (acc,) in sums}
            add = tally.add
            return {(add(acc, value, weight),) for (acc,) in sums}
        return {self._add(self.at_the_end, each, mine) for each in sums} if mine else sums

    def _add(
        self, scales: tuple[tuple[str, str], ...], sums: tuple[Acc, ...], feeds: Sequence[Feed]
    ) -> tuple[Acc, ...]:
        new = list(sums)
        for scale, value, weight in feeds:
            place, tally = scales.index(scale), self.tallies[scale]
            new[place] = tally.miss(new[place]) if value is None else tally.add(new[place], value, weight)
        return tuple(new)

    def _steps(self, index: int, context: Context) -> Iterator[tuple[Option, list[Feed], Context]]:
        """What can happen at a stop: (option, feeds, context afterwards)."""
        stop = self.stops[index]
        state = self.state(index, context)
        if stop.gate is not None:
            if stop.gate(state):
                yield Option(None), [], self._after(index, context, state)
            return
        for option in self._possible(index, stop, state):
            feeds = self._feeds(stop, option, state)
            if option.value is not None:
                state.known[stop.address] = option.value
            yield option, feeds, self._after(index, context, state, feeds)
            state.known.pop(stop.address, None)

    def _possible(self, index: int, stop: Stop, state: State) -> Sequence[Option]:
        shown, rules = self.tests[index]
        if stop.loop_over and stop.loop not in self.layout.picked(state, stop.loop_over):
            return (Option(None, picked=False),)
        if not all(test(state, stop.loop) for test in shown):
            return (Option(None),)
        hidden = {choice for choice, test in rules.items() if not test(state, stop.loop)}
        options = self.options[stop.address]
        if hidden:
            options = options.without(hidden)
        return options.grouped or (Option(None),)

    def _feeds(self, stop: Stop, option: Option, state: State) -> list[Feed]:
        found = []
        for scale, worth, weight in self.slice.feeds.get(stop.address, ()):
            if option.value is MISSING:
                found.append(Feed(scale, None, weight))
            elif option.value is not None:
                found.append(Feed(scale, worth(option.value), weight))
            elif self.tallies[scale].zero and option.picked:
                found.append(Feed(scale, 0, weight))
        return found

    def _after(self, index: int, context: Context, state: State, feeds: Sequence[Feed] = ()) -> Context:
        keys = self.slice.live_after(index)
        answers = tuple(
            self._as_class(index, key, MISSING if key in state.missing else state.known.get(key)) for key in keys
        )
        mine = [feed for feed in feeds if feed.scale in self.slice.read_on_the_way]
        sums = self._add(self.on_the_way, context[1], mine) if mine else context[1]
        if any(self.slice.last_use[key] <= index for key in self.on_the_way):
            sums = tuple(
                NOTHING if self.slice.last_use[key] <= index else acc
                for key, acc in zip(self.on_the_way, sums, strict=True)
            )
        return answers, sums

    def _as_class(self, index: int, key: str, value: Any) -> Any:
        """The first answer that no later condition can tell from this one."""
        known = self._canonical.get((index, key, value), self)
        if known is self:
            known = self.options[key].same_after(index, value)
            self._canonical[index, key, value] = known
        return known

    def state(self, index: int, context: Context) -> State:
        """The engine's state for a context before the stop `index`."""
        answers, sums = context
        known = {key: value for key, value in zip(self.layers[index].keys, answers, strict=True) if value is not None}
        state = State({}, known)
        for key, value in list(known.items()):
            if value is MISSING:
                del known[key]
                state.missing[key] = False
        kept = dict(zip(self.on_the_way, sums, strict=True))
        for scale in self.on_the_way:
            score = state.scores[scale] = self._score(scale, kept, state)
            if score.missing:  # the engine looks for missing scores only where some answer is missing
                state.missing[""] = False
        return state

    def _score(self, key: tuple[str, str], sums: dict[tuple[str, str], Acc], state: State) -> Score:
        """From the sums so far, scales of scales from their parts."""
        code, loop = key
        acc, tally = sums[key], self.tallies[key]
        missing = bool(acc[3])
        for under in self.slice.unders(key, state):
            part = self._score((under.scale, under.loop), sums, state)
            if part.value is not None:
                acc = tally.add(acc, under.turn(part.value), under.weight)
            elif part.missing:
                acc, missing = tally.miss(acc), True
            elif tally.zero:
                acc = tally.add(acc, 0, under.weight)
        return Score(code, loop, tally.score(acc), ("",) if missing else ())

    # At the end

    def ends(self) -> Iterator[Reached]:
        """Every way a run can end, as far as the goal can tell them apart. The state is good until the next one."""
        last = len(self.stops)
        for context, all_sums in self.layers[last].states.items():
            state = self.state(last, context)
            for flag, test in self.slice.flag_tests(self.test):
                if test(state, ""):
                    state.flags.add(flag)
            for sums in all_sums:
                kept = dict(zip(self.at_the_end, sums, strict=True))
                for key in self.goal.scales:
                    state.scores[key] = self._score(key, kept, state)
                yield Reached(state, context, sums)

    def answers_to(self, end: Reached) -> dict[str, Any]:
        """Answers and facts (address -> value; MISSING for declined) that lead to this end."""
        found: dict[str, Any] = {}
        context, sums = end.context, end.sums
        for index in reversed(range(len(self.stops))):
            option, context, sums = self._before(index, context, sums)
            if option.value is not None:
                found[self.stops[index].address] = option.value
        return dict(reversed(found.items()))

    def _before(self, index: int, context: Context, sums: tuple[Acc, ...]) -> tuple[Option, Context, tuple[Acc, ...]]:
        for earlier, all_sums in self.layers[index].states.items():
            for option, feeds, reached in self._steps(index, earlier):
                if reached != context:
                    continue
                mine = [feed for feed in feeds if feed.scale in self.slice.read_at_the_end]
                for each in all_sums:
                    if self._add(self.at_the_end, each, mine) == sums:
                        return option, earlier, each
        raise Unusable("A state without a past.")
