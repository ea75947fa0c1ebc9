"""Whoever reads a page reads one language, whole and in its own letters: what every translated file must hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from assessment.plain import texts
from assessment.proof import check
from content_store import exchange
from content_store.demo import editions, load
from content_store.locales import LOCALES
from public_site.words import FALLBACK, TEXTS

DEMO = editions.FOLDER
DOCUMENTS = {slug: editions.source(slug) for slug in load.SLUGS}


def _phrases(path: Path) -> dict[str, str]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


SITE = _phrases(TEXTS / f"{FALLBACK}.yaml")
FILES: dict[str, tuple[str, Mapping[str, str], Mapping[str, str]]] = {}  # name -> (locale, source, translation)
for path in sorted(TEXTS.glob("*.yaml")):
    if path.stem != FALLBACK:
        FILES[f"site.{path.stem}"] = (path.stem, SITE, _phrases(path))
for slug, document in DOCUMENTS.items():
    for path in sorted(DEMO.glob(f"{slug}.*.yaml")):
        named, tag, given = exchange.read_translations(path.read_bytes())
        assert path.name == f"{named}.{tag}.yaml"
        FILES[f"{slug}.{tag}"] = (tag, texts(document), given)
    drafted = dict(editions.drafted(slug))
    english = drafted.pop(document.source_locale, {})
    FILES |= {f"drafts.{slug}.{tag}": (tag, english, given) for tag, given in drafted.items()}

SCRIPTS = {"Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW"}
BEYOND_ASCII = {
    "sq": "ëçËÇ",
    "hr": "čćđšžČĆĐŠŽ",
    "bs": "čćđšžČĆĐŠŽ",
    "cnr": "čćđšžśźČĆĐŠŽŚŹ",
    "sl": "čšžČŠŽ",
    "ro": "ăâîșțĂÂÎȘȚ",
}
PERSONS = "Babor|Liskola|Swift|Martin|Kaye|Darke|Topp|Mattick|de las Cuevas|Gossop|Legleye|González|Saiz"
SIGNS = "eScreen|GHB|LGBTI|HIV|AUDIT|SDS|CAST|OFDT|WHO|CC|BY|NC|SA|IGO"
NAMES = set(re.findall(r"\w+", f"{PERSONS}|{SIGNS}"))  # written alike in every script
ALIKE = {("ro", "Important"), ("ro", "Cost"), ("bs", "Chat"), ("hr", "Chat")}
TAKEN_OVER = {("el", "cookies")}
NEIGHBOURS = {
    "hr": "šta sedmic nedjeljn uopšte tačn saobraćaj ljekar porodic računar novembar istorij historij bezbjed",
    "bs": "tjed tko točn liječni[kc] promet tlak računal studen uopšte nijest nedjelj mesec",
    "cnr": "tjed sedmic tko točn liječni[kc] promet tlak računal uopće niste mesec historij sutra",
    "sl": "tjed sedmic mjesec što nije uopće",
}  # beginnings of words that belong to a sibling's standard
LABELS = {
    "hr": "alkoholičar narkoman ovisnik zlouporab zloupotreb",
    "bs": "alkoholičar narkoman ovisnik zavisnik zlouporab zloupotreb",
    "cnr": "alkoholičar narkoman ovisnik zavisnik zloupotreb",
    "sl": "alkoholik narkoman odvisnik zlorab zasvojen[ec]",
    "sq": "alkoolist narkoman abuzim",
    "mk": "алкохоличар наркоман зависник злоупотреб",
    "sr-Cyrl": "алкохоличар наркоман зависник злоупотреб",
    "el": "αλκοολικ ναρκομαν τοξικομαν κατάχρησ εξαρτημέν",
    "ro": "alcoolic narcoman toxicoman abuz",
}  # beginnings of words that make a person the problem

every_file = pytest.mark.parametrize("name", FILES)


@every_file
def test_nothing_is_left_out_or_added(name: str) -> None:
    tag, source, given = FILES[name]
    assert tag in LOCALES
    assert list(given) == list(source)
    assert [key for key, text in given.items() if not text.strip() or text != text.strip("\n")] == []


@every_file
def test_gaps_lists_paragraphs_and_numbers_are_kept(name: str) -> None:
    _, source, given = FILES[name]
    for key, text in given.items():
        for pattern in (r"\{[^{}]*\}?|\}", r"(?m)^- ", r"\n\n", r"\d+"):
            assert sorted(re.findall(pattern, text)) == sorted(re.findall(pattern, source[key])), (key, pattern)


@every_file
def test_nothing_is_left_in_english(name: str) -> None:
    tag, source, given = FILES[name]
    same = {key: text for key, text in given.items() if text == source[key] and text != "{loop}"}
    assert [key for key, text in same.items() if (tag, text) not in ALIKE] == []


@every_file
def test_every_word_is_in_the_letters_of_its_language(name: str) -> None:
    tag, _, given = FILES[name]
    ours = SCRIPTS[LOCALES[tag].script]
    for key, text in given.items():
        assert unicodedata.is_normalized("NFC", text), key
        for word in re.findall(r"[^\W\d_]+", re.sub(r"\{[^{}]*\}", " ", text)):
            scripts = {unicodedata.name(letter).partition(" ")[0] for letter in word}
            assert scripts == {ours} or word in NAMES or (tag, word) in TAKEN_OVER, (key, word)
            if tag in BEYOND_ASCII and word not in NAMES:
                strange = {letter for letter in word if not letter.isascii()} - set(BEYOND_ASCII[tag])
                assert not strange, (key, word)


@pytest.mark.parametrize("name", [name for name, (tag, *_) in FILES.items() if tag in LABELS])
def test_no_word_is_a_siblings_and_none_labels_a_person(name: str) -> None:
    tag, _, given = FILES[name]
    unwanted = re.compile(rf"\b({'|'.join((NEIGHBOURS.get(tag, '') + ' ' + LABELS[tag]).split())})\w*", re.IGNORECASE)
    assert {key: found[0] for key, text in given.items() if (found := unwanted.search(text))} == {}


@pytest.mark.parametrize("slug", DOCUMENTS)
def test_the_prover_finds_nothing_in_any_language(slug: str) -> None:
    translated = {tag: given for name, (tag, _, given) in FILES.items() if name.startswith(f"{slug}.")}
    assert check(DOCUMENTS[slug], translated) == ()
