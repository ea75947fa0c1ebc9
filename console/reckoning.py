"""Edits of how a score is reckoned: its method, what stands for a missing answer, what each of its terms counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessment import edits
from assessment.document import Method, NotAsked, Questionnaire, Recode, Term, Unanswered
from assessment.messages import PlaceKind
from console.language import _
from console.named import scale_at
from console.typed import Edit, Maker, Nonsense, chosen, needed, number, part_set, whole, words

MOST_DECIMALS = 6


def _decimals(value: object) -> int | None:
    figure = whole(value)
    if figure is not None and figure > MOST_DECIMALS:
        raise Nonsense(_("At most {most_decimals} places.", most_decimals=MOST_DECIMALS))
    return figure


_FIELDS: dict[str, Callable[[object], Any]] = {
    "method": lambda value: Method(words(value)),
    "counted": chosen,
    "loop": words,
    "not_asked": lambda value: NotAsked(words(value)),
    "unanswered": lambda value: Unanswered(words(value)),
    "missing_most": lambda value: needed(whole(value)),
    "answered_least": lambda value: needed(whole(value)),
    "multiply": lambda value: needed(number(value)),
    "add": lambda value: needed(number(value)),
    "decimals": _decimals,
    "minimum": number,
    "maximum": number,
}


def _scale(address: list[str], value: object) -> Edit:
    code, field = address
    return part_set(f"Changed “{field}” of score {code}", PlaceKind.SCALE, code, **{field: _FIELDS[field](value)})


def recodes(value: object) -> tuple[Recode, ...]:
    """`0 = 1, 1 = 0`: points, and what they count as."""
    found = []
    for part in filter(None, (one.strip() for one in words(value).replace(";", ",").split(","))):
        points, sign, to = part.partition("=")
        if not sign:
            raise Nonsense(_("Write each as 0 = 1, with a comma between."))
        found.append(Recode(needed(number(points)), needed(number(to))))
    if len({one.points for one in found}) < len(found):
        raise Nonsense(_("The same points are named twice."))
    return tuple(found)


def as_typed(recoded: tuple[Recode, ...]) -> str:
    """What `recodes` reads back."""
    return ", ".join(f"{one.points} = {one.to}" for one in recoded)


def _weight(value: object) -> dict[str, Any]:
    return {"weight": needed(number(value))}


def _term(read: Callable[[object], dict[str, Any]]) -> Maker:
    def make(address: list[str], value: object) -> Edit:
        code, of = address
        fields = read(value)

        def change(document: Questionnaire) -> Questionnaire:
            terms = scale_at(document, code).terms
            if of not in {term.of for term in terms}:
                raise edits.CannotEdit(_("“{of}” does not count in {code} any more.", of=of, code=code))
            return edits.set_scale(document, code, terms=tuple(_changed(term, of, fields) for term in terms))

        return Edit(change, f"Changed how {of} counts in {code}")

    return make


def _changed(term: Term, of: str, fields: dict[str, Any]) -> Term:
    return replace(term, **fields) if term.of == of else term


EDITS: dict[str, Maker] = {
    "scale": _scale,
    "term_weight": _term(_weight),
    "term_reverse": _term(lambda value: {"reverse": value is True}),
    "term_recode": _term(lambda value: {"recode": recodes(value)}),
}
