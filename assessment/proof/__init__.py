"""What must hold of a document before anybody is asked anything; where it does not, answers that show it.

Exact, not sampled. Verdicts on scores and bands are given only of documents whose names and conditions are sound, for
only those can be run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from assessment.cache import Cache
from assessment.document import Questionnaire
from assessment.flow import Flow
from assessment.layout import Layout, Unusable
from assessment.messages import Code, Finding, Place, PlaceKind, Severity, finding
from assessment.plain import reworded
from assessment.proof import cases, dead_ends, facts, names, scoring, sense, structure, texts, values
from assessment.proof.attainable import WORK_MOST, WORK_TOGETHER, Allowance, Exhausted
from assessment.proof.formulas import Unprovable
from assessment.proof.matters import Matter, matters
from assessment.proof.scores import Spread, spreads
from assessment.proof.stops import STOPS_MOST, size
from assessment.proof.verdicts import KEPT_MOST, Decide, Found, Prover, agrees
from assessment.proof.witnesses import Disproved, replayed
from assessment.sentences import Said

__all__ = ["Effort", "Spread", "check", "distribution", "forget"]

CACHE: Cache[bytes, tuple[Found, ...]] = Cache(KEPT_MOST)
"""Verdicts, by the digest of what they depend on."""
RUNS: Cache[Questionnaire, tuple[Finding, ...]] = Cache(16)
"""What was found about the runs of documents without their words: most edits are of words."""
NOT_FINAL = {Code.TOO_LARGE, Code.NOT_PROVED}
Locales = Mapping[str, Mapping[str, str]]


def check(
    document: Questionnaire, locales: Locales | None = None, *, effort: Effort | None = None
) -> tuple[Finding, ...]:
    """Every finding, errors first, else in the order of the document. `locales`: the texts by key of each locale that
    is to be published besides the source."""
    found = list(structure.findings(document))
    sound = all(each.severity is not Severity.ERROR for each in found)
    if not any(each.code is Code.DUPLICATE_CODE for each in found):
        of_conditions = list(names.findings(document))
        sound = sound and not of_conditions
        found += of_conditions
    found += texts.findings(document)
    found += scoring.findings(document)
    for locale, words in (locales or {}).items():
        found += texts.translation_findings(document, locale, words)
    if sound and size(document) > STOPS_MOST:
        why = Said("it can ask more than {n} questions", n=STOPS_MOST)
        found += dead_ends.findings(Layout(document))
        found.append(finding(Code.TOO_LARGE, Place(PlaceKind.QUESTIONNAIRE), what=document.code, why=why))
    elif sound:
        # What can be answered and what it comes to does not hang on words: an edit of a text proves nothing anew.
        contradictions = list(sense.findings(document))
        told = {each.place for each in contradictions}  # which say why a condition never holds
        of_run = values.refined(document, _of_runs_once(reworded(document, lambda _key, _text: ""), effort))
        found += [
            *contradictions,
            *(each for each in of_run if each.code not in values.NEVER or each.place not in told),
        ]
        if not any(each.code is Code.UNUSABLE for each in found):
            found += facts.findings(document, found)
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR))


class Effort(NamedTuple):
    """How far a proof goes. `decide`: asked where set propagation gives up; `each`, `together`: how much work one
    question may take, and all; `watch`: told how many matters are settled, of how many."""

    decide: Decide | None = None
    each: int = WORK_MOST
    together: int = WORK_TOGETHER
    watch: Callable[[int, int], None] | None = None


def _of_runs_once(document: Questionnaire, effort: Effort | None) -> tuple[Finding, ...]:
    found = RUNS.get(document)
    if found is None:
        found = tuple(of_runs(document, effort))
        if NOT_FINAL.isdisjoint(each.code for each in found):  # else more effort may find more
            RUNS.put(document, found)
    return found


def of_runs(document: Questionnaire, effort: Effort | None = None) -> Iterator[Finding]:
    """What is found about runs, of a document whose names and conditions are sound."""
    effort = effort or Effort()
    try:
        flow = Flow(document)
    except Unusable as error:
        yield finding(Code.UNUSABLE, Place(PlaceKind.QUESTIONNAIRE), why=str(error))
        return
    yield from dead_ends.findings(flow.layout)
    try:
        prover = Prover(flow, Allowance(effort.each, effort.together), effort.decide)
        every = [(matter, keyed(prover, matter)) for matter in matters(prover)]
        for number, (matter, key) in enumerate(every):
            if effort.watch:
                effort.watch(number, len(every))
            yield from settled(prover, matter, key)
    except RecursionError:
        why = Said("its conditions are nested too deep")
        yield finding(Code.TOO_LARGE, Place(PlaceKind.QUESTIONNAIRE), what=document.code, why=why)
    except Unprovable as why:
        yield finding(Code.TOO_LARGE, Place(PlaceKind.QUESTIONNAIRE), what=document.code, why=str(why))
    yield from cases.findings(flow)


def keyed(prover: Prover, matter: Matter) -> bytes | Exception:
    """The digest of what a matter depends on, or why there is none. What is not in the cache is expected by the prover,
    so that what reads the same is worked out once."""
    try:
        formulas = matter.formulas()
        key = prover.key_of(f"{matter.place} {matter.asked}", formulas, matter.scales)
        if CACHE.get(key) is None:
            prover.together.expect(formulas, matter.scales)
        return key
    except (Unprovable, RecursionError) as error:
        return error


def settled(prover: Prover, matter: Matter, key: bytes | Exception) -> Iterator[Finding]:
    """What is found of one matter, from the cache where nothing that it depends on has changed. Answers are replayed
    each time."""
    try:
        if isinstance(key, Exception):
            raise key
        found = CACHE.get(key)
        if found is None:
            found = tuple(matter.prove())
            CACHE.put(key, found)
        for each in found:
            yield worded(prover, each)
    except Exhausted:
        raise
    except Unprovable as why:
        yield finding(Code.TOO_LARGE, matter.place, what=matter.place.code, why=str(why))
    except RecursionError:
        yield finding(
            Code.TOO_LARGE, matter.place, what=matter.place.code, why=Said("its conditions are nested too deep")
        )
    except Disproved as answers:
        yield finding(Code.NOT_PROVED, matter.place, what=matter.place.code, answers=str(answers))


def worded(prover: Prover, found: Found) -> Finding:
    """Raises Disproved where the engine of the site does not agree."""
    witness = None
    if found.shows is not None:
        replay = replayed(prover.flow, found.shows.answers)
        if not agrees(found.shows, replay.outcome):
            raise Disproved(str(replay.witness))
        witness = replay.witness
    return finding(found.code, found.place, witness, **found.values)


def distribution(document: Questionnaire, scale: str = "", effort: Effort | None = None) -> tuple[Spread, ...]:
    """What each scale of a document can come to (or only this one), and in how many ways. Raises Unusable for one that
    cannot be run."""
    effort = effort or Effort()
    return tuple(spreads(Prover(Flow(document), Allowance(effort.each, effort.together)), scale))


def forget() -> None:
    """Prove everything anew: for measuring."""
    CACHE.clear()
    RUNS.clear()
