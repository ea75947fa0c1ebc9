"""What a run comes to. Named tuples, for many are made and none is changed."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from assessment.document import Band, Block, Flag, Level, Number
from assessment.states import Score


class Status(StrEnum):
    """Incomplete: something the profile reads has no score because answers are missing. Not applicable: too young, no
    profile for this country, or nothing was asked that could be scored."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"


class Lack(StrEnum):
    """Why a reading has no band. BAND: the score lies in none, a fault that the prover finds."""

    NOTHING = ""
    ANSWERS = "answers"
    NOT_ASKED = "not_asked"
    BAND = "band"


class Reading(NamedTuple):
    """Where a score lies. `low`, `high`: the ends of the range; `why`: the condition of the cut-off case or the
    decision that was taken; `lack`: why there is no band."""

    banding: str
    loop: str
    band: Band | None
    low: Number | None = None
    high: Number | None = None
    why: str = ""
    lack: Lack = Lack.NOTHING


class ShownBlock(NamedTuple):
    block: Block
    loop: str = ""


class Need(NamedTuple):
    """A referral rule that fired: kinds of service, most wanted first."""

    kinds: tuple[str, ...]
    most: int
    rule: str
    loop: str = ""


class Outcome(NamedTuple):
    """`profile`: its code, empty where none applies. `blocks` in order of risk; `not_asked`: addresses."""

    status: Status
    profile: str
    scores: tuple[Score, ...]
    readings: tuple[Reading, ...]
    flags: tuple[Flag, ...]
    blocks: tuple[ShownBlock, ...]
    needs: tuple[Need, ...]
    not_asked: tuple[str, ...]

    @property
    def level(self) -> Level | None:
        """Of the most serious band; None where nothing was read."""
        levels = [each.band.level for each in self.readings if each.band is not None]
        return max(levels, key=list(Level).index, default=None)

    def score(self, scale: str, loop: str = "") -> Score | None:
        return next((each for each in self.scores if (each.scale, each.loop) == (scale, loop)), None)

    def reading(self, banding: str, loop: str = "") -> Reading | None:
        return next((each for each in self.readings if (each.banding, each.loop) == (banding, loop)), None)
