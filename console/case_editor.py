"""The test cases kept with a questionnaire: worked examples, and whether the draft still comes to what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from assessment.document import Expected, Given, Questionnaire, Vector
from assessment.messages import Finding, PlaceKind, Severity, Witness
from console.cases import as_lines
from console.controls import Controls, name
from console.findings_in_words import example_in_words, message
from console.language import N_, _
from content_store import documents

_OF = {"score": "score", "band": N_("result of"), "flag": "flag"}


@dataclass(frozen=True, slots=True)
class CaseEditor:
    document: Questionnaire
    controls: Controls

    def draw(self) -> Component:
        found = documents.findings(self.document)
        proved = not any(one.severity is Severity.ERROR and one.place.kind is not PlaceKind.TEST for one in found)
        of_test = {vector.name: _of(found, vector.name) for vector in self.document.tests}
        failing = sum(_fails(said) for said in of_test.values())
        rows = [self._case(vector, of_test[vector.name], proved) for vector in self.document.tests]
        return html.Div(
            [html.H2(_("Test cases")), html.P(self._said(failing, proved), className="counts-in"), *rows, self._add()],
            className="editor",
        )

    def _add(self) -> Component:
        return html.Div(self.controls.button(name("add_test"), _("Add a test case")), className="adding")

    def _said(self, failing: int, proved: bool) -> str:
        number = len(self.document.tests)
        about = _("Worked examples, reckoned by hand or taken from what was published.") + " "
        if not number:
            return about + _("There is none yet.")
        if failing:
            return about + _(
                "{failing} of {n} case does not come out as written.",
                "{failing} of {n} cases do not come out as written.",
                n=number,
                failing=failing,
            )
        if not proved:
            return about + _("Whether they hold is told once the errors are mended.")
        return about + _("It comes out as written.", "All {n} come out as written.", n=number)

    def _case(self, vector: Vector, wrong: Sequence[Finding], proved: bool) -> Component:
        kind, words = ("done", _("Holds")) if proved else ("plain", _("Not run"))
        if _fails(wrong):
            kind, words = "failing", _("Fails")
        remove = self.controls.button(
            name("remove_test", vector.name), _("Remove"), title=_("Remove the test case “{name}”", name=vector.name)
        )
        head = [html.Span(words, className=f"state state-{kind}"), html.Strong(vector.name), remove]
        facts = [
            (_("Answers"), self._given(vector)),
            (_("Comes to"), "; ".join(_expected(one) for one in vector.expect)),
            (_("Because"), vector.why),
        ]
        rows = [html.Div([html.Dt(label), html.Dd(said)]) for label, said in facts if said]
        problems = [html.P(message(one), className="problem") for one in wrong]
        empty = not vector.answers and not vector.expect
        change = html.Details([html.Summary(_("Change it")), *self._fields(vector)], open=empty)
        inside = [html.Div(head, className="case-head"), *problems, html.Dl(rows), change]
        return html.Section(inside, className="case")

    def _given(self, vector: Vector) -> str:
        given = Witness(
            {one.address: one.answer for one in vector.answers},
            {one.address: one.answer for one in vector.facts},  # type: ignore[misc]
        )
        return example_in_words(self.document, given)

    def _fields(self, vector: Vector) -> list[Component]:
        """What is given and expected, a line for each."""
        controls, label = self.controls, vector.name
        profiles = [
            ("", _("The one that fits")),
            *((one.code, one.title or one.code) for one in self.document.profiles),
        ]

        def lines(field: str, words: str, pairs: tuple[Given, ...] | tuple[Expected, ...], help_text: str) -> Component:
            written = as_lines(pairs)
            key = name("case", field, label)
            return controls.plain(key, words, written, help_text=help_text, rows=max(2, written.count("\n") + 1))

        codes = ", ".join(item.code for _section, item in self.document.items())
        answers = _(
            "One in a line, such as q1 = never; several with commas; ~ for “I'd rather not say”. Questions: {codes}.",
            codes=codes,
        )
        return [
            controls.line(name("case", "name", label), _("Name"), label, most=200),
            lines("answers", _("Answers"), vector.answers, answers),
            lines("facts", _("Facts"), vector.facts, _("Such as sex = female, age = 17, country = RS; may be empty.")),
            lines(
                "expected",
                _("Should come to"),
                vector.expect,
                _("Such as score.total = 12, band.total = high, flag.risk = up; none where there is none."),
            ),
            controls.pick(name("case", "profile", label), _("Read by the interpretation"), vector.profile, profiles),
            controls.words(name("case", "why", label), _("Because"), vector.why, rows=1),
        ]


def _fails(said: Sequence[Finding]) -> bool:
    """What is merely odd about a case (a fact that nothing asks for) does not make it fail."""
    return any(one.severity is Severity.ERROR for one in said)


def _of(found: Sequence[Finding], vector: str) -> list[Finding]:
    return [one for one in found if one.place.kind is PlaceKind.TEST and one.place.code == vector]


def _expected(one: Expected) -> str:
    """`score total 12`, `result of total low`."""
    path, _sign, loop = one.of.partition("@")
    kind, _sign, code = path.partition(".")
    return " ".join(filter(None, (_OF.get(kind, kind), code, f"({loop})" if loop else "", _value(one.value))))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "up" if value else "down"
    return "none" if value is None else str(value)
