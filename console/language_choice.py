"""The form in the account's menu that changes the console's language. A plain form, since the frame with all its words
is drawn only when the console is loaded."""

from __future__ import annotations

from urllib.parse import urlsplit

from dash import html
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from auth import accounts, gate
from console import here, refusals
from console.language import LANGUAGES, _, of_reader
from content_store.db import desk_for
from content_store.locales import LOCALES
from content_store.permissions import Conflict, Invalid, Permission, Unavailable

ADDRESS = here.PREFIX + "language"
ENDPOINT = "console_language"
NEEDS = Permission.CONSOLE_ENTER


def install(server: Flask) -> None:
    """Adds the route that the form is sent to."""
    gate.declare(ENDPOINT, NEEDS)
    server.add_url_rule(ADDRESS, ENDPOINT, choose, methods=["POST"])


def form() -> html.Form:
    """A button for each other language, in its own words."""
    buttons = [
        html.Button(LOCALES[tag].autonym, type="submit", name="tag", value=tag, className="dropdown-item", lang=tag)
        for tag in LANGUAGES
        if tag != of_reader().tag
    ]
    return html.Form(buttons, action=ADDRESS, method="POST")


def choose() -> Response:
    """Keeps the choice and goes back to the screen that the form was sent from."""
    try:
        with desk_for(here.store(), here.me()) as desk:
            tag = request.form.get("tag", "")
            accounts.choose_language(desk, tag if tag in LANGUAGES else "")
    except (Invalid, Conflict, Unavailable) as refusal:
        return gate.refusal(refusals.status_of(refusal), _("The language was not changed"), refusals.spoken(refusal))
    came_from = urlsplit(request.referrer or "")
    return redirect(gate.onward(f"{came_from.path}?{came_from.query}".rstrip("?")), 303)
