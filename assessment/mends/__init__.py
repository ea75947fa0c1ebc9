"""Edits that put a finding right: each a function document -> document, with a name to ask for it by.

Offered only where nothing else of what the author meant is touched; what needs their judgement (new words, other
points, another question) is left to the remedy. A mend is offered, never done by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessment.document import Questionnaire
from assessment.mends import conditions, parts, ranges
from assessment.mends.offer import CannotEdit, Make, Mend
from assessment.messages import Code, Finding
from assessment.parts import checked

__all__ = ["Mend", "mended", "mends_for"]

MAKERS: Mapping[Code, Make] = {**ranges.MAKERS, **conditions.MAKERS, **parts.MAKERS}


def mends_for(document: Questionnaire, found: Finding) -> tuple[Mend, ...]:
    """What can put a finding on this document right; the likeliest first. Each can be done."""
    make = MAKERS.get(found.code)
    if make is None or found.place.locale:
        return ()
    return tuple(mend for mend in make(document, found) if _can_be_done(document, mend))


def _can_be_done(document: Questionnaire, mend: Mend) -> bool:
    try:
        return mend.change(document) != document
    except (CannotEdit, LookupError, ValueError):
        return False


def mended(document: Questionnaire, findings: Iterable[Finding], name: str) -> Questionnaire:
    """The document after the mend of this name, which one of its findings must offer. Raises CannotEdit."""
    for found in findings:
        for mend in mends_for(document, found):
            if mend.name == name:
                return checked(mend.change(document))
    raise CannotEdit("There is nothing here any more that this would put right.")
