"""A refusal as a sentence that can be said in another language."""

from __future__ import annotations


class Sentence(ValueError):
    """`words` with `values` put in by name is what `str()` says; who speaks another language translates the words
    first."""

    def __init__(self, words: str, /, **values: object) -> None:
        super().__init__(words, values)
        self.words = words
        self.values = values

    def __str__(self) -> str:
        return self.words.format(**self.values) if self.values else self.words
