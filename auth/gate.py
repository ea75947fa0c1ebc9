"""Who may pass. Every endpoint of the server says what it needs, and one that does not is refused to everybody.

The decision is taken on the endpoint that the router has chosen, never on the path: paths can be written in many ways.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from enum import StrEnum
from math import ceil
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from babel.numbers import format_decimal
from flask import Flask, Response, abort, jsonify, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from auth import headers, sessions
from auth.bodies import refuse_when_full
from auth.incidents import incident
from auth.language import _, spoken, told
from content_store.permissions import NotHeld, Permission, Unavailable

log = logging.getLogger(__name__)

HOME = "/console/"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class Open(StrEnum):
    """What an endpoint needs that needs no permission."""

    PUBLIC = "public"  # the anonymous site: nobody's session is even looked at
    ENTRANCE = "entrance"  # the way into the console: signing in, joining, what those pages look like
    HALF_WAY = "half-way"  # the second step of signing in: the password is enough
    SIGNED_IN = "signed-in"


PUBLIC, ENTRANCE, HALF_WAY, SIGNED_IN = Open.PUBLIC, Open.ENTRANCE, Open.HALF_WAY, Open.SIGNED_IN
Needs = Permission | Open

_declared: dict[str, Needs] = {}


def declare(endpoint: str, needs: Needs) -> None:
    """Says what an endpoint needs. `name.*` speaks for a whole blueprint. Saying something else later is an error."""
    if _declared.setdefault(endpoint, needs) is not needs:
        raise ValueError(f"{endpoint} is declared twice: {_declared[endpoint]!r}, {needs!r}")


def needs_of(endpoint: str) -> Needs | None:
    """What was declared; None: nothing, so nobody passes."""
    return _declared.get(endpoint) or _declared.get(endpoint.rpartition(".")[0] + ".*")


def undeclared(server: Flask) -> list[str]:
    """Endpoints that nobody can reach, because nobody said what they need."""
    return sorted({rule.endpoint for rule in server.url_map.iter_rules() if needs_of(rule.endpoint) is None})


def install(server: Flask) -> None:
    """Must come before Dash: its own hooks run page code."""
    server.before_request(refuse_when_full)
    server.before_request(same_origin_only)
    server.before_request(admit)
    server.after_request(lambda response: headers.complete(response, needs_of(request.endpoint or "") or PUBLIC))
    server.register_error_handler(SecurityError, _wrong_host)
    server.register_error_handler(RequestEntityTooLarge, _too_large)
    server.register_error_handler(Unavailable, _unavailable)
    server.register_error_handler(Exception, _unforeseen)
    server.log_exception = _noted  # type: ignore[method-assign, assignment]


def same_origin_only() -> AnyResponse | None:
    """Refuses what another site's page makes a browser send. Needs no token: browsers say where a request comes
    from, and what is not a browser carries nobody's cookie."""
    if request.method in SAFE_METHODS or _from_here():
        return None
    if needs_of(request.endpoint or "") is PUBLIC:
        abort(403)  # the public site says it in its own words
    return refusal(
        403,
        _("This came from another site"),
        _("Nothing was changed. If you did press a button on this site, open the page again and repeat it."),
    )


def _from_here() -> bool:
    return from_here(request.environ, request.host, public=needs_of(request.endpoint or "") is PUBLIC)


def from_here(environ: Mapping[str, Any], host: str, *, public: bool = True) -> bool:
    """Whether a request was made by a page of ours, or by no page at all. `host`: as validated. `public`: it goes to
    the anonymous site."""
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site in ("same-origin", "none")
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        return True
    if origin == "null":
        # A page with no-referrer sends this over plain http. The public site has no session that could be abused.
        return public
    try:
        return _host(urlsplit(origin).netloc) == _host(host)
    except ValueError:  # `http://[` and the like: no browser's
        return False


def _host(netloc: str) -> str:
    return netloc.lower().removesuffix(":443").removesuffix(":80")


