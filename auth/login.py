"""The pages before the console: sign in, sign out, join, confirm, change the password. Plain forms, no script."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from auth import entrance, gate, invitations, sessions
from auth.attempts import TooMany
from auth.entrance import Door, Entered
from auth.passwords import LEAST
from auth.roles import ABOUT, Account
from content_store.db import utcnow
from content_store.permissions import Conflict, Invalid, Missing, Refusal, Unavailable

DEVICE_KEPT = timedelta(days=400)

pages = Blueprint(
    "auth",
    __name__,
    url_prefix="/console",
    template_folder="templates",
    static_folder="static",
    static_url_path="/entrance",
)
for endpoint, needs in {
    "auth.static": gate.ENTRANCE,
    "auth.sign_in": gate.ENTRANCE,
    "auth.join": gate.ENTRANCE,
    "auth.sign_out": gate.SIGNED_IN,
    "auth.password": gate.SIGNED_IN,
    "auth.confirm": gate.SIGNED_IN,
}.items():
    gate.declare(endpoint, needs)


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Signs in and goes on to `next`; also changes who is signed in."""
    onward = gate.onward(request.values.get("next"))
    if request.method == "POST":
        return _try_to_sign_in(onward)
    if _known():
        return redirect(onward, 303)
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and "again" not in request.args:
        # Somebody followed a link, in a mail say: the browser holds a strict cookie back on such a visit. A step
        # that starts from our own page shows whether there is one.
        return _page("moment", onward=url_for("auth.sign_in", next=onward, again="1"))
    return _page("sign-in", onward=onward, changed=request.args.get("done") == "password")


def _try_to_sign_in(onward: str) -> Response:
    door, typed = _door(), request.form
    email = typed.get("email", "")
    device = door.keys.device(email.strip().lower(), request.cookies)
    before = _known()
    try:
        entered = entrance.sign_in(door, email, typed.get("password", ""), device, before.token if before else None)
    except Refusal as refusal:
        return _page("sign-in", refusal, onward=onward, email=email[:254])
    return _enter(entered, onward)


@pages.post("/sign-out")
def sign_out() -> Response:
    """Ends the session in the store first: a copied cookie is worth nothing afterwards."""
    try:
        entrance.sign_out(_door().store, sessions.me())
    except Unavailable as fault:
        return gate.refusal(503, "You are still signed in", str(fault))
    logout_user()
    session.clear()
    answer = redirect(url_for("auth.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@pages.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> Response:
    """The page behind an invitation. Looking at it uses nothing up: mail programs follow links too."""
    try:
        invitation = invitations.look(_door().store, token)
    except Missing as gone:
        return gate.refusal(404, "This link does not work any more", str(gone))
    except Unavailable as fault:
        return gate.refusal(503, "The console is not available", str(fault))
    held = invitations.granted(invitation)
    about: dict[str, object] = {
        "invitation": invitation,
        "role": held.role if held else None,
        "duties": ABOUT[held.role] if held else "",
        "name": invitation.name,
        "least": LEAST,
    }
    if request.method == "GET":
        return _page("join", **about)
    typed = request.form
    about["name"] = typed.get("name", invitation.name)[:200]
    try:
        entered = entrance.join(_door(), token, str(about["name"]), typed.get("new", ""), typed.get("again", ""))
    except Missing as gone:
        return gate.refusal(404, "This link does not work any more", str(gone))
    except Refusal as refusal:
        return _page("join", refusal, **about)
    return _enter(entered, gate.HOME)


@pages.route("/password", methods=["GET", "POST"])
def password() -> Response:
    """Changes the password; every other session of the person ends."""
    account = sessions.me()
    if request.method == "GET":
        return _page("password", account=account, least=LEAST)
    typed = request.form
    try:
        entered = entrance.change_password(
            _door(), account, typed.get("old", ""), typed.get("new", ""), typed.get("again", "")
        )
    except Refusal as refusal:
        return _page("password", refusal, account=account, least=LEAST)
    return _enter(entered, gate.HOME)


@pages.route("/confirm", methods=["GET", "POST"])
def confirm() -> Response:
    """Asks for the password again and goes on to `next`: see sessions.require_confirmed."""
    account = sessions.me()
    onward = gate.onward(request.values.get("next"))
    if request.method == "GET":
        return _page("confirm", account=account, onward=onward)
    try:
        entrance.confirm(_door(), account, request.form.get("password", ""))
    except Refusal as refusal:
        return _page("confirm", refusal, account=account, onward=onward)
    return redirect(onward, 303)


def _door() -> Door:
    return cast(Door, current_app.extensions["auth.door"])


def _known() -> Account | None:
    """The person signed in already. While the store is away: nobody, so that the form is shown and says so."""
    try:
        return sessions.current()
    except Unavailable:
        return None


def _enter(entered: Entered, onward: str) -> Response:
    """Gives the browser its two cookies: the session's, and the one by which it is known next time."""
    session.clear()
    login_user(entered.account)
    session.pop("_id", None)  # a hash of address and browser that nothing here looks at
    answer = redirect(onward, 303)
    answer.set_cookie(
        _door().keys.device_cookie(entered.account.email),
        entered.device,
        max_age=DEVICE_KEPT,
        path="/console",
        secure=current_app.session_interface.get_cookie_secure(current_app),
        httponly=True,
        samesite="Strict",
    )
    return answer


def _page(name: str, refusal: Refusal | None = None, /, **values: object) -> Response:
    """A page, with what was refused at its fields. Passwords are never sent back."""
    problems: Mapping[str, str] = {}
    notice = ""
    status = 200
    match refusal:
        case Invalid():
            problems, status = refusal.problems, 422
        case TooMany():
            notice, status = f"{refusal} If you have forgotten it, ask an administrator for a link.", 429
        case Unavailable():
            notice, status = str(refusal), 503
        case Conflict():
            notice, status = str(refusal), 409
        case Refusal():
            notice, status = str(refusal), 403
    unsafe = not request.is_secure and current_app.session_interface.get_cookie_secure(current_app)
    page = render_template(f"auth/{name}.html", problems=problems, notice=notice, unsafe=unsafe, **values)
    answer = make_response(page, status)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(max(1, int((refusal.until - utcnow()).total_seconds())))
    return answer
