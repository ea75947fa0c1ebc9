"""Acts that build what answers come to: a score, its results, their bands, feedback, safety flags, referral rules.

What is added has no words yet where only an author can write them; the findings then ask for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assessment import edits
from assessment.document import (
    MEASURED,
    Band,
    Banding,
    Block,
    BlockKind,
    CutOffs,
    Flag,
    Item,
    Level,
    Number,
    Profile,
    Questionnaire,
    Range,
    ReferralRule,
    Scale,
    Term,
)
from assessment.messages import PlaceKind
from console import ribbon
from console.acting import Act, free
from console.language import _
from console.named import banding_at, profile_at, scale_at
from console.outline import ABOUT, Part

NEEDED = (BlockKind.HEADLINE, BlockKind.MEANING)


def add_score() -> Act:
    """A sum of the questions with points that no score uses yet."""

    def change(document: Questionnaire) -> Questionnaire:
        used = {term.of.partition(".")[0] for scale in document.scales for term in scale.terms}
        terms = tuple(
            Term(item.code)
            for _section, item in document.items()
            if item.code not in used and not item.unscored and _counts(document, item)
        )
        if not terms:
            raise edits.CannotEdit(_("There is nothing to add up: give the answers of a question points first."))
        scale = Scale(free("score_", (one.code for one in document.scales)), terms)
        return edits.add_part(document, PlaceKind.SCALE, scale.code, scale)

    return Act(change, "Added a score", lambda document: Part("scale", document.scales[-1].code))


def _counts(document: Questionnaire, item: Item) -> bool:
    known = next((one for one in document.choice_lists if one.code == item.choices), None)
    pointed = known is not None and all(choice.points is not None for choice in known.choices)
    return pointed or item.kind in MEASURED


def add_term(scale: str, of: str) -> Act:
    """A question, a row of a grid or another score counts in a score from now on."""

    def change(document: Questionnaire) -> Questionnaire:
        code = of.partition(".")[0]
        known = {item.code: item for _section, item in document.items()}
        if code not in known and code not in {one.code for one in document.scales} - {scale}:
            raise edits.CannotEdit(_("There is no “{of}” that could count.", of=of))
        if of in {term.of for term in scale_at(document, scale).terms}:
            raise edits.CannotEdit(_("{of} counts in {scale} already.", of=of, scale=scale))
        if code in known and known[code].unscored:
            document = edits.set_item(document, code, unscored="")
        return edits.set_scale(document, scale, terms=(*scale_at(document, scale).terms, Term(of)))

    return Act(change, f"{of} counts in {scale}")


def remove_term(scale: str, of: str) -> Act:
    """It counts no more; the question stays."""

    def change(document: Questionnaire) -> Questionnaire:
        terms = tuple(term for term in scale_at(document, scale).terms if term.of != of)
        if not terms:
            raise edits.CannotEdit(
                _("A score needs something to add up. Add another question before you take this out.")
            )
        return edits.set_scale(document, scale, terms=terms)

    return Act(change, f"{of} counts in {scale} no more")


def remove_score(scale: str) -> Act:
    """Refused while a condition, another score or results name it."""
    return Act(
        lambda document: edits.remove_part(document, PlaceKind.SCALE, scale),
        f"Removed the score {scale}",
        lambda _: Part(ABOUT),
    )


def add_results(scale: str, to: str = "") -> Act:
    """Two bands that share the scores between them; in the interpretation `to`, else in the first, which is made where
    there is none."""

    def change(document: Questionnaire) -> Questionnaire:
        known = scale_at(document, scale).code
        if to:
            profile_at(document, to)
        if any(one.scale == known for one in (_reader(document, to).bandings if document.profiles else ())):
            raise edits.CannotEdit(_("This score has results already."))
        bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
        banding = Banding(scale, bands, scale)
        step = ribbon.grain(document, scale)
        low, high = ribbon.span(document, banding, ())
        if high == low:
            high = ribbon.above(low, step)  # where nobody can tell how far the score goes: something to begin from
        middle, next_up = ribbon.halves(low, high, step)
        banding = replace(banding, cut_offs=(CutOffs((Range("low", low, middle), Range("high", next_up, high))),))
        if not document.profiles:
            rule = ReferralRule("anyone", ("outpatient", "helpline"))
            document = replace(document, profiles=(Profile("everybody", (), rules=(rule,)),))
        profile = _reader(document, to)
        blocks = tuple(_block(f"{scale}_{band.code}", kind, scale, band.code) for band in bands for kind in NEEDED)
        return edits.set_part(
            document,
            PlaceKind.PROFILE,
            profile.code,
            bandings=(*profile.bandings, banding),
            blocks=(*profile.blocks, *blocks),
        )

    return Act(
        change,
        f"Added results of {scale}",
        lambda document: Part("banding", f"{_reader(document, to).code}.{scale}"),
    )


def _reader(document: Questionnaire, code: str) -> Profile:
    return document.profile(code) if code else document.profiles[0]


def _block(stem: str, kind: BlockKind, banding: str, band: str) -> Block:
    return Block(f"{stem}_{kind.value}"[:40], kind, "", banding, band)


def add_band(of: str) -> Act:
    """One more band above the last: it takes the upper half of the last band's scores."""

    def change(document: Questionnaire) -> Questionnaire:
        banding = banding_at(document, of)
        band = Band(free("band_", (one.code for one in banding.bands)), Level.SEVERE, "New result")
        step = ribbon.grain(document, banding.scale)
        cases = tuple(replace(case, ranges=_split(case.ranges, band.code, step)) for case in banding.cut_offs)
        document = edits.set_part(document, PlaceKind.BANDING, of, bands=(*banding.bands, band), cut_offs=cases)
        blocks = [_block(f"{banding.code}_{band.code}", kind, banding.code, band.code) for kind in NEEDED]
        return _with_blocks(document, of.partition(".")[0], blocks)

    return Act(change, f"Added a result to {of}")


