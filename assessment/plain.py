"""A document as plain values (dict, list, str, int, float, bool, None) and back; and its texts by key.

Decimals travel as floats: numbers have at most `DIGITS` digits, so the float's shortest form is the number again.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from assessment.document import (
    Banding,
    ChoiceList,
    Expected,
    Given,
    Item,
    Number,
    Profile,
    Questionnaire,
    Section,
    Term,
)
from assessment.messages import Shape
from assessment.sentences import Said

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
DIGITS = 12
TEXT_MOST = 10_000
PROBLEMS_MOST = 50
DATES = frozenset({"earliest", "latest", "valid_from", "valid_until"})

Path = tuple[str | int, ...]
D = TypeVar("D")


class Misfit(NamedTuple):
    """`key`: the fault is the key that ends the path, not its value."""

    path: Path
    message: str
    key: bool = False


class Unfit(ValueError):
    """Plain values that are no document. `problems`: at most `PROBLEMS_MOST`, in document order."""

    def __init__(self, problems: list[Misfit]) -> None:
        super().__init__("; ".join(f"{path_in_words(p.path)}: {p.message}" for p in problems))
        self.problems = problems


def path_in_words(path: Path) -> str:
    """`sections[0].items[2].text`."""
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.lstrip(".") or "document"


# --- out -------------------------------------------------------------------------------------------------------------


def to_plain(document: Questionnaire, *, short: bool = False) -> dict[str, Any]:
    """Defaults left out, fields in their order. `short`: the forms an author would write (a bare code for a term,
    `address: answer` for test cases); `from_plain` reads both."""
    plain: dict[str, Any] = _out(document, short)
    return plain


def _out(value: Any, short: bool) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple | list):
        return _out_many(tuple(value), short)
    if not is_dataclass(value):
        return value
    plain = {
        f.name: _out(getattr(value, f.name), short)
        for f in fields(value)
        if f.default is MISSING or getattr(value, f.name) != f.default
    }
    return value.of if short and isinstance(value, Term) and len(plain) == 1 else plain


def _out_many(values: tuple[Any, ...], short: bool) -> Any:
    pairs = [_pair(value) for value in values] if short else []
    if pairs and None not in pairs:
        as_mapping = {key: _out(value, short) for key, value in pairs}  # type: ignore[misc]
        if len(as_mapping) == len(values):
            return as_mapping
    return [_out(value, short) for value in values]


def _pair(value: Any) -> tuple[str, Any] | None:
    if isinstance(value, Given):
        return value.address, value.answer
    if isinstance(value, Expected):
        return value.of, value.value
    return None


def canonical(document: Questionnaire) -> str:
    """The one JSON of a document: equal documents have equal text."""
    return json.dumps(to_plain(document), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(document: Questionnaire) -> str:
    """SHA-256 of `canonical`, in hexadecimal."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def from_canonical(text: str) -> Questionnaire:
    """What `canonical` wrote. Raises Unfit, or ValueError where it is no JSON."""
    return from_plain(json.loads(text))


# --- in --------------------------------------------------------------------------------------------------------------


def from_plain(value: object) -> Questionnaire:
    """Raises Unfit with every problem. Texts are tidied (see `tidy`); unknown keys and loose types are refused."""
    problems: list[Misfit] = []
    document: Questionnaire = _reader(Questionnaire)(value, (), problems)
    if problems:
        raise Unfit(problems[:PROBLEMS_MOST])
    return document


def tidy(text: str) -> str:
    """NFC, plain line ends, no blanks at the end of lines, none around the text."""
    if text.isascii() and text.isprintable():  # one line that is normal already: most of a document
        return text.strip()
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


Reader = Callable[[Any, Path, list[Misfit]], Any]


