"""Whatever is sent to the server: a plain answer that says what to do, never a fault of ours, nothing counted, nothing
changed. What Dash would not send is in `console/test_guard.py`; YAML is in `content_store/test_exchange.py`."""

from __future__ import annotations

import base64
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from assessment import plain
from content_store import questionnaires
from content_store.db import Store, desk_for, open_store, utcnow
from content_store.permissions import Invalid
from public_site import shelf
from tests import cast
from tests.composed import House, composed, sound
from tests.content import publish_draft, publish_now, put_service, reworded, small_document
from tests.driver import UPDATE
from tests.public_site.respondent import Respondent
from tests.test_permission_matrix import address

SMALL = "/en/rs/small/"
FORM = "application/x-www-form-urlencoded"
MARKS = ("203.0.113.77", "Canary-Browser-7f3a", "canary words")


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path, trusted_hosts=["localhost", "console.example"]) as house:
        publish_now(store, small_document(), ["en", "sq"], ["RS", "XK"])
        publish_now(store, small_document("other"), ["en"], ["RS"])
        yield house


# --- tokens ----------------------------------------------------------------------------------------------------------


def tampered(token: str, place: int, byte: int) -> str:
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    raw[place] ^= byte
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def foreign_token(template: Path, folder: Path) -> str:
    """Of another installation that published the very same questionnaire."""
    folder.mkdir()
    shutil.copy(template, folder / "store.db")
    store = open_store(f"sqlite:///{folder / 'store.db'}")
    with composed(store, folder) as other:
        publish_now(store, small_document(), ["en", "sq"], ["RS", "XK"])
        token = Respondent(other.stranger(), SMALL).begin().token
    store.close()
    return token


def preview_token(house: House) -> str:
    return Respondent(house.enter(cast.ana), "/console/preview-frame/1/en/rs/").open().token


def test_a_token_that_is_not_of_this_run_opens_nothing_and_counts_nothing(
    house: House, sqlite_template: Path, tmp_path: Path
) -> None:
    run = Respondent(house.stranger(), SMALL).begin()
    token, other = run.token, Respondent(house.stranger(), "/en/rs/other/").begin().token
    bad = [
        *("", "x", "~" * 60, token[:-1], token[:20], token[1:], token + "A", token * 200, "A" * 17_000),
        *("\0" + token, token + "=", token + " ", "é" + token, "-" * len(token), token.swapcase()),
        *(tampered(token, place, 1) for place in (0, 1, 2, 5, 6, 17, 18, 40, -1)),
        *(other, preview_token(house), foreign_token(sqlite_template, tmp_path / "foreign")),
    ]
    before = house.counted()
    for sent in bad:
        answer = house.stranger().post(SMALL, data={"t": sent, "go": "next", "q1": "daily"})
        sound(answer, 400)
        assert "daily" not in answer.text and 'name="t"' not in answer.text
    for sent in ([], [token, token], [token, ""]):
        sound(house.stranger().post(SMALL, data={"t": sent, "go": "next", "q1": "daily"}), 400)
    for place in ("/en/rs/other/", "/en/xk/small/", "/en/de/small/", "/xx/rs/small/", "/en/rs/nothing/"):
        sound(house.stranger().post(place, data={"t": token, "go": "next", "q1": "daily"}), 400)
    site = house.server.extensions["public_site"]
    site.clock = lambda: utcnow() + timedelta(hours=13)
    sound(house.stranger().post(SMALL, data={"t": token, "go": "next", "q1": "daily"}), 400)
    assert house.counted() == before
    site.clock = utcnow
    assert run.press(q1="daily").status == 200  # the page in hand goes on all the same


def test_a_token_cannot_be_moved_to_another_revision(house: House, store: Store) -> None:
    run = Respondent(house.stranger(), SMALL).begin()
    with desk_for(store, cast.ana) as desk:
        draft = questionnaires.edit(desk, 1, 1, lambda d: reworded(d, "q1", "How often now?"), "New words")
    again = publish_draft(store, draft, ["en"])
    moved = tampered(run.token, 5, 1 ^ again.revision_id)
    before = house.counted()
    sound(house.stranger().post(SMALL, data={"t": moved, "go": "next", "q1": "daily"}), 400)
    assert house.counted() == before


