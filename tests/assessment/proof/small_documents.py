"""Small random documents in which anything may be wrong that the proof is to find: loops, negative and fractional
points, guarded choices, conditions on answers, facts and scores, several profiles. Their names are sound.
"""

from __future__ import annotations

from dataclasses import replace
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
    CutOffs,
    Decision,
    Flag,
    Item,
    ItemKind,
    Level,
    Method,
    NotAsked,
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

POINTS = st.sampled_from([-1, 0, 0, 1, 1, 2, 3, Decimal("0.5"), Decimal("1.5")])
BANDS = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
KINDS = (*[ItemKind.SINGLE] * 4, ItemKind.MULTIPLE, ItemKind.MULTIPLE, ItemKind.SCALE, ItemKind.NUMBER, ItemKind.GRID,
         ItemKind.NOTE)  # fmt: skip
SHAPES = ("{}", "{}", "{}", "not {}", "{} and {}", "{} or {}", "not ({} or {})", "{} and ({} or {})")
FACTS_ASKED = ("age < 18", "age >= 14", 'sex == "female"', 'country == "RS"')


def drawn_list(draw: st.DrawFn, code: str, size: int, exclusive: bool = False) -> ChoiceList:
    points = [draw(POINTS) for _ in range(size)]
    return ChoiceList(
        code, tuple(Choice(f"c{n}", f"{code} {n}", points[n], exclusive=exclusive and n == 0) for n in range(size))
    )


def atoms_of(item: Item, at: str = "") -> list[str]:
    """Conditions on one item."""
    name = f"{item.code}{at}"
    match item.kind:
        case ItemKind.SINGLE:
            return [f'{name} == "c0"', f'{name} != "c1"', f'{name} in ["c0", "c1"]', f"answered({name})",
                    f"points({name}) > 0"]  # fmt: skip
        case ItemKind.MULTIPLE:
            return [f'"c1" in {name}', f'"c0" not in {name}', f"count({name}) > 1", f"answered({name})"]
        case ItemKind.GRID:
            return [f'{item.code}.r1{at} == "c0"', f"answered({name})", f"points({name}) > 1"]
        case ItemKind.SCALE | ItemKind.NUMBER:
            return [f"{name} > 0", f"{name} == 1", f"0 <= {name} < 2", f"answered({name})"]
    return []


def condition(draw: st.DrawFn, atoms: list[str], never: float = 0.4) -> str:
    """Empty, an atom, or a few put together."""
    if not atoms or draw(st.floats(0, 1)) < never:
        return ""
    one = st.sampled_from(atoms)
    shape = draw(
        st.sampled_from(["{}", "{}", "{}", "not {}", "{} and {}", "{} or {}", "not ({} or {})", "{} and ({} or {})"])
    )
    return shape.format(*(draw(one) for _ in range(shape.count("{}"))))


@st.composite
def documents(draw: st.DrawFn) -> Questionnaire:
    facts = draw(st.lists(st.sampled_from(FACTS_ASKED), max_size=2, unique=True))
    lists = (
        drawn_list(draw, "l", draw(st.integers(2, 3))),
        drawn_list(draw, "m", draw(st.integers(2, 3)), draw(st.booleans())),
    )
    known: list[str] = list(facts)
    asked: list[Item] = []
    first = Section("start", tuple(_items(draw, asked, known, draw(st.integers(1, 2)), lists)), show_if="")
    early = _scale(draw, "early", asked)
    scales = [early] if early else []
    if early:
        known += ["score(early) > 1", "score(early) == 0", "score(early) < 1.5"]
    sections = [first]
    outside = list(asked)
    picker = next((item for item in asked if item.kind is ItemKind.MULTIPLE), None)
    if picker is not None and draw(st.booleans()):
        sections.append(_loop(draw, picker, known, lists, scales))
    show_if = condition(draw, known, 0.6)
    inside = _items(draw, outside, known, draw(st.integers(1, 2)), lists)
    sections.append(Section("end", tuple(inside), show_if=show_if))
    total = _scale(draw, "total", outside, [scale.code for scale in scales])
    scales += [total] if total else []
    if early and total:
        known += ["score(total) > score(early)", "score(early) + score(total) > 2"]
    profiles = _profiles(draw, sections, scales, known)
    return Questionnaire(
        "x", "X", choice_lists=lists, sections=tuple(sections), scales=tuple(scales), profiles=profiles,
        minimum_age=draw(st.sampled_from([None, None, None, None, 14])),
    )  # fmt: skip


