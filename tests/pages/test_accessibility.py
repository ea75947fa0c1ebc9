"""Every screen of the console, for each role, with the demonstration's content: axe finds nothing, light and dark.
And a translator's day without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any

import dash
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

import app
from auth.roles import PERMISSIONS, Role
from content_store import publishing, questionnaires, schema, translations
from content_store.db import Store, desk_for, open_store, visit
from content_store.demo import load
from content_store.language_versions import State
from content_store.models.directory import Service
from content_store.permissions import Permission
from tests import browser
from tests.cast import ana, teuta
from tests.driver import hire, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text()
# The box left out is Dash's own: it only hands the focus on to the button beside it.
LOOK = """async (rules) => {
  const where = {exclude: [".dash-dropdown-focus-target"]};
  const found = await axe.run(where, Object.assign({resultTypes: ["violations"]}, rules));
  return found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 160)).slice(0, 3)]);
}"""
DESK: Any = {"width": 1366, "height": 900}
WHOLE: dict[str, Any] = {}
COLOURS = {"runOnly": ["color-contrast"]}
WHERE = {"locales": ("sq", "sr-Cyrl", "sr-Latn"), "countries": ("RS",)}
SCOPES = {Role.TRANSLATOR: ("locales",), Role.COORDINATOR: ("countries",), Role.COUNSELLOR: ("countries",)}
WORKS_ON = {
    Permission.DIRECTORY_READ: Role.COORDINATOR,
    Permission.REVIEWS_READ: Role.REVIEWER,
    Permission.TRANSLATIONS_READ: Role.TRANSLATOR,
}
"""Who does most on the screens that several may enter."""
QUERIES = {
    "/questionnaire": ["?id=2", "?id=2&part=item.used", "?id=2&part=scale.dependence", "?id=2&part=profile.general"],
    "/changes": ["?id=1"],
    "/compare": ["?id=1"],
    "/preview": ["?id=1"],
    "/review": ["?id={review}"],
    "/person": ["?id={person}"],
    "/service": ["?country=RS", "?id={service}"],
    "/services": ["", "?q=zebra"],
    "/statistics": ["", "?slug=alcohol"],
    "/translations": ["", "?id=1"],
    "/translation": ["?id=1&locale=sq", "?id=1&locale=sq&only=todo"],
    "/find": ["", "?q=al"],
}


@dataclass(frozen=True)
class Place:
    store: Store
    server: Flask
    address: str
    chromium: Browser
    people: dict[Role, int]
    ids: dict[str, int]

    def enter(self, role: Role, *, second: bool = False) -> Page:
        """Somebody with the role, or a second person with it."""
        client = self.server.test_client()
        person = hire(self.store, "Another", role, **_scope(role)) if second else self.people[role]
        sign_in(client, self.store, person)
        cookie = client.get_cookie("staff", path="/console")
        assert cookie
        context = self.chromium.new_context(
            viewport={"width": 1366, "height": 900}, color_scheme="light", reduced_motion="reduce"
        )
        context.add_cookies([{"name": "staff", "value": cookie.value, "domain": "127.0.0.1", "path": "/console"}])
        context.set_default_timeout(30_000)
        return context.new_page()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    var = tmp_path_factory.mktemp("accessible")
    settings = app.Settings(var=var, demonstration=True)
    store = open_store(settings.database_url)
    schema.upgrade(store)
    load.load(store)
    people = {role: hire(store, f"A {role.value}", role, **_scope(role)) for role in Role}
    server = app.build(settings, store)
    with browser.running() as chromium, browser.served(server) as address:
        yield Place(store, server, address, chromium, people, _ids(store, people))
    server.extensions["public_site"].close()


def _scope(role: Role) -> dict[str, tuple[str, ...]]:
    return {name: WHERE[name] for name in SCOPES.get(role, ())}


def _ids(store: Store, people: dict[Role, int]) -> dict[str, int]:
    with visit(store) as session:
        service = session.scalar(select(Service.id).where(Service.country == "RS", Service.place_key.is_not(None)))
    with desk_for(store, ana) as desk:
        draft = questionnaires.open_draft(desk, 1)
        review = publishing.send(desk, 1, draft.number, "please", acknowledged="It is a test.").id
    assert service
    return {"service": service, "review": review, "person": people[Role.EXPERT]}


def _screens(role: Role, ids: dict[str, int]) -> list[str]:
    """The first screen, and those that are the role's to work on."""
    found = []
    for page in dash.page_registry.values():
        needs = page["layout"].needs
        whose = WORKS_ON.get(needs) or next(one for one in Role if needs in PERMISSIONS[one])
        if role is whose or page["path"] == "/":
            found += [page["path"] + query.format(**ids) for query in QUERIES.get(page["path"], [""])]
    return found


