"""What a draft changes, in the terms of a questionnaire: the weightiest first, texts with what changed inside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from dash import dcc, html
from dash.development.base_component import Component

from assessment.changes import Change, ChangeKind, Grade, difference
from assessment.document import Banding, Questionnaire
from assessment.edits import CannotEdit
from assessment.messages import Place
from console import diff, ribbon, shell
from console.findings import part_with
from console.findings_in_words import place_in_words
from console.language import N_, _
from console.named import banding_at
from console.outline import Part

GRADES = (
    (
        Grade.SCORING,
        N_("Scores and results"),
        N_("These change what people's answers come to. Read each against its source."),
    ),
    (Grade.STRUCTURE, N_("Questions and their order"), N_("These change who is asked what.")),
    (Grade.WORDING, N_("Words"), N_("These change what people read. Their translations have to follow.")),
)
KINDS = {
    ChangeKind.ADDED: N_("Added"),
    ChangeKind.REMOVED: N_("Removed"),
    ChangeKind.MOVED: N_("Moved"),
    ChangeKind.REWORDED: N_("Reworded"),
    ChangeKind.RECODED: N_("Points changed"),
    ChangeKind.RESCORED: N_("Scored otherwise"),
    ChangeKind.BAND_MOVED: N_("Cut-offs moved"),
    ChangeKind.CONDITION: N_("Condition changed"),
    ChangeKind.CHANGED: N_("Changed"),
}
SHOWN = 200  # changes of a grade; the rest are counted


def draw(
    old: Questionnaire | None,
    new: Questionnaire,
    address: Callable[[Part], str] | None = None,
    *,
    same: str = N_("Nothing differs from what is published."),
    talk: Callable[[Place], str] | None = None,
) -> Component:
    """Every change from `old` to `new`; `address` is where a part can be looked at, where it still can; `same` is said
    where there is none; `talk`: where a change can be commented on."""
    if old is None:
        count = len(list(new.items()))
        return html.P(
            _(
                "Nothing is published yet: everything is new ({n} question).",
                "Nothing is published yet: everything is new ({n} questions).",
                n=count,
            )
        )
    found = difference(old, new)
    if not found:
        return html.P(_(same))
    drawing = Drawing(old, new, address, talk)
    return html.Div([drawing.grade(found, *grade) for grade in GRADES], className="changes")


def summary(old: Questionnaire | None, new: Questionnaire) -> str:
    """`2 in scores and results, 1 in words`."""
    if old is None:
        return _("everything is new")
    found = difference(old, new)
    counts = [(sum(one.grade is grade for one in found), _(words).lower()) for grade, words, _about in GRADES]
    return ", ".join(_("{count} in {words}", count=count, words=words) for count, words in counts if count) or _(
        "nothing"
    )


@dataclass(frozen=True, slots=True)
class Drawing:
    old: Questionnaire
    new: Questionnaire
    address: Callable[[Part], str] | None
    talk: Callable[[Place], str] | None = None

    def grade(self, found: Sequence[Change], grade: Grade, title: str, about: str) -> Component | str:
        mine = [one for one in found if one.grade is grade]
        if not mine:
            return ""
        more = html.P(_("… and {value} more.", value=len(mine) - SHOWN)) if len(mine) > SHOWN else None
        return shell.panel(
            [_(title), " ", html.Span(str(len(mine)), className="tally tally-none")],
            html.P(_(about), className="muted"),
            html.Ul([self._row(one) for one in mine[:SHOWN]], className="change-rows"),
            more,
            className=f"grade grade-{grade.value}",
        )

    def _row(self, one: Change) -> Component:
        words = place_in_words(one.place)
        place: Component | str = words
        if self.address is not None and one.kind is not ChangeKind.REMOVED:
            place = dcc.Link(words, href=self.address(part_with(self.new, one.place)))
        head = [
            html.Span(_(KINDS[one.kind]), className="change-kind"),
            html.Span(place, className="change-place"),
        ]
        if self.talk is not None and one.kind is not ChangeKind.REMOVED:
            said = [_("Comment"), html.Span([" ", _("on {place}", place=words)], className="visually-hidden")]
            head.append(dcc.Link(said, href=self.talk(one.place), className="change-talk"))
        content = html.Div(self._content(one), className="change-content")
        return html.Li([html.Div(head), content], className=f"change change-{one.kind.value}")

    def _content(self, one: Change) -> Component | str:
        if one.kind is ChangeKind.BAND_MOVED and one.place.field == "cut_offs":
            return self._ribbons(one)
        if one.kind is ChangeKind.REWORDED and one.before and one.after:
            return diff.words(one.before, one.after)
        before = [html.Del(one.before)] if one.before else []
        after = [html.Ins(one.after)] if one.after else []
        arrow = [html.Span(" → ", **{"aria-label": "becomes"})] if before and after else []
        return html.Span([*before, *arrow, *after], className="diff")

    def _ribbons(self, one: Change) -> Component:
        """The cases of cut-offs that differ, before and now, one above the other."""
        before, after = _banding(self.old, one), _banding(self.new, one)
        drawn: list[Component] = []
        for old, new in zip_longest(before.cut_offs if before else (), after.cut_offs if after else ()):
            if old == new:
                continue
            for document, banding, case, words in (
                (self.old, before, old, _("Before")),
                (self.new, after, new, _("Now")),
            ):
                if banding is None or case is None:
                    continue
                where = _("{words}, where {when}", words=words, when=case.when) if case.when else words
                drawn += [html.Span(where, className="muted small"), ribbon.draw(document, banding, case.ranges)]
        return html.Div(drawn, className="ribbon-pair")


def _banding(document: Questionnaire, one: Change) -> Banding | None:
    try:
        return banding_at(document, one.place.code)
    except CannotEdit:
        return None
