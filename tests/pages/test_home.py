"""The start screen: what waits for whom."""

from __future__ import annotations

from datetime import timedelta

from content_store import publishing, questionnaires
from content_store.db import Store, desk_for, utcnow
from content_store.statistics import Cohort, Use, add_batch, used
from tests.cast import ana, boris, jovan, kosta, mila, teuta
from tests.content import audit_like_document, publish_now, put_questionnaire, reworded, small_document
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
