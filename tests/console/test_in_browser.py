"""What only a browser can tell: that the page works under its own policy, with keys, and keeps one's place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Request

from content_store import ledger
from content_store.db import Store, desk_for
from content_store.ledger import Verb
from tests import browser
from tests.cast import admin, boris, put_people
from tests.console.test_session_end import grown_old
from tests.driver import new_server, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as running:
        yield running


@dataclass
class Visit:
    """A page of Adrian's, and everything the browser complained of."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    waits_for: set[Request] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asks)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)

    def _asks(self, request: Request) -> None:
        self.asked.append(request.url)
        self.waits_for.add(request)

    def _answered(self, request: Request) -> None:
        self.waits_for.discard(request)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.wait_for_selector("#shell-content h1")
        self.settle()

    def settle(self) -> None:
        """Until the screen has done what it does of itself: nothing is asked for, nothing is left to draw, three times
        in a row. The browser's own `networkidle` is told once a document: on a busy machine before the console begins,
        and parts that are fetched when they are first drawn would then come after what a test does next."""
        quiet, until = 0, time.monotonic() + 30
        while quiet < 3 and time.monotonic() < until:
            self.page.evaluate("() => new Promise(idle => requestIdleCallback(() => idle()))")
            self.page.wait_for_timeout(100)
            quiet = 0 if self.waits_for else quiet + 1

    def title(self) -> str:
        return self.page.inner_text("#shell-content h1")


@pytest.fixture
def visit(sqlite_store: Store, chromium: Browser) -> Iterator[Visit]:
    put_people(sqlite_store)
    with desk_for(sqlite_store, boris) as desk:
        for number in range(60):
            ledger.record(desk, Verb.SERVICE_EDITED, f"service:{number}", after={"phone": number})
    server = new_server(sqlite_store)
    client = server.test_client()
    sign_in(client, sqlite_store, admin.id)
    cookie = client.get_cookie("staff", path="/console")
    assert cookie
    with browser.served(server) as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 900}, color_scheme="light")
        context.add_cookies([{"name": "staff", "value": cookie.value, "domain": "127.0.0.1", "path": "/console"}])
        context.set_default_timeout(30_000)
        found = Visit(context.new_page(), address)
        yield found
        context.close()


def test_no_screen_breaks_the_policy_or_asks_anybody_else(visit: Visit) -> None:
    for path in ("/console/", "/console/statistics", "/console/history", "/console/find?q=a"):
        visit.open(path)
    assert visit.complaints == []
    assert {url for url in visit.asked if not url.startswith((visit.address, "data:"))} == set()


def test_a_filter_changes_the_address_without_loading_the_console_anew_and_back_undoes_it(visit: Visit) -> None:
    visit.open("/console/history")
    visit.page.evaluate("window.sameWindow = true")
    visit.page.select_option("#filter-kind", "person")
    visit.page.wait_for_selector("text=Nothing matches")
    assert visit.page.url.endswith("/console/history?kind=person")
    visit.page.go_back()
    visit.page.wait_for_selector("text=60 in all")
    visit.page.click("text=Next")
    visit.page.wait_for_selector("text=Page 2 of 2")
    assert visit.page.evaluate("window.sameWindow") is True
    assert visit.page.eval_on_selector("#filter-kind", "box => box.value").strip() == ""


def test_the_filter_that_was_used_keeps_the_focus(visit: Visit) -> None:
    visit.open("/console/history")
    visit.page.focus("#filter-kind")
    visit.page.select_option("#filter-kind", "service")
    visit.page.wait_for_url("**/history?kind=service")
    visit.settle()
    visit.page.wait_for_function("() => document.activeElement.id === 'filter-kind'")


def test_somebody_who_uses_no_mouse_finds_everything(visit: Visit) -> None:
    visit.open("/console/")
    visit.page.keyboard.press("g")
    visit.page.keyboard.press("y")
    visit.page.wait_for_selector("h1:text('History')")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("hist")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector("h1:text('Search: hist')")
    assert visit.page.evaluate("document.querySelector('#shell-rail .active')") is None
    visit.page.evaluate("document.activeElement.blur()")
    visit.page.keyboard.press("?")
    visit.page.wait_for_selector(".modal-title:text('Keys')")
    visit.page.keyboard.press("Escape")
    visit.page.wait_for_selector(".modal-title", state="detached")


def test_light_and_dark_follow_the_machine_until_a_person_chooses(visit: Visit) -> None:
    visit.open("/console/")
    theme = "document.documentElement.dataset.bsTheme"
    assert visit.page.evaluate(theme) == "light"
    visit.page.emulate_media(color_scheme="dark")
    visit.page.wait_for_selector("html[data-bs-theme=dark]")
    visit.page.click("#shell-theme")
    visit.page.wait_for_selector("html[data-bs-theme=light]")
    kept = visit.page.evaluate("[localStorage.length, sessionStorage.length]")
    assert kept == [0, 0]


def test_the_rail_opens_on_a_telephone_and_shows_where_one_is(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.open("/console/history")
    assert not visit.page.is_visible("#shell-rail")
    visit.page.click("#shell-rail-toggle")
    visit.page.wait_for_selector("#shell-rail a.active:has-text('History')", state="visible")
    visit.page.click("#shell-rail a:has-text('Home')")
    visit.page.wait_for_selector("h1:text('Hello')")
    visit.page.wait_for_selector("#shell-rail", state="hidden")
    wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_who_is_signed_out_elsewhere_is_told_and_keeps_the_page(visit: Visit) -> None:
    visit.open("/console/history")
    visit.page.context.clear_cookies()
    visit.page.click("text=Check the chain")
    visit.page.wait_for_selector("#shell-connection:has-text('You have been signed out')")
    assert visit.title() == "History"


def test_a_person_signs_out_with_the_menu(visit: Visit) -> None:
    visit.open("/console/")
    visit.page.click(".account button")
    visit.page.click("button:has-text('Sign out')")
    visit.page.wait_for_url("**/console/sign-in*")
    visit.page.goto(visit.address + "/console/history")
    assert "/console/sign-in" in visit.page.url


PUT = """(box, text) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_a_session_that_ends_is_no_fault_and_what_does_not_fit_is_told_and_kept(
    visit: Visit, sqlite_store: Store
) -> None:
    grown_old(sqlite_store, begun=timedelta(hours=12) - timedelta(minutes=4), used=timedelta(minutes=1))
    visit.open("/console/person")
    visit.page.wait_for_selector("#shell-connection.soon:has-text('twelve hours have passed')")
    name = visit.page.locator("#invitation-name")
    name.evaluate(PUT, "Ana " * 60_000)
    visit.page.click("#person-invite")
    visit.page.wait_for_selector("#shell-connection:not(.soon):has-text('240,000 characters, 200,000 is the most')")
    assert len(name.input_value()) == 240_000
