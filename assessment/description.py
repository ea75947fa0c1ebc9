"""A condition in words, for those who do not read conditions. Uses the document's own texts; never fails: what the
document does not have is called by its code."""

from __future__ import annotations

from collections.abc import Callable

from assessment.document import Item, Questionnaire
from assessment.states import exact, shown
from assessment.tree import (
    All,
    Always,
    Answered,
    AnyInstance,
    BandRef,
    Compare,
    Condition,
    Count,
    Either,
    FactRef,
    FlagRef,
    ItemRef,
    Literal,
    LoopRef,
    Not,
    OneOf,
    Points,
    ScoreRef,
    Sum,
    Value,
)

MOST = 60
COMPARED = {
    "==": "{left} is {right}",
    "!=": "{left} is not {right}",
    "<": "{left} is below {right}",
    "<=": "{left} is at most {right}",
    ">": "{left} is above {right}",
    ">=": "{left} is at least {right}",
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
FACTS = {"sex": "sex", "age": "age", "country": "country"}
Say = Callable[..., str]
"""(words, **values) -> the words, perhaps in another language, with the values put in by name."""


def in_english(words: str, **values: object) -> str:
    return words.format(**values) if values else words


def describe(condition: Condition, document: Questionnaire, say: Say = in_english) -> str:
    """One phrase, to be put after «only if». An empty condition is «always»."""
    return _Words(document, say).test(condition)


def clipped(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= MOST else line[: MOST - 1].rstrip() + "…"


class _Words:
    def __init__(self, document: Questionnaire, say: Say) -> None:
        self.document, self.say = document, say
        self.items = {item.code: item for _, item in document.items()}
        self.lists = {each.code: each for each in document.choice_lists}

    def test(self, condition: Condition) -> str:  # noqa: PLR0911 one arm for each kind of node
        match condition:
            case Always():
                return self.say("always")
            case All(tests):
                return self.joined("{left} and {right}", tests)
            case Either(tests):
                return self.joined("{left} or {right}", tests)
            case Not(Answered(item)):
                return self.say("{question} is not answered", question=self.value(item))
            case Not(FlagRef(flag)):
                return self.say("the flag {flag} is not up", flag=self.flag(flag))
            case Not(inner):
                return self.say("it is not so that {condition}", condition=self.bracketed(inner))
            case Answered(item):
                return self.say("{question} is answered", question=self.value(item))
            case FlagRef(flag):
                return self.say("the flag {flag} is up", flag=self.flag(flag))
            case AnyInstance(inner):
                return self.say("for at least one of the repetitions: {condition}", condition=self.bracketed(inner))
            case Compare():
                return self.comparison(condition)

    def joined(self, words: str, tests: tuple[Condition, ...]) -> str:
        """One after another: a condition may have dozens."""
        return self.linked(words, [self.bracketed(each) for each in tests])

    def linked(self, words: str, phrases: list[str]) -> str:
        whole, *rest = phrases
        for phrase in rest:
            whole = self.say(words, left=whole, right=phrase)
        return whole

    def bracketed(self, condition: Condition) -> str:
        words = self.test(condition)
        return f"({words})" if isinstance(condition, All | Either) else words

    def comparison(self, compare: Compare) -> str:
        phrases: list[str] = []
        left = compare.first
        for sign, right in compare.rest:
            phrases.append(self.pair(left, sign, right))
            if not isinstance(right, OneOf):
                left = right
        return self.linked("{left} and {right}", phrases)

    def pair(self, left: Value, sign: str, right: Value | OneOf) -> str:
        if isinstance(right, OneOf):
            options = self.linked("{left} or {right}", [self.literal(each, left) for each in right.values])
            return self.say(COMPARED["!=" if sign == "not in" else "=="], left=self.value(left), right=options)
        if sign in ("in", "not in"):
            picked, of = self.side(left, right), self.value(right)
            if sign == "in":
                return self.say("{question} includes {answer}", question=of, answer=picked)
            return self.say("{question} does not include {answer}", question=of, answer=picked)
        if isinstance(left, Literal) and not isinstance(right, Literal):
            return self.pair(right, _TURNED[sign], left)
        return self.say(COMPARED[sign], left=self.value(left), right=self.side(right, left))

    def side(self, value: Value, other: Value) -> str:
        return self.literal(value, other) if isinstance(value, Literal) else self.value(value)

    def literal(self, literal: Literal, other: Value) -> str:
        """A code by the text of the choice or band it stands for where `other` tells which."""
        if not isinstance(literal.value, str):
            return shown(exact(literal.value))
        match other:
            case ItemRef(code):
                return self.choice(self.items.get(code), literal.value)
            case BandRef(code):
                return self.band(code, literal.value)
            case LoopRef():
                return self.instance(literal.value)
        return f"«{literal.value}»"

    def value(self, value: Value) -> str:  # noqa: PLR0911 one arm for each kind of node
        match value:
            case Literal():
                return self.literal(value, value)
            case ItemRef():
                return self.item(value)
            case FactRef(name):
                return self.say(FACTS.get(name, name))
            case LoopRef():
                return self.say("the repetition at hand")
            case ScoreRef(code, at):
                return self.of(self.say("the score {score}", score=self.scale(code)), at)
            case BandRef(code, at):
                return self.of(self.say("the band of {score}", score=self.banding(code)), at)
            case Points(item):
                return self.say("the points of {question}", question=self.item(item))
            case Count(item):
                return self.say("the number of answers picked in {question}", question=self.item(item))
            case Sum(left, sign, right):
                words = "{left} plus {right}" if sign == "+" else "{left} minus {right}"
                return self.say(words, left=self.value(left), right=self.value(right))

    def of(self, what: str, instance: str) -> str:
        return self.say("{what} for {answer}", what=what, answer=self.instance(instance)) if instance else what

    def item(self, ref: ItemRef) -> str:
        item = self.items.get(ref.code)
        text = clipped(item.text) if item is not None and item.text.strip() else ref.code
        if ref.row:
            row = next((each.text for each in item.rows if each.code == ref.row), "") if item is not None else ""
            text = f"{text} – {clipped(row) or ref.row}"
        return self.of(f"«{text}»", ref.at)

    def choice(self, item: Item | None, code: str) -> str:
        found = self.lists.get(item.choices) if item is not None else None
        text = next((each.text for each in found.choices if each.code == code), "") if found is not None else ""
        return f"«{clipped(text) or code}»"

    def instance(self, code: str) -> str:
        for section in self.document.sections:
            item = self.items.get(section.loop_over) if section.loop_over else None
            found = self.lists.get(item.choices) if item is not None else None
            for choice in found.choices if found is not None else ():
                if choice.code == code and choice.text.strip():
                    return f"«{clipped(choice.text)}»"
        return f"«{code}»"

    def scale(self, code: str) -> str:
        title = next((each.title for each in self.document.scales if each.code == code), "")
        return f"«{clipped(title) or code}»"

    def banding(self, code: str) -> str:
        for profile in self.document.profiles:
            for banding in profile.bandings:
                if code == (banding.code or banding.scale):
                    return self.scale(banding.scale) if banding.scale else f"«{code}»"
        return f"«{code}»"

    def band(self, banding: str, code: str) -> str:
        for profile in self.document.profiles:
            for each in profile.bandings:
                if banding == (each.code or each.scale):
                    for band in each.bands:
                        if band.code == code and band.title.strip():
                            return f"«{clipped(band.title)}»"
        return f"«{code}»"

    def flag(self, code: str) -> str:
        titles = [each.title for profile in self.document.profiles for each in profile.flags if each.code == code]
        return f"«{clipped(titles[0]) if titles and titles[0].strip() else code}»"
