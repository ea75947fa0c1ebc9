from __future__ import annotations

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message
from flask.testing import FlaskClient
from sqlalchemy import func, select

from auth.roles import Role
from console import marked
from console.language import LANGUAGES, SOURCE, _
from content_store.db import Store, visit
from content_store.models.accounts import Person
from content_store.models.ledger import LedgerEntry
from tests.console.conftest import Enter
from tests.driver import draw, text_of

OTHERS = [tag for tag in LANGUAGES if tag != SOURCE]


def placeholders(words: str) -> set[str]:
    return {name for _words, name, _form, _kind in Formatter().parse(words) if name}


def forms(message: Message) -> list[tuple[str, str]]:
    """The English beside each translation of it."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return [(message.id[1], form or "") for form in message.string]


def from_beneath(message: Message) -> bool:
    """Sentences of refusals: who writes one need not know Serbian, and in English it is understood."""
    return all(place.startswith(("assessment/", "content_store/")) for place, _line in message.locations)


def edges(words: str) -> tuple[bool, bool]:
    """Whether blanks hold it apart from what stands beside it."""
    return words[:1].isspace(), words[-1:].isspace()


@pytest.mark.parametrize("tag", OTHERS)
def test_everything_marked_is_translated_with_the_same_values(tag: str) -> None:
    wanted = [message for message in marked.renewed(tag) if message.id]
    assert len(wanted) > 1000
    wrong = [
        (english, said)
        for message in wanted
        for english, said in forms(message)
        if (not said.strip() and not from_beneath(message))
        or (said.strip() and (placeholders(said) != placeholders(english) or edges(said) != edges(english)))
    ]
    assert wrong == []


@pytest.mark.parametrize("tag", OTHERS)
def test_a_catalogue_holds_nothing_that_nobody_says_any_more(tag: str) -> None:
    assert {str(message.id) for message in marked.kept(tag)} <= {str(message.id) for message in marked.renewed(tag)}


def choose(client: FlaskClient, tag: str, referrer: str = "http://localhost/console/history?page=2") -> tuple[int, str]:
    answer = client.post("/console/language", data={"tag": tag}, headers={"Referer": referrer})
    return answer.status_code, answer.headers.get("Location", "")


def test_who_chooses_serbian_reads_serbian_and_stays_where_they_were(store: Store, enter: Enter) -> None:
    client = enter("Jelena", Role.ADMINISTRATOR)
    assert '<html lang="en">' in client.get("/console/").text
    assert choose(client, "sr-Latn") == (303, "/console/history?page=2")
    assert '<html lang="sr-Latn">' in client.get("/console/").text
    assert "Odjavi se" in text_of(client.get("/console/_dash-layout").get_json())
    assert text_of(draw(client, "/nowhere")).startswith("Ovde nema ničega")
    with visit(store) as session:
        entry = session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
        assert entry is not None and entry.verb == "person:language-chosen"
        assert (entry.before, entry.after) == ('{"language": "en"}', '{"language": "sr-Latn"}')


def test_a_colleague_goes_on_reading_english(enter: Enter) -> None:
    jelena, ana = enter("Jelena", Role.EXPERT), enter("Ana", Role.EXPERT)
    choose(jelena, "sr-Latn")
    assert text_of(draw(ana, "/nowhere")).startswith("Nothing here")


@pytest.mark.parametrize("tag", ["", "sq", "xx", "en\0", "sr-Latn" * 99])
def test_a_language_that_the_console_does_not_speak_is_refused(store: Store, enter: Enter, tag: str) -> None:
    client = enter("Jelena", Role.EXPERT)
    with visit(store) as session:
        before = session.scalar(select(func.count()).select_from(LedgerEntry))
    assert choose(client, tag)[0] == 422
    with visit(store) as session:
        assert session.scalar(select(Person.locale).where(Person.name == "Jelena")) == "en"
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == before


def test_choosing_a_language_leads_nowhere_outside(enter: Enter) -> None:
    client = enter("Jelena", Role.EXPERT)
    assert choose(client, "sr-Latn", "https://elsewhere.example/phish") == (303, "/console/")


def test_without_a_reader_the_words_are_english() -> None:
    assert _("{n} in all", n=1234) == "1,234 in all"


def test_values_are_put_in_by_name_so_that_the_words_can_be_found() -> None:
    assert all(not re.search(r"\{\d*\}", mark.one) for mark in marked.marks())
