"""Findings of the proof said more exactly: a condition that waits for a score which nobody can have, an interpretation
that only a test case reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assessment.document import Questionnaire
from assessment.messages import Code, Finding, Place, finding
from assessment.parts import uses
from assessment.sentences import Said
from assessment.syntax import parse
from assessment.tree import Compare, Condition, Literal, OneOf, ScoreRef, walk

NEVER = frozenset(
    {
        *(Code.NEVER_HOLDS, Code.PART_NEVER_HOLDS, Code.FLAG_NEVER_RAISED, Code.BLOCK_NEVER_SHOWN),
        *(Code.RULE_NEVER_FIRES, Code.CASE_NEVER_APPLIES),
    }
)


def refined(document: Questionnaire, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, those about a part that is such a comparison put in other words, and one more for each whole
    condition that is one."""
    texts = {use.place: use.text for use in uses(document)}
    for told in found:
        each = _with_tests(document, told) if told.code is Code.PROFILE_NEVER_READ else told
        part = str(each.values.get("part", "")) or texts.get(each.place, "")
        impossible = _impossible(each.place, texts.get(each.place, ""), part) if each.code in NEVER and part else None
        if impossible is None or each.code is not Code.PART_NEVER_HOLDS:
            yield each
        if impossible is not None:
            yield impossible


def _with_tests(document: Questionnaire, found: Finding) -> Finding:
    code = found.place.code
    names = [f"“{vector.name}”" for vector in document.tests if vector.profile == code]
    tests = Said(", only the test case {name} does", name=names[0]) if names else ""
    return finding(found.code, found.place, found.witness, profile=code, tests=tests)


def _impossible(place: Place, text: str, part: str) -> Finding | None:
    condition = parse(part)
    match condition:
        case Compare(ScoreRef(code, at), (("==", Literal() as literal),)):
            value = str(literal.value)
        case Compare(ScoreRef(code, at), (("in", OneOf(values)),)):
            value = " or ".join(str(each.value) for each in values)
        case _:
            return None
    name = f"score({code} @ {at})" if at else f"score({code})"
    column = _column(parse(text), condition)
    return finding(
        Code.VALUE_IMPOSSIBLE, place, column=column, name=name, value=value, known=Said(": no answers come to it")
    )


def _column(whole: Condition, part: Condition) -> int:
    """Where the value stands that cannot be."""
    for node in walk(whole):
        if isinstance(node, Compare) and node == part:
            right = node.rest[0][1]
            literal = right.values[0] if isinstance(right, OneOf) else right
            return literal.column if isinstance(literal, Literal) else 0
    return 0
