"""A proof that takes long: Ana sees how far it is and goes on; its end comes to her by itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from assessment.document import Questionnaire
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.proof import check
from content_store import documents, proofs, publishing
from content_store.db import Store, desk_for
from content_store.permissions import Invalid
from tests.cast import ana, boris
from tests.content import audit_like_document, put_questionnaire, small_document
from tests.driver import Answer, draw, parts_of, press, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import leave, seen

OPEN = finding(Code.TOO_LARGE, Place(PlaceKind.QUESTIONNAIRE), what="x", why="it is large")


class Slow:
    """The prover, held back: in the foreground it leaves everything open, in the background it comes to two of seven
    matters and waits until it may go on."""

    def __init__(self) -> None:
        self.end, self.began = Event(), list[Questionnaire]()

    def __call__(
        self, document: Questionnaire, *, soon: bool, watch: Callable[[int, int], None] | None = None
    ) -> tuple[Finding, ...]:
        if soon:
            return (OPEN,)
        assert watch
        watch(2, 7)
        self.began.append(document)
        assert self.end.wait(60)
        return check(document)

    def finish(self) -> None:
        self.end.set()
        until(lambda: self.began and all(documents.proving(one) is None for one in self.began))


def until(holds: Callable[[], object]) -> None:
    given_up = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < given_up
        time.sleep(0.005)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    prover = Slow()
    monkeypatch.setattr(proofs, "_check", prover)
    monkeypatch.setattr(documents, "PROOFS", proofs.Proofs())
    return prover


def ticking(drawn: Any) -> bool:
    return any(part["type"] == "Interval" and "proving" in str(part["props"].get("id")) for part in parts_of(drawn))


def tick(client: Any, screen: str, shown: dict[str, Any]) -> Answer:
    return press(client, f"{screen}-proving", {f"{screen}-seen": shown}, prop="n_intervals", value=3)


def test_ana_sees_how_far_the_proof_is_and_then_what_it_found(store: Store, enter: Enter, slow: Slow) -> None:
    put_questionnaire(store, audit_like_document())
    client = enter(ana)
    answer = leave(client, "high|everybody.total|0|0", "3", seen(store, "banding.everybody.total"))
    assert ticking(answer["questionnaire-side.children"])
    assert ticking(draw(client, "/questionnaire?id=1"))
    until(lambda: slow.began)
    answer = tick(client, "questionnaire", seen(store))
    assert text_of(answer["questionnaire-progress.children"]) == "2 of 7 checks done."
    assert "questionnaire-side.children" not in answer.outputs  # what she reads there stays as it is
    slow.finish()
    answer = tick(client, "questionnaire", seen(store))
    assert "Women who score 4 or 5 get no result." in text_of(answer["questionnaire-side.children"])
    assert not ticking(answer["questionnaire-side.children"])
    assert "questionnaire-progress.children" not in answer.outputs


def test_ana_comes_back_to_a_proof_that_went_on_without_her(store: Store, enter: Enter, slow: Slow) -> None:
    put_questionnaire(store, audit_like_document())
    client = enter(ana)
    assert "It cannot be sent yet" in text_of(draw(client, "/changes?id=1"))
    until(lambda: slow.began)
    assert text_of(tick(client, "changes", seen(store))["changes-progress.children"]) == "2 of 7 checks done."
    draw(client, "/questionnaires")
    slow.finish()
    answer = tick(client, "changes", seen(store))
    assert "What this does, for the reviewer" in text_of(answer["changes-sending.children"])
    assert "Nothing found" in text_of(answer["changes-side.children"])
    assert not ticking(draw(client, "/changes?id=1"))


def test_an_edit_is_proved_before_what_was_edited(store: Store, enter: Enter, slow: Slow) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    draw(client, "/questionnaire?id=1")
    until(lambda: slow.began)
    for words in ("Once?", "Twice?", "Thrice?"):
        assert ticking(leave(client, "text|item.q1.text", words, seen(store))["questionnaire-side.children"])
    slow.end.set()
    until(lambda: len(slow.began) == 4)
    assert [one.item("q1").text for one in slow.began[1:]] == ["Thrice?", "Twice?", "Once?"]


def test_nothing_is_sent_while_it_is_proved_and_a_proof_that_begins_anew_is_watched_in_the_review(
    store: Store, enter: Enter, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_questionnaire(store, audit_like_document())
    number = seen(store)["number"]
    with desk_for(store, ana) as desk, pytest.raises(Invalid, match="proof of the draft still goes on"):
        publishing.send(desk, 1, number, "New")
    slow.finish()
    with desk_for(store, ana) as desk:
        sent = publishing.send(desk, 1, number, "New")
    slow.end.clear()
    monkeypatch.setattr(documents, "PROOFS", proofs.Proofs())  # the server was started anew
    client = enter(boris)
    assert ticking(draw(client, f"/review?id={sent.id}"))
    answer = tick(client, "review", {"id": sent.id, "number": sent.version})
    assert "review-findings.children" not in answer.outputs
    slow.finish()
    answer = tick(client, "review", {"id": sent.id, "number": sent.version})
    assert "Nothing found" in text_of(answer["review-findings.children"])
