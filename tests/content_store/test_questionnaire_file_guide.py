"""The guide to the questionnaire file keeps its word."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from assessment.document import Banding, BlockKind, Item, ItemKind, Method, Profile, Questionnaire, Scale
from assessment.proof import check
from content_store.exchange import read, read_translations, write

GUIDE = (Path(__file__).parents[2] / "docs/guide/questionnaire-file.md").read_text(encoding="utf-8")
EXAMPLE, TRANSLATION = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


def test_the_example_of_the_guide_is_sound() -> None:
    assert check(read(EXAMPLE.encode()).document) == ()


def test_the_example_of_the_guide_returns_from_its_export() -> None:
    document = read(EXAMPLE.encode()).document
    assert read(write(document).encode()).document == document


def test_the_translations_of_the_guide_are_read() -> None:
    slug, locale, texts = read_translations(TRANSLATION.encode())
    assert (slug, locale) == ("evenings", "sq")
    assert texts["title"] == "Mbrëmje jashtë"


def test_the_guide_names_every_part_and_kind() -> None:
    simple = {
        "code",
        "title",
        "summary",
        "source_locale",
        "minimum_age",
        "consent",
        "under_age",
        "demonstration",
        "note",
    }
    named = {f.name for kind in (Questionnaire, Profile) for f in fields(kind)} - simple - {"version", "note"}
    named |= {"choice_rules", "rows", "required", "show_if", "step", "unscored", "cut_offs", "decisions"}
    assert {f.name for f in fields(Item)} >= {"choice_rules", "rows", "step", "unscored"}
    assert {f.name for f in fields(Banding)} >= {"cut_offs", "decisions"}
    words = {*named, *(member.value for each in (ItemKind, Method, BlockKind) for member in each)}
    words |= {f.name for f in fields(Scale)} - {"code", "title", "loop", "note"}
    assert sorted(word for word in words if not re.search(rf"\b{word}\b", GUIDE)) == []
