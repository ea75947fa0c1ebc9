"""Small random documents in which every name exists and is known in time; and one by hand."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from assessment.document import (
    Band,
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    ChoiceRule,
    Citation,
    CutOffs,
    Decision,
    Expected,
    Flag,
    Given,
    Item,
    ItemKind,
    Level,
    LocaleRights,
    Method,
    NotAsked,
    Number,
    Profile,
    Questionnaire,
    Range,
    Recode,
    ReferralRule,
    Required,
    Rights,
    Row,
    Scale,
    Section,
    Term,
    Unanswered,
    Vector,
    Wording,
)
from assessment.plain import tidy


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cn", "Co")), max_size=24).map(
    lambda text: tidy(text.replace("\ufeff", ""))
)
awkward = st.sampled_from(
    ["no", "yes", "null", "~", "1", "0x1f", "1_000", "2026-01-31", "- one\n- two", "a: b", "# no", "[x]", "Ђак\n\nи ća",
     "{loop}", "'", '"', "first\n  second", "|", "> x", "true", "1e3", ".inf", "=", "<<", "trailing:", "&a", "*a", "!t"]
)  # fmt: skip
some_words = st.one_of(awkward, words.filter(bool))
maybe_words = st.one_of(st.just(""), some_words)
numbers: st.SearchStrategy[Number] = st.one_of(
    st.integers(-5, 40), st.decimals(-9, 9, places=2, allow_nan=False, allow_infinity=False).map(_plain)
)


@st.composite
def choice_lists(draw: st.DrawFn, code: str) -> ChoiceList:
    size = draw(st.integers(2, 4))
    points = sorted(draw(st.lists(st.integers(0, 4), min_size=size, max_size=size)))
    chosen = tuple(
        Choice(f"c{index}", f"{draw(some_words)} {index}", points[index], exclusive=draw(st.booleans()) and index == 0)
        for index in range(size)
    )
    return ChoiceList(code, chosen, note=draw(maybe_words), concept=draw(maybe_words))


@st.composite
def items(draw: st.DrawFn, code: str, earlier: list[Item], lists: tuple[ChoiceList, ...]) -> Item:
    kind = draw(st.sampled_from(list(ItemKind)))
    choice_list = draw(st.sampled_from(lists))
    chosen = kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID)
    rows = (
        tuple(Row(f"r{n}", draw(some_words)) for n in range(draw(st.integers(1, 2)))) if kind is ItemKind.GRID else ()
    )
    singles = [item for item in earlier if item.kind is ItemKind.SINGLE]
    show_if = ""
    if singles and draw(st.booleans()):
        show_if = f'{draw(st.sampled_from(singles)).code} {draw(st.sampled_from(["==", "!="]))} "c1"'
    bounded = kind in (ItemKind.NUMBER, ItemKind.SCALE)
    return Item(
        code,
        kind,
        draw(some_words),
        help=draw(maybe_words),
        required=draw(st.sampled_from(list(Required))),
        show_if=show_if,
        choices=choice_list.code if chosen else "",
        choice_rules=(ChoiceRule("c1", "age >= 18"),) if chosen and draw(st.booleans()) else (),
        rows=rows,
        unit=draw(maybe_words) if kind is ItemKind.NUMBER else "",
        minimum=0 if bounded else None,
        maximum=draw(st.integers(1, 5)) if bounded else None,
        earliest="2020-01-01" if kind is ItemKind.DATE else "",
        unscored=draw(some_words),
        note=draw(maybe_words),
    )


@st.composite
def scales(draw: st.DrawFn, scored: list[Item]) -> tuple[Scale, ...]:
    if not scored:
        return ()
    terms = tuple(
        Term(item.code, draw(st.sampled_from([1, 1, 2, Decimal("0.5")])), draw(st.booleans()))
        for item in draw(st.lists(st.sampled_from(scored), min_size=1, max_size=4, unique=True))
    )
    total = Scale(
        "total",
        terms,
        draw(maybe_words),
        method=draw(st.sampled_from([Method.SUM, Method.MEAN, Method.MAX, Method.MIN])),
        not_asked=draw(st.sampled_from(list(NotAsked))),
        unanswered=draw(st.sampled_from(list(Unanswered))),
        missing_most=draw(st.integers(0, 2)),
        multiply=draw(st.sampled_from([1, 4])),
        decimals=draw(st.sampled_from([None, 0, 1])),
    )
    return (total,)


@st.composite
def profiles(draw: st.DrawFn, scale_codes: list[str]) -> Profile:
    border = draw(st.integers(0, 9))
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, draw(some_words)))
    cited = Citation(draw(maybe_words), 2001, to_confirm=draw(st.booleans()))
    split = (Range("low", high=border), Range("high", low=border + Decimal("0.1")))
    bandings = tuple(Banding(code, bands, code, (CutOffs(split),), citation=cited) for code in scale_codes)
    if draw(st.booleans()):
        choices = (Decision("high", "age < 18"), Decision("low"))
        bandings = (*bandings, Banding("listed", bands, decisions=choices))
    blocks = tuple(
        Block(f"{banding.code}_{band.code}_{kind.value}", kind, draw(some_words), banding.code, band.code)
        for banding in bandings
        for band in bands
        for kind in (BlockKind.HEADLINE, BlockKind.MEANING)
    )
    rules = (ReferralRule("anyone", ("helpline",), note=draw(maybe_words)),)
    flags = (Flag("young", "age < 14", "Young", crisis=True),) if draw(st.booleans()) else ()
    return Profile("adult", bandings, draw(maybe_words), flags=flags, blocks=blocks, rules=rules)


@st.composite
def documents(draw: st.DrawFn) -> Questionnaire:
    """A valid document of at most three sections and nine items, with texts that tempt a YAML reader."""
    lists = tuple(draw(choice_lists(f"list{n}")) for n in range(draw(st.integers(1, 2))))
    asked: list[Item] = []
    sections = []
    for number in range(draw(st.integers(1, 3))):
        inside = []
        for _ in range(draw(st.integers(1, 3))):
            inside.append(draw(items(f"q{len(asked) + 1}", asked, lists)))
            asked.append(inside[-1])
        sections.append(Section(f"s{number}", tuple(inside), draw(maybe_words), note=draw(maybe_words)))
    scored = [item for item in asked if item.kind in (ItemKind.SINGLE, ItemKind.SCALE, ItemKind.NUMBER)]
    made = draw(scales(scored))
    profile = draw(profiles([scale.code for scale in made]))
    return Questionnaire(
        "random",
        draw(some_words),
        summary=draw(maybe_words),
        minutes=draw(st.sampled_from([None, 3])),
        choice_lists=lists,
        sections=tuple(sections),
        scales=made,
        profiles=(profile,),
        rights=Rights(draw(maybe_words), wordings=(LocaleRights("sq", Wording.OWN),)),
        demonstration=draw(st.booleans()),
        tests=draw(st.lists(vectors(asked), max_size=1).map(tuple)),
        note=draw(maybe_words),
    )


@st.composite
def vectors(draw: st.DrawFn, asked: list[Item]) -> Vector:
    singles = [item for item in asked if item.kind is ItemKind.SINGLE]
    answers = [Given(item.code, "c1") for item in singles]
    if draw(st.booleans()):
        answers.append(Given("seldom", ("c1", "c0")))
    value = draw(st.one_of(numbers, st.none(), st.booleans(), st.just("high")))
    return Vector(
        "a case", tuple(answers), (Expected("score.total", value),), (Given("age", 17),), why=draw(maybe_words)
    )


def sample() -> Questionnaire:
    """A gate, a scored pair, a loop, two sexes' cut-offs, a flag: the least that uses everything."""
    often = ChoiceList(
        "often", (Choice("never", "Never", 0), Choice("monthly", "Monthly", 1), Choice("weekly", "Weekly", 2))
    )
    what = ChoiceList("what", (Choice("none", "None", exclusive=True), Choice("beer", "Beer"), Choice("wine", "Wine")))
    asked = Section(
        "start",
        (
            Item("q1", ItemKind.SINGLE, "How often do you drink?", choices="often"),
            Item("q2", ItemKind.SINGLE, "How often more than you meant?", choices="often", show_if='q1 != "never"'),
            Item("q3", ItemKind.MULTIPLE, "What do you drink?", choices="what", unscored="Opens the loop."),
        ),
        "Drinking",
    )
    looped = Section(
        "each", (Item("q4", ItemKind.SINGLE, "How often {loop}?", choices="often"),), loop_over="q3"
    )  # fmt: skip
    total = Scale("total", (Term("q1"), Term("q2", recode=(Recode(2, 4),))), "Total", minimum=0, maximum=6)
    drink = Scale("drink", (Term("q4"),), loop="each")
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
    by_sex = (
        CutOffs((Range("low", high=1), Range("high", low=2)), 'sex == "female"'),
        CutOffs((Range("low", high=2), Range("high", low=3))),
    )
    whole = Banding("total", bands, "total", by_sex, citation=Citation("Babor", 2001))
    each = Banding("drink", bands, "drink", (CutOffs((Range("low", high=1), Range("high", low=2))),))
    blocks = tuple(
        Block(f"{kind.value}_{banding.code}_{band.code}", kind, f"{kind.value} {band.title}", banding.code, band.code)
        for banding in (whole, each)
        for band in bands
        for kind in (BlockKind.HEADLINE, BlockKind.MEANING)
    )
    flags = (Flag("young", "age < 14", "You are young", crisis=True),)
    rules = (ReferralRule("anyone", ("helpline",)), ReferralRule("much", ("outpatient",), 'band(total) == "high"'))
    tests = (
        Vector("never", (Given("q1", "never"), Given("q3", ("none",))), (Expected("score.total", 0),)),
        Vector(
            "weekly",
            (Given("q1", "weekly"), Given("q2", "weekly"), Given("q3", ("beer",)), Given("q4@beer", "weekly")),
            (Expected("score.total", 6), Expected("band.total", "high"), Expected("score.drink@beer", 2)),
        ),
    )
    return Questionnaire(
        "sample",
        "Sample",
        choice_lists=(often, what),
        sections=(asked, looped),
        scales=(total, drink),
        profiles=(Profile("adult", (whole, each), flags=flags, blocks=blocks, rules=rules),),
        tests=tests,
    )
