"""The ledger: append-only (triggers hold it), each entry chained to the one before by its hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.db import Base


class LedgerEntry(Base):
    __tablename__ = "ledger"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int]  # 0: the system
    verb: Mapped[str] = mapped_column(String(40), index=True)
    thing: Mapped[str] = mapped_column(String(120), index=True)  # `questionnaire:5`, `service:7`, `person:2`
    before: Mapped[str] = mapped_column(Text, default="")  # JSON
    after: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
