"""The towns of places.csv, which every installation has: what respondents choose from, and where services are. Names
and positions: GeoNames (geonames.org), CC BY 4.0, selected and shortened."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from sqlalchemy import select

from content_store.db import Desk
from content_store.folding import searchable
from content_store.models.directory import Place
from content_store.permissions import Permission, require

CREDIT = "Towns: GeoNames (geonames.org), CC BY 4.0, selected."
FILE = Path(__file__).with_name("places.csv")


@cache
def rows() -> tuple[dict[str, str], ...]:
    """As they stand in the file, the largest of each country first."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def names_of(row: dict[str, str]) -> dict[str, str]:
    """By locale, where the town is called otherwise than `name`."""
    pairs = (part.partition("=") for part in row["names"].split(";") if part)
    return {locale: name for locale, _, name in pairs}


def fill(desk: Desk) -> int:
    """Bring in those that are not there yet, and leave the others as they are; how many came. Safe to repeat."""
    require(desk.actor, Permission.DIRECTORY_EDIT)
    there = set(desk.session.scalars(select(Place.key)))
    made = [place_of(row) for row in rows() if row["key"] not in there]
    desk.session.add_all(made)
    return len(made)


def place_of(row: dict[str, str]) -> Place:
    """A row for the store."""
    names = names_of(row)
    return Place(
        key=row["key"],
        country=row["country"],
        name=row["name"],
        names=names,
        search=searchable([row["name"], *names.values(), *filter(None, row["alternates"].split(";"))]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        population=int(row["population"]),
    )
