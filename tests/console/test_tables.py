"""Lists in the console."""

from __future__ import annotations

import json

from plotly.utils import PlotlyJSONEncoder

from console import tables
from content_store.paging import Page
from tests.driver import parts_of, text_of

COLUMNS = [tables.Column[str]("Name", lambda row: row, sort="name"), tables.Column[str]("Length", len)]


def one_page(rows: tuple[str, ...], page: int = 1, pages: int = 1, total: int = 0) -> Page[str]:
    return Page(rows, page, pages, total)


def drawn(page: Page[str], at: tables.Address) -> object:
    table = tables.table(page, COLUMNS, at, to=lambda row: f"/console/thing?id={row}")
    return json.loads(json.dumps(table, cls=PlotlyJSONEncoder))


def test_a_person_pages_without_losing_what_they_searched_for() -> None:
    at = tables.Address("/things", {"q": "a b", "sort": "-name", "page": "2"})
    links = [
        part["props"]["href"]
        for part in parts_of(drawn(one_page(("x",), 2, 3, 120), at))
        if part["type"] == "Link" and "page=" in part["props"]["href"]
    ]
    assert links == ["/console/things?q=a+b&sort=-name&page=1", "/console/things?q=a+b&sort=-name&page=3"]


def test_sorting_again_turns_the_order_round_and_starts_at_the_first_page() -> None:
    at = tables.Address("/things", {"q": "", "sort": "name", "page": "4"})
    heading = next(part for part in parts_of(drawn(one_page(("x",)), at)) if part["type"] == "Th")
    assert heading["props"]["aria-sort"] == "ascending"
    assert heading["props"]["children"]["props"]["href"] == "/console/things?sort=-name"


def test_a_row_leads_to_its_thing_from_its_first_cell() -> None:
    links = [
        part
        for part in parts_of(drawn(one_page(("abc",), total=1), tables.Address("/things")))
        if part["type"] == "Link"
    ]
    assert links[-1]["props"]["href"] == "/console/thing?id=abc"
    assert "stretched-link" in links[-1]["props"]["className"]


def test_an_empty_list_tells_apart_nothing_there_and_nothing_found() -> None:
    assert "Nothing here yet" in text_of(drawn(one_page(()), tables.Address("/things")))
    assert "Nothing matches" in text_of(drawn(one_page(()), tables.Address("/things", {"q": "zebra"})))
