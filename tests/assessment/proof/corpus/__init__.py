"""Documents with one defect each, of our own: what is wrong, where, and whether one press puts it right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment import edits
from assessment.document import Questionnaire
from assessment.mends.offer import put
from assessment.messages import Code, Place, PlaceKind
from tests.assessment.documents import sample
from tests.content import audit_like_document, small_document


@dataclass(frozen=True)
class Seed:
    """`place` as a finding says it; `word`: what stands in the file where it points (empty: not looked at); `mended`: a
    mend is offered and puts it right."""

    code: Code
    document: Questionnaire
    place: str
    mended: bool = False
    word: str = ""
    locales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code} at {self.place}"


def drink() -> Questionnaire:
    """A gate, a loop, cut-offs for women and all others, a flag."""
    return sample()


def audit() -> Questionnaire:
    return audit_like_document()


def small() -> Questionnaire:
    return small_document()


def part(document: Questionnaire, kind: PlaceKind, code: str, /, **fields: Any) -> Questionnaire:
    return edits.set_part(document, kind, code, **fields)


def forced(document: Questionnaire, kind: PlaceKind, code: str, field: str, value: Any) -> Questionnaire:
    """A value that no edit would let through."""
    return put(Place(kind, code, field), value)(document)


def shown_if(document: Questionnaire, item: str, text: str) -> Questionnaire:
    return forced(document, PlaceKind.ITEM, item, "show_if", text)


def rule_if(text: str, document: Callable[[], Questionnaire] = drink, rule: str = "adult.much") -> Questionnaire:
    return forced(document(), PlaceKind.RULE, rule, "when", text)
