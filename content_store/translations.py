"""Texts of a draft in other languages: one row a text, which remembers the source that it translates.

A translation is stale when the draft's text is no longer the one it was made from. Nothing marks it so: the digests
differ, and that is all there is to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from assessment.document import Questionnaire as Document
from assessment.plain import digest_of_text
from assessment.sentences import in_a_row
from content_store import ledger
from content_store.db import Desk
from content_store.drafts import found, head_document, one
from content_store.language_versions import READY, Entry, Rows, State, Version, counts_of, rows_of, version_of
from content_store.ledger import Verb
from content_store.locales import LOCALES
from content_store.locales import locale as registered
from content_store.models.questionnaires import Questionnaire, Translation
from content_store.names import names_of
from content_store.offer import offer
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, require
from content_store.wording import Remark, problems_of, remarks_of
from content_store.words import clean


@dataclass(frozen=True, slots=True)
class Unit:
    """One text to translate. `seen` is what a form loaded from it sends back; `id` and `version` are what approving
    needs (0 where there is no row yet). `before`: the source that a stale text was made from. `own`: the reader
    wrote it, and so cannot approve it. `remarks`: what its reviewer should look at; none once it is approved."""

    key: str
    source: str
    text: str
    state: State
    id: int
    version: int
    seen: str
    before: str
    author: str
    at: datetime | None
    own: bool
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many texts of a language are in which state. `ready`: complete, fresh and approved, so it can be public."""

    locale: str
    total: int
    approved: int
    derived: int
    proposed: int
    stale: int
    missing: int
    ready: bool


def coverage(desk: Desk, questionnaire_id: int) -> tuple[Coverage, ...]:
    """How far each language is: those on offer anywhere and those begun, within the reader's languages, without the
    source's."""
    return coverage_since(desk, questionnaire_id)[1]


def coverage_since(
    desk: Desk, questionnaire_id: int, before: Document | None = None
) -> tuple[tuple[Coverage, ...], tuple[Coverage, ...]]:
    """How far each language would be with the draft as it was `before`, and how far it is now."""
    require(desk.actor, Permission.TRANSLATIONS_READ)
    row = found(desk, questionnaire_id)
    document = head_document(desk, row)
    begun = desk.session.scalars(select(Translation.locale).where(Translation.questionnaire_id == row.id).distinct())
    wanted = {*offer(desk.session).all_locales(), *begun} - {document.source_locale}
    mine = desk.actor.locales(Permission.TRANSLATIONS_READ)
    chosen = [tag for tag in LOCALES if tag in wanted and (mine is None or tag in mine)]
    rows = rows_of(desk.session, row.id, chosen)
    now = _covered(rows, document, chosen)
    return (_covered(rows, before, chosen) if before else now), now


def units(desk: Desk, questionnaire_id: int, locale: str, only: Collection[State] | None = None) -> tuple[Unit, ...]:
    """The draft's texts in one language, in document order; those in the states `only`, where given."""
    _, version = _version(desk, Permission.TRANSLATIONS_READ, questionnaire_id, locale)
    wanted = [entry for entry in version.entries if only is None or entry.state in only]
    names = names_of(desk.session, [entry.row.author_id for entry in wanted if entry.row])
    return tuple(_unit(desk, entry, names) for entry in wanted)


def unit(desk: Desk, questionnaire_id: int, locale: str, key: str) -> Unit:
    """One text. Missing where the draft has no such key."""
    _, version = _version(desk, Permission.TRANSLATIONS_READ, questionnaire_id, locale)
    return _shown(desk, version, key)


def save(desk: Desk, questionnaire_id: int, locale: str, key: str, text: str, seen: str) -> Unit:
    """Propose a text. Raises Conflict, with both texts, where the translation *or its source* has changed since `seen`;
    Invalid for what must not be kept. In a derived language, this overrides the transliteration."""
    row, version = _version(desk, Permission.TRANSLATIONS_EDIT, questionnaire_id, locale, lock=True)
    entry = _entry(version, key)
    words = clean(text)
    _check_seen(entry, words, seen)
    if problems := problems_of(key, words, entry.source, version.texts()):
        raise Invalid({"text": in_a_row(problems)})
    if entry.row and entry.row.text == words and entry.state is not State.STALE:
        return _shown(desk, version, key)
    before = entry.row.text if entry.row else None
    kept = _put(desk, row, locale, entry, words)
    desk.session.flush()  # the version must be the new one before it is handed back
    after = {"questionnaire": row.id, "locale": locale, "key": key, "text": words}
    ledger.record(desk, Verb.TRANSLATION_SAVED, _thing(kept), before={"text": before}, after=after)
    return _again(desk, row, locale, key)


