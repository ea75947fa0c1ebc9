"""Drafts: a draft is the newest of its revisions, an edit makes the next one, undo goes back to the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from assessment.document import Questionnaire as Document
from assessment.edits import CannotEdit
from assessment.merging import Clash, merge
from assessment.sentences import Said
from content_store import documents, ledger
from content_store.carrying import bring
from content_store.db import Desk
from content_store.drafts import Draft, State, found, newest_review, revision, state_of, thing, view
from content_store.ledger import Verb
from content_store.models.questionnaires import DraftRevision, Questionnaire, Review, Revision
from content_store.names import names_of
from content_store.paging import Page, Wanted, paginate, pattern
from content_store.permissions import Conflict, Invalid, Permission, Refused, require
from content_store.words import clean

__all__ = ["Draft", "State"]  # and the acts below

SUMMARY_MOST = 300


def create(
    desk: Desk,
    document: Document,
    *,
    summary: str = "Created",
    imported: bool = False,
    like: tuple[int, int] | None = None,
) -> Draft:
    """A new questionnaire whose first draft is `document`; its code becomes the address. `like`: the questionnaire, and
    the number of its draft, that it was copied from, translations and all. Raises Invalid where the code is taken."""
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    _check_free(desk, document.code)
    text = documents.kept(document)
    row = Questionnaire(head=0, redo=[], created_at=desk.now, **_listed(document))
    _stamp(desk, row)
    desk.session.add(row)
    desk.session.flush()  # the revision needs its id
    _append(desk, row, document, text, clean(summary, "summary", most=SUMMARY_MOST))
    verb = Verb.QUESTIONNAIRE_IMPORTED if imported else Verb.QUESTIONNAIRE_CREATED
    origin = {"like": like[0], "as": like[1], "translations": bring(desk, like[0], row.id, document)} if like else {}
    ledger.record(desk, verb, thing(row.id), after={"slug": row.slug, "number": row.head, **origin})
    return view(desk, row)


def open_draft(desk: Desk, questionnaire_id: int) -> Draft:
    """The draft as it is now."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    return view(desk, found(desk, questionnaire_id))


def by_slug(desk: Desk, slug: str) -> int | None:
    """The id of the questionnaire at an address."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    return desk.session.scalar(select(Questionnaire.id).where(Questionnaire.slug == slug))


def document_at(desk: Desk, questionnaire_id: int, number: int) -> Document:
    """One revision of a draft."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    return documents.parsed(revision(desk, questionnaire_id, number).document)


def edit(
    desk: Desk,
    questionnaire_id: int,
    seen: int,
    change: Callable[[Document], Document],
    summary: str,
    *,
    imported: bool = False,
) -> Draft:
    """Apply `change` to the revision that the editor saw, and merge the outcome with what others made of it since.
    Raises Conflict, with both texts by place, where the two touch the same thing; Invalid for nonsense. A change that
    changes nothing writes nothing."""
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    row = _editable(desk, questionnaire_id)
    base = documents.parsed(revision(desk, row.id, seen).document)
    head = base if seen == row.head else documents.parsed(revision(desk, row.id, row.head).document)
    try:
        merged = _merged(base, head, change(base))
    except CannotEdit as error:
        raise Invalid({"document": str(error)}) from error
    if merged == head:
        return view(desk, row)
    if merged.code != row.slug:
        _check_movable(desk, row)
        _check_free(desk, merged.code)
    before, text = row.head, documents.kept(merged)
    summary = clean(summary, "summary", most=SUMMARY_MOST)
    _append(desk, row, merged, text, summary)
    verb = Verb.QUESTIONNAIRE_IMPORTED if imported else Verb.QUESTIONNAIRE_EDITED
    ledger.record(desk, verb, thing(row.id), before={"number": before}, after={"number": row.head}, why=summary)
    return view(desk, row)


def undo(desk: Desk, questionnaire_id: int, seen: int) -> Draft:
    """Go back to the revision that the draft was made from. Nothing is lost: `redo` returns."""
    row = _seen_as_is(desk, questionnaire_id, seen)
    parent = revision(desk, row.id, row.head).parent
    if parent is None:
        raise Refused("There is nothing to undo: this is the first version.")
    return _go(desk, row, parent, [*row.redo, row.head], Verb.QUESTIONNAIRE_UNDONE)


def redo(desk: Desk, questionnaire_id: int, seen: int) -> Draft:
    """Take back the last undo. An edit in between leaves nothing to redo."""
    row = _seen_as_is(desk, questionnaire_id, seen)
    if not row.redo:
        raise Refused("There is nothing to redo.")
    *rest, number = row.redo
    return _go(desk, row, number, rest, Verb.QUESTIONNAIRE_REDONE)


