"""What a question of each kind has to have, given to one that is new or becomes another kind."""

from __future__ import annotations

from dataclasses import replace

from assessment import edits
from assessment.document import CHOSEN, MEASURED, Choice, ChoiceList, Item, ItemKind, Questionnaire, Row
from console.acting import free

ANSWERS = ("no", "No"), ("yes", "Yes")


def fitted(document: Questionnaire, item: Item) -> tuple[Questionnaire, Item]:
    """The item with what its kind needs and without what its kind cannot have; the document with the list of answers
    that it may need."""
    kind = item.kind
    if kind not in CHOSEN:
        item = replace(item, choices="", choice_rules=())
    elif not item.choices:
        document, of = with_own_answers(document, item.code)
        item = replace(item, choices=of)
    if kind is not ItemKind.GRID:
        item = replace(item, rows=())
    elif not item.rows:
        item = replace(item, rows=(Row("row_1", "First row"), Row("row_2", "Second row")))
    if kind not in MEASURED:
        item = replace(item, minimum=None, maximum=None, step=1)
    elif kind is ItemKind.SCALE and (item.minimum is None or item.maximum is None):
        item = replace(item, minimum=0, maximum=10)
    return document, _without_words_of_others(item)


def _without_words_of_others(item: Item) -> Item:
    if item.kind is not ItemKind.NUMBER:
        item = replace(item, unit="")
    if item.kind is not ItemKind.SCALE:
        item = replace(item, minimum_label="", maximum_label="")
    return item if item.kind is ItemKind.DATE else replace(item, earliest="", latest="")


def with_own_answers(document: Questionnaire, item: str, like: str = "") -> tuple[Questionnaire, str]:
    """A list of its own for a question: a shared one would change others when its answers are written. It begins as
    the list `like`, or as no and yes."""
    code = free(f"answers_{item}"[:36], (one.code for one in document.choice_lists), first="")
    model = document.choice_list(like) if like else None
    choices = model.choices if model else tuple(Choice(choice, words) for choice, words in ANSWERS)
    made = replace(model, code=code) if model else ChoiceList(code, choices)
    return edits.add_choice_list(document, made), code


def without_untouched(document: Questionnaire, code: str) -> Questionnaire:
    """The document without a list that no question uses and nobody has written anything into."""
    known = next((one for one in document.choice_lists if one.code == code), None)
    used = any(item.choices == code for _section, item in document.items())
    if known is None or used or [(one.code, one.text) for one in known.choices] != list(ANSWERS):
        return document
    if any(one.points is not None or one.exclusive for one in known.choices):
        return document
    return edits.remove_choice_list(document, code)
