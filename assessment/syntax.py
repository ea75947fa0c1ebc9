"""From the text of a condition to its tree.

A condition looks like Python and is read by the parser below, which knows nothing else: what cannot be written
cannot be run.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, NoReturn

from assessment.document import Number
from assessment.sentences import Sentence
from assessment.tree import (
    VALUES,
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
    named,
)

FACTS = frozenset({"sex", "age", "country"})
WORDS = frozenset({"and", "or", "not", "in"})
FUNCTIONS = frozenset({"score", "band", "flag", "answered", "points", "count", "any"})
RESERVED = FACTS | WORDS | FUNCTIONS | {"loop"}
"""Codes that no item may have: a condition could not name it."""

LONGEST = 4000
DEEPEST = 40
MOST_DIGITS = 30


class Unreadable(Sentence):
    """A condition that cannot be read. `column` counts characters from 1."""

    def __init__(self, words: str, column: int, **values: object) -> None:
        super().__init__(words, **values)
        self.column = column

    @property
    def message(self) -> str:
        return super().__str__()

    def __str__(self) -> str:
        return f"{self.message} (column {self.column})"


_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<text>"(?:[^"\\\n]|\\["'\\])*"|'(?:[^'\\\n]|\\["'\\])*')
    |(?P<mark>==|!=|<=|>=|<|>|\+|-|@|\.|\(|\)|\[|\]|,)""",
    re.VERBOSE | re.ASCII,
)
MISTAKES = {
    "=": "Write == to compare.",
    "&": "Write «and».",
    "|": "Write «or».",
    "!": "Write «not», or != for «is not».",
    '"': 'This text has no end; close it with ".',
    "'": "This text has no end; close it with '.",
    "“": 'Write texts in straight quotation marks: "…".',
    "”": 'Write texts in straight quotation marks: "…".',
    "„": 'Write texts in straight quotation marks: "…".',
    "*": "Only + and - are possible here; weights belong to a score.",
    "/": "Only + and - are possible here; weights belong to a score.",
}


class Token(NamedTuple):
    kind: str  # number, name, text, mark, end
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """The words of a condition, with an `end` at the end. Raises Unreadable."""
    if len(text) > LONGEST:
        words = "A condition has at most {most} characters; split it over several scores or questions."
        raise Unreadable(words, 1, most=LONGEST)
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            character = text[at]
            words = "«{sign}» means nothing in a condition; take it out."
            if character.isalpha():
                words = "Codes have the letters a to z alone; «{sign}» is none of them. Choose from what is offered."
            raise Unreadable(MISTAKES.get(character, words), at + 1, sign=character)
        if match.lastgroup == "name" and match.group().lower() in WORDS - {match.group()}:
            raise Unreadable("Write «{word}» in small letters.", at + 1, word=match.group().lower())
        if match.lastgroup != "space":
            found.append(Token(match.lastgroup or "", match.group(), at + 1))
        at = match.end()
    return [*found, Token("end", "", len(text) + 1)]


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """The tree of a condition; empty text is always true. Names are not looked up: see `references`. Remembered, for
    the same conditions are read again and again."""
    if not text.strip():
        return Always()
    return _Parser(text).whole()