def _items(
    draw: st.DrawFn, asked: list[Item], known: list[str], many: int, lists: tuple[ChoiceList, ...], name: str = "q"
) -> list[Item]:
    found = []
    for _ in range(many):
        kind = draw(st.sampled_from(KINDS))
        chosen = kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.GRID)
        listed = lists[1] if kind is ItemKind.MULTIPLE else lists[0]
        ruled = [choice.code for choice in listed.choices if chosen and draw(st.floats(0, 1)) < 0.2]
        rules = tuple(ChoiceRule(code, rule) for code in ruled if (rule := condition(draw, known, 0.1)))
        bounded = kind in (ItemKind.SCALE, ItemKind.NUMBER)
        rows = (Row("r1", "R1", condition(draw, known, 0.7)), Row("r2", "R2")) if kind is ItemKind.GRID else ()
        code = f"{name}{len(asked) + 1}"
        item = Item(
            code, kind, "?", "", draw(st.sampled_from([Required.SOFT, Required.HARD, Required.OPTIONAL])),
            condition(draw, known, 0.5), listed.code if chosen else "", rules, rows,
            minimum=draw(st.sampled_from([0, -1])) if bounded else None, maximum=1 if bounded else None,
            step=Decimal("0.5") if kind is ItemKind.NUMBER and draw(st.booleans()) else 1, unscored="x",
        )  # fmt: skip
        asked.append(item)
        found.append(item)
        known.extend(atoms_of(item))
    return found


def _loop(
    draw: st.DrawFn, picker: Item, known: list[str], lists: tuple[ChoiceList, ...], scales: list[Scale]
) -> Section:
    inside: list[Item] = []
    here = [*known, 'loop == "c1"']
    for item in _items(draw, [], list(here), draw(st.integers(1, 2)), lists, "a"):
        if item.kind is not ItemKind.MULTIPLE:
            later = atoms_of(inside[-1]) if inside else []
            inside.append(item if not later else _asked_if(item, condition(draw, [*here, *later], 0.4)))
    if not inside:
        inside = [Item("a1", ItemKind.SINGLE, "?", choices="l", unscored="x")]
    last = lists[1].choices[-1].code
    scored = [item for item in inside if item.kind is not ItemKind.NOTE]
    show_if = condition(draw, here, 0.7)
    if scored:
        own = _scale(draw, "own", scored, loop="each")
        assert own is not None
        scales.append(own)
        known += ["any(score(own) > 0)", f"score(own @ {last}) > 0", "any(not score(own) > 1)"]
        known += [f"any({atom})" for atom in atoms_of(scored[0])] + atoms_of(scored[0], f" @ {last}")
    return Section("each", tuple(inside), show_if=show_if, loop_over=picker.code)


def _asked_if(item: Item, show_if: str) -> Item:
    return replace(item, show_if=show_if)


def _scale(
    draw: st.DrawFn, code: str, items: list[Item], under: list[str] | None = None, loop: str = ""
) -> Scale | None:
    able = [item.code for item in items if item.kind is not ItemKind.NOTE] + (under or [])
    if not able:
        return None
    of = draw(st.lists(st.sampled_from(able), min_size=1, max_size=4, unique=True))
    return Scale(
        code,
        tuple(Term(each, draw(st.sampled_from([1, 1, 2, Decimal("0.5"), -1])), draw(st.booleans())) for each in of),
        method=draw(st.sampled_from([Method.SUM, Method.SUM, Method.SUM, Method.MEAN, Method.MAX, Method.MIN])),
        loop=loop,
        not_asked=draw(st.sampled_from(list(NotAsked))),
        unanswered=draw(st.sampled_from(list(Unanswered))),
        missing_most=draw(st.integers(0, 2)),
        answered_least=draw(st.sampled_from([0, 0, 1, 2])),
        multiply=draw(st.sampled_from([1, 1, 1, 4])),
        decimals=draw(st.sampled_from([None, None, 0, 1])),
        minimum=draw(st.sampled_from([None, None, 0])),
        maximum=draw(st.sampled_from([None, None, 3])),
    )


