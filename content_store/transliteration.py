"""Serbian Cyrillic -> Latin: a function of the text alone, so that the Latin script needs no translation of its own.

The way back does not exist (Latin `nj` may be one letter or two), which is why Cyrillic is the master.
"""

from __future__ import annotations

import re
import unicodedata

_CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
_LATIN = [
    "a",
    "b",
    "v",
    "g",
    "d",
    "đ",
    "e",
    "ž",
    "z",
    "i",
    "j",
    "k",
    "l",
    "lj",
    "m",
    "n",
    "nj",
    "o",
    "p",
    "r",
    "s",
    "t",
    "ć",
    "u",
    "f",
    "h",
    "c",
    "č",
    "dž",
    "š",
]
_SMALL = dict(zip(_CYRILLIC, _LATIN, strict=True))
_CAPITAL = {small.upper(): latin for small, latin in _SMALL.items()}
_KEPT = re.compile(r"(\{[^{}]*\})")


def to_latin(text: str) -> str:
    """The text in Latin script, NFC. Letters that are not of the Serbian alphabet, and `{placeholders}`, stay."""
    parts = _KEPT.split(text)
    # A placeholder stands between letters of one word too («{loop}А»), but its own case says nothing about them.
    latin = (part if place % 2 else _letters(part) for place, part in enumerate(parts))
    return unicodedata.normalize("NFC", "".join(latin))


def _letters(text: str) -> str:
    found: list[str] = []
    for place, sign in enumerate(text):
        if sign in _SMALL:
            found.append(_SMALL[sign])
        elif sign in _CAPITAL:
            latin = _CAPITAL[sign]
            whole = len(latin) > 1 and _shouted(text, place)
            found.append(latin.upper() if whole else latin.capitalize())
        else:
            found.append(sign)
    return "".join(found)


def _shouted(text: str, place: int) -> bool:
    """Whether the capital at `place` stands in a word of capitals: ЊЕГА, КОЊ; not Његош, nor the initial Њ."""
    after = _neighbour(text, place, 1)
    if after.isalpha():
        return after.isupper()
    return _neighbour(text, place, -1).isupper()


def _neighbour(text: str, place: int, step: int) -> str:
    place += step
    while 0 <= place < len(text) and unicodedata.combining(text[place]):  # a stress mark is no letter
        place += step
    return text[place] if 0 <= place < len(text) else ""
