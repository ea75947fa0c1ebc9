"""Which question comes next, what its form may say, and which answers no longer count.

A run is read by one walk through the document. Only what stands before an item can decide whether it is asked, so
the order in which answers were given makes no difference, and an answer that is no longer asked is left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from assessment.acceptance import RATHER_NOT, Problem, Unacceptable, accept
from assessment.compilation import Names, Position, is_settled, readable, test_of
from assessment.document import (
    DECLINED,
    Answer,
    Answers,
    Choice,
    Facts,
    Item,
    ItemKind,
    Profile,
    Questionnaire,
    Required,
    Row,
    Section,
    address_of,
)
from assessment.fits import fit_for
from assessment.interpretation import Interpretation
from assessment.layout import Layout, Unusable, conditions_of
from assessment.progress import Outlook, Progress
from assessment.scales import Scales
from assessment.states import END, State, Test
from assessment.steps import AGE, SEX, SEX_CHOICES, Step
from assessment.syntax import FACTS, Unreadable, parse
from assessment.tree import FactRef, walk

__all__ = ["RATHER_NOT", "Flow", "Problem", "Step", "Unacceptable", "Unusable"]

Ask = Callable[[State], None]


class Spot(NamedTuple):
    """Where an item stands: its section, the instance, and its place in the order of asking."""

    section: Section | None
    loop: str
    order: tuple[int, int, int]

    def step(self, item: Item, choices: tuple[Choice, ...], rows: tuple[Row, ...] = ()) -> Step:
        key = address_of(item.code, loop=self.loop)
        return Step(key, item, self.section, self.loop, rows, choices, self.order)


class Flow:
    """A document made ready to run, once for each revision. Raises Unusable where it is too broken for that."""

    def __init__(self, document: Questionnaire) -> None:
        self.document = document
        self.layout = Layout(document)
        self.scales = Scales(self.layout)
        self.names = Names(self.layout, self.scales, {})
        self._facts = _facts_wanted(document)
        sex, age = (
            Spot(None, "", (-1, 0, 0)).step(SEX, SEX_CHOICES),
            Spot(None, "", (-1, 0, 1)).step(_age(document), ()),
        )
        self._fact_asks = {"sex": _ask(sex), "age": _ask(age)}
        self.settled: dict[str, Step] = {"sex": sex, "age": age}
        """By key: the steps that are the same whatever was answered, whenever they are asked at all."""
        self._asks: list[Ask] = []
        for at in range(len(document.sections)):
            self._asks.extend(self._section(at))
        self.interpretations = {each.code: Interpretation(each, self.names) for each in document.profiles}
        self.reckoners = [
            (self.scales.reckoner(code, END), loop_over) for code, loop_over in self.layout.scale_loops.items()
        ]
        self.fixed_addresses: tuple[str, ...] = ()
        """Every address outside loops, in document order."""
        self.looped_items: dict[str, list[Item]] = {}
        """By the multiple choice they are repeated for."""
        for section, item in document.items():
            if section.loop_over:
                self.looped_items.setdefault(section.loop_over, []).append(item)
            else:
                self.fixed_addresses += self.layout.leaf_addresses(item)

    # Reading a run

    def state(self, answers: Answers, facts: Facts) -> State:
        """The walk itself. `facts` given from outside are not asked for."""
        state = State(answers, {name: fact for name, fact in facts.items() if fact not in ("", None)})
        for name in self.facts_asked(facts):
            self._fact_asks[name](state)
        if self.is_under_age(state):
            return state
        for ask in self._asks:
            ask(state)
        return state

    def facts_asked(self, facts: Facts) -> tuple[str, ...]:
        """`sex` and `age` as far as a rule for this country uses them and they are not known already."""
        wanted = self._facts.get(str(facts.get("country", "")), self._facts[""])
        if wanted and ("sex" in facts or "age" in facts):
            return tuple(name for name in wanted if not facts.get(name))
        return wanted

    def is_under_age(self, state: State) -> bool:
        """Younger than the document asks for: nothing but facts is asked then."""
        least = self.document.minimum_age
        if least is None:
            return False
        age = state.known.get("age")
        return isinstance(age, int) and age < least

    def steps(self, answers: Answers, facts: Facts) -> tuple[Step, ...]:
        """Everything asked, given these answers, in order."""
        return tuple(self.state(answers, facts).asked)

    def step(self, key: str, answers: Answers, facts: Facts) -> Step | None:
        """The step, if it is asked."""
        return next((step for step in self.state(answers, facts).asked if step.key == key), None)

    def step_after(self, key: str | None, answers: Answers, facts: Facts) -> Step | None:
        """The next step; after None, the first. The step `key` itself need not be asked any more. Raises KeyError for
        a key the document cannot have."""
        asked = self.state(answers, facts).asked
        if key is None:
            return asked[0] if asked else None
        order = self.order(key)
        return next((step for step in asked if step.order > order), None)

    def order(self, key: str) -> tuple[int, int, int]:
        """Where a step stands in the document, asked or not. Raises KeyError."""
        if key in ("sex", "age"):
            return (-1, 0, ("sex", "age").index(key))
        code, _, loop = key.partition("@")
        section, item = self.layout.position[code]
        loop_over = self.layout.item_loop(code)
        instances = self.layout.instances(loop_over) if loop_over else ("",)
        if loop not in instances:
            raise KeyError(key)
        return (section, instances.index(loop), item)

    def accept(self, step: Step, fields: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
        """See `assessment.acceptance.accept`."""
        return accept(step, fields)

    def answered(
        self, answers: Answers, facts: Facts, step: Step, fields: Mapping[str, Sequence[str]]
    ) -> dict[str, Answer]:
        """All answers after a form was sent: the step's old ones replaced, those left behind dropped.
        Raises Unacceptable."""
        accepted = accept(step, fields)
        kept = {address: answer for address, answer in answers.items() if address not in step.addresses}
        return self.prune(kept | accepted, facts)

    def prune(self, answers: Answers, facts: Facts) -> dict[str, Answer]:
        """The answers that are still asked, in the order of the questions."""
        return self.kept(self.state(answers, facts), answers)

    def kept(self, state: State, answers: Answers) -> dict[str, Answer]:
        """The same for answers whose state is known already. The state holds for what is kept, too."""
        kept: dict[str, Answer] = {}
        for step in state.asked:
            for address in step.addresses:
                known = state.known.get(address)
                if known is not None:
                    kept[address] = known if isinstance(known, tuple) else answers[address]
                elif state.missing.get(address):
                    kept[address] = DECLINED
        return kept

    def progress(self, state: State, step: Step) -> Progress:
        """How far a run has come at a step that is asked."""
        return self._outlook.progress(state, step)

    @cached_property
    def _outlook(self) -> Outlook:
        return Outlook(self.names)

    # Compiling

    def _section(self, at: int) -> Iterator[Ask]:
        section = self.document.sections[at]
        shown = test_of(section.show_if, f"section «{section.code}»", self.names, (at, -1))
        if section.loop_over:
            yield self._loop(at, section, shown)
        elif shown is None:
            yield from self._items(at, section, "", 0)
        else:
            yield _gated(shown, "", list(self._items(at, section, "", 0)))

    def _items(self, at: int, section: Section, loop: str, number: int) -> Iterator[Ask]:
        """The items of a section, those in a row that share a condition behind one gate."""
        items = list(enumerate(section.items))
        while items:
            within, first = items[0]
            where, position = f"question «{first.code}»", (at, within)
            shown = test_of(first.show_if, where, self.names, position)
            together = is_settled(readable(first.show_if, where), self.names, position)
            many = 1
            while together and many < len(items) and items[many][1].show_if == first.show_if:
                many += 1
            asks = [self._item((at, each), section, loop, number) for each, _ in items[:many]]
            items = items[many:]
            if shown is None:
                yield from _joined(asks)
            else:
                yield _gated(shown, loop, _joined(asks))

    def _loop(self, at: int, section: Section, shown: Test | None) -> Ask:
        layout, loop_over = self.layout, section.loop_over
        if loop_over not in layout.items or layout.items[loop_over].kind is not ItemKind.MULTIPLE:
            raise Unusable(f"Section «{section.code}» repeats over «{loop_over}», which is no multiple choice.")
        by_instance: dict[str, Ask] = {}
        for number, loop in enumerate(layout.instances(loop_over)):
            by_instance[loop] = _gated(shown, loop, list(self._items(at, section, loop, number)))

        def ask(state: State) -> None:
            for loop in layout.picked(state, loop_over):
                by_instance[loop](state)

        return ask

    def _item(self, position: Position, section: Section, loop: str, number: int) -> Ask | Step:
        at, within = position
        item = section.items[within]
        where = f"question «{item.code}»"
        spot = Spot(section, loop, (at, number, within))
        choices = self.layout.choices(item.code)
        rules = {rule.choice: test_of(rule.show_if, where, self.names, position) for rule in item.choice_rules}
        rows = [(row, test_of(row.show_if, where, self.names, position)) for row in item.rows]
        if any(rules.values()) or any(test for _, test in rows):
            return _ask_shown(item, spot, choices, rules, rows)
        step = spot.step(item, choices, item.rows)
        self.settled[step.key] = step
        return step if item.kind is ItemKind.SINGLE else _ask(step)


def _ask(step: Step) -> Ask:
    fit = fit_for(step.item, step.choices)
    addresses = step.addresses

    def ask(state: State) -> None:
        state.asked.append(step)
        for address in addresses:
            answer = state.answers.get(address)
            known = None if answer is None else fit(answer)
            if known is None:
                state.missing[address] = answer == DECLINED
            else:
                state.known[address] = known

    return ask


def _joined(asks: Iterable[Ask | Step]) -> list[Ask]:
    """Single choices that follow one another, given as bare steps, are asked in one go."""
    joined: list[Ask] = []
    for is_choice, run in groupby(asks, key=lambda each: isinstance(each, Step)):
        if is_choice:
            joined.append(_ask_choices([each for each in run if isinstance(each, Step)]))
        else:
            joined += [each for each in run if not isinstance(each, Step)]
    return joined


def _ask_choices(steps: Sequence[Step]) -> Ask:
    """What `_ask` does, for the kind of question that most are."""
    each = [(step, step.key, frozenset(choice.code for choice in step.choices)) for step in steps]

    def ask(state: State) -> None:
        answers, known, asked = state.answers, state.known, state.asked
        for step, address, codes in each:
            asked.append(step)
            answer = answers.get(address)
            if isinstance(answer, str) and answer in codes:
                known[address] = answer
            else:
                state.missing[address] = answer == DECLINED

    return ask


def _ask_shown(
    item: Item,
    spot: Spot,
    choices: tuple[Choice, ...],
    rules: Mapping[str, Test | None],
    rows: Sequence[tuple[Row, Test | None]],
) -> Ask:
    """An item whose choices or rows depend on answers: one `Ask` for each set that is shown, made when needed. Where
    nothing of it is left to show, it is not asked."""
    made: dict[tuple[tuple[Choice, ...], tuple[Row, ...]], Ask] = {}
    has_rows, has_choices = item.kind is ItemKind.GRID, bool(choices)

    def ask(state: State) -> None:
        loop = spot.loop
        seen = tuple(each for each in choices if (rule := rules.get(each.code)) is None or rule(state, loop))
        shown = tuple(row for row, test in rows if test is None or test(state, loop))
        if (has_rows and not shown) or (has_choices and not seen):
            return
        if (seen, shown) not in made:
            made[seen, shown] = _ask(spot.step(item, seen, shown))
        made[seen, shown](state)

    return ask


def _gated(shown: Test | None, loop: str, asks: Sequence[Ask]) -> Ask:
    def ask(state: State) -> None:
        if shown is None or shown(state, loop):
            for each in asks:
                each(state)

    return ask


def _age(document: Questionnaire) -> Item:
    """Where there is a least age, it has to be given."""
    return AGE if document.minimum_age is None else replace(AGE, required=Required.HARD)


def _facts_wanted(document: Questionnaire) -> dict[str, tuple[str, ...]]:
    """By country, and under "" for all others: the facts to ask for, which are those that some rule uses there."""
    always = _facts_in(conditions_of(document)) | ({"age"} if document.minimum_age is not None else set())
    countries = {country for profile in document.profiles for country in profile.countries} | {""}
    wanted: dict[str, tuple[str, ...]] = {}
    for country in countries:
        used = set(always)
        for profile in document.profiles:
            if not profile.countries or country in profile.countries:
                used |= _facts_in(profile_conditions(profile))
        wanted[country] = tuple(name for name in ("sex", "age") if name in used)
    return wanted


def profile_conditions(profile: Profile) -> Iterator[str]:
    """Every condition of a profile."""
    yield profile.when
    for banding in profile.bandings:
        yield from (case.when for case in banding.cut_offs)
        yield from (decision.when for decision in banding.decisions)
    yield from (flag.when for flag in profile.flags)
    yield from (block.when for block in profile.blocks)
    yield from (rule.when for rule in profile.rules)


def _facts_in(conditions: Iterable[str]) -> set[str]:
    """Unreadable conditions name nothing here; compiling them says so."""
    found: set[str] = set()
    for text in conditions:
        if not any(fact in text for fact in FACTS):
            continue
        try:
            found |= {node.name for node in walk(parse(text)) if isinstance(node, FactRef)}
        except Unreadable:
            continue
    return found
