"""The end of a run: whether to see the result, what it says of several substances, and how somebody searches."""

from __future__ import annotations

import re
from dataclasses import replace

from assessment.document import Block, BlockKind
from content_store.db import Store
from tests.content import publish_now, small_document
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent
from tests.public_site.test_counting import total
from tests.public_site.test_walk import KINDS, SMALL, at_the_end, at_the_result


def test_what_is_urgent_is_said_before_anybody_is_asked_whether_to_show_the_result(public: Public) -> None:
    ana = at_the_end(public)
    order = [
        "You have injected",
        "0800 000 000",
        "Your result is ready",
        "Here is what your answers can mean.",
        "Not now",
    ]
    assert [ana.page.index(words) for words in order] == sorted(ana.page.index(words) for words in order)
    assert not ana.sees("Points") and "ribbon" not in ana.page and not ana.sees("Centre by the river")


def test_somebody_who_does_not_want_the_result_now_is_still_shown_who_listens(public: Public) -> None:
    ana = at_the_end(public).press("later")
    assert ana.sees("That is all right") and ana.sees("Line of the night") and not ana.sees("Centre by the river")
    assert not ana.sees("Points") and not ana.sees("it fits your result")
    ana.press("stay")
    assert ana.sees("That is all right")
    assert ana.press().sees("Points: 4 of 4")


def test_the_result_once_seen_is_not_hidden_again(public: Public) -> None:
    ana = at_the_result(public).press("back").press(injectATopioids="no")
    assert ana.sees("Points: 3 of 4")
    before = at_the_end(public).press("back")
    assert before.heading.endswith("Did you inject it?") and before.press(injectATopioids="no").sees("Not now")


def test_who_listens_in_a_crisis_stands_under_the_question_whether_to_show_the_result(public: Public) -> None:
    ana = at_the_end(public).press("back").press(injectATopioids="no")
    order = ["Your result is ready", "Not now", "If it is urgent", "0800 000 000"]
    assert [ana.page.index(words) for words in order] == sorted(ana.page.index(words) for words in order)
    assert not ana.sees("Centre by the river") and not ana.sees("Points")


def test_not_now_is_no_answer_to_a_question(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin()
    assert ana.press("later", q1="daily").status == 422 and ana.heading == "How often, part 1?"


def test_a_run_is_complete_at_its_end_and_services_are_shown_when_they_are_seen(public: Public) -> None:
    ana = at_the_end(public).press("later")
    public.site.counts.flush()
    counted = [
        total(public.store, "metric = 'completed'"),
        total(public.store, table="band_week"),
        total(public.store, "metric = 'crisis_shown'", "referral_week"),
        total(public.store, "metric = 'shown'", "referral_week"),
    ]
    assert counted == [1, 3, 1, 0]
    ana.press().press("back").press(injectATopioids="no").press("stay")
    public.site.counts.flush()
    assert total(public.store, "metric = 'completed'") == 1
    assert total(public.store, "metric = 'shown' AND service_id = 0", "referral_week") == 1


def test_a_crisis_text_for_everybody_stands_beside_the_services_and_alarms_nobody(public: Public, store: Store) -> None:
    document = small_document("calm")
    profile = document.profiles[0]
    calls = Block("calls", BlockKind.CRISIS, "If somebody cannot be woken, call 112.")
    publish_now(store, replace(document, profiles=(replace(profile, blocks=(*profile.blocks, calls)),)), ["en"], ["RS"])
    ana = Respondent(public.client, "/en/rs/calm/").begin().press(q1="never").press(q2="never")
    assert ana.heading == "Your result" and not ana.sees("Please read this first")
    order = ["Low: meaning.", 'id="crisis"', "call 112", "0800 000 000", 'id="services"']
    assert [ana.page.index(words) for words in order] == sorted(ana.page.index(words) for words in order)
    public.site.counts.flush()
    assert total(public.store, "metric = 'crisis_shown'", "referral_week") == 0


def test_the_crisis_lines_are_on_every_result(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="never").press(q2="never")
    assert ana.page.index('id="crisis"') < ana.page.index("0800 000 000") < ana.page.index('id="services"')


def test_what_is_true_of_two_substances_is_told_once_and_the_worse_comes_first(public: Public) -> None:
    def result(cannabis: str, opioids: str) -> str:
        ana = Respondent(public.client, KINDS).begin().press()
        ana.press(used=["cannabis", "opioids"]).press(glasses="3").press(sure="7").press(day="")
        ana.press(mind__interest="never", mind__sleep="never")
        ana.press(oftenATcannabis=cannabis).press(injectATcannabis="no")
        return ana.press(oftenATopioids=opioids).press(injectATopioids="no").press().page

    same = result("daily", "daily")
    assert same.count("High: what it can mean.") == 1
    assert re.search(r'<p class="about">cannabis · opioids\s*<p>High: what it can mean', same)
    other = result("never", "daily")
    assert other.index("High: what it can mean.") < other.index("Low: what it can mean.")
    assert other.index('class="about">opioids') < other.index('class="about">cannabis')


def test_somebody_looks_for_another_kind_of_help_than_the_result_suggests(public: Public) -> None:
    ana = at_the_result(public)
    assert ana.sees("Centre by the river") and ana.sees('<option value="helpline">telephone line')
    ana.press("stay", kind="helpline", place="")
    assert not ana.sees("Centre by the river") and ana.sees('value="helpline" selected')
    assert not ana.sees("it fits your result") and ana.sees("can be reached from the whole country")
    assert ana.press("back").press(injectATopioids="no").sees('value="helpline" selected')
    assert ana.press("stay", kind="").sees("Centre by the river")
    for kind in ("nonsense", ["helpline", "outpatient"]):
        assert ana.press("stay", kind=kind).status == 422 and ana.sees("Points: 3 of 4")


def test_nothing_near_is_said_and_the_list_is_not_empty(public: Public) -> None:
    ana = at_the_result(public).press("stay", place="rs-novi-sad", kind="helpline")
    assert ana.sees("Nothing within 50 km was found") and ana.sees("Line of the night")
    assert not ana.press("stay", place="rs-novi-sad", kind="").sees("Nothing within 50 km")


def test_the_printed_page_has_room_for_a_plan_of_ones_own(public: Public) -> None:
    ana = at_the_result(public)
    plan = ana.page[ana.page.index('class="plan"') :]
    assert (
        plan.index("If<i>") < plan.index("then I<i>") < plan.index("I can talk to<i>") and 'class="printonly"' in plan
    )
    assert "<textarea" not in ana.page and 'type="text"' not in ana.page
