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
from content_store import directory, questionnaires
from content_store.paging import Wanted
from content_store.permissions import Permission

dash.register_page(__name__, path="/find", title="Search")

EACH = 8


@dataclass(frozen=True, slots=True)
class Hit:
    name: str
    about: str
    address: str


@screen(Permission.CONSOLE_ENTER)
def layout(desk: Any, q: str = "") -> html.Article:
    if not q:
        return shell.sheet(
            "Search", shell.empty("Type a word into the box above: a title, a service, a name, a screen.")
        )
    panels = [
        shell.panel(f"{title} ({total:,})" if total > len(hits) else title, _lines(hits), tools=more)
        for title, hits, total, more in _found(desk, q)
        if hits
    ]
    nothing = shell.empty("Nothing that you may see has this in its name. Try fewer letters of it.")
    return shell.sheet(f"Search: {q}", *(panels or [nothing]))


Found = tuple[str, list[Hit], int, Any]


def _found(desk: Any, q: str) -> Iterator[Found]:
    known = {page["path"] for page in dash.page_registry.values()}
    searches: tuple[tuple[Permission, str, Callable[[Any, str], Found]], ...] = (
        (Permission.QUESTIONNAIRES_READ, "/questionnaire", _questionnaires),
        (Permission.DIRECTORY_READ, "/service", _services),
        (Permission.PEOPLE_READ, "/person", _people),
    )
    for needs, path, search in searches:
        if desk.actor.holds(needs) and path in known:
            yield search(desk, q)
    screens = _screens(desk, q)
    yield "Screens", screens, len(screens), None


def _questionnaires(desk: Any, q: str) -> Found:
    page = questionnaires.listing(desk, Wanted.of(q=q, size=EACH))
    hits = [Hit(row.title or row.slug, row.slug, shell.href("/questionnaire", id=row.id)) for row in page.rows]
    return "Questionnaires", hits, page.total, shell.link("All of them", "/questionnaires", q=q)


def _services(desk: Any, q: str) -> Found:
    page = directory.listing(desk, Wanted.of(q=q, size=EACH))
    hits = [
        Hit(
            row.name, ", ".join(filter(None, [row.town, words.country(row.country)])), shell.href("/service", id=row.id)
        )
        for row in page.rows
    ]
    return "Services", hits, page.total, shell.link("All of them", "/services", q=q)


def _people(desk: Any, q: str) -> Found:
    page = accounts.people(desk, Wanted.of(q=q, size=EACH))
    hits = [Hit(row.name, row.email, shell.href("/person", id=row.id)) for row in page.rows]
    return "People", hits, page.total, shell.link("All of them", "/people", q=q)


def _screens(desk: Any, q: str) -> list[Hit]:
    return [
        Hit(page["rail"].words, "", shell.href(page["path"]))
        for page in dash.page_registry.values()
        if isinstance(page.get("rail"), Rail)
        and q.casefold() in page["rail"].words.casefold()
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
