"""What the ranges of a banding say beside the scores that people can have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from assessment.document import Banding, CutOffs
from assessment.messages import Code, Place
from assessment.proof.verdicts import Found, Shows
from assessment.sentences import Said
from assessment.states import Exact, exact, shown


def gap_code(case: CutOffs, scores: Collection[Exact]) -> Code:
    """Whether the scores without a band are fractions alone that lie between two ranges."""
    lows = [exact(each.low) for each in case.ranges if each.low is not None]
    highs = [exact(each.high) for each in case.ranges if each.high is not None]
    between = all(
        score.denominator != 1 and any(high < score for high in highs) and any(score < low for low in lows)
        for score in scores
    )
    return Code.FRACTION_GAP if between else Code.BAND_GAP


def beyond(banding: Banding, place: Place, scores: Mapping[Exact, Callable[[], Shows]]) -> Iterator[Found]:
    """Ranges that start below the lowest score that anybody can have, or end above the highest; with answers that come
    to it."""
    if not scores:
        return
    lowest, highest = min(scores), max(scores)
    for case_index, case in enumerate(banding.cut_offs):
        when = Said(" where {when}", when=case.when) if case.when else ""
        for index, each in enumerate(case.ranges):
            here = f"cut_offs[{case_index}].ranges[{index}]"
            low = None if each.low is None else exact(each.low)
            high = None if each.high is None else exact(each.high)
            if high is not None and high > highest and (low is None or low <= highest):
                said = {"goes": Said("goes up to"), "end": each.high, "most": shown(highest), "which": Said("highest")}
                at = Place(place.kind, place.code, f"{here}.high")
                yield Found(Code.RANGE_BEYOND, at, {"band": each.band, "case": when, **said}, scores[highest]())
            if low is not None and low < lowest and (high is None or high >= lowest):
                said = {"goes": Said("starts at"), "end": each.low, "most": shown(lowest), "which": Said("lowest")}
                at = Place(place.kind, place.code, f"{here}.low")
                yield Found(Code.RANGE_BEYOND, at, {"band": each.band, "case": when, **said}, scores[lowest]())
