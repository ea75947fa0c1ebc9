"""What an act is: a change of a document, what the history says of it, and where to go afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessment.document import Questionnaire
from console.outline import Part
from console.typed import Change


@dataclass(frozen=True, slots=True)
class Act:
    """`then`: the part to show afterwards, made from the document as it is then; None, or giving None: stay."""

    change: Change
    summary: str
    then: Callable[[Questionnaire], Part | None] | None = None


def free(stem: str, taken: Iterable[str], *, first: str = "1") -> str:
    """A code that is not taken: the stem with the next number."""
    known = set(taken)
    if stem + first not in known:
        return stem + first
    return next(code for count in range(2, len(known) + 3) if (code := f"{stem}{count}") not in known)
