"""Points are given, rise, and are used; every band has its feedback, every result a referral."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assessment.conditions import References, Unreadable, parse, references
from assessment.document import CHOSEN, Banding, BlockKind, ItemKind, Method, Profile, Questionnaire, Scale
from assessment.messages import Code, Finding, Place, PlaceKind, finding
from assessment.parts import uses
from assessment.sentences import Said


def findings(document: Questionnaire) -> Iterator[Finding]:
    yield from _unscored(document)
    yield from _without_points(document)
    yield from _not_rising(document)
    for profile in document.profiles:
        yield from _feedback(profile)
        if not profile.rules:
            yield finding(
                Code.NO_REFERRAL, Place(PlaceKind.PROFILE, profile.code, "rules"), case=Said(" for everybody")
            )


def _unscored(document: Questionnaire) -> Iterator[Finding]:
    """An item is used by a scale, or read by a profile; or says why not."""
    if not document.scales and not any(profile.bandings for profile in document.profiles):
        return
    used = {term.of.partition(".")[0] for scale in document.scales for term in scale.terms}
    used |= {section.loop_over for section in document.sections}
    for use in uses(document):
        if use.profile:
            used |= _references(use.text).items
    for _, item in document.items():
        if item.kind is not ItemKind.NOTE and item.code not in used and not item.unscored:
            yield finding(Code.ITEM_UNSCORED, Place(PlaceKind.ITEM, item.code, "unscored"))


def _references(text: str) -> References:
    try:
        return references(parse(text))
    except Unreadable:
        return References()


def _lists_scored(document: Questionnaire, scale: Scale) -> Iterator[tuple[str, str]]:
    """(item, choice list) of the terms that take points from choices."""
    if scale.method is Method.COUNT:
        return
    items = {item.code: item for _, item in document.items()}
    for term in scale.terms:
        item = items.get(term.of.partition(".")[0])
        if item is not None and item.kind in CHOSEN:
            yield item.code, item.choices


def _without_points(document: Questionnaire) -> Iterator[Finding]:
    lists = {each.code: each for each in document.choice_lists}
    for scale in document.scales:
        for item, code in _lists_scored(document, scale):
            without = [choice.code for choice in lists[code].choices if choice.points is None] if code in lists else []
            if without:
                named = ", ".join(f"“{choice}”" for choice in without)
                place = Place(PlaceKind.CHOICE, f"{code}.{without[0]}", "points")
                yield finding(
                    Code.NO_POINTS,
                    place,
                    scale=scale.code,
                    item=item,
                    without=Said("{named} of “{code}” has none", named=named, code=code),
                )


def _not_rising(document: Questionnaire) -> Iterator[Finding]:
    scored = {code for scale in document.scales for _, code in _lists_scored(document, scale)}
    for choice_list in document.choice_lists:
        if not choice_list.rising or choice_list.code not in scored:
            continue
        with_points = [choice for choice in choice_list.choices if choice.points is not None]
        for first, second in pairwise(with_points):
            if first.points is not None and second.points is not None and second.points < first.points:
                yield finding(
                    Code.POINTS_NOT_RISING,
                    Place(PlaceKind.CHOICE, f"{choice_list.code}.{second.code}", "points"),
                    first=first.code,
                    more=first.points,
                    second=second.code,
                    fewer=second.points,
                )
                break


def _feedback(profile: Profile) -> Iterator[Finding]:
    for banding in profile.bandings:
        for band in banding.bands:
            place = Place(PlaceKind.BAND, f"{profile.code}.{banding.code}.{band.code}")
            if not _has_block(profile, banding, band.code, BlockKind.HEADLINE):
                yield finding(Code.NO_HEADLINE, place, band=band.code)
            if not _has_block(profile, banding, band.code, BlockKind.MEANING):
                yield finding(Code.NO_MEANING, place, band=band.code)


def _has_block(profile: Profile, banding: Banding, band: str, kind: BlockKind) -> bool:
    """At least one that some people are shown; whether all are is proved."""
    return any(
        block.kind is kind and block.banding in ("", banding.code) and block.band in ("", band)
        for block in profile.blocks
    )
