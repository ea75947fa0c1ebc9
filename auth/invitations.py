"""One-time links: to an account not made yet, or to a new password for one that is there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from assessment.sentences import Said
from auth.accounts import address, as_plain, checked, person_name
from auth.roles import Held, Role
from auth.sessions import hash_of
from content_store.db import Desk, Store, utcnow, visit
from content_store.ledger import Verb, record
from content_store.models.accounts import Invitation, Person
from content_store.permissions import Invalid, Missing, Permission, require

OPEN_FOR = timedelta(days=7)
NEW_PASSWORD_WITHIN = timedelta(days=1)
GONE = Said("This link has been used, withdrawn or replaced, or it has run out. Ask an administrator for a new one.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation as the list of people shows it. `key` names it without opening it."""

    key: str
    email: str
    name: str
    held: Held | None  # None: a link to a new password
    expires_at: datetime


def invite(
    desk: Desk, email: str, name: str, role: Role, *, locales: Iterable[str] = (), countries: Iterable[str] = ()
) -> str:
    """The token of the link (`/console/join/<token>`); it is not kept, so show it now. An earlier invitation of the
    same address stops working. Raises Invalid."""
    require(desk.actor, Permission.PEOPLE_EDIT)
    email, name = address(email), person_name(name)
    held = checked(Held(role, tuple(locales), tuple(countries)))
    if desk.session.scalar(select(exists().where(Person.email == email))):
        raise Invalid({"email": "There is an account with this address already. Change its roles instead."})
    token, key = _open(desk, email, name, held)
    record(desk, Verb.INVITATION_MADE, f"invitation:{key}", after={"email": email, **as_plain(held)})
    return token


def link_to_new_password(desk: Desk, person_id: int) -> str:
    """A token as of `invite`, for somebody who forgot the password or is kept out by a stranger's wrong guesses. The
    old password goes on working until the link is used."""
    require(desk.actor, Permission.PEOPLE_EDIT)
    person = desk.session.get(Person, person_id)
    if person is None or person.deactivated_at is not None:
        raise Missing("There is no such person, or the account is deactivated.")
    token, key = _open(desk, person.email, person.name, person)
    record(desk, Verb.INVITATION_MADE, f"invitation:{key}", after={"person": person.id})
    return token


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Links that still work, newest first."""
    require(desk.actor, Permission.PEOPLE_READ)
    found = desk.session.scalars(
        select(Invitation)
        .where(Invitation.used_at.is_(None), Invitation.expires_at > desk.now)
        .order_by(Invitation.created_at.desc(), Invitation.email)
    )
    return tuple(Waiting(key_of(row), row.email, row.name, granted(row), row.expires_at) for row in found)


def withdraw(desk: Desk, key: str) -> None:
    """The link stops working. Raises Missing where it does already."""
    require(desk.actor, Permission.PEOPLE_EDIT)
    for row in desk.session.scalars(
        select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > desk.now).with_for_update()
    ):
        if key_of(row) == key:
            row.used_at = desk.now
            record(desk, Verb.INVITATION_WITHDRAWN, f"invitation:{key}")
            return
    raise Missing("There is no such invitation any more.")


def look(store: Store, token: str) -> Invitation:
    """The invitation behind a link that works, for the page that asks for the password. Raises Missing."""
    with visit(store) as session:
        row = session.get(Invitation, hash_of(token))
        if row is None or row.used_at is not None or row.expires_at <= utcnow():
            raise Missing(GONE)
        session.expunge(row)
        return row


def use(session: Session, token: str, now: datetime) -> Invitation:
    """Takes the link: of two who use it at once, one gets Missing."""
    used: Invitation | None = session.scalar(
        update(Invitation)
        .where(Invitation.token_hash == hash_of(token), Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(used_at=now)
        .returning(Invitation)
    )
    if used is None:
        raise Missing(GONE)
    return used


def granted(row: Invitation) -> Held | None:
    """What the person who joins will hold; None for a link to a new password."""
    return Held(Role(row.role), tuple(row.locales), tuple(row.countries)) if row.person_id is None else None


def key_of(row: Invitation) -> str:
    return row.token_hash.hex()[:16]


def _open(desk: Desk, email: str, name: str, whom: Held | Person) -> tuple[str, str]:
    """The token and the key of a new invitation, to hold something or to be somebody."""
    desk.session.execute(
        update(Invitation).where(Invitation.email == email, Invitation.used_at.is_(None)).values(used_at=desk.now)
    )
    token = secrets.token_urlsafe(32)
    row = Invitation(
        token_hash=hash_of(token),
        email=email,
        name=name,
        role="",
        locales=[],
        countries=[],
        invited_by=desk.actor.id,
        created_at=desk.now,
        expires_at=desk.now + NEW_PASSWORD_WITHIN,
    )
    if isinstance(whom, Held):
        row.role, row.locales, row.countries = whom.role.value, list(whom.locales), list(whom.countries)
        row.expires_at = desk.now + OPEN_FOR
    else:
        row.person_id = whom.id
    desk.session.add(row)
    return token, key_of(row)
