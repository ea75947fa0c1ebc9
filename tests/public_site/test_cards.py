"""What a coordinator knows of a service, somebody who looks for one reads on its card."""

from __future__ import annotations

from datetime import UTC, datetime

from content_store.db import visit
from content_store.models.directory import Service
from public_site.cards import hours_in_words
from public_site.words import spoken
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent
from tests.public_site.test_walk import at_the_result


def change(public: Public, **fields: object) -> None:
    with visit(public.store, writing=True) as session:
        centre = session.query(Service).filter_by(name="Centre by the river").one()
        for name, value in fields.items():
            setattr(centre, name, value)


def test_who_is_taken_and_what_it_takes_stand_on_the_card(public: Public) -> None:
    change(
        public, phone_2="+381 21 000 001", chat="https://chat.example/", cost={"en": "The first talk is free."},
        waiting_days=21, insurance_needed=False, residence_needed=True, pregnant=True, children=True, wheelchair=True,
    )  # fmt: skip
    ana = at_the_result(public)
    for words in (
        "also without health insurance", "only for people registered there", "takes pregnant women",
        "you may bring children", "step-free", "+381 21 000 001", "The first talk is free.", "21 days",
        'href="https://chat.example/" rel="noreferrer noopener"',
    ):  # fmt: skip
        assert words in ana.page, words


def test_the_language_of_the_page_is_named_in_its_own_script(public: Public) -> None:
    change(public, languages=["sr", "bs", "en"])
    for tag, named in (("sr-Cyrl", "српски, bosanski, English"), ("sr-Latn", "srpski, bosanski, English")):
        ana = Respondent(public.client, f"/{tag}/rs/small/").begin().press(q1="daily").press(q2="daily")
        assert ana.sees(named), tag


def test_a_hidden_address_is_nowhere_on_the_page_and_the_telephone_comes_first(public: Public) -> None:
    change(public, confidential=True, address="Tajna 1", latitude=45.267, longitude=19.833)
    page = at_the_result(public).page
    card = page[page.index("Centre by the river") :]
    assert "Tajna" not in page and "45.267" not in page and "Novi Sad" in card
    assert card.index("+381 21 000 000") < card.index("Novi Sad")


def test_a_card_says_until_when_it_is_open_and_when_it_opens_next(public: Public) -> None:
    for tag, hour, said in (
        ("en", 10, "open now until 16:00"),
        ("en", 5, "closed now, opens 08:00"),
        ("sr-Cyrl", 20, "сада затворено, отвара се: пет 08:00"),
    ):
        public.site.clock = lambda hour=hour: datetime(2026, 11, 26, hour, tzinfo=UTC)
        assert Respondent(public.client, f"/{tag}/help/rs/").open().sees(said), said


def test_days_that_differ_are_said_in_the_language_of_the_page() -> None:
    kept = "Mo-Fr 08:00-16:00; 2026 Dec 24-2027 Jan 2 off; 2026 Feb 31 off"
    assert hours_in_words(kept, spoken("hr")).startswith("pon–pet 08:00–16:00; 24. pro 2026.–2. sij 2027. zatvoreno")