def test_nobody_begins_what_was_retired_and_who_has_begun_may_finish(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ahead = (Respondent(house.stranger(), SMALL).open() for _ in range(2))
    begun.press()
    with desk_for(store, cast.boris) as desk:
        questionnaires.retire(desk, 1, "A mistake in question 2.")
    monkeypatch.setattr(shelf, "FRESH", -1.0)
    before = house.counted()
    for answer in (house.stranger().get("/sq/rs/small/"), ahead.press().response):
        sound(answer, 404)
    assert "There is nothing here" in answer.text and house.counted() == before
    assert begun.press(q1="daily").status == begun.press(q2="daily").status == 200


# --- fields of a step ------------------------------------------------------------------------------------------------

STRANGE: list[dict[str, Any]] = [
    {},
    {"q1": ""},
    {"q1": "sometimes"},
    {"q1": "DAILY"},
    {"q1": ["never", "daily"]},
    {"q1": ["daily"] * 500},
    {"q1": "never", "q2": "never"},
    {"q1": "never", "more": "1"},
    {"q1": "never", "": ""},
    {"q1[]": "never"},
    {"q1": "never", "__proto__": "x"},
    {"q1": "never", "<script>alert(1)</script>": "<script>alert(1)</script>"},
    {"q1": "daily\0"},
    {"q1": "\ud7ff\ufffe\u202e"},
    {"q1": "x" * 60_000},
    {"x" * 60_000: "1"},
    {f"{number:x}": "" for number in range(10_000)},
    {"q1": "never", **{f"{number}": "" for number in range(9_000)}},
]


@pytest.mark.parametrize("fields", STRANGE, ids=lambda fields: str(fields)[:40])
def test_fields_that_the_page_has_not_get_the_same_page_with_a_message(house: House, fields: dict[str, Any]) -> None:
    run = Respondent(house.stranger(), SMALL).begin()
    token, before, begun = run.token, house.counted(), time.thread_time()
    answer = sound(house.stranger().post(SMALL, data={"t": token, "go": "next", **fields}), 422)
    assert time.thread_time() - begun < 2
    assert "How often, part 1?" in answer.text and 'role="alert"' in answer.text
    assert "<script" not in answer.text and len(answer.data) < 20_000
    assert house.counted() == before
    assert "part 2" in run.send({"t": token, "go": "next", "q1": "daily"}).heading


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"q1=never&t=\xff\xfe", FORM, 400),
        (b"t=%ff%fe%00&go=%c3%28", FORM, 400),
        (b"&&&&==;;%", FORM, 400),
        (b"{}", "application/json", 400),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", 400),
        (b"x", "multipart/form-data", 400),
        (b"x", "multipart/form-data; boundary=" + "b" * 500, 400),
        (b"t=" + b"x" * 70_000, FORM, 413),
        (b"t=" + b"x" * 2**20, FORM, 413),
    ],
)
def test_a_body_that_is_no_form_of_ours_gets_a_plain_page_in_the_visitor_s_language(
    house: House, body: bytes, kind: str, status: int
) -> None:
    before = house.counted()
    answer = sound(house.stranger().post("/sq/rs/small/", data=body, content_type=kind), status)
    assert '<html lang="sq"' in answer.text
    assert house.counted() == before


@pytest.mark.parametrize("go", ["next", "back", "stay", "later"])
def test_whichever_button_is_pressed_a_field_that_no_page_has_is_refused(house: House, go: str) -> None:
    intro = Respondent(house.stranger(), SMALL).open()
    first = Respondent(house.stranger(), SMALL).begin()
    second = Respondent(house.stranger(), SMALL).begin().press(q1="daily")
    result = Respondent(house.stranger(), SMALL).begin().press(q1="daily").press(q2="daily")
    before = house.counted()
    for run in (intro, first, second, result):
        heading = run.heading
        assert run.send({"t": run.token, "go": go, "more": "1"}).status == 422 and run.heading == heading
    assert house.counted() == before


def test_the_door_to_a_service_opens_for_the_fields_of_a_result_only(house: House, store: Store) -> None:
    number = put_service(store, kinds=("outpatient",), website="https://centre.example/")
    run = Respondent(house.stranger(), SMALL).begin().press(q1="daily").press(q2="daily")
    sent = {"t": run.token, "place": "", "kind": "", "service": f"{number}"}
    before, door = house.counted(), SMALL + "service"
    for wrong in ({"more": "1"}, {"service": [f"{number}"] * 2}, {"place": ["", ""]}):
        sound(house.stranger().post(door, data=sent | wrong), 400)
    assert house.counted() == before
    assert "centre.example" in sound(house.stranger().post(door, data=sent), 200).text


