"""Whatever somebody with a scope reads or changes lies in that scope, whatever numbers and names they send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from auth.roles import PERMISSIONS, Account, Held, Role
from content_store import directory, translations, upkeep, uptake
from content_store.db import Store, desk_for, visit
from content_store.directory import Method
from content_store.models.directory import Service
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import Translation
from content_store.paging import Wanted
from content_store.permissions import Permission, Refusal
from tests.cast import put_people
from tests.content import put_questionnaire, put_service, small_document, translate

COUNTRIES = ("AL", "BA", "ME", "RS", "XK")
LOCALES = ("mk", "ro", "sq", "sr-Cyrl", "sr-Latn")
KEYS = ("title", "item.q1.text", "choices.frequency.never.text", "no.such.text")
FEW = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])

Row = tuple[str, tuple[Any, ...]]  # its country or language, and all else that it holds


@dataclass(frozen=True)
class World:
    store: Store
    draft: int

    def services(self) -> dict[int, Row]:
        with visit(self.store) as session:
            found = session.execute(select(Service.__table__)).all()
        return {row.id: (row.country, tuple(map(repr, row))) for row in found}

    def texts(self) -> dict[int, Row]:
        with visit(self.store) as session:
            found = session.execute(select(Translation.__table__)).all()
        return {row.id: (row.locale, tuple(map(repr, row))) for row in found}


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    put_people(store)
    for country in COUNTRIES:
        for number in (1, 2):
            put_service(store, country=country, name=f"Line {number} of {country}")
    draft = put_questionnaire(store, small_document())
    for locale in ("mk", "ro", "sq", "sr-Cyrl"):
        translate(store, draft, locale)
    yield World(store, draft.id)


def places(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), max_size=3, unique=True).map(tuple)


HELD = st.one_of(
    st.builds(Held, st.just(Role.COORDINATOR), countries=places(COUNTRIES)),
    st.builds(Held, st.just(Role.TRANSLATOR), locales=places(LOCALES)),
    st.builds(Held, st.just(Role.COORDINATOR), countries=places(COUNTRIES)),
    st.builds(Held, st.just(Role.COUNSELLOR), countries=places(COUNTRIES)),
    st.builds(Held, st.just(Role.TRANSLATOR), locales=places(LOCALES)),
    st.sampled_from(Role).filter(lambda role: role in (Role.EXPERT, Role.REVIEWER, Role.ADMINISTRATOR)).map(Held),
)
SOMEBODY = st.builds(
    Account, st.integers(950, 952), st.just("Somebody"), grants=st.lists(HELD, min_size=1, max_size=3).map(tuple)
)
NUMBER = st.integers(1, 10) | st.sampled_from([-1, 0, 10**6, 2**31, 2**63 - 1])


def reach(person: Account, permission: Permission, *, of: str) -> set[str]:
    """The places where a person holds a permission, by the definition and not by what the store asks."""
    everywhere = COUNTRIES if of == "countries" else LOCALES
    found: set[str] = set()
    for held in person.grants:
        if permission in PERMISSIONS[held.role]:
            found |= set(getattr(held, of) or everywhere)
    return found


def done(store: Store, person: Account, act: Callable[[Any], Any]) -> Any:
    """What the act gave; the refusal, where it was refused."""
    try:
        with desk_for(store, person) as desk:
            return act(desk)
    except Refusal as refusal:
        return refusal


def written(store: Store, person: Account, act: Callable[[Any], Any], rows: Callable[[], dict[int, Row]]) -> int:
    """Does it, and holds that a change has one entry in the ledger, and what was refused neither. How many entries."""
    before, entries = rows(), entries_in(store)
    refused = isinstance(done(store, person, act), Refusal)
    more = entries_in(store) - entries
    assert more == 1 or (more == 0 and rows() == before)
    assert not (refused and more)
    return more


def version_of(store: Store, kind: type[Service] | type[Translation], number: int, claimed: int) -> int:
    """What a form sends along: mostly how things stand, else what somebody claims."""
    with visit(store) as session:
        kept = session.get(kind, number) if claimed and 0 < number < 2**31 else None
    return kept.version if kept else claimed


def entries_in(store: Store) -> int:
    with visit(store) as session:
        return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def changed(before: dict[int, Row], after: dict[int, Row]) -> set[str]:
    """The countries or languages of all rows that were made, changed or taken away, as they were and as they are."""
    rows = [(before.get(key), after.get(key)) for key in before.keys() | after.keys()]
    return {row[0] for pair in rows if pair[0] != pair[1] for row in pair if row}


def test_services_are_read_and_changed_in_the_countries_held(world: World) -> None:
    writes: Counter[int] = Counter()

    @FEW
    @given(SOMEBODY, NUMBER, st.sampled_from(COUNTRIES), st.sampled_from(["", *COUNTRIES]), st.integers(0, 4))
    def holds(person: Account, number: int, country: str, asked: str, claimed: int) -> None:
        before = world.services()
        readable = reach(person, Permission.DIRECTORY_READ, of="countries")
        listed = done(world.store, person, lambda desk: directory.listing(desk, Wanted(), country=asked))
        if not isinstance(listed, Refusal):
            assert {row.country for row in listed.rows} <= readable
        opened = done(world.store, person, lambda desk: directory.open_service(desk, number))
        if not isinstance(opened, Refusal):
            assert opened.particulars.country in readable
        fields = {"country": country, "name": f"Moved {claimed}", "kinds": ("helpline",), "national": True,
                  "phone": "1"}  # fmt: skip
        acts = (
            lambda desk, seen: directory.save_service(desk, number, seen, **fields),
            lambda desk, seen: directory.save_service(desk, number, seen, name=f"Renamed {claimed}"),
            lambda desk, seen: directory.save_service(desk, None, 0, **fields),
            lambda desk, seen: upkeep.verify(desk, number, seen, Method.PHONE),
        )
        for place, act in enumerate(acts):
            seen = version_of(world.store, Service, number, claimed)
            writes[place] += written(world.store, person, lambda desk, a=act, v=seen: a(desk, v), world.services)
        assert changed(before, world.services()) <= reach(person, Permission.DIRECTORY_EDIT, of="countries")

    holds()
    assert all(writes[place] for place in (0, 2, 3)), writes  # it did not only ever say no


def test_texts_are_read_and_changed_in_the_languages_held(world: World) -> None:
    writes: Counter[int] = Counter()

    @FEW
    @given(SOMEBODY, st.integers(0, 60), st.sampled_from(LOCALES), st.sampled_from(KEYS), st.integers(0, 3))
    def holds(person: Account, number: int, locale: str, key: str, claimed: int) -> None:
        before, draft = world.texts(), world.draft
        readable = reach(person, Permission.TRANSLATIONS_READ, of="locales")
        covered = done(world.store, person, lambda desk: translations.coverage(desk, draft))
        if not isinstance(covered, Refusal):
            assert {one.locale for one in covered if one.locale in LOCALES} <= readable
        shown = done(world.store, person, lambda desk: translations.unit(desk, draft, locale, key))
        seen = "" if isinstance(shown, Refusal) else shown.seen
        assert isinstance(shown, Refusal) or locale in readable
        acts = (
            lambda desk, _: translations.save(desk, draft, locale, key, f"Words {claimed}", seen),
            lambda desk, version: translations.approve(desk, number, version),
            lambda desk, version: translations.keep_as_is(desk, number, version),
            lambda desk, _: translations.take_in(desk, draft, locale, {"title": f"Title {claimed}"}),
            lambda desk, _: translations.approve_all(desk, draft, locale),
            lambda desk, version: translations.discard(desk, number, version),
        )
        for place, act in enumerate(acts):
            version = version_of(world.store, Translation, number, claimed)
            writes[place] += written(world.store, person, lambda desk, a=act, v=version: a(desk, v), world.texts)
        writable = reach(person, Permission.TRANSLATIONS_EDIT, of="locales")
        writable |= reach(person, Permission.TRANSLATIONS_REVIEW, of="locales")
        assert changed(before, world.texts()) <= writable

    holds()
    assert writes[0] and writes[3] and writes[4], writes


def test_not_yours_and_not_there_are_the_same_answer(world: World) -> None:
    @FEW
    @given(SOMEBODY, st.integers(1, 60), st.integers(0, 3))
    def holds(person: Account, number: int, version: int) -> None:
        services, texts = world.services(), world.texts()
        here, there = services.get(number), texts.get(number)
        elsewhere = 10**6 + number
        if here and here[0] not in reach(person, Permission.DIRECTORY_READ, of="countries"):
            for make in (
                lambda n: lambda desk: directory.open_service(desk, n),
                lambda n: lambda desk: directory.save_service(desk, n, version, name="x"),
                lambda n: lambda desk: upkeep.verify(desk, n, version, Method.VISIT),
            ):
                same(world.store, person, make, number, elsewhere)
        if there and there[0] not in reach(person, Permission.TRANSLATIONS_READ, of="locales"):
            for one in (translations.approve, translations.keep_as_is, translations.discard):
                same(world.store, person, lambda n, one=one: lambda desk: one(desk, n, version), number, elsewhere)

    holds()


def same(store: Store, person: Account, make: Callable[[int], Any], mine: int, nowhere: int) -> None:
    not_yours, not_there = done(store, person, make(mine)), done(store, person, make(nowhere))
    assert isinstance(not_yours, Refusal) and type(not_yours) is type(not_there)
    assert str(not_yours) == str(not_there)


def test_figures_are_of_the_countries_held(world: World) -> None:
    @FEW
    @given(SOMEBODY, st.sampled_from(["", *COUNTRIES]))
    def holds(person: Account, country: str) -> None:
        wanted = uptake.Wanted(date(2026, 1, 1), date(2026, 1, 31), country)
        found = done(world.store, person, lambda desk: uptake.uptake(desk, wanted))
        mine = reach(person, Permission.STATISTICS_READ, of="countries")
        if not isinstance(found, Refusal):
            assert mine and (not country or country in mine)
            assert {row.key for row in found.countries} <= mine

    holds()
