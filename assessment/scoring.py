"""Answers -> outcome, with every number explained on demand."""

from __future__ import annotations

from assessment.document import Answers, Facts, Questionnaire, Required
from assessment.explanation import explained
from assessment.flow import Flow
from assessment.interpretation import NOTHING_FOUND, Found, Interpretation
from assessment.outcome import Lack, Need, Outcome, Reading, ShownBlock, Status
from assessment.states import Score, State, TermShare

__all__ = [
    "Lack",
    "Need",
    "Outcome",
    "Reading",
    "Score",
    "ShownBlock",
    "Status",
    "TermShare",
    "conclude",
    "explained",
]


def conclude(
    flow: Flow | Questionnaire, answers: Answers, facts: Facts, *, profile: str | None = None, explain: bool = False
) -> Outcome:
    """The outcome of a run, finished or not. `profile`: read by this one, whoever it is meant for (raises KeyError);
    else by the first that fits. A document is compiled anew at each call: hold a Flow where there are many."""
    if isinstance(flow, Questionnaire):
        flow = Flow(flow)
    state = flow.state(answers, facts)
    young = flow.is_under_age(state)
    scores = () if young else _scores(flow, state, explain)
    reading = _interpretation(flow, state, profile)
    found = NOTHING_FOUND if reading is None else reading.read(state, scored=not young)
    return Outcome(
        _status(flow, state, reading, found),
        "" if reading is None else reading.profile.code,
        scores,
        found.readings,
        found.flags,
        found.blocks,
        found.needs,
        _not_asked(flow, state),
    )


def _scores(flow: Flow, state: State, explain: bool) -> tuple[Score, ...]:
    scores: list[Score] = []
    for reckon, loop_over in flow.reckoners:
        if loop_over:
            scores += [reckon(state, loop) for loop in flow.layout.picked(state, loop_over)]
        else:
            scores.append(reckon(state, ""))
    if explain:
        return tuple(each._replace(terms=flow.scales.terms(each.scale, state, each.loop)) for each in scores)
    return tuple(scores)


def _interpretation(flow: Flow, state: State, profile: str | None) -> Interpretation | None:
    if profile is not None:
        return flow.interpretations[profile]
    for each in flow.interpretations.values():
        if each.fits(state):
            return each
    return None


def _status(flow: Flow, state: State, reading: Interpretation | None, found: Found) -> Status:
    if flow.is_under_age(state) or (reading is None and flow.interpretations):
        return Status.NOT_APPLICABLE
    lacks = [each.lack for each in found.readings]
    if Lack.ANSWERS in lacks or (state.missing and _owed(state, soft=not lacks)):
        return Status.INCOMPLETE
    if not state.asked or state.asked[-1].section is None:  # facts come first, so nothing else was asked
        return Status.NOT_APPLICABLE
    unscored = bool(lacks) and lacks.count(Lack.NOT_ASKED) == len(lacks)
    return Status.NOT_APPLICABLE if unscored else Status.COMPLETE


def _owed(state: State, *, soft: bool) -> bool:
    """Whether a question that has to be answered is not. A soft one may be missing where a scale says what then; where
    nothing is read from scores (`soft`), it has to be answered or declined."""
    owing = {Required.HARD, Required.SOFT} if soft else {Required.HARD}
    return any(
        state.missing.get(address) is False
        for step in state.asked
        if step.item.required in owing
        for address in step.addresses
    )


def _not_asked(flow: Flow, state: State) -> tuple[str, ...]:
    known, missing = state.known, state.missing
    found = [address for address in flow.fixed_addresses if address not in known and address not in missing]
    for loop_over, items in flow.looped_items.items():
        for loop in flow.layout.picked(state, loop_over):
            addresses = (address for item in items for address in flow.layout.leaf_addresses(item, loop))
            found += [address for address in addresses if address not in known and address not in missing]
    return tuple(found)
