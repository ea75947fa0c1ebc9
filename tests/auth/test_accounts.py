from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from auth import accounts, entrance, invitations, sessions
from auth.accounts import PersonRow
from auth.entrance import Door
from auth.roles import Account, Held, Role
from content_store.db import Desk, Store, desk_for, visit
from content_store.ledger import Verb
from content_store.models.accounts import Person, StaffSession
from content_store.models.ledger import LedgerEntry
from content_store.paging import Wanted
from content_store.permissions import Conflict, Invalid, Missing, Refused
from tests.auth.conftest import PASSWORD


def row(store: Store, by: Account, person_id: int) -> PersonRow:
    with desk_for(store, by, reading=True) as desk:
        return accounts.open_person(desk, person_id)


def test_a_person_sees_only_by_permission_who_works_here(store: Store, adem: Account, ana: Account) -> None:
    with desk_for(store, adem, reading=True) as desk:
        page = accounts.people(desk, Wanted(sort="name"))
        assert [person.name for person in page.rows] == ["Adem", "Ana"]
        assert page.total == 2
    with desk_for(store, ana, reading=True) as desk, pytest.raises(Refused):
        accounts.people(desk, Wanted())


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ANA", ["Ana"]),
        ("example.org", ["Adem", "Ana", "Šejla_1"]),
        ("Šej", ["Šejla_1"]),
        ("_", ["Šejla_1"]),
        ("%", []),
    ],
)
def test_people_are_found_by_name_or_address(
    store: Store, adem: Account, ana: Account, joined: Callable[..., Account], q: str, found: list[str]
) -> None:
    joined("Šejla_1", Role.EXPERT)
    with desk_for(store, adem, reading=True) as desk:
        assert [person.name for person in accounts.people(desk, Wanted(q=q)).rows] == found


def test_new_roles_count_the_version_up_end_sessions_and_leave_one_entry(
    door: Door, adem: Account, ana: Account
) -> None:
    token = entrance.sign_in(door, ana.email, PASSWORD, None).account.token
    with desk_for(door.store, adem) as desk:
        held = [Held(Role.TRANSLATOR, locales=("sq", "mk", "sq")), Held(Role.EXPERT), Held(Role.EXPERT)]
        after = accounts.set_grants(desk, ana.id, 1, held)
        assert desk.entries == 1
    assert after.version == 2
    assert after.grants == (Held(Role.TRANSLATOR, locales=("mk", "sq")), Held(Role.EXPERT))
    assert row(door.store, adem, ana.id) == after
    assert sessions.find(door.store, token) is None
    with visit(door.store) as session:
        entry = session.query(LedgerEntry).order_by(LedgerEntry.id.desc()).first()
        assert entry is not None
        assert (entry.verb, entry.actor_id, entry.thing) == (Verb.PERSON_GRANTED, adem.id, f"person:{ana.id}")
        assert '"translator"' in entry.after
        assert '"translator"' not in entry.before


def test_an_edit_of_an_account_that_changed_meanwhile_is_refused(store: Store, adem: Account, ana: Account) -> None:
    with desk_for(store, adem) as desk:
        accounts.set_grants(desk, ana.id, 1, [Held(Role.REVIEWER)])
    for stale in (
        lambda desk: accounts.set_grants(desk, ana.id, 1, [Held(Role.ADMINISTRATOR)]),
        lambda desk: accounts.deactivate(desk, ana.id, 1),
    ):
        with pytest.raises(Conflict), desk_for(store, adem) as desk:
            stale(desk)
    assert row(store, adem, ana.id).grants == (Held(Role.REVIEWER),)


@pytest.mark.parametrize(
    ("held", "field"),
    [
        (Held(Role.TRANSLATOR, locales=("xx",)), "locales"),
        (Held(Role.EXPERT, locales=("sq",)), "locales"),
        (Held(Role.COORDINATOR, countries=("DE",)), "countries"),
        (Held(Role.TRANSLATOR, countries=("RS",)), "countries"),
    ],
)
def test_a_grant_for_a_place_that_makes_no_sense_is_refused(
    store: Store, adem: Account, ana: Account, held: Held, field: str
) -> None:
    with pytest.raises(Invalid) as refused, desk_for(store, adem) as desk:
        accounts.set_grants(desk, ana.id, 1, [held])
    assert set(refused.value.problems) == {field}


def test_nobody_is_left_without_a_role(store: Store, adem: Account, ana: Account) -> None:
    with pytest.raises(Invalid), desk_for(store, adem) as desk:
        accounts.set_grants(desk, ana.id, 1, [])


