"""The short way and Flask's must not be told apart: the same status, headers, bytes and counts for whatever is sent."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import auth
from auth import gate, passwords
from content_store.db import Store
from content_store.permissions import Unavailable
from public_site import run, shortcut, site, token
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.conftest import SECRET, Clock, put_services

SMALL = "/en/rs/small/"
FORM = "application/x-www-form-urlencoded"
gate.declare("public.*", gate.PUBLIC)


@dataclass
class Server:
    server: Flask
    site: site.Site

    def answer(self, **said: Any) -> tuple[str, list[tuple[str, str]], bytes]:
        """To a request that is `POST /en/rs/small/` from a page of ours, as far as `said` says nothing else; None takes
        a variable away."""
        body = said.pop("body", b"")
        environ = {
            "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": SMALL, "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
            "CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
            "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
        } | {name.replace("wsgi_", "wsgi."): value for name, value in said.items()}  # fmt: skip
        environ = {name: value for name, value in environ.items() if value is not None}
        got: list[Any] = []
        parts = self.server.wsgi_app(environ, lambda status, headers, _=None: got.append((status, headers)))
        content = b"".join(parts)
        return got[0][0], sorted(got[0][1]), content

    @property
    def counted(self) -> object:
        return dict(self.site.counts._pending)


@dataclass
class Pair:
    short: Server
    long: Server

    def same(self, **said: Any) -> tuple[str, list[tuple[str, str]], bytes]:
        answer, expected = self.short.answer(**said), self.long.answer(**said)
        assert answer == expected
        assert self.short.counted == self.long.counted
        return answer

    def token(self, answer: tuple[str, list[tuple[str, str]], bytes]) -> str:
        return re.search(rb'name="t" value="([^"]+)"', answer[2])[1].decode()

    def walked(self, *forms: dict[str, str], **said: Any) -> str:
        """The token in hand after these steps."""
        answer = self.same(REQUEST_METHOD="GET", **said)
        for form in forms:
            answer = self.same(body=sent(self.token(answer), **form), **said)
        return self.token(answer)


def sent(in_hand: str, **fields: str) -> bytes:
    return urlencode({"t": in_hand, "go": "next", **fields}).encode()


@pytest.fixture
def pair(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Pair]]:
    monkeypatch.setattr(token.os, "urandom", lambda many: bytes(range(many)))
    monkeypatch.setattr(run.os, "urandom", lambda many: bytes(range(many)))
    monkeypatch.setattr(passwords, "warm", lambda: None)
    monkeypatch.setattr(site.Counts, "_start", lambda _self: None)  # nothing is written, so that it can be compared
    put_people(store)
    put_services(store)
    publish_now(store, small_document(), ["en", "sr-Cyrl", "sr-Latn", "sq"], ["RS", "XK"])

    def make(**configuration: Any) -> Pair:
        servers = []
        for _ in range(2):
            server = Flask("public", static_folder=None)
            server.config.update(configuration)
            auth.install(server, store, SECRET)
            installed = site.install(server, store, SECRET)
            installed.clock = installed.keys._clock = Clock()
            servers.append(Server(server, installed))
        shortcut.install(servers[0].server, servers[0].site, gate.from_here)
        return Pair(*servers)

    yield make


RUN = ({}, {"q1": "daily"}, {"q2": "daily"}, {"place": "rs-novi-sad", "go": "stay"}, {"go": "back"})


@pytest.mark.parametrize("packed", [None, "gzip, br"], ids=["plain", "gzip"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_whole_run_reads_the_same_on_both_ways(pair: Callable[..., Pair], packed: str | None, scheme: str) -> None:
    both = pair()
    both.walked(*RUN, HTTP_ACCEPT_ENCODING=packed, wsgi_url_scheme=scheme)
    both.walked(*RUN[:2], PATH_INFO="/sr-Cyrl/rs/small/")
    assert both.short.counted


def test_a_step_does_take_the_short_way(pair: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch) -> None:
    both = pair(TRUSTED_HOSTS=["localhost"])
    in_hand = both.walked({})
    both.same(body=sent(in_hand, q1="daily"))
    monkeypatch.setattr(Flask, "full_dispatch_request", None)
    monkeypatch.setattr(Flask, "request_context", None)
    for site_ in ("same-origin", None):
        answer = both.short.answer(body=sent(in_hand, q1="daily"), HTTP_SEC_FETCH_SITE=site_)
        assert answer[0] == "200 OK" and b'name="q2"' in answer[2]


@pytest.mark.parametrize(
    "strange",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://localhost"},
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "evil.example", "HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_HOST": "localhost:0"},
        {"HTTP_HOST": None},
        {"body": b"t=" + b"A" * 70_000},
        {"CONTENT_LENGTH": "99999999999"},
        {"PATH_INFO": "/en/rs/nothing/"},
        {"PATH_INFO": "/xx/rs/small/"},
    ],
    ids=str,
)
def test_what_the_gate_refuses_is_refused_before_anything_is_read_or_counted(
    pair: Callable[..., Pair], strange: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = pair(TRUSTED_HOSTS=["localhost"])
    body = sent(both.walked({}), q1="daily")
    before = both.short.counted
    assert both.same(**{"body": body} | strange)[0][0] == "4"
    assert both.short.counted == before


def test_a_store_that_is_away_is_said_in_the_same_page(
    pair: Callable[..., Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = pair()
    in_hand = both.walked({}, {"q1": "daily"})
    before = both.short.counted
    for fault in (Unavailable("away"), KeyError("ours")):

        def broken(*_: object, fault: Exception = fault) -> None:
            raise fault

        monkeypatch.setattr("public_site.results.conclude", broken)
        status, headers, body = both.same(body=sent(in_hand, q2="daily"))
        assert status.startswith("503") and ("Retry-After", "5") in headers and in_hand.encode() in body
    assert both.short.counted == before


PATHS = [
    SMALL, SMALL, SMALL, "/EN/RS/small/", "/sr-Latn/rs/small/", "/sq/xk/small/", "/en/rs/small", "//en/rs/small/",
    "/en/rs/small//", "/en//small/", "/en/rs/nothing/", "/en/zz/small/", "/en/al/small/", "/console/qq/small/",
    "/en/rs/small/service", "/leave", "/en/rs/sm\xc3\xa4ll/", "/en/rs/../rs/small/", "/", "", "en/rs/small/",
    "/console/sign-in", "/en/rs/small/\x00", "/en/rs/%73mall/",
]  # fmt: skip
ORIGINS = [None, "null", "http://localhost", "https://LOCALHOST:443", "http://evil.example", "localhost", ""]
HOSTS = [
    "localhost", "localhost:80", "LOCALHOST", "evil.example", "localhost:8050", "a b", "", "local_host", "[::1]",
    "localhost:99999", None,
]  # fmt: skip
TYPES = [FORM, FORM, FORM + ";charset=utf-8", FORM.upper(), "multipart/form-data; boundary=x", "text/plain", "", None]
TAILS = [
    b"&q1=daily", b"&q1=daily&go=next", b"&q1=nonsense", b"&q1=daily&q1=never", b"&q9=1", b"&go=back", b"&go=stay",
    b"&go=x", b"&go=next&go=back", b"&q1=%ff", b"&q1=\xff", b"&q1=d%61ily", b"&q1=", b"&q1", b";q1=daily",
    b"&&q1=daily&", b"&t=again", b"&%74=again", b"&q1=%00", b"&q1=a+b", b"&consent=yes", "&q1=даily".encode(),
    b"&=x", b"",
]  # fmt: skip


@given(data=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_request_tells_the_two_ways_apart(pair: Callable[..., Pair], data: st.DataObject) -> None:
    both = _pairs(pair)[data.draw(st.booleans())]
    cut = data.draw(st.sampled_from([None, None, None, -1, 40]))
    body = b"t=" + _tokens(both)[data.draw(st.integers(0, 2))][:cut].encode() + data.draw(st.sampled_from(TAILS))
    said = {
        "body": body,
        "REQUEST_METHOD": data.draw(st.sampled_from(["POST"] * 5 + ["GET", "PUT", "HEAD", "OPTIONS"])),
        "PATH_INFO": data.draw(st.sampled_from(PATHS)),
        "QUERY_STRING": data.draw(st.sampled_from(["", "c=x", "t=x"])),
        "SCRIPT_NAME": data.draw(st.sampled_from(["", "", "", "/below"])),
        "HTTP_HOST": data.draw(st.sampled_from(HOSTS[:1] * 6 + HOSTS)),
        "HTTP_ORIGIN": data.draw(st.sampled_from(ORIGINS)),
        "HTTP_SEC_FETCH_SITE": data.draw(st.sampled_from([None, None, "same-origin", "none", "cross-site", ""])),
        "HTTP_ACCEPT_ENCODING": data.draw(st.sampled_from([None, "gzip", "identity"])),
        "HTTP_COOKIE": data.draw(st.sampled_from([None, "staff=x"])),
        "CONTENT_TYPE": data.draw(st.sampled_from(TYPES)),
        "CONTENT_LENGTH": data.draw(
            st.sampled_from([str(len(body))] * 6 + ["0", "", "-1", "x", str(len(body) - 3), str(len(body) + 3), None])
        ),
        "HTTP_TRANSFER_ENCODING": data.draw(st.sampled_from([None, None, None, "chunked"])),
        "wsgi_url_scheme": data.draw(st.sampled_from(["http", "https"])),
    }
    assume(said["REQUEST_METHOD"] != "GET" or not said["PATH_INFO"].startswith("/console"))
    both.same(**said)


_made: dict[int, tuple[list[Pair], dict[int, list[str]]]] = {}


def _pairs(make: Callable[..., Pair]) -> list[Pair]:
    """One of each for all examples of a test."""
    if id(make) not in _made:
        _made.clear()
        _made[id(make)] = ([make(), make(TRUSTED_HOSTS=["localhost", ".example.org"])], {})
    return _made[id(make)][0]


def _tokens(both: Pair) -> list[str]:
    """Of the first page, of a question, of a result."""
    kept = next(iter(_made.values()))[1]
    if id(both) not in kept:
        kept[id(both)] = [both.walked(), both.walked({}), both.walked(*RUN[:3])]
    return kept[id(both)]
