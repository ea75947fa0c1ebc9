"""A phone and a desk in a real browser, with scripts off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, expect

from content_store.db import Store
from tests import browser
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.conftest import Public, opened, put_services
from tests.public_site.documents import every_kind

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as one:
        yield one


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Where «Leave quickly» leads: another origin."""
    server = Flask("elsewhere")
    server.add_url_rule("/", "elsewhere", lambda: "<h1>Elsewhere</h1>")
    with browser.served(server) as address:
        yield address.replace("127.0.0.1", "localhost") + "/"


@pytest.fixture
def address(sqlite_store: Store, elsewhere: str) -> Iterator[str]:
    put_people(sqlite_store)
    put_services(sqlite_store)
    publish_now(sqlite_store, small_document(), ["en", "sr-Cyrl", "sr-Latn", "sq"], ["RS", "XK"])
    publish_now(sqlite_store, every_kind(), ["en"], ["RS"])
    public: Public = next(opening := opened(sqlite_store, elsewhere))
    with browser.served(public.server) as address:
        yield address
    opening.close()


def page_of(chromium: Browser, size: dict[str, int], **options: object) -> Page:
    page = chromium.new_context(viewport=size, java_script_enabled=False, **options).new_page()
    page.set_default_timeout(30_000)
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if "422" not in message.text else None)
    page.on("request", lambda request: page.complaints.append(request.url) if "127.0.0.1" not in request.url else None)
    return page


def fits(page: Page) -> bool:
    """Nothing sticks out to the side."""
    box = page.locator("html").bounding_box()
    widest = max(one.bounding_box()["width"] for one in page.locator("main > *").all() if one.bounding_box())
    return widest <= box["width"] <= page.viewport_size["width"]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_a_run_from_the_first_page_to_a_service(
    chromium: Browser, address: str, size: dict[str, int], scheme: str, tmp_path: Path
) -> None:
    page = page_of(chromium, size, color_scheme=scheme)
    page.goto(address + "/en/")
    assert fits(page)
    page.click("text=Serbia")
    page.click("text=All kinds of questions")
    page.click("text=Begin")
    page.click("text=Continue")
    page.click("text=Continue")
    assert page.locator("[role=alert]").is_visible() and fits(page)
    page.check("text=cannabis")
    page.check("text=opioids")
    page.click("text=Continue")
    page.fill("[name=glasses]", "3")
    page.keyboard.press("Enter")  # goes on, not back and not away
    page.check('[name=sure][value="7"]')
    page.click("text=Continue")
    page.click("text=Continue")
    assert fits(page)
    page.check('[name="mind.interest"][value=daily]')
    page.check('[name="mind.sleep"][value=weekly]')
    page.click("text=Continue")
    for _ in range(2):
        page.check("text=Every week")
        page.click("text=Continue")
        page.check("text=Yes")
        page.click("text=Continue")
    assert page.locator("h1").inner_text() == "Please read this first" and fits(page)
    page.click("text=Show my result")
    assert fits(page)
    page.click("nav >> text=Where you can find help")
    expect(page.locator("#services")).to_be_in_viewport(timeout=30_000)
    stuck = page.locator(".top").bounding_box()
    assert page.locator("#services").bounding_box()["y"] >= stuck["height"]  # not under what stays on top
    page.select_option("#place", "rs-novi-sad")
    page.click("text=Show >> visible=true")
    expect(page.locator("main")).to_contain_text("1 km away", timeout=30_000)
    expect(page.locator("#services")).to_be_in_viewport(timeout=30_000)  # back where the search was, not on top
    page.screenshot(path=tmp_path / "result.png", full_page=True)
    with page.context.expect_page() as leaving:
        page.click("button:has-text('Website')")
    assert "You are leaving this site" in leaving.value.locator("main").inner_text()
    assert page.context.cookies() == [] and page.complaints == []


def test_the_keyboard_finds_the_way_out_first_and_answers_in_order(chromium: Browser, address: str) -> None:
    page = page_of(chromium, PHONE)
    page.goto(address + "/en/rs/small/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "leave"
    page.click("text=Begin")
    page.locator("h1", has_text="How often, part 1?").wait_for()
    for key in ("Tab", "Tab", "Tab", "Space", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.locator("h1", has_text="How often, part 2?").wait_for()
    page.click("text=Back")
    assert page.locator(":checked").get_attribute("value") == "weekly"


def test_leaving_quickly_leaves_nothing_for_back_the_history_or_the_list_of_tabs(
    chromium: Browser, address: str
) -> None:
    page = page_of(chromium, PHONE)
    page.goto(address + "/en/rs/small/")
    page.click("text=Begin")
    page.check("text=Daily")
    page.click("text=Continue")
    page.locator("h1", has_text="How often, part 2?").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Elsewhere").wait_for()
    kept = page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]
    assert {one["title"].removeprefix("1 · ").removeprefix("2 · ") for one in kept} <= {"", "Information", page.title()}
    assert len(kept) >= 4
    assert {one["url"].partition("/en/")[2] for one in kept} == {
        "",
        "rs/small/",
    }  # no answer, and nothing to tell runs by
    for _ in range(2):  # each step of the run, backwards
        with pytest.raises(Error, match="ERR_CACHE_MISS"):
            page.go_back()
        assert page.locator("input").count() == 0 and "How often" not in page.content()
    page.goto(address + "/en/rs/small/")  # reopened from the history
    assert page.locator("h1").inner_text() == "A small test" and page.locator(":checked").count() == 0


def test_a_language_is_changed_in_the_middle(chromium: Browser, address: str) -> None:
    page = page_of(chromium, PHONE)
    page.goto(address + "/en/rs/small/")
    page.click("text=Begin")
    page.check("text=Weekly")
    page.click("#languages >> text=shqip")
    assert page.locator("html").get_attribute("lang") == "sq"
    assert page.locator(":checked").get_attribute("value") == "weekly"
    page.click("#languages >> text=српски")
    assert page.locator(".main").inner_text() == "Наставите" and fits(page)
