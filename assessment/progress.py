"""How far a run has come: never less than a question ago, whatever the answers open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assessment.compilation import Names, test_of
from assessment.conditions import parse, references
from assessment.document import Item, Section, address_of
from assessment.states import State, Test
from assessment.steps import Step

Order = tuple[int, int, int]

FACTS: dict[str, Order] = {"sex": (-1, 0, 0), "age": (-1, 0, 1)}


class Progress(NamedTuple):
    """The step is the `position`th of at most `of`, of which `perhaps` hang on answers not yet given. `of` never grows
    on the way, so the share behind somebody never shrinks."""

    position: int
    of: int
    perhaps: int = 0

    @property
    def is_open(self) -> bool:
        """Whether so much hangs on the answers that a number would say nothing."""
        return self.perhaps * 3 > self.of


class Gate(NamedTuple):
    """What a step has to pass to be asked, and the place where the last word on it is spoken."""

    decided: Order
    test: Test | None


class Gated(NamedTuple):
    key: str
    loop: str
    stands: Order
    gates: tuple[Gate, ...]


class Outlook:
    """Which questions that are not asked (yet) may still come. For a document that can be run."""

    def __init__(self, names: Names) -> None:
        self._names, self._layout = names, names.layout
        self._gated = tuple(self._steps())
        self._waiting: dict[Order, tuple[tuple[Gated, tuple[Test, ...]], ...]] = {}

    def progress(self, state: State, step: Step) -> Progress:
        position = 1 + sum(each.order < step.order for each in state.asked)
        waiting = self._waiting_at(step.order)
        asked = {each.key for each in state.asked} if waiting else set()
        perhaps = sum(
            one.key not in asked and all(test(state, one.loop) for test in settled) for one, settled in waiting
        )
        return Progress(position, len(state.asked) + perhaps, perhaps)

    def _waiting_at(self, order: Order) -> tuple[tuple[Gated, tuple[Test, ...]], ...]:
        """The steps on which the answer to the one standing there, or to a later one, has a say; each with what is
        settled about it already."""
        found = self._waiting.get(order)
        if found is None:
            found = self._waiting[order] = tuple(
                (each, tuple(gate.test for gate in each.gates if gate.decided < order and gate.test))
                for each in self._gated
                if each.stands > order and any(gate.decided >= order for gate in each.gates)
            )
        return found

    def _steps(self) -> Iterator[Gated]:
        for at, section in enumerate(self._layout.document.sections):
            loops = self._layout.instances(section.loop_over) if section.loop_over else ("",)
            for number, loop in enumerate(loops):
                for within, item in enumerate(section.items):
                    here = (at, number, within)
                    gates = tuple(self._gates(section, item, here))
                    if gates:
                        yield Gated(address_of(item.code, loop=loop), loop, here, gates)

    def _gates(self, section: Section, item: Item, here: Order) -> Iterator[Gate]:
        if section.loop_over:
            yield Gate(self._stands(section.loop_over, here), self._picks(section.loop_over))
        at, _, within = here
        for text, position in ((section.show_if, (at, -1)), (item.show_if, (at, within))):
            if text:
                yield Gate(self._decided(text, here), test_of(text, f"question «{item.code}»", self._names, position))
        for text in (*(row.show_if for row in item.rows), *(rule.show_if for rule in item.choice_rules)):
            if text:
                yield Gate(self._decided(text, here), None)

    def _picks(self, loop_over: str) -> Test:
        return lambda state, loop: loop in self._layout.picked(state, loop_over)

    def _decided(self, text: str, here: Order) -> Order:
        read = references(parse(text))
        scales = self._names.scales
        codes = read.items.union(*(scales.compile(scale).items for scale in read.scales if scale in scales.by_code))
        spoken = [here if read.instances or read.bandings or read.flags else (-2, 0, 0)]
        spoken += [FACTS[fact] for fact in read.facts if fact in FACTS]
        spoken += [self._stands(code, here) for code in codes if code in self._layout.position]
        return max(spoken)

    def _stands(self, code: str, here: Order) -> Order:
        """Where an item is answered for the last time, as seen from a step: one in the same loop, for that instance."""
        at, within = self._layout.position[code]
        loop_over = self._layout.item_loop(code)
        last = len(self._layout.instances(loop_over)) - 1 if loop_over else 0
        return (at, here[1] if at == here[0] else last, within)
