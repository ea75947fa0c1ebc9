"""The two smallest answers a server can give, for comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask

flask_app = Flask(__name__)
PAGE = b"<!doctype html><title>x</title>" + b"<p>hello</p>" * 200


@flask_app.route("/", methods=["GET", "POST"])
def hello() -> bytes:
    """A page of 2.4 KB from Flask."""
    return PAGE


def wsgi_app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The same page from plain WSGI."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]
