import re
from pathlib import Path

import pytest

from assessment.document import Wording
from assessment.flow import Problem
from assessment.referral import Reason, ServiceKind
from assessment.scoring import Status
from content_store.locales import LOCALES, registered
from public_site.prose import prose
from public_site.words import FALLBACK, GAP, TEXTS, catalogue, spoken

CATALOGUES = list(catalogue())


def test_the_site_speaks_every_language_that_can_be_offered() -> None:
    assert [one.tag for one in registered()] == CATALOGUES


@pytest.mark.parametrize("tag", CATALOGUES)
def test_every_language_says_everything_that_english_says(tag: str) -> None:
    ours, master = catalogue()[tag], catalogue()[FALLBACK]
    assert set(ours) == set(master)
    for key in master:
        assert ours[key].strip(), key
        assert sorted(GAP.findall(ours[key])) == sorted(GAP.findall(master[key])), key


@pytest.mark.parametrize("tag", CATALOGUES)
def test_every_code_that_can_reach_a_page_has_words(tag: str) -> None:
    wanted = [f"kind.{kind.value}" for kind in ServiceKind]
    wanted += [f"reason.{reason.value}" for reason in Reason]
    wanted += [f"problem.{problem.value}" for problem in Problem]
    wanted += [f"result.{status.value}" for status in Status if status is not Status.COMPLETE]
    wanted += [f"wording.{wording.value}" for wording in Wording if wording is not Wording.OWN]
    assert [key for key in wanted if key not in catalogue()[tag]] == []


def test_serbian_in_latin_letters_has_no_cyrillic_left() -> None:
    assert not [key for key, text in catalogue()["sr-Latn"].items() if re.search("[Ѐ-ӿ]", text)]


def test_a_language_without_words_is_answered_whole_in_another() -> None:
    assert spoken("he").locale is LOCALES["en"]


def test_nobody_is_shouted_at() -> None:
    assert not [key for words in catalogue().values() for key, text in words.items() if "!" in text]


def test_texts_that_no_clinician_has_read_say_so() -> None:
    for path in Path(TEXTS).glob("*.yaml"):
        assert path.read_text().startswith("#")


def test_what_an_author_types_is_never_markup() -> None:
    assert prose("a <b>\n\n- one & two\n- three") == (
        "<p>a &lt;b&gt;</p>\n<ul><li>one &amp; two</li><li>three</li></ul>"
    )
