"""A coordinator watches uptake."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from content_store.db import Store, visit
from content_store.permissions import Invalid, Refused
from content_store.results import funnel
from content_store.statistics import Cohort, Use, add_batch, tidy, used
from content_store.uptake import SUMS, Row, Wanted, uptake
from tests.content_store.counted import NOW, count_runs, look, put_revision

TODAY = NOW.date()
MONTH = Wanted(TODAY - timedelta(days=27), TODAY)


def started(rows: tuple[Row, ...]) -> dict[str, str]:
    return {row.key: row.measures.started.text for row in rows}


def test_a_run_counted_now_shows_in_the_count_at_once(store: Store) -> None:
    revision = put_revision(store)
    count_runs(store, revision, TODAY, started=10)
    before = look(store, uptake, MONTH).total.started.n
    count_runs(store, revision, TODAY, started=1)
    assert (before, look(store, uptake, MONTH).total.started.n) == (10, 11)


def test_completion_is_of_the_runs_that_began_in_the_period(store: Store) -> None:
    revision = put_revision(store)
    count_runs(store, revision, TODAY - timedelta(days=3), started=80, completed=60)
    found = look(store, uptake, MONTH)
    assert found.total.completion is not None
    assert found.total.completion.value == 0.75
    assert found.total.opened.n == 160
    assert found.times is not None
    assert (found.times.runs.n, found.times.median) == (60, 120)


def test_every_day_of_the_period_has_its_row_even_an_empty_one(store: Store) -> None:
    count_runs(store, put_revision(store), TODAY, started=10)
    found = look(store, uptake, MONTH)
    assert found.grain == "day"
    assert [row.key for row in found.series] == [
        (MONTH.since + timedelta(days=n)).isoformat() for n in range(MONTH.days)
    ]
    assert found.series[0].measures.started.text == "0"


def test_few_runs_a_day_in_one_country_are_shown_by_the_week(store: Store) -> None:
    revision = put_revision(store)
    for n in range(28):
        count_runs(store, revision, TODAY - timedelta(days=n), started=2)
    assert look(store, uptake, MONTH).grain == "day"  # one dimension: exact
    narrowed = look(store, uptake, Wanted(MONTH.since, MONTH.until, country="RS"))
    assert narrowed.grain == "week"
    assert {row.measures.started.text for row in narrowed.series} <= {"14", "hidden", "<5"}
    assert narrowed.total.started.n == 56


def test_a_day_that_is_hidden_among_others_is_hidden_alone(store: Store) -> None:
    revision = put_revision(store)
    for ago, n in ((0, 60), (1, 3), (2, 4), (3, 60)):
        count_runs(store, revision, TODAY - timedelta(days=ago), started=n)
    day = TODAY - timedelta(days=1)
    among = look(store, uptake, Wanted(MONTH.since, MONTH.until, country="RS"))
    assert started(among.series)[day.isoformat()] == "<5"
    alone = look(store, uptake, Wanted(day, day, country="RS"))
    assert (alone.total.started.text, started(alone.countries)) == ("<5", {"RS": "<5"})
    assert look(store, uptake, Wanted(day, day)).total.started.n == 3  # one dimension


def test_a_hidden_country_cannot_be_worked_out_from_the_total(store: Store) -> None:
    revision = put_revision(store)
    for country, n in (("RS", 60), ("ME", 20), ("SI", 3)):
        count_runs(store, revision, TODAY, started=n, country=country)
    narrowed = look(store, uptake, Wanted(MONTH.since, MONTH.until, slug="alcohol"))
    assert narrowed.total.started.n == 83
    assert started(narrowed.countries) == {"RS": "60", "ME": "hidden", "SI": "hidden"}


def test_a_coordinator_sees_the_countries_held_and_no_other(store: Store) -> None:
    revision = put_revision(store)
    count_runs(store, revision, TODAY, started=60, country="RS")
    count_runs(store, revision, TODAY, started=40, country="HR")
    held = frozenset({"RS"})
    found = look(store, uptake, MONTH, among=held)
    assert started(found.countries) == {"RS": "60"}
    assert found.total.started.n == 60
    with pytest.raises(Refused):
        look(store, uptake, Wanted(MONTH.since, MONTH.until, country="HR"), among=held)


def test_languages_and_questionnaires_are_counted_apart(store: Store) -> None:
    alcohol, cannabis = put_revision(store), put_revision(store, "cannabis")
    count_runs(store, alcohol, TODAY, started=30, locale="sq")
    count_runs(store, cannabis, TODAY, started=20, locale="sr-Latn")
    found = look(store, uptake, MONTH)
    assert started(found.locales) == {"sq": "30", "sr-Latn": "20"}
    assert started(found.questionnaires) == {"alcohol": "30", "cannabis": "20"}
    only = look(store, uptake, Wanted(MONTH.since, MONTH.until, locale="sq", slug="alcohol"))
    assert only.total.started.n == 30


def test_the_period_before_is_compared_weekday_on_weekday_and_without_today(store: Store) -> None:
    revision = put_revision(store)
    for n in range(56):
        count_runs(store, revision, TODAY - timedelta(days=n), started=10 if n < 28 else 5)
    found = look(store, uptake, MONTH).comparison
    assert (found.now.started.n, found.before.started.n) == (270, 135)
    assert found.started == pytest.approx(1.0)
    assert (MONTH.since - found.since).days % 7 == 0


def test_a_publication_is_marked_on_its_day(store: Store) -> None:
    put_revision(store, number=3)
    found = look(store, uptake, Wanted(date(2026, 9, 1), TODAY))
    assert found.publications == ((date(2026, 9, 3), "alcohol", 3),)


def test_a_store_that_counted_nothing_says_nothing_but_zeros(store: Store) -> None:
    found = look(store, uptake, MONTH)
    assert found.total.started.text == "0"
    assert (found.times, found.total.completion, found.countries) == (None, None, ())


@pytest.mark.parametrize("days", [-1, 801])
def test_a_period_that_is_none_or_endless_is_refused(store: Store, days: int) -> None:
    with pytest.raises(Invalid):
        look(store, uptake, Wanted(TODAY, TODAY + timedelta(days=days)))


PAIRS = (("RS", "sr-Latn"), ("RS", "sq"), ("XK", "sq"), ("HR", "hr"))


def test_whatever_is_asked_for_adds_up_to_the_rows_that_were_counted(store: Store) -> None:
    """Most is read from sums that are written beside the rows; a batch that comes twice counts once in both."""
    revision = put_revision(store)
    for n, (country, locale) in enumerate(PAIRS, 1):
        for ago in (0, 1, 40):
            count_runs(store, revision, TODAY - timedelta(days=ago), started=100 * n, country=country, locale=locale)
    event = used(Cohort("RS", revision, "sq", TODAY), Use.STARTED)
    add_batch(store, "twice", 0, {event: 7})
    add_batch(store, "twice", 1, {event: 7})
    asked_for: list[tuple[str, str, frozenset[str] | None]] = [
        (country, locale, among)
        for country in ("", "RS")
        for locale in ("", "sq")
        for among in (None, frozenset({"RS", "XK"}))
    ]
    for country, locale, among in asked_for:
        parts = {
            pair: 200 * n + (7 if pair == ("RS", "sq") else 0)
            for n, pair in enumerate(PAIRS, 1)
            if country in ("", pair[0]) and locale in ("", pair[1]) and (among is None or pair[0] in among)
        }
        wanted = Wanted(MONTH.since, MONTH.until, country, locale)
        found = look(store, uptake, wanted, among=among)
        assert found.total.started.n == sum(parts.values())
        for rows, place in ((found.countries, 0), (found.locales, 1)):
            by = Counter[str]()
            for pair, n in parts.items():
                by[pair[place]] += n
            assert started(rows) == {key: str(n) for key, n in by.items()}
        (step,) = look(store, funnel, replace(wanted, slug="alcohol"), among=among)
        assert step.seen.n == sum(parts.values()) - (7 if ("RS", "sq") in parts else 0)


def test_sums_of_days_past_their_keeping_go_with_them(store: Store) -> None:
    revision = put_revision(store)
    count_runs(store, revision, TODAY - timedelta(days=800), started=100)
    tidy(store, now=NOW)
    with visit(store) as session:
        assert [session.scalar(select(func.count()).select_from(one)) for one in (*SUMS, *SUMS.values())] == [0] * 6
