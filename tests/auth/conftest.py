"""People with passwords, a server with a gate, and hashing that does not take a quarter of a second."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import auth
from auth import accounts, gate, passwords
from auth.attempts import Keys, Tap
from auth.entrance import Door
from auth.roles import Account, Held, Role
from auth.sessions import account_of, me
from content_store.db import Store, desk_for
from content_store.permissions import Permission, System

SECRET = b"s" * 32
PASSWORD = "blue ladder seven otters"

gate.declare("site.front", gate.PUBLIC)
gate.declare("site.step", gate.PUBLIC)
gate.declare("console.page", Permission.CONSOLE_ENTER)
gate.declare("console.people", Permission.PEOPLE_READ)
gate.declare("console.act", Permission.CONSOLE_ENTER)
gate.declare("console.mine", gate.SIGNED_IN)


class Counting:
    """A hasher that is quick and says how often it worked."""

    def __init__(self) -> None:
        self.real = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.worked = 0

    def hash(self, password: str) -> str:
        self.worked += 1
        return self.real.hash(password)

    def verify(self, stored: str, password: str) -> bool:
        self.worked += 1
        return self.real.verify(stored, password)

    def check_needs_rehash(self, stored: str) -> bool:
        return self.real.check_needs_rehash(stored)


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> Counting:
    counting = Counting()
    monkeypatch.setattr(passwords, "hasher", counting)
    passwords.warm()
    counting.worked = 0
    return counting


@pytest.fixture
def door(store: Store) -> Door:
    return Door(store, Keys(SECRET), Tap(burst=1000, per_second=1000))


@pytest.fixture
def joined(store: Store) -> Callable[..., Account]:
    """Makes a person who can sign in with PASSWORD: `joined("Ana", Role.EXPERT)`."""

    def make(name: str, *held: Held | Role) -> Account:
        grants = [one if isinstance(one, Held) else Held(one) for one in held]
        stored = passwords.hashed(PASSWORD)
        with desk_for(store, System()) as desk:
            person = accounts.add_person(desk, f"{name.lower()}@example.org", name, stored, grants)
            return account_of(person)

    return make


@pytest.fixture
def adem(joined: Callable[..., Account]) -> Account:
    return joined("Adem", Role.ADMINISTRATOR)


@pytest.fixture
def ana(joined: Callable[..., Account]) -> Account:
    return joined("Ana", Role.EXPERT)


@pytest.fixture
def server(store: Store) -> Flask:
    """A server with our gate, a public page, and a console that only says who is there."""
    made = Flask("house", static_folder=None)
    made.extensions["store"] = store
    made.config["TRUSTED_HOSTS"] = ["localhost", "console.example"]
    auth.install(made, store, SECRET)
    rules: list[tuple[str, str, Callable[..., object], list[str]]] = [
        ("/", "site.front", lambda: "<p>front</p>", ["GET"]),
        ("/step", "site.step", lambda: "<p>step</p>", ["POST"]),
        ("/console/", "console.page", lambda: f"<p>{me().name}</p>", ["GET"]),
        ("/console/<path:path>", "console.anything", lambda path: "<p>secret</p>", ["GET"]),
        ("/console/people", "console.people", lambda: "<p>people</p>", ["GET"]),
        ("/console/mine", "console.mine", lambda: "<p>mine</p>", ["GET"]),
        ("/console/act", "console.act", _act, ["POST"]),
    ]
    for path, endpoint, view, methods in rules:
        made.add_url_rule(path, endpoint, view, methods=methods)
    return made


def _act() -> dict[str, object]:
    from flask import request

    return {"heard": request.get_json()}


@pytest.fixture
def browser(server: Flask) -> FlaskClient:
    return server.test_client()


def sign_in(client: FlaskClient, account: Account, password: str = PASSWORD, **more: str) -> TestResponse:
    """The password, and, for whose role asks for it, setting up a phone. The answer is that to the password."""
    answer = client.post("/console/sign-in", data={"email": account.email, "password": password, **more})
    if (answer.location or "").startswith("/console/second-step"):
        set_up(client, answer.location)
    return answer


def set_up(client: FlaskClient, address: str, **act: str) -> tuple[str, list[str]]:
    """Scans what the page offers and types the first code: the key on the phone, and the recovery codes shown."""
    page = (client.post(address, data=act) if act else client.get(address)).text
    key = "".join(re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].split())
    sealed = re.search(r'name="key" value="([^"]+)"', page)[1]
    answer = client.post(address, data={"act": "set up", "key": sealed, "code": pyotp.TOTP(key).now()})
    return key, re.findall(r"<li><code>([a-z2-7-]+)</code>", answer.text)
