"""Counters out: where people leave a questionnaire, what their results were, and whether they reached a service.

Results and referrals are kept by week and shown by *finished month* (the weeks whose Monday lies in it), each country
for itself; a wider view is the sum of what was shown there. So no two views can be subtracted from one another.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select

from assessment.document import Level
from content_store.db import Desk
from content_store.disclosure import Cell, Floor, Share, added, share, shown, shown_line, shown_parts
from content_store.models.counters import BandWeek, ItemDay, ReferralWeek
from content_store.models.questionnaires import Revision
from content_store.permissions import Invalid
from content_store.statistics import AT, Asked, Referred
from content_store.uptake import Scope, Wanted

SETTLED_AFTER = timedelta(days=2)  # by then a run's token can no longer be read: whoever has not gone on has left
ONE_DAY = timedelta(days=1)
FACTS = ("sex", "age")  # asked before the first item
WORDS = {"text", "title", "help", "unit", "minimum_label", "maximum_label", "concept", "note", "citation", "bands"}
FEEDBACK = {"flags", "blocks", "rules"}


@dataclass(frozen=True, slots=True)
class Step:
    """One item of the funnel. `left` counts settled runs only; those still under way are `in_progress`."""

    item: str
    text: str
    seen: Cell
    answered: Cell
    skipped: Cell
    returned: Cell
    left: Cell
    in_progress: Cell

    @property
    def exit_rate(self) -> Share | None:
        return share(self.left, self.seen)


@dataclass(frozen=True, slots=True)
class BandRow:
    month: str  # 2026-10
    country: str
    cells: Mapping[str, Cell]  # by band


@dataclass(frozen=True, slots=True)
class BandTable:
    """Results of revisions whose scores compare (nothing but words, feedback or rules differs)."""

    banding: str  # `profile/banding` with `@instance` in a loop
    called: tuple[str, str]  # the score and the way of reading it, by their titles; empty where they have none
    revisions: tuple[int, ...]  # their numbers
    bands: Mapping[str, str]  # code -> title, in order
    rows: tuple[BandRow, ...]
    total: Mapping[str, Cell]

    def share_of(self, band: str) -> Share | None:
        """Of the results that are shown."""
        return share(self.total[band], Cell(whole := sum(cell.n or 0 for cell in self.total.values()), str(whole)))


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """Results that listed a service, those from which one was followed, and so on. Each is a count of runs."""

    month: str
    country: str
    slug: str
    shown: Cell
    clicked: Cell
    none_local: Cell
    crisis_shown: Cell
    crisis_used: Cell


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Of the results whose most serious band is of this level, those that listed a service, and those from which one
    was followed."""

    month: str
    country: str
    slug: str
    level: str
    shown: Cell
    clicked: Cell


def funnel(desk: Desk, wanted: Wanted) -> tuple[Step, ...]:
    """Item by item in the order of the newest revision, for the questionnaire `wanted.slug`. Refuses as `uptake`, and
    Invalid where no questionnaire is named."""
    if not wanted.slug:
        raise Invalid({"slug": "Choose a questionnaire: items are counted within one."})
    scope = Scope.of(desk, wanted)
    counts: dict[str, Counter[tuple[str, bool]]] = {}
    for is_settled, item, metric, n in _asked(desk, scope, wanted):
        counts.setdefault(item, Counter())[metric, is_settled] += n
    texts = item_texts(desk, scope)
    ordered = [*FACTS, *texts, *sorted(counts)]
    known = dict.fromkeys(item for item in ordered if item in counts)
    return tuple(_step(item, texts.get(item, ""), counts[item], scope.floor(1)) for item in known)


def _asked(desk: Desk, scope: Scope, wanted: Wanted) -> Iterator[tuple[bool, str, str, int]]:
    """Whether its runs are settled, item, metric, how often."""
    last = desk.now.date() - SETTLED_AFTER
    for is_settled, since, until in ((True, wanted.since, last), (False, last + ONE_DAY, wanted.until)):
        part = replace(wanted, since=max(wanted.since, since), until=min(wanted.until, until))
        if part.days > 0:
            cell, where = scope.counters(ItemDay, part)
            query = select(cell.item, cell.metric, func.sum(cell.n)).where(*where).group_by(cell.item, cell.metric)
            for item, metric, n in desk.session.execute(query):
                yield is_settled, item, metric, int(n)


