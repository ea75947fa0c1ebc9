"""Questionnaires and translations as files: what an author gets back, and what is refused."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given

from assessment.document import Questionnaire
from assessment.messages import Code, Place, PlaceKind, finding
from content_store.exchange import (
    Layout,
    Unreadable,
    place_of,
    read,
    read_translations,
    write,
    write_translations,
)
from tests.assessment.documents import documents, sample

SMALL = """\
code: drinking
title: Drinking
choice_lists:
  - code: often
    choices:
      - {code: no, text: No, points: 0}
      - {code: yes, text: Yes, points: 2.5}
sections:
  - code: start
    items:
      - code: q1
        kind: single
        text: |
          How often do you drink?

          Think of last year.
        choices: often
        show_if: q2 == 'no'
scales:
  - code: total
    terms: [q1]
"""


def refusal(text: str | bytes) -> list[tuple[int, int, str]]:
    data = text.encode() if isinstance(text, str) else text
    started = time.process_time()
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert time.process_time() - started < 1
    assert str(caught.value).startswith("line ")
    return [tuple(problem) for problem in caught.value.problems]


@given(documents())
def test_an_exported_document_is_imported_unchanged(document: Questionnaire) -> None:
    assert read(write(document).encode()).document == document


def test_a_file_with_every_part_returns() -> None:
    assert read(write(sample()).encode()).document == sample()


def test_an_author_writes_naturally() -> None:
    document = read(SMALL.encode()).document
    assert [choice.code for choice in document.choice_list("often").choices] == ["no", "yes"]
    assert document.choice_list("often").choices[1].points == Decimal("2.5")
    assert document.item("q1").text == "How often do you drink?\n\nThink of last year."
    assert document.scale("total").terms[0].of == "q1"


def test_a_written_file_is_pleasant_to_read() -> None:
    text = write(read(SMALL.encode()).document)
    assert "      - code: 'no'\n        text: 'No'\n        points: 0\n" in text
    assert "text: |\n          How often do you drink?\n\n          Think" in text
    assert "\n\nsections:\n  - code: start\n" in text
    assert "    terms:\n      - q1\n" in text


def test_a_file_saved_on_windows_is_read() -> None:
    assert read(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).document == read(SMALL.encode()).document


def test_a_text_is_the_same_in_either_normal_form() -> None:
    composed = read("code: x\ntitle: \u010d".encode()).document
    assert read("code: x\ntitle: c\u030c".encode()).document == composed


def test_a_word_in_a_condition_is_pointed_at() -> None:
    here = Place(PlaceKind.ITEM, "q1", "show_if")
    found = finding(Code.UNKNOWN_NAME, here, column=1, what="item", name="q2", near="")
    assert place_of(read(SMALL.encode()), found) == (18, 18)
    later = finding(Code.UNKNOWN_CHOICE, here, column=7, choice="no", of="q2", known="")
    assert place_of(read(SMALL.encode()), later) == (18, 24)


def test_a_condition_in_quotes_is_pointed_at() -> None:
    quoted = SMALL.replace("q2 == 'no'", "\"q2 == 'no'\"")
    here = Place(PlaceKind.ITEM, "q1", "show_if")
    found = finding(Code.UNKNOWN_NAME, here, column=1, what="item", name="q2", near="")
    assert place_of(read(quoted.encode()), found) == (18, 19)


def test_what_is_not_in_the_file_is_shown_at_what_holds_it() -> None:
    found = finding(Code.NO_MEANING, Place(PlaceKind.ITEM, "q1", "help"), band="x")
    assert place_of(read(SMALL.encode()), found) == (11, 9)
    assert place_of(read(SMALL.encode()), finding(Code.NO_PROFILE, Place(PlaceKind.PROFILE, "x"), case="")) == (1, 1)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("", 1, 1, "empty"),
        ("# only a remark\n", 1, 1, "empty"),
        ("---\n", 2, 1, "empty"),
        ("- a\n- b\n", 1, 1, "keys and values"),
        ("just words\n", 1, 1, "keys and values"),
        ("code: x\ntitle: X\ncolour: red\n", 3, 1, "“colour” is not known"),
        ("code: x\ntitle: X\nscalse: []\n", 3, 1, "Known: scales"),
        ("code: x\ntitle: X\ncode: y\n", 3, 1, "first in line 1"),
        ("code: x\ntitle: X\nrights: {holder: a, holder: b}\n", 3, 21, "a second time"),
        ("code: x\ntitle: &t X\nnote: *t\n", 2, 8, "Anchors"),
        ("code: x\ntitle: X\nnote: *t\n", 3, 7, "References"),
        ("code: x\ntitle: !!str 5\n", 2, 8, "Tags"),
        ("code: x\ntitle: !!python/object/apply:os.system ['true']\n", 2, 8, "Tags"),
        ("code: x\ntitle: X\n<<: {note: n}\n", 3, 1, "Merging"),
        ("code: x\ntitle: X\n---\ncode: y\n", 3, 1, "second document"),
        ("code: x\ntitle: X\n? [a, b]\n: c\n", 3, 3, "single word"),
        ("code: x\ntitle: 5\n", 2, 8, "quotes"),
        ("code: x\ntitle: true\n", 2, 8, "quotes"),
        ("code: x\ntitle:\n", 2, 7, "quotes"),
        ("code: x\ntitle: X\nminutes: .nan\n", 3, 10, "counted with"),
        ("code: x\ntitle: X\nminutes: -.inf\n", 3, 10, "counted with"),
        ("code: x\ntitle: X\nminutes: 2.5\n", 3, 10, "whole number"),
        ("code: x\ntitle: X\nminutes: ten\n", 3, 10, "whole number"),
        ("code: x\ntitle: X\nminutes: 190:20:30\n", 3, 10, "whole number"),
        ("code: x\ntitle: X\nminutes: " + "9" * 5000 + "\n", 3, 10, "counted with"),
        ("code: x\ntitle: X\nminutes: 1e999999999\n", 3, 10, "too many digits"),
        ("code: x\ntitle: X\ndemonstration: no\n", 3, 16, "true or false"),
        ("code: x\ntitle: X\ndemonstration: on\n", 3, 16, "true or false"),
        ("code: x\ntitle: X\nsections: {}\n", 3, 1, "list"),
        ("code: x\ntitle: X\nscales:\n  - code: t\n", 4, 5, "“terms” is missing"),
        ('code: x\ntitle: "a\\0b"\n', 2, 9, "U+0000"),
        ("code: x\ntitle: a\0b\n", 2, 9, "U+0000"),
        ("code: x\ntitle: a\x1bb\n", 2, 9, "U+001B"),
        ("code: x\ntitle: čćž\x7f\n", 2, 11, "U+007F"),
        ("code: x\n\ttitle: X\n", 2, 1, "blanks, not with tabs"),
        ("code: x\ntitle: What: now\n", 2, 12, "must be in quotes"),
        ('code: x\ntitle: "open\n', 3, 1, "not YAML"),
        ("code: x\ntitle: [\n", 3, 1, "not YAML"),
        ("%TAG ! tag:x,2000:\n---\ncode: x\ntitle: !y z\n", 4, 8, "Tags"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_column(text: str, line: int, column: int, said: str) -> None:
    [problem] = refusal(text)
    assert said in problem[2]
    assert problem[:2] == (line, column)


def test_bytes_that_are_no_utf8_are_refused_where_they_start() -> None:
    assert refusal("code: x\ntitle: š".encode() + b"\xff\n") == [(2, 9, Layout.NOT_UTF8)]
    assert refusal("code: x".encode("utf-16"))[0][:2] == (1, 1)
    assert refusal(b"code: x\ntitle: \xed\xa0\x80")[0][:2] == (2, 8)


@pytest.mark.parametrize(
    "text",
    [
        "code: x\ntitle: " + "x" * 5_000_000,
        "code: x\ntitle: " + "x" * 2_000_000,
        "code: x\ntitle: " + "x y " * 500_000,
        'code: x\ntitle: "' + "\\u0161" * 300_000 + '"',
        "code: x\ntitle: |\n" + " x\n" * 600_000,
        "code: x\ntitle: X\nscales: " + "[" * 1_000_000,
        "code: x\ntitle: X\nscales: " + "{a: " * 400_000,
        "code: x\ntitle: X\nscales:\n  " + "- " * 800_000,
        "code: x\ntitle: X\nscales: [" + "a, " * 600_000 + "]",
        "code: x\ntitle: X\nscales: [" + "{z: 1}, " * 25_000 + "]",
        "".join(f"key{number}: 1\n" for number in range(150_000)),
        "".join(f"key{number}: &a{number} 1\n" for number in range(100_000)),
        "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50)),
        "---\n" * 500_000,
        "#" * 2_000_000,
        "? " * 900_000,
        "!" * 2_000_000,
        "code: x\ntitle: X\nminutes: " + "9" * 2_000_000,
    ],
    ids=lambda text: text[9:30].replace("\n", " ") + f"…{len(text)}",
)
def test_a_hostile_file_is_refused_at_once(text: str) -> None:
    assert len(refusal(text)) <= 50


def test_every_problem_of_a_file_is_told_at_once_in_its_order() -> None:
    found = refusal("code: X\ntitle: 5\nscales:\n  - code: a b\n    terms: []\n    colour: red\n")
    assert [problem[:2] for problem in found] == [(1, 7), (2, 8), (4, 11), (6, 5)]


TEXTS = {"title": "Mostër", "item.q1.text": "Sa shpesh?\n\n- një\n- dy", "item.q2.text": "no"}


def test_translations_return_from_their_file() -> None:
    file = write_translations("sample", "sq", TEXTS)
    assert read_translations(file.encode()) == ("sample", "sq", TEXTS)


def test_a_translator_sees_the_source_and_what_is_missing() -> None:
    source = {"title": "Sample", "item.q1.text": "How often?\n\n- one\n- two", "item.q3.text": "What: now?"}
    file = write_translations("sample", "sq", TEXTS, source)
    assert "  # How often?\n  #\n  # - one\n  # - two\n  item.q1.text: |\n" in file
    assert "  # What: now?\n  item.q3.text: ''\n" in file
    assert read_translations(file.encode()) == ("sample", "sq", TEXTS | {"item.q3.text": ""})


def test_a_file_without_translations_returns() -> None:
    assert read_translations(write_translations("sample", "sr-Latn", {}).encode()) == ("sample", "sr-Latn", {})


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("questionnaire: x\nlocale: sq\n", 1, 1),
        ("questionnaire: x\nlocale: albanian\ntexts: {}\n", 2, 9),
        ("questionnaire: X y\nlocale: sq\ntexts: {}\n", 1, 16),
        ("questionnaire: x\nlocale: sq\ntexts: []\n", 3, 1),
        ("questionnaire: x\nlocale: sq\ntexts: {}\nmore: 1\n", 4, 1),
        ("questionnaire: x\nlocale: sq\ntexts:\n  title: 5\n", 4, 10),
        ('questionnaire: x\nlocale: sq\ntexts:\n  title: "a\\0"\n', 4, 11),
        ("questionnaire: x\nlocale: sq\ntexts:\n  title: a\n  title: b\n", 5, 3),
    ],
)
def test_a_bad_file_of_translations_is_refused(text: str, line: int, column: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_translations(text.encode())
    assert caught.value.problems[0][:2] == (line, column)
