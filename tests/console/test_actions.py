"""Screens and actions: who may, what is shown when not, and that nothing half-done stays."""

from __future__ import annotations

import logging
from typing import Any

import dash
import pytest
from dash import Input, Output, State, html
from flask import Flask

from auth.roles import Role
from console import shell
from console.actions import action, screen
from console.forms import Field, Form, Kind
from console.ids import Ids
from content_store import ledger
from content_store.db import Store, visit
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refused, Unavailable
from tests.console.conftest import Enter
from tests.driver import Answer, draw, hire, new_server, press, sign_in, text_of

ids = Ids("trial")
form = Form(ids, Field("words", "Words", required=True, most=20), Field("age", "Age", Kind.WHOLE, least=10, most=110))


def declare(act: Any, *, needs: Permission = Permission.QUESTIONNAIRES_EDIT) -> None:
    action(
        *form.outputs(),
        Output(ids("done"), "children"),
        Input(ids("save"), "n_clicks"),
        State(ids("seen"), "data"),
        *form.states(),
        needs=needs,
        form=form,
    )(act)


def pressed(store: Store, act: Any, state: dict[str, Any], role: Role = Role.EXPERT) -> Answer:
    declare(act)
    client = new_server(store).test_client()
    sign_in(client, store, hire(store, "Ana", role))
    return press(client, ids("save"), state)


def entries(store: Store) -> int:
    with visit(store) as session:
        return session.query(LedgerEntry).count()


GOOD = {"trial-words": "good", "trial-age": 17, "trial-seen": {"id": 5}}


def write(desk: Any, words: str) -> None:
    ledger.record(desk, Verb.QUESTIONNAIRE_EDITED, "questionnaire:5", after={"words": words})


@pytest.mark.usefixtures("ours_alone")
class TestAction:
    def test_what_was_typed_is_saved_and_said_so(self, store: Store) -> None:
        def save(desk: Any, _clicks: object, seen: Any, *values: Any) -> Any:
            cleaned = form.clean(values)
            write(desk, cleaned["words"])
            shell.notice(f"Saved {seen['id']}.")
            return *form.settled(), str(cleaned)

        answer = pressed(store, save, GOOD)
        assert answer["trial-done.children"] == "{'words': 'good', 'age': 17}"
        assert answer["trial-words-problem.children"] == ""
        assert "Saved 5." in answer.notice
        assert entries(store) == 1

    def test_a_missing_field_is_marked_and_nothing_is_saved(self, store: Store) -> None:
        def save(desk: Any, _clicks: object, _seen: Any, *values: Any) -> Any:
            write(desk, "before the form is looked at")
            return *form.settled(), str(form.clean(values))

        answer = pressed(store, save, {**GOOD, "trial-words": " ", "trial-age": 5})
        assert answer["trial-words-problem.children"] == "Fill in “Words”."
        assert answer["trial-age-problem.children"] == "Age is from 10 to 110."
        assert "trial-done.children" not in answer.outputs
        assert entries(store) == 0

    @pytest.mark.parametrize("clicks", [0, None])
    def test_a_button_that_is_merely_drawn_does_nothing(self, store: Store, clicks: int | None) -> None:
        def save(desk: Any, *_: Any) -> Any:
            write(desk, "nobody pressed")

        declare(save)
        client = new_server(store).test_client()
        sign_in(client, store, hire(store, "Ana", Role.EXPERT))
        assert press(client, ids("save"), GOOD, value=clicks).status == 204
        assert entries(store) == 0

    def test_a_rule_of_the_store_is_shown_at_its_field(self, store: Store) -> None:
        def save(*_: Any) -> Any:
            raise Invalid({"words": "This is taken."})

        assert pressed(store, save, GOOD)["trial-words-problem.children"] == "This is taken."

    @pytest.mark.parametrize(
        ("error", "says"),
        [
            (Refused("Only reviewers may."), "Only reviewers may."),
            (Missing("There is no such draft."), "There is no such draft."),
            (Unavailable("The database does not answer."), "The database does not answer."),
            (Conflict("Changed meanwhile.", theirs={"text": "mine own"}, yours={"text": "your own"}), "your own"),
            (Invalid({"elsewhere": "No field here has this problem."}), "No field here has this problem."),
        ],
    )
    def test_a_refusal_is_told_and_undoes_what_was_begun(self, store: Store, error: Exception, says: str) -> None:
        def save(desk: Any, *_: Any) -> Any:
            write(desk, "begun")
            raise error

        answer = pressed(store, save, GOOD)
        assert answer.status == 200
        assert says in answer.notice
        assert answer.outputs == {}
        assert entries(store) == 0

    def test_what_breaks_has_a_number_for_the_person_and_no_answers_in_the_log(
        self, store: Store, caplog: pytest.LogCaptureFixture
    ) -> None:
        def save(_desk: Any, _clicks: object, _seen: Any, *values: Any) -> Any:
            raise ZeroDivisionError(values)

        with caplog.at_level(logging.ERROR):
            answer = pressed(store, save, {**GOOD, "trial-words": "very private"})
        number = answer.notice.rsplit(" ", 1)[-1].rstrip(".")
        assert number in caplog.text and "ZeroDivisionError" in caplog.text
        assert "very private" not in caplog.text

    def test_somebody_without_the_permission_is_refused_before_anything_runs(self, store: Store) -> None:
        def save(*_: Any) -> Any:
            raise AssertionError("ran")

        assert "write questionnaires" in pressed(store, save, GOOD, Role.TRANSLATOR).notice

    def test_an_action_may_send_the_person_elsewhere(self, store: Store) -> None:
        def save(*_: Any) -> Any:
            shell.go("/questionnaire", id=7)
            return *form.settled(), ""

        beside = pressed(store, save, GOOD).beside
        assert beside["_pages_location"] == {"pathname": "/console/questionnaire", "search": "?id=7"}


