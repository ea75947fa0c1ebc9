from __future__ import annotations

import argparse

import pyotp
import pytest

from auth import commands, entrance, invitations, second_factor, second_step, sessions
from auth.entrance import Door
from auth.roles import Account, Held, Role
from content_store.db import Store, visit
from content_store.permissions import Invalid, Missing
from tests.auth.conftest import PASSWORD
from tests.auth.test_entrance import NEW


def run(store: Store, *words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers(dest="verb"))
    given = parser.parse_args(words)
    return int(given.run(given, store, argparse.Namespace(reached_at="http://127.0.0.1:8050")))


def test_an_operator_invites_a_coordinator(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(store, "staff", "invite", "mila@example.org", "Mila", "coordinator", "--countries", "rs, XK") == 0
    link = capsys.readouterr().out.splitlines()[0]
    assert link.startswith("http://127.0.0.1:8050/console/join/")
    invitation = invitations.look(store, link.rpartition("/")[2])
    assert invitations.granted(invitation) == Held(Role.COORDINATOR, countries=("RS", "XK"))


def test_an_operator_is_told_what_cannot_be(store: Store) -> None:
    with pytest.raises(Invalid):
        run(store, "staff", "invite", "mila@example.org", "Mila", "expert", "--countries", "RS")
    with pytest.raises(SystemExit):
        run(store, "staff", "invite", "mila@example.org", "Mila", "king")
    with pytest.raises(Missing):
        run(store, "staff", "reset", "nobody@example.org")


def test_an_operator_helps_somebody_whose_phone_is_lost(
    door: Door, adem: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    key, sealed = second_factor.new_key(door.keys, adem.id)
    arriving = entrance.sign_in(door, adem.email, PASSWORD, None).account
    signed_in = second_step.set_up(door, arriving, sealed, pyotp.TOTP(key).now()).entered.account
    run(door.store, "staff", "reset", adem.email)
    assert sessions.find(door.store, signed_in.token) == adem  # a forgotten password is no lost phone
    run(door.store, "staff", "reset", adem.email, "--lost-phone")
    assert sessions.find(door.store, signed_in.token) is None
    link = capsys.readouterr().out.splitlines()[2].rpartition("/")[2]
    entrance.join(door, link, "", NEW, NEW)
    with visit(door.store) as session:
        assert second_factor.state(session, adem.id).since is None
    with pytest.raises(Missing):
        run(door.store, "staff", "reset", adem.email, "--lost-phone")


def test_an_operator_lists_resets_and_deactivates(
    store: Store, adem: Account, ana: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    run(store, "staff", "reset", "ANA@example.org")
    assert invitations.look(store, capsys.readouterr().out.splitlines()[0].rpartition("/")[2]).person_id == ana.id
    run(store, "staff", "deactivate", ana.email)
    capsys.readouterr()
    run(store, "staff", "list")
    listed = capsys.readouterr().out
    assert "administrator" in listed
    assert "deactivated" in listed
    assert "new password" in listed
