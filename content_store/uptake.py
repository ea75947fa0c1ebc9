"""Counters out: uptake by day, country, language and questionnaire, compared with the period before.

Every number has passed `disclosure`. A coordinator of some countries sees those only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from assessment.sentences import Said
from content_store.db import Desk
from content_store.disclosure import Cell, Floor, Share, change, share, shown, shown_line, traffic_floor
from content_store.locales import COUNTRIES, LOCALES
from content_store.models.counters import ItemDay, ItemSum, TimeDay, TimeSum, UseDay, UseSum
from content_store.models.questionnaires import Questionnaire, Revision
from content_store.permissions import Invalid, Permission, require
from content_store.statistics import BUCKETS, Use, monday_of

K = TypeVar("K", str, date)

ENOUGH_SHOWN = 0.9  # of the runs, before days are joined to weeks
LEAST_DAYS, MOST_DAYS = 7, 800
METRICS = (Use.OPENED, Use.STARTED, Use.COMPLETED)
Counts = Mapping[Use, int]
SUMS: Mapping[type[Any], type[Any]] = {UseDay: UseSum, ItemDay: ItemSum, TimeDay: TimeSum}
SUMMED = frozenset({""})  # what stands in a table of sums for all countries, or for all languages
Read = tuple[type[Any], list[ColumnElement[bool]]]
"""A table of counters, and what its rows must meet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at: days from `since` up to and including `until`; empty text: all."""

    since: date
    until: date
    country: str = ""
    locale: str = ""
    slug: str = ""

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class Measures:
    opened: Cell
    started: Cell
    completed: Cell

    @property
    def completion(self) -> Share | None:
        """Completed of started, of the runs that began in the period."""
        return share(self.completed, self.started)


@dataclass(frozen=True, slots=True)
class Row:
    key: str  # ISO day (of the period's start), country, locale or slug
    measures: Measures


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole days of the period against as many, weekday on weekday, before it. Changes are relative; None: too
    few to compare."""

    since: date
    until: date
    before: Measures
    now: Measures

    @property
    def started(self) -> float | None:
        return change(self.now.started, self.before.started)

    @property
    def completed(self) -> float | None:
        return change(self.now.completed, self.before.completed)


@dataclass(frozen=True, slots=True)
class Times:
    """Completion time of a quarter, half, three quarters and nine tenths of the runs: upper bounds in seconds, None
    above the last. `runs`: how many it rests on."""

    runs: Cell
    quarter: int | None
    median: int | None
    three_quarters: int | None
    nine_tenths: int | None


class TimeStep(NamedTuple):
    """Runs that took longer than `above` and at most `until` seconds; None: no limit."""

    above: int
    until: int | None
    runs: Cell


@dataclass(frozen=True, slots=True)
class Uptake:
    wanted: Wanted
    grain: str  # day, week or month: the finest at which little is hidden
    series: tuple[Row, ...]
    total: Measures
    comparison: Comparison
    countries: tuple[Row, ...]
    locales: tuple[Row, ...]
    questionnaires: tuple[Row, ...]
    revisions: tuple[Row, ...]  # by number, the newest first; of one questionnaire only
    times: Times | None
    time_steps: tuple[TimeStep, ...]
    publications: tuple[tuple[date, str, int], ...]  # day, slug, number


GRAINS: dict[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "week": monday_of,
    "month": lambda day: day.replace(day=1),
}


