"""An expert gives a part another code: whatever named it names it still, and nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.document import Expected, Questionnaire, ReferralRule
from assessment.edits import CannotEdit
from assessment.messages import PlaceKind
from assessment.plain import texts
from assessment.proof import check
from assessment.renaming import rename
from tests.assessment.documents import documents, sample
from tests.content import audit_like_document


def codes(document: Questionnaire) -> Iterator[tuple[PlaceKind, str]]:
    for one in document.choice_lists:
        yield PlaceKind.CHOICE_LIST, one.code
        yield from ((PlaceKind.CHOICE, f"{one.code}.{choice.code}") for choice in one.choices)
    for section in document.sections:
        yield PlaceKind.SECTION, section.code
        for item in section.items:
            yield PlaceKind.ITEM, item.code
            yield from ((PlaceKind.ROW, f"{item.code}.{row.code}") for row in item.rows)
    yield from ((PlaceKind.SCALE, one.code) for one in document.scales)
    for profile in document.profiles:
        yield PlaceKind.PROFILE, profile.code
        for kind, parts in (
            (PlaceKind.BANDING, profile.bandings),
            (PlaceKind.FLAG, profile.flags),
            (PlaceKind.BLOCK, profile.blocks),
            (PlaceKind.RULE, profile.rules),
        ):
            yield from ((kind, f"{profile.code}.{part.code}") for part in parts)


def renamed_code(code: str, new: str) -> str:
    owner, dot, _ = code.rpartition(".")
    return owner + dot + new


@given(documents(), st.data())
def test_whatever_is_renamed_and_renamed_back_is_as_it_was(document: Questionnaire, data: st.DataObject) -> None:
    kind, code = data.draw(st.sampled_from(list(codes(document))))
    own = code.rpartition(".")[2]
    there = rename(document, kind, code, "another_code")
    assert there != document
    assert list(texts(there).values()) == list(texts(document).values())
    assert rename(there, kind, renamed_code(code, "another_code"), own) == document


@pytest.mark.parametrize(("kind", "code"), list(codes(sample())), ids=str)
def test_a_rename_breaks_nothing(kind: PlaceKind, code: str) -> None:
    before, after = check(sample()), check(rename(sample(), kind, code, "another_code"))
    assert [one.code for one in after] == [one.code for one in before]


def test_a_band_is_renamed_in_cut_offs_feedback_conditions_and_test_cases_of_its_profile() -> None:
    document = audit_like_document()
    urgent = ReferralRule("urgent", ("emergency",), 'band(total) == "severe"')
    (profile,) = document.profiles
    expected = replace(sample().tests[0], answers=(), expect=(Expected("band.total", "severe"),), facts=(), profile="")
    document = replace(document, profiles=(replace(profile, rules=(urgent, *profile.rules)),), tests=(expected,))
    there = rename(document, PlaceKind.BAND, "everybody.total.severe", "extreme")
    assert there.profiles[0].rules[0].when == 'band(total) == "extreme"'
    assert there.tests[0].expect[0].value == "extreme"
    assert "severe" not in {one.band for one in there.profiles[0].blocks}
    assert rename(there, PlaceKind.BAND, "everybody.total.extreme", "severe") == document


@pytest.mark.parametrize("new", ["q2", "Q 9", "age", "", "x" * 41])
def test_a_code_that_is_taken_or_cannot_be_is_refused(new: str) -> None:
    with pytest.raises(CannotEdit):
        rename(audit_like_document(), PlaceKind.ITEM, "q1", new)


def test_a_score_does_not_take_the_code_of_another() -> None:
    document = sample()
    first, second = (one.code for one in document.scales[:2])
    with pytest.raises(CannotEdit, match="already"):
        rename(document, PlaceKind.SCALE, first, second)
