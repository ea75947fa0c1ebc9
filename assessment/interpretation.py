"""An interpretation profile, compiled: scores -> bands, flags, feedback blocks in order of risk, and needs."""

from __future__ import annotations

from typing import NamedTuple

from assessment.bandings import Read, reader
from assessment.compilation import Names, compiled, loop_of, readable, test_of
from assessment.document import ONE_OF, Block, BlockKind, Flag, Level, Profile
from assessment.layout import Layout
from assessment.outcome import Need, Reading, ShownBlock
from assessment.states import State, Test
from assessment.tree import BandRef, FlagRef, walk

_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            BlockKind.CRISIS,
            BlockKind.WARNING,
            BlockKind.PERMISSION,
            BlockKind.HEADLINE,
            BlockKind.MEANING,
            BlockKind.RAISED,
            BlockKind.RISK,
            BlockKind.ADVICE,
            BlockKind.OPTION,
            BlockKind.TIP,
            BlockKind.SOURCE,
            BlockKind.DISCLAIMER,
        ),
        start=2,
    )
}
_CRISIS_FLAG, _FLAG = 0, 1
MOST_KEPT = 2000
_MILDER = {level: step for step, level in enumerate(reversed(Level))}


class Found(NamedTuple):
    readings: tuple[Reading, ...]
    flags: tuple[Flag, ...]
    blocks: tuple[ShownBlock, ...]
    needs: tuple[Need, ...]


NOTHING_FOUND = Found((), (), (), ())


class _Ruled(NamedTuple):
    """Something with a condition. `loop_over`: it applies once for each instance of that loop."""

    test: Test | None
    loop_over: str


class _Feedback(NamedTuple):
    block: Block
    ruled: _Ruled
    rank: int
    at: int  # place in the document


