"""Everything that can be asked of the server, by everybody who could ask it.

The table is made from what the composed server has: each route with each method, each action, each screen. What
must be answered follows from the roles alone; what is answered comes through the server's front door.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from auth import accounts, gate, sessions
from auth.roles import PERMISSIONS, Account, Held, Role
from console import guard
from content_store import campaigns, directory, ledger, publishing, questionnaires
from content_store.db import Store, desk_for, visit
from content_store.ledger import Verb
from content_store.models.campaigns import Campaign
from content_store.models.directory import Service
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import Translation
from content_store.permissions import Permission, System
from tests import cast
from tests.composed import House, actions_of, call_of, composed, sound
from tests.content import publish_now, put_service, reworded, small_document, translate
from tests.driver import UPDATE, Answer, draw, hire, press, sign_in, text_of

ROUTER = ".._pages_content.children..._pages_store.data.."  # Dash's own; what it draws is a screen, which asks
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
FILLED = {"path:path": "nowhere", "path:filename": "console.css", "path:fingerprinted_path": "x.js",
          "string:package_name": "dash", "name": "bootstrap.min.css", "token": "x", "int:questionnaire_id": "1",
          "locale": "en", "country": "rs", "slug": "small", "digest": "x", "int:number": "1",
          "any(draft, version, revision):state": "draft"}  # fmt: skip
ROLES = {
    Role.EXPERT: cast.ana,
    Role.REVIEWER: cast.boris,
    Role.TRANSLATOR: cast.teuta,
    Role.COORDINATOR: cast.mila,
    Role.COUNSELLOR: cast.kosta,
    Role.ADMINISTRATOR: cast.admin,
}
ALLOWED, REFUSED, SIGN_IN = "allowed", "refused", "sign in first"


@dataclass(frozen=True)
class Person:
    """Somebody at the door. `account`: who is signed in, None: nobody (any more)."""

    name: str
    client: FlaskClient
    account: Account | None
    half_way: bool = False

    def may(self, needs: gate.Needs) -> bool:
        """Read off the roles' table, by nothing that the server uses to decide."""
        roles = [held.role for held in self.account.grants] if self.account else []
        return any(needs in PERMISSIONS[role] for role in roles)


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    with composed(store, tmp_path) as house:
        publish_now(store, small_document())
        yield house


@pytest.fixture
def everybody(house: House, store: Store) -> list[Person]:
    elsewhere = hire(store, "Arben", Role.COORDINATOR, countries=("AL",))
    dismissed = hire(store, "Dragan", *Role)
    gone = house.server.test_client()
    sign_in(gone, store, dismissed)
    with desk_for(store, System()) as desk:
        accounts.deactivate(desk, dismissed, accounts.open_person(desk, dismissed).version)
    left = house.enter(cast.admin)
    with visit(store, writing=True) as session:
        sessions.end_all(session, cast.admin.id)
    known = house.server.test_client()
    sign_in(known, store, elsewhere)
    half = house.server.test_client()
    sign_in(half, store, cast.admin.id, half_way=True)
    arben = Account(elsewhere, "Arben", grants=(Held(Role.COORDINATOR, countries=("AL",)),))
    return [
        Person("a stranger", house.stranger(), None),
        Person("deactivated", gone, None),
        Person("signed out", left, None),
        Person("an administrator without the code", half, None, half_way=True),
        *(Person(role.value, house.enter(person), person) for role, person in ROLES.items()),
        Person("a translator of another language", house.enter(cast.jovan), cast.jovan),
        Person("a coordinator of another country", known, arben),
        Person("somebody without a role", house.enter(cast.nobody), cast.nobody),
    ]


def expected(person: Person, needs: gate.Needs) -> str:
    if needs in (gate.PUBLIC, gate.ENTRANCE):
        return ALLOWED
    if person.account is None:
        return ALLOWED if needs is gate.HALF_WAY and person.half_way else SIGN_IN
    return ALLOWED if needs in (gate.SIGNED_IN, gate.HALF_WAY) or person.may(needs) else REFUSED


# --- routes ----------------------------------------------------------------------------------------------------------


def address(rule: Rule) -> str:
    words = re.sub(r"<string\(minlength=2,maxlength=8\):tag>", "en", rule.rule)
    words = re.sub(r"<string\(length=2\):country>", "rs", words)
    return re.sub(r"<([^>]+)>", lambda found: FILLED[found[1]], words)


