"""The test cases kept with a questionnaire: worked examples, and whether the draft still comes to what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from assessment.document import Expected, Questionnaire, Vector
from assessment.messages import Finding, PlaceKind, Severity, Witness
from console.controls import Controls, name
from console.findings import example_in_words
from console.words import counted
from content_store import documents

_OF = {"score": "score", "band": "result of", "flag": "flag"}


@dataclass(frozen=True, slots=True)
class CaseEditor:
    document: Questionnaire
    controls: Controls

    def draw(self) -> Component:
        found = documents.findings(self.document)
        proved = not any(one.severity is Severity.ERROR and one.place.kind is not PlaceKind.TEST for one in found)
        of_test = {vector.name: _of(found, vector.name) for vector in self.document.tests}
        failing = sum(bool(wrong) for wrong in of_test.values())
        rows = [self._case(vector, of_test[vector.name], proved) for vector in self.document.tests]
        return html.Div(
            [html.H2("Test cases"), html.P(self._said(failing, proved), className="counts-in"), *rows],
            className="editor",
        )

    def _said(self, failing: int, proved: bool) -> str:
        number = len(self.document.tests)
        about = "Worked examples, reckoned by hand or taken from what was published. "
        if failing:
            does = "does" if failing == 1 else "do"
            return f"{about}{failing} of {counted(number, 'case', 'cases')} {does} not come out as written."
        if not proved:
            return f"{about}Whether they hold is told once the errors are mended."
        return f"{about}{'It comes' if number == 1 else f'All {number} come'} out as written."

    def _case(self, vector: Vector, wrong: Sequence[Finding], proved: bool) -> Component:
        kind, words = ("failing", "Fails") if wrong else ("done", "Holds") if proved else ("plain", "Not run")
        given = Witness(
            {one.address: one.answer for one in vector.answers},
            {one.address: one.answer for one in vector.facts},  # type: ignore[misc]
        )
        remove = self.controls.button(
            name("remove_test", vector.name), "Remove", title=f"Remove the test case “{vector.name}”"
        )
        head = [html.Span(words, className=f"state state-{kind}"), html.Strong(vector.name), remove]
        facts = [
            ("Answers", example_in_words(self.document, given)),
            ("Comes to", "; ".join(_expected(one) for one in vector.expect)),
            ("Because", vector.why),
        ]
        rows = [html.Div([html.Dt(label), html.Dd(said)]) for label, said in facts if said]
        problems = [html.P(one.message, className="problem") for one in wrong]
        return html.Section([html.Div(head, className="case-head"), *problems, html.Dl(rows)], className="case")


def _of(found: Sequence[Finding], vector: str) -> list[Finding]:
    return [one for one in found if one.place.kind is PlaceKind.TEST and one.place.code == vector]


def _expected(one: Expected) -> str:
    """`score total 12`, `result of total low`."""
    path, _, loop = one.of.partition("@")
    kind, _, code = path.partition(".")
    return " ".join(filter(None, (_OF.get(kind, kind), code, f"({loop})" if loop else "", _value(one.value))))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "up" if value else "down"
    return "none" if value is None else str(value)
