"""All questionnaires."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import shell, tables
from console.actions import screen
from console.frame import Rail
from console.language import N_, _
from console.times import moment
from console.workbench import STATES
from content_store import questionnaires
from content_store.paging import Wanted
from content_store.permissions import Permission
from content_store.questionnaires import Listed

dash.register_page(
    __name__,
    path="/questionnaires",
    title=N_("Questionnaires"),
    rail=Rail(N_("Questionnaires"), "list", 20, N_("Content")),
)


@screen(Permission.QUESTIONNAIRES_READ)
def layout(desk: Any, q: str = "", sort: str = "", page: str = "1") -> html.Article:
    at = tables.Address("/questionnaires", {"q": q, "sort": sort, "page": page})
    found = questionnaires.listing(desk, Wanted.of(q=q, sort=sort, page=page))
    may_edit = desk.actor.holds(Permission.QUESTIONNAIRES_EDIT)
    new = shell.button(_("New questionnaire"), "/questionnaire-new", glyph="plus") if may_edit else None
    empty = shell.empty(
        _("A questionnaire is a set of questions, the scores made from the answers, and what people are told."), new
    )
    return shell.sheet(
        _("Questionnaires"),
        tables.toolbar(at, tables.search("q", _("Title or code"), q)),
        tables.table(
            found,
            [
                tables.Column(_("Title"), _title, sort="title"),
                tables.Column(_("Draft"), _state),
                tables.Column(_("Public"), _public),
                tables.Column(_("Last edited"), _edited, sort="edited"),
            ],
            at,
            to=lambda row: shell.href("/questionnaire", id=row.id),
            empty=empty,
            caption=_("Questionnaires"),
        ),
        primary=new,
    )


def _title(row: Listed) -> Any:
    return [row.title or row.slug, html.Div(html.Code(row.slug), className="small")]


def _state(row: Listed) -> Any:
    if row.retired:
        return shell.state(_("Retired"), shell.Tone.WARNING)
    return shell.state(*STATES[row.state])


def _public(row: Listed) -> Any:
    if row.live_number is None or row.retired:
        return html.Span(_("No"), className="muted")
    return shell.state(_("Revision {live_number}", live_number=row.live_number), shell.Tone.DONE)


def _edited(row: Listed) -> Any:
    return [moment(row.edited_at), html.Div(row.edited_by, className="muted small")]
