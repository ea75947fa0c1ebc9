"""Services grow old: a coordinator makes sure of them, closes them and opens them again, one or many at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from content_store.db import Store, visit
from content_store.directory import Freshness, Method, Standing, due, how_many_due, listing, open_service, save_service
from content_store.ledger import Verb
from content_store.offers import offers_for
from content_store.paging import Wanted
from content_store.permissions import Invalid, Missing, Refused
from content_store.upkeep import Finding, Pick, close_until, history, noted, of_each, reopen, retire, verify
from tests.content_store.test_directory import EVERYWHERE, NOW, READER, desk_of, made, towns

__all__ = ["towns"]  # a fixture, used by name


def offered(store: Store, days: int = 0) -> list[int]:
    with visit(store) as session:
        return [offer.id for offer in offers_for(session, "RS", NOW + timedelta(days=days))]


def test_several_are_verified_at_once_and_each_leaves_its_own_entry(towns: Store) -> None:
    picks = [Pick(entry.id, entry.version) for entry in (made(towns), made(towns, name="Druga"))]
    with desk_of(towns) as desk:
        found = of_each(desk, picks, lambda one, seen: verify(desk, one, seen, Method.PHONE, note="round of calls"))
        assert (found.done, found.left) == (("Savetovalište Niš", "Druga"), ())
        assert desk.entries == 2
        assert {row.freshness for row in listing(desk, Wanted()).rows} == {Freshness.FRESH}
        assert next((one.verb, one.note) for one in history(desk, picks[0].id)) == (
            Verb.SERVICE_VERIFIED, "round of calls",
        )  # fmt: skip


def test_what_somebody_changed_meanwhile_is_left_and_the_others_are_done(towns: Store) -> None:
    first, second = made(towns), made(towns, name="Druga")
    with desk_of(towns) as desk:
        save_service(desk, second.id, second.version, phone="+381 00 000 009")
    picks = [Pick(first.id, first.version), Pick(second.id, second.version)]
    with desk_of(towns) as desk:
        found = of_each(desk, picks, lambda one, seen: retire(desk, one, seen, why="merged"))
    assert found.done == ("Savetovalište Niš",)
    assert found.left == (("Druga", "somebody changed it meanwhile"),)
    assert offered(towns) == [second.id]


def test_one_of_another_country_is_left_like_one_that_is_not_there(towns: Store) -> None:
    theirs = made(towns, country="HR", place_key="hr-djakovo")
    with desk_of(towns) as desk:
        found = of_each(desk, [Pick(theirs.id, 1), Pick(999, 1)], lambda one, seen: retire(desk, one, seen))
        assert found.done == () and {reason for _, reason in found.left} == {"there is no such service"}
    with desk_of(towns, EVERYWHERE) as desk:
        assert open_service(desk, theirs.id).particulars.status == "active"
    with desk_of(towns, READER) as desk, pytest.raises(Refused):
        of_each(desk, [Pick(theirs.id, 1)], lambda one, seen: retire(desk, one, seen))


def test_nothing_ticked_and_too_much_ticked_are_answered_in_words(towns: Store) -> None:
    with desk_of(towns) as desk:
        for picks, says in (([], "Tick the services"), ([Pick(n, 1) for n in range(201)], "Tick fewer")):
            with pytest.raises(Invalid, match=says):
                of_each(desk, picks, lambda one, seen: retire(desk, one, seen))


def test_what_is_closed_until_a_day_opens_by_itself(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        closed = close_until(desk, entry.id, entry.version, NOW.date() + timedelta(days=10), why="works")
        assert listing(desk, Wanted(), standing=Standing.CLOSED).total == 1
    assert (offered(towns), offered(towns, 9), offered(towns, 10)) == ([], [], [entry.id])
    with desk_of(towns) as desk:
        with pytest.raises(Invalid, match="still to come"):
            close_until(desk, entry.id, closed.version, NOW.date())
        again = reopen(desk, entry.id, closed.version)
        assert (again.particulars.status, again.particulars.reopens_on) == ("active", None)
        with pytest.raises(Invalid, match="Closed for a time"):
            save_service(desk, entry.id, again.version, reopens_on=date(2027, 1, 1))
    assert offered(towns) == [entry.id]


def test_one_that_nobody_reached_stays_due_and_is_known_for_it(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        tried = verify(desk, entry.id, entry.version, Method.PHONE, finding=Finding.UNREACHED, note="rang twice")
        assert (tried.verified_on, tried.tried_on) == (None, NOW.date())
        assert (
            how_many_due(desk)
            == due(desk, Wanted()).total
            == listing(desk, Wanted(), standing=Standing.TRIED).total
            == 1
        )
        right = verify(desk, entry.id, tried.version, Method.VISIT)
        assert (right.verified_on, right.tried_on) == (NOW.date(), None)
        assert [one.verb for one in history(desk, entry.id)] == [
            Verb.SERVICE_VERIFIED, Verb.SERVICE_NOT_REACHED, Verb.SERVICE_CREATED,
        ]  # fmt: skip


def test_one_that_is_gone_is_offered_no_more_and_no_longer_due(towns: Store) -> None:
    entry = made(towns)
    with desk_of(towns) as desk:
        gone = verify(desk, entry.id, entry.version, Method.VISIT, finding=Finding.GONE)
        assert (gone.particulars.status, gone.verified_on, due(desk, Wanted()).total) == ("closed", None, 0)
    assert offered(towns) == []


def test_a_hidden_address_is_not_in_the_ledger_either(towns: Store) -> None:
    shelter = made(towns, confidential=True, address="Tajna 1")
    with desk_of(towns) as desk:
        save_service(desk, shelter.id, shelter.version, address="Tajna 2", confidential=False)
        told = history(desk, shelter.id)
        assert "Tajna" not in str(told) and "kept to ourselves" in str(told)
    with desk_of(towns, READER) as desk, pytest.raises(Refused):
        history(desk, shelter.id)
    theirs = made(towns, country="HR", place_key="hr-djakovo")
    with desk_of(towns) as desk, pytest.raises(Missing):
        history(desk, theirs.id)


def test_a_note_is_one_line_of_a_sane_length() -> None:
    assert noted(" rang twice ") == "rang twice" and noted(None) == ""
    for bad in ("x" * 501, "a\nb", "a\u202eb"):
        with pytest.raises(Invalid):
            noted(bad)


def test_the_list_is_narrowed_by_what_a_coordinator_looks_for(towns: Store) -> None:
    made(towns, name="Za opijate", substances=("opioids",), languages=("sr", "rom"))
    made(towns, name="Za sve", place_key="rs-novi-sad")
    made(towns, name="Za alkohol", substances=("alcohol",), languages=("sq",), phone_2="018 2", waiting_days=7)

    def names(**narrowed: object) -> set[str]:
        with desk_of(towns) as desk:
            return {row.name for row in listing(desk, Wanted(), **narrowed).rows}  # type: ignore[arg-type]

    assert names(substance="opioids") == {"Za opijate", "Za sve"}
    assert names(language="rom") == {"Za opijate"}
    assert names(language="s") == names(substance='"]') - {"Za sve"} == set()
    assert names(place="rs-novi-sad") == {"Za sve"}
    assert names(standing=Standing.NEVER) == names() and names(standing=Standing.FRESH) == set()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Κέντρο Θεσσαλονίκης", ["kentro", "thessalon", "тесалон", "ΚΈΝΤΡΟ"]),
        ("Саветовалиште Ђаково", ["savetovaliste", "Σαβετο", "djakovo", "đakovo"]),
        ("Ѓорче Петров", ["gjorce", "Gjorče", "ѓорче"]),
    ],
)
def test_every_script_finds_every_other(towns: Store, name: str, typed: list[str]) -> None:
    entry = made(towns, name=name)
    with desk_of(towns) as desk:
        assert [[row.id for row in listing(desk, Wanted(one)).rows] for one in typed] == [[entry.id]] * len(typed)
