"""What the history says of a step is said in the reader's language, whatever made the step."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import here
from console.steps_in_words import STEPS, VALUE, in_words

ROOT = Path(__file__).resolve().parents[2]
SAID = {"Act": 1, "Edit": 1, "part_set": 0, "_listed_when": 1, "_of_locale": 2}  # where each takes its summary


def shape(node: ast.expr) -> str:
    """An f-string with its values left out."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def summaries() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "console").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID):
                continue
            place = SAID[node.func.id]
            argument = node.args[place] if len(node.args) > place else None
            while isinstance(argument, ast.Subscript):  # cut to its length
                argument = argument.value
            if argument is not None and (said := shape(argument)) not in ("", "{} of {}"):
                yield path.name, said + " of {}" * (node.func.id == "_listed_when")


def known(said: str) -> bool:
    """Whether some sentence has this shape, values in it standing for one or several."""
    return in_words(said.replace("{}", "x")) != said.replace("{}", "x")


@pytest.fixture
def serbian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here, "language", lambda: "sr-Latn")


@pytest.mark.usefixtures("serbian")
def test_every_step_that_the_editor_makes_can_be_said_in_serbian() -> None:
    found = list(summaries())
    assert len(found) > 70
    allowed = {"Moved {} {}", "Moved a part of {} {}", "Removed {} {}"}  # up, down; feedback, a rule: each by itself
    assert [(where, said) for where, said in found if said not in allowed and not known(said)] == []


@pytest.mark.usefixtures("serbian")
def test_each_sentence_is_found_by_its_own_shape_with_its_values() -> None:
    for words in STEPS:
        english = VALUE.sub(lambda found: f"{found[1]}9", words)
        said = in_words(english)
        assert said != english, words
        for value in VALUE.findall(words):
            assert value in ("step", "text") or f"{value}9" in said, words


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("Reworded: item.q1.help", "Reworded: Question q1, help"),
        ("Reworded: Question q1, help", "Reworded: Question q1, help"),  # as it was kept at first
        ("Changed the points of often.never and 3 more", "Changed the points of often.never and 3 more"),
        ("Took back: Reworded: item.q1.text", "Took back: Reworded: Question q1"),
        ("Three tips say a little more", "Three tips say a little more"),
    ],
)
def test_a_step_stays_readable_however_it_was_kept(kept: str, said: str) -> None:
    assert in_words(kept) == said
