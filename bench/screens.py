"""Server time of the console's screens and acts with a large store: 200 items in 12 languages, 10,000 services, two
years of counters."""

from __future__ import annotations

import gc
import gzip
import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from auth import gate
from auth import server as entrance
from auth.roles import Role
from console.app import build
from content_store import questionnaires, schema
from content_store.db import Store, desk_for, open_store, utcnow
from content_store.demo import large
from content_store.permissions import System
from pages import preview_frame
from public_site import site
from tests.driver import SECRET, draw, hire, press, sign_in

TIMES = 20
SCREENS = (
    "/",
    "/questionnaires",
    "/questionnaire?id=1",
    "/questionnaire?id=1&part=banding.general.part1",
    "/changes?id=1",
    "/preview?id=1&locale=sq",
    "/reviews",
    "/translations",
    "/translation?id=1&locale=sq",
    "/services",
    "/services?q=nis&country=RS&kind=outpatient&language=sr",
    "/services?state=check",
    "/service?id=1",
    "/who-gets-what?country=RS&band=part1:high&age=30&place=rs-nis",
    "/gaps",
    "/statistics",
    "/statistics?since={a_year_ago}",
    "/statistics?view=questions&slug=large",
    "/statistics?view=questions&slug=large&country=RS",
    "/statistics?view=results&slug=large",
    "/statistics?view=services",
    "/history",
    "/find?q=part",
    "/find?q=in+no+text+at+all",
    "/find?q=nis",
)
FRAME = "/console/preview-frame/1/sq/rs/"


def show(folder: Path) -> None:
    """Print median and 95th percentile for each, against the budgets of 50 and 150 ms."""
    store = open_store(f"sqlite:///{folder / 'large.db'}")
    schema.upgrade(store)
    began = time.monotonic()
    large.make(store)
    print(f"large store made in {time.monotonic() - began:.0f} s")
    client = _server(store).test_client()
    sign_in(client, store, hire(store, "Everything", *Role))
    for address in SCREENS:
        at = address.format(a_year_ago=utcnow().date() - timedelta(days=363))
        _line(address, lambda at=at: draw(client, at))  # type: ignore[misc]
    _line("the preview's first page", lambda: _preview(client))
    turns = count(1)
    _line("leaving a text", lambda: _leave(client, store, "text|item.q1.text", f"Question {next(turns)}?"))
    _line("leaving a cut-off", lambda: _leave(client, store, "high|general.part1|0|0", str(next(turns))))
    _line("leaving points", lambda: _leave(client, store, "points|often|c1", str(next(turns) % 20)))
    _weights(client)
    store.close()


def _server(store: Store) -> Flask:
    server = Flask("console-and-site", static_folder=None)
    entrance.install(server, store, SECRET)
    gate.declare("public.*", gate.PUBLIC)
    site.install(server, store, SECRET)
    build(server, store)
    preview_frame.install(server)
    gc.freeze()  # as each worker does
    return server


def _line(name: str, work: Callable[[], object]) -> None:
    work()
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    print(f"{name:48} median {statistics.median(taken):7.1f} ms   p95 {taken[int(TIMES * 0.95)]:7.1f} ms")


def _preview(client: FlaskClient) -> None:
    status = client.get(FRAME).status_code
    assert status == 200, status


def _leave(client: FlaskClient, store: Store, key: str, value: str) -> None:
    """A field of the editor is left: saved, proved anew, and all that follows from it drawn."""
    with desk_for(store, System(), reading=True) as desk:
        number = questionnaires.open_draft(desk, 1).number
    state: dict[str, Any] = {
        "questionnaire-seen": {"id": 1, "number": number, "part": "item.q1"},
        "questionnaire-field": {key: value},
        "questionnaire-said": {key: ""},
    }
    field = {"type": "questionnaire-field", "key": key}
    answer = press(client, field, state, prop="value", value=value)
    assert "questionnaire-seen.data" in answer.outputs, answer.notice


def _weights(client: FlaskClient) -> None:
    page = client.get("/console/").get_data(as_text=True)
    total = len(gzip.compress(page.encode()))
    for path in set(re.findall(r'(?:src|href)="(/console/[^"]+\.(?:js|css)[^"]*)"', page)):
        total += len(gzip.compress(client.get(path.replace("&amp;", "&")).data))
    print(f"first load of the console {total / 1024:6.0f} KB compressed (budget 600, without a chart)")
