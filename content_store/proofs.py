"""What the prover says of documents, remembered; what takes long is proved in the background.

At first a proof goes as far as somebody who edits can wait for. What it leaves open counts as not proved (and so blocks
publishing), while a thread goes on with it, the solver at its side; whoever asks again gets what is known by then.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from threading import Lock, Thread
from typing import NamedTuple

from assessment.document import Questionnaire
from assessment.messages import Code, Finding

KEPT_MOST = 128
WAITING_MOST = 8
"""Documents that wait to be proved; of more, the one asked for longest ago is left until somebody asks again."""
SOON = 25_000, 60_000
"""Work for one question and for all, while somebody waits: well under a second."""
AT_LEISURE = 100_000, 3_000_000
"""The same where nobody does, and the solver takes what is left: about a minute at most."""

logger = logging.getLogger(__name__)


class Progress(NamedTuple):
    """Of a proof that goes on: matters settled, of how many."""

    settled: int
    of: int


class This:
    """A document as a key: told apart by which it is. By what it holds would cost as much as writing it out."""

    __slots__ = ("document",)

    def __init__(self, document: Questionnaire) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, This) and other.document is self.document


class Proofs:
    """One for a process."""

    def __init__(self) -> None:
        self._known: OrderedDict[This, tuple[tuple[Finding, ...], bool]] = OrderedDict()
        """Findings, and whether nothing more will come."""
        self._waiting: OrderedDict[This, Progress] = OrderedDict()
        """In the order in which they were asked for, the one being proved among them."""
        self._proved: This | None = None
        self._lock = Lock()

    def findings(self, document: Questionnaire) -> tuple[Finding, ...]:
        this = This(document)
        with self._lock:
            known = self._known.get(this)
            if known is not None:
                self._known.move_to_end(this)
        found, is_final = known or ((), False)
        if known is None:
            found = _check(document, soon=True)
            is_final = all(one.code is not Code.TOO_LARGE for one in found)
            self._keep(this, found, is_final)
        if not is_final:
            self._go_on(this)
        return found

    def progress(self, document: Questionnaire) -> Progress | None:
        """None: nothing more will come, or nobody has asked yet."""
        with self._lock:
            return self._waiting.get(This(document))

    def _keep(self, this: This, found: tuple[Finding, ...], is_final: bool) -> None:
        with self._lock:
            self._known[this] = found, is_final
            while len(self._known) > KEPT_MOST:
                self._known.popitem(last=False)

    # In the background

    def _go_on(self, this: This) -> None:
        with self._lock:
            self._waiting.setdefault(this, Progress(0, 0))
            self._waiting.move_to_end(this)
            if len(self._waiting) > WAITING_MOST:
                self._waiting.pop(next(one for one in self._waiting if one != self._proved))
            if self._proved is None:
                self._proved = this
                Thread(target=self._work, args=(this,), name="proofs", daemon=True).start()

    def _work(self, first: This) -> None:
        this: This | None = first
        while this is not None:
            try:
                self._keep(this, _check(this.document, soon=False, watch=partial(self._watch, this)), True)
            except Exception:  # whatever it is, what is known stays: not proved
                logger.exception("A proof in the background failed")
                self._keep(this, self._so_far(this), True)
            this = self._next(this)

    def _so_far(self, this: This) -> tuple[Finding, ...]:
        with self._lock:
            return self._known.get(this, ((), True))[0]

    def _next(self, done: This) -> This | None:
        """Who asked last waits in front of a screen; what was asked for before may have been edited since."""
        with self._lock:
            self._waiting.pop(done, None)
            self._proved = next(reversed(self._waiting), None)
            return self._proved

    def _watch(self, this: This, settled: int, of: int) -> None:
        with self._lock:
            self._waiting[this] = Progress(settled, of)


def _check(
    document: Questionnaire, *, soon: bool, watch: Callable[[int, int], None] | None = None
) -> tuple[Finding, ...]:
    from assessment.proof import Effort, check  # not at the top: the public site starts sooner without the prover
    from content_store.solver import solver

    return check(document, effort=Effort(None, *SOON) if soon else Effort(solver(), *AT_LEISURE, watch))


PROOFS = Proofs()
