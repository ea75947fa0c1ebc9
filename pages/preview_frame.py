"""The pages inside the preview: the public site's own handlers, walked through a draft by staff, counted nowhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request

from assessment.document import Questionnaire
from assessment.messages import Severity
from assessment.rehearsal import step_at
from auth import gate
from console import here, refusals
from console.language import _
from content_store import documents, previews
from content_store.db import desk_for
from content_store.locales import COUNTRIES
from content_store.permissions import Invalid, Missing, Permission, Refusal
from content_store.previews import NOW, Edition
from public_site.answers import HEADERS
from public_site.site import Begun, preview_response

ENDPOINT = "console_preview_frame"
ADDRESS = here.PREFIX + "preview-frame"
NEEDS = Permission.QUESTIONNAIRES_READ


def install(server: Flask) -> None:
    """Adds the route. The public site must be installed, for its keys and its directory."""
    gate.declare(ENDPOINT, NEEDS)
    server.add_url_rule(
        f"{ADDRESS}/<int:questionnaire_id>/<locale>/<country>/", ENDPOINT, frame, methods=["GET", "POST"]
    )


def address(questionnaire_id: int, locale: str, country: str, of: Edition = NOW, shows: str = "") -> str:
    """Where the preview begins; with the key of a finding, where its answers have led to."""
    begin = f"{ADDRESS}/{questionnaire_id}/{locale}/{country.lower()}/"
    asked = {"version": of.version, "revision": of.revision, "shows": shows}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{begin}?{query}" if query else begin


def edition(version: str, revision: str) -> Edition:
    """What an address asks for; the draft as it is now where it asks for nothing. Raises Missing."""
    return Edition(here.number(version) if version else 0, here.number(revision) if revision else 0)


def frame(questionnaire_id: int, locale: str, country: str) -> Response:
    """One page of a run through the draft as it is now, or through an earlier version or publication of it. A run
    begun before the last edit has to start again."""
    code = country.upper()
    form = request.form.to_dict(flat=False) if request.method == "POST" else {}
    try:
        with desk_for(here.store(), here.me(), reading=True) as desk:
            if code not in COUNTRIES:
                raise Missing(_("There is no such country here."))
            of = edition(request.args.get("version", ""), request.args.get("revision", ""))
            document, texts = previews.words_of(desk, questionnaire_id, locale, of)
        template = address(questionnaire_id, "{locale}", country, of)
        site = current_app.extensions["public_site"]
        begun = None if form else _begun(document, request.args.get("shows", ""))
        status, body = _walked(
            document,
            lambda: preview_response(site, document, texts, locale, form, country=code, address=template, begun=begun),
        )
    except Refusal as refusal:
        return _framed(refusals.spoken(refusal), refusals.status_of(refusal), "text/plain")
    return _framed(body, status, "text/html")


def _begun(document: Questionnaire, shows: str) -> Begun | None:
    """The answers of the finding that is to be shown. Country and town are those of the preview."""
    found = previews.finding_of(document, shows)
    if found is None or found.witness is None:
        return None
    given = {name: value for name, value in found.witness.facts.items() if name in ("sex", "age")}
    return Begun(given | dict(found.witness.answers), step_at(document, found.place, found.witness.answers))


def _walked(document: Questionnaire, walk: Callable[[], tuple[int, bytes]]) -> tuple[int, bytes]:
    """Raises Invalid where the draft's own errors are what stops the walk: nobody but authors ever meets such a one."""
    try:
        return walk()
    except Refusal:
        raise
    except Exception as error:
        if not any(one.severity is Severity.ERROR for one in documents.findings(document)):
            raise
        raise Invalid(
            {"document": _("This draft has errors that stop it here. Mend them, then start again.")}
        ) from error


def _framed(body: str | bytes, status: int, kind: str) -> Response:
    response = Response(body, status=status, mimetype=kind)
    response.headers.update(HEADERS)
    response.headers["Referrer-Policy"] = "same-origin"  # the gate must see where the frame's forms come from
    return response
