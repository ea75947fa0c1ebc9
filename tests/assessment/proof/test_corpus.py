"""Our own corpus of seeded defects: each is found, located in the file, shown by answers, and mended where that is
offered."""

from __future__ import annotations

from collections import Counter

import pytest

from assessment.flow import Flow
from assessment.mends import mended, mends_for
from assessment.messages import Code, Finding
from assessment.outcome import Lack
from assessment.proof import check
from assessment.scoring import conclude
from content_store import exchange
from tests.assessment.proof.corpus import Seed, conditions, parts, reach, results, words

SEEDS = (*conditions.SEEDS, *parts.SEEDS, *results.SEEDS, *words.SEEDS, *reach.SEEDS)
GAPS = {Code.BAND_GAP, Code.FRACTION_GAP, Code.CASE_MISSING, Code.NO_DECISION}
SHOWN = GAPS | {
    *(Code.BAND_OVERLAP, Code.SCORE_OUT_OF_RANGE, Code.NO_CHOICE_LEFT, Code.CANNOT_BE_ANSWERED, Code.TEST_FAILS),
    *(Code.RANGE_BEYOND, Code.RULE_SHADOWED),
}
"""Findings that never come without answers."""
ELSEWHERE = {
    Code.UNUSABLE: "nothing sound is unusable",
    Code.TOO_LARGE: "the proof's own tests",
    Code.NO_SERVICE: "the store's tests: it takes a directory",
    Code.NOT_PROVED: "a fault of ours alone",
}


def found(seed: Seed) -> Finding:
    every = check(seed.document, seed.locales or None)
    mine = [each for each in every if (each.code, str(each.place)) == (seed.code, seed.place)]
    assert mine, [(each.code.value, str(each.place), each.message) for each in every]
    return mine[0]


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_a_seeded_defect_is_found_located_shown_and_mended(seed: Seed) -> None:
    finding = found(seed)
    _is_pointed_at(seed, finding)
    _is_replayed(seed, finding)
    offers = mends_for(seed.document, finding)
    assert bool(offers) == seed.mended, [one.name for one in offers]
    before = Counter((each.code, str(each.place)) for each in check(seed.document))
    for offer in offers:
        after = check(mended(seed.document, [finding], offer.name))
        left = Counter((each.code, str(each.place)) for each in after)
        assert left[seed.code, seed.place] < before[seed.code, seed.place], offer.name
        assert not left - before, (offer.name, [each.message for each in after])


def _is_pointed_at(seed: Seed, finding: Finding) -> None:
    """In the file of the document, line and column lead to the very word."""
    text = exchange.write(seed.document)
    line, column = exchange.place_of(exchange.read(text.encode()), finding)
    assert (line, column) != (1, 1) or finding.place.kind == "questionnaire"
    if seed.word:
        assert text.splitlines()[line - 1][column - 1 :].startswith(seed.word)


def _is_replayed(seed: Seed, finding: Finding) -> None:
    """There are answers where somebody can be shown whom it fails; a run takes them in, and a gap is one."""
    witness = finding.witness
    assert (witness is not None) or finding.code not in SHOWN
    if witness is not None and finding.code is not Code.TEST_FAILS:
        flow = Flow(seed.document)
        assert flow.prune(witness.answers, witness.facts) == dict(witness.answers)
        if finding.code in GAPS:
            readings = conclude(flow, witness.answers, witness.facts).readings
            assert any(reading.lack is Lack.BAND for reading in readings)


def test_every_kind_of_finding_has_three_documents_that_have_it() -> None:
    counted = Counter(seed.code for seed in SEEDS)
    assert {code.value: counted[code] for code in Code if counted[code] < 3 and code not in ELSEWHERE} == {}
