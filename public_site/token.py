"""The token: all that is known about a run, sealed, in a hidden field of the page in hand. The server keeps nothing.

Layout: key id (2 bytes), revision (4), nonce (12), AES-GCM(plain); as URL-safe base64 without padding. The revision's
digest and the purpose are authenticated with it: a token opens only for the document and the mode it was made in.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
import struct
from enum import StrEnum
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag

from content_store.token_keys import Key

HEADER = struct.Struct(">HI")
NONCE = 12
TAG = 16
LONGEST = 16_384  # characters
LIFETIME = 2 * 3600
"""Seconds from the page served to the answer sent. Long enough to be called away; no longer, for a browser keeps what
was sent, and whoever comes to it after somebody left can send it once more. Nor longer than what was counted is
remembered (`public_site.counting`), or what is sent again could count again."""
SHAPE = re.compile(r"[A-Za-z0-9_-]+")


class Purpose(StrEnum):
    RUN = "run"
    PREVIEW = "preview"  # staff looking; never counted, and useless on the public site


class BadToken(Exception):
    """Forged, cut, expired, foreign or empty: which one is nobody's business."""


class Keys(Protocol):
    def current(self) -> Key: ...
    def by_kid(self, kid: int) -> Key | None: ...


class Sealed(NamedTuple):
    """A token taken apart. Its numbers say how to open it, and are not to be believed before."""

    kid: int
    revision_id: int
    raw: bytes


def read(token: str) -> Sealed:
    """Raises BadToken for what cannot be a token."""
    if not 0 < len(token) <= LONGEST or not SHAPE.fullmatch(token):
        raise BadToken("not a token")
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise BadToken("not base64") from None
    if len(raw) < HEADER.size + NONCE + TAG:
        raise BadToken("cut")
    kid, revision_id = HEADER.unpack_from(raw)
    return Sealed(kid, revision_id, raw)


def seal(plain: bytes, key: Key, purpose: Purpose, revision_id: int, digest: str) -> str:
    header = HEADER.pack(key.kid, revision_id)
    nonce = os.urandom(NONCE)
    sealed = key.cipher.encrypt(nonce, plain, _bound_to(purpose, header, digest))
    return base64.urlsafe_b64encode(header + nonce + sealed).rstrip(b"=").decode()


def unseal(token: Sealed, key: Key | None, purpose: Purpose, digest: str) -> bytes:
    """Raises BadToken."""
    raw = token.raw
    if key is None:
        raise BadToken("unknown key")
    header, nonce, sealed = raw[: HEADER.size], raw[HEADER.size : HEADER.size + NONCE], raw[HEADER.size + NONCE :]
    try:
        return key.cipher.decrypt(nonce, sealed, _bound_to(purpose, header, digest))
    except InvalidTag:
        raise BadToken("not ours") from None


def _bound_to(purpose: Purpose, header: bytes, digest: str) -> bytes:
    return b"\0".join((purpose.value.encode(), digest.encode(), header))
