"""What a proof shows of a questionnaire, property by property: shown, not so, or not known yet."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from assessment.messages import Code, Finding, PlaceKind, Severity


class Property(StrEnum):
    """In the order in which they are shown. The words are for people."""

    NO_DEAD_END = "Nobody gets stuck: every way through the questions comes to an end."
    REACHED = "Every question, answer and section can be reached, and every condition makes a difference."
    ONE_BAND = "Every score that somebody can have lies in exactly one band, and every band can be reached."
    WORDS = "Every result has its words and a way on."


class Standing(StrEnum):
    SHOWN = "shown"
    NOT_SO = "not so"
    OPEN = "not known yet"


BREAKS = {
    Property.NO_DEAD_END: frozenset({Code.DEAD_END}),
    Property.REACHED: frozenset(
        {
            *(Code.NEVER_HOLDS, Code.ALWAYS_HOLDS, Code.PART_NEVER_HOLDS, Code.PART_ALWAYS_HOLDS, Code.CONTRADICTION),
            *(Code.EXCLUSIVE_COMBINED, Code.NO_CHOICE_LEFT, Code.CANNOT_BE_ANSWERED),
        }
    ),
    Property.ONE_BAND: frozenset(
        {
            *(Code.SCORE_OUT_OF_RANGE, Code.BAND_GAP, Code.FRACTION_GAP, Code.BAND_OVERLAP, Code.BAND_UNREACHABLE),
            *(Code.RANGE_BEYOND, Code.CASE_MISSING, Code.CASE_NEVER_APPLIES, Code.NO_DECISION, Code.NO_POINTS),
        }
    ),
    Property.WORDS: frozenset(
        {
            *(Code.NO_PROFILE, Code.PROFILE_NEVER_READ, Code.NO_HEADLINE, Code.NO_MEANING, Code.NO_REFERRAL),
            *(Code.FLAG_NEVER_RAISED, Code.BLOCK_NEVER_SHOWN, Code.NEVER_SHOWN, Code.RULE_NEVER_FIRES),
        }
    ),
}
"""Of each property, what says that it does not hold."""
BESIDE = frozenset(
    {
        *(Code.NO_TEXT, Code.SAME_TEXT, Code.PLACEHOLDER_UNKNOWN, Code.PLACEHOLDER_LOST, Code.TRANSLATION_MISSING),
        *(Code.TEST_FAILS, Code.TEST_IMPOSSIBLE, Code.UNKNOWN_SERVICE_KIND),
    }
)
"""Errors that keep nothing else from being shown."""
SCORES = frozenset({PlaceKind.SCALE, PlaceKind.BANDING})
FLOW = frozenset({PlaceKind.SECTION, PlaceKind.ITEM, PlaceKind.ROW})


def standings(found: Iterable[Finding]) -> dict[Property, Standing]:
    """From all that `check` found."""
    every = list(found)
    return {each: _standing(each, every) for each in Property}


def _standing(of: Property, found: list[Finding]) -> Standing:
    if any(each.code in BREAKS[of] for each in found):
        return Standing.NOT_SO
    return Standing.OPEN if any(_leaves_open(each, of) for each in found) else Standing.SHOWN


def _leaves_open(found: Finding, of: Property) -> bool:
    """Whether nothing can be said of a property while this is wrong. What is too large leaves open what it is about,
    but never that nobody gets stuck: that is shown without a walk."""
    if found.code in (Code.TOO_LARGE, Code.NOT_PROVED):
        everything = found.place.kind is PlaceKind.QUESTIONNAIRE and of is not Property.NO_DEAD_END
        return everything or of is _about(found)
    known = BESIDE.union(*BREAKS.values())
    return found.severity is Severity.ERROR and found.code not in known


def _about(found: Finding) -> Property:
    if found.place.kind in FLOW:
        return Property.REACHED
    return Property.ONE_BAND if found.place.kind in SCORES else Property.WORDS
