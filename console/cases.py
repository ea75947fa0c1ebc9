"""Edits of the test cases kept with a questionnaire: what is answered and what it should come to, a line for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessment import edits
from assessment.document import DECLINED, MEASURED, Answer, Expected, Given, ItemKind, Number, Questionnaire
from assessment.parts import checked
from console.language import _
from console.typed import Edit, Maker, Nonsense, number, words

RATHER_NOT = "~"
UP, DOWN, NONE = "up", "down", "none"
Lines = list[tuple[str, str]]


def _lines(value: object) -> Lines:
    """`q1 = never`, one in a line."""
    found = []
    for line in filter(None, map(str.strip, words(value).splitlines())):
        name, sign, given = line.partition("=")
        if not sign or not name.strip():
            raise Nonsense(_("“{line}” has no =. Write each line as q1 = never.", line=line[:60]))
        found.append((name.strip(), given.strip()))
    if len({name for name, _answer in found}) < len(found):
        raise Nonsense(_("The same is named in two lines."))
    return found


def as_lines(pairs: tuple[Given, ...] | tuple[Expected, ...]) -> str:
    """What `_lines` reads back."""
    return "\n".join(
        f"{one.address} = {_written(one.answer)}" if isinstance(one, Given) else f"{one.of} = {_comes(one.value)}"
        for one in pairs
    )


def _written(answer: Answer) -> str:
    if answer == DECLINED:
        return RATHER_NOT
    return ", ".join(answer) if isinstance(answer, tuple) else str(answer)


def _comes(value: str | Number | bool | None) -> str:
    if isinstance(value, bool):
        return UP if value else DOWN
    return NONE if value is None else str(value)


def _answers(document: Questionnaire, lines: Lines) -> tuple[Given, ...]:
    kinds = {item.code: item.kind for _section, item in document.items()}
    return tuple(Given(address, _answer(kinds.get(_item_of(address)), text)) for address, text in lines)


def _item_of(address: str) -> str:
    return address.partition("@")[0].partition(".")[0]


def _answer(kind: ItemKind | None, text: str) -> Answer:
    if text == RATHER_NOT:
        return DECLINED
    if kind is ItemKind.MULTIPLE:
        return tuple(filter(None, (one.strip() for one in text.split(","))))
    if kind in MEASURED:
        return _figure(text)
    return text


def _figure(text: str) -> Number:
    figure = number(text)
    if figure is None:
        raise Nonsense(_("A number is missing behind the =."))
    return figure


def _facts(lines: Lines) -> tuple[Given, ...]:
    return tuple(Given(name, _figure(text) if name == "age" else text) for name, text in lines)


def _expected(lines: Lines) -> tuple[Expected, ...]:
    return tuple(Expected(of, _value(of, text)) for of, text in lines)


def _value(of: str, text: str) -> str | Number | bool | None:
    if text == NONE:
        return None
    if of.startswith("flag."):
        if text not in {UP, DOWN}:
            raise Nonsense(_("A flag is {up} or {down}.", up=UP, down=DOWN))
        return text == UP
    return _figure(text) if of.startswith("score.") else text


def _profile(document: Questionnaire, value: str) -> str:
    if value and value not in {one.code for one in document.profiles}:
        raise edits.CannotEdit(_("There is no interpretation “{value}”.", value=value))
    return value


def _case(address: list[str], value: object) -> Edit:
    """`case|answers|<name>`; a name may hold anything."""
    field, *rest = address
    label = "|".join(rest)
    make = _FIELDS[field](value)

    def change(document: Questionnaire) -> Questionnaire:
        if label not in {one.name for one in document.tests}:
            raise edits.CannotEdit(_("There is no test case “{label}” any more.", label=label))
        new = make(document)
        if field == "name" and new != label and new in {one.name for one in document.tests}:
            raise edits.CannotEdit(_("There is a test case of this name already."))
        tests = tuple(
            replace(one, **{_NAMES.get(field, field): new}) if one.name == label else one for one in document.tests
        )
        return checked(replace(document, tests=tests))

    return Edit(change, f"Changed the test case “{label}”"[:300])


Made = Callable[[Questionnaire], Any]


def _name(value: object) -> Made:
    label = words(value)
    if not label or "\n" in label:
        raise Nonsense(_("A test case needs a name, on one line."))
    return lambda _: label


def _read(read: Callable[[Lines], Any]) -> Callable[[object], Made]:
    def make(value: object) -> Made:
        given = read(_lines(value))
        return lambda _: given

    return make


def _read_answers(value: object) -> Made:
    lines = _lines(value)

    def made(document: Questionnaire) -> tuple[Given, ...]:
        try:
            return _answers(document, lines)
        except Nonsense as nonsense:
            raise edits.CannotEdit(str(nonsense)) from nonsense

    return made


def _read_why(value: object) -> Made:
    text = words(value)
    return lambda _: text


def _read_profile(value: object) -> Made:
    text = words(value)
    return lambda document: _profile(document, text)


_FIELDS: dict[str, Callable[[object], Made]] = {
    "name": _name,
    "answers": _read_answers,
    "facts": _read(_facts),
    "expected": _read(_expected),
    "profile": _read_profile,
    "why": _read_why,
}
_NAMES = {"expected": "expect"}


EDITS: dict[str, Maker] = {"case": _case}
