"""What waits for a decision, or to be published: longest waiting first."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import changes, shell, tables
from console.actions import screen
from console.frame import Rail
from console.language import N_, _
from console.times import moment
from console.workbench import REVIEW_STATES
from content_store import publishing
from content_store.permissions import Permission
from content_store.publishing import Submission

dash.register_page(__name__, path="/reviews", title=N_("Reviews"), rail=Rail(N_("Reviews"), "check", 30, N_("Content")))


@screen(Permission.REVIEWS_READ)
def layout(desk: Any, state: str = "") -> html.Article:
    found = [one for one in publishing.waiting(desk) if not state or one.state == state]
    at = tables.Address("/reviews", {"state": state})
    options = [("in_review", _("Waits for a decision")), ("approved", _("Waits to be published"))]
    empty = shell.empty(_("Nothing waits. Drafts come here when somebody sends them to review."))
    table = tables.simple_table(
        found,
        [
            tables.Column(_("Questionnaire"), _title),
            tables.Column(_("State"), lambda one: shell.state(*REVIEW_STATES[one.state])),
            tables.Column(_("Changes"), lambda one: changes.summary(one.live_document, one.document)),
            tables.Column(_("Sent"), lambda one: [moment(one.sent_at), html.Div(one.sent_by, className="muted small")]),
        ],
        to=lambda one: shell.href("/review", id=one.id),
        caption=_("Drafts in review"),
    )
    return shell.sheet(
        _("Reviews"),
        tables.toolbar(at, tables.choice("state", _("State"), state, options)),
        table if found else empty,
        about=_("Whoever wrote a change cannot approve it."),
    )


def _title(one: Submission) -> Any:
    mine = html.Div(_("You edited this one; somebody else must decide."), className="muted small") if one.mine else ""
    return [one.document.title or one.slug, html.Div(one.note, className="muted small"), mine]
