"""Edits of where a questionnaire comes from: whose it is, whose words each language has, what its figures rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessment import edits
from assessment.document import LocaleRights, Questionnaire, Wording
from assessment.messages import PlaceKind
from console.language import _
from console.named import banding_at
from console.typed import Edit, Maker, Nonsense, day, whole, words
from content_store.locales import LOCALES

RIGHTS = frozenset({"instrument", "holder", "licence", "evidence", "attribution"})
YEARS = range(1800, 2101)


def _rights(address: list[str], value: object) -> Edit:
    (field,) = address
    if field not in RIGHTS:
        raise Nonsense(_("This cannot be edited here."))
    text = words(value)
    return Edit(lambda document: edits.set_rights(document, **{field: text}), f"Changed “{field}” of the rights")


def _wording(address: list[str], value: object) -> Edit:
    """Whose words a language has, or that it is not on record."""
    text = words(value)
    given = None if text == "unknown" else Wording(text)

    def change(known: LocaleRights | None, locale: str) -> LocaleRights | None:
        if given is None:
            return None
        return replace(known, wording=given) if known else LocaleRights(locale, given)

    return _of_locale(address, change, "Changed whose words {} has")


def _wording_attribution(address: list[str], value: object) -> Edit:
    text = words(value)

    def change(known: LocaleRights | None, _locale: str) -> LocaleRights | None:
        if known is None:
            raise edits.CannotEdit(_("Say first whose words this language has."))
        return replace(known, attribution=text)

    return _of_locale(address, change, "Changed the attribution of {}")


def _of_locale(
    address: list[str], change: Callable[[LocaleRights | None, str], LocaleRights | None], summary: str
) -> Edit:
    (locale,) = address
    if locale not in LOCALES:
        raise Nonsense(_("There is no such language here."))

    def changed(document: Questionnaire) -> Questionnaire:
        known = {one.locale: one for one in document.rights.wordings}
        new = change(known.get(locale), locale)
        kept = {**known, locale: new} if new else {tag: one for tag, one in known.items() if tag != locale}
        return edits.set_rights(document, wordings=tuple(one for one in kept.values() if one))

    return Edit(changed, summary.format(locale))


def _year(value: object) -> int | None:
    year = whole(value)
    if year is not None and year not in YEARS:
        raise Nonsense(_("Write the year with four digits."))
    return year


def _address(value: object) -> str:
    text = words(value)
    if text and not text.startswith(("https://", "http://")):
        raise Nonsense(_("Write the whole address, with https:// in front."))
    return text


_CITATION: dict[str, Callable[[object], Any]] = {
    "authors": words,
    "year": _year,
    "title": words,
    "journal": words,
    "population": words,
    "url": _address,
    "valid_from": day,
    "valid_until": day,
    "to_confirm": lambda value: value is True,
}


def _citation(address: list[str], value: object) -> Edit:
    of, field = address
    fields = {field: _CITATION[field](value)}

    def change(document: Questionnaire) -> Questionnaire:
        cited = replace(banding_at(document, of).citation, **fields)
        if cited.valid_from and cited.valid_until and cited.valid_until < cited.valid_from:
            raise edits.CannotEdit(_("The last day is before the first."))
        return edits.set_part(document, PlaceKind.BANDING, of, citation=cited)

    return Edit(change, f"Changed the source of {of}")


EDITS: dict[str, Maker] = {
    "rights": _rights,
    "wording": _wording,
    "wording_attribution": _wording_attribution,
    "citation": _citation,
}
