"""The editors of an interpretation: whom it is for, what it reads and always says, its safety flags, referral rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import (
    Profile,
    Questionnaire,
)
from assessment.messages import Place, PlaceKind
from assessment.referral import ServiceKind
from console.behind import behind, code_field, note_field
from console.block_editor import BlockEditor
from console.controls import Controls, name
from console.findings_in_words import place_in_words
from console.language import _
from console.outline import Part
from console.words import countries, country
from console.words import kind as kind_of_service
from content_store.library import NOWHERE
from content_store.locales import COUNTRIES


@dataclass(frozen=True, slots=True)
class ResultEditor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    @property
    def texts(self) -> BlockEditor:
        return BlockEditor(self.document, self.controls)

    # --- profile, flags, rules --------------------------------------------------------------------------------------

    def profile(self, profile: Profile) -> Component:
        general = [one for one in profile.blocks if not one.banding and not one.flag]
        title = name("text", f"profile.{profile.code}.title")
        about = _("Version {version}. The first interpretation that fits a person is taken.", version=profile.version)
        return html.Div(
            [
                self._profile_head(profile),
                html.P(
                    about if len(self.document.profiles) > 1 else _("Version {version}.", version=profile.version),
                    className="counts-in",
                ),
                self.controls.line(title, _("Name"), profile.title),
                self._countries(profile),
                self.texts.when(
                    name("profile_when", profile.code), _("Holds where"), profile.when, otherwise=_("for everybody")
                ),
                note_field(self.controls, PlaceKind.PROFILE, profile.code, profile.note),
                html.Fieldset(
                    [
                        html.Legend(_("Shown with every result")),
                        *self.texts.draw(profile, general),
                        self.texts.adding(profile, _("Add a text")),
                    ]
                ),
                self._results(profile),
                self._own_profile(profile),
                behind(self.controls, PlaceKind.PROFILE, profile.code, None, self._version(profile)),
                self._profile_removal(profile),
            ],
            className="editor",
        )

    def _profile_head(self, profile: Profile) -> Component:
        codes = [one.code for one in self.document.profiles]
        at, last = codes.index(profile.code), len(codes) - 1
        kind, words = PlaceKind.PROFILE, _("this interpretation")
        acts = [
            self.controls.arrows(kind, profile.code, words, first=at == 0, last=at == last),
            self.controls.button(name("duplicate", kind.value, profile.code), _("Duplicate")),
        ]
        title = html.H2([_("Interpretation "), html.Code(profile.code)])
        return html.Div([title, html.Div(acts, className="editor-acts movable")], className="editor-head")

    def _results(self, profile: Profile) -> Component:
        """What it reads, and what else it could."""
        read = {one.scale for one in profile.bandings}
        adds = [
            self.controls.button(
                name("add_results", one.code, profile.code), _("Results of {value}", value=one.title or one.code)
            )
            for one in self.document.scales
            if one.code not in read
        ]
        adds.append(
            self.controls.button(
                name("add_decision_list", profile.code),
                _("Results by decision"),
                title=_("The first condition that holds"),
            )
        )
        links = [
            html.Li(self._link("banding", f"{profile.code}.{one.code}", _("Results of {code}", code=one.code)))
            for one in profile.bandings
        ]
        add = html.Div([html.Span(_("Add: ")), *adds], className="adding")
        return html.Fieldset([html.Legend(_("What it reads")), html.Ul(links), add])

    def _version(self, profile: Profile) -> Component:
        key = name("profile_version", profile.code)
        return self.controls.number(key, _("Version"), profile.version, help_text=_("Raise it when cut-offs change."))

    def _countries(self, profile: Profile) -> Component:
        elsewhere = [code for code in profile.countries if code not in COUNTRIES]
        return self.controls.several(
            name("profile_countries", profile.code),
            _("For people in"),
            profile.countries,
            [*countries(), *((code, self._elsewhere(code)) for code in elsewhere)],
            help_text=_("None ticked: every country. One that is not served keeps it from being used by accident."),
        )

    def _elsewhere(self, code: str) -> str:
        """A country that the site does not serve; of a reading that is kept for whoever chooses it."""
        return _("Nowhere") if code == NOWHERE else _("{country} (not served)", country=country(code))

    def _own_profile(self, profile: Profile) -> Component | str:
        taken = {country for one in self.document.profiles for country in one.countries}
        adds = [
            self.controls.button(name("add_profile", profile.code, code), country)
            for code, country in countries()
            if code not in taken
        ]
        about = html.P(_("It begins as a copy of this one, for one country, and is taken there instead of this one."))
        summary = html.Summary(_("An interpretation of its own for a country"))
        return html.Details([summary, about, html.Div(adds, className="adding")]) if adds else ""

    def _profile_removal(self, profile: Profile) -> Component | str:
        if len(self.document.profiles) == 1:
            return ""
        words = html.P(_("Its results, texts, flags and rules leave the draft; Undo brings them back."))
        act = self.controls.button(
            name("remove_profile", profile.code),
            _("Remove interpretation {code}", code=profile.code),
            tone="outline-danger",
        )
        return html.Details([html.Summary(_("Remove this interpretation")), words, act], className="removal")

    def flags(self, profile: Profile) -> Component:
        drawn = []
        for flag in profile.flags:
            of = (profile.code, flag.code)
            blocks = [one for one in profile.blocks if one.flag == flag.code]
            fields = [
                self.controls.line(
                    name("text", f"profile.{profile.code}.flag.{flag.code}.title"), _("Name"), flag.title
                ),
                self.texts.when(name("flag_when", *of), _("Goes up if"), flag.when, otherwise=_("always")),
                self.controls.check(name("crisis", *of), _("A crisis: show the crisis lines first"), flag.crisis),
            ]
            drawn.append(
                html.Fieldset(
                    [
                        html.Legend([_("Flag "), html.Code(flag.code)]),
                        *fields,
                        *self.texts.draw(profile, blocks),
                        self.texts.adding(profile, _("Add a text"), flag.code),
                        self._listed_acts(PlaceKind.FLAG, profile, flag.code, [one.code for one in profile.flags]),
                    ],
                    className="movable",
                )
            )
        about = html.P(_("A flag is shown before everything else, whatever the score."), className="counts-in")
        none = html.P(_("There is no safety flag.")) if not drawn else ""
        add = html.Div(self.controls.button(name("add_flag", profile.code), _("Add a safety flag")), className="adding")
        return html.Div([html.H2(_("Safety flags")), about, *drawn, none, add], className="editor")

    def rules(self, profile: Profile) -> Component:
        drawn = []
        for rule in profile.rules:
            of = (profile.code, rule.code)
            kinds = [(kind.value, kind_in_words(kind.value)) for kind in ServiceKind]
            fields = [
                self.controls.several(
                    name("rule_kinds", *of), _("Asks for, most wanted first"), rule.kinds, kinds, ordered=True
                ),
                self.texts.when(name("rule_when", *of), _("If"), rule.when, otherwise=_("always")),
                self.controls.number(name("rule_most", *of), _("Services shown at most"), rule.most),
                note_field(self.controls, PlaceKind.RULE, ".".join(of), rule.note) if rule.note else "",
                self._listed_acts(PlaceKind.RULE, profile, rule.code, [one.code for one in profile.rules], rule.note),
            ]
            legend = html.Legend([_("Rule "), html.Code(rule.code)])
            drawn.append(html.Fieldset([legend, *fields], className="movable"))
        about = html.P(_("All rules that hold ask for services; those of the first come first."), className="counts-in")
        none = html.P(_("There is no referral rule: a result would name no service.")) if not drawn else ""
        add = html.Div(
            self.controls.button(name("add_rule", profile.code), _("Add a referral rule")), className="adding"
        )
        return html.Div([html.H2(_("Referral rules")), about, *drawn, none, add], className="editor")

    def _listed_acts(
        self, kind: PlaceKind, profile: Profile, code: str, codes: list[str], note: str | None = None
    ) -> Component:
        """Place, code and removal of a flag or a rule."""
        dotted = f"{profile.code}.{code}"
        words = place_in_words(Place(kind, dotted))
        at = codes.index(code)
        arrows = self.controls.arrows(kind, dotted, words, first=at == 0, last=at == len(codes) - 1)
        remove = self.controls.button(
            name(f"remove_{kind.value}", profile.code, code), _("Remove {words}", words=words)
        )
        more = [code_field(self.controls, kind, dotted)]
        if note == "":
            more.append(note_field(self.controls, kind, dotted, note))
        behind_it = html.Details(
            [html.Summary(_("Code and note") if note == "" else _("Code")), *more], className="small"
        )
        return html.Div([html.Div([arrows, remove], className="acts"), behind_it])

    def _link(self, kind: str, code: str, words: str) -> Component:
        return dcc.Link(words, href=self.address(Part(kind, code)))


def kind_in_words(kind: str) -> str:
    return kind_of_service(kind)
