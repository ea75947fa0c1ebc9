"""What somebody did last to one or several services, verified or closed them, taken back: soon, and as long as nobody
changed them since."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from content_store import ledger
from content_store.db import Desk
from content_store.directory import loaded
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Missing, Permission, Refused, require
from content_store.upkeep import MEANWHILE, STANDING, Done

SOON = timedelta(minutes=30)
LOOKED_BACK = 2_000  # entries of the history: whoever did something since does not look for the button any more
DAYS = {"reopens_on", "verified_on", "tried_on"}


@dataclass(frozen=True, slots=True)
class LastAct:
    """What the actor did in one go: the verb, when, and to how many services."""

    verb: str
    at: datetime
    n: int


def last_act(desk: Desk) -> LastAct | None:
    """None: nothing of late that could be taken back."""
    entries = _entries(desk)
    return LastAct(entries[0].verb, entries[0].at, len(entries)) if entries else None


def take_back(desk: Desk, at: datetime) -> Done:
    """Undo the last act, if it is still the one of that time. What somebody changed since is left as it is. One ledger
    entry for each service."""
    entries = _entries(desk)
    if not entries or entries[0].at != at:
        raise Refused("This can no longer be taken back. Look at the services again.")
    done: list[str] = []
    left: list[tuple[str, str]] = []
    for entry in entries:
        try:
            kept = loaded(desk, int(entry.thing.partition(":")[2]), Permission.DIRECTORY_EDIT, lock=True)
        except (Missing, Refused):
            continue  # the country is no longer the actor's
        newest = select(func.max(LedgerEntry.id)).where(LedgerEntry.thing == entry.thing)
        if desk.session.scalar(newest) != entry.id:
            left.append((kept.name, MEANWHILE))
            continue
        before = _read(entry.before)
        now = {name: getattr(kept, name) for name in before}
        for name, value in before.items():
            setattr(kept, name, date.fromisoformat(value) if value and name in DAYS else value)
        if "verified_on" in before:
            kept.verified_by = None
        ledger.record(desk, ledger.Verb.SERVICE_TAKEN_BACK, entry.thing, before=now, after=before)
        done.append(kept.name)
    return Done(tuple(done), tuple(left))


def _entries(desk: Desk) -> list[LedgerEntry]:
    require(desk.actor, Permission.DIRECTORY_EDIT)
    head = desk.session.scalar(select(func.max(LedgerEntry.id))) or 0
    mine = select(LedgerEntry).where(
        LedgerEntry.id > head - LOOKED_BACK,
        LedgerEntry.actor_id == desk.actor.id,
        LedgerEntry.at >= desk.now - SOON,
        LedgerEntry.thing.startswith("service:"),
    )
    rows = desk.session.scalars(mine.order_by(LedgerEntry.id.desc())).all()
    last = [row for row in rows if row.at == rows[0].at]
    whole = all(row.verb != ledger.Verb.SERVICE_TAKEN_BACK and len(_read(row.before)) > 0 for row in last)
    return last if whole and all(set(_read(row.before)) <= set(STANDING) for row in last) else []


def _read(text: str) -> Mapping[str, Any]:
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