def restore(desk: Desk, questionnaire_id: int, seen: int, number: int) -> Draft:
    """An older version as the newest one: the versions in between stay, and Undo returns."""
    row = _seen_as_is(desk, questionnaire_id, seen)
    older, before = revision(desk, row.id, number), row.head
    document = documents.parsed(older.document)
    if older.digest == revision(desk, row.id, row.head).digest:
        return view(desk, row)
    if document.code != row.slug:
        _check_movable(desk, row)
        _check_free(desk, document.code)
    _append(desk, row, document, older.document, f"Went back to version {number}")
    after = {"number": row.head, "as": number}
    ledger.record(desk, Verb.QUESTIONNAIRE_RESTORED, thing(row.id), before={"number": before}, after=after)
    return view(desk, row)


def copy(desk: Desk, questionnaire_id: int, code: str, title: str) -> Draft:
    """A new questionnaire that begins as the draft of another one and with its translations, under a code and a title
    of its own. Its versions, reviews, comments and publications begin anew, and so do its statistics."""
    like = open_draft(desk, questionnaire_id)
    named = clean(title, "title", most=200)
    if not named:
        raise Invalid({"title": "Give the copy a title of its own."})
    document = replace(like.document, code=code, title=named)
    return create(desk, document, summary=f"Copied from {like.slug}", like=(like.id, like.number))


def retire(desk: Desk, questionnaire_id: int, why: str) -> Draft:
    """Take it off the public site. Runs that have begun can be finished; nothing is deleted."""
    require(desk.actor, Permission.REVIEWS_DECIDE)
    row = _locked(desk, questionnaire_id)
    if row.retired_at is not None:
        raise Refused("This questionnaire is retired already.")
    _record_why(desk, row, Verb.QUESTIONNAIRE_RETIRED, why)
    row.retired_at = desk.now
    return view(desk, row)


def bring_back(desk: Desk, questionnaire_id: int, why: str) -> Draft:
    """Undo a retirement: what was published before is public again."""
    require(desk.actor, Permission.REVIEWS_DECIDE)
    row = _locked(desk, questionnaire_id)
    if row.retired_at is None:
        raise Refused("This questionnaire is not retired.")
    _record_why(desk, row, Verb.QUESTIONNAIRE_BROUGHT_BACK, why)
    row.retired_at = None
    return view(desk, row)


# --- lists -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """A questionnaire as a row of a list."""

    id: int
    slug: str
    title: str
    number: int
    state: State
    live_number: int | None
    edited_at: datetime
    edited_by: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One revision in a draft's history. `parent`: the number it was made from; `published`: as which revision(s);
    `own`: the reader made it."""

    number: int
    parent: int | None
    summary: str
    author: str
    at: datetime
    now: bool
    published: tuple[int, ...]
    own: bool = False


SORTS: dict[str, ColumnElement[Any]] = {
    "title": func.lower(Questionnaire.title),
    "slug": Questionnaire.slug.expression,
    "edited": Questionnaire.edited_at.expression,
}


def listing(desk: Desk, wanted: Wanted) -> Page[Listed]:
    """All questionnaires whose code or title holds `wanted.q`, sorted by one of SORTS (last edited first)."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    page = paginate(desk.session, _listing(wanted), wanted, lambda found: found)
    names = names_of(desk.session, [row.edited_by for row, _, _ in page.rows])
    rows = tuple(_listed_row(row, review, live, names[row.edited_by]) for row, review, live in page.rows)
    return Page(rows, page.page, page.pages, page.total)