def admit() -> AnyResponse | None:
    """Passes a request on, sends a person to sign in, or refuses."""
    if request.endpoint is None:
        return None  # no route: Flask answers 404, 405, 400 or a redirect by itself, and nothing of ours runs
    needs = needs_of(request.endpoint)
    if needs is PUBLIC or needs is ENTRANCE:
        return None
    if needs is None:
        log.error("endpoint %s is not declared: refused", request.endpoint)
        return refusal(403, _("This is closed"), _("Nobody may open this address."))
    return _admit_staff(needs)


def _admit_staff(needs: Needs) -> AnyResponse | None:
    try:
        account = sessions.arriving() if needs is HALF_WAY else sessions.current()
    except Unavailable as fault:
        return _unavailable(fault)
    if account is None:
        return _sign_in_first()
    if isinstance(needs, Permission) and not account.holds(needs):
        return refusal(403, _("Your role does not include this"), told(NotHeld(needs)))
    return None


def _sign_in_first() -> AnyResponse:
    if _wants_page() and request.method in SAFE_METHODS:
        # Somebody half-way in is sent on from there to the second step.
        here = request.full_path.rstrip("?")
        return redirect(f"/console/sign-in?next={quote(onward(here), safe='/')}", 303)
    return refusal(401, _("You are signed out"), _("Open /console/sign-in, sign in, then do this again."))


def onward(wanted: str | None) -> str:
    """Where to go after signing in: an address inside the console, whatever was asked for."""
    if not wanted or len(wanted) > 2000 or not wanted.isprintable() or "\\" in wanted:
        return HOME
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return HOME
    path = unquote(parts.path)
    inside = path.startswith(HOME) and not {"", ".", ".."} & set(path.split("/")[2:-1])
    entrance = path.startswith(("/console/sign-", "/console/join/", "/console/second-step"))
    if parts.scheme or parts.netloc or not inside or path.endswith(("/..", "/.")) or "\\" in path or entrance:
        return HOME
    return wanted


def refusal(status: int, title: str, sentence: str) -> Response:
    """A refusal as a page for a person, as JSON for a script."""
    if not _wants_page():
        return make_response(jsonify(status=status, title=title, message=sentence), status)
    # A visitor of the public site, or of nothing, is not told that there is a console.
    neutral = needs_of(request.endpoint or "") in (PUBLIC, None)
    return make_response(render_template("auth/refused.html", title=title, sentence=sentence, neutral=neutral), status)


def _wants_page() -> bool:
    aimed_at = request.headers.get("Sec-Fetch-Dest", "document")
    takes_pages = not request.accept_mimetypes or request.accept_mimetypes.accept_html
    return aimed_at in ("document", "iframe") and not request.is_json and takes_pages


def _wrong_host(_error: Exception) -> AnyResponse:
    return refusal(400, _("This is not one of our addresses"), _("Type the address again, as it was given to you."))


def _too_large(_error: Exception) -> AnyResponse:
    most, size = request.max_content_length or 0, request.content_length or 0
    if size <= most:  # the parts of a form have a limit of their own
        most = request.max_form_memory_size or most
    has, fits = in_mb(size, most)
    words = _("Nothing was saved: this has {size} MB, and {most} MB can be sent here.", size=has, most=fits)
    return refusal(413, _("This is too large"), words)


def in_mb(size: int, most: int) -> tuple[str, str]:
    """For such a sentence: bytes as megabytes, in the reader's numbers; what is over the limit looks so."""
    has, fits = ceil(max(size, most + 1) / 2**20 * 10), int(most / 2**20 * 10)
    locale = spoken().babel()
    return format_decimal(has / 10, locale=locale), format_decimal(fits / 10, locale=locale)


def _unavailable(fault: Unavailable) -> AnyResponse:
    answer = refusal(503, _("The console is not available"), told(fault))
    answer.headers["Retry-After"] = "5"
    return answer


def _noted(told: tuple[Any, BaseException | None, Any]) -> None:
    """In place of Flask's own, for what breaks while an error is being answered."""
    if told[1] is not None:
        incident(told[1])


def _unforeseen(error: Exception) -> AnyResponse | HTTPException:
    """Whatever breaks outside of a screen or an action. Flask's own would write the error's words into the log."""
    if isinstance(error, HTTPException):
        return error
    number = incident(error)
    words = _("Tell an administrator: incident {number}.", number=number)
    return refusal(500, _("Something went wrong on our side"), words)
