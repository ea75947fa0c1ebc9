"""Ana asks which scores are possible while she sets the cut-offs."""

from __future__ import annotations

from typing import Any

from console.possible_scores import ways_in_words
from content_store.db import Store
from tests.cast import ana, boris
from tests.content import audit_like_document, put_questionnaire, small_document
from tests.content_store.test_solver import wide
from tests.driver import Answer, draw, parts_of, press, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import seen


def count(client: Any, store: Store, scale: str = "total") -> Answer:
    return press(client, {"type": "questionnaire-count", "key": scale}, {"questionnaire-seen": seen(store)})


def counted(answer: Answer, scale: str = "total") -> Any:
    [shown] = [value for key, value in answer.outputs.items() if "questionnaire-counted" in key]
    return shown


def has_picture(drawn: Any) -> bool:
    return any(part["type"] == "Graph" for part in parts_of(drawn))


def test_ana_sees_each_score_with_its_ways_and_its_band_once_she_asks(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    assert not has_picture(draw(client, "/questionnaire?id=1&part=scale.total"))
    drawn = counted(count(client, store))
    words = text_of(drawn)
    assert "scores are possible, from 0 to 6" in words
    assert "Score Ways of answering Band 0 1 Low 1 2 Low 2 3 Low" in words  # two questions of 0 to 3 points
    assert has_picture(drawn)


def test_bands_that_differ_by_people_are_both_named(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    assert "Moderate · Low" in text_of(counted(count(enter(boris), store)))  # women from 6, others from 8


def test_what_cannot_be_counted_is_said_to_be_too_much(store: Store, enter: Enter) -> None:
    put_questionnaire(store, wide(3000))
    words = text_of(counted(count(enter(ana), store)))
    assert "too many ways to answer for them to be counted. What keeps them apart: score(total)." in words


def test_a_picture_of_what_was_before_an_edit_does_not_stay(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    key = "points|frequency|daily"
    state = {"questionnaire-seen": seen(store), "questionnaire-field": {key: "5"}, "questionnaire-said": {key: ""}}
    there = {"questionnaire-counted": {"total": None}}
    answer = press(client, {"type": "questionnaire-field", "key": key}, state | there, prop="value", value="5")
    assert counted(answer) is None
    assert count(client, store, "of nobody").status == 204


def test_many_ways_are_told_by_their_power_of_ten() -> None:
    assert ways_in_words(235_428) == "235\N{NARROW NO-BREAK SPACE}428"
    assert ways_in_words(3**100) == "about 5.1 × 10⁴⁷"
