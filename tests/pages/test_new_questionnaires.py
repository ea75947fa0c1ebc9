"""Ana begins a questionnaire: from the library, from a file, from another one; and gets any state of one as a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from auth.roles import Account
from content_store import exchange, library, questionnaires, translations
from content_store.db import Store, desk_for
from tests.cast import ana, boris, jovan, teuta
from tests.composed import House, composed
from tests.content import audit_like_document, publish_now, put_questionnaire, reworded, small_document, translate
from tests.driver import draw, press, text_of

UPLOAD = "/console/questionnaire-file"


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path) as house:
        yield house


def sent(house: House, data: bytes, person: Account = ana, **more: str) -> TestResponse:
    return house.enter(person).post(UPLOAD, data={"file": (io.BytesIO(data), "mine.yaml"), **more})


def all_slugs(store: Store) -> list[str]:
    from content_store.paging import Wanted

    with desk_for(store, ana, reading=True) as desk:
        return [one.slug for one in questionnaires.listing(desk, Wanted(sort="slug")).rows]


def test_ana_takes_an_instrument_from_the_library_and_it_is_offered_no_second_time(house: House, store: Store) -> None:
    answer = house.press(ana, {"type": "questionnaire-new-take", "key": "fast"})
    assert answer.beside["_pages_location"]["pathname"] == "/console/questionnaire"
    with desk_for(store, ana, reading=True) as desk:
        assert questionnaires.open_draft(desk, 1).document == library.shelf()["fast"]
    shown = text_of(draw(house.enter(ana), "/questionnaire-new?way=library"))
    assert shown.count("Is here already") == 1 and shown.count("Take it") == len(library.files()) - 1
    assert "already" in house.press(ana, {"type": "questionnaire-new-take", "key": "fast"}).notice
    assert "no such instrument" in house.press(ana, {"type": "questionnaire-new-take", "key": "nothing"}).notice


def test_what_ana_downloads_she_can_bring_in_again_as_it_was(house: House, store: Store) -> None:
    draft = put_questionnaire(store, audit_like_document())
    file = house.enter(boris).get(f"{UPLOAD}/{draft.id}/draft/0")
    assert file.headers["Content-Disposition"] == 'attachment; filename="drinking.yaml"'
    other = file.get_data().replace(b"code: drinking", b"code: again", 1)
    answer = sent(house, other)
    assert answer.status_code == 200 and answer.get_json()["address"] == "/console/questionnaire?id=2"
    with desk_for(store, ana, reading=True) as desk:
        assert questionnaires.open_draft(desk, 2).document.sections == audit_like_document().sections


def test_everything_wrong_with_a_file_is_said_with_line_and_column_and_nothing_is_written(
    house: House, store: Store
) -> None:
    bad = b"code: Bad code\ntitle: x\nsections:\n  - code: a\n    items:\n      - code: q1\n        kind: rocket\n"
    before = house.kept()
    answer = sent(house, bad)
    assert answer.status_code == 422
    places = [(one["line"], one["column"]) for one in answer.get_json()["problems"]]
    assert (1, 7) in places and (7, 15) in places
    assert house.kept() == before


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a: &x 1", b"- 1", b"a: b: c", b"[" * 100_000, b"\0"])
def test_a_file_that_is_none_is_refused_with_a_reason(house: House, data: bytes) -> None:
    answer = sent(house, data)
    assert answer.status_code == 422
    assert answer.get_json()["message"]


def test_a_file_over_the_limit_is_refused_at_once(house: House) -> None:
    assert sent(house, b"x" * (exchange.BYTES_MOST + 10_000)).status_code == 413


def test_a_file_touches_a_questionnaire_that_is_there_only_when_ana_says_so(house: House, store: Store) -> None:
    put_questionnaire(store, small_document())
    new = exchange.write(reworded(small_document(), "q1", "From the file?")).encode()
    refused = sent(house, new)
    assert refused.status_code == 422 and "already" in refused.get_json()["message"]
    assert sent(house, new, replace="yes").status_code == 200
    with desk_for(store, ana, reading=True) as desk:
        draft = questionnaires.open_draft(desk, 1)
    assert (draft.number, draft.document.item("q1").text) == (2, "From the file?")


def test_who_is_no_expert_brings_nothing_in_and_another_site_cannot_make_ana_do_it(house: House, store: Store) -> None:
    data = exchange.write(small_document()).encode()
    assert sent(house, data, boris).status_code == 403
    part = {"file": (io.BytesIO(data), "x.yaml")}
    foreign = house.enter(ana).post(UPLOAD, data=part, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    press(house.enter(teuta), {"type": "questionnaire-new-take", "key": "fast"})
    assert all_slugs(store) == []


def test_ana_gets_every_state_as_a_file_and_none_of_another_questionnaire(house: House, store: Store) -> None:
    first = publish_now(store, small_document())
    other = publish_now(store, small_document("other"))
    with desk_for(store, ana) as desk:
        questionnaires.edit(desk, 1, 1, lambda one: reworded(one, "q1", "Later?"), "x")
    client = house.enter(ana)
    assert "Later?" in client.get(f"{UPLOAD}/1/version/2").text
    assert "Later?" not in client.get(f"{UPLOAD}/1/version/1").text
    public = client.get(f"{UPLOAD}/1/revision/{first.revision_id}")
    assert exchange.read(public.get_data()).document == first.document
    assert "small.revision-1.yaml" in public.headers["Content-Disposition"]
    assert client.get(f"{UPLOAD}/1/revision/{other.revision_id}").status_code == 404
    assert client.get(f"{UPLOAD}/1/version/9").status_code == 404
    assert client.get(f"{UPLOAD}/9/draft/0").status_code == 404


def copying(code: str, title: str = "A copy", like: Any = "1") -> dict[str, Any]:
    return {"questionnaire-new-like": like, "questionnaire-copy-code": code, "questionnaire-copy-title": title}


def test_ana_makes_a_copy_that_lives_its_own_life(house: House, store: Store) -> None:
    put_questionnaire(store, small_document())
    house.press(ana, "questionnaire-new-copy", copying("second"))
    with desk_for(store, ana) as desk:
        draft = questionnaires.open_draft(desk, 2)
        questionnaires.edit(desk, 2, draft.number, lambda one: reworded(one, "q1", "Only here?"), "x")
        assert (draft.document.code, draft.document.title) == ("second", "A copy")
        assert draft.document.scales == small_document().scales
        assert questionnaires.open_draft(desk, 1).document == small_document()


def test_a_copy_takes_its_translations_along_and_they_live_apart_from_then_on(house: House, store: Store) -> None:
    translate(store, put_questionnaire(store, small_document()), "sr-Latn")
    house.press(ana, "questionnaire-new-copy", copying("second"))
    with desk_for(store, ana, reading=True) as desk:
        first, second = (translations.units(desk, one, "sr-Latn") for one in (1, 2))
    assert [one.text for one in first] == [one.text for one in second]
    assert [one.key for one in second if one.state is translations.State.STALE] == ["title"]
    assert {one.state for one in second if one.key != "title"} == {translations.State.APPROVED}
    with desk_for(store, jovan) as desk:
        one = translations.unit(desk, 2, "sr-Latn", "item.q1.text")
        translations.save(desk, 2, "sr-Latn", "item.q1.text", "Samo ovde?", one.seen)
    with desk_for(store, ana, reading=True) as desk:
        assert translations.unit(desk, 1, "sr-Latn", "item.q1.text").text == "sr-Latn: " + first_words()
    assert "translation" in text_of(draw(house.enter(ana), "/questionnaire-new?way=copy"))


def first_words() -> str:
    return small_document().item("q1").text


@pytest.mark.parametrize(("code", "said"), [("small", "already"), ("Not a code", "small letter"), ("", "Fill in")])
def test_a_copy_needs_a_code_of_its_own(house: House, store: Store, code: str, said: str) -> None:
    put_questionnaire(store, small_document())
    answer = house.press(ana, "questionnaire-new-copy", copying(code))
    assert said in answer["questionnaire-copy-code-problem.children"]
    assert all_slugs(store) == ["small"]


def test_what_is_wrong_with_a_file_is_said_in_the_reader_s_language(house: House) -> None:
    client = house.enter(ana)
    client.post("/console/language", data={"tag": "sr-Latn"})
    answer = client.post(UPLOAD, data={"file": (io.BytesIO(b"code: 1x\ntitel: Test\n"), "mine.yaml")})
    told = [(one["line"], one["message"]) for one in answer.get_json()["problems"]]
    assert (2, "„titel” ovde nije poznato. Poznato je: title.") in told and (
        1,
        "Nedostaje „title”. Dodajte ga.",
    ) in told
    assert answer.get_json()["message"] == "Ova datoteka se ne može uneti. Ništa nije upisano."
