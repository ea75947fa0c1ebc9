"""A coordinator looks who gets what, and where a result leads to nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assessment.chosen import Chosen
from content_store.db import Store
from content_store.matching import CLOSED, TOO_OLD, Case, coverage, who_gets_what
from content_store.permissions import Missing, Refused
from content_store.upkeep import Method, retire, verify
from content_store.verification import Freshness
from tests.content import audit_like_document, publish_now
from tests.content_store.test_directory import EVERYWHERE, MILA, NOW, desk_of, made, towns

__all__ = ["towns"]  # a fixture, used by name
CHOSEN = Chosen("everybody", {"total": "high"})


def looked_at(store: Store, country: str = "RS", **facts: Any) -> Any:
    with desk_of(store) as desk:
        case = Case("drinking", CHOSEN, {"country": country, **facts}, "sr")
        return who_gets_what(desk, case, most=2, most_crisis=3)


@pytest.fixture
def public(towns: Store) -> Store:
    publish_now(towns, audit_like_document(), countries=("RS", "HR"))
    return towns


def test_services_stand_in_the_order_of_a_result_page_and_each_left_out_says_why(public: Store) -> None:
    far = made(public, place_key="rs-novi-sad", name="Daleko").id
    near = made(public, name="Blizu").id
    third = made(public, place_key="rs-novi-sad", name="Treće").id
    young = made(public, name="Za mlade", age_to=25).id
    other = made(public, name="Porodica", kinds=("family",)).id
    shut, old = made(public, name="Zatvoreno"), made(public, name="Staro")
    with desk_of(public) as desk:
        retire(desk, shut.id, shut.version)
    with desk_of(public, now=NOW - timedelta(days=400)) as desk:
        verify(desk, old.id, old.version, Method.PHONE)
    found = looked_at(public, age=40, place="rs-nis")
    assert [one.called.id for one in found.shown] == [near, far]
    assert [one.rule for one in found.rulings if one.holds] == ["anyone"]
    assert {one.called.id: one.why for one in found.left_out} == {
        third: "others", young: "person", shut.id: CLOSED, old.id: TOO_OLD,
    }  # fmt: skip
    assert found.counts == {"others": 1, "person": 1, CLOSED: 1, TOO_OLD: 1, "kind": 1}
    assert other not in {one.called.id for one in found.left_out}


def test_another_country_and_what_is_not_public_are_refused(public: Store) -> None:
    with pytest.raises(Refused):
        looked_at(public, "HR")
    with pytest.raises(Missing), desk_of(public) as desk:
        who_gets_what(desk, Case("nothing", CHOSEN, {"country": "RS"}), most=5, most_crisis=3)


def test_a_rule_that_leads_to_nobody_verified_lately_is_a_gap(public: Store) -> None:
    entry = made(public)
    with desk_of(public) as desk:
        gaps = {(one.country, one.rule): one.stand for one in coverage(desk, ("RS", "HR")).gaps}
        assert set(gaps) == {("RS", "crisis"), ("RS", "anyone")}
        assert gaps["RS", "anyone"][Freshness.NEVER] == 1
        verify(desk, entry.id, entry.version, Method.PHONE)
        found = coverage(desk, ("RS",))
        assert {(one.country, one.rule) for one in found.gaps} == {("RS", "crisis")}
        assert found.fresh["outpatient"] == {"RS": 1}
    with desk_of(public, EVERYWHERE) as desk:
        assert {one.country for one in coverage(desk, ("RS", "HR")).gaps} == {"RS", "HR"}
    assert MILA.among == {"RS"}
