"""Ana puts on record whose a questionnaire is and what its cut-offs rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.document import Citation, LocaleRights, Rights, Wording
from content_store.db import Store
from tests.cast import ana, mila
from tests.content import audit_like_document, put_questionnaire, small_document
from tests.driver import draw, parts_of, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import draft_of, leave, seen

OF = "everybody.total"
SAID = '{{"key":"{}","type":"questionnaire-said"}}.children'


def test_ana_records_the_holder_the_licence_and_the_permission_of_an_instrument(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    wanted = Rights(holder="A ministry", licence="CC BY 4.0", evidence="Letter of 3 May", instrument="AUDIT")
    for field in ("holder", "licence", "evidence", "instrument"):
        leave(client, f"rights|{field}", getattr(wanted, field), seen(store, "about"))
    assert draft_of(store).document.rights == wanted
    assert "Rights Published instrument" in text_of(draw(client, "/questionnaire?id=1&part=about"))


def test_ana_records_whose_words_a_language_has_and_takes_it_back(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(ana)
    leave(client, "wording|sq", "official", seen(store, "about"))
    leave(client, "wording|hr", "adapted_with_permission", seen(store, "about"))
    leave(client, "wording_attribution|sq", "Translated by the ministry", seen(store, "about"))
    assert draft_of(store).document.rights.wordings == (
        LocaleRights("sq", Wording.OFFICIAL, "Translated by the ministry"),
        LocaleRights("hr", Wording.ADAPTED),
    )
    leave(client, "wording|sq", "unknown", seen(store, "about"))
    assert draft_of(store).document.rights.wordings == (LocaleRights("hr", Wording.ADAPTED),)


def test_an_attribution_without_anybodys_words_is_refused_in_a_sentence(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    answer = leave(enter(ana), "wording_attribution|sq", "Somebody", seen(store, "about"))
    assert "Say first whose words" in text_of(answer[SAID.format("wording_attribution|sq")])
    assert draft_of(store).document == small_document()


def test_ana_names_the_study_that_cut_offs_come_from_and_marks_it_as_unconfirmed(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    client = enter(ana)
    wanted = Citation(
        "Babor", 2001, "AUDIT", "WHO", "Adults", "https://example.org/a", "2001-01-01", "2030-12-31", True
    )
    for field in Citation.__dataclass_fields__:
        typed = getattr(wanted, field)
        value = typed if isinstance(typed, bool) else str(typed)
        leave(client, f"citation|{OF}|{field}", value, seen(store, f"banding.{OF}"))
    assert draft_of(store).document.profiles[0].bandings[0].citation == wanted
    shown = text_of(draw(client, f"/questionnaire?id=1&part=banding.{OF}"))
    assert "Babor, 2001, AUDIT, WHO, Adults . Valid from 2001-01-01 until 2030-12-31." in shown
    assert "To be confirmed against the original." in shown


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        (f"citation|{OF}|year", "20", "four digits"),
        (f"citation|{OF}|year", "soon", "not a number"),
        (f"citation|{OF}|url", "javascript:alert(1)", "https://"),
        (f"citation|{OF}|valid_from", "31.1.2026", "2026-01-31"),
        (f"citation|{OF}|valid_until", "1999-01-01", "before the first"),
        (f"citation|{OF}|editor", "x", "cannot be edited here"),
        ("citation|everybody.gone|title", "x", "no banding"),
        ("rights|wordings", "x", "cannot be edited here"),
        ("wording|xx", "official", "no such language"),
        ("wording|sq", "stolen", "cannot be edited here"),
    ],
)
def test_what_cannot_be_a_source_is_refused_in_a_sentence(
    store: Store, enter: Enter, key: str, value: Any, sentence: str
) -> None:
    document = audit_like_document()
    [profile] = document.profiles
    dated = tuple(replace(one, citation=Citation(valid_from="2001-01-01")) for one in profile.bandings)
    document = replace(document, profiles=(replace(profile, bandings=dated),))
    put_questionnaire(store, document)
    answer = leave(enter(ana), key, value, seen(store))
    assert sentence in text_of(answer[SAID.format(key)])
    assert draft_of(store).document == document


def test_who_is_no_expert_reads_the_rights_and_changes_nothing(store: Store, enter: Enter) -> None:
    put_questionnaire(store, small_document())
    client = enter(mila)
    leave(client, "rights|holder", "Mine", seen(store, "about"))
    assert draft_of(store).document.rights == Rights()
    drawn = draw(client, "/questionnaire?id=1&part=about")
    fields = [part["props"] for part in parts_of(drawn) if "field" in str(part["props"].get("id", ""))]
    assert fields and all(one.get("disabled") for one in fields if "key" in str(one["id"]))
