"""Mila's day in a real browser: she finds a service, fills in its week, verifies several, and looks at figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from content_store.db import Store, utcnow, visit
from content_store.models import Place, Service
from content_store.statistics import Cohort, Use, add_batch, used
from pages import statistics_files
from tests import browser
from tests.cast import mila, put_people
from tests.content import audit_like_document, publish_now, put_service
from tests.driver import new_server, sign_in

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"


@pytest.fixture
def page(sqlite_store: Store) -> Iterator[Page]:
    put_people(sqlite_store)
    with visit(sqlite_store, writing=True) as session:
        session.add(Place(key="rs-nis", country="RS", name="Niš", names={"sr-Cyrl": "Ниш"}, latitude=43, longitude=21))
    for name in ("Саветовалиште", "Клуб"):
        put_service(sqlite_store, name=name, kinds=("outpatient",), national=False, place_key="rs-nis")
    revision = publish_now(sqlite_store, audit_like_document()).revision_id
    cohort = Cohort("RS", revision, "en", utcnow().date() - timedelta(days=3))
    add_batch(sqlite_store, "b", 0, {used(cohort, Use.OPENED): 90, used(cohort, Use.STARTED): 60})
    server = new_server(sqlite_store)
    statistics_files.install(server)
    client = server.test_client()
    sign_in(client, sqlite_store, mila.id)
    cookie = client.get_cookie("staff", path="/console")
    assert cookie
    with browser.running() as chromium, browser.served(server) as address:
        context = chromium.new_context(viewport={"width": 390, "height": 900}, base_url=address)
        context.add_cookies([{"name": "staff", "value": cookie.value, "domain": "127.0.0.1", "path": "/console"}])
        context.set_default_timeout(30_000)
        yield context.new_page()


def test_a_coordinators_day_on_a_phone(page: Page, sqlite_store: Store) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/console/services")
    page.fill("#filter-q", "savetovaliste nis")
    page.press("#filter-q", "Enter")
    page.wait_for_selector("text=1 in all")
    page.click("a.stretched-link")
    page.wait_for_selector("#service-day_0")
    page.fill("#service-day_0", "8-12, 13-16")
    page.click("#service-same")
    page.wait_for_function("() => document.getElementById('service-day_4').value === '8-12, 13-16'")
    page.fill("#service-day_5", "eight")
    page.click("#service-save")
    page.wait_for_selector("text=Write hours like")
    page.fill("#service-day_5", "")
    page.click("#service-save")
    page.wait_for_selector("text=Saved.")
    page.focus("#service-verify")
    page.keyboard.press("Enter")
    page.wait_for_selector("#service-freshness :text('Verified on')")
    page.wait_for_function("() => document.activeElement.id === 'service-verify'")  # drawn anew under her fingers
    page.goto("/console/service?country=RS")
    page.wait_for_selector("#service-save")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.click("#service-save")
    page.wait_for_function("() => document.activeElement.id === 'service-name'")  # up there, where something is missing
    page.fill("#service-name", "Нови центар " + "ш" * 90)
    page.check("text=Helpline")
    page.check("#service-national")
    page.fill("#service-phone", "+381 00 000 009")
    page.click("#service-save")
    page.wait_for_selector("text=Saved.")
    page.wait_for_url("**/service?id=3")
    page.wait_for_selector("h1:has-text('Нови центар')")
    assert page.evaluate(FITS)
    page.goto("/console/services")
    page.wait_for_selector("#services-all")
    page.check("#services-all")
    page.wait_for_selector("text=3 ticked")
    page.click("text=Work on several at once")
    page.click("#services-verify")
    page.wait_for_selector("text=3 services verified")
    page.goto("/console/statistics")
    page.wait_for_selector("text=Where runs came from")
    with page.expect_download() as fetched:
        page.click("a[data-file] >> nth=1")
    assert fetched.value.suggested_filename.startswith("by-country-")
    assert page.evaluate(FITS)
    assert complaints == []
    with visit(sqlite_store) as session:
        kept = session.query(Service).filter_by(name="Саветовалиште").one()
        assert (kept.hours, kept.verified_by) == ("Mo-Fr 08:00-12:00,13:00-16:00", mila.id)
