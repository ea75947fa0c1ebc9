from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.document import Questionnaire, Rights
from assessment.edits import set_part
from assessment.messages import PlaceKind
from content_store import publishing, questionnaires, translations
from content_store.db import Store, desk_for, visit
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import Revision
from content_store.permissions import Actor, Conflict, Invalid, Missing, Refused
from content_store.publishing import Snapshot, Submission
from content_store.questionnaires import Draft, State
from content_store.snapshots import digest_of
from tests.cast import ana, andrej, bojana, boris, nobody, put_people, teuta
from tests.content import (
    audit_like_document,
    publish_draft,
    publish_now,
    put_questionnaire,
    reworded,
    small_document,
    translate,
)


def sent(store: Store, draft: Draft, who: Actor = ana) -> Submission:
    with desk_for(store, who) as desk:
        return publishing.send(desk, draft.id, draft.number, "please", acknowledged="It is a test.")


def approved(store: Store, review: Submission, who: Actor = boris) -> Submission:
    with desk_for(store, who) as desk:
        return publishing.approve(desk, review.id, review.version)


def reword(store: Store, who: Actor, draft: Draft, text: str, item: str = "q1") -> Draft:
    with desk_for(store, who) as desk:
        return questionnaires.edit(desk, draft.id, draft.number, lambda d: reworded(d, item, text), "Reworded")


def live(store: Store, slug: str = "small") -> Snapshot | None:
    with visit(store) as session:
        return publishing.live(session, slug)


def opened(store: Store, draft: Draft) -> Draft:
    with desk_for(store, ana, reading=True) as desk:
        return questionnaires.open_draft(desk, draft.id)


def test_from_draft_to_public(store: Store) -> None:
    put_people(store)
    draft = put_questionnaire(store, small_document())
    assert live(store) is None
    review = sent(store, draft)
    assert (opened(store, draft).state, review.sent_by, review.authors) == (State.IN_REVIEW, ana.name, (ana.name,))
    with desk_for(store, boris) as desk:
        assert publishing.waiting(desk) == (publishing.open_review(desk, review.id),)
    assert live(store) is None
    accepted = approved(store, review)
    assert (opened(store, draft).state, accepted.decided_by) == (State.APPROVED, boris.name)
    assert live(store) is None
    with desk_for(store, boris) as desk:
        public = publishing.publish(
            desk, review.id, accepted.version, locales=["en"], countries=["RS", "AL"], unserved="It is a test."
        )
        assert publishing.waiting(desk) == ()
        assert desk.entries == 1
    assert live(store) == public
    assert (public.number, public.document, public.countries) == (1, small_document(), ("AL", "RS"))
    assert public.texts["en"]["title"] == "A small test"
    after = opened(store, draft)
    assert (after.state, after.live_number, after.differs) == (State.DRAFT, 1, False)


def test_the_public_site_does_not_change_by_editing(store: Store) -> None:
    public = publish_now(store, small_document())
    with desk_for(store, ana) as desk:
        draft = questionnaires.open_draft(desk, questionnaires.by_slug(desk, "small") or 0)
    edited = reword(store, ana, draft, "New?")
    assert (live(store), edited.differs) == (public, True)
    again = publish_draft(store, edited)
    assert (again.number, again.document.item("q1").text) == (2, "New?")
    with visit(store) as session:  # a run that began before goes on with what it began with
        assert publishing.snapshot(session, public.revision_id) == public


