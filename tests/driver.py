"""Drives the console without a browser: opens screens and presses buttons as Dash's renderer would.

`Console` is a server of its own on a store, with one person signed in. `press` builds the request from what the
callback registered, so that a test names only what a person touched and what stood in the fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dash import Dash
from dash._utils import stringify_id
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from auth import sessions
from auth.roles import Role
from auth.server import install
from console.app import build
from content_store.db import Store, utcnow, visit
from content_store.models.accounts import Grant, Person

SECRET = b"a secret of the tests, long enough"
FOLDER = TemporaryDirectory(prefix="console-under-test-")
UPDATE = "/console/_dash-update-component"

Id = str | Mapping[str, str]


def new_server(store: Store) -> Flask:
    """The gate, then the console, as the composition root puts them together; without the public site."""
    server = Flask("console-under-test")
    install(server, store, SECRET)
    server.extensions["folder"] = Path(FOLDER.name)
    build(server, store)
    return server


def hire(store: Store, name: str, *roles: Role, locales: tuple[str, ...] = (), countries: tuple[str, ...] = ()) -> int:
    """A person who holds these roles; their id."""
    with visit(store, writing=True) as session:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        person = session.scalar(select(Person).where(Person.email == email))
        if person is None:
            person = Person(email=email, name=name, created_at=utcnow())
            session.add(person)
        person.grants = [Grant(role=role.value, locales=list(locales), countries=list(countries)) for role in roles]
        session.flush()
        return person.id


def sign_in(client: FlaskClient, store: Store, person_id: int, *, half_way: bool = False) -> None:
    """As after both steps (or the first alone), without the cost of the password."""
    with visit(store, writing=True) as session:
        token = sessions.start(session, person_id, utcnow(), half_way=half_way)
    with client.session_transaction("/console/") as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True


@dataclass(frozen=True)
class Answer:
    """What came back: the status, outputs by `id.property`, and what was set besides (`shell.notice`, `shell.go`)."""

    status: int
    outputs: Mapping[str, Any] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)

    @property
    def notice(self) -> str:
        """The words of the notice shown, if any."""
        shown = self.beside.get("shell-notices", {}).get("children", [])
        return " ".join(text_of(part["props"]["children"]) for part in shown)

    def __getitem__(self, output: str) -> Any:
        return self.outputs[output]


def press(
    client: FlaskClient,
    touched: Id,
    state: Mapping[str, Any] | None = None,
    *,
    prop: str = "n_clicks",
    value: Any = 1,
) -> Answer:
    """Touches a component. `state` gives other values by id, or by `id.property` where that is ambiguous; for a row's
    part by its type, and for the parts of all rows as a mapping of keys to values."""
    app: Dash = client.application.extensions["console"]
    name, entry = _callback_of(app, touched, prop)
    body = _body(name, entry, touched, prop, value, state or {})
    response = client.post(UPDATE, json=body)
    if response.status_code != 200:
        return Answer(response.status_code)
    given = response.get_json()
    outputs = {
        f"{key}.{part}": shown for key, parts in given.get("response", {}).items() for part, shown in parts.items()
    }
    return Answer(200, outputs, given.get("sideUpdate", {}))


def draw(client: FlaskClient, address: str) -> Any:
    """What stands on a screen, as the components' JSON: `draw(client, "/questionnaire?id=5")`."""
    path, _, search = address.partition("?")
    app: Dash = client.application.extensions["console"]
    name, entry = _callback_of(app, "_pages_location", "pathname")
    state = {"_pages_location.search": f"?{search}" if search else "", "shell-beat": ""}
    body = _body(name, entry, "_pages_location", "pathname", f"/console/{path.lstrip('/')}", state)
    response = client.post(UPDATE, json=body)
    assert response.status_code == 200, response.status_code
    return response.get_json()["response"]["_pages_content"]["children"]


def text_of(part: Any) -> str:
    """All words of a component tree, in order."""
    return " ".join(" ".join(_texts(part)).split())


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str | int | float) and not isinstance(part, bool):
        yield str(part)
    elif isinstance(part, list):
        for each in part:
            yield from _texts(each)
    elif isinstance(part, dict) and "props" in part:
        for name in ("header", "label", "children"):
            yield from _texts(part["props"].get(name))


def parts_of(part: Any) -> Iterator[dict[str, Any]]:
    """Every component of a tree."""
    if isinstance(part, list):
        for each in part:
            yield from parts_of(each)
    elif isinstance(part, dict) and "props" in part:
        yield part
        for value in part["props"].values():
            yield from parts_of(value)


def _callback_of(app: Dash, touched: Id, prop: str) -> tuple[str, Mapping[str, Any]]:
    for name, entry in app.callback_map.items():
        if "callback" not in entry:
            continue
        for wanted in entry["inputs"]:
            if wanted["property"] == prop and _fits(_parsed(wanted["id"]), touched):
                return name, entry
    raise LookupError(f"nothing listens to {touched}.{prop}")


def _parsed(identifier: Any) -> Any:
    text = stringify_id(identifier)
    return json.loads(text) if text.startswith("{") else text


def _fits(wanted: Any, touched: Id) -> bool:
    if isinstance(wanted, str) or isinstance(touched, str):
        return wanted == touched
    return set(wanted) == set(touched) and all(
        isinstance(pattern, list) or pattern == touched[name] for name, pattern in wanted.items()
    )


def _body(
    name: str, entry: Mapping[str, Any], touched: Id, prop: str, value: Any, state: Mapping[str, Any]
) -> dict[str, Any]:
    known = {**state, (touched if isinstance(touched, str) else touched["type"]): value}
    outputs = [
        _filled({"id": out.component_id, "property": out.component_property.split("@")[0]}, touched, known, False)
        for out in (entry["output"] if isinstance(entry["output"], list | tuple) else [entry["output"]])
    ]
    return {
        "output": name,
        "outputs": outputs if name.startswith("..") else (outputs or [None])[0],
        "inputs": [_filled(wanted, touched, known, True) for wanted in entry["inputs"]],
        "changedPropIds": [f"{stringify_id(touched)}.{prop}"],
        "state": [_filled(wanted, touched, known, True) for wanted in entry["state"]],
    }


def _filled(wanted: Mapping[str, Any], touched: Id, known: Mapping[str, Any], valued: bool) -> Any:
    identifier, prop = _parsed(wanted["id"]), wanted["property"]
    if isinstance(identifier, str):
        value = known.get(f"{identifier}.{prop}", known.get(identifier))
        return {"id": identifier, "property": prop} | ({"value": value} if valued else {})
    kind = identifier["type"]
    given = known.get(f"{kind}.{prop}", known.get(kind))
    if ["ALL"] in identifier.values():
        rows = given if isinstance(given, Mapping) else {}
        if not isinstance(touched, str) and touched["type"] == kind and touched["key"] not in rows:
            rows = {**rows, touched["key"]: given}
        return [
            {"id": {**identifier, "key": key}, "property": prop} | ({"value": value} if valued else {})
            for key, value in rows.items()
        ]
    key = touched["key"] if not isinstance(touched, str) else identifier["key"]
    return {"id": {**identifier, "key": key}, "property": prop} | ({"value": given} if valued else {})
