"""The people who may sign in, and what they hold. Passwords and links are `entrance` and `invitations`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, text, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from assessment.sentences import Said
from auth import passwords, second_factor, sessions
from auth.attempts import Keys
from auth.roles import BY_COUNTRY, BY_LOCALE, WITH_SECOND_FACTOR, Held, Role
from content_store.db import Desk, Store, desk_for, visit
from content_store.ledger import Verb, record
from content_store.locales import COUNTRIES, LOCALES
from content_store.models.accounts import Grant, Person
from content_store.paging import Page, Wanted, paginate, pattern
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, System, require
from content_store.words import clean

DEMONSTRATION = "demonstration.example"
"""Domain of the accounts whose passwords are printed; they open nothing outside demonstration mode."""

_ADDRESS = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[^@\s<>()\[\],;:\\\"]+\.[^@\s<>()\[\],;:\\\".]+")
_ORDERS = {"name": Person.name, "email": Person.email, "seen": Person.last_seen_at}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member of staff as a list or a form shows them. Give `version` back with an edit."""

    id: int
    name: str
    email: str
    grants: tuple[Held, ...]
    last_seen_at: datetime | None
    deactivated_at: datetime | None
    version: int


def people(desk: Desk, wanted: Wanted) -> Page[PersonRow]:
    """Everybody, deactivated ones included. Sorts: name, email, seen."""
    require(desk.actor, Permission.PEOPLE_READ)
    key = wanted.sort.removeprefix("-")
    order = _ORDERS.get(key, Person.name)
    query = select(Person).order_by(order.desc() if wanted.sort.startswith("-") else order.asc(), Person.id)
    if wanted.q:
        like = pattern(wanted.q)
        # SQLite folds only Latin letters without accents, so the letters as typed are looked for too.
        found = or_(
            Person.email.like(like, escape="\\"),
            func.lower(Person.name).like(like, escape="\\"),
            Person.name.contains(wanted.q, autoescape=True),
        )
        query = query.where(found)
    return paginate(desk.session, query, wanted, _row, scalars=True)


def open_person(desk: Desk, person_id: int) -> PersonRow:
    """One person, for those who may read all of them. Raises Missing."""
    require(desk.actor, Permission.PEOPLE_READ)
    person = desk.session.get(Person, person_id)
    if person is None:
        raise Missing("There is no such person.")
    return _row(person)


def id_of(session: Session, email: str) -> int:
    """Raises Missing where nobody has the address."""
    found = session.scalar(select(Person.id).where(Person.email == address(email)))
    if found is None:
        raise Missing("Nobody has this address.")
    return found


def set_grants(desk: Desk, person_id: int, seen: int, grants: Sequence[Held]) -> PersonRow:
    """Replaces all that the person holds, and ends their sessions. `seen`: the version the form was loaded with.
    Raises Invalid, Conflict, and Refused where nobody would be left to administer."""
    person = _locked(desk, person_id, seen)
    wanted = tuple(dict.fromkeys(checked(one) for one in grants))
    if not wanted:
        raise Invalid({"role": "Give at least one role, or deactivate the account."})
    before = [as_plain(sessions.held(grant)) for grant in person.grants]
    if all(held.role is not Role.ADMINISTRATOR for held in wanted):
        _keep_an_administrator(desk, person)
    person.grants = [_grant(one) for one in wanted]
    flag_modified(person, "name")  # grants are rows of their own: without this the version would not count up
    desk.session.flush()  # sessions go after the person's row is ours, and the caller wants the new version
    sessions.end_all(desk.session, person.id)
    after = [as_plain(one) for one in wanted]
    record(desk, Verb.PERSON_GRANTED, f"person:{person.id}", before={"grants": before}, after={"grants": after})
    return _row(person)


def deactivate(desk: Desk, person_id: int, seen: int, why: str = "") -> PersonRow:
    """No sign-in from now on; their sessions end. Their name stays on what they did."""
    person = _locked(desk, person_id, seen)
    if person.deactivated_at is not None:
        raise Refused("This account is deactivated already.")
    _keep_an_administrator(desk, person)
    person.deactivated_at = desk.now
    desk.session.flush()  # as in set_grants
    sessions.end_all(desk.session, person.id)
    record(desk, Verb.PERSON_DEACTIVATED, f"person:{person.id}", why=clean(why, "why", most=500))
    return _row(person)


