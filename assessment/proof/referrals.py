"""Referral rules that add nothing to those before them."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.document import Profile, ReferralRule
from assessment.messages import Code, Place, PlaceKind
from assessment.proof.readings import Readings
from assessment.proof.verdicts import Claim, Found, Prover, Shows
from assessment.syntax import Unreadable, parse
from assessment.tree import All, Always, Condition, Either

SHOWN_MOST = 5
"""As many services as a result names at most: a rule that asks for so many leaves no room for more of the same."""


def shadows(profile: Profile, rule: ReferralRule) -> ReferralRule | None:
    """An earlier rule that leaves this one nothing to add."""
    before = profile.rules[: profile.rules.index(rule)]
    return next((each for each in before if _covers(each, rule)), None)


def shadowed_findings(prover: Prover, readings: Readings, rule: ReferralRule, earlier: ReferralRule) -> Iterator[Found]:
    """With answers of somebody to whom both apply. Raises Unprovable."""
    fires = readings.table.all_of([readings.gate, readings.rule(rule)])
    answers = prover.shown(fires)
    if answers is not None:  # else it never fires, which is told of as such
        place = Place(PlaceKind.RULE, f"{readings.profile.code}.{rule.code}")
        shows = Shows(answers, Claim.NEED, rule.code)
        yield Found(Code.RULE_SHADOWED, place, {"rule": rule.code, "earlier": earlier.code}, shows)


def _covers(earlier: ReferralRule, later: ReferralRule) -> bool:
    """Whether the earlier rule fires whenever the later does, and wants each of its kinds at least as much."""
    wanted = all(kind in earlier.kinds and earlier.kinds.index(kind) <= place for place, kind in enumerate(later.kinds))
    if not wanted or not later.kinds or earlier.most < SHOWN_MOST:
        return False
    try:
        return _follows(parse(later.when), parse(earlier.when))
    except Unreadable:
        return False


def _follows(later: Condition, earlier: Condition) -> bool:
    """Whether the one can be seen, without any proof, to hold only where the other does."""
    if isinstance(earlier, Always) or later == earlier:
        return True
    if isinstance(earlier, Either) and any(_follows(later, test) for test in earlier.tests):
        return True
    return isinstance(later, All) and any(_follows(test, earlier) for test in later.tests)
