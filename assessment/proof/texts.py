"""Texts are there, tell choices apart, and keep their placeholders in every locale."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping

from assessment.anatomy import is_coded
from assessment.compilation import Names, loop_of
from assessment.document import ItemKind, Questionnaire
from assessment.flow import Flow
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.places import place_of_text
from assessment.plain import reworded, texts
from assessment.syntax import Unreadable, parse

PLACEHOLDER = re.compile(r"\{[^{}\n]{0,40}\}?|\}")
LOOP = "{loop}"
NEEDED = frozenset({"text", "title"})
"""Fields that must not be empty, of choices, items, rows, bands, flags, blocks and the whole."""


def findings(document: Questionnaire) -> Iterator[Finding]:
    yield from _empty(document)
    yield from _alike(document, texts(document), "")
    looped = looped_keys(document)
    for key, text in texts(document).items():
        for placeholder in PLACEHOLDER.findall(text):
            if placeholder != LOOP or key not in looped:
                yield finding(Code.PLACEHOLDER_UNKNOWN, place_of_text(key), placeholder=placeholder, key=key)


def translation_findings(document: Questionnaire, locale: str, words: Mapping[str, str]) -> Iterator[Finding]:
    """What of a locale is missing or does not fit the source."""
    for key, source in texts(document).items():
        place = place_of_text(key, locale)
        text = words.get(key, "")
        if not text.strip():
            yield finding(Code.TRANSLATION_MISSING, place, key=key)
        elif lost := misplaced(source, text):
            yield finding(Code.PLACEHOLDER_LOST, place, placeholder=lost)
    yield from _alike(document, words, locale)


def misplaced(source: str, text: str) -> str:
    """The first placeholder that a translation does not hold as often as its source; empty where all are kept."""
    before, after = Counter(PLACEHOLDER.findall(source)), Counter(PLACEHOLDER.findall(text))
    return next((each for each in [*before, *after] if before[each] != after[each]), "")


def _empty(document: Questionnaire) -> Iterator[Finding]:
    empty: list[str] = []
    optional = {PlaceKind.SECTION, PlaceKind.SCALE, PlaceKind.PROFILE}

    def note(key: str, text: str) -> str:
        if not text:
            empty.append(key)
        return text

    reworded(document, note)
    for key in empty:
        place = place_of_text(key)
        if place.field in NEEDED and place.kind not in optional:
            yield finding(Code.NO_TEXT, place)


def alike(text: str) -> str:
    """What of a text is left when case, accents' encoding, blanks and punctuation are not looked at. Marks beside a
    figure stay: they may be its sign, or a range."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKC", plain).rstrip(" .,;:!?")
    return " ".join("".join(_seen(plain, at) for at in range(len(plain))).split())


def _seen(text: str, at: int) -> str:
    character = text[at]
    if not unicodedata.category(character).startswith("P"):
        return "" if unicodedata.category(character) == "Cf" else character
    beside = text[at - 1 : at] + text[at + 1 : at + 2]
    return character if any(each.isdecimal() for each in beside) else " "


def _alike(document: Questionnaire, words: Mapping[str, str], locale: str) -> Iterator[Finding]:
    for choice_list in document.choice_lists:
        seen: dict[str, str] = {}
        for choice in choice_list.choices:
            text = words.get(f"choices.{choice_list.code}.{choice.code}.text", "")
            plain = alike(text)
            if plain and plain in seen:
                place = Place(PlaceKind.CHOICE, f"{choice_list.code}.{choice.code}", "text", locale)
                yield finding(Code.SAME_TEXT, place, first=seen[plain], second=choice.code, text=text)
            seen.setdefault(plain, choice.code)


def looped_keys(document: Questionnaire) -> frozenset[str]:
    """The texts in which `{loop}` means something."""
    keys: set[str] = set()
    looped = [item for section, item in document.items() if section.loop_over]
    keys |= {f"section.{section.code}.title" for section in document.sections if section.loop_over}
    lists = {item.choices for item in looped if item.kind is not ItemKind.NOTE}
    for key in texts(document):
        head, _, rest = key.partition(".")
        code = rest.partition(".")[0]
        if (head == "item" and code in {item.code for item in looped}) or (head == "choices" and code in lists):
            keys.add(key)
    return frozenset(keys | set(_looped_readings(document)))


def _looped_readings(document: Questionnaire) -> Iterator[str]:
    loops = {section.code for section in document.sections if section.loop_over}
    scales = {scale.code: scale.loop for scale in document.scales}
    for scale in document.scales:
        if scale.loop in loops:
            yield f"scale.{scale.code}.title"
    if not loops:
        return
    names = _names(document)
    for profile in document.profiles:
        of = f"profile.{profile.code}"
        looped = {each.code for each in profile.bandings if scales.get(each.scale, each.loop) in loops}
        for banding in profile.bandings:
            if banding.code in looped:
                yield from (f"{of}.band.{banding.code}.{band.code}.title" for band in banding.bands)
        for block in profile.blocks:
            if block.banding in looped or (not block.banding and block.when and _speaks_of_loop(names, block.when)):
                yield f"{of}.block.{block.code}.text"


def _names(document: Questionnaire) -> Names | None:
    """None of a document that cannot be run."""
    try:
        return Flow(document).names if is_coded([item for _, item in document.items()]) else None
    except ValueError:
        return None


def _speaks_of_loop(names: Names | None, condition: str) -> bool:
    try:
        return names is not None and bool(loop_of(parse(condition), names))
    except (Unreadable, ValueError):
        return False
