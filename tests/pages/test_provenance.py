"""Ana takes an instrument from the library: whose it is and what nobody has checked stands beside all she does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.document import Profile
from content_store import library
from content_store.db import Store
from tests.cast import ana
from tests.content import put_questionnaire, small_document
from tests.driver import draw, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import draft_of, leave, seen


@pytest.mark.parametrize("part", ["item.q1", "about", "tests"])
def test_ana_reads_on_each_screen_of_an_instrument_what_must_be_known_before_it_is_used(
    store: Store, enter: Enter, part: str
) -> None:
    put_questionnaire(store, library.shelf()["audit"])
    said = text_of(draw(enter(ana), f"/questionnaire?id=1&part={part}"))
    assert "AUDIT World Health Organization, 2001 Working wording, not validated: en" in said
    assert "To be confirmed against the original: Everybody, WHO bands" in said


def test_a_questionnaire_of_our_own_says_nothing_of_the_kind(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    assert "Before it is used" not in text_of(draw(enter(ana), "/questionnaire?id=1"))


def profile_of(store: Store, code: str) -> Profile:
    return draft_of(store).document.profile(code)


def test_ana_takes_a_reading_made_for_another_country_for_her_own(store: Store, enter: Enter) -> None:
    put_questionnaire(store, library.shelf()["audit"])
    client, at = enter(ana), "profile.sweden"
    assert "Sweden (not served)" in str(draw(client, f"/questionnaire?id=1&part={at}"))
    leave(client, "profile_countries|sweden", ["SE", "RS"], seen(store, at))
    assert profile_of(store, "sweden").countries == ("SE", "RS")
    leave(client, "profile_countries|sweden", ["RS", "GB"], seen(store, at))
    assert profile_of(store, "sweden").countries == ("SE", "RS")


def test_a_reading_for_nowhere_does_not_look_like_one_for_everybody(store: Store, enter: Enter) -> None:
    put_questionnaire(store, library.shelf()["gad_7"])
    assert "Nowhere" in str(draw(enter(ana), "/questionnaire?id=1&part=profile.prorated"))


def test_the_source_of_the_cut_offs_stands_beside_them_and_a_note_is_open(store: Store, enter: Enter) -> None:
    known = library.shelf()["bbgs"]
    put_questionnaire(store, replace(known, profiles=known.profiles[:1]))
    said = text_of(draw(enter(ana), "/questionnaire?id=1&part=banding.two_yes.screen"))
    assert said.index("Where the cut-offs come from") < said.index("What people are told")
    assert "https://doi.org/10.1080/14459795.2014.931449" in said
