"""Somebody who wants a person to talk to, and no questions."""

from __future__ import annotations

import re

from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent
from tests.public_site.test_counting import total

HELP = "/en/help/rs/"


def test_somebody_finds_the_way_to_help_from_the_list_and_answers_nothing(public: Public) -> None:
    ana = Respondent(public.client, "/en/rs/?c=poster").open()
    assert ana.sees("Find help without answering questions")
    ana.open(ana._one(r'href="(/en/help/rs/[^"]*)"'))
    assert ana.heading == "Find help without answering questions"
    assert ana.page.index("0800 000 000") < ana.page.index("Centre by the river")
    assert ana.asked == ["place", "kind"] and not ana.sees("fits your result") and not ana.sees("fits my result")
    assert ana.sees('href="https://centre.example/about" rel="noreferrer noopener"')  # nothing of a run to carry along
    public.site.counts.flush()
    assert total(public.store) == 0


def test_the_way_to_help_stands_at_the_foot_of_every_page_of_a_run_and_loses_no_answer(public: Public) -> None:
    ana = Respondent(public.client, "/sr-Cyrl/rs/small/").open()
    for _ in range(2):
        assert '<a href="/sr-Cyrl/help/rs/" target="_blank"' in ana.page
        ana.press()
    assert '<a href="/sr-Cyrl/help/rs/" target="_blank"' in ana.press(q1="never").press(q2="never").page
    assert ana.open("/sr-Cyrl/help/rs/").heading == "Пронађите помоћ без одговарања на питања"


def test_what_somebody_looks_for_stands_in_no_address(public: Public) -> None:
    ana = Respondent(public.client, HELP).open().send({"place": "rs-novi-sad", "kind": "", "go": "stay"})
    assert ana.sees("Novi Sad (1 km away)") and ana.sees('value="rs-novi-sad" selected')
    assert ana.send({"place": "", "kind": "helpline"}).sees('value="helpline" selected')
    assert ana.page.count("0800 000 000") == 2  # asked for by kind, it has a card as well
    assert not re.search(r'(?:href|action)="[^"]*(?:novi-sad|helpline)', ana.page)


def test_nothing_else_is_taken_and_nowhere_else_is_served(public: Public) -> None:
    ana = Respondent(public.client, HELP)
    assert ana.open("/en/help/de/").status == 404 and ana.open("/en/help/zz/").status == 404
    for wrong in ({"kind": "nonsense"}, {"place": "x" * 400}, {"name": "Ana"}, {"place": ["rs-novi-sad", "rs-nis"]}):
        assert ana.send(wrong, at=HELP).status == 400
