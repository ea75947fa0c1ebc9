"""Removing what conditions name: which they are, what is left of each without it, and the act that goes through all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Questionnaire
from assessment.messages import Place, PlaceKind
from assessment.parts import StillNamed
from assessment.removal import Rewrite, freed, naming
from console.acting import Act
from console.controls import name
from console.findings import part_with
from console.findings_in_words import place_in_words
from console.ids import Ids
from console.language import _
from console.outline import Part
from console.typed import Nonsense

LEAVE = "leave"
REMOVE = "remove_named"
KINDS = {
    "remove_item": PlaceKind.ITEM,
    "remove_row": PlaceKind.ROW,
    "remove_choice": PlaceKind.CHOICE,
    "remove_score": PlaceKind.SCALE,
    "remove_results": PlaceKind.BANDING,
    "remove_band": PlaceKind.BAND,
    "remove_flag": PlaceKind.FLAG,
}
"""Which acts remove what conditions may name; the rest of an act's key is the part's code."""


def asked(key: str) -> tuple[PlaceKind, str] | None:
    """What an act removes, if conditions may name it: its kind and dotted code."""
    what, *address = key.split("|")
    return (KINDS[what], ".".join(address)) if what in KINDS else None


def named(document: Questionnaire, key: str) -> tuple[Rewrite, ...]:
    """The conditions that name what an act removes."""
    wanted = asked(key)
    return naming(document, *wanted) if wanted else ()


def removing(plain: Act, key: str) -> Act:
    """The act that also takes the part out of every condition."""
    kind, code = asked(key) or _nothing()
    return replace(
        plain,
        change=lambda document: plain.change(freed(document, kind, code)),
        summary=f"{plain.summary} and what named it in conditions",
    )


def _nothing() -> tuple[PlaceKind, str]:
    raise Nonsense(_("This cannot be done here."))


def draw(document: Questionnaire, key: str, address: Callable[[Part], str], ids: Ids) -> Component:
    """The question put back to whoever presses a button that removes something named. The buttons are acts of the
    screen."""
    kind, code = asked(key) or _nothing()
    found = tuple(sorted(naming(document, kind, code), key=lambda one: one.new is not None))  # the author's work first
    words = _(
        "{n} condition names the {part}", "{n} conditions name the {part}", n=len(found), part=_called(kind, code)
    )
    return html.Section(
        [
            html.H2(words, tabIndex=-1),
            html.Ul([_row(document, one, address) for one in found], className="named-in"),
            html.P(_advice(found)),
            html.Div(_acts(found, key, ids), className="acts"),
        ],
        className="callout callout-warning named",
    )


def stands(document: Questionnaire, named: StillNamed, address: Callable[[Part], str], ids: Ids) -> Component:
    """What is made of a part, so that it has to be changed or removed before it: a link to each."""
    links = [html.Li(dcc.Link(place_in_words(one), href=address(part_with(document, one)))) for one in named.places]
    leave = dbc.Button(_("Leave it"), id=ids.row("act", LEAVE), n_clicks=0, color="outline-secondary", size="sm")
    return html.Section(
        [
            html.H2(_("“{code}” is still used", code=named.values["code"]), tabIndex=-1),
            html.Ul(links, className="named-in"),
            html.P(_("Change or remove these first.")),
            html.Div(leave, className="acts"),
        ],
        className="callout callout-warning named",
    )


def _called(kind: PlaceKind, code: str) -> str:
    return place_in_words(Place(kind, code))


def _row(document: Questionnaire, one: Rewrite, address: Callable[[Part], str]) -> Component:
    link = dcc.Link(place_in_words(one.place), href=address(part_with(document, one.place)))
    left: list[Component | str]
    if one.new is None:
        left = [html.Strong(_("could never hold without it"))]
    elif one.new:
        left = [_("becomes "), html.Code(one.new)]
    else:
        left = [_("always holds then, so it is taken out")]
    return html.Li([link, ": ", html.Code(one.old), " ", html.Span("→", **{"aria-hidden": "true"}), " ", *left])


def _advice(found: tuple[Rewrite, ...]) -> str:
    never = sum(one.new is None for one in found)
    if never:
        return _(
            "{n} of them hangs on it alone: open it and change it, or remove what it stands over. Then remove this.",
            "{n} of them hang on it alone: open each and change it, or remove what it stands over. Then remove this.",
            n=never,
        )
    return _(
        "Without it they say what they say now of somebody who has not answered it. Nothing is removed yet; "
        "Undo takes it back later."
    )


def _acts(found: tuple[Rewrite, ...], key: str, ids: Ids) -> list[Component]:
    leave = dbc.Button(_("Leave it"), id=ids.row("act", LEAVE), n_clicks=0, color="outline-secondary", size="sm")
    if any(one.new is None for one in found):
        return [leave]
    words = _("Remove it and rewrite {n} condition", "Remove it and rewrite {n} conditions", n=len(found))
    remove = dbc.Button(words, id=ids.row("act", name(REMOVE, key)), n_clicks=0, color="outline-danger", size="sm")
    return [leave, remove]
