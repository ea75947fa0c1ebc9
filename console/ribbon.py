"""Cut-offs as a picture: a ribbon from the lowest to the highest score, with its gaps and overlaps.

It shows whole scores only; what is proved about a banding, fractions included, stands in the findings.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, gcd, lcm

from dash import html
from dash.development.base_component import Component

from assessment.document import (
    MEASURED,
    Band,
    Banding,
    Method,
    NotAsked,
    Number,
    Questionnaire,
    Range,
    Scale,
    Term,
    Unanswered,
)
from console.language import _

GAP, OVERLAP = "gap", "overlap"
WIDEST = 2000  # scores; a longer scale is drawn from its cut-offs alone


@dataclass(frozen=True, slots=True)
class Segment:
    """Scores `low` to `high` lie in `bands`: one, or none (a gap), or several (an overlap)."""

    low: int
    high: int
    bands: tuple[str, ...]


def segments(ranges: Sequence[Range], lowest: int, highest: int) -> tuple[Segment, ...]:
    """The whole scores from `lowest` to `highest`, cut wherever the bands they lie in change."""
    edges = {lowest, highest + 1}
    for one in ranges:
        edges.add(lowest if one.low is None else min(max(ceil(one.low), lowest), highest + 1))
        edges.add(highest + 1 if one.high is None else max(min(floor(one.high) + 1, highest + 1), lowest))
    cuts = sorted(edges)
    found: list[Segment] = []
    for low, after in itertools.pairwise(cuts):
        bands = tuple(dict.fromkeys(one.band for one in ranges if _holds(one, low)))
        if found and found[-1].bands == bands:
            found[-1] = Segment(found[-1].low, after - 1, bands)
        else:
            found.append(Segment(low, after - 1, bands))
    return tuple(found)


def _holds(one: Range, score: int) -> bool:
    return (one.low is None or one.low <= score) and (one.high is None or score <= one.high)


def limits(document: Questionnaire, banding: Banding, ranges: Sequence[Range]) -> tuple[int, int]:
    """The lowest and highest whole score to draw: see `span`; a very long scale is drawn near its cut-offs alone."""
    low, high = span(document, banding, ranges)
    if high - low > WIDEST:
        ends = _ends(ranges)
        low, high = max(low, min(ends) - 1), min(high, max(ends) + 1)
    return floor(low), max(ceil(high), floor(low))


def span(document: Questionnaire, banding: Banding, ranges: Sequence[Range]) -> tuple[Number, Number]:
    """The lowest and highest score: all that the scale declares and all that its points allow, else what the cut-offs
    themselves say."""
    scale = next((scale for scale in document.scales if scale.code == banding.scale), None)
    known: list[Number | None] = []
    if scale is not None:
        known = [scale.minimum, scale.maximum, *_reach(document, scale)]
    reached = [end for end in known if end is not None] or _ends(ranges)
    return min(reached), max(reached)


def _ends(ranges: Sequence[Range]) -> list[Number]:
    return [end for one in ranges for end in (one.low, one.high) if end is not None] or [0]


def _reach(document: Questionnaire, scale: Scale) -> tuple[Number | None, Number | None]:
    """Lowest and highest sum of the points of a plain sum; (None, None) for anything cleverer."""
    if scale.method is not Method.SUM or scale.multiply != 1 or scale.add:
        return None, None
    low: Number = 0
    high: Number = 0
    for term in scale.terms:
        points = _points(document, term.of, once=bool(scale.loop))
        if not points or term.recode or term.weight < 0:
            return None, None
        least = 0 if scale.not_asked is NotAsked.ZERO else min(points)
        low, high = _sum(low, min(least, *points) * term.weight), _sum(high, max(points) * term.weight)
    return low, high


def _sum(a: Number, b: Number) -> Number:
    return a + b if isinstance(a, int) and isinstance(b, int) else Decimal(a) + Decimal(b)


def _points(document: Questionnaire, address: str, *, once: bool) -> list[Number]:
    """What a term can add: a number, an item, a row, a whole grid, whose rows add up; what is asked in a loop, as often
    as the loop can go round, unless there is a score for each round (`once`)."""
    code, _sign, row = address.partition(".")
    try:
        item = document.item(code)
        section = document.section_of(code)
        chosen = document.choice_list(item.choices).choices if item.choices else ()
        over = document.choice_list(document.item(section.loop_over).choices).choices if section.loop_over else ()
    except KeyError:
        return []
    times = len(item.rows) if item.rows and not row else 1
    if section.loop_over and not once:
        times *= sum(not choice.exclusive for choice in over)
    ends = [end for end in (item.minimum, item.maximum) if end is not None]
    measured = ends if item.kind in MEASURED and len(ends) == 2 else []
    return [points * times for points in [*measured, *(one.points for one in chosen if one.points is not None)]]


def grain(document: Questionnaire, code: str, above: tuple[str, ...] = ()) -> Number:
    """How far apart the possible scores of a scale lie at least: 1, 0.5, 0.25 …; for a mean that is not rounded, 0.01.
    `above`: the scales that it is a part of."""
    scale = next((one for one in document.scales if one.code == code), None)
    if scale is None or code in above:
        return 1
    if scale.decimals is not None:
        return plain(Decimal(1).scaleb(-scale.decimals))
    if scale.method is Method.COUNT:
        steps = [term.weight for term in scale.terms]
    else:
        steps = [step * term.weight for term in scale.terms for step in _steps(document, term, (*above, code))]
    apart = _common([step * scale.multiply for step in steps] + [scale.add])
    divides = scale.method is Method.MEAN or scale.unanswered is Unanswered.PRORATE
    return min(apart, Decimal("0.01")) if divides else apart


def _steps(document: Questionnaire, term: Term, above: tuple[str, ...]) -> list[Number]:
    """What the points of a term are whole multiples of."""
    code = term.of.partition(".")[0]
    item = next((one for _rest, one in document.items() if one.code == code), None)
    if item is None:
        return [grain(document, code, above)] if code in {one.code for one in document.scales} else []
    measured = [item.step, *(end for end in (item.minimum, item.maximum) if end is not None)]
    return [
        *_points(document, term.of, once=True),
        *(measured if item.kind in MEASURED else []),
        *(one.to for one in term.recode),
    ]


def _common(steps: Sequence[Number]) -> Number:
    """The largest number that divides all of them."""
    found = [Fraction(step) for step in steps if step]
    if not found:
        return 1
    below = lcm(*(one.denominator for one in found))
    shared = Fraction(gcd(*(int(one * below) for one in found)), below)
    return plain(Decimal(shared.numerator) / Decimal(shared.denominator))


def plain(figure: Decimal) -> Number:
    """As a document keeps it."""
    return int(figure) if figure == figure.to_integral_value() else figure.normalize()


def halves(low: Number, high: Number, step: Number) -> tuple[Number, Number]:
    """Up to where the lower half of these scores goes, and where the upper begins."""
    first, apart = Decimal(low), Decimal(step)
    middle = first + int((Decimal(high) - first) / 2 / apart) * apart
    return plain(middle), plain(middle + apart)


def above(score: Number, step: Number) -> Number:
    """The next possible score."""
    return plain(Decimal(score) + Decimal(step))


def draw(document: Questionnaire, banding: Banding, ranges: Sequence[Range]) -> Component:
    """The ribbon, and the same in words for those who do not see it."""
    lowest, highest = limits(document, banding, ranges)
    bands = {band.code: band for band in banding.bands}
    parts = segments(ranges, lowest, highest)
    said = "; ".join(f"{_span(part)}: {_words(part, bands)}" for part in parts)
    return html.Div(
        [_segment(part, bands, highest - lowest + 1) for part in parts],
        className="ribbon",
        role="img",
        **{"aria-label": _("Scores {lowest} to {highest}. {said}.", lowest=lowest, highest=highest, said=said)},
    )


def ribbons(document: Questionnaire, wanted: Iterable[str]) -> list[Component]:
    """The ribbons of a screen drawn anew, by their names `<profile>.<banding>|<case>`; nothing for what is gone."""
    known = {
        f"{profile.code}.{banding.code}|{index}": (banding, case.ranges)
        for profile in document.profiles
        for banding in profile.bandings
        for index, case in enumerate(banding.cut_offs)
    }
    return [draw(document, *known[one]) if one in known else html.Div() for one in wanted]


def _segment(part: Segment, bands: dict[str, Band], whole: int) -> Component:
    level = bands[part.bands[0]].level.value if len(part.bands) == 1 and part.bands[0] in bands else ""
    kind = f"level-{level}" if level else (GAP if not part.bands else OVERLAP)
    size = part.high - part.low + 1
    return html.Div(
        [html.Span(_span(part), className="ribbon-span"), html.Span(_words(part, bands), className="ribbon-words")],
        className=f"ribbon-part {kind}",
        style={"flexGrow": max(size, whole / 14)},
        title=f"{_span(part)}: {_words(part, bands)}",
    )


def _span(part: Segment) -> str:
    return str(part.low) if part.low == part.high else f"{part.low}–{part.high}"


def _words(part: Segment, bands: dict[str, Band]) -> str:
    if not part.bands:
        return _("no result")
    titles = [bands[code].title or code if code in bands else code for code in part.bands]
    return titles[0] if len(titles) == 1 else _("both: {titles}", titles=", ".join(titles))
