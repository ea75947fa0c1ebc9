"""Conditions that decide nothing, and parts of a questionnaire that nobody ever meets."""

from __future__ import annotations

from dataclasses import replace

from assessment import edits
from assessment.document import (
    Block,
    BlockKind,
    ChoiceRule,
    CutOffs,
    Flag,
    Item,
    ItemKind,
    Profile,
    Questionnaire,
    Required,
    Row,
    Section,
)
from assessment.messages import Code, PlaceKind
from tests.assessment.proof.corpus import Seed, audit, drink, forced, part, rule_if, shown_if, small

AT_Q2, RULE, CASES = "item q2 show_if", "rule adult.much when", "banding everybody.total cut_offs"


def _later(show_if: str, *items: Item) -> Questionnaire:
    asked = items or (Item("bye", ItemKind.SINGLE, "And now?", choices="often", unscored="Told."),)
    return replace(drink(), sections=(*drink().sections, Section("late", asked, show_if=show_if)))


def _ruled(*rules: ChoiceRule, required: Required = Required.SOFT) -> Questionnaire:
    return part(drink(), PlaceKind.ITEM, "q2", choice_rules=rules, required=required)


def _hidden(condition: str, required: Required) -> Questionnaire:
    """Nothing to choose for some."""
    document = _ruled(*(ChoiceRule(code, condition) for code in ("never", "monthly", "weekly")), required=required)
    return replace(document, tests=())


def _grid(row_if: str) -> Questionnaire:
    rows = (Row("r1", "One"), Row("r2", "Two", show_if=row_if))
    grid = Item("g", ItemKind.GRID, "How often?", choices="often", rows=rows, unscored="Told.")
    return edits.add_item(drink(), "start", grid, 1)


def _with(document: Questionnaire, **more: object) -> Questionnaire:
    [profile] = document.profiles
    added = {name: (*getattr(profile, name), each) for name, each in more.items()}
    return replace(document, profiles=(replace(profile, **added),))


def _profiles(*others: tuple[str, str]) -> Questionnaire:
    """The one profile, and more after it: (code, condition)."""
    [profile] = small().profiles
    return replace(small(), profiles=(profile, *(_copy(profile, code, when) for code, when in others)))


def _copy(profile: Profile, code: str, when: str) -> Profile:
    return replace(profile, code=code, when=when)


def _cases(*conditions: str) -> Questionnaire:
    """The same banding with several cases, all cut otherwise."""
    [case] = small().profiles[0].bandings[0].cut_offs
    low, high = case.ranges
    cases = [
        CutOffs((replace(low, high=index), replace(high, low=index + 1)), when) for index, when in enumerate(conditions)
    ]
    return forced(small(), PlaceKind.BANDING, "everybody.total", "cut_offs", tuple(cases))


def _tip(**fields: str) -> Block:
    return Block("tip", BlockKind.TIP, "Take care.", **fields)


