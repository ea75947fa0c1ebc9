"""What waits in a language, over all questionnaires: a line a text, which leads to where it is done."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import shell, tables, units
from console.actions import screen
from console.language import N_, _
from console.text_names import text_name
from console.times import moment
from content_store import translation_queue
from content_store.language_versions import State
from content_store.locales import LOCALES, registered
from content_store.paging import Wanted, page_of
from content_store.permissions import Permission
from content_store.translation_queue import Task

AT_ONCE = 50
SHORT = 120
KINDS = {
    "": (State.STALE, State.MISSING, State.PROPOSED),
    "stale": (State.STALE,),
    "missing": (State.MISSING,),
    "proposed": (State.PROPOSED,),
}

dash.register_page(__name__, path="/translation-queue", title=N_("Translation queue"), under="/translations")


@screen(Permission.TRANSLATIONS_READ)
def layout(desk: Any, locale: str = "", only: str = "", page: str = "1") -> html.Article:
    mine = _languages(desk)
    tag = locale if locale in LOCALES else _first(desk, mine)
    if not tag:
        return shell.sheet(_("Translation queue"), shell.empty(_("There is no language of yours on offer.")))
    found = translation_queue.tasks(desk, tag, KINDS.get(only, KINDS[""]))
    at = tables.Address("/translation-queue", {"locale": tag, "only": only, "page": page})
    kinds = [(state.value, _(units.STATES[state][0])) for state in KINDS[""]]
    return shell.sheet(
        [_("Translation queue"), ": ", html.Span(LOCALES[tag].autonym, lang=LOCALES[tag].lang)],
        tables.toolbar(
            tables.Address("/translation-queue", {"locale": tag, "only": only}),
            tables.choice("locale", N_("Language"), tag, [(one, LOCALES[one].autonym) for one in mine], any_words=""),
            tables.choice("only", N_("State"), only, kinds),
        ),
        _table(found, at, tag) if found else shell.empty(_("Nothing waits in this language.")),
        crumbs=[(_("Translations"), shell.href("/translations"))],
        wide=True,
    )


def _first(desk: Any, mine: list[str]) -> str:
    """The first language in which something waits; else the first."""
    waits = (one for one in mine if translation_queue.tasks(desk, one, KINDS[""]))
    return next(waits, next(iter(mine), ""))


def _table(found: tuple[Task, ...], at: tables.Address, tag: str) -> Any:
    columns = [
        tables.Column(N_("Text"), _text),
        tables.Column(N_("Questionnaire"), lambda task: task.title),
        tables.Column(N_("State"), _state),
        tables.Column(N_("Last"), _last),
    ]
    return tables.table(
        page_of(found, Wanted.of(page=at.asked["page"], size=AT_ONCE)),
        columns,
        at,
        to=lambda task: _address(task, tag),
        caption=_("Texts that wait"),
    )


def _languages(desk: Any) -> list[str]:
    held = desk.actor.locales(Permission.TRANSLATIONS_READ)
    some = registered(testing=held is not None)  # on trial only for those who were given one by name
    return [one.tag for one in some if held is None or one.tag in held]


def _address(task: Task, tag: str) -> str:
    return shell.href("/translation", id=task.questionnaire_id, locale=tag, only="todo", at=task.unit.key)


def _text(task: Task) -> Any:
    words = task.unit.source
    return [text_name(task.unit.key), ": ", words if len(words) <= SHORT else words[: SHORT - 1] + "…"]


def _state(task: Task) -> Any:
    words, tone = units.STATES[task.unit.state]
    return shell.state(_(words), tone)


def _last(task: Task) -> Any:
    return [task.unit.author, ", ", moment(task.unit.at)] if task.unit.at else ""
