"""A condition in words, for those who do not read conditions. Uses the document's own texts; never fails: what the
document does not have is called by its code."""

from __future__ import annotations

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
_SIGNS = {
    "==": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_FACTS = {"sex": "sex", "age": "age", "country": "country"}


def describe(condition: Condition, document: Questionnaire) -> str:
    """One phrase, to be put after «only if». An empty condition is «always»."""
    return _Words(document).test(condition)


def clipped(text: str, most: int = MOST) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


class _Words:
    def __init__(self, document: Questionnaire) -> None:
        self.document = document
        self.items = {item.code: item for _, item in document.items()}
        self.lists = {each.code: each for each in document.choice_lists}

    def test(self, condition: Condition) -> str:  # noqa: PLR0911 one arm for each kind of node
        match condition:
            case Always():
                return "always"
            case All(tests):
                return " and ".join(self.bracketed(each) for each in tests)
            case Either(tests):
                return " or ".join(self.bracketed(each) for each in tests)
            case Not(Answered(item)):
                return f"{self.value(item)} is not answered"
            case Not(FlagRef(flag)):
                return f"the flag {self.flag(flag)} is not up"
            case Not(inner):
                return f"it is not so that {self.bracketed(inner)}"
            case Answered(item):
                return f"{self.value(item)} is answered"
            case FlagRef(flag):
                return f"the flag {self.flag(flag)} is up"
            case AnyInstance(inner):
                return f"for at least one of the repetitions: {self.bracketed(inner)}"
            case Compare():
                return self.comparison(condition)

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
        return " and ".join(phrases)

    def pair(self, left: Value, sign: str, right: Value | OneOf) -> str:
        if isinstance(right, OneOf):
            options = " or ".join(self.literal(each, left) for each in right.values)
            return f"{self.value(left)} is {'not ' if sign == 'not in' else ''}{options}"
        if sign in ("in", "not in"):
            return f"{self.value(right)} {'includes' if sign == 'in' else 'does not include'} {self.side(left, right)}"
        if isinstance(left, Literal) and not isinstance(right, Literal):
            return self.pair(right, _TURNED[sign], left)
        return f"{self.value(left)} {_SIGNS[sign]} {self.side(right, left)}"

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
                return _FACTS.get(name, name)
            case LoopRef():
                return "the repetition at hand"
            case ScoreRef(code, at):
                return f"the score {self.scale(code)}{self.of(at)}"
            case BandRef(code, at):
                return f"the band of {self.banding(code)}{self.of(at)}"
            case Points(item):
                return f"the points of {self.item(item)}"
            case Count(item):
                return f"the number of answers picked in {self.item(item)}"
            case Sum(left, sign, right):
                return f"{self.value(left)} {'plus' if sign == '+' else 'minus'} {self.value(right)}"

    def of(self, instance: str) -> str:
        return f" for {self.instance(instance)}" if instance else ""

    def item(self, ref: ItemRef) -> str:
        item = self.items.get(ref.code)
        text = clipped(item.text) if item is not None and item.text.strip() else ref.code
        if ref.row:
            row = next((each.text for each in item.rows if each.code == ref.row), "") if item is not None else ""
            text = f"{text} – {clipped(row) or ref.row}"
        return f"«{text}»{self.of(ref.at)}"

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
