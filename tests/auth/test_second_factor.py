"""The second step of signing in: codes of an app, recovery codes, setting up, moving, resetting."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from auth import accounts, attempts, entrance, invitations, second_factor, second_step, sessions
from auth.attempts import Keys, TooMany
from auth.entrance import Door
from auth.roles import Account, Role
from content_store.db import desk_for, utcnow, visit
from content_store.ledger import Verb
from content_store.models.accounts import Person, RecoveryCode, SecondFactor, StaffSession
from content_store.permissions import Conflict, Invalid, Missing, Refused
from tests.auth.conftest import PASSWORD, set_up, sign_in
from tests.auth.test_entrance import NEW, verbs
from tests.auth.test_pages import held_to_wcag


@pytest.fixture
def boris(joined: Callable[..., Account]) -> Account:
    return joined("Boris", Role.REVIEWER)


def half_way(door: Door, person: Account) -> Account:
    return entrance.sign_in(door, person.email, PASSWORD, None).account


def enrolled(door: Door, person: Account) -> tuple[str, tuple[str, ...]]:
    """The key on the person's phone, whose code of a minute ago was used to set it up; and the recovery codes."""
    key, sealed = second_factor.new_key(door.keys, person.id)
    arriving = half_way(door, person)
    return key, second_step.set_up(door, arriving, sealed, code(key, -1)).recovery_codes


def code(key: str, off: int = 0) -> str:
    return pyotp.TOTP(key).at(utcnow() + timedelta(seconds=30 * off))


def refused(door: Door, arriving: Account, typed: str) -> str:
    with pytest.raises(Invalid) as error:
        second_step.give_code(door, arriving, typed)
    return error.value.problems["code"]


def test_a_reviewers_password_alone_opens_nothing(browser: FlaskClient, boris: Account) -> None:
    answer = browser.post(
        "/console/sign-in", data={"email": boris.email, "password": PASSWORD, "next": "/console/mine"}
    )
    assert answer.location == "/console/second-step?next=/console/mine"
    for path in ("/console/", "/console/people", "/console/mine", "/console/password", "/console/second-factor"):
        assert browser.get(path).location.startswith("/console/sign-in"), path
    assert browser.post("/console/act", json={}).status_code == 401
    assert browser.get("/console/sign-in").location.startswith("/console/second-step")


def test_a_reviewer_sets_up_a_phone_at_the_first_sign_in_and_types_its_code_at_the_next(
    browser: FlaskClient, server: Flask, boris: Account
) -> None:
    browser.post("/console/sign-in", data={"email": boris.email, "password": PASSWORD})
    page = browser.get("/console/second-step").text
    held_to_wcag(page)
    assert "<svg" in page and "Boris" not in page.partition("<svg")[2].partition("</svg>")[0]
    key, codes = set_up(browser, "/console/second-step")
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert browser.get("/console/").text == "<p>Boris</p>"
    again = server.test_client()
    assert again.post("/console/sign-in", data={"email": boris.email, "password": PASSWORD}).status_code == 303
    asked = again.get("/console/second-step?next=/console/mine").text
    held_to_wcag(asked)
    assert key not in asked and "Demonstration" not in asked
    wrong = again.post("/console/second-step", data={"code": "12345"})
    assert wrong.status_code == 422
    held_to_wcag(wrong.text)
    right = again.post("/console/second-step", data={"code": code(key, 1), "next": "/console/mine"})
    assert right.location == "/console/mine"
    assert again.get("/console/mine").status_code == 200


def test_whose_role_asks_for_none_needs_none_until_it_is_set_up(browser: FlaskClient, ana: Account) -> None:
    sign_in(browser, ana)
    assert "Off." in browser.get("/console/second-factor").text
    key, codes = set_up(browser, "/console/second-factor", act="set up")
    assert len(codes) == second_factor.RECOVERY_CODES
    page = browser.get("/console/second-factor").text
    held_to_wcag(page)
    assert "codes left: <strong>10</strong>" in page
    fresh = browser.application.test_client()
    fresh.post("/console/sign-in", data={"email": ana.email, "password": PASSWORD})
    assert fresh.get("/console/").status_code == 303
    fresh.post("/console/second-step", data={"code": code(key, 1)})
    assert fresh.get("/console/").status_code == 200
    assert len(set(codes)) == len(set(codes) - set(recovery_codes(fresh)))
    assert "Off." in fresh.post("/console/second-factor", data={"act": "off"}).text


def recovery_codes(client: FlaskClient) -> list[str]:
    page = client.post("/console/second-factor", data={"act": "codes"}).text
    return re.findall(r"<li><code>([a-z2-7-]+)</code>", page)


def test_the_page_about_it_asks_for_the_password_of_whoever_left_the_screen(
    browser: FlaskClient, door: Door, ana: Account
) -> None:
    sign_in(browser, ana)
    with visit(door.store, writing=True) as session:
        session.execute(update(StaffSession).values(confirmed_at=utcnow() - timedelta(minutes=16)))
    for answer in (browser.get("/console/second-factor"), browser.post("/console/second-factor", data={"act": "off"})):
        assert answer.location == "/console/confirm?next=/console/second-factor"


