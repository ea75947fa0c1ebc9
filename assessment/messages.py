"""What is said about a document: every finding of the proof and every misfit of its plain form, with its remedy.

Tests and screens compare members, never prose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assessment.document import Answer


class Shape(StrEnum):
    """Why plain values are no document. The text is completed with `format`."""

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


class Severity(StrEnum):
    ERROR = "error"  # blocks publishing
    WARNING = "warning"  # is acknowledged with a reason


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


class Code(StrEnum):
    """What the proof finds."""

    DUPLICATE_CODE = "duplicate_code"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_SERVICE_KIND = "unknown_service_kind"
    FORWARD_REFERENCE = "forward_reference"
    CYCLE = "cycle"
    CONDITION_UNREADABLE = "condition_unreadable"
    CONDITION_MISPLACED = "condition_misplaced"
    NOT_COMPARABLE = "not_comparable"
    NO_ITEMS = "no_items"
    NO_CHOICES = "no_choices"
    NO_ROWS = "no_rows"
    NO_TEXT = "no_text"
    NO_LIMITS = "no_limits"
    SAME_TEXT = "same_text"
    LOOP_NOT_MULTIPLE = "loop_not_multiple"
    MINIMUM_ABOVE_MAXIMUM = "minimum_above_maximum"
    ITEM_UNSCORED = "item_unscored"
    NO_POINTS = "no_points"
    POINTS_NOT_RISING = "points_not_rising"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    RANGE_UPSIDE_DOWN = "range_upside_down"
    NO_CUT_OFFS = "no_cut_offs"
    BAND_GAP = "band_gap"
    BAND_OVERLAP = "band_overlap"
    BAND_UNREACHABLE = "band_unreachable"
    CASE_MISSING = "case_missing"
    NO_DECISION = "no_decision"
    NO_PROFILE = "no_profile"
    NO_HEADLINE = "no_headline"
    NO_MEANING = "no_meaning"
    NO_REFERRAL = "no_referral"
    NEVER_HOLDS = "never_holds"
    CODE_RESERVED = "code_reserved"
    PLACEHOLDER_UNKNOWN = "placeholder_unknown"
    PLACEHOLDER_LOST = "placeholder_lost"
    TRANSLATION_MISSING = "translation_missing"
    TEST_FAILS = "test_fails"
    TEST_IMPOSSIBLE = "test_impossible"
    TOO_LARGE = "too_large"
    UNUSABLE = "unusable"


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: dict[Code, tuple[Severity, str, str]] = {
    Code.DUPLICATE_CODE: (_E, "The code “{code}” is used more than once.", "Rename one of the two."),
    Code.CODE_RESERVED: (_E, "“{code}” has a meaning in conditions, so no condition could name it.", "Rename it."),
    Code.UNKNOWN_NAME: (_E, "There is no {what} “{name}”.", "Correct the name{near}, or add the {what}."),
    Code.UNKNOWN_CHOICE: (_E, "“{choice}” is not a choice of “{of}”.", "Write one of its choices: {known}."),
    Code.UNKNOWN_SERVICE_KIND: (_E, "There is no kind of service “{name}”.", "Write one of: {known}."),
    Code.FORWARD_REFERENCE: (
        _E,
        "“{name}” is asked later than this condition needs it.",
        "Move “{name}” before it, or use an earlier answer.",
    ),
    Code.CYCLE: (_E, "The scales {names} are made from each other.", "Take one of them out of the terms of the other."),
    Code.CONDITION_UNREADABLE: (_E, "The condition cannot be read: {why}", "Correct it at column {column}."),
    Code.CONDITION_MISPLACED: (_E, "“{name}” cannot be used here: {why}", "Use answers, facts or scores instead."),
    Code.NOT_COMPARABLE: (_E, "“{name}” can never be equal to {value}.", "Compare it with {possible}."),
    Code.NO_ITEMS: (_E, "There is nothing to answer here.", "Add an item, or remove this."),
    Code.NO_CHOICES: (_E, "There is nothing to choose from.", "Name a choice list that has choices."),
    Code.NO_ROWS: (_E, "The grid has no rows.", "Add a row."),
    Code.NO_TEXT: (_E, "The text is empty.", "Write what the respondent should read."),
    Code.NO_LIMITS: (_E, "The scale has no {which}.", "Set its minimum and its maximum."),
    Code.SAME_TEXT: (
        _E,
        "“{first}” and “{second}” read the same: “{text}”.",
        "Reword one of them.",
    ),
    Code.LOOP_NOT_MULTIPLE: (
        _E,
        "The section loops over “{name}”, which is not a multiple choice.",
        "Loop over a multiple choice that is asked earlier.",
    ),
    Code.MINIMUM_ABOVE_MAXIMUM: (_E, "The least ({low}) is above the most ({high}).", "Exchange or correct the two."),
    Code.ITEM_UNSCORED: (_W, "No scale uses this item.", "Add it to a scale, or say in “unscored” why not."),
    Code.NO_POINTS: (
        _E,
        "The scale “{scale}” uses “{item}”, but {without}.",
        "Give every choice points, or take the item out of the scale.",
    ),
    Code.POINTS_NOT_RISING: (
        _W,
        "“{first}” has {more} points and “{second}” after it {fewer}.",
        "Correct the points, or mark the list as “rising: false”.",
    ),
    Code.SCORE_OUT_OF_RANGE: (
        _E,
        "A score of {score} is possible; the scale says {low} to {high}.",
        "Correct points, terms or the range.",
    ),
    Code.RANGE_UPSIDE_DOWN: (_E, "The range for “{band}” starts at {low} and ends at {high}.", "Exchange the two."),
    Code.NO_CUT_OFFS: (_E, "Nothing says which band a score lies in.", "Add cut-offs or decisions."),
    Code.BAND_GAP: (_E, "No band for a score of {scores}{case}.", "Widen a band or add one."),
    Code.BAND_OVERLAP: (
        _E,
        "A score of {scores} lies in “{first}” and in “{second}”{case}.",
        "Let one of them end before the other starts.",
    ),
    Code.BAND_UNREACHABLE: (_E, "No answers lead to the band “{band}”.", "Correct its range, or remove the band."),
    Code.CASE_MISSING: (_E, "No cut-offs apply{case}.", "Add a last case without a condition."),
    Code.NO_DECISION: (_E, "No decision applies.", "Add a last decision without a condition."),
    Code.NO_PROFILE: (_E, "No profile reads the result{case}.", "Add a profile without countries and condition."),
    Code.NO_HEADLINE: (_E, "A result in the band “{band}” has no headline.", "Add a headline block for this band."),
    Code.NO_MEANING: (_E, "A result in the band “{band}” has no meaning.", "Add a meaning block for this band."),
    Code.NO_REFERRAL: (_E, "No referral rule fires{case}.", "Add a last rule without a condition."),
    Code.NEVER_HOLDS: (_E, "This condition never holds, so {what} is never shown.", "Correct the condition."),
    Code.PLACEHOLDER_UNKNOWN: (
        _E,
        "The placeholder {placeholder} has no meaning here.",
        "Remove it. Only {{loop}} is known, and only inside a loop.",
    ),
    Code.PLACEHOLDER_LOST: (
        _E,
        "The translation and the source do not hold the same placeholders ({placeholder}).",
        "Write {placeholder} as often as the source does.",
    ),
    Code.TRANSLATION_MISSING: (_E, "The text “{key}” has no translation.", "Translate it."),
    Code.TEST_FAILS: (
        _E,
        "The test case expects {of} = {expected}; it is {found}.",
        "Correct one or the other.",
    ),
    Code.TEST_IMPOSSIBLE: (_E, "The test case cannot be run: {why}", "Correct the test case."),
    Code.UNUSABLE: (_E, "The questionnaire cannot be run: {why}", "Correct what is named."),
    Code.TOO_LARGE: (
        _E,
        "“{what}” has too many possible runs to prove that every score has its band.",
        "Simplify the conditions among its items.",
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    code: Code
    severity: Severity
    place: Place
    message: str
    remedy: str
    witness: Witness | None = None
    column: int = 0  # of the condition at `place`, from 1; 0: the whole of it


def finding(
    code: Code, place: Place, witness: Witness | None = None, /, *, column: int = 0, **values: object
) -> Finding:
    """A finding in the words of the catalogue; `values` complete its sentences."""
    severity, message, remedy = CATALOGUE[code]
    return Finding(
        code, severity, place, message.format(**values), remedy.format(column=column, **values), witness, column
    )
