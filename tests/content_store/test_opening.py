"""Somebody looks for a place that is open now, where it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from content_store.locales import COUNTRIES
from content_store.opening import ZONES, next_change, open_now, problem_of

OFFICE = "Mo-Fr 08:00-16:00; PH off"


@pytest.mark.parametrize(
    ("country", "hour", "expected"),
    [("RS", 7, True), ("RS", 15, False), ("GR", 6, True), ("GR", 14, False), ("XK", 14, True)],
)
def test_hours_are_read_in_the_time_of_the_country(country: str, hour: int, expected: bool) -> None:
    assert open_now(OFFICE, country, datetime(2026, 11, 23, hour, 30, tzinfo=UTC)) is expected


def test_summer_time_is_minded() -> None:
    assert open_now(OFFICE, "RS", datetime(2026, 7, 6, 6, 30, tzinfo=UTC)) is True
    assert open_now(OFFICE, "RS", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)) is False


def test_a_public_holiday_of_the_country_is_closed() -> None:
    statehood = datetime(2027, 2, 15, 10, tzinfo=UTC)  # a Monday; a holiday in Serbia only
    assert open_now(OFFICE, "RS", statehood) is False
    assert open_now(OFFICE, "HR", statehood) is True


@pytest.mark.parametrize("hours", ["", "by appointment only", "Mo-Fr 08:00-16:00 unknown"])
def test_unknown_hours_are_neither_open_nor_closed(hours: str) -> None:
    assert open_now(hours, "RS", datetime(2026, 11, 23, 10, tzinfo=UTC)) is None


def test_a_night_shift_runs_past_midnight() -> None:
    assert open_now("Mo-Su 20:00-26:00", "AL", datetime(2026, 11, 24, 0, 30, tzinfo=UTC)) is True


def test_when_it_opens_or_closes_next_is_told_in_the_time_of_the_country() -> None:
    friday = datetime(2027, 2, 12, 17, tzinfo=UTC)  # Monday and Tuesday are holidays in Serbia
    assert str(next_change(OFFICE, "RS", friday)) == "2027-02-17 08:00:00+01:00"
    assert str(next_change(OFFICE, "HR", friday)) == "2027-02-15 08:00:00+01:00"
    assert str(next_change(OFFICE, "GR", friday.replace(hour=10))) == "2027-02-12 16:00:00+02:00"
    for hours in ("", "24/7", "by appointment only", "2027 Dec 24 10:00-12:00"):
        assert next_change(hours, "RS", friday) is None


def test_hours_that_cannot_be_read_say_where() -> None:
    assert "character 6" in problem_of("24/7 junk")
    assert problem_of("x" * 400)
    assert problem_of("Mo-Fr 08:00-16:00; Sa 09:00-12:00; PH off") == problem_of("") == ""


def test_every_country_has_its_time() -> None:
    assert set(ZONES) == set(COUNTRIES)
    for country in COUNTRIES:
        assert open_now("24/7", country, datetime(2026, 11, 23, tzinfo=UTC)) is True