def _split(ranges: tuple[Range, ...], band: str, step: Number) -> tuple[Range, ...]:
    if not ranges:
        return (Range(band),)
    last = ranges[-1]
    if last.low is None or last.high is None or last.high <= last.low:
        return (*ranges, Range(band, last.high, last.high))
    middle, next_up = ribbon.halves(last.low, last.high, step)
    return (*ranges[:-1], replace(last, high=middle), Range(band, next_up, last.high))


def remove_band(of: str, band: str) -> Act:
    """With its cut-offs and its feedback. The scores it leaves without a result are findings."""

    def change(document: Questionnaire) -> Questionnaire:
        banding = banding_at(document, of)
        cases = tuple(
            replace(case, ranges=tuple(one for one in case.ranges if one.band != band)) for case in banding.cut_offs
        )
        decisions = tuple(one for one in banding.decisions if one.band != band)
        document = edits.set_part(document, PlaceKind.BANDING, of, cut_offs=cases, decisions=decisions)
        profile = document.profile(of.partition(".")[0])
        blocks = tuple(one for one in profile.blocks if (one.banding, one.band) != (banding.code, band))
        document = edits.set_part(document, PlaceKind.PROFILE, profile.code, blocks=blocks)
        return edits.remove_part(document, PlaceKind.BAND, f"{of}.{band}")

    return Act(change, f"Removed the result {band} of {of}")


def add_block(profile: str, banding: str, band: str, kind: str) -> Act:
    """A feedback text of a band."""
    wanted = BlockKind(kind)

    def change(document: Questionnaire) -> Questionnaire:
        return _with_blocks(document, profile, [_block(f"{banding}_{band}", wanted, banding, band)])

    return Act(change, f"Added feedback for {banding} {band}")


def _with_blocks(document: Questionnaire, profile: str, blocks: list[Block]) -> Questionnaire:
    for block in blocks:
        taken = [one.code for one in document.profile(profile).blocks]
        code = block.code if block.code not in taken else free(f"{block.code[:36]}_", taken, first="2")
        document = edits.add_part(document, PlaceKind.BLOCK, f"{profile}.{code}", replace(block, code=code))
    return document


def add_flag(profile: str) -> Act:
    """A flag that never goes up until its condition is written, with its own text."""

    def change(document: Questionnaire) -> Questionnaire:
        code = free("flag_", (one.code for one in document.profile(profile).flags))
        document = edits.add_part(document, PlaceKind.FLAG, f"{profile}.{code}", Flag(code, "age < 0", "New flag"))
        return _with_blocks(document, profile, [Block(f"{code}_text", BlockKind.WARNING, "", flag=code)])

    return Act(change, "Added a safety flag")


def remove_flag(profile: str, flag: str) -> Act:
    """With its own texts."""

    def change(document: Questionnaire) -> Questionnaire:
        blocks = tuple(one for one in document.profile(profile).blocks if one.flag != flag)
        document = edits.set_part(document, PlaceKind.PROFILE, profile, blocks=blocks)
        return edits.remove_part(document, PlaceKind.FLAG, f"{profile}.{flag}")

    return Act(change, f"Removed the safety flag {flag}")


def add_rule(profile: str) -> Act:
    def change(document: Questionnaire) -> Questionnaire:
        code = free("rule_", (one.code for one in document.profile(profile).rules))
        return edits.add_part(document, PlaceKind.RULE, f"{profile}.{code}", ReferralRule(code, ("outpatient",)))

    return Act(change, "Added a referral rule")


def _removing(kind: PlaceKind, words: str) -> Callable[[str, str], Act]:
    def make(owner: str, code: str) -> Act:
        return Act(lambda document: edits.remove_part(document, kind, f"{owner}.{code}"), f"Removed {words} {code}")

    return make


ACTS: dict[str, Callable[..., Act]] = {
    "add_score": add_score,
    "add_term": add_term,
    "remove_term": remove_term,
    "remove_score": remove_score,
    "add_results": add_results,
    "add_band": add_band,
    "remove_band": remove_band,
    "add_block": add_block,
    "remove_block": _removing(PlaceKind.BLOCK, "feedback"),
    "add_flag": add_flag,
    "remove_flag": remove_flag,
    "add_rule": add_rule,
    "remove_rule": _removing(PlaceKind.RULE, "referral rule"),
}
