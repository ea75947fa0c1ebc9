"""Questions put to a document, and their answers; each answer is kept by what it depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from assessment.document import Profile
from assessment.flow import Flow
from assessment.messages import Code, Place
from assessment.outcome import Lack, Outcome
from assessment.proof.attainable import Allowance, End, Walk
from assessment.proof.formulas import ALWAYS, NEVER, Key, Unprovable
from assessment.proof.ground import ScaleAt, ground_of
from assessment.proof.influence import Influence
from assessment.proof.readings import Readings
from assessment.proof.slices import Question, Slice
from assessment.proof.together import Together

KEPT_MOST = 4096

Shown = Mapping[str, Any]
"""Answers and facts by address that show something."""

Decide = Callable[[Slice], "Shown | None"]
"""Another method, for one formula: answers for which it holds, or None where it never does. Raises Unprovable where
it cannot tell."""


class Claim(StrEnum):
    """What the engine has to agree to when it is given the answers."""

    NO_BAND = "no band"
    SCORE = "score"
    UNREAD = "unread"
    NEED = "need"
    NO_NEED = "no need"
    NO_BLOCK = "no block"
    NOT_ASKED = "not asked"


class Shows(NamedTuple):
    """Answers, and what they show: of which banding, scale, profile (`of`) at which instance; `value`: the score."""

    answers: Shown
    claim: Claim
    of: str = ""
    loop: str = ""
    value: Any = None


class Found(NamedTuple):
    """A finding that is not in words yet."""

    code: Code
    place: Place
    values: Mapping[str, Any]
    shows: Shows | None = None


def agrees(shows: Shows, outcome: Outcome) -> bool:  # noqa: PLR0911 one arm for each claim
    """Whether the engine's outcome shows what is claimed."""
    match shows.claim:
        case Claim.NO_BAND:
            reading = outcome.reading(shows.of, shows.loop)
            return reading is not None and reading.lack is Lack.BAND
        case Claim.SCORE:
            score = outcome.score(shows.of, shows.loop)
            return score is not None and score.value == shows.value
        case Claim.UNREAD:
            return not outcome.profile
        case Claim.NEED:
            return any(need.rule == shows.of for need in outcome.needs)
        case Claim.NO_NEED:
            return outcome.profile == shows.of and not outcome.needs
        case Claim.NO_BLOCK:
            reading = outcome.reading(shows.of, shows.loop)
            here = [each.block for each in outcome.blocks if each.loop in ("", shows.loop)]
            kinds = [block.kind for block in here if block.banding in ("", shows.of)]
            return reading is not None and reading.band is not None and shows.value not in kinds
        case Claim.NOT_ASKED:
            return shows.of in outcome.not_asked


class Prover:
    """One document. `decide`: asked where set propagation gives up."""

    def __init__(self, flow: Flow, allowance: Allowance | None = None, decide: Decide | None = None) -> None:
        self.flow, self.ground = flow, ground_of(flow)
        self.table = self.ground.table
        self.allowance, self.decide = allowance or Allowance(), decide
        self._readings: dict[str, Readings] = {}
        self.influence = Influence(self.ground)
        self.together = Together(self.ground, self.allowance)
        self._able: dict[int, bool] = {}
        self._outcomes: dict[tuple[int, int], frozenset[bool]] = {}

    def readings(self, profile: Profile) -> Readings:
        found = self._readings.get(profile.code)
        if found is None:
            found = self._readings[profile.code] = Readings(self.flow, self.ground, profile)
        return found

    def walk(
        self, formulas: Sequence[int], scales: Sequence[ScaleAt] = (), given: int = ALWAYS, *, counting: bool = False
    ) -> Walk:
        """Raises Unprovable."""
        return Walk(self._slice(Question(tuple(formulas), tuple(scales), given)), self.allowance, counting=counting)

    def _slice(self, question: Question) -> Slice:
        self.allowance.spend(1)
        part = Slice(self.ground, question)
        self.allowance.spend(len(part.stops))
        return part

    def outcomes(self, formula: int, given: int = ALWAYS) -> frozenset[bool]:
        """Whether a formula can hold, and whether it can fail, where `given` holds. Raises Unprovable."""
        if given == NEVER:
            return frozenset()
        if formula <= ALWAYS:
            return frozenset({formula == ALWAYS} if self.may(given) else ())
        found = self._outcomes.get((formula, given))
        if found is None:
            found = self._outcomes[formula, given] = self._outcomes_of(formula, given)
        return found

    def _outcomes_of(self, formula: int, given: int) -> frozenset[bool]:
        try:
            seen: set[bool] = set()
            for end in self.asked((formula,), given)[1]:
                seen.add(end.holds[0])
                if len(seen) == 2:
                    break
            return frozenset(seen)
        except Unprovable:
            if self.decide is None:
                raise
        ways = {
            True: self.table.all_of([formula, given]),
            False: self.table.all_of([self.table.negation(formula), given]),
        }
        return frozenset(holds for holds, each in ways.items() if self._decided(each) is not None)

    def may(self, formula: int) -> bool:
        """Whether a formula can hold. Raises Unprovable."""
        found = self._able.get(formula)
        if found is None:
            found = self._able[formula] = formula == ALWAYS or (formula != NEVER and self._may(formula))
        return found

    def _may(self, formula: int) -> bool:
        try:
            return next(self.asked((), formula)[1], None) is not None
        except Unprovable:
            if self.decide is None:
                raise
        return self._decided(formula) is not None

    def shown(self, formula: int) -> Shown | None:
        """Answers for which a formula holds. Raises Unprovable."""
        if formula == NEVER:
            return None
        try:
            walk, ends = self.asked((), formula)
            end = next(ends, None)
            return None if end is None else walk.answers_to(end)
        except Unprovable:
            if self.decide is None:
                raise
        return self._decided(formula)

    def asked(self, formulas: Sequence[int], given: int, scales: Sequence[ScaleAt] = ()) -> tuple[Walk, Iterator[End]]:
        """How formulas and scores come out where `given` holds, and the walk that this is of. Raises Unprovable."""
        joint = self.together.of((*formulas, given), scales)
        if joint is not None:
            return joint.walk, joint.ends(formulas, given, every_score=bool(scales))
        if not scales:
            # A lone score is best kept to the end, as a set of sums; several are decided one by one on the way.
            keys = {key for formula in (*formulas, given) for key in self.table.reads(formula)}
            scores = tuple(key for key in keys if isinstance(key, tuple))
            scales = scores if len(scores) == 1 else ()
        walk = self.walk(formulas, scales, given)
        return walk, walk.ends()

    def _decided(self, formula: int) -> Shown | None:
        if formula == NEVER or self.decide is None:
            return None
        return self.decide(Slice(self.ground, Question((), (), formula)))

    # What a verdict depends on

    def key_of(self, asked: str, formulas: Sequence[int], scales: Sequence[ScaleAt]) -> bytes:
        """A digest of the question and of everything in the document that can influence it. Raises Unprovable."""
        self.allowance.spend(1)
        digest = blake2b(asked.encode(), digest_size=16)
        reads: set[Key] = set(scales)
        for formula in formulas:
            digest.update(self.table.print_of(formula))
            reads.update(self.table.reads(formula))
        for each in sorted(self.influence.print_of(key) for key in reads):
            digest.update(each)
        return digest.digest()
