"""Questionnaires and their translations as YAML: what authors keep in files, mail and compare.

The reader is strict because files come from anywhere: no aliases, anchors, tags, merge or duplicate keys, one document,
YAML 1.2's booleans only (`no` is a text), bounded size and depth. Every refusal says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, NoReturn

import yaml

from assessment.document import Questionnaire
from assessment.messages import Finding
from assessment.places import path_of
from assessment.plain import CODE, Path, Unfit, from_plain, tidy, to_plain, unprintable
from assessment.sentences import Said

BYTES_MOST = 2 * 1024 * 1024
DEPTH_MOST = 20
NODES_MOST = 40_000
PROBLEMS_MOST = 50
WIDTH = 100

Position = tuple[int, int]


class Layout(StrEnum):
    """Why a file is not read, whatever it says."""

    TOO_BIG = "The file is larger than {most} MiB. Split it."
    NOT_UTF8 = "The file is not UTF-8 from here on. Save it as UTF-8."
    UNPRINTABLE = "There is a character here that no text may hold ({code}). Delete it."
    EMPTY = "The file is empty."
    NOT_A_MAPPING = "The file must start with keys and values, such as “code: my_test”."
    ALIAS = "References (*name) are not read. Write the value out."
    ANCHOR = "Anchors (&name) are not read. Delete “&{name}”."
    TAG = "Tags (!type) are not read. Delete “{name}”; put the value in quotes if it is a text."
    MERGE = "Merging (<<) is not read. Write the keys out."
    DUPLICATE_KEY = "The key “{key}” stands here a second time (first in line {line}). Delete one."
    KEY_NOT_TEXT = "A key must be a single word or text."
    TOO_DEEP = "This is nested more than {most} levels deep. No questionnaire needs that."
    TOO_MANY = "There are more than {most} values. Split the file."
    TWO_DOCUMENTS = "A second document starts here (---). Keep one questionnaire in a file."
    NOT_YAML = "This is not YAML: {problem}. {hint}"
    MISSING_KEY = "“{key}” is missing. Add it."
    UNKNOWN_KEY = "“{key}” is not known here. Known: {keys}."
    NOT_A_TEXT = "Here belongs a text. Put it in quotes if it looks like a number, true, false or null."
    BAD_LOCALE = "“{locale}” is not a locale. Write it like sq or sr-Latn."
    BAD_CODE = "“{code}” is not the code of a questionnaire."


HINTS = {
    "mapping values are not allowed": "A text that holds “: ” must be in quotes.",
    "tab character": "Indent with blanks, not with tabs.",
    "cannot start any token": "A text that starts with @, ` or % must be in quotes; indent with blanks only.",
    "could not find expected ':'": "Is a colon missing, or the indentation of the line before it wrong?",
    "did not find expected key": "Check the indentation, and quotes inside the text.",
    "did not find expected '-' indicator": "Check the indentation: entries of a list start below each other.",
    "unexpected end of stream": "A quote or bracket is opened and not closed.",
}


class Problem(NamedTuple):
    line: int
    column: int
    message: str


class Unreadable(ValueError):
    """A file that is refused. `problems`: where and why, in the order of the file; nothing was read from it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(f"line {p.line}, column {p.column}: {p.message}" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Read:
    """A document and where in the file each part stands: path -> (line, column), counted from 1; for single values
    the place of the value, for lists and mappings the place of their key."""

    document: Questionnaire
    places: Mapping[Path, Position]
    _spread: frozenset[Path] = frozenset()


@dataclass(slots=True)
class _Layout:
    """What the parser saw, besides the values."""

    places: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)
    spread: set[Path] = field(default_factory=set)  # values over several lines
    nodes: int = 0


def read(data: bytes) -> Read:
    """Raises Unreadable. Whatever the bytes are, it takes less than a second."""
    value, layout = _values(data)
    try:
        document = from_plain(value)
    except Unfit as unfit:
        found = [Problem(*_position(layout, p.path, key=p.key), p.message) for p in unfit.problems]
        raise Unreadable(sorted(found)) from None
    return Read(document, layout.places, frozenset(layout.spread))


def place_of(read: Read, finding: Finding) -> Position:
    """Line and column of what a finding is about; inside a condition, of the very word."""
    path = path_of(read.document, finding.place)
    while path and path not in read.places:
        path = path[:-1]
    line, column = read.places.get(path, (1, 1))
    within = finding.column - 1 if finding.column and path not in read._spread else 0
    return line, column + within


def _position(layout: _Layout, path: Path, *, key: bool = False) -> Position:
    where = layout.keys if key else layout.places
    while path and path not in where:
        path, where = path[:-1], layout.places
    return where.get(path, (1, 1))


