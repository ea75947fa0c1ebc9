"""What differs between any two versions of a draft, in the terms of a questionnaire."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html

from console import changes, shell, workbench
from console.actions import screen
from console.here import number
from console.language import N_, _
from content_store import questionnaires
from content_store.drafts import Draft
from content_store.permissions import Missing, Permission

dash.register_page(__name__, path="/compare", title=N_("Compare versions"), under="/questionnaires")


@screen(Permission.QUESTIONNAIRES_READ)
def layout(desk: Any, id: str = "", old: str = "", new: str = "") -> html.Article:
    draft = questionnaires.open_draft(desk, number(id))
    after = number(new) if new else draft.number
    before = number(old) if old else max(1, after - 1)
    return workbench.sheet(
        desk,
        draft,
        "changes",
        html.H2(_("From version {before} to version {after}", before=before, after=after), className="part-title"),
        html.Div(_chosen(draft, before, after), className="toolbar"),
        html.P(shell.joined([_look(draft, one) for one in dict.fromkeys((before, after))])),
        _differences(desk, draft, before, after),
    )


def _chosen(draft: Draft, before: int, after: int) -> html.Form:
    return html.Form(
        [
            dcc.Input(type="hidden", name="id", value=str(draft.id)),
            _version("old", _("From version"), before),
            _version("new", _("To version"), after),
            dbc.Button(_("Compare"), type="submit", color="outline-secondary", size="sm"),
        ],
        action=shell.href("/compare"),
        method="GET",
        className="filters",
    )


def _look(draft: Draft, version: int) -> Any:
    """As the public would meet it."""
    words = _("Preview version {number}", number=version)
    return shell.link(words, "/preview", id=draft.id, version="" if version == draft.number else version)


def _version(name: str, label: str, value: int) -> html.Div:
    box = dbc.Input(id=f"filter-{name}", name=name, type="number", min=1, value=value, size="sm", className="figure")
    return html.Div([dbc.Label(label, html_for=f"filter-{name}"), box], className="filter")


def _differences(desk: Any, draft: Draft, before: int, after: int) -> Any:
    try:
        documents = [questionnaires.document_at(desk, draft.id, one) for one in (before, after)]
    except Missing as missing:
        return shell.callout(str(missing), tone=shell.Tone.WARNING)
    # Where a part is edited can be told of the draft as it is now, not of what it was.
    address = workbench.part_address(draft.id) if after == draft.number else None
    return changes.draw(*documents, address, same=_("These two versions are the same."))
