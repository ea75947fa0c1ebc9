from content_store import ledger
from content_store.db import Store, desk_for
from content_store.permissions import System


def test_a_write_is_there_for_the_next_reader(store: Store) -> None:
    with desk_for(store, System()) as desk:
        ledger.record(desk, ledger.Verb.DEMO_LOADED, "demo:1")
    with desk_for(store, System(), reading=True) as desk:
        assert desk.session.query(ledger.LedgerEntry).count() == 1