SEEDS = (
    Seed(Code.NEVER_HOLDS, shown_if(drink(), "q2", 'q1 == "never" and points(q1) > 1'), AT_Q2),
    Seed(Code.NEVER_HOLDS, _later('q1 == "never" and q2 == "weekly"'), "section late show_if"),
    Seed(Code.NEVER_HOLDS, _ruled(ChoiceRule("weekly", 'q1 == "never"')), "item q2 choice_rules[0].show_if"),
    Seed(Code.NEVER_HOLDS, _grid("age < 5"), "row g.r2 show_if", True),
    Seed(Code.ALWAYS_HOLDS, _later('answered(q1) or q1 != "never"'), "section late show_if", True),
    Seed(Code.ALWAYS_HOLDS, _ruled(ChoiceRule("weekly", 'q1 != "never"')), "item q2 choice_rules[0].show_if", True),
    Seed(Code.ALWAYS_HOLDS, rule_if('score(total) >= 0 or score(total) < 0 or q1 != "never"'), RULE, True),
    Seed(Code.PART_NEVER_HOLDS, rule_if('band(total) == "high" or age > 200'), RULE, True),
    Seed(Code.PART_NEVER_HOLDS, rule_if('score(total) > 9 or band(total) == "high"'), RULE, True),
    Seed(Code.PART_NEVER_HOLDS, _later('q1 == "weekly" or age > 200'), "section late show_if", True),
    Seed(Code.PART_ALWAYS_HOLDS, shown_if(drink(), "q2", 'q1 != "never" and not (age > 200)'), AT_Q2, True),
    Seed(Code.PART_ALWAYS_HOLDS, _later('q1 == "weekly" and not (score(total) > 99)'), "section late show_if", True),
    Seed(Code.PART_ALWAYS_HOLDS, rule_if('band(total) == "high" and not (age > 200)'), RULE, True),
    Seed(Code.NO_CHOICE_LEFT, _hidden("age >= 18", Required.SOFT), "item q2 choice_rules"),
    Seed(Code.NO_CHOICE_LEFT, _hidden('sex == "male"', Required.OPTIONAL), "item q2 choice_rules"),
    Seed(Code.NO_CHOICE_LEFT, _hidden('q1 == "weekly"', Required.SOFT), "item q2 choice_rules"),
    Seed(Code.CANNOT_BE_ANSWERED, _hidden("age >= 18", Required.HARD), "item q2 choice_rules"),
    Seed(Code.CANNOT_BE_ANSWERED, _hidden('sex == "male"', Required.HARD), "item q2 choice_rules"),
    Seed(Code.CANNOT_BE_ANSWERED, _hidden('q1 == "weekly"', Required.HARD), "item q2 choice_rules"),
    Seed(Code.PROFILE_NEVER_READ, _profiles(("men", 'sex == "male"')), "profile men when", True),
    Seed(Code.PROFILE_NEVER_READ, _profiles(("young", "age < 18")), "profile young when", True),
    Seed(Code.PROFILE_NEVER_READ, _profiles(("other", "")), "profile other when", True),
    Seed(Code.CASE_NEVER_APPLIES, _cases("age < 5", ""), f"{CASES}[0].when", True),
    Seed(Code.CASE_NEVER_APPLIES, _cases("", 'sex == "female"'), f"{CASES}[1].when", True),
    Seed(Code.CASE_NEVER_APPLIES, _cases("age < 30", "age < 20", ""), f"{CASES}[1].when", True),
    Seed(
        Code.FLAG_NEVER_RAISED,
        _with(drink(), flags=Flag("worn", "score(total) > 6", "Worn")),
        "flag adult.worn when",
        True,
    ),
    Seed(
        Code.FLAG_NEVER_RAISED, _with(small(), flags=Flag("old", "age > 200", "Old")), "flag everybody.old when", True
    ),
    Seed(
        Code.FLAG_NEVER_RAISED,
        _with(audit(), flags=Flag("odd", 'q1 == "never" and q2 == "daily"', "Odd")),
        "flag everybody.odd when",
        True,
    ),
    Seed(Code.BLOCK_NEVER_SHOWN, _with(drink(), blocks=_tip(when="score(total) > 6")), "block adult.tip when", True),
    Seed(
        Code.BLOCK_NEVER_SHOWN,
        _with(drink(), blocks=_tip(banding="total", band="low", when="score(total) > 4")),
        "block adult.tip when",
        True,
    ),
    Seed(
        Code.BLOCK_NEVER_SHOWN,
        _with(audit(), blocks=_tip(when='q1 == "never" and flag(hurt)')),
        "block everybody.tip when",
        True,
    ),
    Seed(Code.RULE_NEVER_FIRES, rule_if("score(total) > 6"), RULE, True),
    Seed(Code.RULE_NEVER_FIRES, rule_if('band(total) == "high" and q1 == "never"'), RULE, True),
    Seed(Code.RULE_NEVER_FIRES, rule_if("flag(young) and age >= 18"), RULE, True),
    Seed(
        Code.NEVER_SHOWN,
        _with(drink(), blocks=Block("other", BlockKind.HEADLINE, "Other", "total", "low")),
        "block adult.other",
        True,
    ),
    Seed(
        Code.NEVER_SHOWN,
        _with(small(), blocks=Block("other", BlockKind.MEANING, "Other", "total", "high")),
        "block everybody.other",
        True,
    ),
    Seed(
        Code.NEVER_SHOWN,
        _with(audit(), blocks=Block("other", BlockKind.HEADLINE, "Other", "total", "severe", when='sex == "male"')),
        "block everybody.other",
        True,
    ),
)
