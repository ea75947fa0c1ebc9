"""Whose request this is and which store it is about: the console's only look at Flask's context and at `auth`."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import cast

from flask import current_app, request

from auth import language as language_of_request
from auth import sessions
from content_store.db import Store
from content_store.permissions import Actor, Missing

PREFIX = "/console/"
NUMBER = re.compile(r"[0-9]{1,18}")


def store() -> Store:
    return current_app.extensions["store"]


def me() -> Actor:
    """The person signed in. The gate has let nobody else through; without one, Refused."""
    return sessions.me()


def signed_in_at() -> datetime | None:
    """When the present session began; None for an actor without one."""
    return sessions.begun_at()


def language() -> str:
    """The tag of the language that whoever is here is spoken to in."""
    return language_of_request.tag()


def folder() -> Path:
    """Where the installation keeps its files, backups among them."""
    return cast(Path, current_app.extensions["folder"])


def workers() -> int:
    """How many processes serve."""
    return int(current_app.config.get("WORKERS", 1))


def demonstrates() -> bool:
    """Whether this installation shows invented content, which then must be said on every screen."""
    return bool(current_app.config.get("DEMONSTRATION"))


def number(text: object) -> int:
    """The id in an address or a callback's state. Whatever is not one names nothing: Missing."""
    if isinstance(text, int) and not isinstance(text, bool) and 0 <= text < 10**18:
        return text
    if isinstance(text, str) and NUMBER.fullmatch(text):
        return int(text)
    raise Missing("There is nothing at this address.")


def day(text: str) -> date | None:
    """The ISO day in an address, if it is one of this century: further away, reckoning with it would overflow."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def full_address(path: str) -> str:
    """An address of the console as it is typed into a browser, by the name this request came under."""
    return f"{request.host_url}{PREFIX.lstrip('/')}{path}"
