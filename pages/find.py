"""Search everything: whatever this person may see that has the words in its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import dash
from dash import dcc, html

from auth import accounts
from console import shell, words
from console.actions import screen
from console.frame import Rail
from console.language import N_, _
from console.language import number as written
from console.text_names import text_name
from content_store import directory, questionnaires, text_search
from content_store.paging import Wanted
from content_store.permissions import Permission

dash.register_page(__name__, path="/find", title=N_("Search"))

EACH = 8
AROUND = 50  # characters shown before and after the words found


@dataclass(frozen=True, slots=True)
class Hit:
    name: str
    about: str
    address: str


@screen(Permission.CONSOLE_ENTER)
def layout(desk: Any, q: str = "") -> html.Article:
    if not q:
        return shell.sheet(
            _("Search"),
            shell.empty(_("Type a word into the box above: of a title, a text, a service, a name, a screen.")),
        )
    panels = [
        shell.panel(f"{_(title)} ({written(total)})" if total > len(hits) else _(title), _lines(hits), tools=more)
        for title, hits, total, more in _found(desk, q)
        if hits
    ]
    nothing = shell.empty(_("Nothing that you may see has this in it. Try fewer letters of it."))
    return shell.sheet(_("Search: {words}", words=q), *(panels or [nothing]))


Found = tuple[str, list[Hit], int, Any]


def _found(desk: Any, q: str) -> Iterator[Found]:
    known = {page["path"] for page in dash.page_registry.values()}
    searches: tuple[tuple[Permission, str, Callable[[Any, str], Found]], ...] = (
        (Permission.QUESTIONNAIRES_READ, "/questionnaire", _questionnaires),
        (Permission.QUESTIONNAIRES_READ, "/questionnaire", _texts),
        (Permission.DIRECTORY_READ, "/service", _services),
        (Permission.PEOPLE_READ, "/person", _people),
    )
    for needs, path, search in searches:
        if desk.actor.holds(needs) and path in known:
            yield search(desk, q)
    screens = _screens(desk, q)
    yield N_("Screens"), screens, len(screens), None


def _questionnaires(desk: Any, q: str) -> Found:
    page = questionnaires.listing(desk, Wanted.of(q=q, size=EACH))
    hits = [Hit(row.title or row.slug, row.slug, shell.href("/questionnaire", id=row.id)) for row in page.rows]
    return N_("Questionnaires"), hits, page.total, shell.link(_("All of them"), "/questionnaires", q=q)


def _texts(desk: Any, q: str) -> Found:
    found = text_search.find(desk, q, most=EACH)
    edits = desk.actor.holds(Permission.QUESTIONNAIRES_EDIT)
    hits = [Hit(_around(one.text, q), f"{one.title}, {_where(one)}", _text_address(one, edits)) for one in found]
    return N_("Texts"), hits, len(hits), None


def _where(hit: text_search.Hit) -> str:
    return f"{text_name(hit.key)}, {words.language(hit.locale)}" if hit.locale else text_name(hit.key)


def _text_address(hit: text_search.Hit, edits: bool) -> str:
    if hit.locale:
        return shell.href("/translation", id=hit.questionnaire_id, locale=hit.locale, at=hit.key)
    kind, _dot, rest = hit.key.partition(".")
    parts = {"item": "item", "section": "section", "scale": "scale", "choices": "list", "profile": "profile"}
    part = f"{parts[kind]}.{rest.partition('.')[0]}" if kind in parts and edits else ""
    return shell.href("/questionnaire", id=hit.questionnaire_id, part=part)


def _around(text: str, q: str) -> str:
    """The words found with some before and after them."""
    start = max(0, text.casefold().find(q.casefold()) - AROUND)
    end = start + len(q) + 2 * AROUND
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")


def _services(desk: Any, q: str) -> Found:
    page = directory.listing(desk, Wanted.of(q=q, size=EACH))
    hits = [
        Hit(
            row.name, ", ".join(filter(None, [row.town, words.country(row.country)])), shell.href("/service", id=row.id)
        )
        for row in page.rows
    ]
    return N_("Services"), hits, page.total, shell.link(_("All of them"), "/services", q=q)


def _people(desk: Any, q: str) -> Found:
    page = accounts.people(desk, Wanted.of(q=q, size=EACH))
    hits = [Hit(row.name, row.email, shell.href("/person", id=row.id)) for row in page.rows]
    return N_("People"), hits, page.total, shell.link(_("All of them"), "/people", q=q)


def _screens(desk: Any, q: str) -> list[Hit]:
    return [
        Hit(_(page["rail"].words), "", shell.href(page["path"]))
        for page in dash.page_registry.values()
        if isinstance(page.get("rail"), Rail)
        and q.casefold() in _(page["rail"].words).casefold()
        and desk.actor.holds(page["layout"].needs)
    ]


def _lines(hits: list[Hit]) -> html.Ul:
    return html.Ul(
        [
            html.Li(
                dcc.Link(
                    [html.Span(hit.name, className="words"), html.Span(hit.about, className="when")], href=hit.address
                )
            )
            for hit in hits
        ],
        className="waits",
    )
