"""Settings changed at run time, and the keys of the respondents' tokens."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.db import Base


class Setting(Base):
    """`value`: JSON. `offer`: countries and their locales; `demonstration`: the areas of it that are in."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TokenKey(Base):
    """AES-GCM key of one day, shared by all workers, deleted after 48 hours: older tokens become unreadable.
    `secret` is itself encrypted with the key file of the installation, so a stolen backup opens no token."""

    __tablename__ = "token_keys"
    day: Mapped[date] = mapped_column(primary_key=True)
    kid: Mapped[int] = mapped_column(unique=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary(80))
    created_at: Mapped[datetime]
