"""Going through a document with answers that stand for somebody's, as far as they go."""

from __future__ import annotations

from assessment.document import DECLINED, Answer, Answers, Facts, Item, ItemKind, Questionnaire, Required, address_of
from assessment.flow import Flow
from assessment.messages import Place, PlaceKind
from assessment.steps import Step

STEPS_MOST = 2_000
"""Far more than any run has: a guard, not a limit."""


def completed(flow: Flow, answers: Answers, facts: Facts) -> dict[str, Answer]:
    """The answers and, for what they leave open, the least that lets a run go on: nothing where that is possible,
    «I'd rather not say» where it is offered, else what stands first."""
    found = dict(answers)
    for _ in range(STEPS_MOST):
        open_still = _first_open(flow, found, facts)
        if open_still is None:
            break
        step, address = open_still
        found[address] = _least(step)
    return found


def _first_open(flow: Flow, answers: Answers, facts: Facts) -> tuple[Step, str] | None:
    state = flow.state(answers, facts)
    for step in state.asked:
        if step.item.required is not Required.OPTIONAL:
            for address in step.addresses:
                if address in state.missing and not (state.missing[address] and step.item.required is Required.SOFT):
                    return step, address
    return None


def _least(step: Step) -> Answer:
    item = step.item
    if item.required is Required.SOFT:
        return DECLINED
    match item.kind:
        case ItemKind.SINGLE | ItemKind.GRID:
            return step.choices[0].code
        case ItemKind.MULTIPLE:
            return (step.choices[0].code,)
        case ItemKind.NUMBER | ItemKind.SCALE:
            return item.minimum if item.minimum is not None else item.maximum if item.maximum is not None else 0
        case ItemKind.DATE:
            return item.earliest or item.latest or "2000-01-01"
    return "…"


def step_at(document: Questionnaire, place: Place, answers: Answers) -> str:
    """The key of the step at which a place is met; in a loop, that of an instance that the answers open. Empty: it is
    met in the result."""
    item = _item_at(document, place)
    if item is None:
        return ""
    section = document.section_of(item.code)
    if not section.loop_over:
        return item.code
    opened = answers.get(section.loop_over, ())
    here = [
        address.partition("@")[2] for address in answers if address.partition("@")[0].partition(".")[0] == item.code
    ]
    loops = [*here, *(opened if isinstance(opened, tuple) else ())]
    return address_of(item.code, loop=loops[0]) if loops else section.loop_over


def _item_at(document: Questionnaire, place: Place) -> Item | None:
    first = place.code.partition(".")[0]
    match place.kind:
        case PlaceKind.ITEM | PlaceKind.ROW:
            found = (item for _, item in document.items() if item.code == first)
        case PlaceKind.SECTION:
            found = (item for section, item in document.items() if section.code == first)
        case PlaceKind.CHOICE | PlaceKind.CHOICE_LIST:
            found = (item for _, item in document.items() if item.choices == first)
        case _:
            return None
    return next(found, None)
