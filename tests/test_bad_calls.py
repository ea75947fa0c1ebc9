"""Calls of the console that its own pages would not make, and what is written down when something breaks. Whether a
call has the shape of one is `console/test_guard.py`'s; here its values are wrong."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auth import sessions
from console import acts, editing, guard
from content_store import backup, ledger, questionnaires
from content_store.db import Store, desk_for, visit
from tests import cast
from tests.composed import House, actions_of, call_of, composed, sound
from tests.content import audit_like_document, publish_now, small_document
from tests.driver import UPDATE, draw, press, text_of
from tests.public_site.respondent import Respondent

SMALL = "/en/rs/small/"
MARKS = ("203.0.113.77", "Canary-Browser-7f3a", "canary words")


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path) as house:
        publish_now(store, small_document(), ["en", "sq"], ["RS", "XK"])
        yield house


ODD: list[Any] = [
    *(None, True, 0, 1, -1, 10**17, 2**62, 1.5, 1e300, "", " ", "x", "{", "{}", "\u202e", "é" * 9000, "2026-02-30"),
    *([], ["x"], [None], [[1]], [{}], {}, {"a": 1}, {"id": {}, "number": []}, {"id": True}, {"id": "1", "number": "1"}),
    *({"id": 1, "number": 1, "part": part} for part in ("", "item.q1", "item", "x.y.z", "|||")),
    *({"id": 1, "version": 1, "country": country} for country in ("RS", "", [], None)),
    *({"id": 1, "locale": locale} for locale in ("sq", "", [], {"tag": "sq"})),
    *({"seen": seen, "unit": 1, "version": 1} for seen in ("", {}, "1.abc")),
]
KEYS = (
    *("text|item.q1.text", "points|frequency|never", "move|q1|1", "add_rule|nobody", "add_flag|x", "add_results|gone"),
    *("low|everybody.total|x|y", "take|theirs", "1", "999999999999999999", "", "|", "é", "off"),
)


def test_no_value_in_any_callback_ends_in_a_fault_of_ours(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(guard.Pace, "allows", lambda *_: True)
    monkeypatch.setattr(sessions, "confirmed", lambda: True)
    monkeypatch.setattr(backup, "back_up", lambda *_: Path("console.zip"))  # not a hundred copies
    client, chance = house.everything(), random.Random(7)
    for name, entry in actions_of(house.console).items():
        for _ in range(25):
            one = chance.choice(ODD)
            value = (lambda one=one: one) if chance.random() < 0.5 else (lambda: chance.choice(ODD))
            keys = chance.sample(KEYS, 2)
            answer = sound(client.post(UPDATE, json=call_of(name, entry, value, keys)), 200, 204, 400, 413)
            assert "Incident" not in answer.text, (name, keys)
    assert "incident" not in caplog.text
    with visit(store) as session:
        assert ledger.verify(session) is None


LIES = (
    *("{bad.n_clicks", "nothing", "", ".", "[].x", '"x".y', "null.n_clicks", "[" * 900 + ".x"),
    *('{"type":"admin","index":"../x"}.n_clicks', '{"key":{},"type":"people-withdraw"}.n_clicks'),
    '{"key":5,"type":"person-take"}.n_clicks',
)


def test_a_lie_about_what_was_touched_is_refused(house: House, store: Store) -> None:
    client = house.everything()
    for name, entry in actions_of(house.console).items():
        body = call_of(name, entry, lambda: 1)
        for lie in LIES[:: 1 + len(name) % 3]:
            sound(client.post(UPDATE, json=body | {"changedPropIds": [lie]}), 400, 429)


GONE = (
    *("add_flag|gone", "add_rule|gone", "add_results|gone", "add_block|gone|total|low|tip", "add_term|gone|q1"),
    *("mend|extend banding everybody.gone", "remove_item|gone", "add_band|everybody.gone", "add_row|gone"),
)


def test_a_button_of_something_that_is_gone_says_so(house: House) -> None:
    """Two people at one draft: what the one took away, the other still has a button for."""
    client, seen = house.enter(cast.ana), {"questionnaire-seen": {"id": 1, "number": 1, "part": ""}}
    for key in GONE:
        answer = press(client, {"type": "questionnaire-act", "key": key}, seen)
        assert answer.status == 200 and answer.notice and "Incident" not in answer.notice, key
    with desk_for(house.store, cast.ana, reading=True) as desk:
        assert questionnaires.open_draft(desk, 1).number == 1


CODES = (
    *("q1", "q2", "main", "total", "low", "high", "never", "frequency", "everybody", "everybody.total", "anyone", "q9"),
    *("everybody.anyone", "everybody.total.low", "low_headline", "title", "summary", "item.q1.text", "minimum", "when"),
    *("required", "choices", "unanswered", "minutes", "single", "grid", "headline", "0", "1", "-1", "99999", "x", " "),
)
TYPED: tuple[Any, ...] = (
    *("", "x", 'q1 == "never"', "q9 == 1", "flag(x)", 'band(total) == "low"', "score(total) > 2", "age > 3", "0", "-5"),
    *("0.5", "1e9", None, True, [], ["helpline"], ["x"], {}, "hard", "prorate", "severe", "{loop}", "2026-13-45"),
    *("q1 @ never", 'loop == "x"', "count(q1) >= 2", "not answered(q1)", "(" * 300, "1 +" * 300 + "1", "\u200b"),
)


def test_whatever_is_done_to_a_draft_every_screen_of_it_can_be_drawn(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(guard.Pace, "allows", lambda *_: True)
    client, chance = house.enter(cast.ana), random.Random(3)
    names = {"act": sorted(acts._ACTS), "field": sorted(editing._EDITS)}
    for walk in range(15):
        document = (small_document, audit_like_document)[walk % 2](f"walk_{walk}")
        with desk_for(store, cast.ana) as desk:
            draft = questionnaires.create(desk, document)
        done = []
        for _ in range(6):
            with desk_for(store, cast.ana, reading=True) as desk:
                number = questionnaires.open_draft(desk, draft.id).number
            kind = chance.choice(("act", "field"))
            key = "|".join([chance.choice(names[kind]), *chance.sample(CODES, chance.choice((1, 1, 2, 2, 3, 4)))])
            value = 1 if kind == "act" else chance.choice(TYPED)
            seen = {"questionnaire-seen": {"id": draft.id, "number": number, "part": chance.choice(CODES)}}
            prop = "n_clicks" if kind == "act" else "value"
            answer = press(client, {"type": f"questionnaire-{kind}", "key": key}, seen, prop=prop, value=value)
            done.append((key, value))
            assert answer.status == 200 and "Incident" not in answer.notice, done
        for screen in ("questionnaire", "changes", "preview", "translations"):
            assert "Something went wrong" not in text_of(draw(client, f"/{screen}?id={draft.id}")), (screen, done)
        run = Respondent(client, f"/console/preview-frame/{draft.id}/en/rs/").open()
        for fields in ({}, {"q1": "daily"}, {"q2": "daily"}):
            if run.status == 200 and 'name="t"' in run.page:
                run.press(**fields)
        assert run.status in (200, 422), done
    assert "incident" not in caplog.text


def test_a_draft_in_a_language_that_the_site_does_not_speak_says_so_in_its_preview(house: House, store: Store) -> None:
    with desk_for(store, cast.ana) as desk:
        draft = questionnaires.create(desk, replace(small_document("arabic"), source_locale="ar"))
    answer = sound(house.enter(cast.ana).get(f"/console/preview-frame/{draft.id}/ar/rs/"), 404)
    assert "does not speak" in answer.text


def test_a_draft_too_broken_to_be_walked_says_so_in_its_preview(house: House, store: Store) -> None:
    document = small_document("broken")
    profile = document.profiles[0]
    lost = replace(profile, bandings=(replace(profile.bandings[0], scale="nowhere"),))
    with desk_for(store, cast.ana) as desk:
        draft = questionnaires.create(desk, replace(document, profiles=(lost,)))
    address = f"/console/preview-frame/{draft.id}/en/rs/"
    client = house.enter(cast.ana)
    run = Respondent(client, address).open()
    for fields in ({}, {"q1": "daily"}, {"q2": "daily"}):
        if run.status == 200:
            run.press(**fields)
    assert run.status == 422 and "Mend them" in run.page
    assert "frame-ancestors 'self'" in run.response.headers["Content-Security-Policy"]  # else the frame stays empty


# --- what is written down --------------------------------------------------------------------------------------------


def test_a_fault_that_nobody_foresaw_shows_a_number_and_logs_no_words(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("canary words")

    monkeypatch.setattr(house.server.extensions["public_site"].shelf, "offer", broken)
    for endpoint in ("auth.password", "console_vendor", "/console/_reload-hash"):
        monkeypatch.setitem(house.server.view_functions, endpoint, broken)
    headers = {"User-Agent": MARKS[1], "X-Forwarded-For": MARKS[0]}
    client = house.enter(cast.admin)
    with caplog.at_level(logging.DEBUG):
        for path, status in (("/", 503), ("/console/password", 500), ("/console/vendor/x", 500)):
            answer = client.get(path, headers=headers, environ_base={"REMOTE_ADDR": MARKS[0]})
            assert "canary" not in sound(answer, status).text
        assert "incident" in client.get("/console/password").text
    assert "ValueError" in caplog.text
    assert not [mark for mark in MARKS if mark in caplog.text]


def test_a_fault_while_a_fault_is_answered_logs_no_words_either(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("canary words")

    monkeypatch.setattr(house.server.extensions["public_site"].shelf, "offer", broken)
    monkeypatch.setattr("public_site.plain_pages.busy", broken)
    with caplog.at_level(logging.DEBUG):
        answer = house.stranger().get("/en/", headers={"User-Agent": MARKS[1]})
    assert answer.status_code == 500 and "canary" not in answer.text
    assert "incident" in caplog.text and "ValueError" in caplog.text
    assert not [mark for mark in MARKS if mark in caplog.text]


def test_nothing_that_is_refused_is_written_down_with_who_sent_it(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    client = house.enter(cast.admin)
    headers = {"User-Agent": MARKS[1], "X-Forwarded-For": MARKS[0], "Accept": "text/html"}
    more: dict[str, Any] = {"headers": headers, "environ_base": {"REMOTE_ADDR": MARKS[0]}}
    with caplog.at_level(logging.DEBUG):
        for path in (
            "/",
            SMALL,
            "/nowhere/",
            "/console/",
            "/console/sign-in",
            UPDATE,
            "/leave",
            "/console/assets/no.css",
        ):
            for method in ("GET", "POST", "DELETE"):
                client.open(f"{path}?q={MARKS[2]}", method=method, data={"t": MARKS[2], "email": MARKS[2]}, **more)
    printed = "".join(capfd.readouterr())
    assert not [mark for mark in MARKS if mark in caplog.text + printed]
