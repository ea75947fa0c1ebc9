"""A list, one page at a time: what was wanted, and the page there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")

SIZE = 50
MOST_PAGES = 1_000_000
LONGEST_QUERY = 200  # characters that anybody looks for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks of a list. `sort` names a column, with `-` before it for the other way round."""

    q: str = ""
    page: int = 1
    sort: str = ""
    size: int = SIZE

    @classmethod
    def of(cls, *, q: object = "", page: object = "1", sort: object = "", size: int = SIZE) -> Wanted:
        """From what stands in an address, whatever it is: nonsense becomes the first page, never an error."""
        digits = str(page)
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 1
        return cls(_printable(q), max(1, min(number, MOST_PAGES)), _printable(sort), size)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`page` is the page shown, which is the last one where a later one was wanted. Pages count from 1."""

    rows: tuple[T, ...]
    page: int
    pages: int
    total: int


def paginate(
    session: Session, query: Select[Any], wanted: Wanted, row: Callable[[Any], T], *, scalars: bool = False
) -> Page[T]:
    """Run an ordered query for one page. `row` makes the value handed outward from each result row (with `scalars`:
    from its first column)."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // wanted.size))
    page = min(wanted.page, pages)
    found = session.execute(query.limit(wanted.size).offset((page - 1) * wanted.size))
    results = found.scalars() if scalars else found
    return Page(tuple(row(one) for one in results), page, pages, total)


def page_of(rows: Sequence[T], wanted: Wanted) -> Page[T]:
    """One page of what is at hand already."""
    pages = max(1, -(-len(rows) // wanted.size))
    page = min(wanted.page, pages)
    return Page(tuple(rows[(page - 1) * wanted.size : page * wanted.size]), page, pages, len(rows))


def pattern(q: str) -> str:
    """A LIKE pattern (escape character `\\`) that finds `q` anywhere in a column that holds case-folded text."""
    folded = q.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{folded}%"


def _printable(value: object) -> str:
    # A NUL or half a surrogate pair in an address must not reach a driver.
    return "".join(sign for sign in str(value) if sign.isprintable())[:LONGEST_QUERY].strip()
