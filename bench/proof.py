"""How long the proof of a questionnaire takes, in this process's own time; beside it the solver alone."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from assessment.document import (
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
    Required,
    Scale,
    Section,
    Term,
)
from assessment.flow import Flow
from assessment.plain import reworded
from assessment.proof import Effort, cases, check, forget, of_runs
from assessment.proof.bands import BandProof
from assessment.proof.matters import matters
from assessment.proof.verdicts import Found, Prover
from content_store import exchange, library
from content_store.demo import editions
from content_store.solver import solver
from tests.assessment.instruments import assist, audit

TIMES = 7
SECTIONS, OF_EACH = 20, 10


def show(_folder: Path) -> None:
    """Print it for those of the budget, and for every questionnaire shipped."""
    shipped = [path for path in editions.FOLDER.glob("*.yaml") if "." not in path.stem] + library.files()
    documents = {path.stem: exchange.read(path.read_bytes()).document for path in sorted(shipped)}
    print("all proofs: every matter, that is each condition, published range, band, flag, text and referral rule;")
    print("bands alone: no score without a band or with two, no band that nobody reaches; test cases: run through the")
    print("engine; the whole: all of this, with names and texts. Each from the document on, nothing kept; ms of CPU.\n")
    _line("AUDIT (bands by sex)", audit(), 5)
    _line("DUDIT (library)", documents["dudit"], 10)
    _line("ASSIST (71 questions)", assist(), 600)
    _line("ASSIST (library)", documents["assist"], 600)
    _edited(sectioned())
    for name, document in (("AUDIT", audit()), ("ASSIST", assist())):
        _beside_solver(name, document)
    print()
    for name, document in documents.items():
        _line(name, document)
    print(f"\n{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most (budget 300, without the solver)")


def timed(act: Callable[[], object], times: int = TIMES) -> float:
    """The median of a few, each proved anew."""
    found = []
    for _ in range(times):
        forget()
        started = time.process_time()
        act()
        found.append(time.process_time() - started)
    return median(found)


def _line(name: str, document: Questionnaire, budget: int | None = None) -> None:
    wordless = reworded(document, lambda _key, _text: "")
    untested, flow = replace(wordless, tests=()), Flow(wordless)
    many = len(list(matters(Prover(flow))))
    columns = {
        "all proofs": (
            lambda: list(of_runs(untested)),
            f" of {many:3} matters{f' (budget {budget})' if budget else ''}",
        ),
        "bands alone": (lambda: bands_alone(wordless), ""),
        "test cases": (lambda: list(cases.findings(flow)), f" of {len(document.tests):2}"),
        "the whole": (lambda: check(document), ""),
    }
    told = [f"{column} {timed(act) * 1000:6.1f}{more}" for column, (act, more) in columns.items()]
    print(f"{name:22}", "  ".join(told))


def bands_alone(document: Questionnaire) -> list[Found]:
    """From the document to the findings about its bandings."""
    prover = Prover(Flow(document))
    return [
        found
        for profile in document.profiles
        for banding in profile.bandings
        for found in BandProof(prover, prover.readings(profile), banding).findings()
    ]


def _edited(document: Questionnaire) -> None:
    """A document of 200 questions whose logic stays within its sections; and one cut-off of it moved."""
    whole = timed(lambda: check(document), 3)
    profile = document.profiles[0]
    found = []
    for step in range(TIMES):
        ranges = (Range("low", None, 4 + step), Range("high", 5 + step))
        changed = replace(profile.bandings[3], cut_offs=(CutOffs(ranges),))
        bandings = (*profile.bandings[:3], changed, *profile.bandings[4:])
        edited = replace(document, profiles=(replace(profile, bandings=bandings),))
        started = time.process_time()
        check(edited)
        found.append(time.process_time() - started)
    print(f"200 questions            {whole * 1000:8.1f} ms (budget 2000)")
    print(f"  an edit in it          {median(found) * 1000:8.1f} ms (budget 300)")


def _beside_solver(name: str, document: Questionnaire) -> None:
    decide = solver()
    if decide is None:
        print(f"{name} by CP-SAT: OR-tools is not installed")
        return
    wordless = reworded(document, lambda _key, _text: "")
    own = timed(lambda: list(of_runs(wordless)))
    by_solver = timed(lambda: list(of_runs(wordless, Effort(decide, 0, 10**9))), 3)
    print(f"{name} by CP-SAT alone   {by_solver * 1000:8.1f} ms: {by_solver / own:.0f} x our own")


def sectioned() -> Questionnaire:
    """Twenty sections of ten questions: a gate, nine that wait for it, a scale in two bands."""
    listed = ChoiceList("l", tuple(Choice(f"c{n}", f"Choice {n}", n) for n in range(4)))
    sections, scales, bandings, blocks = [], [], [], []
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
    for s in range(SECTIONS):
        gate = Item(f"s{s}q0", ItemKind.SINGLE, f"Gate {s}?", "", Required.HARD, choices="l")
        rest = [
            Item(f"s{s}q{n}", ItemKind.SINGLE, f"About {s}, {n}?", show_if=f's{s}q{n - 1} != "c0"', choices="l")
            for n in range(1, OF_EACH)
        ]
        sections.append(Section(f"s{s}", (gate, *rest), f"Section {s}"))
        scales.append(Scale(f"t{s}", tuple(Term(item.code) for item in sections[-1].items), minimum=0, maximum=30))
        cases = (CutOffs((Range("low", None, 9), Range("high", 10))),)
        bandings.append(Banding(f"t{s}", bands, f"t{s}", cases))
        blocks += [
            Block(f"{kind.value}_{s}_{band.code}", kind, f"{kind.value} {s} {band.code}", f"t{s}", band.code)
            for band in bands
            for kind in (BlockKind.HEADLINE, BlockKind.MEANING)
        ]
    rules = (*(ReferralRule(f"r{s}", ("outpatient",), f'band(t{s}) == "high"') for s in range(SECTIONS)),
             ReferralRule("anyone", ("helpline",)))  # fmt: skip
    profile = Profile("p", tuple(bandings), blocks=tuple(blocks), rules=rules)
    return Questionnaire(
        "large", "Large", choice_lists=(listed,), sections=tuple(sections), scales=tuple(scales), profiles=(profile,)
    )
