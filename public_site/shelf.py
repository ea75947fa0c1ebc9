"""What is published, held in memory: asked for anew every two seconds, and kept while the store is away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from content_store import campaigns, publishing
from content_store.db import Store, visit
from content_store.offer import Offer, offer
from content_store.permissions import Unavailable
from content_store.publishing import OfferRow, Snapshot
from public_site.edition import Edition

FRESH = 2.0  # seconds
HELD = 64
ASKED = 512

K = TypeVar("K", int, str)
T = TypeVar("T")


class Recent(Generic[T]):
    """A value read at most every `FRESH` seconds; the last one stands in while the store is away."""

    def __init__(self, store: Store, clock: Callable[[], float], read: Callable[..., T]) -> None:
        self._store = store
        self._clock = clock
        self._read = read
        self._held: tuple[float, T] | None = None

    def get(self) -> T:
        """Raises Unavailable where there is no last one."""
        held = self._held
        if held is not None and self._clock() < held[0] + FRESH:
            return held[1]
        try:
            with visit(self._store) as session:
                value = self._read(session)
        except Unavailable:
            if held is None:
                raise
            value = held[1]
        self._held = (self._clock(), value)
        return value


class Shelf:
    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._editions: OrderedDict[tuple[int, str], Edition] = OrderedDict()
        self._live: OrderedDict[str, Recent[Snapshot | None]] = OrderedDict()
        self._by_id: OrderedDict[int, Recent[Snapshot | None]] = OrderedDict()
        self._offer = Recent(store, clock, offer)
        self._offered = Recent(store, clock, publishing.on_offer)
        self._campaigns = Recent(store, clock, campaigns.running)

    def offer(self) -> Offer:
        """Countries and their languages."""
        return self._offer.get()

    def offered(self) -> tuple[OfferRow, ...]:
        """The public list."""
        return self._offered.get()

    def campaigns(self) -> frozenset[str]:
        """The codes that may be counted."""
        return self._campaigns.get()

    def live(self, slug: str) -> Edition | None:
        """None: nothing is published at this address, or no more."""
        recent = self._recent(self._live, slug, lambda session: publishing.live(session, slug))
        return self._edition(recent.get())

    def edition(self, revision_id: int) -> Edition | None:
        """A publication of whatever age; runs that began on it end on it."""
        held = next((each for (number, _), each in self._editions.items() if number == revision_id), None)
        if held is not None:
            return held
        recent = self._recent(self._by_id, revision_id, lambda session: publishing.snapshot(session, revision_id))
        return self._edition(recent.get())

    def holds(self, revision_id: int) -> bool:
        """Whether it is in memory: asks nobody."""
        return any(number == revision_id for number, _ in self._editions)

    def _recent(self, among: OrderedDict[K, Recent[T]], key: K, read: Callable[..., T]) -> Recent[T]:
        recent = among.get(key)
        if recent is None:
            recent = among[key] = Recent(self._store, self._clock, read)
            while len(among) > ASKED:  # addresses nobody published are asked for, too
                among.popitem(last=False)
        return recent

    def _edition(self, snapshot: Snapshot | None) -> Edition | None:
        if snapshot is None:
            return None
        key = (snapshot.revision_id, snapshot.digest)
        edition = self._editions.get(key)
        if edition is None:
            edition = self._editions[key] = Edition(snapshot)
            while len(self._editions) > HELD:
                self._editions.popitem(last=False)
        return edition
