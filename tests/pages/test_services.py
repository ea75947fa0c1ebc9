"""The directory on the screen."""

from __future__ import annotations

from datetime import timedelta
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
    assert "Savetovalište Niš, Serbia Niš, Serbia Outpatient Never verified" in shown and "Qendra" not in shown
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
    assert "Fill in" in saved(enter(mila), somewhere, name=" ")["service-name-problem.children"]


def test_two_who_change_the_same_service_lose_nothing(enter: Enter, somewhere: int) -> None:
    first, second = enter(mila), enter(mila)
    form = form_of(draw(second, f"/service?id={somewhere}"))
    saved(first, somewhere, phone="018 111")
    answer = press(second, "service-save", form | {"service-phone": "018 222"})
    assert "018 111" in answer.notice and "018 222" in answer.notice
    assert "service-phone.value" not in answer.outputs


def test_what_was_typed_meanwhile_takes_its_place_when_it_is_saved_again(
    enter: Enter, store: Store, somewhere: int
) -> None:
    client = enter(mila)
    form = form_of(draw(client, f"/service?id={somewhere}"))
    saved(client, somewhere, phone="018 111")
    refused = press(client, "service-save", form | {"service-phone": "018 222"})
    assert "Telephone" in refused.notice
    again = {"service-phone": "018 222", "service-seen": refused["service-seen.data"]}
    assert "Saved." in press(client, "service-save", form | again).notice
    with desk_for(store, mila) as desk:
        assert directory.open_service(desk, somewhere).particulars.phone == "018 222"


def test_what_two_change_in_different_places_is_put_together(enter: Enter, store: Store, somewhere: int) -> None:
    first, second = enter(mila), enter(mila)
    form = form_of(draw(second, f"/service?id={somewhere}"))
    saved(first, somewhere, phone="018 111", languages=["sr"])
    press(first, "service-save", form_of(draw(first, f"/service?id={somewhere}")) | {"service-word": {"about|sq": "A"}})
    answer = press(second, "service-save", form | {"service-email": "a@b.rs", "service-word": {"about|en": "B"}})
    assert "shows what is kept now" in answer.notice and "shell-beat" in answer.beside
    with desk_for(store, mila) as desk:
        kept = directory.open_service(desk, somewhere).particulars
    assert (kept.phone, kept.email, kept.languages, kept.about) == (
        "018 111",
        "a@b.rs",
        ("sr",),
        {"sq": "A", "en": "B"},
    )


def test_a_clash_saved_again_takes_nothing_else_back(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, f"/service?id={somewhere}"))
    saved(client, somewhere, phone="018 111", email="a@b.rs")
    refused = press(client, "service-save", form | {"service-phone": "018 222"})
    again = {"service-phone": "018 222", "service-seen": refused["service-seen.data"]}
    press(client, "service-save", form | again)
    with desk_for(store, mila) as desk:
        kept = directory.open_service(desk, somewhere).particulars
    assert (kept.phone, kept.email) == ("018 222", "a@b.rs")


def test_all_that_stands_against_a_form_is_told_at_once_beside_its_button(enter: Enter, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, "/service"))
    wrong = {"service-name": "", "service-day_1": "eight", "service-age_from": "old", "service-website": "nis.rs",
             "service-latitude": "43.3", "service-word": {"cost|sq": "x" * 300}}  # fmt: skip
    answer = press(client, "service-save", form | wrong)
    amiss = ("name", "kinds", "place_key", "longitude", "website", "age_from", "day_1", "words")
    assert all(answer[f"service-{name}-problem.children"] for name in amiss)
    told = parts_of(answer["service-against.children"])
    assert [part["props"]["data-field"] for part in told if part["type"] == "A"] == [
        f"service-{name}-field" for name in amiss
    ]
    assert "8 things are to be mended" in text_of(answer["service-against.children"])


def test_a_point_on_the_map_is_kept_but_never_of_a_hidden_address(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)

    def point() -> tuple[float | None, float | None]:
        with visit(store) as session:
            kept = session.get_one(Service, somewhere)
            return kept.latitude, kept.longitude

    there = {"latitude": 43.3209, "longitude": 21.8958}
    far = saved(client, somewhere, latitude=21.8958, longitude=43.3209)
    assert "far from the town" in far["service-latitude-problem.children"]
    assert saved(client, somewhere, **there).notice == "Saved."
    assert point() == (43.3209, 21.8958)
    assert "shows what is kept now" in saved(client, somewhere, confidential=True).notice
    assert point() == (None, None)


