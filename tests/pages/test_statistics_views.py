"""Questions, results and services on the screen; and every table as a file."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from content_store import questionnaires
from content_store.db import Store, desk_for, utcnow, visit
from content_store.models import LedgerEntry
from content_store.statistics import (
    Asked,
    Cohort,
    Event,
    Referred,
    Use,
    add_batch,
    asked,
    read_as,
    referred,
    referred_at,
    took,
    used,
)
from tests.cast import admin, ana, kosta, mila
from tests.composed import House, composed
from tests.content import audit_like_document, publish_draft, publish_now, put_questionnaire, reworded
from tests.driver import draw, text_of
from tests.pages.test_statistics import table_rows

LONG_AGO = timedelta(days=75)  # in a month that is over, whatever today is


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Any:
    """In Serbia 200 runs met the first question, 40 left there; 100 low and 60 high results; in Albania a few."""
    with composed(store, tmp_path) as house:
        revision = publish_now(store, audit_like_document(), countries=("RS", "AL")).revision_id
        events = Counter[Event]()
        for country, times in (("RS", 20), ("AL", 1)):
            cohort = Cohort(country, revision, "en", utcnow().date() - LONG_AGO)
            for metric, n in ((Use.OPENED, 20), (Use.STARTED, 10), (Use.COMPLETED, 8)):
                events[used(cohort, metric, source="=cmd()" if country == "AL" else "none")] = n * times
            for step, n in ((Asked.SEEN, 10), (Asked.ANSWERED, 8)):
                events[asked(cohort, "q1", step)] = n * times
            events[took(cohort, 100)] = 8 * times
            events[read_as(cohort, "everybody", "total", "low")] = 5 * times
            events[read_as(cohort, "everybody", "total", "high")] = 3 * times
            events[referred(cohort, Referred.SHOWN)] = 8 * times
            events[referred(cohort, Referred.CLICKED)] = 2 * times
            for level, shown, clicked in (("low", 4, 1), ("high", 4, 1)):
                events[referred_at(cohort, Referred.SHOWN, level)] = shown * times
                events[referred_at(cohort, Referred.CLICKED, level)] = clicked * times
        add_batch(store, "batch", 0, events)
        yield house


def at(view: str, **more: str) -> str:
    asked = {"view": view, "since": (utcnow().date() - timedelta(days=120)).isoformat(), "slug": "drinking", **more}
    return "/statistics?" + "&".join(f"{name}={value}" for name, value in asked.items())


def file(house: House, person: Any, view: str, table: str, **more: str) -> tuple[int, list[list[str]]]:
    day = utcnow().date()
    asked = {"view": view, "table": table, "since": str(day - timedelta(days=120)), "until": str(day), **more}
    answer = house.enter(person).get("/console/download/statistics", query_string=asked)
    return answer.status_code, list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_a_coordinator_sees_where_people_leave(house: House) -> None:
    screen = draw(house.enter(mila), at("questions"))
    assert table_rows(screen, "Question by question") == ["1. How often do you drink alcohol? 200 160 0 0 40 20% 0"]
    assert "Which questionnaire?" in text_of(draw(house.enter(mila), at("questions", slug="")))


def test_what_changed_with_a_publication_stands_beside_the_questions(house: House, store: Store) -> None:
    with desk_for(store, ana) as desk:
        draft = questionnaires.open_draft(desk, 1)
        again = "How often do you have a drink?"
        draft = questionnaires.edit(desk, draft.id, draft.number, lambda one: reworded(one, "q1", again), "reworded")
    second = publish_draft(store, draft, countries=("RS", "AL")).revision_id
    cohort = Cohort("RS", second, "en", utcnow().date() - timedelta(days=5))
    events = {asked(cohort, "q1", Asked.SEEN): 200, asked(cohort, "q1", Asked.ANSWERED): 190}
    add_batch(store, "second", 0, events | {used(cohort, Use.STARTED): 200, used(cohort, Use.COMPLETED): 180})
    found = file(house, mila, "questions", "before-and-after", slug="drinking")
    assert found[0] == 200 and found[1][-1][0].startswith("1. How often do you have a drink?")
    screen = draw(house.enter(mila), at("questions"))
    [row] = table_rows(screen, "Before and after publication 2 of")
    assert row == "1. How often do you have a drink? fewer leave 20% 5%"
    assert table_rows(draw(house.enter(mila), at("")), "By publication") == ["2 200 180 90%", "1 200 160 80%"]


def test_only_what_was_public_can_be_chosen(house: House, store: Store) -> None:
    put_questionnaire(store, replace(audit_like_document(), code="never", title="Never published"))
    assert "Never published" not in text_of(draw(house.enter(mila), at("questions", slug="")))


def test_results_come_with_their_shares_and_small_ones_hidden(house: House) -> None:
    mine = text_of(draw(house.enter(mila), at("results")))
    assert "Total (Everybody), publication 1" in mine and "All of it 100 62% 0 0% 60 38% 0 0%" in mine
    every = text_of(draw(house.enter(admin), at("results")))
    assert "All of it 100+" in every and "Albania <10 – <10 – <10 – <10 –" in every


def test_services_shown_and_followed_stand_by_month(house: House) -> None:
    mine = draw(house.enter(mila), at("services"))
    assert [row.partition("Serbia ")[2] for row in table_rows(mine, "Services shown and followed")] == [
        "Drinking 160 40 25% 0 0 0"
    ]
    assert "Albania" not in text_of(mine)
    levels = table_rows(mine, "Services followed, by how serious the result was")
    assert [row.partition("Drinking ")[2] for row in levels] == ["80 20 25%", "80 20 25%"]
    assert levels[0].startswith("Lower risk") and levels[1].startswith("High risk")


def test_every_table_is_a_file_too_rounded_with_its_words_and_put_down(house: House, store: Store) -> None:
    status, rows = file(house, mila, "results", "results-1", slug="drinking")
    named = {row[0]: row[1:] for row in rows if len(row) > 1}
    assert status == 200 and rows[0] == ["Total (Everybody), publication 1"]
    assert (
        "UTC" in named["As of"][0]
        and "nearest 5" in named["Counts"][0]
        and named["Country"] == ["all that may be seen"]
    )
    assert "Not a person" in named["Run"][0]
    assert named["All of it"][1:5] == ["100", "0.625", "0.548", "0.696"]
    with visit(store) as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.verb == "statistics:exported")).one()
        assert (entry.actor_id, entry.thing) == (mila.id, "statistics:results-1")
    for view, tables in (
        ("uptake", ("by-time", "by-country", "by-language", "by-questionnaire", "by-source", "completion-time")),
        ("questions", ("questions",)),
        ("services", ("services", "services-by-result")),
    ):
        for table in tables:
            assert file(house, mila, view, table, slug="drinking")[0] == 200


def test_no_cell_of_a_file_is_a_formula(house: House) -> None:
    _, rows = file(house, admin, "uptake", "by-source")
    assert any(row and row[0] == "'=cmd()" for row in rows)
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row)


def test_a_file_of_another_country_is_refused_like_one_of_none(house: House) -> None:
    assert [file(house, mila, "uptake", "by-time", country=code)[0] for code in ("AL", "ZZ")] == [403, 403]
    assert file(house, kosta, "uptake", "by-time")[0] == 403
    assert file(house, mila, "uptake", "nothing")[0] == file(house, mila, "nothing", "by-time")[0] == 404
    assert file(house, mila, "uptake", "by-time", since="soon")[0] == 404
    assert file(house, mila, "questions", "questions")[0] == file(house, mila, "results", "results-1")[0] == 422
