"""The whole server as the composition root puts it together, and the people at its doors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash import Dash
from dash._utils import stringify_id
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import app
from auth.roles import Account, Role
from content_store.contents import contents_of
from content_store.db import Store
from tests.cast import put_people
from tests.driver import Answer, hire, press, sign_in

COUNTERS = ("use_day", "item_day", "band_week", "referral_week", "time_day")
COMES_AND_GOES = {"staff_sessions", "sign_in_attempts", "flush_log", "token_keys"}  # what looking may write to


@dataclass(frozen=True)
class House:
    store: Store
    server: Flask

    @property
    def console(self) -> Dash:
        return self.server.extensions["console"]

    def stranger(self) -> FlaskClient:
        return self.server.test_client()

    def enter(self, person: Account) -> FlaskClient:
        client = self.server.test_client()
        sign_in(client, self.store, person.id)
        return client

    def everything(self) -> FlaskClient:
        """Somebody who holds every role."""
        hire(self.store, "Number One", Role.EXPERT)  # on PostgreSQL this is person 1, whom some of the calls sign out
        client = self.server.test_client()
        sign_in(client, self.store, hire(self.store, "Every Role", *Role))
        return client

    def press(self, person: Account, touched: Any, state: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        return press(self.enter(person), touched, state, **more)

    def kept(self) -> dict[str, str]:
        """A digest of each table, after all that was counted is written down."""
        self.server.extensions["public_site"].counts.flush()
        with self.store.engine.connect() as connection:
            digests = contents_of(connection).digests
        return {name: digest for name, digest in digests.items() if name not in COMES_AND_GOES}

    def counted(self) -> dict[str, str]:
        return {name: digest for name, digest in self.kept().items() if name in COUNTERS}


@contextmanager
def composed(store: Store, var: Path, **settings: Any) -> Iterator[House]:
    """Built on a migrated store; it writes below `var`."""
    put_people(store)
    server = app.build(app.Settings(var=var, **settings), store)
    try:
        yield House(store, server)
    finally:
        server.extensions["public_site"].close()


def sound(answer: TestResponse, *statuses: int) -> TestResponse:
    """What holds of every answer, whatever was asked."""
    where = (answer.request.method, answer.request.path, answer.status_code)
    assert answer.status_code in statuses if statuses else answer.status_code < 500, where
    assert "Traceback" not in answer.get_data().decode(errors="replace"), where
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"], where
    assert "unsafe-eval" not in answer.headers["Content-Security-Policy"], where
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin"), where
    assert answer.headers["Cache-Control"], where
    if not answer.request.path.startswith("/console"):
        assert "Set-Cookie" not in answer.headers and "Cookie" not in answer.headers.get("Vary", ""), where
    assert not (answer.location or "").startswith(("//", "http:")), where
    return answer


def actions_of(console: Dash) -> dict[str, Mapping[str, Any]]:
    """Every callback that runs on the server, by Dash's own name of it."""
    return {name: entry for name, entry in console.callback_map.items() if "callback" in entry}


def call_of(
    name: str, entry: Mapping[str, Any], value: Callable[[], Any], keys: Sequence[str] = ("1",)
) -> dict[str, Any]:
    """A call as Dash would send it, each input and state with a value of its own; rows have these keys."""
    outputs = entry["output"] if isinstance(entry["output"], list | tuple) else [entry["output"]]
    inputs = [_part(wanted["id"], wanted["property"], keys, value) for wanted in entry["inputs"]]
    shown = [_part(one.component_id, one.component_property.split("@")[0], keys, None) for one in outputs]
    touched = [part for given in inputs for part in (given if isinstance(given, list) else [given])]
    return {
        "output": name,
        "outputs": shown if name.startswith("..") else (shown or [None])[0],
        "inputs": inputs,
        "state": [_part(wanted["id"], wanted["property"], keys, value) for wanted in entry["state"]],
        "changedPropIds": [f"{stringify_id(part['id'])}.{part['property']}" for part in touched],
    }


def _part(identifier: Any, prop: str, keys: Sequence[str], value: Callable[[], Any] | None) -> Any:
    pattern = _parsed(identifier)
    every = not isinstance(pattern, str) and ["ALL"] in pattern.values()
    parts = [
        {"id": _named(pattern, key), "property": prop} | ({"value": value()} if value else {})
        for key in (keys if every else keys[:1])
    ]
    return parts if every else parts[0]


def _parsed(identifier: Any) -> Any:
    text = stringify_id(identifier)
    return json.loads(text) if text.startswith("{") else text


def _named(pattern: Any, key: str) -> Any:
    if isinstance(pattern, str):
        return pattern
    return {name: key if isinstance(part, list) else part for name, part in pattern.items()}
