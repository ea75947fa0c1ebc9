"""Names of components: `<screen>-<part>`, or `{"type": "<screen>-<part>", "key": …}` where every row has one."""

from __future__ import annotations

from typing import Any

from dash import ALL, MATCH
from dash._utils import stringify_id

RowId = dict[str, Any]


def in_page(identifier: str | RowId) -> str:
    """The id that the element has in the page: a label given a row's id as it is would point at nothing."""
    return str(stringify_id(identifier))


class Ids:
    """`Ids("text")("save")` is `text-save`. A page writes no id by hand, so none is misspelt or used twice."""

    def __init__(self, screen: str) -> None:
        self.screen = screen

    def __call__(self, part: str) -> str:
        return f"{self.screen}-{part}"

    def row(self, part: str, key: str | int) -> RowId:
        """The part that belongs to one row."""
        return {"type": self(part), "key": str(key)}

    def same(self, part: str) -> RowId:
        """In a callback: the part of the row that was touched."""
        return {"type": self(part), "key": MATCH}

    def every(self, part: str) -> RowId:
        """In a callback: that part of every row, as a list."""
        return {"type": self(part), "key": ALL}
