"""Which items wait for which: an item is shown by answers to others, which are shown by answers to others again."""

from __future__ import annotations

from assessment.conditions import Unreadable, parse, references
from assessment.document import Questionnaire
from assessment.messages import Place, PlaceKind
from assessment.parts import uses


class Waiting:
    def __init__(self, document: Questionnaire) -> None:
        self._for: dict[str, set[str]] = {item.code: set() for _, item in document.items()}
        self._of_section = {each.code: [item.code for item in each.items] for each in document.sections}
        for use in uses(document):
            if use.section:
                for code in [use.item] if use.item else self._of_section[use.section]:
                    self._for[code] |= _items_in(use.text)

    def ring(self, place: Place, name: str) -> str:
        """Where `name`, read by the condition at a place, waits itself for what the condition shows: the ring in
        words. Empty: it does not."""
        for own in self._shown_at(place):
            way = self._way(name, own)
            if way:
                return " and ".join(f"“{code}”" for code in dict.fromkeys([own, *way]))
        return ""

    def _shown_at(self, place: Place) -> list[str]:
        if place.kind is PlaceKind.SECTION:
            return self._of_section.get(place.code, [])
        is_own = place.kind in (PlaceKind.ITEM, PlaceKind.ROW) and place.field == "show_if"
        return [place.code.partition(".")[0]] if is_own else []

    def _way(self, start: str, end: str) -> list[str]:
        ways, seen = [[start]], {start}
        while ways:
            way = ways.pop(0)
            if way[-1] == end:
                return way
            for code in sorted(self._for.get(way[-1], set()) - seen):
                seen.add(code)
                ways.append([*way, code])
        return []


def _items_in(text: str) -> frozenset[str]:
    try:
        return references(parse(text)).items
    except Unreadable:
        return frozenset()
