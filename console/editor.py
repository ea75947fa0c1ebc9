"""The editor of one part of a questionnaire: whichever the outline points at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import ItemKind, Profile, Questionnaire, Section
from assessment.messages import PlaceKind
from console import conditions_in_words as in_words
from console.banding_editor import BandingEditor
from console.behind import behind, note_field
from console.case_editor import CaseEditor
from console.choice_editor import ChoiceEditor
from console.controls import Controls, name
from console.item_editor import ItemEditor
from console.language import _
from console.origin_editor import OriginEditor
from console.outline import KINDS, Part
from console.result_editor import ResultEditor
from console.scale_editor import ScaleEditor
from console.scoping import loopable
from console.words import SUBSTANCES
from content_store.locales import registered

ADDED = (
    ItemKind.SINGLE,
    ItemKind.MULTIPLE,
    ItemKind.GRID,
    ItemKind.NUMBER,
    ItemKind.SCALE,
    ItemKind.DATE,
    ItemKind.NOTE,
)


@dataclass(frozen=True, slots=True)
class Editor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    def draw(self, part: Part) -> Component:  # noqa: PLR0911 one for each kind of part
        results = ResultEditor(self.document, self.controls, self.address)
        match part.kind:
            case "item":
                item = self.document.item(part.code)
                return ItemEditor(self.document, self.controls, self.address).draw(item)
            case "section":
                return self._section(next(one for one in self.document.sections if one.code == part.code))
            case "list":
                known = self.document.choice_list(part.code)
                return ChoiceEditor(self.document, self.controls, self.address).draw(known)
            case "scale":
                return ScaleEditor(self.document, self.controls, self.address).draw(self.document.scale(part.code))
            case "banding" | "profile" | "flags" | "rules":
                return self._of_profile(results, part)
            case "tests":
                return CaseEditor(self.document, self.controls).draw()
            case _:
                return self._about()

    def _of_profile(self, results: ResultEditor, part: Part) -> Component:
        code, _sign, banding = part.code.partition(".")
        profile: Profile = self.document.profile(code)
        match part.kind:
            case "banding":
                read = next(one for one in profile.bandings if one.code == banding)
                return BandingEditor(self.document, self.controls, self.address).draw(profile, read)
            case "flags":
                return results.flags(profile)
            case "rules":
                return results.rules(profile)
            case _:
                return results.profile(profile)

    def _about(self) -> Component:
        document, controls = self.document, self.controls
        figures = [
            controls.number(name("about", "minutes"), _("Minutes it takes"), document.minutes),
            controls.number(name("about", "minimum_age"), _("From which age"), document.minimum_age),
        ]
        under_age = (
            controls.words(name("text", "under_age"), _("What somebody younger reads"), document.under_age)
            if document.minimum_age
            else ""
        )
        return html.Div(
            [
                html.H2(_("Title, summary and consent")),
                controls.line(name("text", "title"), _("Title"), document.title, most=200),
                controls.words(name("text", "summary"), _("What it is for, in the public list"), document.summary),
                html.Div(figures, className="in-a-row"),
                controls.words(
                    name("about", "time_frame"),
                    _("Time that the questions ask about"),
                    document.time_frame,
                    rows=1,
                    most=300,
                ),
                self._substance(),
                controls.words(
                    name("text", "consent"),
                    _("Consent"),
                    document.consent,
                    help_text=_("Agreed to before the first question. Empty: nothing is asked."),
                ),
                under_age,
                OriginEditor(controls).rights(document),
                self._behind(),
            ],
            className="editor",
        )

    def _substance(self) -> Component:
        there = self.document.substance
        known = {code: _(label) for code, label in SUBSTANCES.items()}
        options = {"": _("none, or several"), **known, **({there: known.get(there, there)} if there else {})}
        return self.controls.pick(
            name("about", "substance"),
            _("Substance that it is about"),
            there,
            tuple(options.items()),
            help_text=_("Services that take people for other substances only are then left out."),
        )

    def _behind(self) -> Component:
        code = self.controls.line(
            name("questionnaire_code", "code"),
            _("Code"),
            self.document.code,
            help_text=_("Part of the public address; it stays once it is published."),
            most=40,
            code=True,
        )
        spoken = [(one.tag, one.autonym) for one in registered() if not one.derived_from]
        written = self.controls.pick(
            name("about", "source_locale"),
            _("Written in"),
            self.document.source_locale,
            spoken,
            help_text=_("The language of the texts as they stand here. Changing it translates nothing."),
        )
        invented = self.controls.check(
            name("about", "demonstration"),
            _("Demonstration: its contents are invented"),
            self.document.demonstration,
            help_text=_("The public is told so."),
        )
        note = note_field(self.controls, PlaceKind.QUESTIONNAIRE, "", self.document.note)
        inside = [code, written, invented, note]
        return html.Details([html.Summary(_("Code, language and note")), *inside], open=bool(self.document.note))

    def _section(self, section: Section) -> Component:
        titles = name("text", f"section.{section.code}.title")
        items = [
            html.Li(dcc.Link([html.Code(item.code), " ", item.text], href=self.address(Part("item", item.code))))
            for item in section.items
        ]
        condition = self.controls.condition(
            name("section_show_if", section.code),
            _("Ask these questions only if"),
            section.show_if,
            in_words.said(section.show_if, self.document),
            help_text=_("Empty: always."),
        )
        return html.Div(
            [
                self._section_head(section),
                self.controls.line(
                    titles, _("Title"), section.title, help_text=_("Shown above its questions; may be empty.")
                ),
                condition,
                self._loop(section),
                html.Fieldset([html.Legend(_("Questions")), html.Ol(items), self._add_items(section)]),
                behind(self.controls, PlaceKind.SECTION, section.code, section.note),
                self._removal(section),
            ],
            className="editor",
        )

    def _section_head(self, section: Section) -> Component:
        codes = [one.code for one in self.document.sections]
        at, kind = codes.index(section.code), PlaceKind.SECTION
        acts = [
            self.controls.arrows(kind, section.code, _("this section"), first=at == 0, last=at == len(codes) - 1),
            self.controls.button(name("duplicate", kind.value, section.code), _("Duplicate")),
        ]
        title = html.H2([_("Section "), html.Code(section.code)])
        return html.Div([title, html.Div(acts, className="editor-acts movable")], className="editor-head")

    def _loop(self, section: Section) -> Component | str:
        over = list(dict.fromkeys([*loopable(self.document, section), *filter(None, [section.loop_over])]))
        if not over:
            return ""
        options = [("", _("Once")), *((code, _("For each answer picked in {code}", code=code)) for code in over)]
        pick = self.controls.pick(
            name("section_loop", section.code), _("These questions are asked"), section.loop_over, options
        )
        if not section.loop_over:
            return pick
        words = [_("In their texts, "), html.Code("{loop}"), _(" stands for that answer. See ")]
        link = dcc.Link(section.loop_over, href=self.address(Part("item", section.loop_over)))
        return html.Div([pick, html.P([*words, link, "."], className="shared")])

    def _removal(self, section: Section) -> Component:
        if section.items:
            words = html.P(_("It still holds questions. Move them to another section, or remove them, first."))
            return html.Details([html.Summary(_("Remove this section")), words], className="removal")
        act = self.controls.button(
            name("remove_section", section.code), _("Remove this section"), tone="outline-danger"
        )
        return html.Details([html.Summary(_("Remove this section")), act], className="removal")

    def _add_items(self, section: Section) -> Component:
        buttons = [self.controls.button(name("add_item", section.code, kind.value), _(KINDS[kind])) for kind in ADDED]
        return html.Div([html.Span(_("Add a question: ")), *buttons], className="adding")


def adding(document: Questionnaire, controls: Controls, here: Part) -> Component:
    """Everything that can be added, above the outline: a question comes behind the one that is open."""
    section, after = _place(document, here)
    questions = [
        controls.button(name("add_item", section, kind.value, *([after] if after else [])), _(KINDS[kind]))
        for kind in ADDED
        if section
    ]
    parts = [
        controls.button(name("add_section"), _("Section")),
        controls.button(name("add_list"), _("List of answers")),
        controls.button(name("add_score"), _("Score"), title=_("Of the questions with points that no score uses yet")),
        controls.button(name("add_test"), _("Test case")),
    ]
    where = _("A question behind {after}", after=after) if after else _("A question in {section}", section=section)
    inside = [html.P(where, className="muted small"), html.Div(questions, className="adding")] if questions else []
    inside += [html.P(_("A part"), className="muted small"), html.Div(parts, className="adding")]
    return html.Details([html.Summary(_("Add a question or a part")), *inside], className="outline-add")


def _place(document: Questionnaire, here: Part) -> tuple[str, str]:
    """Section, and the question to come after."""
    if here.kind == "item":
        return document.section_of(here.code).code, here.code
    if here.kind == "section":
        return here.code, ""
    return (document.sections[-1].code if document.sections else ""), ""
