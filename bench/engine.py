"""The compiled engine against a plain interpreter that walks the document and the condition trees at every run."""

from __future__ import annotations

import operator
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from assessment.conditions import parse
from assessment.document import (
    Answer,
    Band,
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    CutOffs,
    Item,
    ItemKind,
    Level,
    Profile,
    Questionnaire,
    Range,
    ReferralRule,
    Scale,
    Section,
    Term,
)
from assessment.flow import Flow
from assessment.scoring import conclude
from assessment.tree import All, Compare, Condition, Either, FactRef, ItemRef, Literal, Node, Not, OneOf, ScoreRef

SECONDS = 1.0
RUNS = 64
FACTS: dict[str, str | int] = {"country": "RS", "sex": "female", "age": 30}


def audit() -> Questionnaire:
    """The structure, skip rules and cut-offs of AUDIT; without its wording."""
    often = ChoiceList("often", tuple(Choice(f"o{points}", f"Answer {points}", points) for points in range(5)))
    ever = ChoiceList("ever", (Choice("no", "No", 0), Choice("before", "Before", 2), Choice("lately", "Lately", 4)))
    drinks, some = 'q1 != "o0"', 'q1 != "o0" and score(amount) > 0'
    shown = {2: drinks, 3: drinks, **dict.fromkeys(range(4, 9), some)}
    items = tuple(
        Item(f"q{n}", ItemKind.SINGLE, f"Question {n}", choices="ever" if n > 8 else "often", show_if=shown.get(n, ""))
        for n in range(1, 11)
    )
    scales = tuple(
        Scale(code, tuple(Term(f"q{n}") for n in numbers), minimum=0, maximum=most)
        for code, numbers, most in (
            ("total", range(1, 11), 40),
            ("amount", (2, 3), 8),
            ("consumption", (1, 2, 3), 12),
            ("dependence", (4, 5, 6), 12),
            ("harm", (7, 8, 9, 10), 16),
        )
    )
    return Questionnaire(
        "audit",
        "Alcohol",
        choice_lists=(often, ever),
        sections=(Section("all", items),),
        scales=scales,
        profiles=(_profile(),),
    )


def _profile() -> Profile:
    levels = {"low": Level.LOW, "hazardous": Level.MODERATE, "harmful": Level.HIGH, "dependence": Level.SEVERE}
    bands = tuple(Band(code, level, code) for code, level in levels.items())
    cases = tuple(
        CutOffs(tuple(Range(code, *ends) for code, ends in zip(levels, ranges, strict=True)), when)
        for when, ranges in (
            ('sex == "female"', ((0, 5), (6, 15), (16, 19), (20, 40))),
            ("", ((0, 7), (8, 15), (16, 19), (20, 40))),
        )
    )
    told = (BlockKind.HEADLINE, BlockKind.MEANING, BlockKind.ADVICE)
    blocks = tuple(
        Block(f"{kind.value}_{band.code}", kind, "Text", banding="total", band=band.code)
        for band in bands
        for kind in told
    )
    rule = ReferralRule("treatment", ("outpatient", "helpline"), 'band(total) in ["harmful", "dependence"]')
    return Profile("who", (Banding("total", bands, "total", cases),), blocks=blocks, rules=(rule,))


def random_runs(seed: int = 1) -> list[dict[str, Answer]]:
    """Full answer sheets; what is skipped is for the engine to leave out."""
    chance = random.Random(seed)
    often, ever = [f"o{points}" for points in range(5)], ["no", "before", "lately"]
    return [{f"q{n}": chance.choice(ever if n > 8 else often) for n in range(1, 11)} for _ in range(RUNS)]


