"""How far an entry of the directory can be relied on: somebody made sure on a day, and that holds for a while."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from content_store.periods import Periods


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


def freshness(verified_on: date | None, today: date, held: Periods) -> Freshness:
    """What an entry verified on that day is worth today, by the periods that hold."""
    if verified_on is None:
        return Freshness.NEVER
    age = today - verified_on
    return Freshness.STALE if age > held.hidden_after else Freshness.DUE if age > held.due_after else Freshness.FRESH
