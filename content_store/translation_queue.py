"""What is to be done in a language, over all questionnaires. A query like any other: nothing is put into a queue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from content_store import translations
from content_store.db import Desk
from content_store.drafts import head_document
from content_store.language_versions import State, counts_of, rows_of
from content_store.locales import locale as registered
from content_store.models.questionnaires import Questionnaire
from content_store.permissions import Permission, require
from content_store.translations import Unit


@dataclass(frozen=True, slots=True)
class Task:
    """A text to be worked on, and the questionnaire it belongs to."""

    questionnaire_id: int
    title: str
    unit: Unit


def tasks(desk: Desk, locale: str, states: Collection[State]) -> tuple[Task, ...]:
    """The texts in these states, questionnaire by questionnaire, each in its order. What the reader wrote does not
    wait for the reader's own approval."""
    tag = registered(locale).tag
    require(desk.actor, Permission.TRANSLATIONS_READ, locale=tag)
    active = select(Questionnaire).where(Questionnaire.retired_at.is_(None)).order_by(Questionnaire.title)
    found: list[Task] = []
    for row in desk.session.scalars(active):
        document = head_document(desk, row)
        if tag == document.source_locale:
            continue
        counted = counts_of(rows_of(desk.session, row.id, [tag]), document, [tag])[tag]
        if any(counted[state] for state in states):
            waiting = translations.units(desk, row.id, tag, only=states)
            found += [Task(row.id, row.title, one) for one in waiting if not (one.own and one.state is State.PROPOSED)]
    return tuple(found)
