"""From draft to public: review by somebody else, then an immutable revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from assessment.document import Questionnaire as Document
from content_store import documents, ledger, readiness
from content_store.authorship import authors_of
from content_store.db import Desk
from content_store.drafts import State, found, newest_review, one, revision, state_of, thing
from content_store.ledger import Verb
from content_store.models.questionnaires import Questionnaire, Review, Revision
from content_store.names import names_of
from content_store.offer import offer
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, require
from content_store.snapshots import OfferRow, Snapshot, digest_of, live, on_offer, snapshot, written
from content_store.words import clean

__all__ = ["OfferRow", "Snapshot", "live", "on_offer", "snapshot"]  # and the acts below


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft on its way through review. `version` is what a decision sends back. `mine`: the reader edited it, and so
    can neither approve nor return it. `live_document`, to compare with: what is public now; once this is, what was
    public before it."""

    id: int
    questionnaire_id: int
    slug: str
    number: int
    state: str
    note: str
    acknowledged: str
    sent_by: str
    sent_at: datetime
    authors: tuple[str, ...]
    mine: bool
    decided_by: str
    decided_at: datetime | None
    reason: str
    version: int
    document: Document
    live_document: Document | None


@dataclass(frozen=True, slots=True)
class Returned:
    """What a reviewer said who gave a draft back. `mine`: the reader is one of those who wrote it."""

    review: int
    by: str
    at: datetime
    why: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Publication:
    """A revision in a questionnaire's history."""

    id: int
    number: int
    draft_number: int
    digest: str
    note: str
    published_by: str
    published_at: datetime
    live: bool


def send(desk: Desk, questionnaire_id: int, seen: int, note: str, acknowledged: str = "") -> Submission:
    """Ask for review. Errors of the proof block it; for warnings, `acknowledged` must say why they are accepted."""
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    row = found(desk, questionnaire_id, lock=True)
    _check_sendable(desk, row, seen)
    draft = revision(desk, row.id, row.head)
    why = clean(acknowledged, "acknowledged")
    accepted = readiness.proved(documents.parsed(draft.document), why)
    review = Review(
        questionnaire_id=row.id,
        draft_number=draft.number,
        digest=draft.digest,
        state=State.IN_REVIEW.value,
        note=clean(note, "note"),
        sent_by=desk.actor.id,
        sent_at=desk.now,
        authors=sorted(authors_of(desk, row)),
        acknowledged=why,
    )
    desk.session.add(review)
    desk.session.flush()  # its id and version are handed back
    after = _about(review) | ({"accepted": accepted, "because": why} if accepted else {})
    ledger.record(desk, Verb.REVIEW_SENT, thing(row.id), after=after, why=review.note)
    return _submission(desk, review, row)


def withdraw(desk: Desk, questionnaire_id: int) -> None:
    """Take a draft back from review, or from waiting to be published, so that it can be changed."""
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    row = found(desk, questionnaire_id, lock=True)
    review = newest_review(desk, row.id)
    if review is None or state_of(review) is State.DRAFT:
        raise Refused("This draft is not in review.")
    review.state = "withdrawn"
    ledger.record(desk, Verb.REVIEW_WITHDRAWN, thing(row.id), after=_about(review))


def waiting(desk: Desk) -> tuple[Submission, ...]:
    """Everything that waits for a decision or, once approved, to be published; longest waiting first."""
    require(desk.actor, Permission.REVIEWS_READ)
    wanted = select(Review, Questionnaire).join(Questionnaire, Questionnaire.id == Review.questionnaire_id)
    wanted = wanted.where(Review.state.in_([State.IN_REVIEW.value, State.APPROVED.value])).order_by(Review.id)
    return tuple(_submission(desk, review, row) for review, row in desk.session.execute(wanted).all())


def open_review(desk: Desk, review_id: int) -> Submission:
    """One review, whatever became of it."""
    require(desk.actor, Permission.REVIEWS_READ)
    review = _review(desk, review_id)
    return _submission(desk, review, found(desk, review.questionnaire_id))


def approve(desk: Desk, review_id: int, version: int) -> Submission:
    """Accept what others wrote. It is not public until it is published."""
    review, row = _decided(desk, review_id, version)
    review.state = State.APPROVED.value
    desk.session.flush()  # the version must be the new one before it is handed back
    ledger.record(desk, Verb.REVIEW_APPROVED, thing(row.id), after=_about(review))
    return _submission(desk, review, row)


