"""Acts that let the same score be read differently for some people: cut-offs or an interpretation of their own.

What is added begins as a copy, so that it holds from the first moment; the author then changes what differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assessment import edits
from assessment.document import Banding, Questionnaire
from assessment.messages import PlaceKind
from console.acting import Act, free
from console.language import N_, _
from console.named import banding_at, profile_at
from console.outline import ABOUT, Part
from console.typed import Nonsense
from content_store.locales import COUNTRIES

PEOPLE = {
    "women": (N_("women"), 'sex == "female"'),
    "men": (N_("men"), 'sex == "male"'),
    "under_18": (N_("people under 18"), "age < 18"),
    "over_65": (N_("people of 65 and over"), "age >= 65"),
}
"""Those for whom cut-offs most often differ: how they are called, and the condition, which can be changed."""


def add_case(of: str, people: str) -> Act:
    """Cut-offs of their own for some people, before all others: the first case that holds is taken."""
    words, when = PEOPLE[people] if people in PEOPLE else _nobody(people)

    def change(document: Questionnaire) -> Questionnaire:
        cases = banding_at(document, of).cut_offs
        if not cases:
            raise edits.CannotEdit(_("There are no cut-offs to begin from."))
        if any(case.when == when for case in cases):
            raise edits.CannotEdit(_("There are cut-offs for {words} already.", words=_(words)))
        first = replace(cases[-1], when=when)
        return edits.set_part(document, PlaceKind.BANDING, of, cut_offs=(first, *cases))

    return Act(change, f"Added cut-offs of {of} for {words}")


def _nobody(people: str) -> tuple[str, str]:
    raise Nonsense(_("Nobody is called {people} here.", people=people))


def remove_case(of: str, index: str) -> Act:
    """The people it was for are then read by the cases after it."""
    place = int(index)

    def change(document: Questionnaire) -> Questionnaire:
        cases = banding_at(document, of).cut_offs
        if not 0 <= place < len(cases):
            raise edits.CannotEdit(_("These cut-offs are not there any more."))
        if len(cases) == 1:
            raise edits.CannotEdit(_("These are the only cut-offs: without them the score has no result."))
        return edits.set_part(document, PlaceKind.BANDING, of, cut_offs=(*cases[:place], *cases[place + 1 :]))

    return Act(change, f"Removed cut-offs, case {place + 1}, of {of}")


def add_profile(like: str, country: str) -> Act:
    """An interpretation for one country, like another and before it: the first that fits is taken."""
    if country not in COUNTRIES:
        raise Nonsense(_("There is no such country here."))
    stem = f"{like[:36]}_{country.lower()}"

    def change(document: Questionnaire) -> Questionnaire:
        model = profile_at(document, like)
        taken = [one.code for one in document.profiles]
        code = stem if stem not in taken else free(stem[:38], taken, first="2")
        own = replace(model, code=code, countries=(country,), version=1)
        place = document.profiles.index(model)
        return replace(document, profiles=(*document.profiles[:place], own, *document.profiles[place:]))

    def there(document: Questionnaire) -> Part:
        place = next(index for index, one in enumerate(document.profiles) if one.code == like)
        return Part("profile", document.profiles[max(0, place - 1)].code)

    return Act(change, f"Added an interpretation for {COUNTRIES[country]}", there)


def remove_profile(code: str) -> Act:
    """With its results, texts, flags and rules. Those it was for are read by the interpretations after it."""

    def change(document: Questionnaire) -> Questionnaire:
        profile_at(document, code)
        if len(document.profiles) == 1:
            raise edits.CannotEdit(_("This is the only interpretation: without it nobody is told anything."))
        return edits.remove_part(document, PlaceKind.PROFILE, code)

    return Act(change, f"Removed the interpretation {code}", lambda _: Part(ABOUT))


def remove_test(*parts: str) -> Act:
    """A test case that is kept no more; its name may hold the bars that part a key."""
    name = "|".join(parts)

    def change(document: Questionnaire) -> Questionnaire:
        return replace(document, tests=tuple(one for one in document.tests if one.name != name))

    return Act(change, f"Removed the test case “{name}”"[:300])


def own_people(banding: Banding) -> list[tuple[str, str]]:
    """Those who can still be given cut-offs of their own: name of the act's address, and how they are called."""
    known = {case.when for case in banding.cut_offs}
    return [(code, _(words)) for code, (words, when) in PEOPLE.items() if when not in known]


ACTS: dict[str, Callable[..., Act]] = {
    "add_case": add_case,
    "remove_case": remove_case,
    "add_profile": add_profile,
    "remove_profile": remove_profile,
    "remove_test": remove_test,
}
