"""Who gets what, and gaps, on the screen."""

from __future__ import annotations

import pytest

from content_store.db import Store
from tests.cast import kosta, mila
from tests.content import audit_like_document, publish_now, put_service
from tests.driver import draw, text_of
from tests.pages.conftest import Enter


@pytest.fixture
def public(store: Store, enter: Enter) -> Store:
    publish_now(store, audit_like_document())
    put_service(store, name="Linija")
    return store


def test_a_coordinator_chooses_a_result_and_sees_who_is_shown(enter: Enter, public: Store) -> None:
    put_service(public, name="Hitna linija", kinds=("emergency",), crisis=True)
    shown = text_of(draw(enter(mila), "/who-gets-what?slug=drinking&band=total:high&flag=hurt&sex=female&age=30"))
    assert "1. Hitna linija" in shown and "2. Linija everywhere offers helpline" in shown
    assert "for emergencies: Hitna linija" in shown
    assert "the flag «Somebody was hurt» is up Emergency, Helpline Yes" in shown


def test_nonsense_in_the_address_is_no_error(enter: Enter, public: Store) -> None:
    client = enter(mila)
    for asked in ("slug=x&profile=y&band=z&flag=%00&substance=q", "age=-4&sex=x&place=nowhere&language=xx", "band=:"):
        assert "Linija" in text_of(draw(client, f"/who-gets-what?{asked}"))


def test_another_country_is_answered_like_one_that_is_not_there(enter: Enter, public: Store) -> None:
    client = enter(mila)
    theirs, nowhere = (text_of(draw(client, f"/who-gets-what?country={code}")) for code in ("AL", "ZZ"))
    assert theirs.replace(" (Albania)", "") == nowhere and theirs.startswith("Not for your role")


def test_gaps_stand_by_questionnaire_and_kind(enter: Enter, public: Store) -> None:
    shown = text_of(draw(enter(kosta), "/gaps"))
    assert "Drinking crisis Serbia Emergency, Helpline 1 never verified" in shown
    assert "Helpline none" in shown and "Albania" not in shown
