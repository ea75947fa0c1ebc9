"""How long things hold: when a service is to be looked at again, when it is no longer shown, when daily figures go."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from assessment.sentences import Said
from content_store import ledger
from content_store.db import Desk
from content_store.models.settings import Setting
from content_store.permissions import Conflict, Invalid, Permission, require

KEY = "periods"
MONTHS_PROMISED = 25
"""What the site's privacy page tells visitors of daily figures. They may go earlier, never later."""
DAYS_A_MONTH = 761 / 25


@dataclass(frozen=True, slots=True)
class Periods:
    """`due_days`: a service verified longer ago is due again; `hidden_days`: and no longer shown, unless it is a
    national or crisis line. `kept_months`: how long figures by day are kept. `version`: what a form that changes them
    was loaded with; 0: never set."""

    due_days: int = 180
    hidden_days: int = 365
    kept_months: int = MONTHS_PROMISED
    version: int = 0

    @property
    def due_after(self) -> timedelta:
        return timedelta(days=self.due_days)

    @property
    def hidden_after(self) -> timedelta:
        return timedelta(days=self.hidden_days)

    @property
    def kept_for(self) -> timedelta:
        return timedelta(days=round(self.kept_months * DAYS_A_MONTH))


AT_FIRST = Periods()


def periods(session: Session) -> Periods:
    """As they are set now."""
    kept = session.get(Setting, KEY)
    return AT_FIRST if kept is None else Periods(**json.loads(kept.value), version=kept.version)


def set_periods(desk: Desk, seen: int, *, due_days: int, hidden_days: int, kept_months: int) -> Periods:
    """Replace them; `seen` is the `version` they were changed from. Holds from the next look at the directory, and for
    the figures from the next tidying up."""
    require(desk.actor, Permission.SETTINGS_EDIT)
    wanted = Periods(due_days, hidden_days, kept_months)
    _check(wanted)
    kept = desk.session.get(Setting, KEY, with_for_update=True, populate_existing=True)
    before = _plain(periods(desk.session))
    if seen != (kept.version if kept else 0):
        raise Conflict("Somebody else changed these periods in the meantime. Look at them again, then change them.")
    if kept is None:
        kept = Setting(key=KEY, value="")
        desk.session.add(kept)
    kept.value = json.dumps(_plain(wanted))
    desk.session.flush()  # the version must be the new one before it is handed back
    ledger.record(desk, ledger.Verb.SETTING_CHANGED, f"setting:{KEY}", before=before, after=_plain(wanted))
    return Periods(**_plain(wanted), version=kept.version)


def _plain(value: Periods) -> dict[str, int]:
    return {name: number for name, number in asdict(value).items() if name != "version"}


def _check(wanted: Periods) -> None:
    problems = {}
    if not 7 <= wanted.due_days <= 730:
        problems["due_days"] = Said("From 7 to 730 days.")
    if not wanted.due_days < wanted.hidden_days <= 1095:
        problems["hidden_days"] = Said("Longer than until it is due, and at most 1095 days.")
    if not 2 <= wanted.kept_months <= MONTHS_PROMISED:
        problems["kept_months"] = Said("From 2 to {months} months: visitors are told {months}.", months=MONTHS_PROMISED)
    if problems:
        raise Invalid(problems)
