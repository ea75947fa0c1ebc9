"""Instants for people: one form everywhere, with the exact time for machines beside it."""

from __future__ import annotations

from datetime import datetime

from dash import html

from console import words


def in_words(at: datetime) -> str:
    """`23 Nov 2026, 14:02 UTC`."""
    return f"{words.day(at.date())}, {at:%H:%M} UTC"


def moment(at: datetime) -> html.Time:
    return html.Time(in_words(at), dateTime=at.isoformat(timespec="seconds"))
