"""A new questionnaire: from blank, from the instruments shipped with us, from a file, or like one that is there."""

from __future__ import annotations

import re
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, State, html

from assessment.document import Questionnaire, Section, Wording
from console import shell, tables
from console.actions import action, pressed, screen
from console.forms import Field, Form, Kind
from console.here import number
from console.ids import Ids
from console.language import N_, _
from content_store import exchange, files, library, questionnaires
from content_store.db import Desk
from content_store.locales import registered
from content_store.paging import Wanted
from content_store.permissions import Invalid, Missing, Permission
from pages.questionnaire_files import UPLOAD_TO

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
EVERY = 1_000
BLANK, LIBRARY, FILE, COPY = "blank", "library", "file", "copy"
WAYS = ((BLANK, N_("From blank")), (LIBRARY, N_("From the library")), (FILE, N_("From a file")), (COPY, N_("A copy")))

ids = Ids("questionnaire-new")
TITLE = Field("title", N_("Title"), required=True, most=200, help=N_("What the public reads in the list."))
CODED = Field(
    "code",
    N_("Code"),
    required=True,
    most=40,
    help=N_("Part of the public address; it stays once published. Small letters, digits and _, such as alcohol_use."),
)
blank = Form(
    ids,
    TITLE,
    CODED,
    Field(
        "locale",
        N_("Written in"),
        kind=Kind.CHOICE,
        required=True,
        options=lambda: [(one.tag, one.autonym) for one in registered() if not one.derived_from],
        help=N_("The language its texts are written in first; the others are translated from it."),
    ),
)
copying = Form(Ids("questionnaire-copy"), TITLE, CODED)

dash.register_page(__name__, path="/questionnaire-new", title=N_("New questionnaire"), under="/questionnaires")


@screen(Permission.QUESTIONNAIRES_EDIT)
def layout(desk: Any, way: str = BLANK, of: str = "") -> html.Article:
    chosen = way if way in dict(WAYS) else BLANK
    begin = {BLANK: _blank, LIBRARY: _library, FILE: _file, COPY: lambda desk: _copy(desk, of)}[chosen]
    return shell.sheet(
        _("New questionnaire"),
        begin(desk),
        crumbs=[(_("Questionnaires"), shell.href("/questionnaires"))],
        about=_("It begins as a draft that nobody outside sees."),
        tabs=shell.tabs(chosen, *((code, words, shell.href("/questionnaire-new", way=code)) for code, words in WAYS)),
    )


def _code(wanted: str) -> str:
    if not CODE.fullmatch(wanted):
        raise Invalid({"code": _("A code starts with a small letter and has only a-z, 0-9 and _.")})
    return wanted


# --- from blank ------------------------------------------------------------------------------------------------------


def _blank(_desk: Desk) -> html.Div:
    return html.Div([blank.draw(locale="en"), dbc.Button(_("Create"), id=ids("create"), n_clicks=0)])


@action(
    *blank.outputs(),
    Input(ids("create"), "n_clicks"),
    *blank.states(),
    needs=Permission.QUESTIONNAIRES_EDIT,
    form=blank,
)
def create(desk: Any, _clicks: Any, *values: Any) -> Any:
    wanted = blank.clean(values)
    document = Questionnaire(
        code=_code(wanted["code"]),
        title=wanted["title"],
        source_locale=wanted["locale"],
        sections=(Section("questions", items=()),),
    )
    draft = questionnaires.create(desk, document, summary="Created from blank")
    shell.go("/questionnaire", id=draft.id, part="section.questions")
    return blank.settled()


# --- from the library ------------------------------------------------------------------------------------------------


