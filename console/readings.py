"""Acts on how a score is read: which scores a result has, decisions in place of scores, texts shown with any result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assessment import edits
from assessment.document import Band, Banding, Block, BlockKind, Decision, Level, Questionnaire, Range
from assessment.messages import PlaceKind
from console.acting import Act, free
from console.building import NEEDED
from console.language import _
from console.named import banding_at, profile_at
from console.outline import Part


def remove_results(of: str) -> Act:
    """Results of a score, with their texts; the score stays."""
    profile, _sign, code = of.partition(".")

    def change(document: Questionnaire) -> Questionnaire:
        banding_at(document, of)
        blocks = tuple(one for one in profile_at(document, profile).blocks if one.banding != code)
        document = edits.set_part(document, PlaceKind.PROFILE, profile, blocks=blocks)
        return edits.remove_part(document, PlaceKind.BANDING, of)

    return Act(change, f"Removed the results of {of}", lambda _: Part("profile", profile))


def add_range(of: str, case: str, band: str) -> Act:
    """Scores of a result: one more range, whose ends are still to be written."""
    place = int(case)

    def change(document: Questionnaire) -> Questionnaire:
        ranges = _ranges(document, of, place)
        return _with_ranges(document, of, place, (*ranges, Range(band)))

    return Act(change, f"Added a range to {of}")


def remove_range(of: str, case: str, range_place: str) -> Act:
    """These scores have no result any more, or that of another range."""
    place, at = int(case), int(range_place)

    def change(document: Questionnaire) -> Questionnaire:
        ranges = _ranges(document, of, place)
        if not 0 <= at < len(ranges):
            raise edits.CannotEdit(_("This range is not there any more."))
        return _with_ranges(document, of, place, (*ranges[:at], *ranges[at + 1 :]))

    return Act(change, f"Removed a range of {of}")


def _ranges(document: Questionnaire, of: str, place: int) -> tuple[Range, ...]:
    cases = banding_at(document, of).cut_offs
    if not 0 <= place < len(cases):
        raise edits.CannotEdit(_("These cut-offs are not there any more."))
    return cases[place].ranges


def _with_ranges(document: Questionnaire, of: str, place: int, ranges: tuple[Range, ...]) -> Questionnaire:
    profile, _sign, code = of.partition(".")
    return edits.set_ranges(document, profile, code, place, ranges)


# --- decisions -------------------------------------------------------------------------------------------------------


def add_decision_list(profile: str) -> Act:
    """Results that no score decides but the first condition that holds."""

    def change(document: Questionnaire) -> Questionnaire:
        known = profile_at(document, profile)
        code = free("decision_", (one.code for one in known.bandings))
        bands = (Band("yes", Level.HIGH, "Yes"), Band("no", Level.NONE, "No"))
        made = Banding(code, bands, decisions=(Decision("yes", "age < 0"), Decision("no")))
        blocks = tuple(
            Block(f"{code}_{band.code}_{kind.value}"[:40], kind, "", code, band.code)
            for band in bands
            for kind in NEEDED
        )
        bandings = (*known.bandings, made)
        return edits.set_part(document, PlaceKind.PROFILE, profile, bandings=bandings, blocks=(*known.blocks, *blocks))

    def there(document: Questionnaire) -> Part:
        return Part("banding", f"{profile}.{profile_at(document, profile).bandings[-1].code}")

    return Act(change, f"Added results by decision to {profile}", there)


def add_decision(of: str, band: str) -> Act:
    """One more condition for a result, before the last, which is for everybody else."""

    def change(document: Questionnaire) -> Questionnaire:
        known = banding_at(document, of).decisions
        at = len(known) - 1 if known and not known[-1].when else len(known)
        new = (*known[:at], Decision(band, "age < 0" if known else ""), *known[at:])
        return edits.set_part(document, PlaceKind.BANDING, of, decisions=new)

    return Act(change, f"Added a decision to {of}")


def remove_decision(of: str, place: str) -> Act:
    at = int(place)

    def change(document: Questionnaire) -> Questionnaire:
        known = banding_at(document, of).decisions
        if not 0 <= at < len(known):
            raise edits.CannotEdit(_("This decision is not there any more."))
        return edits.set_part(document, PlaceKind.BANDING, of, decisions=(*known[:at], *known[at + 1 :]))

    return Act(change, f"Removed a decision of {of}")


# --- texts shown with any result -------------------------------------------------------------------------------------


def add_general(profile: str, kind: str, flag: str = "") -> Act:
    """A text that no result decides on: shown with every one, or with a flag."""
    wanted = BlockKind(kind)

    def change(document: Questionnaire) -> Questionnaire:
        known = profile_at(document, profile)
        taken = [one.code for one in known.blocks]
        stem = f"{flag or 'all'}_{wanted.value}"[:36]
        code = stem if stem not in taken else free(f"{stem}_", taken, first="2")
        new = replace(Block(code, wanted, ""), flag=flag)
        return edits.add_part(document, PlaceKind.BLOCK, f"{profile}.{code}", new)

    return Act(change, f"Added a text to {profile}")


ACTS: dict[str, Callable[..., Act]] = {
    "remove_results": remove_results,
    "add_range": add_range,
    "remove_range": remove_range,
    "add_decision_list": add_decision_list,
    "add_decision": add_decision,
    "remove_decision": remove_decision,
    "add_general": add_general,
}
