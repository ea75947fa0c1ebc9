"""Drafts, their history, reviews, translations and published revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from content_store.db import Base


class Questionnaire(Base):
    """A questionnaire's place in the store. Its draft is the DraftRevision numbered `head`; its state is derived
    (draft, in review, approved: from the newest Review; published: from `live_revision_id`)."""

    __tablename__ = "questionnaires"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(Text)  # of the draft, so that lists can be searched and sorted
    search: Mapped[str] = mapped_column(Text)  # slug and title, case-folded
    head: Mapped[int]  # number of the draft revision that is the draft now
    redo: Mapped[list[int]] = mapped_column(default=list)  # numbers undone, next to redo last
    version: Mapped[int] = mapped_column(default=1)
    live_revision_id: Mapped[int | None]  # no foreign key: the two tables would point at each other
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    edited_by: Mapped[int]  # undoing is an edit too, so this need not be the author of the head
    retired_at: Mapped[datetime | None]
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DraftRevision(Base):
    """One state of a draft, never changed. `document` is the canonical JSON of an assessment document."""

    __tablename__ = "draft_revisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    number: Mapped[int]
    parent: Mapped[int | None]  # number of the revision it was made from
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    summary: Mapped[str] = mapped_column(String(300))  # what the edit did, in words
    author_id: Mapped[int]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)


class Review(Base):
    """One trip through review. `state`: in_review, approved, returned, withdrawn, published."""

    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    draft_number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    sent_by: Mapped[int]
    sent_at: Mapped[datetime]
    authors: Mapped[list[int]] = mapped_column(default=list)  # everybody who edited since the last publication
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    acknowledged: Mapped[str] = mapped_column(Text, default="")  # why warnings are accepted
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReviewComment(Base):
    """What somebody said about a place of a draft in review, or (`answers`) about such a comment."""

    __tablename__ = "review_comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    answers: Mapped[int | None] = mapped_column(ForeignKey("review_comments.id"))
    place: Mapped[str] = mapped_column(String(200))  # kind and dotted code: `item:q1`
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int]
    at: Mapped[datetime]
    settled_by: Mapped[int | None]
    settled_at: Mapped[datetime | None]


class Revision(Base):
    """A publication: document, texts of every locale offered, and where; immutable (a trigger holds it)."""

    __tablename__ = "revisions"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"), index=True)
    number: Mapped[int]
    draft_number: Mapped[int]  # the draft revision it shows
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of `snapshot`
    snapshot: Mapped[str] = mapped_column(Text)  # canonical JSON
    note: Mapped[str] = mapped_column(Text, default="")
    published_by: Mapped[int]
    published_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)


class Translation(Base):
    """One text in one locale. Stale where `source_digest` is not the digest of the draft's text now: derived, not
    flagged. `state`: draft, proposed, approved."""

    __tablename__ = "translations"
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires.id"))
    locale: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    source_text: Mapped[str] = mapped_column(Text)  # what was translated, for the word diff when stale
    source_digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    state: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[int]
    reviewer_id: Mapped[int | None]
    at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "locale", "key"),
        Index("ix_translations_locale_state", "locale", "state"),
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
