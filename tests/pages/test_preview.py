"""Staff walk through a draft with the public site's own pages; nothing of it is counted."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from auth import gate
from auth import server as entrance
from auth.roles import Account
from console.app import build
from content_store import questionnaires
from content_store.db import Store, desk_for, visit
from content_store.models import ItemDay, UseDay
from pages import preview_frame
from public_site import site
from tests.cast import ana, mila, nobody, put_people
from tests.content import audit_like_document, publish_now, put_questionnaire, reworded, small_document, translate
from tests.driver import SECRET, draw, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import click, leave, seen

FRAME = "/console/preview-frame/1/en/rs/"


@pytest.fixture
def server(store: Store) -> Flask:
    """With the public site, whose pages and keys the preview uses."""
    put_people(store)
    server = Flask("console-and-site", static_folder=None)
    entrance.install(server, store, SECRET)
    gate.declare("public.*", gate.PUBLIC)
    site.install(server, store, SECRET)
    build(server, store)
    preview_frame.install(server)
    return server


def token(page: str) -> str:
    found = re.search(r'name="t" value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def step(client: FlaskClient, page: str, **fields: str) -> str:
    answer = client.post(FRAME, data={"t": token(page), "go": "next", **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_ana_walks_through_her_draft_to_its_result(server: Flask, store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    page = client.get(FRAME).text
    page = step(client, page)
    assert "How often, part 1?" in page
    page = step(client, step(client, page, q1="daily"), q2="daily")
    assert "high: headline" in page.lower()
    server.extensions["public_site"].close()
    with visit(store) as session:
        counted = [session.scalar(select(func.count()).select_from(table)) for table in (UseDay, ItemDay)]
    assert counted == [0, 0]


def test_the_frame_may_stand_in_our_own_pages_only(server: Flask, store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = enter(ana).get(FRAME)
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_site_cannot_post_into_the_frame(server: Flask, store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    data = {"t": token(client.get(FRAME).text), "go": "next"}
    assert client.post(FRAME, data=data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("address", ["/console/preview-frame/9/en/rs/", "/console/preview-frame/1/tlh/rs/",
                                     "/console/preview-frame/1/en/zz/"])  # fmt: skip
def test_what_is_not_there_is_404(server: Flask, store: Store, enter: Enter, address: str) -> None:
    put_questionnaire(store, small_document())
    assert enter(ana).get(address).status_code == 404


def test_a_run_stays_with_the_draft_it_began_with(server: Flask, store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    page = client.get(FRAME).text
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda document: reworded(document, "q1", "Other words?"), "x")
    answer = client.post(FRAME, data={"t": token(page), "go": "next"})
    assert answer.status_code == 400
    assert "Other words?" in step(client, client.get(FRAME).text)


def test_a_language_that_is_not_whole_shows_the_rest_as_it_was_written_and_says_so(
    server: Flask, store: Store, enter: Enter
) -> None:
    draft = put_questionnaire(store, small_document())
    client = enter(ana)
    translate(store, draft, "sq")
    assert "not translated yet" not in text_of(draw(client, "/preview?id=1&locale=sq"))
    with desk_for(store, ana) as desk:
        from assessment.edits import set_text

        questionnaires.edit(desk, 1, 1, lambda document: set_text(document, "consent", "Is that all right?"), "x")
    assert "1 text is not translated yet" in text_of(draw(client, "/preview?id=1&locale=sq"))
    assert "Is that all right?" in client.get("/console/preview-frame/1/sq/rs/").text


@pytest.mark.parametrize(("person", "status"), [(mila, 200), (nobody, 403)], ids=["Mila", "nobody"])
def test_who_may_read_questionnaires_may_look_at_them(
    server: Flask, store: Store, enter: Enter, person: Account, status: int
) -> None:
    put_questionnaire(store, small_document())
    assert enter(person).get(FRAME).status_code == status


def test_a_visitor_is_sent_to_sign_in(server: Flask, store: Store) -> None:
    assert server.test_client().get(FRAME).status_code == 303


def gap(client: FlaskClient, store: Store) -> str:
    """Ana leaves scores without a result; the address that shows it."""
    put_questionnaire(store, audit_like_document())
    answer = leave(client, "high|everybody.total|0|0", "3", seen(store, "banding.everybody.total"))
    found = re.search(r"/preview\?id=1&shows=[0-9a-f]+", str(answer["questionnaire-side.children"]))
    assert found
    return found.group(0)


def test_show_me_opens_a_filled_run_at_the_result_that_is_missing_and_counts_nothing(
    server: Flask, store: Store, enter: Enter
) -> None:
    client = enter(ana)
    address = gap(client, store)
    drawn = draw(client, address)
    assert "Women who score 4 or 5 get no result." in text_of(drawn)
    assert "How often do you drink alcohol? Daily" in text_of(drawn)
    [inside] = re.findall(r"/console/preview-frame/[^\"']+shows=[0-9a-f]+", str(drawn))
    page = client.get(inside).text
    assert "low: headline" not in page.lower() and 'name="t"' in page
    back = client.post(inside.partition("?")[0], data={"t": token(page), "go": "back"}).text
    assert "trouble number 10" in back
    server.extensions["public_site"].close()
    with visit(store) as session:
        assert session.scalar(select(func.count()).select_from(UseDay)) == 0


def test_what_is_mended_by_now_is_said_to_be_so(server: Flask, store: Store, enter: Enter) -> None:
    client = enter(ana)
    address = gap(client, store)
    click(client, "mend|extend banding everybody.total cut_offs[0].ranges[0].high 5", seen(store))
    drawn = draw(client, address)
    assert "does not happen any more" in text_of(drawn)
    assert "Drinking" in client.get(FRAME + "?shows=" + address[-16:]).text


def test_ana_walks_through_an_earlier_version_and_what_was_published(server: Flask, store: Store, enter: Enter) -> None:
    public = publish_now(store, small_document(), locales=("en", "sq"))
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda document: reworded(document, "q1", "In between?"), "x")
        questionnaires.edit(desk, 1, 2, lambda document: reworded(document, "q1", "Now?"), "x")
    client = enter(ana)
    drawn = draw(client, "/preview?id=1&version=2")
    assert "version 2 of the draft" in text_of(drawn)
    [inside] = re.findall(r"/console/preview-frame/[^\"']+version=2", str(drawn))
    page = client.post(inside, data={"t": token(client.get(inside).text), "go": "next"}).text
    assert "In between?" in page and inside in page.replace("&amp;", "&")  # its forms stay with the version
    assert client.post(FRAME, data={"t": token(page), "go": "next"}).status_code == 400
    revision = f"revision={public.revision_id}"
    drawn = draw(client, f"/preview?id=1&locale=sq&{revision}")
    assert "revision 1" in text_of(drawn) and "not translated yet" not in text_of(drawn)
    shown = client.get(f"/console/preview-frame/1/sq/rs/?{revision}").text
    assert "sq: " in shown and "In between?" not in shown
    shown = text_of(draw(client, "/changes?id=1")) + str(draw(client, "/compare?id=1&old=2&new=3"))
    assert shown.count("Preview") >= 4 and "/preview?id=1&version=2" in shown
    with visit(store) as session:
        assert session.scalar(select(func.count()).select_from(UseDay)) == 0


@pytest.mark.parametrize("asked", ["version=9", "revision=9", "version=x", "revision=2"])
def test_a_version_of_another_questionnaire_is_none_of_this_one(
    server: Flask, store: Store, enter: Enter, asked: str
) -> None:
    publish_now(store, small_document())
    publish_now(store, small_document("other"))
    client = enter(ana)
    assert client.get(f"{FRAME}?{asked}").status_code == 404
    assert "There is no" in text_of(draw(client, f"/preview?id=1&{asked}"))
