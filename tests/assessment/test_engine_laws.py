"""What holds of every document and every way of answering it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from assessment.conditions import parse, references
from assessment.document import (
    DECLINED,
    Answer,
    Choice,
    ChoiceList,
    ChoiceRule,
    Item,
    ItemKind,
    Method,
    NotAsked,
    Questionnaire,
    Required,
    Row,
    Scale,
    Section,
    Term,
    Unanswered,
)
from assessment.flow import Flow
from assessment.scoring import conclude, explained
from bench.engine import FACTS, Interpreter, random_runs
from bench.engine import audit as measured_audit
from tests.assessment import documents, instruments

SCORED = (ItemKind.SINGLE, ItemKind.SCALE, ItemKind.NUMBER, ItemKind.MULTIPLE, ItemKind.GRID)
LISTS = (
    ChoiceList("few", (Choice("a", "A", 0), Choice("b", "B", 1), Choice("c", "C", 3))),
    ChoiceList("many", (Choice("none", "None", 0, exclusive=True), Choice("x", "X", 1), Choice("y", "Y", 2))),
)
CONDITIONS = (
    'q1 == "b"',
    'q1 != "a"',
    '"x" in q2',
    "count(q2) >= 2 or not answered(q1)",
    "score(early) > 1",
    "points(q1) + 1 > 2",
    'any(q3 == "c") and age >= 18',
    'q3 @ x != "b"',
    'sex == "female"',
    "score(each @ y) >= 2",
)
conditions = st.one_of(st.just(""), st.sampled_from(CONDITIONS))


@st.composite
def looped_documents(draw: st.DrawFn) -> Questionnaire:
    """q1 and q2 first, q3 for each pick of q2, then a few of every kind, shown by conditions over those before."""
    start = (instruments.single("q1", "few"), Item("q2", ItemKind.MULTIPLE, "?", choices="many"))
    each = (
        Item("q3", ItemKind.SINGLE, "{loop}?", choices="few", show_if=draw(st.sampled_from(["", 'q1 != "a"']))),
        Item(
            "q4",
            ItemKind.SINGLE,
            "{loop}?",
            choices="few",
            show_if=draw(st.sampled_from(["", 'q3 == "b"', 'loop == "x"'])),
        ),
    )
    last = []
    for n in range(5, 5 + draw(st.integers(1, 4))):
        kind = draw(st.sampled_from([ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID, ItemKind.SCALE]))
        last.append(
            Item(
                f"q{n}",
                kind,
                "?",
                required=draw(st.sampled_from(list(Required))),
                show_if=draw(conditions),
                choices="" if kind is ItemKind.SCALE else ("many" if kind is ItemKind.MULTIPLE else "few"),
                choice_rules=()
                if kind is ItemKind.SCALE
                else draw(st.sampled_from([(), (ChoiceRule("a", 'q1 == "b"'),)])),
                rows=(Row("r1", "?"), Row("r2", "?", draw(conditions))) if kind is ItemKind.GRID else (),
                minimum=0,
                maximum=5,
            )
        )
    scales = (
        Scale("early", (Term("q1"), Term("q2", weight=2))),
        Scale("each", (Term("q3"), Term("q4", reverse=draw(st.booleans()))), loop="each"),
        draw(any_scale("whole", ("q1", "q2", "q3", "early", "each", *(item.code for item in last)))),
    )
    sections = (
        Section("start", start),
        Section("each", each, loop_over="q2", show_if=draw(st.sampled_from(["", "age >= 18"]))),
        Section("last", tuple(last), show_if=draw(conditions)),
    )
    return Questionnaire("random", "Random", choice_lists=LISTS, sections=sections, scales=scales)


@st.composite
def any_scale(draw: st.DrawFn, code: str, among: tuple[str, ...]) -> Scale:
    picked = draw(st.lists(st.sampled_from(among), min_size=1, max_size=5, unique=True))
    return Scale(
        code,
        tuple(Term(each, draw(st.sampled_from([1, 1, 2])), draw(st.booleans())) for each in picked),
        method=draw(st.sampled_from(list(Method))),
        counted=("b", "x"),
        not_asked=draw(st.sampled_from(list(NotAsked))),
        unanswered=draw(st.sampled_from(list(Unanswered))),
        missing_most=draw(st.integers(0, 2)),
        answered_least=draw(st.integers(0, 2)),
        decimals=draw(st.sampled_from([None, 0, 1])),
    )


class Sheet(NamedTuple):
    flow: Flow
    answers: dict[str, Answer]
    facts: dict[str, str | int]


@st.composite
def sheets(draw: st.DrawFn, kept: st.SearchStrategy[Questionnaire] | None = None) -> Sheet:
    """A document and an answer (or a refusal, or nothing, or nonsense) at any of its addresses."""
    document = draw(st.one_of(looped_documents(), documents.documents()) if kept is None else kept)
    flow = Flow(document)
    answers: dict[str, Answer] = {}
    for section, item in document.items():
        for loop in flow.layout.instances(section.loop_over) if section.loop_over else ("",):
            for address in flow.layout.leaf_addresses(item, loop):
                answer = draw(some_answer(flow, item))
                if answer is not None:
                    answers[address] = answer
    answers |= draw(st.fixed_dictionaries({}, optional={"sex": st.sampled_from(["female", "male", ""])}))
    answers |= draw(st.fixed_dictionaries({}, optional={"age": st.integers(10, 90)}))
    return Sheet(flow, answers, {"country": "RS"})


def some_answer(flow: Flow, item: Item) -> st.SearchStrategy[Answer | None]:
    codes = [choice.code for choice in flow.layout.choices(item.code)]
    fitting: st.SearchStrategy[Answer | None]
    if item.kind in (ItemKind.SINGLE, ItemKind.GRID):
        fitting = st.sampled_from(codes)
    elif item.kind is ItemKind.MULTIPLE:
        fitting = st.lists(st.sampled_from(codes), min_size=1, unique=True).map(tuple)
    elif item.kind in (ItemKind.NUMBER, ItemKind.SCALE):
        fitting = st.integers(0, int(item.maximum or 5))
    else:
        fitting = st.sampled_from(["2024-01-31", "words"])
    return st.one_of(fitting, fitting, fitting, st.sampled_from([None, DECLINED, "nonsense", ("b", "x"), -7]))


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_answering_makes_no_difference(sheet: Sheet, chance: object) -> None:
    shuffled = list(sheet.answers.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sheet.flow.prune(dict(shuffled), sheet.facts) == sheet.flow.prune(sheet.answers, sheet.facts)
    assert conclude(sheet.flow, dict(shuffled), sheet.facts) == conclude(sheet.flow, sheet.answers, sheet.facts)


@given(sheets())
def test_pruning_twice_is_pruning_once_and_changes_no_result(sheet: Sheet) -> None:
    pruned = sheet.flow.prune(sheet.answers, sheet.facts)
    assert sheet.flow.prune(pruned, sheet.facts) == pruned
    assert conclude(sheet.flow, pruned, sheet.facts) == conclude(sheet.flow, sheet.answers, sheet.facts)
    assert list(sheet.flow.prune(pruned, sheet.facts)) == list(pruned)


@given(sheets())
def test_answering_step_by_step_comes_to_the_same_as_all_at_once(sheet: Sheet) -> None:
    flow, facts = sheet.flow, sheet.facts
    given_so_far: dict[str, Answer] = {}
    step = flow.step_after(None, given_so_far, facts)
    seen = []
    while step is not None:
        seen.append(step.key)
        new = {address: sheet.answers[address] for address in step.addresses if address in sheet.answers}
        given_so_far = flow.prune(given_so_far | new, facts)
        step = flow.step_after(step.key, given_so_far, facts)
    assert given_so_far == flow.prune(sheet.answers, facts)
    assert seen == [each.key for each in flow.steps(sheet.answers, facts)]


@given(sheets())
def test_going_on_leads_through_all_that_is_asked_in_order(sheet: Sheet) -> None:
    flow, answers, facts = sheet
    steps = flow.steps(answers, facts)
    assert list(steps) == sorted(steps, key=lambda step: step.order)
    for here, there in pairwise(steps):
        assert flow.step_after(here.key, answers, facts) == there
        assert flow.order(here.key) == here.order
    for step in steps:
        assert flow.step(step.key, answers, facts) == step


@given(sheets())
def test_nobody_is_farther_from_the_end_than_a_question_ago(sheet: Sheet) -> None:
    flow, answers, facts = sheet
    behind, given_so_far = Fraction(0), dict[str, Answer]()
    steps = flow.steps(answers, facts)
    for number, step in enumerate(steps, 1):
        position, of, perhaps = flow.progress(flow.state(given_so_far, facts), step)
        assert position == number and 0 <= perhaps <= of - position and of >= len(steps)
        assert behind < Fraction(position, of) <= 1
        behind = Fraction(position, of)
        given_so_far |= {address: answers[address] for address in step.addresses if address in answers}


@given(sheets())
def test_explaining_changes_no_number_and_never_fails(sheet: Sheet) -> None:
    plain = conclude(sheet.flow, sheet.answers, sheet.facts)
    full = conclude(sheet.flow, sheet.answers, sheet.facts, explain=True)
    assert plain == full._replace(scores=tuple(score._replace(terms=()) for score in full.scores))
    for outcome in (plain, full):
        assert all(explained(outcome, sheet.flow.document))


@given(sheets(looped_documents()))
def test_a_score_is_exact_and_within_the_range_its_terms_allow(sheet: Sheet) -> None:
    for score in conclude(sheet.flow, sheet.answers, sheet.facts).scores:
        if score.value is None:
            continue
        assert isinstance(score.value, int | Fraction) and not isinstance(score.value, bool)
        scale = sheet.flow.document.scale(score.scale)
        if scale.decimals is not None or scale.unanswered is Unanswered.PRORATE or scale.loop:
            continue  # rounding and filling in may step over an end by less than they add
        low, high = sheet.flow.scales.span(score.scale)
        assert low <= score.value <= high


@given(sheets(looped_documents()))
def test_the_quick_way_of_adding_up_agrees_with_the_long_one(sheet: Sheet) -> None:
    state = sheet.flow.state(sheet.answers, sheet.facts)
    for scale in sheet.flow.document.scales:
        compiled = sheet.flow.scales.compile(scale.code)
        for loop in sheet.flow.layout.picked(state, "q2") if scale.loop else ("",):
            assert compiled.reckoned(state, loop) == compiled.reckon(state, loop)


@given(sheets())
def test_every_answer_is_asked_missing_or_not_asked_and_never_two_of_them(sheet: Sheet) -> None:
    state = sheet.flow.state(sheet.answers, sheet.facts)
    skipped = conclude(sheet.flow, sheet.answers, sheet.facts).not_asked
    asked = [address for step in state.asked for address in step.addresses]
    assert len(asked) == len(set(asked))
    assert set(asked) == (set(state.known) | set(state.missing)) - set(sheet.facts)
    assert not set(state.known) & set(state.missing)
    assert not set(skipped) & set(asked)


@given(st.integers(0, 10_000))
def test_the_compiled_engine_agrees_with_a_plain_interpreter(seed: int) -> None:
    document = measured_audit()
    flow, plain = Flow(document), Interpreter(document)
    for run in random_runs(seed):
        outcome = conclude(flow, run, FACTS)
        scores, bands = plain.run(run, FACTS)
        assert {score.scale: score.value for score in outcome.scores} == scores
        assert {each.banding: each.band.code for each in outcome.readings if each.band} == bands


@given(sheets(looped_documents()))
def test_questions_that_share_a_condition_are_asked_as_if_each_had_its_own(sheet: Sheet) -> None:
    """Writing a condition twice as long, in words that mean the same, takes the gate apart."""
    document = sheet.flow.document
    apart = []
    for section in document.sections:
        items = []
        for at, item in enumerate(section.items):
            same = f"({item.show_if}) and ({item.show_if})" if at % 2 and item.show_if else item.show_if
            items.append(replace(item, show_if=same))
        apart.append(replace(section, items=tuple(items)))
    other = Flow(replace(document, sections=tuple(apart)))
    keys = [step.key for step in sheet.flow.steps(sheet.answers, sheet.facts)]
    assert [step.key for step in other.steps(sheet.answers, sheet.facts)] == keys


def test_every_condition_used_here_can_be_read() -> None:
    for text in CONDITIONS:
        assert references(parse(text))
