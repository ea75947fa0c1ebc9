"""Each screen for each role: drawn, or refused in words; never broken, whatever the address says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import dash
import pytest
from flask import Flask

from auth.roles import Account, Role
from content_store.db import Store
from tests.cast import EVERYBODY, admin, nobody
from tests.content import audit_like_document, publish_now, put_service
from tests.driver import draw, hire, parts_of, sign_in, text_of
from tests.pages.conftest import Enter

NONSENSE = (
    "?id=1%27--&page=99999999999&sort=%00&q=%F0%9F%98%80&since=tomorrow&until=0001-01-01&country=xx&locale=%22&slug=("
)

VARIANTS = (
    *("/service?country=RS", "/statistics?view=questions", "/statistics?view=results"),
    *("/questionnaire-new?way=library", "/questionnaire-new?way=file", "/questionnaire-new?way=copy&of=1"),
    *("/questionnaire?id=1&part=item.q1", "/translation?id=1&locale=sq", "/people?new=1"),
)


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person.name)
def test_each_person_sees_a_screen_or_is_told_why_not(
    server: Flask, store: Store, enter: Enter, person: Account
) -> None:
    publish_now(store, audit_like_document())
    client = enter(person)
    if person is nobody:
        assert client.get("/console/").status_code == 403
        return
    for page in dash.page_registry.values():
        for address in (page["path"], page["path"] + "?id=1", page["path"] + NONSENSE):
            shown = text_of(draw(client, address))
            assert shown and "Something went wrong" not in shown, address
            if not person.holds(page["layout"].needs):
                assert shown.startswith("Not for your role"), address


def test_the_administrator_sees_no_broken_screen_on_an_empty_store(server: Flask, enter: Enter) -> None:
    client = enter(admin)
    for page in dash.page_registry.values():
        assert "Something went wrong" not in text_of(draw(client, page["path"]))


@pytest.mark.parametrize(
    "roles", [tuple(Role), (Role.COUNSELLOR,), (Role.EXPERT,)], ids=["all", "counsellor", "expert"]
)
def test_whatever_can_be_pressed_finds_the_places_that_it_fills(
    server: Flask, store: Store, roles: tuple[Role, ...]
) -> None:
    """Where one of them is not on the screen, the browser sends nothing at all: the button does nothing."""
    publish_now(store, audit_like_document())
    put_service(store)
    client = server.test_client()
    sign_in(client, store, hire(store, "Somebody", *roles))
    callbacks = client.get("/console/_dash-dependencies").get_json()
    frame = set(_names(client.get("/console/_dash-layout").get_json()))
    addresses = [page["path"] + more for page in dash.page_registry.values() for more in ("", "?id=1")]
    for address in (*addresses, *VARIANTS):
        there = set(_names(draw(client, address)))
        for entry in callbacks:
            touched, wanted = _touched_and_wanted(entry)
            if touched & there:
                assert wanted <= there | frame, (address, touched & there, wanted - there - frame)


def _names(tree: Any) -> Iterator[str]:
    for part in parts_of(tree):
        if isinstance(part["props"].get("id"), str):
            yield part["props"]["id"]


def _touched_and_wanted(entry: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Ids of what a callback listens to, and of all that must stand on the screen for that; without those of rows."""
    touched = {one["id"] for one in entry["inputs"]}
    filled = {one.rpartition(".")[0] for one in entry["output"].removeprefix("..").removesuffix("..").split("...")}
    wanted = touched | {one["id"] for one in entry["state"]} | filled
    return touched, {one for one in wanted if one and not one.startswith(("{", "_"))}