class _Parser:
    """Recursive descent; one method for each strength of binding."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def is_next(self, *words: str) -> bool:
        return self.here.kind in ("name", "mark") and self.here.text in words

    def expect(self, mark: str, why: str, **values: object) -> Token:
        if not self.is_next(mark):
            self.fail(why, 0, **values)
        return self.take()

    def fail(self, words: str, column: int = 0, **values: object) -> NoReturn:
        raise Unreadable(words, column or self.here.column, **values)

    def whole(self) -> Condition:
        condition = self.test()
        if self.here.kind != "end":
            self.fail("The condition should end before «{text}», or «and» or «or» is missing.", text=self.here.text)
        return condition

    def test(self) -> Condition:
        """An expression that is true or false."""
        column = self.here.column
        node = self.either()
        return self.as_test(node, column)

    def as_test(self, node: Value | Condition, column: int) -> Condition:
        if isinstance(node, Literal):
            self.fail("A value alone says nothing; write before it what it is compared with, such as q1 ==.", column)
        if isinstance(node, VALUES):
            advice = f"answered({named(node)})" if isinstance(node, ItemRef) else "== …"
            words = "This is a value, not a condition; compare it with something, such as {advice}."
            self.fail(words, column, advice=advice)
        return node

    def either(self) -> Value | Condition:
        column = self.here.column
        self.deeper()
        first = self.all()
        if self.is_next("or"):
            tests = [self.as_test(first, column)]
            while self.is_next("or"):
                self.take()
                column = self.here.column
                tests.append(self.as_test(self.all(), column))
            first = Either(tuple(tests))
        self.depth -= 1
        return first

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("Brackets and «not» may be nested {most} deep at most.", most=DEEPEST)

    def all(self) -> Value | Condition:
        column = self.here.column
        first = self.negation()
        if not self.is_next("and"):
            return first
        tests = [self.as_test(first, column)]
        while self.is_next("and"):
            self.take()
            column = self.here.column
            tests.append(self.as_test(self.negation(), column))
        return All(tuple(tests))

    def negation(self) -> Value | Condition:
        if not self.is_next("not"):
            return self.comparison()
        self.take()
        self.deeper()
        column = self.here.column
        inner = self.as_test(self.negation(), column)
        self.depth -= 1
        return Not(inner)

    def comparison(self) -> Value | Condition:
        column = self.here.column
        first = self.sum()
        self.refuse_speech(first, column)
        rest: list[tuple[str, Value | OneOf]] = []
        while operator := self.operator():
            if not isinstance(first, VALUES):
                self.fail("Only values can be compared, not conditions; use «and», «or» or «not».", column)
            if "in" in operator.split():
                if rest:
                    self.fail("«in» cannot be part of a chain; join two conditions with «and».")
                return Compare(first, ((operator, self.container()),))
            column = self.here.column
            value = self.sum()
            if not isinstance(value, VALUES):
                self.fail("Only values can be compared, not conditions; use «and», «or» or «not».", column)
            rest.append((operator, value))
        return Compare(first, tuple(rest)) if rest and isinstance(first, VALUES) else first

    def refuse_speech(self, first: Value | Condition, column: int) -> None:
        """Words of everyday language where a sign belongs."""
        if self.here.kind == "name" and isinstance(first, ItemRef):
            if first.code == "if":
                self.fail("Leave out «if»: the condition alone is enough.", column)
            if self.here.text in ("is", "equals"):
                self.fail("Write == to compare, or != for «is not».")

    def operator(self) -> str:
        if (self.here.kind == "mark" and self.here.text in _COMPARISONS) or self.is_next("in"):
            return self.take().text
        if self.is_next("not") and self.tokens[self.at + 1].text == "in":
            self.take()
            self.take()
            return "not in"
        return ""

    def container(self) -> Value | OneOf:
        if self.is_next("["):
            self.take()
            return OneOf(self.literals())
        column = self.here.column
        value = self.sum()
        if not isinstance(value, ItemRef):
            self.fail('After «in» comes a list such as ["a", "b"], or a multiple choice.', column)
        return value

    def literals(self) -> tuple[Literal, ...]:
        values: list[Literal] = []
        while True:
            column = self.here.column
            value = self.atom()
            if not isinstance(value, Literal):
                self.fail("A list holds numbers and quoted codes only.", column)
            values.append(value)
            if self.is_next("]"):
                self.take()
                return tuple(values)
            self.expect(",", "The list needs a comma here, or ] at its end.")

    def sum(self) -> Value | Condition:
        column = self.here.column
        left, terms = self.atom(), 1
        while self.is_next("+", "-"):
            sign = self.take().text
            right_column = self.here.column
            right = self.atom()
            if not isinstance(left, VALUES):
                self.fail("Only values can be added, not conditions.", column)
            if not isinstance(right, VALUES):
                self.fail("Only values can be added, not conditions.", right_column)
            terms += 1
            if terms > DEEPEST:
                self.fail("At most {most} values can be added; make a score of them.", column, most=DEEPEST)
            left = Sum(left, sign, right)
        return left

    def atom(self) -> Value | Condition:
        token = self.take()
        match token.kind, token.text:
            case "number", digits:
                return Literal(self.number(digits, token.column), token.column)
            case "mark", "-" if self.here.kind == "number":
                return Literal(-self.number(self.take().text, token.column), token.column)
            case "text", quoted:
                return Literal(re.sub(r"\\(.)", r"\1", quoted[1:-1]), token.column)
            case "mark", "(":
                inner = self.either()
                self.expect(")", "A bracket opened before is not closed; add ).")
                return inner
            case "name", word if word not in WORDS:
                return self.named(token)
            case "end", _:
                self.fail("Something is missing here.", token.column)
        self.fail("A question, a number or a text is expected before «{text}».", token.column, text=token.text)

    def number(self, digits: str, column: int) -> Number:
        if len(digits) > MOST_DIGITS:
            self.fail("This number is too long.", column)
        if "." not in digits:
            return int(digits)
        value = Decimal(digits)
        return int(value) if value == value.to_integral_value() else value

    def named(self, token: Token) -> Value | Condition:
        if self.is_next("("):
            if token.text not in FUNCTIONS:
                known = ", ".join(sorted(FUNCTIONS))
                words = "There is no function «{name}»; there are {known}."
                self.fail(words, token.column, name=token.text, known=known)
            self.take()
            node = self.function(token)
            self.expect(")", "«{name}(» is not closed; add ).", name=token.text)
            return node
        if token.text in FUNCTIONS:
            self.fail("«{name}» is a function; write {name}(…).", token.column, name=token.text)
        if token.text in FACTS:
            return FactRef(token.text, token.column)
        if token.text == "loop":
            return LoopRef(token.column)
        return self.item(token)

    def function(self, token: Token) -> Value | Condition:
        if token.text == "any":
            return AnyInstance(self.test())
        inner = self.take()
        if inner.kind != "name" or inner.text in RESERVED:
            self.fail("{name}(…) takes a code, without quotation marks.", inner.column, name=token.text)
        match token.text:
            case "score":
                return ScoreRef(inner.text, self.instance(), inner.column)
            case "band":
                return BandRef(inner.text, self.instance(), inner.column)
            case "flag":
                return FlagRef(inner.text, inner.column)
            case "answered":
                return Answered(self.item(inner))
        item = self.item(inner)
        return Points(item) if token.text == "points" else Count(item)

    def item(self, token: Token) -> ItemRef:
        row = ""
        if self.is_next("."):
            self.take()
            if self.here.kind != "name":
                self.fail("The code of a row is missing after the full stop.")
            row = self.take().text
        return ItemRef(token.text, row, self.instance(), token.column)

    def instance(self) -> str:
        if not self.is_next("@"):
            return ""
        self.take()
        if self.here.kind != "name":
            self.fail("The code of a choice is missing after @.")
        return self.take().text
