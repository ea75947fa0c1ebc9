"""A whole questionnaire to read: questions, answers and points, what they come to, what people are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.conditions import Unreadable
from assessment.document import Banding, Block, Item, ItemKind, Profile, Questionnaire, Required, Scale, Section
from assessment.messages import Place, PlaceKind
from console import conditions_in_words as in_words
from console import ribbon, shell
from console.block_editor import BLOCKS
from console.language import N_, _
from console.outline import KINDS
from console.scale_editor import made

NEEDED = {Required.HARD: N_("must be answered"), Required.SOFT: "", Required.OPTIONAL: N_("may be left out")}


@dataclass(frozen=True, slots=True)
class Reading:
    """`talk`: where a place can be commented on, if it can."""

    document: Questionnaire
    talk: Callable[[Place], str] | None = None

    def draw(self) -> Component:
        document = self.document
        texts = [
            (_("Summary"), document.summary),
            (_("Consent"), document.consent),
            (_("Under age"), document.under_age),
        ]
        told = [html.P([html.Strong(f"{label}: "), text], className="words") for label, text in texts if text]
        return html.Div(
            [
                *told,
                *(self._section(section) for section in document.sections),
                *([shell.panel(_("Scores"), *map(self._scale, document.scales))] if document.scales else []),
                *(self._profile(profile) for profile in document.profiles),
            ],
            className="reading",
        )

    def _section(self, section: Section) -> Component:
        about = [html.P(_("Asked for each answer picked in {of}.", of=section.loop_over))] if section.loop_over else []
        return shell.panel(
            section.title or section.code,
            *about,
            *self._condition(_("Asked only if"), section.show_if),
            html.Ol([self._item(item) for item in section.items]),
        )

    def _item(self, item: Item) -> Component:
        about = ", ".join(filter(None, (_(KINDS[item.kind]), _(NEEDED[item.required]), _limits(item))))
        rows = [html.Li([row.text, *self._condition(_("only if"), row.show_if)]) for row in item.rows]
        return html.Li(
            [
                html.P([html.Code(item.code), " ", html.Strong(item.text), *self._comment(PlaceKind.ITEM, item.code)]),
                html.P(item.help, className="words") if item.help else "",
                html.P(about if item.kind is not ItemKind.NOTE else _("Note"), className="muted small"),
                *self._condition(_("Asked only if"), item.show_if),
                html.Ul(rows) if rows else "",
                self._answers(item),
                html.P(_("In no score: {why}", why=item.unscored), className="muted small") if item.unscored else "",
            ]
        )

    def _answers(self, item: Item) -> Component | str:
        known = next((one for one in self.document.choice_lists if one.code == item.choices), None)
        if known is None:
            return ""
        rules = {rule.choice: rule.show_if for rule in item.choice_rules}
        rows = []
        for choice in known.choices:
            worth = "" if choice.points is None else f" = {choice.points}"
            alone = _(" (rules out the others)") if choice.exclusive and item.kind is ItemKind.MULTIPLE else ""
            rows.append(
                html.Li([choice.text, worth, alone, *self._condition(_("only if"), rules.get(choice.code, ""))])
            )
        return html.Ul(rows)

    def _scale(self, scale: Scale) -> Component:
        terms = ", ".join(
            term.of + (f" × {term.weight}" if term.weight != 1 else "") + (" " + _("reversed") if term.reverse else "")
            for term in scale.terms
        )
        head = [html.Code(scale.code), " ", html.Strong(scale.title), *self._comment(PlaceKind.SCALE, scale.code)]
        return html.Div(
            [html.P(head), html.P(made(scale) + " " + _("Made of {terms}.", terms=terms), className="muted")]
        )

    def _profile(self, profile: Profile) -> Component:
        flags = [
            html.Div(
                [
                    html.P(
                        [
                            html.Strong(_("Safety flag: {title}", title=flag.title)),
                            *self._comment(PlaceKind.FLAG, f"{profile.code}.{flag.code}"),
                        ]
                    ),
                    *self._condition(_("Goes up if"), flag.when),
                    *self._blocks(profile, lambda one, code=flag.code: one.flag == code),  # type: ignore[misc]
                ]
            )
            for flag in profile.flags
        ]
        rules = [
            html.Li(
                [
                    ", ".join(rule.kinds),
                    *self._condition(_("if"), rule.when),
                    *self._comment(PlaceKind.RULE, f"{profile.code}.{rule.code}"),
                ]
            )
            for rule in profile.rules
        ]
        where = [html.P(_("In {countries} only.", countries=", ".join(profile.countries)))] if profile.countries else []
        return shell.panel(
            _("Results: {title}", title=profile.title or profile.code),
            *where,
            *self._condition(_("Holds if"), profile.when),
            *flags,
            *(self._banding(profile, banding) for banding in profile.bandings),
            html.P(html.Strong(_("With every result"))),
            *self._blocks(profile, lambda one: not one.banding and not one.flag),
            html.P(html.Strong(_("Sends to"))),
            html.Ul(rules),
        )

    def _banding(self, profile: Profile, banding: Banding) -> Component:
        drawn: list[Component] = []
        for case in banding.cut_offs:
            drawn += [*self._condition(_("Where"), case.when), ribbon.draw(self.document, banding, case.ranges)]
        titles = {band.code: band.title or band.code for band in banding.bands}
        for one in banding.decisions:
            when = self._condition(_("if"), one.when) or [" ", _("otherwise")]
            drawn.append(html.P([titles.get(one.band, one.band), *when]))
        for band in banding.bands:
            dotted = f"{profile.code}.{banding.code}.{band.code}"
            drawn.append(html.P([html.Strong(titles[band.code]), *self._comment(PlaceKind.BAND, dotted)]))
            mine = (banding.code, band.code)
            drawn += self._blocks(profile, lambda one, mine=mine: (one.banding, one.band) == mine)  # type: ignore[misc]
        cited = banding.citation
        source = ", ".join(filter(None, (cited.authors, str(cited.year or ""), cited.title, cited.journal)))
        drawn.append(
            html.P(
                _("Source: {source}", source=source) if source else _("No source is named for these cut-offs."),
                className="muted",
            )
        )
        return html.Div([html.H3(_("Results of {code}", code=banding.code)), *drawn])

    def _blocks(self, profile: Profile, meant: Callable[[Block], bool]) -> list[Component]:
        return [
            html.Div(
                [
                    html.P(
                        [_(BLOCKS[one.kind]), *self._comment(PlaceKind.BLOCK, f"{profile.code}.{one.code}")],
                        className="muted small",
                    ),
                    html.P(one.text, className="words"),
                    *self._condition(_("Only if"), one.when),
                ],
                className="told",
            )
            for one in profile.blocks
            if meant(one)
        ]

    def _condition(self, words: str, text: str) -> list[Component]:
        if not text:
            return []
        try:
            said = in_words.describe(text, self.document)
        except Unreadable:
            said = text  # the findings say where
        return [html.Div(f"{words}: {said}", className="small")]

    def _comment(self, kind: PlaceKind, code: str) -> Iterator[Component]:
        if self.talk is not None:
            said = [_("Comment"), html.Span(f" {code}", className="visually-hidden")]
            yield dcc.Link(said, href=self.talk(Place(kind, code)), className="change-talk")


def _limits(item: Item) -> str:
    least, most = item.minimum, item.maximum
    if item.kind is ItemKind.DATE:
        least, most = item.earliest or None, item.latest or None  # type: ignore[assignment]
    said = [
        _("from {least}", least=least) if least is not None else "",
        _("to {most}", most=most) if most is not None else "",
        item.unit,
    ]
    return " ".join(filter(None, said))
