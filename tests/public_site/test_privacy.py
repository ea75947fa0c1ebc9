import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from sqlalchemy import text

from assessment.document import Item, ItemKind, Questionnaire
from content_store.backup import back_up
from content_store.db import Base, Store, visit
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.live import free_port, serving
from tests.public_site.conftest import Public, put_services
from tests.public_site.respondent import Respondent

ADDRESS = "203.0.113.77"
AGENT = "Canary-Browser-7f3a"
REFERRER = "https://canary-referrer-91c2.example/forum?user=canary-user"
SAID = "canary words that somebody typed"
NUMBER = "739173917"
HEADERS = {"X-Forwarded-For": ADDRESS, "User-Agent": AGENT, "Referer": REFERRER, "Cookie": "canary=canary-cookie-5d"}
MARKS = [ADDRESS, AGENT, "canary-referrer", "canary-user", "canary-cookie", SAID, NUMBER]


def asks_for_words() -> Questionnaire:
    document = small_document("words")
    more = (
        Item("said", ItemKind.TEXT, "Say something", unscored="For the test."),
        Item("number", ItemKind.NUMBER, "A number", minimum=0, maximum=10**9, unscored="For the test."),
    )
    section = document.sections[0]
    return replace(document, sections=(replace(section, items=(*section.items, *more)),))


