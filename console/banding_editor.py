"""The editor of how a score is read: its bands, cut-offs or decisions, and what people in each are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Band, Banding, CutOffs, Decision, Level, Profile, Questionnaire
from assessment.messages import PlaceKind
from console import ribbon
from console.behind import behind, code_field
from console.block_editor import BLOCKS, BlockEditor
from console.controls import Controls, name
from console.language import N_, _
from console.origin_editor import OriginEditor
from console.outline import Part
from console.variants import own_people

LEVELS = {
    Level.NONE: N_("None"),
    Level.LOW: N_("Low"),
    Level.MODERATE: N_("Moderate"),
    Level.HIGH: N_("High"),
    Level.SEVERE: N_("Severe"),
}


@dataclass(frozen=True, slots=True)
class BandingEditor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    @property
    def texts(self) -> BlockEditor:
        return BlockEditor(self.document, self.controls)

    def draw(self, profile: Profile, banding: Banding) -> Component:
        of = f"{profile.code}.{banding.code}"
        cases = [self._case(of, banding, index, case) for index, case in enumerate(banding.cut_offs)]
        head = [self._banding_head(profile, of, banding)]
        if banding.scale:
            link = self._link("scale", banding.scale, banding.scale)
            scales = [(one.code, one.title or one.code) for one in self.document.scales]
            head += [
                html.P([_("Reads the score "), link, "."], className="counts-in"),
                self.controls.pick(name("banding_scale", of), _("Read another score"), banding.scale, scales),
            ]
        source = OriginEditor(self.controls).citation(of, banding.citation)
        return html.Div(
            [
                *head,
                *cases,
                self._own_cases(of, banding),
                self._decisions(of, banding),
                source,
                self._bands(profile, of, banding),
                behind(self.controls, PlaceKind.BANDING, of, None),
                self._banding_removal(of),
            ],
            className="editor",
        )

    def _banding_head(self, profile: Profile, of: str, banding: Banding) -> Component:
        codes = [one.code for one in profile.bandings]
        at, last = codes.index(banding.code), len(codes) - 1
        arrows = self.controls.arrows(PlaceKind.BANDING, of, _("these results"), first=at == 0, last=at == last)
        kind = html.Span(profile.title or profile.code, className="kind")
        title = html.H2([_("Results of "), html.Code(banding.code), kind])
        return html.Div([title, html.Div(arrows, className="editor-acts movable")], className="editor-head")

    def _banding_removal(self, of: str) -> Component:
        words = html.P(_("With their names and texts. The score stays, and Undo brings them back."))
        act = self.controls.button(name("remove_results", of), _("Remove these results"), tone="outline-danger")
        return html.Details([html.Summary(_("Remove these results")), words, act], className="removal")

    def _case(self, of: str, banding: Banding, index: int, case: CutOffs) -> Component:
        only = len(banding.cut_offs) == 1 and not case.when
        legend = _("Cut-offs") if only else _("Cut-offs, case {value}", value=index + 1)
        key = name("case_when", of, index)
        when = "" if only else self.texts.when(key, _("Holds where"), case.when, otherwise=_("everywhere else"))
        titles = {band.code: band.title for band in banding.bands}
        rows = []
        for place, one in enumerate(case.ranges):
            title = titles.get(one.band) or one.band
            low = self.controls.number(
                name("low", of, index, place), _("{title}: from", title=title), one.low, unseen=True
            )
            high = self.controls.number(
                name("high", of, index, place), _("{title}: up to", title=title), one.high, unseen=True
            )
            out = self.controls.cross(
                name("remove_range", of, index, place), _("Remove these scores of {title}", title=title)
            )
            rows.append(html.Tr([html.Th(title, scope="row"), html.Td(low), html.Td(high), html.Td(out)]))
        heads = (_("Result"), _("From"), _("Up to and including"), "")
        head = html.Thead(html.Tr([html.Th(words, scope="col") if words else html.Td() for words in heads]))
        table = html.Table([head, html.Tbody(rows)], className="cut-offs")
        ribbon_id = self.controls.ids.row("ribbon", name(of, index))
        picture = html.Div(ribbon.draw(self.document, banding, case.ranges), id=ribbon_id)
        return html.Fieldset(
            [html.Legend(legend), when, picture, table, *self._case_acts(of, banding, index)], className="movable"
        )

    def _case_acts(self, of: str, banding: Banding, index: int) -> list[Component]:
        known = [one.band for one in banding.cut_offs[index].ranges]
        adds = [
            self.controls.button(name("add_range", of, index, band.code), band.title or band.code)
            for band in sorted(banding.bands, key=lambda band: band.code in known)
        ]
        acts: list[Component] = [
            html.Details([html.Summary(_("Add scores to a result")), html.Div(adds, className="adding")])
        ]
        if len(banding.cut_offs) > 1:
            last = index == len(banding.cut_offs) - 1
            case = _("case {value}", value=index + 1)
            arrows = self.controls.arrows_of("case", f"{of}.{index}", case, first=index == 0, last=last)
            acts.append(
                html.Div([arrows, self.controls.button(name("remove_case", of, index), _("Remove {case}", case=case))])
            )
        return acts

    def _own_cases(self, of: str, banding: Banding) -> Component | str:
        people = own_people(banding)
        if not banding.cut_offs or not people:
            return ""
        about = html.P(_("They begin as a copy of those in force and stand before them; the condition can be changed."))
        adds = [
            self.controls.button(name("add_case", of, code), _("For {words}", words=words)) for code, words in people
        ]
        summary = html.Summary(_("Other cut-offs for some people"))
        return html.Details([summary, about, html.Div(adds, className="adding")])

    def _decisions(self, of: str, banding: Banding) -> Component | str:
        if not banding.decisions:
            return ""
        rows = [self._decision(of, banding, index, one) for index, one in enumerate(banding.decisions)]
        adds = [
            self.controls.button(name("add_decision", of, band.code), band.title or band.code) for band in banding.bands
        ]
        add = html.Div([html.Span(_("Add a decision for: ")), *adds], className="adding")
        return html.Fieldset(
            [html.Legend(_("Decided by the first that holds")), self._repeated(of, banding), *rows, add]
        )

    def _repeated(self, of: str, banding: Banding) -> Component | str:
        """A decision list may be gone through for each repetition; results of a score follow the score."""
        loops = [one.code for one in self.document.sections if one.loop_over]
        if banding.scale or not (loops or banding.loop):
            return ""
        known = dict.fromkeys([*loops, *filter(None, [banding.loop])])
        options = [("", _("Once")), *((code, _("For each of {code}", code=code)) for code in known)]
        return self.controls.pick(name("banding_loop", of), _("It is decided"), banding.loop, options)

    def _decision(self, of: str, banding: Banding, index: int, one: Decision) -> Component:
        titles = {band.code: band.title for band in banding.bands}
        words, last = titles.get(one.band) or one.band, index == len(banding.decisions) - 1
        when = self.texts.when(name("decision_when", of, index), words, one.when, otherwise="otherwise")
        place = _("decision {value}", value=index + 1)
        arrows = self.controls.arrows_of("decision", f"{of}.{index}", place, first=index == 0, last=last)
        remove = self.controls.button(
            name("remove_decision", of, index), _("Remove"), title=_("Remove {place}", place=place)
        )
        return html.Div([html.Div([when, arrows, remove], className="with-act")], className="movable")

    def _bands(self, profile: Profile, of: str, banding: Banding) -> Component:
        bands = [self._band(profile, of, banding, band) for band in banding.bands]
        add = self.controls.button(name("add_band", of), _("Add a result above the last"))
        told = html.Fieldset([html.Legend(_("What people are told")), *bands, html.Div(add, className="adding")])
        each = [one for one in profile.blocks if one.banding == banding.code and not one.band]
        if not each:
            return told
        legend = html.Legend(_("With each of these results"))
        return html.Div([told, html.Fieldset([legend, *self.texts.draw(profile, each)])])

    def _band(self, profile: Profile, of: str, banding: Banding, band: Band) -> Component:
        title = name("text", f"profile.{profile.code}.band.{banding.code}.{band.code}.title")
        blocks = [one for one in profile.blocks if one.banding == banding.code and one.band == band.code]
        names = [
            self.controls.line(title, _("Name of the result"), band.title),
            self.controls.pick(
                name("level", of, band.code),
                _("How serious"),
                band.level.value,
                [(one.value, _(words)) for one, words in LEVELS.items()],
            ),
        ]
        head = html.Summary([html.Span(className=f"dot level-{band.level.value}"), band.title or band.code])
        inside = [
            html.Div(names, className="in-a-row"),
            *self.texts.draw(profile, blocks),
            self._more(profile, of, banding, band),
        ]
        return html.Details([head, *inside], open=True, className="band movable")

    def _more(self, profile: Profile, of: str, banding: Banding, band: Band) -> Component:
        adds = [
            self.controls.button(name("add_block", profile.code, banding.code, band.code, kind.value), _(BLOCKS[kind]))
            for kind in BLOCKS
        ]
        remove = self.controls.button(
            name("remove_band", of, band.code),
            _("Remove “{value}” and its texts", value=band.title or band.code),
            tone="outline-danger",
        )
        codes, dotted = [one.code for one in banding.bands], f"{of}.{band.code}"
        at, last = codes.index(band.code), len(codes) - 1
        words = _("the result {value}", value=band.title or band.code)
        arrows = self.controls.arrows(PlaceKind.BAND, dotted, words, first=at == 0, last=at == last)
        code = code_field(self.controls, PlaceKind.BAND, dotted)
        return html.Div(
            [
                html.Details([html.Summary(_("Add a text")), html.Div(adds, className="adding")]),
                html.Details([html.Summary(_("Place, code, removal")), arrows, code, remove]),
            ],
            className="small",
        )

    def _link(self, kind: str, code: str, words: str) -> Component:
        return dcc.Link(words, href=self.address(Part(kind, code)))