def approve(desk: Desk, unit_id: int, version: int) -> Unit:
    """Accept a proposed text of somebody else."""
    kept, row = _judged(desk, unit_id, version, Permission.TRANSLATIONS_REVIEW)
    entry = _entry(_read(desk, row, kept.locale), kept.key)
    if kept.author_id == desk.actor.id:
        raise Refused("You wrote this text yourself. Somebody else must approve it.")
    if entry.state is State.STALE:
        raise Refused("The source has changed since this was translated. It must be looked at again first.")
    if entry.state is State.PROPOSED:
        _approved(desk, kept)
        desk.session.flush()  # the version must be the new one before it is handed back
        _record(desk, Verb.TRANSLATION_APPROVED, kept, row)
    return _again(desk, row, kept.locale, kept.key)


def approve_all(desk: Desk, questionnaire_id: int, locale: str, *, doubted: bool = True) -> int:
    """Accept every proposed text of somebody else that is not stale; how many those were. Without `doubted`, those
    with remarks are left to be looked at."""
    row, version = _version(desk, Permission.TRANSLATIONS_REVIEW, questionnaire_id, locale, lock=True)
    chosen = [
        entry.row
        for entry in version.entries
        if entry.row and entry.state is State.PROPOSED and entry.row.author_id != desk.actor.id
        if doubted or not _remarks(entry, locale)
    ]
    for kept in chosen:
        _approved(desk, kept)
    if chosen:
        after = {"locale": locale, "texts": len(chosen)}
        ledger.record(desk, Verb.TRANSLATION_APPROVED, f"questionnaire:{row.id}", after=after)
    return len(chosen)


def keep_as_is(desk: Desk, unit_id: int, version: int) -> Unit:
    """Say that a stale text still translates its source, which changed in spelling only. It was approved and somebody
    else wrote it: it stays approved if you may approve. Otherwise it is proposed, in your name."""
    kept, row = _judged(desk, unit_id, version, Permission.TRANSLATIONS_EDIT)
    entry = _entry(_read(desk, row, kept.locale), kept.key)
    if entry.state is not State.STALE:
        raise Refused("The source has not changed since this was translated.")
    if problems := problems_of(kept.key, kept.text, entry.source, {}):
        raise Invalid({"text": in_a_row(problems)})
    may_judge = desk.actor.holds(Permission.TRANSLATIONS_REVIEW, locale=kept.locale)
    stays = kept.state == State.APPROVED and may_judge and kept.author_id != desk.actor.id
    author, reviewer = kept.author_id, kept.reviewer_id
    _put(desk, row, kept.locale, entry, kept.text)
    if stays:
        kept.state, kept.author_id, kept.reviewer_id = State.APPROVED.value, author, reviewer
    desk.session.flush()  # the version must be the new one before it is handed back
    _record(desk, Verb.TRANSLATION_KEPT, kept, row)
    return _again(desk, row, kept.locale, kept.key)


def discard(desk: Desk, unit_id: int, version: int) -> None:
    """Throw a text away: its place is empty again, or, in a derived language, filled by transliteration."""
    kept, row = _judged(desk, unit_id, version, Permission.TRANSLATIONS_EDIT)
    _record(desk, Verb.TRANSLATION_DISCARDED, kept, row)
    desk.session.delete(kept)
    desk.session.flush()


def take_in(desk: Desk, questionnaire_id: int, locale: str, given: Mapping[str, str]) -> int:
    """Propose many texts at once, by key; how many differ from what was there. All or nothing: Invalid names every key
    that the draft does not have and every text that must not be kept."""
    row, version = _version(desk, Permission.TRANSLATIONS_EDIT, questionnaire_id, locale, lock=True)
    entries = {entry.key: entry for entry in version.entries}
    problems = {key: "The draft has no such text." for key in given if key not in entries}
    words = {key: clean(text, key) for key, text in given.items() if key in entries}
    together = {**version.texts(), **words}
    for key, text in words.items():
        if found := problems_of(key, text, entries[key].source, together):
            problems[key] = in_a_row(found)
    if problems:
        raise Invalid(problems)
    changed = [key for key, text in words.items() if _differs(entries[key], text)]
    for key in changed:
        _put(desk, row, locale, entries[key], words[key])
    if changed:
        after = {"locale": locale, "texts": len(changed)}
        ledger.record(desk, Verb.TRANSLATION_IMPORTED, f"questionnaire:{row.id}", after=after)
    return len(changed)


# --- within ----------------------------------------------------------------------------------------------------------


def _covered(rows: Rows, document: Document, tags: Sequence[str]) -> tuple[Coverage, ...]:
    counts = counts_of(rows, document, tags)
    return tuple(_counted(tag, counts[tag]) for tag in tags)


