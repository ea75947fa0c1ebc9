"""What reviewers and authors say about a place of a draft in review: a comment, its answers, and that it is settled.

A comment stays with its review for good. What is not settled when a draft is returned is shown with its next review.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from assessment.document import Questionnaire as Document
from assessment.messages import Place, PlaceKind
from content_store import documents, ledger
from content_store.db import Desk
from content_store.drafts import one, revision, thing
from content_store.ledger import Verb
from content_store.models.questionnaires import Review, ReviewComment
from content_store.names import names_of
from content_store.permissions import Invalid, Missing, Permission, Refused, require
from content_store.words import clean

LONGEST = 4000
TALKED_ABOUT = frozenset({"in_review", "approved", "returned"})
"""States of a review in which comments are made: what is withdrawn or published is past."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing somebody said."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers. `place`: what it is about, without a field; `earlier`: it was made on a review before
    the one asked for. `settleable`: by the reader, now."""

    review_id: int
    comment: Said
    place: Place
    answers: tuple[Said, ...]
    settled_by: str
    settled_at: datetime | None
    earlier: bool
    settleable: bool

    @property
    def open(self) -> bool:
        return self.settled_at is None


def threads(desk: Desk, review_id: int) -> tuple[Thread, ...]:
    """The comments on a review, in the order in which they were made, and before them those on earlier reviews of the
    same questionnaire that nobody has settled."""
    require(desk.actor, Permission.REVIEWS_READ)
    review = _review(desk, review_id)
    before = select(Review.id).where(Review.questionnaire_id == review.questionnaire_id, Review.id < review.id)
    unsettled = ReviewComment.review_id.in_(before) & ReviewComment.settled_at.is_(None)
    return _threads(desk, or_(ReviewComment.review_id == review.id, unsettled), review)


def unsettled(desk: Desk, questionnaire_id: int) -> tuple[Thread, ...]:
    """What is still open about a questionnaire, of whichever review."""
    require(desk.actor, Permission.REVIEWS_READ)
    reviews = select(Review.id).where(Review.questionnaire_id == questionnaire_id)
    return _threads(desk, ReviewComment.review_id.in_(reviews) & ReviewComment.settled_at.is_(None), None)


def comment(desk: Desk, review_id: int, place: Place, text: str) -> None:
    """Say something about a place of the draft in this review. Raises Invalid for a place that is not in it."""
    require(desk.actor, Permission.REVIEWS_COMMENT)
    review = _review(desk, review_id)
    if review.state not in TALKED_ABOUT:
        raise Refused("This review is over. Comment on the next one.")
    draft = revision(desk, review.questionnaire_id, review.draft_number)
    if place not in places(documents.parsed(draft.document)):
        raise Invalid({"about": "There is no such part in this draft. Choose one of the list."})
    made = _say(desk, review, _words(text), place=_written(place))
    ledger.record(
        desk, Verb.REVIEW_COMMENTED, thing(review.questionnaire_id), after={"review": review.id, "comment": made.id}
    )


def answer(desk: Desk, comment_id: int, text: str) -> None:
    """Answer a comment that is still open."""
    require(desk.actor, Permission.REVIEWS_COMMENT)
    asked, review = _open(desk, comment_id)
    made = _say(desk, review, _words(text), place=asked.place, answers=asked.id)
    ledger.record(
        desk, Verb.REVIEW_ANSWERED, thing(review.questionnaire_id), after={"comment": asked.id, "answer": made.id}
    )


def settle(desk: Desk, comment_id: int) -> None:
    """Close a comment: for whoever made it, and for a reviewer who did not write the draft."""
    require(desk.actor, Permission.REVIEWS_COMMENT)
    asked, review = _open(desk, comment_id)
    if not _may_settle(desk, asked, review):
        raise Refused(
            "Whoever made this comment settles it, or a reviewer who did not write the draft. You can answer."
        )
    asked.settled_by, asked.settled_at = desk.actor.id, desk.now
    ledger.record(desk, Verb.REVIEW_SETTLED, thing(review.questionnaire_id), after={"comment": asked.id})


def places(document: Document) -> Sequence[Place]:
    """Whatever of a document can be talked about, in its order."""
    found = [Place(PlaceKind.QUESTIONNAIRE)]
    for section in document.sections:
        found.append(Place(PlaceKind.SECTION, section.code))
        for item in section.items:
            found.append(Place(PlaceKind.ITEM, item.code))
            found += [Place(PlaceKind.ROW, f"{item.code}.{row.code}") for row in item.rows]
    for known in document.choice_lists:
        found.append(Place(PlaceKind.CHOICE_LIST, known.code))
        found += [Place(PlaceKind.CHOICE, f"{known.code}.{choice.code}") for choice in known.choices]
    found += [Place(PlaceKind.SCALE, scale.code) for scale in document.scales]
    for profile in document.profiles:
        own = profile.code
        found.append(Place(PlaceKind.PROFILE, own))
        for banding in profile.bandings:
            found.append(Place(PlaceKind.BANDING, f"{own}.{banding.code}"))
            found += [Place(PlaceKind.BAND, f"{own}.{banding.code}.{band.code}") for band in banding.bands]
        found += [Place(PlaceKind.FLAG, f"{own}.{one.code}") for one in profile.flags]
        found += [Place(PlaceKind.BLOCK, f"{own}.{one.code}") for one in profile.blocks]
        found += [Place(PlaceKind.RULE, f"{own}.{one.code}") for one in profile.rules]
    return found


# --- within ----------------------------------------------------------------------------------------------------------


def _review(desk: Desk, review_id: int) -> Review:
    review = one(desk, Review, review_id)
    if review is None:
        raise Missing("There is no such review.")
    return review


def _open(desk: Desk, comment_id: int) -> tuple[ReviewComment, Review]:
    asked = one(desk, ReviewComment, comment_id, lock=True)
    if asked is None or asked.answers is not None:
        raise Missing("There is no such comment.")
    if asked.settled_at is not None:
        raise Refused("This comment is settled already.")
    return asked, _review(desk, asked.review_id)


def _words(text: str) -> str:
    words = clean(text, "text", most=LONGEST)
    if not words:
        raise Invalid({"text": "Write what you want to say."})
    return words


def _say(desk: Desk, review: Review, text: str, *, place: str, answers: int | None = None) -> ReviewComment:
    made = ReviewComment(
        review_id=review.id, answers=answers, place=place, text=text, author_id=desk.actor.id, at=desk.now
    )
    desk.session.add(made)
    desk.session.flush()  # its id goes into the ledger
    return made


def _written(place: Place) -> str:
    return f"{place.kind.value}:{place.code}"


def _place(written: str) -> Place:
    kind, _, code = written.partition(":")
    return Place(PlaceKind(kind), code)


def _may_settle(desk: Desk, asked: ReviewComment, review: Review) -> bool:
    decides = desk.actor.holds(Permission.REVIEWS_DECIDE) and desk.actor.id not in review.authors
    return desk.actor.id == asked.author_id or decides


def _threads(desk: Desk, wanted: ColumnElement[bool], shown: Review | None) -> tuple[Thread, ...]:
    found = select(ReviewComment, Review).join(Review, Review.id == ReviewComment.review_id).where(wanted)
    asked = [
        (row, review) for row, review in desk.session.execute(found.order_by(ReviewComment.id)) if row.answers is None
    ]
    given = select(ReviewComment).where(ReviewComment.answers.in_([row.id for row, _ in asked]))
    answers = desk.session.scalars(given.order_by(ReviewComment.id)).all()
    people = [row.author_id for row, _ in asked] + [row.author_id for row in answers]
    names = names_of(desk.session, [*people, *(row.settled_by for row, _ in asked)])
    may = desk.actor.holds(Permission.REVIEWS_COMMENT)
    return tuple(
        Thread(
            review_id=review.id,
            comment=_said(row, names),
            place=_place(row.place),
            answers=tuple(_said(one, names) for one in answers if one.answers == row.id),
            settled_by="" if row.settled_by is None else names[row.settled_by],
            settled_at=row.settled_at,
            earlier=shown is not None and review.id != shown.id,
            settleable=may and row.settled_at is None and _may_settle(desk, row, review),
        )
        for row, review in asked
    )


def _said(row: ReviewComment, names: Mapping[int, str]) -> Said:
    return Said(row.id, row.text, names[row.author_id], row.at)
