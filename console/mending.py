"""The buttons that put a finding right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import dash_bootstrap_components as dbc
from dash.development.base_component import Component

from assessment.document import Questionnaire
from assessment.mends import mended, mends_for
from assessment.messages import Finding
from console.acting import Act
from console.controls import name
from console.ids import Ids
from console.language import _
from content_store import documents

MOST = 2  # buttons a finding


def mend(document: Questionnaire, ids: Ids, *, locked: bool) -> Callable[[Finding], Iterable[Component]]:
    """Draws the buttons that put a finding right; none where nothing may be changed."""

    def draw(found: Finding) -> Iterator[Component]:
        offers = () if locked else mends_for(document, found)
        for one in offers[:MOST]:
            act = ids.row("act", name("mend", one.name))
            yield dbc.Button(_(one.words), id=act, n_clicks=0, color="outline-secondary", size="sm")

    return draw


def act_of_mend(*parts: str) -> Act:
    """The mend of that name, if the draft as it is then still has the fault."""
    wanted = "|".join(parts)
    return Act(
        lambda document: mended(document, documents.findings(document), wanted), f"Put a finding right: {wanted}"[:200]
    )