def test_nobody_approves_what_they_edited(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    draft = reword(store, bojana, draft, "Hers?")
    review = sent(store, draft)
    for decide in (
        lambda desk: publishing.approve(desk, review.id, review.version),
        lambda desk: publishing.send_back(desk, review.id, review.version, "no"),
    ):
        with desk_for(store, bojana) as desk, pytest.raises(Refused):
            decide(desk)
    with desk_for(store, bojana, reading=True) as desk:
        assert publishing.open_review(desk, review.id).mine
    approved(store, review, boris)


def test_undoing_is_editing_too(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    second = reword(store, ana, draft, "Two?")
    with desk_for(store, bojana) as desk:
        back = questionnaires.undo(desk, draft.id, second.number)
    review = sent(store, back)
    with desk_for(store, bojana) as desk, pytest.raises(Refused):
        publishing.approve(desk, review.id, review.version)


def test_who_edited_before_the_last_publication_may_approve_the_next(store: Store) -> None:
    draft = reword(store, bojana, put_questionnaire(store, small_document()), "Hers?")
    publish_draft(store, draft)
    review = sent(store, reword(store, ana, draft, "New?"))
    assert review.authors == ("person 101",)
    approved(store, review, bojana)


def test_after_a_rollback_the_edits_that_it_took_away_need_other_eyes_again(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    first = publish_draft(store, draft)
    second = reword(store, bojana, draft, "Hers?")
    publish_draft(store, second)
    with desk_for(store, boris) as desk:
        publishing.roll_back(desk, draft.id, first.revision_id, "complaints")
    review = sent(store, second)
    with desk_for(store, bojana) as desk, pytest.raises(Refused):
        publishing.approve(desk, review.id, review.version)


def test_nothing_is_published_without_approval(store: Store) -> None:
    review = sent(store, put_questionnaire(store, small_document()))
    with desk_for(store, boris) as desk, pytest.raises(Refused):
        publishing.publish(desk, review.id, review.version, locales=["en"], countries=["RS"], unserved="It is a test.")
    with desk_for(store, boris) as desk:
        back = publishing.send_back(desk, review.id, review.version, "Shorter, please.")
    assert (back.state, back.reason) == ("returned", "Shorter, please.")
    with desk_for(store, boris) as desk:
        with pytest.raises(Refused):
            publishing.publish(
                desk, review.id, back.version, locales=["en"], countries=["RS"], unserved="It is a test."
            )
        with pytest.raises(Refused):
            publishing.approve(desk, review.id, back.version)
        with pytest.raises(Invalid):
            publishing.send_back(desk, review.id, back.version, "  ")


def test_experts_neither_decide_nor_publish(store: Store) -> None:
    review = approved(store, sent(store, put_questionnaire(store, small_document())))
    for who in (ana, andrej, teuta, nobody):
        with desk_for(store, who) as desk:
            with pytest.raises(Refused):
                publishing.approve(desk, review.id, review.version)
            with pytest.raises(Refused):
                publishing.publish(
                    desk, review.id, review.version, locales=["en"], countries=["RS"], unserved="It is a test."
                )
            with pytest.raises(Refused):
                publishing.roll_back(desk, review.questionnaire_id, 1, "why")
    with desk_for(store, boris) as desk, pytest.raises(Refused):
        publishing.send(desk, review.questionnaire_id, 1, "")


def test_a_draft_in_review_stands_still_until_it_is_withdrawn(store: Store) -> None:
    draft = reword(store, ana, put_questionnaire(store, small_document()), "Two?")
    for state in (State.IN_REVIEW, State.APPROVED):
        review = sent(store, draft)
        if state is State.APPROVED:
            approved(store, review)
        with pytest.raises(Refused, match="Withdraw it first"):
            reword(store, andrej, draft, "His?")
        with desk_for(store, ana) as desk:
            with pytest.raises(Refused):
                questionnaires.undo(desk, draft.id, draft.number)
            with pytest.raises(Refused):
                publishing.send(desk, draft.id, draft.number, "")
        with desk_for(store, ana) as desk:
            publishing.withdraw(desk, draft.id)
            assert desk.entries == 1
        assert opened(store, draft).state is State.DRAFT
    with desk_for(store, ana) as desk, pytest.raises(Refused):
        publishing.withdraw(desk, draft.id)


def test_a_decision_on_something_decided_meanwhile_is_a_conflict(store: Store) -> None:
    review = sent(store, put_questionnaire(store, small_document()))
    approved(store, review)
    with desk_for(store, boris) as desk:
        with pytest.raises(Conflict):
            publishing.approve(desk, review.id, review.version)
        with pytest.raises(Conflict):
            publishing.publish(
                desk, review.id, review.version, locales=["en"], countries=["RS"], unserved="It is a test."
            )


def test_a_draft_that_somebody_changed_since_is_not_sent(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    reword(store, andrej, draft, "His?")
    with desk_for(store, ana) as desk, pytest.raises(Conflict):
        publishing.send(desk, draft.id, draft.number, "please", acknowledged="It is a test.")


def gap(document: Questionnaire) -> Questionnaire:
    """A total of 3 is in no band any more."""
    low = replace(document.profiles[0].bandings[0].cut_offs[0].ranges[0], high=2)
    cut_offs = replace(document.profiles[0].bandings[0].cut_offs[0], ranges=(low, *_rest(document)))
    banding = replace(document.profiles[0].bandings[0], cut_offs=(cut_offs,))
    return replace(document, profiles=(replace(document.profiles[0], bandings=(banding,)),))


def _rest(document: Questionnaire):  # type: ignore[no-untyped-def]
    return document.profiles[0].bandings[0].cut_offs[0].ranges[1:]


def test_an_error_that_the_proof_finds_blocks_review(store: Store) -> None:
    draft = put_questionnaire(store, gap(small_document()))
    with desk_for(store, ana) as desk, pytest.raises(Invalid) as refusal:
        publishing.send(desk, draft.id, 1, "please", acknowledged="never mind")
    assert "document" in refusal.value.problems
    assert opened(store, draft).state is State.DRAFT


def test_a_warning_needs_a_reason(store: Store) -> None:
    left_out = set_part(small_document(), PlaceKind.SCALE, "total", minimum=0, maximum=3)
    left_out = replace(left_out, scales=(replace(left_out.scales[0], terms=left_out.scales[0].terms[:1]),))
    bands = replace(left_out.profiles[0].bandings[0].cut_offs[0].ranges[0], high=1)
    high = replace(left_out.profiles[0].bandings[0].cut_offs[0].ranges[1], low=2, high=3)
    banding = left_out.profiles[0].bandings[0]
    banding = replace(banding, cut_offs=(replace(banding.cut_offs[0], ranges=(bands, high)),))
    left_out = replace(left_out, profiles=(replace(left_out.profiles[0], bandings=(banding,)),))
    draft = put_questionnaire(store, left_out)
    with desk_for(store, ana) as desk, pytest.raises(Invalid) as refusal:
        publishing.send(desk, draft.id, 1, "please")
    assert "acknowledged" in refusal.value.problems
    with desk_for(store, ana) as desk:
        review = publishing.send(desk, draft.id, 1, "please", acknowledged="q2 is asked for the counsellor")
    assert review.acknowledged == "q2 is asked for the counsellor"


def test_only_whole_fresh_and_approved_languages_are_published(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sq")
    review = approved(store, sent(store, draft))
    with desk_for(store, boris) as desk:
        for locales, where in ((["sq", "mk"], "locales"), (["xx"], "locales")):
            with pytest.raises(Invalid) as refusal:
                publishing.publish(
                    desk, review.id, review.version, locales=locales, countries=["AL"], unserved="It is a test."
                )
            assert where in refusal.value.problems
        public = publishing.publish(
            desk, review.id, review.version, locales=["sq"], countries=["AL"], unserved="It is a test."
        )
    assert public.locales == ("en", "sq")
    assert public.texts["sq"]["title"] == "sq: A small test"
    again = reword(store, ana, opened(store, draft), "New?")
    review = approved(store, sent(store, again))
    with desk_for(store, boris) as desk, pytest.raises(Invalid):
        publishing.publish(desk, review.id, review.version, locales=["sq"], countries=["AL"], unserved="It is a test.")


def test_a_proposal_made_after_approval_is_not_published_unseen(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sq")
    review = approved(store, sent(store, draft))
    with desk_for(store, teuta) as desk:
        seen = translations.unit(desk, draft.id, "sq", "title").seen
        translations.save(desk, draft.id, "sq", "title", "Diçka tjetër", seen)
    with desk_for(store, boris) as desk, pytest.raises(Invalid):
        publishing.publish(desk, review.id, review.version, locales=["sq"], countries=["AL"], unserved="It is a test.")


def test_serbian_is_published_in_both_scripts_from_one_translation(store: Store) -> None:
    words = {"sr-Cyrl": {"title": "Мали тест о љубави"}}
    public = publish_now(store, small_document(), ["en", "sr-Cyrl", "sr-Latn"], ["RS"], words)
    assert public.locales == ("en", "sr-Cyrl", "sr-Latn")
    assert public.texts["sr-Latn"]["title"] == "Mali test o ljubavi"


@pytest.mark.parametrize("countries", [[], ["DE"], ["RS", "xk"]])
def test_a_country_must_be_on_offer(store: Store, countries: list[str]) -> None:
    review = approved(store, sent(store, put_questionnaire(store, small_document())))
    with desk_for(store, boris) as desk, pytest.raises(Invalid) as refusal:
        publishing.publish(
            desk, review.id, review.version, locales=["en"], countries=countries, unserved="It is a test."
        )
    assert "countries" in refusal.value.problems


def test_our_own_wording_of_a_named_instrument_needs_a_reason(store: Store) -> None:
    named = replace(small_document(), rights=Rights(holder="Somebody", instrument="SMALL"))
    review = approved(store, sent(store, put_questionnaire(store, named)))
    with desk_for(store, boris) as desk:
        with pytest.raises(Invalid) as refusal:
            publishing.publish(
                desk, review.id, review.version, locales=["en"], countries=["RS"], unserved="It is a test."
            )
        assert "override" in refusal.value.problems
        publishing.publish(
            desk,
            review.id,
            review.version,
            locales=["en"],
            countries=["RS"],
            override="Permission is asked for.",
            unserved="It is a test.",
        )
        entry = desk.session.query(LedgerEntry).filter_by(verb=Verb.REVISION_PUBLISHED.value).one()
        assert entry.why == "Permission is asked for."


def test_a_rollback_publishes_the_old_content_as_a_new_revision(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    first = publish_draft(store, draft)
    second = publish_draft(store, reword(store, ana, draft, "New?"))
    with desk_for(store, boris) as desk:
        with pytest.raises(Invalid):
            publishing.roll_back(desk, draft.id, first.revision_id, " ")
        with pytest.raises(Refused):
            publishing.roll_back(desk, draft.id, second.revision_id, "why")
        with pytest.raises(Missing):
            publishing.roll_back(desk, draft.id, 99, "why")
        third = publishing.roll_back(desk, draft.id, first.revision_id, "complaints")
    assert (third.number, third.digest, third.document) == (3, first.digest, first.document)
    assert live(store) == third
    after = opened(store, draft)
    assert (after.live_number, after.differs, after.document.item("q1").text) == (3, True, "New?")
    with desk_for(store, ana, reading=True) as desk:
        shown = publishing.publications(desk, draft.id)
        assert [(one.number, one.draft_number, one.live) for one in shown] == [
            (3, 1, True),
            (2, 2, False),
            (1, 1, False),
        ]
        steps = questionnaires.history(desk, draft.id).rows
        assert [(step.number, step.published) for step in steps] == [(2, (2,)), (1, (1, 3))]


def test_a_revision_is_named_by_its_content(store: Store) -> None:
    one, two = publish_now(store, small_document("one")), publish_now(store, small_document("two"))
    assert one.digest != two.digest
    with visit(store) as session:
        for public in (one, two):
            kept = session.get_one(Revision, public.revision_id)
            assert digest_of(kept.snapshot) == kept.digest == public.digest


def test_a_retired_questionnaire_leaves_the_site_and_can_come_back(store: Store) -> None:
    public = publish_now(store, small_document())
    with desk_for(store, boris) as desk:
        number = questionnaires.by_slug(desk, "small") or 0
        with pytest.raises(Invalid):
            questionnaires.retire(desk, number, "")
        draft = questionnaires.retire(desk, number, "outdated")
        assert draft.retired
    assert live(store) is None
    with visit(store) as session:
        assert publishing.on_offer(session) == ()
        assert publishing.snapshot(session, public.revision_id) == public
    for act in (lambda: reword(store, ana, draft, "New?"), lambda: sent(store, draft)):
        with pytest.raises(Refused):
            act()
    with desk_for(store, ana) as desk, pytest.raises(Refused):
        questionnaires.bring_back(desk, number, "we need it")
    with desk_for(store, boris) as desk:
        questionnaires.bring_back(desk, number, "we need it")
    assert live(store) == public


def test_what_is_public_cannot_change_its_address(store: Store) -> None:
    publish_now(store, small_document())
    with desk_for(store, ana) as desk, pytest.raises(Invalid):
        questionnaires.edit(desk, 1, 1, lambda d: replace(d, code="moved"), "Moved")


def test_the_list_of_what_is_on_offer_names_titles_by_language(store: Store) -> None:
    publish_now(store, audit_like_document(), ["en", "sq"], ["AL", "XK"])
    publish_now(store, small_document())
    put_questionnaire(store, small_document("unpublished"))
    with visit(store) as session:
        small, drinking = publishing.on_offer(session)
    assert (small.slug, small.countries, small.minutes) == ("small", ("RS",), None)
    assert (drinking.slug, drinking.countries, drinking.minutes) == ("drinking", ("AL", "XK"), 3)
    assert drinking.titles == {"en": "Drinking", "sq": "sq: Drinking"}
    assert drinking.summaries["en"] == "Ten questions about alcohol."


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**63])
def test_a_number_that_names_nothing_is_missing(store: Store, number: int) -> None:
    with desk_for(store, boris) as desk:
        for act in (
            lambda: publishing.open_review(desk, number),
            lambda: publishing.approve(desk, number, 1),
            lambda: publishing.roll_back(desk, number, 1, "why"),
        ):
            with pytest.raises(Missing):
                act()
    with visit(store) as session:
        assert publishing.snapshot(session, number) is None


def test_two_answers_that_become_one_in_latin_are_not_published(store: Store) -> None:
    words = {"choices.frequency.never.text": "инјекција", "choices.frequency.daily.text": "ињекција"}
    draft = put_questionnaire(store, small_document())
    translate(store, draft, "sr-Cyrl", words)
    review = approved(store, sent(store, draft))
    with desk_for(store, boris) as desk:
        with pytest.raises(Invalid) as refusal:
            publishing.publish(
                desk,
                review.id,
                review.version,
                locales=["sr-Cyrl", "sr-Latn"],
                countries=["RS"],
                unserved="It is a test.",
            )
        assert "srpski" in refusal.value.problems["locales"]
        publishing.publish(
            desk, review.id, review.version, locales=["sr-Cyrl"], countries=["RS"], unserved="It is a test."
        )


def test_an_undo_that_was_published_since_is_history(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    publish_draft(store, draft)
    third = reword(store, ana, reword(store, ana, draft, "Two?"), "Three?")
    with desk_for(store, bojana) as desk:
        second = questionnaires.undo(desk, draft.id, third.number)
    publish_draft(store, second)
    review = sent(store, reword(store, ana, second, "Four?"))
    approved(store, review, bojana)
