"""Counters: no row per person or run. The key is everything but `n`, what is asked for first standing first in it.

`start_day` is the day the run began (not the day of the event), so that funnels are cohorts. `slot` is the worker
that counted: workers never wait for one another's rows; readers sum over it.

Each table of days has one of sums beside it: what its rows come to over all countries (`country` is empty), over all
languages (`locale` is), and over both. They are written together, so that whoever asks for all need not read them all.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from content_store.db import Base

ROWS = {"sqlite_with_rowid": False}  # the key is the row


class _Cell:
    slot: Mapped[int]
    country: Mapped[str] = mapped_column(String(2))
    revision_id: Mapped[int]
    locale: Mapped[str] = mapped_column(String(16))
    n: Mapped[int]


class _Use(_Cell):
    """`metric`: opened, started, completed, quick_exit, under_age … `source`: a campaign code or a class."""

    start_day: Mapped[date]
    source: Mapped[str] = mapped_column(String(40))
    metric: Mapped[str] = mapped_column(String(24))


class UseDay(_Use, Base):
    __tablename__ = "use_day"
    __table_args__ = (
        PrimaryKeyConstraint("start_day", "country", "revision_id", "locale", "metric", "source", "slot"),
        ROWS,
    )


class UseSum(_Use, Base):
    __tablename__ = "use_sum"
    __table_args__ = (
        PrimaryKeyConstraint("country", "locale", "start_day", "revision_id", "metric", "source", "slot"),
        ROWS,
    )


class _Item(_Cell):
    """`metric`: seen, answered, skipped, returned, advanced."""

    start_day: Mapped[date]
    item: Mapped[str] = mapped_column(String(64))  # without loop instance
    metric: Mapped[str] = mapped_column(String(24))


class ItemDay(_Item, Base):
    __tablename__ = "item_day"
    __table_args__ = (
        PrimaryKeyConstraint("revision_id", "start_day", "country", "locale", "item", "metric", "slot"),
        ROWS,
    )


class ItemSum(_Item, Base):
    __tablename__ = "item_sum"
    __table_args__ = (
        PrimaryKeyConstraint("revision_id", "country", "locale", "start_day", "item", "metric", "slot"),
        ROWS,
    )


class _Time(_Cell):
    """Completion time: `bucket` is its upper bound in seconds, 0 for the last, open one."""

    start_day: Mapped[date]
    bucket: Mapped[int]


class TimeDay(_Time, Base):
    __tablename__ = "time_day"
    __table_args__ = (PrimaryKeyConstraint("start_day", "country", "revision_id", "locale", "bucket", "slot"), ROWS)


class TimeSum(_Time, Base):
    __tablename__ = "time_sum"
    __table_args__ = (PrimaryKeyConstraint("country", "locale", "start_day", "revision_id", "bucket", "slot"), ROWS)


class BandWeek(_Cell, Base):
    """`week`: the Monday. `banding`: `profile/banding` with `@instance` in a loop."""

    __tablename__ = "band_week"
    __table_args__ = (PrimaryKeyConstraint("week", "country", "revision_id", "locale", "banding", "band", "slot"), ROWS)
    week: Mapped[date]
    banding: Mapped[str] = mapped_column(String(130))
    band: Mapped[str] = mapped_column(String(40))


class ReferralWeek(_Cell, Base):
    """`metric`: shown, clicked, none_local, crisis_shown, crisis_used; of the first two also by level of risk, as in
    `shown@high`. `service_id` 0: any."""

    __tablename__ = "referral_week"
    __table_args__ = (
        PrimaryKeyConstraint("week", "country", "revision_id", "locale", "service_id", "metric", "slot"),
        ROWS,
    )
    week: Mapped[date]
    service_id: Mapped[int]
    metric: Mapped[str] = mapped_column(String(24))


class Flush(Base):
    """Batches already added, so that a repeated flush adds nothing. Kept for 7 days."""

    __tablename__ = "flush_log"
    batch_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    slot: Mapped[int]
    at_minute: Mapped[datetime]
