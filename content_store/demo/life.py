"""Ninety days of invented uptake: a weekly rhythm, a campaign, a question that lost people until it was made clearer,
and one country that falls off.

Some hundred invented people answer each questionnaire to its end through the real engine; every counted run is one of
theirs, so that funnels, bands and completion fit together. Where a run breaks off is drawn for each run anew: were it
the people who leave, each counted many times, two publications would seem to differ where nothing changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from assessment.document import DECLINED, Answer, ItemKind, Questionnaire
from assessment.flow import Flow, Step
from assessment.outcome import Status
from assessment.scoring import conclude
from content_store.statistics import (
    Asked,
    Cohort,
    Event,
    Referred,
    Use,
    asked,
    read_as,
    referred,
    referred_at,
    took,
    used,
)

DAYS = 90
SEED = 2015
POOL = 300
STARTS = {"RS": 22, "RO": 19, "HR": 17, "GR": 14, "AL": 14, "BA": 12, "MK": 10, "SI": 9, "XK": 9, "ME": 7}  # a day
RHYTHM = (1.15, 1.1, 1.05, 1.0, 0.9, 0.75, 1.05)  # Monday to Sunday
CAMPAIGN = "autumn-week"
CAMPAIGN_DAYS = range(62, 74)  # days ago
CAMPAIGN_COUNTRIES = {"RS": 2.1, "ME": 1.8, "XK": 1.5}
FALLEN, FALLEN_SINCE, FALLEN_TO = "HR", 12, 0.3
SOURCES = (("none", 0.46), ("search", 0.27), ("social", 0.17), ("health", 0.1))
LEAVES, LEAVES_HARD, HARD_FROM = 0.012, 0.05, 0.35  # chance at an item; the item at a third of the way is the hard one
LEAVES_UNCLEAR, DECLINES_UNCLEAR = 0.13, 0.06
WITHDRAWS, GOES_BACK = 0.008, 0.03


class Run(NamedTuple):
    """One of the invented people. `gone`: the share of those like them who have left by each step."""

    steps: tuple[str, ...]
    gone: tuple[float, ...]
    skipped: frozenset[str]
    returned: frozenset[str]
    seconds: float
    results: tuple[tuple[str, str, str, str], ...]  # profile, banding, band, loop
    clicked: bool
    alarmed: bool  # a flag was up
    level: str = ""  # of the most serious band


@dataclass(frozen=True, slots=True)
class Published:
    """A questionnaire that runs. `weight`: its part of the starts; `locales`: country -> those it can be read in;
    `days`: how long ago it was public; `unclear`: items at which many stop."""

    revision_id: int
    document: Questionnaire
    weight: float
    locales: Mapping[str, Sequence[str]]
    days: range = range(DAYS)
    unclear: frozenset[str] = frozenset()


def life(published: Sequence[Published], today: date) -> Counter[Event]:
    """What would have been counted in the ninety days up to and including that one."""
    rng = Random(SEED)
    events = Counter[Event]()
    for one in published:
        pool = list(_pool(one, rng))
        for ago in one.days:
            for country in one.locales:
                _day(events, one, pool, country, today - timedelta(days=ago), ago, rng)
    return events


def _day(
    events: Counter[Event], one: Published, pool: Sequence[Run], country: str, day: date, ago: int, rng: Random
) -> None:
    expected = STARTS.get(country, 8) * one.weight * RHYTHM[day.weekday()] * rng.uniform(0.75, 1.25)
    campaign = CAMPAIGN_COUNTRIES.get(country, 1.0) if ago in CAMPAIGN_DAYS else 1.0
    if country == FALLEN and ago < FALLEN_SINCE:
        expected *= FALLEN_TO
    if ago == 0:
        expected *= 0.4  # the day is not over
    for _ in range(round(expected * campaign)):
        locales = one.locales[country]
        locale = locales[min(int(rng.expovariate(1.4)), len(locales) - 1)]
        source = CAMPAIGN if rng.random() > 1 / campaign else _source(rng)
        _count(events, Cohort(country, one.revision_id, locale, day), source, rng.choice(pool), rng)


def _source(rng: Random) -> str:
    return rng.choices([name for name, _ in SOURCES], [weight for _, weight in SOURCES])[0]


def _count(events: Counter[Event], cohort: Cohort, source: str, run: Run, rng: Random) -> None:
    events[used(cohort, Use.OPENED, source=source)] += 1 + (rng.random() < 0.7)
    events[used(cohort, Use.STARTED, source=source)] += 1
    left = bisect_right(run.gone, rng.random())
    completed = left == len(run.steps)
    seen = tuple(dict.fromkeys(run.steps[: left + 1]))
    for at, item in enumerate(seen):
        events[asked(cohort, item, Asked.SEEN)] += 1
        if completed or at < len(seen) - 1:
            events[asked(cohort, item, Asked.SKIPPED if item in run.skipped else Asked.ANSWERED)] += 1
        if completed and item in run.returned:
            events[asked(cohort, item, Asked.RETURNED)] += 1
    if not completed:
        if rng.random() < 0.05:
            events[used(cohort, Use.QUICK_EXIT, source=source)] += 1
        return
    events[used(cohort, Use.COMPLETED, source=source)] += 1
    events[took(cohort, run.seconds)] += 1
    for profile, banding, band, loop in run.results:
        events[read_as(cohort, profile, banding, band, loop=loop)] += 1
    events[referred(cohort, Referred.SHOWN)] += 1
    if run.level:
        events[referred_at(cohort, Referred.SHOWN, run.level)] += 1
        if run.clicked:
            events[referred_at(cohort, Referred.CLICKED, run.level)] += 1
    events[referred(cohort, Referred.CRISIS_SHOWN)] += run.alarmed
    events[referred(cohort, Referred.CLICKED)] += run.clicked
    for metric in (Referred.CRISIS_SHOWN, Referred.CLICKED):
        if not events[referred(cohort, metric)]:
            del events[referred(cohort, metric)]


def _pool(one: Published, rng: Random) -> Iterator[Run]:
    flow = Flow(one.document)
    for _ in range(POOL):
        yield _run(flow, one.unclear, rng)


def _run(flow: Flow, unclear: frozenset[str], rng: Random) -> Run:
    burden = rng.betavariate(1.1, 2.6)  # how much alcohol or drugs weigh on this person, 0 to 1
    answers: dict[str, Answer] = {}
    seen: list[str] = []
    gone: list[float] = []
    skipped = set[str]()
    step = flow.step_after(None, answers, {})
    expected = max(len(flow.document.sections) and sum(1 for _ in flow.document.items()), 1)
    while step is not None:
        seen.append(step.key.partition("@")[0])
        hard = len(seen) == round(expected * HARD_FROM) + 1
        leaves = LEAVES_UNCLEAR if seen[-1] in unclear else LEAVES_HARD if hard else LEAVES
        gone.append(leaves + (gone[-1] if gone else 0) * (1 - leaves))
        if step.item.kind is not ItemKind.NOTE:
            declines = rng.random() < (DECLINES_UNCLEAR if seen[-1] in unclear else WITHDRAWS)
            answers[step.key] = DECLINED if declines else _answer(step, burden, rng)
            skipped |= {seen[-1]} if declines else set()
        step = flow.step_after(step.key, answers, {})
    outcome = conclude(flow, answers, {})
    results = tuple(
        (outcome.profile, reading.banding, reading.band.code, reading.loop)
        for reading in outcome.readings
        if reading.band
    )
    returned = frozenset(item for item in dict.fromkeys(seen) if rng.random() < GOES_BACK)
    seconds = len(seen) * rng.lognormvariate(2.2, 0.45)
    clicks = outcome.status is Status.COMPLETE and rng.random() < 0.06 + 0.3 * burden
    level = outcome.level or ""
    gave = frozenset(skipped)
    return Run(tuple(seen), tuple(gone), gave, returned, seconds, results, clicks, bool(outcome.flags), level)


def _answer(step: Step, burden: float, rng: Random) -> Answer:
    if step.key == "age":
        return min(16 + int(rng.gammavariate(2.2, 8)), 85)
    if step.key == "sex":
        return rng.choices(("female", "male", "other"), (45, 53, 2))[0]
    if step.item.kind is ItemKind.MULTIPLE:
        picked = tuple(
            choice.code for choice in step.choices if not choice.exclusive and rng.random() < 0.1 + burden / 3
        )
        alone = tuple(choice.code for choice in step.choices if choice.exclusive)[:1]
        return picked or alone or (step.choices[0].code,)
    if step.choices:
        most = len(step.choices) - 1
        return step.choices[min(max(round(rng.gauss(burden * most * 0.9, most * 0.16)), 0), most)].code
    low, high = step.item.minimum or 0, step.item.maximum or 10
    return round(float(low) + burden * float(high - low))
