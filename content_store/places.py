"""Towns: what a respondent chooses, to be offered services nearby. A choice of a list, never a position of a device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.folding import alphabetical, folded
from content_store.models.directory import Place

MOST_FOUND = 20
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Town:
    """`key` is what is kept of the choice. `names` by locale, where they differ from `name`."""

    key: str
    country: str
    name: str
    names: Mapping[str, str]
    latitude: float
    longitude: float

    def called(self, locale: str) -> str:
        """Its name in a language."""
        return self.names.get(locale, self.name)


def places(session: Session, country: str, locale: str = "") -> tuple[Town, ...]:
    """The towns of a country, ordered by what they are called in a language; none for a country that has none here."""
    found = session.scalars(select(Place).where(Place.country == country))
    return by_name(map(town_of, found), locale)


def by_name(towns: Iterable[Town], locale: str) -> tuple[Town, ...]:
    """Ordered by what they are called in a language."""
    return tuple(sorted(towns, key=lambda town: alphabetical(town.called(locale))))


def find_place(session: Session, country: str, text: str) -> tuple[Town, ...]:
    """Towns with a name, in any script, that begins with `text`; the largest first. What nobody is called finds
    nothing; never an error, whatever is typed."""
    wanted = folded("".join(sign for sign in text[:LONGEST] if sign.isprintable()))
    if not wanted:
        return ()
    found = session.scalars(
        select(Place)
        .where(Place.country == country, Place.search.contains(f"|{wanted}", autoescape=True))
        .order_by(Place.population.desc(), Place.key)
        .limit(MOST_FOUND)
    )
    return tuple(town_of(place) for place in found)


def town_of(kept: Place) -> Town:
    """Of a row."""
    return Town(kept.key, kept.country, kept.name, kept.names, kept.latitude, kept.longitude)
