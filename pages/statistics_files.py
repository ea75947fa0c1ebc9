"""Tables of the statistics as files. A route, not a screen; each file is put down in the ledger, for figures that are
compared outside must be known to be out."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from flask import Flask, request, send_file
from werkzeug.wrappers import Response

from auth import gate
from console import here, refusals, shell, words
from console import statistics_tables as made
from console.figures import Figures, csv_of
from console.language import _
from content_store import before_after, campaigns, ledger, results, uptake
from content_store.db import Desk, desk_for
from content_store.permissions import Invalid, Missing, Permission, Refusal
from content_store.uptake import Wanted

ADDRESS = here.PREFIX + "download/statistics"
ENDPOINT = "console_statistics_download"


def install(server: Flask) -> None:
    """Adds the route."""
    gate.declare(ENDPOINT, Permission.STATISTICS_READ)
    server.add_url_rule(ADDRESS, ENDPOINT, table, methods=["GET"])


def address(view: str, name: str, wanted: Wanted) -> str:
    """Where a table of a view can be fetched."""
    asked = {"since": wanted.since, "until": wanted.until, "country": wanted.country, "locale": wanted.locale}
    return shell.href("download/statistics", view=view, table=name, slug=wanted.slug, **asked)


def table() -> Response:
    """The table named, narrowed as the address says."""
    said = request.args.get
    try:
        with desk_for(here.store(), here.me()) as desk:
            wanted = _wanted(desk)
            found = _named(_tables(desk, said("view", ""), wanted), said("table", ""))
            narrowed = _narrowed(wanted)
            ledger.record(desk, ledger.Verb.STATISTICS_EXPORTED, f"statistics:{found.name}", after=dict(narrowed))
            body = csv_of(found, narrowed=narrowed, meanings=made.MEANINGS, at=desk.now)
    except Refusal as refusal:
        return gate.refusal(refusals.status_of(refusal), _("This cannot be downloaded"), refusals.spoken(refusal))
    name = f"{found.name}-{wanted.since}-{wanted.until}.csv"
    return send_file(
        BytesIO(body), mimetype="text/csv; charset=utf-8", as_attachment=True, download_name=name, max_age=0
    )


def _wanted(desk: Desk) -> Wanted:
    said = request.args.get
    since, until = here.day(said("since", "")), here.day(said("until", ""))
    if since is None or until is None:
        raise Missing(_("There is nothing at this address: its period was cut short."))
    return Wanted(since, until, *(_text(said(name, "")) for name in ("country", "locale", "slug")))


def _text(said: str) -> str:
    return "".join(sign for sign in said[:200] if sign.isprintable()).strip()


def _tables(desk: Desk, view: str, wanted: Wanted) -> Sequence[Figures]:
    match view:
        case "uptake":
            found = uptake.uptake(desk, wanted)
            return made.uptake_tables(found, uptake.published(desk), campaigns.by_source(desk, wanted))
        case "questions":
            around = before_after.around_publication(desk, wanted)
            return [made.funnel_table(results.funnel(desk, wanted)), *([made.around_table(around)] if around else [])]
        case "results":
            if not wanted.slug:
                raise Invalid({"slug": _("Choose a questionnaire: results are those of one.")})
            return made.band_tables(results.bands(desk, wanted))
        case "services":
            titles = uptake.published(desk)
            levels = made.level_table(results.by_level(desk, wanted), titles)
            return [made.referral_table(results.referrals(desk, wanted), titles), levels]
    raise Missing(_("There is no such view."))


def _named(found: Sequence[Figures], name: str) -> Figures:
    for one in found:
        if one.name == name:
            return one
    raise Missing(_("There is no such table."))


def _narrowed(wanted: Wanted) -> list[tuple[str, str]]:
    return [
        (_("From"), wanted.since.isoformat()),
        (_("To"), wanted.until.isoformat()),
        (_("Country"), words.country(wanted.country) if wanted.country else _("all that may be seen")),
        (_("Language"), words.language(wanted.locale) if wanted.locale else _("all")),
        (_("Questionnaire"), wanted.slug or _("all")),
    ]