def started(store_url: str, scratch: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A real server process, answering, and its address; whatever it prints or leaves lies in `scratch`. It leads a
    group of its own, so that it can be killed with its workers."""
    port = free_port()
    granian = Path(sys.executable).with_name("granian")
    command = [granian, "--interface", "wsgi", "--port", str(port), "--factory", "tests.public_site.serving:make"]
    environment = os.environ | {"STORE_URL": store_url, "TMPDIR": str(scratch), "PYTHONDONTWRITEBYTECODE": "1"}
    with (scratch / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=Path(__file__).parents[2], start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            urlopen(address + "/", timeout=30)
            break
        except OSError:  # not there yet, or not in time
            assert process.poll() is None, (scratch / "server.log").read_text()
            time.sleep(0.05)
    return process, address


@contextmanager
def granian(store_url: str, scratch: Path) -> Iterator[str]:
    process, address = started(store_url, scratch)
    try:
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Leads nowhere: the test must not leave this machine."""


def ask(address: str, fields: dict[str, str] | None = None) -> str:
    data = urlencode(fields).encode() if fields is not None else None
    try:
        with build_opener(_Stay).open(Request(address, data=data, headers=HEADERS), timeout=60) as answer:
            assert answer.headers["Set-Cookie"] is None
            return str(answer.read().decode())
    except HTTPError as error:
        return str(error.read().decode())


def traces(folder: Path, marks: list[str]) -> dict[str, list[str]]:
    """File -> what it holds of these, packed or not."""
    found: dict[str, list[str]] = {}
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as pack:
                content += b"".join(pack.read(name) for name in pack.namelist())
        if held := [mark for mark in marks if mark.encode() in content]:
            found[path.name] = held
    return found


@pytest.mark.slow
def test_a_whole_run_leaves_no_trace_of_the_person(sqlite_store: Store, tmp_path: Path) -> None:
    """Neither in the database, its WAL, a backup, the log or a temporary file of the whole server."""
    put_people(sqlite_store)
    put_services(sqlite_store)
    publish_now(sqlite_store, asks_for_words(), ["en"], ["RS"])
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    tokens: list[str] = []
    url = sqlite_store.engine.url.render_as_string()
    with serving(tmp_path / "var", demonstration=False, DATABASE_URL=url, TMPDIR=str(scratch)) as live:
        server = live.address
        run = server + "/en/rs/words/"
        page = ask(run + "?c=canary-user")
        forms = [{}, {"q1": "daily"}, {"q2": "daily"}, {"said": SAID}, {"number": NUMBER}]
        for fields in (*forms, {"place": "rs-novi-sad", "go": "stay"}, {"go": "back"}, {"number": SAID, "q9": ADDRESS}):
            tokens.append(re.search(r'name="t" value="([^"]+)"', page)[1])
            page = ask(run, {"t": tokens[-1], "go": "next", **fields})
        assert "write a number in digits" in page
        ask(run, {"t": tokens[-1][:-4] + "AAAA", "said": SAID})
        ask(f"{server}/leave?r=1&l=en&c=rs")
        ask(f"{server}/{SAID.replace(' ', '-')}/")
        time.sleep(1.5)
        # Here the last writes still stand in the WAL alone, and a backup has to read them there.
        assert (tmp_path / "store.db-wal").stat().st_size > 0
        copy = back_up(sqlite_store, tmp_path / "backups")
        found = traces(tmp_path, [*MARKS, *(token[20:60] for token in tokens)])
        assert traces(copy.parent, ["use_day"]) == {copy.name: ["use_day"]}
    assert (tmp_path / "store.db").stat().st_size > 100_000 and "Stop with" in live.log()
    found |= traces(tmp_path, [*MARKS, *(token[20:60] for token in tokens)])
    assert found == {}
    with visit(sqlite_store) as session:
        assert session.scalar(text("SELECT sum(n) FROM use_day WHERE metric = 'completed'")) == 1


def test_a_thousand_people_make_no_more_rows_than_one(public: Public) -> None:
    """Read from the tables themselves: whatever is added for a run would show as a row."""

    def rows() -> dict[str, int]:
        public.site.counts.flush()
        with visit(public.store) as session:
            return {
                name: session.scalar(text(f"SELECT count(*) FROM {name}"))
                for name in Base.metadata.tables
                if name != "flush_log"  # one row for each second in which something was counted
            }

    def take(times: int) -> None:
        for _ in range(times):
            Respondent(public.client, "/en/rs/small/").begin().press(q1="daily").press(q2="daily")

    take(1)
    once = rows()
    take(25)
    assert rows() == once
    with visit(public.store) as session:
        assert session.scalar(text("SELECT n FROM use_day WHERE metric = 'completed'")) == 26


def test_no_column_of_a_counter_could_hold_a_person() -> None:
    finest = {"start_day", "week", "at_minute"}
    days, weeks = ("use_day", "item_day", "time_day"), ("band_week", "referral_week")
    for name in (*days, *weeks, "use_sum", "item_sum", "time_sum", "flush_log"):
        columns = set(Base.metadata.tables[name].columns.keys())
        assert columns <= finest | {
            "slot", "country", "revision_id", "locale", "n", "source", "metric", "item", "bucket", "banding", "band",
            "service_id", "batch_id",
        }  # fmt: skip


def test_no_page_sets_a_cookie_or_asks_another_site(public: Public) -> None:
    ana = Respondent(public.client, "/en/rs/small/")
    answers = [
        ana.open(address).response for address in ("/", "/en/", "/en/rs/", "/en/privacy/", "/en/rs/small/", "/x/")
    ]
    answers += [ana.begin().response, ana.press(q1="~").response, ana.press(q2="~").response]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "ETag" not in answer.headers and "Last-Modified" not in answer.headers
    assert "noindex" in ana.page


def test_no_browser_is_left_to_remember_what_was_ticked(public: Public) -> None:
    """Browsers write what stands in a form into the session that they restore after a crash, unless told not to."""
    ana = Respondent(public.client, "/en/rs/small/").open()
    pages = [ana.page, ana.press().page, ana.press(q1="~").page, ana.press(q2="~").page]
    pages += [ana.press("back").page, Respondent(public.client, "/en/rs/kinds/").begin().page]
    for page in pages:
        forms = re.findall(r"<form[^>]*>", page)
        assert len(forms) == 1 and 'autocomplete="off"' in forms[0]


def test_an_unregistered_campaign_code_names_nobody(public: Public) -> None:
    ana = Respondent(public.client, "/en/rs/small/").open("/en/rs/small/?c=Ana-from-flat-5")
    ana.press().press(q1="never").press(q2="never")
    public.site.counts.flush()
    with visit(public.store) as session:
        assert set(session.scalars(text("SELECT DISTINCT source FROM use_day"))) == {"other"}


def test_nothing_that_two_visitors_are_sent_tells_them_apart_but_the_sealed_token(public: Public) -> None:
    """No number of theirs in an address, a name of a field, a header or a word."""

    def sent(who: Respondent) -> tuple[str, list[tuple[str, str]]]:
        tokens = re.findall(r'name="t" value="([^"]+)"', who.page)
        page = who.page.replace(tokens[0], "TOKEN") if tokens else who.page
        return page, [pair for pair in who.response.headers.items() if pair[0] != "Date"]

    def walked() -> list[tuple[str, list[tuple[str, str]]]]:
        who = Respondent(public.client, "/en/rs/small/")
        pages = [sent(who.open(path)) for path in ("/", "/en/", "/en/rs/", "/en/poster/rs/", "/en/rs/small/")]
        pages += [sent(who.press(**fields)) for fields in ({}, {}, {"q1": "daily"}, {"q2": "daily"}, {})]
        return [*pages, sent(who.open("/leave?r=1&l=en&c=rs"))]

    ana, boris = walked(), walked()
    assert len(ana) == 11 and ana == boris
