"""Referral rules that add nothing to those before them."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.document import Profile, Questionnaire, ReferralRule
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.syntax import Unreadable, parse
from assessment.tree import All, Always, Condition, Either

SHOWN_MOST = 5
"""As many services as a result names at most: a rule that asks for so many leaves no room for more of the same."""


def findings(document: Questionnaire) -> Iterator[Finding]:
    for profile in document.profiles:
        yield from _of_profile(profile)


def _of_profile(profile: Profile) -> Iterator[Finding]:
    for index, rule in enumerate(profile.rules):
        earlier = next((each for each in profile.rules[:index] if _covers(each, rule)), None)
        if earlier is not None:
            place = Place(PlaceKind.RULE, f"{profile.code}.{rule.code}")
            yield finding(Code.RULE_SHADOWED, place, rule=rule.code, earlier=earlier.code)


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