ACTS: dict[str, Callable[[Desk, int], object]] = {
    "set_grants": lambda desk, other: accounts.set_grants(desk, other, 1, [Held(Role.ADMINISTRATOR)]),
    "deactivate": lambda desk, other: accounts.deactivate(desk, other, 1),
    "reactivate": lambda desk, other: accounts.reactivate(desk, other, 1),
    "end_sessions": accounts.end_sessions,
    "open_person": accounts.open_person,
    "link": invitations.link_to_new_password,
    "invite": lambda desk, _: invitations.invite(desk, "x@example.org", "X", Role.ADMINISTRATOR),
    "waiting": lambda desk, _: invitations.waiting(desk),
    "withdraw": lambda desk, _: invitations.withdraw(desk, "00"),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_touches_accounts(
    store: Store, adem: Account, joined: Callable[..., Account], role: Role, act: str
) -> None:
    somebody = joined("Somebody", role)
    with pytest.raises(Refused), desk_for(store, somebody) as desk:
        ACTS[act](desk, adem.id)
    with pytest.raises(Refused), desk_for(store, somebody) as desk:
        ACTS[act](desk, 10**12)  # whether it exists is not told either
    with visit(store) as session:
        assert session.query(LedgerEntry).count() == 0


def test_an_administrator_is_told_that_there_is_no_such_person(store: Store, adem: Account) -> None:
    for act in ("set_grants", "deactivate", "reactivate", "end_sessions", "open_person", "link", "withdraw"):
        with pytest.raises(Missing), desk_for(store, adem) as desk:
            ACTS[act](desk, 10**12)


def test_the_last_administrator_stays(
    store: Store, adem: Account, ana: Account, joined: Callable[..., Account]
) -> None:
    second = joined("Second", Role.ADMINISTRATOR)
    with desk_for(store, adem) as desk:
        accounts.deactivate(desk, second.id, 1, "left")
    for strip in (
        lambda desk: accounts.set_grants(desk, adem.id, 1, [Held(Role.EXPERT)]),
        lambda desk: accounts.deactivate(desk, adem.id, 1),
    ):
        with pytest.raises(Refused, match="last administrator"), desk_for(store, adem) as desk:
            strip(desk)
    with desk_for(store, adem) as desk:
        accounts.set_grants(desk, ana.id, 1, [Held(Role.ADMINISTRATOR), Held(Role.EXPERT)])
        accounts.set_grants(desk, adem.id, 1, [Held(Role.EXPERT)])


@pytest.mark.parametrize("ways", [("deactivate", "deactivate"), ("revoke", "revoke"), ("deactivate", "revoke")])
def test_two_administrators_who_put_each_other_out_at_once_leave_one(
    store: Store, adem: Account, joined: Callable[..., Account], ways: tuple[str, str]
) -> None:
    second = joined("Second", Role.ADMINISTRATOR)
    start, outcomes = threading.Barrier(2), []

    def strip(by: Account, other: Account, way: str) -> None:
        start.wait(60)
        try:
            with desk_for(store, by) as desk:
                if way == "deactivate":
                    accounts.deactivate(desk, other.id, 1)
                else:
                    accounts.set_grants(desk, other.id, 1, [Held(Role.EXPERT)])
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")

    who = ((adem, second, ways[0]), (second, adem, ways[1]))
    pair = [threading.Thread(target=strip, args=one) for one in who]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    with visit(store) as session:
        people = [session.get_one(Person, one.id) for one in (adem, second)]
        left = [
            one for one in people if not one.deactivated_at and any(g.role == Role.ADMINISTRATOR for g in one.grants)
        ]
    assert len(left) == 1


def test_a_deactivated_person_is_out_at_once_and_may_come_back(door: Door, adem: Account, ana: Account) -> None:
    token = entrance.sign_in(door, ana.email, PASSWORD, None).account.token
    with desk_for(door.store, adem) as desk:
        gone = accounts.deactivate(desk, ana.id, 1, "on leave")
        with pytest.raises(Refused):
            accounts.deactivate(desk, ana.id, gone.version)
    assert sessions.find(door.store, token) is None
    with pytest.raises(Invalid):
        entrance.sign_in(door, ana.email, PASSWORD, None)
    with desk_for(door.store, adem) as desk:
        accounts.reactivate(desk, ana.id, gone.version)
    assert sessions.find(door.store, token) is None
    assert entrance.sign_in(door, ana.email, PASSWORD, None).account == ana


def test_a_session_that_outlived_its_persons_deactivation_opens_nothing(door: Door, ana: Account) -> None:
    token = entrance.sign_in(door, ana.email, PASSWORD, None).account.token
    with visit(door.store, writing=True) as session:
        session.get_one(Person, ana.id).deactivated_at = datetime.now(UTC)  # as a restored backup may have it
    assert sessions.find(door.store, token) is None


def test_a_person_signs_themselves_out_everywhere(door: Door, ana: Account) -> None:
    tokens = [entrance.sign_in(door, ana.email, PASSWORD, None).account.token for _ in range(3)]
    with desk_for(door.store, ana) as desk:
        assert accounts.end_sessions(desk, ana.id) == 3
        assert desk.entries == 1
    assert not any(sessions.find(door.store, token) for token in tokens)


def test_a_session_runs_out_when_it_is_left_alone_and_in_the_end(
    door: Door, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = datetime.now(UTC)
    now = [start]
    monkeypatch.setattr(sessions, "utcnow", lambda: now[0])
    left, used = (entrance.sign_in(door, ana.email, PASSWORD, None).account.token for _ in range(2))
    while now[0] - start < timedelta(hours=11, minutes=30):
        now[0] += timedelta(minutes=90)
        assert sessions.find(door.store, used) == ana
    assert sessions.find(door.store, left) is None
    now[0] = start + timedelta(hours=12, minutes=5)
    assert sessions.find(door.store, used) is None


def test_being_seen_is_no_edit_of_the_account(
    door: Door, adem: Account, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = entrance.sign_in(door, ana.email, PASSWORD, None).account.token
    later = datetime.now(UTC) + timedelta(minutes=10)
    monkeypatch.setattr(sessions, "utcnow", lambda: later)
    assert sessions.find(door.store, token) == ana
    seen = row(door.store, adem, ana.id)
    assert (seen.version, seen.last_seen_at) == (1, later)


def test_sessions_that_ran_out_are_swept_when_somebody_signs_in(door: Door, ana: Account) -> None:
    entrance.sign_in(door, ana.email, PASSWORD, None)
    with visit(door.store, writing=True) as session:
        session.query(StaffSession).one().created_at -= timedelta(hours=13)
    entrance.sign_in(door, ana.email, PASSWORD, None)
    with visit(door.store) as session:
        assert session.query(StaffSession).count() == 1


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@example.org", "a b@example.org", "ana@example", "a\0@b.org", "x" * 250 + "@b.org"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        accounts.address(email)
