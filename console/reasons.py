"""Why a service is shown, and why another is not, as staff read it."""

from __future__ import annotations

from assessment.referral import Because, Obstacle, Reason
from console import words
from content_store.matching import CLOSED, TOO_OLD

OBSTACLES = {
    Obstacle.OTHERS: "enough others come first",
    Obstacle.SUBSTANCE: "it is for other substances",
    Obstacle.PERSON: "it does not take somebody of this sex or age",
    CLOSED: "it is closed",
    TOO_OLD: "it was verified too long ago to be shown",
    Obstacle.KIND: "it offers nothing that was asked for",
}


def because(reason: Because) -> str:  # noqa: PLR0911 - one for each
    """One reason in a few words."""
    detail = reason.detail
    match reason.reason:
        case Reason.KIND:
            return f"offers {words.kind(detail).lower()}"
        case Reason.NEAR:
            return f"{detail} km away"
        case Reason.LANGUAGE:
            return f"speaks {words.SPOKEN.get(detail, detail)}"
        case Reason.SUBSTANCE:
            return f"for {words.substance(detail).lower()}"
        case Reason.VERIFIED:
            return f"verified {detail} days ago"
        case Reason.WIDENED:
            return "nothing of what was asked for was found, so the search was widened"
    return PLAIN[reason.reason]


PLAIN = {
    Reason.NATIONAL: "for the whole country",
    Reason.CRISIS: "for emergencies",
    Reason.SEX: "for this sex",
    Reason.AGE: "for this age",
    Reason.OPEN_NOW: "open now",
    Reason.FREE: "free",
    Reason.ANONYMOUS: "anonymous",
    Reason.NO_REFERRAL: "no doctor's letter needed",
}