class Interpreter:
    """Scores and bands read straight from the document; conditions are parsed beforehand, nothing else is prepared.

    Knows what the document above uses: single choices, sums, cut-offs by case."""

    def __init__(self, document: Questionnaire) -> None:
        self.document = document
        texts = [item.show_if for _, item in document.items()]
        texts += [case.when for profile in document.profiles for each in profile.bandings for case in each.cut_offs]
        texts += [rule.when for profile in document.profiles for rule in profile.rules]
        self.conditions = {text: parse(text) for text in texts if text}

    def run(self, answers: Mapping[str, Answer], facts: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, str]]:
        known: dict[str, Any] = dict(facts)
        for _, item in self.document.items():
            if not item.show_if or self.holds(self.conditions[item.show_if], known):
                known[item.code] = answers[item.code]
        scores = {scale.code: self.score(scale.code, known) for scale in self.document.scales}
        bands: dict[str, str] = {}
        for banding in self.document.profiles[0].bandings:
            case = next(
                each for each in banding.cut_offs if not each.when or self.holds(self.conditions[each.when], known)
            )
            for each in case.ranges:
                if (each.low or 0) <= scores[banding.scale] <= (each.high or 0):
                    bands[banding.code] = each.band
        return scores, bands

    def score(self, code: str, known: Mapping[str, Any]) -> int:
        total = 0
        for term in self.document.scale(code).terms:
            if term.of in known:
                choices = self.document.choice_list(self.document.item(term.of).choices).choices
                total += next(int(choice.points or 0) for choice in choices if choice.code == known[term.of])
        return total

    def holds(self, condition: Condition, known: Mapping[str, Any]) -> bool:
        match condition:
            case All(tests):
                return all(self.holds(test, known) for test in tests)
            case Either(tests):
                return any(self.holds(test, known) for test in tests)
            case Not(test):
                return not self.holds(test, known)
            case Compare(first, ((sign, OneOf(values)),)):
                return (self.value(first, known) in [each.value for each in values]) is (sign == "in")
            case Compare(first, ((sign, second),)):
                return _SIGNS[sign](self.value(first, known), self.value(second, known))
        raise NotImplementedError(condition)

    def value(self, value: Node, known: Mapping[str, Any]) -> Any:
        match value:
            case Literal(literal):
                return literal
            case ItemRef(code) | FactRef(code):
                return known.get(code)
            case ScoreRef(code):
                return self.score(code, known)
        raise NotImplementedError(value)


_SIGNS: dict[str, Callable[[Any, Any], bool]] = {"==": operator.eq, "!=": operator.ne, ">": operator.gt}


def per_second(work: Callable[[], object], times: int) -> float:
    """How often a second of this process's own time, where one call of `work` does it `times` times; the best of
    three. What else the machine does meanwhile does not count."""
    best = 0.0
    for _ in range(3):
        done, start = 0, time.process_time()
        while (spent := time.process_time() - start) < SECONDS / 3:
            work()
            done += times
        best = max(best, done / spent)
    return best


def measure() -> dict[str, float]:
    """Full AUDIT runs a second (walk, scores, bands, feedback, needs), compiled and interpreted, and their ratio."""
    document = audit()
    flow, plain, runs = Flow(document), Interpreter(document), random_runs()
    compiled = per_second(lambda: [conclude(flow, run, FACTS) for run in runs], RUNS)
    explained = per_second(lambda: [conclude(flow, run, FACTS, explain=True) for run in runs], RUNS)
    naive = per_second(lambda: [plain.run(run, FACTS) for run in runs], RUNS)
    start = time.process_time()
    Flow(document)
    compiling = time.process_time() - start
    return {
        "engine_runs_per_second": compiled,
        "engine_explained_runs_per_second": explained,
        "naive_runs_per_second": naive,
        "engine_to_naive": compiled / naive,
        "engine_compile_ms": compiling * 1000,
    }


def show(_folder: Path) -> None:
    """Print what was measured."""
    figures = measure()
    print(f"AUDIT, compiled      {figures['engine_runs_per_second']:>10,.0f} runs/s (budget 100,000)")
    print(f"AUDIT, explained     {figures['engine_explained_runs_per_second']:>10,.0f} runs/s")
    print(f"AUDIT, interpreted   {figures['naive_runs_per_second']:>10,.0f} runs/s")
    print(f"compiled to interpreted {figures['engine_to_naive']:>7.1f} times")
    print(f"compiling a document {figures['engine_compile_ms']:>10.2f} ms")