def reactivate(desk: Desk, person_id: int, seen: int) -> PersonRow:
    """They may sign in again with their old password and hold what they held."""
    person = _locked(desk, person_id, seen)
    if person.deactivated_at is None:
        raise Refused("This account is active already.")
    person.deactivated_at = None
    desk.session.flush()  # the caller wants the new version
    record(desk, Verb.PERSON_REACTIVATED, f"person:{person.id}")
    return _row(person)


def choose_language(desk: Desk, tag: str) -> None:
    """The language in which the console speaks to the person on the desk. Raises Invalid for one unknown here."""
    require(desk.actor, Permission.CONSOLE_ENTER)
    if tag not in LOCALES:
        raise Invalid({"language": "There is no such language here."})
    before = desk.session.scalar(select(Person.locale).where(Person.id == desk.actor.id))
    # Not through the object: a taste is no edit of the account and must not collide with an administrator's open form.
    desk.session.execute(update(Person).where(Person.id == desk.actor.id).values(locale=tag))
    thing = f"person:{desk.actor.id}"
    record(desk, Verb.PERSON_LANGUAGE_CHOSEN, thing, before={"language": before}, after={"language": tag})


def end_sessions(desk: Desk, person_id: int) -> int:
    """Signs the person out everywhere; how many sessions that were. Anybody may do it to themselves."""
    if person_id != desk.actor.id:
        require(desk.actor, Permission.PEOPLE_EDIT)
    person = desk.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise Missing("There is no such person.")
    ended = sessions.end_all(desk.session, person_id)
    record(desk, Verb.PERSON_SESSIONS_ENDED, f"person:{person_id}", after={"sessions": ended})
    return ended


def checked(held: Held) -> Held:
    """The grant with its places in order. Raises Invalid for a place that does not exist or that the role does not
    go by."""
    locales, countries = tuple(sorted(set(held.locales))), tuple(sorted(set(held.countries)))
    problems = {}
    if unknown := [tag for tag in locales if tag not in LOCALES]:
        problems["locales"] = Said("There is no language {unknown} here.", unknown=", ".join(unknown))
    elif locales and held.role not in BY_LOCALE:
        problems["locales"] = Said("The role {role} is not limited to languages. Leave this empty.", role=held.role)
    if unknown := [code for code in countries if code not in COUNTRIES]:
        problems["countries"] = Said("There is no country {unknown} here.", unknown=", ".join(unknown))
    elif countries and held.role not in BY_COUNTRY:
        problems["countries"] = Said("The role {role} is not limited to countries. Leave this empty.", role=held.role)
    if problems:
        raise Invalid(problems)
    return Held(held.role, locales, countries)


def address(email: str) -> str:
    """An e-mail address as it is kept: lower case. Raises Invalid."""
    kept = clean(email.strip(), "email", most=254).lower()
    if not _ADDRESS.fullmatch(kept) or not kept.isprintable():
        raise Invalid({"email": "Enter an e-mail address, like name@example.org."})
    return kept


def person_name(name: str) -> str:
    """A name as it is kept: on one line. Raises Invalid."""
    kept = " ".join(clean(name, "name", most=120).split())
    if not kept:
        raise Invalid({"name": "Enter a name: colleagues see it beside what this person does."})
    return kept


def add_person(desk: Desk, email: str, name: str, password_hash: str, grants: Sequence[Held]) -> Person:
    """A new row for someone who joins. Writes no ledger entry and asks for no permission: its callers do."""
    if desk.session.scalar(select(exists().where(Person.email == email))):
        raise Conflict("There is an account with this address already. Sign in, or ask an administrator for a link.")
    person = Person(
        email=email,
        name=name,
        password_hash=password_hash,
        created_at=desk.now,
        grants=[_grant(checked(one)) for one in grants],
    )
    desk.session.add(person)
    desk.session.flush()  # the ledger wants the id
    return person


