from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import dash
import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.roles import Role
from console import actions
from content_store.db import Store
from tests.driver import hire, new_server, sign_in

Enter = Callable[..., FlaskClient]


@pytest.fixture
def ours_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The actions that a test declares, and its screen `pages.trial`, are gone after it."""
    if "pages.home" not in sys.modules:
        new_server(store)  # imports the pages: their actions must be declared before, or they would go with the test's
    monkeypatch.setattr(actions, "_registered", dict(actions._registered))
    yield
    dash.page_registry.pop("pages.trial", None)


@pytest.fixture
def server(store: Store) -> Flask:
    return new_server(store)


@pytest.fixture
def enter(server: Flask, store: Store) -> Enter:
    """Signs somebody in: `enter("Ana", Role.EXPERT)`; without a role, somebody who holds nothing."""

    def entered(name: str, *roles: Role, **scope: tuple[str, ...]) -> FlaskClient:
        client = server.test_client()
        sign_in(client, store, hire(store, name, *roles, **scope))
        return client

    return entered


@pytest.fixture
def stranger(server: Flask) -> FlaskClient:
    return server.test_client()
