"""The console as a whole: nothing of it for strangers, everything of it declared."""

from __future__ import annotations

import json
import re

import dash
import pytest
from flask import Flask
from flask.testing import FlaskClient

from auth import gate
from auth.roles import Role
from content_store.db import Store
from content_store.permissions import Permission
from tests.console.conftest import Enter
from tests.driver import draw, new_server, text_of

ROUTER = ".._pages_content.children..._pages_store.data.."  # Dash's own; what it draws is a screen, which checks

STRANGERS_TRY = [
    "/console/",
    "/console/history",
    "/console/_dash-layout",
    "/console/_dash-dependencies",
    "/console/_reload-hash",
    "/console/assets/console.css",
    "/console/assets/../app.py",
    "/console/vendor/bootstrap.min.css",
    "/console/_dash-component-suites/dash/html/dash_html_components.min.js",
    "/console/login/../history",
    "/console/_mcp",
]


@pytest.mark.parametrize("path", STRANGERS_TRY)
def test_a_stranger_sees_nothing_of_the_console(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code in (303, 401, 404)
    assert "Everything" not in answer.text and "History" not in answer.text


def test_every_action_names_the_permission_it_needs(server: Flask) -> None:
    app = server.extensions["console"]
    unmarked = [
        name
        for name, entry in app.callback_map.items()
        if "callback" in entry
        and name != ROUTER
        and not isinstance(getattr(entry["callback"], "needs", None), Permission)
    ]
    assert unmarked == []


def test_every_screen_names_the_permission_it_needs(server: Flask) -> None:
    assert dash.page_registry
    for page in dash.page_registry.values():
        assert isinstance(page["layout"].needs, Permission), page["module"]


def test_no_screen_takes_ids_from_its_path(server: Flask) -> None:
    assert [page["path"] for page in dash.page_registry.values() if page["path_template"]] == []


def test_every_address_of_the_console_says_what_it_needs(server: Flask) -> None:
    ours = [rule.endpoint for rule in server.url_map.iter_rules() if rule.rule.startswith("/console")]
    assert [endpoint for endpoint in ours if gate.needs_of(endpoint) is None] == []


def test_no_screen_is_drawn_into_the_page_that_everybody_loads_first(enter: Enter) -> None:
    first = enter("Cene", Role.COUNSELLOR).get("/console/").text
    assert "Every change is written here" not in first
    assert "validation_layout" not in first


def test_a_person_s_rail_has_the_screens_of_their_role(enter: Enter) -> None:
    def rail(*roles: Role) -> str:
        return text_of(enter("Somebody", *roles).get("/console/_dash-layout").get_json())

    assert "History" in rail(Role.ADMINISTRATOR)
    assert "History" not in rail(Role.TRANSLATOR)
    assert "Statistics" not in rail(Role.COUNSELLOR)
    assert "Sign out" in rail(Role.COUNSELLOR)


def test_every_screen_says_that_what_it_shows_is_a_demonstration(server: Flask, enter: Enter) -> None:
    def frame() -> str:
        return text_of(enter("Somebody", Role.COUNSELLOR).get("/console/_dash-layout").get_json())

    server.config["DEMONSTRATION"] = False
    try:
        assert "Demonstration" not in frame()
        server.config["DEMONSTRATION"] = True
        assert "Demonstration" in frame()
    finally:
        server.config["DEMONSTRATION"] = False


def test_an_unknown_address_is_not_found_and_says_so(enter: Enter) -> None:
    client = enter("Cene", Role.COUNSELLOR)
    assert client.get("/console/nowhere").status_code == 404
    assert client.get("/console/statistics").status_code == 200
    assert text_of(draw(client, "/nowhere")).startswith("Nothing here")


def test_nobody_can_turn_on_the_tool_server_by_an_environment_variable(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DASH_MCP_ENABLED", "DASH_ENABLE_MCP", "DASH_DEBUG"):
        monkeypatch.setenv(name, "true")
    server = new_server(store)
    assert not [rule.rule for rule in server.url_map.iter_rules() if "mcp" in rule.rule]
    assert not server.debug


def test_inline_scripts_are_named_in_the_policy_and_no_others_may_run(enter: Enter) -> None:
    answer = enter("Cene", Role.COUNSELLOR).get("/console/")
    policy = answer.headers["Content-Security-Policy"]
    inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    assert inline
    assert len(re.findall(r"'sha256-", policy)) >= len(inline)
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts and "unsafe" not in scripts[1]


def test_an_unknown_component_library_is_not_found(enter: Enter) -> None:
    client = enter("Cene", Role.COUNSELLOR)
    for path in ("x/y.js", "dash/../../app.py", "dash/nothing.js", "plotly/package_data/none.js"):
        assert client.get(f"/console/_dash-component-suites/{path}").status_code == 404


def test_what_the_browser_loads_first_is_compressed_and_light(enter: Enter) -> None:
    client = enter("Cene", Role.COUNSELLOR)
    page = client.get("/console/").text
    sources = [src for src in re.findall(r'(?:src|href)="(/console/[^"]+)"', page) if "plotly" not in src]
    weights = {src: len(client.get(src, headers={"Accept-Encoding": "br"}).data) for src in sources}
    assert len(weights) > 8
    assert sum(weights.values()) <= 600 * 1024, json.dumps(weights, indent=1)


def test_the_public_pages_are_not_compressed_beside_the_console(server: Flask, stranger: FlaskClient) -> None:
    server.config["TESTING"] = True
    answer = stranger.get("/console/sign-in", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers


def test_several_servers_in_a_process_each_have_every_action(store: Store) -> None:
    one, other = new_server(store), new_server(store)
    assert set(one.extensions["console"].callback_map) == set(other.extensions["console"].callback_map)