def test_an_action_cannot_be_declared_without_saying_what_it_needs() -> None:
    with pytest.raises(TypeError, match="needs"):
        action(Output("a", "children"), Input("b", "n_clicks"))  # type: ignore[call-arg]


@pytest.mark.usefixtures("ours_alone")
class TestScreen:
    def shown(self, store: Store, layout: Any, address: str) -> str:
        dash.register_page("pages.trial", path="/trial", title="Trial", layout=screen(Permission.LEDGER_READ)(layout))
        client = new_server(store).test_client()
        sign_in(client, store, hire(store, "Vera", Role.ADMINISTRATOR))
        return text_of(draw(client, address))

    def test_a_screen_reads_its_address_and_ignores_what_it_does_not_know(self, store: Store) -> None:
        def layout(desk: Any, id: str = "", *, q: str = "") -> html.Div:
            return html.Div(f"{desk.actor.name} {id} [{q}]")

        assert self.shown(store, layout, "/trial?id=5&id=6&q=+x+&utm_source=mail&desk=1&beat=2") == "Vera 5 [x]"

    def test_an_address_with_nonsense_in_it_is_as_if_it_said_nothing(self, store: Store) -> None:
        def layout(desk: Any, q: str = "unasked") -> html.Div:
            return html.Div(q)

        assert self.shown(store, layout, f"/trial?q={'x' * 2001}") == "unasked"
        assert self.shown(store, layout, "/trial?q=%00") == "unasked"

    @pytest.mark.parametrize(
        ("error", "title"),
        [
            (Refused("No."), "Not for your role"),
            (Missing("No."), "Nothing here"),
            (Unavailable("No."), "Not at the moment"),
            (Invalid({"q": "No."}), "This cannot be shown"),
            (KeyError("private"), "Something went wrong"),
        ],
    )
    def test_what_cannot_be_shown_is_a_page_that_says_why(self, store: Store, error: Exception, title: str) -> None:
        def layout(desk: Any) -> html.Div:
            raise error

        shown = self.shown(store, layout, "/trial")
        assert shown.startswith(title)
        assert "private" not in shown

    def test_somebody_without_the_permission_sees_a_refusal(self, server: Flask, store: Store, enter: Enter) -> None:
        shown = text_of(draw(enter("Teuta", Role.TRANSLATOR), "/history"))
        assert shown.startswith("Not for your role") and "Roles that include it: Administrator" in shown
