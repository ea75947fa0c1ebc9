"""A new questionnaire, from blank."""

from __future__ import annotations

import re
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, html

from assessment.document import Questionnaire, Section
from console import shell
from console.actions import action, screen
from console.forms import Field, Form, Kind
from console.ids import Ids
from content_store import questionnaires
from content_store.locales import registered
from content_store.permissions import Invalid, Permission

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")

ids = Ids("questionnaire-new")
form = Form(
    ids,
    Field("title", "Title", required=True, most=200, help="What the public reads in the list."),
    Field(
        "code",
        "Code",
        required=True,
        most=40,
        help="Part of the public address; it stays once published. Small letters, digits and _, such as alcohol_use.",
    ),
    Field(
        "locale",
        "Written in",
        kind=Kind.CHOICE,
        required=True,
        options=lambda: [(one.tag, one.autonym) for one in registered() if not one.derived_from],
        help="The language its texts are written in first; the others are translated from it.",
    ),
)

dash.register_page(__name__, path="/questionnaire-new", title="New questionnaire", under="/questionnaires")


@screen(Permission.QUESTIONNAIRES_EDIT)
def layout(desk: Any) -> html.Article:
    return shell.sheet(
        "New questionnaire",
        form.draw(locale="en"),
        dbc.Button("Create", id=ids("create"), n_clicks=0),
        crumbs=[("Questionnaires", shell.href("/questionnaires"))],
        about="It begins as an empty draft that nobody outside sees.",
    )


@action(
    *form.outputs(),
    Input(ids("create"), "n_clicks"),
    *form.states(),
    needs=Permission.QUESTIONNAIRES_EDIT,
    form=form,
)
def create(desk: Any, clicks: Any, *values: Any) -> Any:
    wanted = form.clean(values)
    if not CODE.fullmatch(wanted["code"]):
        raise Invalid({"code": "A code starts with a small letter and has only a–z, 0–9 and _."})
    blank = Questionnaire(
        code=wanted["code"],
        title=wanted["title"],
        source_locale=wanted["locale"],
        sections=(Section("questions", items=()),),
    )
    draft = questionnaires.create(desk, blank, summary="Created from blank")
    shell.go("/questionnaire", id=draft.id, part="section.questions")
    return form.settled()
