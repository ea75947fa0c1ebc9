"""The texts of a questionnaire as a translator works through them: screen by screen, answer lists as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.document import Item, Profile, Questionnaire
from console.language import _
from content_store.translations import Unit

FIRST = ("title", "summary", "consent", "under_age")
NAMED = 6  # questions that share a list of answers; the rest are counted


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that are read together. `about`: what its author says of it to translators, in the questionnaire's own
    language. `together`: it makes sense only as a whole, so that none of it is left out of a list of some."""

    title: str
    units: tuple[Unit, ...]
    about: str = ""
    together: bool = False


def groups(document: Questionnaire, units: Sequence[Unit]) -> list[Group]:
    """Every unit, once, in the order in which a respondent meets them. Texts that a screen does not show by itself
    (names of scores, rights) come last."""
    left = {unit.key: unit for unit in units}
    found = []
    for group, prefixes in _places(document):
        mine = tuple(left.pop(key) for key in list(left) if _within(key, prefixes))
        if mine:
            found.append(Group(group.title, mine, group.about, group.together))
    if left:
        found.append(Group(_("Names and notes"), tuple(left.values())))
    return found


def narrowed(found: Sequence[Group], wanted: frozenset[str]) -> list[Group]:
    """The groups with these keys alone; a list that has one of them whole."""
    kept = []
    for group in found:
        mine = tuple(unit for unit in group.units if unit.key in wanted)
        if mine:
            units = group.units if group.together else mine
            kept.append(Group(group.title, units, group.about, group.together))
    return kept


def _within(key: str, prefixes: tuple[str, ...]) -> bool:
    return any(key == prefix or key.startswith(f"{prefix}.") for prefix in prefixes)


Place = tuple[Group, tuple[str, ...]]


def _places(document: Questionnaire) -> Iterator[Place]:
    yield Group(_("Before the first question"), ()), FIRST
    users = _users(document)
    drawn: set[str] = set()
    for section in document.sections:
        yield Group(_("Section “{title}”", title=section.title or section.code), ()), (f"section.{section.code}",)
        for item in section.items:
            yield Group(_("Question {code}", code=item.code), (), item.concept), (f"item.{item.code}",)
            if item.choices and item.choices not in drawn:
                drawn.add(item.choices)
                yield _list(document, item.choices, users[item.choices])
    for chosen in document.choice_lists:
        if chosen.code not in drawn:
            yield _list(document, chosen.code, [])
    for profile in document.profiles:
        yield from _results(profile)


def _users(document: Questionnaire) -> dict[str, list[str]]:
    items: list[Item] = [item for section in document.sections for item in section.items]
    return {one.code: [item.code for item in items if item.choices == one.code] for one in document.choice_lists}


def _list(document: Questionnaire, code: str, users: Sequence[str]) -> Place:
    concept = next((one.concept for one in document.choice_lists if one.code == code), "")
    named, more = ", ".join(users[:NAMED]), len(users) - NAMED
    title = _("Answers “{code}”", code=code)
    if more > 0:
        title = _("Answers to {codes} and {n} more", "Answers to {codes} and {n} more", codes=named, n=more)
    elif users:
        title = _("Answers to {codes}", codes=named)
    return Group(title, (), concept, together=True), (f"choices.{code}",)


def _results(profile: Profile) -> Iterator[Place]:
    """A result with all that is said of it."""
    start = f"profile.{profile.code}"
    for flag in profile.flags:
        said = [f"{start}.block.{block.code}" for block in profile.blocks if block.flag == flag.code]
        yield (
            Group(_("Safety message “{title}”", title=flag.title or flag.code), ()),
            (f"{start}.flag.{flag.code}", *said),
        )
    for banding in profile.bandings:
        for band in banding.bands:
            said = [
                f"{start}.block.{block.code}"
                for block in profile.blocks
                if block.band == band.code and block.banding == banding.code
            ]
            title = _("Result “{title}”", title=band.title or band.code)
            yield Group(title, ()), (f"{start}.band.{banding.code}.{band.code}", *said)
    yield Group(_("Other words of the result"), ()), (start,)
