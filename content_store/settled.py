"""Sums over days whose runs are all over. Nothing is counted to them any more, so they are summed once in each process:
a quarter of two hundred questions in ten countries is close to a million rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date, timedelta

from assessment.cache import Cache

Sums = tuple[tuple[str, str, int], ...]

KEPT_MOST = 64
OVER_AFTER = timedelta(days=3)
"""A run's token is read for two days at most; the third is for counts that were late."""

_kept: Cache[Hashable, Sums] = Cache(KEPT_MOST)


def last_day_over(today: date) -> date:
    return today - OVER_AFTER


def summed(key: Hashable, add_up: Callable[[], Sums]) -> Sums:
    """`key` says which store, whose rows and which days, all of them over."""
    found = _kept.get(key)
    if found is None:
        found = add_up()
        _kept.put(key, found)
    return found


def forget() -> None:
    """Something was counted to such a day after all, as where counters are made for a demonstration."""
    _kept.clear()