def test_a_coordinator_says_that_they_made_sure(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, f"/service?id={somewhere}"))
    answer = press(client, "service-verify", form | {"service-method": "phone", "service-finding": "right"})
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
    for country, says in (("AL", "look after services (Albania)"), ("ZZ", "too old"), (None, "too old")):
        answer = press(client, "service-save", form | {"service-seen": {"id": None, "version": 0, "country": country}})
        assert says in answer.notice
    stolen = {"id": somewhere + 1, "version": 1, "country": "RS"}
    assert press(client, "service-save", form | {"service-seen": stolen}).notice != ""


def test_who_may_only_read_sees_no_form(enter: Enter, somewhere: int) -> None:
    screen = draw(enter(kosta), f"/service?id={somewhere}")
    assert "018 123" in text_of(screen) and form_of(screen) == {}
    assert "look after services" in press(enter(kosta), "service-save", {}).notice
    assert text_of(draw(enter(kosta), f"/service?id={somewhere + 1}")).startswith("Nothing here")


def ticked(screen: Any) -> dict[str, list[str]]:
    """Every row of the list, ticked."""
    boxes = [part["props"] for part in parts_of(screen) if part["type"] == "Checklist"]
    return {box["id"]["key"]: [box["options"][0]["value"]] for box in boxes}


