"""One questionnaire: its outline, the part being edited, and what the edits break or leave to translate."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate

from assessment.parts import StillNamed
from console import clashes, completion, possible_scores, removals, saving, shell, talk, undoing, workbench
from console.actions import action, pressed, screen
from console.acts import act_of
from console.controls import Controls
from console.editor import Editor, adding
from console.findings import checked, so_far, troubles
from console.here import number
from console.ids import Ids
from console.language import N_, _
from console.mending import mend
from console.outline import Outline, Part, finding, part_of
from console.ribbon import ribbons
from console.saving import Seen
from content_store import comments, publishing, questionnaires
from content_store.drafts import Draft
from content_store.drafts import State as Stage
from content_store.locales import LOCALES
from content_store.permissions import Invalid, Permission

ids = Ids("questionnaire")
dash.register_page(__name__, path="/questionnaire", title=N_("Questionnaire"), under="/questionnaires")


@screen(Permission.QUESTIONNAIRES_READ)
def layout(desk: Any, id: str = "", part: str = "") -> html.Article:
    draft = questionnaires.open_draft(desk, number(id))
    here = part_of(draft.document, part)
    why = workbench.locked(desk, draft)
    bench = [
        html.Div(
            [
                "" if why else adding(draft.document, _controls(draft, locked=False), here),
                finding(draft.document, ids),
                html.Div(_outline(draft, here), id=ids("outline")),
            ],
            className="bench-outline",
        ),
        html.Div(_editor(draft, here, locked=bool(why)), id=ids("editor"), className="bench-editor"),
        html.Aside(
            _side(desk, draft), id=ids("side"), className="bench-side", **{"aria-label": _("What the draft breaks")}
        ),
    ]
    return workbench.sheet(
        desk,
        draft,
        "edit",
        dcc.Store(id=ids("typing")),
        html.Div(id=ids("names"), hidden=True, **{"data-names": completion.vocabulary(draft.document)}),
        dcc.Store(id=ids("seen"), data=Seen(draft.id, draft.number, str(here)).kept()),
        _standstill(desk, draft, why),
        _comments(desk, draft, here),
        html.Div(id=ids("clash"), role="alert"),
        html.Div(bench, className="bench"),
        primary=_primary(draft, why),
        mark=html.Span(workbench.saved(draft), id=ids("mark"), role="status"),
    )


def _primary(draft: Draft, why: str) -> list[Any]:
    undo = dbc.Button(_("Undo"), id=ids("undo"), disabled=not draft.can_undo, color="outline-secondary", size="sm")
    redo = dbc.Button(_("Redo"), id=ids("redo"), disabled=not draft.can_redo, color="outline-secondary", size="sm")
    send = shell.button(_("Send to review"), "/changes", id=draft.id)
    return [html.Span([undo, redo], className="acts", hidden=bool(why)), send if not why else None]


def _standstill(desk: Any, draft: Draft, why: str) -> Any:
    may = desk.actor.holds(Permission.QUESTIONNAIRES_EDIT) and draft.state is not Stage.DRAFT and not draft.retired
    withdraw = dbc.Button(_("Withdraw it"), id=ids("withdraw"), color="outline-secondary", size="sm")
    review = draft.review_id and shell.link(_("See the review"), "/review", id=draft.review_id)
    acts = html.Div([html.Span(withdraw, hidden=not may), review or None], className="acts")
    return html.Div(shell.callout(html.P(why), acts, tone=shell.Tone.REVIEW), hidden=not why)


def _comments(desk: Any, draft: Draft, here: Part) -> Any:
    """What a reviewer said about the part that is being edited."""
    if not desk.actor.holds(Permission.REVIEWS_READ):
        return None
    return talk.beside(comments.unsettled(desk, draft.id), draft.document, here)


def _outline(draft: Draft, here: Part) -> Any:
    found = troubles(draft.document, checked(draft.document))
    return Outline(here, workbench.part_address(draft.id), found).draw(draft.document)


def _editor(draft: Draft, here: Part, *, locked: bool) -> Any:
    return Editor(draft.document, _controls(draft, locked=locked), workbench.part_address(draft.id)).draw(here)


def _controls(draft: Draft, *, locked: bool) -> Controls:
    source = LOCALES[draft.document.source_locale]
    return Controls(ids, locked, source.lang, source.direction)


def _side(desk: Any, draft: Draft, **what_was: Any) -> list[Any]:
    buttons = mend(draft.document, ids, locked=bool(workbench.locked(desk, draft)))
    return workbench.side(desk, draft, ids=ids, mend=buttons, **what_was)


@action(
    Output(ids("seen"), "data"),
    Output(ids("mark"), "children"),
    Output(ids("outline"), "children"),
    Output(ids("side"), "children"),
    Output(ids("clash"), "children"),
    Output(ids("undo"), "disabled"),
    Output(ids("redo"), "disabled"),
    Output(ids.every("said"), "children"),
    Output(ids.every("ribbon"), "children"),
    Output(ids.every("counted"), "children"),
    Input(ids.every("field"), "value"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_EDIT,
)
def save(desk: Any, _values: Any, data: Any) -> Any:
    """A field was left: its edit is saved, and what it breaks is shown."""
    seen, typed = Seen.of(data), saving.touched()
    fields, drawn, counted = (saving.keys(parts) for parts in dash.ctx.outputs_list[-3:])
    outcome = saving.save(desk, seen, typed)
    said = [outcome.said.get(key, no_update) for key in fields]
    draft = outcome.draft
    if draft is None:
        head = questionnaires.open_draft(desk, seen.id).number
        clash = clashes.draw(outcome.clash, list(typed), ids, head) if outcome.clash else no_update
        return *[no_update] * 4, clash, no_update, no_update, said, [no_update] * len(drawn), [no_update] * len(counted)
    if outcome.there is not None:
        shell.go("/questionnaire", id=draft.id, part=str(outcome.there))
    elif any(saving.reshapes(key) for key in typed):
        shell.redraw(desk.now)
    here = part_of(draft.document, seen.part)
    return (
        Seen(draft.id, draft.number, seen.part).kept(),
        workbench.saved(draft, merged=workbench.part_address(draft.id)(here) if outcome.merged else ""),
        _outline(draft, here),
        _side(desk, draft, before=outcome.before),
        None,
        not draft.can_undo,
        not draft.can_redo,
        said,
        ribbons(draft.document, drawn),
        [None] * len(counted),  # of what was before
    )


@action(
    Output(ids.same("counted"), "children"),
    Input(ids.same("count"), "n_clicks"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_READ,
    reading=True,
)
def count(desk: Any, _clicks: Any, data: Any) -> Any:
    """The scores that are possible, counted on demand."""
    document = questionnaires.open_draft(desk, Seen.of(data).id).document
    scale = saving.keys([dash.ctx.outputs_list])[0]
    if all(one.code != scale for one in document.scales):
        raise PreventUpdate  # removed meanwhile
    return possible_scores.draw(document, scale)


@action(
    Output(ids("progress"), "children"),
    Output(ids("outline"), "children", allow_duplicate=True),
    Output(ids("side"), "children", allow_duplicate=True),
    Input(ids("proving"), "n_intervals"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_READ,
    reading=True,
)
def proving(desk: Any, _ticks: Any, data: Any) -> Any:
    """How far the proof is; once it is done, what it found. What is being typed stays."""
    seen = Seen.of(data)
    draft = questionnaires.open_draft(desk, seen.id)
    if progress := so_far(draft.document):
        return progress, no_update, no_update
    return no_update, _outline(draft, part_of(draft.document, seen.part)), _side(desk, draft)


@action(
    Output(ids.every("said"), "children", allow_duplicate=True),
    Input(ids("typing"), "data"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_EDIT,
    reading=True,
)
def typing(desk: Any, typed: Any, data: Any) -> Any:
    """A condition is being typed, or was just left: what it says so far, or where it cannot be read. Nothing is
    saved."""
    key, text = (typed.get(part) if isinstance(typed, dict) else None for part in ("key", "text"))
    if not isinstance(key, str) or not isinstance(text, str) or not saving.is_condition(key):
        raise PreventUpdate
    document = questionnaires.open_draft(desk, Seen.of(data).id).document
    fields = saving.keys(dash.ctx.outputs_list)
    said = saving.tried(document, key, text, typing=typed.get("left") is not True)
    return [said if one == key else no_update for one in fields]


@action(
    Output(ids("clash"), "children", allow_duplicate=True),
    Input(ids.every("act"), "n_clicks"),
    State(ids.every("field"), "value"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_EDIT,
)
def act(desk: Any, _clicks: Any, values: Any, data: Any) -> Any:
    """A button of the editor, of a finding, or of two clashing texts."""
    key, seen = pressed(), Seen.of(data)
    if key == clashes.THEIRS or key.startswith(clashes.MINE):
        return _choose(desk, seen, key, dict(zip(saving.keys(dash.ctx.states_list[0]), values, strict=True)))
    if key == removals.LEAVE:
        return None
    if key.partition("|")[0] in (undoing.MINE, undoing.THEIRS):
        return _undo_chosen(desk, seen, key)
    document = questionnaires.open_draft(desk, seen.id).document
    if removals.named(document, key):
        return removals.draw(document, key, workbench.part_address(seen.id), ids)
    wanted = act_of(key)
    try:
        draft = questionnaires.edit(desk, seen.id, seen.number, wanted.change, wanted.summary)
    except Invalid as problem:
        if isinstance(problem.__cause__, StillNamed):
            return removals.stands(document, problem.__cause__, workbench.part_address(seen.id), ids)
        raise
    there = wanted.then(draft.document) if wanted.then else None
    if there:
        shell.go("/questionnaire", id=draft.id, part=str(there))
    else:
        shell.redraw(desk.now)
    return None


def _choose(desk: Any, seen: Seen, key: str, typed: dict[str, Any]) -> Any:
    """Between two texts: theirs is saved already, mine is saved on top of it."""
    if key != clashes.THEIRS:
        head, names = clashes.chosen(key)
        mine = {name: typed[name] for name in names if name in typed}
        outcome = saving.save(desk, Seen(seen.id, number(head), seen.part), mine)
        if outcome.clash:
            return clashes.draw(outcome.clash, names, ids, questionnaires.open_draft(desk, seen.id).number)
        if outcome.draft is None:
            shell.notice(_(clashes.NOWHERE), shell.Tone.WARNING)
            return no_update
    shell.redraw(desk.now)
    return None


@action(
    Output(ids("clash"), "children", allow_duplicate=True),
    Input(ids("undo"), "n_clicks"),
    State(ids("seen"), "data"),
    needs=Permission.QUESTIONNAIRES_EDIT,
)
def undo(desk: Any, _clicks: Any, data: Any) -> Any:
    """The last change, if it is one's own; else whose is meant is asked."""
    seen = Seen.of(data)
    head, own = undoing.newest(desk, seen.id)
    if head and not head.own:
        return undoing.ask(head, own, ids)
    questionnaires.undo(desk, seen.id, seen.number)
    shell.redraw(desk.now)
    return None


def _undo_chosen(desk: Any, seen: Seen, key: str) -> None:
    what, _bar, chosen = key.partition("|")
    if what == undoing.MINE:
        undoing.take_back(desk, seen.id, number(chosen))
    else:
        questionnaires.undo(desk, seen.id, number(chosen))
    shell.redraw(desk.now)


@action(Input(ids("redo"), "n_clicks"), State(ids("seen"), "data"), needs=Permission.QUESTIONNAIRES_EDIT)
def redo(desk: Any, _clicks: Any, data: Any) -> None:
    seen = Seen.of(data)
    questionnaires.redo(desk, seen.id, seen.number)
    shell.redraw(desk.now)


@action(Input(ids("withdraw"), "n_clicks"), State(ids("seen"), "data"), needs=Permission.QUESTIONNAIRES_EDIT)
def withdraw(desk: Any, _clicks: Any, data: Any) -> None:
    publishing.withdraw(desk, Seen.of(data).id)
    shell.redraw(desk.now)
