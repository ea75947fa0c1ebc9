"""What may be shown of a count: the one place where small numbers are hidden. Nothing here can be lowered by a caller.

Two kinds of number. TRAFFIC (opened, started, seen, completed, time) is exact along one dimension and hidden below 5
where two or more are crossed. SENSITIVE (bands, services, crisis) is always hidden below 10, and also where nearly
everybody falls into one cell. Zero may be shown. In a line whose total is known, a cell that could be worked out from
the others is hidden with a second one.

Sensitive lines are protected once, over fixed periods; everything coarser is a sum of what was shown (`added`), so
that no two views can be subtracted from one another.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

CERTAIN = 1.959964  # standard deviations either side of a 95 % interval
LEAST_TO_COMPARE = 30
ROUNDED_TO = 5
HIDDEN = "hidden"


class Floor(IntEnum):
    """The smallest count (but zero) that is shown."""

    EXACT = 1
    TRAFFIC = 5
    SENSITIVE = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it may be shown. `n` is None where it is hidden."""

    n: int | None
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its 95 % interval (Wilson), each 0 to 1."""

    value: float
    low: float
    high: float


def traffic_floor(crossed: int) -> Floor:
    """For traffic that crosses so many dimensions (day, country, language, questionnaire, source; a filter is one)."""
    return Floor.TRAFFIC if crossed > 1 else Floor.EXACT


def shown(n: int, floor: Floor) -> Cell:
    """One count that stands alone, in no line with a known total."""
    return Cell(n, str(n)) if n == 0 or n >= floor else Cell(None, f"<{floor}")


def shown_line(counts: Mapping[K, int], floor: Floor) -> dict[K, Cell]:
    """Counts that add up to a total which the reader knows or can find."""
    hidden = _hidden(counts, floor)
    small = all(counts[key] < floor for key in hidden)  # else «<10» would narrow down the cell hidden with it
    text = f"<{floor}" if small and any(counts[key] for key in hidden) else HIDDEN
    return {key: Cell(None, text) if key in hidden else Cell(n, str(n)) for key, n in counts.items()}


def shown_parts(counts: Mapping[K, tuple[int, int]]) -> dict[K, tuple[Cell, Cell]]:
    """(part, rest) of each row of a sensitive table, of which the sums of all parts and of all rests are known: as
    (part, whole). A row is shown entire or not at all; what is hidden is large enough together, on both sides, that no
    row of it can be worked out."""
    floor = Floor.SENSITIVE

    def one_sided(pair: tuple[int, int]) -> bool:
        """«All of them did» tells on all of them."""
        return sum(pair) > 0 and 0 in pair

    hidden = {key for key, pair in counts.items() if any(0 < n < floor for n in pair) or one_sided(pair)}
    for key in sorted(counts, key=lambda one: sum(counts[one])):
        if not hidden or _parts_covered(counts, hidden):
            break
        hidden.add(key)
    if hidden and not _parts_covered(counts, hidden):
        hidden = set(counts)
    secret = Cell(None, HIDDEN)
    return {
        key: (secret, secret) if key in hidden else (Cell(part, str(part)), Cell(part + rest, str(part + rest)))
        for key, (part, rest) in counts.items()
    }


def _parts_covered(counts: Mapping[K, tuple[int, int]], hidden: set[K]) -> bool:
    filled = sum(1 for key in hidden if sum(counts[key]))
    return filled > 1 and all(sum(counts[key][side] for key in hidden) >= Floor.SENSITIVE for side in (0, 1))


def _hidden(counts: Mapping[K, int], floor: Floor) -> set[K]:
    total = sum(counts.values())
    hidden = {key for key, n in counts.items() if 0 < n < floor}
    if floor is Floor.SENSITIVE:
        # «All but two of them» tells on all of them.
        hidden |= {key for key, n in counts.items() if n and total - n < floor}
    if not hidden:
        return hidden
    for key in sorted((key for key, n in counts.items() if n and key not in hidden), key=lambda key: counts[key]):
        if _covered(counts, hidden, floor):
            return hidden
        hidden.add(key)
    # Where even that leaves the hidden ones to be worked out, the zeros would give them away.
    return hidden if _covered(counts, hidden, floor) else set(counts)


def _covered(counts: Mapping[K, int], hidden: set[K], floor: Floor) -> bool:
    return len(hidden) > 1 and sum(counts[key] for key in hidden) >= floor


def added(cells: Iterable[Cell]) -> Cell:
    """The sum of what was shown: smaller than the truth where something was hidden, and marked so."""
    known = list(cells)
    total = sum(cell.n or 0 for cell in known)
    if all(cell.n is not None for cell in known):
        return Cell(total, str(total))
    return Cell(total, f"{total}+") if total else Cell(None, HIDDEN)


def rounded(cell: Cell) -> Cell:
    """A count that leaves the house: to the nearest 5, so that two files cannot be subtracted from one another."""
    if cell.n is None:
        return cell
    near = ROUNDED_TO * round(cell.n / ROUNDED_TO)
    return Cell(near, f"{near}{'+' if cell.text.endswith('+') else ''}")


def share(part: Cell, whole: Cell) -> Share | None:
    """None where either is hidden or there is nothing to divide by."""
    if part.n is None or not whole.n:
        return None
    return wilson(part.n, whole.n)


def wilson(part: int, whole: int) -> Share:
    """`whole` is above zero; a part above it (a clock that jumped) counts as all of it."""
    p = min(part / whole, 1.0)
    z = CERTAIN * CERTAIN / whole
    middle = (p + z / 2) / (1 + z)
    reach = math.sqrt(z * (p * (1 - p) + z / 4)) / (1 + z)
    return Share(p, max(middle - reach, 0.0), min(middle + reach, 1.0))


class Certain(StrEnum):
    """What can be said of two shares."""

    MORE = "more"
    FEWER = "fewer"
    ALIKE = "alike"  # chance alone may have made the difference
    TOO_FEW = "too_few"


def difference(before: tuple[Cell, Cell], after: tuple[Cell, Cell]) -> Certain:
    """Of two shares, each (part, whole), with the 95 % interval of their difference from Wilson's (Newcombe 1998,
    Statistics in Medicine 17:873, method 10)."""
    first, second = share(*before), share(*after)
    if first is None or second is None or min(before[1].n or 0, after[1].n or 0) < LEAST_TO_COMPARE:
        return Certain.TOO_FEW
    moved = second.value - first.value
    if moved - math.hypot(second.value - second.low, first.high - first.value) > 0:
        return Certain.MORE
    if moved + math.hypot(second.high - second.value, first.value - first.low) < 0:
        return Certain.FEWER
    return Certain.ALIKE


def change(now: Cell, before: Cell) -> float | None:
    """Relative change; None where a side is hidden or too small to compare."""
    if now.n is None or before.n is None or min(now.n, before.n) < LEAST_TO_COMPARE:
        return None
    return now.n / before.n - 1
