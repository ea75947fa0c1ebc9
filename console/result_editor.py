"""The editors of what a score comes to: its bands and cut-offs, feedback, safety flags, referral rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import (
    Band,
    Banding,
    Block,
    BlockKind,
    CutOffs,
    Level,
    Profile,
    Questionnaire,
)
from assessment.referral import ServiceKind
from console import conditions_in_words as in_words
from console import ribbon
from console.controls import Controls, name
from console.origin_editor import OriginEditor
from console.outline import Part
from console.variants import own_people
from content_store.locales import COUNTRIES

BLOCKS = {
    BlockKind.HEADLINE: "Headline",
    BlockKind.MEANING: "What it means",
    BlockKind.PERMISSION: "Asking leave to advise",
    BlockKind.RAISED: "What raised it",
    BlockKind.RISK: "Risk",
    BlockKind.ADVICE: "Advice",
    BlockKind.OPTION: "Something one can do",
    BlockKind.TIP: "Tip",
    BlockKind.WARNING: "Warning",
    BlockKind.CRISIS: "In a crisis",
    BlockKind.SOURCE: "Source",
    BlockKind.DISCLAIMER: "Disclaimer",
}
LEVELS = tuple((level.value, level.value.capitalize()) for level in Level)


@dataclass(frozen=True, slots=True)
class ResultEditor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    # --- bands ------------------------------------------------------------------------------------------------------

    def banding(self, profile: Profile, banding: Banding) -> Component:
        of = f"{profile.code}.{banding.code}"
        cases = [self._case(of, banding, index, case) for index, case in enumerate(banding.cut_offs)]
        head = [
            html.H2(
                ["Results of ", html.Code(banding.code), html.Span(profile.title or profile.code, className="kind")]
            )
        ]
        if banding.scale:
            head.append(
                html.P(
                    ["Reads the score ", self._link("scale", banding.scale, banding.scale), "."], className="counts-in"
                )
            )
        source = OriginEditor(self.controls).citation(of, banding.citation)
        return html.Div(
            [
                *head,
                *cases,
                self._own_cases(of, banding),
                self._decisions(of, banding),
                self._bands(profile, of, banding),
                source,
            ],
            className="editor",
        )

    def _case(self, of: str, banding: Banding, index: int, case: CutOffs) -> Component:
        only = len(banding.cut_offs) == 1 and not case.when
        legend = "Cut-offs" if only else f"Cut-offs, case {index + 1}"
        key = name("case_when", of, index)
        when = "" if only else self._when(key, "Holds where", case.when, otherwise="everywhere else")
        titles = {band.code: band.title for band in banding.bands}
        rows = []
        for place, one in enumerate(case.ranges):
            title = titles.get(one.band) or one.band
            low = self.controls.number(name("low", of, index, place), f"{title}: from", one.low, unseen=True)
            high = self.controls.number(name("high", of, index, place), f"{title}: up to", one.high, unseen=True)
            rows.append(html.Tr([html.Th(title, scope="row"), html.Td(low), html.Td(high)]))
        head = html.Thead(html.Tr([html.Th(words, scope="col") for words in ("Result", "From", "Up to and including")]))
        table = html.Table([head, html.Tbody(rows)], className="cut-offs")
        ribbon_id = self.controls.ids.row("ribbon", name(of, index))
        picture = html.Div(ribbon.draw(self.document, banding, case.ranges), id=ribbon_id)
        remove = self.controls.button(name("remove_case", of, index), f"Remove case {index + 1}")
        several = len(banding.cut_offs) > 1
        return html.Fieldset([html.Legend(legend), when, picture, table, remove if several else ""])

    def _own_cases(self, of: str, banding: Banding) -> Component | str:
        people = own_people(banding)
        if not banding.cut_offs or not people:
            return ""
        about = html.P("They begin as a copy of those in force and stand before them; the condition can be changed.")
        adds = [self.controls.button(name("add_case", of, code), f"For {words}") for code, words in people]
        summary = html.Summary("Other cut-offs for some people")
        return html.Details([summary, about, html.Div(adds, className="adding")])

    def _decisions(self, of: str, banding: Banding) -> Component | str:
        if not banding.decisions:
            return ""
        titles = {band.code: band.title for band in banding.bands}
        rows = [
            self._when(
                name("decision_when", of, index), titles.get(one.band, one.band), one.when, otherwise="otherwise"
            )
            for index, one in enumerate(banding.decisions)
        ]
        return html.Fieldset([html.Legend("Decided by the first that holds"), *rows])

    def _bands(self, profile: Profile, of: str, banding: Banding) -> Component:
        bands = [self._band(profile, of, banding, band) for band in banding.bands]
        add = self.controls.button(name("add_band", of), "Add a result above the last")
        return html.Fieldset([html.Legend("What people are told"), *bands, html.Div(add, className="adding")])

    def _band(self, profile: Profile, of: str, banding: Banding, band: Band) -> Component:
        title = name("text", f"profile.{profile.code}.band.{banding.code}.{band.code}.title")
        blocks = [one for one in profile.blocks if one.banding == banding.code and one.band in {band.code, ""}]
        names = [
            self.controls.line(title, "Name of the result", band.title),
            self.controls.pick(name("level", of, band.code), "How serious", band.level.value, LEVELS),
        ]
        head = html.Summary([html.Span(className=f"dot level-{band.level.value}"), band.title or band.code])
        inside = [
            html.Div(names, className="in-a-row"),
            *self._blocks(profile, blocks),
            self._more(profile, of, banding, band),
        ]
        return html.Details([head, *inside], open=True, className="band")

    def _more(self, profile: Profile, of: str, banding: Banding, band: Band) -> Component:
        adds = [
            self.controls.button(name("add_block", profile.code, banding.code, band.code, kind.value), BLOCKS[kind])
            for kind in BLOCKS
        ]
        remove = self.controls.button(
            name("remove_band", of, band.code),
            f"Remove “{band.title or band.code}” and its texts",
            tone="outline-danger",
        )
        return html.Div(
            [
                html.Details([html.Summary("Add a text"), html.Div(adds, className="adding")]),
                html.Details([html.Summary("Remove this result"), remove]),
            ],
            className="small",
        )

    def _blocks(self, profile: Profile, blocks: Iterable[Block]) -> list[Component]:
        return [self._block(profile, block) for block in blocks]

    def _block(self, profile: Profile, block: Block) -> Component:
        key = name("text", f"profile.{profile.code}.block.{block.code}.text")
        condition = self._when(name("block_when", profile.code, block.code), "Only if", block.when)
        remove = self.controls.button(name("remove_block", profile.code, block.code), "Remove this text")
        more = html.Details(
            [html.Summary("Condition, removal"), condition, remove], open=bool(block.when), className="small"
        )
        return html.Div([self.controls.words(key, BLOCKS[block.kind], block.text, rows=1), more], className="block")

    # --- profile, flags, rules --------------------------------------------------------------------------------------

    def profile(self, profile: Profile) -> Component:
        general = [one for one in profile.blocks if not one.banding and not one.flag]
        title = name("text", f"profile.{profile.code}.title")
        about = f"Version {profile.version}. The first interpretation that fits a person is taken."
        return html.Div(
            [
                html.H2(["Interpretation ", html.Code(profile.code)]),
                html.P(
                    about if len(self.document.profiles) > 1 else f"Version {profile.version}.", className="counts-in"
                ),
                self.controls.line(title, "Name", profile.title),
                self._countries(profile),
                self._when(name("profile_when", profile.code), "Holds where", profile.when, otherwise="for everybody"),
                html.Fieldset([html.Legend("Shown with every result"), *self._blocks(profile, general)])
                if general
                else "",
                self._own_profile(profile),
                self._profile_removal(profile),
            ],
            className="editor",
        )

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
                self._when(name("flag_when", *of), "Goes up if", flag.when, otherwise="always"),
                self.controls.check(name("crisis", *of), "A crisis: show the crisis lines first", flag.crisis),
            ]
            drawn.append(
                html.Fieldset(
                    [
                        html.Legend(["Flag ", html.Code(flag.code)]),
                        *fields,
                        *self._blocks(profile, blocks),
                        self.controls.button(name("remove_flag", *of), f"Remove flag {flag.code}"),
                    ]
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
                self._when(name("rule_when", *of), "If", rule.when, otherwise="always"),
                self.controls.number(name("rule_most", *of), "Services shown at most", rule.most),
                self.controls.button(name("remove_rule", *of), f"Remove rule {rule.code}"),
            ]
            drawn.append(html.Fieldset([html.Legend(["Rule ", html.Code(rule.code)]), *fields]))
        about = html.P("All rules that hold ask for services; those of the first come first.", className="counts-in")
        none = html.P("There is no referral rule: a result would name no service.") if not drawn else ""
        add = html.Div(self.controls.button(name("add_rule", profile.code), "Add a referral rule"), className="adding")
        return html.Div([html.H2("Referral rules"), about, *drawn, none, add], className="editor")

    def _when(self, key: str, label: str, text: str, *, otherwise: str = "always") -> Component:
        return self.controls.condition(
            key, label, text, in_words.said(text, self.document), help_text=f"Empty: {otherwise}."
        )

    def _link(self, kind: str, code: str, words: str) -> Component:
        return dcc.Link(words, href=self.address(Part(kind, code)))


def kind_in_words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()
