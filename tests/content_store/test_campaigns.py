"""A coordinator registers a code, and only what is registered is ever counted by its name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from auth.roles import Account, Held, Role
from content_store import campaigns
from content_store.db import Store, desk_for, visit
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Conflict, Invalid, Missing, Refused
from content_store.statistics import Cohort, Use, add_batch, used
from content_store.uptake import Wanted
from tests import cast
from tests.content_store.counted import NOW, put_revision

ANYWHERE = Account(301, "Nada", grants=(Held(Role.COORDINATOR),))


def register(store: Store, actor: Account, code: str = "clinics-26", country: str = "RS") -> campaigns.Entry:
    with desk_for(store, actor) as desk:
        made = campaigns.register(desk, code, "Posters in clinics", country)
        assert desk.entries == 1
        return made


def codes_of(store: Store) -> frozenset[str]:
    with visit(store) as session:
        return campaigns.running(session)


def test_a_coordinator_registers_a_code_and_ends_it(store: Store) -> None:
    made = register(store, cast.mila, " Clinics-26 ")
    assert codes_of(store) == {"clinics-26"}
    with desk_for(store, cast.mila) as desk:
        campaigns.end(desk, made.id, made.version)
        assert desk.entries == 1
        [entry] = campaigns.listing(desk)
        verbs = [row.verb for row in desk.session.query(LedgerEntry).order_by(LedgerEntry.id)]
    assert (entry.code, entry.ended_at is not None) == ("clinics-26", True)
    assert verbs == [Verb.CAMPAIGN_REGISTERED, Verb.CAMPAIGN_ENDED]
    assert codes_of(store) == frozenset()
    with desk_for(store, cast.mila) as desk, pytest.raises(Conflict):
        campaigns.end(desk, made.id, made.version)
    with pytest.raises(Invalid, match="used before"):
        register(store, cast.mila)


@pytest.mark.parametrize("code", ["", "abc", "1abc", "a b c d", "ana@example.org", "-code", "code-", "a" * 41, "other"])
def test_what_is_no_code_is_refused_at_its_field(store: Store, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(store, cast.mila, code)
    assert set(refused.value.problems) == {"code"}
    assert codes_of(store) == frozenset()


def test_a_coordinator_of_serbia_registers_and_ends_for_serbia_only(store: Store) -> None:
    for country in ("AL", ""):
        with pytest.raises(Refused):
            register(store, cast.mila, country=country)
    with pytest.raises(Refused):
        register(store, cast.admin)
    theirs, everywhere = register(store, ANYWHERE, "albania", "AL"), register(store, ANYWHERE, "everywhere", "")
    with desk_for(store, cast.mila) as desk:
        assert [one.code for one in campaigns.listing(desk)] == ["everywhere"]
        with pytest.raises(Refused):
            campaigns.end(desk, everywhere.id, everywhere.version)
        with pytest.raises(Missing) as not_hers:
            campaigns.end(desk, theirs.id, theirs.version)
        with pytest.raises(Missing) as not_there:
            campaigns.end(desk, theirs.id + 50, 1)
    assert str(not_hers.value) == str(not_there.value)
    assert codes_of(store) == {"albania", "everywhere"}


def test_codes_do_not_become_name_tags_by_their_number(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaigns, "MOST_RUNNING", 2)
    register(store, cast.mila, "first")
    register(store, cast.mila, "second")
    with pytest.raises(Invalid, match="End one first"):
        register(store, cast.mila, "third")


def test_a_code_that_few_followed_shows_no_number_not_even_by_subtraction(store: Store) -> None:
    cohort = Cohort("RS", put_revision(store), "en", NOW.date())
    counts = {"none": 100, "clinics-26": 40, "flat-5": 2}
    add_batch(store, "b", 0, {used(cohort, Use.STARTED, source=source): n for source, n in counts.items()})
    with desk_for(store, cast.mila) as desk:
        found = campaigns.by_source(desk, Wanted(NOW.date() - timedelta(days=27), NOW.date()))
        with pytest.raises(Refused):
            campaigns.by_source(desk, Wanted(NOW.date(), NOW.date(), country="AL"))
    started = {row.key: row.measures.started.n for row in found}
    assert started == {"none": 100, "clinics-26": None, "flat-5": None}
