"""From the fields of a form to answers, or to what is wrong with each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum

from assessment.document import DECLINED, Answer, Item, ItemKind, Number, Required
from assessment.fits import LONGEST_TEXT, day_of, on_step
from assessment.layout import settled
from assessment.steps import Step

RATHER_NOT = "~"
"""The field value of «I'd rather not say»."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")


class Problem(StrEnum):
    REQUIRED = "required"
    NOT_A_CHOICE = "not_a_choice"
    TOO_MANY = "too_many"
    EXCLUSIVE = "exclusive"
    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    OFF_STEP = "off_step"
    NOT_A_DATE = "not_a_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    TOO_LONG = "too_long"
    UNKNOWN_FIELD = "unknown_field"


class Unacceptable(ValueError):
    """`problems` by address."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(", ".join(f"{address}: {problem.value}" for address, problem in problems.items()))
        self.problems = dict(problems)


class _Wrong(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def accept(step: Step, fields: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """The answers in a form. An optional question left empty is not among them: put the result in place of *all* of
    `step.addresses`, as `Flow.answered` does. Raises Unacceptable."""
    addresses = step.addresses
    problems = {name: Problem.UNKNOWN_FIELD for name in fields if name not in addresses}
    answers: dict[str, Answer] = {}
    for address in addresses:
        try:
            answer = _answer(step, fields.get(address, ()))
        except _Wrong as wrong:
            problems[address] = wrong.problem
            continue
        if answer is not None:
            answers[address] = answer
    if problems:
        raise Unacceptable(problems)
    return answers


def _answer(step: Step, values: Sequence[str]) -> Answer | None:
    item = step.item
    given = [value for value in values if value.strip()]
    if not given:
        if item.required is Required.OPTIONAL:
            return None
        raise _Wrong(Problem.REQUIRED)
    if RATHER_NOT in given:
        return _declined(item, given)
    if item.kind is ItemKind.MULTIPLE:
        return _picks(step, given)
    if len(given) > 1:
        raise _Wrong(Problem.TOO_MANY)
    return _single(step, given[0])


def _single(step: Step, value: str) -> Answer:
    item = step.item
    if item.kind in (ItemKind.SINGLE, ItemKind.GRID):
        return _choice(step, value)
    if item.kind in (ItemKind.NUMBER, ItemKind.SCALE):
        return _number(item, value)
    return _date(item, value.strip()) if item.kind is ItemKind.DATE else _text(value)


def _declined(item: Item, given: Sequence[str]) -> Answer:
    if item.required is not Required.SOFT:
        raise _Wrong(Problem.NOT_A_CHOICE)
    if len(given) > 1:
        raise _Wrong(Problem.EXCLUSIVE)
    return DECLINED


def _choice(step: Step, value: str) -> Answer:
    if value not in {choice.code for choice in step.choices}:
        raise _Wrong(Problem.NOT_A_CHOICE)
    return value


def _picks(step: Step, given: Sequence[str]) -> Answer:
    codes = {choice.code: choice for choice in step.choices}
    if any(value not in codes for value in given):
        raise _Wrong(Problem.NOT_A_CHOICE)
    picked = tuple(code for code in codes if code in given)
    if len(picked) > 1 and any(codes[code].exclusive for code in picked):
        raise _Wrong(Problem.EXCLUSIVE)
    return picked


def _number(item: Item, text: str) -> Number:
    """Digits of any script, a point or a comma before the fraction."""
    written = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    written = "".join(_ascii_digit(character) for character in written)
    if not _NUMBER.fullmatch(written):
        raise _Wrong(Problem.NOT_A_NUMBER)
    number = settled(Decimal(written.replace(",", ".")))
    if item.minimum is not None and number < item.minimum:
        raise _Wrong(Problem.TOO_SMALL)
    if item.maximum is not None and number > item.maximum:
        raise _Wrong(Problem.TOO_LARGE)
    if not on_step(item, number):
        raise _Wrong(Problem.OFF_STEP)
    return number


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character))


def _date(item: Item, text: str) -> str:
    if day_of(text) is None:
        raise _Wrong(Problem.NOT_A_DATE)
    if item.earliest and text < item.earliest:
        raise _Wrong(Problem.TOO_EARLY)
    if item.latest and text > item.latest:
        raise _Wrong(Problem.TOO_LATE)
    return text


def _text(value: str) -> str:
    plain = "".join(each for each in unicodedata.normalize("NFC", value) if each == "\n" or each.isprintable())
    plain = plain.strip()
    if len(plain) > LONGEST_TEXT:
        raise _Wrong(Problem.TOO_LONG)
    if not plain:
        raise _Wrong(Problem.REQUIRED)
    return plain
