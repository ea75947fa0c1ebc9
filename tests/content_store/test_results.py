"""A coordinator looks at where people leave and what their results were; nobody can be picked out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content_store.db import Store
from content_store.permissions import Invalid, Refused
from content_store.results import bands, funnel, referrals
from content_store.uptake import Wanted
from tests.content_store.counted import NOW, count_runs, look, put_revision

TODAY = NOW.date()
MONTH = Wanted(TODAY - timedelta(days=27), TODAY, slug="alcohol")
AUTUMN = Wanted(date(2026, 9, 1), TODAY, slug="alcohol")


def test_those_who_left_are_not_those_who_are_still_under_way(store: Store) -> None:
    revision = put_revision(store)
    count_runs(store, revision, TODAY - timedelta(days=5), started=100, completed=80, skipped=10)
    count_runs(store, revision, TODAY, started=50, completed=30)
    (step,) = look(store, funnel, MONTH)
    assert (step.item, step.text) == ("q1", "How?")
    assert (step.seen.n, step.answered.n, step.skipped.n) == (150, 100, 10)
    assert (step.left.n, step.in_progress.n) == (20, 20)
    assert step.exit_rate is not None
    assert step.exit_rate.value == pytest.approx(20 / 150)


def test_what_is_counted_after_somebody_looked_is_there_when_they_look_again(store: Store) -> None:
    revision = put_revision(store)
    for ago in (20, 3, 1, 0):
        look(store, funnel, MONTH)
        count_runs(store, revision, TODAY - timedelta(days=ago), started=100, completed=80)
    (step,) = look(store, funnel, MONTH)
    assert (step.seen.n, step.left.n, step.in_progress.n) == (400, 40, 40)
    assert look(store, funnel, Wanted(TODAY, TODAY, slug="alcohol"))[0].seen.n == 100


def test_the_funnel_is_of_one_questionnaire(store: Store) -> None:
    with pytest.raises(Invalid):
        look(store, funnel, Wanted(MONTH.since, MONTH.until))


def test_one_person_who_skipped_an_item_is_not_shown(store: Store) -> None:
    count_runs(store, put_revision(store), TODAY - timedelta(days=5), started=100, completed=100, skipped=1)
    (step,) = look(store, funnel, MONTH)
    assert (step.answered.text, step.skipped.text) == ("hidden", "hidden")


def test_results_of_revisions_that_differ_in_words_only_are_added(store: Store) -> None:
    for number in (1, 2):
        revision = put_revision(store, number=number, text=f"Wording {number}")
        count_runs(store, revision, date(2026, 10, 7), started=60, completed=50, results={"low": 30, "high": 20})
    (table,) = look(store, bands, AUTUMN)
    assert table.revisions == (1, 2)
    assert dict(table.bands) == {"low": "Low", "moderate": "Moderate", "high": "High"}
    assert {band: cell.text for band, cell in table.total.items()} == {"low": "60", "moderate": "0", "high": "40"}
    share = table.share_of("high")
    assert share is not None
    assert share.value == 0.4


def test_results_of_revisions_scored_otherwise_are_kept_apart(store: Store) -> None:
    for number, points in ((1, 4), (2, 3)):
        revision = put_revision(store, number=number, points=points)
        count_runs(store, revision, date(2026, 10, 7), started=60, completed=50, results={"low": 30, "high": 20})
    assert sorted(table.revisions for table in look(store, bands, AUTUMN)) == [(1,), (2,)]


def test_a_month_that_is_not_over_tells_no_results(store: Store) -> None:
    revision = put_revision(store)
    count_runs(store, revision, TODAY, started=60, completed=50, results={"low": 30, "high": 20})
    assert look(store, bands, AUTUMN) == ()
    later = look(store, bands, Wanted(AUTUMN.since, date(2026, 12, 13)), now=NOW + timedelta(days=20))
    assert [row.month for row in later[0].rows] == ["2026-11"]


def test_a_few_results_of_one_country_are_hidden_in_every_view(store: Store) -> None:
    revision = put_revision(store)
    day = date(2026, 10, 7)
    count_runs(store, revision, day, started=90, completed=90, results={"low": 50, "moderate": 37, "high": 3})
    count_runs(
        store, revision, day, started=60, completed=60, country="HR", results={"low": 20, "moderate": 20, "high": 20}
    )
    (table,) = look(store, bands, AUTUMN)
    assert {row.country: [cell.text for cell in row.cells.values()] for row in table.rows} == {
        "HR": ["20", "20", "20"],
        "RS": ["50", "hidden", "hidden"],
    }
    # The region is the sum of what was shown: taking Croatia away from it gives nothing that Serbia's row hides.
    assert {band: cell.text for band, cell in table.total.items()} == {"low": "70", "moderate": "20+", "high": "20+"}


def test_a_shorter_period_within_a_month_shows_the_whole_month(store: Store) -> None:
    revision = put_revision(store)
    for day in (date(2026, 10, 7), date(2026, 10, 21)):
        count_runs(store, revision, day, started=60, completed=50, results={"low": 30, "high": 20})
    narrow = Wanted(date(2026, 10, 14), date(2026, 10, 16), slug="alcohol")
    assert look(store, bands, narrow)[0].rows == look(store, bands, AUTUMN)[0].rows


def test_services_followed_are_counted_by_run_and_small_numbers_hidden(store: Store) -> None:
    revision = put_revision(store)
    day = date(2026, 10, 7)
    count_runs(store, revision, day, started=90, completed=80, clicked=20)
    count_runs(store, revision, day, started=90, completed=80, clicked=2, country="HR")
    croatia, serbia = look(store, referrals, AUTUMN)
    assert (serbia.shown.text, serbia.clicked.text) == ("80", "20")
    assert (croatia.shown.text, croatia.clicked.text) == ("80", "hidden")


def test_a_coordinator_of_one_country_gets_no_results_of_another(store: Store) -> None:
    revision = put_revision(store)
    day = date(2026, 10, 7)
    for country in ("RS", "HR"):
        count_runs(
            store, revision, day, started=60, completed=50, country=country, results={"low": 30, "high": 20}, clicked=15
        )
    held = frozenset({"RS"})
    assert {row.country for row in look(store, bands, AUTUMN, among=held)[0].rows} == {"RS"}
    assert {row.country for row in look(store, referrals, AUTUMN, among=held)} == {"RS"}
    for view in (funnel, bands, referrals):
        with pytest.raises(Refused):
            look(store, view, Wanted(AUTUMN.since, AUTUMN.until, country="HR", slug="alcohol"), among=held)
