"""What a questionnaire is: one frozen value, edited by functions document -> document.

Codes are the identity of everything: `[a-z][a-z0-9_]{0,39}`, unique among their kind in the whole document (choices: in
their list; rows: in their item; bands and blocks: in their profile). Texts are in the source locale; other locales
live beside the document, keyed as `texts()` names them.

An *address* names one answer: `q1`; `g1.r2` (row of a grid); `q2@cannabis` (item in a loop, for the picked choice);
`g1.r2@cannabis`. The facts `sex` and `age` are addresses too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from assessment.vocabulary import CHOSEN as CHOSEN
from assessment.vocabulary import MEASURED as MEASURED
from assessment.vocabulary import ONE_OF as ONE_OF
from assessment.vocabulary import BlockKind as BlockKind
from assessment.vocabulary import ItemKind as ItemKind
from assessment.vocabulary import Level as Level
from assessment.vocabulary import Method as Method
from assessment.vocabulary import NotAsked as NotAsked
from assessment.vocabulary import Number as Number
from assessment.vocabulary import Required as Required
from assessment.vocabulary import Unanswered as Unanswered
from assessment.vocabulary import Wording as Wording


def address_of(item: str, row: str = "", loop: str = "") -> str:
    base = f"{item}.{row}" if row else item
    return f"{base}@{loop}" if loop else base


def words(default: str | None = None) -> Any:
    """A translatable field: `assessment.plain.texts` finds it by this mark."""
    if default is None:
        return field(metadata={"words": True})
    return field(default=default, metadata={"words": True})


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    text: str = words()
    points: Number | None = None
    exclusive: bool = False  # picking it in a multiple choice leaves no other


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """Linked, never copied: items name it by code."""

    code: str
    choices: tuple[Choice, ...]
    rising: bool = True  # points rise (weakly) with the choices; False says that they are meant not to
    concept: str = ""  # for translators
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid; answered with one choice of the grid's list, at the address `item.row`."""

    code: str
    text: str = words()
    show_if: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """Shows a choice of the item's list only where the condition holds."""

    choice: str
    show_if: str


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    kind: ItemKind
    text: str = words()
    help: str = words("")
    required: Required = Required.SOFT
    show_if: str = ""
    choices: str = ""  # single, multiple, grid: code of a choice list
    choice_rules: tuple[ChoiceRule, ...] = ()
    rows: tuple[Row, ...] = ()
    unit: str = words("")  # number
    minimum: Number | None = None  # number, scale
    maximum: Number | None = None
    step: Number = 1
    minimum_label: str = words("")  # scale: words at its ends
    maximum_label: str = words("")
    earliest: str = ""  # date: ISO, inclusive
    latest: str = ""
    unscored: str = ""  # why no scale uses it
    concept: str = ""  # what the item asks, for translators
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Items shown under one condition. With `loop_over`, a loop: its items are asked once for each choice picked
    in that earlier multiple choice (in list order, exclusive choices left out); `{loop}` in their texts is the
    choice's text."""

    code: str
    items: tuple[Item, ...]
    title: str = words("")
    show_if: str = ""
    loop_over: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Recode:
    points: Number
    to: Number


@dataclass(frozen=True, slots=True)
class Term:
    """An item, a grid row (`grid.row`), a whole grid, or another scale, as part of a scale."""

    of: str
    weight: Number = 1
    reverse: bool = False  # highest possible points + lowest possible - points
    recode: tuple[Recode, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Points -> score. With `loop` (the code of a looped section) there is one score for each instance; a scale
    without it that has looped terms takes every instance as a term of its own.

    Order of work: recode, reverse, weight, method, prorate, x `multiply`, + `add`, rounding (half up) to `decimals`.
    """

    code: str
    terms: tuple[Term, ...]
    title: str = words("")
    method: Method = Method.SUM
    counted: tuple[str, ...] = ()  # count: the choice codes that count
    loop: str = ""
    not_asked: NotAsked = NotAsked.ZERO
    unanswered: Unanswered = Unanswered.NO_SCORE
    missing_most: int = 0
    answered_least: int = 0
    multiply: Number = 1
    add: Number = 0
    decimals: int | None = None  # None: exact
    minimum: Number | None = None  # as published; proved, not trusted
    maximum: Number | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure comes from. `to_confirm`: taken from memory or a secondary source."""

    authors: str = ""
    year: int | None = None
    title: str = ""
    journal: str = ""
    population: str = ""
    url: str = ""
    valid_from: str = ""  # ISO dates; empty: open
    valid_until: str = ""
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    code: str
    level: Level
    title: str = words()


@dataclass(frozen=True, slots=True)
class Range:
    """Scores from `low` up to and including `high` lie in `band`. An end left out is open."""

    band: str
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True)
class CutOffs:
    """The ranges that apply where `when` holds (facts, answers, `loop`); the first case that holds is taken."""

    ranges: tuple[Range, ...]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    band: str
    when: str = ""  # empty: otherwise


