"""One step of a run: an item as it is asked, for one instance, with the rows and choices that are shown."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.document import (
    SEXES,
    Choice,
    Item,
    ItemKind,
    Required,
    Row,
    Section,
    address_of,
)

SEX = Item(code="sex", kind=ItemKind.SINGLE, text="", required=Required.SOFT)
SEX_CHOICES = tuple(Choice(sex, "") for sex in SEXES)
AGE = Item(code="age", kind=ItemKind.NUMBER, text="", required=Required.SOFT, minimum=10, maximum=110)
"""Facts are asked by synthetic items; their words belong to the public site."""


@dataclass(frozen=True, slots=True)
class Step:
    """`key`: `q1`, `q2@cannabis`, `sex`. `loop`: the choice this instance is for; empty outside loops. `order` sorts
    steps as they are asked."""

    key: str
    item: Item
    section: Section | None = None
    loop: str = ""
    rows: tuple[Row, ...] = ()
    choices: tuple[Choice, ...] = ()
    order: tuple[int, int, int] = (-1, 0, 0)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its answers go, which are its form's field names; none for a note."""
        if self.item.kind is ItemKind.NOTE:
            return ()
        if self.item.kind is ItemKind.GRID:
            return tuple(address_of(self.item.code, row.code, self.loop) for row in self.rows)
        return (self.key,)
