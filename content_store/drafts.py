"""What a draft is, as a value, and how its rows are found. Acts are in questionnaires and publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select

from assessment.document import Questionnaire as Document
from content_store import documents
from content_store.db import Desk
from content_store.models.questionnaires import DraftRevision, Questionnaire, Review, Revision
from content_store.names import names_of
from content_store.permissions import Missing

T = TypeVar("T")

LARGEST = 2**31 - 1  # a larger id is no id: PostgreSQL would answer with an error of its own


class State(StrEnum):
    """Where a draft is in its life; whether something is published besides is told by `live_number`."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Draft:
    """`number` is what a form loaded from this draft sends back as `seen`. `review_id`: the review it is in, or that
    approved it. `differs`: from what is published."""

    id: int
    slug: str
    number: int
    document: Document
    state: State
    live_number: int | None
    can_undo: bool
    can_redo: bool
    edited_at: datetime
    edited_by: str
    review_id: int | None
    differs: bool
    retired: bool


def thing(questionnaire_id: int) -> str:
    """How the ledger names a questionnaire."""
    return f"questionnaire:{questionnaire_id}"


def found(desk: Desk, questionnaire_id: int, *, lock: bool = False) -> Questionnaire:
    """The row; Missing where there is none. `lock`: nobody else changes it until this transaction ends."""
    row = one(desk, Questionnaire, questionnaire_id, lock=lock)
    if row is None:
        raise Missing("There is no such questionnaire.")
    return row


def one(desk: Desk, kind: type[T], key: int, *, lock: bool = False) -> T | None:
    """A row by its id, which may be any whole number that somebody wrote into an address."""
    if not 0 < key <= LARGEST:
        return None
    return desk.session.get(kind, key, with_for_update=True if lock else None, populate_existing=lock)


def newest_review(desk: Desk, questionnaire_id: int) -> Review | None:
    """The review that decides the draft's state."""
    newest = select(Review).where(Review.questionnaire_id == questionnaire_id).order_by(Review.id.desc()).limit(1)
    return desk.session.scalar(newest)


def state_of(review: Review | None) -> State:
    """A draft's state follows from its newest review."""
    return State(review.state) if review and review.state in {State.IN_REVIEW, State.APPROVED} else State.DRAFT


def head_document(desk: Desk, row: Questionnaire) -> Document:
    """The draft's document."""
    return documents.parsed(revision(desk, row.id, row.head).document)


def revision(desk: Desk, questionnaire_id: int, number: int) -> DraftRevision:
    """Raises Missing where the draft has no such number."""
    wanted = select(DraftRevision).where(
        DraftRevision.questionnaire_id == questionnaire_id, DraftRevision.number == number
    )
    kept = desk.session.scalar(wanted) if 0 < number <= LARGEST else None
    if kept is None:
        raise Missing("There is no such version of this questionnaire.")
    return kept


def view(desk: Desk, row: Questionnaire) -> Draft:
    """The draft of a row, as it is handed outward."""
    head, review = revision(desk, row.id, row.head), newest_review(desk, row.id)
    live = desk.session.get(Revision, row.live_revision_id) if row.live_revision_id else None
    state = state_of(review)
    published = revision(desk, row.id, live.draft_number).digest if live else ""
    return Draft(
        id=row.id,
        slug=row.slug,
        number=row.head,
        document=documents.parsed(head.document),
        state=state,
        live_number=live.number if live else None,
        can_undo=head.parent is not None,
        can_redo=bool(row.redo),
        edited_at=row.edited_at,
        edited_by=names_of(desk.session, [row.edited_by])[row.edited_by],
        review_id=review.id if review and state is not State.DRAFT else None,
        differs=head.digest != published,
        retired=row.retired_at is not None,
    )
