"""Boris's day in a real browser, without a mouse: what changed, a comment, back to its author, and at last public."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from auth.roles import Account
from content_store import comments, publishing, questionnaires
from content_store.db import Store, desk_for, visit
from tests import browser
from tests.cast import ana, boris, put_people
from tests.console.test_in_browser import Visit
from tests.content import audit_like_document, publish_now, reworded
from tests.driver import new_server, sign_in
from tests.pages.test_coordinator_walk import FITS
from tests.pages.test_expert_walk import Keys

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 800}


@pytest.fixture
def sit(sqlite_store: Store) -> Iterator[Callable[..., Keys]]:
    """Somebody at a screen of some size: `sit(boris, PHONE)`."""
    put_people(sqlite_store)
    server = new_server(sqlite_store)
    complaints: list[str] = []
    with browser.running() as chromium, browser.served(server) as address:

        def sat(person: Account, size: dict[str, int]) -> Keys:
            client = server.test_client()
            sign_in(client, sqlite_store, person.id)
            cookie = client.get_cookie("staff", path="/console")
            assert cookie
            context = chromium.new_context(viewport=size)
            context.add_cookies([{"name": "staff", "value": cookie.value, "domain": "127.0.0.1", "path": "/console"}])
            context.set_default_timeout(30_000)
            page = context.new_page()
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            return Keys(Visit(page, address))

        yield sat
    assert complaints == []


def shows(page: Page, words: str) -> None:
    page.wait_for_selector(f"text={words}")
    page.wait_for_function(browser.IDLE)


def enter(keys: Keys, name: str, then: str) -> None:
    """Presses what is called so, and sees what comes of it."""
    keys.reach(name)
    keys.press("Enter")
    shows(keys.page, then)


def send(store: Store, words: str, note: str) -> int:
    with desk_for(store, ana) as desk:
        draft = questionnaires.open_draft(desk, 1)
        draft = questionnaires.edit(desk, 1, draft.number, lambda document: reworded(document, "q1", words), "Reworded")
        return publishing.send(desk, 1, draft.number, note).id


def test_boris_sends_a_draft_back_and_publishes_what_comes_of_it(sit: Callable[..., Keys], sqlite_store: Store) -> None:
    first = publish_now(sqlite_store, audit_like_document()).document
    send(sqlite_store, "Do you drink at all (ever)?", "Clearer words")
    on_the_way = sit(boris, PHONE)
    on_the_way.visit.open("/console/reviews")
    enter(on_the_way, first.title, "These change what people read")
    enter(on_the_way, "Comment", "Nobody has said anything yet")
    on_the_way.page.wait_for_function("() => document.activeElement.id === 'talk-text'")
    on_the_way.type("The brackets read oddly.")
    on_the_way.press("Tab")
    enter(on_the_way, "Comment", "1 open")
    enter(on_the_way, "Return it instead", "The authors read this")
    on_the_way.reach("What should be changed")
    on_the_way.type("Please take the brackets out.")
    enter(on_the_way, "Return it", "Returned to its authors.")
    assert on_the_way.page.evaluate(FITS)

    author = sit(ana, DESK)
    author.visit.open("/console/")
    shows(author.page, "returned by Boris Recenzent: “Please take the brackets out.”")
    author.visit.open("/console/questionnaire?id=1&part=item.q1")
    shows(author.page, "Boris Recenzent returned this draft:")
    shows(author.page, "The brackets read oddly.")
    again = send(sqlite_store, "Do you drink at all?", "Without brackets")

    decides = sit(boris, DESK)
    decides.visit.open(f"/console/review?id={again}")
    shows(decides.page, "Without brackets")
    enter(decides, "Approve", "Approved. Choose where it is to be public.")
    decides.reach("Why it may be public where a result leads to no service")
    decides.type("It is a test.")
    enter(decides, "Publish", "Public as revision 2")
    decides.visit.open("/console/changes?id=1")
    decides.reach("Why")
    decides.type("People understood the old words better.")
    enter(decides, "Publish 1 again", "Public again, as revision 3.")
    assert decides.page.evaluate(FITS)
    with visit(sqlite_store) as session:
        live = publishing.live(session, first.code)
        assert live is not None and (live.number, live.document) == (3, first)
    with desk_for(sqlite_store, ana) as desk:
        assert publishing.returned(desk, 1) is None
        assert [one.open for one in comments.threads(desk, again)] == [True]
