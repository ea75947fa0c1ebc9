"""What colleagues did lately, read off the ledger: for each person what their role lets them see, alike acts as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from content_store.audit import values_of
from content_store.db import Desk
from content_store.ledger import Verb
from content_store.models.directory import Service
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import Questionnaire
from content_store.names import names_of
from content_store.permissions import Permission

READ_BACK = 500  # entries looked at: more than a fortnight of a busy team

NEEDS = {
    Verb.QUESTIONNAIRE_BROUGHT_BACK: Permission.QUESTIONNAIRES_READ,
    Verb.QUESTIONNAIRE_CREATED: Permission.QUESTIONNAIRES_READ,
    Verb.QUESTIONNAIRE_EDITED: Permission.QUESTIONNAIRES_READ,
    Verb.QUESTIONNAIRE_IMPORTED: Permission.QUESTIONNAIRES_READ,
    Verb.QUESTIONNAIRE_RESTORED: Permission.QUESTIONNAIRES_READ,
    Verb.QUESTIONNAIRE_RETIRED: Permission.QUESTIONNAIRES_READ,
    Verb.REVIEW_ANSWERED: Permission.REVIEWS_READ,
    Verb.REVIEW_APPROVED: Permission.REVIEWS_READ,
    Verb.REVIEW_COMMENTED: Permission.REVIEWS_READ,
    Verb.REVIEW_RETURNED: Permission.REVIEWS_READ,
    Verb.REVIEW_SENT: Permission.REVIEWS_READ,
    Verb.REVIEW_WITHDRAWN: Permission.REVIEWS_READ,
    Verb.REVISION_PUBLISHED: Permission.QUESTIONNAIRES_READ,
    Verb.REVISION_ROLLED_BACK: Permission.QUESTIONNAIRES_READ,
    Verb.SERVICE_CREATED: Permission.DIRECTORY_READ,
    Verb.SERVICE_EDITED: Permission.DIRECTORY_READ,
    Verb.SERVICE_VERIFIED: Permission.DIRECTORY_READ,
    Verb.TRANSLATION_APPROVED: Permission.TRANSLATIONS_READ,
    Verb.TRANSLATION_IMPORTED: Permission.TRANSLATIONS_READ,
    Verb.TRANSLATION_SAVED: Permission.TRANSLATIONS_READ,
}


@dataclass(frozen=True, slots=True)
class News:
    """Alike acts of some people on one thing. `thing` is `questionnaire` or `service`; `locale` is that of
    translations; `at` the time of the last."""

    verb: Verb
    thing: str
    id: int
    title: str
    locale: str
    people: tuple[str, ...]
    count: int
    at: datetime


@dataclass(slots=True)
class _Acts:
    people: list[int] = field(default_factory=list)
    count: int = 0
    at: datetime | None = None


def last_here(desk: Desk, before: datetime) -> datetime | None:
    """When this person last did something before that moment; None: never."""
    mine = select(func.max(LedgerEntry.at)).where(LedgerEntry.actor_id == desk.actor.id, LedgerEntry.at < before)
    return desk.session.scalar(mine)


def news(desk: Desk, since: datetime, *, most: int) -> tuple[News, ...]:
    """Others' acts since then, newest first, at most so many lines."""
    verbs = [verb.value for verb, needs in NEEDS.items() if desk.actor.holds(needs)]
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.at > since, LedgerEntry.actor_id != desk.actor.id, LedgerEntry.verb.in_(verbs))
        .order_by(LedgerEntry.id.desc())
        .limit(READ_BACK)
    )
    found: dict[tuple[Verb, str, int, str], _Acts] = {}
    for entry in desk.session.scalars(query) if verbs else ():
        if key := _key(entry):
            acts = found.setdefault(key, _Acts())
            acts.count += 1
            acts.at = acts.at or entry.at
            if entry.actor_id not in acts.people:
                acts.people.append(entry.actor_id)
    return _told(desk, found)[:most]


def _key(entry: LedgerEntry) -> tuple[Verb, str, int, str] | None:
    kind, _, key = entry.thing.partition(":")
    after = values_of(entry.after)
    if kind == "translation":
        kind, key = "questionnaire", str(after.get("questionnaire", ""))
    if kind not in ("questionnaire", "service") or not key.isascii() or not key.isdigit():
        return None
    verb = Verb(entry.verb)
    locale = str(after.get("locale", "")) if NEEDS[verb] is Permission.TRANSLATIONS_READ else ""
    return verb, kind, int(key), locale


def _told(desk: Desk, found: Mapping[tuple[Verb, str, int, str], _Acts]) -> tuple[News, ...]:
    titles = _titles(desk, found)
    names = names_of(desk.session, {person for acts in found.values() for person in acts.people})
    mine = desk.actor.locales(Permission.TRANSLATIONS_READ)
    return tuple(
        News(verb, kind, key, titles[kind, key], locale, tuple(names[one] for one in acts.people), acts.count, acts.at)
        for (verb, kind, key, locale), acts in found.items()
        if acts.at and (kind, key) in titles and (not locale or mine is None or locale in mine)
    )


def _titles(desk: Desk, keys: Iterable[tuple[Any, ...]]) -> dict[tuple[str, int], str]:
    """What the things are called, without those that the reader may not see."""
    wanted: dict[str, set[int]] = {"questionnaire": set(), "service": set()}
    for _, kind, key, _ in keys:
        wanted[kind].add(key)
    drafts = select(Questionnaire.id, Questionnaire.title).where(Questionnaire.id.in_(wanted["questionnaire"]))
    services = select(Service.id, Service.name).where(Service.id.in_(wanted["service"]))
    held = desk.actor.countries(Permission.DIRECTORY_READ)
    if held is not None:
        services = services.where(Service.country.in_(sorted(held)))
    named = {("questionnaire", row.id): row.title for row in desk.session.execute(drafts)}
    return named | {("service", row.id): row.name for row in desk.session.execute(services)}
