import gzip
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from assessment.document import Questionnaire, Rights
from content_store.db import Store, utcnow
from public_site.pages import style_sheet
from public_site.token import LIFETIME
from tests.content import publish_draft, publish_now, put_questionnaire, reworded, small_document
from tests.public_site.conftest import Clock, Public
from tests.public_site.respondent import Respondent
from tests.public_site.test_counting import total

SMALL = "/en/rs/small/"
KINDS = "/en/rs/kinds/"


def at_the_end(public: Public) -> Respondent:
    """Everything answered; whether to see the result is still to be said."""
    ana = Respondent(public.client, KINDS).begin().press()
    ana.press(used=["cannabis", "opioids"]).press(glasses="3").press(sure="7").press(day="")
    ana.press(mind__interest="daily", mind__sleep="weekly")
    ana.press(oftenATcannabis="never").press(injectATcannabis="no")
    return ana.press(oftenATopioids="daily").press(injectATopioids="yes")


def at_the_result(public: Public) -> Respondent:
    return at_the_end(public).press()


def test_a_visitor_finds_the_way_from_the_first_page_to_a_question(public: Public) -> None:
    mira = Respondent(public.client, "/", Accept_Language="sr-Latn-RS,sr;q=0.8")
    assert mira.open().sees("Jezik") and mira.sees('href="/sr-Latn/rs/"')
    assert mira.open("/sr-Latn/rs/").sees('href="/sr-Latn/rs/small/"')
    assert mira.open("/sr-Latn/rs/small/").press().heading.endswith("How often, part 1?") and mira.sees("Nastavite")


def test_every_kind_of_question_is_asked_and_the_result_says_what_matters_first(public: Public) -> None:
    ana = at_the_result(public)
    assert ana.status == 200
    order = [ana.page.index(words) for words in (
        "You have injected in the last 3 months",
        "Somebody can talk with you now.",
        "0800 000 000",
        "Do not mix opioids",
        'id="result"',
        "Decide on two days",
        "Centre by the river",
        "After a break",
        "Written by a team",
    )]  # fmt: skip
    assert order == sorted(order)
    assert ana.sees("Points: 4 of 4") and ana.sees("Points: 5 of 6")
    assert re.search(r'aria-current="true"><i></i><span>High<b class="here">', ana.page)
    assert not ana.sees('href="https://centre')  # the way out is a button that is counted


def test_a_service_is_shown_with_its_distance_once_a_town_is_named(public: Public) -> None:
    ana = at_the_result(public)
    assert not ana.sees("km away")
    ana.press("stay", place="rs-novi-sad")
    assert ana.sees("Novi Sad (1 km away)") and ana.sees('value="rs-novi-sad" selected')
    ana.press("stay", place="rs-nowhere")
    assert ana.status == 422 and ana.sees("does not belong to it") and ana.sees('value="rs-novi-sad" selected')
    assert ana.press("stay", place="").status == 200 and not ana.sees("km away")


def test_leaving_for_a_service_is_a_page_that_says_so(public: Public) -> None:
    ana = at_the_result(public)
    number = re.search(r'name="service" value="(\d+)"', ana.page)[1]
    ana.send({"t": ana.token, "service": number}, at=KINDS + "service")
    assert ana.status == 200 and ana.sees('href="https://centre.example/about"') and ana.sees("centre.example")
    for wrong in ("0", "999", "x", "9" * 40, ""):
        again = at_the_result(public)
        assert again.send({"t": again.token, "service": wrong}, at=KINDS + "service").status == 404


def test_going_back_keeps_what_was_answered(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="weekly")
    assert ana.press("back").ticked == ["weekly"]
    assert ana.press(q1="daily").press("back").ticked == ["daily"]
    assert ana.press("back").heading == "A small test"


def test_an_answer_that_is_no_longer_asked_is_dropped(public: Public) -> None:
    ana = at_the_result(public)
    for _ in range(9):
        ana.press("back")
    assert ana.ticked == ["cannabis", "opioids"]
    ana.press(used=["none"]).press(glasses="3").press(sure="~").press(day="").press(
        mind__interest="never", mind__sleep="never"
    )
    assert ana.heading == "Your result" and not ana.sees("You have injected") and ana.sees("No sign of low mood")


