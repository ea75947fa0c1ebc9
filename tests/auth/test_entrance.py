"""Signing in, confirming, changing the password, joining: the acts, without pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from auth import accounts, attempts, entrance, invitations, passwords, sessions
from auth.attempts import Tap, TooMany
from auth.entrance import NOT_RIGHT, Door
from auth.roles import Account, Held, Role
from content_store.db import Store, desk_for, visit
from content_store.ledger import Verb
from content_store.models.accounts import Attempt, Person, StaffSession
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Conflict, Invalid, Missing, System, Unavailable
from tests.auth.conftest import PASSWORD, Counting

NEW = "green kettle under nine roofs"


def verbs(store: Store) -> list[tuple[str, int, str]]:
    with visit(store) as session:
        return [(row.verb, row.actor_id, row.thing) for row in session.query(LedgerEntry).order_by(LedgerEntry.id)]


def enter(door: Door, person: Account, password: str = PASSWORD, device: str | None = None) -> Account:
    return entrance.sign_in(door, person.email, password, device).account


def test_ana_signs_in_and_is_found_by_her_token(door: Door, ana: Account) -> None:
    entered = enter(door, ana)
    found = sessions.find(door.store, entered.token)
    assert found == ana
    assert found is not None and found.confirmed_at is not None
    assert verbs(door.store) == [(Verb.PERSON_SIGNED_IN, ana.id, f"person:{ana.id}")]
    with visit(door.store) as session:
        assert entered.token.encode() not in session.query(StaffSession).one().token_hash


def test_her_address_may_be_typed_in_any_case(door: Door, ana: Account) -> None:
    assert entrance.sign_in(door, " Ana@Example.ORG ", PASSWORD, None).account == ana


def test_wrong_unknown_and_deactivated_get_one_answer_for_the_same_work(
    door: Door, ana: Account, adem: Account, joined: Callable[..., Account], hasher: Counting
) -> None:
    gone = joined("Gone", Role.EXPERT)
    with desk_for(door.store, adem) as desk:
        accounts.deactivate(desk, gone.id, 1)
    for email, password in (
        (ana.email, "not it at all"),
        ("nobody@example.org", PASSWORD),
        (gone.email, PASSWORD),
        ("not an address \0 at all", PASSWORD),
        ("x" * 5000, PASSWORD),
    ):
        hasher.worked = 0
        with pytest.raises(Invalid) as refused:
            entrance.sign_in(door, email, password, None)
        assert refused.value.problems == {"email": NOT_RIGHT}
        assert hasher.worked == 1


def test_empty_fields_are_named_and_cost_no_try(door: Door) -> None:
    with pytest.raises(Invalid) as refused:
        entrance.sign_in(door, " ", "", None)
    assert set(refused.value.problems) == {"email", "password"}
    with visit(door.store) as session:
        assert session.query(Attempt).count() == 0


def test_a_stranger_who_guesses_locks_strangers_out_but_not_anas_own_browser(door: Door, ana: Account) -> None:
    mine = entrance.sign_in(door, ana.email, PASSWORD, None).device
    device = door.keys.device(ana.email, {door.keys.device_cookie(ana.email): mine})
    for _ in range(attempts.STRANGERS):
        with pytest.raises(Invalid):
            enter(door, ana, "guess")
    with pytest.raises(TooMany):
        enter(door, ana)  # right, but from a browser that nobody knows
    assert enter(door, ana, device=device) == ana


def test_an_unknown_address_is_locked_in_the_same_way(door: Door) -> None:
    for _ in range(attempts.STRANGERS):
        with pytest.raises(Invalid):
            entrance.sign_in(door, "nobody@example.org", "guess", None)
    with pytest.raises(TooMany):
        entrance.sign_in(door, "nobody@example.org", "guess", None)


def test_a_known_browser_may_not_guess_for_ever_either(door: Door, ana: Account) -> None:
    for _ in range(attempts.KNOWN):
        with pytest.raises(Invalid):
            enter(door, ana, "guess", device="d1")
    with pytest.raises(TooMany):
        enter(door, ana, device="d1")


def test_whoever_was_locked_out_comes_back_by_an_administrators_link(door: Door, ana: Account, adem: Account) -> None:
    for _ in range(attempts.STRANGERS + 1):
        with pytest.raises((Invalid, TooMany)):
            enter(door, ana, "guess")
    with desk_for(door.store, adem) as desk:
        token = invitations.link_to_new_password(desk, ana.id)
    assert entrance.join(door, token, "", NEW, NEW).account == ana
    assert enter(door, ana, NEW) == ana


def test_strangers_together_cannot_make_the_machine_hash_without_end(
    door: Door, ana: Account, hasher: Counting
) -> None:
    narrow = replace(door, strangers=Tap(2, per_second=0))
    for email in ("a@example.org", "b@example.org"):
        with pytest.raises(Invalid):
            entrance.sign_in(narrow, email, "x", None)
    with pytest.raises(Unavailable):
        entrance.sign_in(narrow, "c@example.org", "x", None)
    assert entrance.sign_in(narrow, ana.email, PASSWORD, "known").account == ana


def test_a_deactivation_during_the_slow_hash_wins(
    door: Door, ana: Account, adem: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = passwords.matches

    def meanwhile(password: str, stored: str | None) -> bool:
        with desk_for(door.store, adem) as desk:
            accounts.deactivate(desk, ana.id, 1)
        return slow(password, stored)

    monkeypatch.setattr(passwords, "matches", meanwhile)
    with pytest.raises(Invalid):
        enter(door, ana)
    with visit(door.store) as session:
        assert session.query(StaffSession).count() == 0


def test_a_hash_of_yesterdays_parameters_is_renewed_without_counting_as_an_edit(door: Door, ana: Account) -> None:
    with visit(door.store, writing=True) as session:
        row = session.get_one(Person, ana.id)
        row.password_hash = old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    enter(door, ana)
    with visit(door.store) as session:
        row = session.get_one(Person, ana.id)
        assert row.password_hash != old
        assert row.version == 2  # our own edit above, and nothing since
    assert enter(door, ana) == ana


def test_demonstration_accounts_open_nothing_outside_demonstration_mode(door: Door) -> None:
    shown = accounts.demonstration_people(door.store, door.keys)
    assert [one.role for one in shown] == list(Role)
    with pytest.raises(Invalid):
        entrance.sign_in(door, shown[0].email, shown[0].password, None)
    open_door = replace(door, demonstration=True)
    for one in accounts.demonstration_people(door.store, door.keys):
        assert entrance.sign_in(open_door, one.email, one.password, None).account.roles == (one.role,)
    with visit(door.store) as session:
        assert session.query(Person).count() == len(Role)


def test_signing_out_ends_this_session_and_no_other(door: Door, ana: Account) -> None:
    here, there = enter(door, ana), enter(door, ana)
    entrance.sign_out(door.store, here)
    entrance.sign_out(door.store, here)
    assert sessions.find(door.store, here.token) is None
    assert sessions.find(door.store, there.token) == ana
    assert [verb for verb, _, _ in verbs(door.store)].count(Verb.PERSON_SIGNED_OUT) == 1


def test_a_new_password_ends_every_session_but_the_one_it_begins(door: Door, ana: Account) -> None:
    here, there = enter(door, ana), enter(door, ana)
    now = entrance.change_password(door, here, PASSWORD, NEW, NEW).account
    assert sessions.find(door.store, here.token) is None
    assert sessions.find(door.store, there.token) is None
    assert sessions.find(door.store, now.token) == ana
    with pytest.raises(Invalid):
        enter(door, ana)
    assert enter(door, ana, NEW) == ana


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong wrong wrong", NEW, NEW, "old"),
        ("", NEW, NEW, "old"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, NEW, NEW + "x", "again"),
        (PASSWORD, "ana ana ana ana", "ana ana ana ana", "new"),
    ],
)
def test_a_password_is_not_changed_by_halves(
    door: Door, ana: Account, old: str, new: str, again: str, field: str
) -> None:
    here = enter(door, ana)
    with pytest.raises(Invalid) as refused:
        entrance.change_password(door, here, old, new, again)
    assert set(refused.value.problems) == {field}
    assert sessions.find(door.store, here.token) == ana


def test_two_changes_of_one_password_at_once_do_not_both_succeed(
    door: Door, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, real = enter(door, ana), passwords.hashed

    def meanwhile(password: str) -> str:
        monkeypatch.setattr(passwords, "hashed", real)
        entrance.change_password(door, here, PASSWORD, "another otter on the roof", "another otter on the roof")
        return real(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    with pytest.raises(Conflict):
        entrance.change_password(door, here, PASSWORD, NEW, NEW)
    assert enter(door, ana, "another otter on the roof") == ana


def test_somebody_at_an_open_screen_cannot_guess_the_password_for_ever(door: Door, ana: Account) -> None:
    here = enter(door, ana)
    for _ in range(attempts.KNOWN):
        with pytest.raises(Invalid):
            entrance.confirm(door, here, "guess")
    with pytest.raises(TooMany):
        entrance.confirm(door, here, PASSWORD)


def test_an_invited_translator_joins_once_with_what_was_given(door: Door, adem: Account) -> None:
    with desk_for(door.store, adem) as desk:
        token = invitations.invite(desk, "Teuta@Example.org", "Teuta", Role.TRANSLATOR, locales=["sq"])
    entered = entrance.join(door, token, "Teuta  Krasniqi", NEW, NEW).account
    assert entered.name == "Teuta Krasniqi"
    assert entered.grants == (Held(Role.TRANSLATOR, locales=("sq",)),)
    assert sessions.find(door.store, entered.token) == entered
    assert verbs(door.store)[-1] == (Verb.PERSON_JOINED, entered.id, f"person:{entered.id}")
    with pytest.raises(Missing):
        entrance.join(door, token, "Somebody Else", NEW, NEW)
    assert enter(door, entered, NEW) == entered


def test_a_link_still_works_after_a_weak_password_was_refused(door: Door, adem: Account) -> None:
    with desk_for(door.store, adem) as desk:
        token = invitations.invite(desk, "boris@example.org", "Boris", Role.REVIEWER)
    with pytest.raises(Invalid) as refused:
        entrance.join(door, token, " ", "boris boris boris", "x")
    assert set(refused.value.problems) == {"name", "new"}
    assert entrance.join(door, token, "Boris", NEW, NEW).account.roles == (Role.REVIEWER,)


def test_a_link_to_a_new_password_is_void_once_its_person_is_deactivated(
    door: Door, adem: Account, ana: Account
) -> None:
    with desk_for(door.store, adem) as desk:
        token = invitations.link_to_new_password(desk, ana.id)
        accounts.deactivate(desk, ana.id, 1)
    with pytest.raises(Missing):
        entrance.join(door, token, "", NEW, NEW)


def test_the_first_administrator_comes_in_from_the_command_line(door: Door) -> None:
    with desk_for(door.store, System()) as desk:
        token = invitations.invite(desk, "first@example.org", "First", Role.ADMINISTRATOR)
    assert entrance.join(door, token, "First", NEW, NEW).account.roles == (Role.ADMINISTRATOR,)
