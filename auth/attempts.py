"""Counting tries at a password, so that guessing is slow and nobody can be shut out by somebody else's guesses.

A browser that has signed in to an account before carries a device cookie for it, and its tries are counted apart:
while strangers exhaust an account's tries, its owner still gets in. Tries are counted for any address typed, whether it
has an account or not, and counting happens before the password is looked at, so parallel guesses gain nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from assessment.sentences import Said
from content_store.db import Store, again, utcnow, visit
from content_store.models.accounts import Attempt
from content_store.permissions import Refused

WINDOW = timedelta(minutes=15)
STRANGERS, KNOWN = 5, 10  # tries before the window closes
KEPT = timedelta(days=1)


class TooMany(Refused):
    """Too many tries; `until` says when the next one counts."""

    def __init__(self, reason: str, until: datetime) -> None:
        super().__init__(reason)
        self.until = until


@dataclass(frozen=True, slots=True)
class Keys:
    """Everything that is derived from the installation's secret here."""

    secret: bytes

    def __repr__(self) -> str:
        return "Keys()"

    def of(self, *parts: str) -> bytes:
        """A keyed hash of a purpose and its parts: the table of tries holds no addresses."""
        return hmac.digest(self.secret, "\0".join(("auth", *parts)).encode(), hashlib.sha256)

    def device_cookie(self, email: str) -> str:
        """The cookie's name: one for each account that uses this browser."""
        return "device-" + self.of("device cookie", email)[:4].hex()

    def new_device(self, email: str) -> str:
        """The cookie's value for a browser that has just signed in."""
        nonce = secrets.token_urlsafe(16)
        return f"{nonce}.{self._sign(email, nonce)}"

    def device(self, email: str, cookies: Mapping[str, str]) -> str | None:
        """The device's name, if the browser holds a cookie that we made for this account."""
        nonce, _, signature = cookies.get(self.device_cookie(email), "").partition(".")
        good = hmac.compare_digest(signature.encode(), self._sign(email, nonce).encode())
        return nonce if nonce and good else None

    def _sign(self, email: str, nonce: str) -> str:
        return base64.urlsafe_b64encode(self.of("device", email, nonce)).rstrip(b"=").decode()


def take(store: Store, key: bytes, most: int) -> None:
    """Uses up one try. Raises TooMany when `most` are gone; a refused try does not prolong the wait."""
    now = utcnow()
    failures, since = again(lambda: _count(store, key, most, now))
    if failures > most:
        until = since + WINDOW
        wait = max(1, -(-int((until - now).total_seconds()) // 60))
        told = Said(
            "Too many tries. Wait 1 minute, then try again.",
            "Too many tries. Wait {n} minutes, then try again.",
            n=wait,
        )
        raise TooMany(told, until)


def _count(store: Store, key: bytes, most: int, now: datetime) -> tuple[int, datetime]:
    make: Any = postgresql.insert if store.dialect == "postgresql" else sqlite.insert
    new = make(Attempt).values(key=key, failures=1, last_at=now)
    over = Attempt.last_at <= now - WINDOW
    spent = and_(Attempt.failures > most, Attempt.last_at > now - WINDOW)
    statement = new.on_conflict_do_update(
        index_elements=[Attempt.key],
        set_={
            "failures": case((over, 1), (spent, Attempt.failures), else_=Attempt.failures + 1),
            "last_at": case((spent, Attempt.last_at), else_=new.excluded.last_at),
        },
    ).returning(Attempt.failures, Attempt.last_at)
    with visit(store, writing=True) as session:
        failures, since = session.execute(statement).one()
    return failures, since


def forget(session: Session, key: bytes, now: datetime) -> None:
    """The password was right: the count begins again. Old counts go with it."""
    session.execute(delete(Attempt).where((Attempt.key == key) | (Attempt.last_at < now - KEPT)))


class Tap:
    """So many at once, then a steady trickle: bounds what strangers can make this process hash."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._rate, self._clock = float(burst), per_second, clock
        self._left, self._at = float(burst), clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        with self._lock:
            now = self._clock()
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
            if self._left < 1:
                return False
            self._left -= 1
            return True
