"""The pages of the second factor: the second step of signing in, and a person's own page about it. Plain forms."""

from __future__ import annotations

from urllib.parse import quote

import segno
from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from auth import gate, second_factor, second_step, sessions
from auth.accounts import DEMONSTRATION
from auth.answers import door, page, welcome
from auth.language import _, told
from auth.roles import Account
from content_store.db import utcnow, visit
from content_store.permissions import Conflict, Refusal, Unavailable

pages = Blueprint("second", __name__, url_prefix="/console", template_folder="templates")
gate.declare("second.step", gate.HALF_WAY)
gate.declare("second.factor", gate.SIGNED_IN)


@pages.route("/second-step", methods=["GET", "POST"])
def step() -> Response:
    """A code of the app, or, for whose role asks for one and who has none, setting it up."""
    account = sessions.arriving()
    onward = gate.onward(request.values.get("next"))
    if account is None or not account.half_way:
        return redirect(onward, 303)
    try:
        there = second_step.state_of(door(), account).since is not None
    except Unavailable as fault:
        return gate.refusal(503, _("The console is not available"), told(fault))
    if not there:
        return _setting_up(account, "second.step", onward)
    if request.method == "GET":
        return _asking(account, onward)
    try:
        entered = second_step.give_code(door(), account, request.form.get("code", ""))
    except Refusal as refusal:
        return _asking(account, onward, refusal)
    return welcome(entered, redirect(onward, 303))


@pages.route("/second-factor", methods=["GET", "POST"])
def factor() -> Response:
    """A person's own second factor: set it up, move it to another phone, new recovery codes, turn it off."""
    account = sessions.me()
    if not sessions.confirmed():
        return redirect(url_for("auth.confirm", next=url_for("second.factor")), 303)
    wanted = request.form.get("act", "")
    try:
        if wanted == "set up":
            return _setting_up(account, "second.factor", gate.HOME)
        if wanted == "codes":
            return page("recovery-codes", codes=second_step.renew_codes(door(), account), onward=gate.HOME)
        if wanted == "off":
            second_step.turn_off(door(), account)
    except Refusal as refusal:
        return _own_page(account, refusal)
    return _own_page(account)


def _own_page(account: Account, refusal: Refusal | None = None) -> Response:
    return page("second-factor", refusal, account=account, state=second_step.state_of(door(), account))


def _asking(account: Account, onward: str, refusal: Refusal | None = None) -> Response:
    return page("second-step", refusal, account=account, onward=onward, shown=_shown(account))


def _shown(account: Account) -> tuple[str, int] | None:
    """What a demonstration account's phone would show: anybody may have it, like its password. None for others."""
    if not door().demonstration or not account.email.endswith(f"@{DEMONSTRATION}"):
        return None
    with visit(door().store) as session:
        return second_factor.code_to_show(session, door().keys, account.id, utcnow())


def _setting_up(account: Account, endpoint: str, onward: str) -> Response:
    """The key as a picture and as text, until the app has given a code of it; then the recovery codes."""
    sealed, typed, refusal = request.form.get("key", ""), request.form.get("code"), None
    if typed is not None:
        try:
            made = second_step.set_up(door(), account, sealed, typed)
            return welcome(made.entered, page("recovery-codes", codes=made.recovery_codes, onward=onward))
        except Refusal as error:
            refusal = error
    key = second_factor.offered_key(door().keys, account.id, sealed)
    if key is None or isinstance(refusal, Conflict):
        key, sealed = second_factor.new_key(door().keys, account.id)
    address = second_factor.address(key, account.email)
    picture = segno.make(address, error="m").svg_inline(scale=4, border=4, light="#fff", dark="#000")
    return page(
        "second-set-up",
        refusal,
        account=account,
        action=url_for(endpoint, next=onward) if endpoint == "second.step" else url_for(endpoint),
        key=" ".join(key[at : at + 4] for at in range(0, len(key), 4)),
        link=quote(address, safe=":/?=&%"),
        sealed=sealed,
        picture=Markup(picture),  # noqa: S704 - drawn by us, of black and white squares
    )
