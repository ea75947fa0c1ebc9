"""Jelena reads the console in Serbian: nothing on a screen is left in English but what is not the console's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import dash
import pytest
from flask import Flask
from sqlalchemy import update

from assessment.plain import reworded
from auth.roles import PERMISSIONS, Role
from console import marked
from console.language import _catalogue
from content_store import publishing, questionnaires
from content_store.db import Store, desk_for, visit
from content_store.locales import KOSOVO_NOTE
from content_store.models.accounts import Person
from tests.cast import andrej, put_people
from tests.content import audit_like_document, publish_now, put_service
from tests.driver import draw, hire, new_server, sign_in

ENGLISH = re.compile(r"\b(the|this|that|is|are|was|of|not|with|nobody|every|which|whose|their)\b", re.IGNORECASE)
TYPED = re.compile(r"It is a test\.|In Serbia there is no service|[Nn]obody(@| with a role)|not$|.*«")
"""What the test's people wrote, words of conditions, and conditions described, which only English can do so far."""
SHOWN = ("children", "label", "title", "placeholder", "aria-label", "header", "options")
QUERIES = {
    "/questionnaire": ["?id=1", "?id=1&part=item.q1", "?id=1&part=profile.general", "?id=1&part=tests"],
    "/changes": ["?id=1"],
    "/compare": ["?id=1"],
    "/preview": ["?id=1"],
    "/questionnaire-new": ["", "?way=file", "?way=copy"],
    "/review": ["?id=1"],
    "/person": ["", "?id=101"],
    "/service": ["?country=RS", "?id=1"],
    "/statistics": ["", "?view=results", "?view=services"],
    "/translations": ["", "?id=1"],
    "/translation": ["?id=1&locale=sq", "?id=1&locale=sq&only=stale"],
    "/find": ["", "?q=tekst", "?q=zebra"],
}


def texts_of(part: Any) -> Iterator[str]:
    """Everything that is read or heard of a component tree."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from texts_of(each)
    elif isinstance(part, dict) and "props" in part:
        for name in SHOWN:
            yield from texts_of(part["props"].get(name))
    elif isinstance(part, dict) and "label" in part:
        yield from texts_of(part["label"])


@pytest.fixture
def server(sqlite_store: Store) -> Flask:
    """A store whose questionnaires are written in nothing but «Tekst»."""
    return new_server(sqlite_store)


def put_content(store: Store) -> None:
    put_people(store)
    document = reworded(audit_like_document(), lambda key, text: f"Tekst {key}" if text else "")
    publish_now(store, document)
    put_service(store, name="Linija")
    with desk_for(store, andrej) as desk:
        draft = questionnaires.open_draft(desk, 1)
        changed = reworded(draft.document, lambda key, text: "Tekst novi" if key in {"title", "item.q1.text"} else text)
        now = questionnaires.edit(desk, 1, draft.number, lambda _document: changed, "izmena")
        publishing.send(desk, 1, now.number, "molim", acknowledged="proba")


def screens(role: Role) -> Iterator[str]:
    for page in dash.page_registry.values():
        if page["layout"].needs in PERMISSIONS[role]:
            yield from (page["path"] + query for query in ("", *QUERIES.get(page["path"], ())))


def test_jelena_finds_no_english_on_any_screen(server: Flask, sqlite_store: Store) -> None:
    put_content(sqlite_store)
    untranslated = {
        mark.one for mark in marked.marks() if (said := _catalogue("sr-Latn").gettext(mark.one)) != mark.one and said
    }
    left: dict[str, str] = {}
    for role in (Role.EXPERT, Role.REVIEWER, Role.ADMINISTRATOR, Role.COORDINATOR, Role.TRANSLATOR):
        person = hire(sqlite_store, f"Jelena {role}", role)
        with visit(sqlite_store, writing=True) as session:
            session.execute(update(Person).where(Person.id == person).values(locale="sr-Latn"))
        client = server.test_client()
        sign_in(client, sqlite_store, person)
        trees = {address: draw(client, address) for address in screens(role)}
        trees["frame"] = client.get("/console/_dash-layout").get_json()
        for address, tree in trees.items():
            for text in texts_of(tree):
                spoken = ENGLISH.search(text) and text != KOSOVO_NOTE and not TYPED.match(text)
                if spoken or {text, text.rpartition(", ")[2]} & untranslated:
                    left[text] = address
    assert left == {}
