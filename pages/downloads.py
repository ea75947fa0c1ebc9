"""What leaves the console as a file: a backup, the content, the history. Routes, not screens."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from flask import Flask, redirect, request, send_file
from werkzeug.wrappers import Response

from auth import gate, sessions
from console import here, refusals
from console.language import _
from content_store import audit, backup, files, spreadsheets
from content_store.db import Desk, desk_for
from content_store.permissions import Permission, Refusal

BACKUP = here.PREFIX + "download/backup"
CONTENT = here.PREFIX + "download/content"
HISTORY = here.PREFIX + "download/history"


def install(server: Flask) -> None:
    """Adds the routes."""
    for address, method, view, needs in (
        (BACKUP, "POST", backup_file, Permission.BACKUP_MAKE),
        (CONTENT, "POST", content, Permission.BACKUP_MAKE),
        (HISTORY, "GET", history, Permission.LEDGER_READ),
    ):
        endpoint = f"console_{address.rpartition('/')[2]}_download"
        gate.declare(endpoint, needs)
        server.add_url_rule(address, endpoint, view, methods=[method])


def backup_file() -> Response:
    """The backup named in the form."""
    return _carried(lambda desk: _file(backup.take(desk, here.folder() / backup.FOLDER, request.form.get("file", ""))))


def content() -> Response:
    """Every draft as YAML."""
    return _carried(lambda desk: _sent(files.bundle(desk), "content.zip", "application/zip"))


def history() -> Response:
    """The entries that the screen shows with the same filters, all pages of them."""
    asked = asked_of(request.args.get)
    try:
        with desk_for(here.store(), here.me(), reading=True) as desk:
            table = spreadsheets.csv_of(audit.HEADER, audit.table(desk, asked))
    except Refusal as refusal:
        return _refused(refusal)
    return _sent(table, "history.csv", "text/csv; charset=utf-8")


def asked_of(said: Callable[[str, str], str | None]) -> audit.Asked:
    """The filters as an address names them; what makes no sense is left out. `said`: parameter and what else."""

    def text(name: str) -> str:
        return (said(name, "") or "")[:200]

    return audit.Asked(
        text("kind"),
        text("thing"),
        _whole(text("person")),
        here.day(text("since")),
        here.day(text("until")),
        _whole(text("page")) or 1,
    )


def _whole(text: str) -> int | None:
    """A number in an address, if it is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _carried(make: Callable[[Desk], Response]) -> Response:
    """What leaves the house: for somebody who has just typed their password, and written down."""
    if not sessions.confirmed():
        return redirect(f"{here.PREFIX}confirm?next={here.PREFIX}data", 303)
    try:
        with desk_for(here.store(), here.me()) as desk:
            return make(desk)
    except Refusal as refusal:
        return _refused(refusal)


def _refused(refusal: Refusal) -> Response:
    return gate.refusal(refusals.status_of(refusal), _("This cannot be downloaded"), refusals.spoken(refusal))


def _file(path: Path) -> Response:
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=path.name, max_age=0)


def _sent(body: bytes, name: str, kind: str) -> Response:
    return send_file(BytesIO(body), mimetype=kind, as_attachment=True, download_name=name, max_age=0)