def bands(desk: Desk, wanted: Wanted) -> tuple[BandTable, ...]:
    """The results of the questionnaire `wanted.slug` by finished month and country. The period is widened to whole
    months; a language is never crossed with a result. Refuses as `uptake`."""
    scope = Scope.of(desk, wanted)
    groups = _comparable(desk, scope)
    query = select(BandWeek.revision_id, BandWeek.banding, BandWeek.week, BandWeek.country, BandWeek.band, BandWeek.n)
    lines: dict[tuple[str, str], dict[tuple[str, str], Counter[str]]] = {}
    for revision, banding, week, country, band, n in desk.session.execute(
        query.where(*_finished(BandWeek, scope, wanted, desk.now.date()))
    ):
        if revision in groups:
            line = lines.setdefault((groups[revision], banding), {}).setdefault((_month(week), country), Counter())
            line[band] += n
    return tuple(
        _band_table(desk, banding, [one for one, group in groups.items() if group == digest], scope, found)
        for (digest, banding), found in sorted(lines.items(), key=lambda pair: pair[0][1])
    )


def referrals(desk: Desk, wanted: Wanted) -> tuple[ReferralRow, ...]:
    """By finished month, country and questionnaire. Refuses as `uptake`."""
    scope = Scope.of(desk, wanted)
    cell = ReferralWeek
    query = select(cell.week, cell.country, cell.revision_id, cell.metric, cell.n).where(cell.service_id == 0)
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for week, country, revision, metric, n in desk.session.execute(
        query.where(*_finished(cell, scope, wanted, desk.now.date()))
    ):
        if revision in scope.slugs:
            key = (_month(week), country, scope.slugs[revision][0])
            counts.setdefault(key, Counter())[metric] += n
    return tuple(_referral_row(key, line) for key, line in sorted(counts.items()))


def by_level(desk: Desk, wanted: Wanted) -> tuple[LevelRow, ...]:
    """Whether results led to a service, by how serious they were: by finished month, country and questionnaire.
    Refuses as `uptake`."""
    scope = Scope.of(desk, wanted)
    cell = ReferralWeek
    query = select(cell.week, cell.country, cell.revision_id, cell.metric, cell.n).where(cell.metric.contains(AT))
    counts: dict[tuple[str, str, str], dict[str, Counter[str]]] = {}
    for week, country, revision, counted, n in desk.session.execute(
        query.where(*_finished(cell, scope, wanted, desk.now.date()))
    ):
        if revision in scope.slugs:
            metric, _, level = counted.partition(AT)
            levels = counts.setdefault((_month(week), country, scope.slugs[revision][0]), {})
            levels.setdefault(level, Counter())[metric] += n
    return tuple(row for key, levels in sorted(counts.items()) for row in _level_rows(key, levels))


def _level_rows(key: tuple[str, str, str], levels: Mapping[str, Counter[str]]) -> Iterable[LevelRow]:
    pairs = {
        level: (
            min(line[Referred.CLICKED], line[Referred.SHOWN]),
            max(line[Referred.SHOWN] - line[Referred.CLICKED], 0),
        )
        for level, line in levels.items()
    }
    shown_cells = shown_parts(pairs)
    for level in Level:
        if level in shown_cells:
            clicked, whole = shown_cells[level]
            yield LevelRow(*key, level.value, whole, clicked)


def _step(item: str, text: str, counts: Mapping[tuple[str, bool], int], floor: Floor) -> Step:
    def total(metric: Asked) -> int:
        return counts.get((metric.value, True), 0) + counts.get((metric.value, False), 0)

    def waiting(settled: bool) -> int:
        gone = sum(counts.get((metric.value, settled), 0) for metric in (Asked.ANSWERED, Asked.SKIPPED))
        return max(counts.get((Asked.SEEN.value, settled), 0) - gone, 0)

    parts = {
        "answered": total(Asked.ANSWERED),
        "skipped": total(Asked.SKIPPED),
        "left": waiting(True),
        "in_progress": waiting(False),
    }
    return Step(
        item,
        text,
        seen=shown(total(Asked.SEEN), floor),
        returned=shown(total(Asked.RETURNED), floor),
        **shown_line(parts, floor),
    )


