"""The closed sets that a questionnaire is written in."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

Number = int | Decimal
"""Points, weights and limits: exact; never a float."""


class ItemKind(StrEnum):
    NOTE = "note"
    SINGLE = "single"
    MULTIPLE = "multiple"
    GRID = "grid"
    NUMBER = "number"
    SCALE = "scale"
    DATE = "date"
    TEXT = "text"


CHOSEN = frozenset({ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID})
"""Answered with choices of a list."""

MEASURED = frozenset({ItemKind.NUMBER, ItemKind.SCALE})
"""Answered with a number."""


class Required(StrEnum):
    HARD = "hard"
    SOFT = "soft"  # answer, or say you would rather not
    OPTIONAL = "optional"


class Method(StrEnum):
    SUM = "sum"
    MEAN = "mean"
    MAX = "max"
    MIN = "min"
    COUNT = "count"  # how many of the terms were answered with one of `Scale.counted`


class NotAsked(StrEnum):
    """What a term that the flow did not ask contributes."""

    ZERO = "zero"
    OUT = "left_out"


class Unanswered(StrEnum):
    """What happens to a scale when a term was asked and not answered."""

    NO_SCORE = "no_score"
    PRORATE = "prorate"  # up to `missing_most`: mean of the answered x number of terms
    LEFT_OUT = "left_out"  # scored from what is there, if `answered_least` are


class Level(StrEnum):
    """How serious a band is: drives word, shape and colour together, never colour alone."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    SEVERE = "severe"


class BlockKind(StrEnum):
    """Feedback blocks. Of the kinds in `ONE_OF`, the first that applies (to a scale) is shown; of the others, all."""

    PERMISSION = "permission"
    HEADLINE = "headline"
    MEANING = "meaning"
    RAISED = "raised"
    RISK = "risk"
    ADVICE = "advice"
    OPTION = "option"
    TIP = "tip"
    WARNING = "warning"
    CRISIS = "crisis"
    SOURCE = "source"
    DISCLAIMER = "disclaimer"


ONE_OF = frozenset(
    {
        BlockKind.PERMISSION,
        BlockKind.HEADLINE,
        BlockKind.MEANING,
        BlockKind.ADVICE,
        BlockKind.SOURCE,
        BlockKind.DISCLAIMER,
    }
)


class Wording(StrEnum):
    """Whose words a locale's texts are; shown to the public."""

    OFFICIAL = "official"
    ADAPTED = "adapted_with_permission"
    OWN = "own"
    WORKING = "working"  # ours, not validated
