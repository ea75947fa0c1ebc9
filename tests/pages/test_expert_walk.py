"""Ana writes a questionnaire from blank to review with the keyboard alone, and never loses her place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from content_store import publishing
from content_store.db import Store, desk_for
from tests import browser
from tests.browser import served
from tests.cast import ana, boris, put_people
from tests.console.test_in_browser import Visit
from tests.content import audit_like_document, put_questionnaire, put_service, small_document
from tests.driver import new_server, sign_in
from tests.pages.editor import draft_of

pytestmark = pytest.mark.browser

NAME = """() => {
  const at = document.activeElement;
  const label = at.id && document.querySelector(`label[for='${CSS.escape(at.id)}']`);
  const words = (label || at).cloneNode(true);
  for (const sign of words.querySelectorAll('[aria-hidden]')) sign.remove();
  return (at.getAttribute('aria-label') || words.textContent || '').trim().replace(/\\s+/g, ' ');
}"""
SOMEWHERE = "() => document.activeElement && document.activeElement !== document.body"


@dataclass
class Keys:
    """A person who uses no mouse."""

    visit: Visit

    @property
    def page(self) -> Page:
        return self.visit.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """In place of what is marked, as it is where one has just arrived by Tab."""
        self.page.keyboard.type(words)

    def reach(self, name: str, *, key: str = "Tab") -> None:
        """Goes on until the focus is on what is called so."""
        for _ in range(300):
            if self.page.evaluate(NAME).startswith(name):
                return
            self.press(key)
        raise AssertionError(f"no key leads to “{name}”; the focus is on “{self.page.evaluate(NAME)}”")

    def done(self) -> None:
        """What was sent is answered and drawn; the focus is somewhere."""
        for pause in (30, 60):  # a screen that is drawn anew is asked for after the answer to what changed it
            self.page.wait_for_timeout(pause)
            self.page.wait_for_function(browser.IDLE)
        try:
            self.page.wait_for_function(SOMEWHERE)  # the focus comes back with the next frame, not with the answer
        except TimeoutError as late:
            raise AssertionError("the focus was lost") from late

    def push(self, name: str, *, key: str = "Tab") -> None:
        """The button or link of this name."""
        self.reach(name, key=key)
        self.press("Enter")
        self.done()

    def write(self, name: str, words: str, *, key: str = "Tab") -> None:
        """Into the field of this name, in place of what is there, and on to the next."""
        self.reach(name, key=key)
        self.press("ControlOrMeta+a")
        self.type(words)
        self.press("Tab")
        self.done()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as running:
        yield running


@pytest.fixture
def keys(sqlite_store: Store, chromium: Browser) -> Iterator[Keys]:
    put_people(sqlite_store)
    server = new_server(sqlite_store)
    client = server.test_client()
    sign_in(client, sqlite_store, ana.id)
    cookie = client.get_cookie("staff", path="/console")
    assert cookie
    with served(server) as address:
        context = chromium.new_context(viewport={"width": 1366, "height": 900})
        context.add_cookies([{"name": "staff", "value": cookie.value, "domain": "127.0.0.1", "path": "/console"}])
        context.set_default_timeout(30_000)
        yield Keys(Visit(context.new_page(), address))
        context.close()


def test_ana_writes_a_questionnaire_from_blank_to_review_without_a_mouse(keys: Keys, sqlite_store: Store) -> None:
    keys.visit.open("/console/questionnaires")
    keys.push("New questionnaire")
    keys.write("Title", "Evenings out")
    keys.write("Code", "evenings")
    keys.push("Create")

    keys.push("One answer")  # the first question: what is added has the focus, its words marked
    keys.type("How often do you go out?")
    keys.write("Words of answer 1", "Never")
    keys.write("Points of answer 1", "0")
    keys.write("Words of answer 2", "Often")
    keys.write("Points of answer 2", "2")
    keys.push("Move answer 2 up")
    assert "Move answer 1 up" in keys.page.evaluate(NAME)  # the focus went along with the answer
    keys.press("Alt+ArrowDown")
    keys.done()

    keys.reach("Add a question or a part", key="Shift+Tab")
    keys.press("Enter")
    keys.push("One answer")
    keys.type("How often do you stay late?")
    keys.reach("Answers from the list")
    keys.press("ArrowUp")  # the list of the first question
    keys.done()
    keys.write("Ask only if", 'q1 == "')
    keys.reach("Ask only if", key="Shift+Tab")
    keys.press("End")
    keys.type("y")
    keys.press("ArrowDown", "Enter")
    keys.press("Tab")
    keys.done()
    assert draft_of(sqlite_store).document.item("q2").show_if == 'q1 == "yes"'

    keys.reach("Add a question or a part", key="Shift+Tab")
    keys.press("Enter")
    keys.push("Number")
    keys.type("How old were you the first time?")
    keys.write("Least", "5")
    keys.write("Most", "99")
    keys.write("No score uses it, because", "It is for the statistics only.")

    keys.reach("Add a question or a part", key="Shift+Tab")
    keys.press("Enter")
    keys.push("Several answers")
    keys.type("What did you take?")
    keys.write("Words of answer 1", "None of these")
    keys.reach("Answer 1 rules out the others")
    keys.press("Space")
    keys.done()
    keys.write("Words of answer 2", "Cannabis")
    keys.write("No score uses it, because", "It leads to the questions below.")

    keys.reach("Add a question or a part", key="Shift+Tab")
    keys.press("Enter")
    keys.push("Section")
    keys.reach("These questions are asked")
    keys.press("ArrowDown")
    keys.done()
    assert draft_of(sqlite_store).document.sections[1].loop_over == "q4"
    keys.push("One answer")
    keys.type("How often do you take {loop}?")
    keys.reach("Answers from the list")
    keys.press("Home")
    keys.done()

    keys.reach("Add a question or a part", key="Shift+Tab")
    keys.press("Enter")
    keys.push("Score")
    keys.type("Going out")
    keys.push("Add results for it")
    for band in ("low", "high"):
        for label in ("Headline", "What it means"):
            keys.write(label, f"{label} {band}.")
    keys.push("Send to review", key="Shift+Tab")
    keys.write("What this does, for the reviewer", "A first version.")
    keys.push("Send to review")
    keys.page.wait_for_url("**/review?id=1")

    put_service(sqlite_store, kinds=("helpline", "outpatient"))
    with desk_for(sqlite_store, boris) as desk:
        review = publishing.approve(desk, 1, 1)
        publishing.publish(desk, review.id, review.version, locales=("en",), countries=("RS",))
    with desk_for(sqlite_store, boris) as desk:
        live = publishing.live(desk.session, "evenings")
        assert live is not None and len(list(live.document.items())) == 5
    assert keys.visit.complaints == []


def test_what_ana_types_is_saved_before_a_button_draws_the_screen_anew(keys: Keys, sqlite_store: Store) -> None:
    put_questionnaire(sqlite_store, small_document())
    keys.visit.open("/console/questionnaire?id=1&part=item.q1")
    page = keys.page
    page.fill("textarea[id*='item.q1.text']", "Typed and not left yet")
    page.click("button:has-text('Add an answer')")
    keys.done()
    page.wait_for_selector("input[id*='answer_1']")
    keys.done()
    assert page.input_value("textarea[id*='item.q1.text']") == "Typed and not left yet"
    document = draft_of(sqlite_store).document
    assert document.item("q1").text == "Typed and not left yet"
    assert document.choice_list("frequency").choices[-1].code == "answer_1"
    page.fill("textarea[id*='item.q1.help']", "And this")
    page.click("#questionnaire-undo")
    keys.done()
    page.wait_for_function("() => document.querySelector(\"textarea[id*='item.q1.help']\").value === ''")
    assert draft_of(sqlite_store).document == document
    page.focus("button[id*='remove_choice|frequency|weekly']")
    keys.press("Enter")
    keys.done()
    page.wait_for_function("() => !document.querySelector(\"[id*='remove_choice|frequency|weekly']\")")
    keys.done()
    assert "Remove “Daily”" in page.evaluate(NAME)  # its neighbour
    assert keys.visit.complaints == []


def test_what_ana_types_without_a_connection_or_signed_out_is_saved_once_she_is_back(
    keys: Keys, sqlite_store: Store
) -> None:
    put_questionnaire(sqlite_store, small_document())
    keys.visit.open("/console/questionnaire?id=1&part=item.q1")
    page, context, words = keys.page, keys.page.context, "textarea[id*='item.q1.text']"
    page.fill(words, "Typed in a tunnel?")
    context.set_offline(True)
    keys.press("Tab")
    page.wait_for_selector("#shell-connection.shown:has-text('No connection')")
    asked: list[str] = []
    page.once("dialog", lambda question: (asked.append(question.message), question.dismiss()))
    page.click(".outline-link >> nth=0")
    assert asked == ["What you typed is not saved yet. Leave it?"]
    context.set_offline(False)
    page.wait_for_selector("#shell-connection:not(.shown)", state="attached")
    assert draft_of(sqlite_store).document.item("q1").text == "Typed in a tunnel?"

    keys.done()
    signed_in = context.cookies()
    page.fill(words, "Typed after the session?")
    context.clear_cookies()
    keys.press("Tab")
    page.wait_for_selector("#shell-connection.shown:has-text('signed out')")
    context.add_cookies(signed_in)  # she has signed in again, in another tab
    page.click("#shell-connection button")
    page.wait_for_selector("#shell-connection:not(.shown)", state="attached")
    assert draft_of(sqlite_store).document.item("q1").text == "Typed after the session?"
    assert page.input_value(words) == "Typed after the session?"


def test_ana_finds_a_question_in_a_long_outline_and_folds_the_others_away(keys: Keys, sqlite_store: Store) -> None:
    put_questionnaire(sqlite_store, audit_like_document())
    keys.visit.open("/console/questionnaire?id=1&part=item.q2")
    seen = "() => Array.from(document.querySelectorAll('.outline-link')).filter(one => one.offsetParent).length"
    whole = keys.page.evaluate(seen)
    keys.press("f")
    keys.type("NUMBER 9")
    assert keys.page.evaluate(seen) == 1
    keys.press("Enter")
    keys.page.wait_for_url("**part=item.q9")
    keys.done()
    assert keys.page.evaluate(seen) == whole
    keys.page.focus(".outline-section")
    keys.press("ArrowLeft")
    assert keys.page.evaluate(seen) == whole - 9  # all questions but the one that is open
    keys.press("ArrowDown")
    assert "number 9" in keys.page.evaluate("() => document.activeElement.textContent")
    keys.page.focus(".outline-fold")
    keys.press("Enter")
    assert keys.page.evaluate(seen) == whole
    assert keys.visit.complaints == []
