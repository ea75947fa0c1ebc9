"""The editor of a list of answers: as a part of its own, and inside every question that uses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Choice, ChoiceList, ItemKind, Questionnaire
from assessment.messages import PlaceKind
from console.behind import behind, code_field
from console.controls import Controls, name
from console.language import _
from console.outline import Part


@dataclass(frozen=True, slots=True)
class ChoiceEditor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    def draw(self, known: ChoiceList) -> Component:
        """The list as a part of its own, with everything it has."""
        return html.Div(
            [
                self._head(known),
                self._users(known),
                self.table(known, many=self._several(known), codes=True),
                self.adding(known),
                self._properties(known),
                behind(self.controls, PlaceKind.CHOICE_LIST, known.code, known.note),
                self._removal(known),
            ],
            className="editor",
        )

    def table(self, known: ChoiceList, *, many: bool, codes: bool = False) -> Component:
        """Its answers, with what each is worth; `many`: several can be picked, so one may rule out the others."""
        heads = [*self._heads(many=many, codes=codes), ""]
        rows = [
            self._choice(known, place, choice, many=many, codes=codes) for place, choice in enumerate(known.choices, 1)
        ]
        head = html.Thead(html.Tr([html.Th(words, scope="col") if words else html.Td() for words in heads]))
        return html.Table([head, html.Tbody(rows)], className="choices")

    def _heads(self, *, many: bool, codes: bool) -> list[str]:
        return [_("Answer"), _("Points"), *([_("Alone")] if many else []), *([_("Code")] if codes else [])]

    def _choice(self, known: ChoiceList, place: int, choice: Choice, *, many: bool, codes: bool) -> Component:
        controls, of = self.controls, (known.code, choice.code)
        dotted = ".".join(of)
        cells = [
            controls.cell(
                name("text", f"choices.{dotted}.text"), _("Words of answer {place}", place=place), choice.text
            ),
            controls.number(
                name("points", *of), _("Points of answer {place}", place=place), choice.points, unseen=True
            ),
        ]
        if many:
            words = _("Answer {place} rules out the others", place=place)
            cells.append(controls.check(name("exclusive", *of), words, choice.exclusive, unseen=True))
        if codes:
            cells.append(
                html.Div(
                    code_field(controls, PlaceKind.CHOICE, dotted, label=_("Code of answer {place}", place=place)),
                    className="bare",
                )
            )
        last = place == len(known.choices)
        acts = [
            controls.arrows(PlaceKind.CHOICE, dotted, _("answer {place}", place=place), first=place == 1, last=last),
            controls.cross(name("remove_choice", *of), _("Remove “{text}” from the list", text=choice.text)),
        ]
        heads = self._heads(many=many, codes=codes)  # on a telephone, where the table has no head
        said = [html.Td(cell, **{"data-head": words}) for words, cell in zip(heads, cells, strict=True)]
        return html.Tr([*said, html.Td(acts)], className="movable")

    def adding(self, known: ChoiceList) -> Component:
        """One answer, or as many as are pasted."""
        paste = self.controls.words(
            name("paste", known.code),
            _("Answers, one in a line"),
            "",
            help_text=_("With their points behind, as in “Never = 0”. They are added when you leave the field."),
            rows=4,
        )
        return html.Div(
            [
                self.controls.button(name("add_choice", known.code), _("Add an answer")),
                html.Details([html.Summary(_("Paste several")), paste], className="pasting"),
            ],
            className="adding",
        )

    def _several(self, known: ChoiceList) -> bool:
        kinds = {item.kind for _section, item in self.document.items() if item.choices == known.code}
        return not kinds or ItemKind.MULTIPLE in kinds

    def _head(self, known: ChoiceList) -> Component:
        codes = [one.code for one in self.document.choice_lists]
        at = codes.index(known.code)
        acts = [
            self.controls.arrows(
                PlaceKind.CHOICE_LIST, known.code, _("this list"), first=at == 0, last=at == len(codes) - 1
            ),
            self.controls.button(name("duplicate", PlaceKind.CHOICE_LIST.value, known.code), _("Duplicate")),
        ]
        title = html.H2([_("List of answers "), html.Code(known.code)])
        return html.Div([title, html.Div(acts, className="editor-acts movable")], className="editor-head")

    def _users(self, known: ChoiceList) -> Component:
        users = [item.code for _section, item in self.document.items() if item.choices == known.code]
        if not users:
            return html.P(_("No question uses it yet."), className="counts-in")
        links = [part for code in users for part in (dcc.Link(code, href=self.address(Part("item", code))), ", ")][:-1]
        return html.P([_("Used by "), *links, "."], className="counts-in")

    def _properties(self, known: ChoiceList) -> Component:
        controls = self.controls
        fields = [
            controls.check(
                name("list", known.code, "rising"),
                _("The points are meant not to rise from the first answer to the last"),
                not known.rising,
            ),
            controls.line(
                name("list", known.code, "concept"), _("What it is, for translators"), known.concept, most=600
            ),
        ]
        return html.Fieldset([html.Legend(_("About the list")), *fields])

    def _removal(self, known: ChoiceList) -> Component:
        act = self.controls.button(name("remove_list", known.code), _("Remove this list"), tone="outline-danger")
        words = html.P(_("Only a list that no question uses can be removed."))
        return html.Details([html.Summary(_("Remove this list")), words, act], className="removal")
