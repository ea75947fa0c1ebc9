"""Everything that is kept, to carry away: backups, and the content as files."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, dcc, html

from console import here, shell, tables
from console.actions import action, screen
from console.frame import Rail
from console.ids import Ids
from console.language import N_, _
from console.times import moment
from content_store import backup
from content_store.backup import Kept
from content_store.health import size_in_words
from content_store.permissions import Permission
from pages import downloads

ids = Ids("data")
dash.register_page(__name__, path="/data", title=N_("Data"), rail=Rail(N_("Data"), "box", 90, N_("Service")))


@screen(Permission.BACKUP_MAKE)
def layout(desk: Any) -> html.Article:
    return shell.sheet(
        _("Data"),
        shell.panel(
            _("Backups"),
            html.P(
                _(
                    "A backup holds everything, passwords' hashes too, and is proved before it counts. "
                    "Whoever carries one away is written down. It is put back with python app.py restore "
                    "FILE, while the service stands still."
                ),
                className="muted",
            ),
            dcc.Loading(html.Div(_list(), id=ids("list")), delay_show=300),
            tools=dbc.Button(_("Back up now"), id=ids("make"), n_clicks=0, size="sm"),
        ),
        shell.panel(
            _("Content as files"),
            html.P(
                _(
                    "Every draft and its translations as YAML, in one ZIP: to read, to compare, to "
                    "import elsewhere. No accounts, no services, no figures."
                ),
                className="muted",
            ),
            html.Form(
                dbc.Button(
                    [shell.icon("download"), _("Download content")],
                    type="submit",
                    size="sm",
                    color="secondary",
                    outline=True,
                ),
                method="POST",
                action=downloads.CONTENT,
            ),
        ),
        about=_("For both you confirm that it is you: they leave the house."),
    )


def _list() -> Any:
    kept = backup.kept(here.folder() / backup.FOLDER)
    if not kept:
        return shell.empty(_("There is no backup yet. Make one now, and let cron make one every night."))
    columns: list[tables.Column[Kept]] = [
        tables.Column(
            _("Made"), lambda one: [moment(one.made_at), html.Div(one.name, className="small muted anywhere")]
        ),
        tables.Column(_("Size"), lambda one: size_in_words(one.bytes), figures=True),
        tables.Column("", _carry),
    ]
    return tables.simple_table(kept, columns, caption=_("Backups"))


def _carry(one: Kept) -> html.Form:
    return html.Form(
        [
            dcc.Input(type="hidden", name="file", value=one.name),
            dbc.Button(
                [_("Download"), html.Span(f" {one.name}", className="visually-hidden")],
                type="submit",
                size="sm",
                color="secondary",
                outline=True,
            ),
        ],
        method="POST",
        action=downloads.BACKUP,
    )


# It writes nothing itself: the backup writes its own ledger entry, after the copy.
@action(
    Output(ids("list"), "children"),
    Input(ids("make"), "n_clicks"),
    needs=Permission.BACKUP_MAKE,
    fresh=True,
    reading=True,
)
def make(desk: Any, _clicks: object) -> Any:
    made = backup.back_up(here.store(), here.folder() / backup.FOLDER, desk.actor)
    shell.notice(_("Made and proved: {name}", name=made.name))
    return _list()
