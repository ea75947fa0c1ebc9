"""What the history says of a step, in the reader's language. A step is kept as one English sentence, which the ledger
and the command line can read too; here its shape is found again, and said anew with the values in it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from console.language import N_, _
from console.text_names import text_name

STEPS = (
    N_("Created"),
    N_("Created from blank"),
    N_("From a file"),
    N_("Copied from {code}"),
    N_("Went back to version {number}"),
    N_("Took back: {step}"),
    N_("{step} and what named it in conditions"),
    N_("Reworded: {text}"),
    N_("Changed “{field}” of {code}"),
    N_("Changed “{field}” of the list {code}"),
    N_("Changed “{field}” of score {code}"),
    N_("Changed “{field}” of the rights"),
    N_("Changed “{field}”"),
    N_("Changed when {code} is asked"),
    N_("Changed when section {code} is asked"),
    N_("Changed when row {row} of {code} is asked"),
    N_("Changed when {code} offers {choice}"),
    N_("Changed what section {code} is repeated for"),
    N_("Moved a cut-off of {code}"),
    N_("Changed where cut-offs hold of {code}"),
    N_("Changed a decision of {code}"),
    N_("Changed how serious {code} is"),
    N_("Changed the condition of {code}"),
    N_("Changed the services of rule {code}"),
    N_("Changed how many services {code} shows"),
    N_("Changed whether {code} is a crisis"),
    N_("Changed whether {code} rules out the others"),
    N_("Changed the points of {code}"),
    N_("Changed the note"),
    N_("Changed the note of {code}"),
    N_("Changed the answers of {code}"),
    N_("Changed what {code} reads"),
    N_("Changed the kind of {code}"),
    N_("Changed what {code} is shown with"),
    N_("Changed what {code} is decided for"),
    N_("Changed the version of {code}"),
    N_("Changed the code to {code}"),
    N_("Changed the countries of {code}"),
    N_("Changed the source of {code}"),
    N_("Changed whose words {language} has"),
    N_("Changed the attribution of {language}"),
    N_("Changed how {term} counts in {code}"),
    N_("Changed the test case “{name}”"),
    N_("Gave {code} the code {new}"),
    N_("Gave {code} a list of its own"),
    N_("Made {code} another kind of question"),
    N_("Moved {code} to {section}"),
    N_("Moved {code} up"),
    N_("Moved {code} down"),
    N_("Moved a part of {code} up"),
    N_("Moved a part of {code} down"),
    N_("Duplicated {code}"),
    N_("{term} counts in {code}"),
    N_("{term} counts in {code} no more"),
    N_("Added a score"),
    N_("Added results of {code}"),
    N_("Added a result to {code}"),
    N_("Added feedback for {code}"),
    N_("Added a safety flag"),
    N_("Added a referral rule"),
    N_("Added a list of answers"),
    N_("Added {number} answers to {code}"),
    N_("Added a test case"),
    N_("Added a range to {code}"),
    N_("Added results by decision to {code}"),
    N_("Added a decision to {code}"),
    N_("Added a text to {code}"),
    N_("Added cut-offs of {code} for {people}"),
    N_("Added an interpretation for {country}"),
    N_("Added a question to {code}"),
    N_("Added a section"),
    N_("Added an answer to {code}"),
    N_("Added a row to {code}"),
    N_("Removed the score {code}"),
    N_("Removed the result {code}"),
    N_("Removed the safety flag {code}"),
    N_("Removed feedback {code}"),
    N_("Removed referral rule {code}"),
    N_("Removed the list {code}"),
    N_("Removed the results of {code}"),
    N_("Removed a range of {code}"),
    N_("Removed a decision of {code}"),
    N_("Removed cut-offs, case {number}, of {code}"),
    N_("Removed the interpretation {code}"),
    N_("Removed the test case “{name}”"),
    N_("Removed section {code}"),
    N_("Removed row {row} of {code}"),
    N_("Removed {code}"),
    N_("Put a finding right: {code}"),
)
MORE = re.compile(r"(?P<step>.*) and (?P<more>\d+) more")
VALUE = re.compile(r"\{(\w+)\}")


def in_words(summary: str) -> str:
    """A summary as it is kept; one that nobody knows the shape of stays as it is."""
    if several := MORE.fullmatch(summary):
        return in_words(several["step"]) + _(" and {rest} more", rest=several["more"])
    for words, shape in _shapes():
        if found := shape.fullmatch(summary):
            values: dict[str, Any] = {name: _value(name, said) for name, said in found.groupdict().items()}
            return _(words, **values)
    return summary


def _value(name: str, said: str) -> str:
    if name == "step":
        return in_words(said)
    return text_name(said) if name == "text" else said


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The most particular first: “Removed the list x” is also a “Removed x”."""
    most_said = sorted(STEPS, key=lambda words: -len(VALUE.sub("", words)))
    return tuple((words, re.compile(_pattern(words), re.DOTALL)) for words in most_said)


def _pattern(words: str) -> str:
    """The values of a sentence stand at every odd place between its words."""
    parts = VALUE.split(words)
    return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
