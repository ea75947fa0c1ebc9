from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.edits import remove_item, set_text
from assessment.plain import texts
from auth.roles import Account, Held, Role
from content_store import questionnaires, translations
from content_store.db import Store, desk_for
from content_store.permissions import Actor, Conflict, Invalid, Missing, Refused
from content_store.questionnaires import Draft
from content_store.translations import Coverage, State, Unit
from tests.cast import ana, boris, jovan, liri, mila, put_people, teuta
from tests.content import put_questionnaire, reworded, small_document, translate

KEY = "item.q1.text"
snezana = Account(120, "Снежана", grants=(Held(Role.TRANSLATOR, locales=("sr-Cyrl", "sr-Latn")),))


@pytest.fixture
def draft(store: Store) -> Draft:
    put_people(store)
    return put_questionnaire(store, small_document())


def look(store: Store, draft: Draft, locale: str = "sq", key: str = KEY, who: Actor = ana) -> Unit:
    with desk_for(store, who, reading=True) as desk:
        return translations.unit(desk, draft.id, locale, key)


def save(store: Store, who: Actor, draft: Draft, text: str, locale: str = "sq", key: str = KEY, seen: str = "") -> Unit:
    with desk_for(store, who) as desk:
        seen = seen or translations.unit(desk, draft.id, locale, key).seen
        unit = translations.save(desk, draft.id, locale, key, text, seen)
        assert desk.entries <= 1
        return unit


def approve(store: Store, who: Actor, unit: Unit) -> Unit:
    with desk_for(store, who) as desk:
        return translations.approve(desk, unit.id, unit.version)


def change_source(store: Store, draft: Draft, text: str, key: str = KEY) -> None:
    with desk_for(store, ana) as desk:
        seen = questionnaires.open_draft(desk, draft.id).number
        questionnaires.edit(desk, draft.id, seen, lambda document: set_text(document, key, text), "Reworded")


def covered(store: Store, draft: Draft, locale: str) -> Coverage:
    with desk_for(store, ana, reading=True) as desk:
        return next(one for one in translations.coverage(desk, draft.id) if one.locale == locale)


def test_a_translator_proposes_and_another_approves(store: Store, draft: Draft) -> None:
    assert look(store, draft).state is State.MISSING
    proposed = save(store, teuta, draft, "Sa shpesh?")
    assert (proposed.state, proposed.text, proposed.author, proposed.own) == (
        State.PROPOSED, "Sa shpesh?", teuta.name, True,
    )  # fmt: skip
    approved = approve(store, liri, proposed)
    assert (approved.state, approved.own) == (State.APPROVED, False)
    assert look(store, draft).state is State.APPROVED


def test_nobody_approves_their_own_words(store: Store, draft: Draft) -> None:
    proposed = save(store, teuta, draft, "Sa shpesh?")
    with pytest.raises(Refused):
        approve(store, teuta, proposed)
    with desk_for(store, teuta) as desk:
        assert translations.approve_all(desk, draft.id, "sq") == 0
    with desk_for(store, liri) as desk:
        assert translations.approve_all(desk, draft.id, "sq") == 1


def test_an_albanian_translator_may_not_touch_serbian(store: Store, draft: Draft) -> None:
    unit = save(store, jovan, draft, "Колико често?", "sr-Cyrl")
    with desk_for(store, teuta) as desk:
        with pytest.raises(Refused):
            translations.save(desk, draft.id, "sr-Cyrl", KEY, "x", unit.seen)
        with pytest.raises(Refused):
            translations.units(desk, draft.id, "sr-Cyrl")
        with pytest.raises(Missing):  # as if it were not there
            translations.approve(desk, unit.id, unit.version)
        assert {one.locale for one in translations.coverage(desk, draft.id)} == {"sq"}
    for who in (ana, boris, mila):
        with desk_for(store, who) as desk, pytest.raises(Refused):
            translations.save(desk, draft.id, "sq", KEY, "x", "0.")


def test_an_edit_of_the_source_alone_makes_a_translation_stale(store: Store, draft: Draft) -> None:
    approve(store, liri, save(store, teuta, draft, "Sa shpesh?"))
    change_source(store, draft, "How often indeed?")
    stale = look(store, draft)
    assert (stale.state, stale.before, stale.source) == (State.STALE, "How often, part 1?", "How often indeed?")
    assert covered(store, draft, "sq").stale == 1
    change_source(store, draft, "How often, part 1?")
    assert look(store, draft).state is State.APPROVED


