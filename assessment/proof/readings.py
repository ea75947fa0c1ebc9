"""What a profile makes of a run, as formulas: whom it reads, bands, flags, feedback blocks, referral rules.

In the order of the engine: flags that read no band, bandings one by one, the other flags, then blocks and rules. Each
sees what came before it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from assessment.bandings import rises
from assessment.compilation import loop_of
from assessment.document import ONE_OF, Banding, Block, CutOffs, Decision, Number, Profile, Range, ReferralRule
from assessment.flow import Flow
from assessment.interpretation import Interpretation
from assessment.proof.formulas import ALWAYS, NEVER
from assessment.proof.ground import Ground, Seen
from assessment.states import Exact, Score, exact
from assessment.syntax import parse
from assessment.tree import Answered, AnyInstance, Condition, ItemRef, Node, ScoreRef, inside

Holding = Callable[[Exact], tuple[str, ...]]
"""For a score: the bands whose ranges hold it, in their order, each once."""


class Settled(NamedTuple):
    """A decision: where it is taken, and where it cannot be told because an answer is missing."""

    taken: int
    blind: int


class Readings:
    """One profile of a document."""

    def __init__(self, flow: Flow, ground: Ground, profile: Profile) -> None:
        self.ground, self.table, self.profile = ground, ground.table, profile
        self.bandings = {banding.code or banding.scale: banding for banding in profile.bandings}
        self.codes = {code: tuple(band.code for band in each.bands) for code, each in self.bandings.items()}
        self.flags: dict[str, int] = {}
        self.seen_by_flag: dict[str, Seen] = {}
        self._bands: dict[tuple[str, str], dict[str | None, int]] = {}
        self._holding: dict[tuple[Range, ...], Holding] = {}
        self._cases: dict[tuple[str, str], list[int]] = {}
        self._decisions: dict[tuple[str, str], list[Settled]] = {}
        self._shown: dict[str, dict[str, int]] = {}
        self._wanted: dict[str, dict[str, tuple[int, int]]] = {}
        self.gate = self._gate(flow)
        interpretation = flow.interpretations[profile.code]
        self._raise(interpretation, early=True)
        self._early = dict(self.flags)
        self._raise(interpretation, early=False)

    # Whom it reads

    def _gate(self, flow: Flow) -> int:
        before: list[int] = []
        for profile in flow.document.profiles:
            fits = fitting(self.ground, profile)
            if profile.code == self.profile.code:
                return self.table.all_of([fits, *map(self.table.negation, before)])
            before.append(fits)
        return NEVER

    # What is seen when

    def seen(self) -> Seen:
        """By blocks and rules."""
        return Seen(bandings=self.codes, bands=self.band, flags=self.flags, profile=self.profile.code)

    def _seen_by(self, banding: str) -> Seen:
        before = list(self.codes)[: list(self.codes).index(banding)]
        return self.seen()._replace(bandings={code: self.codes[code] for code in before}, flags=self._early)

    def _raise(self, interpretation: Interpretation, *, early: bool) -> None:
        for flag, _ in interpretation.early if early else interpretation.late:
            seen = self.seen()._replace(flags=dict(self.flags))
            self.seen_by_flag[flag.code] = seen._replace(bandings={}) if early else seen
            self.flags[flag.code] = self.somewhere(parse(flag.when), self.seen_by_flag[flag.code])

    def somewhere(self, condition: Condition, seen: Seen | None = None) -> int:
        """A condition that is asked once for each instance of the loop that it speaks of, if any."""
        seen = seen or self.seen()
        loop_over = self.loop_of(condition)
        if not loop_over:
            return self.ground.formula(condition, "", seen)
        return self.ground.in_any(loop_over, lambda loop: self.ground.formula(condition, loop, seen))

    def loop_of(self, condition: Condition) -> str:
        return loop_of(condition, self.ground.names(self.seen()))

    def formula(self, loop: str, condition: Condition) -> int:
        """A condition of a block or rule, at one instance."""
        return self.ground.formula(condition, loop, self.seen())

    # Bandings

    def instances(self, code: str) -> tuple[str, ...]:
        loop_over = self.ground.banding_loop(self.profile.code, code)
        return self.ground.layout.instances(loop_over) if loop_over else ("",)

    def is_read(self, code: str, loop: str) -> int:
        """Whether a banding is read at all: not of somebody too young, nor for an instance that is not there."""
        loop_over = self.ground.banding_loop(self.profile.code, code)
        picked = self.ground.is_picked(loop_over, loop) if loop_over else ALWAYS
        return self.table.all_of([self.ground.adult, picked])

    def cases(self, code: str, loop: str) -> list[int]:
        """Which cut-offs apply: each where no case before it holds."""
        found = self._cases.get((code, loop))
        if found is None:
            found = self._cases[code, loop] = self._cases_of(code, loop)
        return found

    def _cases_of(self, code: str, loop: str) -> list[int]:
        found: list[int] = []
        before: list[int] = []
        for case in self.bandings[code].cut_offs:
            holds = self.ground.formula(parse(case.when), loop, self._seen_by(code))
            found.append(self.table.all_of([holds, *map(self.table.negation, before)]))
            before.append(holds)
        return found

    def band(self, code: str, loop: str, band: str | None) -> int:
        """That a run lies in a band; None: in none."""
        found = self._bands.get((code, loop))
        if found is None:
            found = self._bands[code, loop] = self._bands_of(self.bandings[code], code, loop)
        return found.get(band, NEVER)

    def _bands_of(self, banding: Banding, code: str, loop: str) -> dict[str | None, int]:
        if loop not in self.instances(code):
            return {None: ALWAYS}
        ways: dict[str | None, list[int]] = {band: [] for band in self.codes[code]}
        if banding.scale:
            for case, applies in zip(banding.cut_offs, self.cases(code, loop), strict=True):
                for band in dict.fromkeys(each.band for each in case.ranges):
                    ways[band].append(self.table.all_of([applies, self._lies_in(banding, case, band, loop)]))
        else:
            for decision, settled in zip(banding.decisions, self.decisions(code, loop), strict=True):
                ways[decision.band].append(settled.taken)
        read = self.is_read(code, loop)
        found: dict[str | None, int] = {
            band: self.table.all_of([read, self.table.one_of(each)]) for band, each in ways.items()
        }
        found[None] = self.table.negation(self.table.one_of(found.values()))
        return found

    def holding(self, case: CutOffs) -> Holding:
        """Looked up once for each score, whoever asks."""
        found = self._holding.get(case.ranges)
        if found is None:
            found = self._holding[case.ranges] = cache(_holding(case))
        return found

    def _lies_in(self, banding: Banding, case: CutOffs, band: str, loop: str) -> int:
        bands = self.holding(case)

        def lies(score: Score) -> bool:
            return score.value is not None and next(iter(bands(score.value)), None) == band

        key = self.ground.score_at(banding.scale, "", loop)
        return self.ground.of_score(("band", case.ranges, band), key, lies, limit_of(case))

    def decisions(self, code: str, loop: str) -> list[Settled]:
        """Each decision where none before it settled the matter."""
        found = self._decisions.get((code, loop))
        if found is None:
            found = self._decisions[code, loop] = list(self._settled(code, loop))
        return found

    def _settled(self, code: str, loop: str) -> list[Settled]:
        table, open_still, found = self.table, ALWAYS, []
        for decision in self.bandings[code].decisions:
            holds, blind, certain = self._decision(decision, code, loop)
            taken = holds if certain else table.all_of([holds, table.negation(blind)])
            stuck = table.all_of([blind, table.negation(taken)])
            found.append(Settled(table.all_of([open_still, taken]), table.all_of([open_still, stuck])))
            open_still = table.all_of([open_still, table.negation(taken), table.negation(stuck)])
        return found

    def _decision(self, decision: Decision, code: str, loop: str) -> tuple[int, int, bool]:
        condition = parse(decision.when)
        holds = self.ground.formula(condition, loop, self._seen_by(code))
        return holds, self._rests_on_missing(condition, loop), rises(condition)

    def _rests_on_missing(self, node: Node, loop: str) -> int:
        ground = self.ground
        match node:
            case Answered():
                return NEVER
            case ItemRef():
                return ground.rows_missing(node, loop)
            case ScoreRef(code, at) if code in ground.scales.by_code:
                key = ground.score_at(code, at, loop)
                return ground.of_score("unscored", key, lambda score: score.value is None and bool(score.missing), 0)
        loop_over = self.loop_of(node.test) if isinstance(node, AnyInstance) else ""
        if loop_over:
            return ground.in_any(loop_over, lambda each: self._under(node, each))
        return self._under(node, loop)

    def _under(self, node: Node, loop: str) -> int:
        return self.table.one_of([self._rests_on_missing(child, loop) for child in inside(node)])

    # Feedback and referral

    def block_above(self, block: Block) -> dict[str, int]:
        """Instance -> where its band and its flag are given."""
        return {loop: above for loop, (above, _) in self._ways(block).items()}

    def told_to(self, block: Block, loop: str) -> list[int]:
        """Where a result at an instance has the block, rivals or not."""
        ways = self._ways(block)
        return [self.table.all_of(ways[each]) for each in {"", loop} if each in ways]

    def shown(self, block: Block) -> dict[str, int]:
        """For each instance: where it is shown, rivals of its kind leaving it room."""
        found = self._shown.get(block.code)
        if found is None:
            found = self._shown[block.code] = self._shown_of(block)
        return found

    def _shown_of(self, block: Block) -> dict[str, int]:
        found, rivals = {}, self.rivals(block)
        for loop, way in self._ways(block).items():
            others = [self._ways(each)[loop] for each in rivals if loop in self._ways(each)]
            found[loop] = self.table.all_of([*way, *(self.table.negation(self.table.all_of(each)) for each in others)])
        return found

    def rivals(self, block: Block) -> list[Block]:
        """Of the kinds of which a result has one: the blocks that may take its place."""
        if block.kind not in ONE_OF:
            return []
        return [each for each in self._before(self.profile.blocks.index(block)) if each.kind is block.kind]

    def _before(self, at: int) -> list[Block]:
        """The blocks of a reading that are put before one, in whose band it can be: those of flags come first."""
        crises = {flag.code for flag in self.profile.flags if flag.crisis}

        def rank(index: int) -> tuple[int, int]:
            flag = self.profile.blocks[index].flag
            return (0 if flag in crises else 1) if flag else 2, index

        own = self.profile.blocks[at]
        return [
            each
            for index, each in enumerate(self.profile.blocks)
            if rank(index) < rank(at)
            and each.banding == own.banding
            and (each.band == own.band or not each.band or not own.band)
        ]

    def _ways(self, block: Block) -> dict[str, tuple[int, int]]:
        """Loop -> (where its band and flag are given, its own condition there)."""
        found = self._wanted.get(block.code)
        if found is None:
            found = self._wanted[block.code] = self._ways_of(block)
        return found

    def _ways_of(self, block: Block) -> dict[str, tuple[int, int]]:
        table, condition, seen = self.table, parse(block.when), self.seen()
        flag = self.flags.get(block.flag, NEVER) if block.flag else ALWAYS
        if block.banding:
            here = {loop: self._lies(block, loop) for loop in self.instances(block.banding)}
        elif block.band:
            return {}
        elif loop_over := self.loop_of(condition):
            here = {each: self.ground.is_picked(loop_over, each) for each in self.ground.layout.instances(loop_over)}
        else:
            here = {"": ALWAYS}
        return {
            loop: (table.all_of([flag, holds]), self.ground.formula(condition, loop, seen))
            for loop, holds in here.items()
        }

    def _lies(self, block: Block, loop: str) -> int:
        if block.band:
            return self.band(block.banding, loop, block.band)
        return self.table.negation(self.band(block.banding, loop, None))

    def rule(self, rule: ReferralRule) -> int:
        return self.somewhere(parse(rule.when))


def fitting(ground: Ground, profile: Profile) -> int:
    """Whom a profile is for, whatever profiles stand before it."""
    when = ground.formula(parse(profile.when))
    if not profile.countries:
        return when
    return ground.table.all_of([ground.in_country(profile.countries), when])


def _holding(case: CutOffs) -> Holding:
    ranges = [(each.band, _exactly(each.low), _exactly(each.high)) for each in case.ranges]

    def bands(value: Exact) -> tuple[str, ...]:
        hits = [band for band, low, high in ranges if (low is None or low <= value) and (high is None or value <= high)]
        return tuple(dict.fromkeys(hits))

    return bands


def limit_of(case: CutOffs) -> Exact | None:
    ends = [exact(end) for each in case.ranges for end in (each.low, each.high) if end is not None]
    return max(ends, default=None)


def _exactly(end: Number | None) -> Exact | None:
    return None if end is None else exact(end)
