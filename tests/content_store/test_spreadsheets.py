from __future__ import annotations

import csv
import io

import pytest

from content_store.spreadsheets import BEGINS_A_FORMULA, cell, csv_of


@pytest.mark.parametrize("sign", BEGINS_A_FORMULA)
@pytest.mark.parametrize("before", ["", " ", "\ufeff", "\u00a0 "])
def test_a_text_that_would_run_in_a_spreadsheet_is_shown_instead(sign: str, before: str) -> None:
    assert cell(f"{before}{sign}cmd|' /C calc'!A0") == f"'{before}{sign}cmd|' /C calc'!A0"


def test_figures_and_plain_words_stay_as_they_are() -> None:
    assert [cell(value) for value in (-3, 0.5, None, "a=b", "Žena", "")] == ["-3", "0.5", "", "a=b", "Žena", ""]


def test_commas_quotes_and_lines_come_back_out_of_the_file() -> None:
    rows = [["a,b", 'say "da"', "two\nlines"], ["š", "ђ", "1"]]
    text = csv_of(["x", "y", "z"], rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1:] == rows
