"""Documents that nobody would write, each large in its own way."""

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
    Scale,
    Section,
    Term,
)

BANDS = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
ANYONE = (ReferralRule("anyone", ("helpline",)),)


def read(document: Questionnaire, *flags: Flag, cut: int = 5) -> Questionnaire:
    """With the scale `total` of all its choices, in two bands."""
    terms = tuple(Term(item.code) for _, item in document.items() if item.kind is not ItemKind.NOTE)
    cases = (CutOffs((Range("low", None, cut), Range("high", cut + 1))),)
    blocks = tuple(
        Block(f"{kind.value}_{band.code}", kind, f"{kind.value} {band.code}", "total", band.code)
        for band in BANDS
        for kind in (BlockKind.HEADLINE, BlockKind.MEANING)
    )
    profile = Profile("p", (Banding("total", BANDS, "total", cases),), flags=flags, blocks=blocks, rules=ANYONE)
    return Questionnaire(
        "x", "X", choice_lists=document.choice_lists, sections=document.sections, scales=(Scale("total", terms),),
        profiles=(profile,),
    )  # fmt: skip


def asked(*sections: Section, lists: tuple[ChoiceList, ...]) -> Questionnaire:
    return Questionnaire("x", "X", choice_lists=lists, sections=sections)


def single(code: str, show_if: str = "") -> Item:
    return Item(code, ItemKind.SINGLE, f"About {code}?", show_if=show_if, choices="l")


FEW = ChoiceList("l", tuple(Choice(f"c{n}", f"C {n}", n) for n in range(3)))


def nested(deep: int) -> Questionnaire:
    """A condition of many brackets."""
    text = 'q0 == "c1"'
    for number in range(deep):
        text = f'not ({text}) and q{number % 9} != "c2"' if number % 2 else f'({text} or q{number % 9} == "c0")'
    items = (*(single(f"q{n}") for n in range(9)), single("last", text))
    return read(asked(Section("s", items), lists=(FEW,)))


def many_choices(many: int, kind: ItemKind = ItemKind.SINGLE) -> Questionnaire:
    listed = ChoiceList("l", tuple(Choice(f"c{n}", f"C {n}", n) for n in range(many)))
    item = Item("q1", kind, "Which?", choices="l")
    return read(asked(Section("s", (item, single("q2", 'q1 == "c7"' if kind is ItemKind.SINGLE else '"c7" in q1'))),
                      lists=(listed,)))  # fmt: skip


def looped(many: int) -> Questionnaire:
    """A question for each of very many choices."""
    listed = ChoiceList("m", tuple(Choice(f"c{n}", f"C {n}", 0) for n in range(many)))
    picker = Item("m1", ItemKind.MULTIPLE, "Which?", choices="m", unscored="It opens the loop.")
    document = asked(Section("s", (picker,)), Section("each", (single("q1"),), loop_over="m1"), lists=(FEW, listed))
    return read(document)


def powers(many: int) -> Questionnaire:
    """Points that never meet: every set of answers has a score of its own, up to 10 ** 40."""
    lists = tuple(
        ChoiceList(f"l{n}", (Choice("no", "No", 0), Choice("yes", "Yes", 3**n * 10**20))) for n in range(many)
    )
    items = tuple(Item(f"q{n}", ItemKind.SINGLE, f"About {n}?", choices=f"l{n}") for n in range(many))
    return read(asked(Section("s", items), lists=lists))


def tangled(many: int) -> Questionnaire:
    """Every question waits for a sum of points of many before it."""
    items = [single(f"q{n}") for n in range(many)]
    for number in range(2, many):
        before = " + ".join(f"points(q{n})" for n in range(max(0, number - 20), number))
        items[number] = single(f"q{number}", f"{before} >= {number % 7}")
    return read(asked(Section("s", tuple(items)), lists=(FEW,)))


def long(many: int) -> Questionnaire:
    """Thousands of questions, each with a condition on the one before."""
    items = [single("q0"), *(single(f"q{n}", f'q{n - 1} != "c2"') for n in range(1, many))]
    return read(asked(Section("s", tuple(items)), lists=(FEW,)))


def flagged(many: int) -> Questionnaire:
    """Flags that rest on one another."""
    flags = [Flag("f0", 'q0 == "c1"', "F")]
    flags += [Flag(f"f{n}", f'flag(f{n - 1}) and q{n % 9} != "c2"', f"F {n}") for n in range(1, many)]
    return read(asked(Section("s", tuple(single(f"q{n}") for n in range(9))), lists=(FEW,)), *flags)


def unbounded() -> Questionnaire:
    items = tuple(Item(f"n{n}", ItemKind.NUMBER, f"How much {n}?", minimum=0, maximum=10**12) for n in range(3))
    return read(asked(Section("s", items), lists=()))


def scored_on_the_way(many: int) -> Questionnaire:
    """Every question asks for the scores of several scales over those before it."""
    items = [single("q0"), single("q1"), single("q2")]
    scales = [Scale("s0", (Term("q0"),)), Scale("s1", (Term("q1", 2), Term("q0")))]
    for number in range(3, many):
        terms = tuple(Term(f"q{n}", (n * 7) % 11 + 1) for n in range(max(0, number - 12), number))
        scales.append(Scale(f"s{number}", terms))
        near = " and ".join(f"score(s{n}) > {n}" for n in range(max(3, number - 6), number + 1))
        items.append(single(f"q{number}", near))
    document = read(asked(Section("s", tuple(items)), lists=(FEW,)))
    return Questionnaire(
        "x", "X", choice_lists=document.choice_lists, sections=document.sections,
        scales=(*document.scales, *scales), profiles=document.profiles,
    )  # fmt: skip
