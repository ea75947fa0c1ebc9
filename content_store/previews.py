"""A draft's texts for looking at it as the public would, before anything is published."""

from __future__ import annotations

from assessment.document import Questionnaire
from assessment.messages import Finding
from assessment.plain import texts
from content_store import documents
from content_store.db import Desk
from content_store.drafts import found, head_document
from content_store.language_versions import version_of
from content_store.locales import locale as registered
from content_store.permissions import Permission, require


def words_of(desk: Desk, questionnaire_id: int, locale: str) -> tuple[Questionnaire, dict[str, dict[str, str]]]:
    """The draft, and its texts in its own language and in `locale`. What is not translated yet stands there in the
    draft's own language: so a preview can mix the two, which the public site never does."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    row = found(desk, questionnaire_id)
    document, tag = head_document(desk, row), registered(locale).tag
    source = texts(document)
    words = {document.source_locale: source}
    if tag != document.source_locale:
        words[tag] = {**source, **version_of(desk.session, row.id, document, tag).texts()}
    return document, words


def untranslated(desk: Desk, questionnaire_id: int, locale: str) -> int:
    """How many texts a preview in this language shows in the draft's own."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    row = found(desk, questionnaire_id)
    document, tag = head_document(desk, row), registered(locale).tag
    if tag == document.source_locale:
        return 0
    version = version_of(desk.session, row.id, document, tag)
    return version.total - len(version.texts())


def finding_of(document: Questionnaire, key: str) -> Finding | None:
    """A finding on a draft that answers show, by its key; None where it is not so (any more)."""
    found = documents.findings(document) if key else ()
    return next((one for one in found if one.key == key and one.witness is not None), None)
