"""Counting in memory, written in batches. A killed worker loses at most the last second; nothing is counted twice.

No person is told apart: what keeps a step that is sent twice from counting twice is the random mark of the run, which
lives in its token and, hashed with a key of this process, here for two hours.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import threading
import time
import uuid
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from multiprocessing.util import Finalize
from typing import NamedTuple

from content_store.db import Store
from content_store.permissions import Refusal
from content_store.statistics import Event, add_batch

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds
CHORES_EVERY = 3600.0
REMEMBERED = 200_000
FORGOTTEN_AFTER = 2 * 3600.0


class Once(NamedTuple):
    """Events that a run may cause once together. `what` names the occasion: `seen:q1`, `result`."""

    what: str
    events: tuple[Event, ...]


class Counts:
    """Collects events of one worker. Starts its writer with the first event, so that it lives in the process that
    serves (a forked worker has no threads of its parent). The writer also does the `chores`, once an hour."""

    def __init__(
        self,
        store: Store,
        slot: int = 0,
        *,
        clock: Callable[[], float] = time.monotonic,
        chores: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._slot = slot
        self._clock = clock
        self._chores = chores
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._pending: Counter[Event] = Counter()
        self._batch: tuple[str, Counter[Event]] | None = None  # its fate is unknown until the store has said
        self._done: OrderedDict[bytes, float] = OrderedDict()
        self._key = os.urandom(16)
        self._closing = threading.Event()
        self._writer: threading.Thread | None = None

    def book(self, mark: bytes, occasions: Iterable[Once]) -> None:
        """Count what this run has not caused before. `mark` empty: no run (a page opened)."""
        with self._lock:
            for once in occasions:
                if not mark or self._first_time(mark, once.what):
                    self._pending.update(once.events)
            if self._writer is None and self._pending:
                self._start()

    def flush(self) -> bool:
        """Write what is there now. False: the store is away; the counts wait, and the same batch is sent again."""
        with self._writing:
            while True:
                with self._lock:
                    if self._batch is None and self._pending:
                        self._batch, self._pending = (uuid.uuid4().hex, self._pending), Counter()
                    batch = self._batch
                if batch is None:
                    return True
                try:
                    add_batch(self._store, batch[0], self._slot, batch[1])
                except Refusal as error:
                    log.warning("counters wait: %s", type(error).__name__)
                    return False
                except Exception:
                    self._batch = None  # what the store can never take must not hold up the rest
                    raise
                self._batch = None

    def close(self) -> None:
        """Write the rest and stop. Counting goes on to work afterwards, but nobody writes it down."""
        self._closing.set()
        if self._writer is not None and self._writer is not threading.current_thread():
            self._writer.join(timeout=5)
        self.flush()

    def _first_time(self, mark: bytes, what: str) -> bool:
        seen = hashlib.blake2b(mark + what.encode(), digest_size=10, key=self._key).digest()
        now = self._clock()
        while self._done and (len(self._done) >= REMEMBERED or next(iter(self._done.values())) < now - FORGOTTEN_AFTER):
            self._done.popitem(last=False)
        if seen in self._done:
            return False
        self._done[seen] = now
        return True

    def _start(self) -> None:
        self._writer = threading.Thread(target=self._write_on, name="counters", daemon=True)
        self._writer.start()
        atexit.register(self.close)
        Finalize(None, self.close, exitpriority=10)  # a server's worker process ends with this, but without atexit

    def _write_on(self) -> None:
        tidy_at = self._clock()
        while not self._closing.wait(EVERY):
            try:
                self.flush()
                if self._clock() >= tidy_at:
                    tidy_at = self._clock() + CHORES_EVERY
                    self._chores()
            except Exception as error:
                log.error("the writer of counters met %s; it goes on", type(error).__name__)
