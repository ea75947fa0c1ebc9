"""The short way for the request that there is most of: a step of a run.

It stands before Flask and calls what the route calls. Whatever is out of the ordinary (another kind of form, a strange
host, another site's page, a fault of ours) goes on to Flask as it came, and is answered there.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.utils import get_host

from public_site.answers import BODY_MOST, PACKED_FROM, page
from public_site.site import STEP, Site, step
from public_site.visiting import Answered

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

Environ = dict[str, Any]
Admits = Callable[[Environ, str], bool]
"""(environ, validated host) -> whether such a form may come in at all."""

FORM = "application/x-www-form-urlencoded"
SCHEMES = frozenset({"http", "https"})
LENGTH = "Content-Length"


def install(server: Flask, site: Site, admits: Admits) -> None:
    """Comes after every route and hook, and before what rewrites requests (a proxy's headers)."""
    server.wsgi_app = Shortcut(server, site, admits)  # type: ignore[method-assign]


class Shortcut:
    def __init__(self, server: Flask, site: Site, admits: Admits) -> None:
        self._server = server
        self._site = site
        self._admits = admits
        self._flask: WSGIApplication = server.wsgi_app
        self._route = lru_cache(maxsize=1024)(self._routed)
        self._host = lru_cache(maxsize=64)(self._checked)
        self._headers: dict[str, list[tuple[str, str]]] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and environ.get("CONTENT_TYPE") == FORM:
            answered = self._answered(environ)
            if answered is not None:
                return self._send(answered, environ, start_response)
        return self._flask(environ, start_response)

    def _answered(self, environ: Environ) -> Answered | None:
        """None: a matter for Flask, which finds the request as it came and nothing counted."""
        try:
            where = self._route(environ["PATH_INFO"])
            host = self._host(environ["wsgi.url_scheme"], environ["HTTP_HOST"])
            length = int(environ["CONTENT_LENGTH"])
            if where is None or not host or not self._admits(environ, host):
                return None
        except (KeyError, ValueError, HTTPException):
            return None
        if not 0 < length <= BODY_MOST or "HTTP_TRANSFER_ENCODING" in environ or environ.get("SCRIPT_NAME"):
            return None
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            return step(self._site, *where, form_in(body)) if len(body) == length else None
        except Exception:  # the route meets the same, and has a page for it
            return None

    def _send(self, answered: Answered, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        scheme, size = environ["wsgi.url_scheme"], len(answered.body)
        if answered.status != 200 or size >= PACKED_FROM:
            return self._completed(answered, environ)(environ, start_response)
        headers = self._headers.get(scheme)
        if headers is None:
            every = self._completed(answered, environ).headers
            headers = self._headers[scheme] = [pair for pair in every if pair[0] != LENGTH]
        start_response("200 OK", [*headers, (LENGTH, str(size))])
        return [answered.body]

    def _completed(self, answered: Answered, environ: Environ) -> Response:
        """As Flask would send it: with what every hook adds. For short pages that is the same each time."""
        with self._server.request_context(environ):
            return self._server.process_response(page(answered.body, answered.status))

    def _routed(self, path: str) -> tuple[str, str, str] | None:
        if not path.isascii():
            return None
        endpoint, names = self._server.url_map.bind("").match(path, "POST")
        return (names["tag"], names["country"], names["slug"]) if endpoint == STEP else None

    def _checked(self, scheme: str, host: str) -> str:
        return get_host(scheme, host, None, self._server.config["TRUSTED_HOSTS"]) if scheme in SCHEMES else ""


def form_in(body: bytes) -> dict[str, list[str]]:
    """The fields of a form, as Flask reads them. Raises ValueError for what is not text."""
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True, errors="werkzeug.url_quote"):
        fields.setdefault(name, []).append(value)
    return fields
