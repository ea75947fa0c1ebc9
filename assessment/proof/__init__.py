"""What must hold of a document before anybody is asked anything; where it does not, answers that show it.

Exact, not sampled. Verdicts on scores and bands are given only of documents whose names and conditions are sound, for
only those can be run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from assessment.document import Questionnaire
from assessment.flow import Flow
from assessment.layout import Unusable
from assessment.messages import Code, Finding, Place, PlaceKind, Severity, finding
from assessment.plain import reworded
from assessment.proof import cases, facts, names, reach, referrals, scoring, sense, structure, texts
from assessment.proof.bands import BandProof

__all__ = ["check", "forget"]

Locales = Mapping[str, Mapping[str, str]]


def check(document: Questionnaire, locales: Locales | None = None) -> tuple[Finding, ...]:
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
    found += referrals.findings(document)
    for locale, words in (locales or {}).items():
        found += texts.translation_findings(document, locale, words)
    if sound:
        # What can be answered and what it comes to does not hang on words: an edit of a text proves nothing anew.
        found += sense.findings(document)
        found += _runs_of(reworded(document, lambda _key, _text: ""))
        found += facts.findings(Flow(document), found)
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR))


@lru_cache(maxsize=64)
def _runs_of(wordless: Questionnaire) -> tuple[Finding, ...]:
    return tuple(_of_runs(wordless))


def forget() -> None:
    """Prove everything anew: for measuring."""
    _runs_of.cache_clear()


def _of_runs(document: Questionnaire) -> Iterator[Finding]:
    try:
        flow = Flow(document)
    except Unusable as error:
        yield finding(Code.UNUSABLE, Place(PlaceKind.QUESTIONNAIRE), why=str(error))
        return
    yield from reach.findings(flow)
    for profile in document.profiles:
        for banding in profile.bandings:
            yield from BandProof(flow, profile, banding).findings()
    yield from cases.findings(flow)
