"""Findings that one button can put right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from assessment.document import Number, Questionnaire, Range
from assessment.edits import CannotEdit
from assessment.messages import Code, Finding
from console import ribbon
from console.controls import name
from console.ids import Ids
from console.named import banding_at

CASE = re.compile(r"cut_offs\[(\d+)\]")
MOST = 2  # buttons a finding


def mend(document: Questionnaire, ids: Ids, *, locked: bool) -> Callable[[Finding], Iterable[Component]]:
    """Draws the buttons that put a finding right; none where nothing may be changed."""

    def draw(found: Finding) -> Iterable[Component]:
        offers = [] if locked else list(_offers(document, found))
        for key, words in offers[:MOST]:
            yield dbc.Button(words, id=ids.row("act", key), n_clicks=0, color="outline-secondary", size="sm")

    return draw


def _offers(document: Questionnaire, found: Finding) -> Iterator[tuple[str, str]]:
    case = CASE.match(found.place.field)
    if found.code not in {Code.BAND_GAP, Code.BAND_OVERLAP} or case is None:
        return
    of, index = found.place.code, int(case.group(1))
    try:
        banding = banding_at(document, of)
        ranges = banding.cut_offs[index].ranges
    except (CannotEdit, IndexError):
        return
    titles = {band.code: band.title or band.code for band in banding.bands}
    parts = ribbon.segments(ranges, *ribbon.limits(document, banding, ranges))
    for part in parts:
        if found.code is Code.BAND_GAP and not part.bands:
            yield from _closing(of, index, ranges, part, titles)
        if found.code is Code.BAND_OVERLAP and len(part.bands) > 1:
            yield from _parting(of, index, ranges, part, titles)


def _closing(
    of: str, index: int, ranges: Sequence[Range], gap: ribbon.Segment, titles: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(ranges):
        if one.high is not None and gap.low - 1 <= one.high < gap.low:
            yield _offer(of, index, place, "high", gap.high), f"Extend “{titles.get(one.band, one.band)}” to {gap.high}"
        if one.low is not None and gap.high < one.low <= gap.high + 1:
            yield _offer(of, index, place, "low", gap.low), f"Begin “{titles.get(one.band, one.band)}” at {gap.low}"


def _parting(
    of: str, index: int, ranges: Sequence[Range], both: ribbon.Segment, titles: dict[str, str]
) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(ranges):
        words = titles.get(one.band, one.band)
        if one.high is not None and one.high == both.high and (one.low is None or one.low < both.low):
            yield _offer(of, index, place, "high", both.low - 1), f"End “{words}” at {both.low - 1}"
        if one.low is not None and one.low == both.low and (one.high is None or one.high > both.high):
            yield _offer(of, index, place, "low", both.high + 1), f"Begin “{words}” at {both.high + 1}"


def _offer(of: str, index: int, place: int, end: str, to: Number) -> str:
    return name("extend", of, index, place, end, to)