@cache
def _reader(hint: Any) -> Reader:
    """How a value of this type is read; the placeholder it returns beside a problem is never used."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _thing_reader(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _enum_reader(hint)
    if get_origin(hint) is tuple:
        return _many_reader(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _value_reader(frozenset(get_origin(arg) or arg for arg in get_args(hint)))
    return _value_reader(frozenset({hint}))


def _thing_reader(kind: type[Any]) -> Reader:
    hints = get_type_hints(kind)
    readers = {f.name: _reader(hints[f.name]) for f in fields(kind)}
    needed = [f.name for f in fields(kind) if _is_needed(f)]

    def read(value: Any, path: Path, problems: list[Misfit]) -> Any:
        if kind is Term and isinstance(value, str):
            return Term(tidy(value))
        if not isinstance(value, Mapping):
            problems.append(Misfit(path, Said(Shape.NOT_A_MAPPING, keys=", ".join(readers))))
            return None
        before = len(problems)
        if before >= PROBLEMS_MOST:
            raise Unfit(problems[:PROBLEMS_MOST])
        for key in (str(key) for key in value if key not in readers):
            alike = difflib.get_close_matches(key[:60], readers, n=2) if len(problems) < PROBLEMS_MOST else []
            message = Said(Shape.UNKNOWN_KEY, key=key[:60], keys=", ".join(alike or readers))
            problems.append(Misfit((*path, key), message, key=True))
        missing = [name for name in needed if name not in value]
        problems.extend(Misfit(path, Said(Shape.MISSING_KEY, key=name)) for name in missing)
        found = {name: readers[name](kept, (*path, name), problems) for name, kept in value.items() if name in readers}
        _check_fields(found, path, problems)
        return kind(**found) if len(problems) == before else None

    return read


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _check_fields(found: Mapping[str, Any], path: Path, problems: list[Misfit]) -> None:
    code = found.get("code")
    if isinstance(code, str) and not CODE.fullmatch(code):
        problems.append(Misfit((*path, "code"), Said(Shape.BAD_CODE, code=code[:60])))
    for name in DATES & found.keys():
        if isinstance(found[name], str) and found[name] and not _is_date(found[name]):
            problems.append(Misfit((*path, name), Said(Shape.BAD_DATE, value=found[name][:40])))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _enum_reader(kind: type[StrEnum]) -> Reader:
    members = {member.value: member for member in kind}

    def read(value: Any, path: Path, problems: list[Misfit]) -> Any:
        if isinstance(value, str) and value in members:
            return members[value]
        problems.append(Misfit(path, Said(Shape.NOT_ONE_OF, value=str(value)[:60], members=", ".join(members))))
        return None

    return read


def _many_reader(kind: Any) -> Reader:
    one = _reader(kind)
    key, answer = {Given: ("address", "answer"), Expected: ("of", "value")}.get(kind, ("", ""))

    def read(value: Any, path: Path, problems: list[Misfit]) -> Any:
        if key and isinstance(value, Mapping):
            return tuple(pair(str(k), v, (*path, str(k)), problems) for k, v in value.items())
        if not isinstance(value, list | tuple):
            problems.append(Misfit(path, Shape.NOT_A_LIST))
            return ()
        return tuple(one(part, (*path, index), problems) for index, part in enumerate(value))

    def pair(name: str, value: Any, path: Path, problems: list[Misfit]) -> Any:
        found: list[Misfit] = []
        thing = one({key: name, answer: value}, path, found)
        problems.extend(Misfit(path, problem.message) for problem in found)
        return thing

    return read


def _value_reader(kinds: frozenset[Any]) -> Reader:
    def read(value: Any, path: Path, problems: list[Misfit]) -> Any:
        if value is None and type(None) in kinds:
            return None
        if isinstance(value, str) and str in kinds:
            return _text(value, path, problems)
        if isinstance(value, bool):
            if bool in kinds:
                return value
        elif isinstance(value, int | float | Decimal) and int in kinds:
            return _number(value, path, problems, whole=Decimal not in kinds)
        elif isinstance(value, list | tuple) and tuple in kinds:
            return _many_reader(str)(value, path, problems)
        problems.append(Misfit(path, _wanted(kinds)))
        return None

    return read


def _wanted(kinds: frozenset[Any]) -> Shape:
    if kinds == {bool}:
        return Shape.NOT_A_BOOL
    if str in kinds:
        return Shape.NOT_A_TEXT if kinds == {str} else Shape.NOT_AN_ANSWER
    return Shape.NOT_A_NUMBER if Decimal in kinds else Shape.NOT_WHOLE


def _text(value: str, path: Path, problems: list[Misfit]) -> str:
    text = tidy(value)
    if len(text) > TEXT_MOST:
        problems.append(Misfit(path, Said(Shape.TOO_LONG, most=TEXT_MOST)))
    elif bad := unprintable(text):
        problems.append(Misfit(path, Said(Shape.UNPRINTABLE, code=f"U+{ord(bad):04X}")))
    return text


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\u2028\u2029]")


def unprintable(text: str) -> str:
    """The first character that no text may hold (controls, lone surrogates, non-characters), or nothing."""
    found = _UNPRINTABLE.search(text)
    return found.group() if found else ""


def _number(value: int | float | Decimal, path: Path, problems: list[Misfit], *, whole: bool) -> Number:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        problems.append(Misfit(path, Shape.NOT_FINITE))
        return 0
    # Looked at before any arithmetic, which would round to the context's precision.
    digits = "".join(map(str, exact.as_tuple().digits)).strip("0")
    if len(digits) > DIGITS or not -DIGITS <= exact.adjusted() < DIGITS:
        problems.append(Misfit(path, Said(Shape.TOO_MANY_DIGITS, most=DIGITS)))
        return 0
    if exact == exact.to_integral_value():
        return int(exact)
    if whole:
        problems.append(Misfit(path, Shape.NOT_WHOLE))
    return exact.normalize()


# --- texts -----------------------------------------------------------------------------------------------------------

_PARTS: dict[type[Any], dict[str, str]] = {
    Questionnaire: {"choice_lists": "choices", "sections": "section", "scales": "scale", "profiles": "profile"},
    ChoiceList: {"choices": ""},
    Section: {"items": "/item"},  # an item keeps its key when it moves to another section
    Item: {"rows": "row"},
    Profile: {"bandings": "band", "flags": "flag", "blocks": "block"},
    Banding: {"bands": ""},
}
_WITHIN: dict[type[Any], tuple[str, ...]] = {Questionnaire: ("rights",)}  # parts without a code, one of each


def texts(document: Questionnaire) -> dict[str, str]:
    """Every text of the document that is not empty, by its key, in document order."""
    found: dict[str, str] = {}

    def note(key: str, text: str) -> str:
        if text:
            found[key] = text
        return text

    reworded(document, note)
    return found


def reworded(document: Questionnaire, word: Callable[[str, str], str]) -> Questionnaire:
    """The document with each text, empty ones too, replaced by `word(key, text)`."""
    return _reworded(document, "", word)


def _reworded(thing: D, prefix: str, word: Callable[[str, str], str]) -> D:
    changed: dict[str, Any] = {}
    kind: Any = type(thing)
    for name in _word_fields(kind):
        old = getattr(thing, name)
        if (new := word(f"{prefix}.{name}" if prefix else name, old)) != old:
            changed[name] = new
    for name, step in _PARTS.get(kind, {}).items():
        parts = getattr(thing, name)
        base = step[1:] if step.startswith("/") else ".".join(filter(None, (prefix, step)))
        renewed = tuple(_reworded(part, f"{base}.{part.code}", word) for part in parts)
        if any(new is not old for new, old in zip(renewed, parts, strict=True)):
            changed[name] = renewed
    for name in _WITHIN.get(kind, ()):
        part = getattr(thing, name)
        if (same := _reworded(part, f"{prefix}.{name}" if prefix else name, word)) is not part:
            changed[name] = same
    return replace(thing, **changed) if changed else thing  # type: ignore[type-var]


@cache
def _word_fields(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.metadata.get("words"))


def digest_of_text(text: str) -> bytes:
    """What a translation remembers of its source: the first 16 bytes of the SHA-256 of the NFC text."""
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).digest()[:16]
