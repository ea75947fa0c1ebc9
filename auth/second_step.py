"""The acts around the second factor: give a code, set one up, make new recovery codes, turn it off, reset it."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.sentences import Said
from auth import attempts, second_factor, sessions
from auth.entrance import Door, Entered, enter
from auth.roles import Account
from auth.second_factor import State
from content_store.db import Desk, desk_for, utcnow, visit
from content_store.ledger import Verb, record
from content_store.models.accounts import Person
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, require

AGAIN = Said("Your session has ended in the meantime. Sign in again.")


@dataclass(frozen=True, slots=True)
class SetUp:
    """The recovery codes are not kept as they are: show them now."""

    entered: Entered
    recovery_codes: tuple[str, ...]


def state_of(door: Door, account: Account) -> State:
    """Whether the person has a second factor. Raises Unavailable."""
    with visit(door.store) as session:
        return second_factor.state(session, account.id)


def of_person(desk: Desk, person_id: int) -> State:
    """The same, of anybody, for an administrator."""
    require(desk.actor, Permission.PEOPLE_READ)
    return second_factor.state(desk.session, person_id)


def give_code(door: Door, account: Account, typed: str) -> Entered:
    """The second step of somebody half-way in: a code of the app, or a recovery code. Raises Invalid, TooMany,
    Conflict (the first step was too long ago)."""
    typed = _typed(typed)
    attempts.take(door.store, _key(door, account), attempts.STRANGERS)
    with desk_for(door.store, account) as desk:
        person = _still_there(desk, account)
        recovery = second_factor.check(desk.session, door.keys, account.id, typed, desk.now)
        attempts.forget(desk.session, _key(door, account), desk.now)
        sessions.end(desk.session, account.token)
        entered = enter(desk, person)
        after = {"second step": "recovery code" if recovery else "app"}
        record(desk, Verb.PERSON_SIGNED_IN, f"person:{account.id}", after=after)
    return Entered(entered, door.keys.new_device(account.email))


def set_up(door: Door, account: Account, sealed: str, typed: str) -> SetUp:
    """Takes the key that a form of ours offered, once the app has given a code of it. Every other session of the
    person ends. Raises Invalid, TooMany, Conflict."""
    typed = _typed(typed)
    key = second_factor.offered_key(door.keys, account.id, sealed)
    if key is None:
        raise Conflict("This page is too old. Here is a new key: scan it, then type the code.")
    attempts.take(door.store, _key(door, account), attempts.STRANGERS)
    step = second_factor.step_of(key, typed, utcnow())
    if step is None:
        raise Invalid({"code": second_factor.WRONG})
    with desk_for(door.store, account) as desk:
        person = _still_there(desk, account)
        there = second_factor.state(desk.session, account.id).since is not None
        if there and account.half_way:
            raise Conflict("This account has a second factor already. Sign in with it.")
        attempts.forget(desk.session, _key(door, account), desk.now)
        codes = second_factor.set_up(desk.session, door.keys, account.id, key, step, desk.now)
        sessions.end_all(desk.session, account.id)
        entered = enter(desk, person)
        record(desk, Verb.PERSON_SECOND_FACTOR_SET, f"person:{account.id}", after={"instead of another": there})
    return SetUp(Entered(entered, door.keys.new_device(account.email)), codes)


def renew_codes(door: Door, account: Account) -> tuple[str, ...]:
    """New recovery codes; the old ones stop working. Ask for the password first (sessions.require_confirmed)."""
    with desk_for(door.store, account) as desk:
        _still_there(desk, account)
        if second_factor.state(desk.session, account.id).since is None:
            raise Missing("There is no second factor to recover. Set one up first.")
        codes = second_factor.new_recovery_codes(desk.session, door.keys, account.id)
        record(desk, Verb.PERSON_RECOVERY_CODES_MADE, f"person:{account.id}", after={"codes": len(codes)})
    return codes


def turn_off(door: Door, account: Account) -> None:
    """For whom no role asks for it. Ask for the password first (sessions.require_confirmed)."""
    with desk_for(door.store, account) as desk:
        _still_there(desk, account)
        if account.needs_second_factor:
            raise Refused("Your role asks for a second factor. You can move it to another phone.")
        if second_factor.forget(desk.session, account.id):
            record(desk, Verb.PERSON_SECOND_FACTOR_RESET, f"person:{account.id}", why="turned off by themselves")


def reset(desk: Desk, person_id: int, why: str = "") -> None:
    """Takes somebody's second factor away and signs them out: they set up a new phone when they next sign in, if
    their role asks for one. Raises Missing."""
    require(desk.actor, Permission.PEOPLE_EDIT)
    person = desk.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise Missing("There is no such person.")
    if not second_factor.forget(desk.session, person_id):
        raise Missing("This person has no second factor.")
    sessions.end_all(desk.session, person_id)
    record(desk, Verb.PERSON_SECOND_FACTOR_RESET, f"person:{person_id}", why=why)


def _typed(typed: str) -> str:
    if not typed.strip():
        raise Invalid({"code": "Type the code that your app shows."})
    return typed[:100]


def _still_there(desk: Desk, account: Account) -> Person:
    """The person's row, locked, while the session it is done from exists."""
    person = desk.session.get(Person, account.id, with_for_update=True)
    if person is None or person.deactivated_at is not None or not sessions.exists(desk.session, account.token):
        raise Conflict(AGAIN)
    return person


def _key(door: Door, account: Account) -> bytes:
    return door.keys.of("second step", str(account.id))
