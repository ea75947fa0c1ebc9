"""What the pages before the console are answered with: a form with its problems, and the browser's two cookies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from flask import current_app, make_response, render_template, request, session
from flask_login import login_user
from werkzeug.wrappers import Response

from auth.attempts import TooMany
from auth.entrance import Door, Entered
from auth.language import _, told
from content_store.db import utcnow
from content_store.permissions import Conflict, Invalid, Refusal, Unavailable

DEVICE_KEPT = timedelta(days=400)


def door() -> Door:
    """The one of this server."""
    return cast(Door, current_app.extensions["auth.door"])


def welcome(entered: Entered, answer: Response) -> Response:
    """Gives the browser its two cookies: the session's, and the one by which it is known next time."""
    session.clear()
    login_user(entered.account)
    session.pop("_id", None)  # a hash of address and browser that nothing here looks at
    answer.set_cookie(
        door().keys.device_cookie(entered.account.email),
        entered.device,
        max_age=DEVICE_KEPT,
        path="/console",
        secure=current_app.session_interface.get_cookie_secure(current_app),
        httponly=True,
        samesite="Strict",
    )
    return answer


def page(name: str, refusal: Refusal | None = None, /, **values: object) -> Response:
    """A page, with what was refused at its fields. Passwords are never sent back."""
    problems: Mapping[str, str] = {}
    notice = ""
    status = 200
    match refusal:
        case Invalid():
            problems, status = {field: _(sentence) for field, sentence in refusal.problems.items()}, 422
        case TooMany():
            more = _("If you have forgotten it, ask an administrator for a link.")
            notice, status = f"{told(refusal)} {more}", 429
        case Unavailable():
            notice, status = told(refusal), 503
        case Conflict():
            notice, status = told(refusal), 409
        case Refusal():
            notice, status = told(refusal), 403
    unsafe = not request.is_secure and current_app.session_interface.get_cookie_secure(current_app)
    words = render_template(f"auth/{name}.html", problems=problems, notice=notice, unsafe=unsafe, **values)
    answer = make_response(words, status)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(max(1, int((refusal.until - utcnow()).total_seconds())))
    return answer
