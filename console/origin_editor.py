"""The editors of where things come from: whose the questionnaire is, and what its cut-offs rest on."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from assessment.document import Citation, LocaleRights, Questionnaire, Wording
from console import words
from console.controls import Controls, name
from console.language import N_, _
from content_store.locales import registered

WORDINGS = {
    Wording.OFFICIAL: N_("Published wording"),
    Wording.ADAPTED: N_("Adapted with permission"),
    Wording.OWN: N_("Our own words"),
    Wording.WORKING: N_("Working wording, not validated"),
}
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OriginEditor:
    controls: Controls

    def citation(self, of: str, cited: Citation) -> Component:
        """What the cut-offs of the banding `of` rest on; a sentence, with its parts behind it."""

        def line(field: str, label: str, value: str, help_text: str = "") -> Component:
            return self.controls.line(name("citation", of, field), label, value, help_text=help_text, most=500)

        days = _("As 2026-01-31; empty: open.")
        fields = [
            line("authors", _("Authors"), cited.authors),
            line("title", _("Title"), cited.title),
            html.Div(
                [
                    line("journal", _("Published in"), cited.journal),
                    self.controls.number(name("citation", of, "year"), _("Year"), cited.year),
                ],
                className="in-a-row",
            ),
            line(
                "population", _("In whom they were found"), cited.population, _("For example: adults in primary care.")
            ),
            line("url", _("Address"), cited.url),
            html.Div(
                [
                    line("valid_from", _("Valid from"), cited.valid_from, days),
                    line("valid_until", _("Valid until"), cited.valid_until, days),
                ],
                className="in-a-row",
            ),
            self.controls.check(
                name("citation", of, "to_confirm"), _("Still to be confirmed against the original"), cited.to_confirm
            ),
        ]
        said = _in_a_sentence(cited)
        return html.Fieldset(
            [
                html.Legend(_("Where the cut-offs come from")),
                html.P([*said, *_where(cited)] or _("No source is named for these cut-offs."), className="source"),
                html.Details([html.Summary(_("Change the source") if said else _("Name the source")), *fields]),
            ]
        )

    def rights(self, document: Questionnaire) -> Component:
        """Whose the questionnaire is and by what right it is used."""
        rights = document.rights

        def terms(field: str, label: str, value: str, help_text: str = "") -> Component:
            return self.controls.words(name("rights", field), label, value, help_text=help_text, rows=1, most=1000)

        return html.Fieldset(
            [
                html.Legend(_("Rights")),
                self.controls.line(
                    name("rights", "instrument"),
                    _("Published instrument"),
                    rights.instrument,
                    help_text=_("Its name; empty: this is our own."),
                ),
                terms("holder", _("Rights are held by"), rights.holder),
                terms("licence", _("Licence"), rights.licence),
                terms("evidence", _("Permission is shown in"), rights.evidence, _("A letter, a mail, an address.")),
                terms("attribution", _("What the public is told of it"), rights.attribution),
                self._wordings(document),
            ]
        )

    def _wordings(self, document: Questionnaire) -> Component:
        known = {one.locale: one for one in document.rights.wordings}
        tags = dict.fromkeys([*(one.tag for one in registered()), *known])
        unset = _(WORDINGS[Wording.WORKING if document.rights.instrument else Wording.OWN]).lower()
        about = html.P(_("A language that is not on record counts as {unset}.", unset=unset))
        rows = [self._wording(tag, known.get(tag)) for tag in tags]
        on_record = _(" ({known} on record)", known=len(known)) if known else ""
        return html.Details(
            [html.Summary(_("Whose words each language has{on_record}", on_record=on_record)), about, *rows]
        )

    def _wording(self, tag: str, known: LocaleRights | None) -> Component:
        options = [(UNKNOWN, _("Not on record")), *((one.value, _(said)) for one, said in WORDINGS.items())]
        language = words.language(tag)
        attribution = known.attribution if known else ""
        fields = [
            self.controls.pick(name("wording", tag), language, known.wording.value if known else UNKNOWN, options),
            self.controls.line(
                name("wording_attribution", tag), _("Attribution, {tag}", tag=tag), attribution, most=1000
            ),
        ]
        return html.Div(fields, className="in-a-row")


def _where(cited: Citation) -> list[Component | str]:
    return [" ", html.A(cited.url, href=cited.url, target="_blank", rel="noreferrer")] if cited.url else []


def _in_a_sentence(cited: Citation) -> list[Component | str]:
    parts = (cited.authors, str(cited.year or ""), cited.title, cited.journal, cited.population)
    said: list[Component | str] = [", ".join(filter(None, parts))]
    if not said[0]:
        return []
    ends = [f"from {cited.valid_from}"] if cited.valid_from else []
    ends += [f"until {cited.valid_until}"] if cited.valid_until else []
    said.append(_(". Valid {ends}.", ends=" ".join(ends)) if ends else ".")
    if cited.to_confirm:
        said.append(html.Strong(_(" To be confirmed against the original.")))
    return said
