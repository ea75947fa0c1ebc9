"""Facts that are asked for and change nothing, or are counted on and never asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.conditions import references
from assessment.document import Banding, Questionnaire, Vector
from assessment.flow import Flow
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.parts import Use, uses
from assessment.sentences import Said
from assessment.syntax import Unreadable, parse

ASKED = ("sex", "age")
SETTLED = frozenset({Code.ALWAYS_HOLDS, Code.NEVER_HOLDS, Code.PROFILE_NEVER_READ, Code.CONTRADICTION})


def findings(document: Questionnaire, found: Iterable[Finding]) -> Iterator[Finding]:
    """Of a sound document. `found`: what is known of its conditions already."""
    settled = {(each.place.kind, each.place.code, each.place.field) for each in found if each.code in SETTLED}
    for fact in ASKED:
        yield from _unused(document, fact, settled)
    if document.under_age and document.minimum_age is None:
        yield finding(
            Code.FACT_NOT_ASKED,
            Place(PlaceKind.QUESTIONNAIRE, field="under_age"),
            what=Said("The text for those who are too young rests on"),
            fact="age",
            how=Said("Set a least age, or take the text out"),
        )
    giving = [vector for vector in document.tests if any(each.address in ASKED for each in vector.facts)]
    if giving:
        flow = Flow(document)
        for vector in giving:
            yield from _of_test(flow, vector)


def _unused(document: Questionnaire, fact: str, settled: set[tuple[PlaceKind, str, str]]) -> Iterator[Finding]:
    if fact == "age" and document.minimum_age is not None:
        return
    naming = [use for use in uses(document) if fact in _facts(use.text)]
    if naming and all(_decides_nothing(document, use, settled) for use in naming):
        yield finding(Code.FACT_UNUSED, naming[0].place, what=Said("People are asked"), fact=fact)


def _facts(text: str) -> frozenset[str]:
    try:
        return references(parse(text)).facts
    except Unreadable:
        return frozenset()


def _decides_nothing(document: Questionnaire, use: Use, settled: set[tuple[PlaceKind, str, str]]) -> bool:
    if (use.place.kind, use.place.code, use.place.field) in settled:
        return True
    return use.place.kind is PlaceKind.BANDING and use.place.field.startswith("cut_offs") and _alike(document, use)


def _alike(document: Questionnaire, use: Use) -> bool:
    """Whether the case has the very ranges that would apply without it."""
    profile, _, code = use.place.code.partition(".")
    banding: Banding = next(each for each in document.profile(profile).bandings if each.code == code)
    index = int(use.place.field.partition("[")[2].partition("]")[0])
    following = banding.cut_offs[index + 1 :]
    return bool(following) and set(following[0].ranges) == set(banding.cut_offs[index].ranges)


def _of_test(flow: Flow, vector: Vector) -> Iterator[Finding]:
    given = {each.address: each.answer for each in vector.facts}
    country = given.get("country")
    asked = flow.facts_asked({"country": country} if isinstance(country, str) else {})
    for index, each in enumerate(vector.facts):
        if each.address in ASKED and each.address not in asked:
            yield finding(
                Code.FACT_NOT_ASKED,
                Place(PlaceKind.TEST, vector.name, f"facts[{index}]"),
                what=Said("The test case gives"),
                fact=each.address,
                how=Said("Take it out of the test case, or use it in a condition"),
            )
