"""Who may show a page of ours inside their own, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import Browser

from content_store.db import Store
from public_site import site
from tests import browser
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.conftest import SECRET

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def framed(sqlite_store: Store) -> Iterator[Any]:
    """`framed(who, path)`: the words of our page inside one of `partner` or `stranger`; empty where it is refused."""
    put_people(sqlite_store)
    publish_now(sqlite_store, small_document(), ["en"], ["RS"])
    around, ours = Flask("around"), Flask("public", static_folder=None)
    around.add_url_rule("/", "frame", lambda: f'<h1>Around</h1><iframe src="{request.args["of"]}"></iframe>')
    with browser.served(around) as partner, browser.served(ours) as address, browser.running() as chromium:
        installed = site.install(ours, sqlite_store, SECRET, partners=[partner])
        places = {"partner": partner, "stranger": partner.replace("127.0.0.1", "localhost")}
        yield lambda who, path: words_of(chromium, f"{places[who]}/?of={address}{path}")
        installed.close()


def words_of(chromium: Browser, address: str) -> str:
    page = chromium.new_page()
    page.goto(address, wait_until="load")
    words = page.frames[1].locator("body").inner_text()
    page.close()
    return words if "refused to connect" not in words else ""


def test_a_partner_frames_the_view_made_for_it_and_nobody_frames_anything_else(framed: Any) -> None:
    assert "A few questions, for yourself" in framed("partner", "/en/embed/rs/")
    assert framed("stranger", "/en/embed/rs/") == ""
    for path in ("/en/", "/en/rs/small/"):
        assert framed("partner", path) == framed("stranger", path) == ""
