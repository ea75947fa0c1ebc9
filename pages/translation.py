"""One language of a questionnaire, text by text: the words to translate, what changed in them, the translation."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from console import shell, tables, units
from console.actions import action, screen
from console.here import number
from console.units import ids
from console.words import counted
from content_store import questionnaires, translations
from content_store.drafts import Draft
from content_store.language_versions import State as Stage
from content_store.locales import LOCALES, Locale
from content_store.locales import locale as registered
from content_store.paging import Page
from content_store.permissions import Conflict, Permission
from content_store.translations import Unit

AT_ONCE = 30
ONLY = (
    ("", "All"),
    (Stage.MISSING.value, "Missing"),
    (Stage.STALE.value, "Out of date"),
    (Stage.PROPOSED.value, "To approve"),
    (Stage.APPROVED.value, "Approved"),
    (Stage.DERIVED.value, "Derived"),
)

dash.register_page(__name__, path="/translation", title="Translation", under="/translations")


@screen(Permission.TRANSLATIONS_READ)
def layout(desk: Any, id: str = "", locale: str = "", only: str = "", q: str = "", page: str = "1") -> html.Article:
    draft, known = questionnaires.open_draft(desk, number(id)), registered(locale)
    everything = translations.units(desk, draft.id, known.tag)
    wanted = [one for one in everything if (not only or one.state == only) and _holds(one, q)]
    shown = _page(wanted, page)
    asked = {"id": id, "locale": locale, "only": only, "q": q, "page": page}
    at = tables.Address("/translation", asked)
    source = registered(draft.document.source_locale)
    cards = [units.draw(desk, one, source, known) for one in shown.rows]
    return shell.sheet(
        [html.Span(known.autonym, lang=known.lang), ": ", draft.document.title or draft.slug],
        dcc.Store(id=ids("where"), data={"id": draft.id, "locale": known.tag}),
        _chooser(everything, at, only),
        _search(asked),
        html.Div(cards, className="units") if cards else shell.empty(_nothing(only, everything)),
        tables.pager(shown, at),
        crumbs=[
            ("Translations", shell.href("/translations")),
            (draft.document.title or draft.slug, shell.href("/translations", id=draft.id)),
        ],
        about=_about(desk, known),
        primary=_approve_all(desk, draft, known.tag, everything),
        wide=True,
    )


def _about(desk: Any, known: Locale) -> Any:
    said: list[Any] = []
    if known.derived_from:
        master = LOCALES[known.derived_from].autonym
        said.append(f"Written out from {master} by itself; what is saved here stands in its place. ")
    if desk.actor.holds(Permission.TRANSLATIONS_EDIT, locale=known.tag):
        said += [html.Kbd("Ctrl"), " ", html.Kbd("Enter"), " saves and goes to the next text."]
    return said or None


def _holds(one: Unit, q: str) -> bool:
    sought = q.casefold().strip()
    return not sought or any(sought in text.casefold() for text in (one.key, one.source, one.text))


def _page(wanted: list[Unit], page: str) -> Page[Unit]:
    pages = max(1, -(-len(wanted) // AT_ONCE))
    now = min(int(page), pages) if page.isascii() and page.isdigit() and len(page) < 6 and int(page) else 1
    return Page(tuple(wanted[(now - 1) * AT_ONCE : now * AT_ONCE]), now, pages, len(wanted))


def _chooser(everything: Any, at: tables.Address, only: str) -> Any:
    choices = []
    for code, words in ONLY:
        count = sum(not code or one.state == code for one in everything)
        if count or code == only:
            choices.append((code, [words, " ", html.Span(str(count), className="count")], at.to(only=code)))
    return shell.tabs(only, *choices)


def _search(asked: dict[str, str]) -> Any:
    kept = [dcc.Input(type="hidden", name=name, value=asked[name]) for name in ("id", "locale", "only") if asked[name]]
    return tables.toolbar(tables.Address("/translation"), *kept, tables.search("q", "Find in the texts", asked["q"]))


def _nothing(only: str, everything: Any) -> str:
    if not everything:
        return "There is nothing to translate yet: the questionnaire has no texts."
    return "Nothing here: every text is past this." if only else "Nothing matches."


def _approve_all(desk: Any, draft: Draft, tag: str, everything: Any) -> Any:
    others = sum(one.state is Stage.PROPOSED and not one.own for one in everything)
    may = desk.actor.holds(Permission.TRANSLATIONS_REVIEW, locale=tag)
    button = dbc.Button(
        f"Approve all {others}", id=ids("approve-all"), n_clicks=0, color="outline-secondary", size="sm"
    )
    return html.Span(button, hidden=not (may and others > 1))


def _where(data: Any) -> tuple[int, str]:
    said = data if isinstance(data, dict) else {}
    return number(said.get("id")), registered(str(said.get("locale"))).tag


def _redrawn(desk: Any, unit: Unit, where: tuple[int, str], clash: Conflict | None = None) -> tuple[Any, ...]:
    draft = questionnaires.open_draft(desk, where[0])
    source, target = registered(draft.document.source_locale), registered(where[1])
    return units.seen(unit), units.source(unit, source), units.foot(desk, unit, target, clash)


@action(
    *units.form.outputs(),
    Output(ids.same("seen"), "data"),
    Output(ids.same("source"), "children"),
    Output(ids.same("foot"), "children"),
    Input(ids.same("save"), "n_clicks"),
    State(ids.same("seen"), "data"),
    State(ids("where"), "data"),
    *units.form.states(),
    needs=Permission.TRANSLATIONS_EDIT,
    form=units.form,
)
def save(desk: Any, clicks: Any, data: Any, where_data: Any, *values: Any) -> Any:
    if not clicks:
        raise PreventUpdate
    where, key = _where(where_data), dash.ctx.inputs_list[0]["id"]["key"]
    words = units.form.clean(values)["text"]
    clash = None
    try:
        unit = translations.save(desk, *where, key, words, units.Seen.of(data).seen)
    except Conflict as conflict:
        unit, clash = translations.unit(desk, *where, key), conflict
    return *units.form.settled(), *_redrawn(desk, unit, where, clash)


@action(
    Output(ids.same("seen"), "data", allow_duplicate=True),
    Output(ids.same("source"), "children", allow_duplicate=True),
    Output(ids.same("foot"), "children", allow_duplicate=True),
    Input(ids.same("approve"), "n_clicks"),
    State(ids.same("seen"), "data"),
    State(ids("where"), "data"),
    needs=Permission.TRANSLATIONS_REVIEW,
)
def approve(desk: Any, clicks: Any, data: Any, where_data: Any) -> Any:
    if not clicks:
        raise PreventUpdate  # the button was drawn, not pressed
    seen = units.Seen.of(data)
    return _redrawn(desk, translations.approve(desk, seen.unit, seen.version), _where(where_data))


@action(
    Output(ids.same("seen"), "data", allow_duplicate=True),
    Output(ids.same("source"), "children", allow_duplicate=True),
    Output(ids.same("foot"), "children", allow_duplicate=True),
    Input(ids.same("keep"), "n_clicks"),
    State(ids.same("seen"), "data"),
    State(ids("where"), "data"),
    needs=Permission.TRANSLATIONS_EDIT,
)
def keep(desk: Any, clicks: Any, data: Any, where_data: Any) -> Any:
    if not clicks:
        raise PreventUpdate
    seen = units.Seen.of(data)
    return _redrawn(desk, translations.keep_as_is(desk, seen.unit, seen.version), _where(where_data))


@action(Input(ids("approve-all"), "n_clicks"), State(ids("where"), "data"), needs=Permission.TRANSLATIONS_REVIEW)
def approve_all(desk: Any, _clicks: Any, where_data: Any) -> None:
    count = translations.approve_all(desk, *_where(where_data))
    shell.notice(f"{counted(count, 'text', 'texts')} approved.")
    shell.redraw(desk.now)
