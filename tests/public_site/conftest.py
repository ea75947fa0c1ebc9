from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from content_store.db import Store, utcnow, visit
from content_store.models.directory import Place, Service, ServiceKindLink
from public_site import site
from public_site.site import Site
from tests.cast import put_people
from tests.content import publish_now, small_document
from tests.public_site.documents import every_kind

SECRET = b"the secret of an installation..."


def put_services(store: Store) -> None:
    """A town, a centre in it, and a line for the whole country."""
    with visit(store, writing=True) as session:
        town = Place(
            key="rs-novi-sad",
            country="RS",
            name="Novi Sad",
            names={"sr-Cyrl": "Нови Сад"},
            latitude=45.25,
            longitude=19.85,
        )
        session.add(town)
        session.flush()
        _put(
            session,
            "Centre by the river",
            ("outpatient",),
            place_key="rs-novi-sad",
            address="Ulica 5",
            latitude=45.25,
            longitude=19.85,
            website="https://centre.example/about",
            phone="+381 21 000 000",
            hours="Mo-Fr 08:00-16:00",
        )
        _put(
            session, "Line of the night", ("helpline",), national=True, crisis=True, phone="0800 000 000", hours="24/7"
        )


def _put(session: object, name: str, kinds: tuple[str, ...], **fields: object) -> None:
    service = Service(
        key=name,
        country="RS",
        name=name,
        search="",
        edited_at=utcnow(),
        verified_on=utcnow().date(),
        languages=["sr"],
        free=True,
        anonymous=True,
        **fields,
    )
    service.kinds = [ServiceKindLink(kind=kind) for kind in kinds]
    session.add(service)


@dataclass
class Clock:
    """A time that tests turn by hand."""

    now: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Public:
    """The site on a server, with two questionnaires published in Serbia: `small` in three languages, `kinds`."""

    store: Store
    server: Flask
    site: Site
    today: date

    @property
    def client(self) -> FlaskClient:
        return self.server.test_client()


@pytest.fixture
def public(store: Store) -> Iterator[Public]:
    put_people(store)
    put_services(store)
    publish_now(store, small_document(), ["en", "sr-Cyrl", "sr-Latn", "sq"], ["RS", "XK"])
    publish_now(store, every_kind(), ["en"], ["RS"])
    yield from opened(store)


def opened(store: Store, neutral: str = site.NEUTRAL) -> Iterator[Public]:
    """A server of its own for this store."""
    server = Flask("public", static_folder=None)
    installed = site.install(server, store, SECRET, neutral=neutral)
    yield Public(store, server, installed, utcnow().date())
    installed.close()