def test_a_code_counts_once(door: Door, boris: Account) -> None:
    key, _ = enrolled(door, boris)
    now = code(key)
    second_step.give_code(door, half_way(door, boris), now)
    assert refused(door, half_way(door, boris), now) == second_factor.USED
    assert refused(door, half_way(door, boris), code(key, -1)) == second_factor.USED
    second_step.give_code(door, half_way(door, boris), code(key, 1))
    assert verbs(door.store)[-1] == (Verb.PERSON_SIGNED_IN, boris.id, f"person:{boris.id}")


def test_of_two_who_type_the_same_code_at_once_one_gets_in(door: Door, boris: Account) -> None:
    key, _ = enrolled(door, boris)
    arriving = [half_way(door, boris) for _ in range(4)]
    now, outcomes, start = code(key), [], threading.Barrier(4)

    def typing(one: Account) -> None:
        start.wait()
        try:
            second_step.give_code(door, one, now)
            outcomes.append("in")
        except Invalid:
            outcomes.append("refused")

    threads = [threading.Thread(target=typing, args=(one,)) for one in arriving]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused", "refused", "refused"]


@pytest.mark.parametrize("typed", ["１２３４５６", "٠١٢٣٤٥", "12345", "1234567", "abcdef", "\0" * 6, "x" * 5000])
def test_only_six_plain_digits_are_a_code(typed: str) -> None:
    assert second_factor.step_of("A" * 32, typed, utcnow()) is None


def test_digits_of_another_alphabet_are_no_code_even_where_they_mean_the_right_one(door: Door, boris: Account) -> None:
    key, _ = enrolled(door, boris)
    wide = code(key).translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    assert refused(door, half_way(door, boris), wide) == second_factor.WRONG
    second_step.give_code(door, half_way(door, boris), " ".join(code(key)))  # as apps show it


def test_a_code_of_two_minutes_ago_is_too_old(door: Door, boris: Account) -> None:
    key, _ = enrolled(door, boris)
    assert refused(door, half_way(door, boris), code(key, -4)) == second_factor.WRONG
    assert refused(door, half_way(door, boris), code(key, 4)) == second_factor.WRONG


def test_guessing_ends_after_a_few_tries(door: Door, boris: Account) -> None:
    key, codes = enrolled(door, boris)
    arriving = half_way(door, boris)
    for _ in range(attempts.STRANGERS):
        assert refused(door, arriving, "000000" if code(key) != "000000" else "000001") == second_factor.WRONG
    for typed in (code(key), codes[0]):
        with pytest.raises(TooMany):
            second_step.give_code(door, arriving, typed)


def test_a_recovery_code_works_once_and_the_right_persons(
    door: Door, boris: Account, joined: Callable[..., Account]
) -> None:
    other = joined("Bojana", Role.REVIEWER)
    enrolled(door, other)
    _, codes = enrolled(door, boris)
    assert "recovery code is not right" in refused(door, half_way(door, other), codes[0])
    second_step.give_code(door, half_way(door, boris), f" {codes[0].upper()} ")
    assert "used already" in refused(door, half_way(door, boris), codes[0])
    with visit(door.store) as session:
        assert second_factor.state(session, boris.id).codes_left == len(codes) - 1


def test_a_stolen_copy_of_the_database_holds_neither_key_nor_recovery_code(door: Door, boris: Account) -> None:
    key, codes = enrolled(door, boris)
    with visit(door.store) as session:
        kept = session.query(SecondFactor).one().sealed
        hashes = [row.code_hash for row in session.query(RecoveryCode)]
    assert key.encode() not in kept and not any(one.replace("-", "").encode() in hashes for one in codes)
    elsewhere = Door(door.store, Keys(b"x" * 32), door.strangers)
    assert refused(elsewhere, half_way(door, boris), code(key)) == second_factor.UNREADABLE


def test_one_persons_sealed_key_is_nothing_in_anothers_form(door: Door, boris: Account, adem: Account) -> None:
    key, sealed = second_factor.new_key(door.keys, adem.id)
    for form in (sealed, "", "AAAA", "ć", sealed[:-8]):
        with pytest.raises(Conflict):
            second_step.set_up(door, half_way(door, boris), form, code(key))


def test_who_has_a_phone_cannot_set_up_another_with_the_password_alone(door: Door, boris: Account) -> None:
    enrolled(door, boris)
    key, sealed = second_factor.new_key(door.keys, boris.id)
    with pytest.raises(Conflict):
        second_step.set_up(door, half_way(door, boris), sealed, code(key))


def test_setting_up_ends_every_other_session_and_the_half_one(door: Door, ana: Account) -> None:
    there, here = half_way(door, ana), half_way(door, ana)
    key, sealed = second_factor.new_key(door.keys, ana.id)
    made = second_step.set_up(door, here, sealed, code(key))
    assert [sessions.find(door.store, one.token) for one in (there, here)] == [None, None]
    found = sessions.find(door.store, made.entered.account.token)
    assert found is not None and not found.half_way
    assert verbs(door.store)[-1][0] == Verb.PERSON_SECOND_FACTOR_SET


