"""The stops of a document: every answer that somebody can be asked for, in the order of asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessment.document import Item, ItemKind, Questionnaire, Section
from assessment.layout import Layout
from assessment.messages import PlaceKind
from assessment.scales import Scales
from assessment.states import Score, State
from assessment.steps import AGE, SEX

FACT_ITEMS = {"sex": SEX, "age": AGE, "country": Item("country", ItemKind.SINGLE, "")}
STOPS_MOST = 20_000
AT_THE_END = 1 << 30
"""A place in the order of asking, after everything."""

Before = dict[tuple[PlaceKind, str, str], int]
"""What a section or an item (by kind, code and instance) can see: all that comes before this place in the order.
Outside loops that is everything: what a sound condition names there was asked before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """One answer; a grid has one for each row. `order`: its place; `before`: what comes before it is known to it."""

    address: str
    item: Item
    order: int
    before: int
    loop: str = ""
    section: Section | None = None
    row: str = ""


def size(document: Questionnaire) -> int:
    """How many answers somebody can be asked for, at most; reckoned without making anything of the document."""
    lists = {each.code: len(each.choices) for each in document.choice_lists}
    loops = {item.code: lists.get(item.choices, 0) for _, item in document.items()}
    return sum(
        loops.get(section.loop_over, 1) * sum(max(1, len(item.rows)) for item in section.items)
        for section in document.sections
    )


def stops_of(layout: Layout) -> tuple[dict[str, Stop], Before]:
    """By address."""
    before: Before = {}
    facts = enumerate(FACT_ITEMS.items(), start=-len(FACT_ITEMS))
    stops = {name: Stop(name, item, order, order) for order, (name, item) in facts}
    order = 0
    for section in layout.document.sections:
        for loop in layout.instances(section.loop_over) if section.loop_over else ("",):
            before[PlaceKind.SECTION, section.code, loop] = order if loop else AT_THE_END
            for item in section.items:
                first = before[PlaceKind.ITEM, item.code, loop] = order if loop else AT_THE_END
                for address in layout.leaf_addresses(item, loop):
                    row = address.partition("@")[0].partition(".")[2]
                    stops[address] = Stop(address, item, order, first, loop, section, row)
                    order += 1
    return stops, before


class Kept(Scales):
    """Scales compiled already, whose scores are looked up in the state, where the walk has put them."""

    def __init__(self, scales: Scales) -> None:
        super().__init__(scales.layout, scales)

    def reckoner(self, code: str, at: tuple[int, int]) -> Callable[[State, str], Score]:
        return lambda state, loop: state.scores.get((code, loop)) or Score(code, loop, None)
