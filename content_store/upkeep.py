"""What is done to a service as it grows older: somebody makes sure of it, it closes and opens again, and its history.

Acts on many at once check each for itself, and leave each its own entry in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from assessment.sentences import Said
from content_store import ledger
from content_store.audit import values_of
from content_store.db import Desk
from content_store.directory import Entry, entry_of, loaded, save_service
from content_store.ledger import Verb
from content_store.models.directory import Service
from content_store.models.ledger import LedgerEntry
from content_store.names import names_of
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, require
from content_store.verification import Finding, Method

MOST_AT_ONCE = 200
MOST_TOLD = 100
MOST_NOTE = 500
MEANWHILE = Said("somebody changed it meanwhile")
STANDING = ("status", "reopens_on", "verified_on", "tried_on")
VERBS = {
    Finding.RIGHT: Verb.SERVICE_VERIFIED,
    Finding.UNREACHED: Verb.SERVICE_NOT_REACHED,
    Finding.GONE: Verb.SERVICE_GONE,
}


def verify(
    desk: Desk, service_id: int, seen: int, method: Method, *, finding: Finding = Finding.RIGHT, note: str = ""
) -> Entry:
    """Say what came of checking the entry, as seen, today. Only what was found right counts as verified; what is gone
    is closed for good."""
    kept = loaded(desk, service_id, Permission.DIRECTORY_EDIT, lock=True)
    if kept.version != seen:
        raise Conflict("Somebody changed this service since you opened it. Look at it again before you verify it.")
    before = _standing(kept)
    match finding:
        case Finding.RIGHT:
            kept.verified_on, kept.verified_by, kept.tried_on = desk.now.date(), desk.actor.id or None, None
        case Finding.UNREACHED:
            kept.tried_on = desk.now.date()
        case Finding.GONE:
            kept.status, kept.reopens_on, kept.tried_on = "closed", None, None
    desk.session.flush()  # the new version is handed back
    after = {name: value for name, value in _standing(kept).items() if value != before[name]}
    ledger.record(
        desk,
        VERBS[finding],
        f"service:{kept.id}",
        before={name: before[name] for name in after},
        after=after | {"method": method.value},
        why=note,
    )
    return entry_of(desk, kept)


def _standing(kept: Service) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in STANDING}


def close_until(desk: Desk, service_id: int, seen: int, until: date, *, why: str = "") -> Entry:
    """Closed for a time: from that day on it counts as open again, by itself."""
    if until <= desk.now.date():
        raise Invalid({"until": "Choose the day it opens again: one that is still to come."})
    return save_service(desk, service_id, seen, status="temporarily_closed", reopens_on=until, why=why)


def retire(desk: Desk, service_id: int, seen: int, *, why: str = "") -> Entry:
    """Closed for good: kept, and no longer shown to anybody but staff."""
    return save_service(desk, service_id, seen, status="closed", reopens_on=None, why=why)


def reopen(desk: Desk, service_id: int, seen: int, *, why: str = "") -> Entry:
    """Open again, whatever it was closed for."""
    return save_service(desk, service_id, seen, status="active", reopens_on=None, why=why)


def noted(note: object) -> str:
    """A note for the history, as it was sent by a browser. Raises Invalid."""
    text = note.strip() if isinstance(note, str) else ""
    if len(text) > MOST_NOTE or not text.isprintable():
        raise Invalid({"note": Said("Write the note in one line of at most {most} characters.", most=MOST_NOTE)})
    return text


class Pick(NamedTuple):
    """A service as somebody saw it in a list."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Done:
    """Names of those that it was done to; name and reason of each that was left as it is."""

    done: tuple[str, ...]
    left: tuple[tuple[str, str], ...]


def of_each(desk: Desk, picks: Sequence[Pick], act: Callable[[int, int], Entry]) -> Done:
    """Do one act (`act(id, version)`) to each service picked that the actor may do it to and nobody changed meanwhile.
    One transaction, one ledger entry for each."""
    require(desk.actor, Permission.DIRECTORY_EDIT)
    if not picks:
        raise Invalid({"picks": "Tick the services first."})
    if len(picks) > MOST_AT_ONCE:
        raise Invalid({"picks": Said("{most} services at once are the most. Tick fewer.", most=MOST_AT_ONCE)})
    done: list[str] = []
    left: list[tuple[str, str]] = []
    for pick in dict.fromkeys(picks):
        try:
            done.append(act(pick.id, pick.version).particulars.name)
        except Conflict:  # refusals come before anything is written, so the others stand
            left.append((_name(desk, pick.id), MEANWHILE))
        except (Missing, Refused):
            left.append((Said("number {id}", id=pick.id), Said("there is no such service")))
        except Invalid as invalid:
            left.append((_name(desk, pick.id), str(invalid)))
    return Done(tuple(done), tuple(left))


def _name(desk: Desk, service_id: int) -> str:
    return loaded(desk, service_id, Permission.DIRECTORY_READ).name


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a service."""

    at: datetime
    by: str
    verb: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    note: str


def history(desk: Desk, service_id: int) -> tuple[Event, ...]:
    """What happened to a service, newest first, for who keeps it. Where an address is kept back, it is here too."""
    kept = loaded(desk, service_id, Permission.DIRECTORY_EDIT)
    rows = desk.session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.thing == f"service:{kept.id}")
        .order_by(LedgerEntry.id.desc())
        .limit(MOST_TOLD)
    ).all()
    names = names_of(desk.session, [row.actor_id for row in rows])
    return tuple(
        Event(row.at, names[row.actor_id], row.verb, values_of(row.before), values_of(row.after), row.why)
        for row in rows
    )
