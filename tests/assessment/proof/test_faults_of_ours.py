"""What an expert is told where the fault is not the questionnaire's but ours."""

from __future__ import annotations

import pytest

from assessment import edits
from assessment.document import Range
from assessment.layout import Unusable
from assessment.messages import Code, Severity
from assessment.proof import check, forget
from tests.assessment.documents import sample

GAP = edits.set_ranges(sample(), "adult", "total", 1, (Range("low", None, 1), Range("high", 3)))


def test_where_the_engine_disagrees_nothing_is_proved_and_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessment.proof.agrees", lambda *_: False)
    forget()
    [said] = [each for each in check(GAP) if each.code in (Code.BAND_GAP, Code.NOT_PROVED)]
    assert (said.code, said.severity, said.witness) == (Code.NOT_PROVED, Severity.ERROR, None)
    assert "adult.total" in said.message and "report it" in said.remedy


def test_what_cannot_be_run_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_document: object) -> None:
        raise Unusable("Something is named that is not there.")

    monkeypatch.setattr("assessment.proof.Flow", broken)
    forget()
    [said] = check(GAP)
    assert (said.code, said.severity) == (Code.UNUSABLE, Severity.ERROR)
    assert said.message.endswith("Something is named that is not there.")