def test_changing_the_language_in_a_run_keeps_the_answers(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="weekly")
    ana.press("stay", at="/sq/rs/small/", q2="daily")
    assert ana.heading == "sq: How often, part 2?" and ana.ticked == ["daily"]
    assert ana.action == "/sq/rs/small/"
    assert ana.press("back").ticked == ["weekly"]


def test_declining_is_an_answer(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="~").press(q2="never")
    assert ana.status == 200 and ana.sees("Some questions were left out")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"q1": "sometimes"},
        {"q1": ["never", "daily"]},
        {"q1": "never", "q2": "never"},
        {"q1": "never", "name": "Ana"},
        {"q1": "\udcff".encode("utf-8", "surrogatepass")},
        {"q1": "never" * 4_000},
        {f"x{number}": "y" for number in range(2_000)},
    ],
    ids=["missing", "not a choice", "two", "of another question", "extra", "not UTF-8", "huge", "many"],
)
def test_a_form_this_page_could_not_have_sent_gets_the_page_again(public: Public, fields: dict[str, object]) -> None:
    ana = Respondent(public.client, SMALL).begin()
    ana.send({"t": ana.token, "go": "next", **fields})
    assert ana.status == 422 and ana.heading == "How often, part 1?" and ana.sees("Please look at this once more")
    assert ana.press(q1="never").status == 200


@pytest.mark.parametrize("go", ["", "leave", ["next", "back"], "NEXT"])
def test_a_button_that_is_not_there_gets_the_page_again(public: Public, go: object) -> None:
    ana = Respondent(public.client, SMALL).begin()
    assert ana.send({"t": ana.token, "go": go, "q1": "never"}).status == 422
    assert ana.heading == "How often, part 1?"


def test_what_was_typed_wrong_is_kept(public: Public) -> None:
    ana = Respondent(public.client, KINDS).begin().press().press(used=["none"])
    ana.press(glasses="99")
    assert ana.status == 422 and ana.sees('value="99"') and ana.sees("The largest possible is 50")
    assert ana.sees('href="#f-glasses"') and ana.sees('id="f-glasses"') and ana.sees('aria-invalid="true"')


def test_two_rows_left_out_of_a_grid_are_told_apart(public: Public) -> None:
    ana = Respondent(public.client, KINDS).begin().press().press(used=["none"]).press(glasses="3").press(sure="~")
    ana.press(day="").press()
    for row, words in (("interest", "Little interest in doing things"), ("sleep", "Trouble sleeping")):
        assert ana.sees(f'<a href="#f-mind.{row}">{words}: Please answer')


def test_bad_tokens_get_a_plain_page_in_the_visitors_language(public: Public) -> None:
    good = Respondent(public.client, SMALL).begin().token
    other = Respondent(public.client, KINDS).begin().token
    for token in ("", "x", good[:-9], good[:30] + "AAAA" + good[34:], good * 200, "é", other):
        ana = Respondent(public.client, SMALL)
        ana.send({"t": token, "go": "next", "q1": "never"}, at="/sr-Latn/rs/small/")
        assert (ana.status, ana.heading) == (400, "Molimo da počnete ispočetka")
    assert Respondent(public.client, SMALL).send({"q1": "never"}, at=SMALL).status == 400
    assert Respondent(public.client, SMALL).send({"t": [good, good]}, at=SMALL).status == 400
    assert Respondent(public.client, SMALL).send({"t": good, "q1": "never"}, at="/en/xk/small/").status == 400


@pytest.mark.parametrize(
    "address", ["/xx/rs/", "/en/zz/", "/en/rs/nothing/", "/en/rs/small/more/", "/en/al/small/", "/..%2f", "/%ff%fe/rs/"]
)
def test_an_address_that_is_nothing_gets_a_plain_page(public: Public, address: str) -> None:
    ana = Respondent(public.client, address).open()
    assert ana.status == 404 and ana.heading == "There is nothing here"


