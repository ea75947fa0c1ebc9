"""Documents as they are kept: canonical JSON, read once for each process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from assessment.document import Questionnaire
from assessment.layout import Unusable
from assessment.messages import Finding, Severity
from assessment.plain import Unfit, canonical, digest_of_text, from_canonical, texts
from content_store.permissions import Invalid
from content_store.proofs import PROOFS, SOON, Progress, This

if TYPE_CHECKING:
    from assessment.proof import Spread


@lru_cache(maxsize=64)
def parsed(text: str) -> Questionnaire:
    """The document of a canonical text from our own tables."""
    return from_canonical(text)


def findings(document: Questionnaire) -> tuple[Finding, ...]:
    """What the prover says of a document, remembered. What takes long is said to be not proved at first, and proved in
    the background: see `proving`."""
    return PROOFS.findings(document)


def proving(document: Questionnaire) -> Progress | None:
    """How far a proof in the background is; None where none goes on."""
    return PROOFS.progress(document)


def spreads(document: Questionnaire, scale: str) -> tuple[Spread, ...] | None:
    """What a scale can come to at each of its rounds, counted as far as somebody can wait for, and remembered. None for
    a document that cannot be run."""
    return _spreads(This(document), scale)


@lru_cache(maxsize=64)
def _spreads(this: This, scale: str) -> tuple[Spread, ...] | None:
    from assessment.proof import Effort, distribution  # not at the top, see `proofs`

    try:
        return distribution(this.document, scale, Effort(None, *SOON))
    except (Unusable, KeyError):
        return None


@lru_cache(maxsize=64)
def _sources(this: This) -> Mapping[str, tuple[str, bytes]]:
    return MappingProxyType({key: (text, digest_of_text(text)) for key, text in texts(this.document).items()})


def sources(document: Questionnaire) -> Mapping[str, tuple[str, bytes]]:
    """Key -> text and its digest, for each text of a document, in its order; remembered."""
    return _sources(This(document))


def wrong_with(document: Questionnaire, locale: str, words: Mapping[str, str]) -> list[str]:
    """What stands against publishing these texts of a locale, whoever approved them."""
    from assessment.proof.texts import translation_findings

    found = translation_findings(document, locale, words)
    return [f"{one.message} {one.remedy}" for one in found if one.severity is Severity.ERROR]


def kept(document: Questionnaire) -> str:
    """The canonical text of a document that is fit to be kept. Raises Invalid for one that would not come back the
    same (a float, an unknown code, a character that cannot be kept)."""
    text = canonical(document)
    try:
        same = parsed(text) == document
    except Unfit as error:
        raise Invalid({"document": str(error)}) from error
    if not same:
        raise Invalid({"document": "This would not be kept as typed. Remove blanks around texts and odd characters."})
    return text
