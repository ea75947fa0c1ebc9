from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from auth import entrance, invitations, passwords
from auth.entrance import Door
from auth.roles import Account, Held, Role
from content_store.db import Store, desk_for, utcnow, visit
from content_store.ledger import Verb
from content_store.models.accounts import Invitation, Person
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Conflict, Invalid, Missing

NEW = "green kettle under nine roofs"


def invite(store: Store, by: Account, email: str = "teuta@example.org") -> str:
    with desk_for(store, by) as desk:
        token = invitations.invite(desk, email, "Teuta", Role.TRANSLATOR, locales=["sq"])
        assert desk.entries == 1
        return token


def test_the_store_keeps_no_link(store: Store, adem: Account) -> None:
    token = invite(store, adem)
    with visit(store) as session:
        kept = session.query(Invitation).one()
        entry = session.query(LedgerEntry).one()
    assert token.encode() not in kept.token_hash
    assert token not in entry.after + entry.thing
    assert entry.verb == Verb.INVITATION_MADE


def test_looking_at_a_link_uses_nothing_up(store: Store, adem: Account) -> None:
    token = invite(store, adem)
    assert invitations.look(store, token).email == "teuta@example.org"
    assert invitations.look(store, token).used_at is None
    with pytest.raises(Missing):
        invitations.look(store, "č" + token)


def test_a_new_invitation_replaces_the_one_before(store: Store, adem: Account) -> None:
    first = invite(store, adem)
    second = invite(store, adem)
    with pytest.raises(Missing):
        invitations.look(store, first)
    with desk_for(store, adem) as desk:
        links = invitations.waiting(desk)
        assert [(link.email, link.held) for link in links] == [
            ("teuta@example.org", Held(Role.TRANSLATOR, locales=("sq",)))
        ]
        invitations.withdraw(desk, links[0].key)
        assert desk.entries == 1
        with pytest.raises(Missing):
            invitations.withdraw(desk, links[0].key)
    with pytest.raises(Missing):
        invitations.look(store, second)


def test_a_link_runs_out(door: Door, adem: Account) -> None:
    token = invite(door.store, adem)
    with visit(door.store, writing=True) as session:
        session.query(Invitation).one().expires_at -= timedelta(days=7, minutes=1)
    with pytest.raises(Missing):
        invitations.look(door.store, token)
    with pytest.raises(Missing), visit(door.store, writing=True) as session:
        invitations.use(session, token, utcnow())
    with pytest.raises(Missing):
        entrance.join(door, token, "Teuta", NEW, NEW)


def test_somebody_with_an_account_is_not_invited_again(store: Store, adem: Account, ana: Account) -> None:
    with pytest.raises(Invalid):
        invite(store, adem, ana.email.upper())


def test_of_two_people_who_use_one_link_at_once_one_joins(door: Door, adem: Account) -> None:
    token = invite(door.store, adem)
    start, outcomes = threading.Barrier(4), []

    def use() -> None:
        start.wait(60)
        try:
            entrance.join(door, token, "Teuta", NEW, NEW)
            outcomes.append("in")
        except (Missing, Conflict):
            outcomes.append("out")

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "out", "out", "out"]
    with visit(door.store) as session:
        assert session.query(Person).filter_by(email="teuta@example.org").count() == 1


def test_a_link_to_a_new_password_that_is_used_during_the_slow_hash_is_gone(
    door: Door, adem: Account, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk_for(door.store, adem) as desk:
        token = invitations.link_to_new_password(desk, ana.id)
    real = passwords.hashed

    def meanwhile(password: str) -> str:
        monkeypatch.setattr(passwords, "hashed", real)
        entrance.join(door, token, "", NEW, NEW)
        return real(password)

    monkeypatch.setattr(passwords, "hashed", meanwhile)
    with pytest.raises(Missing):
        entrance.join(door, token, "", "a thief came too late", "a thief came too late")
    assert entrance.sign_in(door, ana.email, NEW, None).account == ana
