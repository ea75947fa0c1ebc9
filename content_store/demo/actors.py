"""Who does what in the demonstration: nobody real, and never the same for writing and approving.

Their ids are below zero, where no person of the store can be.
"""

from __future__ import annotations

from dataclasses import dataclass

from content_store.permissions import Permission

NAMES = {-1: "demonstration author", -2: "demonstration reviewer", -3: "demonstration translator"}


@dataclass(frozen=True, slots=True)
class Player:
    """May do everything; the store still refuses an approval of one's own work."""

    id: int

    @property
    def name(self) -> str:
        return NAMES[self.id]

    def holds(self, permission: Permission, *, locale: str | None = None, country: str | None = None) -> bool:
        return True

    def countries(self, permission: Permission) -> frozenset[str] | None:
        return None

    def locales(self, permission: Permission) -> frozenset[str] | None:
        return None


AUTHOR, REVIEWER, TRANSLATOR = Player(-1), Player(-2), Player(-3)
