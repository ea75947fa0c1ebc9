"""What a request is about, apart from its form: who is spoken to, where, when, and at which addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from content_store.campaigns import NONE
from content_store.locales import LOCALES, Locale
from public_site.cards import Guide
from public_site.counting import Once
from public_site.run import UNCOUNTED, Run
from public_site.token import Keys, Purpose
from public_site.words import Words, catalogue


class Trail(NamedTuple):
    """What the addresses before a run carry along, for the run's token to take over: the campaign, and whether the
    visit may be counted at all. Nothing in it tells one visitor from another."""

    source: str = NONE
    counted: bool = True

    @property
    def query(self) -> str:
        """What an address ends with; empty as a rule."""
        parts = [f"c={self.source}"] if self.source != NONE else []
        parts += [] if self.counted else ["count=no"]
        return "?" + "&".join(parts) if parts else ""

    def choice(self, address: str) -> dict[str, str]:
        """For a page at this address: the way to be left out of the counts, or back in."""
        other = address + self._replace(counted=not self.counted).query
        return {"query": self.query, "uncount" if self.counted else "recount": other}


PLAIN = Trail()


class Visit(NamedTuple):
    """`address` is the run's own, with `{locale}` where the language stands; `up` and `leave` are ready to use.
    `guide`: to the country's services; `offered`: whether a run may still begin. Both may raise Unavailable."""

    words: Words
    country: str
    address: str
    up: str
    leave: str
    keys: Keys
    now: datetime
    guide: Callable[[], Guide]
    purpose: Purpose = Purpose.RUN
    trail: Trail = PLAIN
    notice: str = ""
    offered: Callable[[], bool] = lambda: True

    @property
    def locale(self) -> Locale:
        return self.words.locale

    @property
    def action(self) -> str:
        return self.address.format(locale=self.locale.tag)

    def languages(self, tags: tuple[str, ...]) -> tuple[tuple[Locale, str], ...]:
        """The languages a page can be switched to, each with its address."""
        return tuple((LOCALES[tag], self.address.format(locale=tag)) for tag in tags if tag in catalogue())

    def along(self, run: Run) -> Visit:
        """The same, with the trail that the run came by. One that is not counted leaves by a door that says nothing."""
        trail = Trail(run.source, not run.has(UNCOUNTED))
        return self._replace(
            trail=trail,
            up=self.up + trail.query,
            leave=self.leave if trail.counted else self.leave.partition("?")[0],
        )

    @property
    def _door_to_help(self) -> str:
        """None from a preview, which stays where it is."""
        return f"/{self.locale.tag}/help/{self.country.lower()}/" if self.purpose is Purpose.RUN else ""

    def frame(self, locales: tuple[str, ...]) -> dict[str, Any]:
        """What every page around a run is given."""
        return {
            "words": self.words,
            "locale": self.locale,
            "leave": self.leave,
            "languages": self.languages(locales),
            "kosovo": self.country == "XK",
            "notice": self.notice,
            "door_to_help": self._door_to_help,
        }

    def doorstep(self, locales: tuple[str, ...]) -> dict[str, Any]:
        """What a page before the run is given besides: links that keep the trail. A step has none of them, for its
        page is drawn once for everybody; there the token keeps it."""
        query = self.trail.query
        languages = [(locale, address + query) for locale, address in self.languages(locales)]
        choice = self.trail.choice(self.action) if self.purpose is Purpose.RUN else {}
        return {"languages": languages, "share": True} | choice


class Answered(NamedTuple):
    """The page, and what to count for the run whose mark this is."""

    status: int
    body: bytes
    mark: bytes = b""
    occasions: tuple[Once, ...] = ()

    @classmethod
    def by(cls, run: Run, status: int, body: bytes, occasions: Iterable[Once]) -> Answered:
        """For a run that asked not to be counted there is nothing to count, whatever happened."""
        return cls(status, body, run.mark, () if run.has(UNCOUNTED) else tuple(occasions))
