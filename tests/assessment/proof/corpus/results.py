"""Results that somebody does not get, gets twice, or gets without words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assessment import edits
from assessment.document import (
    Band,
    Banding,
    CutOffs,
    Decision,
    Item,
    ItemKind,
    Level,
    Range,
    Section,
    Term,
)
from assessment.messages import Code, PlaceKind
from tests.assessment.proof.corpus import Seed, audit, drink, forced, part, small

BANDING = PlaceKind.BANDING


def drinking(*ranges: Range, case: int = 1):
    return edits.set_ranges(drink(), "adult", "total", case, ranges)


def smaller(*ranges: Range):
    return edits.set_ranges(small(), "everybody", "total", 0, ranges)


def _mean(*ranges: Range, **fields):
    document = edits.set_scale(
        small(), "total", method="mean", unanswered="left_out", minimum=None, maximum=None, **fields
    )
    return edits.set_ranges(document, "everybody", "total", 0, ranges)


def _half(*ranges: Range):
    """Half points: a number in steps of a half is all that is scored."""
    item = Item("n", ItemKind.NUMBER, "How much?", minimum=0, maximum=3, step=Decimal("0.5"))
    document = replace(small(), sections=(Section("more", (item,)),))
    document = edits.set_scale(document, "total", terms=(Term("n"),), maximum=None, minimum=None)
    return edits.set_ranges(document, "everybody", "total", 0, ranges)


def _decided(*decisions: Decision):
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
    quick = Banding("quick", bands, decisions=decisions)
    document = drink()
    [adult] = document.profiles
    blocks = tuple(replace(b, code=f"{b.code}_q", banding="quick") for b in adult.blocks if b.banding == "total")
    return replace(
        document, profiles=(replace(adult, bandings=(*adult.bandings, quick), blocks=(*adult.blocks, *blocks)),)
    )


def _third_band(document, of: str):
    """A band for which there is no range."""
    [profile] = document.profiles
    bandings = tuple(
        replace(b, bands=(*b.bands, Band("worst", Level.SEVERE, "Worst"))) if b.code == of else b
        for b in profile.bandings
    )
    blocks = tuple(
        replace(b, code=f"{b.code}_w", band="worst") for b in profile.blocks if b.banding == of and b.band == "high"
    )
    return replace(document, profiles=(replace(profile, bandings=bandings, blocks=(*profile.blocks, *blocks)),))


def _only(document, **fields):
    """The one profile with other fields."""
    [profile] = document.profiles
    return replace(document, profiles=(replace(profile, **fields),))


def _case_for(when: str, document=drink):
    return forced(
        document(), BANDING, "adult.total", "cut_offs", (CutOffs((Range("low", high=1), Range("high", low=2)), when),)
    )


SEEDS = (
    Seed(Code.BAND_GAP, drinking(Range("low", high=2), Range("high", low=4)), "banding adult.total cut_offs[1]", True),
    Seed(
        Code.BAND_GAP,
        edits.set_ranges(
            audit(),
            "everybody",
            "total",
            0,
            (Range("low", 0, 3), Range("moderate", 6, 12), Range("high", 13, 19), Range("severe", 20, 30)),
        ),
        "banding everybody.total cut_offs[0]",
        True,
    ),
    Seed(Code.BAND_GAP, smaller(Range("low", 0, 3), Range("high", 4, 5)), "banding everybody.total cut_offs[0]", True),
    Seed(
        Code.FRACTION_GAP,
        _mean(Range("low", high=1), Range("high", low=2)),
        "banding everybody.total cut_offs[0]",
        True,
    ),
    Seed(
        Code.FRACTION_GAP, _mean(Range("low", 0, 2), Range("high", 3, 3)), "banding everybody.total cut_offs[0]", True
    ),
    Seed(
        Code.FRACTION_GAP, _half(Range("low", 0, 1), Range("high", 2, 3)), "banding everybody.total cut_offs[0]", True
    ),
    Seed(
        Code.BAND_OVERLAP, drinking(Range("low", high=3), Range("high", low=3)), "banding adult.total cut_offs[1]", True
    ),
    Seed(
        Code.BAND_OVERLAP, smaller(Range("low", 0, 4), Range("high", 3, 6)), "banding everybody.total cut_offs[0]", True
    ),
    Seed(
        Code.BAND_OVERLAP,
        drinking(Range("low", high=1), Range("high", low=1), case=0),
        "banding adult.total cut_offs[0]",
        True,
    ),
    Seed(Code.BAND_UNREACHABLE, _third_band(drink(), "total"), "band adult.total.worst", True),
    Seed(Code.BAND_UNREACHABLE, _third_band(small(), "total"), "band everybody.total.worst", True),
    Seed(Code.BAND_UNREACHABLE, smaller(Range("low", 0, 6), Range("high", 7, 9)), "band everybody.total.high", True),
    Seed(
        Code.RANGE_BEYOND,
        smaller(Range("low", 0, 3), Range("high", 4, 9)),
        "banding everybody.total cut_offs[0].ranges[1].high",
        True,
    ),
    Seed(
        Code.RANGE_BEYOND,
        smaller(Range("low", -1, 3), Range("high", 4, 6)),
        "banding everybody.total cut_offs[0].ranges[0].low",
        True,
    ),
    Seed(
        Code.RANGE_BEYOND,
        drinking(Range("low", high=2), Range("high", 3, 40)),
        "banding adult.total cut_offs[1].ranges[1].high",
        True,
    ),
    Seed(
        Code.RANGE_UPSIDE_DOWN,
        drinking(Range("low", high=2), Range("high", 6, 3)),
        "banding adult.total cut_offs[1].ranges[1]",
        True,
    ),
    Seed(
        Code.RANGE_UPSIDE_DOWN,
        smaller(Range("low", 3, 0), Range("high", 4, 6)),
        "banding everybody.total cut_offs[0].ranges[0]",
        True,
    ),
    Seed(
        Code.RANGE_UPSIDE_DOWN,
        drinking(Range("low", 1, 0), Range("high", low=2), case=0),
        "banding adult.total cut_offs[0].ranges[0]",
        True,
    ),
    Seed(Code.SCORE_OUT_OF_RANGE, edits.set_scale(drink(), "total", maximum=4), "scale total maximum", True),
    Seed(Code.SCORE_OUT_OF_RANGE, edits.set_scale(small(), "total", minimum=1), "scale total minimum", True),
    Seed(Code.SCORE_OUT_OF_RANGE, edits.set_scale(audit(), "total", maximum=20), "scale total maximum", True),
    Seed(Code.NO_CUT_OFFS, part(drink(), BANDING, "adult.total", cut_offs=()), "banding adult.total"),
    Seed(Code.NO_CUT_OFFS, part(small(), BANDING, "everybody.total", cut_offs=()), "banding everybody.total"),
    Seed(Code.NO_CUT_OFFS, _decided(), "banding adult.quick"),
    Seed(Code.CASE_MISSING, _case_for('sex == "female"'), "banding adult.total"),
    Seed(Code.CASE_MISSING, _case_for("age >= 18"), "banding adult.total"),
    Seed(Code.CASE_MISSING, _case_for('q1 != "never"'), "banding adult.total"),
    Seed(
        Code.NO_DECISION,
        _decided(Decision("low", 'q1 == "never"'), Decision("high", 'q1 == "weekly"')),
        "banding adult.quick",
    ),
    Seed(Code.NO_DECISION, _decided(Decision("low", "age < 18"), Decision("high", "age > 18")), "banding adult.quick"),
    Seed(
        Code.NO_DECISION,
        _decided(Decision("low", "score(total) < 2"), Decision("high", "score(total) > 2")),
        "banding adult.quick",
    ),
    Seed(Code.NO_PROFILE, replace(drink(), profiles=()), "questionnaire profiles"),
    Seed(Code.NO_PROFILE, _only(drink(), when="age >= 18"), "questionnaire profiles"),
    Seed(Code.NO_PROFILE, _only(small(), when='sex == "female"', countries=("RS",)), "questionnaire profiles"),
    Seed(
        Code.NO_HEADLINE,
        edits.remove_part(drink(), PlaceKind.BLOCK, "adult.headline_drink_high"),
        "band adult.drink.high",
        True,
    ),
    Seed(
        Code.NO_HEADLINE,
        edits.remove_part(drink(), PlaceKind.BLOCK, "adult.headline_total_low"),
        "band adult.total.low",
        True,
    ),
    Seed(
        Code.NO_HEADLINE,
        edits.remove_part(small(), PlaceKind.BLOCK, "everybody.low_headline"),
        "band everybody.total.low",
        True,
    ),
    Seed(
        Code.NO_MEANING,
        edits.remove_part(drink(), PlaceKind.BLOCK, "adult.meaning_drink_high"),
        "band adult.drink.high",
    ),
    Seed(
        Code.NO_MEANING, edits.remove_part(drink(), PlaceKind.BLOCK, "adult.meaning_total_low"), "band adult.total.low"
    ),
    Seed(
        Code.NO_MEANING,
        edits.remove_part(small(), PlaceKind.BLOCK, "everybody.low_meaning"),
        "band everybody.total.low",
    ),
    Seed(Code.NO_REFERRAL, part(drink(), PlaceKind.RULE, "adult.anyone", when="age < 18"), "profile adult rules", True),
    Seed(
        Code.NO_REFERRAL,
        part(small(), PlaceKind.RULE, "everybody.anyone", when='q1 == "daily"'),
        "profile everybody rules",
        True,
    ),
    Seed(
        Code.NO_REFERRAL,
        edits.remove_part(audit(), PlaceKind.RULE, "everybody.anyone"),
        "profile everybody rules",
        True,
    ),
)
