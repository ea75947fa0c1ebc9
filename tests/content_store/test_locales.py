from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.locales import COUNTRIES, LOCALES, country_name, from_header, locale, match, registered
from content_store.permissions import Missing


def test_every_language_can_be_formatted_and_every_country_has_a_name_in_it() -> None:
    for tag, one in LOCALES.items():
        assert one.babel().language
        for code in COUNTRIES:
            assert country_name(code, tag)


def test_right_to_left_languages_are_for_tests_only() -> None:
    assert {one.tag for one in registered(testing=True)} - {one.tag for one in registered()} == {"ar", "he"}
    assert {one.tag for one in registered() if one.direction == "rtl"} == set()


def test_montenegrins_read_their_own_language_under_its_own_name() -> None:
    cnr = locale("cnr")
    assert (cnr.autonym, cnr.lang, cnr.script, str(cnr.babel())) == ("crnogorski", "cnr", "Latn", "sr_Latn_ME")
    assert country_name("MK", "cnr") == "Sjeverna Makedonija"


def test_kosovo_is_never_named_without_its_note() -> None:
    assert all(country_name("XK", tag).endswith("*") for tag in LOCALES)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("hr-HR", "hr"),
        ("sr", "sr-Cyrl"),
        ("sr_RS", "sr-Cyrl"),
        ("sr-latn", "sr-Latn"),
        ("sr-Latn-RS", "sr-Latn"),
        ("sr-Latn-ME", "cnr"),
        ("sr_ME", "cnr"),
        ("me", "cnr"),
        ("sh", "sr-Latn"),
        ("mo-MD", "ro"),
        ("iw", "he"),
        ("EN-us", "en"),
        ("de", None),
        ("", None),
    ],
)
def test_a_tag_written_by_somebody_else_is_understood(wanted: str, found: str | None) -> None:
    assert match(wanted) == found


def test_a_browser_gets_the_best_of_what_is_offered() -> None:
    assert from_header("de, sr-Latn;q=0.8, en;q=0.9", ["en", "sr-Latn"]) == "en"
    assert from_header("de-AT, hr;q=0.2, en;q=0", ["en", "hr"]) == "hr"
    assert from_header("de", ["en"]) is None


@given(st.text(max_size=80))
def test_no_header_is_an_error(header: str) -> None:
    assert from_header(header, ["en"]) in (None, "en")


def test_an_unknown_language_or_country_is_missing() -> None:
    for ask in (lambda: locale("xx"), lambda: locale("SR-latn"), lambda: country_name("DE")):
        with pytest.raises(Missing):
            ask()