def _library(desk: Desk) -> html.Div:
    there = {one.slug: one.id for one in questionnaires.listing(desk, Wanted(size=EVERY)).rows}
    rows = tables.simple_table(
        list(library.shelf().values()),
        [
            tables.Column(_("Instrument"), _instrument),
            tables.Column(_("Questions"), lambda one: len(list(one.items())), figures=True),
            tables.Column(_("Rights"), lambda one: one.rights.licence),
            tables.Column(_("Words"), _words),
            tables.Column("", lambda one: html.Div(_take(one, there.get(one.code)), className="text-nowrap")),
        ],
        caption=_("Instruments of the library"),
    )
    about = _(
        "Instruments of the field with their scores, cut-offs and sources. What you take becomes a draft of yours."
    )
    return html.Div([html.P(about), rows])


def _instrument(one: Questionnaire) -> Any:
    return [one.rights.instrument or one.title, html.Div(one.title, className="muted small")]


def _words(one: Questionnaire) -> str:
    wording = {each.locale: each.wording for each in one.rights.wordings}.get(one.source_locale, Wording.WORKING)
    said = {
        Wording.OFFICIAL: _("As published"),
        Wording.ADAPTED: _("Adapted with permission"),
        Wording.OWN: _("Our own"),
        Wording.WORKING: _("Working wording, not validated"),
    }
    return said[wording]


def _take(one: Questionnaire, there: int | None) -> Any:
    if there is not None:
        return shell.link(_("Is here already"), "/questionnaire", id=there)
    words = [_("Take it"), html.Span(f": {one.title}", className="visually-hidden")]
    return dbc.Button(words, id=ids.row("take", one.code), n_clicks=0, color="outline-secondary", size="sm")


@action(Input(ids.every("take"), "n_clicks"), needs=Permission.QUESTIONNAIRES_EDIT)
def take(desk: Any, _clicks: Any) -> None:
    """An instrument of the library as a draft."""
    code = pressed()
    if code not in library.shelf():
        raise Missing(_("There is no such instrument in the library."))
    draft = files.bring_in_new(desk, library.shelf()[code])
    shell.go("/questionnaire", id=draft.id)


# --- from a file -----------------------------------------------------------------------------------------------------


def _file(_desk: Desk) -> html.Div:
    """What stands inside is drawn and sent by `assets/upload.js`: a file is more than an action may carry."""
    about = _(
        "A questionnaire as a YAML file, such as one that was downloaded here. It is taken "
        "in whole or not at all; what is wrong with it is said line by line."
    )
    return html.Div(
        [html.P(about), html.Div(className="upload", **{"data-to": UPLOAD_TO, "data-most": exchange.BYTES_MOST})]
    )


# --- a copy ----------------------------------------------------------------------------------------------------------


def _copy(desk: Desk, of: str) -> Any:
    known = questionnaires.listing(desk, Wanted(sort="title", size=EVERY)).rows
    if not known:
        return shell.empty(_("There is no questionnaire yet that could be copied."))
    options = [{"value": str(one.id), "label": f"{one.title or one.slug} ({one.slug})"} for one in known]
    chosen = of if of in {option["value"] for option in options} else options[0]["value"]
    like = dbc.Select(id=ids("like"), value=chosen, options=options)
    about = [
        html.P(
            _(
                "Its draft comes along whole: questions, scores, results, rules, test cases, the record of rights, and "
                "every translation with its state; only the new title is to be translated again."
            )
        ),
        html.P(_("What is published stays as it is. Versions, reviews, comments and statistics do not come along.")),
    ]
    return html.Div(
        [
            *about,
            html.Div([dbc.Label(_("Like"), html_for=ids("like")), like], className="field"),
            copying.draw(),
            dbc.Button(_("Make a copy"), id=ids("copy"), n_clicks=0),
        ]
    )


@action(
    *copying.outputs(),
    Input(ids("copy"), "n_clicks"),
    State(ids("like"), "value"),
    *copying.states(),
    needs=Permission.QUESTIONNAIRES_EDIT,
    form=copying,
)
def copy(desk: Any, _clicks: Any, like: Any, *values: Any) -> Any:
    wanted = copying.clean(values)
    draft = questionnaires.copy(desk, number(like), _code(wanted["code"]), wanted["title"])
    shell.go("/questionnaire", id=draft.id)
    return copying.settled()
