"""What a request is about, apart from its form: who is spoken to, where, when, and at which addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from assessment.document import Facts
from assessment.scoring import Need
from content_store.locales import LOCALES, Locale
from public_site.cards import Help
from public_site.counting import Once
from public_site.token import Keys, Purpose
from public_site.words import Words, catalogue

Finder = Callable[[tuple[Need, ...], Facts, str, dict[str, str]], Help]
"""(needs, facts, locale, names of substances) -> what can be offered. Raises Unavailable."""


class Visit(NamedTuple):
    """`address` is the run's own, with `{locale}` where the language stands; `up` and `leave` are ready to use."""

    words: Words
    country: str
    address: str
    up: str
    leave: str
    keys: Keys
    now: datetime
    help_for: Finder
    purpose: Purpose = Purpose.RUN
    source: str = "none"
    notice: str = ""

    @property
    def locale(self) -> Locale:
        return self.words.locale

    @property
    def action(self) -> str:
        return self.address.format(locale=self.locale.tag)

    def languages(self, tags: tuple[str, ...]) -> tuple[tuple[Locale, str], ...]:
        """The languages a page can be switched to, each with its address."""
        return tuple((LOCALES[tag], self.address.format(locale=tag)) for tag in tags if tag in catalogue())

    def frame(self, locales: tuple[str, ...]) -> dict[str, Any]:
        """What every page around a run is given."""
        return {
            "words": self.words,
            "locale": self.locale,
            "leave": self.leave,
            "languages": self.languages(locales),
            "kosovo": self.country == "XK",
            "notice": self.notice,
        }


class Answered(NamedTuple):
    """The page, and what to count for the run whose mark this is."""

    status: int
    body: bytes
    mark: bytes = b""
    occasions: tuple[Once, ...] = ()
