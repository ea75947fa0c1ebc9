"""Responses: what every one says to the browser, and what is said when something goes wrong."""

from __future__ import annotations

import gzip
import logging
from urllib.parse import urlsplit

from flask import Response, request
from werkzeug.exceptions import HTTPException

from content_store.locales import from_header
from public_site import plain_pages
from public_site.words import FALLBACK, Words, catalogue, known_tag, spoken

log = logging.getLogger(__name__)

BODY_MOST = 64 * 1024
PACKED_FROM = 8 * 1024
FRAMES = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": FRAMES + "'self'",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
WHOLE = [*HEADERS.items(), ("Content-Type", "text/html; charset=utf-8")]


# Around every page


def packed(answer: Response) -> Response:
    """Long pages and the style sheet travel compressed; steps are short, and many, and go as they are. A page's length
    gives no token away: nobody else can make a browser ask for a page that holds one (see the gate)."""
    content = answer.get_data()
    if len(content) >= PACKED_FROM and request.accept_encodings.quality("gzip") > 0:
        answer.set_data(gzip.compress(content, 5, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    if len(content) >= PACKED_FROM:
        answer.headers["Vary"] = "Accept-Encoding"
    return answer


def limit() -> None:
    request.max_content_length = BODY_MOST


def complete(response: Response) -> Response:
    if "Content-Security-Policy" in response.headers:
        return response
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def visitor_words() -> Words:
    """The language of the address, else of the browser, else English."""
    first = urlsplit(request.path).path.split("/")[1] if request.path.count("/") else ""
    known = known_tag(first) if 2 <= len(first) <= 8 else None
    return spoken(known or preferred())


def preferred() -> str:
    return from_header(request.headers.get("Accept-Language", ""), catalogue()) or FALLBACK


def page(body: bytes, status: int = 200) -> Response:
    return packed(Response(body, status, WHOLE))


def said(what: str, status: int) -> Response:
    home = what != "host"  # from there, no address of ours can be reached
    return page(plain_pages.said(visitor_words(), what, home=home), status)


def not_here(error: HTTPException) -> Response | HTTPException:
    """For addresses that no route knows; the console answers for its own."""
    if request.path.startswith("/console"):
        return error
    return complete(refused(error))


def refused(error: HTTPException) -> Response:
    status = error.code or 400
    if status < 400:
        where = getattr(error, "new_url", "/")  # the router's: the same address with its slash
        return Response(status=status, headers={"Location": where})
    answer = said({404: "missing", 413: "large", 503: "busy"}.get(status, "wrong"), status)
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return answer


def busy(_error: Exception) -> Response:
    """What was sent comes back in the page, so that a run goes on when the store does."""
    fields = list(request.form.items(multi=True)) if request.method == "POST" else None
    answer = page(plain_pages.busy(visitor_words(), "/leave", request.path, fields), 503)
    answer.headers["Retry-After"] = "5"
    return answer


def failed(error: Exception) -> Response:
    """A fault of ours. The log names its kind and place, never a value: values are what people told us."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("public site: %s at %s", type(error).__name__, where)
    return busy(error)


def kept(content: bytes, kind: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return packed(answer)
