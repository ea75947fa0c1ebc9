"""Arabic and Hebrew on trial: pages that run the other way, and what in them does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from content_store.db import Store
from public_site.pages import HERE
from public_site.words import FALLBACK, FENCE, GAP, TEXTS, catalogue, try_right_to_left
from tests.browser import served
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.conftest import Public, opened, put_services
from tests.public_site.respondent import Respondent
from tests.public_site.test_browser import PHONE, chromium, fits, page_of

__all__ = ["chromium"]  # a fixture
TRIED = ("ar", "he")
SMALL = "/ar/rs/small/"


@pytest.fixture
def trial(sqlite_store: Store) -> Iterator[Public]:
    """The site with the trial switched on, and one questionnaire published in Arabic."""
    put_people(sqlite_store)
    put_services(sqlite_store)
    publish_now(sqlite_store, small_document(), ["en", "ar"], ["RS"])
    try_right_to_left(True)
    yield from opened(sqlite_store)
    try_right_to_left(False)


def test_nobody_is_offered_them_unless_the_setting_says_so(public: Public) -> None:
    ana = Respondent(public.client, "").open("/ar/")
    assert '<html lang="en" dir="ltr"' in ana.page and ana.sees('not available in <span lang="ar">العربية</span> yet')
    assert not ana.sees("עברית")
    assert not set(TRIED) & set(catalogue())


def test_a_visit_runs_from_right_to_left_to_the_result(trial: Public) -> None:
    layla = Respondent(trial.client, SMALL)
    pages = [layla.open(f"/ar/{path}").page for path in ("", "rs/", "privacy/", "what-we-count/", "nowhere/")]
    pages += [layla.open().page, layla.press().page, layla.press().page]
    pages += [layla.press(q1="daily").page, layla.press(q2="daily").page]
    assert "ribbon" in layla.page
    for page in pages:
        assert '<html lang="ar" dir="rtl"' in page
    assert '<span dir="ltr">0800 000 000</span>' in layla.page
    assert "<bdi>Line of the night</bdi>" in layla.page


def test_what_runs_the_other_way_is_fenced_off(trial: Public) -> None:
    layla = Respondent(trial.client, SMALL).begin()
    assert layla.sees(f"السؤال {FENCE.format(1)} من نحو {FENCE.format(2)}")
    assert FENCE[0] not in Respondent(trial.client, "/en/rs/small/").begin().page
    home = Respondent(trial.client, "").open("/he/")
    assert re.search(r'lang="en" dir="ltr"[^>]*>English<', home.page) and home.sees("العربية")
    other = Respondent(trial.client, "").open("/he/rs/small/")
    assert '<html lang="en" dir="ltr"' in other.page and other.sees('not available in <span lang="he">עברית</span> yet')


def test_the_trial_s_texts_say_nearly_everything_and_nothing_else() -> None:
    """English stands in for the newest phrases: pages are tried, not texts."""
    master = catalogue()[FALLBACK]
    for tag in TRIED:
        ours = yaml.safe_load((TEXTS / f"{tag}.yaml").read_text())
        assert set(ours) <= set(master) and len(ours) > 0.9 * len(master), tag
        assert [key for key in ours if sorted(GAP.findall(ours[key])) != sorted(GAP.findall(master[key]))] == []


@pytest.mark.parametrize("sheet", ["site.css", "poster.css"])
def test_the_style_sheets_know_a_start_and_an_end_and_no_left_or_right(sheet: str) -> None:
    text = (Path(HERE) / "static" / sheet).read_text()
    assert re.findall(r"[^}]*\b(?:left|right)\b(?!\])[^;}]*", text) == []
    four = re.findall(r"(?:margin|padding):([^\s;}]+) ([^\s;}]+) ([^\s;}]+) ([^\s;}]+)[;}]", text)
    assert [one for one in four if one[1] != one[3]] == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_phone_shows_the_page_from_its_right_edge(chromium: object, trial: Public) -> None:
    with served(trial.server) as address:
        page = page_of(chromium, PHONE)
        page.goto(address + SMALL)
        leave = page.locator(".leave").bounding_box()
        assert leave and leave["x"] + leave["width"] > PHONE["width"] - 24
        page.click(".main")
        assert fits(page)
        radio, words = (page.locator(f".choice {part}").first.bounding_box() for part in ("input", "span"))
        assert radio and words and radio["x"] > words["x"]
