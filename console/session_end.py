"""How long the session still goes on, told with every answer, so that nobody is signed out in the middle of a sentence.
`assets/connection.js` warns in time and lets the person stay."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, Response, request

from auth import gate, sessions
from console import here
from content_store.permissions import Permission, Unavailable

HEADER = "Session-Ends-In"  # seconds if it is not used any more, and at most
ADDRESS = here.PREFIX + "stay"
ENDPOINT = "console_stay"


def install(server: Flask) -> None:
    """Adds the header to the answers of the console, and the route that only keeps the session in use."""
    gate.declare(ENDPOINT, Permission.CONSOLE_ENTER)
    server.add_url_rule(ADDRESS, ENDPOINT, lambda: Response(status=204), methods=["POST"])
    server.after_request(_tell)


def _tell(response: Response) -> Response:
    endpoint = request.endpoint or ""
    with suppress(Unavailable):  # the answer already says that the database is away
        if (endpoint.startswith(here.PREFIX) or endpoint == ENDPOINT) and (left := sessions.time_left()):
            response.headers[HEADER] = " ".join(str(max(0, int(one.total_seconds()))) for one in left)
    return response
