"""Why a service is shown, and why another is not, as staff read it."""

from __future__ import annotations

from assessment.referral import Because, Obstacle, Reason
from console import words
from console.language import N_, _
from content_store.matching import CLOSED, TOO_OLD

OBSTACLES = {
    Obstacle.OTHERS: N_("enough others come first"),
    Obstacle.SUBSTANCE: N_("it is for other substances"),
    Obstacle.PERSON: N_("it does not take somebody of this sex or age"),
    CLOSED: N_("it is closed"),
    TOO_OLD: N_("it was verified too long ago to be shown"),
    Obstacle.KIND: N_("it offers nothing that was asked for"),
}


def because(reason: Because) -> str:  # noqa: PLR0911 - one for each
    """One reason in a few words."""
    detail = reason.detail
    match reason.reason:
        case Reason.KIND:
            return _("offers {kind}", kind=words.kind(detail).lower())
        case Reason.NEAR:
            return _("{detail} km away", detail=detail)
        case Reason.LANGUAGE:
            return _("speaks {language}", language=words.SPOKEN.get(detail, detail))
        case Reason.SUBSTANCE:
            return _("for {substance}", substance=words.substance(detail).lower())
        case Reason.VERIFIED:
            return _("verified {detail} days ago", detail=detail)
        case Reason.WIDENED:
            return _("nothing of what was asked for was found, so the search was widened")
    return _(PLAIN[reason.reason])


PLAIN = {
    Reason.NATIONAL: N_("for the whole country"),
    Reason.CRISIS: N_("for emergencies"),
    Reason.SEX: N_("for this sex"),
    Reason.AGE: N_("for this age"),
    Reason.OPEN_NOW: N_("open now"),
    Reason.FREE: N_("free"),
    Reason.ANONYMOUS: N_("anonymous"),
    Reason.NO_REFERRAL: N_("no doctor's letter needed"),
}