def test_wrong_methods_and_great_bodies_get_a_plain_page(public: Public) -> None:
    assert public.client.post("/en/rs/").status_code == 405
    assert public.client.put(SMALL).status_code == 405
    assert public.client.post(SMALL, data={"t": "x" * 200_000}).status_code == 413
    assert public.client.post(SMALL, data=b'{"t": 1}', content_type="application/json").status_code == 400


def test_a_language_that_is_not_there_yet_is_answered_whole_in_another_with_a_notice(public: Public) -> None:
    ana = Respondent(public.client, "/sq/rs/kinds/").open()
    assert ana.status == 200 and ana.sees('<html lang="en"')
    assert ana.sees('not available in <span lang="sq">shqip</span> yet')
    assert ana.sees('action="/en/rs/kinds/"')
    assert Respondent(public.client, "/he/hr/").open().sees('not available in <span lang="he">עברית</span> yet')


def test_a_run_ends_on_the_revision_it_began_with(public: Public, store: Store) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="never")
    changed = reworded(small_document("later"), "q2", "Another second question?")
    publish_draft(store, put_questionnaire(store, changed), ["en"], ["RS"])
    _replace(store, "small", changed)
    assert Respondent(public.client, SMALL).begin().press(q1="never").heading in (
        "How often, part 2?",
        "Another second question?",
    )
    assert ana.press("stay").heading == "How often, part 2?"
    assert ana.press(q2="never").sees("Low: headline.")


def _replace(store: Store, slug: str, document: object) -> None:
    from content_store.db import visit
    from content_store.models.questionnaires import Questionnaire

    with visit(store, writing=True) as session:
        rows = {row.slug: row for row in session.query(Questionnaire)}
        rows[slug].live_revision_id = rows["later"].live_revision_id


def test_pages_name_nothing_in_their_title_and_stay_light(public: Public) -> None:
    ana = at_the_result(public)
    sheet = len(style_sheet()[1])
    step = Respondent(public.client, SMALL).begin()
    pages = {"": ana.page, "1 · ": step.page, "Please look at this once more · 1 · ": step.press().page}
    for told, page in pages.items():  # a number, so that a listener knows the page for another one
        assert f"<title>{told}Information</title>" in page
        assert len(page.encode()) + sheet <= 30_000
        assert not re.search(r'<script|style=|src=|(href|action)="(http|//)', page)


def test_a_long_page_travels_packed_where_the_browser_can_unpack_it(public: Public) -> None:
    sheet = style_sheet()[0]
    plain, packed = (public.client.get(sheet, headers={"Accept-Encoding": how}) for how in ("identity", "br, gzip"))
    assert gzip.decompress(packed.data) == plain.data and len(packed.data) < 4_000
    assert "Content-Encoding" not in plain.headers and plain.headers["Vary"] == packed.headers["Vary"]


