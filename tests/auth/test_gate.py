from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from auth import gate, headers, sessions
from auth.roles import Account, Role
from content_store.permissions import Permission, Unavailable
from tests.auth.conftest import sign_in

CONSOLE_PATHS = ["/console/", "/console/people", "/console/mine"]


def test_a_visitor_reads_the_public_site_without_a_cookie(browser: FlaskClient) -> None:
    answer = browser.get("/")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_the_public_site_never_asks_who_somebody_is(browser: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "find", lambda *_: pytest.fail("looked for a session"))
    browser.set_cookie("staff", "anything", path="/")
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("path", CONSOLE_PATHS)
def test_a_stranger_is_sent_to_sign_in_and_told_nothing(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path + "?page=2", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.location == f"/console/sign-in?next={path}%3Fpage%3D2"


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json"},
        {"Sec-Fetch-Dest": "empty", "Accept": "*/*"},
        {"Content-Type": "application/json"},
    ],
)
def test_a_script_of_a_stranger_gets_401_in_json(browser: FlaskClient, headers: dict[str, str]) -> None:
    for answer in (browser.get("/console/", headers=headers), browser.post("/console/act", json={}, headers=headers)):
        assert answer.status_code == 401
        assert answer.json is not None
        assert answer.json["title"] == "You are signed out"


@pytest.mark.parametrize(
    "path",
    [
        "/console/sign-in/../people",
        "/console/sign-in/%2e%2e/x",
        "/console//x",
        "/console/entrance/../x",
        "/console/anything",
        "/console/./x",
    ],
)
def test_an_address_that_nobody_declared_is_closed_to_everybody(browser: FlaskClient, adem: Account, path: str) -> None:
    assert b"secret" not in browser.get(path, follow_redirects=True).data
    sign_in(browser, adem)
    answer = browser.get(path, follow_redirects=True)
    assert b"secret" not in answer.data
    assert answer.status_code in (403, 404)


def test_a_route_without_a_declaration_is_listed(server: Flask) -> None:
    assert gate.undeclared(server) == ["console.anything"]


def test_what_an_endpoint_needs_is_said_once() -> None:
    gate.declare("site.front", gate.PUBLIC)
    with pytest.raises(ValueError, match="declared twice"):
        gate.declare("site.front", gate.SIGNED_IN)
    assert gate.needs_of("site.front") is gate.PUBLIC
    assert gate.needs_of("site.frontier") is None
    assert gate.needs_of("") is None


def test_a_blueprint_may_be_declared_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_declared", {})
    gate.declare("visitors.*", gate.PUBLIC)
    assert gate.needs_of("visitors.step") is gate.PUBLIC
    assert gate.needs_of("visitors") is None
    assert gate.needs_of("other.step") is None


def test_a_role_opens_what_it_includes_and_nothing_else(browser: FlaskClient, ana: Account, adem: Account) -> None:
    sign_in(browser, ana)
    assert browser.get("/console/").status_code == 200
    assert browser.get("/console/mine").status_code == 200
    assert browser.get("/console/people").status_code == 403
    sign_in(browser, adem)
    assert browser.get("/console/people").status_code == 200


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_no_method_slips_past(browser: FlaskClient, method: str) -> None:
    assert browser.open("/console/people", method=method).status_code in (303, 401)


def test_what_does_not_exist_is_not_found(browser: FlaskClient) -> None:
    assert browser.get("/no-such-page").status_code == 404
    assert browser.post("/").status_code == 405


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
        ({"Sec-Fetch-Site": ""}, False),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://LOCALHOST:443"}, True),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://localhost:8051"}, False),
        ({"Origin": "localhost"}, False),
        ({"Origin": ""}, False),
    ],
)
def test_what_another_site_sends_changes_nothing(
    browser: FlaskClient, ana: Account, headers: dict[str, str], passes: bool
) -> None:
    sign_in(browser, ana)
    for path in ("/console/act", "/step"):
        answer = browser.post(path, json={"a": 1}, headers=headers)
        assert answer.status_code == (200 if passes else 403)


def test_a_page_that_hides_its_origin_may_post_to_the_public_site_only(browser: FlaskClient, ana: Account) -> None:
    sign_in(browser, ana)
    assert browser.post("/step", headers={"Origin": "null"}).status_code == 200
    assert browser.post("/console/act", json={}, headers={"Origin": "null"}).status_code == 403
    assert browser.post("/console/sign-in", data={}, headers={"Origin": "null"}).status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
