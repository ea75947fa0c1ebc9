"""What must hold of a translated text before it is kept at all. The finer checks of a language version build on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from content_store.words import placeholders


def problems_of(key: str, text: str, source: str, others: Mapping[str, str]) -> list[str]:
    """Sentences that say what stands against keeping `text` for `key`. `others`: the locale's other texts by key."""
    if not text:
        return ["There is no text. Type the translation, or leave the old one as it is."]
    problems = []
    if placeholders(text) != placeholders(source):
        wanted = ", ".join(placeholders(source)) or "none"
        problems.append(f"The placeholders must be those of the source, unchanged ({wanted}).")
    if twin := _twin(key, text, others):
        problems.append(f"It reads the same as another answer of this list («{twin}»). Nobody could tell them apart.")
    return problems


def alike(text: str) -> str:
    """Texts that a reader cannot tell apart are equal in this form: case, blanks, punctuation and width left aside."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or unicodedata.combining(sign))


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