# --- bytes -> values -------------------------------------------------------------------------------------------------


def _refuse(position: Position, message: str) -> NoReturn:
    raise Unreadable([Problem(*position, message)])


def _values(data: bytes) -> tuple[dict[str, Any], _Layout]:
    text = _decoded(data)
    layout = _Layout()
    try:
        value = _document(_Events(text), layout)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "unreadable"
        hint = Said(next((hint for part, hint in HINTS.items() if part in problem), ""))
        _refuse(_at(mark) if mark else (1, 1), Said(Layout.NOT_YAML, problem=problem, hint=hint))
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        if isinstance(error, Unreadable):
            raise
        _refuse((1, 1), Said(Layout.NOT_YAML, problem=type(error).__name__, hint=""))
    return value, layout


def _decoded(data: bytes) -> str:
    if len(data) > BYTES_MOST:
        _refuse((1, 1), Said(Layout.TOO_BIG, most=BYTES_MOST // 1024 // 1024))
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        _refuse(_end_of(before), Layout.NOT_UTF8)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if bad := unprintable(text):
        _refuse(_end_of(text[: text.index(bad)]), Said(Layout.UNPRINTABLE, code=f"U+{ord(bad):04X}"))
    return text


def _end_of(text: str) -> Position:
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


def _at(mark: Any) -> Position:
    return mark.line + 1, mark.column + 1


class _Events:
    """The parser's events, those that we never read refused as they come."""

    def __init__(self, text: str) -> None:
        # libyaml where the wheel has it: the Python scanner needs seconds for a long scalar.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._events: Iterator[Any] = yaml.parse(text, Loader=loader)

    def next(self) -> Any:
        event = next(self._events)
        position = _at(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            _refuse(position, Layout.ALIAS)
        if getattr(event, "anchor", None):
            _refuse(position, Said(Layout.ANCHOR, name=event.anchor))
        if getattr(event, "tag", None):
            _refuse(position, Said(Layout.TAG, name=event.tag))
        return event


def _document(events: _Events, layout: _Layout) -> dict[str, Any]:
    events.next()  # start of the stream
    if isinstance(events.next(), yaml.StreamEndEvent):
        _refuse((1, 1), Layout.EMPTY)
    first = events.next()
    if not isinstance(first, yaml.MappingStartEvent):
        empty = isinstance(first, yaml.ScalarEvent) and not first.value
        _refuse(_at(first.start_mark), Layout.EMPTY if empty else Layout.NOT_A_MAPPING)
    layout.places[()] = _at(first.start_mark)
    value = _mapping(events, (), layout)
    events.next()  # end of the document
    after = events.next()
    if not isinstance(after, yaml.StreamEndEvent):
        _refuse(_at(after.start_mark), Layout.TWO_DOCUMENTS)
    return value


def _value(event: Any, events: _Events, path: Path, layout: _Layout) -> Any:
    layout.nodes += 1
    if layout.nodes > NODES_MOST:
        _refuse(_at(event.start_mark), Said(Layout.TOO_MANY, most=NODES_MOST))
    if isinstance(event, yaml.ScalarEvent):
        line, column = _at(event.start_mark)
        layout.places[path] = line, column + (event.style in ('"', "'"))  # inside the quote
        if _at(event.end_mark)[0] != line:
            layout.spread.add(path)
        return _scalar(event)
    if len(path) >= DEPTH_MOST:
        _refuse(_at(event.start_mark), Said(Layout.TOO_DEEP, most=DEPTH_MOST))
    layout.places[path] = layout.keys.get(path) or _at(event.start_mark)
    build = _mapping if isinstance(event, yaml.MappingStartEvent) else _sequence
    return build(events, path, layout)


def _sequence(events: _Events, path: Path, layout: _Layout) -> list[Any]:
    values: list[Any] = []
    while not isinstance(event := events.next(), yaml.SequenceEndEvent):
        values.append(_value(event, events, (*path, len(values)), layout))
    return values


def _mapping(events: _Events, path: Path, layout: _Layout) -> dict[str, Any]:
    values: dict[str, Any] = {}
    while not isinstance(event := events.next(), yaml.MappingEndEvent):
        position = _at(event.start_mark)
        if not isinstance(event, yaml.ScalarEvent):
            _refuse(position, Layout.KEY_NOT_TEXT)
        key: str = event.value
        if key == "<<" and not event.style:
            _refuse(position, Layout.MERGE)
        here = (*path, key)
        if key in values:
            _refuse(position, Said(Layout.DUPLICATE_KEY, key=key[:60], line=layout.keys[here][0]))
        layout.keys[here] = position
        values[key] = _value(events.next(), events, here, layout)
    return values


_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **{sign + word: Decimal("Infinity") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), Decimal("NaN")),
}
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DIGITS_READ = 60


def _scalar(event: Any) -> Any:
    """YAML 1.2's core schema, without its octal and hexadecimal numbers."""
    text: str = event.value
    if event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789" and _NUMBER.fullmatch(text):
        # Beyond this length the value is refused anyway; the conversion is not worth its time.
        return Decimal(text) if len(text) <= _DIGITS_READ else Decimal("NaN")
    return text


# --- values -> text --------------------------------------------------------------------------------------------------


class _Writer(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)  # entries of lists stand under their key, indented

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(writer: _Writer, text: str) -> yaml.ScalarNode:
    if "\n" in text:
        return writer.represent_scalar("tag:yaml.org,2002:str", text + "\n", style="|")
    return writer.represent_scalar("tag:yaml.org,2002:str", text)


_Writer.add_representer(str, _write_text)
# What 1.2 reads as a number is quoted too, not only what PyYAML (1.1) would.
_Writer.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(f"^(?:{_NUMBER.pattern})$"), list("+-.0123456789"))


