"""Jelena reads Serbian before she is in, too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from auth import invitations
from auth.language import Lent, lend
from auth.roles import Account, Role
from console import refusals
from console.language import LANGUAGES, _
from content_store.db import Store, desk_for, visit
from content_store.models.accounts import Person
from content_store.permissions import System
from tests.auth.conftest import PASSWORD, sign_in

SERBIAN = {"Accept-Language": "sr-RS,sr;q=0.9,en;q=0.8"}
ENGLISH = re.compile(r"\b(the|this|that|is|are|was|of|not|with|you|your|code|password|sign|back)\b", re.IGNORECASE)


@pytest.fixture
def server(server: Flask) -> Flask:
    lend(server, Lent(LANGUAGES, _, refusals.spoken))
    return server


def words(page: str) -> str:
    """What is read or heard on a page, without the name of the house and what is typed into the app."""
    page = re.sub(
        r"<style.*?</style>|<svg.*?</svg>|Self-Assessment Console|Google Authenticator", " ", page, flags=re.S
    )
    spoken = re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]+>", " ", page), *spoken])


def english(page: str) -> list[str]:
    assert '<html lang="sr-Latn">' in page
    return ENGLISH.findall(words(page))


@pytest.mark.parametrize(
    ("asked", "prefers", "spoken"),
    [
        ("", "sr-RS,sr;q=0.9,en;q=0.8", "sr-Latn"),
        ("", "sr-Cyrl", "sr-Latn"),
        ("", "de,sr-Latn;q=0.5", "sr-Latn"),
        ("", "en-GB,sr;q=0.9", "en"),
        ("", "hr", "en"),
        ("", "\x01;q=x", "en"),
        ("?language=sr-Latn", "en", "sr-Latn"),
        ("?language=en", "sr", "en"),
        ("?language=xx", "sr", "sr-Latn"),
        ("?language=<b>", "", "en"),
    ],
)
def test_a_stranger_reads_what_the_address_or_the_browser_asks_for(
    browser: FlaskClient, asked: str, prefers: str, spoken: str
) -> None:
    answer = browser.get(f"/console/sign-in{asked}", headers={"Accept-Language": prefers})
    assert f'<html lang="{spoken}">' in answer.text and "<b>" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_language_of_the_address_goes_along(browser: FlaskClient, ana: Account) -> None:
    page = browser.get("/console/sign-in?language=sr-Latn&next=/console/mine").text
    address = re.search(r'<form method="post" action="([^"]+)"', page)[1]
    answer = browser.post(address, data={"email": ana.email, "password": "not hers at all", "next": "/console/mine"})
    assert answer.status_code == 422 and "Adresa e-pošte ili lozinka nije tačna." in answer.text
    assert english(answer.text) == []


def test_jelena_finds_no_english_on_her_way_in(server: Flask, joined: Callable[..., Account], store: Store) -> None:
    jelena, browser = joined("Jelena", Role.REVIEWER), server.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "sr"
    with visit(store, writing=True) as session:
        session.execute(update(Person).where(Person.id == jelena.id).values(locale="sr-Latn"))
    with desk_for(store, System()) as desk:
        link = invitations.invite(desk, "mila@example.org", "Mila", Role.EXPERT)
    seen = {
        "sign in": browser.get("/console/sign-in"),
        "nothing typed": browser.post("/console/sign-in", data={}),
        "join": server.test_client().get(f"/console/join/{link}", headers=SERBIAN),
        "weak": server.test_client().post(f"/console/join/{link}", data={"name": "", "new": "x"}, headers=SERBIAN),
        "no link": server.test_client().get("/console/join/nonsense", headers=SERBIAN),
        "another site": browser.post("/console/sign-in", headers={"Sec-Fetch-Site": "cross-site"}),
        "another host": browser.get("/console/sign-in", headers={"Host": "elsewhere.example"}),
    }
    first = browser.post("/console/sign-in", data={"email": jelena.email, "password": PASSWORD})
    seen["set up"] = browser.get(first.location)
    sign_in(browser, jelena)
    seen |= {
        "factor": browser.get("/console/second-factor"),
        "codes": browser.post("/console/second-factor", data={"act": "codes"}),
        "confirm": browser.get("/console/confirm"),
        "password": browser.get("/console/password"),
        "not hers": browser.get("/console/people"),
        "too large": browser.post("/console/confirm", data={"password": "x" * 2**20}),
    }
    again = server.test_client()
    again.environ_base["HTTP_ACCEPT_LANGUAGE"] = "sr"
    step = again.post("/console/sign-in", data={"email": jelena.email, "password": PASSWORD}).location
    seen |= {"step": again.get(step), "wrong code": again.post(step, data={"code": "000000"})}
    assert {name: left for name, page in seen.items() if (left := english(page.text))} == {}


def test_who_joins_in_serbian_goes_on_in_serbian(browser: FlaskClient, store: Store) -> None:
    with desk_for(store, System()) as desk:
        link = invitations.invite(desk, "mila@example.org", "Mila", Role.EXPERT)
    typed = {"name": "Mila", "new": PASSWORD, "again": PASSWORD}
    assert browser.post(f"/console/join/{link}?language=sr-Latn", data=typed).status_code == 303
    with visit(store) as session:
        assert session.scalar(select(Person.locale).where(Person.name == "Mila")) == "sr-Latn"


def test_who_signs_out_of_a_serbian_console_reads_serbian(browser: FlaskClient, ana: Account, store: Store) -> None:
    with visit(store, writing=True) as session:
        session.execute(update(Person).where(Person.id == ana.id).values(locale="sr-Latn"))
    sign_in(browser, ana)
    answer = browser.post("/console/sign-out")
    assert answer.location == "/console/sign-in?language=sr-Latn"
    assert "Prijava" in browser.get(answer.location).text


def test_nobody_s_session_is_looked_at_on_the_public_site(server: Flask, browser: FlaskClient) -> None:
    answer = browser.get("/step", headers=SERBIAN)
    assert answer.status_code == 405 and "Cookie" not in answer.headers.get("Vary", "")
