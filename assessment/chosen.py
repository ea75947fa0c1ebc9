"""Needs of a result that somebody chose rather than answered for: what would a person with this band be sent to?

The rules are those of the profile, compiled as for a run; what stands in for the answers is a band, flags, the
substance of a loop, and facts. A rule that also reads answers finds none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from assessment.compilation import readable
from assessment.document import Facts, Number, Profile, Range
from assessment.flow import Flow
from assessment.outcome import Need
from assessment.states import Score, State, exact
from assessment.tree import ItemRef, walk


class Ruling(NamedTuple):
    """A referral rule: whether it holds for what was chosen, and whether it would read answers, too."""

    rule: str
    kinds: tuple[str, ...]
    when: str
    holds: bool
    reads_answers: bool


class Chosen(NamedTuple):
    """`bands`: banding -> band. `loop`: the instance that a looped banding or rule is about."""

    profile: str
    bands: Mapping[str, str] = {}
    flags: Collection[str] = ()
    loop: str = ""


def fitting(flow: Flow, facts: Facts) -> str:
    """The profile that a run with these facts would be read by; empty where none is for them."""
    state = flow.state({}, facts)
    return next((code for code, each in flow.interpretations.items() if each.fits(state)), "")


def needs_of(flow: Flow, chosen: Chosen, facts: Facts) -> tuple[tuple[Need, ...], tuple[Ruling, ...]]:
    """What this result asks for, and each rule of the profile with whether it holds. Raises KeyError for a profile that
    is not there."""
    reading = flow.interpretations[chosen.profile]
    state = flow.state({}, facts)
    for section in flow.document.sections:
        if section.loop_over and chosen.loop in flow.layout.instances(section.loop_over):
            state.known[section.loop_over] = (chosen.loop,)
    _put(state, reading.profile, chosen, reading.names.banding_loops)
    needs = reading.needs(state)
    held = {need.rule for need in needs}
    rulings = tuple(
        Ruling(rule.code, rule.kinds, rule.when, rule.code in held, _reads_answers(rule.when, rule.code))
        for rule in reading.profile.rules
    )
    return needs, rulings


def _put(state: State, profile: Profile, chosen: Chosen, loops: Mapping[str, str]) -> None:
    state.flags |= set(chosen.flags)
    for banding in profile.bandings:
        code = banding.code or banding.scale
        band = chosen.bands.get(code)
        if band is None:
            continue
        loop = chosen.loop if loops.get(code) else ""
        state.bands[code, loop] = band
        score = _lowest(banding.cut_offs[0].ranges if banding.cut_offs else (), band)
        if banding.scale and score is not None:
            state.scores[banding.scale, loop] = Score(banding.scale, loop, exact(score))


def _lowest(ranges: Collection[Range], band: str) -> Number | None:
    """A rule may read the score: then the lowest that gives the band stands for it."""
    found = next((one for one in ranges if one.band == band), None)
    if found is None:
        return None
    return found.high if found.low is None else found.low


def _reads_answers(when: str, rule: str) -> bool:
    return any(isinstance(node, ItemRef) for node in walk(readable(when, f"referral rule «{rule}»")))
