"""Acts that put the parts of a questionnaire in order: move, duplicate, give a question its own list, paste answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assessment import edits
from assessment.document import Block, Choice, ChoiceList, Number, Questionnaire, Vector
from assessment.messages import PlaceKind
from assessment.parts import move_part
from console.acting import Act, free
from console.kinds import with_own_answers
from console.language import _
from console.named import banding_at, profile_at
from console.outline import ABOUT, Part
from console.typed import Edit, Maker, Nonsense, number, words

MOVED = frozenset(PlaceKind) - {PlaceKind.QUESTIONNAIRE, PlaceKind.TEST}
LONGEST_CODE = 40
MOST_PASTED = 60


def shift(kind: str, code: str, by: str) -> Act:
    """One place up or down in its list; a question goes over into the next section. Cut-offs and decisions, which have
    no code, are named by their place: `case` and `decision` with `<profile>.<banding>.<place>`."""
    step = 1 if int(by) > 0 else -1
    way = "down" if step > 0 else "up"
    if kind in _LISTED:
        return Act(_shifted(_LISTED[kind], code, step), f"Moved a part of {code.rpartition('.')[0]} {way}")
    moved = PlaceKind(kind)
    if moved not in MOVED:
        raise Nonsense(_("This cannot be moved."))

    def change(document: Questionnaire) -> Questionnaire:
        if moved is PlaceKind.ITEM:
            return edits.move_item(document, code, step)
        return move_part(
            document, moved, code, _past_others(document, code, step) if moved is PlaceKind.BLOCK else step
        )

    return Act(change, f"Moved {code} {way}")


def _past_others(document: Questionnaire, code: str, step: int) -> int:
    """A text stands in one list with those of other results: so many places lie between it and the next of its own."""
    profile, _sign, own = code.partition(".")
    blocks = profile_at(document, profile).blocks
    at = next(i for i, one in enumerate(blocks) if one.code == own)
    alike = [i for i, one in enumerate(blocks) if _of_block(one) == _of_block(blocks[at])]
    place = alike.index(at) + step
    return alike[place] - at if 0 <= place < len(alike) else 0


def _of_block(block: Block) -> tuple[str, str, str]:
    return block.banding, block.band, block.flag


_LISTED = {"case": "cut_offs", "decision": "decisions"}


def _shifted(field: str, code: str, step: int) -> Callable[[Questionnaire], Questionnaire]:
    of, _sign, place = code.rpartition(".")
    at = int(place)

    def change(document: Questionnaire) -> Questionnaire:
        parts = list(getattr(banding_at(document, of), field))
        if not 0 <= at < len(parts):
            raise edits.CannotEdit(_("This is not there any more."))
        part = parts.pop(at)
        parts.insert(max(0, at + step), part)
        return edits.set_part(document, PlaceKind.BANDING, of, **{field: tuple(parts)})

    return change


# --- duplicates ------------------------------------------------------------------------------------------------------


def duplicate(kind: str, code: str) -> Act:
    """A copy behind the original, under a code of its own; then the copy is shown."""
    make = _DUPLICATES.get(kind)
    if make is None:
        raise Nonsense(_("This cannot be duplicated."))
    return Act(
        lambda document: make(document, code), f"Duplicated {code}", lambda document: _after(document, kind, code)
    )


def _next_code(code: str, taken: list[str]) -> str:
    stem = re.sub(r"\d+$", "", code)[: LONGEST_CODE - 4]
    return free(stem, taken, first="2") if stem else free("copy_", taken)


def _duplicate_item(document: Questionnaire, code: str) -> Questionnaire:
    item = edits.document_item(document, code)
    section = document.section_of(code)
    own = _next_code(code, [one.code for _section, one in document.items()])
    at = [one.code for one in section.items].index(code) + 1
    return edits.add_item(document, section.code, replace(item, code=own), at)


def _duplicate_section(document: Questionnaire, code: str) -> Questionnaire:
    """With its questions. Their conditions still speak of the questions they spoke of."""
    place = next(i for i, one in enumerate(document.sections) if one.code == code)
    section = document.sections[place]
    taken = [one.code for _section, one in document.items()]
    items = []
    for item in section.items:
        own = _next_code(item.code, taken)
        taken.append(own)
        items.append(replace(item, code=own))
    own = _next_code(code, [one.code for one in document.sections])
    return edits.add_section(document, replace(section, code=own, items=tuple(items)), place + 1)


def _duplicate_of(kind: PlaceKind, field: str) -> Callable[[Questionnaire, str], Questionnaire]:
    def make(document: Questionnaire, code: str) -> Questionnaire:
        owner, dot, own = code.rpartition(".")
        holder: Any = profile_at(document, owner) if owner else document
        parts = getattr(holder, field)
        place = next(i for i, one in enumerate(parts) if one.code == own)
        copy = replace(parts[place], code=_next_code(own, [one.code for one in parts]))
        return edits.add_part(document, kind, f"{owner}{dot}{copy.code}", copy, place + 1)

    return make


_DUPLICATES: dict[str, Callable[[Questionnaire, str], Questionnaire]] = {
    "item": _duplicate_item,
    "section": _duplicate_section,
    "choice_list": _duplicate_of(PlaceKind.CHOICE_LIST, "choice_lists"),
    "scale": _duplicate_of(PlaceKind.SCALE, "scales"),
    "profile": _duplicate_of(PlaceKind.PROFILE, "profiles"),
    "rule": _duplicate_of(PlaceKind.RULE, "rules"),
    "block": _duplicate_of(PlaceKind.BLOCK, "blocks"),
}
_SHOWN = {"item": "item", "section": "section", "choice_list": "list", "scale": "scale", "profile": "profile"}


def _after(document: Questionnaire, kind: str, code: str) -> Part | None:
    """None: the copy stands on the screen of the original."""
    listed: Sequence[Any] | None = {
        "item": [one for _section, one in document.items()],
        "section": document.sections,
        "choice_list": document.choice_lists,
        "scale": document.scales,
        "profile": document.profiles,
    }.get(kind)
    if listed is None:
        return None
    codes = [one.code for one in listed]
    return Part(_SHOWN[kind], codes[min(codes.index(code) + 1, len(codes) - 1)])


# --- lists of answers ------------------------------------------------------------------------------------------------


def add_list() -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        code = free("answers_", (one.code for one in document.choice_lists))
        return edits.add_choice_list(document, ChoiceList(code, (Choice("answer_1", "New answer 1"),)))

    return Act(change, "Added a list of answers", lambda document: Part("list", document.choice_lists[-1].code))


def remove_list(code: str) -> Act:
    return Act(
        lambda document: edits.remove_choice_list(document, code), f"Removed the list {code}", lambda _: Part(ABOUT)
    )


def own_list(item: str) -> Act:
    """A question that shares its answers gets a copy that is its own."""

    def change(document: Questionnaire) -> Questionnaire:
        document, code = with_own_answers(document, item, edits.document_item(document, item).choices)
        return edits.set_item(document, item, choices=code)

    return Act(change, f"Gave {item} a list of its own")


_LINE = re.compile(r"(?P<words>.*?)(?:\s*[=\t;]\s*(?P<points>[-−]?\d+(?:[.,]\d+)?))?\s*")


def _pasted(address: list[str], value: object) -> Edit:
    """Answers, one in a line, each with its points behind it if it has some: `Never = 0`."""
    (of,) = address
    lines = [line.strip() for line in words(value).splitlines() if line.strip()]
    if len(lines) > MOST_PASTED:
        raise Nonsense(
            _(
                "These are {lines} answers; at most {most_pasted} fit at once.",
                lines=len(lines),
                most_pasted=MOST_PASTED,
            )
        )
    new = [_answer(line) for line in lines]

    def change(document: Questionnaire) -> Questionnaire:
        for text, points in new:
            taken = [one.code for one in document.choice_list(of).choices]
            document = edits.add_choice(document, of, Choice(code_from(text, taken), text, points))
        return document

    return Edit(change, f"Added {len(new)} answers to {of}")


def _answer(line: str) -> tuple[str, Number | None]:
    found = _LINE.fullmatch(line)
    if found is None or not found["words"]:
        raise Nonsense(_("“{line}” is not an answer. Write the words first, then = and the points.", line=line[:40]))
    return found["words"], number(found["points"])


def code_from(text: str, taken: list[str]) -> str:
    """A code that says what the words say, as far as Latin letters can."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[: LONGEST_CODE - 10].strip("_")
    if not stem or not stem[0].isalpha():
        return free("answer_", taken)
    return stem if stem not in taken else free(f"{stem}_", taken, first="2")


# --- test cases ------------------------------------------------------------------------------------------------------


def add_test() -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        label = free("case ", (one.name for one in document.tests))
        return replace(document, tests=(*document.tests, Vector(label, (), ())))

    return Act(change, "Added a test case", lambda _: Part("tests"))


ACTS: dict[str, Callable[..., Act]] = {
    "shift": shift,
    "duplicate": duplicate,
    "add_list": add_list,
    "remove_list": remove_list,
    "own_list": own_list,
    "add_test": add_test,
}
EDITS: dict[str, Maker] = {"paste": _pasted}
