"""Each screen for each role: drawn, or refused in words; never broken, whatever the address says."""

from __future__ import annotations

import dash
import pytest
from flask import Flask

from auth.roles import Account
from content_store.db import Store
from tests.cast import EVERYBODY, admin, nobody
from tests.content import audit_like_document, publish_now
from tests.driver import draw, text_of
from tests.pages.conftest import Enter

NONSENSE = (
    "?id=1%27--&page=99999999999&sort=%00&q=%F0%9F%98%80&since=tomorrow&until=0001-01-01&country=xx&locale=%22&slug=("
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
