"""Translations that go along: with a text whose key changed, because a code in the key did; with a copy."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert, literal, select

from assessment.document import Questionnaire as Document
from assessment.plain import texts
from content_store.db import Desk
from content_store.models.questionnaires import Translation
from content_store.permissions import Permission, require


def new_keys(before: Document, after: Document) -> Mapping[str, str]:
    """Old key -> new key, for a rename: it changes neither how many texts there are nor their order."""
    pairs = zip(texts(before), texts(after), strict=True)
    return {old: new for old, new in pairs if old != new}


def carry(desk: Desk, questionnaire_id: int, keys: Mapping[str, str]) -> int:
    """Copies the translations of each old key to its new one, with their authors and states; how many. The old ones
    stay, for an undo brings their keys back. It is part of the edit, whose ledger entry stands for it."""
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    kept = desk.session.scalars(
        select(Translation).where(
            Translation.questionnaire_id == questionnaire_id, Translation.key.in_({*keys, *keys.values()})
        )
    ).all()
    there = {(row.locale, row.key): row for row in kept}
    carried = 0
    for (locale, key), row in there.items():
        if key not in keys or (locale, keys[key]) in there:
            continue
        same = {name: getattr(row, name) for name in _CARRIED}
        desk.session.add(Translation(questionnaire_id=questionnaire_id, locale=locale, key=keys[key], **same))
        carried += 1
    return carried


def bring(desk: Desk, like: int, copy: int, document: Document) -> int:
    """Copies the translations of one questionnaire's texts to a copy of it, with their authors and states; how many.
    Each remembers the source that it was made from, so what the copy words anew is stale at once."""
    require(desk.actor, Permission.QUESTIONNAIRES_EDIT)
    columns = [getattr(Translation, name) for name in _CARRIED]
    rows = select(literal(copy), Translation.locale, Translation.key, *columns, literal(1)).where(
        Translation.questionnaire_id == like, Translation.key.in_(texts(document))
    )
    names = ["questionnaire_id", "locale", "key", *_CARRIED, "version"]
    return desk.session.execute(insert(Translation).from_select(names, rows)).rowcount  # type: ignore[attr-defined,no-any-return]


_CARRIED = ("text", "source_text", "source_digest", "state", "author_id", "reviewer_id", "at")
