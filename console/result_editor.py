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
from assessment.messages import PlaceKind
from assessment.referral import ServiceKind
from console.behind import behind, code_field, note_field
from console.block_editor import BlockEditor
from console.controls import Controls, name
from console.outline import Part
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
        about = f"Version {profile.version}. The first interpretation that fits a person is taken."
        return html.Div(
            [
                self._profile_head(profile),
                html.P(
                    about if len(self.document.profiles) > 1 else f"Version {profile.version}.", className="counts-in"
                ),
                self.controls.line(title, "Name", profile.title),
                self._countries(profile),
                self.texts.when(
                    name("profile_when", profile.code), "Holds where", profile.when, otherwise="for everybody"
                ),
                html.Fieldset(
                    [
                        html.Legend("Shown with every result"),
                        *self.texts.draw(profile, general),
                        self.texts.adding(profile, "Add a text"),
                    ]
                ),
                self._results(profile),
                self._own_profile(profile),
                behind(self.controls, PlaceKind.PROFILE, profile.code, profile.note, self._version(profile)),
                self._profile_removal(profile),
            ],
            className="editor",
        )

    def _profile_head(self, profile: Profile) -> Component:
        codes = [one.code for one in self.document.profiles]
        at, last = codes.index(profile.code), len(codes) - 1
        kind, words = PlaceKind.PROFILE, "this interpretation"
        acts = [
            self.controls.arrows(kind, profile.code, words, first=at == 0, last=at == last),
            self.controls.button(name("duplicate", kind.value, profile.code), "Duplicate"),
        ]
        title = html.H2(["Interpretation ", html.Code(profile.code)])
        return html.Div([title, html.Div(acts, className="editor-acts movable")], className="editor-head")

    def _results(self, profile: Profile) -> Component:
        """What it reads, and what else it could."""
        read = {one.scale for one in profile.bandings}
        adds = [
            self.controls.button(name("add_results", one.code, profile.code), f"Results of {one.title or one.code}")
            for one in self.document.scales
            if one.code not in read
        ]
        adds.append(
            self.controls.button(
                name("add_decision_list", profile.code), "Results by decision", title="The first condition that holds"
            )
        )
        links = [
            html.Li(self._link("banding", f"{profile.code}.{one.code}", f"Results of {one.code}"))
            for one in profile.bandings
        ]
        add = html.Div([html.Span("Add: "), *adds], className="adding")
        return html.Fieldset([html.Legend("What it reads"), html.Ul(links), add])

    def _version(self, profile: Profile) -> Component:
        key = name("profile_version", profile.code)
        return self.controls.number(key, "Version", profile.version, help_text="Raise it when cut-offs change.")

    def _countries(self, profile: Profile) -> Component:
        return self.controls.several(
            name("profile_countries", profile.code),
            "For people in",
            profile.countries,
            list(COUNTRIES.items()),
            help_text="Empty: every country.",
        )

    def _own_profile(self, profile: Profile) -> Component | str:
        taken = {country for one in self.document.profiles for country in one.countries}
        adds = [
            self.controls.button(name("add_profile", profile.code, code), words)
            for code, words in COUNTRIES.items()
            if code not in taken
        ]
        about = html.P("It begins as a copy of this one, for one country, and is taken there instead of this one.")
        summary = html.Summary("An interpretation of its own for a country")
        return html.Details([summary, about, html.Div(adds, className="adding")]) if adds else ""

    def _profile_removal(self, profile: Profile) -> Component | str:
        if len(self.document.profiles) == 1:
            return ""
        words = html.P("Its results, texts, flags and rules leave the draft; Undo brings them back.")
        act = self.controls.button(
            name("remove_profile", profile.code), f"Remove interpretation {profile.code}", tone="outline-danger"
        )
        return html.Details([html.Summary("Remove this interpretation"), words, act], className="removal")

    def flags(self, profile: Profile) -> Component:
        drawn = []
        for flag in profile.flags:
            of = (profile.code, flag.code)
            blocks = [one for one in profile.blocks if one.flag == flag.code]
            fields = [
                self.controls.line(name("text", f"profile.{profile.code}.flag.{flag.code}.title"), "Name", flag.title),
                self.texts.when(name("flag_when", *of), "Goes up if", flag.when, otherwise="always"),
                self.controls.check(name("crisis", *of), "A crisis: show the crisis lines first", flag.crisis),
            ]
            drawn.append(
                html.Fieldset(
                    [
                        html.Legend(["Flag ", html.Code(flag.code)]),
                        *fields,
                        *self.texts.draw(profile, blocks),
                        self.texts.adding(profile, "Add a text", flag.code),
                        self._listed_acts(PlaceKind.FLAG, profile, flag.code, [one.code for one in profile.flags]),
                    ],
                    className="movable",
                )
            )
        about = html.P("A flag is shown before everything else, whatever the score.", className="counts-in")
        none = html.P("There is no safety flag.") if not drawn else ""
        add = html.Div(self.controls.button(name("add_flag", profile.code), "Add a safety flag"), className="adding")
        return html.Div([html.H2("Safety flags"), about, *drawn, none, add], className="editor")

    def rules(self, profile: Profile) -> Component:
        drawn = []
        for rule in profile.rules:
            of = (profile.code, rule.code)
            kinds = [(kind.value, kind_in_words(kind.value)) for kind in ServiceKind]
            fields = [
                self.controls.several(
                    name("rule_kinds", *of), "Asks for, most wanted first", rule.kinds, kinds, needed=True
                ),
                self.texts.when(name("rule_when", *of), "If", rule.when, otherwise="always"),
                self.controls.number(name("rule_most", *of), "Services shown at most", rule.most),
                note_field(self.controls, PlaceKind.RULE, ".".join(of), rule.note) if rule.note else "",
                self._listed_acts(PlaceKind.RULE, profile, rule.code, [one.code for one in profile.rules], rule.note),
            ]
            legend = html.Legend(["Rule ", html.Code(rule.code)])
            drawn.append(html.Fieldset([legend, *fields], className="movable"))
        about = html.P("All rules that hold ask for services; those of the first come first.", className="counts-in")
        none = html.P("There is no referral rule: a result would name no service.") if not drawn else ""
        add = html.Div(self.controls.button(name("add_rule", profile.code), "Add a referral rule"), className="adding")
        return html.Div([html.H2("Referral rules"), about, *drawn, none, add], className="editor")

    def _listed_acts(
        self, kind: PlaceKind, profile: Profile, code: str, codes: list[str], note: str | None = None
    ) -> Component:
        """Place, code and removal of a flag or a rule."""
        dotted, words = f"{profile.code}.{code}", f"{kind.value} {code}"
        at = codes.index(code)
        arrows = self.controls.arrows(kind, dotted, words, first=at == 0, last=at == len(codes) - 1)
        remove = self.controls.button(name(f"remove_{kind.value}", profile.code, code), f"Remove {words}")
        more = [code_field(self.controls, kind, dotted)]
        if note == "":
            more.append(note_field(self.controls, kind, dotted, note))
        behind_it = html.Details([html.Summary("Code and note" if note == "" else "Code"), *more], className="small")
        return html.Div([html.Div([arrows, remove], className="acts"), behind_it])

    def _link(self, kind: str, code: str, words: str) -> Component:
        return dcc.Link(words, href=self.address(Part(kind, code)))


def kind_in_words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
