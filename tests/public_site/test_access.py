"""Every page in every state, as axe-core and a narrow phone see it; and a run by keyboard alone.

320 pixels are also what 400 % of zoom leaves of a desk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import axe_playwright_python
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route

from content_store.db import Store
from tests import browser
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.conftest import Public, opened, put_services
from tests.public_site.documents import every_kind
from tests.public_site.respondent import Respondent
from tests.public_site.test_walk import grown_ups_only

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
ORIGIN = "http://site.example"
LOOK = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  return found.violations.map(one => one.id + ": " + one.nodes[0].html).concat(wide ? ["sticks out to the side"] : []);
}"""
TEXTS = ("", "rs/", "help/rs/", "privacy/", "what-we-count/", "poster/rs/", "embed/rs/", "nothing-here/")
Seen = tuple[str, str, str]
"""name of the state, address, page"""


@pytest.fixture
def public(sqlite_store: Store) -> Iterator[Public]:
    put_people(sqlite_store)
    put_services(sqlite_store)
    for document in (small_document(), every_kind(), grown_ups_only()):
        publish_now(sqlite_store, replace(document, minutes=3), ["en", "sr-Cyrl", "el"], ["RS", "XK"])
    yield from opened(sqlite_store)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as one:
        yield one


def states(client: FlaskClient, tag: str) -> Iterator[Seen]:
    for text in TEXTS:
        yield text or "home", f"/{tag}/{text}", Respondent(client, "").open(f"/{tag}/{text}").page
    yield from _every_kind(Respondent(client, f"/{tag}/rs/kinds/"))
    small = f"/{tag}/xk/small/"
    for answer in ("never", "daily"):
        yield f"result of {answer}", small, Respondent(client, small).begin().press(q1=answer).press(q2=answer).page
    yield "left out", small, Respondent(client, small).begin().press(q1="~").press(q2="~").page
    yield "bad token", small, Respondent(client, small).send({"t": "x" * 60}, at=small).page
    luka = Respondent(client, f"/{tag}/rs/grown/")
    yield "not agreed", luka.address, luka.begin().page
    yield "age", luka.address, luka.press(consent="yes").page
    yield "under age", luka.address, luka.press(age="12").page


def _every_kind(ana: Respondent) -> Iterator[Seen]:
    """Each question as it comes, and as it comes back where nothing was answered."""
    where = ana.address
    yield "introduction", where, ana.open().page
    yield "note", where, ana.press().page
    answers = {"used": ["cannabis", "opioids"], "glasses": "3", "sure": "7", "day": "2025-03-31"}
    ana.press()
    for name, answer in answers.items():
        yield name, where, ana.page
        yield f"{name}, wrong", where, ana.press(**{name: "?"}).page
        ana.press(**{name: answer})
    yield "grid", where, ana.page
    yield "grid, half", where, ana.press(mind__interest="daily").page
    ana.press(mind__interest="daily", mind__sleep="daily")
    yield "loop", where, ana.page
    ana.press(oftenATcannabis="never").press(injectATcannabis="no").press(oftenATopioids="daily")
    yield "permission", where, ana.press(injectATopioids="yes").page
    yield "not now", where, ana.press("later").page
    yield "result", where, ana.press().page
    token, chosen = ana.token, ana._one(r'name="service" value="(\d+)"')
    yield "result, searched", where, ana.press("stay", place="rs-novi-sad", kind="helpline").page
    yield "leaving", where, ana.send({"t": token, "service": chosen}, at=where + "service").page


def looked_at(page: Page, seen: Seen) -> list[str]:
    _, address, content = seen
    page.unroute_all()
    page.route(ORIGIN + address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    page.goto(ORIGIN + address)
    return [str(one) for one in page.evaluate(LOOK)]


def test_axe_finds_nothing_and_nothing_sticks_out_on_any_page(chromium: Browser, public: Public) -> None:
    """Every state in English, every fourth in Cyrillic and every fourth in Greek as well."""
    client = public.client

    def asset(route: Route) -> None:
        answer = client.get(route.request.url.removeprefix(ORIGIN))
        route.fulfill(body=answer.data, content_type=answer.content_type)

    context = chromium.new_context(viewport={"width": 320, "height": 640})
    context.add_init_script(AXE)
    context.route("**/*", asset)
    page = context.new_page()
    elsewhere = [list(states(client, tag)) for tag in ("sr-Cyrl", "el")]
    found: list[str] = []
    for number, english in enumerate(states(client, "en")):
        also = elsewhere[number // 2 % 2][number : number + 1 - number % 2]
        for seen in (english, *also):
            assert seen[2].startswith("<!doctype html>")
            found += [f"{seen[0]} ({seen[1]}): {wrong}" for wrong in looked_at(page, seen)]
    assert not found, "\n".join(found)
    assert number > 30
    context.close()
