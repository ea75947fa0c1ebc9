"""What is typed to do harm: refused with a reason, or kept to the letter and shown as plain words. And what is too
much: refused at once. Calls of another shape are `console/test_guard.py`'s."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth import invitations, sessions
from console import forms, guard
from console.forms import Kind
from content_store import backup, directory, ledger, questionnaires, translations
from content_store.db import Store, desk_for, visit
from content_store.permissions import Invalid, System, Unavailable
from content_store.spreadsheets import csv_of
from tests import cast
from tests.composed import House, actions_of, call_of, composed, sound
from tests.console.test_guard import JSON
from tests.content import publish_now, put_questionnaire, put_service, small_document
from tests.driver import UPDATE, draw, parts_of, press
from tests.test_permission_matrix import address

HOSTILE = {
    "a tag": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "an attribute": "\"' onmouseover='alert(1)' x=\"",
    "a Markdown link": "[press](javascript:alert(1)) ![](https://evil.example/p.png) <https://evil.example>",
    "a formula": "=cmd|' /C calc'!A0",
    "a formula of another kind": "+381 1;@SUM(1)",
    "right to left": "\u202eevil\u202c \u2067x\u2069",
    "a template": "{{7*7}} ${7*7} <%= 7 %>",
    "SQL": "'); DROP TABLE people; --",
    "marks upon marks": "Z\u0351\u036b\u036a" * 20,
}
TOO_MUCH = 5 * 2**20
READS_NOTHING = {"/console/sign-out", "/console/stay", "/console/download/content"}


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path) as house:
        publish_now(store, small_document(), ["en", "sq"], ["RS", "XK"])
        yield house


@pytest.fixture
def at_the_door(sqlite_store: Store, tmp_path: Path) -> Iterator[House]:
    """For what is turned away before any database is asked."""
    with composed(sqlite_store, tmp_path) as house:
        yield house


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is slowed down or asked for a password, and nothing is copied: it is the values that count."""
    monkeypatch.setattr(guard.Pace, "allows", lambda *_: True)
    monkeypatch.setattr(sessions, "confirmed", lambda: True)

    def no_disk(*_: object) -> None:
        raise Unavailable("There is no disk in this test.")

    monkeypatch.setattr(backup, "back_up", no_disk)


# --- every callback --------------------------------------------------------------------------------------------------


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(JSON, min_size=4, max_size=12), keys=st.lists(st.text(max_size=12), min_size=2, max_size=2))
def test_no_json_in_any_callback_ends_in_a_fault_of_ours(
    house: House, unhurried: None, values: list[Any], keys: list[str]
) -> None:
    client, actions = house.everything(), actions_of(house.console)
    turn = 0
    for name, entry in actions.items():

        def value() -> Any:
            nonlocal turn
            turn += 1
            return values[turn % len(values)]

        answer = client.post(UPDATE, json=call_of(name, entry, value, keys))
        sound(answer, 200, 204, 400, 422)
        assert "Incident" not in answer.text, name
    with visit(house.store) as session:
        assert ledger.verify(session) is None


# --- every field of every form ---------------------------------------------------------------------------------------


def test_every_text_field_keeps_hostile_words_to_the_letter_and_says_what_it_cannot_keep(at_the_door: House) -> None:
    fields = {
        (name, field.name): field
        for name, entry in actions_of(at_the_door.console).items()
        for field in getattr(getattr(entry["callback"], "form", None), "fields", ())
        if field.kind in (Kind.TEXT, Kind.AREA)
    }
    assert len(fields) > 12
    for where, field in fields.items():
        for words in HOSTILE.values():
            if len(words) <= field.most:
                assert forms.clean(field, words) == words, where
        for refused, reason in (
            ("x" * (field.most + 1), f"{field.most:,}"),
            ("a\0b", "cannot be kept"),
            ("\ud800", "cannot be kept"),
        ):
            with pytest.raises(Invalid, match=reason):
                forms.clean(field, refused)


@pytest.mark.parametrize(("piece", "status"), [("x" * TOO_MUCH, 413), ("nul \0", 422), ("half \ud83d", 422)])
def test_what_no_field_can_keep_reaches_no_action(at_the_door: House, unhurried: None, piece: str, status: int) -> None:
    client, before = at_the_door.everything(), at_the_door.kept()
    for name, entry in list(actions_of(at_the_door.console).items())[:: 6 if status == 413 else 1]:
        body = call_of(name, entry, lambda: piece)
        if body["state"] or body["inputs"]:
            sound(client.post(UPDATE, json=body), status)
    assert at_the_door.kept() == before


# --- kept and shown --------------------------------------------------------------------------------------------------

Shown = tuple[str, list[Any]]


def a_question(house: House, words: str) -> Shown:
    draft = put_questionnaire(house.store, small_document("typed"))
    client, seen = house.enter(cast.ana), {"questionnaire-seen": {"id": draft.id, "number": 1, "part": "item.q1"}}
    field = {"type": "questionnaire-field", "key": "text|item.q1.text"}
    press(client, field, seen, prop="value", value=words)
    with desk_for(house.store, cast.ana, reading=True) as desk:
        kept = questionnaires.open_draft(desk, draft.id).document.sections[0].items[0].text
    paths = (f"/questionnaire?id={draft.id}", f"/changes?id={draft.id}", f"/translation?id={draft.id}&locale=sq")
    return kept, [draw(client, paths[0]), draw(client, paths[1]), draw(house.enter(cast.teuta), paths[2])]


