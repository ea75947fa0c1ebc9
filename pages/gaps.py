"""Gaps: what results ask for, in each country, that no service verified lately answers."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import shell, tables, words
from console.actions import screen
from console.language import N_, _
from content_store import matching
from content_store.locales import KOSOVO_NOTE
from content_store.matching import Coverage, Gap
from content_store.offer import offer
from content_store.permissions import Permission
from content_store.verification import Freshness
from pages.services import aspects

dash.register_page(__name__, path="/gaps", title=N_("Gaps"), under="/services")


@screen(Permission.DIRECTORY_READ)
def layout(desk: Any) -> html.Article:
    found = matching.coverage(desk, offer(desk.session).countries)
    return shell.sheet(
        _("Gaps"),
        *([_gaps(found), _kinds(found)] if found.fresh else [_nothing_asked()]),
        html.P(KOSOVO_NOTE, className="small muted mt-4") if "XK" in found.countries else None,
        about=_(
            "What the rules of public questionnaires ask for, and whether an open, lately verified service answers."
        ),
        tabs=aspects(desk, "gaps"),
        wide=True,
    )


def _nothing_asked() -> html.Div:
    return shell.empty(
        _("No public questionnaire asks for a service yet. Once one does, it stands here where nobody answers."),
        shell.link(_("Questionnaires"), "/questionnaires"),
    )


def _gaps(found: Coverage) -> html.Section:
    title = _("Rules that lead to nobody verified lately")
    if not found.gaps:
        return shell.panel(title, html.P(_("There are none: each leads to one service at least.")))
    columns: list[tables.Column[Gap]] = [
        tables.Column(_("Questionnaire"), lambda one: [one.title, html.Div(html.Code(one.rule), className="small")]),
        tables.Column(_("Country"), lambda one: words.country(one.country)),
        tables.Column(_("Asks for"), lambda one: ", ".join(words.kind(kind) for kind in one.kinds)),
        tables.Column(_("There are"), _stand),
    ]
    return shell.panel(
        title,
        tables.simple_table(
            found.gaps,
            columns,
            to=lambda one: shell.href("/services", country=one.country, kind=one.kinds[0] if one.kinds else ""),
            caption=title,
        ),
    )


STANDS = (
    (Freshness.DUE, N_("due")),
    (Freshness.STALE, N_("too old to be shown")),
    (Freshness.NEVER, N_("never verified")),
)


def _stand(one: Gap) -> str:
    parts = [f"{one.stand[stand]} {_(said)}" for stand, said in STANDS if one.stand.get(stand)]
    return ", ".join(parts) or _("none at all")


def _kinds(found: Coverage) -> html.Section:
    def of(country: str) -> tables.Column[str]:
        return tables.Column(words.country(country), lambda kind: _count(found, kind, country), figures=True)

    columns = [tables.Column[str](_("Kind of service"), words.kind), *map(of, found.countries)]
    return shell.panel(
        _("Open services verified lately, by what they offer"),
        tables.simple_table(sorted(found.fresh, key=words.kind), columns, caption=_("Fresh services by kind")),
    )


def _count(found: Coverage, kind: str, country: str) -> Any:
    n = found.fresh[kind].get(country, 0)
    return html.Strong(_("none"), className="nobody") if n == 0 else f"{n:,}"
