"""A long proof does not keep anybody waiting, and what is not proved yet is not said to be."""

from __future__ import annotations

import time

import pytest

from assessment import proof
from assessment.messages import Code
from assessment.plain import reworded
from assessment.proof import check, forget
from content_store.proofs import Proofs
from tests.assessment.documents import sample
from tests.content_store.test_solver import wide


def test_what_takes_no_time_is_settled_at_once() -> None:
    proofs, document = Proofs(), sample()
    assert proofs.findings(document) == ()
    assert proofs.progress(document) is None


def test_a_long_proof_goes_on_in_the_background() -> None:
    pytest.importorskip("ortools", reason="the optional extra «prover» is not installed")
    forget()
    proofs, document = Proofs(), wide(3000)
    assert Code.TOO_LARGE in [each.code for each in proofs.findings(document)]
    given_up = time.monotonic() + 60
    while proofs.progress(document) is not None and time.monotonic() < given_up:
        time.sleep(0.05)
    codes = [each.code for each in proofs.findings(document)]
    assert Code.BAND_GAP in codes
    assert Code.TOO_LARGE not in codes


def test_an_edit_of_words_alone_proves_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    document = sample()
    found = check(document)
    monkeypatch.setattr(proof, "of_runs", lambda *_: pytest.fail("proved anew"))
    assert check(reworded(document, lambda _key, text: text and f"{text}!")) == found
    forget()
    with pytest.raises(pytest.fail.Exception):
        check(document)
