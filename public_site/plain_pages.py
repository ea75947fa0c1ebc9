"""Pages that say what happened and what to do, in the visitor's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.scoring import Need
from public_site.cards import host_of
from public_site.edition import Edition
from public_site.pages import draw
from public_site.visiting import Answered, Visit
from public_site.words import Words

# No rule: nothing that they find fits a result.
YOUNG = Need(("youth", "helpline"), 3, "")
ANYBODY = Need(("helpline", "online"), 3, "")


def said(words: Words, what: str, *, leave: str = "/leave", home: bool = True) -> bytes:
    """`what`: bad, missing, wrong, large, busy, host."""
    link = (f"/{words.locale.tag}/", words["bad.link"]) if home else None
    return _message(words, leave, heading=words[f"{what}.title"], text=words[f"{what}.text"], link=link)


def bad_token(visit: Visit) -> Answered:
    """Nothing is said about what was wrong with it, and nothing is counted."""
    words = visit.words
    link = (visit.action, words["bad.link"])
    return Answered(400, _message(words, visit.leave, heading=words["bad.title"], text=words["bad.text"], link=link))


def busy(words: Words, leave: str, action: str, fields: Sequence[tuple[str, str]] | None) -> bytes:
    """Carries what was sent, so that trying again loses nothing. `fields` None: only an address was asked for; empty:
    what was sent was not read, and nobody but the browser has it."""
    if fields is not None and not fields:
        return _message(words, leave, heading=words["busy.title"], text=words["busy.unread"])
    again = {"action": action, "fields": fields} if fields else None
    link = None if again else (action, words["busy.again"])
    return _message(words, leave, heading=words["busy.title"], text=words["busy.text"], again=again, link=link)


def under_age(edition: Edition, visit: Visit, token: str, age: object) -> bytes:
    """What somebody younger reads: the author's words where there are some, and who is there for them anyway. The way
    back shows the age as it was typed, for whoever mistyped it."""
    words = visit.words
    own = edition.texts(visit.locale.tag).get("under_age")
    text = own or words["under.text"]
    help_ = visit.guide().help_for((YOUNG,), {"country": visit.country}, words, visit.now, {})
    heading = words.say("under.title", n=edition.document.minimum_age)
    return draw(
        "too_young.html",
        heading=heading,
        text=text,
        crisis_lines=help_.crisis,
        offers=[card for card in help_.cards if not card.crisis],
        action=visit.action,
        token=token,
        age=age,
        **visit.frame(edition.locales),
    ).encode()


def leaving(visit: Visit, name: str, website: str) -> bytes:
    """Before a service's own site: a page, not a redirect, so that nobody is carried away unawares."""
    words = visit.words
    link = (website, words.say("visit.link", host=host_of(website)))
    text = f"{name}\n\n{words['visit.text']}"
    return _message(words, visit.leave, heading=words["visit.title"], text=text, link=link)


def _message(words: Words, leave: str, **values: Any) -> bytes:
    return draw("message.html", words=words, locale=words.locale, leave=leave, **values).encode()
