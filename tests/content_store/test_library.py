"""The instruments shipped with us: sound, complete, and scored as their own cases reckon by hand."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest

from assessment.document import DECLINED, Answer, Banding, Questionnaire, Scale, Vector, Wording
from assessment.flow import Flow
from assessment.outcome import Outcome
from assessment.proof import check
from assessment.scoring import conclude
from content_store import library
from content_store.exchange import read, write

FILES = library.files()
Exact = int | Fraction


def document_of(file: Path) -> Questionnaire:
    return library.shelf()[file.stem]


def run(flow: Flow, vector: Vector) -> Outcome:
    facts: dict[str, str | int] = {}
    for given in vector.facts:
        assert isinstance(given.answer, str | int)
        facts[given.address] = given.answer
    answers: dict[str, Answer] = {given.address: given.answer for given in vector.answers}
    return conclude(flow, answers, facts, profile=vector.profile or None)


each_instrument = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


@each_instrument
def test_the_proof_finds_nothing_in_it_and_its_cases_hold(file: Path) -> None:
    assert [f"{found.place}: {found.message}" for found in check(document_of(file))] == []


@each_instrument
def test_it_returns_from_its_export(file: Path) -> None:
    document = document_of(file)
    assert read(write(document).encode()).document == document


@each_instrument
def test_it_says_whose_it_is_and_that_the_wording_is_ours(file: Path) -> None:
    document = document_of(file)
    assert document.code == file.stem
    assert not document.demonstration
    rights = document.rights
    assert all((rights.holder, rights.licence, rights.evidence, rights.attribution, rights.instrument))
    assert [(each.locale, each.wording) for each in rights.wordings] == [("en", Wording.WORKING)]


@each_instrument
def test_a_translator_reads_the_concept_of_every_question_and_list(file: Path) -> None:
    document = document_of(file)
    assert [item.code for _, item in document.items() if not item.concept] == []
    assert [each.code for each in document.choice_lists if not each.concept] == []


@each_instrument
def test_every_limit_names_its_source(file: Path) -> None:
    for profile in document_of(file).profiles:
        assert profile.note
        for banding in profile.bandings:
            assert banding.citation.authors, f"{profile.code}.{banding.code}"
            assert banding.citation.population, f"{profile.code}.{banding.code}"


@each_instrument
def test_what_is_to_be_confirmed_says_so_in_words(file: Path) -> None:
    for profile in document_of(file).profiles:
        for banding in profile.bandings:
            if banding.citation.to_confirm:
                said = " ".join((banding.citation.population, profile.note)).lower()
                assert "confirm" in said, f"{profile.code}.{banding.code}"


@each_instrument
def test_every_case_shows_its_arithmetic(file: Path) -> None:
    assert [vector.name for vector in document_of(file).tests if not vector.why] == []


@each_instrument
def test_both_sides_of_every_limit_have_a_case_and_so_have_the_lowest_and_the_highest_score(file: Path) -> None:
    document = document_of(file)
    flow = Flow(document)
    seen: set[tuple[str, str, str, Exact]] = set()
    for vector in document.tests:
        outcome = run(flow, vector)
        for reading in outcome.readings:
            banding = next(b for b in document.profile(outcome.profile).bandings if b.code == reading.banding)
            score = outcome.score(banding.scale, reading.loop) if banding.scale else None
            if score is not None and score.value is not None:
                seen.add((outcome.profile, reading.banding, reading.why, score.value))
    assert [edge for edge in _edges(document) if edge not in seen] == []


def _edges(document: Questionnaire) -> list[tuple[str, str, str, Exact]]:
    steps = {scale.code: Fraction(scale.multiply) for scale in document.scales}
    return [
        (profile.code, banding.code, when, score)
        for profile in document.profiles
        for banding in profile.bandings
        if banding.scale
        for when, score in (*_of(banding, steps[banding.scale]), *_ends(banding, document.scale(banding.scale)))
    ]


def _ends(banding: Banding, scale: Scale) -> list[tuple[str, Exact]]:
    assert scale.minimum is not None
    assert scale.maximum is not None
    return [(case.when, Fraction(end)) for case in banding.cut_offs for end in (scale.minimum, scale.maximum)]


def _of(banding: Banding, step: Fraction) -> list[tuple[str, Exact]]:
    """The scores next to a limit: where one range ends and the next begins; on the scale's steps."""
    found: list[tuple[str, Exact]] = []
    for case in banding.cut_offs:
        lows = sorted(Fraction(each.low) for each in case.ranges if each.low is not None)
        highs = sorted(Fraction(each.high) for each in case.ranges if each.high is not None)
        found += [(case.when, ceil(low / step) * step) for low in lows[1:]]
        found += [(case.when, floor(high / step) * step) for high in highs[:-1]]
    return found


@each_instrument
def test_every_scored_question_has_a_case_where_it_is_declined(file: Path) -> None:
    document = document_of(file)
    scored = {term.of.partition(".")[0] for scale in document.scales for term in scale.terms}
    scored -= {scale.code for scale in document.scales}
    declined = {
        given.address.partition("@")[0] for v in document.tests for given in v.answers if given.answer == DECLINED
    }
    assert sorted(scored - declined) == []


@each_instrument
def test_every_answer_of_every_scored_list_is_given_in_some_case(file: Path) -> None:
    document = document_of(file)
    scored = {term.of.partition(".")[0] for scale in document.scales for term in scale.terms}
    lists = {item.code: item.choices for _, item in document.items() if item.code in scored}
    given = {(lists.get(each.address.partition("@")[0]), each.answer) for v in document.tests for each in v.answers}
    wanted = {(code, choice.code) for code in lists.values() for choice in document.choice_list(code).choices}
    assert wanted - given == set()


@each_instrument
def test_every_band_is_reached_by_a_case(file: Path) -> None:
    document = document_of(file)
    flow = Flow(document)
    outcomes = [run(flow, vector) for vector in document.tests]
    bands = {(o.profile, r.banding, r.band.code) for o in outcomes for r in o.readings if r.band}
    wanted = {(p.code, b.code, band.code) for p in document.profiles for b in p.bandings for band in b.bands}
    assert wanted - bands == set()


@each_instrument
def test_every_flag_is_expected_up_and_down_in_every_profile(file: Path) -> None:
    document = document_of(file)
    flow = Flow(document)
    told = {
        (run(flow, vector).profile, expected.of, expected.value)
        for vector in document.tests
        for expected in vector.expect
        if expected.of.startswith("flag.")
    }
    codes = [(profile.code, f"flag.{flag.code}") for profile in document.profiles for flag in profile.flags]
    assert {(profile, code, up) for profile, code in codes for up in (True, False)} - told == set()