def _go(page: Page, address: str) -> None:
    """Without loading the console anew."""
    with page.expect_response(lambda answer: "_dash-update-component" in answer.url):
        page.evaluate("address => window.consoleGo(address)", "/console" + address)
    page.wait_for_function(browser.IDLE)
    for _ in range(2):
        page.evaluate("() => new Promise(idle => requestIdleCallback(() => idle()))")


def test_axe_finds_nothing_on_any_screen_of_any_role(place: Place) -> None:
    wrong: dict[str, Any] = {}
    for role in Role:
        page = place.enter(role)
        page.goto(place.address + "/console/")
        page.wait_for_selector("#shell-content h1")
        page.evaluate(AXE)
        for address in _screens(role, place.ids):
            if address != "/":
                _go(page, address)
            title = page.inner_text("#shell-content h1")
            assert title not in ("Nothing here", "Something went wrong") or address == "/not-found", address
            wrong[f"{role} {address}"] = page.evaluate(LOOK, WHOLE)
            page.emulate_media(color_scheme="dark")
            page.wait_for_selector("html[data-bs-theme=dark]")
            wrong[f"{role} {address} dark"] = page.evaluate(LOOK, COLOURS)
            page.emulate_media(color_scheme="light")
        page.context.close()
    assert "\n".join(f"{address}: {found}" for address, found in wrong.items() if found) == ""


def _tab_to(page: Page, words: str) -> None:
    """With the key alone, until the focus is on what is called so."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in page.evaluate(
            "document.activeElement.matches('a, button') ? document.activeElement.innerText : ''"
        ):
            return
    raise AssertionError(f"no key leads to {words}")


def _typing_in(page: Page, key: str) -> None:
    page.wait_for_function("key => document.activeElement.id.includes(key)", arg=key)


def test_a_translator_catches_up_and_a_second_one_approves_without_a_mouse(place: Place) -> None:
    with desk_for(place.store, teuta) as desk:
        stale = [one.key for one in translations.units(desk, 1, "sq", [State.STALE])]
    assert len(stale) > 2
    page = place.enter(Role.TRANSLATOR)
    page.goto(place.address + "/console/")
    page.wait_for_selector("#shell-content h1")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_selector("h1:text('Translations')")
    _tab_to(page, "What waits, by language")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('shqip')")
    _tab_to(page, "Feedback")
    page.keyboard.press("Enter")
    for key in stale:
        _typing_in(page, key)
        page.keyboard.press("Control+End")
        page.keyboard.type(" Edhe kjo.")
        page.keyboard.press("Control+Enter")
    page.wait_for_selector(".unit-foot:has-text('To approve') >> nth=2")
    page.context.close()
    page = place.enter(Role.TRANSLATOR, second=True)
    page.goto(f"{place.address}/console/translation?id=1&locale=sq&only=proposed&at={stale[0]}")
    for key in stale:
        _typing_in(page, key)
        page.keyboard.press("Alt+Enter")
    page.wait_for_selector(".unit-foot:has-text('Approved') >> nth=2")
    page.context.close()
    with desk_for(place.store, teuta) as desk:
        done = [one for one in translations.units(desk, 1, "sq") if one.key in stale]
    assert {one.state for one in done} == {State.APPROVED} and all(one.text.endswith("Edhe kjo.") for one in done)
