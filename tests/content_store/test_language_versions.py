from __future__ import annotations

from dataclasses import replace

from assessment.edits import remove_item, set_text
from assessment.plain import texts
from content_store import questionnaires, translations
from content_store.db import Store, desk_for
from content_store.language_versions import State, counts_of, rows_of, version_of
from content_store.locales import registered
from content_store.permissions import System
from tests.cast import boris, put_people
from tests.content import put_questionnaire, small_document, translate

TAGS = ("sr-Latn", "sq")


def test_the_counts_of_all_languages_are_those_of_each_language_looked_at_alone(store: Store) -> None:
    put_people(store)
    draft = put_questionnaire(store, small_document(items=4))
    words = texts(draft.document)
    translate(store, draft, "sr-Cyrl", {key: f"Реч {text}" for key, text in words.items()})
    translate(store, draft, "sq")
    with desk_for(store, System()) as desk:
        translations.take_in(desk, draft.id, "hr", {key: f"Riječ {text}" for key, text in list(words.items())[:3]})
        changed = set_text(remove_item(draft.document, "q4"), "item.q1.text", "Otherwise")
        questionnaires.edit(desk, draft.id, draft.number, lambda _: changed, "Changed")
        translations.take_in(desk, draft.id, "sr-Latn", {"item.q2.text": "Ručno"})
    with desk_for(store, boris, reading=True) as desk:
        tags = [one.tag for one in registered(testing=True) if one.tag != "en"]
        counts = counts_of(rows_of(desk.session, draft.id, tags), changed, tags)
        for tag in tags:
            version = version_of(desk.session, draft.id, changed, tag)
            assert {state: counts[tag][state] for state in State} == {state: version.count(state) for state in State}
        assert counts["sq"][State.STALE] == 1 and counts["hr"][State.MISSING] > 1
        assert counts["sr-Latn"][State.DERIVED] > 1 and counts["sr-Latn"][State.PROPOSED] == 1


def test_what_follows_the_source_itself_is_derived_from_all_of_it(store: Store) -> None:
    put_people(store)
    draft = put_questionnaire(store, replace(small_document(), source_locale="sr-Cyrl"))
    with desk_for(store, boris, reading=True) as desk:
        counts = counts_of(rows_of(desk.session, draft.id, TAGS), draft.document, TAGS)
    assert counts["sr-Latn"][State.DERIVED] == counts["sq"][State.MISSING] == len(texts(draft.document))
