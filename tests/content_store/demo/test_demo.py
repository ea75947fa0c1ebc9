"""Somebody tries the system out: what they find is complete, fits together, and is unmistakably invented."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from assessment.document import Answer, BlockKind
from assessment.flow import Flow
from assessment.proof import check
from assessment.referral import ServiceKind, crisis_lines, rank
from assessment.scoring import conclude
from content_store import publishing, questionnaires, snapshots, towns, translations
from content_store.contents import Contents, contents_of
from content_store.db import Store, desk_for, visit
from content_store.demo import editions, large, life, load
from content_store.demo.actors import AUTHOR, TRANSLATOR
from content_store.demo.services import services
from content_store.language_versions import State
from content_store.locales import COUNTRIES
from content_store.models import Person, Service, UseDay
from content_store.offer import AT_FIRST
from content_store.offers import offers_for
from content_store.particulars import check as check_service
from content_store.permissions import Refused
from content_store.places import find_place

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DOCUMENTS = {slug: editions.source(slug) for slug in load.SLUGS}
TRANSLATED = {slug: sorted(editions.translated(slug)) for slug in load.SLUGS}


def everything(store: Store) -> Contents:
    with store.engine.connect() as connection:
        return contents_of(connection)


# --- documents ---


@pytest.mark.parametrize("slug", load.SLUGS)
def test_the_prover_finds_nothing_in_a_questionnaire(slug: str) -> None:
    assert check(DOCUMENTS[slug]) == ()  # which runs the golden vectors too; languages: tests/test_languages.py
    assert len(DOCUMENTS[slug].tests) > 5


def test_every_language_on_offer_has_a_questionnaire() -> None:
    on_offer = {tag for tags in AT_FIRST.values() for tag in tags}
    assert on_offer == {"en", "sr-Latn", *TRANSLATED["alcohol"]}


@pytest.mark.parametrize("slug", load.SLUGS)
def test_the_wording_says_that_it_is_not_validated(slug: str) -> None:
    document = DOCUMENTS[slug]
    assert document.demonstration
    assert {rights.locale for rights in document.rights.wordings} == {"en", *TRANSLATED[slug]}
    assert all("not validated" in rights.attribution for rights in document.rights.wordings)


EVERYWHERE = {
    BlockKind.PERMISSION,
    BlockKind.RAISED,
    BlockKind.RISK,
    BlockKind.WARNING,
    BlockKind.CRISIS,
    BlockKind.TIP,
    BlockKind.SOURCE,
    BlockKind.DISCLAIMER,
}


@pytest.mark.parametrize("slug", load.SLUGS)
def test_whoever_reads_a_result_reads_all_of_it(slug: str) -> None:
    profile = DOCUMENTS[slug].profiles[-1]
    kinds = Counter(block.kind for block in profile.blocks)
    assert EVERYWHERE - kinds.keys() == set()
    assert kinds[BlockKind.OPTION] >= 4
    assert sum("For example" in block.text for block in profile.blocks if block.kind is BlockKind.OPTION) >= 2
    for banding in profile.bandings:
        for band in banding.bands:
            own = {block.kind for block in profile.blocks if (block.banding, block.band) == (banding.code, band.code)}
            assert own >= {BlockKind.HEADLINE, BlockKind.MEANING, BlockKind.ADVICE}, band.code


@pytest.mark.parametrize("substance", ["cannabis", "cocaine", "amphetamines", "opioids", "sedatives"])
def test_each_substance_has_its_own_risks(substance: str) -> None:
    flow = Flow(DOCUMENTS["drugs"])
    answers: dict[str, Answer] = {"used": (substance,), "injected": "never", "age": 30}
    answers |= {f"d{n}@{substance}": "often" for n in range(1, 5)} | {f"d5@{substance}": "impossible"}
    outcome = conclude(flow, answers, {})
    shown = {one.block.code for one in outcome.blocks if one.block.kind is BlockKind.RISK}
    assert shown == {f"risk_{substance}"}
    assert {one.loop for one in outcome.blocks if one.block.kind is BlockKind.RAISED} == {substance}


DAILY: dict[str, Answer] = {"age": 40, "sex": "male", "q1": "many_a_week", "q2": "ten_or_more", "q3": "daily"}
SELDOM: dict[str, Answer] = {"q4": "never", "q5": "never", "q6": "never", "q7": "never", "q8": "never", "q9": "never"}


def told(slug: str, answers: dict[str, Answer]) -> set[str]:
    """The blocks of a result, by code."""
    return {shown.block.code for shown in conclude(Flow(DOCUMENTS[slug]), answers, {}).blocks}


def test_somebody_who_drinks_daily_is_warned_of_stopping_even_without_a_total() -> None:
    high = DAILY | SELDOM | {"q10": "this_year"}
    assert told("alcohol", high) >= {"stopping", "mixing", "advice_high"}
    assert told("alcohol", DAILY | SELDOM | {"q10": ""}) >= {"stopping", "mixing", "headline_incomplete"}
    assert told("alcohol", high | {"age": 17}) >= {"stopping", "mixing", "advice_raised"}
    assert not told("alcohol", {"age": 40, "q1": "never", "q9": "never", "q10": ""}) & {"stopping", "mixing"}
    never = told("alcohol", {"age": 40, "q1": "never", "q9": "never", "q10": "never"})
    assert "option_none" in never and not never & {"advice_lower", "pregnancy", "medicines"}


def test_nobody_who_drinks_in_the_morning_is_told_to_stop_or_to_stay_as_they_are() -> None:
    morning: dict[str, Answer] = {"age": 50, "sex": "male", "q1": "monthly", "q2": "up_to_four", "q3": "never"}
    morning |= SELDOM | {"q6": "monthly", "q10": "never"}
    found = told("alcohol", morning)
    assert found >= {"withdrawal", "headline_lower", "advice_doctor_first", "option_doctor"}
    assert not found & {"advice_lower", "option_limit", "option_days_off", "option_pause"}
    young = told("alcohol", morning | {"age": 17, "q5": "weekly"})
    assert young >= {"withdrawal", "headline_raised", "advice_doctor_first"}
    assert not young & {"advice_lower", "advice_raised"}


def test_nobody_without_a_result_is_told_what_raised_it() -> None:
    assert "headline_incomplete" in (found := told("alcohol", DAILY | SELDOM | {"q9": "this_year", "q10": ""}))
    assert not {code for code in found if code.startswith("raised")}
    assert told("alcohol", DAILY | SELDOM | {"q10": "this_year"}) >= {"raised_amount", "raised_others"}
    given: dict[str, Answer] = {"q1": "never", "q2": "never", "q3": "never", "q4": "never", "q5": ""}
    assert not {code for code in told("wellbeing", given) if code.startswith("lowered")}


def test_nobody_who_hardly_drinks_is_told_to_drink_less() -> None:
    hardly: dict[str, Answer] = {"age": 40, "q1": "monthly", "q2": "up_to_two", "q3": "never", "q9": "never"}
    found = told("alcohol", hardly | {"q10": "never"})
    assert found >= {"advice_lower", "option_share", "option_think"}
    assert not found & {"option_limit", "option_days_off"}


@pytest.mark.parametrize("substance", ["opioids", "sedatives"])
def test_nobody_who_takes_what_the_body_gets_used_to_is_told_to_leave_it_out_for_days(substance: str) -> None:
    answers: dict[str, Answer] = {"used": (substance,), "injected": "never", "age": 30}
    answers |= {f"d{n}@{substance}": "never" for n in range(1, 5)} | {f"d5@{substance}": "not_hard"}
    found = told("drugs", answers)
    assert found >= {"advice_lower_sedating", "mixing", "pregnancy"}
    assert not found & {"advice_lower", "option_less"}


# --- services ---


def test_the_address_of_a_service_is_in_the_letters_of_its_country() -> None:
    scripts = {"RS": "CYRILLIC", "MK": "CYRILLIC", "GR": "GREEK"}
    for arrival in services(NOW.date()):
        entry = arrival.particulars
        for text in filter(None, (entry.address, entry.organisation.removesuffix(entry.country))):
            assert unicodedata.name(text[0]).split()[0] == scripts.get(entry.country, "LATIN"), text


def test_no_service_can_be_taken_for_a_real_one() -> None:
    there = {row["key"] for row in towns.rows()}
    found = services(NOW.date())
    assert 280 <= len(found) <= 350
    assert len({arrival.key for arrival in found}) == len(found)
    mark = re.compile(r"\((demonstr|демонстрац|επίδειξη)")
    for arrival in found:
        entry = arrival.particulars
        assert arrival.demonstration
        assert mark.search(entry.name), entry.name
        assert all(mark.search(name) for name in entry.names.values())
        # after the code of the country a 0: no number of the ten begins so
        assert all(
            re.fullmatch(r"\+\d{2,3} 00 000 \d{3}", number) for number in (entry.phone, entry.phone_2 or entry.phone)
        )
        assert all(not text or ".example" in text for text in (entry.email, entry.website, entry.chat))
        assert entry.national or entry.place_key in there


def test_every_country_has_its_lines_and_every_kind_is_somewhere() -> None:
    found = [arrival.particulars for arrival in services(NOW.date())]
    for country in COUNTRIES:
        here = [entry for entry in found if entry.country == country]
        assert any(entry.national and "helpline" in entry.kinds for entry in here)
        assert any(entry.crisis and entry.hours == "24/7" for entry in here)
    assert {kind for entry in found for kind in entry.kinds} == set(ServiceKind)


VARIED = ("hours", "languages", "substances", "sexes", "age_from", "age_to", "pregnant", "children", "waiting_days",
          "free", "anonymous", "referral_needed", "insurance_needed", "residence_needed", "wheelchair", "chat",
          "phone_2", "reopens_on", "status")  # fmt: skip


@pytest.mark.parametrize("name", VARIED)
def test_a_newcomer_sees_what_can_be_said_of_a_service_and_what_is_not_known(name: str) -> None:
    told = {getattr(arrival.particulars, name) for arrival in services(NOW.date())}
    assert len(told) > 1


def test_every_service_passes_the_rules_of_the_directory() -> None:
    places = {row["key"]: towns.place_of(row) for row in towns.rows()}
    wrong = {
        arrival.particulars.name: check_service(arrival.particulars, places.get(arrival.particulars.place_key or ""))
        for arrival in services(NOW.date())
    }
    assert {name: problems for name, problems in wrong.items() if problems} == {}


def test_each_country_has_towns_with_their_names() -> None:
    counted = Counter(row["country"] for row in towns.rows())
    assert set(counted) == set(COUNTRIES)
    assert all(15 <= n <= 40 for n in counted.values())
    assert len({row["key"] for row in towns.rows()}) == sum(counted.values())
    by_key = {row["key"]: row for row in towns.rows()}
    assert towns.names_of(by_key["rs-beograd"]) == {"en": "Belgrade", "sr-Cyrl": "Београд"}
    assert all("el" in towns.names_of(row) for row in towns.rows() if row["country"] == "GR")
    assert all("sr-Cyrl" in towns.names_of(row) for row in towns.rows() if row["country"] in {"RS", "XK"})


# --- figures ---


def figures() -> Counter[tuple[str, str, int]]:
    """(country, metric, days ago) -> runs."""
    today = NOW.date()
    published = life.Published(1, DOCUMENTS["alcohol"], 0.7, {"RS": ("sr-Latn", "en"), "HR": ("en",)})
    found = Counter[tuple[str, str, int]]()
    for (table, key), n in life.life([published], today).items():
        if table == "use_day":
            found[key[0], key[5], (today - key[3]).days] += n
    return found


def test_the_figures_have_a_week_a_campaign_and_one_country_that_falls_off() -> None:
    found = figures()

    def a_day(country: str, days: range) -> float:
        return sum(found[country, "started", ago] for ago in days) / len(days)

    assert a_day("HR", range(1, 8)) < 0.6 * a_day("HR", range(20, 34))
    assert a_day("RS", range(65, 72)) > 1.4 * a_day("RS", range(51, 58))
    saturdays = [ago for ago in range(90) if (NOW.date() - timedelta(days=ago)).weekday() == 5]
    mondays = [ago for ago in range(1, 90) if (NOW.date() - timedelta(days=ago)).weekday() == 0]
    assert sum(found["RS", "started", ago] for ago in saturdays) < sum(found["RS", "started", ago] for ago in mondays)
    assert {ago for _, _, ago in found} == set(range(90))


@pytest.mark.parametrize("slug", load.SLUGS)
def test_no_funnel_passes_a_hundred_per_cent(slug: str) -> None:
    published = life.Published(1, DOCUMENTS[slug], 1, {"RS": ("sr-Latn",)})
    counts = Counter[tuple[str, str]]()
    for (table, key), n in life.life([published], NOW.date()).items():
        assert n > 0
        if table in {"use_day", "item_day"}:
            counts[key[4] if table == "item_day" else "", key[5]] += n
    assert counts["", "completed"] <= counts["", "started"] <= counts["", "opened"]
    for item in {item for item, _ in counts if item}:
        assert counts[item, "answered"] + counts[item, "skipped"] <= counts[item, "seen"] <= counts["", "started"]


def test_two_publications_alike_do_not_seem_to_differ() -> None:
    counts = Counter[tuple[int, str, str]]()
    halves = [
        life.Published(number, DOCUMENTS["alcohol"], 0.7, {"RS": ("sr-Latn",), "RO": ("ro",)}, days)
        for number, days in ((1, range(45, 90)), (2, range(45)))
    ]
    for (table, key), n in life.life(halves, NOW.date()).items():
        if table == "item_day":
            counts[key[1], key[4], key[5]] += n
    items = {item for _, item, _ in counts}
    assert len(items) == 12
    apart = []
    for item in items:
        seen = [counts[number, item, "seen"] for number in (1, 2)]
        stayed = [counts[number, item, "answered"] + counts[number, item, "skipped"] for number in (1, 2)]
        whole = sum(stayed) / sum(seen)
        spread = (whole * (1 - whole) * (1 / seen[0] + 1 / seen[1])) ** 0.5
        apart.append(abs(stayed[0] / seen[0] - stayed[1] / seen[1]) > 1.96 * spread)
    assert sum(apart) <= 1  # of twenty, about one by chance


# --- the store ---


def test_loading_it_twice_changes_nothing(store: Store) -> None:
    lines = load.load(store, now=NOW)
    assert [line.partition(":")[0] for line in lines] == ["towns", "services", *load.SLUGS, "figures"]
    before = everything(store)
    assert all(line.endswith("there already") for line in load.load(store, now=NOW + timedelta(days=3)))
    assert everything(store) == before
    _nobody_is_left_without_a_service(store)
    _a_translator_has_something_to_do(store)
    _the_second_publication_lost_fewer_people(store)


def _a_translator_has_something_to_do(store: Store) -> None:
    with desk_for(store, TRANSLATOR) as desk:
        stale = Counter[str]()
        for slug in load.SLUGS:
            there = questionnaires.by_slug(desk, slug)
            assert there is not None
            for one in translations.coverage(desk, there):
                stale[one.locale] += one.stale
                assert one.locale == "sq" or not one.stale
                assert one.ready == (one.locale in {*TRANSLATED[slug], "sr-Latn"} and not one.stale)
        assert +stale == {"sq": 3}
        alcohol = questionnaires.by_slug(desk, "alcohol")
        assert alcohol is not None
        units = translations.units(desk, alcohol, "sq", {State.STALE})
        assert all(unit.before and unit.source.startswith(unit.before) for unit in units)


def _the_second_publication_lost_fewer_people(store: Store) -> None:
    with desk_for(store, AUTHOR) as desk:
        alcohol = questionnaires.by_slug(desk, "alcohol")
        assert alcohol is not None
        second, first = publishing.publications(desk, alcohol)
        counted = desk.session.execute(select(UseDay.revision_id, UseDay.start_day, UseDay.metric, UseDay.n)).all()
    assert (first.number, second.number, second.live) == (1, 2, True)
    assert (NOW - second.published_at).days == 45
    sums, days = Counter[tuple[int, str]](), dict[int, set[int]]()
    for revision, day, metric, n in counted:
        sums[revision, metric] += n
        days.setdefault(revision, set()).add((NOW.date() - day).days)
    assert (days[first.id], days[second.id]) == (set(range(46, 90)), set(range(46)))
    before, after = (sums[one.id, "completed"] / sums[one.id, "started"] for one in (first, second))
    assert after > before + 0.05


def _nobody_is_left_without_a_service(store: Store) -> None:
    with visit(store) as session:
        for slug, document in DOCUMENTS.items():
            live = snapshots.live(session, slug)
            assert live is not None
            assert live.document == document
            assert set(live.texts) == {"en", "sr-Latn", *TRANSLATED[slug]}
            assert set(live.countries) == set(COUNTRIES)
        outcomes = [
            conclude(
                Flow(document),
                {given.address: given.answer for given in vector.answers},
                {given.address: given.answer for given in vector.facts if isinstance(given.answer, str | int)},
            )
            for document in DOCUMENTS.values()
            for vector in document.tests
        ]
        for country in COUNTRIES:
            offers = offers_for(session, country, NOW)
            assert crisis_lines(offers, {"country": country})
            for outcome in outcomes:
                found = rank(offers, outcome.needs, {"country": country})
                about = {need.loop for need in outcome.needs}
                assert found
                assert about != {"alcohol"} or not any("opioid_agonist" in match.offer.kinds for match in found)
        (town,) = find_place(session, "XK", "Косовска")
        assert town.called("sq") == "Mitrovicë"
        assert session.scalar(select(func.sum(UseDay.n)).where(UseDay.metric == "started"))


def join(store: Store, name: str) -> None:
    with visit(store, writing=True) as session:
        session.add(Person(email=f"{name}@example.org", name=name, created_at=NOW))


@pytest.mark.parametrize("fresh", [True, False])
def test_a_store_that_people_use_is_neither_emptied_nor_given_anything_invented(store: Store, fresh: bool) -> None:
    join(store, "ana")
    before = everything(store)
    with pytest.raises(Refused, match="not the demonstration's"):
        load.load(store, fresh=fresh, now=NOW)
    assert everything(store) == before


def test_the_demonstration_may_be_begun_afresh(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "SLUGS", {})
    load.load(store, now=NOW)
    join(store, "ana")
    with visit(store, writing=True) as session:
        session.query(Service).first().name = "changed"  # type: ignore[union-attr]
    load.load(store, fresh=True, now=NOW)
    with visit(store) as session:
        assert session.scalar(select(Person.id)) is None
        assert session.scalar(select(func.count()).where(Service.name == "changed")) == 0


def test_a_questionnaire_of_the_staff_is_left_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "SLUGS", {})
    load.load(store, now=NOW)
    monkeypatch.setattr(load, "SLUGS", {"drugs": 1.0})
    with desk_for(store, AUTHOR) as desk:
        ours = questionnaires.create(desk, replace(DOCUMENTS["drugs"], title="Ours"))
    lines = load.load(store, now=NOW)
    assert "left alone" in lines[2]
    with desk_for(store, AUTHOR) as desk:
        assert questionnaires.open_draft(desk, ours.id).document.title == "Ours"


@pytest.mark.slow
def test_a_large_store_can_be_made(sqlite_store: Store) -> None:
    large.make(sqlite_store, items=40, count=400, days=15)
    with visit(sqlite_store) as session:
        live = snapshots.live(session, large.SLUG)
        assert live is not None
        assert len(live.texts) == 13
        assert session.scalar(select(func.count()).select_from(Service)) == 400
