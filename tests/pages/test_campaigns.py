"""Campaigns on the screen."""

from __future__ import annotations

import pytest

from content_store import campaigns
from content_store.db import Store, desk_for, visit
from content_store.permissions import System
from tests.cast import admin, kosta, mila
from tests.driver import draw, parts_of, press, text_of
from tests.pages.conftest import Enter

TYPED = {"campaigns-name": "Posters in clinics", "campaigns-code": "clinics-26", "campaigns-country": "RS"}


def test_a_coordinator_registers_a_campaign_prints_its_poster_and_ends_it(store: Store, enter: Enter) -> None:
    client = enter(mila)
    assert "No campaign yet" in text_of(draw(client, "/campaigns"))
    assert "Registered" in press(client, "campaigns-register", TYPED).notice
    screen = draw(client, "/campaigns")
    assert "Posters in clinics clinics-26 Serbia" in text_of(screen)
    links = [part["props"]["href"] for part in parts_of(screen) if part["type"] == "A"]
    assert "/sr-Cyrl/poster/rs/?c=clinics-26" in links
    assert "Ended" in press(client, {"type": "campaigns-end", "key": "1-1"}).notice
    with visit(store) as session:
        assert campaigns.running(session) == frozenset()
    assert "in the meantime" in press(client, {"type": "campaigns-end", "key": "1-1"}).notice


@pytest.mark.parametrize("key", ["", "1", "1-", "-1", "x-y", "1-1-1", "99-1"])
def test_a_row_that_is_not_there_ends_nothing(store: Store, enter: Enter, key: str) -> None:
    client = enter(mila)
    press(client, "campaigns-register", TYPED)
    assert "There is no" in press(client, {"type": "campaigns-end", "key": key}).notice
    with visit(store) as session:
        assert campaigns.running(session) == {"clinics-26"}


def test_what_is_wrong_with_a_code_stands_at_its_field(enter: Enter) -> None:
    client = enter(mila)
    answer = press(client, "campaigns-register", TYPED | {"campaigns-code": "Ana from flat 5"})
    assert "small letters" in answer["campaigns-code-problem.children"]
    assert "Your role" in press(client, "campaigns-register", TYPED | {"campaigns-country": "AL"}).notice


def test_who_only_watches_sees_the_campaigns_and_no_buttons(store: Store, enter: Enter) -> None:
    with desk_for(store, System()) as desk:
        campaigns.register(desk, "clinics-26", "Posters in clinics", "")
    screen = draw(enter(admin), "/campaigns")
    assert "Posters in clinics" in text_of(screen)
    assert not [part for part in parts_of(screen) if part["type"] == "Button"]
    assert text_of(draw(enter(kosta), "/campaigns")).startswith("Not for your role")
