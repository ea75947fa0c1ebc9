"""What an operation needs, and the ways in which it can be refused. Who *holds* a permission is auth's matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assessment.sentences import in_a_row


class Permission(StrEnum):
    """`scope:action`, in alphabetical order. A grant may be limited to locales (translations) or countries
    (campaigns, directory, statistics)."""

    BACKUP_MAKE = "backup:make"
    CAMPAIGNS_EDIT = "campaigns:edit"
    CONSOLE_ENTER = "console:enter"
    DIRECTORY_EDIT = "directory:edit"
    DIRECTORY_READ = "directory:read"
    HEALTH_READ = "health:read"
    LEDGER_READ = "ledger:read"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_READ = "people:read"
    QUESTIONNAIRES_EDIT = "questionnaires:edit"
    QUESTIONNAIRES_READ = "questionnaires:read"
    REVIEWS_COMMENT = "reviews:comment"
    REVIEWS_DECIDE = "reviews:decide"
    REVIEWS_READ = "reviews:read"
    SETTINGS_EDIT = "settings:edit"
    STATISTICS_READ = "statistics:read"
    TRANSLATIONS_EDIT = "translations:edit"
    TRANSLATIONS_READ = "translations:read"
    TRANSLATIONS_REVIEW = "translations:review"


class Actor(Protocol):
    """A person, as the store sees one. `id` 0 is the system itself (start-up, command line)."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    def holds(self, permission: Permission, *, locale: str | None = None, country: str | None = None) -> bool:
        """Whether some grant gives it here; with neither locale nor country: whether any grant gives it at all."""
        ...

    def countries(self, permission: Permission) -> frozenset[str] | None:
        """The countries it is held for; None: all."""
        ...

    def locales(self, permission: Permission) -> frozenset[str] | None:
        """The locales it is held for; None: all."""
        ...


class Refusal(Exception):
    """A no that a person can read. `str()` is the sentence shown."""


class Refused(Refusal):
    """You may not."""


class NotHeld(Refused):
    """No role of theirs gives it. `place`: the locale or country that it was wanted for, if any."""

    def __init__(self, permission: Permission, place: str = "") -> None:
        super().__init__("Your role does not include this. An administrator can change your roles.")
        self.permission, self.place = permission, place


class Missing(Refusal):
    """There is no such thing, or not for you: the two look the same."""


class Conflict(Refusal):
    """What you changed was changed meanwhile. `theirs` and `yours` keep both texts, by field."""

    def __init__(
        self, reason: str, *, theirs: Mapping[str, str] | None = None, yours: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(reason)
        self.theirs = dict(theirs or {})
        self.yours = dict(yours or {})


class Invalid(Refusal):
    """Something typed cannot be. `problems`: field -> sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(in_a_row(problems.values()))
        self.problems = dict(problems)


class Unavailable(Refusal):
    """The machine cannot at the moment; nothing was changed."""


def require(actor: Actor, permission: Permission, *, locale: str | None = None, country: str | None = None) -> None:
    """Raises Refused unless the actor holds the permission there. Call it on the *loaded* object's scope."""
    if actor.holds(permission, locale=locale, country=country):
        return
    raise NotHeld(permission, locale or country or "")


@dataclass(frozen=True, slots=True)
class System:
    """Acts without a person, and may do everything; the store still refuses an approval of one's own work. Ids below
    zero, where nobody's is, are the demonstration's."""

    id: int = 0
    name: str = "system"

    def holds(self, permission: Permission, *, locale: str | None = None, country: str | None = None) -> bool:
        return True

    def countries(self, permission: Permission) -> frozenset[str] | None:
        return None

    def locales(self, permission: Permission) -> frozenset[str] | None:
        return None