def uptake(desk: Desk, wanted: Wanted) -> Uptake:
    """Raises Refused for a country that is not the actor's, Invalid for a period that is none or too long."""
    scope = Scope.of(desk, wanted)
    days = counts_by(desk.session, scope, wanted, "start_day")
    grain = _grain(days, scope.floor(1))
    buckets = _buckets(desk.session, scope, wanted)
    return Uptake(
        wanted,
        grain,
        _series(days, wanted, grain, scope.floor(1)),
        _measures(_sum(days), scope.floor(0)),
        _compare(desk, scope, wanted, days),
        rows_of(counts_by(desk.session, scope, wanted, "country"), scope.floor(0 if wanted.country else 1)),
        rows_of(counts_by(desk.session, scope, wanted, "locale"), scope.floor(0 if wanted.locale else 1)),
        rows_of(_by_questionnaire(desk.session, scope, wanted), scope.floor(0 if wanted.slug else 1)),
        _by_revision(desk.session, scope, wanted) if wanted.slug else (),
        _times(buckets),
        _time_steps(buckets, scope.floor(1)),
        _publications(desk.session, scope, wanted),
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """The filters, as far as the actor may see. `slugs`: revision id -> (slug, number)."""

    countries: frozenset[str] | None
    locale: str
    slug: str
    slugs: Mapping[int, tuple[str, int]]
    is_short: bool  # less than a week: then the period is a dimension of its own, as a day is

    @classmethod
    def of(cls, desk: Desk, wanted: Wanted) -> Scope:
        """Raises Refused and Invalid, as `uptake` does."""
        require(desk.actor, Permission.STATISTICS_READ, country=wanted.country or None)
        if not 1 <= wanted.days <= MOST_DAYS:
            raise Invalid(
                {
                    "until": Said(
                        "Choose a last day that is on or after the first, and at most {most} days.", most=MOST_DAYS
                    )
                }
            )
        held = desk.actor.countries(Permission.STATISTICS_READ)
        countries = frozenset({wanted.country}) if wanted.country else held
        found = desk.session.execute(
            select(Revision.id, Questionnaire.slug, Revision.number).join(
                Questionnaire, Questionnaire.id == Revision.questionnaire_id
            )
        )
        slugs = {row.id: (row.slug, row.number) for row in found if wanted.slug in {"", row.slug}}
        return cls(countries, wanted.locale, wanted.slug, slugs, wanted.days < LEAST_DAYS)

    @property
    def crossed(self) -> int:
        return (self.countries is not None) + bool(self.locale) + bool(self.slug) + self.is_short

    def floor(self, more: int) -> Floor:
        """With so many dimensions on top of the filters."""
        return traffic_floor(self.crossed + more)

    def counters(self, cell: type[UseDay | ItemDay | TimeDay], wanted: Wanted, *, each: str = "") -> Read:
        """Where to read what the filters leave, and what its rows must meet. `each`: `country` or `locale`, where there
        is to be a count for each of them; whatever else is not asked for is summed over already."""
        countries = self.countries
        if countries is None:
            countries = frozenset(COUNTRIES) if each == "country" else SUMMED
        locales = frozenset({self.locale}) if self.locale else frozenset(LOCALES) if each == "locale" else SUMMED
        of = SUMS[cell] if countries | locales >= SUMMED else cell
        days = of.start_day.between(wanted.since, wanted.until)
        if of is cell:  # day by day, so that its key leads to the countries' rows and the others' need not be read
            days = of.start_day.in_([wanted.since + timedelta(days=day) for day in range(wanted.days)])
        where = [days, of.country.in_(sorted(countries)), of.locale.in_(sorted(locales))]
        return of, [*where, of.revision_id.in_(sorted(self.slugs))] if self.slug else where


def counts_by(session: Session, scope: Scope, wanted: Wanted, what: str) -> dict[Any, Counter[Use]]:
    """What the filters leave, by one column of the counters."""
    cell, where = scope.counters(UseDay, wanted, each=what)
    by = getattr(cell, what)
    query = select(by, cell.metric, func.sum(cell.n)).where(*where, cell.metric.in_([one.value for one in METRICS]))
    found: dict[Any, Counter[Use]] = {}
    for one, metric, n in session.execute(query.group_by(by, cell.metric)):
        found.setdefault(one, Counter())[Use(metric)] = int(n)
    return found


def _sum(groups: Mapping[K, Counter[Use]]) -> Counter[Use]:
    total = Counter[Use]()
    for counts in groups.values():
        total.update(counts)
    return total


def _measures(counts: Counts, floor: Floor) -> Measures:
    return Measures(*(shown(counts.get(metric, 0), floor) for metric in METRICS))


def rows_of(groups: Mapping[K, Counter[Use]], floor: Floor) -> tuple[Row, ...]:
    """Each metric is a line with a known total."""
    lines = {metric: shown_line({key: counts[metric] for key, counts in groups.items()}, floor) for metric in METRICS}
    ordered = sorted(groups, key=lambda key: (-groups[key][Use.STARTED], str(key)))
    return tuple(Row(str(key), Measures(*(lines[metric][key] for metric in METRICS))) for key in ordered)


def _grain(days: Mapping[date, Counter[Use]], floor: Floor) -> str:
    total = sum(counts[Use.STARTED] for counts in days.values())
    for name, period_of in GRAINS.items():
        cells = Counter[date]()
        for day, counts in days.items():
            cells[period_of(day)] += counts[Use.STARTED]
        if sum(n for n in cells.values() if n >= floor) >= ENOUGH_SHOWN * total:
            return name
    return "month"


def _series(days: Mapping[date, Counter[Use]], wanted: Wanted, grain: str, floor: Floor) -> tuple[Row, ...]:
    period_of = GRAINS[grain]
    periods: dict[date, Counter[Use]] = {}
    for offset in range(wanted.days):
        day = wanted.since + timedelta(days=offset)
        periods.setdefault(period_of(day), Counter()).update(days.get(day, {}))
    return tuple(sorted(rows_of(periods, floor), key=lambda row: row.key))


def _compare(desk: Desk, scope: Scope, wanted: Wanted, days: Mapping[date, Counter[Use]]) -> Comparison:
    whole = {day: counts for day, counts in days.items() if day != desk.now.date()}  # today is not over yet
    until = min(wanted.until, desk.now.date() - timedelta(days=1))
    length = max((until - wanted.since).days + 1, 0)
    shift = timedelta(days=-(-max(length, 1) // 7) * 7)
    earlier = Wanted(wanted.since - shift, until - shift)
    before = _sum(counts_by(desk.session, scope, earlier, "start_day")) if length else Counter[Use]()
    floor = scope.floor(0)
    return Comparison(earlier.since, earlier.until, _measures(before, floor), _measures(_sum(whole), floor))


def _by_questionnaire(session: Session, scope: Scope, wanted: Wanted) -> dict[str, Counter[Use]]:
    found: dict[str, Counter[Use]] = {}
    for revision, counts in counts_by(session, scope, wanted, "revision_id").items():
        if revision in scope.slugs:
            found.setdefault(scope.slugs[revision][0], Counter()).update(counts)
    return found


def _by_revision(session: Session, scope: Scope, wanted: Wanted) -> tuple[Row, ...]:
    counts = counts_by(session, scope, wanted, "revision_id")
    numbered = {str(scope.slugs[one][1]): of for one, of in counts.items()}
    return tuple(sorted(rows_of(numbered, scope.floor(1)), key=lambda row: -int(row.key)))


def published(desk: Desk) -> dict[str, str]:
    """What can have figures, because it was public once: slug -> title."""
    require(desk.actor, Permission.STATISTICS_READ)
    made = select(Revision.questionnaire_id)
    query = select(Questionnaire.slug, Questionnaire.title).where(Questionnaire.id.in_(made))
    return {row.slug: row.title for row in desk.session.execute(query.order_by(Questionnaire.title))}


def _buckets(session: Session, scope: Scope, wanted: Wanted) -> dict[int, int]:
    cell, where = scope.counters(TimeDay, wanted)
    query = select(cell.bucket, func.sum(cell.n)).where(*where).group_by(cell.bucket)
    return {row[0]: int(row[1]) for row in session.execute(query)}


def _time_steps(buckets: Mapping[int, int], floor: Floor) -> tuple[TimeStep, ...]:
    line = shown_line({bound: buckets.get(bound, 0) for bound in (*BUCKETS, 0)}, floor)
    steps = [TimeStep(above, bound, line[bound]) for above, bound in pairwise((0, *BUCKETS))]
    return (*steps, TimeStep(BUCKETS[-1], None, line[0]))


def _times(buckets: Mapping[int, int]) -> Times | None:
    runs = shown(sum(buckets.values()), Floor.TRAFFIC)
    if not runs.n:
        return None

    def below(part: float) -> int | None:
        reached = 0
        for bound in BUCKETS:
            reached += buckets.get(bound, 0)
            if reached >= part * (runs.n or 0):
                return bound
        return None

    return Times(runs, below(0.25), below(0.5), below(0.75), below(0.9))


def _publications(session: Session, scope: Scope, wanted: Wanted) -> tuple[tuple[date, str, int], ...]:
    """So that a chart shows when the wording changed."""
    days = {row.id: row.published_at.date() for row in session.execute(select(Revision.id, Revision.published_at))}
    return tuple(
        sorted(
            (days[revision], slug, number)
            for revision, (slug, number) in scope.slugs.items()
            if wanted.since <= days[revision] <= wanted.until
        )
    )
