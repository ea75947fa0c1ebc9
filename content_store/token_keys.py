"""The keys that respondents' tokens are sealed with: one a day, shared by all workers, gone after two days.

A row holds its key encrypted with the installation's secret, so a stolen copy of the database opens no token.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content_store.db import Store, visit
from content_store.models.settings import TokenKey
from content_store.permissions import Conflict

NONCE = 12
KEY = 32
EPOCH = date(2020, 1, 1)


@dataclass(frozen=True)
class Key:
    kid: int
    day: date
    secret: bytes

    def __repr__(self) -> str:
        return f"Key(kid={self.kid})"  # a secret must not reach a log through a traceback

    @cached_property
    def cipher(self) -> AESGCM:
        return AESGCM(self.secret)


def kid_of(day: date) -> int:
    """Follows from the day, so that two workers who make the day's key at once make the same row."""
    return (day - EPOCH).days


def key_for(store: Store, installation_secret: bytes, now: datetime) -> Key:
    """The key of today (UTC), made if this is the day's first use; making it deletes the keys before yesterday's.
    Raises Unavailable."""
    today = now.astimezone(UTC).date()
    wrap = _wrap(installation_secret)
    with visit(store) as session:
        found = _opened(wrap, session.get(TokenKey, today))
    if found is not None:
        return found
    try:
        with visit(store, writing=True) as session:
            return _made(session, wrap, today, now)
    except Conflict:  # another worker was first
        with visit(store) as session:
            made = _opened(wrap, session.get(TokenKey, today))
        if made is None:
            raise
        return made


def _made(session: Session, wrap: AESGCM, today: date, now: datetime) -> Key:
    row = session.get(TokenKey, today)
    found = _opened(wrap, row)
    if found is not None:  # made between our look and our write
        return found
    _forget_before(session, today - timedelta(days=1))
    secret = os.urandom(KEY)
    sealed = _sealed(wrap, today, secret)
    if row is None:
        session.add(TokenKey(day=today, kid=kid_of(today), secret=sealed, created_at=now))
    else:  # sealed with an installation secret that is no more: nobody can read it
        row.secret = sealed
    return Key(kid_of(today), today, secret)


def key_by_kid(store: Store, installation_secret: bytes, kid: int) -> Key | None:
    """None: never made, or deleted. Raises Unavailable."""
    with visit(store) as session:
        return _opened(_wrap(installation_secret), session.scalar(select(TokenKey).where(TokenKey.kid == kid)))


def forget_old(store: Store, now: datetime) -> None:
    """Deletes the keys from before yesterday: also on days when nobody comes, what was sealed becomes unreadable.
    Raises Unavailable."""
    with visit(store, writing=True) as session:
        _forget_before(session, now.astimezone(UTC).date() - timedelta(days=1))


def _forget_before(session: Session, day: date) -> None:
    session.execute(delete(TokenKey).where(TokenKey.day < day))


def _opened(wrap: AESGCM, row: TokenKey | None) -> Key | None:
    if row is None:
        return None
    try:
        secret = wrap.decrypt(row.secret[:NONCE], row.secret[NONCE:], row.day.isoformat().encode())
    except InvalidTag:
        return None
    return Key(row.kid, row.day, secret)


def _sealed(wrap: AESGCM, day: date, secret: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + wrap.encrypt(nonce, secret, day.isoformat().encode())


def _wrap(installation_secret: bytes) -> AESGCM:
    derived = HKDF(SHA256(), KEY, salt=None, info=b"token keys").derive(installation_secret)
    return AESGCM(derived)
