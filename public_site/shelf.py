"""What is published, and each country's directory, held in memory, and kept while the store is away.

Without a watch (`public_site.watch`), whoever asks reads anew what is older than two seconds. With one, nobody who asks
waits for the store, except for what was never asked for before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from content_store import campaigns, ledger, public_directory, publishing
from content_store.db import Store, visit
from content_store.offer import Offer, offer
from content_store.permissions import Unavailable
from content_store.publishing import OfferRow, Snapshot
from public_site.cards import Guide
from public_site.edition import Edition
from public_site.pages import Parts

FRESH = 2.0  # seconds
HELD = 64
ASKED = 512
PREPARED = 64 * 2**20  # bytes of prepared parts, of all publications together

K = TypeVar("K", int, str)
T = TypeVar("T")


class Recent(Generic[T]):
    """A value read at most every `FRESH` seconds or, where it is `watched`, when the watch says so; the last one stands
    in while the store is away. `read` is given a session, and the last one."""

    def __init__(self, store: Store, clock: Callable[[], float], read: Callable[[Any, T | None], T]) -> None:
        self._store = store
        self._clock = clock
        self._read = read
        self._held: tuple[float, T] | None = None
        self.watched = False

    def get(self) -> T:
        """Raises Unavailable where there is no last one."""
        held = self._held
        if held is not None and (self.watched or self._clock() < held[0] + FRESH):
            return held[1]
        try:
            return self.hold(self.read())
        except Unavailable:
            if held is None:
                raise
            return self.hold(held[1])

    def read(self) -> T:
        """What the store has now. Raises Unavailable."""
        held = self._held
        with visit(self._store) as session:
            return self._read(session, held[1] if held else None)

    def hold(self, value: T) -> T:
        self._held = (self._clock(), value)
        return value

    def watch(self, value: T) -> None:
        """Hold it until the next one is brought."""
        self.hold(value)
        self.watched = True


class Shelf:
    def __init__(self, store: Store, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._now = now
        self._parts = Parts(PREPARED)
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._live: OrderedDict[str, Recent[Snapshot | None]] = OrderedDict()
        self._by_id: OrderedDict[int, Recent[Snapshot | None]] = OrderedDict()
        self._guides: OrderedDict[str, Recent[Guide]] = OrderedDict()
        self._offer = Recent[Offer](store, clock, lambda session, _: offer(session))
        self._offered = Recent[tuple[OfferRow, ...]](store, clock, lambda session, _: publishing.on_offer(session))
        self._campaigns = Recent[frozenset[str]](store, clock, lambda session, _: campaigns.running(session))
        self._seen: object = None
        self._ready: dict[Edition, tuple[object, ...]] = {}  # what stood around each when it was made ready

    def offer(self) -> Offer:
        """Countries and their languages."""
        return self._offer.get()

    def offered(self) -> tuple[OfferRow, ...]:
        """The public list."""
        return self._offered.get()

    def campaigns(self) -> frozenset[str]:
        """The codes that may be counted."""
        return self._campaigns.get()

    def guide(self, country: str) -> Guide:
        """A country's directory."""
        return self._guide_of(country).get()

    def live(self, slug: str) -> Edition | None:
        """None: nothing is published at this address, or no more."""
        row = next((each for each in self.offered() if each.slug == slug), None)
        if row is not None:
            return self._published(row)
        recent = self._recent(self._live, slug, lambda session, _: publishing.live(session, slug))
        return self._edition(recent.get())  # published within the last moments, or never

    def edition(self, revision_id: int) -> Edition | None:
        """A publication of whatever age; runs that began on it end on it."""
        return self._editions.get(revision_id) or self._by_number(revision_id)

    def holds(self, revision_id: int) -> bool:
        """Whether it is in memory: asks nobody."""
        return revision_id in self._editions

    def look(self, ready: Callable[[Edition], None]) -> None:
        """For a watch: takes up what was written since the last look. Nobody gets to see a newer publication before
        `ready` is done with it; the first ones are shown at once. Raises Unavailable."""
        with visit(self._store) as session:
            seen = (*ledger.head(session), self._now().date())
        if seen == self._seen:
            return
        self._campaigns.watch(self._campaigns.read())
        served = self._offer.read()
        for country in {*served.countries, *self._guides}:
            guide = self._guide_of(country)
            guide.watch(guide.read())
        self._offer.watch(served)
        rows = self._offered.read()
        editions = [edition for row in rows if (edition := self._published(row))]
        around = (served, *(self.guide(country) for country in served.countries))
        waiting = [edition for edition in editions if self._ready.get(edition) != around]
        if not self._offered.watched:
            self._offered.watch(rows)
        for edition in waiting:
            ready(edition)
        self._offered.watch(rows)
        self._ready = dict.fromkeys(editions, around)
        self._seen = seen

    def _published(self, row: OfferRow) -> Edition | None:
        held = self._editions.get(row.revision_id)
        return held if held is not None and held.digest == row.digest else self._by_number(row.revision_id)

    def _by_number(self, revision_id: int) -> Edition | None:
        recent = self._recent(self._by_id, revision_id, lambda session, _: publishing.snapshot(session, revision_id))
        return self._edition(recent.get())

    def _guide_of(self, country: str) -> Recent[Guide]:
        return self._recent(self._guides, country, lambda session, held: self._guide(session, country, held))

    def _guide(self, session: Any, country: str, held: Guide | None) -> Guide:
        directory = public_directory.read(session, country, self._now(), held.directory if held else None)
        return held if held is not None and held.directory is directory else Guide(directory)

    def _recent(self, among: OrderedDict[K, Recent[T]], key: K, read: Callable[[Any, T | None], T]) -> Recent[T]:
        recent = among.get(key)
        if recent is None:
            recent = among[key] = Recent(self._store, self._clock, read)
            while len(among) > ASKED:  # addresses nobody published are asked for, too
                among.popitem(last=False)
        return recent

    def _edition(self, snapshot: Snapshot | None) -> Edition | None:
        if snapshot is None:
            return None
        edition = self._editions.get(snapshot.revision_id)
        if edition is None or edition.digest != snapshot.digest:
            edition = self._editions[snapshot.revision_id] = Edition(snapshot, self._parts)
            while len(self._editions) > HELD:
                self._editions.popitem(last=False)
        return edition
