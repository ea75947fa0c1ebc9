"""A table of figures, once for the screen and once for a file: the same numbers, hidden where they must be.

What leaves in a file is rounded besides (`disclosure.rounded`), with its shares reckoned anew from the rounded counts,
and says what its words mean, what it was narrowed to and as of when it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html

from console import charts, tables, words
from console.language import _
from console.times import in_words
from content_store import spreadsheets
from content_store.disclosure import ROUNDED_TO, Cell, Share, rounded, share


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole, shown as a share with its interval."""

    part: Cell
    whole: Cell

    def share(self) -> Share | None:
        return share(self.part, self.whole)


Value = str | Cell | Rate


@dataclass(frozen=True, slots=True)
class Figures:
    """`name` is the file's. `rows` have a value for each of `head`."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def table(found: Figures, *, bars: int | None = None, without: int | None = None) -> html.Div:
    """As it stands on a screen. `bars`: the column of counts that gets small bars beside it; `without`: one that stands
    in the file only."""
    most = max((_count(row[bars]) for row in found.rows), default=0) if bars is not None else 0

    def column(at: int) -> tables.Column[tuple[Value, ...]]:
        counts = any(not isinstance(row[at], str) for row in found.rows)
        return tables.Column(found.head[at], lambda row: _shown(row[at], most if at == bars else 0), figures=counts)

    columns = [column(at) for at in range(len(found.head)) if at != without]
    return tables.simple_table(found.rows, columns, caption=found.title)


def _count(value: Value) -> int:
    return value.n or 0 if isinstance(value, Cell) else 0


def _shown(value: Value, most: int) -> Any:
    match value:
        case Cell():
            figure = words.figure(value)
            if not most:
                return figure
            return html.Span([charts.bar(_count(value), most), " ", figure], className="text-nowrap")
        case Rate():
            found = value.share()
            return html.Span(words.percent(found), title=words.interval(found))
    return value


def csv_of(
    found: Figures, *, narrowed: Sequence[tuple[str, str]], meanings: Sequence[tuple[str, str]], at: datetime
) -> bytes:
    """The file. `narrowed`: the period and filters, as names and values."""
    head = [name for place, name in enumerate(found.head) for name in _heads(found, place, name)]
    return spreadsheets.csv_of(
        [found.title],
        [
            [_("As of"), in_words(at)],
            *([name, value] for name, value in narrowed),
            [
                _("Counts"),
                _(
                    "Rounded to the nearest {rounded_to}; shares are of the rounded counts, with 95 % intervals.",
                    rounded_to=ROUNDED_TO,
                ),
            ],
            *([word, sentence] for word, sentence in meanings),
            [],
            head,
            *([part for value in row for part in _written(value)] for row in found.rows),
        ],
    )


def _heads(found: Figures, place: int, name: str) -> list[str]:
    is_rate = any(isinstance(row[place], Rate) for row in found.rows)
    return [name, _("{name}, lowest likely", name=name), _("{name}, highest likely", name=name)] if is_rate else [name]


def _written(value: Value) -> Iterator[object]:
    match value:
        case Cell():
            cell = rounded(value)
            yield cell.n if cell.text.isdigit() else cell.text
        case Rate(part, whole):
            found = share(rounded(part), rounded(whole))
            yield from (round(one, 3) for one in (found.value, found.low, found.high)) if found else ("", "", "")
        case _:
            yield value
