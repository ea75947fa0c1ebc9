"""Puts the gate, the sign-in pages and the cookies onto a Flask server."""

from __future__ import annotations

from flask import Flask, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager

from auth import gate, headers, language, passwords, sessions
from auth.attempts import Keys, Tap
from auth.entrance import Door
from auth.login import pages
from auth.second_pages import pages as second_pages
from content_store.db import Store

BODY_MOST = 2**20  # bytes; importers take larger ones at routes of their own
FIELDS_MOST = 500
FORM_MOST = 2**19

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})


def install(server: Flask, store: Store, secret: bytes) -> None:
    """Call it first, before any other hook or route. `secret` is the installation's; `DEMONSTRATION` in the server's
    configuration lets the demonstration accounts in."""
    keys = Keys(secret)
    server.secret_key = keys.of("cookie")
    server.session_interface = Cookies()
    server.config.update(
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/console",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        MAX_CONTENT_LENGTH=BODY_MOST,
        MAX_FORM_PARTS=FIELDS_MOST,
        MAX_FORM_MEMORY_SIZE=FORM_MOST,
    )
    door = Door(store, keys, Tap(burst=60, per_second=1), bool(server.config.get("DEMONSTRATION")))
    server.extensions["auth.door"] = door
    headers.allow_scripts(server, ())
    gate.install(server)
    server.register_blueprint(pages)
    server.register_blueprint(second_pages)
    language.install(server)
    users = LoginManager()
    users.session_protection = None  # it would put a hash of the address into the cookie, and the store decides anyway
    users.user_loader(lambda token: sessions.find(store, token))
    # Not init_app: its hook reads the cookie on every answer, the public site's included, and offers «remember me».
    server.login_manager = users  # type: ignore[attr-defined]
    passwords.warm()


class Cookies(SecureCookieSessionInterface):
    """Secure wherever the address is not plain http on this very machine."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return secure_here()


def secure_here() -> bool:
    """Whether a cookie set now must be Secure."""
    if not has_request_context() or request.is_secure:
        return True
    host = request.headers.get("Host", "")  # as sent: for a foreign name `request.host` is an error, even here
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower() not in LOCAL
