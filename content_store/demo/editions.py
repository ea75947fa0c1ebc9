"""One questionnaire of the demonstration, with its history.

All are published on the day before the first figures. The alcohol check got a text later, was published again, and has
been changed once more since, in every language but one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from pathlib import Path

import yaml

from assessment.document import Questionnaire
from assessment.edits import set_text
from content_store import exchange, publishing, questionnaires, translations
from content_store.db import Desk
from content_store.demo.actors import AUTHOR, REVIEWER, TRANSLATOR
from content_store.demo.life import DAYS
from content_store.drafts import Draft
from content_store.offer import offer
from content_store.permissions import System
from content_store.snapshots import Snapshot

FOLDER = Path(__file__).parent
FIRST, SECOND, SINCE = timedelta(days=DAYS + 1), timedelta(days=45), timedelta(days=4)  # ago
LATER = {"alcohol": frozenset({"item.q2.help"})}  # texts that came with the second publication
WHY_LATER = "The second question says what one drink is"
WHY_SINCE = "Three tips say a little more"
WHY = "Demonstration"
OVERRIDE = "Demonstration: working wording, said to be so on every page. Not for real use."

Words = Mapping[str, Mapping[str, str]]  # by locale, by key


def source(slug: str) -> Questionnaire:
    """As it is public at the end."""
    return exchange.read((FOLDER / f"{slug}.yaml").read_bytes()).document


def translated(slug: str) -> Words:
    """What is public at the end, without the source language."""
    files = [exchange.read_translations(file.read_bytes()) for file in sorted(FOLDER.glob(f"{slug}.*.yaml"))]
    return {locale: texts for _, locale, texts in files}


def drafted(slug: str) -> Words:
    """What the draft says otherwise, with the source language."""
    file = FOLDER / "drafts" / f"{slug}.yaml"
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {}


def put(desk: Desk, slug: str, now: datetime) -> Snapshot:
    """Into a store that has nothing at this address. Gives what is public."""
    document, words, later = source(slug), translated(slug), LATER.get(slug, frozenset())
    then = _at(desk, AUTHOR, now - FIRST)
    first = reduce(lambda made, key: set_text(made, key, ""), later, document)
    draft = questionnaires.create(then, first, summary=WHY, imported=True)
    _translate(then, draft, {locale: _without(texts, later) for locale, texts in words.items()})
    public = _publish(then, draft, WHY)
    if later:
        then = _at(desk, AUTHOR, now - SECOND)
        draft = questionnaires.edit(then, draft.id, draft.number, lambda _: document, WHY_LATER)
        _translate(then, draft, words)
        public = _publish(then, draft, WHY_LATER)
    if changed := dict(drafted(slug)):
        then = _at(desk, AUTHOR, now - SINCE)
        texts = changed.pop(document.source_locale)
        reworded = reduce(lambda made, key: set_text(made, key, texts[key]), texts, document)
        draft = questionnaires.edit(then, draft.id, draft.number, lambda _: reworded, WHY_SINCE)
        _translate(then, draft, changed)
    return public


def _translate(desk: Desk, draft: Draft, words: Words) -> None:
    for locale, texts in words.items():
        translations.take_in(replace(desk, actor=TRANSLATOR), draft.id, locale, texts)
        translations.approve_all(replace(desk, actor=REVIEWER), draft.id, locale)


def _publish(desk: Desk, draft: Draft, note: str) -> Snapshot:
    """In every language that is ready and every country on offer."""
    sent = publishing.send(desk, draft.id, draft.number, note, acknowledged=WHY)
    by_reviewer = replace(desk, actor=REVIEWER)
    approved = publishing.approve(by_reviewer, sent.id, sent.version)
    ready = [one.locale for one in translations.coverage(desk, draft.id) if one.ready]
    countries = offer(desk.session).countries
    return publishing.publish(
        by_reviewer, sent.id, approved.version, locales=ready, countries=countries, override=OVERRIDE
    )


def _without(texts: Mapping[str, str], keys: frozenset[str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if key not in keys}


def _at(desk: Desk, who: System, when: datetime) -> Desk:
    """The same transaction, for somebody else and as of then."""
    return replace(desk, actor=who, now=when)