class Interpretation:
    """`fits` tells whether the profile is for these facts."""

    def __init__(self, profile: Profile, names: Names) -> None:
        self.profile = profile
        self.names = names._replace(banding_loops=_loops(profile, names.layout))
        where = f"profile «{profile.code}»"
        self.when = test_of(profile.when, where, self.names)
        self.bandings: list[tuple[Read, str, str]] = [
            (reader(each, self.names), each.code or each.scale, self.names.banding_loops[each.code or each.scale])
            for each in profile.bandings
        ]
        self.early, self.late = self._flags()
        self.feedback = [self._feedback(at, block) for at, block in enumerate(profile.blocks)]
        self.by_band: dict[tuple[str, str], list[_Feedback]] = {}
        for each in self.feedback:
            self.by_band.setdefault((each.block.banding, each.block.band), []).append(each)
        looped = any(self.names.banding_loops.values())
        self.is_plain = not looped and not any(block.when.strip() for block in profile.blocks)
        self.shown: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[ShownBlock, ...]] = {}
        about = names.layout.document.substance
        self.rules = [
            (Need(rule.kinds, rule.most, rule.code, about), self._ruled(rule.when, f"referral rule «{rule.code}»"))
            for rule in profile.rules
        ]

    def fits(self, state: State) -> bool:
        countries = self.profile.countries
        if countries and state.known.get("country") not in countries:
            return False
        return self.when is None or self.when(state, "")

    def read(self, state: State, *, scored: bool = True) -> Found:
        """`scored` False: nothing is read from scores (somebody too young)."""
        self._raise(self.early, state)
        readings = self._readings(state) if scored else []
        self._raise(self.late, state)
        flags = tuple(flag for flag in self.profile.flags if flag.code in state.flags) if state.flags else ()
        return Found(tuple(readings), flags, self._blocks(state, readings), self.needs(state))

    def _readings(self, state: State) -> list[Reading]:
        readings: list[Reading] = []
        for read, code, loop_over in self.bandings:
            for loop in self.names.layout.picked(state, loop_over) if loop_over else ("",):
                reading = read(state, loop)
                readings.append(reading)
                if reading.band is not None:
                    state.bands[code, loop] = reading.band.code
        return readings

    def _flags(self) -> tuple[list[tuple[Flag, _Ruled]], list[tuple[Flag, _Ruled]]]:
        """Flags that read no band come before the bandings, whose cases may ask for them."""
        early: list[tuple[Flag, _Ruled]] = []
        late: list[tuple[Flag, _Ruled]] = []
        after: set[str] = set()
        for flag in self.profile.flags:
            where = f"flag «{flag.code}»"
            nodes = list(walk(readable(flag.when, where)))
            if any(isinstance(node, BandRef) or (isinstance(node, FlagRef) and node.flag in after) for node in nodes):
                after.add(flag.code)
            (late if flag.code in after else early).append((flag, self._ruled(flag.when, where)))
        return early, late

    def _raise(self, flags: list[tuple[Flag, _Ruled]], state: State) -> None:
        for flag, ruled in flags:
            if self._instances(ruled, state):
                state.flags.add(flag.code)

    def _ruled(self, text: str, where: str) -> _Ruled:
        condition = readable(text, where)
        if not text.strip():
            return _Ruled(None, "")
        return _Ruled(compiled(condition, self.names), loop_of(condition, self.names))

    def _instances(self, ruled: _Ruled, state: State) -> tuple[str, ...]:
        """Where it holds: the instances, or ("",) for what is outside loops."""
        test = ruled.test
        if test is None:
            return ("",)
        if ruled.loop_over:
            return tuple(loop for loop in self.names.layout.picked(state, ruled.loop_over) if test(state, loop))
        return ("",) if test(state, "") else ()

    def _feedback(self, at: int, block: Block) -> _Feedback:
        ruled = self._ruled(block.when, f"block «{block.code}»")
        rank = _RANK[block.kind]
        if block.flag:
            crisis = any(flag.crisis for flag in self.profile.flags if flag.code == block.flag)
            rank = _CRISIS_FLAG if crisis else _FLAG
        return _Feedback(block, ruled, rank, at)

    def _blocks(self, state: State, readings: list[Reading]) -> tuple[ShownBlock, ...]:
        """Where blocks depend on bands and flags alone, each combination is put together once."""
        if not self.is_plain:
            return self._put_together(state, readings)
        bands = tuple([reading.band.code if reading.band is not None else "" for reading in readings])
        key = (bands, tuple(sorted(state.flags)) if state.flags else ())
        if key not in self.shown:
            if len(self.shown) > MOST_KEPT:
                self.shown.clear()
            self.shown[key] = self._put_together(state, readings)
        return self.shown[key]

    def _put_together(self, state: State, readings: list[Reading]) -> tuple[ShownBlock, ...]:
        found: list[tuple[int, int, int, int, ShownBlock]] = []
        for feedback in self.by_band.get(("", ""), ()):
            if not feedback.block.flag or feedback.block.flag in state.flags:
                for number, loop in enumerate(self._instances(feedback.ruled, state)):
                    found.append((feedback.rank, 0, feedback.at, number, ShownBlock(feedback.block, loop)))
        for number, reading in enumerate(readings):
            if reading.band is None:
                continue
            milder = _MILDER[reading.band.level]
            for band in (reading.band.code, ""):
                for feedback in self.by_band.get((reading.banding, band), ()):
                    block, test = feedback.block, feedback.ruled.test
                    if (not block.flag or block.flag in state.flags) and (test is None or test(state, reading.loop)):
                        found.append((feedback.rank, milder, feedback.at, number, ShownBlock(block, reading.loop)))
        return _first_of_kind(found)

    def needs(self, state: State) -> tuple[Need, ...]:
        """What the rules that hold ask for, once the bands and flags of the state are known."""
        needs: list[Need] = []
        for once, ruled in self.rules:
            if ruled.loop_over:
                needs += [once._replace(loop=loop) for loop in self._instances(ruled, state)]
            elif ruled.test is None or ruled.test(state, ""):
                needs.append(once)
        return tuple(needs)


def _first_of_kind(found: list[tuple[int, int, int, int, ShownBlock]]) -> tuple[ShownBlock, ...]:
    """In order of risk, the more serious reading first; of the kinds in ONE_OF the first for each reading."""
    found.sort()
    taken: set[tuple[BlockKind, str, str]] = set()
    blocks: list[ShownBlock] = []
    for *_, shown in found:
        block, loop = shown
        if block.kind in ONE_OF:
            key = (block.kind, block.banding, loop)
            if key in taken:
                continue
            taken.add(key)
        blocks.append(shown)
    return tuple(blocks)


def _loops(profile: Profile, layout: Layout) -> dict[str, str]:
    return {
        each.code or each.scale: (layout.scale_loops.get(each.scale, "") if each.scale else layout.loop_over(each.loop))
        for each in profile.bandings
    }
