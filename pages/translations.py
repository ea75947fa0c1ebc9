"""How far each language of each questionnaire is; or, with `id`, each language of one."""

from __future__ import annotations

from typing import Any

import dash
from dash import dcc, html

from console import shell, tables, workbench
from console.actions import screen
from console.frame import Rail
from console.here import number
from console.language import N_, _
from content_store import questionnaires, translations
from content_store.locales import LOCALES
from content_store.paging import Wanted
from content_store.permissions import Permission
from content_store.questionnaires import Listed
from content_store.translations import Coverage

AT_ONCE = 12  # questionnaires a page: each is counted anew in every language

dash.register_page(
    __name__, path="/translations", title=N_("Translations"), rail=Rail(N_("Translations"), "globe", 40, N_("Content"))
)


@screen(Permission.TRANSLATIONS_READ)
def layout(desk: Any, id: str = "", q: str = "", sort: str = "title", page: str = "1") -> html.Article:
    if id:
        return _one(desk, number(id))
    at = tables.Address("/translations", {"q": q, "sort": sort, "page": page})
    found = questionnaires.listing(desk, Wanted.of(q=q, sort=sort, page=page, size=AT_ONCE))
    counted = {row.id: {one.locale: one for one in translations.coverage(desk, row.id)} for row in found.rows}
    languages = [tag for tag in LOCALES if any(tag in of for of in counted.values())]
    columns = [tables.Column(_("Questionnaire"), _title, sort="title")]
    columns += [tables.Column(LOCALES[tag].autonym, _cell(tag, counted)) for tag in languages]
    return shell.sheet(
        _("Translations"),
        tables.toolbar(at, tables.search("q", _("Title or code"), q)),
        tables.table(found, columns, at, caption=_("Questionnaires and languages")),
        about=_("A text is out of date as soon as the words it translates have changed."),
        primary=shell.button(_("What waits, by language"), "/translation-queue", tone="outline-primary"),
        wide=True,
    )


def _title(row: Listed) -> Any:
    return shell.link(row.title or row.slug, "/translations", id=row.id)


def _cell(tag: str, counted: dict[int, dict[str, Coverage]]) -> Any:
    def draw(row: Listed) -> Any:
        one = counted[row.id].get(tag)
        return "" if one is None else dcc.Link(meter(one), href=_address(row.id, one), className="coverage")

    return draw


def _address(questionnaire_id: int, one: Coverage) -> str:
    only = "stale" if one.stale else "missing" if one.missing else "proposed" if one.proposed else ""
    return shell.href("/translation", id=questionnaire_id, locale=one.locale, only=only)


def meter(one: Coverage) -> Any:
    """How much is ready, as a bar and in figures; what is to be done, in words."""
    ready = one.approved + one.derived
    share = ready / one.total if one.total else 1
    to_do = one.stale + one.missing + one.proposed
    bar = html.Span(html.Span(style={"width": f"{share:.0%}"}), className="cell-bar", **{"aria-hidden": "true"})
    words = _("complete") if one.ready else _("{to_do} to do", to_do=to_do)
    return html.Span(
        [bar, html.Span(words, className="small")],
        title=_("{ready} of {total} texts are ready", ready=ready, total=one.total),
    )


def _one(desk: Any, questionnaire_id: int) -> html.Article:
    draft = questionnaires.open_draft(desk, questionnaire_id)
    figures = [
        (_("Ready"), "ready"),
        (_("To approve"), "proposed"),
        (_("Out of date"), "stale"),
        (_("Missing"), "missing"),
    ]
    columns = [
        tables.Column(_("Language"), _language),
        tables.Column("", meter),
        *(tables.Column(words, _figure(draft.id, what), figures=True) for words, what in figures),
    ]
    rows = translations.coverage(desk, questionnaire_id)
    source = LOCALES[draft.document.source_locale]
    return workbench.sheet(
        desk,
        draft,
        "translations",
        html.P([_("Written in "), html.Span(source.autonym, lang=source.lang), _(". The other languages follow it.")]),
        tables.simple_table(rows, columns, to=lambda one: _address(draft.id, one), caption=_("Languages"))
        if rows
        else shell.empty(_("There is no language of yours on offer.")),
    )


def _language(one: Coverage) -> Any:
    known = LOCALES[one.locale]
    name = html.Span(known.autonym, lang=known.lang)
    if not known.derived_from:
        return name
    return [
        name,
        html.Div(_("follows {language}", language=LOCALES[known.derived_from].autonym), className="muted small"),
    ]


def _figure(questionnaire_id: int, what: str) -> Any:
    def draw(one: Coverage) -> Any:
        if what == "ready":
            return _("{part} of {whole}", part=one.approved + one.derived, whole=one.total)
        count = getattr(one, what)
        return (
            shell.link(str(count), "/translation", id=questionnaire_id, locale=one.locale, only=what) if count else "0"
        )

    return draw
