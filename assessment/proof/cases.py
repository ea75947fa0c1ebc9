"""The test cases kept with a document, run through the engine of the site."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from assessment.document import DECLINED, Answer, Expected, Facts, Vector
from assessment.flow import Flow
from assessment.messages import Code, Finding, Place, PlaceKind, Witness, finding
from assessment.outcome import Outcome
from assessment.scoring import conclude
from assessment.sentences import Said
from assessment.states import exact, shown

Value = str | int | Fraction | bool | None


class _Impossible(Exception):
    """Why a case cannot be run."""


def findings(flow: Flow) -> Iterator[Finding]:
    for vector in flow.document.tests:
        yield from _case(flow, vector)


def _case(flow: Flow, vector: Vector) -> Iterator[Finding]:
    place = Place(PlaceKind.TEST, vector.name)
    answers = {given.address: given.answer for given in vector.answers}
    try:
        facts = _facts(vector)
        _can_be_answered(flow, answers, facts)
        if vector.profile and vector.profile not in flow.interpretations:
            raise _Impossible(Said("there is no profile “{code}”.", code=vector.profile))
        outcome = conclude(flow, answers, facts, profile=vector.profile or None)
        for index, expected in enumerate(vector.expect):
            value = _value(flow, outcome, expected.of)
            if not _same(value, expected):
                here = Place(place.kind, place.code, f"expect[{index}]")
                witness = Witness(answers, facts)
                said = _said(expected.value)
                yield finding(Code.TEST_FAILS, here, witness, of=expected.of, expected=said, found=_said(value))
    except _Impossible as why:
        yield finding(Code.TEST_IMPOSSIBLE, place, why=str(why))


def _facts(vector: Vector) -> Facts:
    facts: dict[str, str | int] = {}
    for given in vector.facts:
        if given.address not in ("sex", "age", "country", "place"):
            raise _Impossible(
                Said("“{fact}” is not a fact; facts are sex, age, country and place.", fact=given.address)
            )
        if not isinstance(given.answer, str | int) or isinstance(given.answer, str) == (given.address == "age"):
            raise _Impossible(Said("“{answer}” cannot be the {fact}.", answer=given.answer, fact=given.address))
        facts[given.address] = given.answer
    return facts


def _can_be_answered(flow: Flow, answers: dict[str, Answer], facts: Facts) -> None:
    """Each answer is to something that is asked, and is one of its answers."""
    counted = flow.prune(answers, facts)
    asked = {address for step in flow.steps(answers, facts) for address in step.addresses}
    for address, answer in answers.items():
        if address not in asked:
            raise _Impossible(Said("“{item}” is not asked in this case.", item=address))
        if address not in counted or (answer != DECLINED and not _as_answered(answer, counted[address])):
            raise _Impossible(Said("“{answer}” is not an answer to “{item}”.", answer=_said(answer), item=address))


def _as_answered(given: Answer, counted: Answer) -> bool:
    if isinstance(given, tuple) and isinstance(counted, tuple):
        return set(given) == set(counted)
    return given == counted


def _value(flow: Flow, outcome: Outcome, of: str) -> Value:
    name, _, loop = of.partition("@")
    kind, _, code = name.partition(".")
    if name == "status":
        return outcome.status.value
    if kind == "score" and code in flow.scales.by_code:
        score = outcome.score(code, loop)
        return score.value if score else None
    profile = flow.interpretations.get(outcome.profile)
    if kind == "band" and (not profile or code in [banding.code for banding in profile.profile.bandings]):
        reading = outcome.reading(code, loop)
        return reading.band.code if reading and reading.band else None
    if kind == "flag" and (not profile or code in [flag.code for flag in profile.profile.flags]):
        return code in [flag.code for flag in outcome.flags]
    raise _Impossible(
        Said("“{name}” is not known. Write status, score.…, band.… or flag.… with codes that exist.", name=of)
    )


def _same(value: Value, expected: Expected) -> bool:
    wanted = expected.value
    if isinstance(wanted, bool) or isinstance(value, bool):
        return value is wanted
    if wanted is None or isinstance(wanted, str) or value is None or isinstance(value, str):
        return value == wanted
    return exact(value) == exact(wanted)


def _said(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return shown(value) if isinstance(value, Fraction) else str(value)
