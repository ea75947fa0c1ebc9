"""The day's token keys, held in memory; the store is asked once a day, and for what another worker has made."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from content_store import token_keys
from content_store.db import Store
from content_store.permissions import Unavailable
from content_store.token_keys import Key, kid_of

FORGOTTEN_AFTER = 5.0  # seconds that «no such key» is believed
ASK_AGAIN_AFTER = 5.0  # seconds: a store that is away can take long to say so, and every step asks for today's key


class Keyring:
    def __init__(self, store: Store, installation_secret: bytes, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._secret = installation_secret
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[int, Key] = {}
        self._missing: dict[int, float] = {}
        self._ask_again_at = 0.0
        self._watched = False

    def watch(self) -> None:
        """Have today's key made or read now. Whoever asks goes on with yesterday's until a later call has brought it.
        Raises Unavailable."""
        self._watched = True
        if kid_of(self._clock().date()) not in self._held:
            self._todays()

    def current(self) -> Key:
        """Today's; while the store is away, yesterday's goes on. Raises Unavailable where there is neither."""
        now = self._clock()
        kid = kid_of(now.date())
        held = self._held.get(kid)
        if held is not None:
            return held
        yesterdays = self._held.get(kid - 1)
        if yesterdays is not None and (self._watched or now.timestamp() < self._ask_again_at):
            return yesterdays
        try:
            return self._todays()
        except Unavailable:
            if yesterdays is None:
                raise
            return yesterdays

    def _todays(self) -> Key:
        with self._lock:
            now = self._clock()
            kid = kid_of(now.date())
            if kid in self._held:
                return self._held[kid]
            try:
                key = token_keys.key_for(self._store, self._secret, now)
            except Unavailable:
                self._ask_again_at = self._clock().timestamp() + ASK_AGAIN_AFTER
                raise
            self._held = {number: old for number, old in self._held.items() if number >= kid - 1} | {kid: key}
            return key

    def by_kid(self, kid: int) -> Key | None:
        """None where there is none. Only the numbers of yesterday, today and (another worker's clock) tomorrow are
        looked up at all. Raises Unavailable."""
        now = self._clock()
        today = kid_of(now.date())
        if not today - 1 <= kid <= today + 1:
            return None
        if kid in self._held:
            return self._held[kid]
        if self._missing.get(kid, 0.0) > now.timestamp():
            return None
        key = token_keys.key_by_kid(self._store, self._secret, kid)
        if key is None:
            others = {number: until for number, until in self._missing.items() if number >= today - 1}
            self._missing = others | {kid: now.timestamp() + FORGOTTEN_AFTER}
            return None
        self._held = self._held | {kid: key}
        return key
