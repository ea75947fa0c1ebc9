"""Counters as a test wants them: some runs of a questionnaire, without running it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import TypeVar

from content_store.db import Desk, Store, visit
from content_store.models import Questionnaire, Revision
from content_store.permissions import Permission
from content_store.statistics import (
    Asked,
    Cohort,
    Event,
    Referred,
    Use,
    add_batch,
    asked,
    read_as,
    referred,
    took,
    used,
)
from content_store.uptake import Wanted

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
_batches = count()


@dataclass(frozen=True)
class Reader:
    """Reads the statistics of some countries (None: all)."""

    among: frozenset[str] | None = None
    id: int = 5
    name: str = "Mila"

    def holds(self, permission: Permission, *, locale: str | None = None, country: str | None = None) -> bool:
        return permission is Permission.STATISTICS_READ and (
            country is None or self.among is None or country in self.among
        )

    def countries(self, permission: Permission) -> frozenset[str] | None:
        return self.among

    def locales(self, permission: Permission) -> frozenset[str] | None:
        return None


def look(
    store: Store,
    view: Callable[[Desk, Wanted], T],
    wanted: Wanted,
    *,
    among: frozenset[str] | None = None,
    now: datetime = NOW,
) -> T:
    """What a reader of some countries is shown."""
    with visit(store) as session:
        return view(Desk(session, Reader(among), now), wanted)


def put_revision(store: Store, slug: str = "alcohol", *, number: int = 1, points: int = 4, text: str = "How?") -> int:
    """A published revision, as far as statistics read one. Gives its id."""
    document = {
        "code": slug,
        "title": slug,
        "choice_lists": [{"code": "often", "choices": [{"code": "never", "text": "Never", "points": points}]}],
        "sections": [{"code": "main", "items": [{"code": "q1", "kind": "single", "text": text}]}],
        "profiles": [
            {
                "code": "general",
                "bandings": [
                    {
                        "code": "total",
                        "bands": [
                            {"code": band, "level": band, "title": band.title()} for band in ("low", "moderate", "high")
                        ],
                    }
                ],
            }
        ],
    }
    at = datetime(2026, 9, number, tzinfo=UTC)
    with visit(store, writing=True) as session:
        kept = session.query(Questionnaire).filter_by(slug=slug).one_or_none()
        if kept is None:
            kept = Questionnaire(slug=slug, title=slug, search=slug, head=1, created_at=at, edited_at=at, edited_by=1)
            session.add(kept)
            session.flush()
        revision = Revision(
            questionnaire_id=kept.id,
            number=number,
            draft_number=number,
            digest=f"{slug}{number}",
            snapshot=json.dumps({"format": 1, "document": document, "locales": {}, "countries": []}),
            published_by=1,
            published_at=at,
        )
        session.add(revision)
        session.flush()
        return revision.id


def count_runs(
    store: Store,
    revision: int,
    day: date,
    *,
    started: int,
    completed: int = 0,
    country: str = "RS",
    locale: str = "sr-Latn",
    skipped: int = 0,
    results: dict[str, int] | None = None,
    clicked: int = 0,
) -> None:
    """`completed` of `started` runs got to the end, `results` of them by band."""
    cohort = Cohort(country, revision, locale, day)
    events = Counter[Event]()
    events[used(cohort, Use.OPENED)] = started * 2
    events[used(cohort, Use.STARTED)] = started
    events[used(cohort, Use.COMPLETED)] = completed
    events[asked(cohort, "q1", Asked.SEEN)] = started
    events[asked(cohort, "q1", Asked.ANSWERED)] = completed - skipped
    events[asked(cohort, "q1", Asked.SKIPPED)] = skipped
    events[took(cohort, 100)] = completed
    for band, n in (results or {}).items():
        events[read_as(cohort, "general", "total", band)] = n
    events[referred(cohort, Referred.SHOWN)] = completed
    events[referred(cohort, Referred.CLICKED)] = clicked
    add_batch(store, f"counted-{next(_batches)}", 0, +events)
