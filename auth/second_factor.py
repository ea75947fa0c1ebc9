"""The second step of signing in: a code from the person's phone, or a recovery code kept on paper.

The phone's key is kept encrypted with the installation's secret, recovery codes as keyed hashes: a stolen copy of the
database gives neither. A code counts once, whoever types it first.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import math
import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from assessment.sentences import Said
from auth.attempts import Keys
from content_store.models.accounts import RecoveryCode, SecondFactor
from content_store.permissions import Invalid

ISSUER = "Self-Assessment Console"
CODE = re.compile(r"[0-9]{6}")
RECOVERY = re.compile(r"[a-z2-7]{10}")
RECOVERY_CODES = 10
NONCE = 12
WINDOW = (0, -1, 1)  # steps of half a minute that a phone's clock may be off

WRONG = Said("This code is not right. Type the six digits that your app shows now.")
USED = Said("This code was used already. Wait until your app shows the next one.")
UNREADABLE = (
    "The key of your second factor cannot be read any more: the installation's key file was replaced. "
    "Ask an administrator to reset your second factor."
)


@dataclass(frozen=True, slots=True)
class State:
    """What a person's own page says: since when it is on, and how many recovery codes are left."""

    since: datetime | None
    codes_left: int = 0


def state(session: Session, person_id: int) -> State:
    row = session.get(SecondFactor, person_id)
    if row is None:
        return State(None)
    left = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return State(row.enrolled_at, session.scalar(left) or 0)


def new_key(keys: Keys, person_id: int) -> tuple[str, str]:
    """A key for an app, as text, and the same sealed: a form carries it until its first code has come."""
    key = pyotp.random_base32()
    return key, base64.urlsafe_b64encode(_sealed(keys, "offered", person_id, key)).decode()


def offered_key(keys: Keys, person_id: int, sealed: str) -> str | None:
    """The key in a form of ours; None where it is none, or somebody else's."""
    try:
        return _opened(keys, "offered", person_id, base64.urlsafe_b64decode(sealed.encode("ascii", "replace")))
    except (binascii.Error, ValueError):
        return None


def address(key: str, email: str) -> str:
    """What the picture says to the app."""
    return pyotp.TOTP(key).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(key: str, code: str, now: datetime) -> int | None:
    """The half minute that a code belongs to; None: it is not right now, or not six ASCII digits."""
    if not CODE.fullmatch(code):
        return None
    app = pyotp.TOTP(key)
    current = app.timecode(now)
    steps = [current + off for off in WINDOW if hmac.compare_digest(app.generate_otp(current + off), code)]
    return steps[0] if steps else None


def set_up(session: Session, keys: Keys, person_id: int, key: str, step: int | None, now: datetime) -> tuple[str, ...]:
    """Puts the key in place of any other; `step` has been used. New recovery codes: only hashes of them are kept."""
    forget(session, person_id)
    sealed = _sealed(keys, "kept", person_id, key)
    session.add(SecondFactor(person_id=person_id, sealed=sealed, enrolled_at=now, last_step=step or 0))
    return new_recovery_codes(session, keys, person_id)


def new_recovery_codes(session: Session, keys: Keys, person_id: int) -> tuple[str, ...]:
    """In place of all that were there."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = tuple(base64.b32encode(secrets.token_bytes(7)).decode().lower()[:10] for _ in range(RECOVERY_CODES))
    session.add_all(RecoveryCode(code_hash=_hash(keys, person_id, code), person_id=person_id) for code in codes)
    session.flush()
    return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def forget(session: Session, person_id: int) -> bool:
    """Takes key and recovery codes away; whether there was a key."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    row = session.get(SecondFactor, person_id)
    if row is not None:
        session.delete(row)
        session.flush()
    return row is not None


def check(session: Session, keys: Keys, person_id: int, typed: str, now: datetime) -> bool:
    """Uses up a code; whether it was a recovery code. Raises Invalid. Of two who type the same code at once, one is
    refused: the row says which half minute was used last, and changes only forward."""
    plain = "".join(typed.split()).replace("-", "").lower()
    if RECOVERY.fullmatch(plain):
        return _use_recovery_code(session, keys, person_id, plain, now)
    key = _key_of(session, keys, person_id)
    if key is None:
        raise Invalid({"code": UNREADABLE})
    step = step_of(key, plain, now)
    if step is None:
        raise Invalid({"code": WRONG})
    newer = update(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.last_step < step)
    if session.scalar(newer.values(last_step=step).returning(SecondFactor.person_id)) is None:
        raise Invalid({"code": USED})
    return False


def _use_recovery_code(session: Session, keys: Keys, person_id: int, code: str, now: datetime) -> bool:
    unused = update(RecoveryCode).where(
        RecoveryCode.code_hash == _hash(keys, person_id, code), RecoveryCode.used_at.is_(None)
    )
    if session.scalar(unused.values(used_at=now).returning(RecoveryCode.person_id)) is None:
        raise Invalid({"code": "This recovery code is not right, or was used already. Each works once."})
    return True


def code_to_show(session: Session, keys: Keys, person_id: int, now: datetime) -> tuple[str, int] | None:
    """The next code that will be taken, and in how many seconds. Only for demonstration accounts: it stands in for the
    phone nobody has."""
    row, key = session.get(SecondFactor, person_id), _key_of(session, keys, person_id)
    if row is None or key is None:
        return None
    app = pyotp.TOTP(key)
    step = max(app.timecode(now), row.last_step + 1)
    return app.generate_otp(step), max(0, math.ceil((step + WINDOW[1]) * app.interval - now.timestamp()))


def readable(session: Session, keys: Keys, person_id: int) -> bool:
    """Whether there is a key, sealed with the secret of now."""
    return _key_of(session, keys, person_id) is not None


def _key_of(session: Session, keys: Keys, person_id: int) -> str | None:
    row = session.get(SecondFactor, person_id)
    return None if row is None else _opened(keys, "kept", person_id, row.sealed)


def _hash(keys: Keys, person_id: int, code: str) -> bytes:
    return keys.of("recovery code", str(person_id), code)


def _sealed(keys: Keys, purpose: str, person_id: int, key: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(keys.of("second factor")).encrypt(nonce, key.encode(), f"{purpose} {person_id}".encode())


def _opened(keys: Keys, purpose: str, person_id: int, sealed: bytes) -> str | None:
    try:
        box = AESGCM(keys.of("second factor"))
        return box.decrypt(sealed[:NONCE], sealed[NONCE:], f"{purpose} {person_id}".encode()).decode()
    except (InvalidTag, ValueError):
        return None