def _profiles(draw: st.DrawFn, sections: list[Section], scales: list[Scale], known: list[str]) -> tuple[Profile, ...]:
    found = []
    for number in range(draw(st.integers(1, 2))):
        countries = draw(st.sampled_from([(), (), ("RS",), ("RS", "AL")]))
        when = draw(st.sampled_from(["", "", "", "age < 18", 'sex == "female"']))
        found.append(_profile(draw, f"p{number}", scales, known, countries, when))
    return tuple(found)


def _profile(
    draw: st.DrawFn, code: str, scales: list[Scale], known: list[str], countries: tuple[str, ...], when: str
) -> Profile:
    seen = list(known)
    early = [Flag(f"f{n}", text, f"F{n}") for n in range(draw(st.integers(0, 2))) if (text := condition(draw, seen, 0))]
    seen += [f"flag({flag.code})" for flag in early]
    bandings = [_banding(draw, scale, seen) for scale in scales if draw(st.floats(0, 1)) < 0.6]
    for banding in bandings:
        plain = next(scale for scale in scales if scale.code == banding.code).loop == ""
        seen += [f'band({banding.code}) == "high"' if plain else f'any(band({banding.code}) == "high")']
    if draw(st.booleans()):
        cut = draw(st.integers(1, 2))
        decided = tuple(
            Decision(draw(st.sampled_from(["low", "high"])), condition(draw, seen, 0.1)) for _ in range(cut)
        )
        bandings.append(Banding("quick", BANDS, decisions=decided))
        seen.append('band(quick) != "low"')
    late = [Flag("late", text, "Late")] if draw(st.booleans()) and (text := condition(draw, seen, 0)) else []
    seen += [f"flag({flag.code})" for flag in late]
    blocks = []
    for number in range(draw(st.integers(0, 4))):
        banding = draw(st.sampled_from([*bandings, None]))
        kind = draw(st.sampled_from([BlockKind.HEADLINE, BlockKind.MEANING, BlockKind.ADVICE]))
        band = draw(st.sampled_from(["low", "high", ""])) if banding else ""
        flag = draw(st.sampled_from(["", "", *(each.code for each in early)]))
        text = condition(draw, seen, 0.5)
        blocks.append(Block(f"b{number}", kind, "B", banding.code if banding else "", band, flag, text))
    rules = tuple(
        ReferralRule(f"r{n}", ("helpline",), condition(draw, seen, 0.2)) for n in range(draw(st.integers(1, 2)))
    )
    return Profile(
        code, tuple(bandings), countries=countries, when=when, flags=(*early, *late), blocks=tuple(blocks), rules=rules
    )


def _banding(draw: st.DrawFn, scale: Scale, known: list[str]) -> Banding:
    cases = [CutOffs(_ranges(draw), condition(draw, known, 0.2)) for _ in range(draw(st.integers(0, 1)))]
    cases = [case for case in cases if case.when]
    last = CutOffs(_ranges(draw), draw(st.sampled_from(["", "", "", "age >= 14"])))
    return Banding(scale.code, BANDS, scale.code, (*cases, last))


def _ranges(draw: st.DrawFn) -> tuple[Range, ...]:
    border = draw(st.sampled_from([-1, 0, 1, 2, Decimal("0.5")]))
    gap = draw(st.sampled_from([0, Decimal("0.5"), 1, Decimal("0.1")]))
    low, high = draw(st.sampled_from([None, None, 0])), draw(st.sampled_from([None, None, 2]))
    return Range("low", low, border), Range("high", border + gap, high)
