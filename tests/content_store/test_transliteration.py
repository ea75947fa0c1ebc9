from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.transliteration import to_latin

CYRILLIC = "абвгдђежзијклљмнњопрстћуфхцчџш"
texts = st.text(st.sampled_from(list(CYRILLIC + CYRILLIC.upper() + " .,-\n{}abcXY1́ćщ")), max_size=60)


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("Колико често пијете алкохол?", "Koliko često pijete alkohol?"),
        ("Његош, љубав и џем", "Njegoš, ljubav i džem"),
        ("ЊЕГА И ЉУБАВ", "NJEGA I LJUBAV"),
        ("КОЊ, УЏ", "KONJ, UDŽ"),
        ("Њ. Петровић и Љ", "Nj. Petrović i Lj"),
        ("инјекција и надживети", "injekcija i nadživeti"),
        ("МДМА, THC и 10 mg", "MDMA, THC i 10 mg"),
        ("Шта је {loop}? {ЊЕГА}", "Šta je {loop}? {ЊЕГА}"),
        ("с\u0301утра, З\u0301еница", "śutra, Źenica"),
        ("Љу\u0301бав", "Ljúbav"),
        ("щука", "щuka"),
        ("", ""),
    ],
)
def test_a_serbian_text_reads_right_in_latin(cyrillic: str, latin: str) -> None:
    assert to_latin(cyrillic) == latin


@given(texts)
def test_it_is_settled_after_once(text: str) -> None:
    once = to_latin(text)
    assert to_latin(once) == once == unicodedata.normalize("NFC", once)


@given(texts)
def test_no_letter_of_the_alphabet_is_left_outside_placeholders(text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert not set(to_latin(plain)) & set(CYRILLIC + CYRILLIC.upper())


@given(st.text(st.sampled_from(list(CYRILLIC)), min_size=2, max_size=20))
def test_capitals_stay_capitals_and_names_stay_names(word: str) -> None:
    assert to_latin(word.upper()) == to_latin(word).upper()
    assert to_latin(word.capitalize()) == to_latin(word).capitalize()
