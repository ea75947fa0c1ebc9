"""The scores that a scale can come to, and how many ways of answering lead to each: a picture, and its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from dash import html
from dash.development.base_component import Component

from assessment.document import Banding, CutOffs, Questionnaire
from assessment.states import Exact, exact, shown
from console import charts, tables
from console.language import _
from content_store import documents

if TYPE_CHECKING:
    from assessment.proof import Spread  # the prover is loaded when it is asked

MOST_ROWS = 300
MOST_ROUNDS = 12
EXACT_BELOW = 10**12


def draw(document: Questionnaire, scale: str) -> Component:
    """As far as it can be counted while somebody waits."""
    spreads = documents.spreads(document, scale)
    if spreads is None:
        return html.P(_("It cannot be counted before the errors among the findings are mended."))
    read = list(_cases(document, scale))
    alike: dict[tuple[object, ...], list[Spread]] = {}
    for one in spreads:
        alike.setdefault(one[2:], []).append(one)
    drawn = [_spread(same, read) for same in list(alike.values())[:MOST_ROUNDS]]
    about = _(
        "Counted are combinations of answers, each once, left-out answers among them. It says what can happen, not how "
        "often it does: people do not answer by chance."
    )
    counted = any(one.scores or one.unscored for one in spreads)
    return html.Div([*drawn, html.P(about, className="small muted") if counted else ""])


def _cases(document: Questionnaire, scale: str) -> Iterator[tuple[Banding, CutOffs]]:
    for profile in document.profiles:
        for banding in profile.bandings:
            if banding.scale == scale:
                yield from ((banding, case) for case in banding.cut_offs)


def _spread(same: Sequence[Spread], read: Sequence[tuple[Banding, CutOffs]]) -> Component:
    """Of one round, or of several that come to the same."""
    spread = same[0]
    title = html.P(html.Strong(_("For {code}", code=", ".join(one.loop for one in same)))) if spread.loop else ""
    if spread.too_large:
        why = _(
            "There are too many ways to answer for them to be counted. What keeps them apart: {why}.",
            why=spread.too_large,
        )
        return html.Div([title, html.P(why)])
    if not spread.scores:
        return html.Div([title, html.P(_("No answers lead to a score."))])
    rows = [_Row(score, ways, " · ".join(_bands(score, read))) for score, ways in spread.scores]
    return html.Div([title, _picture(spread, rows, marked=len(read) == 1), _unscored(spread)])


@dataclass(frozen=True, slots=True)
class _Row:
    score: Exact
    ways: int
    band: str


def _bands(score: Exact, read: Sequence[tuple[Banding, CutOffs]]) -> list[str]:
    """The bands that it lies in, for some people or for others."""
    found = {}
    for banding, case in read:
        titles = {band.code: band.title or band.code for band in banding.bands}
        for one in case.ranges:
            low, high = (None if end is None else exact(end) for end in (one.low, one.high))
            if (low is None or low <= score) and (high is None or score <= high):
                found[titles.get(one.band, one.band)] = True
    return list(found)


def _picture(spread: Spread, rows: Sequence[_Row], *, marked: bool) -> Component:
    whole = sum(row.ways for row in rows)
    starts = [next(group) for _band, group in groupby(rows, key=lambda row: row.band)] if marked else []
    figure = charts.spread(
        [float(row.score) for row in rows],
        [float(Fraction(row.ways, whole)) for row in rows],  # as shares: counts soon have more digits than a browser
        [ways_in_words(row.ways) for row in rows],
        marks=[(float(row.score), row.band) for row in starts if row.band],
    )
    most = max(rows, key=lambda row: row.ways)
    alt = _(
        "{n} score is possible, from {low} to {high}; most ways of answering lead to {most}.",
        "{n} scores are possible, from {low} to {high}; most ways of answering lead to {most}.",
        n=len(rows),
        low=shown(rows[0].score),
        high=shown(rows[-1].score),
        most=shown(most.score),
    )
    name = "-".join(["possible-scores", spread.scale, spread.loop]).rstrip("-")
    return charts.graph(figure, name=name, alt=alt, table=_table(rows, with_bands=any(row.band for row in rows)))


def _table(rows: Sequence[_Row], *, with_bands: bool) -> Component:
    columns = [
        tables.Column[_Row](_("Score"), lambda row: shown(row.score), figures=True),
        tables.Column[_Row](_("Ways of answering"), lambda row: ways_in_words(row.ways), figures=True),
        *([tables.Column[_Row](_("Band"), lambda row: row.band)] if with_bands else []),
    ]
    drawn = tables.simple_table(rows[:MOST_ROWS], columns, caption=_("Possible scores"))
    more = len(rows) - MOST_ROWS
    return html.Div([drawn, html.P(_("… and {value} more.", value=more))]) if more > 0 else drawn


def _unscored(spread: Spread) -> Component | str:
    if not spread.unscored:
        return ""
    ways = ways_in_words(spread.unscored)
    return html.P(_("Ways of answering that leave it without a score: {ways}.", ways=ways), className="counts-in")


def ways_in_words(ways: int) -> str:
    """Exact while it can be read, then as a power of ten."""
    if ways < EXACT_BELOW:
        return f"{ways:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    power = len(str(ways)) - 1
    raised = str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return _("about {figure} × 10{power}", figure=f"{ways // 10 ** (power - 1) / 10:.1f}", power=raised)
