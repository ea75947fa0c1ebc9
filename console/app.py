"""Puts the console together and mounts it on the server at /console/."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import dash
from dash import Dash, Input
from dash.exceptions import DependencyException
from flask import Flask, Response, abort, request, send_file
from flask_compress import Compress

from auth import gate, headers
from auth.language import Lent, lend
from console import actions, guard, language_choice, refusals, session_end, shell
from console.frame import frame
from console.here import PREFIX
from console.language import LANGUAGES, _, of_reader
from content_store.db import Store
from content_store.permissions import Permission

TITLE = "Self-Assessment Console"
BOOTSTRAP = "flask_bootstrap"  # the package that brings Bootstrap's style sheet; the component library brings none
VENDOR = {"bootstrap.min.css": "static/bootstrap5/css/bootstrap.min.css"}
DISPATCH = PREFIX + "_dash-update-component"
INDEX = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>{%title%}</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%2312766f'/%3E%3Cpath d='M4 8.4l2.6 2.6L12 5.4' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E">
{%css%}
</head>
<body>
{%app_entry%}
<footer>{%config%}{%scripts%}{%renderer%}</footer>
</body>
</html>"""  # noqa: E501


class Console(Dash):
    """The browser must know the language before any script runs."""

    def interpolate_index(self, **parts: str) -> str:
        page: str = super().interpolate_index(**parts)
        return page.replace('lang="{lang}"', f'lang="{of_reader().lang}"', 1)


def build(server: Flask, store: Store) -> Dash:
    """Mounts the console on a server whose gate is in place already. Can be called for several servers in a process,
    one after the other; each gets every page and action."""
    server.extensions["store"] = store
    lend(server, Lent(LANGUAGES, _, refusals.spoken))
    before = list(server.before_request_funcs.get(None, []))
    app = Console(
        __name__,
        server=server,
        url_base_pathname=PREFIX,
        title=TITLE,
        update_title="",
        assets_folder=str(Path(__file__).parent / "assets"),
        use_pages=True,
        pages_folder="",  # we import them, as modules of the package they are
        routing_callback_inputs={"beat": Input(shell.BEAT, "data")},
        external_stylesheets=[f"{PREFIX}vendor/bootstrap.min.css"],
        index_string=INDEX,
        serve_locally=True,
        include_pages_meta=False,
        suppress_callback_exceptions=True,  # otherwise every page is drawn into the index, for whoever asks
        enable_mcp=False,  # explicitly: an environment variable could turn it on
        add_log_handler=False,
        on_error=actions.tell,
    )
    app.layout = frame
    _import_pages()
    actions.register_all(app)
    _set_up(server, before)
    server.before_request(guard.guard(guard.registered(app), DISPATCH, PREFIX))
    _serve_vendor(server)
    language_choice.install(server)
    session_end.install(server)
    _compress(server)
    server.register_error_handler(DependencyException, lambda _error: Response("", status=404))
    _answer_404_for_unknown_screens(server)
    _declare(server)
    headers.allow_scripts(server, app.csp_hashes())
    server.extensions["console"] = app
    return app


def _import_pages() -> None:
    """Each module of `pages` that registers itself; its layout must be a `screen`. By name, as Dash's own discovery
    would: pages are built upon the console, not the other way round."""
    folder = importlib.import_module("pages")
    for found in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"pages.{found.name}")
        page = dash.page_registry.get(module.__name__)
        if page is None:
            continue
        if not hasattr(module.layout, "needs"):
            raise TypeError(f"{module.__name__}.layout names no permission: decorate it with console.actions.screen")
        page["layout"] = module.layout
        page["title"] = _titled(page["supplied_title"])


def _titled(words: str) -> Callable[..., str]:
    return lambda **_variables: _(words)


def _set_up(server: Flask, before: Sequence[object]) -> None:
    """Lets Dash do now what it leaves to the first request. Some of it registers callbacks and inline scripts, which
    the guard and the content security policy must know before anybody comes."""
    with server.test_request_context(PREFIX):
        for function in server.before_request_funcs.get(None, []):
            if function not in before:
                function()


def _serve_vendor(server: Flask) -> None:
    def vendor(name: str) -> Response:
        if name not in VENDOR:
            abort(404)
        with resources.as_file(resources.files(BOOTSTRAP) / VENDOR[name]) as path:
            return send_file(path, max_age=86_400, conditional=True)

    server.add_url_rule(f"{PREFIX}vendor/<name>", "console_vendor", vendor)


def _compress(server: Flask) -> None:
    """Dash compresses nothing, and its bundles are megabytes. Only the console's endpoints: the public site packs what
    is long by itself."""
    server.config.setdefault("COMPRESS_REGISTER", False)
    server.config.setdefault("COMPRESS_ALGORITHM", ["br", "gzip"])
    server.config.setdefault("COMPRESS_BR_LEVEL", 5)
    server.config.setdefault("COMPRESS_MIMETYPES", ["text/html", "text/css", "application/json", "text/javascript"])
    compress = Compress(server)
    for endpoint, view in server.view_functions.items():
        if _ours(endpoint):
            server.view_functions[endpoint] = compress.compressed()(view)


def _answer_404_for_unknown_screens(server: Flask) -> None:
    def after(response: Response) -> Response:
        if request.endpoint == f"{PREFIX}<path:path>" and response.status_code == 200 and not known_screen():
            response.status_code = 404
        return response

    server.after_request(after)


def known_screen() -> bool:
    path = "/" + request.path.removeprefix(PREFIX).strip("/")
    return any(page["path"] == path for page in dash.page_registry.values())


def _ours(endpoint: str) -> bool:
    return endpoint.startswith(PREFIX) or endpoint == "console_vendor" or endpoint.endswith("_dash_assets.static")


def _declare(server: Flask) -> None:
    """Tells the gate that all of it is for those who may enter; what a screen or an action needs beyond that is
    checked by itself."""
    for rule in server.url_map.iter_rules():
        if _ours(rule.endpoint):
            gate.declare(rule.endpoint, Permission.CONSOLE_ENTER)