def test_a_stale_text_cannot_be_approved_before_somebody_looks_at_it(store: Store, draft: Draft) -> None:
    unit = save(store, teuta, draft, "Sa shpesh?")
    change_source(store, draft, "How often indeed?")
    with pytest.raises(Refused):
        approve(store, liri, unit)
    renewed = save(store, teuta, draft, "Sa shpesh?")
    assert renewed.state is State.PROPOSED
    assert approve(store, liri, renewed).state is State.APPROVED


def test_a_change_of_spelling_is_confirmed_in_the_language_itself(store: Store, draft: Draft) -> None:
    approve(store, liri, save(store, teuta, draft, "Sa shpesh?"))
    change_source(store, draft, "How often, part one?")
    stale = look(store, draft)
    with desk_for(store, liri) as desk:
        kept = translations.keep_as_is(desk, stale.id, stale.version)
        assert (kept.state, kept.author, desk.entries) == (State.APPROVED, teuta.name, 1)
        with pytest.raises(Refused):
            translations.keep_as_is(desk, kept.id, kept.version)
    change_source(store, draft, "How often, part 1?")
    stale = look(store, draft)
    with desk_for(store, teuta) as desk:  # her own words: somebody else must look
        assert translations.keep_as_is(desk, stale.id, stale.version).state is State.PROPOSED


def test_two_translators_do_not_overwrite_one_another(store: Store, draft: Draft) -> None:
    seen = look(store, draft).seen
    save(store, teuta, draft, "E saja", seen=seen)
    with pytest.raises(Conflict) as conflict:
        save(store, liri, draft, "E tija", seen=seen)
    assert (conflict.value.theirs, conflict.value.yours) == ({KEY: "E saja"}, {KEY: "E tija"})
    assert look(store, draft).text == "E saja"


def test_a_translation_of_a_source_that_has_changed_is_not_taken_for_fresh(store: Store, draft: Draft) -> None:
    seen = look(store, draft).seen
    change_source(store, draft, "How often indeed?")
    with pytest.raises(Conflict) as conflict:
        save(store, teuta, draft, "Sa shpesh?", seen=seen)
    assert "words to be translated were changed" in str(conflict.value) and conflict.value.theirs == {}


def test_approving_what_was_changed_meanwhile_is_a_conflict(store: Store, draft: Draft) -> None:
    first = save(store, teuta, draft, "E para")
    save(store, teuta, draft, "E dyta")
    with pytest.raises(Conflict):
        approve(store, liri, first)


def test_a_changed_text_must_be_approved_again(store: Store, draft: Draft) -> None:
    approved = approve(store, liri, save(store, teuta, draft, "Sa shpesh?"))
    assert save(store, liri, draft, "Sa shpesh?").version == approved.version
    assert save(store, liri, draft, "Sa herë?").state is State.PROPOSED


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (KEY, ""),
        (KEY, "  \u200b "),
        (KEY, "Sa {loop}?"),
        (KEY, "a\0b"),
        (KEY, "x" * 10_001),
        ("section.main.title", "Sa shpesh?"),
        ("section.main.title", "Sa {Loop}?"),
        ("section.main.title", "Sa {loop} {loop}?"),
        ("choices.frequency.never.text", "ndonjëherë. "),
    ],
)
def test_what_must_not_be_kept_is_refused_at_once(store: Store, draft: Draft, key: str, text: str) -> None:
    change_source(store, draft, "About {loop}", "section.main.title")
    save(store, teuta, draft, "Ndonjëherë", key="choices.frequency.monthly.text")
    with pytest.raises(Invalid) as refusal:
        save(store, teuta, draft, text, key=key)
    assert "text" in refusal.value.problems
    assert look(store, draft, key=key).state is State.MISSING


def test_text_is_kept_in_one_form(store: Store, draft: Draft) -> None:
    assert save(store, teuta, draft, " Sa e\u0308shte\u0308?\r\n\u200bPo ").text == "Sa është?\nPo"


