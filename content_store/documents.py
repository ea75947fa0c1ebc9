"""Documents as they are kept: canonical JSON, read once for each process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from assessment.document import Questionnaire
from assessment.messages import Finding, Severity
from assessment.plain import Unfit, canonical, digest_of_text, from_canonical, texts
from content_store.permissions import Invalid


class _This:
    """A document as a key: told apart by which it is. By what it holds would cost as much as writing it out."""

    __slots__ = ("document",)

    def __init__(self, document: Questionnaire) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.document is self.document


@lru_cache(maxsize=64)
def parsed(text: str) -> Questionnaire:
    """The document of a canonical text from our own tables."""
    return from_canonical(text)


@lru_cache(maxsize=128)
def _findings(this: _This) -> tuple[Finding, ...]:
    from assessment.proof import check  # not at the top: the public site starts sooner without the prover

    return check(this.document)


def findings(document: Questionnaire) -> tuple[Finding, ...]:
    """What the prover says of a document, remembered: a proof may take a second, and is asked for again and again."""
    return _findings(_This(document))


@lru_cache(maxsize=64)
def _sources(this: _This) -> Mapping[str, tuple[str, bytes]]:
    return MappingProxyType({key: (text, digest_of_text(text)) for key, text in texts(this.document).items()})


def sources(document: Questionnaire) -> Mapping[str, tuple[str, bytes]]:
    """Key -> text and its digest, for each text of a document, in its order; remembered."""
    return _sources(_This(document))


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
