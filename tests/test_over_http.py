"""The server as it is run, with bytes on a socket: what no HTTP library would send, and what it writes down of it."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import WAITING_MOST
from content_store.db import Store
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.live import serving

MARK = "Canary-7f3a"
HOST = b"Host: 127.0.0.1\r\nUser-Agent: Canary-7f3a\r\nReferer: https://canary-7f3a.example/\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
STEP = b"POST /en/rs/small/ HTTP/1.1\r\n" + HOST
CHUNK = b"10000\r\n" + b"a" * 65_536 + b"\r\n"
SENT: dict[bytes, tuple[int, ...]] = {
    b"GET //console/people HTTP/1.1\r\n" + HOST: (303, 308),
    b"GET //evil.example/%2e%2e HTTP/1.1\r\n" + HOST: (404, 308),
    b"GET /\\evil.example HTTP/1.1\r\n" + HOST: (404, 308),
    b"GET http://evil.example/en HTTP/1.1\r\n" + HOST: (308, 400),
    b"GET /console/../app.py HTTP/1.1\r\n" + HOST: (303, 404),
    b"GET /console%2f..%2fpeople HTTP/1.1\r\n" + HOST: (303, 404),
    b"GET /%zz/%f/Canary-7f3a HTTP/1.1\r\n" + HOST: (308, 404),
    b"GET /\xff\xfe HTTP/1.1\r\n" + HOST: (400, 404),
    b"GET /en/%00%0d%0aSet-Cookie:a=b/ HTTP/1.1\r\n" + HOST: (404,),
    b"GET /leave?r=1%0d%0aSet-Cookie:a=b&l=en&c=rs HTTP/1.1\r\n" + HOST: (303,),
    b"GET /en HTTP/1.1\r\n": (308, 400),
    b"GET /en HTTP/1.1\r\nHost: a b\r\n": (308, 400),
    b"GET /en HTTP/1.1\r\nHost: evil.example\r\n": (308, 400),
    b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 100_000 + b"\r\n": (200, 431),
    b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"X%d: a\r\n" % number for number in range(2000)): (431,),
    b"G@T / HTTP/1.1\r\n" + HOST: (400, 405),
    b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST: (400, 404, 405),
    b"OPTIONS * HTTP/1.1\r\n" + HOST: (400, 404),
    STEP + b"Content-Length: -1\r\n": (400,),
    STEP + FORM + b"Content-Length: 5\r\n\r\nt=abcdef": (400,),
    STEP + FORM + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n": (400,),
    STEP + FORM + b"Content-Length: 11\r\n\r\nt=\xff\xfe%zz%f%0": (400,),
    STEP + FORM + b"Content-Length: 50000\r\n\r\n" + b"ab=1&" * 10_000: (400,),
    STEP + FORM + b"Content-Length: 70000\r\n\r\nt=" + b"a" * 69_998: (413,),
    STEP + FORM + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 3 + b"0\r\n": (400, 413),
    STEP + b"Content-Type: multipart/form-data; boundary=\r\nContent-Length: 5\r\n\r\n--\r\n\r": (400,),
    STEP + b"Origin: http://[\r\n" + FORM + b"Content-Length: 3\r\n\r\nt=a": (403,),
    b"POST /console/sign-in HTTP/1.1\r\n" + HOST + b"Origin: http://[\r\nContent-Length: 0\r\n": (403,),
    b"POST /console/_dash-update-component HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\n{}": (401,),
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03": (0, 400),
}  # fmt: skip


def answer_to(port: int, sent: bytes, patience: float = 30) -> bytes:
    whole = sent if b"\r\n\r\n" in sent else sent + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        try:
            line.sendall(whole + (b"\r\n" if whole.endswith(b"0\r\n") else b""))
            got = b""
            while not _whole(got):
                more = line.recv(65_536)
                if not more:
                    break
                got += more
        except (TimeoutError, ConnectionError):
            return b""
    return got


def _whole(got: bytes) -> bool:
    head, mark, body = got.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return bool(mark) and length is not None and len(body) >= int(length[1])


@pytest.mark.slow
def test_no_bytes_on_the_line_break_the_server_or_are_written_down(sqlite_store: Store, tmp_path: Path) -> None:
    put_people(sqlite_store)
    publish_now(sqlite_store, small_document())
    url = sqlite_store.engine.url.render_as_string()
    with serving(tmp_path / "var", demonstration=False, DATABASE_URL=url) as live:
        port = int(live.address.rpartition(":")[2])
        for sent, statuses in SENT.items():
            got = answer_to(port, sent, 5 if 0 in statuses else 30)  # what may stay without an answer is not waited for
            status = int(got[9:12]) if got.startswith(b"HTTP/") else 0
            head = got.partition(b"\r\n\r\n")[0].lower()
            assert status in statuses, (sent[:80], got[:200])
            assert b"traceback" not in got.lower() and b"set-cookie" not in head
            assert not re.search(rb"location: (//|http:)", head), sent[:80]
            assert status < 300 or b"evil" not in got, sent[:80]
        log = live.log()
    assert MARK.lower() not in log.lower() and "Traceback" not in log and "127.0.0.1 " not in log


@contextmanager
def half_said(port: int, many: int) -> Iterator[None]:
    """So many who say half of what they came to say, and then nothing more."""
    idle = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(many)]
    for line in idle:
        line.sendall(STEP + FORM + b"Content-Length: 5000\r\n\r\nt=")
    time.sleep(0.5)  # until each has its thread
    try:
        yield
    finally:
        for line in idle:
            line.close()


def answer_in_time(port: int, sent: bytes, begins: bytes) -> bytes:
    """On a busy machine threads need a moment to take up those who wait, and to see that they are gone."""
    until = time.monotonic() + 60
    while not (answer := answer_to(port, sent)).startswith(begins):
        assert time.monotonic() < until, answer[:200]
        time.sleep(0.1)
    return answer


@pytest.mark.slow
def test_people_who_stop_in_the_middle_of_a_sentence_shut_nobody_out(sqlite_store: Store, tmp_path: Path) -> None:
    publish_now(sqlite_store, small_document())
    url = sqlite_store.engine.url.render_as_string()
    look = b"GET /en/rs/small/ HTTP/1.1\r\n" + HOST
    with serving(tmp_path / "var", demonstration=False, DATABASE_URL=url) as live:
        port = int(live.address.rpartition(":")[2])
        token = re.search(rb'name="t" value="([^"]+)"', answer_to(port, look))
        assert token
        body = b"t=" + token[1]
        step = STEP + FORM + b"Content-Length: %d\r\n\r\n" % len(body) + body
        with half_said(port, 2 * WAITING_MOST):
            assert answer_to(port, look).startswith(b"HTTP/1.1 200")
            refused = answer_in_time(port, step, b"HTTP/1.1 503")
            assert b"retry-after" in refused.lower()
            # The server has not read the answers, so no page of its own may promise to hold them, or lead away.
            assert b"reload this page" in refused and b"still in this page" not in refused
            assert b'class="button main"' not in refused
        answer_in_time(port, step, b"HTTP/1.1 200")
        # After the many, not before them: while the server still noticed that the few had gone, it sent the many away.
        with half_said(port, WAITING_MOST - 8):
            assert answer_to(port, look).startswith(b"HTTP/1.1 200")
            answer_in_time(port, step, b"HTTP/1.1 200")
