"""Parts that do not hold together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from assessment import edits
from assessment.document import (
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    Expected,
    Given,
    Item,
    ItemKind,
    ReferralRule,
    Required,
    Row,
    Scale,
    Section,
    Term,
    Vector,
)
from assessment.messages import Code, PlaceKind
from tests.assessment.proof.corpus import Seed, audit, drink, forced, part, small

ITEM, SCALE, CHOICES = PlaceKind.ITEM, PlaceKind.SCALE, PlaceKind.CHOICE_LIST


def _more_items(*items: Item, document=drink):
    return replace(document(), sections=(*document().sections, Section("more", items)))


def _profile(document, **fields):
    [profile] = document.profiles
    return replace(
        document,
        profiles=(replace(profile, **{name: (*getattr(profile, name), each) for name, each in fields.items()}),),
    )


def _tested(vector: Vector, document=small):
    return replace(document(), tests=(*document().tests, vector))


def _case(name: str, of: str, value, **answers: str) -> Vector:
    return Vector(name, tuple(Given(item, answer) for item, answer in answers.items()), (Expected(of, value),))


NEVER = {"q1": "never", "q2": "never"}
NUMBER = Item("years", ItemKind.NUMBER, "How long?", minimum=9, maximum=1, unscored="Told.")
DAY = Item("day", ItemKind.DATE, "When?", earliest="2026-02-01", latest="2026-01-01", unscored="Told.")
SPECK = Decimal("0.00000000000123456789012")  # more figures behind the point than anybody is asked to write
UNWRITABLE = (
    Item("dose", ItemKind.NUMBER, "How much?", required=Required.HARD, minimum=SPECK, unscored="."),
    Item(
        "mood", ItemKind.SCALE, "How do you feel?", required=Required.HARD, minimum=SPECK, maximum=9, unscored="Told."
    ),
    Item(
        "loss", ItemKind.NUMBER, "How cold?", required=Required.HARD, minimum=-SPECK, maximum=-SPECK, unscored="Told."
    ),
)
LONELY = ChoiceList("lonely", (Choice("none", "None", exclusive=True),))
FALLING = (("often", "weekly", drink), ("frequency", "daily", audit), ("frequency", "monthly", small))


def _looped(choices: ChoiceList, item: str = "what_else"):
    document = replace(small(), choice_lists=(*small().choice_lists, choices))
    asked = Section("ask", (Item(item, ItemKind.MULTIPLE, "Which?", choices=choices.code, unscored="Opens."),))
    each = Section(
        "each", (Item("how", ItemKind.SINGLE, "How {loop}?", choices="frequency", unscored="Told."),), loop_over=item
    )
    return replace(document, sections=(*document.sections, asked, each))


def _with_code(code: str):
    item = Item(code, ItemKind.SINGLE, "And this?", choices="frequency", unscored="Told.")
    return replace(small(), sections=(*small().sections, Section("more", (item,))))


SEEDS = (
    *(Seed(Code.DEAD_END, _more_items(item), f"item {item.code} required", False, "hard") for item in UNWRITABLE),
    Seed(Code.MINIMUM_ABOVE_MAXIMUM, replace(drink(), minimum_age=150), "questionnaire minimum_age", False, "150"),
    Seed(Code.DUPLICATE_CODE, _more_items(Item("q1", ItemKind.NOTE, "Again")), "item q1"),
    Seed(Code.DUPLICATE_CODE, _profile(drink(), rules=ReferralRule("anyone", ("online",))), "rule adult.anyone", True),
    Seed(
        Code.DUPLICATE_CODE,
        _profile(audit(), blocks=Block("hurt", BlockKind.TIP, "Take care.")),
        "block everybody.hurt",
        True,
    ),
    Seed(Code.DUPLICATE_CODE, _tested(_case("never", "score.total", 0, q1="never"), drink), "test never", True),
    Seed(Code.CODE_RESERVED, _with_code("age"), "item age", True),
    Seed(Code.CODE_RESERVED, _with_code("loop"), "item loop", True),
    Seed(Code.CODE_RESERVED, _with_code("score"), "item score", True),
    Seed(
        Code.CYCLE,
        replace(drink(), scales=(*drink().scales, Scale("a", (Term("b"),)), Scale("b", (Term("a"),)))),
        "scale a terms",
    ),
    Seed(
        Code.CYCLE,
        replace(
            drink(),
            scales=(*drink().scales, Scale("a", (Term("b"),)), Scale("b", (Term("c"),)), Scale("c", (Term("a"),))),
        ),
        "scale a terms",
    ),
    Seed(
        Code.CYCLE,
        replace(small(), scales=(*small().scales, Scale("x", (Term("q1"), Term("y"))), Scale("y", (Term("x"),)))),
        "scale x terms",
    ),
    Seed(Code.UNKNOWN_NAME, part(drink(), ITEM, "q1", choices="oftn"), "item q1 choices", True),
    Seed(
        Code.UNKNOWN_NAME,
        part(small(), SCALE, "total", terms=(Term("q1"), Term("q22"))),
        "scale total terms[1].of",
        True,
    ),
    Seed(
        Code.UNKNOWN_SERVICE_KIND,
        part(drink(), PlaceKind.RULE, "adult.anyone", kinds=("helpline", "spa")),
        "rule adult.anyone kinds",
        True,
    ),
    Seed(
        Code.UNKNOWN_SERVICE_KIND,
        part(small(), PlaceKind.RULE, "everybody.anyone", kinds=("clinic", "helpline")),
        "rule everybody.anyone kinds",
        True,
    ),
    Seed(
        Code.UNKNOWN_SERVICE_KIND,
        part(audit(), PlaceKind.RULE, "everybody.crisis", kinds=("saviour",)),
        "rule everybody.crisis kinds",
    ),
    Seed(Code.NO_ITEMS, replace(drink(), sections=(*drink().sections, Section("x", ()))), "section x"),
    Seed(Code.NO_ITEMS, replace(small(), sections=()), "questionnaire sections"),
    Seed(Code.NO_ITEMS, part(drink(), SCALE, "drink", terms=()), "scale drink terms"),
    Seed(Code.NO_CHOICES, replace(drink(), choice_lists=(*drink().choice_lists, ChoiceList("e", ()))), "choice list e"),
    Seed(Code.NO_CHOICES, part(drink(), ITEM, "q1", choices=""), "item q1 choices"),
    Seed(Code.NO_CHOICES, part(small(), SCALE, "total", method="count"), "scale total counted"),
    Seed(Code.NO_ROWS, part(drink(), ITEM, "q1", kind="grid"), "item q1 rows"),
    Seed(Code.NO_ROWS, part(audit(), ITEM, "q5", kind="grid"), "item q5 rows"),
    Seed(Code.NO_ROWS, _more_items(Item("g", ItemKind.GRID, "?", choices="often", unscored="Told.")), "item g rows"),
    Seed(Code.NO_LIMITS, part(drink(), ITEM, "q1", kind="scale"), "item q1 minimum"),
    Seed(Code.NO_LIMITS, _more_items(Item("s", ItemKind.SCALE, "?", minimum=0, unscored="Told.")), "item s maximum"),
    Seed(
        Code.NO_LIMITS,
        _more_items(Item("s", ItemKind.SCALE, "?", maximum=3, unscored="Told."), document=small),
        "item s minimum",
    ),
    Seed(Code.MINIMUM_ABOVE_MAXIMUM, _more_items(NUMBER), "item years minimum", True),
    Seed(Code.MINIMUM_ABOVE_MAXIMUM, _more_items(DAY), "item day earliest", True),
    Seed(Code.MINIMUM_ABOVE_MAXIMUM, part(small(), SCALE, "total", minimum=6, maximum=0), "scale total minimum", True),
    Seed(Code.LOOP_NOT_MULTIPLE, part(drink(), PlaceKind.SECTION, "each", loop_over="q1"), "section each loop_over"),
    Seed(Code.LOOP_NOT_MULTIPLE, part(drink(), PlaceKind.SECTION, "each", loop_over="q2"), "section each loop_over"),
    Seed(Code.LOOP_NOT_MULTIPLE, part(drink(), PlaceKind.SECTION, "each", loop_over="q4"), "section each loop_over"),
    Seed(Code.LOOP_OVER_NOTHING, _looped(LONELY), "section each loop_over"),
    Seed(
        Code.LOOP_OVER_NOTHING,
        _looped(replace(LONELY, choices=(*LONELY.choices, Choice("other", "Other", exclusive=True)))),
        "section each loop_over",
    ),
    Seed(
        Code.LOOP_OVER_NOTHING,
        replace(
            drink(),
            choice_lists=(
                drink().choice_lists[0],
                replace(
                    drink().choice_lists[1],
                    choices=tuple(replace(each, exclusive=True) for each in drink().choice_lists[1].choices),
                ),
            ),
        ),
        "section each loop_over",
    ),
    Seed(
        Code.ITEM_UNSCORED,
        edits.add_item(drink(), "start", Item("q9", ItemKind.SINGLE, "And?", choices="often")),
        "item q9 unscored",
    ),
    Seed(
        Code.ITEM_UNSCORED,
        edits.add_item(small(), "main", Item("years", ItemKind.NUMBER, "How long?", minimum=0, maximum=9)),
        "item years unscored",
    ),
    Seed(
        Code.ITEM_UNSCORED,
        edits.add_item(audit(), "main", Item("g", ItemKind.GRID, "?", choices="frequency", rows=(Row("r", "R"),))),
        "item g unscored",
    ),
    Seed(Code.NO_POINTS, edits.set_points(drink(), "often", "weekly", None), "choice often.weekly points"),
    Seed(Code.NO_POINTS, edits.set_points(small(), "frequency", "never", None), "choice frequency.never points"),
    Seed(Code.NO_POINTS, part(drink(), SCALE, "total", terms=(Term("q1"), Term("q3"))), "choice what.none points"),
    Seed(
        Code.POINTS_NOT_RISING,
        replace(edits.set_points(drink(), "often", "weekly", 0), tests=()),
        "choice often.weekly points",
        True,
    ),
    Seed(
        Code.POINTS_NOT_RISING,
        edits.set_points(small(), "frequency", "monthly", 3),
        "choice frequency.weekly points",
        True,
    ),
    Seed(
        Code.POINTS_NOT_RISING,
        edits.set_points(audit(), "frequency", "daily", 1),
        "choice frequency.daily points",
        True,
    ),
    Seed(Code.TEST_FAILS, _tested(_case("two", "score.total", 3, q1="weekly", q2="never")), "test two expect[0]", True),
    Seed(Code.TEST_FAILS, _tested(_case("low", "band.total", "high", **NEVER)), "test low expect[0]", True),
    Seed(
        Code.TEST_FAILS,
        _tested(
            Vector("young", (Given("q1", "never"), Given("q3", ("none",))), (Expected("flag.young", True),)), drink
        ),
        "test young expect[0]",
        True,
    ),
    Seed(Code.TEST_IMPOSSIBLE, _tested(_case("gone", "score.total", 0, q9="never")), "test gone"),
    Seed(
        Code.TEST_IMPOSSIBLE,
        _tested(_case("not asked", "score.total", 0, q1="never", q2="weekly"), drink),
        "test not asked",
    ),
    Seed(Code.TEST_IMPOSSIBLE, _tested(_case("no such score", "score.sum", 0, **NEVER)), "test no such score"),
    Seed(
        Code.RULE_SHADOWED,
        _profile(drink(), rules=ReferralRule("again", ("helpline",), "age < 18")),
        "rule adult.again",
        True,
    ),
    Seed(
        Code.RULE_SHADOWED,
        _profile(audit(), rules=ReferralRule("more", ("outpatient",), "flag(hurt)")),
        "rule everybody.more",
        True,
    ),
    Seed(
        Code.RULE_SHADOWED,
        _profile(audit(), rules=ReferralRule("line", ("emergency",), 'flag(hurt) and sex == "male"')),
        "rule everybody.line",
        True,
    ),
    Seed(
        Code.FACT_UNUSED,
        edits.set_ranges(drink(), "adult", "total", 0, drink().profiles[0].bandings[0].cut_offs[1].ranges),
        "banding adult.total cut_offs[0].when",
        True,
    ),
    Seed(
        Code.FACT_UNUSED,
        edits.set_ranges(audit(), "everybody", "total", 0, audit().profiles[0].bandings[0].cut_offs[1].ranges),
        "banding everybody.total cut_offs[0].when",
        True,
    ),
    Seed(
        Code.FACT_UNUSED,
        forced(
            small(),
            PlaceKind.BANDING,
            "everybody.total",
            "cut_offs",
            (
                replace(small().profiles[0].bandings[0].cut_offs[0], when="age < 18"),
                *small().profiles[0].bandings[0].cut_offs,
            ),
        ),
        "banding everybody.total cut_offs[0].when",
        True,
    ),
    Seed(
        Code.FACT_NOT_ASKED, edits.set_text(small(), "under_age", "You are too young."), "questionnaire under_age", True
    ),
    Seed(
        Code.FACT_NOT_ASKED,
        _tested(replace(_case("her", "score.total", 0, **NEVER), facts=(Given("sex", "female"),))),
        "test her facts[0]",
        True,
    ),
    Seed(
        Code.FACT_NOT_ASKED,
        _tested(replace(_case("him", "score.total", 0, q1="never"), facts=(Given("age", 40),)), audit),
        "test him facts[0]",
        True,
    ),
)
