"""What the proof says about a draft, as a colleague would say it: what is wrong, an example, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Questionnaire
from assessment.messages import Finding, Place, PlaceKind, Severity
from assessment.proof.standing import Standing, standings
from console.findings_in_words import answers_in_words, example_in_words, place_in_words, remedy, sentence
from console.ids import Ids
from console.language import N_, _
from console.outline import ABOUT, Part
from console.shell import icon
from content_store import documents

SHOWN = 40  # findings; the rest are counted
EVERY_SECONDS = 1.5  # a screen asks how far a proof is


def checked(document: Questionnaire) -> tuple[Finding, ...]:
    """The findings on a document without its translations; errors first, else in the order of the document."""
    return tuple(sorted(documents.findings(document), key=lambda found: found.severity is not Severity.ERROR))


_PARTS = {
    PlaceKind.SECTION: "section",
    PlaceKind.ITEM: "item",
    PlaceKind.ROW: "item",
    PlaceKind.SCALE: "scale",
    PlaceKind.PROFILE: "profile",
    PlaceKind.BANDING: "banding",
    PlaceKind.BAND: "banding",
    PlaceKind.FLAG: "flags",
    PlaceKind.RULE: "rules",
    PlaceKind.TEST: "tests",
}


def part_with(document: Questionnaire, place: Place) -> Part:
    """Where in the editor a place can be mended."""
    if place.kind is PlaceKind.BLOCK:
        return _part_with_block(document, place.code)
    first = place.code.partition(".")[0]
    if place.kind in {PlaceKind.CHOICE_LIST, PlaceKind.CHOICE}:
        users = [item.code for _section, item in document.items() if item.choices == first]
        return Part("item", users[0]) if users else Part(ABOUT)
    kind = _PARTS.get(place.kind, ABOUT)
    if kind in {ABOUT, "tests"}:
        return Part(kind)
    return Part(kind, ".".join(place.code.split(".")[:2]) if kind == "banding" else first)


def _part_with_block(document: Questionnaire, dotted: str) -> Part:
    profile, _sign, code = dotted.partition(".")
    for one in document.profiles:
        for block in one.blocks:
            if (one.code, block.code) == (profile, code) and block.banding:
                return Part("banding", f"{profile}.{block.banding}")
    return Part("profile", profile)


def troubles(document: Questionnaire, found: Iterable[Finding]) -> Mapping[Part, tuple[int, int]]:
    """Part -> (errors, warnings)."""
    counts: Counter[tuple[Part, bool]] = Counter(
        (part_with(document, one.place), one.severity is Severity.ERROR) for one in found
    )
    return {part: (counts[part, True], counts[part, False]) for part, _is_error in counts}


def panel(
    document: Questionnaire,
    found: tuple[Finding, ...],
    address: Callable[[Part], str],
    *,
    ids: Ids,
    before: tuple[Finding, ...] | None = None,
    mend: Callable[[Finding], Iterable[Component]] = lambda _: (),
    show: Callable[[Finding], str] | None = None,
    acknowledged: str = "",
) -> Component:
    """What stands against publishing first, then what is to be mended or accepted. What the last edit made (not in
    `before`) is marked and comes first of its group. `mend` draws the buttons that put a finding right; `show` is where
    its answers can be looked at; `acknowledged`: why the warnings were accepted. While the proof goes on, `proving`
    of the screen ticks: an action there answers it with `so_far`, and draws all of it anew at the end.
    """
    known = None if before is None else {_identity(one) for one in before}
    new = [one for one in found if known is not None and _identity(one) not in known]
    gone = len(known - {_identity(one) for one in found}) if known is not None else 0
    shown = sorted([*new, *(one for one in found if one not in new)][:SHOWN], key=lambda one: one.severity is not ERROR)
    row = _Row(document, address, mend, show)
    proving = so_far(document)
    more = (
        html.P(_("… and {value} more.", value=len(found) - SHOWN), className="findings-more")
        if len(found) > SHOWN
        else ""
    )
    return html.Section(
        [
            html.H2([_("Findings"), _tally(found)], className="side-title"),
            html.Div(_news(len(new), gone), role="status"),
            _proving(proving, ids) if proving else "",
            *_groups(shown, new, row, acknowledged),
            "" if found or proving else html.P(_("Nothing found."), className="findings-clean"),
            more,
            _shown(found),
        ],
        id="findings",
        className="side-block",
    )


ERROR = Severity.ERROR
GROUPS = (
    (Severity.ERROR, N_("Stands against publishing")),
    (Severity.WARNING, N_("To mend, or to accept with a reason")),
)


def _groups(shown: list[Finding], new: list[Finding], row: _Row, acknowledged: str) -> Iterator[Component]:
    for severity, title in GROUPS:
        rows = [row.draw(one, fresh=one in new) for one in shown if one.severity is severity]
        if not rows:
            continue
        accepted = severity is Severity.WARNING and acknowledged
        yield html.H3(_("Accepted with a reason") if accepted else _(title), className="findings-group")
        if accepted:
            yield html.P(["“", acknowledged, "”"], className="findings-accepted")
        yield html.Ul(rows, className="findings")


def so_far(document: Questionnaire) -> list[Component] | None:
    """How far the proof that goes on in the background is; None where none does."""
    progress = documents.proving(document)
    if progress is None:
        return None
    if not progress.of:
        return [html.Span(_("Waits to be proved further."))]
    words = _(
        "{settled} of {n} check done.",
        "{settled} of {n} checks done.",
        n=progress.of,
        settled=progress.settled,
    )
    return [html.Span(words), html.Progress(value=str(progress.settled), max=str(progress.of), **{"aria-label": words})]


def _proving(progress: list[Component], ids: Ids) -> Component:
    words = _("Still being proved: more may be found. You can go on meanwhile.")
    return html.Div(
        [
            dcc.Interval(id=ids("proving"), interval=EVERY_SECONDS * 1000),
            html.Span(className="spinner-border spinner-border-sm", **{"aria-hidden": "true"}),
            html.Div([html.P(words), html.Div(progress, id=ids("progress"), className="findings-progress")]),
        ],
        className="findings-proving",
    )


def _identity(one: Finding) -> tuple[object, ...]:
    return one.code, one.place, one.message


def _tally(found: tuple[Finding, ...]) -> Component:
    errors = sum(one.severity is Severity.ERROR for one in found)
    warnings = len(found) - errors
    words = [
        *([_("{n} error", "{n} errors", n=errors)] if errors else []),
        *([_("{n} warning", "{n} warnings", n=warnings)] if warnings else []),
    ]
    kind = "error" if errors else "warning" if warnings else "none"
    return html.Span(", ".join(words) or _("none"), className=f"tally tally-{kind}")


def _news(new: int, gone: int) -> Component | str:
    """What the last change did; on a small screen it stays in sight and leads to the findings."""
    said = []
    if new:
        said.append(_("Your last change causes {n} new finding.", "Your last change causes {n} new findings.", n=new))
    if gone:
        said.append(
            _("It puts {gone} right.", gone=gone) if new else _("Your last change puts {gone} right.", gone=gone)
        )
    return html.A(" ".join(said), href="#findings", className="findings-news") if said else ""


WORDS = {Standing.SHOWN: N_("Shown."), Standing.NOT_SO: N_("Not so."), Standing.OPEN: N_("Not known yet.")}
ICONS = {Standing.SHOWN: "check", Standing.NOT_SO: "close", Standing.OPEN: "clock"}


def _shown(found: tuple[Finding, ...]) -> Component:
    """What holds of the draft for everybody."""
    rows = [
        html.Li([icon(ICONS[standing]), html.Span([_(each), " ", html.Strong(_(WORDS[standing]))])],
                className=f"is-{standing.name.lower()}")
        for each, standing in standings(found).items()
    ]  # fmt: skip
    return html.Div(
        [html.H3(_("Whatever somebody answers"), className="findings-group"), html.Ul(rows)], className="findings-shown"
    )


class _Row(NamedTuple):
    """How one finding is drawn."""

    document: Questionnaire
    address: Callable[[Part], str]
    mend: Callable[[Finding], Iterable[Component]]
    show: Callable[[Finding], str] | None

    def draw(self, one: Finding, *, fresh: bool) -> Component:
        error = one.severity is Severity.ERROR
        place = self.address(part_with(self.document, one.place))
        head = [
            html.Span(_("Error") if error else _("Warning"), className="finding-kind"),
            html.Span(_("new"), className="finding-new") if fresh else "",
            dcc.Link(place_in_words(one.place), href=place, className="finding-place"),
        ]
        inside = [
            html.P(head, className="finding-head"),
            html.P(sentence(self.document, one), className="finding-message"),
            *self._example(one),
            html.P(remedy(one), className="finding-remedy"),
            html.P(list(self._acts(one)), className="finding-acts"),
        ]
        return html.Li(inside, className=f"finding finding-{one.severity.value}{' is-new' if fresh else ''}")

    def _example(self, one: Finding) -> Iterator[Component]:
        if one.witness is not None:
            short = html.Summary([_("Example: "), example_in_words(self.document, one.witness)])
            yield html.Details([short, answers_in_words(self.document, one.witness)], className="finding-example")

    def _acts(self, one: Finding) -> Iterator[Component]:
        if one.witness is not None and self.show is not None:
            yield dcc.Link(_("Show me"), href=self.show(one), className="btn btn-outline-secondary btn-sm")
        yield from self.mend(one)
