"""A digest of all that an answer or a score hangs on: equal digests, equal verdicts."""

from __future__ import annotations

from hashlib import blake2b

from assessment.proof.formulas import Key
from assessment.proof.ground import Ground
from assessment.proof.stops import FACT_ITEMS, Stop


class Influence:
    """Of one document."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._prints: dict[Key, bytes] = {}
        self._said: dict[str, str] = {}

    def print_of(self, key: Key) -> bytes:
        """A digest of it and of all that it hangs on, through others too. Raises Unprovable."""
        waiting, entered = [key], set()
        while waiting:
            last = waiting[-1]
            left = [each for each in self._ground.needs(last) if each not in self._prints]
            if last in self._prints:
                waiting.pop()
            elif left and last not in entered:
                entered.add(last)
                waiting += left
            else:
                self._prints[last] = self._print(last)
        return self._prints[key]

    def _print(self, key: Key) -> bytes:
        ground = self._ground
        if isinstance(key, tuple):
            digest = blake2b(repr((key, ground.scales.by_code[key[0]])).encode(), digest_size=16)
        else:
            digest = blake2b(f"{key} {self._said_of(ground.stops[key])}".encode(), digest_size=16)
            for formula in ground.formulas_of(ground.stops[key]):
                digest.update(ground.table.print_of(formula))
        for each in sorted(self._prints[need] for need in ground.needs(key)):
            digest.update(each)
        return digest.digest()

    def _said_of(self, stop: Stop) -> str:
        """What of an item its answers depend on."""
        code, layout = stop.item.code, self._ground.layout
        found = self._said.get(code)
        if found is not None:
            return found
        if code in FACT_ITEMS:
            found = repr((code, [profile.countries for profile in layout.document.profiles]))
        else:
            item, section = layout.items[code], layout.sections[code]
            limits = item.kind, item.required, item.minimum, item.maximum, item.step, item.earliest, item.latest
            choices = [(each.code, each.points, each.exclusive) for each in layout.choices(code)]
            found = repr((limits, section.loop_over, choices))
        self._said[code] = found
        return found
