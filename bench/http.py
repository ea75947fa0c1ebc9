"""Public steps a second beside «hello Flask» and «hello plain WSGI» on the same server, start-up, weights, memory."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from app import THREADS
from tests.live import ROOT, free_port

SECONDS = 3
CONNECTIONS = 16


@contextmanager
def hello(target: str) -> Iterator[str]:
    """One of bench.hello's applications on Granian, one worker, threads as `app.py serve` uses them."""
    port = free_port()
    arguments = [
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        str(THREADS),
        "--no-ws",
    ]
    command = [str(Path(sys.executable).with_name("granian")), *arguments, "--log-level", "warning", target]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        address = f"http://127.0.0.1:{port}/"
        for _ in range(200):
            try:
                urllib.request.urlopen(address, timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def rate(address: str, body: str) -> float:
    """Answers a second to a POST of `body`; wrk where it is installed, else threads of ours. Raises on errors."""
    if shutil.which("wrk"):
        return _wrk(address, body)
    return _threads(address, body)


def _wrk(address: str, body: str) -> float:
    script = Path("/tmp") / f"bench-{free_port()}.lua"
    headers = 'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
    script.write_text(f"wrk.method = 'POST'\nwrk.body = [[{body}]]\n{headers}")
    try:
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", str(script), address]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    finally:
        script.unlink()
    if "Non-2xx" in said:
        raise RuntimeError(said)
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else 0.0


def _threads(address: str, body: str) -> float:
    where = urllib.parse.urlsplit(address)
    until = time.monotonic() + SECONDS

    def client() -> int:
        connection = HTTPConnection(where.netloc)
        done = 0
        while time.monotonic() < until:
            connection.request("POST", where.path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"status {answer.status}")
            done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(lambda _: client(), range(4))) / SECONDS


def fetch(address: str, fields: dict[str, str] | None = None) -> str:
    """A page as text; a POST where fields are given."""
    data = urllib.parse.urlencode(fields).encode() if fields is not None else None
    with urllib.request.urlopen(urllib.request.Request(address, data), timeout=10) as answer:
        return str(answer.read().decode())


def sent_bytes(address: str, body: str | None = None) -> int:
    """How many bytes of a page travel to a browser, which all unpack gzip; a POST where there is a body."""
    asked = urllib.request.Request(address, body.encode() if body else None, {"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return len(answer.read())


def memory_mib(pid: int) -> dict[str, float]:
    """Resident memory of a process and its children, by process."""
    found = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text()
        except OSError:
            continue
        number, parent = status.parent.name, re.search(r"PPid:\s+(\d+)", text)
        resident = re.search(r"VmRSS:\s+(\d+)", text)
        if resident and (number == str(pid) or (parent and parent[1] == str(pid))):
            found[number] = int(resident[1]) / 1024
    return found
