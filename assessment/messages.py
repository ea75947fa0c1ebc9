"""What is said about a document: every finding of the proof and every misfit of its plain form, with its remedy.

Tests and screens compare members, never prose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b

from assessment.catalogue import CATALOGUE as CATALOGUE
from assessment.catalogue import Code as Code
from assessment.catalogue import Severity as Severity
from assessment.document import Answer
from assessment.sentences import Said


class Shape(StrEnum):
    """Why plain values are no document."""

    NOT_A_MAPPING = "Here belong keys with values ({keys})."
    UNKNOWN_KEY = "“{key}” is not known here. Known: {keys}."
    MISSING_KEY = "“{key}” is missing. Add it."
    BAD_CODE = "“{code}” cannot be a code. Start with a small letter a-z; then only a-z, 0-9 and _; at most 40 in all."
    BAD_DATE = "“{value}” is not a date. Write it as 2026-01-31."
    NOT_ONE_OF = "“{value}” is not possible here. Write one of: {members}."
    NOT_A_LIST = "Here belongs a list: start each entry with “- ”, or write [a, b]."
    NOT_A_BOOL = "Here belongs true or false."
    NOT_A_TEXT = "Here belongs a text. Put it in quotes if it looks like a number, true, false or null."
    NOT_AN_ANSWER = "Here belongs one value: a text, a number or a list of codes."
    NOT_A_NUMBER = "Here belongs a number, without quotes."
    NOT_WHOLE = "Here belongs a whole number, without quotes."
    NOT_FINITE = "This is not a number that can be counted with. Write an ordinary one."
    TOO_MANY_DIGITS = "This number has too many digits. Use at most {most}."
    TOO_LONG = "This text is too long. Use at most {most} characters."
    UNPRINTABLE = "This text holds a character that cannot be shown ({code}). Delete it."


class PlaceKind(StrEnum):
    QUESTIONNAIRE = "questionnaire"
    CHOICE_LIST = "choice_list"
    CHOICE = "choice"
    SECTION = "section"
    ITEM = "item"
    ROW = "row"
    SCALE = "scale"
    PROFILE = "profile"
    BANDING = "banding"
    BAND = "band"
    FLAG = "flag"
    BLOCK = "block"
    RULE = "rule"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Place:
    """Part of a document. `code` is dotted from the outside in: `frequency.never` (choice), `g1.r2` (row),
    `adult.total` (banding), `adult.total.high` (band), `adult.crisis` (flag, block, rule); a test by its name; the
    questionnaire: nothing. `field` names what of it, with an index where it is a list: `show_if`,
    `choice_rules[0].show_if`, `cut_offs[1].ranges[0]`. `locale`: where a translation is meant."""

    kind: PlaceKind
    code: str = ""
    field: str = ""
    locale: str = ""

    def __str__(self) -> str:
        parts = (self.kind.value.replace("_", " "), self.code, self.field, self.locale)
        return " ".join(part for part in parts if part)

    @classmethod
    def named(cls, words: str) -> Place:
        """The place that `str` calls so, where it names no locale. Raises ValueError."""
        kinds = [kind for kind in PlaceKind if f"{words} ".startswith(kind.value.replace("_", " ") + " ")]
        kind = max(kinds, key=lambda one: len(one.value))
        rest = words[len(kind.value) :].strip()
        code, _, field = ("", "", rest) if kind is PlaceKind.QUESTIONNAIRE else rest.partition(" ")
        return cls(kind, code, field)


@dataclass(frozen=True, slots=True)
class Witness:
    """Concrete answers that show the finding; replayed through the engine before they are shown."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        pairs = [*self.facts.items(), *self.answers.items()]
        return ", ".join(f"{address} = {_shown(answer)}" for address, answer in pairs)


def _shown(answer: object) -> str:
    if isinstance(answer, tuple):
        return "[" + ", ".join(map(str, answer)) + "]"
    return str(answer) if answer != "" else "declined"


@dataclass(frozen=True, slots=True)
class Finding:
    code: Code
    severity: Severity
    place: Place
    message: str
    remedy: str
    witness: Witness | None = None
    column: int = 0  # of the condition at `place`, from 1; 0: the whole of it
    values: Mapping[str, object] = field(default_factory=dict, compare=False)  # that the sentences were completed with

    @property
    def key(self) -> str:
        """What it is asked for by: the same as long as the same is wrong at the same place."""
        said = "\n".join((self.code, str(self.place), self.message))
        return blake2b(said.encode(), digest_size=8).hexdigest()


def finding(
    code: Code, place: Place, witness: Witness | None = None, /, *, column: int = 0, **values: object
) -> Finding:
    """A finding in the words of the catalogue; `values` complete its sentences."""
    severity, message, remedy = CATALOGUE[code]
    said, do = Said(message, **values), Said(remedy, column=column, **values)
    return Finding(code, severity, place, said, do, witness, column, values)
