"""Opening hours as a week that a person fills in: hours for each day, for public holidays, and for days that differ.

What is kept is OpenStreetMap's text (see `opening`). A week is read from the part of that language which a week can
say; a richer text (months, «every second Thursday», sunset) gives no week and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from content_store.permissions import Invalid

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ALL_DAY = "00:00-24:00"
CLOSED = "off"
SHUT = frozenset({"", "-", "–", "off", "closed"})
ROUND = frozenset({"24", "24h", "24/7", "0-24", "00-24"})

_SPAN = r"\d\d:\d\d-\d\d:\d\d"
_SPANS = re.compile(rf"{_SPAN}(?:,{_SPAN})*")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_RULE = re.compile(rf"(?:(?P<days>{_DAY}(?:[-,]{_DAY})*) )?(?P<hours>off|closed|{_SPANS.pattern})")
_DATE = r"(\d{4}) (" + "|".join(MONTHS) + r") (\d{1,2})"
_DATED = re.compile(rf"{_DATE}(?:-{_DATE})? (?P<hours>off|closed|{_SPANS.pattern})")
_TYPED = re.compile(r"(\d{1,2})(?:[:.](\d\d))?-(\d{1,2})(?:[:.](\d\d))?")


@dataclass(frozen=True, slots=True)
class Other:
    """Days on which the hours differ, the first and the last included. Empty hours: closed."""

    first: date
    last: date
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """`days`: Monday first, empty: closed. `holidays`: empty: as on any other day; `off`: closed."""

    days: tuple[str, ...] = ("",) * 7
    holidays: str = ""
    others: tuple[Other, ...] = ()

    def from_day(self, today: date) -> Week:
        """Without what is over."""
        return Week(self.days, self.holidays, tuple(one for one in self.others if one.last >= today))


def spans_of(typed: str) -> str:
    """Hours as a person types them, made into `08:00-12:00,13:00-16:00`; empty for closed. An end at or before its
    beginning lies on the next day. Raises ValueError with what to write instead."""
    text = re.sub(r"\s+", "", typed.strip().lower()).replace("–", "-").replace("—", "-")
    if text in SHUT:
        return ""
    if text in ROUND:
        return ALL_DAY
    spans = [_span(part) for part in text.replace(";", ",").split(",") if part]
    spans.sort()
    for (_, end), (start, _) in pairwise(spans):
        if end > start:
            raise ValueError("These hours overlap. Write them one after the other: 08:00-12:00, 13:00-16:00")
    if spans[-1][1] > 24 * 60 and spans[-1][1] - 24 * 60 > spans[0][0]:
        raise ValueError("These hours overlap: the last ones go on into the first.")
    return ",".join(f"{_clock(start)}-{_clock(end if end <= 24 * 60 else end - 24 * 60)}" for start, end in spans)


def _span(part: str) -> tuple[int, int]:
    """In minutes from the day's beginning; over midnight the end is above 24 hours."""
    found = _TYPED.fullmatch(part)
    if not found:
        raise ValueError("Write hours like 08:00-16:00 or 8-12, 13-16. Leave it empty for closed; 24 h for all day.")
    hours = [int(found[1]), int(found[2] or 0), int(found[3]), int(found[4] or 0)]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if start >= 24 * 60 or end > 24 * 60 or hours[1] > 59 or hours[3] > 59:
        raise ValueError("There is no such time of day. Write hours like 08:00-16:00.")
    return start, end if end > start else end + 24 * 60


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def text_of(week: Week) -> str:
    """The week as it is kept; empty where nothing is open on any day. Raises Invalid by `day`, `holidays`, `others`."""
    if not any(week.days):
        if week.others:
            raise Invalid({"others": "Fill in the usual week first: days that differ need one to differ from."})
        return ""
    rules = []
    for hours, group in groupby(range(7), key=lambda day: week.days[day]):
        days = [DAYS[day] for day in group]
        if hours:
            rules.append(f"{days[0]}-{days[-1]} {hours}" if len(days) > 1 else f"{days[0]} {hours}")
    # After a semicolon a rule begins its day anew, which would cut off what goes on past midnight.
    joined = (", " if any(_over_midnight(hours) for hours in week.days) else "; ").join(rules)
    whole = ["24/7" if set(week.days) == {ALL_DAY} else joined]
    if week.holidays:
        whole.append(f"PH {week.holidays}")
    return "; ".join([*whole, *(_dated(one) for one in week.others)])


def _over_midnight(hours: str) -> bool:
    return any(span[6:] <= span[:5] for span in hours.split(",") if span)


def _dated(one: Other) -> str:
    if one.first > one.last:
        raise Invalid({"others": "The last day must not be before the first."})
    days = _day(one.first) if one.first == one.last else f"{_day(one.first)}-{_day(one.last)}"
    return f"{days} {one.hours or CLOSED}"


def _day(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day}"


def week_of(text: str) -> Week | None:
    """The week that a text says; None where it says more than a week can."""
    days, holidays = [""] * 7, ""
    others: list[Other] = []
    for rule in _rules(text):
        if rule == "24/7":
            days = [ALL_DAY] * 7
        elif dated := _DATED.fullmatch(rule):
            if (other := _other(dated)) is None:
                return None
            others.append(other)
        elif found := _RULE.fullmatch(rule):
            hours = "" if found["hours"] in SHUT else found["hours"]
            for day in _named(found["days"] or "Mo-Su"):
                if day == "PH":
                    holidays = hours or CLOSED
                else:
                    days[DAYS.index(day)] = hours
        else:
            return None
    return Week(tuple(days), holidays, tuple(others))


def _rules(text: str) -> list[str]:
    """Rules stand after a semicolon, or after a comma with a blank."""
    return [rule.strip() for part in text.split(";") for rule in re.split(r", (?=[A-Z])", part) if rule.strip()]


def _named(selector: str) -> Sequence[str]:
    found: list[str] = []
    for part in selector.split(","):
        first, _, last = part.partition("-")
        if not last or "PH" in (first, last):
            found += [one for one in (first, last) if one]
            continue
        start, end = DAYS.index(first), DAYS.index(last)
        found += [DAYS[day % 7] for day in range(start, end + 1 if end >= start else end + 8)]
    return found


def _other(dated: re.Match[str]) -> Other | None:
    first, last = day_named(dated[1], dated[2], dated[3]), day_named(*(dated[n] or dated[n - 3] for n in (4, 5, 6)))
    hours = "" if dated["hours"] in SHUT else dated["hours"]
    return Other(first, last, hours) if first and last else None


def day_named(year: str, month: str, day: str) -> date | None:
    """The day that `2026`, `Dec`, `24` name; None where there is none, as on 31 February."""
    try:
        return date(int(year), MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
