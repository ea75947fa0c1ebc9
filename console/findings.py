"""What the proof says about a draft, as a colleague would say it: what is wrong, an example, what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Answer, Choice, Item, ItemKind, Questionnaire
from assessment.messages import Finding, Place, PlaceKind, Severity, Witness
from console.outline import ABOUT, Part
from console.words import counted
from content_store import documents

SHOWN = 40  # findings; the rest are counted
EXAMPLE = 8  # answers of a witness; the rest are counted
FACTS = {"sex": "sex", "age": "age", "country": "country", "place": "town"}


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
        users = [item.code for _, item in document.items() if item.choices == first]
        return Part("item", users[0]) if users else Part(ABOUT)
    kind = _PARTS.get(place.kind, ABOUT)
    if kind in {ABOUT, "tests"}:
        return Part(kind)
    return Part(kind, ".".join(place.code.split(".")[:2]) if kind == "banding" else first)


def _part_with_block(document: Questionnaire, dotted: str) -> Part:
    profile, _, code = dotted.partition(".")
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
    return {part: (counts[part, True], counts[part, False]) for part, _ in counts}


def panel(
    document: Questionnaire,
    found: tuple[Finding, ...],
    address: Callable[[Part], str],
    *,
    before: tuple[Finding, ...] | None = None,
    mend: Callable[[Finding], Iterable[Component]] = lambda _: (),
) -> Component:
    """The list, newest trouble first: what the edit just made (not in `before`) is marked and put on top. `mend`
    draws the buttons that put a finding right."""
    known = None if before is None else {_identity(one) for one in before}
    new = [one for one in found if known is not None and _identity(one) not in known]
    gone = len(known - {_identity(one) for one in found}) if known is not None else 0
    rest = [one for one in found if one not in new]
    rows = [_row(document, one, address, mend, fresh=one in new) for one in [*new, *rest][:SHOWN]]
    more = html.P(f"… and {len(found) - SHOWN} more.", className="findings-more") if len(found) > SHOWN else ""
    return html.Section(
        [
            html.H2(["Findings", _tally(found)], className="side-title"),
            html.Div(_news(len(new), gone), role="status"),
            html.Ul(rows, className="findings") if rows else _clean(),
            more,
        ],
        id="findings",
        className="side-block",
    )


def _identity(one: Finding) -> tuple[object, ...]:
    return one.code, one.place, one.message


def _tally(found: tuple[Finding, ...]) -> Component:
    errors = sum(one.severity is Severity.ERROR for one in found)
    warnings = len(found) - errors
    words = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    kind = "error" if errors else "warning" if warnings else "none"
    return html.Span(", ".join(words) or "none", className=f"tally tally-{kind}")


def _news(new: int, gone: int) -> Component | str:
    """What the last change did; on a small screen it stays in sight and leads to the findings."""
    said = []
    if new:
        said.append(f"Your last change causes {counted(new, 'new finding', 'new findings')}.")
    if gone:
        said.append(f"It puts {gone} right." if new else f"Your last change puts {gone} right.")
    return html.A(" ".join(said), href="#findings", className="findings-news") if said else ""


def _clean() -> Component:
    words = "Nothing found: every possible score has exactly one result, and every result its words."
    return html.P(words, className="findings-clean")


def _row(
    document: Questionnaire,
    one: Finding,
    address: Callable[[Part], str],
    mend: Callable[[Finding], Iterable[Component]],
    *,
    fresh: bool,
) -> Component:
    error = one.severity is Severity.ERROR
    part = part_with(document, one.place)
    head = [
        html.Span("Error" if error else "Warning", className="finding-kind"),
        html.Span("new", className="finding-new") if fresh else "",
        html.Span(place_in_words(one.place), className="finding-place"),
    ]
    example = html.P(["Example: ", example_in_words(document, one.witness)], className="finding-example")
    acts = [dcc.Link("Go there", href=address(part), className="finding-go"), *mend(one)]
    inside = [
        html.P(head, className="finding-head"),
        html.P(one.message, className="finding-message"),
        example if one.witness else "",
        html.P(one.remedy, className="finding-remedy"),
        html.P(acts, className="finding-acts"),
    ]
    return html.Li(inside, className=f"finding finding-{one.severity.value}{' is-new' if fresh else ''}")


_FIELDS = {
    "show_if": "when it is shown",
    "text": "words",
    "help": "help",
    "when": "condition",
    "choices": "answers",
    "minimum": "least",
    "maximum": "most",
    "cut_offs": "cut-offs",
    "terms": "what it adds up",
}


def place_in_words(place: Place) -> str:
    """`question q3, when it is shown`."""
    kinds = {PlaceKind.ITEM: "question", PlaceKind.BANDING: "results of", PlaceKind.QUESTIONNAIRE: "questionnaire"}
    kind = kinds.get(place.kind, place.kind.value.replace("_", " "))
    code = place.code
    if place.kind in {PlaceKind.BANDING, PlaceKind.BAND, PlaceKind.FLAG, PlaceKind.BLOCK, PlaceKind.RULE}:
        code = code.partition(".")[2].replace(".", " › ")
    field = re.sub(r"\[\d+\].*", "", place.field)
    of = _FIELDS.get(field, field.replace("_", " "))
    return f"{kind} {code}".strip() + (f", {of}" if of else "") + (f" ({place.locale})" if place.locale else "")


def example_in_words(document: Questionnaire, witness: Witness | None) -> str:
    """`age 17, q1 “Weekly”, q2 “3 or 4”, …`: the answers by their texts."""
    if witness is None:
        return ""
    facts = [f"{FACTS.get(name, name)} {value}" for name, value in witness.facts.items()]
    answers = [f"{address} {_answer(document, address, given)}" for address, given in witness.answers.items()]
    said = [*facts, *answers]
    rest = len(said) - EXAMPLE
    return ", ".join(said[:EXAMPLE]) + (f" and {rest} more" if rest > 0 else "")


def _answer(document: Questionnaire, address: str, given: Answer) -> str:
    if given == "":
        return "not answered"
    try:
        item = document.item(address.partition("@")[0].partition(".")[0])
    except KeyError:
        return str(given)
    if isinstance(given, tuple):
        return ", ".join(_choice(document, item, code) for code in given) or "none picked"
    return _choice(document, item, str(given)) if isinstance(given, str) else f"{given} {item.unit}".strip()


def _choice(document: Questionnaire, item: Item, code: str) -> str:
    if item.kind not in {ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID}:
        return code
    found = {choice.code: choice.text for choice in _choices(document, item)}
    return f"“{found.get(code, code)}”"


def _choices(document: Questionnaire, item: Item) -> Iterable[Choice]:
    try:
        return document.choice_list(item.choices).choices
    except KeyError:
        return ()
