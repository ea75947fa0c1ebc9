"""From a field of the editor, named as `console.controls.name` names it, to the edit that it stands for.

Nothing here believes the browser: a name that is none, a value of the wrong kind or a thing that is not there is
refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from assessment import conditions, edits
from assessment.document import Level, Questionnaire, Range, Required
from assessment.messages import PlaceKind
from assessment.referral import ServiceKind
from console import arranging, cases, origins, properties, reckoning, scoping
from console.language import _
from console.named import banding_at
from console.typed import Edit, Maker, Nonsense, condition, needed, number, part_set, while_there, whole, words
from content_store.locales import registered
from content_store.permissions import Invalid


def edit_of(key: str, value: object) -> Edit:
    """Raises Invalid with one problem, under `key`."""
    what, *address = key.split("|")
    make = _EDITS.get(what)
    try:
        if make is None or not all(address):
            raise Nonsense(_("This cannot be edited here."))
        made = make(address, value)
        return replace(made, change=while_there(made.change))
    except (Nonsense, ValueError, KeyError) as error:
        known = isinstance(error, Nonsense | conditions.Unreadable)
        raise Invalid({key: str(error) if known else _("This cannot be edited here.")}) from error


# --- making edits ----------------------------------------------------------------------------------------------------


def _text(address: list[str], value: object) -> Edit:
    (key,) = address
    text = words(value)
    return Edit(lambda document: edits.set_text(document, key, text), f"Reworded: {key}")


_ITEM_FIELDS: dict[str, Callable[[object], Any]] = {
    "required": lambda value: Required(words(value)),
    "minimum": number,
    "maximum": number,
    "step": lambda value: needed(number(value)),
    "earliest": words,
    "latest": words,
    "unscored": words,
    "concept": words,
}


def _source_locale(value: object) -> str:
    tag = words(value)
    if tag not in {one.tag for one in registered() if not one.derived_from}:
        raise Nonsense(_("A questionnaire cannot be written in this language."))
    return tag


_ABOUT: dict[str, Callable[[object], Any]] = {
    "minutes": whole,
    "minimum_age": whole,
    "time_frame": words,
    "substance": words,
    "source_locale": _source_locale,
    "demonstration": lambda value: value is True,
}


def _item_field(address: list[str], value: object) -> Edit:
    code, field = address
    return part_set(f"Changed “{field}” of {code}", PlaceKind.ITEM, code, **{field: _ITEM_FIELDS[field](value)})


def _show_if(address: list[str], value: object) -> Edit:
    (code,) = address
    text = condition(value)
    return Edit(lambda document: edits.set_show_if(document, code, text), f"Changed when {code} is asked")


def _section_show_if(address: list[str], value: object) -> Edit:
    (code,) = address
    return part_set(f"Changed when section {code} is asked", PlaceKind.SECTION, code, show_if=condition(value))


def _about(address: list[str], value: object) -> Edit:
    (field,) = address
    read = _ABOUT.get(field)
    if read is None:
        raise Nonsense(_("This cannot be edited here."))
    return part_set(f"Changed “{field.replace('_', ' ')}”", PlaceKind.QUESTIONNAIRE, "", **{field: read(value)})


def _end(end: str) -> Maker:
    def make(address: list[str], value: object) -> Edit:
        of, case, place = address
        ends = {end: number(value)}
        return Edit(lambda document: moved(document, of, int(case), int(place), **ends), f"Moved a cut-off of {of}")

    return make


def moved(document: Questionnaire, of: str, case: int, place: int, **ends: Any) -> Questionnaire:
    """The document with one end (`low=`, `high=`), or both, of a range moved; `of` is `<profile>.<banding>`. Raises
    CannotEdit."""
    profile, _sign, code = of.partition(".")
    ranges = list(_ranges(document, of, case))
    if not 0 <= place < len(ranges):
        raise edits.CannotEdit(_("This range is not there any more."))
    ranges[place] = replace(ranges[place], **ends)
    return edits.set_ranges(document, profile, code, case, ranges)


def _ranges(document: Questionnaire, of: str, case: int) -> Sequence[Range]:
    cases = banding_at(document, of).cut_offs
    if not 0 <= case < len(cases):
        raise edits.CannotEdit(_("These cut-offs are not there any more."))
    return cases[case].ranges


def _listed_when(name: str, summary: str) -> Maker:
    """The condition of an entry without a code of its own: a case of cut-offs, a decision."""

    def make(address: list[str], value: object) -> Edit:
        of, index = address
        text = condition(value)

        def change(document: Questionnaire) -> Questionnaire:
            parts = list(getattr(banding_at(document, of), name))
            if not 0 <= int(index) < len(parts):
                raise edits.CannotEdit(_("This condition is not there any more."))
            parts[int(index)] = replace(parts[int(index)], when=text)
            return edits.set_part(document, PlaceKind.BANDING, of, **{name: tuple(parts)})

        return Edit(change, f"{summary} of {of}")

    return make


def _level(address: list[str], value: object) -> Edit:
    of, band = address
    level = Level(words(value))
    return part_set(f"Changed how serious {of}.{band} is", PlaceKind.BAND, f"{of}.{band}", level=level)


def _when(kind: PlaceKind) -> Maker:
    def make(address: list[str], value: object) -> Edit:
        code = ".".join(address)
        return part_set(f"Changed the condition of {code}", kind, code, when=condition(value))

    return make


def _kinds(address: list[str], value: object) -> Edit:
    code = ".".join(address)
    if not isinstance(value, list) or not value:
        raise Nonsense(_("Choose one kind of service at least."))
    kinds = tuple(dict.fromkeys(ServiceKind(words(one)).value for one in value))
    return part_set(f"Changed the services of rule {code}", PlaceKind.RULE, code, kinds=kinds)


def _most(address: list[str], value: object) -> Edit:
    code = ".".join(address)
    return part_set(f"Changed how many services {code} shows", PlaceKind.RULE, code, most=needed(whole(value)))


def _crisis(address: list[str], value: object) -> Edit:
    code = ".".join(address)
    return part_set(f"Changed whether {code} is a crisis", PlaceKind.FLAG, code, crisis=value is True)


def _points(address: list[str], value: object) -> Edit:
    of, code = address
    points = number(value)
    return Edit(lambda document: edits.set_points(document, of, code, points), f"Changed the points of {of}.{code}")


def _exclusive(address: list[str], value: object) -> Edit:
    code = ".".join(address)
    return part_set(f"Changed whether {code} rules out the others", PlaceKind.CHOICE, code, exclusive=value is True)


_EDITS: dict[str, Maker] = {
    "text": _text,
    "item": _item_field,
    "show_if": _show_if,
    "section_show_if": _section_show_if,
    "about": _about,
    "points": _points,
    "exclusive": _exclusive,
    "low": _end("low"),
    "high": _end("high"),
    "case_when": _listed_when("cut_offs", "Changed where cut-offs hold"),
    "decision_when": _listed_when("decisions", "Changed a decision"),
    "level": _level,
    "profile_when": _when(PlaceKind.PROFILE),
    "flag_when": _when(PlaceKind.FLAG),
    "block_when": _when(PlaceKind.BLOCK),
    "rule_when": _when(PlaceKind.RULE),
    "rule_kinds": _kinds,
    "rule_most": _most,
    "crisis": _crisis,
    **arranging.EDITS,
    **cases.EDITS,
    **origins.EDITS,
    **properties.EDITS,
    **reckoning.EDITS,
    **scoping.EDITS,
}
