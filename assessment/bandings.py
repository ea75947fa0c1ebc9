"""Bandings, compiled: where a score lies by cut-offs, or what a decision list decides."""

from __future__ import annotations

from collections.abc import Callable

from assessment.compilation import Names, loop_of, readable, test_of
from assessment.document import Banding, CutOffs, Decision, address_of
from assessment.layout import Unusable
from assessment.outcome import Lack, Reading
from assessment.states import END, Exact, Score, State, Test, exact
from assessment.tree import (
    Answered,
    AnyInstance,
    Compare,
    Condition,
    ItemRef,
    Node,
    Not,
    ScoreRef,
    inside,
    walk,
)

Read = Callable[[State, str], Reading]
"""(state, instance) -> the reading"""

Lying = tuple[Exact | None, Exact | None, Reading]


def reader(banding: Banding, names: Names) -> Read:
    code = banding.code or banding.scale
    if banding.scale:
        return _by_score(banding, code, names)
    return _by_decision(banding, code, names)


def _by_score(banding: Banding, code: str, names: Names) -> Read:
    if banding.scale not in names.scales.by_code:
        raise Unusable(f"Banding «{code}» reads the scale «{banding.scale}», which does not exist.")
    reckon = names.scales.reckoner(banding.scale, END)
    cases = [(test_of(each.when, f"banding «{code}»", names), _lying(each, code, banding)) for each in banding.cut_offs]

    def read(state: State, loop: str) -> Reading:
        score = reckon(state, loop)
        value = score.value
        if value is None:
            return Reading(code, loop, None, lack=Lack.ANSWERS if score.missing else Lack.NOT_ASKED)
        for test, ranges in cases:
            if test is None or test(state, loop):
                for low, high, reading in ranges:
                    if (low is None or low <= value) and (high is None or value <= high):
                        return reading._replace(loop=loop) if loop else reading
                break
        return Reading(code, loop, None, lack=Lack.BAND)

    return read


def _lying(case: CutOffs, code: str, banding: Banding) -> list[Lying]:
    bands = {band.code: band for band in banding.bands}
    found: list[Lying] = []
    for each in case.ranges:
        if each.band not in bands:
            raise Unusable(f"Banding «{code}» has a range for the band «{each.band}», which does not exist.")
        low = None if each.low is None else exact(each.low)
        high = None if each.high is None else exact(each.high)
        found.append((low, high, Reading(code, "", bands[each.band], each.low, each.high, case.when)))
    return found


def _by_decision(banding: Banding, code: str, names: Names) -> Read:
    """The first decision that holds. One that rests on an answer still missing settles nothing, nor does any after it:
    «otherwise» must not be what somebody gets who did not say."""
    decisions = [_decision(each, code, banding, names) for each in banding.decisions]

    def read(state: State, loop: str) -> Reading:
        for test, rests_on_missing, is_certain, reading in decisions:
            holds = test is None or test(state, loop)
            blind = not (holds and is_certain) and rests_on_missing(state, loop)
            if holds and not blind:
                return reading._replace(loop=loop) if loop else reading
            if blind:
                return Reading(code, loop, None, lack=Lack.ANSWERS)
        return Reading(code, loop, None, lack=Lack.BAND)

    return read


def _decision(decision: Decision, code: str, banding: Banding, names: Names) -> tuple[Test | None, Test, bool, Reading]:
    band = next((each for each in banding.bands if each.code == decision.band), None)
    if band is None:
        raise Unusable(f"Banding «{code}» decides for the band «{decision.band}», which does not exist.")
    where = f"banding «{code}»"
    condition = readable(decision.when, where)
    reading = Reading(code, "", band, why=decision.when)
    return test_of(decision.when, where, names), _rests_on_missing(condition, names), rises(condition), reading


def rises(condition: Condition) -> bool:
    """Whether more answers can only make it hold: where it holds now, it holds for good."""
    nodes = tuple(walk(condition))
    denied = any(isinstance(node, Not | Answered) for node in nodes)
    signs = {sign for node in nodes if isinstance(node, Compare) for sign, _ in node.rest}
    return not denied and not signs & {"!=", "not in"}


def _rests_on_missing(node: Node, names: Names) -> Test:
    """Whether an item or a score that the condition compares was asked and not answered. `answered(…)` does not rest on
    the answer, and facts have other cases to fall back on."""
    match node:
        case Answered():
            return lambda state, loop: False
        case ItemRef():
            return _item_missing(node, names)
        case ScoreRef(code, at) if code in names.scales.by_code:
            reckon = names.scales.reckoner(code, END)
            looped = not at and names.layout.scale_loops[code]
            return lambda state, loop: _unscored(reckon(state, loop if looped else at))
    tests = [_rests_on_missing(child, names) for child in inside(node)]
    loop_over = loop_of(node.test, names) if isinstance(node, AnyInstance) else ""
    if loop_over:
        return lambda state, _: any(
            test(state, each) for each in names.layout.picked(state, loop_over) for test in tests
        )
    return lambda state, loop: any(test(state, loop) for test in tests)


def _unscored(score: Score) -> bool:
    return score.value is None and bool(score.missing)


def _item_missing(item: ItemRef, names: Names) -> Test:
    looped = not item.at and bool(names.layout.item_loop(item.code))
    rows = [row.code for row in names.layout.rows(item.code)] if not item.row else [item.row]

    def missing(state: State, loop: str) -> bool:
        at = loop if looped else item.at
        return any(address_of(item.code, row, at) in state.missing for row in rows or [""])

    return missing
