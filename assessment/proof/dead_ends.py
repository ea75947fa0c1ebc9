"""Nobody gets stuck: shown first, of every run at once.

A run goes from each question that is asked to one that stands later, in an order that is finite (a loop once for each
choice); a question with nothing left to choose is passed over. So a run ends, unless somebody is asked what no answer
is an answer to. Here each question is put to the very gate that answers go through. One choice stands for all of them:
the gate asks no more than whether it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from assessment.acceptance import RATHER_NOT, Unacceptable, accept
from assessment.document import CHOSEN, Item, ItemKind, Required
from assessment.layout import Layout
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.steps import Step

TRIED = 20
"""Numbers on either side of the one that is nearest to naught; those further off only have more figures."""


def findings(layout: Layout) -> Iterator[Finding]:
    for _, item in layout.document.items():
        step = Step(item.code, item, rows=item.rows, choices=layout.choices(item.code)[:1])
        if not any(_is_accepted(step, text) for text in _answers(step)):
            yield finding(Code.DEAD_END, Place(PlaceKind.ITEM, item.code, "required"), item=item.code)


def _is_accepted(step: Step, text: str) -> bool:
    try:
        accept(step, {address: [text] for address in step.addresses})
    except Unacceptable:
        return False
    return True


def _answers(step: Step) -> Iterator[str]:
    """In the order in which they are likely to do."""
    item = step.item
    if item.required is not Required.HARD:
        yield RATHER_NOT if item.required is Required.SOFT else ""
    elif item.kind in CHOSEN:
        yield from (choice.code for choice in step.choices)
    elif item.kind in (ItemKind.NUMBER, ItemKind.SCALE):
        yield from _numbers(item)
    else:
        yield item.earliest or item.latest or "2000-01-01"


def _numbers(item: Item) -> Iterator[str]:
    """The shortest that the limits and the steps allow."""
    step = Fraction(item.step) if item.step > 0 else Fraction(1)
    start, high = Fraction(item.minimum or 0), item.maximum
    nearest = max(Fraction(0), start) if high is None or high >= 0 else Fraction(high)
    at = (nearest - start) // step
    for each in sorted(range(at - TRIED, at + TRIED + 1), key=lambda number: abs(number - at)):
        yield _written(start + each * step)


def _written(number: Fraction) -> str:
    return format(Decimal(number.numerator) / Decimal(number.denominator), "f")
