"""Teuta translates into Albanian; Liri approves; Ana's new words send both back to work."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from console.unit_groups import groups
from content_store import questionnaires, translations
from content_store.db import Store, desk_for
from content_store.demo import large
from content_store.translations import Unit
from tests.cast import ana, boris, jovan, liri, teuta
from tests.content import audit_like_document, put_questionnaire, reworded, small_document, translate
from tests.driver import Answer, draw, parts_of, press, text_of
from tests.pages.conftest import Enter

KEY = "item.q1.text"


def unit(store: Store, key: str = KEY) -> Unit:
    with desk_for(store, teuta) as desk:
        return translations.unit(desk, 1, "sq", key)


def touch(client: FlaskClient, button: str, one: Unit, text: str = "", locale: str = "sq") -> Answer:
    state: dict[str, Any] = {
        "translation-seen": {"seen": one.seen, "unit": one.id, "version": one.version},
        "translation-where": {"id": 1, "locale": locale},
        "translation-text": text,
    }
    return press(client, {"type": f"translation-{button}", "key": one.key}, state)


def out(answer: Answer, part: str, key: str = KEY) -> Any:
    return answer[f'{{"key":"{key}","type":"translation-{part}"}}.children']


def test_teuta_translates_and_liri_approves(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = touch(enter(teuta), "save", unit(store), "Sa shpesh, pjesa 1?")
    assert "To approve" in text_of(out(answer, "foot"))
    answer = touch(enter(liri), "approve", unit(store))
    assert text_of(out(answer, "foot")).startswith("Approved Teuta Përkthyese")


def test_teuta_cannot_approve_her_own_words(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(teuta)
    touch(client, "save", unit(store), "Sa shpesh, pjesa 1?")
    assert "Somebody else must approve it" in touch(client, "approve", unit(store)).notice
    assert unit(store).state == "proposed"


def test_when_ana_rewords_a_question_teuta_sees_what_changed_in_it(store: Store, enter: Enter) -> None:
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sq")
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda document: reworded(document, "q1", "How often now, part 1?"), "x")
    client = enter(teuta)
    page = text_of(draw(client, "/translation?id=1&locale=sq&only=stale"))
    assert "The words have changed since this was translated" in page
    assert "Question q1" in page and "Question q2" not in page
    answer = touch(client, "keep", unit(store))
    assert text_of(out(answer, "foot")).startswith("Approved")  # somebody else wrote it, and she may judge


def test_a_text_without_its_placeholder_is_refused_at_its_field_and_stays_there(store: Store, enter: Enter) -> None:
    put_questionnaire(store, reworded(small_document(), "q1", "How often {loop}?"))
    answer = touch(enter(teuta), "save", unit(store), "Sa shpesh?")
    assert "placeholders" in out(answer, "text-problem")
    assert unit(store).state == "missing"


def test_two_translators_of_the_same_text_see_both_and_lose_neither(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    both = unit(store)
    touch(enter(teuta), "save", both, "Teuta's words")
    client = enter(liri)
    answer = touch(client, "save", both, "Liri's words")
    foot = text_of(out(answer, "foot"))
    assert "Not saved." in foot and "Teuta's words" in foot and "Liri's words" in foot
    assert unit(store).text == "Teuta's words"
    seen = answer[f'{{"key":"{KEY}","type":"translation-seen"}}.data']
    assert seen["seen"] == unit(store).seen  # saving again puts Liri's words in place
    touch(client, "save", unit(store), "Liri's words")
    assert unit(store).text == "Liri's words"


def test_nobody_translates_into_a_language_that_is_not_theirs(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(jovan)
    assert text_of(draw(client, "/translation?id=1&locale=sq")).startswith("Not for your role")
    assert "does not include this" in touch(client, "save", unit(store), "Sa shpesh?").notice
    assert "shqip" not in text_of(draw(client, "/translations"))


def test_boris_reads_but_has_no_field_to_write_in(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    assert "does not include this" in touch(enter(boris), "save", unit(store), "Sa shpesh?").notice


def test_liri_approves_all_that_others_proposed(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    with desk_for(store, teuta) as desk:
        translations.take_in(desk, 1, "sq", {KEY: "Pjesa 1", "item.q2.text": "Pjesa 2"})
    answer = press(enter(liri), "translation-approve-all", {"translation-where": {"id": 1, "locale": "sq"}})
    assert "2 texts approved" in answer.notice


def test_the_languages_of_all_questionnaires_stand_side_by_side(store: Store, enter: Enter) -> None:
    draft = put_questionnaire(store, audit_like_document())
    translate(store, draft, "sq")
    put_questionnaire(store, small_document())
    page = text_of(draw(enter(teuta), "/translations"))
    assert "A small test" in page and "Drinking complete" in page
    assert "32 of 32" in text_of(draw(enter(teuta), "/translations?id=1"))


def test_a_search_and_a_page_that_are_not_there_show_a_list_all_the_same(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    client = enter(teuta)
    assert "Question q3" in text_of(draw(client, "/translation?id=1&locale=sq&q=number%203&page=900"))
    assert "Nothing matches" in text_of(draw(client, "/translation?id=1&locale=sq&q=zebra"))
    assert "no such language" in text_of(draw(client, "/translation?id=1&locale=tlh"))


def test_liri_looks_herself_at_what_is_in_doubt(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    with desk_for(store, teuta) as desk:
        given = {KEY: "Pjesa 7", "item.q2.text": "Pjesa 2", "title": "Një provë e vogël"}
        translations.take_in(desk, 1, "sq", given)
    client = enter(liri)
    doubted = text_of(draw(client, "/translation?id=1&locale=sq&only=remarks"))
    assert "Check the numbers: the source has 1, the translation 7." in doubted and "item.q2" not in doubted
    answer = press(client, "translation-approve-all", {"translation-where": {"id": 1, "locale": "sq"}})
    assert "2 texts approved" in answer.notice and unit(store).state == "proposed"
    touch(client, "approve", unit(store))
    assert unit(store).remarks == ()


def test_teuta_works_through_the_questionnaire_screen_by_screen(store: Store, enter: Enter) -> None:
    draft = put_questionnaire(store, audit_like_document())
    page = text_of(draw(enter(teuta), "/translation?id=1&locale=sq"))
    places = [
        page.index(words) for words in ("Before the first question", "Question q1", "Answers to q1", "Question q2")
    ]
    assert places == sorted(places)
    with desk_for(store, teuta) as desk:
        everything = translations.units(desk, 1, "sq")
    found = groups(draft.document, everything)
    assert sorted(unit.key for group in found for unit in group.units) == sorted(unit.key for unit in everything)


def test_one_missing_answer_is_shown_with_its_whole_list(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    with desk_for(store, teuta) as desk:
        answers = [one.key for one in translations.units(desk, 1, "sq") if one.key.startswith("choices.")]
        translations.take_in(desk, 1, "sq", {answers[0]: "Kurrë"})
    page = text_of(draw(enter(teuta), "/translation?id=1&locale=sq&only=proposed"))
    code = answers[0].split(".")[1]
    assert [key for key in answers if f" {key} " in page] == [key for key in answers if key.split(".")[1] == code]


def test_a_text_asked_for_stands_on_the_page_and_has_the_focus(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    client = enter(teuta)
    with desk_for(store, teuta) as desk:
        last = translations.units(desk, 1, "sq")[-1].key
    shown = draw(client, f"/translation?id=1&locale=sq&at={last}")
    begins = [part for part in parts_of(shown) if "unit-begin" in str(part["props"].get("className"))]
    assert len(begins) == 1 and last in text_of(begins)


def test_all_that_waits_in_a_language_stands_in_one_queue(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document("one", title="First test"))
    put_questionnaire(store, small_document("two", title="Second test"))
    with desk_for(store, liri) as desk:
        translations.take_in(desk, 1, "sq", {KEY: "Pjesa 1"})
    client = enter(teuta)
    page = text_of(draw(client, "/translation-queue?locale=sq"))
    assert "First test" in page and "Second test" in page
    addresses = {part["props"].get("href") for part in parts_of(draw(client, "/translation-queue?only=proposed"))}
    assert f"/console/translation?id=1&locale=sq&only=todo&at={KEY}" in addresses
    assert "Nothing waits" in text_of(draw(enter(liri), "/translation-queue?locale=sq&only=proposed"))  # her own


def test_the_queue_of_a_language_that_is_not_his_is_closed_to_jovan(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    assert text_of(draw(enter(jovan), "/translation-queue?locale=sq")).startswith("Not for your role")


def fields_on(screen: Any) -> list[str]:
    ids = [part["props"].get("id") for part in parts_of(screen)]
    return [one["key"] for one in ids if isinstance(one, dict) and one["type"] == "translation-text"]


def test_the_next_page_begins_where_this_one_ends_though_what_is_done_leaves_the_list(
    store: Store, enter: Enter
) -> None:
    put_questionnaire(store, large.questionnaire(40))
    client = enter(teuta)
    first = draw(client, "/translation?id=1&locale=sq&only=missing")
    with desk_for(store, teuta) as desk:
        everything = [one.key for one in translations.units(desk, 1, "sq")]
        for key in fields_on(first):
            translations.save(desk, 1, "sq", key, f"Teksti {key}", translations.unit(desk, 1, "sq", key).seen)
    [onward] = [address for part in parts_of(first) if "&at=" in (address := str(part["props"].get("href")))]
    following = draw(client, onward.removeprefix("/console"))
    assert not set(fields_on(following)) & set(fields_on(first))
    left = [key for key in everything if key not in fields_on(first)]
    assert set(left[:5]) <= set(fields_on(following))


def test_answers_that_many_questions_share_name_some_of_them(store: Store, enter: Enter) -> None:
    put_questionnaire(store, large.questionnaire(40))
    shown = text_of(draw(enter(teuta), "/translation?id=1&locale=sq"))
    assert "Answers to q1, q2, q3, q4, q5, q6 and 34 more" in shown


def test_teuta_is_told_that_the_source_changed_while_she_was_typing(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    begun = unit(store)
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda document: reworded(document, "q1", "How often now, part 1?"), "x")
    answer = touch(enter(teuta), "save", begun, "Sa shpesh, pjesa 1?")
    assert "Save it again where it says what they say now" in text_of(out(answer, "foot"))
    assert "How often now, part 1?" in text_of(out(answer, "source"))
    assert unit(store).state == "missing"
