"""A worker keeps what is published at hand, and prepared, before anybody asks for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import NoReturn

import pytest

from content_store import questionnaires
from content_store.db import Store, desk_for
from content_store.permissions import Unavailable
from public_site import parts
from public_site import watch as watching
from public_site.edition import Edition
from public_site.pages import Parts
from public_site.watch import Watch
from tests.cast import ana
from tests.content import publish_draft, put_service, reworded
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent
from tests.public_site.test_resilience import away

__all__ = ["away"]
SMALL = "/{}/rs/small/"


@pytest.fixture
def watch(public: Public) -> Watch:
    """Looks when it is told to."""
    return Watch(public.site.shelf, public.site.keys, public.site.prepare)


def republished(store: Store) -> None:
    with desk_for(store, ana) as desk:
        draft = questionnaires.edit(desk, 1, 1, lambda d: reworded(d, "q1", "How often now?"), "New words")
    publish_draft(store, draft, ["en"], ["RS"])


def test_the_first_visitor_in_each_language_waits_for_nothing_to_be_drawn(
    public: Public, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*given: object, **_: object) -> NoReturn:
        raise AssertionError(f"drawn while somebody waited: {given}")

    watch.look()
    monkeypatch.setattr(parts, "draw", drawn)
    for tag in ("en", "sr-Cyrl", "sr-Latn", "sq"):
        run = Respondent(public.client, SMALL.format(tag)).begin().press(q1="daily").press(q2="daily")
        assert run.status == 200 and 'class="reading' in run.page


def test_a_newer_publication_is_shown_when_it_is_prepared_and_not_before(public: Public, watch: Watch) -> None:
    def asked() -> str:
        return Respondent(public.client, SMALL.format("en")).begin().heading

    watch.look()
    republished(public.store)
    meanwhile = []

    def prepare(edition: Edition) -> None:
        list(public.site.prepare(edition))
        meanwhile.append(asked())

    public.site.shelf.look(prepare)
    assert meanwhile[0] == "How often, part 1?" and asked() == "How often now?"


def test_a_new_service_is_offered_after_the_next_look(public: Public, watch: Watch) -> None:
    watch.look()
    run = Respondent(public.client, SMALL.format("en")).begin().press(q1="daily").press(q2="daily")
    put_service(public.store, name="A line that is new")
    assert not run.press("stay").sees("A line that is new")
    watch.look()
    assert run.press("stay").sees("A line that is new")


def test_while_the_store_is_away_everything_that_was_ever_looked_at_goes_on(
    public: Public, watch: Watch, away: Callable[[bool], None]
) -> None:
    watch.look()
    away(True)
    with pytest.raises(Unavailable):
        watch.look()
    for page in ("/", "/en/rs/", "/sq/xk/", "/en/privacy/"):
        assert Respondent(public.client, page).open().status == 200, page
    run = Respondent(public.client, "/sr-Cyrl/xk/small/").begin().press(q1="daily").press(q2="daily")
    assert run.status == 200 and 'class="reading' in run.page
    away(False)
    republished(public.store)
    watch.look()
    assert Respondent(public.client, SMALL.format("en")).begin().heading == "How often now?"


def test_a_watch_outlives_whatever_it_meets(public: Public, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    met, again = [ValueError("a fault"), Unavailable("the store is away")], threading.Event()

    def look(_ready: object) -> None:
        if met:
            raise met.pop()
        again.set()

    monkeypatch.setattr(watching, "EVERY", 0.01)
    monkeypatch.setattr(public.site.shelf, "look", look)
    watch.start()
    assert again.wait(30)
    watch.close()
    watch._thread.join(30)
    assert not watch._thread.is_alive()


def test_of_more_than_is_to_be_kept_the_oldest_goes() -> None:
    drawn: list[int] = []
    kept = Parts(5_000)
    for number in (1, 2, 3, 1, 3):
        kept.get(number, lambda number=number: drawn.append(number) or "x" * 2_000)
    assert drawn == [1, 2, 3, 1]
