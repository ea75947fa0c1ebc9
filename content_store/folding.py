"""One form to look a name up by, however it is written: without accents, and in Latin letters whatever its script.

It is made for finding, not for reading. Where two ways of writing the same sound compete (θ as th or т, χ as ch or х),
both come to the same, so that Солун, Θεσσαλονίκη and Thessaloniki are each found in every script.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_IN_ORDER = "абвгдђѓежзѕијклљмнњопрстћќуфхцчџш"
_CYRILLIC = dict(
    zip("абвгдежзиіјйклмнопрстуфхцчшыъэ", "abvgdezziijjklmnoprstufhccsiae", strict=True),
    ђ="dj", ѓ="gj", ё="e", ѕ="dz", љ="lj", њ="nj", ћ="c", ќ="kj", џ="dz", щ="st", ь="", ї="i", є="e", ю="ju", я="ja",
)  # fmt: skip
_GREEK = dict(
    zip("αβγδεζηθικλμνοπρσςτυφχ", "avgdezitiklmnoprsstifh", strict=True),
    ξ="ks", ψ="ps", ω="o",
)  # fmt: skip
_LATIN = {"đ": "dj", "ł": "l", "ø": "o", "ı": "i", "x": "ks", "w": "v", "y": "i"}
_LETTERS = _CYRILLIC | _GREEK | _LATIN
_TOGETHER = (("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("ει", "i"), ("μπ", "b"))
_SOUNDS = (("ou", "u"), ("ei", "i"), ("th", "t"), ("ch", "h"), ("ph", "f"))
_TWICE = re.compile(r"([^\W\d_])\1+")


def unaccented(text: str) -> str:
    """Lower case without marks, in its own script."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def alphabetical(text: str) -> list[int]:
    """To sort by, accents aside. Serbian and Macedonian have their own order, which is not that of the code points; and
    đ is a letter after d, not one after z."""
    plain = unaccented(text).replace("đ", "d")
    return [ord("а") + _IN_ORDER.index(sign) if sign in _IN_ORDER else ord(sign) for sign in plain]


def folded(text: str) -> str:
    """`Nis` finds Niš and Ниш, `Djakovica` finds Đakovica, `solun` finds Солун."""
    # Before marks are taken off: ѓ, ќ and й are letters of their own, not г, к and и with a mark.
    whole = unicodedata.normalize("NFKC", text).casefold()
    plain = unaccented("".join(_CYRILLIC.get(sign, sign) for sign in whole))
    for greek, latin in _TOGETHER:
        plain = plain.replace(greek, latin)
    letters = "".join(_LETTERS.get(sign, sign) for sign in plain)
    for written, sound in _SOUNDS:
        letters = letters.replace(written, sound)
    return " ".join(_TWICE.sub(r"\1", letters).replace("-", " ").split())


def searchable(names: Iterable[str]) -> str:
    """What a `search` column holds: every name folded, each after a bar."""
    every = {folded(name) for name in names} | {folded(name.replace("đ", "d").replace("Đ", "D")) for name in names}
    return "".join(f"|{name}" for name in sorted(every))
