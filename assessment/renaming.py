"""Giving a part another code, everywhere it is named: in conditions, terms, bandings, feedback and test cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assessment import conditions
from assessment.document import Banding, Expected, Profile, Questionnaire
from assessment.edits import check_code, rename_choice, rename_item, with_tests
from assessment.messages import PlaceKind
from assessment.parts import CannotEdit, changed, checked, way_to, with_conditions, with_list

Rename = Callable[[Questionnaire, str, str], Questionnaire]
"""From the document, the dotted code of the part as it was, and its new own code."""


def rename(document: Questionnaire, kind: PlaceKind, code: str, new: str) -> Questionnaire:
    """`code` is dotted (`g1.r2`, `adult.total.high`), `new` the part's own code. What several profiles share under one
    code (a banding, a flag) is renamed in each, for conditions name it without its profile. Raises CannotEdit."""
    owner, _, own = code.rpartition(".")
    if new == own:
        return document
    if kind is PlaceKind.ITEM:
        return rename_item(document, code, new)
    if kind is PlaceKind.CHOICE:
        return rename_choice(document, owner, own, new)
    if kind not in _FOLLOWING:
        raise CannotEdit("This has no code.")
    check_code(new)
    _check_free(document, kind, code, new)
    renewed = document
    for one in _alike(document, kind, code):
        renewed = changed(renewed, way_to(renewed, kind, one), lambda part: replace(part, code=new))
    return checked(_FOLLOWING[kind](renewed, code, new))


def _alike(document: Questionnaire, kind: PlaceKind, code: str) -> list[str]:
    """The part itself, and those of other profiles that go by the same code."""
    owner, _, own = code.rpartition(".")
    if kind not in (PlaceKind.BANDING, PlaceKind.FLAG):
        return [code]
    listed: dict[PlaceKind, Callable[[Profile], tuple[Any, ...]]] = {
        PlaceKind.BANDING: lambda profile: profile.bandings,
        PlaceKind.FLAG: lambda profile: profile.flags,
    }
    found = [f"{p.code}.{own}" for p in document.profiles if own in {part.code for part in listed[kind](p)}]
    return found if f"{owner}.{own}" in found else [code]


def _check_free(document: Questionnaire, kind: PlaceKind, code: str, new: str) -> None:
    def look(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        if any(part.code == new for part in parts):
            raise CannotEdit("There is a “{code}” already. Choose another code.", code=new)
        return parts

    for one in _alike(document, kind, code):
        with_list(document, way_to(document, kind, one), look)


# --- what follows each kind ------------------------------------------------------------------------------------------


def _row(document: Questionnaire, code: str, new: str) -> Questionnaire:
    renewed = f"{code.partition('.')[0]}.{new}"
    document = with_conditions(document, lambda text: conditions.renamed(text, code, renewed, what="row"))
    document = _with_terms(document, code, renewed)

    def address(given: str) -> str:
        row, sign, instance = given.partition("@")
        return renewed + sign + instance if row == code else given

    return with_tests(document, address)


def _choice_list(document: Questionnaire, code: str, new: str) -> Questionnaire:
    sections = tuple(
        replace(s, items=tuple(replace(i, choices=new) if i.choices == code else i for i in s.items))
        for s in document.sections
    )
    return replace(document, sections=sections)


def _section(document: Questionnaire, code: str, new: str) -> Questionnaire:
    scales = tuple(replace(one, loop=new) if one.loop == code else one for one in document.scales)
    document = replace(document, scales=scales)
    return _with_bandings(document, lambda one: replace(one, loop=new) if one.loop == code else one)


def _scale(document: Questionnaire, code: str, new: str) -> Questionnaire:
    document = with_conditions(document, lambda text: conditions.renamed(text, code, new, what="scale"))
    document = _with_terms(document, code, new)
    document = _with_bandings(document, lambda one: replace(one, scale=new) if one.scale == code else one)
    return _expected(document, f"score.{code}", f"score.{new}")


def _profile(document: Questionnaire, code: str, new: str) -> Questionnaire:
    tests = tuple(replace(one, profile=new) if one.profile == code else one for one in document.tests)
    return replace(document, tests=tests)


def _banding(document: Questionnaire, code: str, new: str) -> Questionnaire:
    own = code.rpartition(".")[2]
    document = with_conditions(document, lambda text: conditions.renamed(text, own, new, what="banding"))
    document = _with_blocks(document, {"banding": (own, new)})
    return _expected(document, f"band.{own}", f"band.{new}")


def _flag(document: Questionnaire, code: str, new: str) -> Questionnaire:
    own = code.rpartition(".")[2]
    document = with_conditions(document, lambda text: conditions.renamed(text, own, new, what="flag"))
    document = _with_blocks(document, {"flag": (own, new)})
    return _expected(document, f"flag.{own}", f"flag.{new}")


def _band(document: Questionnaire, code: str, new: str) -> Questionnaire:
    """In its profile alone; conditions are rewritten unless another profile has a band of the old name still."""
    profile, banding, own = code.split(".")

    def reads(one: Banding) -> Banding:
        cases = tuple(
            replace(case, ranges=tuple(replace(r, band=new) if r.band == own else r for r in case.ranges))
            for case in one.cut_offs
        )
        decisions = tuple(replace(d, band=new) if d.band == own else d for d in one.decisions)
        return replace(one, cut_offs=cases, decisions=decisions)

    document = changed(document, way_to(document, PlaceKind.BANDING, f"{profile}.{banding}"), reads)
    document = _with_blocks(document, {"band": (own, new)}, profile, banding)
    elsewhere = {
        band.code for p in document.profiles for b in p.bandings if b.code == banding for band in b.bands
    }  # others may share the banding's code
    if own in elsewhere:
        return document
    document = with_conditions(document, lambda text: conditions.renamed(text, own, new, what="band", of={banding}))
    return _expected(document, f"band.{banding}", f"band.{banding}", value=(own, new))


def _nothing(document: Questionnaire, _code: str, _new: str) -> Questionnaire:
    return document


_FOLLOWING: dict[PlaceKind, Rename] = {
    PlaceKind.ROW: _row,
    PlaceKind.CHOICE_LIST: _choice_list,
    PlaceKind.SECTION: _section,
    PlaceKind.SCALE: _scale,
    PlaceKind.PROFILE: _profile,
    PlaceKind.BANDING: _banding,
    PlaceKind.BAND: _band,
    PlaceKind.FLAG: _flag,
    PlaceKind.BLOCK: _nothing,
    PlaceKind.RULE: _nothing,
}


def _with_terms(document: Questionnaire, old: str, new: str) -> Questionnaire:
    scales = tuple(
        replace(s, terms=tuple(replace(t, of=new) if t.of == old else t for t in s.terms)) for s in document.scales
    )
    return replace(document, scales=scales)


def _with_bandings(document: Questionnaire, change: Callable[[Banding], Banding]) -> Questionnaire:
    profiles = tuple(replace(p, bandings=tuple(change(one) for one in p.bandings)) for p in document.profiles)
    return replace(document, profiles=profiles)


def _with_blocks(
    document: Questionnaire, names: dict[str, tuple[str, str]], profile: str = "", banding: str = ""
) -> Questionnaire:
    """Blocks of all profiles, or of one, and of one banding in it."""
    profiles = []
    for one in document.profiles:
        blocks = []
        for block in one.blocks:
            meant = profile in ("", one.code) and banding in ("", block.banding)
            new: dict[str, Any] = {
                field: to for field, (of, to) in names.items() if meant and getattr(block, field) == of
            }
            blocks.append(replace(block, **new) if new else block)
        profiles.append(replace(one, blocks=tuple(blocks)))
    return replace(document, profiles=tuple(profiles))


def _expected(document: Questionnaire, old: str, new: str, value: tuple[str, str] | None = None) -> Questionnaire:
    """What test cases expect of `old` is expected of `new`; with `value`, that value of it becomes another."""

    def one(given: Expected) -> Expected:
        if given.of.partition("@")[0] != old:
            return given
        if value is not None:
            return replace(given, value=value[1]) if given.value == value[0] else given
        return replace(given, of=new + given.of[len(old) :])

    tests = tuple(replace(test, expect=tuple(one(given) for given in test.expect)) for test in document.tests)
    return replace(document, tests=tests)
