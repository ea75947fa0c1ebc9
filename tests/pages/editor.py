"""Working in the editor of a questionnaire, as a browser would: what was seen, leaving a field, pressing a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient

from content_store import questionnaires
from content_store.db import Store, desk_for
from content_store.drafts import Draft
from tests.cast import ana
from tests.driver import Answer, press


def draft_of(store: Store, questionnaire_id: int = 1) -> Draft:
    with desk_for(store, ana) as desk:
        return questionnaires.open_draft(desk, questionnaire_id)


def seen(store: Store, part: str = "item.q1") -> dict[str, Any]:
    draft = draft_of(store)
    return {"id": draft.id, "number": draft.number, "part": part}


def leave(
    client: FlaskClient, key: str, value: Any, shown: Mapping[str, Any], also: Mapping[str, Any] | None = None
) -> Answer:
    """Types into a field of the editor and leaves it."""
    fields = {**(also or {}), key: value}
    state = {
        "questionnaire-seen": shown,
        "questionnaire-field": fields,
        "questionnaire-said": dict.fromkeys(fields, ""),
    }
    return press(client, {"type": "questionnaire-field", "key": key}, state, prop="value", value=value)


def click(client: FlaskClient, key: str, shown: Mapping[str, Any], fields: Mapping[str, Any] | None = None) -> Answer:
    state = {"questionnaire-seen": shown, "questionnaire-field": fields or {}}
    return press(client, {"type": "questionnaire-act", "key": key}, state)