def test_a_town_that_nobody_could_have_chosen_changes_no_result(house: House) -> None:
    run = Respondent(house.stranger(), SMALL).begin().press(q1="daily").press(q2="daily")
    for place in ("rs-nowhere", "\0", "'; DROP TABLE places; --", "é" * 5000, "../../etc/passwd", "\u202e"):
        answer = house.stranger().post(SMALL, data={"t": run.token, "go": "next", "place": place})
        sound(answer, 422)
        assert "DROP TABLE" not in answer.text and "passwd" not in answer.text


# --- addresses, methods, headers -------------------------------------------------------------------------------------

PATHS = (
    *("//console", "//console/people", "/console//people", "/console/../console/people", "/console/%2e%2e/people"),
    *("/console/./people", "/console;x=1/people", "/console\\people", "/%63onsole/people", "/console/people/"),
    *("/console/entrance/../people", "/console/sign-in/../people", "/en/../console/people", "/CONSOLE/people"),
    *("/console/_dash-layout", "/console/_dash-dependencies", "/console/_reload-hash", "/console/_mcp"),
    *("/console/assets/../../app.py", "/console/vendor/../../app.py", "/console/entrance/../../server.py"),
    *("/console/preview-frame/1/en/rs/", "/console/preview-frame/-1/en/rs/", "/console/preview-frame/1/../rs/"),
)


@pytest.mark.parametrize("path", PATHS)
def test_no_way_of_writing_an_address_shows_a_stranger_the_console(house: House, path: str) -> None:
    answer = house.stranger().get("/", environ_overrides={"PATH_INFO": path})
    sound(answer, 303, 308, 401, 403, 404)
    if answer.status_code == 303:
        assert answer.headers["Location"].startswith("/console/sign-in?next=/console/")
    for word in ("Everything", "Adrian", "SECRET", "import annotations", "How often"):
        assert word not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/\xff\xfe/",
        "/en/rs/%00/",
        "/en/rs/small/%0d%0aSet-Cookie:x",
        "/" + "a" * 8000,
        "/en/" + "../" * 500,
        "/%",
        "/\0",
    ],
)
def test_an_address_that_is_nothing_is_not_found(house: House, path: str) -> None:
    for raw in (path, path.encode("latin-1", "replace").decode("latin-1")):
        sound(house.stranger().get("/", environ_overrides={"PATH_INFO": raw}), 404, 308)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PURGE", "<x>"])
def test_a_method_that_nobody_offers_is_refused(house: House, method: str) -> None:
    before = house.kept()
    for path in ("/", SMALL, "/leave", "/health", "/console/", "/console/sign-in", UPDATE):
        sound(house.stranger().open(path, method=method), 401, 403, 405)
    assert house.kept() == before


@pytest.mark.parametrize(
    "host", ["evil.example", "a b", "[", "localhost.evil.example", "\xff", "x" * 3000, "@localhost"]
)
def test_a_host_that_is_not_ours_gets_nothing(house: House, host: str) -> None:
    for path in ("/", "/en", SMALL, "/console/", "/console/sign-in", "/nowhere"):
        answer = house.stranger().get(path, headers={"Host": host})
        assert sound(answer, 400).headers.get("Location") is None
        assert "evil" not in answer.text and "Console" not in answer.text
    answer = sound(house.stranger().get("/sq/rs/small/", headers={"Host": host}), 400)
    assert '<html lang="sq"' in answer.text and "Kjo nuk është një nga adresat tona" in answer.text
    token = Respondent(house.stranger(), SMALL).begin().token
    sound(house.stranger().post(SMALL, data={"t": token, "go": "next", "q1": "daily"}, headers={"Host": host}), 400)


def test_where_any_host_is_taken_an_answer_still_does_not_repeat_it(store: Store, tmp_path: Path) -> None:
    with composed(store, tmp_path) as house:
        for path in ("/en", "/en/rs", "/console", "/nowhere", "/en//rs/"):
            answer = house.stranger().get(path, headers={"Host": "evil.example"})
            assert sound(answer, 308).headers["Location"].startswith("/")
            assert "evil" not in answer.text


