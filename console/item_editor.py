"""The editor of one question: its words, its answers with their points, when it is shown, what it counts in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import CHOSEN, ChoiceList, Item, ItemKind, Questionnaire, Required, Row
from assessment.messages import PlaceKind
from console import conditions_in_words as in_words
from console.behind import behind, code_field
from console.choice_editor import ChoiceEditor
from console.controls import Controls, name
from console.language import N_, _
from console.outline import KINDS, Part

REQUIRED = (
    (Required.SOFT.value, N_("An answer, or “I'd rather not say”")),
    (Required.HARD.value, N_("An answer")),
    (Required.OPTIONAL.value, N_("Nothing")),
)


MOST = 12  # questions that share a list are named; the rest are counted


@dataclass(frozen=True, slots=True)
class ItemEditor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    def draw(self, item: Item) -> Component:
        return html.Div(
            [
                self._head(item),
                self._words(item),
                self._answers(item) if item.kind in CHOSEN else self._limits(item),
                self._rows(item) if item.kind is ItemKind.GRID else "",
                self._condition(item),
                self._scoring(item),
                self._for_translators(item),
                self._behind(item),
                self._removal(item),
            ],
            className="editor",
        )

    def _head(self, item: Item) -> Component:
        items = [one.code for _section, one in self.document.items()]
        place, last = items.index(item.code), len(items) - 1
        section = self.document.section_of(item.code)
        outer = [one.code for one in self.document.sections].index(section.code)
        within = [one.code for one in section.items].index(item.code)
        moves = [
            self.controls.arrows(
                PlaceKind.ITEM,
                item.code,
                _("this question"),
                first=outer == within == 0,
                last=outer == len(self.document.sections) - 1 and within == len(section.items) - 1,
            ),
            self.controls.button(name("duplicate", PlaceKind.ITEM.value, item.code), _("Duplicate")),
        ]
        beside = [
            dcc.Link(_("Previous"), href=self.address(Part("item", items[place - 1])), className="go-previous")
            if place
            else "",
            dcc.Link(_("Next"), href=self.address(Part("item", items[place + 1])), className="go-next")
            if place < last
            else "",
        ]
        title = html.H2([_("Question "), html.Code(item.code), html.Span(_(KINDS[item.kind]), className="kind")])
        return html.Div([title, html.Div([*beside, *moves], className="editor-acts movable")], className="editor-head")

    def _words(self, item: Item) -> Component:
        key = f"item.{item.code}"
        label = _("What people read") if item.kind is ItemKind.NOTE else _("Question")
        fields = [
            self.controls.words(name("text", f"{key}.text"), label, item.text),
            self.controls.words(name("text", f"{key}.help"), _("Help beneath it"), item.help, rows=1),
        ]
        if item.kind is not ItemKind.NOTE:
            required = name("item", item.code, "required")
            fields.append(
                self.controls.pick(
                    required,
                    _("To go on, people must give"),
                    item.required.value,
                    [(code, _(words)) for code, words in REQUIRED],
                )
            )
        return html.Div(fields)

    def _answers(self, item: Item) -> Component:
        lists = [
            (one.code, _("{code} ({choices} answers)", code=one.code, choices=len(one.choices)))
            for one in self.document.choice_lists
        ]
        pick = self.controls.pick(name("item_choices", item.code), _("Answers from the list"), item.choices, lists)
        known = next((one for one in self.document.choice_lists if one.code == item.choices), None)
        if known is None:
            return html.Fieldset([html.Legend(_("Answers")), pick])
        editor = ChoiceEditor(self.document, self.controls, self.address)
        more = dcc.Link(
            _("Codes and more of this list"), href=self.address(Part("list", known.code)), className="small"
        )
        return html.Fieldset(
            [
                html.Legend(_("Answers and points")),
                pick,
                self._shared(item),
                editor.table(known, many=item.kind is ItemKind.MULTIPLE),
                editor.adding(known),
                more,
                self._choice_rules(item, known),
            ]
        )

    def _choice_rules(self, item: Item, known: ChoiceList) -> Component:
        """Answers that are not offered to everybody; of this question alone, whoever shares the list."""
        rules = {rule.choice: rule.show_if for rule in item.choice_rules}
        fields = [
            self.controls.condition(
                name("choice_show_if", item.code, choice.code),
                _("Offer “{text}” only if", text=choice.text),
                rules.get(choice.code, ""),
                in_words.said(rules.get(choice.code, ""), self.document),
            )
            for choice in known.choices
        ]
        return html.Details([html.Summary(_("Offer an answer only to some people")), *fields], open=bool(rules))

    def _shared(self, item: Item) -> Component | str:
        others = [
            one.code for _section, one in self.document.items() if one.choices == item.choices and one.code != item.code
        ]
        if not others:
            return ""
        links = [
            part for code in others[:MOST] for part in (dcc.Link(code, href=self.address(Part("item", code))), ", ")
        ][:-1]
        if len(others) > MOST:
            links.append(_(" and {rest} more", rest=len(others) - MOST))
        own = self.controls.button(name("own_list", item.code), _("Give this question its own"))
        shared = _(
            "This list is shared: a change here also changes {n} other question: ",
            "This list is shared: a change here also changes {n} other questions: ",
            n=len(others),
        )
        said = [shared, *links, ". ", own]
        return html.P(said, className="shared")

    def _limits(self, item: Item) -> Component | str:
        limits = [
            self.controls.number(name("item", item.code, "minimum"), _("Least"), item.minimum),
            self.controls.number(name("item", item.code, "maximum"), _("Most"), item.maximum),
            self.controls.number(name("item", item.code, "step"), _("In steps of"), item.step),
        ]
        key = f"item.{item.code}"
        match item.kind:
            case ItemKind.NUMBER:
                unit = self.controls.line(name("text", f"{key}.unit"), _("Unit"), item.unit)
                return html.Fieldset([html.Legend(_("Number")), html.Div([*limits, unit], className="in-a-row")])
            case ItemKind.SCALE:
                ends = [
                    self.controls.line(
                        name("text", f"{key}.minimum_label"), _("Words at the least"), item.minimum_label
                    ),
                    self.controls.line(
                        name("text", f"{key}.maximum_label"), _("Words at the most"), item.maximum_label
                    ),
                ]
                return html.Fieldset([html.Legend(_("Slider")), html.Div([*limits, *ends], className="in-a-row")])
            case ItemKind.DATE:
                days = [
                    self.controls.line(name("item", item.code, "earliest"), _("Earliest"), item.earliest, code=True),
                    self.controls.line(name("item", item.code, "latest"), _("Latest"), item.latest, code=True),
                ]
                return html.Fieldset([html.Legend(_("Date, as 2026-01-31")), html.Div(days, className="in-a-row")])
            case _:
                return ""

    def _rows(self, item: Item) -> Component:
        rows = [self._row(item, place, row) for place, row in enumerate(item.rows)]
        add = self.controls.button(name("add_row", item.code), _("Add a row"))
        return html.Fieldset([html.Legend(_("Rows of the grid")), *rows, html.Div(add, className="adding")])

    def _row(self, item: Item, place: int, row: Row) -> Component:
        key, dotted = f"item.{item.code}.row.{row.code}.text", f"{item.code}.{row.code}"
        last = place == len(item.rows) - 1
        arrows = self.controls.arrows(PlaceKind.ROW, dotted, _("row {row}", row=row.code), first=place == 0, last=last)
        remove = self.controls.button(
            name("remove_row", item.code, row.code), _("Remove"), title=_("Remove “{text}”", text=row.text)
        )
        when = self.controls.condition(
            name("row_show_if", item.code, row.code),
            _("Ask row {code} only if", code=row.code),
            row.show_if,
            in_words.said(row.show_if, self.document),
        )
        line = self.controls.line(name("text", key), _("Row {code}", code=row.code), row.text)
        code = code_field(self.controls, PlaceKind.ROW, dotted)
        more = html.Details([html.Summary(_("Condition, code")), when, code], open=bool(row.show_if), className="small")
        return html.Div([html.Div([line, arrows, remove], className="with-act"), more], className="movable")

    def _condition(self, item: Item) -> Component:
        said = in_words.said(item.show_if, self.document)
        field = self.controls.condition(
            name("show_if", item.code),
            _("Ask only if"),
            item.show_if,
            said,
            help_text=_('Empty: always. For example: q1 != "never" and age >= 18'),
        )
        names = html.Details(
            [html.Summary(_("What can be written here")), in_words.vocabulary(self.document, item.code)]
        )
        return html.Fieldset([html.Legend(_("When it is asked")), field, names])

    def _scoring(self, item: Item) -> Component | str:
        if item.kind is ItemKind.NOTE:
            return ""
        used = [
            scale
            for scale in self.document.scales
            if any(term.of.partition(".")[0] == item.code for term in scale.terms)
        ]
        links = [
            part
            for one in used
            for part in (dcc.Link(one.title or one.code, href=self.address(Part("scale", one.code))), ", ")
        ][:-1]
        if links:
            counts = html.P([_("Counts in the score "), *links, "."], className="counts-in")
            return html.Div([counts, self._unscored(item)]) if item.unscored else counts
        adds = [
            self.controls.button(
                name("add_term", one.code, item.code), _("Count it in {value}", value=one.title or one.code)
            )
            for one in self.document.scales
        ]
        return html.Div([html.Div(adds, className="adding"), self._unscored(item)])

    def _unscored(self, item: Item) -> Component:
        key = name("item", item.code, "unscored")
        return self.controls.line(
            key,
            _("No score uses it, because"),
            item.unscored,
            help_text=_("A word on why, so that nobody takes it for an oversight."),
        )

    def _for_translators(self, item: Item) -> Component:
        key = name("item", item.code, "concept")
        field = self.controls.line(key, _("What it asks, in other words"), item.concept, most=600)
        return html.Details([html.Summary(_("For translators")), field], open=bool(item.concept))

    def _behind(self, item: Item) -> Component:
        kinds = [(kind.value, _(words)) for kind, words in KINDS.items()]
        sections = [(one.code, one.title or one.code) for one in self.document.sections]
        here = self.document.section_of(item.code).code
        places = [
            self.controls.pick(name("item_kind", item.code), _("Kind of question"), item.kind.value, kinds),
            self.controls.pick(name("item_section", item.code), _("In section"), here, sections),
        ]
        return behind(self.controls, PlaceKind.ITEM, item.code, item.note, html.Div(places, className="in-a-row"))

    def _removal(self, item: Item) -> Component:
        act = self.controls.button(
            name("remove_item", item.code), _("Remove question {code}", code=item.code), tone="outline-danger"
        )
        words = html.P(
            _("Its texts and translations leave the draft. What is published stays as it is, and Undo brings it back.")
        )
        return html.Details([html.Summary(_("Remove this question")), words, act], className="removal")
