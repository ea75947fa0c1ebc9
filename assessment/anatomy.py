"""How a document is put together: which fields hold parts that have a code, and how a value is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

from assessment.document import Banding, ChoiceList, Item, Profile, Questionnaire
from assessment.messages import PlaceKind

PARTS: dict[Any, dict[str, PlaceKind]] = {
    Questionnaire: {
        "choice_lists": PlaceKind.CHOICE_LIST,
        "sections": PlaceKind.SECTION,
        "scales": PlaceKind.SCALE,
        "profiles": PlaceKind.PROFILE,
        "tests": PlaceKind.TEST,
    },
    ChoiceList: {"choices": PlaceKind.CHOICE},
    Item: {"rows": PlaceKind.ROW},
    Profile: {
        "bandings": PlaceKind.BANDING,
        "flags": PlaceKind.FLAG,
        "blocks": PlaceKind.BLOCK,
        "rules": PlaceKind.RULE,
    },
    Banding: {"bands": PlaceKind.BAND},
}
"""Which fields hold coded parts. Items are apart: they may move from section to section."""


def key_of(part: Any) -> str:
    """The code of a part; the name of a test case."""
    return str(getattr(part, "code", "") or getattr(part, "name", ""))


def is_coded(parts: Sequence[Any]) -> bool:
    """Whether each can be told by its code."""
    return len({key_of(part) for part in parts}) == len(parts)


def shown(value: object) -> str:
    """A value of a document as a reader would write it."""
    if value is None or value == ():
        return ""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(shown(part) for part in value)
    if is_dataclass(value):
        kept = {f.name: getattr(value, f.name) for f in fields(value) if getattr(value, f.name) != f.default}
        return ", ".join(f"{name} {shown(part)}" for name, part in kept.items())
    return str(value)
