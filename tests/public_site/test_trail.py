"""What addresses carry along: a campaign's code, and somebody's wish not to be counted."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import text

from content_store import campaigns
from content_store.db import Store, desk_for, visit
from content_store.permissions import System
from tests.composed import COUNTERS
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent

KINDS = "/en/rs/kinds/"


def sources(public: Public) -> set[str]:
    public.site.counts.flush()
    with visit(public.store) as session:
        return set(session.scalars(text("SELECT DISTINCT source FROM use_day")))


def rows(public: Public) -> int:
    public.site.counts.flush()
    with visit(public.store) as session:
        return sum(session.scalar(text(f"SELECT count(*) FROM {table}")) for table in COUNTERS)


def links(ana: Respondent) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="(/[a-z][^"]*)"', ana.page)]


def follow(ana: Respondent, start: str) -> Respondent:
    """The first link of the page that begins so."""
    return ana.open(next(link for link in links(ana) if link.startswith(start)))


@pytest.fixture
def clinics(store: Store) -> campaigns.Entry:
    with desk_for(store, System()) as desk:
        return campaigns.register(desk, "clinics-26", "Posters in clinics", "RS")


@pytest.mark.usefixtures("clinics")
class TestCampaign:
    def test_a_poster_that_leads_to_the_first_page_is_counted_at_the_questionnaire(self, public: Public) -> None:
        ana = Respondent(public.client, "/sq/").open("/?c=Clinics-26")
        follow(follow(follow(ana, "/sq/"), "/sq/rs/"), "/sq/rs/small/")
        ana.press().press(q1="daily").press(q2="daily")
        assert sources(public) == {"clinics-26"}

    def test_a_change_of_language_before_the_questions_keeps_it(self, public: Public) -> None:
        ana = Respondent(public.client, "").open("/en/rs/small/?c=clinics-26")
        follow(ana, "/sq/rs/small/").press().press("back")
        assert [link for link in links(ana) if "/rs/small/" in link and "c=clinics-26" not in link] == []
        assert sources(public) == {"clinics-26"}

    def test_a_page_of_questions_is_the_same_for_everybody(self, public: Public) -> None:
        """It is drawn once: what one visitor came by must not reach the next one's page."""
        Respondent(public.client, "").open("/en/rs/small/?c=clinics-26").press()
        other = Respondent(public.client, "/en/rs/small/").begin()
        assert "clinics" not in other.page

    @pytest.mark.parametrize("code", ["Ana-from-flat-5", "", "search", "none%00", "clinics-26x", "a" * 3000])
    def test_a_code_that_nobody_registered_names_nobody(self, public: Public, code: str) -> None:
        ana = Respondent(public.client, "").open(f"/en/rs/?c={code}")
        assert not any("flat" in link or "search" in link for link in links(ana))
        follow(ana, "/en/rs/small/").press()
        assert sources(public) == {"other"}

    def test_a_campaign_that_has_ended_is_counted_no_more(self, public: Public, clinics: campaigns.Entry) -> None:
        with desk_for(public.store, System()) as desk:
            campaigns.end(desk, clinics.id, clinics.version)
        Respondent(public.client, "").open("/en/rs/small/?c=clinics-26").press()
        assert sources(public) == {"other"}


class TestNotCounted:
    def test_somebody_who_asks_for_it_is_counted_nowhere(self, public: Public) -> None:
        """Every kind of counter: opened, started, items, time, bands, services, crisis, language, website, leaving."""
        ana = Respondent(public.client, "").open("/en/what-we-count/")
        follow(ana, "/en/what-we-count/?count=no")
        assert ana.sees("This visit is not counted.")
        follow(follow(follow(ana, "/en/?"), "/en/rs/?"), KINDS)
        assert ana.sees("This visit is not counted.")
        ana.press().press().press("back").press().press(used=["opioids"]).press(glasses="3").press("back").press(
            glasses="3"
        )
        ana.press(sure="3").press(day="").press(mind__interest="daily", mind__sleep="daily")
        ana.press(oftenATopioids="daily").press(injectATopioids="yes").press("later").press()
        assert ana.sees("Centre by the river")
        shown = re.findall(r'name="service" value="(\d+)"', ana.page)
        ana.send({"t": ana.token, "service": shown[0]}, at=KINDS + "service")
        assert ana.sees("You are leaving this site")
        leave = re.search(r'class="leave" href="([^"]+)"', ana.page)
        assert leave and leave[1] == "/leave"
        public.client.get(leave[1])
        assert rows(public) == 0

    def test_whoever_is_too_young_is_not_counted_either(self, public: Public, store: Store) -> None:
        from tests.content import publish_now
        from tests.public_site.test_walk import grown_ups_only

        publish_now(store, grown_ups_only(), ["en"], ["RS"])
        luka = Respondent(public.client, "").open("/en/rs/grown/?count=no").press(consent="yes").press(age="12")
        assert luka.sees("aged 16 and over")
        assert rows(public) == 0

    def test_starting_again_stays_uncounted_and_can_be_taken_back(self, public: Public) -> None:
        ana = Respondent(public.client, "").open("/en/rs/small/?count=no").press().press(q1="daily").press(q2="daily")
        follow(ana, "/en/rs/small/?count=no")
        assert rows(public) == 0
        follow(ana, "/en/rs/small/")
        assert rows(public) == 1 and ana.sees("Do not count my visit")

    def test_the_way_out_stands_before_the_questions(self, public: Public) -> None:
        assert "/en/rs/small/?count=no" in links(Respondent(public.client, "/en/rs/small/").open())

    def test_no_other_word_in_the_address_switches_counting_off(self, public: Public) -> None:
        for query in ("?count=yes", "?count=", "?Count=no", "?nocount"):
            Respondent(public.client, "").open("/en/rs/small/" + query)
        public.site.counts.flush()
        with visit(public.store) as session:
            assert session.scalar(text("SELECT sum(n) FROM use_day WHERE metric = 'opened'")) == 4
