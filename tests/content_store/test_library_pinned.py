"""The cases of each instrument, and of each demonstration, pin its figures: what somebody gets wrong in a file, some
case of that file notices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest

from assessment.document import Banding, ChoiceList, CutOffs, Method, Profile, Questionnaire, Scale, Section, Unanswered
from assessment.flow import Flow
from assessment.proof import cases
from content_store import library
from content_store.demo import editions, load
from tests.content_store.test_library import run

Changed = Iterator[tuple[str, Questionnaire]]


def failing(document: Questionnaire) -> set[str]:
    """The names of the cases that do not hold."""
    return {found.place.code for found in cases.findings(Flow(document))}


def noticed(document: Questionnaire) -> bool:
    return next(iter(cases.findings(Flow(document))), None) is not None


T = TypeVar("T")


def put(things: tuple[T, ...], index: int, thing: T) -> tuple[T, ...]:
    return (*things[:index], thing, *things[index + 1 :])


def shifted(text: str) -> Iterator[str]:
    """A condition with each of its numbers one higher, and one lower."""
    for found in re.finditer(r'(?<![\w"])\d+(?![\w"])', text):
        for step in (1, -1):
            yield f"{text[: found.start()]}{int(found.group()) + step}{text[found.end() :]}"


def with_other_points(document: Questionnaire) -> Changed:
    for at, one in enumerate(document.choice_lists):
        for place, choice in enumerate(one.choices):
            if choice.points is not None:
                for step in (1, -1):
                    changed = replace(choice, points=choice.points + step)
                    lists = put(document.choice_lists, at, replace(one, choices=put(one.choices, place, changed)))
                    yield f"{one.code}.{choice.code} {step:+}", replace(document, choice_lists=lists)


def with_other_scales(document: Questionnaire) -> Changed:
    for at, scale in enumerate(document.scales):
        for what, changed in _scales(scale):
            yield f"{scale.code} {what}", replace(document, scales=put(document.scales, at, changed))


def _scales(scale: Scale) -> Iterator[tuple[str, Scale]]:
    for step in (1, -1):
        yield f"add {step:+}", replace(scale, add=scale.add + step)
    yield "multiply", replace(scale, multiply=scale.multiply + 1)
    for at, term in enumerate(scale.terms):
        yield f"{term.of} reversed", replace(scale, terms=put(scale.terms, at, replace(term, reverse=not term.reverse)))
        if len(scale.terms) > 1:
            yield f"without {term.of}", replace(scale, terms=(*scale.terms[:at], *scale.terms[at + 1 :]))
        for place, one in enumerate(term.recode):
            for step in (1, -1):
                recoded = replace(term, recode=put(term.recode, place, replace(one, to=one.to + step)))
                yield f"{term.of} {one.points} {step:+}", replace(scale, terms=put(scale.terms, at, recoded))


def with_other_limits(document: Questionnaire) -> Changed:
    flow = Flow(document)
    readers = [(run(flow, vector).profile, vector) for vector in document.tests]
    for at, profile in enumerate(document.profiles):
        tests = tuple(vector for read_by, vector in readers if read_by == profile.code)
        for what, changed in _profiles(profile, document):
            profiles = put(document.profiles, at, changed)
            # a changed limit matters to those only who are read by it
            told = document.tests if changed.when != profile.when else tests
            yield f"{profile.code} {what}", replace(document, profiles=profiles, tests=told)
    if document.minimum_age is not None:
        for step in (1, -1):
            yield f"minimum age {step:+}", replace(document, minimum_age=document.minimum_age + step)


def _profiles(profile: Profile, document: Questionnaire) -> Iterator[tuple[str, Profile]]:
    for when in shifted(profile.when):
        # nobody below the minimum age is asked, so a limit there says nothing
        if f"age >= {(document.minimum_age or 0) - 1} " not in when:
            yield when, replace(profile, when=when)
    for at, flag in enumerate(profile.flags):
        for when in shifted(flag.when):
            yield f"{flag.code} {when}", replace(profile, flags=put(profile.flags, at, replace(flag, when=when)))
    for at, banding in enumerate(profile.bandings):
        for what, changed in _bandings(banding, document):
            yield f"{banding.code} {what}", replace(profile, bandings=put(profile.bandings, at, changed))


def _bandings(banding: Banding, document: Questionnaire) -> Iterator[tuple[str, Banding]]:
    step = document.scale(banding.scale).multiply if banding.scale else 1
    for at, case in enumerate(banding.cut_offs):
        for what, changed in _limits(case, int(step)):
            yield f"[{at}] {what}", replace(banding, cut_offs=put(banding.cut_offs, at, changed))
    for at, decision in enumerate(banding.decisions):
        for when in shifted(decision.when):
            changed_too = put(banding.decisions, at, replace(decision, when=when))
            yield f"[{at}] {when}", replace(banding, decisions=changed_too)


def _limits(case: CutOffs, by: int) -> Iterator[tuple[str, CutOffs]]:
    for when in shifted(case.when):
        yield when, replace(case, when=when)
    for at, (below, above) in enumerate(zip(case.ranges, case.ranges[1:], strict=False)):
        assert below.high is not None
        assert above.low is not None
        for step in (by, -by):
            lower = put(case.ranges, at, replace(below, high=below.high + step))
            yield (
                f"{above.low} {step:+}",
                replace(case, ranges=put(lower, at + 1, replace(above, low=above.low + step))),
            )


@pytest.mark.parametrize("code", [*(file.stem for file in library.files()), *load.SLUGS])
@pytest.mark.parametrize("change", [with_other_points, with_other_scales, with_other_limits])
def test_a_figure_that_is_one_off_is_noticed(code: str, change: Callable[[Questionnaire], Changed]) -> None:
    document = editions.source(code) if code in load.SLUGS else library.shelf()[code]
    assert failing(document) == set()
    assert [what for what, changed in change(document) if not noticed(changed)] == []


# What public programs are known to get wrong, each done to our file


def points(code: str, *given: int) -> Callable[[Questionnaire], Questionnaire]:
    def changed(document: Questionnaire) -> Questionnaire:
        return replace(document, choice_lists=tuple(_pointed(one, code, given) for one in document.choice_lists))

    return changed


def _pointed(one: ChoiceList, code: str, given: tuple[int, ...]) -> ChoiceList:
    if one.code != code:
        return one
    pairs = zip(one.choices, given, strict=True)
    return replace(one, choices=tuple(replace(choice, points=each) for choice, each in pairs))


def scales(**fields: object) -> Callable[[Questionnaire], Questionnaire]:
    def changed(document: Questionnaire) -> Questionnaire:
        return replace(document, scales=tuple(replace(scale, **fields) for scale in document.scales))  # type: ignore[arg-type]

    return changed


def never_skips(document: Questionnaire) -> Questionnaire:
    def asked(section: Section) -> Section:
        return replace(section, show_if="", items=tuple(replace(item, show_if="") for item in section.items))

    return replace(document, sections=tuple(asked(section) for section in document.sections))


def overlaps_at_15(document: Questionnaire) -> Questionnaire:
    profile = document.profiles[0]
    [banding] = profile.bandings
    [case] = banding.cut_offs
    ranges = tuple(replace(one, high=15) if one.high == 14 else one for one in case.ranges)
    read = replace(banding, cut_offs=(replace(case, ranges=ranges),))
    return replace(document, profiles=(replace(profile, bandings=(read,)),))


nothing_for_missing = scales(unanswered=Unanswered.LEFT_OUT, missing_most=0)


@pytest.mark.parametrize(
    ("code", "case", "mistake"),
    [
        ("cudit_r", "Every answer at the top is 32, not 36", points("thought", 0, 4, 8)),
        ("k6", "Seven points, which a known mistake calls serious", points("how_often", 1, 2, 3, 4, 5)),
        ("dast_10", "Question 1 declined is not counted as 0", nothing_for_missing),
        ("cudit_r", "Question 1 declined is not counted as 0", nothing_for_missing),
        ("audit", "Question 1 declined gives no total", nothing_for_missing),
        ("audit", "Somebody who stops half-way is not given the points so far", nothing_for_missing),
        ("audit", "Somebody who never drinks is asked questions 1, 9 and 10 only", never_skips),
        ("audit", "Little on each occasion skips to question 9", never_skips),
        ("assist", "Question 4, once or twice, gives 4", points("problems", 0, 2, 3, 4, 6)),
        ("assist", "Used once in life and never since is no point", scales(add=1)),
        ("assist", "Used once in life and never since is no point", scales(add=3)),
        ("assist", "Question 6, in the past three months, gives 6", points("ever", 0, 3, 6)),
        ("dudit", "The middle answer is worth 2 in every question", points("ever", 0, 1, 2)),
        ("dudit", "The middle answer is worth 2 in every question", points("frequency", 0, 2, 4, 4, 4)),
        ("pgsi", "Most of the time gives 2, not 3", points("how_often", 0, 1, 3, 4)),
        ("pgsi", "One answer of each kind", points("how_often", 0, 1, 1, 2)),
        ("who_5", "At no time, five times", scales(add=-20)),
        ("who_5", "All the time, five times", scales(add=-20)),
        ("audit_c", "A published example whose total does not follow from its answers", scales(method=Method.MAX)),
        ("phq_9", "Fifteen lies in one band only", overlaps_at_15),
        ("phq_9", "Two missing are not counted as 0", nothing_for_missing),
    ],
)
def test_a_known_mistake_of_other_programs_is_noticed(
    code: str, case: str, mistake: Callable[[Questionnaire], Questionnaire]
) -> None:
    assert case in failing(mistake(library.shelf()[code]))


def test_no_form_has_an_answer_that_mistaken_copies_add() -> None:
    sometimes = library.shelf()["pgsi"].choice_list("how_often").choices
    assert [choice.code for choice in sometimes] == ["never", "sometimes", "mostly", "always"]
    assert max(choice.points or 0 for choice in library.shelf()["cudit_r"].choice_list("thought").choices) == 4
