"""What a mend is, and the ways to reach into a document that mends are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessment.document import Number, Questionnaire
from assessment.messages import Finding, Place
from assessment.parts import CannotEdit
from assessment.places import path_of
from assessment.plain import Path
from assessment.sentences import Said

__all__ = [
    "CannotEdit",
    "Change",
    "Make",
    "Mend",
    "Said",
    "at",
    "cut",
    "exchange",
    "figure",
    "named",
    "put",
    "value_at",
]

Change = Callable[[Questionnaire], Questionnaire]


@dataclass(frozen=True, slots=True)
class Mend:
    """`name`: stable for the same fault of the same document; `words`: on a button."""

    name: str
    words: Said
    change: Change


Make = Callable[[Questionnaire, Finding], Iterator[Mend]]


def named(what: str, place: Place, *more: object) -> str:
    """`extend banding adult.total cut_offs[0].ranges[1].high 7`"""
    return " ".join(str(part) for part in (what, place, *more) if str(part))


def exchange(low: object, high: object) -> Said:
    return Said("Exchange {low} and {high}", low=low, high=high)


def figure(text: str) -> Number:
    """A number as a finding writes it."""
    return int(text) if text.lstrip("-").isdecimal() else Decimal(text)


def value_at(document: Questionnaire, place: Place) -> Any:
    """Raises LookupError."""
    found: Any = document
    for step in path_of(document, place):
        if isinstance(step, str) and not hasattr(found, step):
            raise LookupError(step)
        found = found[step] if isinstance(step, int) else getattr(found, step)
    return found


def at(document: Questionnaire, path: Path, change: Callable[[Any], Any]) -> Questionnaire:
    """The document with what stands at a path changed. Raises LookupError."""
    made: Questionnaire = _changed(document, path, change)
    return made


def _changed(thing: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(thing)
    step, *rest = path
    if isinstance(step, int):
        return (*thing[:step], _changed(thing[step], tuple(rest), change), *thing[step + 1 :])
    if not hasattr(thing, step):
        raise LookupError(step)
    return replace(thing, **{step: _changed(getattr(thing, step), tuple(rest), change)})


def put(place: Place, value: Any) -> Change:
    return lambda document: at(document, path_of(document, place), lambda _: value)


def cut(place: Place) -> Change:
    """Takes an entry out of its list."""

    def change(document: Questionnaire) -> Questionnaire:
        *way, index = path_of(document, place)
        if not isinstance(index, int):
            raise LookupError(place)
        return at(document, tuple(way), lambda parts: (*parts[:index], *parts[index + 1 :]))

    return change
