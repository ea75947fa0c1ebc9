"""The matters that are proved of a document, each by itself: an edit proves anew those that it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from assessment.document import Profile, ReferralRule
from assessment.messages import Place, PlaceKind
from assessment.proof import results
from assessment.proof.bands import BandProof
from assessment.proof.ground import ScaleAt
from assessment.proof.reach import PartOfFlow, Point, told
from assessment.proof.readings import Readings
from assessment.proof.referrals import shadowed_findings, shadows
from assessment.proof.scores import RangeProof
from assessment.proof.verdicts import Found, Prover


class Matter(NamedTuple):
    """`asked`: what is said of it, apart from what `formulas` and `scales` say. `formulas` and `prove` raise
    Unprovable."""

    place: Place
    asked: str
    formulas: Callable[[], Sequence[int]]
    prove: Callable[[], Iterator[Found]]
    scales: Sequence[ScaleAt] = ()


def matters(prover: Prover) -> Iterator[Matter]:
    """In document order."""
    document = prover.flow.document
    for section in document.sections:
        for part in (PartOfFlow(prover, section), *(PartOfFlow(prover, section, item) for item in section.items)):
            if part.has_conditions:
                yield Matter(part.place, part.asked(), part.formulas, part.findings)
    for scale in document.scales:
        if scale.minimum is not None or scale.maximum is not None:
            bounds = RangeProof(prover, scale)
            place = Place(PlaceKind.SCALE, scale.code, "maximum")
            yield Matter(place, "range", lambda: [prover.ground.adult], bounds.findings, bounds.scales())
    if document.profiles and all(profile.countries or profile.when for profile in document.profiles):
        place = Place(PlaceKind.QUESTIONNAIRE, field="profiles")
        yield Matter(place, "unread", lambda: [results.unread(prover)], partial(results.unread_findings, prover))
    for profile in document.profiles:
        yield from _of_profile(prover, profile)


def _of_profile(prover: Prover, profile: Profile) -> Iterator[Matter]:
    readings = prover.readings(profile)
    gate = readings.gate
    place = Place(PlaceKind.PROFILE, profile.code, "when")
    yield Matter(place, "read", lambda: [gate], partial(results.profile_findings, prover, readings))
    for banding in profile.bandings:
        bands = BandProof(prover, readings, banding)
        yield Matter(bands.place, bands.asked(), bands.formulas, bands.findings, bands.scales())
        formulas = partial(results.wordless_formulas, readings, banding)
        yield Matter(bands.place, "words", formulas, partial(results.words_findings, prover, readings, banding))
    for flag in profile.flags:
        yield _of_point(
            prover, Place(PlaceKind.FLAG, f"{profile.code}.{flag.code}"), partial(results.flag_point, readings, flag)
        )
    for block in profile.blocks:
        if block.when or readings.rivals(block):
            place = Place(PlaceKind.BLOCK, f"{profile.code}.{block.code}")
            formulas = partial(results.block_formulas, readings, block)
            yield Matter(place, block.when, formulas, partial(results.block_findings, prover, readings, block))
    for rule in profile.rules:
        earlier = shadows(profile, rule)
        if earlier is not None:
            place = Place(PlaceKind.RULE, f"{profile.code}.{rule.code}")
            fires = partial(_fires, readings, rule)
            yield Matter(
                place, f"after {earlier.code}", fires, partial(shadowed_findings, prover, readings, rule, earlier)
            )
        if rule.when:
            yield _of_point(
                prover,
                Place(PlaceKind.RULE, f"{profile.code}.{rule.code}"),
                partial(results.rule_point, readings, rule),
            )
    if profile.rules and all(rule.when for rule in profile.rules):
        place = Place(PlaceKind.PROFILE, profile.code, "rules")
        yield Matter(place, "rules", lambda: [results.without_rule(readings)],
                     partial(results.no_referral, prover, readings))  # fmt: skip


def _fires(readings: Readings, rule: ReferralRule) -> list[int]:
    return [readings.gate, readings.rule(rule)]


def _of_point(prover: Prover, place: Place, point: Callable[[], Point]) -> Matter:
    made = cache(point)

    def prove() -> Iterator[Found]:
        yield from told(prover, made())

    return Matter(place, "point", lambda: made().formulas(), prove)
