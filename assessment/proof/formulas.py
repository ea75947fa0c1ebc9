"""Conditions as formulas over atoms, the smallest tests. A formula is a number; equal numbers say the same, so what is
left of a formula once some atoms are known can be compared, and be part of a state.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from assessment.sentences import Said
from assessment.states import Exact, State, exact
from assessment.tree import Compare, Literal, OneOf, ScoreRef, walk

NEVER, ALWAYS = 0, 1
FORMULAS_MOST = 200_000

Key = str | tuple[str, str]
"""What an atom reads: the address of an answer, a fact, or (scale, loop)."""

MISSING = ("asked, not answered",)
"""In place of an answer; a tuple of one that no choice list can hold."""


class Unprovable(Exception):
    """A question that this method has no answer to. `str()`: what makes it so, in the author's codes."""


@dataclass(slots=True, eq=False)
class Atom:
    """`told`: the texts and numbers it compares with; `choice`: «is this choice picked»; `whole`: it looks at all the
    picks together; `limit`: above it, every score of the one scale it reads looks the same (None: never)."""

    reads: frozenset[Key]
    test: Callable[[State], bool]
    told: tuple[Any, ...] = ()
    choice: str = ""
    whole: bool = False
    limit: Exact | None = None
    _known: dict[Any, bool] = field(default_factory=dict)

    def of_answer(self, address: str, value: Any) -> bool:
        """For an atom that reads this answer alone. None: not asked."""
        found = self._known.get(value)
        if found is None:
            state = State({}, {})
            put(state, address, value)
            found = self._known[value] = self.test(state)
        return found


def put(state: State, address: str, value: Any) -> None:
    """Into a state, an answer; None: not asked."""
    if value is MISSING:
        state.missing[address] = False
    elif value is not None:
        state.known[address] = value


class Formulas:
    """The table of a document's formulas. Nothing but atoms, «all of», «one of» and «not»."""

    def __init__(self) -> None:
        self._nodes: list[tuple[str, Any]] = [("never", ()), ("always", ())]
        self._numbers: dict[tuple[str, Any], int] = {node: number for number, node in enumerate(self._nodes)}
        self._atoms: list[frozenset[int]] = [frozenset(), frozenset()]
        self._atom_of: dict[int, Atom] = {}
        self._by_name: dict[Hashable, int] = {}
        self._prints: dict[int, bytes] = {}

    def atom(self, name: Hashable, make: Callable[[], Atom]) -> int:
        """The atom of that name, made where it is new. One that reads nothing is decided at once."""
        number = self._by_name.get(name)
        if number is None:
            atom = make()
            if atom.reads:
                number = self._number("atom", name, frozenset((len(self._nodes),)))
                self._atom_of[number] = atom
            else:
                number = ALWAYS if atom.test(State({}, {})) else NEVER
            self._by_name[name] = number
        return number

    def atom_at(self, number: int) -> Atom:
        return self._atom_of[number]

    def atoms(self, formula: int) -> frozenset[int]:
        return self._atoms[formula]

    def reads(self, formula: int) -> Iterator[Key]:
        for atom in self._atoms[formula]:
            yield from self._atom_of[atom].reads

    def negation(self, formula: int) -> int:
        kind, inside = self._nodes[formula]
        if formula <= ALWAYS:
            return 1 - formula
        return int(inside) if kind == "not" else self._number("not", formula, self._atoms[formula])

    def all_of(self, formulas: Iterable[int]) -> int:
        return self._joined("all", formulas, ALWAYS, NEVER)

    def one_of(self, formulas: Iterable[int]) -> int:
        return self._joined("one", formulas, NEVER, ALWAYS)

    def _joined(self, kind: str, formulas: Iterable[int], neutral: int, final: int) -> int:
        parts: set[int] = set()
        for each in formulas:
            if each == final:
                return final
            if each != neutral:
                inner, inside = self._nodes[each]
                parts.update(inside if inner == kind else (each,))
        if any(self._nodes[each][0] == "not" and self._nodes[each][1] in parts for each in parts):
            return final
        if len(parts) < 2:
            return parts.pop() if parts else neutral
        return self._number(kind, tuple(sorted(parts)), frozenset().union(*(self._atoms[each] for each in parts)))

    def _number(self, kind: str, inside: Any, atoms: frozenset[int]) -> int:
        node = (kind, inside)
        number = self._numbers.get(node)
        if number is None:
            number = self._numbers[node] = len(self._nodes)
            if number > FORMULAS_MOST:
                raise Unprovable(Said("the conditions together are too long"))
            self._nodes.append(node)
            self._atoms.append(atoms)
        return number

    def given(self, formula: int, truths: Mapping[int, bool]) -> int:
        """What is left of a formula when some atoms are known."""
        if formula <= ALWAYS or truths.keys().isdisjoint(self._atoms[formula]):
            return formula
        kind, inside = self._nodes[formula]
        if kind == "atom":
            return ALWAYS if truths[formula] else NEVER
        if kind == "not":
            return self.negation(self.given(inside, truths))
        parts = (self.given(each, truths) for each in inside)
        return self.all_of(parts) if kind == "all" else self.one_of(parts)

    def print_of(self, formula: int) -> bytes:
        """A digest of what a formula says, the same in every table."""
        found = self._prints.get(formula)
        if found is None:
            kind, inside = self._nodes[formula]
            parts = [inside] if kind == "not" else inside if kind in ("all", "one") else ()
            said = b"".join(sorted(self.print_of(each) for each in parts)) or repr(inside).encode()
            found = self._prints[formula] = blake2b(kind.encode() + said, digest_size=16).digest()
        return found

    def parts(self, formula: int) -> tuple[str, Any]:
        """(never, always, atom, not, all or one; what is inside), for who writes a formula in another form."""
        return self._nodes[formula]


def held_against(node: Compare) -> Exact | None:
    """The largest number that the one score in a comparison is held against."""
    numbers: list[Exact] = []
    if sum(isinstance(each, ScoreRef) for each in walk(node)) != 1:
        return None
    for each in (node.first, *(value for _, value in node.rest)):
        literals = each.values if isinstance(each, OneOf) else (each,)
        for literal in literals:
            if isinstance(literal, Literal) and not isinstance(literal.value, str):
                numbers.append(exact(literal.value))
            elif not isinstance(literal, ScoreRef | Literal):
                return None
    return max(numbers, default=None)
