"""Whether every flag, block and referral rule of a profile can come up, and every result has its words and a way on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from assessment.document import Banding, Block, BlockKind, Flag, ReferralRule
from assessment.messages import Code, Place, PlaceKind
from assessment.proof.formulas import ALWAYS, NEVER
from assessment.proof.ground import Seen
from assessment.proof.reach import Build, Point, told
from assessment.proof.readings import Readings, fitting
from assessment.proof.verdicts import Claim, Found, Prover, Shows
from assessment.sentences import Said
from assessment.syntax import parse


def flag_point(readings: Readings, flag: Flag) -> Point:
    place = Place(PlaceKind.FLAG, f"{readings.profile.code}.{flag.code}", "when")
    sites = _sites(readings, flag.when, readings.seen_by_flag[flag.code])
    return Point(place, flag.when, sites, {"flag": flag.code}, Code.FLAG_NEVER_RAISED)


def rule_point(readings: Readings, rule: ReferralRule) -> Point:
    place = Place(PlaceKind.RULE, f"{readings.profile.code}.{rule.code}", "when")
    sites = _sites(readings, rule.when, readings.seen())
    return Point(place, rule.when, sites, {"rule": rule.code}, Code.RULE_NEVER_FIRES)


def _sites(readings: Readings, text: str, seen: Seen) -> tuple[tuple[int, Build], ...]:
    """Once, or for each instance of the loop that the condition speaks of."""
    ground, loop_over = readings.ground, readings.loop_of(parse(text))
    loops = ground.layout.instances(loop_over) if loop_over else ("",)
    above = {loop: ground.is_picked(loop_over, loop) if loop_over else ALWAYS for loop in loops}
    return tuple(
        (readings.table.all_of([readings.gate, above[loop]]), partial(ground.formula, loop=loop, seen=seen))
        for loop in loops
    )


def block_point(readings: Readings, block: Block) -> Point:
    """A block's own condition, where its band and its flag are given."""
    place = Place(PlaceKind.BLOCK, f"{readings.profile.code}.{block.code}", "when")
    sites = tuple(
        (readings.table.all_of([readings.gate, above]), partial(readings.formula, loop))
        for loop, above in readings.block_above(block).items()
    )
    return Point(place, block.when, sites, {"block": block.code}, Code.BLOCK_NEVER_SHOWN)


def block_formulas(readings: Readings, block: Block) -> list[int]:
    shown = readings.table.one_of(readings.shown(block).values())
    return [shown, *block_point(readings, block).formulas()]


def block_findings(prover: Prover, readings: Readings, block: Block) -> Iterator[Found]:
    """Raises Unprovable."""
    point, table = block_point(readings, block), readings.table
    if block.when and not (yield from told(prover, point)):
        return
    wanted = {loop: table.all_of(pair) for loop, pair in zip(readings.shown(block), point.pairs, strict=True)}
    left = {loop: table.all_of([readings.gate, shown]) for loop, shown in readings.shown(block).items()}
    if all(left[loop] != each for loop, each in wanted.items()):  # else nothing stands before it
        could = any(prover.may(each) for each in wanted.values())
        if could and not any(prover.may(each) for each in left.values()):
            what = {"what": Said("The text “{code}”", code=block.code)}
            yield Found(Code.NEVER_SHOWN, Place(PlaceKind.BLOCK, point.place.code), what)


def no_referral(prover: Prover, readings: Readings) -> Iterator[Found]:
    """Somebody for whom no rule fires. Raises Unprovable."""
    code = readings.profile.code
    answers = prover.shown(without_rule(readings))
    if answers is not None:
        shows = Shows(answers, Claim.NO_NEED, code)
        yield Found(Code.NO_REFERRAL, Place(PlaceKind.PROFILE, code, "rules"), {"case": Said(" for somebody")}, shows)


def without_rule(readings: Readings) -> int:
    rules = [readings.table.negation(readings.rule(rule)) for rule in readings.profile.rules]
    return readings.table.all_of([readings.gate, *rules])


# A result's words

_LACKS = {BlockKind.HEADLINE: Code.NO_HEADLINE, BlockKind.MEANING: Code.NO_MEANING}


def wordless(readings: Readings, banding: Banding, kind: BlockKind) -> Iterator[tuple[str, str, int]]:
    """(band, instance, where a result in it has no block of that kind); a band with a block for everybody is left
    out, one with none at all is told of without a proof."""
    table, code = readings.table, banding.code or banding.scale
    for band in banding.bands:
        able = [each for each in readings.profile.blocks if each.kind is kind and _may_tell(each, code, band.code)]
        if not able or any(not each.when and not each.flag for each in able):
            continue
        for loop in readings.instances(code):
            told_ = [table.negation(holds) for each in able for holds in readings.told_to(each, loop)]
            yield band.code, loop, table.all_of([readings.gate, readings.band(code, loop, band.code), *told_])


def wordless_formulas(readings: Readings, banding: Banding) -> list[int]:
    return [formula for kind in _LACKS for _, _, formula in wordless(readings, banding, kind)]


def _may_tell(block: Block, banding: str, band: str) -> bool:
    return block.banding in ("", banding) and block.band in ("", band) and not (block.band and not block.banding)


def words_findings(prover: Prover, readings: Readings, banding: Banding) -> Iterator[Found]:
    """Raises Unprovable."""
    code = banding.code or banding.scale
    for kind, lack in _LACKS.items():
        told_of: set[str] = set()
        for band, loop, formula in wordless(readings, banding, kind):
            if band not in told_of and (answers := prover.shown(formula)) is not None:
                told_of.add(band)
                shows = Shows(answers, Claim.NO_BLOCK, code, loop, kind)
                place = Place(PlaceKind.BAND, f"{readings.profile.code}.{code}.{band}")
                yield Found(lack, place, {"band": band}, shows)


# Whom a profile reads


def unread(prover: Prover) -> int:
    """Somebody whom no profile reads, in a country that some profile is for."""
    ground, profiles = prover.ground, prover.flow.document.profiles
    fits = [ground.table.negation(fitting(ground, profile)) for profile in profiles]
    here = ALWAYS
    if profiles and all(profile.countries for profile in profiles):
        here = ground.table.one_of([ground.in_country(profile.countries) for profile in profiles])
    return ground.table.all_of([here, *fits]) if profiles else NEVER


def unread_findings(prover: Prover) -> Iterator[Found]:
    """Raises Unprovable."""
    answers = prover.shown(unread(prover))
    if answers is not None:
        place = Place(PlaceKind.QUESTIONNAIRE, field="profiles")
        yield Found(Code.NO_PROFILE, place, {"case": Said(" of somebody")}, Shows(answers, Claim.UNREAD))


def profile_findings(prover: Prover, readings: Readings) -> Iterator[Found]:
    """A profile that reads nobody. Raises Unprovable."""
    if not prover.may(readings.gate):
        code = readings.profile.code
        yield Found(Code.PROFILE_NEVER_READ, Place(PlaceKind.PROFILE, code, "when"), {"profile": code, "tests": ""})
