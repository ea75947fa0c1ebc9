"""Puts the demonstration into a store, area by area: towns, services, questionnaires, figures.

Everything goes through the store's own acts, so what the demonstration shows is what the system does. An area that is
in already is left as it is; each is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.plain import texts
from content_store import campaigns, directory, ledger, questionnaires, schema, snapshots, towns
from content_store.db import Desk, Store, desk_for, utcnow, visit
from content_store.demo import editions
from content_store.demo.actors import AUTHOR
from content_store.demo.editions import WHY
from content_store.demo.life import CAMPAIGN, DAYS, Published, life
from content_store.demo.services import services
from content_store.models import Person, Questionnaire, Revision, Setting
from content_store.offer import offer
from content_store.permissions import Refused, System
from content_store.statistics import add_batch

KEY = "demonstration"
SLUGS = {"alcohol": 0.5, "drugs": 0.2, "cannabis": 0.15, "wellbeing": 0.15}  # and their parts of the starts

Area = Callable[[Store, datetime], str]


def load(store: Store, *, fresh: bool = False, now: datetime | None = None) -> list[str]:
    """What was done, a line an area. `fresh` empties the store first, whatever is in it. Raises Refused for a store
    that people use and that never held demonstration content: nothing invented belongs there."""
    if _in_use(store) and not loaded(store):
        raise Refused(
            "This store holds content that is not the demonstration's: nothing invented is put beside it, and it is "
            "not emptied. Choose another DATABASE_URL or VAR, or serve without --demonstration."
        )
    if fresh:
        schema.downgrade(store, "base")
        schema.upgrade(store)
    moment = now or utcnow()
    lines = []
    for name, area in _areas().items():
        if name in loaded(store):
            lines.append(f"{name}: there already")
        else:
            lines.append(f"{name}: {area(store, moment)}")
    return lines


def loaded(store: Store) -> dict[str, str]:
    """The areas that are in, each with the day it came."""
    with visit(store) as session:
        kept = session.get(Setting, KEY)
        areas: dict[str, str] = json.loads(kept.value) if kept else {}
        return areas


def _areas() -> dict[str, Area]:
    return {
        "towns": _towns,
        "services": _services,
        **{slug: partial(_questionnaire, slug=slug) for slug in SLUGS},
        "figures": _figures,
    }


def _in_use(store: Store) -> bool:
    with visit(store) as session:
        return any(session.scalar(select(kind.id).limit(1)) for kind in (Person, Questionnaire))


def _towns(store: Store, now: datetime) -> str:
    with desk_for(store, System()) as desk:
        made = towns.fill(desk)
        _note(desk, "towns", now, made)
        return f"{made} towns. {towns.CREDIT}"


def _services(store: Store, now: datetime) -> str:
    with desk_for(store, System()) as desk:
        count = directory.take_in(desk, services(now.date()), why=WHY)
        _note(desk, "services", now, count)
        return f"{count} invented services"


def _questionnaire(store: Store, now: datetime, slug: str) -> str:
    with desk_for(store, AUTHOR) as desk:
        if questionnaires.by_slug(desk, slug) is not None:
            _note(desk, slug, now, 0)
            return "a questionnaire with this address is there already, and was left alone"
        public = editions.put(desk, slug, now)
        _note(desk, slug, now, 1)
        return f"published in {', '.join(public.locales)}"


def _figures(store: Store, now: datetime) -> str:
    today = now.date()
    with visit(store) as session:
        served = offer(session).countries
        published = [one for slug in SLUGS for one in _published(session, slug, today, served)]
    events = life(published, today)
    if events:
        add_batch(store, _batch(today), 0, events, now=now)
    with desk_for(store, System()) as desk:
        campaigns.register(desk, CAMPAIGN, "Autumn week (invented)", "")
        _note(desk, "figures", now, len(events))
    return f"{DAYS} days of invented figures"


def _published(session: Session, slug: str, today: date, served: Mapping[str, Sequence[str]]) -> Iterator[Published]:
    """Each revision for the days on which it was public."""
    live = snapshots.live(session, slug)
    wanted = select(Revision).join(Questionnaire, Questionnaire.id == Revision.questionnaire_id)
    rows = session.scalars(wanted.where(Questionnaire.slug == slug).order_by(Revision.number.desc())).all()
    newest = 0  # the days ago from which on another one was public
    for row in rows if live else ():
        one = snapshots.snapshot(session, row.id)
        ago = (today - row.published_at.date()).days
        if one is None or ago < newest:
            continue
        locales = {
            country: tuple(tag for tag in served.get(country, ()) if tag in one.texts) for country in one.countries
        }
        unsaid = editions.LATER.get(slug, frozenset()) - texts(one.document).keys()
        yield Published(
            row.id,
            one.document,
            SLUGS[slug],
            {country: tags for country, tags in locales.items() if tags},
            days=range(newest, min(ago + 1, DAYS)),
            unclear=frozenset(key.split(".")[1] for key in unsaid),
        )
        newest = ago + 1


def _batch(today: date) -> str:
    return f"demonstration-{today.isoformat()}"


def _note(desk: Desk, area: str, now: datetime, count: int) -> None:
    kept = desk.session.get(Setting, KEY)
    if kept is None:
        kept = Setting(key=KEY, value="{}")
        desk.session.add(kept)
    kept.value = json.dumps({**json.loads(kept.value), area: now.date().isoformat()})
    ledger.record(desk, ledger.Verb.DEMO_LOADED, f"demonstration:{area}", after={"count": count})