def answered(person: Person, method: str, path: str) -> str:
    given: dict[str, Any] = {"json": {}} if path == UPDATE and method == "POST" else {}
    answer = sound(person.client.open(path, method=method, **given))
    if answer.status_code == 401 or (answer.location or "").startswith("/console/sign-in"):
        # signing out, too, leads to the sign-in page: that one was allowed
        return ALLOWED if path == "/console/sign-out" and answer.status_code == 303 and person.account else SIGN_IN
    return REFUSED if answer.status_code == 403 else ALLOWED


def test_each_route_answers_each_person_as_their_roles_say(
    house: House, everybody: list[Person], store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = list(house.server.url_map.iter_rules())
    undeclared = [rule.rule for rule in rules if gate.needs_of(rule.endpoint) is None]
    assert undeclared == []
    figures: Counter[str] = Counter()
    wrong = []
    for rule in rules:
        needs = gate.needs_of(rule.endpoint)
        assert needs is not None
        for method in METHODS:
            known = method in (rule.methods or ())
            # A method that the route has not is the router's matter, whoever asks: two are enough to see it answered.
            for person in everybody if known else (everybody[0], everybody[-1]):
                if person.account and rule.endpoint == "auth.sign_out" and method == "POST":
                    sign_in(person.client, store, person.account.id)  # each gets one to lose
                got = answered(person, method, address(rule))
                want = expected(person, needs) if known else None
                if known:
                    figures[got] += 1
                if known and got != want:
                    wrong.append((person.name, method, rule.rule, got, want))
                if rule.endpoint == "auth.sign_out" and method == "POST" and person.account:
                    sign_in(person.client, store, person.account.id)
    assert wrong == []
    with capsys.disabled():
        print(f"\n  routes: {len(rules)}, answers compared: {sum(figures.values())} {dict(figures)}, undeclared: 0")


# --- actions ---------------------------------------------------------------------------------------------------------


def test_each_action_answers_each_person_as_their_roles_say_and_a_refused_one_changes_nothing(
    house: House, everybody: list[Person], capsys: pytest.CaptureFixture[str]
) -> None:
    actions = actions_of(house.console)
    assert actions.pop(ROUTER)
    undeclared = [name for name, entry in actions.items() if not isinstance(entry["callback"].needs, Permission)]
    assert undeclared == []
    before = house.kept()
    with visit(house.store) as session:
        last = ledger.head(session)[0]
    figures: Counter[str] = Counter()
    for name, entry in actions.items():
        needs = entry["callback"].needs
        for person in everybody:
            got = acted(person.client.post(UPDATE, json=call_of(name, entry, lambda: 1)))
            want = expected(person, needs)
            if want == REFUSED and not person.may(Permission.CONSOLE_ENTER):
                assert got == "kept out", (person.name, name)
            else:
                assert got == want, (person.name, name)
            figures[want] += 1
    # Nothing names anything that is there, so even who may act has changed nothing, but for the one act that needs
    # no name: making a backup, which the ledger tells.
    after = house.kept()
    assert {table for table in after if after[table] != before[table]} <= {"ledger"}
    with visit(house.store) as session:
        assert {entry.verb for entry in session.query(LedgerEntry).filter(LedgerEntry.id > last)} <= {Verb.BACKUP_MADE}
    with capsys.disabled():
        print(f"\n  actions: {len(actions)}, answers compared: {sum(figures.values())} {dict(figures)}, undeclared: 0")


def acted(answer: Any) -> str:
    if answer.status_code == 401:
        return SIGN_IN
    if answer.status_code == 403:
        return "kept out"
    assert answer.status_code in (200, 204), answer.status_code
    return REFUSED if "Your role does not include this" in answer.text else ALLOWED


# --- screens ---------------------------------------------------------------------------------------------------------


def test_each_screen_answers_each_person_as_their_roles_say(
    house: House, everybody: list[Person], capsys: pytest.CaptureFixture[str]
) -> None:
    screens = list(dash.page_registry.values())
    assert [page["path"] for page in screens if not isinstance(page["layout"].needs, Permission)] == []
    figures: Counter[str] = Counter()
    for page in screens:
        for person in everybody:
            if not person.may(Permission.CONSOLE_ENTER):
                assert person.client.get(f"/console{page['path']}").status_code in (303, 403)
                figures["kept out"] += 1
                continue
            shown = text_of(draw(person.client, page["path"]))
            want = expected(person, page["layout"].needs)
            assert ("Not for your role" in shown) == (want == REFUSED), (person.name, page["path"])
            figures[want] += 1
    with capsys.disabled():
        print(f"\n  screens: {len(screens)}, answers compared: {sum(figures.values())} {dict(figures)}, undeclared: 0")


# --- out of scope: the role is right, the place is not ---------------------------------------------------------------


def test_a_coordinator_meets_a_service_of_another_country_like_one_that_is_not_there(house: House) -> None:
    theirs = put_service(house.store, country="AL", name="Linja", phone="+355 1")
    client = house.enter(cast.mila)
    assert text_of(draw(client, f"/service?id={theirs}")) == text_of(draw(client, f"/service?id={theirs + 50}"))
    assert "Linja" not in text_of(draw(client, "/services")) + text_of(draw(client, "/find?q=lin"))
    before = house.kept()
    found = {"service-finding": "right"}
    for button in ("service-save", "service-verify"):
        words = [
            press(client, button, {**service(theirs + more, country), "service-method": "phone", **found}).notice
            for more in (0, 50)
            for country in ("RS", "AL")
        ]
        assert len(set(words)) == 1 and "There is no such service" in words[0], button
    made = press(client, "service-save", service(None, "AL"))
    assert "Your role does not include this" in made.notice
    assert house.kept() == before


def service(number: int | None, country: str) -> dict[str, Any]:
    return {
        "service-seen": {"id": number, "version": 1, "country": country},
        "service-name": "Taken over",
        "service-kinds": ["helpline"],
        "service-national": True,
        "service-phone": "+381 1",
        "service-languages": [],
        "service-status": "active",
    }


def test_a_translator_changes_nothing_of_another_language_by_any_callback(house: House, store: Store) -> None:
    with desk_for(store, cast.ana) as desk:
        draft = questionnaires.create(desk, small_document("other"))
    translate(store, draft, "mk")
    with desk_for(store, System()) as desk:
        kept = first_of(desk, draft.id, "mk")
    client = house.enter(cast.teuta)
    before = house.kept()
    for locale in ("mk", "sr-Cyrl", "en", "xx", ""):
        at = {"translation-where": {"id": draft.id, "locale": locale}}
        for unit, version in ((kept.id, kept.version), (kept.id + 5000, 1)):
            said = {"translation-seen": {"seen": kept.seen, "unit": unit, "version": version}, "translation-text": "x"}
            for button in ("save", "approve", "keep"):
                answer = press(client, {"type": f"translation-{button}", "key": "title"}, said | at)
                assert answer.status == 200 and answer.notice, (button, locale)
        assert press(client, "translation-approve-all", at).notice
        assert "mk: " not in text_of(draw(client, f"/translation?id={draft.id}&locale={locale or 'mk'}"))
    assert house.kept() == before
    not_mine, not_there = (approve(client, draft.id, unit) for unit in (kept.id, kept.id + 5000))
    assert not_mine.notice == not_there.notice == "There is no such translation."


def first_of(desk: Any, questionnaire: int, locale: str) -> Any:
    from content_store import translations

    return translations.units(desk, questionnaire, locale)[0]


def approve(client: FlaskClient, questionnaire: int, unit: int) -> Answer:
    said = {"seen": "", "unit": unit, "version": 1}
    where = {"translation-where": {"id": questionnaire, "locale": "sq"}}
    return press(client, {"type": "translation-approve", "key": "title"}, {"translation-seen": said, **where})


def test_what_another_role_could_do_is_not_in_a_scoped_hand(house: House) -> None:
    """Two grants do not add up to a third place."""
    both = hire(house.store, "Besa", Role.COORDINATOR, countries=("AL",))
    client = house.server.test_client()
    sign_in(client, house.store, both)
    mine = put_service(house.store, country="AL", name="Linja", phone="+355 1")
    moved = press(client, "service-save", service(mine, "RS"))
    assert "Your role does not include this" in moved.notice
    with desk_for(house.store, System(), reading=True) as desk:
        assert directory.open_service(desk, mine).particulars.country == "AL"


CANARY = "Canary of another place"


def foreign_things(house: House) -> tuple[int, int]:
    """A service of Albania and a Macedonian text; what they are called says that whoever reads it should not."""
    service = put_service(house.store, country="AL", name=CANARY, organisation=CANARY, phone="+355 1")
    with desk_for(house.store, System()) as desk:
        campaigns.register(desk, "canary", CANARY, "AL")
    with desk_for(house.store, cast.ana) as desk:
        draft = questionnaires.create(desk, small_document("foreign"))
    translate(house.store, draft, "mk", {"title": CANARY, "item.q1.text": CANARY})
    return service, draft.id


def rows_out_of_scope(store: Store) -> list[Any]:
    with visit(store) as session:
        kept = [
            session.execute(select(Service.__table__).where(Service.country == "AL")).all(),
            session.execute(select(Campaign.__table__).where(Campaign.country == "AL")).all(),
            session.execute(select(Translation.__table__).where(Translation.locale == "mk")).all(),
        ]
    assert all(kept)
    return kept


def test_no_action_with_a_true_number_in_hand_changes_what_is_of_another_place(
    house: House, store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every action, also those not written yet, called with what stands in the forms of those who may."""
    monkeypatch.setattr(guard.Pace, "allows", lambda *_: True)
    service, draft = foreign_things(house)
    before, called = rows_out_of_scope(store), 0
    said: list[Any] = [service]
    said += [{"id": service, "version": 1, "country": country} for country in ("AL", "RS")]
    said += [{"id": draft, "locale": "mk"}, {"seen": "", "unit": 1, "version": 1}, "taken over", ["AL"], "AL", "mk"]
    for person in (cast.mila, cast.teuta, cast.kosta):
        client = house.enter(person)
        for name, entry in actions_of(house.console).items():
            for keys in ((str(service), f"{service}|1"), ("title", "item.q1.text")):
                for shift in (0, 3):
                    values = iter(said[shift:] + said[:shift] + said * 20)
                    client.post(UPDATE, json=call_of(name, entry, lambda values=values: next(values), keys))
                    called += 1
    assert rows_out_of_scope(store) == before
    with capsys.disabled():
        print(f"\n  calls with a true number out of scope: {called}, changes: 0")


def test_no_screen_shows_what_is_of_another_place_however_it_is_asked(house: House, store: Store) -> None:
    service, draft = foreign_things(house)
    asked = (
        f"?id={service}&country=AL&locale=mk&q=canary",
        f"?id={draft}&locale=mk&service={service}",
        f"?country=AL&thing=service:{service}",
    )
    assert CANARY in text_of(draw(house.enter(cast.admin), "/services" + asked[0]))
    for person in (cast.mila, cast.teuta, cast.kosta):
        client = house.enter(person)
        for page in dash.page_registry.values():
            for query in asked:
                assert CANARY not in text_of(draw(client, page["path"] + query)), (person.name, page["path"], query)


# --- four eyes, by whatever way the change came in -------------------------------------------------------------------


@pytest.mark.parametrize("way", ["edit", "undo", "redo", "import"])
def test_who_writes_and_reviews_never_decides_on_what_they_brought_in(house: House, store: Store, way: str) -> None:
    """Bojana holds both roles. The draft that Ana sends differs by Bojana's hand from what is public."""

    def newer(by: Account, seen: int, words: str, **more: bool) -> questionnaires.Draft:
        with desk_for(store, by) as desk:
            return questionnaires.edit(desk, 1, seen, lambda d: reworded(d, "q1", words), "New", **more)

    first = cast.bojana if way in ("edit", "import") else cast.ana
    draft = newer(first, 1, "One?", imported=way == "import")
    if way in ("undo", "redo"):
        draft = newer(cast.ana, draft.number, "Two?")
        with desk_for(store, cast.bojana if way == "undo" else cast.ana) as desk:
            draft = questionnaires.undo(desk, 1, draft.number)
    if way == "redo":
        with desk_for(store, cast.bojana) as desk:
            draft = questionnaires.redo(desk, 1, draft.number)
    with desk_for(store, cast.ana) as desk:
        review = publishing.send(desk, 1, draft.number, "please", acknowledged="A test.")
    seen = {"review-seen": {"id": review.id, "number": review.version}, "review-return-reason": "no"}
    before = house.kept()
    for button in ("review-approve", "review-return"):
        assert "You edited this draft yourself" in house.press(cast.bojana, button, seen).notice
    everywhere = {
        "review-publish-locales": ["en"],
        "review-publish-countries": ["RS"],
        "review-publish-override": "x",
    } | {"review-publish-unserved": "x"}
    assert "has not been approved" in house.press(cast.bojana, "review-publish", seen | everywhere).notice
    assert "Your role does not include this" in house.press(cast.ana, "review-publish", seen | everywhere).notice
    assert house.kept() == before
    assert "Approved" in house.press(cast.boris, "review-approve", seen).notice
