"""A thousand people, each with whims of their own; and every counter comes out as they would have told it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from assessment.document import Block, BlockKind, Item, ItemKind, Questionnaire, Required
from content_store.db import Base, Store, visit
from content_store.models.directory import Service
from public_site.site import step
from tests.cast import put_people
from tests.content import publish_now, put_service, small_document
from tests.public_site.conftest import Public, opened, put_services

PEOPLE = 1_000
POINTS = {"never": 0, "monthly": 1, "weekly": 2, "daily": 3}
OTHER = {"en": "sq", "sq": "en"}
TOKEN = re.compile(rb'name="t" value="([^"]+)"')
LEAVE = re.compile(r'class="leave" href="([^"]+)"')
HEADERS = {
    "User-Agent": "Mozilla canary-agent",
    "X-Forwarded-For": "203.0.113.77",
    "Referer": "https://canary.example/",
}
MARKS = ("canary", "203.0.113.77", "7391739")


def three_questions() -> Questionnaire:
    document = small_document()
    (section,), (profile,) = document.sections, document.profiles
    q1, q2 = section.items
    number = Item(
        "number", ItemKind.NUMBER, "A number?", required=Required.OPTIONAL, minimum=0, unscored="For the test."
    )
    items = (q1, number, replace(q2, show_if='q1 != "never"'))
    ask = Block("ask", BlockKind.PERMISSION, "Shall we?")
    return replace(
        document,
        sections=(replace(section, items=items),),
        profiles=(replace(profile, blocks=(*profile.blocks, ask)),),
    )


@pytest.fixture
def small(store: Store) -> Any:
    """Serbia has a centre and a line; Kosovo* only a line."""
    put_people(store)
    put_services(store)
    put_service(store, country="XK", name="Line in Kosovo")
    publish_now(store, three_questions(), ["en", "sq"], ["RS", "XK"])
    yield from opened(store)


class Person:
    """Lives through a run, and keeps the tally that the site should have kept."""

    def __init__(self, public: Public, rng: Random, services: dict[str, dict[str, int]], tally: Counter[Any]) -> None:
        self.public, self.rng = public, rng
        self.locale = self.at = rng.choice(("en", "sq"))
        self.country = rng.choice(("RS", "XK"))
        self.services = services[self.country]
        self.counted = rng.random() > 0.05
        self.tally = tally
        self.answers: dict[str, str] = {}
        self.told: set[Any] = set()
        self.client = public.client

    def count(self, *what: Any, locale: str = "") -> None:
        """Once a run."""
        if self.counted and what not in self.told:
            self.told.add(what)
            self.tally[(self.country, locale or self.locale, *what)] += 1

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def address(self) -> str:
        return f"/{self.at}/{self.country.lower()}/small/"

    def send(self, go: str, **fields: str) -> None:
        form = {"t": [self.token], "go": [go], **{name: [value] for name, value in fields.items()}}
        for _ in range(2 if self.chance(0.1) else 1):  # somebody presses twice
            answered = step(self.public.site, self.at, self.country.lower(), "small", form)
            assert answered is not None and answered.status == 200, fields
        found = TOKEN.search(answered.body)
        assert found
        self.body, self.token = answered.body, found[1].decode()

    def live(self) -> None:
        page = self.client.get(self.address() + ("" if self.counted else "?count=no"), headers=HEADERS).data
        self.count("opened")
        self.body, self.token = page, TOKEN.search(page)[1].decode()  # type: ignore[index]
        if self.chance(0.05):
            return
        self.send("next")
        self.count("started")
        if self._questions():
            self._end()

    def asked(self) -> list[str]:
        return ["q1", "number"] if self.answers.get("q1", "never") == "never" else ["q1", "number", "q2"]

    def _questions(self) -> bool:
        """False: left on the way."""
        place, turns = 0, 0
        while place < len(self.asked()):
            code = self.asked()[place]
            self.count(code, "seen")
            if self.chance(0.04):
                return self._leave()
            if self.chance(0.06):
                self.at = OTHER[self.at]
                self.send("stay", **self._given(code))
                if self.at != self.locale:
                    self.count("locale_switched")
            elif place and turns < 3 and self.chance(0.1):
                self.send("back", **self._given(code))
                place, turns = place - 1, turns + 1
                self.count(self.asked()[place], "returned")
                continue
            self.answers[code] = self._answer(code)
            self.send("next", **self._given(code))
            if (code, "answered") not in self.told and (code, "skipped") not in self.told:
                self.count(code, "skipped" if self.answers[code] in ("", "~") else "answered")
            place += 1
        return True

    def _answer(self, code: str) -> str:
        if code == "number":
            return self.rng.choice(("", "7391739"))
        return "~" if code == "q2" and self.chance(0.2) else self.rng.choice(list(POINTS))

    def _given(self, code: str) -> dict[str, str]:
        return {code: self.answers[code]} if self.answers.get(code) else {}

    def _leave(self) -> bool:
        where = LEAVE.search(self.body.decode())
        assert where
        self.client.get(where[1].replace("&amp;", "&"), headers=HEADERS)
        self.count("quick_exit", locale=self.at)
        return False

    def _end(self) -> None:
        self.count("completed")
        said = [self.answers[code] for code in self.asked() if code != "number"]
        level = "" if "~" in said else "high" if sum(POINTS[each] for each in said) > 3 else "low"
        if level:
            self.count(level)
        if self.chance(0.3):
            self.send("later")
            if self.chance(0.5):
                return
        self.send("next")
        self.count("shown", 0)
        if level:
            self.count(f"shown@{level}", 0)
        for name, number in self.services.items():
            if name != "Line of the night" or self.country == "RS":
                self.count("shown", number)
        if self.country == "XK":
            self.count("none_local", 0)
        if self.chance(0.2):
            self.send("stay", kind="helpline", place="rs-novi-sad" if self.country == "RS" else "")
        if self.chance(0.2):
            last = self.asked()[-1]
            self.send("back")
            self.count(last, "returned")
            self.send("next", **self._given(last))
        if self.country == "RS" and self.chance(0.3):
            self._click(self.services["Centre by the river"])
            if level:
                self.count(f"clicked@{level}", 0)

    def _click(self, number: int) -> None:
        for _ in range(self.rng.choice((1, 2))):
            sent = {"t": self.token, "service": str(number)}
            self.client.post(self.address() + "service", data=sent, headers=HEADERS)
        self.count("clicked", 0)
        self.count("clicked", number)


TABLES = {
    "use_day": "metric",
    "item_day": "item, metric",
    "band_week": "band",
    "referral_week": "metric, service_id",
}


def kept(store: Store) -> Counter[Any]:
    with visit(store) as session:
        return Counter(
            {
                (row[0], row[1], *row[2:-1]): row[-1]
                for table, what in TABLES.items()
                for row in session.execute(
                    text(f"SELECT country, locale, {what}, sum(n) FROM {table} GROUP BY country, locale, {what}")
                )
            }
        )


def test_a_thousand_people_are_counted_exactly_and_none_of_them_is_kept(small: Public, store: Store) -> None:
    with visit(store) as session:
        services: dict[str, dict[str, int]] = {"RS": {}, "XK": {}}
        for service in session.query(Service):
            services[service.country][service.name] = service.id
    rng, told = Random(4), Counter[Any]()
    for _ in range(PEOPLE):
        Person(small, rng, services, told).live()
    small.site.counts.flush()
    assert kept(store) == told
    assert sum(n for what, n in told.items() if what[-1] == "completed") > PEOPLE / 2
    with visit(store) as session:
        everything = "".join(
            repr(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(table.select())
        )
    assert "small" in everything and not [mark for mark in MARKS if mark in everything]
