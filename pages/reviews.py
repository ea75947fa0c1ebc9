"""What waits for a decision, or to be published: longest waiting first."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import changes, shell, tables
from console.actions import screen
from console.frame import Rail
from console.times import moment
from console.workbench import REVIEW_STATES
from content_store import publishing
from content_store.permissions import Permission
from content_store.publishing import Submission

dash.register_page(__name__, path="/reviews", title="Reviews", rail=Rail("Reviews", "check", 30, "Content"))


@screen(Permission.REVIEWS_READ)
def layout(desk: Any, state: str = "") -> html.Article:
    found = [one for one in publishing.waiting(desk) if not state or one.state == state]
    at = tables.Address("/reviews", {"state": state})
    options = [("in_review", "Waits for a decision"), ("approved", "Waits to be published")]
    empty = shell.empty("Nothing waits. Drafts come here when somebody sends them to review.")
    table = tables.simple_table(
        found,
        [
            tables.Column("Questionnaire", _title),
            tables.Column("State", lambda one: shell.state(*REVIEW_STATES[one.state])),
            tables.Column("Changes", lambda one: changes.summary(one.live_document, one.document)),
            tables.Column("Sent", lambda one: [moment(one.sent_at), html.Div(one.sent_by, className="muted small")]),
        ],
        to=lambda one: shell.href("/review", id=one.id),
        caption="Drafts in review",
    )
    return shell.sheet(
        "Reviews",
        tables.toolbar(at, tables.choice("state", "State", state, options)),
        table if found else empty,
        about="Whoever wrote a change cannot approve it.",
    )


def _title(one: Submission) -> Any:
    mine = html.Div("You edited this one; somebody else must decide.", className="muted small") if one.mine else ""
    return [one.document.title or one.slug, html.Div(one.note, className="muted small"), mine]
