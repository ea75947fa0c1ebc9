"""What can be written into a condition of a questionnaire: for the browser, which offers it while somebody types."""

from __future__ import annotations

import json
from typing import Any

from assessment.document import ItemKind, Questionnaire

LONGEST = 80  # characters of a text that are shown beside its code
Offer = list[str]
"""What is written, what it means, of what its values are (`list:<code>`, `bands:<code>`, a kind, or nothing), and
whether it is asked: those stand in the order in which they are."""
ASKED = "asked"


def vocabulary(document: Questionnaire) -> str:
    """As JSON: `names` that a condition can begin with, and the `values` that each can be compared with."""
    values: dict[str, list[list[str]]] = {
        "sex": [["female", ""], ["male", ""], ["other", ""]],
        **{f"list:{one.code}": [[c.code, _short(c.text)] for c in one.choices] for one in document.choice_lists},
    }
    for profile in document.profiles:
        for banding in profile.bandings:
            known = values.setdefault(f"bands:{banding.code}", [])
            known += [pair for band in banding.bands if (pair := [band.code, _short(band.title)]) not in known]
    made: dict[str, Any] = {"names": [*_items(document), *_facts(), *_results(document)], "values": values}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _items(document: Questionnaire) -> list[Offer]:
    offers = []
    for _, item in document.items():
        if item.kind is ItemKind.NOTE:
            continue
        of = f"list:{item.choices}" if item.choices else "number"
        if item.kind is ItemKind.MULTIPLE:
            of = f"several:{item.choices}"
        if item.kind in (ItemKind.DATE, ItemKind.TEXT):
            of = "text"
        names = [(f"{item.code}.{row.code}", row.text) for row in item.rows] or [(item.code, item.text)]
        offers += [[name, _short(words), of, ASKED] for name, words in names]
    return offers


def _facts() -> list[Offer]:
    return [["age", "", "number"], ["sex", "", "sex"], ["country", "", "text"]]


def _results(document: Questionnaire) -> list[Offer]:
    scores = [[f"score({one.code})", _short(one.title), "number"] for one in document.scales]
    bandings = {banding.code: banding for profile in document.profiles for banding in profile.bandings}
    flags = {flag.code: flag for profile in document.profiles for flag in profile.flags}
    return [
        *scores,
        *([f"band({code})", "", f"bands:{code}"] for code in bandings),
        *([f"flag({code})", _short(flag.title), ""] for code, flag in flags.items()),
        *([word, "", ""] for word in ("not", "answered(", "points(", "count(", "any(")),
    ]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
