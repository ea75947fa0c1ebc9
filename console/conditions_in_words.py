"""Conditions for people who do not write them every day: in words, with the place of an error, and what can be used."""

from __future__ import annotations

from collections.abc import Iterator

from dash import html
from dash.development.base_component import Component

from assessment import conditions
from assessment.document import ItemKind, Questionnaire
from assessment.messages import Code, Finding
from assessment.parts import uses
from assessment.proof import names, structure
from assessment.tree import Compare, ItemRef, Literal, OneOf, walk
from console.findings_in_words import message, remedy
from console.language import _
from console.refusals import sentence

NAMES_SHOWN = 40


def said(text: str, document: Questionnaire) -> Component | str:
    """What a condition says; or where and why it cannot be read."""
    if not text.strip():
        return ""
    try:
        return html.Span([_("In words: "), describe(text, document)], className="in-words")
    except conditions.Unreadable as error:
        return unreadable(text, error)


def describe(text: str, document: Questionnaire) -> str:
    """Raises Unreadable."""
    return conditions.describe(conditions.parse(text), document, _)


def checked(text: str, before: Questionnaire, after: Questionnaire) -> Component | str:
    """What a condition says that an edit has just written (or would write), and which of its names mean nothing where
    it stands; `before` and `after` are the document without and with it."""
    words = said(text, after)
    hints = dict(_hints(text, after))
    problems = [_misnamed(one, hints.get(one.column, "")) for one in _of_names(text, before, after)]
    return html.Div([words, *problems]) if problems else words


def _of_names(text: str, before: Questionnaire, after: Questionnaire) -> list[Finding]:
    if not text.strip():
        return []
    known = {(use.place, use.text) for use in uses(before)}
    alike = [use for use in uses(after) if use.text == text.strip()]
    new = [use for use in alike if (use.place, use.text) not in known] or alike
    if any(one.code is Code.DUPLICATE_CODE for one in structure.findings(after)):
        return []  # the findings say so; a name then means two things
    return list(names.findings_at(after, new[:1]))


def _misnamed(one: Finding, hint: str) -> Component:
    at = _(" (column {column})", column=one.column) if one.column else ""
    return html.P([html.Strong(_("Look again: ")), f"{message(one)}{at} {hint or remedy(one)}"], className="problem")


def _hints(text: str, document: Questionnaire) -> Iterator[tuple[int, str]]:
    """Column of an answer that is written without its quotation marks, or by its words, and how it is written."""
    try:
        compared = [node for node in walk(conditions.parse(text)) if isinstance(node, Compare)]
    except conditions.Unreadable:
        return
    answers = _answers_of(document)
    for node in compared:
        sides = [node.first, *(value for _sign, value in node.rest)]
        asked = [side.code for side in sides if isinstance(side, ItemRef) and side.code in answers]
        known = answers[asked[0]] if asked else {}
        for side in [one for each in sides for one in (each.values if isinstance(each, OneOf) else [each])]:
            if isinstance(side, Literal | ItemRef):
                meant = str(side.value if isinstance(side, Literal) else side.code)
                code = known.get(meant.casefold())
                if code and not (isinstance(side, Literal) and side.value == code):
                    yield side.column, _('Write the code of the answer, in quotation marks: "{code}".', code=code)


def _answers_of(document: Questionnaire) -> dict[str, dict[str, str]]:
    """By question: its answers' codes, by their codes and their words."""
    lists = {
        one.code: {
            **{choice.text.casefold(): choice.code for choice in one.choices},
            **{choice.code: choice.code for choice in one.choices},
        }
        for one in document.choice_lists
    }
    return {item.code: lists[item.choices] for _rest, item in document.items() if item.choices in lists}


def unreadable(text: str, error: conditions.Unreadable, *, typing: bool = False) -> Component:
    """The line with the error, a pointer beneath its column, and what to do; `typing`: it may not be finished yet."""
    column = max(1, error.column)
    before = text[: column - 1]
    line = before.count("\n")
    shown = text.split("\n")[line]
    at = column - 1 - (before.rfind("\n") + 1)
    told = sentence(error)
    return html.Div(
        [
            _unfinished(told) if typing else not_saved(told),
            html.Pre(f"{shown}\n{' ' * at}^", className="pointer", **{"aria-hidden": "true"}),
        ],
        className="unreadable",
    )


def _unfinished(sentence: str) -> Component:
    return html.P([html.Strong(_("Not readable yet. ")), sentence], className="problem")


def not_saved(sentence: str) -> Component:
    """Beneath a field whose content was refused."""
    return html.P([html.Strong(_("Not saved. ")), sentence], className="problem")


def vocabulary(document: Questionnaire, before: str = "") -> Component:
    """What a condition may use: the answers asked before the item `before` (all without it), facts, scores."""
    rows = []
    for _section, item in document.items():
        if item.code == before:
            break
        if item.kind is not ItemKind.NOTE:
            rows.append(html.Li([html.Code(item.code), " ", item.text, _answers(document, item.choices)]))
    hidden = len(rows) - NAMES_SHOWN
    more = [html.Li(_("… and {hidden} before these", hidden=hidden))] if hidden > 0 else []
    facts = html.Li([html.Code('sex == "female"'), ", ", html.Code("age < 18"), ", ", html.Code('country == "RS"')])
    scores = [html.Li([html.Code(f"score({one.code}) >= 8"), " ", one.title]) for one in document.scales]
    joins = html.Li([html.Code("and"), " ", html.Code("or"), " ", html.Code("not"), " ", html.Code("( )")])
    return html.Ul([*more, *rows[-NAMES_SHOWN:], facts, *scores, joins], className="vocabulary")


def _answers(document: Questionnaire, code: str) -> Component | str:
    known = next((one for one in document.choice_lists if one.code == code), None)
    if known is None:
        return ""
    codes = [part for choice in known.choices for part in (html.Code(f'"{choice.code}"'), f" {choice.text}; ")]
    return html.Div(codes, className="vocabulary-answers")
