from __future__ import annotations

import pytest

from content_store.db import Store, desk_for, visit
from content_store.locales import COUNTRIES
from content_store.offer import offer, set_offer
from content_store.permissions import Conflict, Invalid, Refused
from tests.cast import admin, ana


def test_before_anybody_sets_it_every_country_has_its_languages(store: Store) -> None:
    with visit(store) as session:
        now = offer(session)
    assert set(now.countries) == set(COUNTRIES)
    assert now.locales("RS")[0] == "sr-Cyrl"
    assert now.locales("DE") == ()
    assert ("sq", "XK") in set(now.pairs())
    assert now.version == 0


def test_an_administrator_changes_the_offer_for_everybody(store: Store) -> None:
    with desk_for(store, admin) as desk:
        first = set_offer(desk, 0, {"SI": ["sl"], "RS": ["sr-Latn", "sr-Cyrl"]})
        assert desk.entries == 1
    with visit(store) as session:
        assert offer(session) == first
    assert first.locales("RS") == ("sr-Latn", "sr-Cyrl")
    assert first.all_locales() == ("sr-Cyrl", "sr-Latn", "sl")
    with desk_for(store, admin) as desk:
        assert set_offer(desk, first.version, {"SI": ["sl", "en"]}).version == first.version + 1


def test_two_administrators_do_not_overwrite_one_another(store: Store) -> None:
    with desk_for(store, admin) as desk:
        set_offer(desk, 0, {"SI": ["sl"]})
    with desk_for(store, admin) as desk, pytest.raises(Conflict) as conflict:
        set_offer(desk, 0, {"HR": ["hr"]})
    assert (conflict.value.theirs, conflict.value.yours) == ({"SI": "sl"}, {"HR": "hr"})


def test_an_expert_cannot_change_the_offer(store: Store) -> None:
    with desk_for(store, ana) as desk, pytest.raises(Refused):
        set_offer(desk, 0, {"SI": ["sl"]})


@pytest.mark.parametrize("countries", [{}, {"DE": ["en"]}, {"SI": []}, {"SI": ["xx"]}, {"SI": ["sl", "sl"]}])
def test_nonsense_is_told_by_country(store: Store, countries: dict[str, list[str]]) -> None:
    with desk_for(store, admin) as desk, pytest.raises(Invalid) as refusal:
        set_offer(desk, 0, countries)
    assert set(refusal.value.problems) == (set(countries) or {"countries"})
