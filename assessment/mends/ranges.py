"""Cut-offs: closing gaps, parting overlaps, keeping to the scores that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from assessment.document import Band, Banding, Number, Questionnaire, Range
from assessment.mends.offer import Mend, Said, cut, exchange, figure, named, put, value_at
from assessment.messages import Code, Finding, Place, PlaceKind
from assessment.parts import remove_part
from assessment.places import path_of
from assessment.states import exact

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
HAIR = Decimal("0.01")
"""What is left between two bands where not every fraction between them is listed."""


def _scores(found: Finding) -> list[Number]:
    return [figure(text) for text in NUMBER.findall(str(found.values.get("scores", "")))]


def _titles(document: Questionnaire, place: Place) -> dict[str, str]:
    banding: Banding = value_at(document, Place(place.kind, place.code))
    return {band.code: band.title or band.code for band in banding.bands}


def _gaps(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """For each gap: the band below reaches up, or the band above reaches down."""
    ranges: Sequence[Range] = value_at(
        document, Place(found.place.kind, found.place.code, f"{found.place.field}.ranges")
    )
    titles = _titles(document, found.place)
    scores = _scores(found)
    listed = "…" not in str(found.values["scores"])
    above = sorted((each.low, index) for index, each in enumerate(ranges) if each.low is not None)
    below = sorted((each.high, index) for index, each in enumerate(ranges) if each.high is not None)
    told: set[tuple[object, ...]] = set()
    for score in scores:
        under = max((pair for pair in below if pair[0] < score), default=None)
        over = min((pair for pair in above if pair[0] > score), default=None)
        if (under, over) in told:
            continue
        told.add((under, over))
        here = [each for each in scores if (not under or each > under[0]) and (not over or each < over[0])]
        whole = all(exact(each).denominator == 1 for each in here)
        if under:
            to = max(here) if over is None or not (whole or not listed) else over[0] - (1 if whole else HAIR)
            yield _moved(
                found.place, under[1], "high", to, _to("Extend “{band}” to {score}", titles[ranges[under[1]].band], to)
            )
        if over:
            to = min(here) if under is None or not (whole or not listed) else under[0] + (1 if whole else HAIR)
            yield _moved(
                found.place, over[1], "low", to, _to("Begin “{band}” at {score}", titles[ranges[over[1]].band], to)
            )


def _to(pattern: str, band: str, score: Number) -> Said:
    return Said(pattern, band=band, score=score)


def _moved(place: Place, index: int, end: str, to: Number, words: Said) -> Mend:
    here = Place(place.kind, place.code, f"{place.field}.ranges[{index}].{end}")
    return Mend(named("extend", here, to), words, put(here, to))


def _overlaps(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """Where two ranges share an end piece, one of them gives it up."""
    ranges: Sequence[Range] = value_at(
        document, Place(found.place.kind, found.place.code, f"{found.place.field}.ranges")
    )
    titles = _titles(document, found.place)
    pair = [
        (index, each)
        for index, each in enumerate(ranges)
        if each.band in (found.values["first"], found.values["second"])
    ]
    for (first, lower), (second, upper) in ((one, two) for one in pair for two in pair if one[0] != two[0]):
        if lower.high is None or upper.low is None or upper.low > lower.high:
            continue
        if lower.low is not None and lower.low >= upper.low:
            continue
        if upper.high is not None and upper.high <= lower.high:
            continue
        step = 1 if exact(upper.low).denominator == exact(lower.high).denominator == 1 else HAIR
        to = upper.low - step
        yield _moved(found.place, first, "high", to, _to("End “{band}” at {score}", titles[lower.band], to))
        to = lower.high + step
        yield _moved(found.place, second, "low", to, _to("Begin “{band}” at {score}", titles[upper.band], to))


def _within(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """A range goes no further than the scores do."""
    to = figure(str(found.values["most"]))
    banding = Place(found.place.kind, found.place.code)
    words = _titles(document, banding).get(str(found.values["band"]), "")
    at_end = found.place.field.endswith("high")
    said = _to("End “{band}” at {score}", words, to) if at_end else _to("Begin “{band}” at {score}", words, to)
    yield Mend(named("extend", found.place, to), said, put(found.place, to))


def _swapped(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    def change(whole: Questionnaire) -> Questionnaire:
        each: Range = value_at(whole, found.place)
        return put(found.place, replace(each, low=each.high, high=each.low))(whole)

    yield Mend(named("exchange", found.place), exchange(found.values["low"], found.values["high"]), change)


def _declared(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    to = figure(str(found.values["score"]))
    yield Mend(named("set", found.place, to), Said("Say that {score} is possible", score=to), put(found.place, to))


def _without_band(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    """A band that nobody can be in goes, with its ranges, its decisions and the texts that are for it alone."""
    profile, code, own = found.place.code.split(".")
    place = Place(PlaceKind.BANDING, f"{profile}.{code}")

    def change(whole: Questionnaire) -> Questionnaire:
        banding: Banding = value_at(whole, place)
        cases = tuple(replace(c, ranges=tuple(r for r in c.ranges if r.band != own)) for c in banding.cut_offs)
        left = replace(banding, cut_offs=cases, decisions=tuple(d for d in banding.decisions if d.band != own))
        whole = put(place, left)(whole)
        for block in whole.profile(profile).blocks:
            if (block.banding, block.band) == (code, own):
                whole = remove_part(whole, PlaceKind.BLOCK, f"{profile}.{block.code}")
        return remove_part(whole, PlaceKind.BAND, found.place.code)

    band: Band = value_at(document, found.place)
    yield Mend(named("remove", found.place), Said("Remove “{band}” and its texts", band=band.title or own), change)


def _without_case(document: Questionnaire, found: Finding) -> Iterator[Mend]:
    entry = found.place.field.partition(".")[0]
    place = Place(found.place.kind, found.place.code, entry)
    if path_of(document, place):
        yield Mend(named("remove", place), Said("Remove what never applies"), cut(place))


MAKERS = {
    Code.BAND_GAP: _gaps,
    Code.FRACTION_GAP: _gaps,
    Code.BAND_OVERLAP: _overlaps,
    Code.RANGE_BEYOND: _within,
    Code.RANGE_UPSIDE_DOWN: _swapped,
    Code.SCORE_OUT_OF_RANGE: _declared,
    Code.BAND_UNREACHABLE: _without_band,
    Code.CASE_NEVER_APPLIES: _without_case,
}
