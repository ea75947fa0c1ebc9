"""Somebody comes with a language that the site does not speak, or does not speak yet."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import text

from content_store.db import visit
from public_site.words import catalogue
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent

NOTICE = "Овај сајт још не говори језик који сте тражили. Видите га на језику: српски."


@pytest.mark.parametrize(
    "path", ["/de/", "/de/rs/", "/de/privacy/", "/fr/what-we-count/", "/zh-Hant/", "/hu/rs/small/"]
)
def test_a_language_of_the_world_is_answered_in_the_visitor_s_own_with_a_notice(public: Public, path: str) -> None:
    jovan = Respondent(public.client, "", Accept_Language="sr-RS").open(path)
    assert jovan.status == 200 and jovan.sees(NOTICE)
    assert '<html lang="sr-Cyrl"' in jovan.page and "noindex" in jovan.page
    assert not any(
        words["page.title"] in unescape(jovan.page) for tag, words in catalogue().items() if tag in ("en", "el")
    )


def test_a_run_begun_from_there_is_one_in_the_language_spoken(public: Public) -> None:
    jovan = Respondent(public.client, "", Accept_Language="sr").open("/de/rs/small/")
    assert jovan.press().status == 200 and jovan.action == "/sr-Cyrl/rs/small/"
    public.site.counts.flush()
    with visit(public.store) as session:
        assert set(session.scalars(text("SELECT DISTINCT locale FROM use_day"))) == {"sr-Cyrl"}


@pytest.mark.parametrize("path", ["/xx/", "/zz/rs/", "/abcdefgh/", "/12/", "/de/zz/", "/de/rs/nothing/", "/--/"])
def test_what_is_no_language_is_not_there(public: Public, path: str) -> None:
    assert Respondent(public.client, "").open(path).status == 404


def test_another_way_of_writing_one_of_ours_needs_no_notice(public: Public) -> None:
    for path in ("/sr/", "/SR-LATN/", "/me/", "/iw/"):
        page = Respondent(public.client, "").open(path)
        assert page.status == 200 and not page.sees("the language you asked for"), path
