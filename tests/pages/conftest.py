from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth.roles import Account
from content_store.db import Store
from tests.cast import put_people
from tests.driver import new_server, sign_in

Enter = Callable[[Account], FlaskClient]


@pytest.fixture
def server(store: Store) -> Flask:
    put_people(store)
    return new_server(store)


@pytest.fixture
def enter(server: Flask, store: Store) -> Enter:
    """Signs one of the cast in: `enter(ana)`."""

    def entered(person: Account) -> FlaskClient:
        client = server.test_client()
        sign_in(client, store, person.id)
        return client

    return entered
