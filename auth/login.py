"""The pages before the console: sign in, sign out, join, confirm, change the password. Plain forms, no script."""

from __future__ import annotations

from flask import Blueprint, redirect, request, session, url_for
from flask_login import logout_user
from werkzeug.wrappers import Response

from auth import entrance, gate, invitations, language, sessions
from auth.answers import door, page, welcome
from auth.entrance import Entered
from auth.language import _, told
from auth.passwords import LEAST
from auth.roles import ABOUT, Account
from content_store.permissions import Missing, Refusal, Unavailable

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
    known = _known()
    if known and not known.half_way:
        return redirect(onward, 303)
    if known and "other" not in request.args:
        return redirect(url_for("second.step", next=onward), 303)
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and "again" not in request.args:
        # Somebody followed a link, in a mail say: the browser holds a strict cookie back on such a visit. A step
        # that starts from our own page shows whether there is one.
        return page("moment", onward=url_for("auth.sign_in", next=onward, again="1"))
    return page("sign-in", onward=onward, changed=request.args.get("done") == "password")


def _try_to_sign_in(onward: str) -> Response:
    front, typed = door(), request.form
    email = typed.get("email", "")
    device = front.keys.device(email.strip().lower(), request.cookies)
    before = _known()
    try:
        entered = entrance.sign_in(front, email, typed.get("password", ""), device, before.token if before else None)
    except Refusal as refusal:
        return page("sign-in", refusal, onward=onward, email=email[:254])
    return _enter(entered, onward)


@pages.post("/sign-out")
def sign_out() -> Response:
    """Ends the session in the store first: a copied cookie is worth nothing afterwards."""
    try:
        account, spoken = sessions.me(), language.spoken().tag
        entrance.sign_out(door().store, account)
    except Unavailable as fault:
        return gate.refusal(503, _("You are still signed in"), told(fault))
    logout_user()
    session.clear()
    # In the language that they chose: the browser may prefer another.
    answer = redirect(url_for("auth.sign_in", language=spoken if spoken != language.preferred() else None), 303)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@pages.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> Response:
    """The page behind an invitation. Looking at it uses nothing up: mail programs follow links too."""
    try:
        invitation = invitations.look(door().store, token)
    except Missing as gone:
        return gate.refusal(404, _("This link does not work any more"), told(gone))
    except Unavailable as fault:
        return gate.refusal(503, _("The console is not available"), told(fault))
    held = invitations.granted(invitation)
    about: dict[str, object] = {
        "invitation": invitation,
        "role": _(held.role.capitalize()) if held else None,
        "duties": _(ABOUT[held.role]) if held else "",
        "name": invitation.name,
        "least": LEAST,
    }
    if request.method == "GET":
        return page("join", **about)
    typed = request.form
    about["name"] = typed.get("name", invitation.name)[:200]
    try:
        entered = entrance.join(
            door(), token, str(about["name"]), typed.get("new", ""), typed.get("again", ""), language.spoken().tag
        )
    except Missing as gone:
        return gate.refusal(404, _("This link does not work any more"), told(gone))
    except Refusal as refusal:
        return page("join", refusal, **about)
    return _enter(entered, gate.HOME)


@pages.route("/password", methods=["GET", "POST"])
def password() -> Response:
    """Changes the password; every other session of the person ends."""
    account = sessions.me()
    if request.method == "GET":
        return page("password", account=account, least=LEAST)
    typed = request.form
    try:
        entered = entrance.change_password(
            door(), account, typed.get("old", ""), typed.get("new", ""), typed.get("again", "")
        )
    except Refusal as refusal:
        return page("password", refusal, account=account, least=LEAST)
    return _enter(entered, gate.HOME)


@pages.route("/confirm", methods=["GET", "POST"])
def confirm() -> Response:
    """Asks for the password again and goes on to `next`: see sessions.require_confirmed."""
    account = sessions.me()
    onward = gate.onward(request.values.get("next"))
    if request.method == "GET":
        return page("confirm", account=account, onward=onward)
    try:
        entrance.confirm(door(), account, request.form.get("password", ""))
    except Refusal as refusal:
        return page("confirm", refusal, account=account, onward=onward)
    return redirect(onward, 303)


def _known() -> Account | None:
    """The person signed in already, or half-way in. While the store is away: nobody, so that the form is shown and
    says so."""
    try:
        return sessions.arriving()
    except Unavailable:
        return None


def _enter(entered: Entered, onward: str) -> Response:
    step = url_for("second.step", next=onward) if entered.account.half_way else onward
    return welcome(entered, redirect(step, 303))
