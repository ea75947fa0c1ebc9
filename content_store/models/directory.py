"""Towns and services. Live, not part of any revision."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, and_, or_, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from content_store.db import Base


class Place(Base):
    """A town. `names` maps a locale (or «alt-1» …) to a name; `search` holds them all, folded, for look-up."""

    __tablename__ = "places"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)  # `rs-novi-sad`
    country: Mapped[str] = mapped_column(String(2), index=True)
    name: Mapped[str] = mapped_column(String(120))
    names: Mapped[dict[str, str]] = mapped_column(default=dict)
    search: Mapped[str] = mapped_column(Text, default="")
    latitude: Mapped[float]
    longitude: Mapped[float]
    population: Mapped[int] = mapped_column(default=0)


class Service(Base):
    """One offer of help at one place (or, with `national`, everywhere in its country, by telephone or on line)."""

    __tablename__ = "services"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)  # UUID, stable across exports
    country: Mapped[str] = mapped_column(String(2), index=True)
    name: Mapped[str] = mapped_column(String(200))
    names: Mapped[dict[str, str]] = mapped_column(default=dict)  # by locale
    about: Mapped[dict[str, str]] = mapped_column(default=dict)  # by locale
    organisation: Mapped[str] = mapped_column(String(200), default="")
    search: Mapped[str] = mapped_column(Text, default="")  # names, organisation and town, folded
    national: Mapped[bool] = mapped_column(default=False)
    crisis: Mapped[bool] = mapped_column(default=False)
    place_key: Mapped[str | None] = mapped_column(ForeignKey("places.key"))
    address: Mapped[str] = mapped_column(String(300), default="")
    confidential: Mapped[bool] = mapped_column(default=False)  # show the town only, telephone first
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str] = mapped_column(String(60), default="")
    phone_2: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    phone_free: Mapped[bool] = mapped_column(default=False)
    email: Mapped[str] = mapped_column(String(254), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    chat: Mapped[str] = mapped_column(String(300), default="", server_default=text("''"))
    hours: Mapped[str] = mapped_column(String(300), default="")  # OpenStreetMap opening_hours text; empty: unknown
    languages: Mapped[list[str]] = mapped_column(default=list)  # primary tags: sr, sq, en
    substances: Mapped[list[str]] = mapped_column(default=list)  # empty: all
    sexes: Mapped[list[str]] = mapped_column(default=list)  # empty: all
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    pregnant: Mapped[bool | None]  # whether pregnant women are taken
    children: Mapped[bool | None]  # whether one may bring one's children
    free: Mapped[bool | None]
    cost: Mapped[dict[str, str] | None] = mapped_column(JSON, default=dict)  # by locale, where it is not free
    waiting_days: Mapped[int | None]  # until a first talk, as a rule
    anonymous: Mapped[bool | None]
    referral_needed: Mapped[bool | None]
    insurance_needed: Mapped[bool | None]
    residence_needed: Mapped[bool | None]  # only for those registered there
    wheelchair: Mapped[bool | None]
    status: Mapped[str] = mapped_column(String(20), default="active")  # active, temporarily_closed, closed
    reopens_on: Mapped[date | None]  # of one temporarily closed: from that day it counts as open again
    verified_on: Mapped[date | None]
    verified_by: Mapped[int | None]
    tried_on: Mapped[date | None]  # somebody tried to make sure and reached nobody; cleared by the next success
    demonstration: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    kinds: Mapped[list[ServiceKindLink]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ServiceKindLink.kind"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (Index("ix_services_standing", "status", "verified_on", "country"),)  # to count what is due

    @classmethod
    def open_on(cls, day: date) -> ColumnElement[bool]:
        """Not closed for good, nor for a time that is not over yet."""
        back = and_(cls.status == "temporarily_closed", cls.reopens_on <= day)
        return or_(cls.status == "active", back)


class ServiceKindLink(Base):
    """A service kind (assessment.referral.ServiceKind) that a service offers."""

    __tablename__ = "service_kinds"
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
