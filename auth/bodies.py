"""What is sent is read here, before the request is looked at, and not by everybody at once.

A thread of the server waits while a body comes in. Whoever sends half of one could hold a thread for ever, so only some
of the threads may wait like that; the others go on serving. Whoever comes when all of those are taken is told at once.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from threading import Semaphore
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from content_store.permissions import Unavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

KEPT_MOST = 2**16  # bytes: larger bodies are read by the route that wants them, but within the same bounds
FULL = "auth.bodies.full"


def install(server: Flask, waiting_most: int) -> None:
    """Comes after whatever else stands before Flask and reads bodies. `waiting_most`: how many of the server's threads
    may wait for what is sent to them."""
    server.wsgi_app = Bodies(server.wsgi_app, waiting_most)  # type: ignore[method-assign]


def refuse_when_full() -> None:
    """Raises Unavailable where the body was left unread."""
    if FULL in request.environ:
        raise Unavailable("Too many people are sending something at this moment. Try again in a minute.")


class Bodies:
    def __init__(self, app: Any, waiting_most: int) -> None:
        self._app = app
        self._places = Semaphore(waiting_most)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._app(environ, start_response)  # type: ignore[no-any-return]
        if not self._places.acquire(blocking=False):
            environ[FULL] = True
            environ["wsgi.input"] = io.BytesIO()
            return self._app(environ, start_response)  # type: ignore[no-any-return]
        try:
            if not length.isdecimal() or int(length) > KEPT_MOST:
                return self._app(environ, start_response)  # type: ignore[no-any-return]
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))
        finally:
            self._places.release()
        return self._app(environ, start_response)  # type: ignore[no-any-return]
