"""Lists as pure functions of their address: page, search, sort and filters stand in the URL, so that bookmarks and
Back work; the store pages, the browser holds no rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import dash_bootstrap_components as dbc
from dash import dcc, html

from console import shell
from console.forms import NONE, Options
from console.language import N_, _
from console.language import number as written
from content_store.paging import LONGEST_QUERY, Page

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a list is, and what is asked of it: `Address("/questionnaires", {"q": q, "sort": sort, "page": page})`."""

    path: str
    asked: Mapping[str, str] = field(default_factory=dict)

    def to(self, **changes: object) -> str:
        """The address with something else asked. Asking for anything but a page goes to the first page."""
        asked = dict(self.asked)
        if "page" not in changes:
            asked.pop("page", None)
        return shell.href(self.path, **{**asked, **changes})


@dataclass(frozen=True)  # no slots: `Column[Row](…)` has nowhere to note its type then
class Column(Generic[Row]):
    """`cell` draws a row's cell. `sort` is the name the list's `sort` takes (`-` before it: descending). `ticks`: a box
    to tick, which leads nowhere."""

    title: Any
    cell: Callable[[Row], Any]
    sort: str = ""
    figures: bool = False
    ticks: bool = False


def table(
    page: Page[Row],
    columns: Sequence[Column[Row]],
    at: Address,
    *,
    to: Callable[[Row], str] | None = None,
    empty: Any = None,
    caption: str = "",
) -> html.Div:
    """The rows, their pager, or what stands in place of an empty list. With `to`, a row leads to an address: the
    first cell is the link, and the whole row can be clicked."""
    if not page.rows:
        nothing = _("Nothing matches. Widen or clear the filters.") if _narrowed(at) else _("Nothing here yet.")
        return html.Div(empty if empty is not None and not _narrowed(at) else shell.empty(nothing))
    return html.Div([simple_table(page.rows, columns, at=at, to=to, caption=caption), pager(page, at)])


def simple_table(
    rows: Sequence[Row],
    columns: Sequence[Column[Row]],
    *,
    at: Address | None = None,
    to: Callable[[Row], str] | None = None,
    caption: str = "",
) -> html.Div:
    """A table without paging, for few rows."""
    head = html.Thead(html.Tr([_heading(column, at) for column in columns]))
    body = html.Tbody([_row(row, columns, to) for row in rows])
    hidden = html.Caption(caption, className="visually-hidden") if caption else None
    whole = html.Table([hidden, head, body], className="rows" + (" rows-lead" if to else ""))
    return html.Div(whole, className="rows-frame", tabIndex="0", role="region", **{"aria-label": caption or _("Table")})


def _narrowed(at: Address) -> bool:
    return any(value for name, value in at.asked.items() if name not in ("page", "sort"))


def _heading(column: Column[Row], at: Address | None) -> html.Th | html.Td:
    if column.ticks:
        return html.Td(column.title, className="ticks")  # a component without children counts as nothing
    if not column.title:
        return html.Td()  # a heading that says nothing is none
    if not column.sort or at is None:
        return html.Th(_(column.title), scope="col", className="figures" if column.figures else "")
    sorted_by = at.asked.get("sort", "")
    falling = sorted_by == f"-{column.sort}"
    rising = sorted_by == column.sort
    turned = f"-{column.sort}" if rising else column.sort
    mark = " ↑" if rising else " ↓" if falling else ""
    order = {"aria-sort": "ascending" if rising else "descending"} if rising or falling else {}
    words = [_(column.title), html.Span(mark, className="sorted", **{"aria-hidden": "true"})]
    return html.Th(
        dcc.Link(words, href=at.to(sort=turned)),
        scope="col",
        className="figures" if column.figures else "",
        **order,
    )


def _row(row: Row, columns: Sequence[Column[Row]], to: Callable[[Row], str] | None) -> html.Tr:
    lead = next((place for place, column in enumerate(columns) if not column.ticks), None)
    cells = []
    for place, column in enumerate(columns):
        drawn = column.cell(row)
        if place == lead and to is not None:
            drawn = dcc.Link(drawn, href=to(row), className="stretched-link")
        cells.append(html.Td(drawn, className="figures" if column.figures else "ticks" if column.ticks else ""))
    return html.Tr(cells)


def pager(page: Page[Row], at: Address, /, **onward: str) -> Any:
    """Where one is in the list, and the pages beside it. `onward`: what the next page is asked for besides."""
    counted = _("{n} in all", n=page.total)
    if page.pages <= 1:
        return html.Div(html.Span(counted), className="pager")
    steps = [
        dcc.Link(_("Previous"), href=at.to(page=page.page - 1)) if page.page > 1 else html.Span(_("Previous")),
        html.Span(_("Page {page} of {pages}", page=written(page.page), pages=written(page.pages))),
        dcc.Link(_("Next"), href=at.to(page=page.page + 1, **onward))
        if page.page < page.pages
        else html.Span(_("Next")),
        html.Span(counted),
    ]
    return html.Nav(steps, className="pager", **{"aria-label": _("Pages")})


def search(name: str, label: str, value: str) -> html.Div:
    """A filter: a box to type in."""
    return html.Div(
        [
            dbc.Label(_(label), html_for=f"filter-{name}"),
            dbc.Input(
                id=f"filter-{name}",
                name=name,
                value=value,
                type="search",
                size="sm",
                maxlength=LONGEST_QUERY,
                autocomplete="off",
            ),
        ],
        className="filter",
    )


def choice(name: str, label: str, value: str, options: Options, *, any_words: str = N_("All")) -> html.Div:
    """A filter: one of a list, or any (unless the words for that are empty)."""
    shown = [{"value": code, "label": _(words)} for code, words in options]
    if any_words:
        shown.insert(0, {"value": NONE, "label": _(any_words)})
    return html.Div(
        [
            dbc.Label(_(label), html_for=f"filter-{name}"),
            dbc.Select(id=f"filter-{name}", name=name, value=value or NONE, options=shown, size="sm"),
        ],
        className="filter",
    )


def day(name: str, label: str, value: str) -> html.Div:
    """A filter: a date."""
    return html.Div(
        [
            dbc.Label(_(label), html_for=f"filter-{name}"),
            dbc.Input(id=f"filter-{name}", name=name, value=value, type="date", size="sm"),
        ],
        className="filter",
    )


def toolbar(at: Address, *filters: Any, tools: Any = None) -> html.Div:
    """Filters above a list. The form goes to the list's own address; `assets/filters.js` does so without reloading
    the console, as soon as something is chosen or Enter is pressed."""
    kept = [dcc.Input(type="hidden", name="sort", value=at.asked["sort"])] if at.asked.get("sort") else []
    form = html.Form(
        [*filters, *kept, html.Button(_("Show"), type="submit", className="visually-hidden-focusable btn btn-sm")],
        action=shell.href(at.path),
        method="GET",
        role="search",
        className="filters",
    )
    clear = shell.link(_("Clear"), at.path, className="clear") if _narrowed(at) else None
    return html.Div([form, clear, html.Div(tools, className="tools") if tools else None], className="toolbar")
