"""Ana sends, Boris decides and publishes; nobody decides on what they wrote."""

from __future__ import annotations

import re
from typing import Any

import pytest

from content_store import publishing, questionnaires
from content_store.db import Store, desk_for, visit
from content_store.publishing import Submission
from tests.cast import admin, ana, bojana, boris, teuta
from tests.content import audit_like_document, publish_now, put_questionnaire, reworded, small_document, translate
from tests.driver import draw, press, text_of
from tests.pages.conftest import Enter

UNSERVED = {"review-publish-unserved": "It is a test."}


def change(store: Store, by: Any = ana, text: str = "Do you drink alcohol at all?") -> None:
    with desk_for(store, by) as desk:
        draft = questionnaires.open_draft(desk, 1)
        questionnaires.edit(desk, 1, draft.number, lambda document: reworded(document, "q1", text), "Reworded q1")


def send(store: Store, by: Any = ana) -> Submission:
    with desk_for(store, by) as desk:
        draft = questionnaires.open_draft(desk, 1)
        return publishing.send(desk, 1, draft.number, "Clearer words")


def review_of(store: Store) -> Submission:
    with desk_for(store, boris) as desk:
        return publishing.open_review(desk, publishing.waiting(desk)[0].id)


def seen(review: Submission) -> dict[str, Any]:
    return {"review-seen": {"id": review.id, "number": review.version}}


def test_ana_sees_what_her_draft_changes_and_sends_it(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document())
    change(store)
    client = enter(ana)
    page = text_of(draw(client, "/changes?id=1"))
    assert "Reworded question q1, words" in page
    assert "at all" in page
    state = {"changes-seen": {"id": 1, "number": 2, "part": ""}, "changes-note": "Clearer words"}
    answer = press(client, "changes-send", state)
    assert answer.beside["_pages_location"]["pathname"] == "/console/review"
    assert "Clearer words" in text_of(draw(enter(boris), "/reviews"))


def test_a_draft_with_errors_says_what_has_to_be_mended_instead_of_a_button(store: Store, enter: Enter) -> None:
    from dataclasses import replace

    put_questionnaire(store, replace(small_document(), profiles=()))
    page = text_of(draw(enter(ana), "/changes?id=1"))
    assert "It cannot be sent yet" in page
    assert "No profile reads the result" in page


def test_boris_reads_every_change_in_words_of_a_questionnaire(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document())
    with desk_for(store, ana) as desk:
        from console.editing import moved

        questionnaires.edit(desk, 1, 1, lambda one: moved(one, "everybody.total", 0, 0, high=4), "x")
        questionnaires.edit(desk, 1, 2, lambda one: moved(one, "everybody.total", 0, 1, low=5), "x")
    review = send(store)
    page = draw(enter(boris), f"/review?id={review.id}")
    words = text_of(page)
    assert "Cut-offs moved results of total, cut-offs" in words
    assert 'Before, where sex == "female" 0–5 Low' in words
    assert 'Now, where sex == "female" 0–4 Low' in words


def test_boris_approves_and_publishes_and_the_next_visitor_has_the_new_words(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document())
    change(store)
    review = send(store)
    client = enter(boris)
    press(client, "review-approve", seen(review_of(store)))
    state = {**seen(review_of(store)), "review-publish-locales": ["en"], "review-publish-countries": ["RS"]} | UNSERVED
    answer = press(client, "review-publish", state)
    assert "Public as revision 2 in Serbia" in answer.notice
    with visit(store) as session:
        live = publishing.live(session, "drinking")
    assert live is not None and live.document.item("q1").text == "Do you drink alcohol at all?"
    assert "Reworded question q1, words" in text_of(draw(client, f"/review?id={review.id}"))


def test_boris_is_told_which_public_language_would_be_lost(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document(), locales=("en", "sq"))
    change(store)
    review = send(store)
    with desk_for(store, boris) as desk:
        publishing.approve(desk, review.id, review.version)
    page = text_of(draw(enter(boris), f"/review?id={review.id}"))
    assert "takes these languages off the public site, for they are not ready: shqip." in page


def test_nobody_approves_what_they_edited(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document())
    change(store, bojana)
    review = send(store)
    client = enter(bojana)
    assert "somebody else decides" in text_of(draw(client, f"/review?id={review.id}"))
    assert "Somebody else must decide" in press(client, "review-approve", seen(review)).notice
    assert review_of(store).state == "in_review"