def send_back(desk: Desk, review_id: int, version: int, reason: str) -> Submission:
    """Return a draft to its authors, and say what they should change."""
    why = clean(reason, "reason")
    if not why:
        raise Invalid({"reason": "Say what should be changed, so that the authors can go on."})
    review, row = _decided(desk, review_id, version)
    review.state, review.reason = "returned", why
    desk.session.flush()  # the version must be the new one before it is handed back
    ledger.record(desk, Verb.REVIEW_RETURNED, thing(row.id), after=_about(review), why=why)
    return _submission(desk, review, row)


def returned(desk: Desk, questionnaire_id: int) -> Returned | None:
    """Why the draft came back from its last review; None where it did not."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    review = newest_review(desk, questionnaire_id)
    if review is None or review.state != "returned" or review.decided_by is None or review.decided_at is None:
        return None
    name = names_of(desk.session, [review.decided_by])[review.decided_by]
    return Returned(review.id, name, review.decided_at, review.reason, desk.actor.id in review.authors)


def publish(
    desk: Desk, review_id: int, version: int, *, locales: Iterable[str], countries: Iterable[str],
    override: str = "", unserved: str = "",
) -> Snapshot:  # fmt: skip
    """Make an approved draft public in these languages (the source's always) and countries. `override`: why the working
    wording of a named instrument may be shown; `unserved`: why it may be public where a result leads to no service;
    each needed only for that."""
    review, row = _opened(desk, review_id, version)
    if review.state != State.APPROVED:
        raise Refused("This draft has not been approved. Somebody who did not edit it must approve it first.")
    draft = revision(desk, row.id, row.head)
    if (draft.number, draft.digest) != (review.draft_number, review.digest):
        raise Refused("The draft is not the one that was approved. Send it to review again.")
    document = documents.parsed(draft.document)
    readiness.proved(document, review.acknowledged)
    why = clean(override, "override")
    words = readiness.words(desk.session, row.id, document, set(locales))
    where = readiness.where(offer(desk.session), set(words), set(countries))
    readiness.allowed(document, words, why)
    gaps = readiness.answered(desk, document, where, unserved)
    review.state = "published"
    made = _made_public(desk, row, draft.number, written(document, words, where), review.note)
    after = {"revision": made.number, "draft": draft.number, "locales": list(words), "countries": where} | gaps
    ledger.record(desk, Verb.REVISION_PUBLISHED, thing(row.id), after=after, why=why or review.note)
    return _read_back(desk, made)


def roll_back(desk: Desk, questionnaire_id: int, revision_id: int, why: str) -> Snapshot:
    """Publish an earlier revision again, as a new one. The draft stays as it is."""
    require(desk.actor, Permission.REVIEWS_DECIDE)
    reason = clean(why, "why")
    if not reason:
        raise Invalid({"why": "Say why, for those who look at the history later."})
    row = found(desk, questionnaire_id, lock=True)
    earlier = _revision_of(desk, row.id, revision_id)
    if row.retired_at is not None:
        raise Refused("This questionnaire is retired. Bring it back first.")
    if earlier.id == row.live_revision_id:
        raise Refused("This revision is the one that is public.")
    made = _made_public(desk, row, earlier.draft_number, earlier.snapshot, reason)
    after = {"revision": made.number, "as": earlier.number, "digest": made.digest}
    ledger.record(desk, Verb.REVISION_ROLLED_BACK, thing(row.id), after=after, why=reason)
    return _read_back(desk, made)


def publications(desk: Desk, questionnaire_id: int) -> tuple[Publication, ...]:
    """Every revision of a questionnaire, newest first."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    row = found(desk, questionnaire_id)
    wanted = select(Revision).where(Revision.questionnaire_id == row.id).order_by(Revision.number.desc())
    kept = desk.session.scalars(wanted).all()
    names = names_of(desk.session, [one.published_by for one in kept])
    return tuple(
        Publication(
            one.id,
            one.number,
            one.draft_number,
            one.digest,
            one.note,
            names[one.published_by],
            one.published_at,
            one.id == row.live_revision_id,
        )
        for one in kept
    )


def published(desk: Desk, questionnaire_id: int, revision_id: int) -> Snapshot:
    """One revision of this questionnaire, public now or earlier. Raises Missing."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    return _read_back(desk, _revision_of(desk, questionnaire_id, revision_id))


# --- what must hold --------------------------------------------------------------------------------------------------


def _check_sendable(desk: Desk, row: Questionnaire, seen: int) -> None:
    if row.retired_at is not None:
        raise Refused("This questionnaire is retired. Bring it back first.")
    if state_of(newest_review(desk, row.id)) is not State.DRAFT:
        raise Refused("This draft is in review already.")
    if seen != row.head:
        raise Conflict("Somebody else changed this draft in the meantime. Look at it as it is now, then send it.")


# --- within ----------------------------------------------------------------------------------------------------------


def _review(desk: Desk, review_id: int, *, lock: bool = False) -> Review:
    review = one(desk, Review, review_id, lock=lock)
    if review is None:
        raise Missing("There is no such review.")
    return review


def _opened(desk: Desk, review_id: int, version: int) -> tuple[Review, Questionnaire]:
    require(desk.actor, Permission.REVIEWS_DECIDE)
    row = found(desk, _review(desk, review_id).questionnaire_id, lock=True)
    review = _review(desk, review_id, lock=True)
    if review.version != version:
        raise Conflict("Somebody else decided something here in the meantime. Look at it as it is now.")
    if row.retired_at is not None:
        raise Refused("This questionnaire is retired. Bring it back first.")
    return review, row


def _decided(desk: Desk, review_id: int, version: int) -> tuple[Review, Questionnaire]:
    review, row = _opened(desk, review_id, version)
    if review.state != State.IN_REVIEW:
        raise Refused("This draft does not wait for a decision any more.")
    if desk.actor.id in review.authors:
        raise Refused("You edited this draft yourself. Somebody else must decide.")
    review.decided_by, review.decided_at = desk.actor.id, desk.now
    return review, row


def _revision_of(desk: Desk, questionnaire_id: int, revision_id: int) -> Revision:
    public = one(desk, Revision, revision_id)
    if public is None or public.questionnaire_id != questionnaire_id:
        raise Missing("There is no such revision of this questionnaire.")
    return public


def _made_public(desk: Desk, row: Questionnaire, draft_number: int, text: str, note: str) -> Revision:
    newest = select(func.max(Revision.number)).where(Revision.questionnaire_id == row.id)
    made = Revision(
        questionnaire_id=row.id,
        number=(desk.session.scalar(newest) or 0) + 1,
        draft_number=draft_number,
        digest=digest_of(text),
        snapshot=text,
        note=note,
        published_by=desk.actor.id,
        published_at=desk.now,
    )
    desk.session.add(made)
    desk.session.flush()  # its id is what becomes live
    row.live_revision_id = made.id
    return made


def _read_back(desk: Desk, made: Revision) -> Snapshot:
    desk.session.flush()
    public = snapshot(desk.session, made.id)
    if public is None:
        raise Missing("The revision is not there.")
    return public


def _about(review: Review) -> dict[str, object]:
    return {"review": review.id, "number": review.draft_number}


def _before(desk: Desk, review: Review) -> int | None:
    """What was public before what this review made public."""
    mine = select(Revision.number).where(Revision.questionnaire_id == review.questionnaire_id)
    made = mine.where(Revision.draft_number == review.draft_number).order_by(Revision.number).limit(1).scalar_subquery()
    earlier = select(Revision.id).where(Revision.questionnaire_id == review.questionnaire_id, Revision.number < made)
    return desk.session.scalar(earlier.order_by(Revision.number.desc()).limit(1))


def _submission(desk: Desk, review: Review, row: Questionnaire) -> Submission:
    names = names_of(desk.session, [review.sent_by, review.decided_by, *review.authors])
    compared = _before(desk, review) if review.state == "published" else row.live_revision_id
    public = snapshot(desk.session, compared) if compared else None
    return Submission(
        id=review.id,
        questionnaire_id=row.id,
        slug=row.slug,
        number=review.draft_number,
        state=review.state,
        note=review.note,
        acknowledged=review.acknowledged,
        sent_by=names[review.sent_by],
        sent_at=review.sent_at,
        authors=tuple(names[one] for one in review.authors),
        mine=desk.actor.id in review.authors,
        decided_by="" if review.decided_by is None else names[review.decided_by],
        decided_at=review.decided_at,
        reason=review.reason,
        version=review.version,
        document=documents.parsed(revision(desk, row.id, review.draft_number).document),
        live_document=public.document if public else None,
    )