def test_leave_quickly_comes_first_and_leads_away(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin()
    first = re.search(r"<(a|button|input|select)\b[^>]*>", ana.page.split("<body>")[1])[0]
    assert 'class="leave"' in first
    answer = public.client.get(re.search(r'href="([^"]+)"', first)[1].replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "https://www.wikipedia.org/")
    assert "cache" in answer.headers["Clear-Site-Data"] and answer.headers["Cache-Control"] == "no-store"
    for nonsense in ("r=x&l=en&c=rs", "r=99999999999999999999&l=en&c=rs", "r=-1&l=%ff&c=", "r=1"):
        assert public.client.get(f"/leave?{nonsense}").status_code == 303


def test_pages_that_name_kosovo_bear_the_note(public: Public) -> None:
    for address in ("/en/", "/en/xk/", "/sr-Latn/xk/small/"):
        assert "1244" in Respondent(public.client, address).open().page
    assert "1244" in Respondent(public.client, "/en/xk/small/").begin().page


def test_staff_preview_is_the_same_page_and_its_token_opens_nothing_here(public: Public) -> None:
    from assessment.plain import texts
    from public_site.site import preview_response

    document = small_document()
    address = "/console/frame/{locale}/"
    status, body = preview_response(
        public.site, document, {"en": texts(document)}, "en", {}, country="RS", address=address
    )
    token = re.search(r'name="t" value="([^"]+)"', body.decode())[1]
    assert status == 200 and 'action="/console/frame/en/"' in body.decode()
    form = {"t": [token], "go": ["next"]}
    status, body = preview_response(
        public.site, document, {"en": texts(document)}, "en", form, country="RS", address=address
    )
    assert status == 200 and "How often, part 1?" in body.decode()
    assert Respondent(public.client, SMALL).send({"t": token, "go": "next"}, at=SMALL).status == 400


def grown_ups_only() -> Questionnaire:
    return replace(
        small_document("grown"),
        minimum_age=16,
        consent="Read this first.",
        under_age="There are others for you.",
        rights=Rights(instrument="SMALL-10", attribution="After somebody, 2001."),
    )


@pytest.fixture
def grown(public: Public, store: Store) -> str:
    publish_now(store, grown_ups_only(), ["en", "sr-Cyrl"], ["RS"])
    return "/en/rs/grown/"


def test_nobody_is_asked_before_they_agree(public: Public, grown: str) -> None:
    ana = Respondent(public.client, grown).open()
    assert ana.sees("Read this first.") and ana.sees("has not been validated") and ana.sees("After somebody, 2001.")
    assert ana.press().status == 422 and ana.sees("please tick the box")
    assert ana.press(consent="no").status == 422
    assert ana.press(consent="yes").heading == "How old are you?"


def test_somebody_too_young_is_told_kindly_and_shown_who_is_there(public: Public, grown: str) -> None:
    luka = Respondent(public.client, grown).open().press(consent="yes")
    assert luka.press(age="~").status == 422 and luka.press(age="nine").status == 422
    luka.press(age="15")
    assert luka.status == 200 and luka.sees("aged 16 and over") and luka.sees("There are others for you.")
    assert luka.sees("0800 000 000") and luka.asked == ["age"]
    assert luka.sees("If it is urgent") and luka.page.count('href="tel:') == 1  # nobody is named twice
    public.site.counts.flush()
    assert total(public.store, "metric = 'under_age'") == 1
    assert total(public.store, "metric = 'started'") == total(public.store, table="item_day") == 0


def test_somebody_who_mistyped_their_age_goes_back_to_it_and_on(public: Public, grown: str) -> None:
    ana = Respondent(public.client, grown).open().press(consent="yes").press(age="15")
    assert ana.press(age="15", at="/sr-Cyrl/rs/grown/").sees("имају 16 или више година")
    ana.press("stay", age="15", at=grown)
    assert ana.heading == "How old are you?" and 'value="15"' in ana.page
    assert ana.press(age="51").heading == "How often, part 1?"
    public.site.counts.flush()
    assert total(public.store, "metric = 'under_age'") == total(public.store, "metric = 'started'") == 1


def test_somebody_old_enough_starts_with_their_age_counted(public: Public, grown: str) -> None:
    Respondent(public.client, grown).open().press(consent="yes").press(age="16")
    public.site.counts.flush()
    assert total(public.store, "metric = 'started'") == 1
    assert total(public.store, "item = 'age'", "item_day") == 2  # seen, answered


def test_what_a_browser_kept_of_a_run_shows_nothing_to_whoever_sends_it_again_hours_later(public: Public) -> None:
    ana = Respondent(public.client, SMALL).begin().press(q1="daily")
    kept = {"t": ana.token, "go": "next", "q2": "daily"}
    assert ana.send(kept).sees("Your result")
    public.site.clock = Clock(utcnow() + timedelta(seconds=LIFETIME + 1))
    ana.send(kept, at=SMALL)
    assert (ana.status, ana.heading) == (400, "Please start again") and not ana.sees("How often") and not ana.asked
