"""Structures of known instruments, without their wording: what the golden tests reckon by hand."""

from __future__ import annotations

from assessment.document import (
    Answer,
    Band,
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    CutOffs,
    Decision,
    Flag,
    Item,
    ItemKind,
    Level,
    Method,
    Profile,
    Questionnaire,
    Range,
    ReferralRule,
    Required,
    Row,
    Scale,
    Section,
    Term,
    Unanswered,
)
from assessment.scoring import Outcome, conclude

SERBIA = {"country": "RS"}
LEVELS = (Level.LOW, Level.MODERATE, Level.HIGH, Level.SEVERE)


def listed(code: str, **points: int | None) -> ChoiceList:
    return ChoiceList(code, tuple(Choice(each, each.capitalize(), worth) for each, worth in points.items()))


def single(code: str, choices: str, show_if: str = "", required: Required = Required.SOFT) -> Item:
    return Item(code, ItemKind.SINGLE, f"About {code}?", choices=choices, show_if=show_if, required=required)


def terms(*codes: str) -> tuple[Term, ...]:
    return tuple(Term(code) for code in codes)


def cut(scale: str, *cases: tuple[str, dict[str, tuple[int | None, int | None]]]) -> Banding:
    names = list(dict.fromkeys(name for _, ranges in cases for name in ranges))
    bands = tuple(Band(name, LEVELS[min(at, 3)], name.capitalize()) for at, name in enumerate(names))
    offs = tuple(CutOffs(tuple(Range(name, *ends) for name, ends in ranges.items()), when) for when, ranges in cases)
    return Banding(scale, bands, scale, offs)


def told(banding: Banding, *kinds: BlockKind) -> tuple[Block, ...]:
    return tuple(
        Block(f"{kind.value}_{banding.code}_{band.code}", kind, f"{kind.value} {band.code}", banding.code, band.code)
        for band in banding.bands
        for kind in kinds or (BlockKind.HEADLINE, BlockKind.MEANING)
    )


def audit() -> Questionnaire:
    drinks, some = 'q1 != "never"', 'q1 != "never" and score(amount) > 0'
    shown = {2: drinks, 3: drinks, **dict.fromkeys(range(4, 9), some)}
    items = [single(f"q{n}", "ever" if n > 8 else "often", shown.get(n, "")) for n in range(1, 11)]
    scales = [
        Scale("total", terms(*(f"q{n}" for n in range(1, 11))), "Total", minimum=0, maximum=40),
        Scale("amount", terms("q2", "q3")),
        Scale("consumption", terms("q1", "q2", "q3"), minimum=0, maximum=12),
        Scale("dependence", terms("q4", "q5", "q6"), minimum=0, maximum=12),
        Scale("harm", terms("q7", "q8", "q9", "q10"), minimum=0, maximum=16),
    ]
    total = cut(
        "total",
        ('sex == "female"', {"low": (0, 5), "hazardous": (6, 15), "harmful": (16, 19), "dependence": (20, 40)}),
        ("age < 18", {"low": (0, 4), "hazardous": (5, 15), "harmful": (16, 19), "dependence": (20, 40)}),
        ("", {"low": (0, 7), "hazardous": (8, 15), "harmful": (16, 19), "dependence": (20, 40)}),
    )
    rules = (ReferralRule("treatment", ("outpatient", "helpline"), 'band(total) in ["harmful", "dependence"]'),)
    return Questionnaire(
        "audit",
        "Alcohol",
        choice_lists=(
            listed("often", never=0, monthly=1, twice=2, weekly=3, daily=4),
            listed("ever", no=0, before=2, lately=4),
        ),
        sections=(Section("all", tuple(items)),),
        scales=tuple(scales),
        profiles=(Profile("who", (total,), blocks=told(total), rules=rules),),
    )


SUBSTANCES = ("tobacco", "alcohol", "cannabis", "opioids")


