"""What stands against something, as a sentence in the reader's language."""

from __future__ import annotations

from typing import Any

from assessment.parts import StillNamed
from assessment.sentences import Sentence
from assessment.syntax import Unreadable
from console.findings_in_words import place_in_words
from console.language import _

PLACES = 5


def spoken(error: BaseException) -> str:
    """What lies beneath a refusal says it better than the refusal: it keeps its values apart from its words."""
    beneath = error.__cause__
    if isinstance(beneath, Sentence):
        return sentence(beneath)
    return sentence(error) if isinstance(error, Sentence) else _(str(error))


def sentence(said: Sentence) -> str:
    values: dict[str, Any] = {
        key: sentence(value) if isinstance(value, Sentence) else value for key, value in said.values.items()
    }
    if isinstance(said, StillNamed):
        more = "; …" if len(said.places) > PLACES else ""
        values["places"] = "; ".join(place_in_words(one) for one in said.places[:PLACES]) + more
    words = _(said.words, **values)
    return (
        _("{message} (column {column})", message=words, column=said.column) if isinstance(said, Unreadable) else words
    )