def history(desk: Desk, questionnaire_id: int, page: int = 1) -> Page[Step]:
    """The revisions of a draft, newest first: those undone too, for nothing is ever lost."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    row = found(desk, questionnaire_id)
    query = select(DraftRevision).where(DraftRevision.questionnaire_id == row.id).order_by(DraftRevision.number.desc())
    steps = paginate(desk.session, query, Wanted(page=page), lambda found: found, scalars=True)
    names = names_of(desk.session, [step.author_id for step in steps.rows])
    shown = select(Revision.draft_number, Revision.number).where(Revision.questionnaire_id == row.id)
    published: dict[int, list[int]] = {}
    for draft_number, number in desk.session.execute(shown.order_by(Revision.number)):
        published.setdefault(draft_number, []).append(number)
    made = (
        Step(
            one.number,
            one.parent,
            one.summary,
            names[one.author_id],
            one.at,
            one.number == row.head,
            tuple(published.get(one.number, ())),
            one.author_id == desk.actor.id,
        )
        for one in steps.rows
    )
    return Page(tuple(made), steps.page, steps.pages, steps.total)


def _listing(wanted: Wanted) -> Select[Any]:
    newest = (
        select(Review.state)
        .where(Review.questionnaire_id == Questionnaire.id)
        .order_by(Review.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(Questionnaire, newest, Revision.number).outerjoin(
        Revision, Revision.id == Questionnaire.live_revision_id
    )
    if wanted.q:
        query = query.where(Questionnaire.search.like(pattern(wanted.q), escape="\\"))
    column = SORTS.get(wanted.sort.removeprefix("-"), SORTS["edited"])
    downward = wanted.sort.startswith("-") or wanted.sort not in SORTS
    return query.order_by(column.desc() if downward else column.asc(), Questionnaire.id)


def _listed_row(row: Questionnaire, review: str | None, live: int | None, name: str) -> Listed:
    return Listed(
        id=row.id,
        slug=row.slug,
        title=row.title,
        number=row.head,
        state=State(review) if review in {State.IN_REVIEW, State.APPROVED} else State.DRAFT,
        live_number=live,
        edited_at=row.edited_at,
        edited_by=name,
        retired=row.retired_at is not None,
    )


# --- within ----------------------------------------------------------------------------------------------------------


def _locked(desk: Desk, questionnaire_id: int) -> Questionnaire:
    return found(desk, questionnaire_id, lock=True)


def _editable(desk: Desk, questionnaire_id: int) -> Questionnaire:
    row = _locked(desk, questionnaire_id)
    if row.retired_at is not None:
        raise Refused("This questionnaire is retired. Bring it back before you change it.")
    match state_of(newest_review(desk, row.id)):
        case State.IN_REVIEW:
            raise Refused("This draft is in review. Withdraw it first, then change it.")
        case State.APPROVED:
            raise Refused("This draft is approved and waits to be published. Withdraw it first, then change it.")
        case State.DRAFT:
            return row


def _seen_as_is(desk: Desk, questionnaire_id: int, seen: int) -> Questionnaire:
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    row = _editable(desk, questionnaire_id)
    if seen != row.head:
        raise Conflict("Somebody else changed this draft in the meantime. Look at it as it is now, then try again.")
    return row


def _merged(base: Document, head: Document, yours: Document) -> Document:
    if head == base:
        return yours
    if yours == base:
        return head
    try:
        return merge(base, head, yours)
    except Clash as clash:
        raise Conflict(
            "Somebody else changed the same thing in the meantime. Both versions are shown; choose, then save again.",
            theirs=clash.theirs,
            yours=clash.yours,
        ) from clash


def _append(desk: Desk, row: Questionnaire, document: Document, text: str, summary: str) -> None:
    newest = select(func.max(DraftRevision.number)).where(DraftRevision.questionnaire_id == row.id)
    number = (desk.session.scalar(newest) or 0) + 1
    desk.session.add(
        DraftRevision(
            questionnaire_id=row.id,
            number=number,
            parent=row.head or None,
            document=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            summary=summary,
            author_id=desk.actor.id,
            at=desk.now,
        )
    )
    row.head, row.redo = number, []
    _stamp(desk, row)
    _list_as(row, document)
    desk.session.flush()  # the version must be the new one before anything is handed back


def _go(desk: Desk, row: Questionnaire, number: int, redo_after: list[int], verb: Verb) -> Draft:
    document = documents.parsed(revision(desk, row.id, number).document)
    if document.code != row.slug:
        _check_movable(desk, row)
        _check_free(desk, document.code)
    before, row.head, row.redo = row.head, number, redo_after
    _stamp(desk, row)
    _list_as(row, document)
    ledger.record(desk, verb, thing(row.id), before={"number": before}, after={"number": number})
    return view(desk, row)


def _stamp(desk: Desk, row: Questionnaire) -> None:
    row.edited_at, row.edited_by = desk.now, desk.actor.id


def _listed(document: Document) -> dict[str, str]:
    return {
        "slug": document.code,
        "title": document.title,
        "search": f"{document.code} {document.title}".casefold(),
    }


def _list_as(row: Questionnaire, document: Document) -> None:
    for name, value in _listed(document).items():
        setattr(row, name, value)


def _record_why(desk: Desk, row: Questionnaire, verb: Verb, why: str) -> None:
    reason = clean(why, "why")
    if not reason:
        raise Invalid({"why": "Say why, for those who look at the history later."})
    ledger.record(desk, verb, thing(row.id), why=reason)


def _check_free(desk: Desk, code: str) -> None:
    if desk.session.scalar(select(Questionnaire.id).where(Questionnaire.slug == code)) is not None:
        raise Invalid(
            {"code": Said("There is a questionnaire with the code «{code}» already. Choose another.", code=code)}
        )


def _check_movable(desk: Desk, row: Questionnaire) -> None:
    if row.live_revision_id is not None:
        raise Invalid({"code": "The code is the public address of what is published. It cannot be changed any more."})