def test_a_new_password_by_link_still_asks_for_the_phone(door: Door, boris: Account, adem: Account) -> None:
    enrolled(door, boris)
    with desk_for(door.store, adem) as desk:
        link = invitations.link_to_new_password(desk, boris.id)
    assert entrance.join(door, link, "", NEW, NEW).account.half_way


def test_an_administrator_resets_a_lost_phone_and_nobody_else_does(door: Door, boris: Account, adem: Account) -> None:
    key, _ = enrolled(door, boris)
    whole = second_step.give_code(door, half_way(door, boris), code(key)).account
    with desk_for(door.store, boris) as desk, pytest.raises(Refused):
        second_step.reset(desk, adem.id)
    with desk_for(door.store, adem) as desk:
        second_step.reset(desk, boris.id)
        with pytest.raises(Missing):
            second_step.reset(desk, boris.id)
    assert sessions.find(door.store, whole.token) is None
    assert verbs(door.store)[-1] == (Verb.PERSON_SECOND_FACTOR_RESET, adem.id, f"person:{boris.id}")
    enrolled(door, boris)


def test_a_reviewer_cannot_turn_it_off(door: Door, boris: Account) -> None:
    key, _ = enrolled(door, boris)
    whole = second_step.give_code(door, half_way(door, boris), code(key)).account
    with pytest.raises(Refused):
        second_step.turn_off(door, whole)


def test_half_way_in_lasts_minutes_and_ends_with_the_account(door: Door, boris: Account, adem: Account) -> None:
    key, _ = enrolled(door, boris)
    late, gone = half_way(door, boris), half_way(door, boris)
    with visit(door.store, writing=True) as session:
        row = session.get(StaffSession, sessions.hash_of(late.token))
        assert row is not None
        row.created_at -= timedelta(minutes=21)
    assert sessions.find(door.store, late.token) is None
    with visit(door.store, writing=True) as session:
        session.execute(update(Person).where(Person.id == boris.id).values(deactivated_at=utcnow()))
    assert sessions.find(door.store, gone.token) is None
    with pytest.raises(Conflict):
        second_step.give_code(door, gone, code(key))


@pytest.mark.parametrize(
    "words", ["\0", "\ud800".encode("utf-8", "surrogatepass"), "\u202e", "<b>", "=1+1", "é" * 2000]
)
def test_nothing_typed_at_the_entrance_breaks_it(browser: FlaskClient, boris: Account, words: str | bytes) -> None:
    names = ("email", "password", "next", "name", "new", "again", "old", "code", "key", "act", "other", "file")
    for state in ("a stranger", "half-way", "inside"):
        if state == "half-way":
            browser.post("/console/sign-in", data={"email": boris.email, "password": PASSWORD})
        if state == "inside":
            set_up(browser, "/console/second-step")
        for page in ("sign-in", "join/x", "second-step", "second-factor", "confirm", "password"):
            assert browser.get(f"/console/{page}", query_string={"next": words}).status_code < 500
            acts = ({}, {"act": "set up"}, {"act": "codes"}) if page.startswith("second") else ({},)
            for act in acts:
                answer = browser.post(f"/console/{page}", data=dict.fromkeys(names, words) | act)
                assert answer.status_code < 500, (state, page)
                assert "<b>" not in answer.text


def test_a_demonstration_account_shows_its_code_only_in_a_demonstration(server: Flask, door: Door) -> None:
    shown = next(one for one in accounts.demonstration_people(door.store, door.keys) if one.role is Role.REVIEWER)
    accounts.demonstration_people(door.store, door.keys)
    server.extensions["auth.door"] = Door(door.store, door.keys, door.strangers, demonstration=True)
    client = server.test_client()
    client.post("/console/sign-in", data={"email": shown.email, "password": shown.password})
    page = client.get("/console/second-step").text
    typed = page.partition('<strong class="code">')[2][:6]
    assert client.post("/console/second-step", data={"code": "000000" if typed != "000000" else "1"}).status_code == 422
    assert client.post("/console/second-step", data={"code": typed}).status_code == 303
    for _ in range(2):  # each code once: the third in a row is not due yet
        client = server.test_client()
        client.post("/console/sign-in", data={"email": shown.email, "password": shown.password})
        page = client.get("/console/second-step").text
        client.post("/console/second-step", data={"code": page.partition('<strong class="code">')[2][:6]})
    assert re.search(r"</strong> in \d+ seconds", page)
    server.extensions["auth.door"] = door
    with visit(door.store, writing=True) as session:
        person = session.query(Person).filter_by(email=shown.email).one().id
        token = sessions.start(session, person, utcnow(), half_way=True)
    with client.session_transaction("/console/") as cookie:
        cookie["_user_id"] = token
    assert "Demonstration" not in client.get("/console/second-step").text
