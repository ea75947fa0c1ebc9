"""What people are called in lists: the one thing the store tells about a member of staff to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.models.accounts import Person

SYSTEM = "system"
DEMONSTRATION = "demonstration"


class Names(dict[int, str]):
    """Id -> name; the system itself, and an id without a person, have one too."""

    def __missing__(self, person: int) -> str:
        if person < 0:  # below zero: invented people of the demonstration
            return DEMONSTRATION
        return SYSTEM if person == 0 else f"person {person}"


def names_of(session: Session, people: Iterable[int | None]) -> Mapping[int, str]:
    """The names of these people in one query; look them up with `[]`."""
    wanted = {one for one in people if one}
    if not wanted:
        return Names()
    found = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return Names((person.id, person.name) for person in found)
