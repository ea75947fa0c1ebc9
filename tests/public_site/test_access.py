"""Every page in every state, as axe-core and a narrow phone see it; and a run by keyboard alone.

320 pixels are also what 400 % of zoom leaves of a desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import axe_playwright_python
import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from content_store.db import Store
from public_site.words import catalogue
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
  const found = await axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}});
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


def show(page: Page, address: str, content: str) -> None:
    page.unroute_all()
    page.route(ORIGIN + address, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    page.goto(ORIGIN + address)


def looked_at(page: Page, seen: Seen) -> list[str]:
    show(page, *seen[1:])
    return [str(one) for one in page.evaluate(LOOK)]


def context_of(chromium: Browser, client: FlaskClient) -> BrowserContext:
    """A narrow phone; style sheets and pictures come from the site."""

    def asset(route: Route) -> None:
        answer = client.get(route.request.url.removeprefix(ORIGIN))
        route.fulfill(body=answer.data, content_type=answer.content_type)

    context = chromium.new_context(viewport={"width": 320, "height": 640})
    context.set_default_timeout(30_000)
    context.route("**/*", asset)
    return context


def test_axe_finds_nothing_and_nothing_sticks_out_on_any_page(chromium: Browser, public: Public) -> None:
    """Every state in English, every fourth in Cyrillic and every fourth in Greek as well."""
    client = public.client
    context = context_of(chromium, client)
    context.add_init_script(AXE)
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


WRONG = """
- banner:
  - link "Leave quickly"
- main:
  - alert:
    - heading "Please look at this once more" [level=2]
    - list:
      - listitem:
        - link "Please answer, or choose “I’d rather not say”."
  - paragraph: Question 2 of about 2
  - group "How often, part 2?":
    - heading "How often, part 2?" [level=1]
    - paragraph: Please answer, or choose “I’d rather not say”.
    - radio "Never"
- contentinfo
"""
RESULT = """
- banner:
  - link "Leave quickly"
- main:
  - region "Please read this first":
    - heading "Please read this first" [level=1]
    - heading "You have injected in the last 3 months" [level=2]
  - navigation "On this page":
    - list
  - region "Important"
  - heading "Your result" [level=2]
  - heading /^opioids/ [level=2]
  - list "Where your result lies"
  - heading "What you can do" [level=2]
  - region "Where you can find help":
    - paragraph:
      - combobox "Your town or the nearest one"
    - paragraph:
      - button "Show"
    - article:
      - heading /Centre by the river/ [level=3]
"""


def test_a_listener_hears_things_in_the_order_in_which_they_matter(chromium: Browser, public: Public) -> None:
    """What went wrong before where they are and what is asked; what is urgent before the way about and the result."""
    context = context_of(chromium, public.client)
    page = context.new_page()
    small = Respondent(public.client, "/en/rs/small/")
    show(page, small.address, small.begin().press(q1="never").press().page)
    expect(page.locator("body")).to_match_aria_snapshot(WRONG, timeout=30_000)
    ana = Respondent(public.client, "/en/rs/kinds/")
    result = [content for name, _, content in _every_kind(ana) if name == "result"]
    show(page, ana.address, result[0])
    expect(page.locator("body")).to_match_aria_snapshot(RESULT, timeout=30_000)
    context.close()


def test_a_poster_is_one_sheet_in_every_language(chromium: Browser, public: Public) -> None:
    """With the longest of what stands on it: the address of a campaign, and the note on Kosovo*."""
    context = context_of(chromium, public.client)
    page = context.new_page()
    for tag in catalogue():
        address = f"/{tag}/poster/xk/"
        show(page, address, public.client.get(address, base_url="https://a-rather-long-name.example.org").text)
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        assert sheets == 1, tag
    context.close()
