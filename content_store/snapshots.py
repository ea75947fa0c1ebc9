"""What is published: immutable, content-hashed, and read by anybody without an account."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from assessment.document import Questionnaire as Document
from assessment.plain import from_plain, to_plain
from content_store.drafts import LARGEST
from content_store.locales import LOCALES
from content_store.models.questionnaires import Questionnaire, Revision

FORMAT = 1
KEPT_READ = 64  # contents held in memory; they never change, so only their number matters

Content = tuple[Document, Mapping[str, Mapping[str, str]], tuple[str, ...]]
_read_already: OrderedDict[str, Content] = OrderedDict()  # by digest
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication. `texts` holds every published locale whole, the source's own included."""

    revision_id: int
    number: int
    digest: str
    slug: str
    document: Document
    texts: Mapping[str, Mapping[str, str]]
    countries: tuple[str, ...]

    @property
    def locales(self) -> tuple[str, ...]:
        """What it is published in, in registry order."""
        return tuple(self.texts)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A published questionnaire in a public list. `titles` and `summaries` are by locale."""

    revision_id: int
    digest: str
    slug: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    countries: tuple[str, ...]
    minutes: int | None


def written(document: Document, texts: Mapping[str, Mapping[str, str]], countries: Sequence[str]) -> str:
    """The canonical JSON of a publication."""
    plain = {
        "format": FORMAT,
        "document": to_plain(document),
        "locales": {tag: dict(words) for tag, words in texts.items()},
        "countries": list(countries),
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(snapshot: str) -> str:
    """Its name for ever: SHA-256 in hexadecimal."""
    return hashlib.sha256(snapshot.encode()).hexdigest()


def snapshot(session: Session, revision_id: int) -> Snapshot | None:
    """A publication by its id, old ones too (a run stays on the revision it began with); None where there is none."""
    if not 0 < revision_id <= LARGEST:
        return None
    wanted = (
        select(Revision.id, Revision.number, Revision.digest, Questionnaire.slug)
        .join(Questionnaire, Questionnaire.id == Revision.questionnaire_id)
        .where(Revision.id == revision_id)
    )
    row = session.execute(wanted).one_or_none()
    return None if row is None else _snapshot(session, row)


def live(session: Session, slug: str) -> Snapshot | None:
    """What is public at an address; None where nothing is, or no more."""
    row = session.execute(_live().where(Questionnaire.slug == slug)).one_or_none()
    return None if row is None else _snapshot(session, row)


def on_offer(session: Session) -> tuple[OfferRow, ...]:
    """Everything that is public, by title in its source language."""
    shown = [_snapshot(session, row) for row in session.execute(_live()).all()]
    shown.sort(key=lambda one: (one.document.title.casefold(), one.slug))
    return tuple(
        OfferRow(
            revision_id=one.revision_id,
            digest=one.digest,
            slug=one.slug,
            titles={tag: words["title"] for tag, words in one.texts.items()},
            summaries={tag: words.get("summary", "") for tag, words in one.texts.items()},
            countries=one.countries,
            minutes=one.document.minutes,
        )
        for one in shown
    )


def _live() -> Select[int, int, str, str]:
    return (
        select(Revision.id, Revision.number, Revision.digest, Questionnaire.slug)
        .join(Questionnaire, Questionnaire.live_revision_id == Revision.id)
        .where(Questionnaire.retired_at.is_(None))
    )


def _snapshot(session: Session, row: Row[int, int, str, str]) -> Snapshot:
    number, digest, slug = row.number, row.digest, row.slug
    with _lock:
        content = _read_already.get(digest)
        if content is not None:
            _read_already.move_to_end(digest)
    if content is None:
        content = _read(session.scalars(select(Revision.snapshot).where(Revision.id == row.id)).one(), digest)
        with _lock:
            _read_already[digest] = content
            if len(_read_already) > KEPT_READ:
                _read_already.popitem(last=False)
    document, texts, countries = content
    return Snapshot(row.id, number, digest, slug, document, texts, countries)


def _read(text: str, digest: str) -> Content:
    if digest_of(text) != digest:
        raise RuntimeError(f"the publication {digest[:12]} is not what was published")  # altered below the triggers
    plain = json.loads(text)
    ordered = {tag: MappingProxyType(plain["locales"][tag]) for tag in LOCALES if tag in plain["locales"]}
    return from_plain(plain["document"]), MappingProxyType(ordered), tuple(plain["countries"])
