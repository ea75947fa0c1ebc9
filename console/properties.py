"""Edits of what stands behind the words of a part: its code, kind, notes, place, what a list or a version is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessment import edits
from assessment.document import Block, BlockKind, ItemKind, Profile, Questionnaire
from assessment.messages import PlaceKind
from assessment.renaming import rename
from console.kinds import fitted, without_untouched
from console.language import _
from console.named import banding_at, profile_at
from console.typed import Edit, Maker, Nonsense, needed, part_set, whole, words

NOTED = frozenset(
    {PlaceKind.ITEM, PlaceKind.CHOICE_LIST, PlaceKind.SECTION, PlaceKind.SCALE, PlaceKind.PROFILE, PlaceKind.RULE}
)


def _rename(address: list[str], value: object) -> Edit:
    kind, code = address
    of, new = PlaceKind(kind), words(value).lower()
    if not new:
        raise Nonsense(_("A part needs a code."))
    return Edit(
        lambda document: rename(document, of, code, new),
        f"Gave {code} the code {new}",
        renames=(of, code, new),
    )


def _note(address: list[str], value: object) -> Edit:
    kind, *code = address
    of = PlaceKind(kind)
    if of is PlaceKind.QUESTIONNAIRE and not code:
        return part_set("Changed the note", of, "", note=words(value))
    if of not in NOTED:
        raise Nonsense(_("This has no note."))
    (dotted,) = code
    return part_set(f"Changed the note of {dotted}", of, dotted, note=words(value))


def _item_kind(address: list[str], value: object) -> Edit:
    (code,) = address
    kind = ItemKind(words(value))

    def change(document: Questionnaire) -> Questionnaire:
        item = edits.document_item(document, code)
        document, fit = fitted(document, replace(item, kind=kind))
        names = {name: getattr(fit, name) for name in fit.__dataclass_fields__ if name != "code"}
        return without_untouched(edits.set_item(document, code, **names), item.choices)

    return Edit(change, f"Made {code} another kind of question")


def _item_choices(address: list[str], value: object) -> Edit:
    (code,) = address
    of = words(value)

    def change(document: Questionnaire) -> Questionnaire:
        old = edits.document_item(document, code).choices
        if of not in {one.code for one in document.choice_lists}:
            raise edits.CannotEdit(_("There is no list “{of}”.", of=of))
        return without_untouched(edits.set_item(document, code, choices=of), old)

    return Edit(change, f"Changed the answers of {code}")


def _item_section(address: list[str], value: object) -> Edit:
    (code,) = address
    to = words(value)

    def change(document: Questionnaire) -> Questionnaire:
        item = edits.document_item(document, code)
        if document.section_of(code).code == to:
            return document
        if to not in {one.code for one in document.sections}:
            raise edits.CannotEdit(_("There is no section “{to}”.", to=to))
        sections = tuple(
            replace(one, items=tuple(i for i in one.items if i.code != code) + ((item,) if one.code == to else ()))
            for one in document.sections
        )
        return replace(document, sections=sections)

    return Edit(change, f"Moved {code} to {to}")


_LIST_FIELDS: dict[str, Callable[[object], Any]] = {
    "concept": words,
    "rising": lambda value: value is not True,  # the box says that they are meant not to rise
}


def _list(address: list[str], value: object) -> Edit:
    code, field = address
    given = {field: _LIST_FIELDS[field](value)}
    return part_set(f"Changed “{field}” of the list {code}", PlaceKind.CHOICE_LIST, code, **given)


def _banding_scale(address: list[str], value: object) -> Edit:
    (of,) = address
    scale = words(value)

    def change(document: Questionnaire) -> Questionnaire:
        banding_at(document, of)
        if scale not in {one.code for one in document.scales}:
            raise edits.CannotEdit(_("There is no score “{scale}”.", scale=scale))
        return edits.set_part(document, PlaceKind.BANDING, of, scale=scale)

    return Edit(change, f"Changed what {of} reads")


def _block_kind(address: list[str], value: object) -> Edit:
    profile, code = address
    kind = BlockKind(words(value))
    dotted = f"{profile}.{code}"
    return Edit(
        lambda document: edits.set_part(document, PlaceKind.BLOCK, dotted, **{"kind": kind}),
        f"Changed the kind of {code}",
    )


def _block_place(address: list[str], value: object) -> Edit:
    """With which result or flag a text is shown; it then stands behind those that are there."""
    profile, code = address
    kind, _rest, dotted = words(value).partition(":")
    if kind not in ("", "band", "flag"):
        raise Nonsense(_("This cannot be edited here."))
    banding, _rest2, band = dotted.partition(".") if kind == "band" else ("", "", "")
    flag = dotted if kind == "flag" else ""

    def change(document: Questionnaire) -> Questionnaire:
        known = profile_at(document, profile)
        if words(value) not in dict(places(known)):
            raise edits.CannotEdit(_("The result or flag it should go with is not there any more."))
        block = next(one for one in known.blocks if one.code == code)
        moved = replace(block, banding=banding, band=band, flag=flag)
        rest = tuple(one for one in known.blocks if one.code != code)
        return edits.set_part(document, PlaceKind.PROFILE, profile, blocks=(*rest, moved))

    return Edit(change, f"Changed what {code} is shown with")


def places(profile: Profile) -> list[tuple[str, str]]:
    """What a text of an interpretation can be shown with: the value of `block_place`, and in words."""
    found = [("", _("With every result"))]
    for banding in profile.bandings:
        found.append((f"band:{banding.code}.", _("Results of {code}: each", code=banding.code)))
        for band in banding.bands:
            words = _("Results of {code}: {title}", code=banding.code, title=band.title or band.code)
            found.append((f"band:{banding.code}.{band.code}", words))
    return found + [(f"flag:{one.code}", _("Flag {title}", title=one.title or one.code)) for one in profile.flags]


def place_of(block: Block) -> str:
    """The value of `block_place` that stands for where it is."""
    if block.flag:
        return f"flag:{block.flag}"
    return f"band:{block.banding}.{block.band}" if block.banding else ""


def _banding_loop(address: list[str], value: object) -> Edit:
    """Decisions are made once, or for each repetition of a section."""
    (of,) = address
    section = words(value)

    def change(document: Questionnaire) -> Questionnaire:
        if section and section not in {one.code for one in document.sections if one.loop_over}:
            raise edits.CannotEdit(_("The section “{code}” is not repeated.", code=section))
        return edits.set_part(document, PlaceKind.BANDING, of, loop=section)

    return Edit(change, f"Changed what {of} is decided for")


def _profile_version(address: list[str], value: object) -> Edit:
    (code,) = address
    version = needed(whole(value))
    if version < 1:
        raise Nonsense(_("Versions count from 1."))
    return part_set(f"Changed the version of {code}", PlaceKind.PROFILE, code, version=version)


def _questionnaire_code(_address: list[str], value: object) -> Edit:
    code = words(value).lower()

    def change(document: Questionnaire) -> Questionnaire:
        edits.check_code(code)
        return replace(document, code=code)

    return Edit(change, f"Changed the code to {code}")


EDITS: dict[str, Maker] = {
    "rename": _rename,
    "note": _note,
    "item_kind": _item_kind,
    "item_choices": _item_choices,
    "item_section": _item_section,
    "list": _list,
    "banding_scale": _banding_scale,
    "banding_loop": _banding_loop,
    "block_kind": _block_kind,
    "block_place": _block_place,
    "profile_version": _profile_version,
    "questionnaire_code": _questionnaire_code,
}
