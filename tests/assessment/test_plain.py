"""A document's plain form, and the keys of its texts."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from assessment.document import Expected, Given, ItemKind, Questionnaire, Term, Vector
from assessment.plain import (
    Unfit,
    canonical,
    digest,
    digest_of_text,
    from_canonical,
    from_plain,
    reworded,
    texts,
    tidy,
    to_plain,
)
from tests.assessment.documents import documents, sample


def problems(value: object) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(Unfit) as caught:
        from_plain(value)
    return [(problem.path, problem.message) for problem in caught.value.problems]


def with_item(**fields: Any) -> dict[str, Any]:
    item = {"code": "q1", "kind": "text", "text": "What?"} | fields
    return {"code": "x", "title": "X", "sections": [{"code": "s", "items": [item]}]}


@given(documents())
def test_a_document_returns_from_its_plain_form(document: Questionnaire) -> None:
    assert from_plain(to_plain(document)) == document
    assert from_plain(to_plain(document, short=True)) == document


@given(documents())
def test_a_document_returns_from_its_canonical_text(document: Questionnaire) -> None:
    again = from_canonical(canonical(document))
    assert again == document
    assert digest(again) == digest(document)


def test_a_fraction_survives_json_exactly() -> None:
    document = replace(sample(), tests=(Vector("f", (), (Expected("score.total", Decimal("0.1")),)),))
    assert '"value":0.1}' in canonical(document)
    assert from_canonical(canonical(document)).tests[0].expect[0].value == Decimal("0.1")


def test_defaults_are_left_out_and_fields_keep_their_order() -> None:
    plain = to_plain(sample())
    assert list(plain) == ["code", "title", "choice_lists", "sections", "scales", "profiles", "tests"]
    assert plain["choice_lists"][0]["choices"][0] == {"code": "never", "text": "Never", "points": 0}


def test_an_author_may_write_terms_and_answers_shortly() -> None:
    plain = to_plain(sample(), short=True)
    assert plain["scales"][0]["terms"][0] == "q1"
    assert plain["tests"][0]["answers"] == {"q1": "never", "q3": ["none"]}
    plain["tests"][0]["facts"] = {"age": 17}
    document = from_plain(plain)
    assert document.scales[0].terms[0] == Term("q1")
    assert document.tests[0].facts == (Given("age", 17),)


def test_the_place_of_every_problem_is_named() -> None:
    found = problems({"code": "X", "title": 5, "sections": [{"code": "s", "items": [{"code": "q1", "kind": "smell"}]}]})
    assert [path for path, _ in found] == [
        ("title",),
        ("sections", 0, "items", 0),
        ("sections", 0, "items", 0, "kind"),
        ("code",),
    ]


@pytest.mark.parametrize(
    ("fields", "path", "said"),
    [
        ({"colour": "red"}, "colour", "not known"),
        ({"txet": "typo"}, "txet", "Known: text,"),
        ({"code": "Q 1"}, "code", "cannot be a code"),
        ({"code": "q" * 41}, "code", "at most 40"),
        ({"text": 5}, "text", "quotes"),
        ({"text": True}, "text", "quotes"),
        ({"text": None}, "text", "quotes"),
        ({"text": ["a"]}, "text", "quotes"),
        ({"text": "a\0b"}, "text", "U+0000"),
        ({"text": "a\ud800b"}, "text", "U+D800"),
        ({"text": "a" * 10_001}, "text", "too long"),
        ({"minimum": "5"}, "minimum", "without quotes"),
        ({"minimum": True}, "minimum", "number"),
        ({"minimum": float("nan")}, "minimum", "counted with"),
        ({"minimum": float("inf")}, "minimum", "counted with"),
        ({"minimum": 10**30}, "minimum", "too many digits"),
        ({"minimum": Decimal("1e-30")}, "minimum", "too many digits"),
        ({"minimum": Decimal("1." + "0" * 40 + "1")}, "minimum", "too many digits"),
        ({"minimum": Decimal("1e999999")}, "minimum", "too many digits"),
        ({"kind": "single choice"}, "kind", "single, multiple"),
        ({"earliest": "31.1.2026"}, "earliest", "2026-01-31"),
        ({"latest": "2026-02-30"}, "latest", "not a date"),
        ({"rows": {"code": "r1"}}, "rows", "list"),
    ],
)
def test_an_author_is_told_what_does_not_fit(fields: dict[str, Any], path: str, said: str) -> None:
    [(where, message)] = problems(with_item(**fields))
    assert where == ("sections", 0, "items", 0, path)
    assert said in message


@pytest.mark.parametrize("value", [None, 5, "text", [], {}])
def test_what_is_no_document_at_all_is_refused(value: object) -> None:
    assert problems(value)


def test_booleans_are_only_true_and_false() -> None:
    choice = {"code": "c", "text": "C", "exclusive": 1}
    value = {"code": "x", "title": "X", "choice_lists": [{"code": "l", "choices": [choice]}]}
    [(path, _)] = problems(value)
    assert path[-1] == "exclusive"


def test_whole_numbers_are_whole() -> None:
    [(path, message)] = problems({"code": "x", "title": "X", "minutes": 2.5})
    assert (path, "whole" in message) == (("minutes",), True)


def test_a_thousand_mistakes_are_not_all_listed() -> None:
    assert len(problems({"code": "x", "title": "X", "scales": [{}] * 1000})) == 50


def test_ten_thousand_unknown_keys_are_refused_at_once() -> None:
    started = time.process_time()
    assert len(problems({"code": "x", "title": "X", "scales": [{f"k{n}": 1} for n in range(10_000)]})) == 50
    assert time.process_time() - started < 1


def test_texts_are_tidied() -> None:
    assert tidy(" a  \r\nb\u0301\t\n") == "a\nb\u0301"
    assert tidy("c\u030c") == "č"
    assert from_plain(with_item(text="What? \n")).item("q1").text == "What?"


def test_every_text_has_its_key() -> None:
    found = texts(sample())
    assert found["title"] == "Sample"
    assert found["section.start.title"] == "Drinking"
    assert found["item.q1.text"] == "How often do you drink?"
    assert found["choices.often.never.text"] == "Never"
    assert found["scale.total.title"] == "Total"
    assert found["profile.adult.band.total.low.title"] == "Low"
    assert found["profile.adult.flag.young.title"] == "You are young"
    assert found["profile.adult.block.headline_total_low.text"] == "headline Low"
    assert "item.q1.help" not in found


def test_rows_have_keys_too() -> None:
    document = from_plain(with_item(kind="grid", rows=[{"code": "r1", "text": "Row"}], help="Help", unit="cm"))
    assert texts(document)["item.q1.row.r1.text"] == "Row"
    assert texts(document)["item.q1.help"] == "Help"
    assert texts(document)["item.q1.unit"] == "cm"
    assert document.item("q1").kind is ItemKind.GRID


@given(documents())
def test_a_document_can_be_put_in_other_words(document: Questionnaire) -> None:
    before = texts(document)
    shouted = reworded(document, lambda _key, text: text.upper())
    assert texts(shouted) == {key: text.upper() for key, text in before.items()}
    assert reworded(shouted, lambda key, text: before[key] if text else text) == document


def test_words_that_stay_leave_the_very_document() -> None:
    document = sample()
    assert reworded(document, lambda _key, text: text) is document


def test_empty_texts_can_be_reached_too() -> None:
    helped = reworded(sample(), lambda key, text: "Think back." if key == "item.q1.help" else text)
    assert helped.item("q1").help == "Think back."


def test_a_text_is_the_same_text_in_either_normal_form() -> None:
    assert digest_of_text("č") == digest_of_text("c\u030c")
    assert len(digest_of_text("")) == 16


def test_canonical_text_is_json() -> None:
    assert json.loads(canonical(sample()))["code"] == "sample"
