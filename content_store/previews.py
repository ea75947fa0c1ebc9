"""The texts of a draft, of any version of it or of a publication, for looking at it as the public would."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.document import Questionnaire
from assessment.messages import Finding
from assessment.plain import texts
from content_store import documents
from content_store.db import Desk
from content_store.language_versions import version_of
from content_store.locales import locale as registered
from content_store.publishing import published
from content_store.questionnaires import document_at, open_draft


@dataclass(frozen=True, slots=True)
class Edition:
    """What of a questionnaire is looked at: the draft as it is now, or a `version` of it by its number, or a
    publication (`revision`) by its id."""

    version: int = 0
    revision: int = 0


NOW = Edition()


def words_of(
    desk: Desk, questionnaire_id: int, locale: str, of: Edition = NOW
) -> tuple[Questionnaire, dict[str, dict[str, str]]]:
    """The document, and its texts in its own language and in `locale`. What of a draft is not translated (yet, or any
    more) stands there in its own language: so a preview can mix the two, which the public site never does. A
    publication has the texts it was published with."""
    if of.revision:
        public = published(desk, questionnaire_id, of.revision)
        return public.document, {tag: dict(words) for tag, words in public.texts.items()}
    document, tag = document_of(desk, questionnaire_id, of), registered(locale).tag
    source = texts(document)
    words = {document.source_locale: source}
    if tag != document.source_locale:
        words[tag] = {**source, **version_of(desk.session, questionnaire_id, document, tag).texts()}
    return document, words


def document_of(desk: Desk, questionnaire_id: int, of: Edition = NOW) -> Questionnaire:
    """Raises Missing where this questionnaire has no such version or publication."""
    if of.revision:
        return published(desk, questionnaire_id, of.revision).document
    return (
        document_at(desk, questionnaire_id, of.version) if of.version else open_draft(desk, questionnaire_id).document
    )


def untranslated(desk: Desk, questionnaire_id: int, locale: str, of: Edition = NOW) -> int:
    """How many texts a preview in this language shows in the draft's own; a publication mixes none."""
    document, tag = document_of(desk, questionnaire_id, of), registered(locale).tag
    if of.revision or tag == document.source_locale:
        return 0
    version = version_of(desk.session, questionnaire_id, document, tag)
    return version.total - len(version.texts())


def finding_of(document: Questionnaire, key: str) -> Finding | None:
    """A finding on a draft that answers show, by its key; None where it is not so (any more)."""
    found = documents.findings(document) if key else ()
    return next((one for one in found if one.key == key and one.witness is not None), None)
