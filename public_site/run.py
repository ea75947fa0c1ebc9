"""A run, and its compact binary form. Answers are packed as indexes into the document, so a token stays short."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from assessment.document import DECLINED, SEXES, Answer, ItemKind, Questionnaire
from public_site.token import LIFETIME, BadToken

VERSION = 1
FACTS: dict[str, tuple[str, ...]] = {"sex": SEXES, "age": ()}
EARLY = 300  # seconds by which another worker's clock may be ahead

STARTED = 1
COMPLETED = 2
AGREED = 4  # to see the result
SWITCHED = 8
UNDER_AGE = 16
UNCOUNTED = 32  # somebody asked for it
OFFERED = 64


class Run(NamedTuple):
    """`mark` is random and lives only in the token and, for two hours, in a worker's memory, where it keeps an event
    from being counted twice. `at` is the key of the step in hand; empty: the first page; else one of `ENDS`."""

    country: str
    locale: str  # the one it began in: its events are booked there
    mark: bytes
    source: str = "none"
    place: str = ""  # key of the town chosen on the result page
    wanted: str = ""  # kind of service chosen there
    began: int = 0
    issued: int = 0
    flags: int = 0
    at: str = ""
    seen: frozenset[str] = frozenset()  # item codes, without instance
    left: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()
    answers: Mapping[str, Answer] = MappingProxyType({})

    @classmethod
    def new(cls, country: str, locale: str, source: str = "none", *, counted: bool = True) -> Run:
        """One that has not begun."""
        return cls(country, locale, os.urandom(8), source, flags=0 if counted else UNCOUNTED)

    def has(self, flag: int) -> bool:
        return bool(self.flags & flag)

    def marked(self, flag: int) -> Run:
        return self._replace(flags=self.flags | flag)

    @property
    def start_day(self) -> date:
        return datetime.fromtimestamp(self.began, UTC).date()


RESULT = "="
PERMISSION = "?"  # the result is ready, and nobody has said yet whether they want to see it
LATER = "!"  # not now
ENDS = (RESULT, PERMISSION, LATER)
FIXED = struct.Struct(">BIIB8s2s")


class Codec:
    """Packs the runs of one document."""

    def __init__(self, document: Questionnaire) -> None:
        self._document = document
        self._names = ["", *ENDS, *FACTS]
        self._kinds: dict[str, ItemKind] = {"sex": ItemKind.SINGLE, "age": ItemKind.NUMBER}
        self._choices: dict[str, tuple[str, ...]] = dict(FACTS)
        for key, kind, choices in self._steps():
            self._names.append(key)
            self._kinds[key] = kind
            self._choices[key] = choices
        self._index = {name: number for number, name in enumerate(self._names)}
        self._codes = [*FACTS, *(item.code for _, item in document.items())]

    def _steps(self) -> Iterator[tuple[str, ItemKind, tuple[str, ...]]]:
        for section, item in self._document.items():
            choices = self._codes_of(item.choices)
            loops = [f"@{code}" for code in self._loop_codes(section.loop_over)] if section.loop_over else [""]
            for loop in loops:
                yield item.code + loop, item.kind, choices
                for row in item.rows:
                    yield f"{item.code}.{row.code}{loop}", ItemKind.SINGLE, choices

    def _codes_of(self, choice_list: str) -> tuple[str, ...]:
        if not choice_list:
            return ()
        return tuple(choice.code for choice in self._document.choice_list(choice_list).choices)

    def _loop_codes(self, item: str) -> tuple[str, ...]:
        return self._codes_of(self._document.item(item).choices)

    @cached_property
    def _code_index(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self._codes)}

    def pack(self, run: Run, now: int) -> bytes:
        """`now` is written down as the time of issue."""
        out = bytearray(FIXED.pack(VERSION, now, run.began, run.flags, run.mark, run.country.encode()))
        for text in (run.locale, run.source, run.place, run.wanted):
            _put_text(out, text)
        _put_number(out, self._index[run.at])
        for codes in (run.seen, run.left, run.returned):
            _put_number(out, sum(1 << self._code_index[code] for code in codes))
        for address, answer in run.answers.items():
            _put_number(out, self._index[address] + 1)
            self._put_answer(out, address, answer)
        return bytes(out)

    def unpack(self, plain: bytes, now: int) -> Run:
        """Raises BadToken for what has expired, and for anything that this document cannot have packed."""
        try:
            return self._unpacked(plain, now)
        except (struct.error, IndexError, KeyError, UnicodeDecodeError, InvalidOperation, ValueError):
            raise BadToken("unreadable") from None

    def _unpacked(self, plain: bytes, now: int) -> Run:
        version, issued, began, flags, mark, country = FIXED.unpack_from(plain)
        if version != VERSION or not issued - EARLY <= now <= issued + LIFETIME:
            raise BadToken("expired")
        source = _Bytes(plain, FIXED.size)
        locale, campaign, place, wanted = (source.text() for _ in range(4))
        at = self._names[source.number()]
        seen, left, returned = (self._set_of(source.number()) for _ in range(3))
        answers: dict[str, Answer] = {}
        while source.more:
            address = self._names[source.number() - 1]
            answers[address] = self._answer(source, address)
        where = (country.decode(), locale, mark, campaign, place, wanted)
        return Run(*where, began, issued, flags, at, seen, left, returned, answers)

    def _set_of(self, bits: int) -> frozenset[str]:
        codes = set()
        while bits:
            lowest = bits & -bits
            codes.add(self._codes[lowest.bit_length() - 1])
            bits ^= lowest
        return frozenset(codes)

    def _put_answer(self, out: bytearray, address: str, answer: Answer) -> None:
        choices = self._choices[address]
        match self._kinds[address]:
            case ItemKind.SINGLE:
                _put_number(out, 0 if answer == DECLINED else choices.index(str(answer)) + 1)
            case ItemKind.MULTIPLE:
                picked = () if isinstance(answer, str) else answer
                bits = sum(1 << choices.index(code) for code in picked) if isinstance(picked, tuple) else 0
                _put_number(out, 0 if answer == DECLINED else bits + 1)
            case _:
                _put_text(out, str(answer))

    def _answer(self, source: _Bytes, address: str) -> Answer:
        choices = self._choices[address]
        match self._kinds[address]:
            case ItemKind.SINGLE:
                number = source.number()
                return choices[number - 1] if number else DECLINED
            case ItemKind.MULTIPLE:
                bits = source.number()
                picked = tuple(code for place, code in enumerate(choices) if (bits - 1) >> place & 1)
                return picked if bits else DECLINED
            case ItemKind.NUMBER | ItemKind.SCALE:
                return _number(source.text())
            case _:
                return source.text()


def _number(text: str) -> Answer:
    if text == DECLINED:
        return DECLINED
    return int(text) if text.lstrip("-").isdecimal() else Decimal(text)


class _Bytes:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self._at = at

    @property
    def more(self) -> bool:
        return self._at < len(self._data)

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def text(self) -> str:
        length = self.number()
        end = self._at + length
        if end > len(self._data):
            raise ValueError("cut")
        text, self._at = self._data[self._at : end].decode(), end
        return text


def _put_number(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def _put_text(out: bytearray, text: str) -> None:
    data = text.encode()
    _put_number(out, len(data))
    out.extend(data)
