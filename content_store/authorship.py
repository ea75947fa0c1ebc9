"""Whose hands a draft has been through since somebody else last looked at it: they cannot approve it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from content_store.audit import values_of
from content_store.db import Desk
from content_store.drafts import thing
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import DraftRevision, Questionnaire, Revision


def authors_of(desk: Desk, row: Questionnaire) -> set[int]:
    """Everybody whose act could make the draft differ from what is public: who wrote a revision since; who undid or
    redid one (for that brings a change back, or takes one away, too); and who wrote what an older version, or another
    questionnaire, brought back that was gone back to, or copied, since."""
    public = desk.session.get(Revision, row.live_revision_id) if row.live_revision_id else None
    since = public.draft_number if public else 0
    wrote = select(DraftRevision.author_id).where(
        DraftRevision.questionnaire_id == row.id, DraftRevision.number > since
    )
    found = set(desk.session.scalars(wrote)) | _wrote_up_to(desk, row.id, row.head)  # an undo may lead behind `since`
    for verb, actor, after in _acts(desk, row.id, _first_public(desk, row, since) if public else 0):
        if verb in TURNED:
            found.add(actor)
        elif verb == Verb.QUESTIONNAIRE_RESTORED:
            found |= _wrote_up_to(desk, row.id, after["as"])
        elif "like" in after:
            found |= _wrote_up_to(desk, after["like"], after["as"])
    return found


TURNED = frozenset({Verb.QUESTIONNAIRE_UNDONE.value, Verb.QUESTIONNAIRE_REDONE.value})


def _acts(desk: Desk, questionnaire_id: int, later_than: int) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    verbs = [*TURNED, Verb.QUESTIONNAIRE_RESTORED.value, Verb.QUESTIONNAIRE_CREATED.value]
    wanted = select(LedgerEntry.verb, LedgerEntry.actor_id, LedgerEntry.after).where(
        LedgerEntry.thing == thing(questionnaire_id), LedgerEntry.verb.in_(verbs), LedgerEntry.id > later_than
    )
    for verb, actor, after in desk.session.execute(wanted):
        yield verb, actor, values_of(after)


def _wrote_up_to(desk: Desk, questionnaire_id: int, number: int) -> set[int]:
    """Who wrote what a version holds and no publication before it held."""
    seen = select(Revision.draft_number).where(
        Revision.questionnaire_id == questionnaire_id, Revision.draft_number <= number
    )
    public = desk.session.scalar(seen.order_by(Revision.draft_number.desc()).limit(1)) or 0
    wrote = select(DraftRevision.author_id).where(
        DraftRevision.questionnaire_id == questionnaire_id,
        DraftRevision.number > public,
        DraftRevision.number <= number,
    )
    return set(desk.session.scalars(wrote))


def _first_public(desk: Desk, row: Questionnaire, draft_number: int) -> int:
    """The ledger entry since which this state of the draft has been seen by a reviewer. The first: a rollback publishes
    an old state anew. By the ledger's order, for clocks are set back now and then."""
    published = select(LedgerEntry.id, LedgerEntry.after).where(
        LedgerEntry.thing == thing(row.id), LedgerEntry.verb == Verb.REVISION_PUBLISHED.value
    )
    entries = desk.session.execute(published.order_by(LedgerEntry.id))
    return next((id for id, after in entries if values_of(after)["draft"] == draft_number), 0)
