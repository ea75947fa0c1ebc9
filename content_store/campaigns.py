"""Campaigns: the codes that a link or a poster may carry (`?c=CODE`), and how many runs came by each.

Only a registered code is ever counted: whatever else stands in a link becomes `other`, so that nobody can send round a
link of their own for each person and read from the counters who followed it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessment.sentences import Said
from content_store import ledger
from content_store.db import Desk
from content_store.disclosure import Floor
from content_store.locales import COUNTRIES
from content_store.models.campaigns import Campaign
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, require
from content_store.uptake import Row, Scope, Wanted, counts_by, rows_of

NONE, OTHER, PARTNER = "none", "other", "partner"
CLASSES = {
    NONE: "no code",
    OTHER: "a code that is not registered, or no more",
    PARTNER: "the view inside a partner's site",
    "search": "search engines",
    "social": "social media",
    "health": "health services",
    "kiosk": "devices in clinics",
}
"""What `source` may say besides a campaign's code."""

CODE = re.compile(r"[a-z][a-z0-9-]{2,38}[a-z0-9]")
MOST_RUNNING = 40
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """A campaign. `country` empty: every country. `version` is what ending it is asked with."""

    id: int
    version: int
    code: str
    name: str
    country: str
    registered_at: datetime
    ended_at: datetime | None


def running(session: Session) -> frozenset[str]:
    """The codes that count now."""
    return frozenset(session.scalars(select(Campaign.code).where(Campaign.ended_at.is_(None))))


def listing(desk: Desk) -> tuple[Entry, ...]:
    """The campaigns of the actor's countries and those of every country; running ones first, then the newest."""
    require(desk.actor, Permission.STATISTICS_READ)
    held = desk.actor.countries(Permission.STATISTICS_READ)
    found = desk.session.scalars(select(Campaign).order_by(Campaign.registered_at.desc(), Campaign.id.desc()))
    mine = [_entry(one) for one in found if held is None or not one.country or one.country in held]
    return tuple(sorted(mine, key=lambda one: one.ended_at is not None))


def register(desk: Desk, code: str, name: str, country: str) -> Entry:
    """Raises Invalid by field; Refused for a country (empty: all of them) that is not the actor's."""
    code, name = code.strip().lower(), name.strip()
    _may(desk, country)
    if problems := _problems(desk.session, code, name, country):
        raise Invalid(problems)
    campaign = Campaign(code=code, name=name, country=country, registered_at=desk.now)
    desk.session.add(campaign)
    desk.session.flush()  # the id is in the ledger entry
    after = {"code": code, "name": name, "country": country}
    ledger.record(desk, ledger.Verb.CAMPAIGN_REGISTERED, f"campaign:{campaign.id}", after=after)
    return _entry(campaign)


def end(desk: Desk, campaign_id: int, seen: int) -> Entry:
    """Its code counts no more; what was counted stays. Raises Missing for one that the actor cannot see."""
    campaign = desk.session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    held = desk.actor.countries(Permission.STATISTICS_READ)
    if campaign is None or (held is not None and campaign.country and campaign.country not in held):
        raise Missing("There is no such campaign.")
    _may(desk, campaign.country)
    if campaign.version != seen or campaign.ended_at is not None:
        raise Conflict("Somebody ended this campaign in the meantime.")
    campaign.ended_at = desk.now
    desk.session.flush()  # the new version is handed back
    after = {"ended_at": campaign.ended_at}
    ledger.record(desk, ledger.Verb.CAMPAIGN_ENDED, f"campaign:{campaign.id}", before={"ended_at": None}, after=after)
    return _entry(campaign)


def by_source(desk: Desk, wanted: Wanted) -> tuple[Row, ...]:
    """Runs by where they came from, most started first. A code may have been in few hands, so its small numbers are
    hidden along this one dimension already. Raises what `uptake` raises."""
    counts = counts_by(desk.session, Scope.of(desk, wanted), wanted, "source")
    return rows_of(counts, Floor.TRAFFIC)


def _may(desk: Desk, country: str) -> None:
    require(desk.actor, Permission.CAMPAIGNS_EDIT, country=country or None)
    if not country and desk.actor.countries(Permission.CAMPAIGNS_EDIT) is not None:
        raise Refused("A campaign for every country is for those who hold every country. Choose one of yours.")


def _problems(session: Session, code: str, name: str, country: str) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not CODE.fullmatch(code):
        problems["code"] = Said("A code has 4 to 40 small letters, digits and hyphens, and begins with a letter.")
    elif code in CLASSES:
        problems["code"] = Said(
            "The word {code} has a meaning of its own in the statistics. Choose another.", code=code
        )
    elif session.scalar(select(Campaign.id).where(Campaign.code == code)):
        problems["code"] = Said(
            "This code was used before. A new campaign needs a new one, or their figures would mix."
        )
    if not 1 <= len(name) <= LONGEST_NAME:
        problems["name"] = Said("Give the campaign a name of at most {most} signs.", most=LONGEST_NAME)
    if country and country not in COUNTRIES:
        problems["country"] = Said("There is no country {country} here.", country=country)
    many = session.scalar(select(func.count()).where(Campaign.ended_at.is_(None), Campaign.country == country))
    if (many or 0) >= MOST_RUNNING:  # codes by the hundred would be name tags after all
        problems["code"] = Said("{most} campaigns are running here. End one first.", most=MOST_RUNNING)
    return problems


def _entry(kept: Campaign) -> Entry:
    return Entry(kept.id, kept.version, kept.code, kept.name, kept.country, kept.registered_at, kept.ended_at)
