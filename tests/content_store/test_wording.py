from __future__ import annotations

import pytest

from content_store.wording import Doubt, Remark, problems_of, remarks_of


@pytest.mark.parametrize(
    ("source", "text", "script", "remarks"),
    [
        ("In the past 12 months", "У протеклих 6 месеци", "Cyrl", [Remark(Doubt.NUMBERS, "12", "6")]),
        ("2 or 2", "2", "Latn", [Remark(Doubt.NUMBERS, "2", "")]),
        ("0.25 litres", "0,25 litara", "Latn", []),
        ("Take {dose} twice", "Узмите {dose} два пута", "Cyrl", []),
        ("Do you use drugs?", "Користите ли drogu?", "Cyrl", [Remark(Doubt.SCRIPT, there="drogu")]),
        ("Do you use MDMA?", "Користите ли MDMA?", "Cyrl", []),
        ("Do you use drugs?", "Koristite li дрогу?", "Latn", [Remark(Doubt.SCRIPT, there="дрогу")]),
        ("Do you drink?", "Πίνετε;", "Grek", []),
        ("Every week", "Every  week.", "Latn", [Remark(Doubt.UNTRANSLATED)]),
        ("Test", "Test", "Latn", []),
    ],
)
def test_a_reviewer_is_told_what_to_look_at(source: str, text: str, script: str, remarks: list[Remark]) -> None:
    assert list(remarks_of(text, source, script)) == remarks


@pytest.mark.parametrize("text", ["неограниченo", "Нeкaд", "ovisnoѕt"])
def test_a_word_of_two_alphabets_is_not_kept(text: str) -> None:
    assert "two alphabets" in " ".join(problems_of("title", text, "Unlimited", {}))


@pytest.mark.parametrize("text", ["THC-а", "1,5 μg", "10 µg Ω", "MDMA и ЛСД"])
def test_words_beside_each_other_may_be_of_two(text: str) -> None:
    assert problems_of("title", text, "1.5 μg", {}) == []


@pytest.mark.parametrize(
    ("text", "twin"), [("Никада!", "никада"), ("Ponekad", ""), ("–", ""), ("Једном недељно", "једном  недељно")]
)
def test_two_answers_of_a_list_that_read_alike_are_not_kept(text: str, twin: str) -> None:
    others = {"choices.often.never.text": "никада", "choices.often.weekly.text": "једном  недељно", "title": "Ponekad"}
    said = " ".join(map(str, problems_of("choices.often.daily.text", text, "Daily", others)))
    assert (f"«{twin}»" in said) if twin else said == ""