def test_several_are_worked_on_at_once_from_the_list(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    state = {"services-pick": ticked(draw(client, "/services")), "services-method": "phone", "services-note": "calls"}
    assert "1 service verified" in press(client, "services-verify", state).notice
    again = press(client, "services-retire", state)
    assert "0 services closed for good" in again.notice and "somebody changed it meanwhile" in again.notice
    state["services-pick"] = ticked(draw(client, "/services"))
    assert "Choose the day" in press(client, "services-close", state | {"services-until": "soon"}).notice
    tomorrow = (utcnow().date() + timedelta(days=1)).isoformat()
    assert "1 service closed" in press(client, "services-close", state | {"services-until": tomorrow}).notice
    assert "closed until" in text_of(draw(client, "/services?state=closed"))
    assert "Tick the services" in press(client, "services-reopen", {}).notice


def test_what_was_done_to_several_is_taken_back_but_not_over_somebody_elses_change(
    enter: Enter, store: Store, somewhere: int
) -> None:
    with desk_for(store, System()) as desk:
        fields = {"country": "RS", "place_key": "rs-nis", "kinds": ("outpatient",), "phone": "1"}
        other = directory.save_service(desk, None, 0, name="Klub", **fields).id
    client = enter(mila)
    assert "Take it back" not in text_of(draw(client, "/services"))
    press(client, "services-retire", {"services-pick": ticked(draw(client, "/services"))})
    screen = draw(client, "/services")
    assert "Service edited: 2 services" in text_of(screen)
    last = {part["props"]["id"]: part["props"].get("data") for part in parts_of(screen) if part["type"] == "Store"}
    with desk_for(store, System()) as desk:
        directory.save_service(desk, other, directory.open_service(desk, other).version, phone="2")
    answer = press(client, "services-take-back", last)
    assert "1 service is as it was" in answer.notice and "Klub: somebody changed it meanwhile" in answer.notice
    with visit(store) as session:
        assert [session.get_one(Service, one).status for one in (somewhere, other)] == ["active", "closed"]
    assert "can no longer be taken back" in press(client, "services-take-back", last).notice
    assert "Take it back" not in text_of(draw(client, "/services"))


def test_a_verification_that_is_taken_back_was_never_one(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    state = {"services-pick": ticked(draw(client, "/services")), "services-method": "phone"}
    press(client, "services-verify", state)
    screen = draw(client, "/services")
    last = {part["props"]["id"]: part["props"].get("data") for part in parts_of(screen) if part["type"] == "Store"}
    assert "Nothing is to be verified today" in text_of(draw(client, "/services?state=check"))
    assert "1 service is as it was" in press(client, "services-take-back", last).notice
    with visit(store) as session:
        kept = session.get_one(Service, somewhere)
        assert (kept.verified_on, kept.verified_by) == (None, None)


def test_ticks_of_another_country_do_nothing(enter: Enter, store: Store, somewhere: int) -> None:
    theirs = {"services-pick": {"x": [f"{somewhere + 1}.1"]}, "services-method": "phone"}
    assert "there is no such service" in press(enter(mila), "services-verify", theirs).notice
    assert "look after services" in press(enter(kosta), "services-verify", theirs).notice
    with visit(store) as session:
        assert session.get_one(Service, somewhere + 1).verified_on is None


def test_a_week_is_filled_in_and_kept_as_opening_hours(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    week = {f"day_{day}": "8-12, 13-16" for day in range(5)} | {"day_5": "20-2", "holidays": "closed"}
    assert "Saved." in saved(client, somewhere, **week).notice
    with visit(store) as session:
        kept = session.get_one(Service, somewhere).hours
    assert kept == "Mo-Fr 08:00-12:00,13:00-16:00, Sa 20:00-02:00; PH off"
    form = form_of(draw(client, f"/service?id={somewhere}"))
    assert (form["service-day_0"], form["service-day_5"], form["service-hours"]) == (
        "08:00-12:00, 13:00-16:00", "20:00-02:00", "",
    )  # fmt: skip
    wrong = press(client, "service-save", form | {"service-day_1": "eight to four", "service-other_0_hours": "9-10"})
    assert "Write hours like" in wrong["service-day_1-problem.children"]
    assert "Choose the day" in wrong["service-other_0_first-problem.children"]


def test_a_form_read_in_serbian_can_be_saved_as_it_stands(enter: Enter, store: Store, somewhere: int) -> None:
    with desk_for(store, System()) as desk:
        directory.save_service(desk, somewhere, 1, hours="Mo-Fr 08:00-16:00; PH off")
    client = enter(mila)
    client.post("/console/language", data={"tag": "sr-Latn"})
    assert form_of(draw(client, f"/service?id={somewhere}"))["service-holidays"] == "zatvoreno"
    assert "Sačuvano" in saved(client, somewhere, phone="018 9", day_5="Затворено").notice
    with visit(store) as session:
        assert session.get_one(Service, somewhere).hours == "Mo-Fr 08:00-16:00; PH off"


def test_hours_richer_than_a_week_are_not_lost_by_saving(enter: Enter, store: Store, somewhere: int) -> None:
    with desk_for(store, System()) as desk:
        directory.save_service(desk, somewhere, 1, hours="Th[1] 10:00-12:00")
    assert "Saved." in saved(enter(mila), somewhere, phone="018 9").notice
    with visit(store) as session:
        assert session.get_one(Service, somewhere).hours == "Th[1] 10:00-12:00"


def test_names_and_texts_are_written_in_each_language(enter: Enter, store: Store, somewhere: int) -> None:
    client = enter(mila)
    written = {"names|sq": "Qendra", "about|sr-Cyrl": "Разговор.", "cost|sq": ""}
    form = form_of(draw(client, f"/service?id={somewhere}"))
    assert "Saved." in press(client, "service-save", form | {"service-word": written}).notice
    with visit(store) as session:
        kept = session.get_one(Service, somewhere)
        assert (kept.names, kept.about, kept.cost) == ({"sq": "Qendra"}, {"sr-Cyrl": "Разговор."}, {})
    form = form_of(draw(client, f"/service?id={somewhere}"))
    long = press(client, "service-save", form | {"service-word": {"names|sq": "x" * 300}})
    assert "at most 200" in long["service-words-problem.children"]


def test_what_happened_to_a_service_stands_below_it(enter: Enter, somewhere: int) -> None:
    client = enter(mila)
    form = form_of(draw(client, f"/service?id={somewhere}"))
    gone = {"service-method": "visit", "service-finding": "gone", "service-note": "The house is empty"}
    assert "Closed for good" in press(client, "service-verify", form | gone).notice
    shown = text_of(draw(client, f"/service?id={somewhere}"))
    assert "Service found gone The house is empty" in shown and "Mila Koordinatorka" in shown
