"""How far an entry of the directory can be relied on: somebody made sure on a day, and that holds for a while."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

DUE_AFTER = timedelta(days=180)
HIDDEN_AFTER = timedelta(days=365)


class Freshness(StrEnum):
    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"  # no longer offered
    NEVER = "never_verified"


class Method(StrEnum):
    """How somebody made sure."""

    PHONE = "phone"
    WEB = "web"
    VISIT = "visit"
    MAIL = "mail"


class Finding(StrEnum):
    """What came of trying to make sure."""

    RIGHT = "right"
    UNREACHED = "unreached"
    GONE = "gone"  # it is closed for good


def freshness(verified_on: date | None, today: date) -> Freshness:
    """What an entry verified on that day is worth today."""
    if verified_on is None:
        return Freshness.NEVER
    age = today - verified_on
    return Freshness.STALE if age > HIDDEN_AFTER else Freshness.DUE if age > DUE_AFTER else Freshness.FRESH
