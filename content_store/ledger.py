"""Who did what, when, to what, and why: one entry a write, in the same transaction, chained by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from content_store.db import Desk
from content_store.models.ledger import LedgerEntry

GENESIS = "0" * 64


class Verb(StrEnum):
    """`thing:past participle`, in alphabetical order."""

    BACKUP_DOWNLOADED = "backup:downloaded"
    BACKUP_MADE = "backup:made"
    CAMPAIGN_ENDED = "campaign:ended"
    CAMPAIGN_REGISTERED = "campaign:registered"
    CONTENT_EXPORTED = "content:exported"
    DEMO_LOADED = "demo:loaded"
    INVITATION_MADE = "invitation:made"
    INVITATION_WITHDRAWN = "invitation:withdrawn"
    PERSON_DEACTIVATED = "person:deactivated"
    PERSON_GRANTED = "person:granted"
    PERSON_JOINED = "person:joined"
    PERSON_LANGUAGE_CHOSEN = "person:language-chosen"
    PERSON_PASSWORD_CHANGED = "person:password-changed"  # noqa: S105
    PERSON_REACTIVATED = "person:reactivated"
    PERSON_RECOVERY_CODES_MADE = "person:recovery-codes-made"
    PERSON_SECOND_FACTOR_RESET = "person:second-factor-reset"
    PERSON_SECOND_FACTOR_SET = "person:second-factor-set"
    PERSON_SESSIONS_ENDED = "person:sessions-ended"
    PERSON_SIGNED_IN = "person:signed-in"
    PERSON_SIGNED_OUT = "person:signed-out"
    QUESTIONNAIRE_BROUGHT_BACK = "questionnaire:brought-back"
    QUESTIONNAIRE_CREATED = "questionnaire:created"
    QUESTIONNAIRE_EDITED = "questionnaire:edited"
    QUESTIONNAIRE_IMPORTED = "questionnaire:imported"
    QUESTIONNAIRE_RESTORED = "questionnaire:restored"
    QUESTIONNAIRE_RETIRED = "questionnaire:retired"
    QUESTIONNAIRE_UNDONE = "questionnaire:undone"
    QUESTIONNAIRE_REDONE = "questionnaire:redone"
    REVIEW_ANSWERED = "review:answered"
    REVIEW_APPROVED = "review:approved"
    REVIEW_COMMENTED = "review:commented"
    REVIEW_RETURNED = "review:returned"
    REVIEW_SENT = "review:sent"
    REVIEW_SETTLED = "review:settled"
    REVIEW_WITHDRAWN = "review:withdrawn"
    REVISION_PUBLISHED = "revision:published"
    REVISION_ROLLED_BACK = "revision:rolled-back"
    SERVICE_CREATED = "service:created"
    SERVICE_EDITED = "service:edited"
    SERVICE_GONE = "service:found-gone"
    SERVICE_TAKEN_BACK = "service:taken-back"
    SERVICE_IMPORTED = "service:imported"
    SERVICE_NOT_REACHED = "service:not-reached"
    SERVICE_VERIFIED = "service:verified"
    SETTING_CHANGED = "setting:changed"
    STATISTICS_EXPORTED = "statistics:exported"
    TRANSLATION_APPROVED = "translation:approved"
    TRANSLATION_DISCARDED = "translation:discarded"
    TRANSLATION_IMPORTED = "translation:imported"
    TRANSLATION_KEPT = "translation:kept-as-is"
    TRANSLATION_SAVED = "translation:saved"


def record(
    desk: Desk,
    verb: Verb,
    thing: str,
    *,
    before: Plain | None = None,
    after: Plain | None = None,
    why: str = "",
) -> LedgerEntry:
    """Append one entry. `thing` is `kind:id`; `before` and `after` are small JSON-able values, never documents."""
    if desk.session.get_bind().dialect.name == "postgresql":
        desk.session.execute(text("SELECT pg_advisory_xact_lock(7261)"))  # one chain: appends take turns
    last = desk.session.scalar(select(LedgerEntry.digest).order_by(LedgerEntry.id.desc()).limit(1))
    entry = LedgerEntry(
        at=desk.now,
        actor_id=desk.actor.id,
        verb=verb.value,
        thing=thing,
        before=_plain(before),
        after=_plain(after),
        why=why,
        previous=last or GENESIS,
    )
    entry.digest = digest_of(entry)
    desk.session.add(entry)
    desk.session.flush()  # the next entry of this transaction must see it
    desk.entries += 1
    return entry


Plain = Mapping[str, Any]


def _plain(value: Plain | None) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def digest_of(entry: LedgerEntry) -> str:
    """SHA-256 over the entry's fields and the digest before it."""
    fields = [
        entry.previous,
        entry.at.isoformat(),
        entry.actor_id,
        entry.verb,
        entry.thing,
        entry.before,
        entry.after,
        entry.why,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def head(session: Session) -> tuple[int, str]:
    """(id, digest) of the newest entry; (0, GENESIS) before the first. Kept somewhere else, it lets `verify` tell that
    the end of the ledger was cut off."""
    newest = session.execute(select(LedgerEntry.id, LedgerEntry.digest).order_by(LedgerEntry.id.desc()).limit(1))
    found = newest.one_or_none()
    return (found.id, found.digest) if found else (0, GENESIS)


def verify(session: Session, known: tuple[int, str] | None = None) -> int | None:
    """The id of the first entry that was altered, or that follows one which was removed, moved or slipped in; None: the
    chain holds. With a `known` head from earlier: that entry's id, if it is no longer there as it was."""
    previous, found = GENESIS, known is None or known[0] == 0
    entries = select(LedgerEntry).order_by(LedgerEntry.id).execution_options(yield_per=500)
    for entry in session.scalars(entries):
        if entry.previous != previous or entry.digest != digest_of(entry):
            return entry.id
        previous = entry.digest
        found = found or (entry.id, entry.digest) == known
        session.expunge(entry)  # a long ledger must not be held whole
    return None if found or known is None else known[0]
