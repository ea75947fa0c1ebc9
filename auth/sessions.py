"""Who is signed in: a random token in the cookie, its hash in the store. Deleting the row signs out at once."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from flask import has_request_context
from flask_login import current_user
from sqlalchemy import CursorResult, delete, update
from sqlalchemy.orm import Session

from auth.roles import Account, Held, Role
from content_store.db import Store, utcnow, visit
from content_store.models.accounts import Grant, Person, StaffSession
from content_store.permissions import Conflict, Refused, Unavailable

log = logging.getLogger(__name__)

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=15)  # for which a typed password still says who is in front of the screen
HALF_WAY = timedelta(minutes=20)  # between the password and the code
NOTED_EVERY = timedelta(minutes=5)  # how exactly «last seen» is kept: not a write for each request


class Unconfirmed(Refused):
    """The act wants the password typed again first, at /console/confirm."""


def me() -> Account:
    """The person signed in. Raises Refused where there is nobody, or somebody half-way in."""
    account = current()
    if account is None:
        raise Refused("You are signed out. Sign in and try again.")
    return account


def current() -> Account | None:
    """The person signed in, if anybody, both steps taken. Raises Unavailable: the store is asked once a request."""
    account = arriving()
    return None if account is None or account.half_way else account


def arriving() -> Account | None:
    """As `current`, or the person whose second step is still to come: for the pages of that step and no others."""
    if not has_request_context():
        return None
    account = current_user._get_current_object()
    return account if isinstance(account, Account) else None


def begun_at() -> datetime | None:
    """When the present session began; None where nobody is signed in."""
    account = current()
    return account.ends_at - LONGEST if account and account.ends_at else None


def confirmed() -> bool:
    """Whether this session's person typed the password just now."""
    at = me().confirmed_at
    return at is not None and utcnow() - at <= FRESH


def require_confirmed() -> None:
    """For acts that a passer-by at an unlocked screen must not do. Raises Unconfirmed."""
    if not confirmed():
        raise Unconfirmed("Confirm that it is you: open /console/confirm, type your password, then do this again.")


def start(session: Session, person_id: int, now: datetime, *, half_way: bool = False) -> str:
    """A new session; its token. `half_way`: it opens the second step of signing in and nothing else. Sessions of
    anybody that have run out are swept."""
    session.execute(
        delete(StaffSession).where((StaffSession.created_at < now - LONGEST) | (StaffSession.last_seen_at < now - IDLE))
    )
    token = secrets.token_urlsafe(32)
    row = StaffSession(token_hash=hash_of(token), person_id=person_id, created_at=now, last_seen_at=now)
    row.confirmed_at, row.entered_at = now, None if half_way else now
    session.add(row)
    return token


def find(store: Store, token: str) -> Account | None:
    """The account behind a cookie's token; None where it is unknown, has run out or its person is deactivated."""
    now = utcnow()
    with visit(store) as session:
        row = session.get(StaffSession, hash_of(token))
        if row is None or now - row.created_at > LONGEST or now - row.last_seen_at > IDLE:
            return None
        person = session.get(Person, row.person_id)
        if person is None or person.deactivated_at is not None:
            return None
        half_way = row.entered_at is None
        if half_way and now - row.created_at > HALF_WAY:
            return None
        account = account_of(person, token=token, confirmed_at=row.confirmed_at, half_way=half_way)
        noted, begun = row.last_seen_at, row.created_at
    if now - noted > NOTED_EVERY and _note(store, account, now):
        noted = now
    return replace(account, idle_at=noted + IDLE, ends_at=begun + LONGEST)


def _note(store: Store, account: Account, now: datetime) -> bool:
    try:
        with visit(store, writing=True) as session:
            session.execute(
                update(StaffSession).where(StaffSession.token_hash == hash_of(account.token)).values(last_seen_at=now)
            )
            seen(session, account.id, now)
    except (Unavailable, Conflict):
        log.warning("could not note that a session is in use")  # reading goes on while the store is busy
        return False
    return True


def time_left() -> tuple[timedelta, timedelta] | None:
    """How long the session goes on if it is not used any more, and at most; None where nobody is signed in."""
    account = current()
    if account is None or account.idle_at is None or account.ends_at is None:
        return None
    now = utcnow()
    return min(account.idle_at, account.ends_at) - now, account.ends_at - now


def seen(session: Session, person_id: int, now: datetime) -> None:
    """Notes when the person last used the console."""
    # Not through the object: being seen is no edit and must not count the person's version up.
    session.execute(update(Person).where(Person.id == person_id).values(last_seen_at=now))


def exists(session: Session, token: str) -> bool:
    """Whether it has not been ended."""
    return session.get(StaffSession, hash_of(token)) is not None


def end(session: Session, token: str) -> bool:
    """Whether there was one to end."""
    return _deleted(session, StaffSession.token_hash == hash_of(token)) > 0


def end_all(session: Session, person_id: int) -> int:
    """How many ended. Call it after the person's row was written: a sign-in that was under way then waits for that
    row and finds its ground gone."""
    return _deleted(session, StaffSession.person_id == person_id)


def _deleted(session: Session, which: object) -> int:
    result = session.execute(delete(StaffSession).where(which))  # type: ignore[arg-type]
    return cast(CursorResult[object], result).rowcount


def confirm(session: Session, token: str, now: datetime) -> None:
    """The password was typed again."""
    session.execute(update(StaffSession).where(StaffSession.token_hash == hash_of(token)).values(confirmed_at=now))


def hash_of(token: str) -> bytes:
    """What is kept of a random token: it has 256 bits, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def account_of(
    person: Person, *, token: str = "", confirmed_at: datetime | None = None, half_way: bool = False
) -> Account:
    """The value handed outward in place of the row."""
    return Account(
        person.id,
        person.name,
        person.email,
        person.locale,
        tuple(held(grant) for grant in person.grants),
        token,
        confirmed_at,
        half_way,
    )


def held(grant: Grant) -> Held:
    return Held(Role(grant.role), tuple(grant.locales), tuple(grant.countries))
