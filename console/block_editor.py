"""The editor of the texts that go with a result, a flag or every result: what people are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from assessment.document import Block, BlockKind, Profile, Questionnaire
from assessment.messages import PlaceKind
from console import conditions_in_words as in_words
from console.controls import Controls, name
from console.language import N_, _
from console.properties import place_of, places

BLOCKS = {
    BlockKind.HEADLINE: N_("Headline"),
    BlockKind.MEANING: N_("What it means"),
    BlockKind.PERMISSION: N_("Asking leave to advise"),
    BlockKind.RAISED: N_("What raised it"),
    BlockKind.RISK: N_("Risk"),
    BlockKind.ADVICE: N_("Advice"),
    BlockKind.OPTION: N_("Something one can do"),
    BlockKind.TIP: N_("Tip"),
    BlockKind.WARNING: N_("Warning"),
    BlockKind.CRISIS: N_("In a crisis"),
    BlockKind.SOURCE: N_("Source"),
    BlockKind.DISCLAIMER: N_("Disclaimer"),
}


@dataclass(frozen=True, slots=True)
class BlockEditor:
    document: Questionnaire
    controls: Controls

    def draw(self, profile: Profile, blocks: Iterable[Block]) -> list[Component]:
        return [self._block(profile, block) for block in blocks]

    def _block(self, profile: Profile, block: Block) -> Component:
        key = name("text", f"profile.{profile.code}.block.{block.code}.text")
        condition = self.when(name("block_when", profile.code, block.code), _("Only if"), block.when)
        kinds = [(kind.value, _(words)) for kind, words in BLOCKS.items()]
        kind = self.controls.pick(
            name("block_kind", profile.code, block.code), _("Kind of text"), block.kind.value, kinds
        )
        place = self.controls.pick(
            name("block_place", profile.code, block.code), _("Shown"), place_of(block), places(profile)
        )
        remove = self.controls.button(name("remove_block", profile.code, block.code), _("Remove this text"))
        dotted = f"{profile.code}.{block.code}"
        arrows = self.controls.arrows(PlaceKind.BLOCK, dotted, _("this text"), first=False, last=False)
        more = html.Details(
            [
                html.Summary(_("Condition, kind, place")),
                condition,
                kind,
                place,
                html.Div([arrows, remove], className="acts"),
            ],
            open=bool(block.when),
            className="small",
        )
        words = self.controls.words(key, _(BLOCKS[block.kind]), block.text, rows=1)
        return html.Div([words, more], className="block movable")

    def adding(self, profile: Profile, words: str, flag: str = "") -> Component:
        """A button for each kind; with `flag`, they are shown with it."""
        adds = [
            self.controls.button(
                name("add_general", profile.code, kind.value, *([flag] if flag else [])), _(BLOCKS[kind])
            )
            for kind in BLOCKS
        ]
        return html.Details([html.Summary(words), html.Div(adds, className="adding")], className="small")

    def when(self, key: str, label: str, text: str, *, otherwise: str = N_("always")) -> Component:
        """A condition; `otherwise`: what an empty one means."""
        return self.controls.condition(
            key,
            label,
            text,
            in_words.said(text, self.document),
            help_text=_("Empty: {otherwise}.", otherwise=_(otherwise)),
        )
