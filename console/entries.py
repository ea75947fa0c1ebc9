"""What the ledger says of an act, in words: the verb, and each value before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from console.language import _

LONGEST = 200
FEW = 2


def act(verb: str) -> str:
    """`service:found-gone` as `Service found gone`, in the reader's language."""
    return _(in_english(verb))


def in_english(verb: str) -> str:
    """The words for an act, by which they are translated."""
    kind, _mark, done = verb.partition(":")
    return f"{kind.capitalize()} {done.replace('-', ' ')}"


def details(before: Mapping[str, Any], after: Mapping[str, Any], why: str) -> html.Div:
    """The reason given, and what changed; folded up where that is much."""
    changes = [_change(field, before, after) for field in dict.fromkeys([*before, *after])]
    reason = html.Div(why) if why else None
    if len(changes) <= FEW:
        return html.Div([reason, *changes], className="small anywhere")
    more = html.Details([html.Summary(_("{n} value", "{n} values", n=len(changes))), *changes])
    return html.Div([reason, more], className="small anywhere")


def _change(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> html.Div:
    name = html.Span(f"{field.replace('_', ' ')}: ", className="muted")
    if field not in after:
        return html.Div([name, html.Del(_short(before[field]))])
    if field not in before or before[field] == after[field]:
        return html.Div([name, _short(after[field])])
    return html.Div([name, html.Del(_short(before[field])), " → ", html.Ins(_short(after[field]))])


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = text or "–"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
