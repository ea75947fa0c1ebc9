"""A witness as people read it: the questions and the answers by their texts."""

from __future__ import annotations

from typing import NamedTuple

from assessment.document import DECLINED, Answer, Choice, Item, ItemKind, Questionnaire
from assessment.messages import Witness

FACTS = {"sex": "Sex", "age": "Age", "country": "Country", "place": "Town"}
SEX_WORDS = {"female": "woman", "male": "man", "other": "neither"}


class Said(NamedTuple):
    """One answer: its address, the words of the question, the words of the answer."""

    address: str
    asked: str
    answer: str


def told(document: Questionnaire, witness: Witness) -> tuple[Said, ...]:
    """Facts first, then the answers in the order in which they were given."""
    facts = [
        Said(name, FACTS.get(name, name), SEX_WORDS.get(str(value), str(value)))
        for name, value in witness.facts.items()
    ]
    return (*facts, *(_said(document, address, given) for address, given in witness.answers.items()))


def _said(document: Questionnaire, address: str, given: Answer) -> Said:
    code, _, loop = address.partition("@")
    item_code, _, row_code = code.partition(".")
    try:
        item = document.item(item_code)
    except KeyError:
        return Said(address, address, str(given))
    asked = next((row.text for row in item.rows if row.code == row_code), item.text)
    return Said(
        address, asked.replace("{loop}", _loop(document, item_code, loop)), answer_in_words(document, item, given)
    )


def _loop(document: Questionnaire, item: str, loop: str) -> str:
    over = document.section_of(item).loop_over
    try:
        return next((each.text for each in _choices(document, document.item(over)) if each.code == loop), loop)
    except KeyError:
        return loop


def answer_in_words(document: Questionnaire, item: Item, given: Answer) -> str:
    """`Weekly`; `Beer, Wine`; `3 drinks`; `not answered`."""
    if given == DECLINED:
        return "not answered"
    if isinstance(given, tuple):
        return ", ".join(_choice(document, item, code) for code in given) or "none picked"
    return _choice(document, item, given) if isinstance(given, str) else f"{given} {item.unit}".strip()


def _choice(document: Questionnaire, item: Item, code: str) -> str:
    if item.kind not in {ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID}:
        return code
    return next((each.text for each in _choices(document, item) if each.code == code), code) or code


def _choices(document: Questionnaire, item: Item) -> tuple[Choice, ...]:
    try:
        return document.choice_list(item.choices).choices
    except KeyError:
        return ()
