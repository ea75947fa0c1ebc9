"""Parts of a document by the names that the editor's fields and buttons give them."""

from __future__ import annotations

from assessment.document import Banding, Profile, Questionnaire, Scale
from assessment.edits import CannotEdit
from console.language import _


def banding_at(document: Questionnaire, of: str) -> Banding:
    """The banding `<profile>.<banding>`. Raises CannotEdit."""
    for profile in document.profiles:
        for banding in profile.bandings:
            if f"{profile.code}.{banding.code}" == of:
                return banding
    raise CannotEdit(_("There is no banding “{of}” any more.", of=of))


def profile_at(document: Questionnaire, code: str) -> Profile:
    """Raises CannotEdit."""
    try:
        return document.profile(code)
    except KeyError:
        raise CannotEdit(_("There is no interpretation “{code}” any more.", code=code)) from None


def scale_at(document: Questionnaire, code: str) -> Scale:
    """Raises CannotEdit."""
    try:
        return document.scale(code)
    except KeyError:
        raise CannotEdit(_("There is no score “{code}” any more.", code=code)) from None