HEADERS = [
    *({"Accept": text} for text in ("text/html;q=nan", "\x01", "*/*;q=1e999", ",;=", "text/html;q=" + "9" * 500)),
    *({"Accept-Language": text} for text in ("en;q=nan", "sq;q=9e999", ",;;;q==", "\xff", "a" * 5000, "en," * 3000)),
    *({"Cookie": text} for text in ("staff=\xff;;=;", "staff=" + "." * 4000, "=", "staff=a; staff=b", "a=b;" * 900)),
    *({"Content-Length": text} for text in ("abc", "-5", "1e9", "")),
    *({name: "\xff\x01"} for name in ("User-Agent", "Referer", "Sec-Fetch-Dest", "If-None-Match", "Range", "Expect")),
    {"If-Modified-Since": "the day before yesterday"},
    {"X-Forwarded-For": "1.2.3.4", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "javascript"},
    {"X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/console/people", "X-Rewrite-URL": "/console/people"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: str(headers)[:40])
def test_no_header_breaks_an_answer(house: House, headers: dict[str, str]) -> None:
    signed_in = house.enter(cast.admin)
    for client in (house.stranger(), signed_in):
        for path in ("/", "/leave", "/console/", "/console/sign-in", "/console/assets/console.css", "/nowhere/"):
            answer = sound(client.get(path, headers=headers))
            assert "evil" not in answer.text + str(answer.headers)
        for path in (SMALL, "/console/sign-in", UPDATE, "/console/preview-frame/1/en/rs/"):
            sound(client.post(path, headers=headers))


ORIGINS = ("https://evil.example", "null", "", "http://[", "http://[::1", "localhost", "http://localhost:1", "\xff")


@pytest.mark.parametrize("origin", ORIGINS)
def test_what_another_site_sends_is_refused_wherever_it_goes(house: House, origin: str) -> None:
    token = Respondent(house.stranger(), SMALL).begin().token
    client, before = house.enter(cast.admin), house.kept()
    written = [rule for rule in house.server.url_map.iter_rules() if "POST" in (rule.methods or ())]
    ours = [path for rule in written if (path := address(rule)).startswith("/console/")]
    assert len(ours) > 10 and UPDATE in ours
    for path in ours:
        sound(client.post(path, headers={"Origin": origin}), 403)
        sound(client.post(path, headers={"Sec-Fetch-Site": "same-site"}), 403)
    if origin != "null":  # what a page of ours sends that hides where it is from; the public site has no session
        data = {"t": token, "go": "next", "q1": "daily"}
        sound(client.post(SMALL, data=data, headers={"Origin": origin}), 403)
        sound(client.post(SMALL, data=data, headers={"Sec-Fetch-Site": "cross-site"}), 403)
    assert house.kept() == before
    assert client.get("/console/").status_code == 200  # nobody was signed out


# --- what authors write ----------------------------------------------------------------------------------------------

PAYLOAD = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)></p></li><b>"


def test_nothing_that_an_author_writes_runs_or_breaks_out_of_its_place(house: House, store: Store) -> None:
    place = count()
    words = small_document("payload")
    document = plain.reworded(words, lambda _key, text: f"{PAYLOAD} {next(place)}" if text else text)
    publish_now(store, document, ["en"], ["RS"])
    line = {"name": PAYLOAD, "organisation": PAYLOAD, "phone": "1", "website": "https://x.example/?<script>"}
    put_service(store, **line)
    with pytest.raises(Invalid):
        put_service(store, **{**line, "website": "javascript:alert(1)"})
    run = Respondent(house.stranger(), "/en/rs/payload/").open("/en/rs/")
    pages = [run.page]
    for fields in (None, {}, {"q1": "daily"}, {"q2": "daily"}):
        pages.append((run.open() if fields is None else run.press(**fields)).page)
        sound(run.response, 200)
    pages += [
        house.enter(cast.ana).get(f"/console/{path}").text for path in ("", "questionnaires", "preview-frame/3/en/rs/")
    ]
    for page in pages:
        assert "<script>alert" not in page and "<img src=x" not in page and "?<script>" not in page
    assert "&lt;script&gt;alert(1)" in pages[-1]
    assert "Your result" in pages[4]
