"""The one place where figures are made: same look, no modebar clutter, nothing sent anywhere, a table beside each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from console.language import _
from console.words import short_day
from content_store.disclosure import Share

MOST_NAMED = 7  # days on an axis: on a phone no more have room
TEAL = "#12766f"
TEAL_LIGHT = "rgba(38, 150, 140, .4)"
INK = "#5b6b6a"  # axes and words that stand on light and dark alike; console.css sharpens them for each
SERIES = (TEAL, "#b7791f", "#4263a8", "#8a4f7d", "#7a8b3c", "#a14b3b")
CONFIG = {
    "displaylogo": False,
    "displayModeBar": False,
    "modeBarButtonsToRemove": ["sendChartToCloud", "lasso2d", "select2d"],
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
}


def graph(figure: go.Figure, *, name: str, alt: str, table: Any, height: int = 280) -> html.Figure:
    """A figure with its words (`alt`, for who cannot see it and as its caption) and its table beside it."""
    figure.update_layout(
        height=height,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", "size": 13, "color": INK},
        colorway=list(SERIES),
        margin={"l": 44, "r": 12, "t": 12, "b": 36},
        hovermode="x unified",
        dragmode=False,
        bargap=0.25,
        legend={"orientation": "h", "y": 1.12, "x": 0},
    )
    figure.update_xaxes(fixedrange=True, showgrid=False, zeroline=False, automargin=True)
    figure.update_yaxes(fixedrange=True, zeroline=False, gridcolor="rgba(127,140,140,.25)", automargin=True)
    picture = dcc.Graph(id=name, figure=figure, config=dict(CONFIG), style={"height": f"{height}px"})
    details = html.Details([html.Summary(_("The figures as a table")), table]) if table is not None else None
    return html.Figure([html.Div(picture, role="img", **{"aria-label": alt}), html.Figcaption(alt), details])


def by_day(
    days: Sequence[str],
    series: Sequence[tuple[str, Sequence[int | None]]],
    *,
    marks: Sequence[tuple[str, str]] = (),
) -> go.Figure:
    """Bars from zero, each series a part of the one before it and drawn inside it, named in a legend above. `days` and
    the days of `marks` (events, drawn as dotted lines with their words) are ISO."""
    figure = go.Figure()
    for place, (name, counts) in enumerate(series, start=1):
        colour = TEAL if place == len(series) else TEAL_LIGHT
        figure.add_bar(x=list(days), y=list(counts), name=name, marker={"color": colour, "line": {"width": 0}})
    figure.update_layout(barmode="overlay", showlegend=len(series) > 1)
    happened: dict[str, list[str]] = {}
    for when, words in marks:
        happened.setdefault(when, []).append(words)
    for when, together in happened.items():
        figure.add_shape(
            type="line", x0=when, x1=when, yref="paper", y0=0, y1=1, line={"dash": "dot", "width": 1, "color": INK}
        )
        figure.add_annotation(
            x=when,
            y=1,
            yref="paper",
            text=", ".join(together),
            showarrow=False,
            xanchor="left",
            yanchor="top",
            textangle=-90,
        )
    told = list(days)[:: -(-len(days) // MOST_NAMED) or 1]
    names = [short_day(date.fromisoformat(day)) for day in told]  # plotly's own would be English
    figure.update_xaxes(type="date", tickvals=told, ticktext=names)
    figure.update_yaxes(rangemode="tozero", tickformat=",d")
    return figure


def spread(
    places: Sequence[float], shares: Sequence[float], words: Sequence[str], *, marks: Sequence[tuple[float, str]] = ()
) -> go.Figure:
    """Bars from zero over a line of numbers; what is pointed at is said in `words`. `marks`: where something begins,
    drawn as a dotted line before the bar with its name."""
    figure = go.Figure()
    figure.add_bar(x=list(places), y=list(shares), customdata=list(words), hovertemplate="%{x}: %{customdata}", name="")
    before = min((after - at for at, after in pairwise(places)), default=1) / 2
    for at, name in marks:
        figure.add_shape(
            type="line",
            x0=at - before,
            x1=at - before,
            yref="paper",
            y0=0,
            y1=1,
            line={"dash": "dot", "width": 1, "color": INK},
        )
        figure.add_annotation(
            x=at - before,
            y=1,
            yref="paper",
            text=name,
            showarrow=False,
            xanchor="left",
            yanchor="top",
            textangle=-90,
        )
    room = 1.6 if marks else 1.05  # for the names, above the bars
    figure.update_yaxes(range=[0, room * max(shares, default=1)], tickformat=".0%")
    return figure


def bar(part: int, whole: int) -> html.Span:
    """A small bar in a table cell, drawn without plotly."""
    share = 0 if whole <= 0 else max(0, min(100, round(100 * part / whole)))
    return html.Span(html.Span(style={"width": f"{share}%"}), className="cell-bar", **{"aria-hidden": "true"})


def spark(counts: Sequence[int]) -> html.Div:
    """A row of thin bars from zero, for a glance; the numbers stand beside it in words."""
    most = max(counts, default=0) or 1
    bars = [html.Span(style={"height": f"{max(4, round(100 * count / most)) if count else 2}%"}) for count in counts]
    return html.Div(bars, className="spark", **{"aria-hidden": "true"})


def rates(names: Sequence[str], shares: Sequence[Share | None]) -> go.Figure:
    """Shares lying down, each a dot in its interval with the percentage beside it; where there are too few to say, the
    name stands alone."""
    named = [name for name, share in zip(names, shares, strict=True) if share]
    known = [share for share in shares if share]
    figure = go.Figure()
    figure.add_scatter(
        x=[share.value for share in known],
        y=named,
        mode="markers",
        marker={"size": 9, "color": TEAL},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [share.high - share.value for share in known],
            "arrayminus": [share.value - share.low for share in known],
            "color": TEAL,
            "thickness": 2,
            "width": 4,
        },
        name="",
        hovertemplate="%{x:.0%}",
    )
    figure.add_scatter(  # one trace, not a note for each: those are slow by the hundred
        x=[share.high for share in known],
        y=named,
        text=[f"  {share.value:.1%}" if share.value < 0.1 else f"  {share.value:.0%}" for share in known],
        mode="text",
        textposition="middle right",
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(hovermode="closest", showlegend=False)
    figure.update_yaxes(
        autorange=None,
        range=[len(names) - 0.5, -0.5],
        categoryorder="array",
        categoryarray=list(names),
        type="category",
    )
    top = max((share.high for share in known), default=1.0)
    near = top < 0.08
    figure.update_xaxes(
        range=[0, min(1.08, top * 1.15 + 0.005)], tickformat=".1%" if near else ".0%", nticks=6, showgrid=True
    )
    return figure