def _counted(tag: str, counts: Counter[State]) -> Coverage:
    return Coverage(
        locale=tag,
        total=counts.total(),
        approved=counts[State.APPROVED],
        derived=counts[State.DERIVED],
        proposed=counts[State.PROPOSED],
        stale=counts[State.STALE],
        missing=counts[State.MISSING],
        ready=sum(counts[state] for state in READY) == counts.total(),
    )


def _version(
    desk: Desk, needs: Permission, questionnaire_id: int, locale: str, *, lock: bool = False
) -> tuple[Questionnaire, Version]:
    tag = registered(locale).tag
    require(desk.actor, needs, locale=tag)
    # Writers of one questionnaire take turns: so a conflict is told with both texts, and the source stands still.
    row = found(desk, questionnaire_id, lock=lock)
    return row, _read(desk, row, tag)


def _read(desk: Desk, row: Questionnaire, tag: str) -> Version:
    document = head_document(desk, row)
    if tag == document.source_locale:
        raise Missing("This is the language the questionnaire is written in. Change its text in the draft.")
    return version_of(desk.session, row.id, document, tag)


def _entry(version: Version, key: str) -> Entry:
    for entry in version.entries:
        if entry.key == key:
            return entry
    raise Missing("The draft has no such text any more.")


def _judged(desk: Desk, unit_id: int, version: int, needs: Permission) -> tuple[Translation, Questionnaire]:
    first = one(desk, Translation, unit_id)
    if first is None or not desk.actor.holds(Permission.TRANSLATIONS_READ, locale=first.locale):
        raise Missing("There is no such translation.")
    require(desk.actor, needs, locale=first.locale)
    row = found(desk, first.questionnaire_id, lock=True)
    kept = one(desk, Translation, unit_id, lock=True)
    if kept is None:
        raise Missing("There is no such translation.")
    if kept.version != version:
        raise Conflict(
            "Somebody else changed this text in the meantime. Look at it as it is now.", theirs={kept.key: kept.text}
        )
    return kept, row


def _check_seen(entry: Entry, words: str, seen: str) -> None:
    if seen == entry.seen:
        return
    version, _, _ = seen.partition(".")
    if entry.row and version != str(entry.row.version):
        raise Conflict(
            "Somebody else changed this text in the meantime. Both are shown.",
            theirs={entry.key: entry.row.text},
            yours={entry.key: words},
        )
    raise Conflict("The words to be translated were changed in the meantime. Here they are as they are now.")


def _put(desk: Desk, row: Questionnaire, locale: str, entry: Entry, words: str) -> Translation:
    kept = entry.row
    if kept is None:
        kept = Translation(questionnaire_id=row.id, locale=locale, key=entry.key)
        desk.session.add(kept)
    kept.text, kept.source_text, kept.source_digest = words, entry.source, digest_of_text(entry.source)
    kept.state, kept.author_id, kept.reviewer_id, kept.at = State.PROPOSED.value, desk.actor.id, None, desk.now
    return kept


def _approved(desk: Desk, kept: Translation) -> None:
    kept.state, kept.reviewer_id, kept.at = State.APPROVED.value, desk.actor.id, desk.now


def _differs(entry: Entry, text: str) -> bool:
    return entry.row is None or entry.row.text != text or entry.state is State.STALE


def _record(desk: Desk, verb: Verb, kept: Translation, row: Questionnaire) -> None:
    after = {"questionnaire": row.id, "locale": kept.locale, "key": kept.key, "text": kept.text}
    ledger.record(desk, verb, _thing(kept), after=after)


def _thing(kept: Translation) -> str:
    return f"translation:{kept.id}"


def _again(desk: Desk, row: Questionnaire, locale: str, key: str) -> Unit:
    return _shown(desk, _read(desk, row, locale), key)


def _shown(desk: Desk, version: Version, key: str) -> Unit:
    entry = _entry(version, key)
    return _unit(desk, entry, names_of(desk.session, [entry.row.author_id if entry.row else None]))


def _remarks(entry: Entry, locale: str) -> tuple[Remark, ...]:
    if entry.state is not State.PROPOSED and entry.state is not State.STALE:
        return ()
    return remarks_of(entry.text, entry.source, registered(locale).script)


def _unit(desk: Desk, entry: Entry, names: Mapping[int, str]) -> Unit:
    kept = entry.row
    return Unit(
        key=entry.key,
        source=entry.source,
        text=entry.text,
        state=entry.state,
        id=kept.id if kept else 0,
        version=kept.version if kept else 0,
        seen=entry.seen,
        before=kept.source_text if kept and entry.state is State.STALE else "",
        author=names[kept.author_id] if kept else "",
        at=kept.at if kept else None,
        own=kept is not None and kept.author_id == desk.actor.id,
        remarks=_remarks(entry, kept.locale) if kept else (),
    )
