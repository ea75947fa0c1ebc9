"""The whole story in a real browser, on the server as `make run` starts it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from tests import browser
from tests.live import Live, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 900}
NEW_WORDS = "In the past twelve months, how often did you drink anything with alcohol in it?"
PICTURES = os.environ.get("STORY_PICTURES", "")  # a folder: keep a picture of each scene


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with serving(tmp_path_factory.mktemp("story")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.running() as running:
        yield running


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def visitor(chromium: Browser) -> Page:
    """Somebody with a small telephone and no JavaScript."""
    return chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()


def take_the_alcohol_check(page: Page, address: str) -> list[str]:
    """From the first page to the result, with the last answer of each question; the questions met."""
    page.goto(address)
    page.get_by_role("link", name="English").first.click()
    if page.get_by_role("link", name="Serbia").count():
        page.get_by_role("link", name="Serbia").first.click()
    page.get_by_role("link", name=re.compile("Alcohol check")).click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin").click()
    met = []
    while page.get_by_role("button", name="Continue").count():
        met.append(page.locator("h1").inner_text())
        if page.locator("input[name=age]").count():
            page.fill("input[name=age]", "40")
        else:
            page.locator("label.choice:not(.other) input").last.check()
        page.get_by_role("button", name="Continue").click()
        assert len(met) < 30, met
    page.get_by_role("button", name="Show my result").click()
    return met


def signed_in(chromium: Browser, live: Live, role: str) -> Page:
    page = chromium.new_context(viewport=DESK).new_page()
    page.set_default_timeout(30_000)
    page.goto(live.address + "/console/")
    page.fill("input[type=email]", f"{role}@demonstration.example")
    page.fill("input[type=password]", f"{role}-demonstration")
    page.keyboard.press("Enter")
    page.wait_for_selector("#shell-content h1, .code")
    if page.locator(".code").count():  # the second step: whose role reaches everybody
        page.fill("input[name=code]", page.inner_text(".code"))
        page.keyboard.press("Enter")
    page.wait_for_selector("#shell-content h1")
    return page


def opened(page: Page, live: Live, path: str) -> Page:
    page.goto(f"{live.address}/console{path}")
    page.wait_for_selector("#shell-content h1")
    page.wait_for_load_state("networkidle")
    return page


def started_and_completed(chromium: Browser, live: Live) -> list[int]:
    page = opened(signed_in(chromium, live, "coordinator"), live, "/statistics?country=RS")
    picture(page, "9-coordinator")
    words = page.inner_text("#shell-content").replace(",", "")
    return [int(re.search(rf"{label}\s+(\d+)", words)[1]) for label in ("Started", "Completed")]  # type: ignore[index]


def test_a_changed_question_reaches_the_next_visitor_and_the_count(chromium: Browser, live: Live) -> None:
    """A visitor, an expert, a reviewer, the next visitor, a coordinator."""
    before = started_and_completed(chromium, live)

    first = visitor(chromium)
    met = take_the_alcohol_check(first, live.address)
    picture(first, "1-result")
    assert len(met) == 12
    assert NEW_WORDS not in met
    result = first.locator("main").inner_text()
    assert "Demonstration" in result
    assert first.locator("a[href^='tel:']").count() > 2
    assert first.context.cookies() == []

    expert = opened(signed_in(chromium, live, "expert"), live, "/questionnaires")
    expert.get_by_role("link", name="Alcohol check").first.click()
    question = expert.get_by_label("Question", exact=True)
    question.wait_for()
    expert.wait_for_load_state("networkidle")
    picture(expert, "2-questionnaire")
    question.fill(NEW_WORDS)
    question.press("Tab")
    side = expert.locator("#questionnaire-side")
    side.get_by_text("1 out of date").first.wait_for()
    picture(expert, "3-what-it-leaves-untranslated")
    points = expert.get_by_label("Points").nth(1)
    points.fill("7")
    points.press("Tab")
    side.get_by_text("Nothing found").wait_for(state="detached")
    picture(expert, "4-what-it-breaks")
    expert.get_by_role("button", name="Undo").click()
    side.get_by_text("Nothing found").wait_for()
    expert.get_by_text("Send to review").first.click()
    expert.get_by_label("What this does, for the reviewer").fill("Shorter first question")
    picture(expert, "5-send")
    expert.locator("#changes-send").click()
    expert.get_by_text("It is with the reviewers now.").wait_for()

    reviewer = opened(signed_in(chromium, live, "reviewer"), live, "/reviews")
    reviewer.get_by_role("link", name="Alcohol check").first.click()
    reviewer.locator("#review-approve").wait_for()
    reviewer.wait_for_load_state("networkidle")
    picture(reviewer, "6-review")
    assert "how often did you drink" in reviewer.inner_text("#shell-content")
    reviewer.locator("#review-approve").click()
    reviewer.locator("#review-publish").wait_for()
    reviewer.wait_for_load_state("networkidle")
    picture(reviewer, "7-approved")
    reviewer.get_by_label("Why our own wording of the instrument may be shown").fill("A demonstration")
    reviewer.locator("#review-publish").click()
    reviewer.get_by_text("Public as revision 3").wait_for()
    picture(reviewer, "8-published")

    second = visitor(chromium)
    runs = 2  # of the first visitor, and of this one
    while NEW_WORDS not in take_the_alcohol_check(second, live.address):  # a moment goes by until its pages are ready
        runs += 1
        assert runs < 15
    more = [then + runs for then in before]
    for _ in range(60):  # counters are written every second
        second.wait_for_timeout(1_000)
        if (after := started_and_completed(chromium, live)) == more:
            break
    assert after == more
    assert "Traceback" not in live.log()


def test_a_reviewer_joins_with_a_phone_loses_it_and_comes_back(chromium: Browser, live: Live) -> None:
    """An administrator at a desk, a reviewer at a telephone; nobody is let in by a password alone."""
    admin = opened(signed_in(chromium, live, "administrator"), live, "/person")
    admin.get_by_label("Name").fill("Rada Reviewer")
    admin.get_by_label("E-mail").fill("rada@example.org")
    admin.get_by_label("Role").select_option("reviewer")
    admin.get_by_role("button", name="Make the link").click()
    link = admin.locator(".link-once").inner_text()

    rada = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    rada.goto(link)
    for field in ("new", "again"):
        rada.fill(f"[name={field}]", "blue ladder seven otters")
    rada.get_by_role("button", name="Join").click()
    first = set_up_phone(rada)
    assert len(first) == 10

    admin = opened(admin, live, "/people")
    admin.get_by_role("link", name="Rada Reviewer").click()
    admin.locator("#person-phone").click()
    admin.get_by_text("sets up a new phone").wait_for()
    picture(admin, "10-lost-phone")

    rada.goto(live.address + "/console/")
    came_back(rada)
    second = set_up_phone(rada)
    assert not set(first) & set(second)
    again = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    again.goto(live.address + "/console/")
    came_back(again)
    again.fill("[name=code]", second[0])
    again.keyboard.press("Enter")
    again.wait_for_url(live.address + "/console/")
    again.goto(live.address + "/console/second-factor")
    assert "Recovery codes left: 9" in again.inner_text("main")

    admin = opened(admin, live, "/data")
    admin.get_by_role("button", name="Back up now").click()
    admin.get_by_text("Made and proved").wait_for()
    with admin.expect_download() as carried:
        admin.get_by_role("button", name="Download console-").first.click()
    assert carried.value.suggested_filename.startswith("console-")
    admin = opened(admin, live, "/health")
    picture(admin, "11-health")
    assert "1 in backups" in admin.inner_text("#shell-content")
    assert "Traceback" not in live.log()


def came_back(page: Page) -> None:
    page.fill("[name=email]", "rada@example.org")
    page.fill("[name=password]", "blue ladder seven otters")
    page.keyboard.press("Enter")


def set_up_phone(page: Page) -> list[str]:
    """The recovery codes. The phone is pyotp."""
    key = page.locator(".key").inner_text().replace(" ", "")
    page.fill("[name=code]", pyotp.TOTP(key).now())
    page.keyboard.press("Enter")
    page.locator(".recovery").wait_for()
    codes = page.locator(".recovery code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    return codes
