"""Everything that is kept, to carry away: backups, and the content as files."""

from __future__ import annotations

from pathlib import Path
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
from content_store import backup, backup_work
from content_store.backup import Kept, Stage
from content_store.backup_work import Work
from content_store.health import size_in_words
from content_store.permissions import Permission
from pages import downloads

ids = Ids("data")
EVERY_SECONDS = 2
dash.register_page(__name__, path="/data", title=N_("Data"), rail=Rail(N_("Data"), "box", 90, N_("Administration")))


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
            html.Div(_list(), id=ids("list")),
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
        about=_("Before either, you confirm that it is you: what is made here can be carried away."),
    )


def _folder() -> Path:
    return here.folder() / backup.FOLDER


def _list(begun: Work | None = None) -> list[Any]:
    work = begun or backup_work.latest(_folder())
    kept = backup.kept(_folder())
    if not kept:
        none = shell.empty(_("There is no backup yet. Make one now, and let cron make one every night."))
        return [_at_work(work), none if work is None or work.stage is None else None]
    columns: list[tables.Column[Kept]] = [
        tables.Column(
            _("Made"), lambda one: [moment(one.made_at), html.Div(one.name, className="small muted anywhere")]
        ),
        tables.Column(_("Size"), lambda one: size_in_words(one.bytes), figures=True),
        tables.Column("", _carry),
    ]
    return [_at_work(work), tables.simple_table(kept, columns, caption=_("Backups"))]


STAGES = {
    Stage.COPYING: N_("Copying the database …"),
    Stage.PACKING: N_("Packing the copy …"),
    Stage.PROVING: N_("Proving that it can be read …"),
}


def _at_work(work: Work | None) -> Any:
    """How far the one is that is being made; or why the last one came to nothing."""
    if work is None or work.made:
        return None
    if work.stage is None:
        said = _("The backup that {by} began came to nothing.", by=work.by)
        return shell.callout(html.Strong(said), " ", _(work.wrong), tone=shell.Tone.FAILING)
    return shell.callout(
        dcc.Interval(id=ids("tick"), interval=EVERY_SECONDS * 1000),
        html.Div(_stage(work), id=ids("progress"), className="findings-progress", role="status"),
        html.Div(
            [_("Begun by {by}", by=work.by), ", ", moment(work.began), ". ", _("You can go on meanwhile.")],
            className="small muted",
        ),
    )


def _stage(work: Work) -> list[Any]:
    stages = list(STAGES)
    now = work.stage or stages[-1]
    words = _(STAGES[now])
    done = html.Progress(value=str(stages.index(now) + 1), max=str(len(stages) + 1), **{"aria-label": words})
    return [html.Div(words), done]


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
    return _list(backup_work.start(here.store(), _folder(), desk.actor))


@action(
    Output(ids("list"), "children", allow_duplicate=True),
    Output(ids("progress"), "children"),
    Input(ids("tick"), "n_intervals"),
    needs=Permission.BACKUP_MAKE,
    reading=True,
)
def look(desk: Any, _ticks: object) -> Any:
    work = backup_work.latest(_folder())
    if work and work.stage:
        return dash.no_update, _stage(work)
    if work and work.made:
        shell.notice(_("Made and proved: {name}", name=work.made))
    return _list(), dash.no_update
