"""What Dash would not send does not reach Dash."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auth.roles import Role
from console.guard import LONGEST_TEXT, Expected, Pace, Registered, Unlike, check, check_value
from tests.console.conftest import Enter
from tests.driver import UPDATE

KNOWN = {
    "..a.children...b.data..": Registered(
        (Expected("save", "n_clicks"), Expected({"type": "row", "key": ["ALL"]}, "value")),
        (Expected("seen", "data"),),
        (Expected("a", "children"), Expected("b", "data")),
        True,
    ),
    '{"key":["MATCH"],"type":"mark"}.children': Registered(
        (Expected({"type": "save", "key": ["MATCH"]}, "n_clicks"),),
        (Expected({"type": "words", "key": ["MATCH"]}, "value"),),
        (Expected({"type": "mark", "key": ["MATCH"]}, "children"),),
        False,
    ),
}
GOOD: dict[str, Any] = {
    "output": "..a.children...b.data..",
    "outputs": [{"id": "a", "property": "children"}, {"id": "b", "property": "data"}],
    "inputs": [
        {"id": "save", "property": "n_clicks", "value": 1},
        [{"id": {"type": "row", "key": "1"}, "property": "value", "value": "x"}],
    ],
    "changedPropIds": ["save.n_clicks"],
    "state": [{"id": "seen", "property": "data", "value": {"id": 5}}],
}
ROW: dict[str, Any] = {
    "output": '{"key":["MATCH"],"type":"mark"}.children',
    "outputs": {"id": {"type": "mark", "key": "7"}, "property": "children"},
    "inputs": [{"id": {"type": "save", "key": "7"}, "property": "n_clicks"}],
    "changedPropIds": ['{"key":"7","type":"save"}.n_clicks'],
    "state": [{"id": {"type": "words", "key": "7"}, "property": "value", "value": None}],
}


def changed(body: dict[str, Any], *path: Any, to: Any) -> dict[str, Any]:
    copied = copy.deepcopy(body)
    at: Any = copied
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = to
    return copied


def test_what_dash_sends_passes() -> None:
    check(GOOD, KNOWN, "/console/")
    check(ROW, KNOWN, "/console/")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (None, 400),
        ([], 400),
        ("text", 400),
        ({}, 400),
        (changed(GOOD, "output", to="other.children"), 404),
        (changed(GOOD, "output", to=["..a.children...b.data.."]), 400),
        (changed(GOOD, "outputs", to=GOOD["outputs"][:1]), 400),
        (changed(GOOD, "outputs", 0, "id", to="elsewhere"), 400),
        (changed(GOOD, "inputs", to=[]), 400),
        (changed(GOOD, "inputs", 0, "id", to="other"), 400),
        (changed(GOOD, "inputs", 0, "id", to={"type": "save"}), 400),
        (changed(GOOD, "inputs", 0, "property", to="value"), 400),
        (changed(GOOD, "inputs", 0, "more", to=1), 400),
        (changed(GOOD, "inputs", 1, to={"id": {"type": "row", "key": "1"}, "property": "value"}), 400),
        (changed(GOOD, "inputs", 1, 0, "id", "type", to="admin"), 400),
        (changed(GOOD, "inputs", 1, 0, "id", "key", to={"$gt": ""}), 400),
        (changed(GOOD, "state", to=None), 400),
        (changed(GOOD, "state", 0, "value", to={"type": "Iframe", "namespace": "x", "props": {}}), 400),
        (changed(GOOD, "state", 0, "value", to="half \ud800"), 422),
        (changed(GOOD, "state", 0, "value", to="nul\0"), 422),
        (changed(GOOD, "state", 0, "value", to=2**63), 400),
        (changed(GOOD, "changedPropIds", to=[{"id": 1}]), 400),
        (changed(GOOD, "cancelJob", to=["1"]), 400),
        (changed(ROW, "state", 0, "id", "key", to="8"), 400),
    ],
)
def test_what_dash_would_not_send_is_refused(body: Any, status: int) -> None:
    with pytest.raises(Unlike) as caught:
        check(body, KNOWN, "/console/")
    assert caught.value.status == status


@pytest.mark.parametrize(
    "value", ["x" * (LONGEST_TEXT + 1), [[[[[[[[[[[[[1]]]]]]]]]]]]], [0] * 3000, float("inf"), {"\0": 1}]
)
def test_a_value_out_of_bounds_is_refused(value: Any) -> None:
    with pytest.raises(Unlike):
        check_value(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=15,
)


def paths_of(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, each in inner for path in paths_of(each, (*at, key)))]


@pytest.fixture
def admin(enter: Enter) -> FlaskClient:
    return enter("Arta", *Role)


def routing(pathname: Any, search: Any) -> dict[str, Any]:
    return {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": pathname},
            {"id": "_pages_location", "property": "search", "value": search},
            {"id": "shell-beat", "property": "data", "value": ""},
        ],
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }


fuzz = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fuzz
@given(body=JSON)
def test_no_json_at_all_ends_in_a_fault_of_ours(admin: FlaskClient, body: Any) -> None:
    answer = admin.post(UPDATE, data=json.dumps(body), content_type="application/json")
    assert 400 <= answer.status_code < 500


@fuzz
@given(data=st.data())
def test_a_true_call_with_one_part_exchanged_never_ends_in_a_fault_of_ours(admin: FlaskClient, data: Any) -> None:
    body = routing("/console/statistics", "?country=RS")
    path = data.draw(st.sampled_from([path for path in paths_of(body) if path]))
    answer = admin.post(UPDATE, json=changed(body, *path, to=data.draw(JSON.filter(lambda v: v == v))))
    assert answer.status_code in (200, 400, 404, 422)


@fuzz
@given(pathname=st.text(max_size=40), search=st.text(max_size=60))
def test_any_address_is_a_screen_or_refused(admin: FlaskClient, pathname: str, search: str) -> None:
    for path in (pathname, f"/console/{pathname}"):
        answer = admin.post(UPDATE, json=routing(path, f"?{search}"))
        assert answer.status_code in (200, 400, 422)


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 200_000, "application/json", 400),
        ('{"output": NaN}', "application/json", 400),
        ("\xff\xfe", "application/json", 400),
        ("{}", "text/plain", 415),
        ("{}", "application/json-patch+json", 415),
        ("x" * (2**20 + 1), "application/json", 413),
    ],
)
def test_a_body_that_is_no_call_is_refused(admin: FlaskClient, data: str, kind: str, status: int) -> None:
    assert admin.post(UPDATE, data=data.encode("latin-1"), content_type=kind).status_code == status


def test_one_person_s_flood_is_stopped_and_others_go_on() -> None:
    pace = Pace(burst=5, per_second=0)
    assert [pace.allows(1) for _ in range(7)] == [True] * 5 + [False] * 2
    assert pace.allows(2)


def test_a_flood_of_calls_is_answered_with_429(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "allows", lambda _pace, _person: False)
    assert admin.post(UPDATE, json=routing("/console/", "")).status_code == 429


def test_what_runs_in_the_browser_cannot_be_called_here(admin: FlaskClient) -> None:
    body = {"output": "shell-keys.is_open", "outputs": {"id": "shell-keys", "property": "is_open"}, "inputs": []}
    assert admin.post(UPDATE, json=body).status_code == 404


def test_a_stranger_s_call_is_refused_unread(server: Flask) -> None:
    assert server.test_client().post(UPDATE, data="{", content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    ("typed", "status", "words"),
    [
        ("x" * (LONGEST_TEXT + 1), 413, "has 200,001 characters, 200,000 is the most"),
        ("x" * 2**21, 413, "has 2.1 MB, and 1 MB can be sent at once"),
        ("half \ud800", 422, "a character that cannot be kept"),
        ("nul\0", 422, "a character that cannot be kept"),
    ],
)
def test_who_typed_what_cannot_be_kept_is_told_why(admin: FlaskClient, typed: str, status: int, words: str) -> None:
    answer = admin.post(UPDATE, json=routing("/console/", typed))
    assert answer.status_code == status and words in answer.get_json()["message"]
