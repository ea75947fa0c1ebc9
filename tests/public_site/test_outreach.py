"""Posters, the view for partners, and what strangers' machines are told about the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import segno

import app
from content_store import campaigns
from content_store.db import Store, desk_for
from content_store.permissions import System
from public_site.words import catalogue
from tests.composed import House, composed, sound
from tests.content import publish_now, small_document
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent

ADDRESS = "https://check.example.org"
PARTNER = "https://partner.example"


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path, public_address=ADDRESS, embed_origins=[PARTNER, "http://localhost:9"]) as house:
        publish_now(store, small_document(), ["en", "sq"], ["RS", "XK"])
        with desk_for(store, System()) as desk:
            campaigns.register(desk, "clinics-26", "Posters in clinics", "RS")
        yield house


def test_a_poster_leads_to_the_country_s_list_by_its_campaign(house: House) -> None:
    page = sound(house.stranger().get("/sq/poster/xk/?c=clinics-26"), 200).text
    target = f"{ADDRESS}/sq/xk/?c=clinics-26"
    drawn = segno.make(target, error="m", micro=False).svg_inline(omitsize=True, border=4, light="#fff")
    assert drawn in page
    assert "check.example.org/sq/xk/?c=clinics-26" in unescape(page).replace("<wbr>", "") and "1244" in page
    sheet = re.search(r'href="(/poster-[0-9a-f]{12}\.css)"', page)
    assert sheet and "@page" in sound(house.stranger().get(sheet[1]), 200).text
    assert house.stranger().get(target.removeprefix(ADDRESS)).status_code == 200


def test_a_poster_carries_no_code_that_nobody_registered(house: House) -> None:
    page = house.stranger().get("/en/poster/rs/?c=ana-from-flat-5").text
    assert "ana-from" not in page and "/en/rs/?c=other" in page.replace("<wbr>", "")
    sound(house.stranger().get("/en/poster/de/"), 404)


def test_only_partners_may_frame_and_only_the_view_made_for_it(house: House) -> None:
    answer = sound(house.stranger().get("/en/embed/rs/"), 200)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {PARTNER} http://localhost:9")
    for path in ("/en/", "/en/rs/", "/en/rs/small/", "/en/poster/rs/", "/en/embed/de/", "/nowhere/"):
        policy = house.stranger().get(path).headers["Content-Security-Policy"]
        assert policy.endswith(("frame-ancestors 'self'", "frame-ancestors 'none'")), path
    links = re.findall(r'<a [^>]*href="(/en/rs/small/[^"]*)"[^>]*target="_blank"', answer.text)
    assert links == ["/en/rs/small/?c=partner"]
    assert "<form" not in answer.text


def test_without_partners_there_is_nothing_to_frame(public: Public) -> None:
    assert public.client.get("/en/embed/rs/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    ["partner.example", "http://partner.example", "https://partner.example/page", "*", "https://a; script-src *"],
)
def test_what_is_no_origin_is_refused_at_the_start(
    wrong: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMBED_ORIGINS", f"{PARTNER},{wrong}")
    with pytest.raises(SystemExit) as told:
        app.load_settings()
    assert "EMBED_ORIGINS" in str(told.value) and "https://check.example.org" in str(told.value)
    monkeypatch.setenv("EMBED_ORIGINS", f"{PARTNER}, http://localhost:8000")
    assert app.load_settings().embed_origins == [PARTNER, "http://localhost:8000"]


def test_search_engines_are_shown_the_landing_pages_and_nothing_behind_them(house: House) -> None:
    client = house.stranger()
    robots = sound(client.get("/robots.txt"), 200).text.splitlines()
    allowed = [line.removeprefix("Allow: ") for line in robots if line.startswith("Allow")]
    assert "Disallow: /" in robots and f"Sitemap: {ADDRESS}/sitemap.xml" in robots
    assert {"/$", "/sq/$", "/sq/xk/$", "/site-*.css$"} <= set(allowed)
    assert not [line for line in robots if "console" in line or "small" in line]
    listed = re.findall(rf"<loc>{ADDRESS}([^<]+)</loc>", sound(client.get("/sitemap.xml"), 200).text)
    assert set(listed) == {path.removesuffix("$") for path in allowed} - {"/", "/site-*.css"}
    for path in listed:
        assert 'content="index, follow"' in client.get(path).text, path
    for path in (
        "/en/privacy/",
        "/en/rs/small/",
        "/en/poster/rs/",
        "/en/embed/rs/",
        "/en/?c=clinics-26",
        "/en/rs/?count=no",
    ):
        assert 'content="noindex, nofollow"' in client.get(path).text, path


def test_a_shared_link_gives_nothing_away(public: Public) -> None:
    """What a messenger shows of it: a title and a line that could be anybody's."""
    for tag in catalogue():
        for path in ("", "rs/", "rs/small/", "privacy/"):
            page = Respondent(public.client, "").open(f"/{tag}/{path}").page
            shown = re.findall(r'<meta (?:property|name)="(?:og:|twitter:|desc)[^>]*content="([^"]*)"', page)
            language = re.search(r'<html lang="([^"]+)"', page)
            assert language
            spoken = catalogue()[language[1]]
            assert [unescape(one) for one in shown] == ["website", spoken["page.title"], spoken["page.share"]]
            told = f"{spoken['privacy.title']} · " if "privacy" in path else ""
            assert re.findall(r"<title>([^<]*)</title>", page) == [unescape(told + spoken["page.title"])]
