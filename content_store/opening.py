"""Opening hours: kept as OpenStreetMap's text, read in the country's own time and holidays."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # its stub lacks the error

from assessment.sentences import Said

ZONES = {
    "AL": "Europe/Tirane",
    "BA": "Europe/Sarajevo",
    "HR": "Europe/Zagreb",
    "GR": "Europe/Athens",
    "ME": "Europe/Podgorica",
    "MK": "Europe/Skopje",
    "RO": "Europe/Bucharest",
    "RS": "Europe/Belgrade",
    "SI": "Europe/Ljubljana",
    "XK": "Europe/Belgrade",
}
# The reader knows no holidays for Kosovo*, and for Bosnia and Herzegovina they differ by entity: «PH off» does nothing.
HOLIDAYS_UNKNOWN = frozenset({"BA", "XK"})
LONGEST = 300
SOON = timedelta(days=6)  # within it, a day of the week says which day is meant


def open_now(hours: str, country: str, now: datetime) -> bool | None:
    """None where the hours are not given, cannot be read, or leave it open themselves («unknown»)."""
    if not hours:
        return None
    try:
        state = _read(hours, country).state(now.astimezone(ZoneInfo(ZONES[country])))[0]
    except ParserError:
        return None
    return None if state == State.UNKNOWN else bool(state == State.OPEN)


def next_change(hours: str, country: str, now: datetime) -> datetime | None:
    """When it opens or closes next, in the country's time. None where that is not known, never comes, or lies too far
    ahead to be of use."""
    if not hours:
        return None
    here = now.astimezone(ZoneInfo(ZONES[country]))
    try:
        change = _read(hours, country).next_change(here)
    except ParserError:
        return None
    return change if change is not None and change - here < SOON else None


def problem_of(hours: str) -> str:
    """What an author must correct; empty where the hours can be read (or there are none)."""
    if not hours:
        return ""
    if len(hours) > LONGEST:
        return Said("Opening hours can be {most} characters long at most.", most=LONGEST)
    try:
        _read(hours, "XK")
    except ParserError as error:
        where = re.search(r"1:(\d+)", str(error))
        like = "Mo-Fr 08:00-16:00; Sa 09:00-12:00; PH off"
        if where:
            column = where[1]
            return Said(
                "These opening hours cannot be read at character {column}. Write: {like}", column=column, like=like
            )
        return Said("These opening hours cannot be read. Write them like: {like}", like=like)
    return ""


@lru_cache(maxsize=4_096)  # services share hours, and the text does not change under us
def _read(hours: str, country: str) -> OpeningHours:
    holidays = None if country in HOLIDAYS_UNKNOWN else country
    return OpeningHours(hours, timezone=ZoneInfo(ZONES[country]), country=holidays)
