"""What a draft changes against what is published; sending it to review; the revisions, and going back to one."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from assessment.messages import Finding, Severity
from console import changes, findings, shell, tables, workbench
from console.actions import action, pressed, screen
from console.forms import Field, Form, Kind
from console.here import number
from console.ids import Ids
from console.language import N_, _
from console.saving import Seen
from console.steps_in_words import in_words
from console.times import moment
from content_store import publishing, questionnaires
from content_store.drafts import Draft
from content_store.paging import Wanted
from content_store.permissions import Permission
from content_store.publishing import Publication
from content_store.questionnaires import Step
from pages import questionnaire_files

ids = Ids("changes")
dash.register_page(__name__, path="/changes", title=N_("Changes and review"), under="/questionnaires")

sending = Form(
    ids,
    Field(
        "note", N_("What this does, for the reviewer"), Kind.AREA, required=True, most=1000, help=N_("What, and why.")
    ),
    Field("acknowledged", N_("Why the warnings are accepted"), Kind.AREA, most=1000, rows=2),
)
retirement = Form(Ids("changes-retire"), Field("why", N_("Why"), required=True, most=500))
going_back = Form(Ids("changes-back"), Field("why", N_("Why"), required=True, most=500))


@screen(Permission.QUESTIONNAIRES_READ)
def layout(desk: Any, id: str = "", page: str = "1") -> html.Article:
    draft = questionnaires.open_draft(desk, number(id))
    live = publishing.live(desk.session, draft.slug)
    address = workbench.part_address(draft.id)
    return workbench.sheet(
        desk,
        draft,
        "changes",
        dcc.Store(id=ids("seen"), data=Seen(draft.id, draft.number, "").kept()),
        html.Div(
            [
                html.Div(
                    [
                        html.Div(_send(desk, draft), id=ids("sending")),
                        changes.draw(live.document if live else None, draft.document, address),
                    ]
                ),
                html.Aside(workbench.side(desk, draft, ids=ids), id=ids("side"), className="bench-side"),
            ],
            className="two-thirds",
        ),
        _revisions(desk, draft),
        _history(desk, draft, page),
        _retirement(desk, draft),
    )


def _send(desk: Any, draft: Draft) -> Any:
    if not desk.actor.holds(Permission.QUESTIONNAIRES_EDIT):
        return None
    if why := workbench.locked(desk, draft):
        review = shell.link(_("See the review"), "/review", id=draft.review_id) if draft.review_id else None
        return shell.callout(html.P(why), review, tone=shell.Tone.REVIEW)
    if draft.live_number is not None and not draft.differs:
        return shell.callout(_("There is nothing to review: the draft is what is published."))
    found = findings.checked(draft.document)
    if errors := _count(found, Severity.ERROR):
        words = _(
            "It cannot be sent yet: {n} error has to be mended first.",
            "It cannot be sent yet: {n} errors have to be mended first.",
            n=errors,
        )
        return shell.callout(words, tone=shell.Tone.FAILING)
    warnings = _count(found, Severity.WARNING)
    drawn = (
        sending.draw()
        if warnings
        else html.Div([sending.draw_field(sending.fields[0], ""), _unasked()], className="form")
    )
    button = dbc.Button(_("Send to review"), id=ids("send"), n_clicks=0)
    about = html.P(
        _("Somebody who did not write it looks at every change and approves it. The draft stands still meanwhile.")
    )
    return shell.panel(_("Send to review"), about, drawn, button)


@action(
    Output(ids("progress"), "children"),
    Output(ids("sending"), "children"),
    Output(ids("side"), "children"),
    Input(ids("proving"), "n_intervals"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_READ,
    reading=True,
)
def proving(desk: Any, _ticks: Any, data: Any) -> Any:
    """How far the proof is; once it is done, what it found, and whether the draft can be sent: until then it could not,
    so nobody has typed anything there."""
    draft = questionnaires.open_draft(desk, Seen.of(data).id)
    if progress := findings.so_far(draft.document):
        return progress, no_update, no_update
    return no_update, _send(desk, draft), workbench.side(desk, draft, ids=ids)


def _unasked() -> Any:
    """Without warnings there is nothing to accept, but the form has the field all the same."""
    return html.Div(sending.draw_field(sending.fields[1], ""), hidden=True)


def _count(found: tuple[Finding, ...], severity: Severity) -> int:
    return sum(one.severity is severity for one in found)


@action(
    *sending.outputs(),
    Input(ids("send"), "n_clicks"),
    State(ids("seen"), "data"),
    *sending.states(),
    needs=Permission.QUESTIONNAIRES_EDIT,
    form=sending,
)
def send(desk: Any, _clicks: Any, data: Any, *values: Any) -> Any:
    seen, wanted = Seen.of(data), sending.clean(values)
    sent = publishing.send(desk, seen.id, seen.number, wanted["note"], wanted["acknowledged"])
    shell.notice(_("It is with the reviewers now."))
    shell.go("/review", id=sent.id)
    return sending.settled()


def _revisions(desk: Any, draft: Draft) -> Any:
    published = publishing.publications(desk, draft.id)
    if not published:
        return None
    may = desk.actor.holds(Permission.REVIEWS_DECIDE) and not draft.retired
    rows = tables.simple_table(
        published,
        [
            tables.Column(_("Revision"), lambda one: one.number, figures=True),
            tables.Column(_("Published"), lambda one: _published(draft, one)),
            tables.Column("", lambda one: _back(one, may)),
        ],
        caption=_("Published revisions"),
    )
    reason = html.Div(
        [html.P(_("To publish an earlier revision again, say why, then choose it below.")), going_back.draw()],
        hidden=not may,
    )
    return shell.panel(_("Published revisions"), reason, rows)


def _published(draft: Draft, one: Publication) -> Any:
    """On one line of the table what a phone would have to be scrolled for."""
    marks = [
        shell.state(_("Public now"), shell.Tone.DONE) if one.live else None,
        _look(draft.id, one.number, revision=one.id),
        _file(draft.id, questionnaire_files.REVISION, one.id, one.number),
        html.Code(one.digest[:12], title=one.digest),
    ]
    who = _("by {name}", name=one.published_by)
    return [one.note, html.Div([moment(one.published_at), " ", who], className="muted small"), _marks(marks)]


def _marks(marks: list[Any]) -> Any:
    return html.Div(marks, className="states small")


def _look(questionnaire_id: int, number: int, **of: int) -> Any:
    """A preview of an earlier state; `of`: `version` or `revision`."""
    which = _("of revision {number}", number=number) if "revision" in of else _("of version {number}", number=number)
    words = [_("Preview"), " ", html.Span(which, className="visually-hidden")]
    return shell.link(words, "/preview", id=questionnaire_id, **of)


def _back(one: Publication, may: bool) -> Any:
    if one.live or not may:
        return None
    return dbc.Button(
        _("Publish {number} again", number=one.number),
        id=ids.row("back", one.id),
        n_clicks=0,
        color="outline-danger",
        size="sm",
    )


@action(
    *going_back.outputs(),
    Input(ids.every("back"), "n_clicks"),
    State(ids("seen"), "data"),
    *going_back.states(),
    needs=Permission.REVIEWS_DECIDE,
    fresh=True,
    form=going_back,
)
def go_back(desk: Any, _clicks: Any, data: Any, *values: Any) -> Any:
    snapshot = publishing.roll_back(desk, Seen.of(data).id, number(pressed()), going_back.clean(values)["why"])
    shell.notice(_("Public again, as revision {number}.", number=snapshot.number))
    shell.redraw(desk.now)
    return going_back.settled()


def _history(desk: Any, draft: Draft, page: str) -> Any:
    steps = questionnaires.history(desk, draft.id, Wanted.of(page=page).page)
    at = tables.Address("/changes", {"id": str(draft.id), "page": page})
    may = not workbench.locked(desk, draft)
    columns = [
        tables.Column(_("Version"), lambda one: one.number, figures=True),
        tables.Column(_("What was done"), lambda one: _step(draft, one)),
        tables.Column("", lambda one: _restoring(one, may)),
    ]
    rows = [tables.simple_table(steps.rows, columns, caption=_("Versions of the draft")), tables.pager(steps, at)]
    acts = [shell.link(_("Compare any two versions"), "/compare", id=draft.id)]
    if desk.actor.holds(Permission.QUESTIONNAIRES_EDIT):
        acts.append(shell.link(_("Make a copy of it"), "/questionnaire-new", way="copy", of=draft.id))
    file = questionnaire_files.address(draft.id, questionnaire_files.DRAFT, draft.number)
    acts.append(html.A(_("Download the draft"), href=file))
    return shell.panel(_("Every version of the draft"), html.P(shell.joined(acts)), *rows)


def _step(draft: Draft, one: Step) -> Any:
    marks: list[Any] = [shell.state(_("The draft now"), shell.Tone.DRAFT)] if one.now else []
    marks += [shell.state(_("Published as {number}", number=number), shell.Tone.DONE) for number in one.published]
    if one.parent is not None:
        marks.append(shell.link(_("What it changed"), "/compare", id=draft.id, old=one.parent, new=one.number))
    if not one.now:
        marks.append(shell.link(_("To the draft now"), "/compare", id=draft.id, old=one.number, new=draft.number))
        marks.append(_look(draft.id, one.number, version=one.number))
    marks.append(_file(draft.id, questionnaire_files.VERSION, one.number, one.number))
    who = _("by {name}", name=one.author)
    return [in_words(one.summary), html.Div([moment(one.at), " ", who], className="muted small"), _marks(marks)]


def _file(questionnaire_id: int, state: str, key: int, number: int) -> html.A:
    which = _("of revision {number}", number=number) if state == "revision" else _("of version {number}", number=number)
    words = ["YAML", " ", html.Span(which, className="visually-hidden")]
    return html.A(words, href=questionnaire_files.address(questionnaire_id, state, key))


def _restoring(one: Step, may: bool) -> Any:
    if one.now or not may:
        return None
    words = [_("Go back"), html.Span(_(" to version {number}", number=one.number), className="visually-hidden")]
    return dbc.Button(words, id=ids.row("restore", one.number), n_clicks=0, color="outline-secondary", size="sm")


@action(Input(ids.every("restore"), "n_clicks"), State(ids("seen"), "data"), needs=Permission.QUESTIONNAIRES_EDIT)
def restore(desk: Any, _clicks: Any, data: Any) -> None:
    """An older version of the draft as the newest one."""
    chosen, seen = pressed(), Seen.of(data)
    draft = questionnaires.restore(desk, seen.id, seen.number, number(chosen))
    shell.notice(
        _(
            "The draft is as it was in version {chosen}; this is version {number}. Undo takes it back.",
            chosen=chosen,
            number=draft.number,
        )
    )
    shell.redraw(desk.now)


def _retirement(desk: Any, draft: Draft) -> Any:
    may = desk.actor.holds(Permission.REVIEWS_DECIDE)
    words = _("Bring it back") if draft.retired else _("Retire it")
    effect = (
        _("What was published last becomes public again.")
        if draft.retired
        else _("It goes off the public site at once. Runs that have begun can be finished; nothing is deleted.")
    )
    wanted = "back" if draft.retired else "off"
    button = dbc.Button(words, id=ids.row("retire", wanted), n_clicks=0, color="outline-danger", size="sm")
    inside = html.Details([html.Summary(words), html.P(effect), retirement.draw(), button], className="removal")
    return html.Div(inside, hidden=not may)


@action(
    *retirement.outputs(),
    Input(ids.every("retire"), "n_clicks"),
    State(ids("seen"), "data"),
    *retirement.states(),
    needs=Permission.REVIEWS_DECIDE,
    fresh=True,
    form=retirement,
)
def retire(desk: Any, _clicks: Any, data: Any, *values: Any) -> Any:
    """Off the public site, or back onto it: as the button said that was pressed, whatever holds by now."""
    wanted = pressed()
    if wanted not in {"off", "back"}:
        raise PreventUpdate  # a row that we never drew
    act = questionnaires.retire if wanted == "off" else questionnaires.bring_back
    act(desk, Seen.of(data).id, retirement.clean(values)["why"])
    shell.notice(_("It is off the public site.") if wanted == "off" else _("It is back."))
    shell.redraw(desk.now)
    return retirement.settled()
