"""A coordinator keeps the directory; a respondent is offered what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content_store import public_directory
from content_store.db import Desk, Store, desk_for, visit
from content_store.directory import (
    Entry,
    Freshness,
    Method,
    due,
    listing,
    open_service,
    save_service,
)
from content_store.folding import folded, searchable
from content_store.models import LedgerEntry, Place, Service
from content_store.offers import offers_for
from content_store.paging import Wanted
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused
from content_store.places import find_place, places
from content_store.upkeep import verify

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Coordinator:
    among: frozenset[str] | None = frozenset({"RS"})
    may: frozenset[Permission] = frozenset({Permission.DIRECTORY_READ, Permission.DIRECTORY_EDIT})
    id: int = 0
    name: str = "Mila"

    def holds(self, permission: Permission, *, locale: str | None = None, country: str | None = None) -> bool:
        return permission in self.may and (country is None or self.among is None or country in self.among)

    def countries(self, permission: Permission) -> frozenset[str] | None:
        return self.among

    def locales(self, permission: Permission) -> frozenset[str] | None:
        return None


MILA = Coordinator()
EVERYWHERE = Coordinator(None)
READER = Coordinator(may=frozenset({Permission.DIRECTORY_READ}))


@contextmanager
def desk_of(store: Store, who: Coordinator = MILA, now: datetime = NOW) -> Iterator[Desk]:
    with desk_for(store, who) as desk:
        desk.now = now
        yield desk


@pytest.fixture
def towns(store: Store) -> Store:
    with visit(store, writing=True) as session:
        for key, country, name, other, at, people in (
            ("rs-nis", "RS", "Niš", "Ниш", (43.32, 21.9), 250_000),
            ("rs-novi-sad", "RS", "Novi Sad", "Нови Сад", (45.25, 19.84), 215_400),
            ("hr-djakovo", "HR", "Đakovo", "Ђаково", (45.31, 18.41), 27_000),
        ):
            session.add(
                Place(
                    key=key,
                    country=country,
                    name=name,
                    names={"sr-Cyrl": other},
                    search=searchable([name, other]),
                    latitude=at[0],
                    longitude=at[1],
                    population=people,
                )
            )
    return store


def fields(**changed: Any) -> dict[str, Any]:
    return {
        "country": "RS",
        "name": "Savetovalište Niš",
        "kinds": ("outpatient",),
        "place_key": "rs-nis",
        "phone": "+381 00 000 001",
    } | changed


def made(store: Store, who: Coordinator = EVERYWHERE, **changed: Any) -> Entry:
    with desk_of(store, who) as desk:
        return save_service(desk, None, 0, **fields(**changed))


def test_a_coordinator_makes_a_service_and_finds_it_again_in_either_script(towns: Store) -> None:
    entry = made(towns, MILA, names={"sr-Cyrl": "Саветовалиште Ниш"}, hours="Mo-Fr 08:00-16:00")
    assert (entry.version, entry.town, entry.freshness) == (1, "Niš", Freshness.NEVER)
    with desk_of(towns) as desk:
        assert open_service(desk, entry.id) == entry
        for typed in ("savetovaliste", "САВЕТ", "nis sav", "Ниш"):
            assert [row.id for row in listing(desk, Wanted(typed)).rows] == [entry.id]
        assert listing(desk, Wanted("mostar")).total == 0
        assert desk.session.scalars(select(LedgerEntry.verb)).all() == ["service:created"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"kinds": ()}, "kinds"),
        ({"kinds": ("barber",)}, "kinds"),
        ({"place_key": None}, "place_key"),
        ({"place_key": "rs-nowhere"}, "place_key"),
        ({"place_key": "hr-djakovo"}, "place_key"),
        ({"hours": "8-16"}, "hours"),
        ({"phone": "call us"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"phone": "", "crisis": True, "email": "a@b.example"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"latitude": 100.0, "longitude": 20.0}, "latitude"),
        ({"latitude": 44.0}, "longitude"),
        ({"age_from": 30, "age_to": 18}, "age_to"),
        ({"age_from": -1}, "age_from"),
        ({"sexes": ("any",)}, "sexes"),
        ({"languages": ("Serbian",)}, "languages"),
        ({"substances": ("Алкохол",)}, "substances"),
        ({"status": "gone"}, "status"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"about": {"tlh": "nuq"}}, "about"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(towns: Store, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        made(towns, **changed)
    assert list(refusal.value.problems) == [field]
    with visit(towns) as session:
        assert session.scalars(select(Service)).all() == []


def test_an_edit_of_an_entry_that_somebody_changed_meanwhile_loses_neither_text(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        save_service(desk, entry.id, entry.version, phone="+381 00 000 002")
    with pytest.raises(Conflict) as clash, desk_of(towns) as desk:
        save_service(desk, entry.id, entry.version, phone="+381 00 000 003")
    assert (clash.value.theirs, clash.value.yours) == ({"phone": "+381 00 000 002"}, {"phone": "+381 00 000 003"})


def test_saving_what_is_there_already_changes_nothing(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        assert save_service(desk, entry.id, entry.version, **fields()).version == entry.version
        assert desk.entries == 0


def test_an_edit_is_written_down_with_what_it_changed(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        again = save_service(desk, entry.id, entry.version, kinds=("youth", "outpatient"), free=True)
        assert (again.version, set(again.particulars.kinds)) == (2, {"youth", "outpatient"})
        last = desk.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
    assert last is not None
    assert last.before == '{"free": null, "kinds": ["outpatient"]}'


def test_a_coordinator_neither_sees_nor_changes_another_country(towns: Store) -> None:
    theirs = made(towns, country="HR", place_key="hr-djakovo")
    ours = made(towns)
    with desk_of(towns) as desk:
        assert [row.id for row in listing(desk, Wanted()).rows] == [ours.id]
        with pytest.raises(Refused):
            listing(desk, Wanted(), country="HR")
        for act in (
            lambda: open_service(desk, theirs.id),
            lambda: save_service(desk, theirs.id, 1, phone="+385 00 000 009"),
            lambda: verify(desk, theirs.id, 1, Method.PHONE),
        ):
            with pytest.raises(Missing):
                act()
        with pytest.raises(Refused):
            save_service(desk, ours.id, 1, country="HR", place_key="hr-djakovo")
        with pytest.raises(Refused):
            save_service(desk, None, 0, **fields(country="HR", place_key="hr-djakovo"))


def test_a_reader_may_look_and_not_touch(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns, READER) as desk:
        assert open_service(desk, entry.id).id == entry.id
        with pytest.raises(Refused):
            save_service(desk, entry.id, 1, phone="1")
        with pytest.raises(Refused):
            verify(desk, entry.id, 1, Method.PHONE)


def test_what_was_not_verified_for_long_is_due_and_then_no_longer_offered(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        assert [row.id for row in due(desk, Wanted()).rows] == [entry.id]
        entry = verify(desk, entry.id, entry.version, Method.PHONE, note="spoke with them")
        assert (entry.freshness, entry.verified_on) == (Freshness.FRESH, NOW.date())
        assert due(desk, Wanted()).total == 0
    for days, expected, offered in ((181, Freshness.DUE, 1), (366, Freshness.STALE, 0)):
        later = NOW + timedelta(days=days)
        with desk_of(towns, now=later) as desk:
            assert [row.freshness for row in due(desk, Wanted()).rows] == [expected]
            assert len(offers_for(desk.session, "RS", later)) == offered


def test_a_national_line_is_offered_however_old_its_verification(towns: Store) -> None:
    line = made(towns, national=True, place_key=None, kinds=("helpline",), name="Nacionalna linija")
    with desk_of(towns) as desk:
        verify(desk, line.id, line.version, Method.PHONE)
    with visit(towns) as session:
        assert [offer.id for offer in offers_for(session, "RS", NOW + timedelta(days=1000))] == [line.id]


def test_a_closed_service_is_not_offered(towns: Store) -> None:
    for status in ("temporarily_closed", "closed"):
        made(towns, status=status)
    with visit(towns) as session:
        assert offers_for(session, "RS", NOW) == ()


def test_an_offer_tells_where_and_whether_it_is_open(towns: Store) -> None:
    made(towns, hours="Mo-Fr 08:00-16:00", kinds=("outpatient", "youth"), age_from=14, languages=("sr", "sq"))
    made(towns, hours="", latitude=43.3, longitude=21.8)
    with visit(towns) as session:
        first, second = offers_for(session, "RS", NOW)
    assert (first.place, first.open_now, first.kinds) == ((43.32, 21.9), True, ("outpatient", "youth"))
    assert (first.age_from, first.languages, first.verified_days) == (14, ("sr", "sq"), None)
    assert (second.place, second.open_now) == ((43.3, 21.8), None)


def test_a_confidential_address_is_told_by_neither_page_nor_distance(towns: Store) -> None:
    shelter = made(
        towns, confidential=True, address="Tajna 1", latitude=43.3, longitude=21.8, names={"sr-Cyrl": "Сигурна кућа"}
    )
    with visit(towns) as session:
        (offer,) = offers_for(session, "RS", NOW)
        known = public_directory.read(session, "RS", NOW)
    leaflet = known.leaflet(shelter.id, "sr-Cyrl")
    assert leaflet is not None and known.leaflet(999, "sr-Cyrl") is None and known.offers(NOW) == (offer,)
    assert offer.place == (43.32, 21.9)
    assert (leaflet.address, leaflet.name, leaflet.town) == ("", "Сигурна кућа", "Ниш")


def test_an_address_in_serbian_cyrillic_is_read_in_the_letters_of_the_page(towns: Store) -> None:
    kept = made(towns, address="Његошева 1", organisation="Дом здравља")
    with visit(towns) as session:
        known = public_directory.read(session, "RS", NOW)
    read = {tag: known.leaflet(kept.id, tag) for tag in ("sr-Cyrl", "sr-Latn", "sq")}
    assert (read["sr-Cyrl"].address, read["sr-Cyrl"].organisation) == ("Његошева 1", "Дом здравља")
    assert {(read[tag].address, read[tag].organisation) for tag in ("sr-Latn", "sq")} == {
        ("Njegoševa 1", "Dom zdravlja")
    }


@pytest.mark.parametrize("typed", ["nov", "NOVI S", "нови", "Novi-Sad"])
def test_a_town_is_found_however_it_is_written(towns: Store, typed: str) -> None:
    with visit(towns) as session:
        assert [town.key for town in find_place(session, "RS", typed)] == ["rs-novi-sad"]


@pytest.mark.parametrize("typed", ["", "%", "_", "|", "x" * 5000, "\x00", "'; DROP", "sad"])
def test_nonsense_finds_no_town(towns: Store, typed: str) -> None:
    with visit(towns) as session:
        assert find_place(session, "RS", typed) == ()


def test_a_letter_with_a_stroke_is_found_without_it(towns: Store) -> None:
    with visit(towns) as session:
        for typed in ("Đakovo", "djak", "dakovo", "Ђак"):
            assert [town.name for town in find_place(session, "HR", typed)] == ["Đakovo"]
        assert [town.name for town in places(session, "RS")] == ["Niš", "Novi Sad"]
        assert places(session, "SI") == ()
    assert folded("Đorđe  Ž.") == "djordje z."


def test_towns_are_listed_in_the_order_of_the_alphabet_that_is_read(store: Store) -> None:
    names = {
        "Žabalj": "Жабаљ",
        "Apatin": "Апатин",
        "Jagodina": "Јагодина",
        "Zrenjanin": "Зрењанин",
        "Ćuprija": "Ћуприја",
    }
    with visit(store, writing=True) as session:
        for name, cyrillic in names.items():
            key = f"rs-{folded(name)}"
            town = Place(key=key, country="RS", name=name, names={"sr-Cyrl": cyrillic}, latitude=44.0, longitude=20.0)
            session.add(town)
        session.flush()
        latin = [town.name for town in places(session, "RS")]
        read = [town.called("sr-Cyrl") for town in places(session, "RS", "sr-Cyrl")]
    assert latin == ["Apatin", "Ćuprija", "Jagodina", "Žabalj", "Zrenjanin"]
    assert read == ["Апатин", "Жабаљ", "Зрењанин", "Јагодина", "Ћуприја"]


def test_the_list_can_be_narrowed_sorted_and_paged(towns: Store) -> None:
    for number in range(5):
        made(towns, name=f"Služba {number}", kinds=("youth",) if number % 2 else ("outpatient",))
    with desk_of(towns) as desk:
        assert listing(desk, Wanted(), kind="youth").total == 2
        names = [row.name for row in listing(desk, Wanted(sort="-name", size=2, page=2)).rows]
        assert names == ["Služba 2", "Služba 1"]
        assert listing(desk, Wanted(sort="nonsense")).rows[0].name == "Služba 0"


def test_dates_of_verification_are_days(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        assert isinstance(verify(desk, entry.id, 1, Method.VISIT).verified_on, date)
