from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from assessment.sentences import Said, in_a_row
from auth.language import Lent, lend
from console import refusals
from console.language import LANGUAGES, _
from content_store.permissions import Invalid, Missing, NotHeld, Permission


@pytest.fixture
def jelena() -> Iterator[None]:
    """Somebody whose browser asks for Serbian."""
    server = Flask("console-under-test")
    lend(server, Lent(LANGUAGES, _, refusals.spoken))
    with server.test_request_context("/", headers={"Accept-Language": "sr"}):
        yield


def test_each_permission_can_be_named_to_a_person() -> None:
    assert set(refusals.DOING) == set(Permission)


def test_a_refusal_says_what_it_is_about_whose_it_is_and_whom_to_ask() -> None:
    assert refusals.spoken(NotHeld(Permission.TRANSLATIONS_EDIT, "el")) == (
        "Your role does not include this: translate (ελληνικά (el)). Roles that include it: Translator. An "
        "administrator can change yours."
    )
    assert "(Serbia)" in refusals.spoken(NotHeld(Permission.DIRECTORY_EDIT, "RS"))


def test_jelena_is_refused_in_serbian_and_without_codes(jelena: None) -> None:
    for permission in Permission:
        told = refusals.spoken(NotHeld(permission, "RS"))
        assert told.startswith("Vaša uloga ne obuhvata ovo: ") and "(Srbija)" in told
        assert permission.value not in told and refusals.DOING[permission] not in told


def test_values_and_plurals_are_said_again_in_jelena_s_language(jelena: None) -> None:
    assert refusals.spoken(Missing(Said("There is no country {country} here.", country="XX"))) == "Zemlje XX ovde nema."
    many = Said(
        "There is a warning. Mend it, or say why it is accepted.",
        "There are {n} warnings. Mend them, or say why they are accepted.",
        n=3,
    )
    both = Invalid({"acknowledged": many, "country": "Choose a country."})
    assert str(both) == "There are 3 warnings. Mend them, or say why they are accepted. Choose a country."
    assert refusals.spoken(both) == (
        "Postoje 3 upozorenja. Otklonite ih ili recite zašto se prihvataju. Izaberite zemlju."
    )


def test_what_somebody_typed_is_never_taken_for_a_pattern() -> None:
    assert str(Said("There is no item “{code}”.", code="{n}{0}")) == "There is no item “{n}{0}”."
    assert in_a_row(["{a} of them", "{0}"]) == "{a} of them {0}"
    assert refusals.spoken(Invalid({"a": Said("«{x}»", x=in_a_row(["{b}"]))})) == "«{b}»"


def test_a_sentence_that_is_kept_is_plain_text() -> None:
    assert json.loads(json.dumps({"a": Said("{n} in all", n=2)})) == {"a": "2 in all"}
