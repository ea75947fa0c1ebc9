"""What each role may do, and an account: a person together with what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from content_store.permissions import Permission


class Role(StrEnum):
    """In the order in which people meet them; each is explained in `ABOUT`."""

    EXPERT = "expert"
    REVIEWER = "reviewer"
    TRANSLATOR = "translator"
    COORDINATOR = "coordinator"
    COUNSELLOR = "counsellor"
    ADMINISTRATOR = "administrator"


ABOUT: dict[Role, str] = {
    Role.EXPERT: "writes questionnaires, scores and feedback, and sends them to review",
    Role.REVIEWER: "approves and publishes what others wrote",
    Role.TRANSLATOR: "translates texts and reviews other people's translations, in the languages named",
    Role.COORDINATOR: "keeps the directory of services, runs campaigns and watches the figures, in the countries named",
    Role.COUNSELLOR: "answers requests for contact, in the countries named",
    Role.ADMINISTRATOR: "invites people, gives roles, changes settings, reads the audit trail",
}

BY_LOCALE = frozenset({Role.TRANSLATOR})
BY_COUNTRY = frozenset({Role.COORDINATOR, Role.COUNSELLOR})
WITH_SECOND_FACTOR = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
"""What they do reaches every visitor or every colleague: a stolen password alone must not do it."""

_P = Permission

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EXPERT: frozenset(
        {
            _P.CONSOLE_ENTER,
            _P.DIRECTORY_READ,
            _P.QUESTIONNAIRES_EDIT,
            _P.QUESTIONNAIRES_READ,
            _P.REVIEWS_COMMENT,
            _P.REVIEWS_READ,
            _P.STATISTICS_READ,
            _P.TRANSLATIONS_READ,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            _P.CONSOLE_ENTER,
            _P.DIRECTORY_READ,
            _P.QUESTIONNAIRES_READ,
            _P.REVIEWS_COMMENT,
            _P.REVIEWS_DECIDE,
            _P.REVIEWS_READ,
            _P.STATISTICS_READ,
            _P.TRANSLATIONS_READ,
            _P.TRANSLATIONS_REVIEW,
        }
    ),
    Role.TRANSLATOR: frozenset(
        {
            _P.CONSOLE_ENTER,
            _P.QUESTIONNAIRES_READ,
            _P.TRANSLATIONS_EDIT,
            _P.TRANSLATIONS_READ,
            _P.TRANSLATIONS_REVIEW,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            _P.CAMPAIGNS_EDIT,
            _P.CONSOLE_ENTER,
            _P.DIRECTORY_EDIT,
            _P.DIRECTORY_READ,
            _P.QUESTIONNAIRES_READ,
            _P.STATISTICS_READ,
        }
    ),
    Role.COUNSELLOR: frozenset({_P.CONSOLE_ENTER, _P.DIRECTORY_READ}),
    # Reads everything, edits no content: who gives the roles does not also write and approve.
    Role.ADMINISTRATOR: frozenset(
        {
            _P.BACKUP_MAKE,
            _P.CONSOLE_ENTER,
            _P.DIRECTORY_READ,
            _P.HEALTH_READ,
            _P.LEDGER_READ,
            _P.PEOPLE_EDIT,
            _P.PEOPLE_READ,
            _P.QUESTIONNAIRES_READ,
            _P.REVIEWS_READ,
            _P.SETTINGS_EDIT,
            _P.STATISTICS_READ,
            _P.TRANSLATIONS_READ,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role held in some locales or countries; an empty list is everywhere."""

    role: Role
    locales: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def gives(self, permission: Permission, locale: str | None, country: str | None) -> bool:
        """Whether this alone gives the permission there."""
        return (
            permission in PERMISSIONS[self.role]
            and (locale is None or not self.locales or locale in self.locales)
            and (country is None or not self.countries or country in self.countries)
        )


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may act: the store's Actor and Flask-Login's user.

    `token`, `confirmed_at` and when it ends (if it is not used any more; at the latest) are those of the session; empty
    for an account that did not come from a request."""

    id: int
    name: str
    email: str = ""
    locale: str = "en"
    grants: tuple[Held, ...] = ()
    token: str = field(default="", repr=False, compare=False)
    confirmed_at: datetime | None = field(default=None, compare=False)
    half_way: bool = field(default=False, compare=False)  # the password was right, the second step is still to come
    idle_at: datetime | None = field(default=None, compare=False)
    ends_at: datetime | None = field(default=None, compare=False)

    def holds(self, permission: Permission, *, locale: str | None = None, country: str | None = None) -> bool:
        """One grant must give all that is asked: two grants do not add up to a third place."""
        return any(held.gives(permission, locale, country) for held in self.grants)

    def countries(self, permission: Permission) -> frozenset[str] | None:
        """Where it is held; None: in all countries, now and later."""
        giving = [held.countries for held in self.grants if held.gives(permission, None, None)]
        return None if not all(giving) else frozenset(code for codes in giving for code in codes)

    def locales(self, permission: Permission) -> frozenset[str] | None:
        """Where it is held; None: in all languages, now and later."""
        giving = [held.locales for held in self.grants if held.gives(permission, None, None)]
        return None if not all(giving) else frozenset(tag for tags in giving for tag in tags)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Each role once, in the order of `Role`."""
        return tuple(role for role in Role if any(held.role is role for held in self.grants))

    @property
    def needs_second_factor(self) -> bool:
        """Whether some role held asks for one; others may have one."""
        return not WITH_SECOND_FACTOR.isdisjoint(self.roles)

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_active(self) -> bool:
        return True

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie: the session's token, never the person's number."""
        return self.token
