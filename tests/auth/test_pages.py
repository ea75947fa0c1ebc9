"""The sign-in pages as a browser without scripts meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import accounts, attempts, entrance, invitations, sessions
from auth.roles import Account, Held, Role
from content_store.db import Store, desk_for
from content_store.permissions import Unavailable
from tests.auth.conftest import PASSWORD, sign_in

NEW = "green kettle under nine roofs"


class Reader(HTMLParser):
    """Collects elements, and what a screen reader would want of a form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]


def cookies(answer: object) -> dict[str, str]:
    """Each cookie's attributes, in lower case."""
    return {line.partition("=")[0]: line.lower() for line in answer.headers.getlist("Set-Cookie")}


def held_to_wcag(page: str) -> Reader:
    reader = Reader(page)
    assert reader.all("html")[0]["lang"] == "en"
    assert len(reader.all("h1")) == 1
    assert len(reader.all("main")) == 1
    assert page.count("<title>") == 1
    assert len(reader.ids()) == len(set(reader.ids()))
    labelled = {label["for"] for label in reader.all("label")}
    for field in reader.all("input"):
        if field.get("type") == "hidden" or field.get("aria-hidden") == "true":
            continue
        assert field["id"] in labelled
        assert field.get("autocomplete")
        for described in (field.get("aria-describedby") or "").split():
            assert described in reader.ids()
    for link in reader.all("a"):
        if str(link["href"]).startswith("#"):
            assert str(link["href"])[1:] in reader.ids()
    assert not reader.all("script")
    assert " style=" not in page
    return reader


def test_ana_signs_in_and_goes_on_to_the_page_she_wanted(browser: FlaskClient, ana: Account) -> None:
    page = browser.get("/console/people").headers["Location"]
    form = browser.get(page)
    held_to_wcag(form.text)
    onward = re.search(r'name="next" value="([^"]*)"', form.text)
    assert onward is not None
    answer = sign_in(browser, ana, next=onward[1])
    assert answer.status_code == 303
    assert answer.location == "/console/people"
    assert browser.get("/console/").text == "<p>Ana</p>"


def test_the_cookies_stay_in_the_console_and_out_of_scripts(browser: FlaskClient, ana: Account) -> None:
    for base, secure in (
        ("http://localhost", False),
        ("http://localhost:8050", False),
        ("http://console.example", True),
        ("https://console.example", True),
    ):
        answer = browser.post("/console/sign-in", data={"email": ana.email, "password": PASSWORD}, base_url=base)
        sent = cookies(answer)
        assert len(sent) == 2
        for cookie in sent.values():
            assert "path=/console" in cookie
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert ("secure" in cookie) is secure
        assert "expires" not in sent["staff"]


def test_the_cookie_names_no_person_and_no_address(browser: FlaskClient, server: Flask, ana: Account) -> None:
    answer = sign_in(browser, ana)
    jar = SimpleCookie(next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("staff=")))
    with server.app_context():
        serializer = server.session_interface.get_signing_serializer(server)
        inside = serializer.loads(jar["staff"].value)
    assert set(inside) == {"_user_id", "_fresh"}
    assert len(inside["_user_id"]) >= 43


def test_a_wrong_password_is_said_at_the_field_and_the_address_is_kept(browser: FlaskClient, ana: Account) -> None:
    answer = sign_in(browser, ana, "not the right one", next="/console/people")
    assert answer.status_code == 422
    page = answer.text
    reader = held_to_wcag(page)
    assert "<title>Error: Sign in" in page
    assert 'value="ana@example.org"' in page
    assert 'value="/console/people"' in page
    assert "not the right one" not in page
    assert [field["id"] for field in reader.all("input") if field.get("aria-invalid")] == ["email"]


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "a" * 5000, "\0", "{{7*7}}", "я@\u202e"])
def test_nothing_typed_runs_or_breaks_the_page(browser: FlaskClient, typed: str) -> None:
    answer = browser.post("/console/sign-in", data={"email": typed, "password": typed, "next": typed})
    assert answer.status_code == 422
    held_to_wcag(answer.text)
    assert "49" not in answer.text


