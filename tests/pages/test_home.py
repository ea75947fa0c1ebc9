"""The start screen: what waits for whom."""

from __future__ import annotations

from datetime import timedelta

from content_store import ledger, publishing, questionnaires, translations
from content_store.db import Store, desk_for, utcnow
from content_store.permissions import System
from content_store.statistics import Cohort, Use, add_batch, used
from tests.cast import admin, ana, boris, jovan, kosta, liri, mila, teuta
from tests.content import audit_like_document, publish_now, put_questionnaire, put_service, reworded, small_document
from tests.driver import draw, parts_of, text_of
from tests.pages.conftest import Enter


def send_to_review(store: Store) -> int:
    draft = put_questionnaire(store, small_document(title="Sleep"))
    with desk_for(store, ana) as desk:
        return publishing.send(desk, draft.id, draft.number, "please", acknowledged="It is a test.").id


def test_boris_finds_the_review_that_waits_for_him_and_ana_her_draft(enter: Enter, store: Store) -> None:
    review = send_to_review(store)
    home = draw(enter(boris), "/")
    assert "Sleep , sent by Ana Ekspert" in text_of(home)
    assert f"/console/review?id={review}" in {part["props"].get("href") for part in parts_of(home)}
    assert "Sleep , in review" in text_of(draw(enter(ana), "/"))


def test_nobody_is_asked_to_decide_on_what_they_wrote(enter: Enter, store: Store) -> None:
    draft = put_questionnaire(store, small_document(title="Sleep"), by=ana)
    with desk_for(store, ana) as desk:
        publishing.send(desk, draft.id, draft.number, "please", acknowledged="It is a test.")
    assert "sent by" not in text_of(draw(enter(ana), "/"))


def test_a_translator_sees_what_an_edit_made_stale_in_their_language_only(enter: Enter, store: Store) -> None:
    publish_now(store, small_document(), locales=("en", "sq"))
    with desk_for(store, ana) as desk:
        draft = questionnaires.open_draft(desk, 1)
        questionnaires.edit(
            desk, 1, draft.number, lambda document: reworded(document, "q1", "How many?"), "reworded q1"
        )
    home = text_of(draw(enter(teuta), "/"))
    assert "1 text whose source changed" in home and "shqip" in home
    assert "shqip" not in text_of(draw(enter(jovan), "/"))


def test_a_coordinator_sees_the_uptake_of_their_country(enter: Enter, store: Store) -> None:
    revision = publish_now(store, audit_like_document()).revision_id
    today = utcnow().date()
    for country, n in (("RS", 40), ("AL", 500)):
        cohort = Cohort(country, revision, "en", today - timedelta(days=2))
        add_batch(store, country, 0, {used(cohort, Use.OPENED): n, used(cohort, Use.STARTED): n})
    home = text_of(draw(enter(mila), "/"))
    assert "Starts 40" in home and "500" not in home
    assert "four weeks" not in text_of(draw(enter(kosta), "/"))


def test_whoever_has_nothing_to_do_is_told_so(enter: Enter) -> None:
    assert "Nothing waits for you" in text_of(draw(enter(kosta), "/"))


def test_ana_is_told_what_others_did_since_she_was_last_here(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document("sleep", title="Sleep"), by=ana)
    enter(ana)
    publish_now(store, small_document("worry", title="Worry"))
    home = text_of(draw(enter(ana), "/"))
    assert "Since you were last here" in home
    assert "Worry : " in home and "published it" in home
    assert "Sleep : " not in home  # her own act is no news to her


def test_news_of_a_language_reaches_its_translators_only(enter: Enter, store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, liri) as desk:
        translations.take_in(desk, draft.id, "sq", {"title": "Një provë"})
    assert "brought texts in from a file" in text_of(draw(enter(teuta), "/"))
    assert "brought texts in" not in text_of(draw(enter(jovan), "/"))


def test_news_of_a_service_reaches_its_country_only(enter: Enter, store: Store) -> None:
    for country in ("RS", "AL"):
        put_service(store, country=country, name=f"House {country}")
    home = text_of(draw(enter(mila), "/"))
    assert "House RS : system entered it" in home and "House AL" not in home


def test_ana_is_told_that_her_draft_has_findings_that_stop_it(enter: Enter, store: Store) -> None:
    put_questionnaire(store, small_document(), by=ana)
    before = text_of(draw(enter(ana), "/"))
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda document: reworded(document, "q1", ""), "emptied q1")
    after = text_of(draw(enter(ana), "/"))
    assert "finding" not in before and "1 finding stops it" in after


def test_the_administrator_is_told_that_nobody_made_a_backup(enter: Enter, store: Store) -> None:
    assert "No backup was ever made" in text_of(draw(enter(admin), "/"))
    with desk_for(store, System()) as desk:
        ledger.record(desk, ledger.Verb.BACKUP_MADE, "backup:made")
    assert "backup" not in text_of(draw(enter(admin), "/")).split("Quick ways")[0]
