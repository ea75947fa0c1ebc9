"""Scales, compiled: points of answers -> exact scores.

Two things are never confused: a term that was *not asked* contributes 0 or is left out, as the scale says; a term
*asked and not answered* decides, with the scale's policy, whether there is a score at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assessment.arithmetic import Turn, counts, finisher, nothing, turn
from assessment.document import ItemKind, Method, NotAsked, Scale, Term, address_of
from assessment.layout import Layout, Unusable, Worth
from assessment.states import Exact, Known, Score, State, TermShare, exact

Reckoner = Callable[[State, str], Score]


MOST_MADE = 1000
"""Scores kept ready for each scale."""


class Leaf(NamedTuple):
    """A term at one address. `worth`: what an answer contributes; `points`: what it is worth before that; `table`:
    `worth` written out, where it can be."""

    address: str
    worth: Worth
    points: Worth
    weight: Exact
    table: dict[Known, Exact]


class Under(NamedTuple):
    """A term that is another scale (at one instance, or none)."""

    scale: str
    loop: str
    reckon: Reckoner
    turn: Turn
    weight: Exact


class Parts(NamedTuple):
    leaves: tuple[Leaf, ...]
    unders: tuple[Under, ...]


class Scales:
    """The compiled scales of a document; `compiled` already, if these are the same."""

    def __init__(self, layout: Layout, compiled: Scales | None = None) -> None:
        self.layout = layout
        self.by_code = {scale.code: scale for scale in layout.document.scales}
        self._compiled: dict[str, _Compiled] = dict(compiled._compiled) if compiled else {}
        self._compiling: list[str] = []
        for code in self.by_code:
            self.compile(code)

    def compile(self, code: str) -> _Compiled:
        if code not in self.by_code:
            raise Unusable(f"There is no scale «{code}».")
        if code in self._compiling:
            raise Unusable(f"The scales {' → '.join([*self._compiling, code])} use one another in a circle.")
        if code not in self._compiled:
            self._compiling.append(code)
            self._compiled[code] = _Compiled(self, self.by_code[code])
            self._compiling.pop()
        return self._compiled[code]

    def reckoner(self, code: str, at: tuple[int, int]) -> Reckoner:
        """How to get a scale's score for something at position `at`. Where all its terms come before, the score is
        reckoned once for a state; an earlier reading is never kept, for it may change."""
        scale = self.compile(code)
        return _kept(code, scale.reckoned) if scale.is_settled_before(at) else scale.reckoned

    def is_settled_before(self, code: str, at: tuple[int, int]) -> bool:
        """Whether nothing answered at or after a position can change the score."""
        return self.compile(code).is_settled_before(at)

    def terms(self, code: str, state: State, loop: str) -> tuple[TermShare, ...]:
        """What each term gave, for an explanation."""
        return self.compile(code).shares(state, loop)

    def span(self, code: str) -> tuple[Exact, Exact]:
        """The range as published, else the widest that the terms allow (each instance of a loop counted)."""
        scale = self.by_code[code]
        if scale.minimum is not None and scale.maximum is not None:
            return exact(scale.minimum), exact(scale.maximum)
        return self.compile(code).widest()


class _Compiled:
    """One scale. Terms are laid out by instance when the document is compiled, not when it is run."""

    def __init__(self, scales: Scales, scale: Scale) -> None:
        self.scales, self.scale, self.layout = scales, scale, scales.layout
        self.loop_over = self.layout.loop_over(scale.loop)
        if scale.loop and not self.loop_over:
            raise Unusable(f"Scale «{scale.code}» is of the loop «{scale.loop}», which does not exist.")
        self.finish = finisher(scale)
        self.weighs = scale.method is Method.MEAN
        self.zero = scale.not_asked is NotAsked.ZERO
        self.items: set[str] = set()
        self.fixed = self._parts("")
        self.looped = {
            loop_over: {loop: self._parts(loop, loop_over) for loop in self.layout.instances(loop_over)}
            for loop_over in self._loops()
        }
        self.reckoned = self._swift() if self._is_simple() else self.reckon

    def _loops(self) -> list[str]:
        """The loops some terms stand in, own loop first."""
        found = [self.loop_over] if self.loop_over else []
        found += [self._loop_of(term) for term in self.scale.terms]
        return [loop for loop in dict.fromkeys(found) if loop]

    def _loop_of(self, term: Term) -> str:
        if term.of in self.layout.scale_loops:
            return self.layout.scale_loops[term.of]
        return self.layout.item_loop(term.of.partition(".")[0])

    def _parts(self, loop: str, loop_over: str = "") -> Parts:
        leaves: list[Leaf] = []
        unders: list[Under] = []
        for term in self.scale.terms:
            if self._loop_of(term) != loop_over:
                continue
            if term.of in self.scales.by_code:
                unders.append(self._under(term, loop))
            else:
                leaves.extend(self._leaves(term, loop))
        return Parts(tuple(leaves), tuple(unders))

    def _under(self, term: Term, loop: str) -> Under:
        compiled = self.scales.compile(term.of)
        self.items |= compiled.items
        turned = turn(term, lambda: self.scales.span(term.of))
        if self.scale.method is Method.COUNT:
            turned = nothing
        return Under(term.of, loop, compiled.kept_or_now, turned, exact(term.weight))

    def _leaves(self, term: Term, loop: str) -> list[Leaf]:
        code, _, row = term.of.partition(".")
        item = self.layout.items.get(code)
        if item is None or (row and row not in {each.code for each in item.rows}):
            raise Unusable(f"Scale «{self.scale.code}» adds up «{term.of}», which does not exist.")
        self.items.add(code)
        points = self.layout.worth(code)
        if self.scale.method is Method.COUNT:
            worth = counts(frozenset(self.scale.counted), exact(term.weight))
        else:
            worth = self._worth(term, code, points)
        rows = [each.code for each in item.rows] if item.kind is ItemKind.GRID and not row else [row]
        table: dict[Known, Exact] = {}
        if item.kind in (ItemKind.SINGLE, ItemKind.GRID):
            codes = (choice.code for choice in self.layout.choices(code))
            table = {each: value for each in codes if (value := worth(each)) is not None}
        return [Leaf(address_of(code, each, loop), worth, points, exact(term.weight), table) for each in rows]

    def _worth(self, term: Term, code: str, points: Worth) -> Worth:
        turned = turn(term, lambda: self.layout.span(code))

        def worth(answer: Known) -> Exact | None:
            value = points(answer)
            return None if value is None else turned(value)

        return worth

    def is_settled_before(self, at: tuple[int, int]) -> bool:
        for code in self.items:
            position = self.layout.position[code]
            if position >= at:
                return False
            if position[0] == at[0] and self.layout.item_loop(code):
                return False  # the loop goes on: an instance may be read that is yet to come
        return True

    def _parts_now(self, state: State, loop: str) -> list[Parts]:
        if not self.looped:
            return [self.fixed]
        found = [self.fixed]
        for loop_over, by_instance in self.looped.items():
            here = (loop,) if loop_over == self.loop_over else self.layout.picked(state, loop_over)
            found += [by_instance[each] for each in here if each in by_instance]
        return found

    def kept_or_now(self, state: State, loop: str) -> Score:
        return state.scores.get((self.scale.code, loop)) or self.reckoned(state, loop)

    def reckon(self, state: State, loop: str) -> Score:
        if self.loop_over and loop not in self.layout.picked(state, self.loop_over):
            return Score(self.scale.code, loop, None)
        values: list[Exact] = []
        weights: list[Exact] = []
        missing: list[str] = []
        for parts in self._parts_now(state, loop):
            self._add_leaves(parts.leaves, state, values, weights, missing)
            if parts.unders:
                self._add_unders(parts.unders, state, values, weights, missing)
        return Score(self.scale.code, loop, self.finish(values, weights, len(missing)), tuple(missing))

    def _add_leaves(
        self, leaves: tuple[Leaf, ...], state: State, values: list[Exact], weights: list[Exact], missing: list[str]
    ) -> None:
        known, unanswered, zero, weighs = state.known, state.missing, self.zero, self.weighs
        for address, worth, _points, weight, _table in leaves:
            answer = known.get(address)
            if answer is not None and (value := worth(answer)) is not None:
                values.append(value)
            elif answer is not None or address in unanswered:
                missing.append(address)
                continue
            elif zero:
                values.append(0)
            else:
                continue
            if weighs:
                weights.append(weight)

    def _add_unders(
        self, unders: tuple[Under, ...], state: State, values: list[Exact], weights: list[Exact], missing: list[str]
    ) -> None:
        for under in unders:
            score = under.reckon(state, under.loop)
            if score.value is not None:
                values.append(under.turn(score.value))
            elif score.missing:
                missing.append(address_of(under.scale, loop=under.loop))
                continue
            elif self.zero:
                values.append(0)
            else:
                continue
            weights.append(under.weight)

    def _is_simple(self) -> bool:
        scale, leaves = self.scale, self.fixed.leaves
        transformed = scale.multiply != 1 or scale.add != 0 or scale.decimals is not None
        return (
            scale.method is Method.SUM
            and self.zero
            and not (transformed or self.looped or self.fixed.unders)
            and len(leaves) >= max(1, scale.answered_least)
            and all(leaf.table for leaf in leaves)
        )

    def _swift(self) -> Reckoner:
        """The usual case in one pass: a plain sum with nothing missing. All else goes the long way."""
        code, slowly = self.scale.code, self.reckon
        pairs = [(leaf.address, leaf.table) for leaf in self.fixed.leaves]
        made: dict[Exact, Score] = {}

        def reckon(state: State, loop: str) -> Score:
            known, missing = state.known, state.missing
            total: Exact = 0
            try:
                for address, table in pairs:
                    answer = known.get(address)
                    if answer is not None:
                        total += table[answer]
                    elif address in missing:
                        return slowly(state, loop)
            except KeyError:  # a choice without points
                return slowly(state, loop)
            score = made.get(total)
            if score is None:
                score = Score(code, loop, exact(total))
                if len(made) < MOST_MADE:
                    made[total] = score
            return score

        return reckon

    def shares(self, state: State, loop: str) -> tuple[TermShare, ...]:
        found: list[TermShare] = []
        for parts in self._parts_now(state, loop):
            for leaf in parts.leaves:
                answer = state.known.get(leaf.address)
                points = None if answer is None else leaf.points(answer)
                share = None if answer is None else leaf.worth(answer)
                asked = answer is not None or leaf.address in state.missing
                found.append(TermShare(leaf.address, state.answers.get(leaf.address), points, share, asked))
            for under in parts.unders:
                score = under.reckon(state, under.loop)
                share = None if score.value is None else under.turn(score.value)
                asked = score.value is not None or bool(score.missing)
                found.append(TermShare(address_of(under.scale, loop=under.loop), None, score.value, share, asked))
        return tuple(found)

    def widest(self) -> tuple[Exact, Exact]:
        spans = [self._span(term) for term in self.scale.terms for _ in range(self._times(term))]
        lows, highs = [low for low, _ in spans], [high for _, high in spans]
        if self.zero:
            lows = [min(low, 0) for low in lows]
        ends = [
            self.finish(lows, [exact(term.weight) for term in self.scale.terms], 0) or 0,
            self.finish(highs, [exact(term.weight) for term in self.scale.terms], 0) or 0,
        ]
        return min(ends), max(ends)

    def _span(self, term: Term) -> tuple[Exact, Exact]:
        is_scale = term.of in self.scales.by_code
        span = self.scales.span(term.of) if is_scale else self.layout.span(term.of.partition(".")[0])
        turned = turn(term, lambda: span)
        ends = turned(span[0]), turned(span[1])
        return min(ends), max(ends)

    def _times(self, term: Term) -> int:
        loop_over = self._loop_of(term)
        times = len(self.layout.instances(loop_over)) if loop_over and loop_over != self.loop_over else 1
        return times * max(1, len(self.layout.rows(term.of)))


def _kept(code: str, reckon: Reckoner) -> Reckoner:
    def kept(state: State, loop: str) -> Score:
        score = state.scores.get((code, loop))
        if score is None:
            score = state.scores[code, loop] = reckon(state, loop)
        return score

    return kept
