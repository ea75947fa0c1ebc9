"""Two people changed the same thing: both texts, and the choice between them. Neither is lost."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from assessment.messages import Place
from console import diff, shell
from console.findings_in_words import place_in_words
from console.ids import Ids
from console.language import N_, _
from content_store.permissions import Conflict

THEIRS, MINE = "theirs", "mine||"
NOWHERE = N_("What yours belongs to was removed meanwhile, so it has no place now. Your text stays here, to be copied.")


def chosen(key: str) -> tuple[str, list[str]]:
    """From the button `mine`: the number of the draft that was shown, and the fields that hold what was typed."""
    head, *names = key.removeprefix(MINE).split("||")
    return head, names


def draw(clash: Conflict, keys: list[str], ids: Ids, head: int) -> Component:
    """`keys`: the fields that hold what was typed; `head`: the number of the draft that holds the other text. The
    buttons are acts of the screen."""
    places = sorted({*clash.theirs, *clash.yours})
    mine = MINE + "||".join([str(head), *keys])
    return html.Section(
        [
            html.H2(_("Somebody else changed the same thing while you were writing")),
            html.P(_("Both texts are here. Nothing of yours is saved until you choose.")),
            *(_pair(place, clash.theirs.get(place, ""), clash.yours.get(place, "")) for place in places),
            html.Div(
                [
                    dbc.Button(
                        _("Keep theirs"), id=ids.row("act", THEIRS), n_clicks=0, color="outline-secondary", size="sm"
                    ),
                    dbc.Button(_("Use mine instead"), id=ids.row("act", mine), n_clicks=0, color="primary", size="sm"),
                ],
                className="acts",
            ),
        ],
        className="clash callout callout-warning",
    )


def _pair(place: str, theirs: str, yours: str) -> Component:
    rows: list[tuple[str, Any]] = [
        (_("Theirs, saved"), theirs or _("(removed)")),
        (_("Yours"), yours or _("(removed)")),
    ]
    if theirs and yours:
        rows.append((_("Between the two"), diff.words(theirs, yours)))
    return html.Div([html.H3(place_in_words(Place.named(place))), shell.facts(*rows)], className="clash-pair")
