"""Passwords: hashing, checking, and which ones are refused."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assessment.sentences import Said
from content_store.permissions import Unavailable

LEAST, MOST = 12, 256
PATIENCE = 10.0  # seconds that a sign-in waits for its turn

hasher = PasswordHasher()  # argon2id; a hash takes 64 MiB, so only two are made at a time
_turns = threading.BoundedSemaphore(2)

_TRIED_EARLY = """
abc admin administrator asdf azerty baseball batman changeme charlie console default demo dragon football freedom guest
hello hunter iloveyou letmein liverpool login lozinka master mjau monkey mustang parola parole pass passphrase passwd
password princess qazwsx qwert qwerty qwertyuiop qwertz secret sekret self shadow sifra starwars sunshine superman test
temp trustno welcome whatever user zaporka zxcvbn zxcvbnm fjalekalimi geslo passwort kodikos assessment
"""
COMMON = frozenset(_TRIED_EARLY.split())
_LEET = str.maketrans("013457$@", "oieastsa")
_KEYS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm")
_RUNS = tuple(line for keys in _KEYS for line in (keys * 2, keys[::-1] * 2))


def hashed(password: str) -> str:
    """Slow on purpose (about a quarter of a second): never inside a transaction. Raises Unavailable when too many
    wait for their turn."""
    with _turn():
        return hasher.hash(_plain(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether it is the password. Where there is none to compare with (nobody has this address, or they have not
    joined), the same work is done and the answer is no."""
    if len(password) > MOST:
        return False
    with _turn():
        try:
            return hasher.verify(stored or _nobodys(hasher), _plain(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return hasher.check_needs_rehash(stored)


def warm() -> None:
    """Makes what the first wrong sign-in would otherwise wait for."""
    _nobodys(hasher)


def weakness(password: str, *about: str) -> str | None:
    """What is wrong with a new password, as a sentence; None: nothing. `about` is what others know of the person."""
    plain = _plain(password)
    if len(plain) < LEAST:
        return Said("Use at least {least} characters; this has {length}.", least=LEAST, length=len(plain))
    if len(password) > MOST:
        return Said("Use at most {most} characters.", most=MOST)
    typed = plain.casefold()
    if len(set(typed)) < 5 or _repeats(typed):
        return Said("This is a pattern that is tried early. Use words that do not belong together.")
    known = COMMON | {part for fact in about for part in re.split(r"[\W_]+", fact.casefold()) if len(part) > 2}
    if _is_little(_without(known, typed)) or _is_little(_without(known, typed.translate(_LEET))):
        return Said("This is made of a name or a word that is tried early. Use words that do not belong together.")
    return None


def _plain(password: str) -> str:
    # The same keys give different code points on different systems.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()


def _without(known: Iterable[str], text: str) -> str:
    """The text without well-known words and without keys pressed one after the other."""
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, " ")
    kept, at = [], 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _is_run(text[at : end + 1]):
            end += 1
        run = end - at >= 4
        kept.append(" " if run else text[at])
        at = end if run else at + 1
    return "".join(kept)


def _is_little(left: str) -> bool:
    """Whether what is left beside well-known words is only a year, a counter or punctuation."""
    letters = sum(sign.isalpha() for sign in left)
    digits = "".join(sign for sign in left if sign.isdigit())
    return letters < 4 and len(digits) < 8


def _is_run(text: str) -> bool:
    return any(text in run for run in _RUNS)


def _repeats(text: str) -> bool:
    """`abcabcabcabc`: found inside itself, doubled, before its end."""
    return (text + text).find(text, 1) <= len(text) // 2


@cache
def _nobodys(with_parameters_of: PasswordHasher) -> str:
    return with_parameters_of.hash(secrets.token_hex(32))


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable("Too many people are signing in at this moment. Try again in a minute.")
    try:
        yield
    finally:
        _turns.release()