def a_service(house: House, words: str) -> Shown:
    service = put_service(house.store, name="Linja")
    client = house.enter(cast.mila)
    with desk_for(house.store, cast.mila) as desk:
        version = directory.open_service(desk, service).version
        directory.save_service(desk, service, version, name=words, organisation=words)
    with desk_for(house.store, cast.mila, reading=True) as desk:
        kept = directory.open_service(desk, service).particulars.name
    return kept, [
        draw(client, "/services"),
        draw(client, f"/service?id={service}"),
        draw(house.enter(cast.admin), "/history"),
    ]


def an_invitation(house: House, words: str) -> Shown:
    client = house.enter(cast.admin)
    press(
        client,
        "person-invite",
        {"invitation-name": words, "invitation-email": "a@example.org", "invitation-role": "expert"},
    )
    with desk_for(house.store, System()) as desk:
        [waiting] = invitations.waiting(desk)
    return waiting.name, [draw(client, "/people"), draw(client, "/history")]


def a_translation(house: House, words: str) -> Shown:
    client = house.enter(cast.teuta)
    with desk_for(house.store, cast.teuta, reading=True) as desk:
        unit = next(one for one in translations.units(desk, 1, "sq") if one.key == "item.q1.text")
    said = {"seen": unit.seen, "unit": unit.id, "version": unit.version}
    at = {"translation-where": {"id": 1, "locale": "sq"}, "translation-seen": said, "translation-text": words}
    press(client, {"type": "translation-save", "key": "item.q1.text"}, at)
    with desk_for(house.store, cast.teuta, reading=True) as desk:
        kept = next(one for one in translations.units(desk, 1, "sq") if one.key == "item.q1.text").text
    return kept, [draw(client, "/translation?id=1&locale=sq"), draw(house.enter(cast.admin), "/history")]


WAYS: dict[str, Callable[[House, str], Shown]] = {
    "a question": a_question,
    "a service": a_service,
    "an invitation": an_invitation,
    "a translation": a_translation,
}


@pytest.mark.parametrize("way", WAYS)
def test_hostile_words_are_kept_to_the_letter_and_stand_there_as_words(house: House, unhurried: None, way: str) -> None:
    words = " ".join(HOSTILE[name] for name in ("a tag", "a Markdown link", "right to left", "a template"))[:119]
    kept, screens = WAYS[way](house, words)
    assert kept == words
    for screen in screens:
        for part in parts_of(screen):
            inert(part)
    assert any(
        words in str(value) for screen in screens for part in parts_of(screen) for value in part["props"].values()
    )


def inert(part: dict[str, Any]) -> None:
    """Whatever a component is given, it is given as words."""
    assert part["type"] not in ("Markdown", "DangerouslySetInnerHTML"), part
    props = part["props"]
    assert "srcDoc" not in props and not props.get("dangerously_allow_html")
    for name in ("href", "src", "action", "formAction"):
        assert re.match(r"(https?://|mailto:|tel:|/|#|\?|$)", str(props.get(name, ""))), (name, props[name])


def test_a_table_for_a_spreadsheet_runs_none_of_it() -> None:
    table = csv_of(["x"], [[words] for words in HOSTILE.values()]).decode("utf-8-sig")
    assert not re.search(r'(?m)^"?[=+\-@]', table)


# --- too much --------------------------------------------------------------------------------------------------------


def test_whatever_is_too_large_is_refused_at_once_wherever_it_goes(at_the_door: House, unhurried: None) -> None:
    client, before = at_the_door.everything(), at_the_door.kept()
    tried = 0
    for rule in at_the_door.server.url_map.iter_rules():
        if "POST" not in (rule.methods or ()):
            continue
        path, begun = address(rule), time.thread_time()
        if path in READS_NOTHING:
            continue
        tried += 1
        kind = "application/json" if path == UPDATE else "multipart/form-data; boundary=b"
        answer = client.post(path, data=b"x" * TOO_MUCH, content_type=kind)
        said = (404, 413) if "<token>" in rule.rule else (413,)
        sound(answer, *said)
        assert time.thread_time() - begun < 1.5, path
    assert tried > 8
    assert at_the_door.kept() == before


# --- the same sent again ---------------------------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_service(house: House, unhurried: None) -> None:
    client = house.enter(cast.mila)
    named = {"name": "Linja", "kinds": ["helpline"], "national": True, "phone": "+381 1", "languages": []}
    fields = {f"service-{name}": value for name, value in (named | {"status": "active"}).items()}
    key = "9a1f2a55-0d0f-4a39-9d3a-6b8a0f0f5c11"
    seen = {"service-seen": {"id": None, "version": 0, "country": "RS", "key": key}}
    assert "Saved" in press(client, "service-save", fields | seen).notice
    assert "clashes" in press(client, "service-save", fields | seen).notice
    with desk_for(house.store, cast.mila, reading=True) as desk:
        assert [row.name for row in directory.listing(desk, directory.Wanted()).rows] == ["Linja"]


def test_an_edit_sent_twice_is_made_once(house: House, unhurried: None) -> None:
    draft = put_questionnaire(house.store, small_document("typed"))
    client, seen = house.enter(cast.ana), {"questionnaire-seen": {"id": draft.id, "number": 1, "part": "item.q1"}}
    field = {"type": "questionnaire-field", "key": "text|item.q1.text"}
    for _ in range(3):
        press(client, field, seen, prop="value", value="How often in a week?")
    with desk_for(house.store, cast.ana, reading=True) as desk:
        assert questionnaires.open_draft(desk, draft.id).number == 2
