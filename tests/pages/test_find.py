"""Search everything."""

from __future__ import annotations

from content_store.db import Store
from tests.cast import admin, ana, jovan, kosta, teuta
from tests.content import put_questionnaire, small_document, translate
from tests.driver import draw, parts_of, text_of
from tests.pages.conftest import Enter


def test_ana_finds_a_questionnaire_by_a_part_of_its_title(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document("sleep", title="Sleep and worry"))
    assert "Sleep and worry" in text_of(draw(enter(ana), "/find?q=WORRY"))
    assert "Nothing that you may see" in text_of(draw(enter(ana), "/find?q=zebra"))


def test_nobody_finds_what_they_may_not_see(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document(title="Sleep"))
    assert "Nothing that you may see" in text_of(draw(enter(kosta), "/find?q=sleep"))
    assert "History" in text_of(draw(enter(admin), "/find?q=hist"))
    assert "Nothing that you may see" in text_of(draw(enter(teuta), "/find?q=hist"))


def test_a_sign_with_a_meaning_to_the_database_is_only_a_sign(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document(title="Sleep"))
    for q in ("%25", "_", "%5C", "'%20OR%201=1", "%F0%9F%98%80"):
        assert "Sleep" not in text_of(draw(enter(ana), f"/find?q={q}"))


def test_an_empty_search_says_what_it_is_for(enter: Enter) -> None:
    assert "Type" in text_of(draw(enter(ana), "/find"))


def test_ana_and_teuta_find_words_inside_the_texts_and_are_led_to_them(enter: Enter, store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sq", {"item.q1.text": "Sa shpesh, pjesa 1, ÇAJ?"})
    found = draw(enter(ana), "/find?q=PART%201")
    assert "How often, part 1?" in text_of(found)
    assert "/console/questionnaire?id=1&part=item.q1" in addresses(found)
    assert "Nothing that" in text_of(draw(enter(ana), "/find?q=xyz"))
    found = draw(enter(teuta), "/find?q=çaj")
    assert "shqip" in text_of(found)
    assert "/console/translation?id=1&locale=sq&at=item.q1.text" in addresses(found)


def test_jovan_does_not_find_words_in_a_language_that_is_not_his(enter: Enter, store: Store) -> None:
    translate(store, put_questionnaire(store, small_document()), "sq", {"item.q1.text": "Sa shpesh, pjesa 1, çaj?"})
    assert "Nothing that" in text_of(draw(enter(jovan), "/find?q=çaj"))


def addresses(shown: object) -> set[str]:
    return {str(part["props"].get("href")) for part in parts_of(shown)}
