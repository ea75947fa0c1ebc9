"""One language of a questionnaire, text by text: the words to translate, what changed in them, the translation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html

from console import shell, tables, unit_groups, units
from console.actions import action, screen
from console.here import number
from console.language import N_, _
from console.language import number as written
from console.unit_groups import Group
from console.units import ids
from content_store import questionnaires, translations
from content_store.drafts import Draft
from content_store.language_versions import READY
from content_store.language_versions import State as Stage
from content_store.locales import LOCALES, Locale
from content_store.locales import locale as registered
from content_store.paging import Page, Wanted
from content_store.permissions import Conflict, Permission
from content_store.translations import Unit

AT_ONCE = 30
TODO, DOUBTED = "todo", "remarks"  # asked for beside the states
ONLY = (
    ("", N_("All")),
    (TODO, N_("To do")),
    (Stage.MISSING.value, N_("Missing")),
    (Stage.STALE.value, N_("Out of date")),
    (Stage.PROPOSED.value, N_("To approve")),
    (DOUBTED, N_("With remarks")),
    (Stage.APPROVED.value, N_("Approved")),
    (Stage.DERIVED.value, N_("Derived")),
)

dash.register_page(__name__, path="/translation", title=N_("Translation"), under="/translations")


@screen(Permission.TRANSLATIONS_READ)
def layout(
    desk: Any, id: str = "", locale: str = "", only: str = "", q: str = "", page: str = "1", at: str = ""
) -> html.Article:
    """`at` is the key of a text to begin with."""
    draft, known = questionnaires.open_draft(desk, number(id)), registered(locale)
    everything = translations.units(desk, draft.id, known.tag)
    wanted = frozenset(one.key for one in everything if _is(one, only) and _holds(one, q))
    found = unit_groups.narrowed(unit_groups.groups(draft.document, everything), wanted)
    pages = _pages(found)
    shown = _page(pages, page, at, len(wanted))
    asked = {"id": id, "locale": locale, "only": only, "q": q, "page": str(shown.page)}
    here = tables.Address("/translation", asked)
    source = registered(draft.document.source_locale)
    cards = [units.group(desk, one, source, known, at) for one in shown.rows]
    return shell.sheet(
        [html.Span(known.autonym, lang=known.lang), ": ", draft.document.title or draft.slug],
        dcc.Store(id=ids("where"), data={"id": draft.id, "locale": known.tag}),
        _progress(everything),
        _chooser(everything, here, only),
        _search(asked),
        html.Div(cards, className="units") if cards else shell.empty(_nothing(only, everything)),
        tables.pager(shown, here, at=_first(pages, shown.page, wanted)),
        crumbs=[
            (_("Translations"), shell.href("/translations")),
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
        said.append(
            _("Written out from {language} by itself; what is saved here stands in its place.", language=master)
        )
        said.append(" ")
    if desk.actor.holds(Permission.TRANSLATIONS_EDIT, locale=known.tag):
        said += [html.Kbd("Ctrl"), " ", html.Kbd("Enter"), " ", _("saves and goes to the next text.")]
    if desk.actor.holds(Permission.TRANSLATIONS_REVIEW, locale=known.tag):
        said += [" ", html.Kbd("Alt"), " ", html.Kbd("Enter"), " ", _("approves and goes to the next text.")]
    return said or None


def _progress(everything: Sequence[Unit]) -> Any:
    ready = sum(one.state in READY for one in everything)
    words = _(
        "{ready} of {n} texts are ready", "{ready} of {n} texts are ready", n=len(everything), ready=written(ready)
    )
    return units.progress(ready, len(everything), words) if everything else None


def _is(one: Unit, only: str) -> bool:
    if only == TODO:
        return one.state not in READY
    return not only or one.state == only or (only == DOUBTED and bool(one.remarks))


def _holds(one: Unit, q: str) -> bool:
    sought = q.casefold().strip()
    return not sought or any(sought in text.casefold() for text in (one.key, one.source, one.text))


def _pages(found: Sequence[Group]) -> list[list[Group]]:
    """Groups stay whole."""
    pages: list[list[Group]] = [[]]
    for group in found:
        if sum(len(one.units) for one in pages[-1]) >= AT_ONCE:
            pages.append([])
        pages[-1].append(group)
    return pages


def _first(pages: Sequence[Sequence[Group]], after: int, wanted: frozenset[str]) -> str:
    """The key that the page after this one begins with: what is dealt with here leaves the list, so that its number
    would lead past others."""
    following = pages[after] if after < len(pages) else ()
    return next((unit.key for group in following for unit in group.units if unit.key in wanted), "")


def _page(pages: Sequence[Sequence[Group]], page: str, at: str, total: int) -> Page[Group]:
    """The page asked for, or the one with the text `at`."""
    with_it = [
        place
        for place, groups in enumerate(pages, 1)
        if at and any(unit.key == at for group in groups for unit in group.units)
    ]
    now = with_it[0] if with_it else min(Wanted.of(page=page).page, len(pages))
    return Page(tuple(pages[now - 1]), now, len(pages), total)


def _chooser(everything: Sequence[Unit], at: tables.Address, only: str) -> Any:
    choices = []
    for code, words in ONLY:
        count = sum(_is(one, code) for one in everything)
        if count or code == only:
            choices.append((code, [_(words), " ", html.Span(written(count), className="count")], at.to(only=code)))
    return shell.tabs(only, *choices)


def _search(asked: dict[str, str]) -> Any:
    kept = [dcc.Input(type="hidden", name=name, value=asked[name]) for name in ("id", "locale", "only") if asked[name]]
    return tables.toolbar(
        tables.Address("/translation"), *kept, tables.search("q", N_("Find in the texts"), asked["q"])
    )


def _nothing(only: str, everything: Any) -> str:
    if not everything:
        return _("There is nothing to translate yet: the questionnaire has no texts.")
    return _("Nothing here: every text is past this.") if only else _("Nothing matches.")


def _approve_all(desk: Any, draft: Draft, tag: str, everything: Any) -> Any:
    others = sum(one.state is Stage.PROPOSED and not one.own and not one.remarks for one in everything)
    may = desk.actor.holds(Permission.TRANSLATIONS_REVIEW, locale=tag)
    button = dbc.Button(
        _("Approve {n} without remarks", n=others),
        id=ids("approve-all"),
        n_clicks=0,
        color="outline-secondary",
        size="sm",
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
def save(desk: Any, _clicks: Any, data: Any, where_data: Any, *values: Any) -> Any:
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
def approve(desk: Any, _clicks: Any, data: Any, where_data: Any) -> Any:
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
def keep(desk: Any, _clicks: Any, data: Any, where_data: Any) -> Any:
    seen = units.Seen.of(data)
    return _redrawn(desk, translations.keep_as_is(desk, seen.unit, seen.version), _where(where_data))


@action(Input(ids("approve-all"), "n_clicks"), State(ids("where"), "data"), needs=Permission.TRANSLATIONS_REVIEW)
def approve_all(desk: Any, _clicks: Any, where_data: Any) -> None:
    count = translations.approve_all(desk, *_where(where_data), doubted=False)
    shell.notice(_("{n} text approved.", "{n} texts approved.", n=count))
    shell.redraw(desk.now)
