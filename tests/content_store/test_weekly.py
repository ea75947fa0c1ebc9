"""A coordinator fills in a week; what is kept opens and closes as they said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.opening import open_now, problem_of
from content_store.permissions import Invalid
from content_store.weekly import CLOSED, Other, Week, spans_of, text_of, week_of

MONDAY = datetime(2026, 6, 1, tzinfo=ZoneInfo("Europe/Belgrade"))
OFFICE = ("08:00-16:00",) * 5 + ("", "")

HOURS = st.sampled_from(
    ["", "08:00-16:00", "08:00-12:00,13:00-16:00", "20:00-02:00", "00:00-24:00", "10:00-14:00,22:00-04:00"]
)
SHORT = st.sampled_from(["", "08:00-12:00", "09:00-11:00,15:00-17:00"])
OTHERS = st.lists(
    st.builds(
        lambda first, days, hours: Other(first, first + timedelta(days=days), hours),
        st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.integers(0, 30), SHORT,
    ),
    max_size=3,
)  # fmt: skip
WEEKS = st.builds(
    Week, st.tuples(*[HOURS] * 7), st.sampled_from(["", CLOSED, "10:00-12:00"]), OTHERS.map(tuple)
).filter(lambda week: any(week.days))


def opens(text: str, day: int, hour: int) -> bool | None:
    return open_now(text, "XK", (MONDAY + timedelta(days=day, hours=hour)).astimezone(UTC))


@given(WEEKS)
def test_what_is_filled_in_comes_back_as_it_was(week: Week) -> None:
    text = text_of(week)
    assert problem_of(text) == "" or len(text) > 300
    assert week_of(text) == week


@given(st.tuples(*[HOURS] * 7).filter(any), st.integers(0, 6), st.integers(0, 23))
def test_it_is_open_at_the_hours_said_and_at_no_others(days: tuple[str, ...], day: int, hour: int) -> None:
    def spans(at: int) -> list[tuple[int, int]]:
        found = [(int(one[:2]), int(one[6:8])) for one in days[at % 7].split(",") if one]
        return [(start, end if end > start else end + 24) for start, end in found]

    today = any(start <= hour < end for start, end in spans(day))
    since_yesterday = any(hour + 24 < end for _, end in spans(day - 1))
    assert opens(text_of(Week(days)), day + 7, hour) == (today or since_yesterday)


def test_a_day_that_differs_goes_before_the_week_and_holidays() -> None:
    closed = text_of(Week(OFFICE, CLOSED, (Other(date(2026, 6, 1), date(2026, 6, 3)),)))
    assert closed == "Mo-Fr 08:00-16:00; PH off; 2026 Jun 1-2026 Jun 3 off"
    assert [opens(closed, day, 10) for day in range(5)] == [False, False, False, True, True]
    short = text_of(Week(OFFICE, "", (Other(date(2026, 6, 1), date(2026, 6, 1), "10:00-12:00"),)))
    assert [opens(short, 0, hour) for hour in (9, 11, 13)] == [False, True, False]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("closed", ""),
        ("24 h", "00:00-24:00"),
        ("8-16", "08:00-16:00"),
        ("13–16.30, 8:00 - 12", "08:00-12:00,13:00-16:30"),
        ("20-2", "20:00-02:00"),
        ("20-0", "20:00-24:00"),
    ],
)
def test_hours_are_typed_as_people_type_them(typed: str, kept: str) -> None:
    assert spans_of(typed) == kept


@pytest.mark.parametrize("typed", ["8", "8-25", "8-12, 11-16", "8:70-9", "from 8 to 4", "22-9, 8-12", "8-16-20"])
def test_hours_that_cannot_be_are_answered_with_what_to_write(typed: str) -> None:
    with pytest.raises(ValueError, match=r"hours|no such time"):
        spans_of(typed)


@pytest.mark.parametrize("rich", ["Mo-Fr sunrise-sunset", "Jan-Mar Mo 08:00-12:00", "Th[1] 10:00-12:00", "Mo 08:00+"])
def test_hours_richer_than_a_week_stay_as_they_are(rich: str) -> None:
    assert week_of(rich) is None


def test_a_week_that_is_written_otherwise_is_read_too() -> None:
    assert week_of("24/7") == Week(("00:00-24:00",) * 7)
    assert week_of("Sa-Mo 10:00-12:00; PH closed") == Week(
        ("10:00-12:00", "", "", "", "", "10:00-12:00", "10:00-12:00"), CLOSED
    )
    assert week_of("08:00-20:00") == Week(("08:00-20:00",) * 7)
    assert week_of("") == Week()


def test_days_that_differ_need_a_week_and_an_order() -> None:
    day = date(2026, 6, 1)
    with pytest.raises(Invalid, match="usual week"):
        text_of(Week(others=(Other(day, day),)))
    with pytest.raises(Invalid, match="before the first"):
        text_of(Week(OFFICE, "", (Other(day, day - timedelta(days=1)),)))
    assert Week(OFFICE, "", (Other(day, day),)).from_day(day + timedelta(days=1)) == Week(OFFICE)