def test_too_many_tries_say_how_long_to_wait(browser: FlaskClient, ana: Account) -> None:
    for _ in range(attempts.STRANGERS):
        sign_in(browser, ana, "wrong wrong wrong")
    answer = sign_in(browser, ana)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    held_to_wcag(answer.text)
    assert 'value="ana@example.org"' in answer.text


def test_anas_own_browser_is_let_in_while_strangers_are_locked_out(server: Flask, ana: Account) -> None:
    own, stranger = server.test_client(), server.test_client()
    sign_in(own, ana)
    own.post("/console/sign-out")
    for _ in range(attempts.STRANGERS + 2):
        sign_in(stranger, ana, "guess")
    assert sign_in(stranger, ana).status_code == 429
    assert sign_in(own, ana).status_code == 303


def test_a_store_that_is_away_keeps_what_was_typed(
    browser: FlaskClient, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("The database does not answer at the moment. Nothing was changed; try again.")

    monkeypatch.setattr(entrance, "sign_in", away)
    answer = sign_in(browser, ana)
    assert answer.status_code == 503
    assert 'value="ana@example.org"' in answer.text
    assert browser.get("/console/sign-in").status_code == 200


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(browser: FlaskClient, server: Flask, ana: Account) -> None:
    sign_in(browser, ana)
    stolen = browser.get_cookie("staff", path="/console")
    assert stolen is not None
    thief = server.test_client()
    thief.set_cookie("staff", stolen.value, path="/console")
    assert thief.get("/console/").status_code == 200
    answer = browser.post("/console/sign-out")
    assert answer.location == "/console/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert browser.get_cookie("staff", path="/console") is None
    assert thief.get("/console/").status_code == 303


def test_signing_out_needs_a_press_of_a_button(browser: FlaskClient, ana: Account) -> None:
    sign_in(browser, ana)
    browser.get("/console/sign-out")
    assert browser.get("/console/").status_code == 200


def test_signing_in_again_replaces_the_session(
    browser: FlaskClient, server: Flask, ana: Account, adem: Account
) -> None:
    sign_in(browser, ana)
    before = browser.get_cookie("staff", path="/console")
    assert before is not None
    sign_in(browser, adem)
    assert browser.get("/console/").text == "<p>Adem</p>"
    other = server.test_client()
    other.set_cookie("staff", before.value, path="/console")
    assert other.get("/console/").status_code == 303


@pytest.mark.parametrize(
    "revoke",
    [
        lambda desk, ana: accounts.set_grants(desk, ana.id, 1, [Held(Role.REVIEWER)]),
        lambda desk, ana: accounts.deactivate(desk, ana.id, 1),
        lambda desk, ana: accounts.end_sessions(desk, ana.id),
    ],
    ids=["roles", "deactivation", "ended"],
)
def test_what_an_administrator_takes_away_is_gone_at_the_next_request(
    browser: FlaskClient, store: Store, ana: Account, adem: Account, revoke: Callable[..., object]
) -> None:
    sign_in(browser, ana)
    assert browser.get("/console/").status_code == 200
    with desk_for(store, adem) as desk:
        revoke(desk, ana)
    assert browser.get("/console/").status_code == 303
    assert browser.post("/console/act", json={}).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "\u00e9", "." * 4000])
def test_a_forged_cookie_is_nobody(browser: FlaskClient, cookie: str) -> None:
    browser.set_cookie("staff", cookie, path="/console")
    browser.set_cookie("remember_token", "1|" + "0" * 128, path="/")
    assert browser.get("/console/").status_code == 303