def as_plain(held: Held) -> dict[str, object]:
    """For the ledger."""
    return {"role": held.role.value, "locales": list(held.locales), "countries": list(held.countries)}


def _grant(held: Held) -> Grant:
    return Grant(role=held.role.value, locales=list(held.locales), countries=list(held.countries))


def _row(person: Person) -> PersonRow:
    return PersonRow(
        person.id,
        person.name,
        person.email,
        tuple(sessions.held(grant) for grant in person.grants),
        person.last_seen_at,
        person.deactivated_at,
        person.version,
    )


def _locked(desk: Desk, person_id: int, seen: int) -> Person:
    """The person, for an administrator's edit. Edits of accounts take turns, so that two administrators cannot strip
    each other at the same moment."""
    require(desk.actor, Permission.PEOPLE_EDIT)
    if desk.session.get_bind().dialect.name == "postgresql":
        desk.session.execute(text("SELECT pg_advisory_xact_lock(7262)"))
    person = desk.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise Missing("There is no such person.")
    if person.version != seen:
        raise Conflict("Somebody else changed this account in the meantime. Look at it again, then decide.")
    return person


def _keep_an_administrator(desk: Desk, leaving: Person) -> None:
    administers = Person.grants.any(Grant.role == Role.ADMINISTRATOR.value)
    others = select(exists().where(administers, Person.deactivated_at.is_(None), Person.id != leaving.id))
    if any(grant.role == Role.ADMINISTRATOR for grant in leaving.grants) and not desk.session.scalar(others):
        raise Refused("This is the last administrator. Make somebody else one first.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A demonstration account with the password that everybody may know."""

    email: str
    password: str
    role: Role


_SHOWN = {
    "Ana Expert": Held(Role.EXPERT),
    "Boris Reviewer": Held(Role.REVIEWER),
    "Teuta Translator": Held(Role.TRANSLATOR, locales=("sq", "sr-Cyrl", "sr-Latn")),
    "Mila Coordinator": Held(Role.COORDINATOR, countries=("RS", "XK")),
    "Cveta Counsellor": Held(Role.COUNSELLOR, countries=("RS",)),
    "Adem Administrator": Held(Role.ADMINISTRATOR),
}


def demonstration_people(store: Store, keys: Keys) -> list[Shown]:
    """One person a role, made where they are missing; safe to repeat. Never call it for a service in use. Whose role
    asks for a second factor has one, whose code the page of the second step shows: nobody holds the phone."""
    shown = {
        name: Shown(f"{held.role}@{DEMONSTRATION}", f"{held.role}-demonstration", held.role)
        for name, held in _SHOWN.items()
    }
    with visit(store) as session:
        there = set(session.scalars(select(Person.email).where(Person.email.endswith(f"@{DEMONSTRATION}"))))
    missing = {name: one for name, one in shown.items() if one.email not in there}
    ready = {name: passwords.hashed(one.password) for name, one in missing.items()}
    if ready:
        with desk_for(store, System()) as desk:
            for name, password_hash in ready.items():
                person = add_person(desk, shown[name].email, name, password_hash, [_SHOWN[name]])
                record(desk, Verb.PERSON_JOINED, f"person:{person.id}", after=as_plain(_SHOWN[name]))
    _give_phones(store, keys, [one.email for one in shown.values() if one.role in WITH_SECOND_FACTOR])
    return list(shown.values())


def _give_phones(store: Store, keys: Keys, emails: Sequence[str]) -> None:
    with visit(store) as session:
        ids = session.scalars(select(Person.id).where(Person.email.in_(emails))).all()
        without = [one for one in ids if not second_factor.readable(session, keys, one)]
    for person_id in without:
        with desk_for(store, System()) as desk:
            second_factor.set_up(
                desk.session, keys, person_id, second_factor.new_key(keys, person_id)[0], None, desk.now
            )
            record(desk, Verb.PERSON_SECOND_FACTOR_SET, f"person:{person_id}", why="demonstration")
