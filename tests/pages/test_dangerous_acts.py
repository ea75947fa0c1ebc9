"""Acts that somebody passing by at an unlocked screen must not do, all of them by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from content_store.db import Store, utcnow, visit
from content_store.models.accounts import StaffSession
from content_store.permissions import Permission
from tests.cast import admin, boris
from tests.composed import House, actions_of, call_of, composed
from tests.driver import UPDATE

DANGEROUS = {
    "person.invite": admin,
    "person.give": admin,
    "person.take": admin,
    "person.new_password": admin,
    "person.lost_phone": admin,
    "person.end": admin,
    "person.switch": admin,
    "data.make": admin,  # a backup
    "settings.offer_country": admin,
    "settings.keep_periods": admin,
    "review.publish": boris,
    "changes.go_back": boris,
    "changes.retire": boris,
}
CARRIED_AWAY = ("/console/download/backup", "/console/download/content")
HARMLESS_TO_OTHERS = {
    "people.withdraw",  # shuts a link that nobody has used: it only closes a door
    "data.look",  # how far a backup is
}


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path) as house:
        yield house


def name_of(act: Any) -> str:
    return f"{act.__module__.removeprefix('pages.')}.{act.__name__}"


def left_alone(house: House, store: Store, person: object) -> FlaskClient:
    """Signed in since longer than a quarter of an hour."""
    client = house.enter(person)  # type: ignore[arg-type]
    with visit(store, writing=True) as session:
        session.execute(update(StaffSession).values(confirmed_at=utcnow() - timedelta(minutes=16)))
    return client


def test_the_dangerous_acts_are_these_and_each_asks_for_the_password_again(house: House, store: Store) -> None:
    actions = actions_of(house.console).items()
    fresh = [(name, entry) for name, entry in actions if getattr(entry["callback"], "fresh", False)]
    named = {name_of(entry["callback"]): (name, entry) for name, entry in fresh}
    assert set(named) == set(DANGEROUS)
    before = house.kept()
    clients = {person.id: left_alone(house, store, person) for person in (admin, boris)}
    for act, person in DANGEROUS.items():
        name, entry = named[act]
        answer = clients[person.id].post(UPDATE, json=call_of(name, entry, lambda: 1))
        assert "Confirm that it is you" in answer.text, act
    assert house.kept() == before


def test_whatever_changes_people_or_settings_is_among_them(house: House) -> None:
    guarded = {Permission.PEOPLE_EDIT, Permission.SETTINGS_EDIT, Permission.BACKUP_MAKE}
    for entry in actions_of(house.console).values():
        act = entry["callback"]
        if getattr(act, "needs", None) in guarded and name_of(act) not in HARMLESS_TO_OTHERS:
            assert act.fresh, name_of(act)


def test_nothing_is_carried_away_by_somebody_passing_by(house: House, store: Store) -> None:
    client, before = left_alone(house, store, admin), house.kept()
    for address in CARRIED_AWAY:
        answer = client.post(address, data={"file": "console-20260101T000000Z.zip"})
        assert answer.location == "/console/confirm?next=/console/data", address
    assert house.kept() == before