def test_a_link_in_a_mail_opens_the_console_of_somebody_signed_in(browser: FlaskClient, ana: Account) -> None:
    sign_in(browser, ana)
    # The browser holds the strict cookie back when it comes from elsewhere.
    stranger = browser.application.test_client()
    from_mail = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
    first = stranger.get("/console/people", headers=from_mail)
    page = stranger.get(first.location, headers=from_mail)
    held_to_wcag(page.text)
    step = re.search(r'content="0; url=([^"]*)"', page.text)
    assert step is not None
    onward = step[1].replace("&amp;", "&")
    assert browser.get(onward, headers={"Sec-Fetch-Site": "same-origin"}).location == "/console/people"
    assert "Password" in stranger.get(onward, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert "Password" in stranger.get(onward, headers=from_mail).text  # and no circle


def test_teuta_joins_by_her_link(browser: FlaskClient, store: Store, adem: Account) -> None:
    with desk_for(store, adem) as desk:
        token = invitations.invite(desk, "teuta@example.org", "Teuta", Role.TRANSLATOR, locales=["sq"])
    address = f"/console/join/{token}"
    form = browser.get(address)
    held_to_wcag(form.text)
    assert "translates texts" in form.text
    refused = browser.post(address, data={"name": "Teuta K.", "new": "short", "again": "short"})
    assert refused.status_code == 422
    held_to_wcag(refused.text)
    assert 'value="Teuta K."' in refused.text
    assert 'value="short"' not in refused.text
    answer = browser.post(address, data={"name": "Teuta K.", "new": NEW, "again": NEW})
    assert answer.location == "/console/"
    assert browser.get("/console/").text == "<p>Teuta K.</p>"
    for used in (browser.get(address), browser.post(address, data={"new": NEW, "again": NEW})):
        assert used.status_code == 404
        held_to_wcag(used.text)


def test_a_new_password_by_link_asks_for_no_name(
    browser: FlaskClient, store: Store, adem: Account, ana: Account
) -> None:
    with desk_for(store, adem) as desk:
        token = invitations.link_to_new_password(desk, ana.id)
    form = browser.get(f"/console/join/{token}")
    held_to_wcag(form.text)
    assert 'name="name"' not in form.text
    assert browser.post(f"/console/join/{token}", data={"new": NEW, "again": NEW}).status_code == 303
    assert browser.get("/console/").text == "<p>Ana</p>"


def test_ana_changes_her_password_and_stays(browser: FlaskClient, server: Flask, ana: Account) -> None:
    elsewhere = server.test_client()
    sign_in(browser, ana)
    sign_in(elsewhere, ana)
    held_to_wcag(browser.get("/console/password").text)
    wrong = browser.post("/console/password", data={"old": "no", "new": NEW, "again": NEW})
    assert wrong.status_code == 422
    held_to_wcag(wrong.text)
    assert NEW not in wrong.text
    assert browser.post("/console/password", data={"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 303
    assert browser.get("/console/").status_code == 200
    assert elsewhere.get("/console/").status_code == 303


def test_ana_confirms_that_it_is_her(browser: FlaskClient, server: Flask, ana: Account) -> None:
    server.view_functions["console.mine"] = lambda: str(sessions.confirmed())
    sign_in(browser, ana)
    assert browser.get("/console/mine").text == "True"
    form = browser.get("/console/confirm?next=/console/people")
    held_to_wcag(form.text)
    wrong = browser.post("/console/confirm", data={"password": "no", "next": "/console/people"})
    assert wrong.status_code == 422
    held_to_wcag(wrong.text)
    right = browser.post("/console/confirm", data={"password": PASSWORD, "next": "/console/people"})
    assert right.location == "/console/people"


def test_confirming_is_asked_for_when_it_was_long_ago(
    browser: FlaskClient, server: Flask, store: Store, ana: Account
) -> None:
    from datetime import timedelta

    from content_store.db import visit
    from content_store.models.accounts import StaffSession

    server.view_functions["console.mine"] = _guarded
    sign_in(browser, ana)
    assert browser.get("/console/mine").text == "done"
    with visit(store, writing=True) as session:
        session.query(StaffSession).one().confirmed_at -= timedelta(minutes=16)
    assert "/console/confirm" in browser.get("/console/mine").text
    browser.post("/console/confirm", data={"password": PASSWORD})
    assert browser.get("/console/mine").text == "done"


def _guarded() -> str:
    try:
        sessions.require_confirmed()
    except sessions.Unconfirmed as refused:
        return str(refused)
    return "done"


def test_the_pages_bring_their_own_small_style(browser: FlaskClient) -> None:
    answer = browser.get("/console/entrance/sign-in.css")
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert len(answer.data) < 6000
    assert "@import" not in answer.text
    assert "http" not in answer.text
