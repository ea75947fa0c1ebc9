"""What must hold of a translated text before it is kept at all, and what its reviewer should look at in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assessment.sentences import Said
from content_store.words import PLACEHOLDER, placeholders

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW"}
_LOOK_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})  # alphabets that share shapes: a word of two is a slip
UNTRANSLATED_LEAST = 5  # letters: shorter words («test», «gram») are often the same in both languages


class Doubt(StrEnum):
    """Why a text that may be kept should be looked at once more."""

    NUMBERS = "numbers"
    SCRIPT = "script"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class Remark:
    """A doubt about a translation. `there`: what is in question in it; `here`: what the source has instead."""

    doubt: Doubt
    here: str = ""
    there: str = ""


def problems_of(key: str, text: str, source: str, others: Mapping[str, str]) -> list[str]:
    """Sentences that say what stands against keeping `text` for `key`. `others`: the locale's other texts by key."""
    if not text:
        return [Said("There is no text. Type the translation, or leave the old one as it is.")]
    problems: list[str] = []
    if placeholders(text) != placeholders(source):
        wanted = ", ".join(placeholders(source)) or "–"
        problems.append(Said("The placeholders must be those of the source, unchanged ({wanted}).", wanted=wanted))
    if twin := _twin(key, text, others):
        problems.append(
            Said(
                "It reads the same as another answer of this list («{twin}»). Nobody could tell them apart.", twin=twin
            )
        )
    if mixed := [word for word in _words(text) if len(_scripts(word) & _LOOK_ALIKE) > 1 and word not in source]:
        listed = ", ".join(mixed)
        problems.append(
            Said("Letters of two alphabets are mixed in one word ({words}). Type the word anew.", words=listed)
        )
    return problems


def remarks_of(text: str, source: str, script: str) -> tuple[Remark, ...]:
    """What a second look is worth in a translation into a language written in `script` (a code of four letters)."""
    found = []
    here, there = _numbers(source), _numbers(text)
    if here != there:
        found.append(Remark(Doubt.NUMBERS, _listed(here - there), _listed(there - here)))
    known = {word.casefold() for word in _words(source)}
    strange = [
        word for word in _words(text) if word.casefold() not in known and not _scripts(word) <= {_SCRIPTS[script]}
    ]
    if strange:
        found.append(Remark(Doubt.SCRIPT, there=", ".join(dict.fromkeys(strange))))
    if alike(text) == alike(source) and len(alike(source)) >= UNTRANSLATED_LEAST:
        found.append(Remark(Doubt.UNTRANSLATED))
    return tuple(found)


def alike(text: str) -> str:
    """Texts that a reader cannot tell apart are equal in this form: case, blanks, punctuation and width left aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or unicodedata.combining(sign))


def _words(text: str) -> list[str]:
    return _WORD.findall(PLACEHOLDER.sub(" ", text))


def _numbers(text: str) -> Counter[str]:
    """With a point whichever sign the language has before its decimals."""
    return Counter(found.replace(",", ".") for found in _NUMBER.findall(PLACEHOLDER.sub(" ", text)))


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(numbers.elements())


def _scripts(word: str) -> frozenset[str]:
    return frozenset(_script(sign) for sign in word) - {""}


@lru_cache(maxsize=2048)
def _script(sign: str) -> str:
    name = unicodedata.name(sign, "").partition(" ")[0]
    return name if name in _SCRIPTS.values() else ""


def _twin(key: str, text: str, others: Mapping[str, str]) -> str:
    kind, _, rest = key.partition(".")
    if kind != "choices":
        return ""
    prefix = f"choices.{rest.partition('.')[0]}."
    form = alike(text)
    if not form:  # a list of signs only («–», «+») is told apart by the signs
        return ""
    rivals = (other for name, other in others.items() if name.startswith(prefix) and name != key)
    return next((other for other in rivals if alike(other) == form), "")