def test_another_site_is_refused_whatever_the_method(browser: FlaskClient, method: str) -> None:
    answer = browser.open("/step", method=method, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/console/", "/console/sign-in", "/nowhere"])
def test_a_foreign_host_name_gets_a_plain_400(browser: FlaskClient, path: str) -> None:
    answer = browser.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert b"not one of our addresses" in answer.data
    assert b"evil" not in answer.data
    assert b"Console" not in answer.data
    assert browser.post(path, headers={"Host": "evil.example", "Origin": "http://evil.example"}).status_code == 400
    assert browser.get("/", headers={"Host": "console.example:443"}).status_code == 200


def test_a_console_page_runs_no_inline_script_but_those_named(
    browser: FlaskClient, server: Flask, ana: Account
) -> None:
    sign_in(browser, ana)
    headers.allow_scripts(server, ["'sha256-AAAA+/bbbb='", "'sha256-AAAA+/bbbb='"])
    sent = browser.get("/console/").headers
    policy = sent["Content-Security-Policy"]
    assert "script-src 'self' 'sha256-AAAA+/bbbb=';" in policy
    assert policy.count("unsafe") == 1
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "frame-ancestors 'none'" in policy
    assert sent["Cache-Control"] == "no-store"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Referrer-Policy"] == "same-origin"
    for evil in ("'unsafe-inline'", "*", "'sha256-x'; default-src *"):
        with pytest.raises(ValueError, match="hash"):
            headers.allow_scripts(server, [evil])


@pytest.mark.parametrize("path", ["/", "/console/sign-in", "/nowhere", "/console/entrance/sign-in.css"])
def test_public_and_entrance_pages_run_no_script_at_all(browser: FlaskClient, path: str) -> None:
    policy = browser.get(path).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "unsafe" not in policy


def test_a_page_that_speaks_for_itself_is_not_overruled(server: Flask, browser: FlaskClient) -> None:
    own = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "max-age=60", "Referrer-Policy": "origin"}
    server.view_functions["site.front"] = lambda: ("<p>x</p>", 200, own)
    answer = browser.get("/")
    assert {name: answer.headers[name] for name in own} == own
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_https_is_remembered_only_over_https(browser: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in browser.get("/").headers
    assert "Strict-Transport-Security" in browser.get("/", base_url="https://console.example").headers


def test_a_large_body_is_refused(browser: FlaskClient, server: Flask, ana: Account) -> None:
    server.view_functions["site.step"] = _reads_a_form
    sign_in(browser, ana)
    assert (
        browser.post("/console/act", data=b'"' + b"x" * 2**20 + b'"', content_type="application/json").status_code
        == 413
    )
    assert browser.post("/step", data={"a": "x" * (2**20 + 1)}).status_code == 413
    assert (
        browser.post(
            "/step", data={f"f{n}": (None, "x") for n in range(3)}, content_type="multipart/form-data"
        ).status_code
        == 200
    )
    many = (
        "\r\n".join(f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx' for n in range(600))
        + "\r\n--b--\r\n"
    )
    answer = browser.post("/step", data=many, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert b"too large" in answer.data


def _reads_a_form() -> str:
    from flask import request

    return str(len(request.form))


@pytest.mark.parametrize("path", ["/console/", "/console/people"])
def test_a_store_that_is_away_gives_503_and_no_way_in(
    browser: FlaskClient, adem: Account, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    sign_in(browser, adem)

    def away(*_: object) -> None:
        raise Unavailable("The database does not answer at the moment.")

    monkeypatch.setattr(sessions, "find", away)
    answer = browser.get(path)
    assert answer.status_code == 503
    assert b"does not answer" in answer.data


@given(
    st.one_of(
        st.text(max_size=60),
        st.from_regex(r"(/console/|//|https?:|\\|/|\.\.|%2e|%2f|%5c|@|\?|#|[a-z]){1,8}", fullmatch=True),
    )
)
def test_after_signing_in_nobody_lands_outside_the_console(wanted: str) -> None:
    target = gate.onward(wanted)
    landed = urlsplit(urljoin("https://ours.example/console/sign-in", target))
    assert landed.netloc == "ours.example"
    assert landed.path.startswith("/console/")
    assert "\\" not in target


@pytest.mark.parametrize("wanted", ["/console/questionnaires?page=2&q=a%20b", "/console/", "/console/review/3"])
def test_after_signing_in_ana_is_where_she_wanted_to_go(wanted: str) -> None:
    assert gate.onward(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "/console/../evil",
        "/console/%2e%2e/x",
        "/console/sign-out",
        "/",
        "/console//x",
        "/console/x\r\nSet-Cookie: a=b",
        "/console/\\evil",
        "/console/" + "x" * 3000,
    ],
)
def test_a_crafted_link_leads_home(wanted: str) -> None:
    assert gate.onward(wanted) == "/console/"


def test_each_dash_route_is_closed_until_declared(server: Flask) -> None:
    if os.environ.get("SKIP_DASH"):
        pytest.skip("asked to")
    dash = pytest.importorskip("dash")
    app = dash.Dash("probe", server=server, url_base_pathname="/console/probe/", enable_mcp=False)
    app.layout = dash.html.Div("secret")
    client = server.test_client()
    for rule in [rule for rule in server.url_map.iter_rules() if rule.rule.startswith("/console/probe/")]:
        path = rule.rule.replace("<path:path>", "x").replace("<path:filename>", "x.css")
        path = path.replace("<string:package_name>", "dash").replace("<path:fingerprinted_path>", "x.js")
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        assert client.open(path, method=method, json={} if method == "POST" else None).status_code == 403


def test_a_permission_can_be_named_by_any_role(joined: Callable[..., Account]) -> None:
    assert joined("Cveta", Role.COUNSELLOR).holds(Permission.CONSOLE_ENTER)
