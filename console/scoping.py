"""Edits of whom and when something is for: the countries of a profile, a loop, single answers and rows."""

from __future__ import annotations

from assessment import edits
from assessment.document import ChoiceRule, ItemKind, Questionnaire, Section
from assessment.messages import PlaceKind
from console.language import _
from console.typed import Edit, Maker, chosen, condition, part_set, words
from content_store.locales import COUNTRIES


def _countries(address: list[str], value: object) -> Edit:
    (code,) = address
    countries = chosen(value)

    def change(document: Questionnaire) -> Questionnaire:
        # a published reading may be meant for a country that is not served, and goes on being so
        known = {*COUNTRIES, *document.profile(code).countries}
        if strange := [one for one in countries if one not in known]:
            raise edits.CannotEdit(_("There is no country {strange} here.", strange=strange[0]))
        return edits.set_part(document, PlaceKind.PROFILE, code, countries=countries)

    return Edit(change, f"Changed the countries of {code}")


def loopable(document: Questionnaire, section: Section) -> list[str]:
    """The questions that a section can be repeated over: with several answers, asked before it, once."""
    before = document.sections[: document.sections.index(section)]
    return [item.code for one in before if not one.loop_over for item in one.items if item.kind is ItemKind.MULTIPLE]


def _loop(address: list[str], value: object) -> Edit:
    (code,) = address
    over = words(value)

    def change(document: Questionnaire) -> Questionnaire:
        section = next((one for one in document.sections if one.code == code), None)
        if section is None:
            raise edits.CannotEdit(_("There is no section “{code}” any more.", code=code))
        if over and over not in loopable(document, section):
            raise edits.CannotEdit(
                _("“{over}” is not a question with several answers that is asked before.", over=over)
            )
        return edits.set_section(document, code, loop_over=over)

    return Edit(change, f"Changed what section {code} is repeated for")


def _choice_rule(address: list[str], value: object) -> Edit:
    item, choice = address
    text = condition(value)

    def change(document: Questionnaire) -> Questionnaire:
        rules = edits.document_item(document, item).choice_rules
        kept = [rule for rule in rules if rule.choice != choice]
        new = [ChoiceRule(choice, text)] if text else []
        order = [one.choice for one in rules]
        at = order.index(choice) if choice in order else len(kept)
        return edits.set_item(document, item, choice_rules=(*kept[:at], *new, *kept[at:]))

    return Edit(change, f"Changed when {item} offers {choice}")


def _row(address: list[str], value: object) -> Edit:
    item, row = address
    return part_set(
        f"Changed when row {row} of {item} is asked", PlaceKind.ROW, f"{item}.{row}", show_if=condition(value)
    )


EDITS: dict[str, Maker] = {
    "profile_countries": _countries,
    "section_loop": _loop,
    "choice_show_if": _choice_rule,
    "row_show_if": _row,
}
