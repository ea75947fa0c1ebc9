"""Keeps what is published at hand: takes it up within a second, and prepares its pages before anybody asks for them.

One thread of a worker. It rests as long as it has worked, so that it never takes more than half of the processor from
those who wait for an answer.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

from content_store.permissions import Unavailable
from public_site.edition import Edition
from public_site.keyring import Keyring
from public_site.shelf import Shelf

log = logging.getLogger(__name__)

EVERY = 1.0  # seconds
STRETCH = 0.005  # seconds of work before a rest


class Watch:
    """`parts_of` prepares an edition, part by part."""

    def __init__(self, shelf: Shelf, keys: Keyring, parts_of: Callable[[Edition], Iterator[None]]) -> None:
        self._shelf = shelf
        self._keys = keys
        self._parts_of = parts_of
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, name="watch", daemon=True)

    def start(self) -> None:
        """In the process that serves: a forked one has no threads of its parent."""
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def look(self) -> None:
        """Once. Raises Unavailable."""
        self._keys.watch()
        self._shelf.look(self._prepare)

    def _prepare(self, edition: Edition) -> None:
        begun = time.perf_counter()
        for _ in self._parts_of(edition):
            worked = time.perf_counter() - begun
            if worked > STRETCH:
                if self._over.wait(worked):
                    return
                begun = time.perf_counter()

    def _keep_looking(self) -> None:
        while True:
            try:
                self.look()
            except Unavailable:
                pass  # the last that was read goes on
            except Exception as error:
                log.error("the watch met %s; it goes on", type(error).__name__)
            if self._over.wait(EVERY):
                return
