"""What was typed into a field of the editor, as a value; and what an edit is. Nothing here believes the browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from assessment import conditions, edits, plain
from assessment.document import Number, Questionnaire
from assessment.messages import PlaceKind
from console.language import _

LONGEST = 8000
MOST_DIGITS = 12
Change = Callable[[Questionnaire], Questionnaire]
Maker = Callable[[list[str], object], "Edit"]
"""From the address in a field's name and what was typed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`summary`: what it does, for the history. `renames`: kind and dotted code of the part that gets another code,
    and that code; the translations of its texts follow."""

    change: Change
    summary: str
    renames: tuple[PlaceKind, str, str] | None = None


class Nonsense(Exception):
    """A value that cannot be; the sentence says what can."""


def while_there(change: Change) -> Change:
    """The change, refused where what it names is not in the document: since its field or button was drawn, somebody
    may have taken the thing away."""

    def made(document: Questionnaire) -> Questionnaire:
        try:
            return change(document)
        except edits.CannotEdit:
            raise
        except (LookupError, ValueError) as error:
            raise edits.CannotEdit(_("This is not there any more. Load the page again.")) from error

    return made


def words(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Nonsense(_("Here belongs a text."))
    if len(value) > LONGEST:
        raise Nonsense(_("This is {len} characters long; at most {longest} fit.", len=len(value), longest=LONGEST))
    text = plain.tidy(value)
    if plain.unprintable(text):
        raise Nonsense(_("It holds a character that cannot be kept. Paste it as plain text."))
    return text


def number(value: object) -> Number | None:
    """`8`, `0.5` or `0,5`; None where nothing was typed."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Nonsense(_("Here belongs a number."))
    text = str(value).strip().replace(",", ".").replace("−", "-")
    if not text:
        return None
    try:
        figure = Decimal(text)
    except InvalidOperation as error:
        raise Nonsense(_("This is not a number. Write it as 8 or 0.5.")) from error
    if not figure.is_finite() or len(figure.as_tuple().digits) > MOST_DIGITS or abs(figure.adjusted()) > MOST_DIGITS:
        raise Nonsense(_("Write an ordinary number."))
    return int(figure) if figure == figure.to_integral_value() else figure.normalize()


def whole(value: object) -> int | None:
    figure = number(value)
    if figure is not None and not isinstance(figure, int):
        raise Nonsense(_("Write a whole number."))
    if isinstance(figure, int) and figure < 0:
        raise Nonsense(_("This cannot be less than 0."))
    return figure


def condition(value: object) -> str:
    """A condition that can be read; whether its names exist is for the findings. Raises Unreadable."""
    text = words(value)
    conditions.parse(text)
    return text


def needed(value: Any) -> Any:
    if value is None:
        raise Nonsense(_("This cannot be left empty."))
    return value


def day(value: object) -> str:
    """An ISO day, or nothing."""
    text = words(value)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise Nonsense(_("This is not a day. Write it as 2026-01-31.")) from error


def chosen(value: object) -> tuple[str, ...]:
    """What was picked of several, in that order."""
    if not isinstance(value, list):
        raise Nonsense(_("Here belongs a choice."))
    return tuple(dict.fromkeys(words(one) for one in value))


def part_set(summary: str, kind: PlaceKind, code: str, **fields: Any) -> Edit:
    """The edit that sets fields of one part."""
    return Edit(lambda document: edits.set_part(document, kind, code, **fields), summary)
