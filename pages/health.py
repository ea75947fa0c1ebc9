"""How the installation is: database, backups, counters, disk, keys, versions. The same lines as `app.py health`."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import here, shell, tables
from console.actions import screen
from console.frame import Rail
from console.language import N_, _
from content_store import health
from content_store.health import Line, Standing
from content_store.permissions import Permission

dash.register_page(
    __name__, path="/health", title=N_("Health"), rail=Rail(N_("Health"), "pulse", 95, N_("Administration"))
)

STANDINGS = {Standing.WELL: N_("Well"), Standing.CARE: N_("Needs care"), Standing.UNWELL: N_("Cannot wait")}
TONES = {Standing.WELL: shell.Tone.DONE, Standing.CARE: shell.Tone.WARNING, Standing.UNWELL: shell.Tone.FAILING}


@screen(Permission.HEALTH_READ)
def layout(desk: Any) -> html.Article:
    lines = health.shown(desk, here.store(), here.folder(), workers=here.workers())
    wanting = [line for line in lines if line.care]
    said = _("Everything is well.") if not wanting else _("Something needs care.")
    tone = max((line.standing for line in lines), key=list(Standing).index)
    return shell.sheet(
        _("Health"),
        shell.callout(said, tone=TONES[tone]),
        tables.simple_table(
            lines,
            [
                tables.Column(_("What"), _about),
                tables.Column(_("State"), lambda line: shell.state(STANDINGS[line.standing], TONES[line.standing])),
                tables.Column(_("Found"), _found),
            ],
            caption=_("Health"),
        ),
        html.P(
            _(
                "The ledger's head, kept somewhere else, shows later whether its end was cut off: "
                "python app.py ledger verify --head, with what stands here."
            ),
            className="small muted mt-3",
        ),
        about=_("As it is now. A watchdog asks /health; python app.py health prints the same on the machine itself."),
    )


def _about(line: Line) -> str:
    about = _(line.about)
    return about[0].upper() + about[1:]


def _found(line: Line) -> Any:
    care = html.Div(_(line.care), className="small") if line.care else None
    return [html.Span(_(line.says), className="anywhere"), care]
