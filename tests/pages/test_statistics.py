"""Uptake on the screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from content_store.db import Store, utcnow
from content_store.statistics import Cohort, Use, add_batch, used
from tests.cast import admin, kosta, mila
from tests.content import audit_like_document, publish_now
from tests.driver import draw, parts_of, text_of
from tests.pages.conftest import Enter


@pytest.fixture
def counted(store: Store, server: Any) -> Store:
    """In Serbia 60 started and 45 completed, in Albania 3 and 2, over the last days."""
    revision = publish_now(store, audit_like_document(), countries=("RS", "AL")).revision_id
    today = utcnow().date()
    events = {}
    for country, days, started, completed in (("RS", 6, 10, 45 // 5), ("AL", 1, 3, 2)):
        for day in range(days):
            cohort = Cohort(country, revision, "en", today - timedelta(days=day))
            events[used(cohort, Use.OPENED)] = started * 2
            events[used(cohort, Use.STARTED)] = started
            events[used(cohort, Use.COMPLETED)] = completed
    add_batch(store, "batch", 0, events)
    return store


def table_rows(screen: Any, caption: str) -> list[str]:
    for part in parts_of(screen):
        if part["type"] == "Table" and text_of(part).startswith(caption):
            body = next(inner for inner in parts_of(part) if inner["type"] == "Tbody")
            return [text_of(row) for row in body["props"]["children"]]
    raise AssertionError(caption)


@pytest.mark.usefixtures("counted")
class TestStatistics:
    def test_the_administrator_sees_all_countries(self, enter: Enter) -> None:
        screen = draw(enter(admin), "/statistics")
        assert "Started 63" in text_of(screen)
        assert table_rows(screen, "By country") == ["Serbia 60 54 90%", "Albania 3 2 67%"]

    def test_a_coordinator_sees_their_country_and_no_other(self, enter: Enter) -> None:
        screen = draw(enter(mila), "/statistics")
        assert "Started 60" in text_of(screen) and "Albania" not in text_of(screen)
        assert text_of(draw(enter(mila), "/statistics?country=AL")).startswith("Not for your role")

    def test_a_small_number_is_hidden_where_two_filters_cross(self, enter: Enter) -> None:
        screen = text_of(draw(enter(admin), "/statistics?country=AL&locale=en&slug=drinking"))
        assert "Started <5" in screen

    def test_what_a_picture_shows_stands_in_a_table_beside_it(self, enter: Enter) -> None:
        screen = draw(enter(admin), "/statistics")
        [graph] = [part for part in parts_of(screen) if part["type"] == "Graph"]
        assert graph["props"]["config"]["showSendToCloud"] is False
        assert len(table_rows(screen, "Runs by day")) == 28

    def test_the_time_looked_at_stands_in_the_address(self, enter: Enter) -> None:
        today = utcnow().date()
        week = draw(enter(admin), f"/statistics?since={today - timedelta(days=2)}")
        assert "Started 33" in text_of(week)
        links = {part["props"].get("href") for part in parts_of(week)}
        assert f"/console/statistics?since={today - timedelta(days=6)}" in links

    def test_a_year_is_shown_by_weeks_and_nothing_is_lost_in_them(self, enter: Enter) -> None:
        since = utcnow().date() - timedelta(days=363)
        weeks = table_rows(draw(enter(admin), f"/statistics?since={since}"), "Runs by week")
        assert 52 <= len(weeks) <= 54
        assert sum(int(row.split()[-3]) for row in weeks) == 63

    def test_a_time_that_cannot_be_is_answered_in_words(self, enter: Enter) -> None:
        assert "Choose a last day" in text_of(draw(enter(admin), "/statistics?since=2026-05-02&until=2026-05-01"))
        assert "Choose a last day" in text_of(draw(enter(admin), "/statistics?since=2001-01-01"))

    def test_every_page_that_names_kosovo_shows_its_note(self, enter: Enter) -> None:
        assert "Resolution 1244" in text_of(draw(enter(admin), "/statistics"))
        assert "Resolution 1244" not in text_of(draw(enter(mila), "/statistics"))


def test_before_anybody_came_the_screen_says_so(enter: Enter) -> None:
    assert "Nobody opened a questionnaire" in text_of(draw(enter(admin), "/statistics"))


def test_a_counsellor_has_no_statistics(enter: Enter) -> None:
    assert text_of(draw(enter(kosta), "/statistics")).startswith("Not for your role")