def _dumped(value: Any) -> str:
    text: str = yaml.dump(value, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text


def write(document: Questionnaire) -> str:
    """The file of a document: `read` gives the same document again."""
    parts = to_plain(document, short=True)
    simple = {key: value for key, value in parts.items() if not isinstance(value, list | dict)}
    large = [_dumped({key: value}) for key, value in parts.items() if key not in simple]
    return "\n".join([_dumped(simple), *large])


# --- translations ----------------------------------------------------------------------------------------------------

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_TRANSLATION_KEYS = ("questionnaire", "locale", "texts")


def read_translations(data: bytes) -> tuple[str, str, dict[str, str]]:
    """(code of the questionnaire, locale, texts by key). Raises Unreadable. That the keys exist is not looked at."""
    value, layout = _values(data)
    problems = [
        Problem(*layout.keys[key,], Said(Layout.UNKNOWN_KEY, key=key[:60], keys=", ".join(_TRANSLATION_KEYS)))
        for key in value
        if key not in _TRANSLATION_KEYS
    ]
    problems += [Problem(1, 1, Said(Layout.MISSING_KEY, key=key)) for key in _TRANSLATION_KEYS if key not in value]
    texts = value.get("texts")
    if isinstance(texts, dict):
        problems += [problem for key, text in texts.items() for problem in _text_problems(text, ("texts", key), layout)]
    elif "texts" in value:
        problems.append(Problem(*layout.places["texts",], Layout.NOT_A_MAPPING))
    slug, locale = value.get("questionnaire", ""), value.get("locale", "")
    if slug and not (isinstance(slug, str) and CODE.fullmatch(slug)):
        problems.append(Problem(*layout.places["questionnaire",], Said(Layout.BAD_CODE, code=slug)))
    if locale and not (isinstance(locale, str) and _LOCALE.fullmatch(locale)):
        problems.append(Problem(*layout.places["locale",], Said(Layout.BAD_LOCALE, locale=locale)))
    if problems or not isinstance(texts, dict):
        raise Unreadable(sorted(problems)[:PROBLEMS_MOST])
    return slug, locale, {key: tidy(text) for key, text in texts.items()}


def _text_problems(text: Any, path: Path, layout: _Layout) -> Iterator[Problem]:
    if not isinstance(text, str):
        yield Problem(*layout.places[path], Layout.NOT_A_TEXT)
    elif bad := unprintable(tidy(text)):
        yield Problem(*layout.places[path], Said(Layout.UNPRINTABLE, code=f"U+{ord(bad):04X}"))


def write_translations(
    slug: str, locale: str, texts: Mapping[str, str], source: Mapping[str, str] | None = None
) -> str:
    """The file for one locale. With `source`, each text stands under its source, which is a comment; texts that are
    still missing are written empty, in the order of the source."""
    head = _dumped({"questionnaire": slug, "locale": locale})
    entries = []
    for key in dict.fromkeys([*(source or ()), *texts]):
        about = (source or {}).get(key, "")
        comment = "".join(f"  # {line}".rstrip() + "\n" for line in about.split("\n")) if about else ""
        entry = _dumped({"texts": {key: texts.get(key, "")}}).split("\n", 1)[1]
        entries.append(comment + entry)
    body = "texts:\n" + "".join(entries) if entries else "texts: {}\n"
    return f"{head}\n{body}"
