"""docs/instruments.md says what the files say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from assessment.document import Citation, Questionnaire
from content_store import library
from content_store.library.table import table

PAGE = Path(__file__).parents[2] / "docs/instruments.md"


def shipped() -> list[Questionnaire]:
    return list(library.shelf().values())


def test_the_page_is_current() -> None:
    remedy = "write it anew: make instruments"
    assert PAGE.read_text(encoding="utf-8") == table(shipped()), remedy


def test_every_instrument_and_every_reading_of_it_has_a_row() -> None:
    lines = table(shipped()).splitlines()
    for document in shipped():
        assert [line for line in lines if f"(`{document.code}`)" in line]
        for profile in document.profiles:
            row = f"| {document.rights.instrument} | {profile.title} (`{profile.code}`) |"
            assert [line for line in lines if line.startswith(row)], row


def test_a_row_stays_a_row_whatever_its_texts_hold() -> None:
    document = next(each for each in shipped() if each.code == "phq_2")
    odd = replace(document, rights=replace(document.rights, licence="one | two\n\nthree"))
    assert "one \\| two three" in table([odd])
    assert (
        len({line.replace("\\|", "").count("|") for line in table([odd]).splitlines() if line[:8] == "| PHQ-2 "}) == 2
    )


def test_a_reader_sees_what_is_to_be_confirmed() -> None:
    document = next(each for each in shipped() if each.code == "phq_2")
    profile = document.profiles[0]
    recalled = replace(
        profile.bandings[0], citation=Citation(authors="Somebody A, Other B", year=1999, to_confirm=True)
    )
    page = table([replace(document, profiles=(replace(profile, bandings=(recalled,)),))])
    assert "Somebody A and others, 1999 *to be confirmed*" in page
    assert "Somebody A, Other B (1999). *To be confirmed.*" in page


def test_whoever_puts_an_instrument_to_use_finds_all_that_is_to_be_confirmed_in_one_place() -> None:
    page = table(shipped())
    listed = page[page.index("## To be confirmed") :]
    assert (
        "- PGSI, list `how_often`: Points 0-1-2-3 seen in code only, to be confirmed in the report of 2001." in listed
    )
    assert "- ASSIST 3.1, question `q5`: Not asked of tobacco" in listed
    assert "- CRAFFT 2.1, rights: Free to use after registration" in listed
    assert ": To be confirmed." not in listed
