"""Finds words in the texts of questionnaires and of their translations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select

from content_store.db import Desk
from content_store.documents import sources
from content_store.drafts import head_document
from content_store.models.questionnaires import Questionnaire, Translation
from content_store.permissions import Permission, require


@dataclass(frozen=True, slots=True)
class Hit:
    """A text with the words in it. `locale` is empty for the text that the author wrote."""

    questionnaire_id: int
    title: str
    key: str
    text: str
    locale: str = ""


def find(desk: Desk, q: str, *, most: int) -> tuple[Hit, ...]:
    """Texts that hold `q`, whatever the case, of what is not retired: the authors' first, then translations into the
    reader's languages; at most so many."""
    require(desk.actor, Permission.QUESTIONNAIRES_READ)
    sought = q.casefold()
    return tuple(islice(_texts(desk, sought), most)) if sought else ()


def _texts(desk: Desk, sought: str) -> Iterator[Hit]:
    active = select(Questionnaire).where(Questionnaire.retired_at.is_(None)).order_by(Questionnaire.title)
    titles: dict[int, str] = {}
    keys: dict[int, frozenset[str]] = {}
    for row in desk.session.scalars(active):
        known = sources(head_document(desk, row))
        titles[row.id], keys[row.id] = row.title, frozenset(known)
        for key, (text, _digest) in known.items():
            if sought in text.casefold():
                yield Hit(row.id, row.title, key, text)
    if not desk.actor.holds(Permission.TRANSLATIONS_READ):
        return
    # Not LIKE: SQLite folds only letters without accents, and half of our languages are written in other ones. Columns,
    # not entities: with a dozen languages there are tens of thousands.
    query = select(Translation.questionnaire_id, Translation.locale, Translation.key, Translation.text)
    query = query.where(Translation.questionnaire_id.in_(titles)).order_by(Translation.id)
    mine = desk.actor.locales(Permission.TRANSLATIONS_READ)
    if mine is not None:
        query = query.where(Translation.locale.in_(sorted(mine)))
    for questionnaire, locale, key, text in desk.session.execute(query.execution_options(yield_per=500)):
        if sought in text.casefold() and key in keys[questionnaire]:
            yield Hit(questionnaire, titles[questionnaire], key, text, locale)
