"""A questionnaire with every kind of question, for walks."""

from __future__ import annotations

from assessment.document import (
    Band,
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    CutOffs,
    Flag,
    Item,
    ItemKind,
    Level,
    Profile,
    Questionnaire,
    Range,
    ReferralRule,
    Required,
    Row,
    Scale,
    Section,
    Term,
)

FREQUENCY = ChoiceList(
    "frequency",
    (
        Choice("never", "Never", 0),
        Choice("monthly", "Monthly or less", 1),
        Choice("weekly", "Every week", 2),
        Choice("daily", "Every day or nearly every day", 3),
    ),
)
SUBSTANCES = ChoiceList(
    "substances",
    (Choice("cannabis", "cannabis"), Choice("opioids", "opioids"), Choice("none", "none of these", exclusive=True)),
)
YES_NO = ChoiceList("yes_no", (Choice("yes", "Yes", 1), Choice("no", "No", 0)), rising=False)

ABOUT_YOU = Section(
    "you",
    (
        Item("words", ItemKind.NOTE, "Some words first", "They come without a question."),
        Item(
            "used",
            ItemKind.MULTIPLE,
            "Which of these have you used in the last 3 months?",
            "Think of any amount.",
            choices="substances",
            unscored="It opens the loop.",
        ),
        Item(
            "glasses",
            ItemKind.NUMBER,
            "How many glasses do you drink in a week?",
            unit="glasses",
            minimum=0,
            maximum=50,
            unscored="Asked to think about it.",
        ),
        Item(
            "sure",
            ItemKind.SCALE,
            "How sure are you that you could change something?",
            minimum=0,
            maximum=10,
            minimum_label="not sure at all",
            maximum_label="very sure",
            unscored="Asked to think about it.",
        ),
        Item(
            "day",
            ItemKind.DATE,
            "When did you last talk with somebody about it?",
            required=Required.OPTIONAL,
            earliest="2020-01-01",
            unscored="Asked to think about it.",
        ),
        Item(
            "mind",
            ItemKind.GRID,
            "In the last two weeks, how often did this happen?",
            "One answer in each line.",
            choices="frequency",
            rows=(Row("interest", "Little interest in doing things"), Row("sleep", "Trouble sleeping")),
        ),
    ),
    title="About you",
)
EACH = Section(
    "each",
    (
        Item("often", ItemKind.SINGLE, "How often have you used {loop}?", choices="frequency"),
        Item("inject", ItemKind.SINGLE, "Did you inject it?", choices="yes_no"),
    ),
    title="About {loop}",
    loop_over="used",
)

RISK = Banding(
    "risk",
    (Band("low", Level.LOW, "Low"), Band("middle", Level.MODERATE, "Moderate"), Band("high", Level.HIGH, "High")),
    "risk",
    (CutOffs((Range("low", 0, 1), Range("middle", 2, 2), Range("high", 3, 4))),),
)
MOOD = Banding(
    "mood",
    (Band("fine", Level.NONE, "No sign of low mood"), Band("low_mood", Level.SEVERE, "Many signs of low mood")),
    "mood",
    (CutOffs((Range("fine", 0, 3), Range("low_mood", 4, 6))),),
)
BLOCKS = (
    Block("talk", BlockKind.CRISIS, "Injecting brings risks of its own. Somebody can talk with you now.", flag="inj"),
    Block("mix", BlockKind.WARNING, "Do not mix opioids with alcohol.", when='any(inject == "yes")'),
    Block("first", BlockKind.PERMISSION, "Here is what your answers can mean."),
    *(
        Block(f"{banding.code}_{band.code}_{kind}", kind, text, banding.code, band.code)
        for banding in (RISK, MOOD)
        for band in banding.bands
        for kind, text in (
            (BlockKind.HEADLINE, f"{band.title}, in short."),
            (BlockKind.MEANING, f"{band.title}: what it can mean.\n\n- for you\n- for others"),
        )
    ),
    Block("rest", BlockKind.OPTION, "Decide on two days without it this week."),
    Block("tell", BlockKind.OPTION, "Tell somebody you trust."),
    Block("less", BlockKind.TIP, "After a break, your body takes less than before."),
    Block("who", BlockKind.SOURCE, "Written by a team of experts, 2026."),
    Block("not", BlockKind.DISCLAIMER, "This is information, not a medical finding."),
)


def every_kind(code: str = "kinds") -> Questionnaire:
    """All kinds of questions, a loop, a grid, two readings, a crisis flag."""
    return Questionnaire(
        code=code,
        title="All kinds of questions",
        summary="Shows every kind.\n\n- one\n- two",
        minutes=5,
        choice_lists=(FREQUENCY, SUBSTANCES, YES_NO),
        sections=(ABOUT_YOU, EACH),
        scales=(
            Scale("risk", (Term("often"), Term("inject")), "Risk", loop="each", minimum=0, maximum=4),
            Scale("mood", (Term("mind"),), "Mood", minimum=0, maximum=6),
        ),
        profiles=(
            Profile(
                "everybody",
                (RISK, MOOD),
                flags=(Flag("inj", 'any(inject == "yes")', "You have injected in the last 3 months", crisis=True),),
                blocks=BLOCKS,
                rules=(ReferralRule("anyone", ("outpatient", "helpline")),),
            ),
        ),
        demonstration=True,
    )
