"""Conditions as authors write them: read, refused with a column, renamed, put into words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.conditions import RESERVED, Unreadable, describe, parse, references, renamed, unparse
from assessment.tree import (
    All,
    Always,
    Answered,
    AnyInstance,
    BandRef,
    Compare,
    Condition,
    Count,
    Either,
    FactRef,
    FlagRef,
    ItemRef,
    Literal,
    LoopRef,
    Not,
    OneOf,
    Points,
    ScoreRef,
    Sum,
    Value,
)
from tests.assessment import instruments
from tests.assessment.documents import sample

codes = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True).filter(lambda code: code not in RESERVED)
maybe_codes = st.one_of(st.just(""), codes)
item_refs = st.builds(ItemRef, codes, maybe_codes, maybe_codes)
numbers = st.one_of(
    st.integers(-999, 999), st.decimals(-99, 99, places=2).filter(lambda value: value != value.to_integral_value())
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\n\r", exclude_categories=("Cs",)), max_size=8)
literals = st.builds(Literal, st.one_of(numbers, texts))
values: st.SearchStrategy[Value] = st.recursive(
    st.one_of(
        literals,
        item_refs,
        st.builds(FactRef, st.sampled_from(["sex", "age", "country"])),
        st.builds(LoopRef),
        st.builds(ScoreRef, codes, maybe_codes),
        st.builds(BandRef, codes, maybe_codes),
        st.builds(Points, item_refs),
        st.builds(Count, item_refs),
    ),
    lambda inner: st.builds(Sum, inner, st.sampled_from(["+", "-"]), inner),
    max_leaves=4,
)
orders = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
comparisons = st.one_of(
    st.builds(Compare, values, st.lists(st.tuples(orders, values), min_size=1, max_size=3).map(tuple)),
    st.builds(
        Compare,
        values,
        st.tuples(
            st.tuples(
                st.sampled_from(["in", "not in"]),
                st.one_of(item_refs, st.builds(OneOf, st.lists(literals, min_size=1, max_size=3).map(tuple))),
            )
        ),
    ),
)


def _joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, several), st.builds(Either, several), st.builds(Not, inner), st.builds(AnyInstance, inner)
    )


conditions: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Always),
    st.recursive(
        st.one_of(comparisons, st.builds(Answered, item_refs), st.builds(FlagRef, codes)), _joined, max_leaves=8
    ),
)


@given(conditions)
def test_a_condition_written_and_read_again_says_the_same(condition: Condition) -> None:
    assert parse(unparse(condition)) == condition


@given(conditions)
def test_every_condition_can_be_put_into_words(condition: Condition) -> None:
    assert describe(condition, sample())


@given(st.one_of(st.text(max_size=40), st.text("q1 ()[]<>=!andortfs\"'@.,+-0", max_size=60)))
def test_whatever_is_typed_is_read_or_refused_with_a_column(text: str) -> None:
    try:
        condition = parse(text)
    except Unreadable as error:
        assert 1 <= error.column <= len(text) + 1
        assert error.message
    else:
        assert parse(unparse(condition)) == condition


@given(conditions, st.data())
def test_renaming_an_item_renames_all_of_it_and_nothing_else(condition: Condition, data: st.DataObject) -> None:
    text = unparse(condition)
    before = references(parse(text))
    old = data.draw(st.sampled_from(sorted(before.items))) if before.items else "q1"
    after = references(parse(renamed(text, old, "brand_new")))
    assert after.items == {"brand_new" if code == old else code for code in before.items}
    assert (after.scales, after.bandings, after.flags, after.instances) == (
        before.scales,
        before.bandings,
        before.flags,
        before.instances,
    )
    assert renamed(renamed(text, old, "brand_new"), "brand_new", old) == text


@given(conditions, st.sampled_from(["scale", "banding", "flag", "instance"]), st.data())
def test_renaming_there_and_back_changes_nothing(condition: Condition, what: str, data: st.DataObject) -> None:
    text = unparse(condition)
    found = references(condition)
    names = {"scale": found.scales, "banding": found.bandings, "flag": found.flags, "instance": found.instances}[what]
    old = data.draw(st.sampled_from(sorted(names))) if names else "nothing"
    assert renamed(renamed(text, old, "brand_new", what=what), "brand_new", old, what=what) == text


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("age >", 6, "missing"),
        ("q1 = 2", 4, "=="),
        ("q1", 1, "answered(q1)"),
        ("q1 == 1 AND q2 == 2", 9, "small letters"),
        ("q1 == “a”", 7, "straight"),
        ('q1 == "a', 7, "no end"),
        ("(q1 == 1", 9, "not closed"),
        ("q1 in 3", 7, "list"),
        ('q1 in ["a" "b"]', 12, "comma"),
        ("q1 == 1 q2 == 2", 9, "«and» or «or»"),
        ("mean(q1) > 2", 1, "no function"),
        ("score > 2", 1, "score(…)"),
        ('score("total") > 2', 7, "without quotation marks"),
        ("(q1 == 1) == 2", 1, "Only values"),
        ("q1 * 2 > 3", 4, "weights"),
        ("q1 && q2", 4, "«and»"),
        ("q1. == 2", 5, "row"),
        ("q1 @ == 2", 6, "@"),
        ("q1 == __import__", 0, ""),
        ("q1.__class__ == 2", 0, ""),
    ],
)
def test_an_author_is_shown_where_and_what_to_do(text: str, column: int, words: str) -> None:
    if not column:  # a name like any other, which leads nowhere
        assert references(parse(text)).items
        return
    with pytest.raises(Unreadable) as caught:
        parse(text)
    assert caught.value.column == column
    assert words in caught.value.message


@pytest.mark.parametrize(
    "text", ["(" * 5000, "not " * 900 + "x == 1", "1+" * 1900 + "1 == 1", "q1 == " + "9" * 3000, "a" * 4001]
)
def test_nobody_can_exhaust_the_reader(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


def test_a_condition_lists_what_it_names() -> None:
    found = references(
        parse('g1.r2 @ beer == "x" and score(a @ wine) > band(b) and flag(f) and (sex == "male" or loop in ["beer"])')
    )
    assert found.items == {"g1"} and found.rows == {"g1.r2"} and found.instances == {"beer", "wine"}
    assert (found.scales, found.bandings, found.flags, found.facts) == ({"a"}, {"b"}, {"f"}, {"sex"})
    assert found.loop


def test_renaming_leaves_the_authors_spacing_and_same_looking_texts_alone() -> None:
    assert renamed('q1  ==  "q1"   and q10 == 1', "q1", "often") == 'often  ==  "q1"   and q10 == 1'
    assert (
        renamed('g1.r1 == "a" or g1 . r1 == "b"', "g1.r1", "g1.row", what="row") == 'g1.row == "a" or g1 . row == "b"'
    )
    assert renamed('q1 in ["no", "yes"] and q2 == "no"', "no", "never", what="choice", of={"q1"}) == (
        'q1 in ["never", "yes"] and q2 == "no"'
    )
    assert renamed('loop == "beer" and q4@beer == "beer"', "beer", "ale", what="instance") == (
        'loop == "ale" and q4@ale == "beer"'
    )


def test_numbers_are_read_exactly() -> None:
    condition = parse("n1 >= 0.10")
    assert isinstance(condition, Compare)
    assert condition.rest[0][1] == Literal(Decimal("0.10"))


def test_a_condition_reads_like_a_sentence() -> None:
    document = instruments.audit()
    assert describe(parse('q1 != "never" and (age < 18 or score(total) >= 8)'), document) == (
        "«About q1?» is not «Never» and (age is below 18 or the score «Total» is at least 8)"
    )
    assert describe(parse("not answered(q2) or 0 <= score(total) < 5"), document) == (
        "«About q2?» is not answered or the score «Total» is at least 0 and the score «Total» is below 5"
    )
    looped = instruments.assist()
    assert describe(parse('"alcohol" in q1 and any(q2 == "daily") and band(risk @ alcohol) == "high"'), looped) == (
        "«Which?» includes «Alcohol» and for at least one of the repetitions: «About q2?» is «Daily» "
        "and the band of «Risk» for «Alcohol» is «High»"
    )
