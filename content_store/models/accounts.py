"""Staff: people, what they hold, their sessions and invitations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_store.db import Base


class Person(Base):
    """A member of staff. Never deleted: the ledger names them; a deactivated one cannot sign in."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(300), default="")
    locale: Mapped[str] = mapped_column(String(16), default="en")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    grants: Mapped[list[Grant]] = relationship(
        back_populates="person", cascade="all, delete-orphan", lazy="selectin", order_by="Grant.id"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Grant(Base):
    """A role held, everywhere or in some locales or countries (empty list: everywhere)."""

    __tablename__ = "grants"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    locales: Mapped[list[str]] = mapped_column(default=list)
    countries: Mapped[list[str]] = mapped_column(default=list)
    person: Mapped[Person] = relationship(back_populates="grants")


class StaffSession(Base):
    """Signed in. The cookie holds a random token; only its SHA-256 is kept. Ended by deleting the row."""

    __tablename__ = "staff_sessions"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]  # when the password was last typed
    entered_at: Mapped[datetime | None]  # None: the second step of signing in is still to come


class SecondFactor(Base):
    """The phone that belongs to a person. `sealed`: the key it shares with us, encrypted with the installation's
    secret. `last_step`: the half minute whose code was used last; no earlier one counts any more."""

    __tablename__ = "second_factors"
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(120))
    enrolled_at: Mapped[datetime]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """For the day the phone is lost. Only a keyed hash is kept; each works once."""

    __tablename__ = "recovery_codes"
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A one-time link to an account not made yet, or (with person_id) to a new password."""

    __tablename__ = "invitations"
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    locales: Mapped[list[str]] = mapped_column(default=list)
    countries: Mapped[list[str]] = mapped_column(default=list)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    invited_by: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """Failed sign-ins by key: a keyed hash of the account typed, or of (account, device cookie). No address."""

    __tablename__ = "sign_in_attempts"
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
