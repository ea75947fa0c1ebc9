"""The table of contents of a questionnaire: where one is, what else there is, where something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash._utils import to_json
from dash.development.base_component import Component

from assessment.document import ItemKind, Profile, Questionnaire, Section
from console.ids import Ids
from console.language import N_, _, of_reader

KINDS = {
    ItemKind.NOTE: N_("Note"),
    ItemKind.SINGLE: N_("One answer"),
    ItemKind.MULTIPLE: N_("Several answers"),
    ItemKind.GRID: N_("Grid"),
    ItemKind.NUMBER: N_("Number"),
    ItemKind.SCALE: N_("Slider"),
    ItemKind.DATE: N_("Date"),
    ItemKind.TEXT: N_("Short text"),
}

ABOUT = "about"

Drawn = dict[str, Any]
"""A component as JSON."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the editor shows; in the address as `?part=item.q1`. Kinds: `about`, `section`, `item`, `list` (of answers),
    `scale`, `profile`, `banding` (its code: `<profile>.<banding>`), `flags` and `rules` (their code: the profile's),
    `tests`."""

    kind: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}.{self.code}" if self.code else self.kind


def parts(document: Questionnaire) -> Iterator[Part]:
    """Every part, in the order of the outline."""
    yield Part(ABOUT)
    for section in document.sections:
        yield Part("section", section.code)
        yield from (Part("item", item.code) for item in section.items)
    yield from (Part("list", one.code) for one in document.choice_lists)
    yield from (Part("scale", scale.code) for scale in document.scales)
    for profile in document.profiles:
        yield Part("profile", profile.code)
        yield from (Part("banding", f"{profile.code}.{banding.code}") for banding in profile.bandings)
        yield Part("flags", profile.code)
        yield Part("rules", profile.code)
    yield Part("tests")


def part_of(document: Questionnaire, wanted: str) -> Part:
    """The part an address names; the first question (or `about`) where it names nothing that is there."""
    known = list(parts(document))
    for part in known:
        if str(part) == wanted:
            return part
    return next((part for part in known if part.kind == "item"), Part(ABOUT))


@dataclass(frozen=True, slots=True)
class Outline:
    """`address` is where a part is edited; `troubles`: part -> (errors, warnings)."""

    here: Part
    address: Callable[[Part], str]
    troubles: Mapping[Part, tuple[int, int]]

    def draw(self, document: Questionnaire) -> Component:
        """Everything that can be opened, in the order in which people meet it."""
        number = 0
        blocks = [html.Ul(self._row(Part(ABOUT), "", _("Title, summary and consent")), className="outline-rows")]
        for section in document.sections:
            rows = []
            for item in section.items:
                number += item.kind is not ItemKind.NOTE
                label = "·" if item.kind is ItemKind.NOTE else str(number)
                hints = ("if",) if item.show_if else ()
                rows.append(self._row(Part("item", item.code), label, item.text or _("(no text)"), *hints))
            blocks.append(self._section(section, rows))
        if document.choice_lists:
            lists = [
                self._row(Part("list", one.code), "≡", f"{one.code} ({len(one.choices)})")
                for one in document.choice_lists
            ]
            blocks.append(html.Ul([_head(_("Lists of answers")), *lists], className="outline-rows"))
        if document.scales:
            scales = [self._row(Part("scale", one.code), "Σ", one.title or _("Score")) for one in document.scales]
            blocks.append(html.Ul([_head(_("Scores")), *scales], className="outline-rows"))
        blocks += [self._profile(profile) for profile in document.profiles]
        tests = self._row(Part("tests"), "✓", _("Test cases ({tests})", tests=len(document.tests)))
        blocks.append(html.Ul(tests, className="outline-rows"))
        return html.Nav(blocks, className="outline", **{"aria-label": _("Parts of the questionnaire")})

    def _profile(self, profile: Profile) -> Component:
        rows = [
            self._row(Part("banding", f"{profile.code}.{one.code}"), "▤", _("Results of {code}", code=one.code))
            for one in profile.bandings
        ]
        rows.append(self._row(Part("flags", profile.code), "⚑", _("Safety flags ({flags})", flags=len(profile.flags))))
        rows.append(
            self._row(Part("rules", profile.code), "→", _("Referral rules ({rules})", rules=len(profile.rules)))
        )
        head = self._row(Part("profile", profile.code), "¶", profile.title or _("Results"))
        return html.Ul([head, *rows], className="outline-rows")

    def _section(self, section: Section, rows: list[Drawn]) -> Component:
        hints = [sign for sign, there in (("↻", section.loop_over), ("if", section.show_if)) if there]
        head = self._row(Part("section", section.code), "§", section.title or section.code, *hints, fold=bool(rows))
        empty = html.Li(_("No question yet."), className="outline-empty")
        return html.Ul([head, *(rows or [empty])], className="outline-rows")

    def _row(self, part: Part, label: str, words: str, *hints: str, fold: bool = False) -> Drawn:
        """`fold`: what stands beneath it can be put out of sight."""
        troubles = self.troubles.get(part, (0, 0))
        language = of_reader().tag
        return _drawn_row(part, self.address(part), label, words, hints, troubles, part == self.here, fold, language)


@lru_cache(maxsize=5000)
def _drawn_row(
    part: Part,
    address: str,
    label: str,
    words: str,
    hints: tuple[str, ...],
    troubles: tuple[int, int],
    current: bool,
    fold: bool,
    _language: str,
) -> Drawn:
    """Kept as it goes to the browser, for each language: of hundreds of rows, an edit changes one."""
    inside = [
        html.Span(label, className="outline-number", **{"aria-hidden": "true"}),
        html.Span([_code(part), words], className="outline-words"),
        *(html.Span(_(hint), className="outline-hint", title=_(_HINTS[hint])) for hint in hints),
        trouble_mark(*troubles),
    ]
    name = f"outline-link outline-{part.kind}{' is-here' if current else ''}"
    link = dcc.Link(inside, href=address, className=name)
    said = _("Show or hide the questions of {words}", words=words)
    button = html.Button(className="outline-fold", type="button", **{"aria-expanded": "true", "aria-label": said})
    return as_sent(html.Li([link, button] if fold else link, **({"aria-current": "true"} if current else {})))


FEW = 15  # parts, among which everybody finds what they look for


def finding(document: Questionnaire, ids: Ids) -> Component | str:
    """What filters a long outline: see `assets/outline.js`."""
    if sum(1 for _part in parts(document)) <= FEW:
        return ""
    box = dbc.Input(
        id=ids("find-part"),
        type="search",
        placeholder=_("Find a part"),
        size="sm",
        autocomplete="off",
    )
    label = dbc.Label(_("Find a part"), html_for=ids("find-part"), className="visually-hidden")
    none = html.P(_("No part is called so."), id=ids("find-none"), hidden=True, className="muted small", role="status")
    return html.Div([label, box, none], className="outline-find")


def as_sent(component: Component) -> Drawn:
    """As it goes to the browser: to be kept, where many are drawn and few change."""
    plain: Drawn = json.loads(to_json(component))
    return plain


def _code(part: Part) -> Component | str:
    """Items and scales are spoken of by their codes; the other parts by their words."""
    return html.Code(part.code, className="outline-code") if part.kind in {"item", "scale"} else ""


def _head(words: str) -> Component:
    return html.Li(words, className="outline-head")


_HINTS = {"if": N_("Shown on a condition"), "↻": N_("Repeated for each answer picked")}


def trouble_mark(errors: int, warnings: int) -> Component | str:
    """A small count beside a thing, in words for those who do not see it."""
    if not errors and not warnings:
        return ""
    kind = "error" if errors else "warning"
    count = errors or warnings
    words = _("{n} error", "{n} errors", n=count) if errors else _("{n} warning", "{n} warnings", n=count)
    return html.Span(
        [html.Span("!" if errors else "?", **{"aria-hidden": "true"}), html.Span(words, className="visually-hidden")],
        className=f"trouble trouble-{kind}",
        title=words,
    )
