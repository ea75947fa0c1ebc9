"""Numbers, days and codes as a person reads them."""

from __future__ import annotations

from datetime import date

from content_store.disclosure import Cell, Share
from content_store.locales import COUNTRIES, LOCALES


def day(when: date) -> str:
    """23 Nov 2026"""
    return f"{when.day} {when:%b %Y}"


def short_day(when: date) -> str:
    """23 Nov"""
    return f"{when.day} {when:%b}"


def figure(cell: Cell) -> str:
    """A count as it may be shown, with thousands apart."""
    return f"{cell.n:,}" if cell.n is not None and cell.text.isdigit() else cell.text


def percent(share: Share | None) -> str:
    return "–" if share is None else f"{share.value:.0%}"


def interval(share: Share | None) -> str:
    """What the share may be, given how few it rests on."""
    return "too few to say" if share is None else f"95 % sure: {share.low:.0%} to {share.high:.0%}"


def changed(part: float | None) -> str:
    """A relative change: `+12 %`."""
    return "too few to compare" if part is None else f"{part:+.0%}".replace("-", "−")


def minutes(seconds: int | None) -> str:
    """An upper bound of time."""
    if seconds is None:
        return "over an hour"
    if seconds < 60:
        return f"under {seconds} s"
    whole, rest = divmod(seconds, 60)
    return f"under {whole} min" if not rest else f"under {whole} min {rest} s"


def country(code: str) -> str:
    return COUNTRIES.get(code, code)


def language(tag: str) -> str:
    """What its speakers call it, with the tag, since not every reader reads every script."""
    known = LOCALES.get(tag)
    return f"{known.autonym} ({tag})" if known else tag


def counted(n: int, one: str, many: str) -> str:
    """`1 review`, `3 reviews`."""
    return f"{n:,} {one if n == 1 else many}"


KINDS = {
    "behavioural": "Gambling, other behaviour",
    "drop_in": "Drop-in",
    "family": "Families and friends",
    "lgbti": "LGBTI people",
    "minorities": "Roma, migrants",
    "online": "Help on line",
    "prison": "Prison and after",
    "self_help": "Self-help",
    "women": "Women, mothers",
    "youth": "Young people",
}


def kind(code: str) -> str:
    """What a service offers."""
    return KINDS.get(code, code.replace("_", " ").capitalize())


def an(words: str) -> str:
    """With its article: `an expert`, `a reviewer`."""
    return f"{'an' if words[:1].lower() in 'aeio' else 'a'} {words[:1].lower()}{words[1:]}"
