"""The acts that need a password: sign in, join, confirm, change it, sign out.

Hashing is slow, so it happens between transactions; what was read before it is looked at again after it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from assessment.sentences import Said
from auth import attempts, invitations, passwords, sessions
from auth.accounts import DEMONSTRATION, add_person, as_plain, person_name
from auth.attempts import Keys, Tap
from auth.roles import Account
from content_store.db import Desk, Store, desk_for, utcnow, visit
from content_store.ledger import Verb, record
from content_store.models.accounts import Invitation, Person, SecondFactor
from content_store.permissions import Conflict, Invalid, Missing, System, Unavailable

NOT_RIGHT = Said("The e-mail address or the password is not right.")
NOT_YOURS = Said("This is not your password.")


@dataclass(frozen=True, slots=True)
class Door:
    """What signing in works with, one a server. `strangers` bounds tries from browsers that no account knows."""

    store: Store
    keys: Keys
    strangers: Tap
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """Signed in, or half-way (`account.half_way`): the account with its session's token, and the cookie by which this
    browser is known next time."""

    account: Account
    device: str


def sign_in(door: Door, email: str, password: str, device: str | None, instead_of: str | None = None) -> Entered:
    """`device`: the known browser's name, see Keys.device. `instead_of`: the token of the session that this one
    replaces. Raises Invalid (one answer for unknown, wrong and deactivated), TooMany, Unavailable."""
    email = "".join(sign for sign in email.strip().lower() if sign.isprintable())[:254]  # as no driver refuses it
    problems = {
        field: sentence
        for field, given, sentence in (
            ("email", email, Said("Enter your e-mail address.")),
            ("password", password, Said("Enter your password.")),
        )
        if not given
    }
    if problems:
        raise Invalid(problems)
    key = door.keys.of("known", email, device) if device else door.keys.of("account", email)
    if not device and not door.strangers.take():
        raise Unavailable("Too many people are signing in at this moment. Try again in a minute.")
    attempts.take(door.store, key, attempts.KNOWN if device else attempts.STRANGERS)
    person_id, stored = _stored(door.store, email)
    right = passwords.matches(password, stored)
    if not right or stored is None or (email.endswith(f"@{DEMONSTRATION}") and not door.demonstration):
        raise Invalid({"email": NOT_RIGHT})
    renewed = passwords.hashed(password) if passwords.outdated(stored) else None
    with desk_for(door.store, System()) as desk:
        person = desk.session.get(Person, person_id, with_for_update=True)
        if person is None or person.deactivated_at is not None or person.password_hash != stored:
            raise Invalid({"email": NOT_RIGHT})
        if renewed:
            _keep_hash(desk, person.id, renewed)
        if instead_of:
            sessions.end(desk.session, instead_of)
        attempts.forget(desk.session, key, desk.now)
        account = enter(desk, person, half_way=_second_step(desk, person))
        if not account.half_way:  # else the second step says it
            record(desk, Verb.PERSON_SIGNED_IN, f"person:{person.id}")
    return Entered(account, door.keys.new_device(email))


def sign_out(store: Store, account: Account) -> None:
    """Ends this session, here and now. A session that is gone already is no error."""
    with desk_for(store, account) as desk:
        if sessions.end(desk.session, account.token):
            record(desk, Verb.PERSON_SIGNED_OUT, f"person:{account.id}")


def confirm(door: Door, account: Account, password: str) -> None:
    """Notes that the session's person is still the one in front of it. Raises Invalid, TooMany."""
    _own_password(door, account, password, "password")
    with visit(door.store, writing=True) as session:
        attempts.forget(session, _own_key(door, account), utcnow())
        sessions.confirm(session, account.token, utcnow())


def change_password(door: Door, account: Account, old: str, new: str, again: str) -> Entered:
    """Ends every session of the person and begins a new one for this browser. Raises Invalid, TooMany, Conflict."""
    problems = _unfit(new, again, account.email, account.name) | ({} if old else {"old": Said("Enter your password.")})
    if problems:
        raise Invalid(problems)
    stored = _own_password(door, account, old, "old")
    fresh = passwords.hashed(new)
    with desk_for(door.store, account) as desk:
        person = desk.session.get(Person, account.id, with_for_update=True)
        if person is None or person.deactivated_at is not None or person.password_hash != stored:
            raise Conflict("Your account was changed in the meantime. Sign in again.")
        attempts.forget(desk.session, _own_key(door, account), desk.now)
        entered = _with_new_password(desk, person, fresh, half_way=False)
        record(desk, Verb.PERSON_PASSWORD_CHANGED, f"person:{person.id}")
    return Entered(entered, door.keys.new_device(account.email))


