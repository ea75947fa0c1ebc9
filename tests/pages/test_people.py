"""Staff on the screen."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select, update

from auth import invitations, second_factor
from auth.attempts import Keys
from content_store.db import Store, utcnow, visit
from content_store.models.accounts import Grant, Person, StaffSession
from tests.cast import admin, ana, boris, mila, teuta
from tests.driver import SECRET, draw, press, text_of
from tests.pages.conftest import Enter


def seen(store: Store, person: Any) -> dict[str, int]:
    with visit(store) as session:
        return {"id": person.id, "version": session.get_one(Person, person.id).version}


def roles(store: Store, person: Any) -> list[str]:
    with visit(store) as session:
        return sorted(session.scalars(select(Grant.role).where(Grant.person_id == person.id)))


def test_the_administrator_sees_who_holds_what_and_others_do_not(enter: Enter) -> None:
    shown = text_of(draw(enter(admin), "/people"))
    assert "Teuta Përkthyese teuta@example.org Translator, in shqip (sq)" in shown
    assert text_of(draw(enter(ana), "/people")).startswith("Not for your role")
    assert text_of(draw(enter(ana), f"/person?id={boris.id}")).startswith("Not for your role")


def test_an_invitation_is_a_link_that_works_and_is_shown_once(enter: Enter, store: Store) -> None:
    client = enter(admin)
    form = {
        "invitation-name": "Elira",
        "invitation-email": "elira@example.org",
        "invitation-role": "translator",
        "invitation-locales": ["sq"],
        "invitation-countries": [],
    }
    answer = press(client, "person-invite", form)
    [link] = re.findall(r"http://localhost/console/join/(\S+)", text_of(answer["person-link.children"]))
    assert invitations.look(store, link).email == "elira@example.org"
    listed = text_of(draw(client, "/people"))
    assert "Elira elira@example.org Translator, in shqip (sq)" in listed and link not in listed
    [key] = [invitations.key_of(invitations.look(store, link))]
    gone = press(client, {"type": "people-withdraw", "key": key}, {})
    assert "no longer works" in gone.notice


def test_an_invitation_to_nowhere_is_marked_at_its_field(enter: Enter) -> None:
    form = {"invitation-name": "X", "invitation-email": "not an address", "invitation-role": "expert"}
    answer = press(enter(admin), "person-invite", form | {"invitation-locales": ["sq"]})
    assert answer["invitation-email-problem.children"] or answer["invitation-locales-problem.children"]
    assert (
        "Fill in"
        in press(enter(admin), "person-invite", {**form, "invitation-role": " "}).outputs[
            "invitation-role-problem.children"
        ]
    )


def test_a_role_is_given_and_taken_away_and_ends_the_session(enter: Enter, store: Store) -> None:
    client, hers = enter(admin), enter(mila)
    form = {"role-role": "counsellor", "role-countries": ["RS"], "person-seen": seen(store, mila)}
    assert "has to sign in again" in press(client, "person-give", form).notice
    assert roles(store, mila) == ["coordinator", "counsellor"]
    assert hers.get("/console/").status_code in (303, 401)
    press(client, {"type": "person-take", "key": "0"}, {"person-seen": seen(store, mila)})
    assert len(roles(store, mila)) == 1


def test_whoever_was_not_looked_at_is_not_changed(enter: Enter, store: Store) -> None:
    stale = seen(store, mila)
    client = enter(admin)
    press(client, "person-give", {"role-role": "expert", "person-seen": stale})
    assert press(client, "person-give", {"role-role": "reviewer", "person-seen": stale}).notice.startswith("Somebody")
    assert "reviewer" not in roles(store, mila)


def test_an_account_is_closed_at_once_and_can_be_opened_again(enter: Enter, store: Store) -> None:
    client, theirs = enter(admin), enter(teuta)
    assert "no longer sign in" in press(client, "person-switch", {"person-seen": seen(store, teuta)}).notice
    assert theirs.get("/console/").status_code in (303, 401)
    assert "can sign in again" in press(client, "person-switch", {"person-seen": seen(store, teuta)}).notice
    assert press(client, "person-switch", {"person-seen": seen(store, admin)}).notice  # the last administrator stays
    with visit(store) as session:
        assert session.get_one(Person, admin.id).deactivated_at is None


def test_a_lost_phone_is_reset_and_its_owner_signed_out(enter: Enter, store: Store) -> None:
    client, theirs = enter(admin), enter(boris)
    assert "no second factor" in press(client, "person-phone", {"person-seen": seen(store, boris)}).notice
    with visit(store, writing=True) as session:
        second_factor.set_up(session, Keys(SECRET), boris.id, "A" * 32, None, utcnow())
    assert "Second factor since" in text_of(draw(client, f"/person?id={boris.id}"))
    answer = press(client, "person-phone", {"person-seen": seen(store, boris)})
    assert "sets up a new phone" in answer.notice and "not set up" in text_of(answer["person-facts.children"])
    assert theirs.get("/console/").status_code in (303, 401)


def test_nobody_but_an_administrator_can_press_these(enter: Enter, store: Store) -> None:
    client = enter(boris)
    form = {"role-role": "administrator", "person-seen": seen(store, boris)}
    for button in ("person-give", "person-invite", "person-switch", "person-end", "person-password", "person-phone"):
        assert "invite people" in press(client, button, form).notice
    assert roles(store, boris) == ["reviewer"]


def test_at_an_unlocked_screen_the_password_is_asked_for_again(enter: Enter, store: Store) -> None:
    client = enter(admin)
    with visit(store, writing=True) as session:
        long_ago = session.scalar(select(Person.created_at).where(Person.id == admin.id))
        session.execute(update(StaffSession).values(confirmed_at=long_ago))
    answer = press(client, "person-switch", {"person-seen": seen(store, teuta)})
    assert "Confirm that it is you" in answer.notice
    assert "no longer sign in" not in answer.notice
