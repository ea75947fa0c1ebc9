"""What stands against something, as a sentence in the reader's language; where a role is missing, what it would have to
include and which roles do."""

from __future__ import annotations

from typing import Any

from assessment.parts import StillNamed
from assessment.sentences import Sentence
from assessment.syntax import Unreadable
from auth.roles import PERMISSIONS, Role
from console import words as named
from console.findings_in_words import place_in_words
from console.language import N_, _, again
from content_store.locales import COUNTRIES, LOCALES
from content_store.permissions import Conflict, Invalid, Missing, NotHeld, Permission, Refusal, Unavailable

PLACES = 5
STATUSES = {Missing: 404, Conflict: 409, Invalid: 422, Unavailable: 503}
DOING = {
    Permission.BACKUP_MAKE: N_("make and carry away copies of everything"),
    Permission.CAMPAIGNS_EDIT: N_("look after campaigns"),
    Permission.CONSOLE_ENTER: N_("enter the console"),
    Permission.DIRECTORY_EDIT: N_("look after services"),
    Permission.DIRECTORY_READ: N_("read the directory of services"),
    Permission.HEALTH_READ: N_("see how the system is doing"),
    Permission.LEDGER_READ: N_("read the history"),
    Permission.PEOPLE_EDIT: N_("invite people and change their roles"),
    Permission.PEOPLE_READ: N_("see who works here"),
    Permission.QUESTIONNAIRES_EDIT: N_("write questionnaires"),
    Permission.QUESTIONNAIRES_READ: N_("read questionnaires"),
    Permission.REVIEWS_COMMENT: N_("comment in reviews"),
    Permission.REVIEWS_DECIDE: N_("approve and publish"),
    Permission.REVIEWS_READ: N_("read reviews"),
    Permission.SETTINGS_EDIT: N_("change settings"),
    Permission.STATISTICS_READ: N_("see the figures"),
    Permission.TRANSLATIONS_EDIT: N_("translate"),
    Permission.TRANSLATIONS_READ: N_("read translations"),
    Permission.TRANSLATIONS_REVIEW: N_("approve translations"),
}


def spoken(error: BaseException) -> str:
    """What lies beneath a refusal says it better than the refusal: it keeps its values apart from its words."""
    beneath = error.__cause__
    if isinstance(beneath, Sentence):
        return sentence(beneath)
    if isinstance(error, NotHeld):
        return _not_held(error)
    return sentence(error) if isinstance(error, Sentence) else _(str(error))


def _not_held(refusal: NotHeld) -> str:
    doing, place = _(DOING[refusal.permission]), refusal.place
    if place in COUNTRIES or place in LOCALES:
        where = named.country(place) if place in COUNTRIES else named.language(place)
        here = _("Your role does not include this: {doing} ({where}).", doing=doing, where=where)
    else:
        here = _("Your role does not include this: {doing}.", doing=doing)
    able = ", ".join(named.role(role) for role in Role if refusal.permission in PERMISSIONS[role])
    return f"{here} " + _("Roles that include it: {able}. An administrator can change yours.", able=able)


def status_of(refusal: Refusal) -> int:
    """What a route answers with that was refused."""
    return next((status for kind, status in STATUSES.items() if isinstance(refusal, kind)), 403)


def sentence(said: Sentence) -> str:
    values: dict[str, Any] = {
        key: sentence(value) if isinstance(value, Sentence) else again(value) for key, value in said.values.items()
    }
    if isinstance(said, StillNamed):
        more = "; …" if len(said.places) > PLACES else ""
        values["places"] = "; ".join(place_in_words(one) for one in said.places[:PLACES]) + more
    words = _(said.words, **values)
    return (
        _("{message} (column {column})", message=words, column=said.column) if isinstance(said, Unreadable) else words
    )
