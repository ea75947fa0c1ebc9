"""Sentences that can be said in another language: they keep their values apart from their words."""

from __future__ import annotations

from collections.abc import Iterable


class Sentence(ValueError):
    """`words` with `values` put in by name is what `str()` says; who speaks another language translates the words
    first."""

    def __init__(self, words: str, /, **values: object) -> None:
        super().__init__(words, values)
        self.words = words
        self.values = values

    def __str__(self) -> str:
        return self.words.format(**self.values) if self.values else self.words


class Said(str):
    """An English sentence, and what it was put together from: `Said("There is no item “{code}”.", code=code)`, or, with
    a plural, `Said("There is a warning.", "There are {n} warnings.", n=3)`. Raised or handed on as any text; `str()` of
    an exception that was raised with one gives it back as it is."""

    __slots__ = ("many", "one", "values")

    one: str
    many: str
    values: dict[str, object]

    def __new__(cls, one: str, many: str = "", /, **values: object) -> Said:
        pattern = many if many and values.get("n") != 1 else one
        said = super().__new__(cls, pattern.format(**values) if values else pattern)
        said.one, said.many, said.values = one, many, values
        return said

    def __str__(self) -> str:
        return self


def in_a_row(sentences: Iterable[str], between: str = " ") -> Said:
    """Several as one text, each to be said in another language by itself."""
    each = {f"p{at}": one if isinstance(one, Said) else Said(one) for at, one in enumerate(sentences)}
    return Said(between.join(f"{{{name}}}" for name in each), **each)
