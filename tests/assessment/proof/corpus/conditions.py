"""Conditions that name what is not there, come too early, or compare what can never be equal."""

from __future__ import annotations

from dataclasses import replace

from assessment import edits
from assessment.document import Item, ItemKind, Section
from assessment.messages import Code, PlaceKind
from tests.assessment.proof.corpus import Seed, audit, drink, forced, rule_if, shown_if, small

AT_Q2, RULE = "item q2 show_if", "rule adult.much when"
AGES = Item("years", ItemKind.NUMBER, "For how many years?", minimum=0, maximum=60, unscored="Told only.")
SINCE = Item("since", ItemKind.DATE, "Since when?", unscored="Told only.")
PAIN = Item("pain", ItemKind.SCALE, "How bad?", minimum=0, maximum=10, step=2, unscored="Told only.")


def _with(item: Item, text: str):
    document = edits.add_item(drink(), "start", item, 0)
    return shown_if(document, "q2", text)


def _bye(text: str):
    late = Section("late", (Item("bye", ItemKind.NOTE, "Bye", show_if=text),))
    return replace(drink(), sections=(*drink().sections, late))


SEEDS = (
    Seed(Code.UNKNOWN_NAME, shown_if(drink(), "q2", 'q11 != "never"'), AT_Q2, True, "q11"),
    Seed(Code.UNKNOWN_NAME, rule_if('band(totl) == "high"'), RULE, True, "totl"),
    Seed(Code.UNKNOWN_NAME, rule_if("flag(yuong)"), RULE, True, "yuong"),
    Seed(Code.UNKNOWN_NAME, rule_if("score(zzz) > 1"), RULE, False, "zzz"),
    Seed(Code.UNKNOWN_CHOICE, shown_if(drink(), "q2", 'q1 != "nver"'), AT_Q2, True, '"nver"'),
    Seed(Code.UNKNOWN_CHOICE, shown_if(drink(), "q2", 'q1 in ["monthly", "weakly"]'), AT_Q2, True, '"weakly"'),
    Seed(Code.UNKNOWN_CHOICE, rule_if('"bear" in q3'), RULE, True, '"bear"'),
    Seed(Code.UNKNOWN_CHOICE, rule_if('sex == "woman"'), RULE, False, '"woman"'),
    Seed(Code.FORWARD_REFERENCE, shown_if(drink(), "q2", '"beer" in q3'), AT_Q2, True, "q3"),
    Seed(Code.FORWARD_REFERENCE, shown_if(audit(), "q2", 'q5 != "never"'), AT_Q2, True, "q5"),
    Seed(Code.FORWARD_REFERENCE, shown_if(small(), "q1", "answered(q2)"), "item q1 show_if", True, "q2"),
    Seed(Code.FORWARD_REFERENCE, shown_if(drink(), "q2", "score(total) > 0"), AT_Q2, False, "total"),
    Seed(Code.VISIBILITY_CYCLE, shown_if(drink(), "q2", 'q2 == "never"'), AT_Q2, False, "q2"),
    Seed(
        Code.VISIBILITY_CYCLE,
        shown_if(shown_if(small(), "q1", "answered(q2)"), "q2", "answered(q1)"),
        "item q1 show_if",
        False,
        "q2",
    ),
    Seed(
        Code.VISIBILITY_CYCLE,
        shown_if(shown_if(shown_if(audit(), "q1", "answered(q3)"), "q3", "answered(q2)"), "q2", "answered(q1)"),
        "item q1 show_if",
        False,
        "q3",
    ),
    Seed(Code.CONDITION_UNREADABLE, shown_if(drink(), "q2", 'q1 != "never" & answered(q1)'), AT_Q2, True, "& answered"),
    Seed(Code.CONDITION_UNREADABLE, shown_if(drink(), "q2", "q1 != “never”"), AT_Q2, True, "“"),
    Seed(Code.CONDITION_UNREADABLE, rule_if('age > 17 AND sex == "female"'), RULE, True, "AND"),
    Seed(Code.CONDITION_UNREADABLE, shown_if(drink(), "q2", "q1 =="), AT_Q2, False, ""),
    Seed(Code.CONDITION_MISPLACED, shown_if(drink(), "q2", 'band(total) == "low"'), AT_Q2, False, "total"),
    Seed(
        Code.CONDITION_MISPLACED,
        forced(drink(), PlaceKind.PROFILE, "adult", "when", 'q1 == "never"'),
        "profile adult when",
        False,
        "q1",
    ),
    Seed(Code.CONDITION_MISPLACED, _bye('q4 == "weekly"'), "item bye show_if", False, "q4"),
    Seed(Code.NOT_COMPARABLE, shown_if(drink(), "q2", "q1 > 0"), AT_Q2, True, "0"),
    Seed(Code.NOT_COMPARABLE, rule_if('q3 == "beer"'), RULE, True, '"beer"'),
    Seed(Code.NOT_COMPARABLE, rule_if('"weekly" in q1'), RULE, True, "q1"),
    Seed(Code.NOT_COMPARABLE, rule_if('age > "18"'), RULE, False, '"18"'),
    Seed(Code.NOT_COMPARABLE, shown_if(drink(), "q2", 'q1 > "monthly"'), AT_Q2, False, '"monthly"'),
    Seed(Code.NOT_COMPARABLE, rule_if('sex < "male"'), RULE, False, '"male"'),
    Seed(Code.NOT_COMPARABLE, _with(SINCE, 'since > "2020"'), AT_Q2, False, '"2020"'),
    Seed(Code.VALUE_IMPOSSIBLE, _with(AGES, "years == 70"), AT_Q2, False, "70"),
    Seed(Code.VALUE_IMPOSSIBLE, _with(PAIN, "pain in [3, 4]"), AT_Q2, False, "3"),
    Seed(Code.VALUE_IMPOSSIBLE, rule_if("age == 7"), RULE, False, "7"),
    Seed(Code.VALUE_IMPOSSIBLE, rule_if('q1 == "never" or score(total) == 9'), RULE, False, "9"),
    Seed(Code.VALUE_IMPOSSIBLE, rule_if("score(total) in [7, 8]"), RULE, False, "7"),
    Seed(Code.CONTRADICTION, rule_if("score(total) > 4 and score(total) < 2"), RULE, True, "total) < 2"),
    Seed(
        Code.CONTRADICTION, shown_if(drink(), "q2", 'q1 == "monthly" and q1 == "weekly"'), AT_Q2, True, 'q1 == "weekly"'
    ),
    Seed(Code.CONTRADICTION, rule_if('sex == "female" or 60 < age < 20'), RULE, False, "age < 20"),
    Seed(Code.EXCLUSIVE_COMBINED, rule_if('"none" in q3 and "beer" in q3'), RULE, True, "q3"),
    Seed(Code.EXCLUSIVE_COMBINED, rule_if('"beer" in q3 and age > 17 and "none" in q3'), RULE, True, "q3"),
    Seed(Code.EXCLUSIVE_COMBINED, rule_if('age < 18 or ("wine" in q3 and "none" in q3)'), RULE, True, "q3"),
)
