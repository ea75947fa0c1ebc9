"""What `content check --scores` prints: the scores of each scale, and how many ways of answering lead to each."""

from __future__ import annotations

from typing import Any

from assessment.document import Questionnaire
from assessment.layout import Unusable
from assessment.states import shown

WIDTH = 40
"""Of the longest bar."""


def spreads_as_json(document: Questionnaire) -> list[dict[str, Any]]:
    """For a program to read; scores as text, for they are exact."""
    return [
        {
            "scale": spread.scale,
            "loop": spread.loop,
            "scores": [{"score": shown(score), "ways": ways} for score, ways in spread.scores],
            "unscored": spread.unscored,
            "too_large": spread.too_large,
        }
        for spread in _spreads(document)
    ]


def print_spreads(document: Questionnaire) -> None:
    spreads = _spreads(document)
    if not spreads:
        print("No scores: there is no scale, or the questionnaire cannot be run.")
    for spread in spreads:
        print(f"\n{spread.scale}{f' @ {spread.loop}' if spread.loop else ''}")
        if spread.too_large:
            print(f"    too many ways to answer to list them; what keeps them apart: {spread.too_large}")
            continue
        most = max((many for _, many in spread.scores), default=1)
        for score, many in spread.scores:
            bar = "#" * max(1, round(WIDTH * many / most))
            print(f"    {shown(score):>8}  {bar:{WIDTH}}  {many:,} {'way' if many == 1 else 'ways'}")
        if spread.unscored:
            print(f"    no score  {'':{WIDTH}}  {spread.unscored:,} {'way' if spread.unscored == 1 else 'ways'}")


def _spreads(document: Questionnaire) -> tuple[Any, ...]:
    from assessment.proof import distribution  # not at the top: most commands need no prover

    try:
        return distribution(document)
    except (Unusable, KeyError):
        return ()
