"""What every answer tells the browser not to do. A header that a page has set itself is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from flask import Flask, Response, current_app, request

from content_store.permissions import Permission

_HASH = re.compile(r"'sha(256|384|512)-[A-Za-z0-9+/]+={0,2}'")

PLAIN = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CONSOLE = (
    "default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'none'; object-src 'none'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Dash's components and Plotly put their styles into the page themselves; scripts are named by their hashes."""

PERMANENT_REDIRECT = 308

SHARED = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def allow_scripts(server: Flask, hashes: Iterable[str]) -> None:
    """Lets the console's pages run the inline scripts with these CSP hashes (`'sha256-…'`), and no others. Raises
    ValueError for what is not a hash: `'unsafe-inline'` is no hash."""
    wanted = list(dict.fromkeys(hashes))
    if bad := [one for one in wanted if not _HASH.fullmatch(one)]:
        raise ValueError(f"not a CSP hash: {bad[0]}")
    server.extensions["auth.csp"] = CONSOLE.format(scripts=" ".join(["'self'", *wanted]))


def complete(response: Response, needs: Permission | StrEnum) -> Response:
    """Adds what the page did not say. Public and entrance pages run no script at all."""
    console = isinstance(needs, Permission) or needs == "signed-in"
    policy = current_app.extensions["auth.csp"] if console else PLAIN
    for name, value in {
        **SHARED,
        "Content-Security-Policy": policy,
        # The public site must not tell where somebody came from; the console's own forms need the Origin header,
        # which browsers blank out together with the referrer.
        "Referrer-Policy": "no-referrer" if needs == "public" else "same-origin",
        "Cache-Control": "no-store",
    }.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.status_code == PERMANENT_REDIRECT and (target := response.headers.get("Location")):
        response.headers["Location"] = _without_host(target)
        response.set_data(b"")  # it names the whole address, too
    return response


def _without_host(target: str) -> str:
    """The router builds the address with its slash from the Host header, which anybody writes."""
    path, mark, query = target.partition("?")
    return "/" + path.partition("://")[2].partition("/")[2].lstrip("/") + mark + query if "://" in path else target
