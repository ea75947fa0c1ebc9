"""What the ledger says of an act, in words: the verb, and each value before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from console import service_form, words
from console.language import N_, _
from content_store.locales import COUNTRIES

LONGEST = 200
FEW = 2
FIELDS = {
    "about": N_("About"),
    "accepted": N_("Accepted warnings"),
    "answer": N_("Answer to"),
    "as": N_("As"),
    "because": N_("Because"),
    "code": N_("Code"),
    "codes": N_("Recovery codes"),
    "comment": N_("Comment"),
    "count": N_("How many"),
    "countries": N_("Countries"),
    "country": N_("Country"),
    "digest": N_("Digest"),
    "draft": N_("Draft"),
    "due_days": N_("Due after days"),
    "email": N_("E-mail address"),
    "ended_at": N_("Ended"),
    "file": N_("File"),
    "files": N_("Files"),
    "grants": N_("Roles"),
    "hidden_days": N_("Hidden after days"),
    "instead of another": N_("In place of another"),
    "kept_months": N_("Kept for months"),
    "key": N_("Text"),
    "language": N_("Language"),
    "like": N_("Copied from"),
    "locale": N_("Language"),
    "locales": N_("Languages"),
    "method": N_("How"),
    "name": N_("Name"),
    "number": N_("Version"),
    "person": N_("Person"),
    "questionnaire": N_("Questionnaire"),
    "reason": N_("Reason"),
    "review": N_("Review"),
    "revision": N_("Publication"),
    "role": N_("Role"),
    "second step": N_("Second step"),
    "services": N_("Services"),
    "sessions": N_("Sessions ended"),
    "sha256": N_("Checksum"),
    "slug": N_("Code"),
    "text": N_("Text"),
    "texts": N_("Texts"),
    "unserved": N_("Results that lead to nobody"),
    "why": N_("Reason"),
}
"""What the values kept are called. Those of a service are called as in its form."""


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
    name = html.Span(f"{named(field)}: ", className="muted")
    if field not in after:
        return html.Div([name, html.Del(_short(before[field]))])
    if field not in before or before[field] == after[field]:
        return html.Div([name, _short(after[field])])
    return html.Div([name, html.Del(_short(before[field])), " → ", html.Ins(_short(after[field]))])


def named(field: str) -> str:
    """What a value is called; a name that nobody has foreseen stays as it was kept."""
    if field in COUNTRIES:
        return words.country(field)
    label = FIELDS.get(field) or next((one.label for one in service_form.form.fields if one.name == field), "")
    return _(label) if label else field.replace("_", " ")


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    text = text or "–"
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
