"""Boris comments on places of a draft in review; Ana answers; what is settled and what is carried on."""

from __future__ import annotations

from typing import Any

import pytest

from auth.roles import Account
from content_store import comments, publishing, questionnaires
from content_store.comments import Thread
from content_store.db import Store, desk_for
from tests.cast import admin, ana, andrej, bojana, boris, teuta
from tests.content import audit_like_document, put_questionnaire, reworded
from tests.driver import draw, press, text_of
from tests.pages.conftest import Enter


def sent(store: Store, by: Account = ana) -> int:
    with desk_for(store, by) as desk:
        draft = questionnaires.open_draft(desk, 1)
        return publishing.send(desk, 1, draft.number, "please").id


def ask(enter: Enter, person: Account, review: int, about: str, text: str) -> Any:
    seen = {"review-seen": {"id": review, "number": 1}}
    return press(enter(person), "talk-ask", {**seen, "talk-about": about, "talk-text": text})


def answer(enter: Enter, person: Account, comment: int, text: str) -> Any:
    return press(enter(person), {"type": "talk-answer", "key": str(comment)}, {"talk-answer-text": text})


def settle(enter: Enter, person: Account, comment: int) -> Any:
    return press(enter(person), {"type": "talk-settle", "key": str(comment)})


def said(store: Store, review: int, reader: Account = boris) -> tuple[Thread, ...]:
    with desk_for(store, reader, reading=True) as desk:
        return comments.threads(desk, review)


def test_boris_asks_about_a_band_ana_answers_and_boris_settles_it(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    review = sent(store)
    ask(enter, boris, review, "band:everybody.total.high", "Source for 15?")
    page = text_of(draw(enter(ana), f"/review?id={review}"))
    assert "result total › high: High" in page and "Source for 15?" in page and "1 open" in page
    (thread,) = said(store, review)
    answer(enter, ana, thread.comment.id, "Saunders 1993.")
    assert "1 comment is not settled yet" in text_of(draw(enter(boris), f"/review?id={review}"))
    settle(enter, boris, thread.comment.id)
    (thread,) = said(store, review)
    assert ([one.text for one in thread.answers], thread.settled_by) == (["Saunders 1993."], "Boris Recenzent")
    assert "0 open" in text_of(draw(enter(ana), f"/review?id={review}"))
    assert "settled already" in answer(enter, ana, thread.comment.id, "More").notice


def test_a_comment_that_is_not_settled_stands_in_the_editor_and_in_the_next_review(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    first = sent(store)
    ask(enter, boris, first, "item:q2", "Too long")
    ask(enter, boris, first, "item:q3", "Fine now")
    settle(enter, boris, said(store, first)[1].comment.id)
    with desk_for(store, boris) as desk:
        publishing.send_back(desk, first, 1, "See the comments")
    assert "Boris Recenzent : Too long" in text_of(draw(enter(ana), "/questionnaire?id=1&part=item.q2"))
    assert "Too long" not in text_of(draw(enter(ana), "/questionnaire?id=1&part=item.q3"))
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda one: reworded(one, "q2", "Shorter?"), "x")
    second = sent(store)
    page = text_of(draw(enter(boris), f"/review?id={second}"))
    assert "Too long" in page and "from an earlier review" in page and "Fine now" not in page


def test_ana_does_not_settle_what_boris_asked_but_what_she_asked_herself(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    review = sent(store)
    ask(enter, boris, review, "questionnaire:", "Why now?")
    ask(enter, ana, review, "rule:everybody.crisis", "Is this right for RS?")
    of_boris, of_ana = (one.comment.id for one in said(store, review))
    for person in (ana, andrej):
        assert "Whoever made this comment settles it" in settle(enter, person, of_boris).notice
    settle(enter, ana, of_ana)
    assert [one.open for one in said(store, review)] == [True, False]


def test_a_reviewer_who_wrote_the_draft_does_not_settle_what_is_said_against_it(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document(), by=bojana)
    review = sent(store)
    ask(enter, boris, review, "item:q1", "Loaded")
    assert "Whoever made" in settle(enter, bojana, said(store, review)[0].comment.id).notice


@pytest.mark.parametrize(
    "about", ["item:gone", "band:everybody.total", "test:x", "rocket:q1", "", "item:", "item:q1.x"]
)
def test_a_place_that_is_not_in_the_draft_cannot_be_commented_on(store: Store, enter: Enter, about: str) -> None:
    put_questionnaire(store, audit_like_document())
    review = sent(store)
    answer = ask(enter, boris, review, about, "x")
    assert answer["talk-about-problem.children"]
    assert said(store, review) == ()


@pytest.mark.parametrize("person", [teuta, admin], ids=lambda person: person.name)
def test_who_neither_writes_nor_reviews_says_nothing(store: Store, enter: Enter, person: Account) -> None:
    put_questionnaire(store, audit_like_document())
    review = sent(store)
    ask(enter, boris, review, "item:q1", "Mine")
    number = said(store, review)[0].comment.id
    assert "does not include this" in ask(enter, person, review, "item:q1", "x").notice
    assert "does not include this" in answer(enter, person, number, "x").notice
    assert "does not include this" in settle(enter, person, number).notice
    assert len(said(store, review)) == 1


def test_an_empty_comment_and_one_on_what_is_past_are_refused(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    review = sent(store)
    assert ask(enter, boris, review, "item:q1", " ")["talk-text-problem.children"]
    assert "no such comment" in answer(enter, boris, 99, "x").notice
    assert "no such comment" in settle(enter, boris, 99).notice
    with desk_for(store, ana) as desk:
        publishing.withdraw(desk, 1)
    assert "is over" in ask(enter, boris, review, "item:q1", "x").notice
