"""In which language somebody is spoken to. The words are lent by the console, which keeps the catalogues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, has_request_context, request
from markupsafe import Markup, escape

from auth import sessions
from auth.roles import Account
from content_store.locales import LOCALES, Locale, from_header
from content_store.permissions import Refusal, Unavailable

SOURCE = "en"
ASKED = "language"  # what the address of a page before the console says it by
_LENT = "auth.language"


@dataclass(frozen=True, slots=True)
class Lent:
    """`tags`: the languages there are. `say`: words, and their values by name, in the language of the request. `told`:
    what a refusal says."""

    tags: Sequence[str]
    say: Callable[..., str]
    told: Callable[[Refusal], str]


def lend(server: Flask, lent: Lent) -> None:
    """Until it is called, the server speaks English."""
    server.extensions[_LENT] = lent


def install(server: Flask) -> None:
    """The pages before the console speak, and go on in the language that the address has asked for."""
    server.jinja_env.globals.update(_=_, phrase=phrase, spoken=spoken, other_languages=others)
    server.url_defaults(_keep)


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    if _before_the_console(endpoint) and (asked := request.args.get(ASKED)) in _tags():
        values.setdefault(ASKED, asked)


def tag() -> str:
    """Of whoever is here: what the address of a page before the console asks for, else what they chose in the console,
    else, where no account is known, what the browser prefers. English where there is nobody."""
    if not has_request_context():
        return SOURCE
    if _before_the_console(request.endpoint) and (asked := request.args.get(ASKED, "")) in _tags():
        return asked
    account = _account()
    return account.locale if account else preferred()


def _account() -> Account | None:
    if not request.path.startswith("/console"):
        return None  # elsewhere nobody's session is looked at
    try:
        return sessions.arriving()
    except Unavailable:
        return None


def preferred() -> str:
    """What the browser asks for. One script of a language stands in for another."""
    tags = {LOCALES[one].primary: one for one in _tags()}
    near = [one.tag for one in LOCALES.values() if one.primary in tags]
    found = from_header(request.headers.get("Accept-Language", ""), near)
    return tags[LOCALES[found].primary] if found else SOURCE


def spoken() -> Locale:
    """The language of the page that is being drawn."""
    wanted = tag()
    return LOCALES[wanted if wanted in _tags() else SOURCE]


def others() -> list[tuple[Locale, str]]:
    """The other languages, each with the address of this page in it; none for what was sent, which would be lost, and
    none for who is in and has a choice in the account's menu."""
    account = _account()
    if request.method != "GET" or not _before_the_console(request.endpoint) or (account and not account.half_way):
        return []
    now = spoken().tag
    query = {name: value for name, value in request.args.items() if name != ASKED}
    return [(LOCALES[one], f"{request.path}?{urlencode({**query, ASKED: one})}") for one in _tags() if one != now]


def _before_the_console(endpoint: str | None) -> bool:
    return (endpoint or "").startswith(("auth.", "second."))


def _lent() -> Lent | None:
    return current_app.extensions.get(_LENT) if has_request_context() else None


def _tags() -> Sequence[str]:
    lent = _lent()
    return lent.tags if lent else (SOURCE,)


def _(words: str, /, **values: object) -> str:
    """The words in the language of whoever is here."""
    if lent := _lent():
        return lent.say(words, **values)
    return words.format(**values) if values else words


def phrase(words: str, /, **values: object) -> Markup:
    """As `_`, with values that may be marked up."""
    return Markup(escape(_(words))).format(**values)  # noqa: S704 - escaped just before


def told(refusal: Refusal) -> str:
    """What a refusal says, in the language of whoever is here."""
    lent = _lent()
    return lent.told(refusal) if lent else str(refusal)
