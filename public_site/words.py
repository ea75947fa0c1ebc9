"""The site's own words, a catalogue for each language. A page speaks one language: no phrase falls back by itself."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import yaml

from content_store.locales import LOCALES, Locale, match, registered
from content_store.transliteration import to_latin

TEXTS = Path(__file__).with_name("texts")
FALLBACK = "en"
FENCE = "\u2068{}\u2069"  # first strong isolate … pop directional isolate
GAP = re.compile(r"\{([a-z]+)\}")


class Words(Mapping[str, str]):
    """The phrases of one language. A missing key is a KeyError: the catalogues are tested to have the same keys."""

    def __init__(self, locale: Locale, phrases: Mapping[str, str]) -> None:
        self.locale = locale
        self._phrases = phrases

    def __getitem__(self, key: str) -> str:
        return self._phrases[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._phrases)

    def __len__(self) -> int:
        return len(self._phrases)

    def say(self, key: str, **values: object) -> str:
        """A phrase with its `{gaps}` filled. What is filled in may run the other way than the phrase, so in one that
        runs from right to left it is fenced off: else «(Centre» and the like would turn round."""
        fenced = FENCE if self.locale.direction == "rtl" else "{}"
        return GAP.sub(lambda gap: fenced.format(values[gap[1]]), self._phrases[key])


_trial = threading.Event()


def try_right_to_left(on: bool) -> None:
    """Whether this process also speaks the demonstration languages. Comes before anything is served."""
    _trial.set() if on else _trial.clear()
    catalogue.cache_clear()


@cache
def catalogue() -> Mapping[str, Words]:
    """By locale tag, in registry order: the languages that the site can speak. The Latin script of a language is
    derived from its master where it has no catalogue of its own."""
    read = {path.stem: _read(path) for path in sorted(TEXTS.glob("*.yaml"))}
    for locale in LOCALES.values():
        if locale.tag not in read and locale.derived_from in read:
            read[locale.tag] = {key: to_latin(text) for key, text in read[locale.derived_from].items()}
    for locale in LOCALES.values():
        if locale.testing and locale.tag in read:  # pages are tried, not texts: English stands in for what is missing
            read[locale.tag] = read[FALLBACK] | read[locale.tag]
    spoken_here = registered(testing=_trial.is_set())
    return {one.tag: Words(one, read[one.tag]) for one in spoken_here if one.tag in read}


def spoken(tag: str) -> Words:
    """The words for a locale, or the fallback's as a whole. `.locale` says which."""
    return catalogue().get(tag) or catalogue()[FALLBACK]


@lru_cache(maxsize=256)
def known_tag(tag: str) -> str | None:
    """The registered tag for what an address names, whatever its case; None: no language of ours."""
    return match(tag, LOCALES)


def _read(path: Path) -> dict[str, str]:
    phrases = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(key): str(text) for key, text in phrases.items()}