def item_texts(desk: Desk, scope: Scope) -> dict[str, str]:
    """Of the newest publication, in its order."""
    if not scope.slugs:
        return {}
    document = _document(desk, max(scope.slugs, key=lambda one: scope.slugs[one][1]))
    return {item["code"]: item["text"] for section in document.get("sections", []) for item in section["items"]}


def _document(desk: Desk, revision_id: int) -> Mapping[str, Any]:
    text = desk.session.scalars(select(Revision.snapshot).where(Revision.id == revision_id)).one()
    return _read(text)


@lru_cache(maxsize=16)  # a publication never changes, and with a dozen languages in it it is long
def _read(snapshot: str) -> Mapping[str, Any]:
    document: dict[str, Any] = json.loads(snapshot)["document"]
    return document


def _comparable(desk: Desk, scope: Scope) -> dict[int, str]:
    """Revision id -> digest of what its scores depend on."""
    return {revision: _scoring(_document(desk, revision)) for revision in sorted(scope.slugs)}


def _scoring(document: Mapping[str, Any]) -> str:
    parts = {
        name: _without_words(document.get(name, [])) for name in ("choice_lists", "sections", "scales", "profiles")
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _without_words(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_words(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_words(one) for key, one in value.items() if key not in WORDS | FEEDBACK}
    return value


def _month(week: date) -> str:
    return f"{week:%Y-%m}"


def _finished(cell: type[BandWeek | ReferralWeek], scope: Scope, wanted: Wanted, today: date) -> list[Any]:
    """Whole months only, and only those whose last week is over and settled."""
    over = today - SETTLED_AFTER - timedelta(days=6)
    last = min(_next_month(wanted.until), over.replace(day=1))
    where = [] if scope.countries is None else [cell.country.in_(sorted(scope.countries))]
    if scope.slug:
        where.append(cell.revision_id.in_(sorted(scope.slugs)))
    return [cell.week >= wanted.since.replace(day=1), cell.week < last, *where]


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _band_table(
    desk: Desk, banding: str, revisions: list[int], scope: Scope, lines: Mapping[tuple[str, str], Mapping[str, int]]
) -> BandTable:
    document = _document(desk, revisions[-1])
    titles = _band_titles(document, banding, lines.values())
    rows = tuple(
        BandRow(month, country, shown_line({band: line.get(band, 0) for band in titles}, Floor.SENSITIVE))
        for (month, country), line in sorted(lines.items())
    )
    total = {band: added(row.cells[band] for row in rows) for band in titles}
    numbers = tuple(scope.slugs[one][1] for one in revisions)
    return BandTable(banding, _called(document, banding), numbers, titles, rows, total)


def _called(document: Mapping[str, Any], banding: str) -> tuple[str, str]:
    profile, _, rest = banding.partition("/")
    code = rest.partition("@")[0]
    scales, ways = (
        {one["code"]: one.get("title", "") for one in document.get(kind, [])} for kind in ("scales", "profiles")
    )
    return scales.get(code, ""), ways.get(profile, "")


def _band_titles(document: Mapping[str, Any], banding: str, lines: Iterable[Mapping[str, int]]) -> dict[str, str]:
    profile_code, _, rest = banding.partition("/")
    code = rest.partition("@")[0]
    titles = {
        band["code"]: band["title"]
        for profile in document.get("profiles", [])
        if profile["code"] == profile_code
        for one in profile.get("bandings", [])
        if one["code"] == code
        for band in one["bands"]
    }
    return titles | {band: band for line in lines for band in line if band not in titles}


def _referral_row(key: tuple[str, str, str], line: Mapping[str, int]) -> ReferralRow:
    def pair(part: Referred, whole: Referred) -> tuple[Cell, Cell]:
        """Followed or not adds up to shown, so the three are one line."""
        yes, all_of_them = line.get(part.value, 0), line.get(whole.value, 0)
        cells = shown_line({"yes": yes, "no": max(all_of_them - yes, 0)}, Floor.SENSITIVE)
        return shown(all_of_them, Floor.SENSITIVE), cells["yes"]

    offered, followed = pair(Referred.CLICKED, Referred.SHOWN)
    crisis, used = pair(Referred.CRISIS_USED, Referred.CRISIS_SHOWN)
    none_local = shown(line.get(Referred.NONE_LOCAL.value, 0), Floor.SENSITIVE)
    return ReferralRow(*key, offered, followed, none_local, crisis, used)