def test_serbian_is_written_once_and_read_in_both_scripts(store: Store, draft: Draft) -> None:
    words = {key: f"Текст {number} њ" for number, key in enumerate(texts(draft.document))}
    assert look(store, draft, "sr-Latn").state is State.MISSING
    translate(store, draft, "sr-Cyrl", words)
    latin = look(store, draft, "sr-Latn")
    assert (latin.state, latin.id) == (State.DERIVED, 0)
    assert latin.text == look(store, draft, "sr-Cyrl").text.replace("Текст", "Tekst").replace("њ", "nj")
    assert (covered(store, draft, "sr-Latn").ready, covered(store, draft, "sr-Cyrl").ready) == (True, True)


def test_latin_can_have_words_of_its_own_and_give_them_up_again(store: Store, draft: Draft) -> None:
    translate(store, draft, "sr-Cyrl", {key: f"Текст {n}" for n, key in enumerate(texts(draft.document))})
    own = save(store, jovan, draft, "Sopstveni tekst", "sr-Latn")
    assert (own.state, covered(store, draft, "sr-Latn").ready) == (State.PROPOSED, False)
    own = approve(store, snezana, own)
    assert (look(store, draft, "sr-Latn").text, covered(store, draft, "sr-Latn").ready) == ("Sopstveni tekst", True)
    with desk_for(store, jovan) as desk:
        translations.discard(desk, own.id, own.version)
    assert look(store, draft, "sr-Latn").state is State.DERIVED


def test_unready_cyrillic_gives_no_latin(store: Store, draft: Draft) -> None:
    save(store, jovan, draft, "Колико често?", "sr-Cyrl")
    assert look(store, draft, "sr-Latn").state is State.MISSING


def test_what_is_written_in_cyrillic_is_read_in_latin_without_a_translation(store: Store) -> None:
    document = replace(reworded(small_document("srpski"), "q1", "Колико често?"), source_locale="sr-Cyrl")
    draft = put_questionnaire(store, document)
    assert look(store, draft, "sr-Latn").text == "Koliko često?"
    with pytest.raises(Missing):
        look(store, draft, "sr-Cyrl")


def test_coverage_counts_every_text_once(store: Store, draft: Draft) -> None:
    save(store, teuta, draft, "Sa shpesh?")
    approve(store, liri, save(store, teuta, draft, "Titulli", key="title"))
    one = covered(store, draft, "sq")
    total = len(texts(draft.document))
    assert one == Coverage("sq", total, 1, 0, 1, 0, total - 2, ready=False)
    with desk_for(store, teuta, reading=True) as desk:
        keys = [unit.key for unit in translations.units(desk, draft.id, "sq", {State.PROPOSED, State.APPROVED})]
        assert keys == ["title", KEY]
        assert [unit.key for unit in translations.units(desk, draft.id, "sq")] == list(texts(draft.document))


def test_a_text_that_the_draft_no_longer_has_is_gone_and_comes_back_with_it(store: Store, draft: Draft) -> None:
    unit = approve(store, liri, save(store, teuta, draft, "Sa shpesh?", key="item.q2.text"))
    with desk_for(store, ana) as desk:
        removed = questionnaires.edit(desk, draft.id, 1, lambda d: remove_item(d, "q2"), "Removed")
    with pytest.raises(Missing):
        look(store, draft, key="item.q2.text")
    with pytest.raises(Missing):
        approve(store, liri, unit)
    with desk_for(store, ana) as desk:
        questionnaires.undo(desk, draft.id, removed.number)
    assert look(store, draft, key="item.q2.text").state is State.APPROVED


def test_many_texts_come_in_together_or_not_at_all(store: Store, draft: Draft) -> None:
    good = {key: f"sq {text}" for key, text in texts(draft.document).items()}
    with desk_for(store, teuta) as desk, pytest.raises(Invalid) as refusal:
        translations.take_in(desk, draft.id, "sq", good | {KEY: "", "item.q9.text": "x"})
    assert set(refusal.value.problems) == {KEY, "item.q9.text"}
    assert covered(store, draft, "sq").missing == len(good)
    with desk_for(store, teuta) as desk:
        assert translations.take_in(desk, draft.id, "sq", good) == len(good)
        assert translations.take_in(desk, draft.id, "sq", good) == 0
        assert desk.entries == 1
