"""One language of a draft, text by text: derived from the document and the translation rows, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.document import Questionnaire as Document
from assessment.plain import texts
from content_store.documents import sources
from content_store.locales import locale as registered
from content_store.models.questionnaires import Translation
from content_store.transliteration import to_latin


class State(StrEnum):
    """Where a text is. `DERIVED`: there is no row; the transliteration of its ready sibling stands in."""

    MISSING = "missing"
    STALE = "stale"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DERIVED = "derived"


READY = frozenset({State.APPROVED, State.DERIVED})


@dataclass(frozen=True, slots=True)
class Entry:
    """`row` never leaves the store."""

    key: str
    source: str
    digest: bytes  # of the source
    text: str
    state: State
    row: Translation | None

    @property
    def seen(self) -> str:
        """What was there to see: the translation's version and its source's digest."""
        return f"{self.row.version if self.row else 0}.{self.digest.hex()}"


@dataclass(frozen=True, slots=True)
class Version:
    """A language version of a draft."""

    locale: str
    entries: tuple[Entry, ...]

    def count(self, *states: State) -> int:
        """How many texts are in one of these states."""
        return sum(entry.state in states for entry in self.entries)

    @property
    def total(self) -> int:
        return len(self.entries)

    @property
    def ready(self) -> bool:
        """Complete, fresh and approved: it may be published."""
        return self.count(*READY) == self.total

    def texts(self) -> dict[str, str]:
        """The texts there are, whatever their state."""
        return {entry.key: entry.text for entry in self.entries if entry.text}


def version_of(session: Session, questionnaire_id: int, document: Document, tag: str) -> Version:
    """The language version `tag` of `document`, which need not be the draft as it is now."""
    kept = select(Translation).where(Translation.questionnaire_id == questionnaire_id, Translation.locale == tag)
    rows = {row.key: row for row in session.scalars(kept)}
    stand_ins = _derived(session, questionnaire_id, document, tag)
    known = sources(document).items()
    return Version(tag, tuple(_entry(key, *source, rows.get(key), stand_ins.get(key)) for key, source in known))


Rows = Sequence[tuple[str, str, bytes, str]]
"""Of each translation kept: language, key, digest of its source, state."""


def rows_of(session: Session, questionnaire_id: int, tags: Collection[str]) -> Rows:
    """What `counts_of` needs to know of these languages, and of those they follow."""
    masters = {registered(tag).derived_from for tag in tags} - {""}
    return session.execute(
        select(Translation.locale, Translation.key, Translation.source_digest, Translation.state).where(
            Translation.questionnaire_id == questionnaire_id, Translation.locale.in_(sorted({*tags, *masters}))
        )
    ).all()


def counts_of(rows: Rows, document: Document, tags: Collection[str]) -> dict[str, Counter[State]]:
    """How many texts of each language version are in which state. It says what `version_of` says, of all languages at
    once and without loading their texts."""
    known = sources(document)
    masters = {master for tag in tags if (master := registered(tag).derived_from)}
    found: dict[str, dict[str, State]] = {tag: {} for tag in {*tags, *masters}}
    for tag, key, digest, state in rows:
        if key in known:
            found[tag][key] = _state(known[key][1], digest, state)
    counts = {tag: Counter(found[tag].values()) for tag in tags}
    for tag, counted in counts.items():
        master, here = registered(tag).derived_from, found[tag]
        ready = known if master == document.source_locale else _ready(found.get(master, {}))
        counted[State.DERIVED] = sum(key not in here for key in ready)
        counted[State.MISSING] = len(known) - counted.total()
    return counts


def _ready(states: Mapping[str, State]) -> list[str]:
    return [key for key, state in states.items() if state in READY]


def _state(source: bytes, translated: bytes, kept: str) -> State:
    if translated != source:
        return State.STALE
    return State.APPROVED if kept == State.APPROVED else State.PROPOSED


def _entry(key: str, source: str, digest: bytes, row: Translation | None, stand_in: str | None) -> Entry:
    if row is None:
        return Entry(key, source, digest, stand_in or "", State.DERIVED if stand_in else State.MISSING, None)
    return Entry(key, source, digest, row.text, _state(digest, row.source_digest, row.state), row)


def _derived(session: Session, questionnaire_id: int, document: Document, tag: str) -> Mapping[str, str]:
    master = registered(tag).derived_from
    if not master:
        return {}
    if master == document.source_locale:
        ready = texts(document)
    else:
        entries = version_of(session, questionnaire_id, document, master).entries
        ready = {entry.key: entry.text for entry in entries if entry.state in READY}
    return {key: to_latin(text) for key, text in ready.items()}