def assist() -> Questionnaire:
    """Q1 picks substances; Q2–Q5 follow recent use, Q6–Q7 any use; tobacco has no Q5; Q8 injecting."""
    what = (*(Choice(code, code.capitalize()) for code in SUBSTANCES), Choice("none", "None", exclusive=True))
    recent = 'q2 != "never"'
    looped = (
        single("q2", "use"),
        single("q3", "desire", recent),
        single("q4", "problems", recent),
        single("q5", "failing", f'{recent} and loop != "tobacco"'),
        single("q6", "ever"),
        single("q7", "ever"),
    )
    steps = ("never", "once", "monthly", "weekly", "daily")

    def points(code: str, *worth: int) -> ChoiceList:
        return listed(code, **dict(zip(steps, worth, strict=True)))

    risk = cut(
        "risk",
        ('loop == "alcohol"', {"low": (0, 10), "moderate": (11, 26), "high": (27, 39)}),
        ("", {"low": (0, 3), "moderate": (4, 26), "high": (27, 39)}),
    )
    return Questionnaire(
        "assist",
        "Substances",
        choice_lists=(
            ChoiceList("what", what),
            points("use", 0, 2, 3, 4, 6),
            points("desire", 0, 3, 4, 5, 6),
            points("problems", 0, 4, 5, 6, 7),
            points("failing", 0, 5, 6, 7, 8),
            ChoiceList(
                "ever", (Choice("no", "No", 0), Choice("lately", "Lately", 6), Choice("before", "Before", 3)), False
            ),
        ),
        sections=(
            Section("start", (Item("q1", ItemKind.MULTIPLE, "Which?", choices="what", unscored="Opens the loop."),)),
            Section("each", looped, loop_over="q1"),
            Section("end", (single("q8", "ever", 'count(q1) >= 1 and not "none" in q1'),)),
        ),
        scales=(
            Scale("risk", terms(*(f"q{n}" for n in range(2, 8))), "Risk", loop="each", minimum=0, maximum=39),
            Scale("all_risk", terms("risk"), "All substances"),
        ),
        profiles=(
            Profile(
                "who",
                (risk,),
                flags=(Flag("injecting", 'q8 == "lately"', "Injecting", crisis=True),),
                blocks=(
                    *told(risk),
                    Block("opioids", BlockKind.WARNING, "Naloxone", "risk", when='loop == "opioids"'),
                    Block("needles", BlockKind.CRISIS, "Clean needles", flag="injecting"),
                    Block("several", BlockKind.TIP, "More than one", when="count(q1) >= 2"),
                ),
                rules=(
                    ReferralRule("brief", ("outpatient",), 'band(risk) == "moderate"', most=2),
                    ReferralRule("specialist", ("detox",), 'any(band(risk) == "high")'),
                    ReferralRule("needles", ("needle_exchange",), "flag(injecting)"),
                ),
            ),
        ),
    )


def phq9(unanswered: Unanswered = Unanswered.PRORATE) -> Questionnaire:
    codes = [f"q{n}" for n in range(1, 10)]
    total = cut("total", ("", {"minimal": (None, 4), "mild": (5, 9), "moderate": (10, 14), "severe": (15, None)}))
    crisis = Flag("suicide", "points(q9) > 0", "Thoughts of death", crisis=True)
    return Questionnaire(
        "phq",
        "Mood",
        choice_lists=(listed("days", none=0, some=1, most=2, every=3),),
        sections=(Section("all", tuple(single(code, "days") for code in codes)),),
        scales=(
            Scale("total", terms(*codes), unanswered=unanswered, missing_most=2, decimals=0, minimum=0, maximum=27),
        ),
        profiles=(
            Profile(
                "who",
                (total,),
                flags=(crisis,),
                blocks=(*told(total), Block("call", BlockKind.TIP, "Call now", flag="suicide")),
                rules=(ReferralRule("crisis", ("emergency",), "flag(suicide)"),),
            ),
        ),
    )


def who5() -> Questionnaire:
    codes = [f"q{n}" for n in range(1, 6)]
    index = cut("index", ("", {"poor": (0, 49), "good": (50, 100)}))
    return Questionnaire(
        "wellbeing",
        "Well-being",
        choice_lists=(
            ChoiceList("time", tuple(Choice(f"t{n}", f"Time {n}", n) for n in (5, 4, 3, 2, 1, 0)), rising=False),
        ),
        sections=(Section("all", tuple(single(code, "time") for code in codes)),),
        scales=(Scale("raw", terms(*codes)), Scale("index", terms("raw"), multiply=4, minimum=0, maximum=100)),
        profiles=(Profile("who", (index,), blocks=told(index)),),
    )


