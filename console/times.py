"""Instants for people: one form everywhere, with the exact time for machines beside it."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime
from dash import html

from console.language import of_reader


def in_words(at: datetime) -> str:
    """`23 Nov 2026, 14:02 UTC`."""
    return format_datetime(at, "d MMM y, HH:mm", locale=of_reader().babel()) + " UTC"


def moment(at: datetime) -> html.Time:
    return html.Time(in_words(at), dateTime=at.isoformat(timespec="seconds"))
