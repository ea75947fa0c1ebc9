"""The directory on the screen."""

from __future__ import annotations

from typing import Any

import pytest

from content_store import directory
from content_store.db import Store, desk_for, utcnow, visit
from content_store.models import Place, Service
from content_store.permissions import System
from tests.cast import ana, kosta, mila
from tests.driver import Answer, draw, parts_of, press, text_of
from tests.pages.conftest import Enter


@pytest.fixture
def somewhere(store: Store) -> int:
    """Two towns, and a service in Niš and one in Tirana; the id of the first."""
    with visit(store, writing=True) as session:
        for key, country, name in (("rs-nis", "RS", "Niš"), ("al-tirana", "AL", "Tirana")):
            session.add(
                Place(key=key, country=country, name=name, search=f"|{name.lower()}", latitude=43, longitude=21)
            )
    ids = []
    for country, town, name in (("RS", "rs-nis", "Savetovalište"), ("AL", "al-tirana", "Qendra")):
        with desk_for(store, System()) as desk:
            made = directory.save_service(
                desk, None, 0, country=country, place_key=town, name=name, kinds=("outpatient",), phone="018 123"
            )
            ids.append(made.id)
    return ids[0]


def form_of(screen: Any) -> dict[str, Any]:
    """What stands in the form's fields, and what the form was loaded with."""
    return {
        part["props"]["id"]: part["props"].get("value", part["props"].get("data"))
        for part in parts_of(screen)
        if str(part["props"].get("id", "")).startswith("service-")
        and part["type"] in ("Input", "Select", "Checkbox", "Checklist", "Store")
    }


def saved(client: Any, service: int, **changed: Any) -> Answer:
    form = form_of(draw(client, f"/service?id={service}"))
    return press(client, "service-save", form | {f"service-{name}": value for name, value in changed.items()})


def test_a_coordinator_lists_the_services_of_their_country_only(enter: Enter, somewhere: int) -> None:
    shown = text_of(draw(enter(mila), "/services"))
    assert "Savetovalište Niš, Serbia Outpatient Never verified" in shown and "Qendra" not in shown
    assert text_of(draw(enter(mila), "/services?country=AL")).startswith("Not for your role")
    assert "Qendra" in text_of(draw(enter(ana), "/services?q=tirana"))


def test_a_coordinator_changes_a_telephone_number(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    assert "Saved." in saved(client, somewhere, phone="018 456", free="no").notice
    with visit(store) as session:
        kept = session.get_one(Service, somewhere)
        assert (kept.phone, kept.free, kept.name, kept.place_key) == ("018 456", False, "Savetovalište", "rs-nis")


def test_a_language_that_only_this_service_speaks_stays(enter: Enter, store: Store, somewhere: int) -> None:
    with desk_for(store, System()) as desk:
        directory.save_service(desk, somewhere, 1, languages=("rom", "vla"))
    assert "Saved." in saved(enter(mila), somewhere, phone="018 9").notice
    with visit(store) as session:
        assert sorted(session.get_one(Service, somewhere).languages) == ["rom", "vla"]


def test_what_cannot_be_is_marked_at_its_field(enter: Enter, somewhere: int) -> None:
    answer = saved(enter(mila), somewhere, phone="call me", website="javascript:alert(1)")
    assert "digits" in answer["service-phone-problem.children"]
    assert "https://" in answer["service-website-problem.children"]
    assert "is needed" in saved(enter(mila), somewhere, name=" ")["service-name-problem.children"]


def test_two_who_change_the_same_service_lose_nothing(enter: Enter, somewhere: int) -> None:
    first, second = enter(mila), enter(mila)
    form = form_of(draw(second, f"/service?id={somewhere}"))
    saved(first, somewhere, phone="018 111")
    answer = press(second, "service-save", form | {"service-phone": "018 222"})
    assert "018 111" in answer.notice and "018 222" in answer.notice
    assert answer.outputs == {}


def test_a_coordinator_says_that_they_made_sure(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, f"/service?id={somewhere}"))
    answer = press(client, "service-verify", form | {"service-method": "phone"})
    assert "Verified on" in text_of(answer["service-freshness.children"])
    with visit(store) as session:
        assert session.get_one(Service, somewhere).verified_on == utcnow().date()
    assert "Choose how" in press(client, "service-verify", {**form, "service-method": "guess"}).notice


def test_a_new_service_is_made_in_a_town_of_the_country(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, "/service"))
    form |= {"service-name": "Klub", "service-kinds": ["alcohol_club"], "service-phone": "1"}
    assert (
        "one of the list"
        in press(client, "service-save", form | {"service-place_key": "al-tirana"}).outputs[
            "service-place_key-problem.children"
        ]
    )
    answer = press(client, "service-save", form | {"service-place_key": "rs-nis"})
    assert answer.beside["_pages_location"]["search"].startswith("?id=")


def test_a_form_of_another_country_gives_no_way_round(enter: Enter, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, "/service"))
    form |= {"service-name": "X", "service-kinds": ["helpline"], "service-phone": "1", "service-national": True}
    for country, says in (("AL", "directory:edit for AL"), ("ZZ", "too old"), (None, "too old")):
        answer = press(client, "service-save", form | {"service-seen": {"id": None, "version": 0, "country": country}})
        assert says in answer.notice
    stolen = {"id": somewhere + 1, "version": 1, "country": "RS"}
    assert press(client, "service-save", form | {"service-seen": stolen}).notice != ""


def test_who_may_only_read_sees_no_form(enter: Enter, somewhere: int) -> None:
    screen = draw(enter(kosta), f"/service?id={somewhere}")
    assert "018 123" in text_of(screen) and form_of(screen) == {}
    assert "directory:edit" in press(enter(kosta), "service-save", {}).notice
    assert text_of(draw(enter(kosta), f"/service?id={somewhere + 1}")).startswith("Nothing here")