def dast() -> Questionnaire:
    codes = [f"q{n}" for n in range(1, 11)]
    total = tuple(Term(code, reverse=code == "q3") for code in codes)
    return Questionnaire(
        "dast",
        "Drugs",
        choice_lists=(listed("yesno", no=0, yes=1),),
        sections=(Section("all", tuple(single(code, "yesno") for code in codes)),),
        scales=(Scale("total", total, minimum=0, maximum=10),),
    )


def fast() -> Questionnaire:
    """Item 1 decides when it is never or weekly; else three more items are scored."""
    more = 'q1 in ["once", "monthly"]'
    bands = (Band("negative", Level.LOW, "Negative"), Band("positive", Level.HIGH, "Positive"))
    decided = Banding(
        "screen",
        bands,
        decisions=(
            Decision("positive", 'q1 in ["weekly", "daily"]'),
            Decision("negative", 'q1 == "never"'),
            Decision("positive", "score(total) >= 3"),
            Decision("negative"),
        ),
    )
    return Questionnaire(
        "fast",
        "Alcohol, short",
        choice_lists=(listed("often", never=0, once=1, monthly=2, weekly=3, daily=4),),
        sections=(Section("all", (single("q1", "often"), *(single(f"q{n}", "often", more) for n in (2, 3, 4)))),),
        scales=(Scale("total", terms("q1", "q2", "q3", "q4")),),
        profiles=(Profile("who", (decided,), blocks=told(decided)),),
    )


def gridded() -> Questionnaire:
    """A grid whose second row is for those who smoke, a number, a date, and an optional word."""
    rows = (Row("work", "Work"), Row("smoke", "Smoking", 'q1 == "yes"'), Row("home", "Home"))
    return Questionnaire(
        "grid",
        "Grid",
        choice_lists=(listed("yesno", no=0, yes=1), listed("often", never=0, some=1, much=2, unsure=None)),
        sections=(
            Section(
                "all",
                (
                    single("q1", "yesno", required=Required.HARD),
                    Item("g1", ItemKind.GRID, "How often?", choices="often", rows=rows),
                    Item("n1", ItemKind.NUMBER, "Glasses?", minimum=0, maximum=20, unit="glasses"),
                    Item("d1", ItemKind.DATE, "When?", earliest="2020-01-01", required=Required.OPTIONAL),
                    Item("t1", ItemKind.TEXT, "Anything else?", required=Required.OPTIONAL),
                    Item("note", ItemKind.NOTE, "Thank you."),
                ),
            ),
        ),
        scales=(Scale("whole", terms("g1")), Scale("mixed", (Term("g1.work", weight=2), Term("n1")))),
    )


def one_scale(method: Method, *of: Term, **how: object) -> Questionnaire:
    """Three questions of 0, 1 or 3 points; the third is for those who gave 3 to the first."""
    points = ChoiceList("p", tuple(Choice(f"p{n}", f"{n}", n) for n in (0, 1, 3)))
    items = [single(code, "p") for code in ("q1", "q2")]
    items.append(single("q3", "p", 'q1 == "p3"'))
    items.append(Item("many", ItemKind.MULTIPLE, "Which?", choices="p"))
    whole = Scale("s", of or terms("q1", "q2", "q3"), method=method, **how)  # type: ignore[arg-type]
    return Questionnaire(
        "one", "One", choice_lists=(points,), sections=(Section("all", tuple(items)),), scales=(whole,)
    )


def run(document: Questionnaire, answers: dict[str, Answer], **facts: str | int) -> Outcome:
    return conclude(document, answers, SERBIA | facts, explain=True)


def scored(outcome: Outcome) -> dict[str, object]:
    return {f"{each.scale}@{each.loop}" if each.loop else each.scale: each.value for each in outcome.scores}


def banded(outcome: Outcome) -> dict[str, str | None]:
    return {
        f"{each.banding}@{each.loop}" if each.loop else each.banding: each.band.code if each.band else None
        for each in outcome.readings
    }