def join(door: Door, token: str, name: str, new: str, again: str, language: str = "en") -> Entered:
    """Uses an invitation: makes the account, or gives it a new password; signed in either way. `language`: in which
    the console will speak to who comes new. Raises Invalid, Missing (the link does not work any more)."""
    invitation = invitations.look(door.store, token)
    problems = {}
    try:
        name = person_name(name) if invitation.person_id is None else invitation.name
    except Invalid as invalid:
        problems = invalid.problems
    problems |= _unfit(new, again, invitation.email, name)
    if problems:
        raise Invalid(problems)
    fresh = passwords.hashed(new)
    with desk_for(door.store, System()) as desk:
        used = invitations.use(desk.session, token, desk.now)
        account = _come_back(desk, used, fresh) if used.person_id else _come_new(desk, used, name, fresh, language)
        attempts.forget(desk.session, door.keys.of("account", used.email), desk.now)
    return Entered(account, door.keys.new_device(invitation.email))


def _come_new(desk: Desk, used: Invitation, name: str, fresh: str, language: str) -> Account:
    held = invitations.granted(used)
    if held is None:
        raise Missing(invitations.GONE)
    person = add_person(desk, used.email, name, fresh, [held])
    person.locale = language
    account = enter(desk, person, half_way=_second_step(desk, person))
    record(desk, Verb.PERSON_JOINED, f"person:{person.id}", after=as_plain(held))
    return account


def _come_back(desk: Desk, used: Invitation, fresh: str) -> Account:
    person = desk.session.get(Person, used.person_id, with_for_update=True)
    if person is None or person.deactivated_at is not None:
        raise Missing(invitations.GONE)
    account = _with_new_password(desk, person, fresh, half_way=_second_step(desk, person))
    record(desk, Verb.PERSON_PASSWORD_CHANGED, f"person:{person.id}", why="by a one-time link")
    return account


def _with_new_password(desk: Desk, person: Person, fresh: str, *, half_way: bool) -> Account:
    person.password_hash = fresh
    desk.session.flush()  # the person's row first, then the sessions: see sessions.end_all
    sessions.end_all(desk.session, person.id)
    return enter(desk, person, half_way=half_way)


def enter(desk: Desk, person: Person, *, half_way: bool = False) -> Account:
    """Begins a session; what the desk records from here on is the person's own act. `half_way`: the second step is
    still to come."""
    token = sessions.start(desk.session, person.id, desk.now, half_way=half_way)
    sessions.seen(desk.session, person.id, desk.now)
    account = sessions.account_of(person, token=token, confirmed_at=desk.now, half_way=half_way)
    desk.actor = account
    return account


def _second_step(desk: Desk, person: Person) -> bool:
    """Whether the password alone is not enough: a role asks for more, or the person has set it up."""
    return sessions.account_of(person).needs_second_factor or desk.session.get(SecondFactor, person.id) is not None


def _unfit(new: str, again: str, *about: str) -> dict[str, str]:
    if weak := passwords.weakness(new, *about):
        return {"new": weak}
    return {} if new == again else {"again": Said("This is not the same as above. Type the new password twice.")}


def _own_key(door: Door, account: Account) -> bytes:
    return door.keys.of("own", str(account.id))


def _own_password(door: Door, account: Account, password: str, field: str) -> str:
    """The stored hash, once the password was found to be its own."""
    if not password:
        raise Invalid({field: "Enter your password."})
    attempts.take(door.store, _own_key(door, account), attempts.KNOWN)
    _, stored = _stored(door.store, account.email)
    if not passwords.matches(password, stored) or stored is None:
        raise Invalid({field: NOT_YOURS})
    return stored


def _stored(store: Store, email: str) -> tuple[int, str | None]:
    """The person's id and hash; (0, None) where nobody who may sign in has the address."""
    with visit(store) as session:
        found = session.execute(
            select(Person.id, Person.password_hash).where(Person.email == email, Person.deactivated_at.is_(None))
        ).one_or_none()
    return (found[0], found[1] or None) if found else (0, None)


def _keep_hash(desk: Desk, person_id: int, renewed: str) -> None:
    # The same password under today's parameters is no edit of the account: the version stays.
    desk.session.execute(update(Person).where(Person.id == person_id).values(password_hash=renewed))