@dataclass(frozen=True, slots=True)
class Banding:
    """How one scale (or, with `decisions` and no scale, a decision list) is read. `code` defaults to the scale's."""

    code: str
    bands: tuple[Band, ...]
    scale: str = ""
    cut_offs: tuple[CutOffs, ...] = ()
    decisions: tuple[Decision, ...] = ()
    loop: str = ""  # decision lists inside a loop; for scales it is the scale's
    citation: Citation = Citation()


@dataclass(frozen=True, slots=True)
class Flag:
    """A safety flag: outranks every total and is shown before everything else."""

    code: str
    when: str
    title: str = words()
    crisis: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A feedback text. Applies where the banding's band is `band` (if named), `flag` is up (if named) and `when`
    holds. A looped banding applies it once for each instance."""

    code: str
    kind: BlockKind
    text: str = words()
    banding: str = ""
    band: str = ""
    flag: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class ReferralRule:
    """Which kinds of service a result asks for, most wanted first. All rules that hold fire, in document order."""

    code: str
    kinds: tuple[str, ...]  # service kinds, see assessment.referral.ServiceKind
    when: str = ""
    most: int = 5
    note: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """An interpretation. The first profile is taken whose `countries` (empty: any) hold the country and whose
    `when` (facts only) holds."""

    code: str
    bandings: tuple[Banding, ...]
    title: str = words("")
    countries: tuple[str, ...] = ()
    when: str = ""
    version: int = 1
    flags: tuple[Flag, ...] = ()
    blocks: tuple[Block, ...] = ()
    rules: tuple[ReferralRule, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class LocaleRights:
    locale: str
    wording: Wording
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    holder: str = ""
    licence: str = ""
    evidence: str = ""  # letter, mail, page: where permission is shown
    attribution: str = words("")  # shown to the public
    instrument: str = ""  # name of the published instrument, if this is one
    wordings: tuple[LocaleRights, ...] = ()  # a locale not listed is WORKING for an instrument, OWN otherwise


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of a test case: choice codes are text; a multiple choice is a tuple."""

    address: str
    answer: str | Number | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """`of`: `score.total`, `band.total`, `flag.suicide`, `status`; with `@instance` in a loop. `value`: None: none."""

    of: str
    value: str | Number | bool | None


@dataclass(frozen=True, slots=True)
class Vector:
    """A golden vector kept with the document. `facts` and `answers` in the author's codes."""

    name: str
    answers: tuple[Given, ...]
    expect: tuple[Expected, ...]
    facts: tuple[Given, ...] = ()
    profile: str = ""
    why: str = ""  # the arithmetic, by hand


@dataclass(frozen=True, slots=True)
class Questionnaire:
    code: str  # the slug in the public address
    title: str = words()
    source_locale: str = "en"
    summary: str = words("")  # what it is for, in the public list
    minutes: int | None = None
    time_frame: str = ""  # the time that the questions ask about, for translators and reviewers
    substance: str = ""  # what it is about, by the directory's code; of a loop its choices say it
    minimum_age: int | None = None
    consent: str = words("")  # asked for before the first item where not empty
    under_age: str = words("")  # what somebody younger reads
    choice_lists: tuple[ChoiceList, ...] = ()
    sections: tuple[Section, ...] = ()
    scales: tuple[Scale, ...] = ()
    profiles: tuple[Profile, ...] = ()
    rights: Rights = Rights()
    demonstration: bool = False
    tests: tuple[Vector, ...] = ()
    note: str = ""

    def items(self) -> Iterator[tuple[Section, Item]]:
        """Every item with its section, in document order."""
        for section in self.sections:
            for item in section.items:
                yield section, item

    def item(self, code: str) -> Item:
        """Raises KeyError."""
        return _coded((item for _, item in self.items()), code)

    def section_of(self, code: str) -> Section:
        """The section that holds the item `code`. Raises KeyError."""
        for section, item in self.items():
            if item.code == code:
                return section
        raise KeyError(code)

    def choice_list(self, code: str) -> ChoiceList:
        """Raises KeyError."""
        return _coded(self.choice_lists, code)

    def scale(self, code: str) -> Scale:
        """Raises KeyError."""
        return _coded(self.scales, code)

    def profile(self, code: str) -> Profile:
        """Raises KeyError."""
        return _coded(self.profiles, code)


class Coded(Protocol):
    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def _coded(things: Iterable[C], code: str) -> C:
    for thing in things:
        if thing.code == code:
            return thing
    raise KeyError(code)


Answer = str | Number | tuple[str, ...]
"""single: choice code; multiple: choice codes in list order; number, scale: Number; date: ISO; text: str."""

DECLINED = ""
"""The answer «I'd rather not say» of a soft-required item: asked, seen, not answered. It scores nothing."""

Answers = Mapping[str, Answer]
Facts = Mapping[str, str | int]
SEXES = ("female", "male", "other")
"""`sex`: female, male or other; `age`: whole years; `country`: two letters; `place`: a town's key. All optional."""
