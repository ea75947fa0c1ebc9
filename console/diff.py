"""The difference between two texts, word by word, as marked text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from dash import html

WORDS = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")  # a blank goes with its word, or every two texts would be alike
LONGEST = 500  # words that are not alike from either end; beyond it a comparison can take minutes


def words(before: str, after: str) -> html.Span:
    """What went struck out, what came underlined, the rest plain. Marked by element, not only by colour."""
    return html.Span([_drawn(kind, text) for kind, text in changes(before, after)], className="diff")


def changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """`same`, `gone` and `new` stretches: the first and second joined are `before`, the first and third `after`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    if head:
        yield "same", "".join(old[:head])
    yield from _between(old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield "same", "".join(old[len(old) - tail :])


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words are the same from the beginning."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _between(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    if max(len(old), len(new)) > LONGEST:
        yield from ((kind, "".join(text)) for kind, text in (("gone", old), ("new", new)) if text)
        return
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(old[i:j])
            continue
        if i < j:
            yield "gone", "".join(old[i:j])
        if k < m:
            yield "new", "".join(new[k:m])


def _drawn(kind: str, text: str) -> html.Span | html.Del | html.Ins:
    match kind:
        case "gone":
            return html.Del(text)
        case "new":
            return html.Ins(text)
        case _:
            return html.Span(text)
