"""The versions of a draft: what differs between any two, and going back to one."""

from __future__ import annotations

import pytest

from content_store import publishing, questionnaires
from content_store.db import Store, desk_for
from tests.cast import ana, andrej, bojana, boris
from tests.content import put_questionnaire, put_service, reworded, small_document
from tests.driver import draw, press, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import draft_of

WORDS = ("One?", "Two?", "Three?")


def put_versions(store: Store) -> None:
    """Four of them: as created, then one for each of WORDS."""
    put_questionnaire(store, small_document())
    for seen, words in enumerate(WORDS, 1):
        with desk_for(store, ana) as desk:
            questionnaires.edit(desk, 1, seen, lambda one, words=words: reworded(one, "q1", words), f"Said {words}")


def go_back(store: Store, enter: Enter, number: int, seen: int) -> str:
    state = {"changes-seen": {"id": 1, "number": seen, "part": ""}}
    return press(enter(ana), {"type": "changes-restore", "key": str(number)}, state).notice


def test_ana_compares_any_two_versions(store: Store, enter: Enter) -> None:
    put_versions(store)
    client = enter(boris)
    assert "Two Three ?" in text_of(draw(client, "/compare?id=1&old=3&new=4"))
    assert "One Three ?" in text_of(draw(client, "/compare?id=1&old=2&new=4"))
    assert "Three One ?" in text_of(draw(client, "/compare?id=1&old=4&new=2"))
    assert "are the same" in text_of(draw(client, "/compare?id=1&old=2&new=2"))
    assert "no such version" in text_of(draw(client, "/compare?id=1&old=2&new=99"))


def test_ana_goes_back_to_an_older_version_and_nothing_in_between_is_lost(store: Store, enter: Enter) -> None:
    put_versions(store)
    assert "as it was in version 2" in go_back(store, enter, 2, seen=4)
    draft = draft_of(store)
    assert (draft.number, draft.document.item("q1").text) == (5, "One?")
    with desk_for(store, ana) as desk:
        assert questionnaires.undo(desk, 1, 5).document.item("q1").text == "Three?"


def test_ana_goes_back_to_nothing_that_she_has_not_seen_replaced(store: Store, enter: Enter) -> None:
    put_versions(store)
    with desk_for(store, andrej) as desk:
        questionnaires.edit(desk, 1, 4, lambda one: reworded(one, "q2", "Andrej's?"), "x")
    assert "Somebody else changed" in go_back(store, enter, 2, seen=4)
    assert "no such version" in go_back(store, enter, 99, seen=5)
    assert draft_of(store).number == 5


def test_a_draft_in_review_is_not_replaced_by_an_older_one(store: Store, enter: Enter) -> None:
    put_versions(store)
    with desk_for(store, ana) as desk:
        publishing.send(desk, 1, 4, "please")
    assert "in review" in go_back(store, enter, 2, seen=4)
    assert "Go back" not in text_of(draw(enter(ana), "/changes?id=1"))


def test_who_goes_back_to_an_older_version_is_an_author_of_the_draft(store: Store, enter: Enter) -> None:
    put_versions(store)
    with desk_for(store, bojana) as desk:
        draft = questionnaires.restore(desk, 1, 4, 2)
    with desk_for(store, ana) as desk:
        review = publishing.send(desk, 1, draft.number, "please")
    state = {"review-seen": {"id": review.id, "number": review.version}}
    assert "You edited this draft yourself" in press(enter(bojana), "review-approve", state).notice


def publish_as(store: Store, seen: int) -> None:
    with desk_for(store, ana) as desk:
        review = publishing.send(desk, 1, seen, "please")
    with desk_for(store, boris) as desk:
        review = publishing.approve(desk, review.id, review.version)
        publishing.publish(desk, review.id, review.version, locales=("en",), countries=("RS",), override="A test.")


@pytest.mark.parametrize("way", ["restored", "undone", "copied"])
def test_what_was_never_approved_keeps_its_author_whoever_brings_it_back(store: Store, enter: Enter, way: str) -> None:
    """Bojana's words were replaced before the publication. Ana brings them back; Bojana still does not decide."""
    put_questionnaire(store, small_document())
    put_service(store, kinds=("helpline", "outpatient"))
    for person, words in ((bojana, "Bojana's?"), (ana, "Ana's?")):
        with desk_for(store, person) as desk:
            seen = questionnaires.open_draft(desk, 1).number
            questionnaires.edit(desk, 1, seen, lambda one, words=words: reworded(one, "q1", words), "x")
            if way == "copied" and person is bojana:
                break
    if way != "copied":
        publish_as(store, 3)
    with desk_for(store, ana) as desk:
        match way:
            case "restored":
                draft = questionnaires.restore(desk, 1, 3, 2)
            case "undone":
                draft = questionnaires.undo(desk, 1, 3)
            case _:
                draft = questionnaires.copy(desk, 1, "copy", "A copy")
        assert draft.document.item("q1").text == "Bojana's?"
    with desk_for(store, ana) as desk:
        review = publishing.send(desk, draft.id, draft.number, "please")
    state = {"review-seen": {"id": review.id, "number": review.version}}
    assert "You edited this draft yourself" in press(enter(bojana), "review-approve", state).notice
    assert "Approved" in press(enter(boris), "review-approve", state).notice
