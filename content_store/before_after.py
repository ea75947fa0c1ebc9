"""Counters out: whether people leave elsewhere since a questionnaire was published anew. The runs of its last
publication in a period stand against those of the one before, question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from content_store.db import Desk
from content_store.disclosure import HIDDEN, Cell, Certain, Floor, difference, shown_line
from content_store.models.counters import ItemDay
from content_store.models.questionnaires import Revision
from content_store.results import FACTS, SETTLED_AFTER, item_texts
from content_store.statistics import Asked
from content_store.uptake import Scope, Wanted


@dataclass(frozen=True, slots=True)
class Side:
    """Runs of one publication, all of them settled."""

    seen: Cell
    left: Cell


@dataclass(frozen=True, slots=True)
class Change:
    """One question before and after. `certain`: whether more or fewer leave there now, or nothing can be said."""

    item: str
    text: str
    before: Side
    after: Side

    @property
    def certain(self) -> Certain:
        return difference((self.before.left, self.before.seen), (self.after.left, self.after.seen))


@dataclass(frozen=True, slots=True)
class Around:
    """`number`: of the publication, made on `day`."""

    number: int
    day: date
    changes: tuple[Change, ...]


def around_publication(desk: Desk, wanted: Wanted) -> Around | None:
    """For the questionnaire `wanted.slug`; None where nothing before was public, or nothing was published in the
    period. Days on which runs go on are left out, or fewer would seem to leave. Refuses as `uptake`."""
    scope = Scope.of(desk, wanted)
    latest = _latest(desk, scope, wanted)
    until = min(wanted.until, desk.now.date() - SETTLED_AFTER)
    if latest is None or until < wanted.since:
        return None
    revision, before, day = latest
    counts = _counts(desk, scope, replace(wanted, until=until))
    texts = item_texts(desk, scope)
    floor = scope.floor(2)  # by item and publication
    changes = []
    for item in dict.fromkeys([*FACTS, *texts]):
        sides = _sides({one: by.get(item, Counter()) for one, by in counts.items()}, floor)
        if before in sides and revision in sides and {sides[before].seen.n, sides[revision].seen.n}.isdisjoint({0}):
            changes.append(Change(item, texts.get(item, ""), sides[before], sides[revision]))
    return Around(scope.slugs[revision][1], day, tuple(changes)) if changes else None


def _latest(desk: Desk, scope: Scope, wanted: Wanted) -> tuple[int, int, date] | None:
    """Revision id, that of the one before, and the day."""
    numbers = {number: one for one, (_slug, number) in scope.slugs.items()} if wanted.slug else {}
    days = dict(
        desk.session.execute(select(Revision.id, Revision.published_at).where(Revision.id.in_(numbers.values()))).all()
    )
    for number in sorted(numbers, reverse=True):
        day = days[numbers[number]].date()
        if number - 1 in numbers and wanted.since <= day <= wanted.until:
            return numbers[number], numbers[number - 1], day
    return None


def _counts(desk: Desk, scope: Scope, wanted: Wanted) -> dict[int, dict[str, Counter[str]]]:
    """Revision -> item -> metric -> how often."""
    cell, where = scope.counters(ItemDay, wanted)
    by = (cell.revision_id, cell.item, cell.metric)
    found: dict[int, dict[str, Counter[str]]] = {}
    for revision, item, metric, n in desk.session.execute(select(*by, func.sum(cell.n)).where(*where).group_by(*by)):
        found.setdefault(revision, {}).setdefault(item, Counter())[metric] = int(n)
    return found


def _sides(counts: Mapping[int, Counter[str]], floor: Floor) -> dict[int, Side]:
    """All publications of the period together are shown elsewhere: each is a part of a sum that is known."""
    left = {one: max(by[Asked.SEEN] - by[Asked.ANSWERED] - by[Asked.SKIPPED], 0) for one, by in counts.items()}
    seen = shown_line({one: by[Asked.SEEN] for one, by in counts.items()}, floor)
    gone = shown_line(left, floor)
    went_on = shown_line({one: by[Asked.SEEN] - left[one] for one, by in counts.items()}, floor)
    hidden = Cell(None, HIDDEN)
    return {one: Side(seen[one], gone[one] if went_on[one].n is not None else hidden) for one in counts}