def test_ana_reads_why_her_draft_came_back_until_she_sends_it_again(store: Store, enter: Enter) -> None:
    publish_now(store, audit_like_document())
    change(store)
    review = send(store)
    with desk_for(store, boris) as desk:
        publishing.send_back(desk, review.id, review.version, "Say which drinks.")
    client = enter(ana)
    for address in ("/questionnaire?id=1", "/changes?id=1"):
        assert "Boris Recenzent returned this draft: Say which drinks." in text_of(draw(client, address))
    assert "returned by Boris Recenzent: “Say which drinks.”" in text_of(draw(client, "/"))
    send(store)
    assert "Say which drinks." not in text_of(draw(client, "/changes?id=1")) + text_of(
        draw(client, "/questionnaire?id=1")
    )


def test_boris_returns_a_draft_only_with_a_reason(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    review = send(store)
    client = enter(boris)
    answer = press(client, "review-return", {**seen(review), "review-return-reason": " "})
    assert answer["review-return-reason-problem.children"]
    press(client, "review-return", {**seen(review), "review-return-reason": "Source for 8?"})
    assert "Returned: Source for 8?" in text_of(draw(enter(ana), f"/review?id={review.id}"))


def test_boris_sees_that_somebody_decided_before_him(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    review = send(store)
    with desk_for(store, boris) as desk:
        publishing.approve(desk, review.id, review.version)
    assert "in the meantime" in press(enter(boris), "review-approve", seen(review)).notice


def test_boris_publishes_an_earlier_revision_again_and_says_why(store: Store, enter: Enter) -> None:
    first = publish_now(store, small_document())
    change(store)
    review = send(store)
    with desk_for(store, boris) as desk:
        review = publishing.approve(desk, review.id, review.version)
        publishing.publish(
            desk, review.id, review.version, locales=("en",), countries=("RS",), unserved="It is a test."
        )
    client = enter(boris)
    touched = {"type": "changes-back", "key": str(first.revision_id)}
    state = {"changes-seen": {"id": 1, "number": 2, "part": ""}}
    assert press(client, touched, {**state, "changes-back-why": ""})["changes-back-why-problem.children"]
    assert "as revision 3" in press(client, touched, {**state, "changes-back-why": "The words were wrong"}).notice
    with visit(store) as session:
        live = publishing.live(session, "small")
    assert live is not None and live.document == first.document


@pytest.mark.parametrize("button", ["review-approve", "review-return", "review-publish"])
def test_who_may_not_decide_decides_nothing(store: Store, enter: Enter, button: str) -> None:
    put_questionnaire(store, small_document())
    review = send(store)
    for person in (ana, teuta):
        answer = press(enter(person), button, {**seen(review), "review-return-reason": "x"})
        assert answer.status == 200
    assert review_of(store).state == "in_review"


def test_a_language_that_is_ready_is_offered_for_publication(store: Store, enter: Enter) -> None:
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sq")
    review = send(store)
    with desk_for(store, boris) as desk:
        publishing.approve(desk, review.id, review.version)
    drawn = str(draw(enter(boris), f"/review?id={review.id}"))
    assert "'value': 'sq'" in drawn and "'value': 'mk'" not in drawn


def test_boris_retires_a_questionnaire_and_brings_it_back_with_reasons(store: Store, enter: Enter) -> None:
    publish_now(store, small_document())
    client = enter(boris)
    state = {"changes-seen": {"id": 1, "number": 1, "part": ""}, "changes-retire-why": "The licence has ended"}
    off, back = ({"type": "changes-retire", "key": key} for key in ("off", "back"))
    assert "off the public site" in press(client, off, state).notice
    assert "retired already" in press(client, off, state).notice
    with visit(store) as session:
        assert not publishing.on_offer(session)
    assert "Retired" in text_of(draw(client, "/questionnaires"))
    assert "It is back" in press(client, back, state).notice
    with visit(store) as session:
        assert publishing.on_offer(session)


def test_every_version_of_the_draft_can_be_read_with_its_author(store: Store, enter: Enter) -> None:
    publish_now(store, small_document())
    change(store)
    page = text_of(draw(enter(ana), "/changes?id=1"))
    assert re.search(r"2 Reworded q1 .{10,40} by Ana Ekspert The draft now What it changed", page)
    assert re.search(r"1 Created .{10,40} by Ana Ekspert Published as 1 To the draft now", page)


def test_boris_reads_all_of_what_is_new_with_points_conditions_cut_offs_and_texts(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    review = send(store)
    page = text_of(draw(enter(boris), f"/review?id={review.id}"))
    assert "everything is new (10 questions)" in page
    for words in (
        "q1 How often do you drink alcohol? Comment q1 One answer Never = 0 Monthly = 1",
        "Asked only if: «How often do you drink alcohol?» is not «Never»",
        "Where: sex is «female»",
        "Low: meaning.",
        "Safety flag: Somebody was hurt",
        "No source is named for these cut-offs.",
    ):
        assert words in page, words
    assert "Comment q1" not in text_of(draw(enter(admin), f"/review?id={review.id}"))
