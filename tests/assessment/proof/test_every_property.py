"""The verdict of every property is that of trying every run, and every witness replays."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, given, settings

from assessment.document import Questionnaire
from assessment.messages import Code, PlaceKind
from assessment.proof import of_runs
from tests.assessment.proof.brute_force import TooMany
from tests.assessment.proof.small_documents import documents
from tests.assessment.proof.tried import Spot, Tried

MANY = int(os.environ.get("PROOF_EXAMPLES", "30"))
RUNS_MOST = 1500
WORDS = {Code.NO_HEADLINE, Code.NO_MEANING}
SHOWN = {Code.BAND_GAP, Code.BAND_OVERLAP, Code.CASE_MISSING, Code.NO_DECISION, Code.NO_PROFILE, Code.NO_REFERRAL,
         Code.SCORE_OUT_OF_RANGE, Code.NO_CHOICE_LEFT, Code.FRACTION_GAP, Code.CANNOT_BE_ANSWERED,
         Code.RANGE_BEYOND, Code.RULE_SHADOWED, *WORDS}  # fmt: skip
COUNTED: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def told() -> Iterator[None]:
    """Shown by `-s`: how many documents were compared, and how many had more runs than are tried."""
    yield
    print(f"\n{COUNTED['compared']} documents compared, {COUNTED['too large']} of more than {RUNS_MOST} runs left out")


def proved(document: Questionnaire) -> set[Spot]:
    found = set()
    for each in of_runs(document):
        assert each.code not in (Code.TOO_LARGE, Code.NOT_PROVED, Code.UNUSABLE), each
        assert (each.witness is not None) == (each.code in SHOWN), each
        if each.code is Code.RULE_SHADOWED:  # read off two rules, not off runs
            continue
        field = "" if each.code is Code.SCORE_OUT_OF_RANGE else each.place.field
        if "part" in each.values:
            field += f" {each.values['part']}"
        found.add((each.code, each.place.kind, each.place.code, field))
    return found


def has_words(document: Questionnaire, spot: Spot) -> bool:
    """A band that has no block of a kind at all is told of without a proof."""
    if spot[0] not in WORDS or spot[1] is not PlaceKind.BAND:
        return True
    profile, banding, band = spot[2].split(".")
    kind = "headline" if spot[0] is Code.NO_HEADLINE else "meaning"
    return any(
        block.kind == kind and block.banding in ("", banding) and block.band in ("", band)
        for block in document.profile(profile).blocks
    )


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_the_verdict_of_every_property_is_that_of_trying_every_run(document: Questionnaire) -> None:
    try:
        tried = {spot for spot in Tried(document, RUNS_MOST).found if has_words(document, spot)}
    except TooMany:
        COUNTED["too large"] += 1
        assume(False)
    COUNTED["compared"] += 1
    assert proved(document) == tried
