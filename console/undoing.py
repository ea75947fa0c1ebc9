"""Undo where several people write: one's own last change goes, and nobody else's goes by accident."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from console.controls import name
from console.ids import Ids
from console.language import _
from console.removals import LEAVE
from console.steps_in_words import in_words
from console.times import moment
from content_store import questionnaires
from content_store.db import Desk
from content_store.drafts import Draft
from content_store.permissions import Invalid
from content_store.questionnaires import Step

MINE, THEIRS = "take_back", "undo_theirs"


def newest(desk: Desk, questionnaire_id: int) -> tuple[Step | None, Step | None]:
    """The step that the draft was made by, and the last one of the reader's own on the way to it; None for what lies
    too far back."""
    known = {one.number: one for one in questionnaires.history(desk, questionnaire_id).rows}
    step = head = next((one for one in known.values() if one.now), None)
    while step is not None and not (step.own and step.parent):
        step = known.get(step.parent or 0)
    return head, step


def ask(head: Step, own: Step | None, ids: Ids) -> Component:
    """Which of the two last changes is meant. The buttons are acts of the screen."""
    acts = [
        dbc.Button(words, id=ids.row("act", key), n_clicks=0, color="outline-secondary", size="sm")
        for key, words in (
            (LEAVE, _("Leave it")),
            (name(THEIRS, head.number), _("Take back the change of {name}", name=head.author) if head.parent else ""),
            (
                name(MINE, own.number) if own else "",
                _("Take back mine: {summary}", summary=in_words(own.summary)) if own else "",
            ),
        )
        if words
    ]
    said = [html.Strong(head.author), ", ", moment(head.at), ": ", in_words(head.summary)]
    return html.Section(
        [
            html.H2(_("The last change here is not yours"), tabIndex=-1),
            html.P(said),
            html.P(_("Take back mine leaves everything else as it is.")) if own else "",
            html.Div(acts, className="acts"),
        ],
        className="callout callout-warning named",
    )


def take_back(desk: Desk, questionnaire_id: int, number: int) -> Draft:
    """One's own change as if it had not been made, and all that was done since. Raises Conflict, with both texts,
    where somebody has changed the same thing since."""
    step = next((one for one in questionnaires.history(desk, questionnaire_id).rows if one.number == number), None)
    if step is None or not step.own or step.parent is None:
        raise Invalid({"document": _("This change cannot be taken back.")})
    before = questionnaires.document_at(desk, questionnaire_id, step.parent)
    return questionnaires.edit(desk, questionnaire_id, number, lambda _own: before, f"Took back: {step.summary}"[:300])
