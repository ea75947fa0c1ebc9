"""One member of staff: roles, access, and links; or, without an id, an invitation."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html

from auth import accounts, invitations, second_step
from auth.accounts import PersonRow
from auth.roles import ABOUT, Held, Role
from console import shell, words
from console.actions import action, pressed, screen
from console.forms import Field, Form, Kind
from console.here import full_address, number
from console.ids import Ids
from console.language import N_, _
from console.times import moment
from content_store.locales import KOSOVO_NOTE, LOCALES
from content_store.permissions import Missing, Permission
from pages.people import held_in_words

ids = Ids("person")
dash.register_page(__name__, path="/person", title=N_("Person"), under="/people")


def _roles() -> list[tuple[str, str]]:
    return [(role.value, f"{words.role(role)}: {_(ABOUT[role])}") for role in Role]


SCOPE = (
    Field("role", N_("Role"), Kind.CHOICE, required=True, options=_roles),
    Field(
        "locales",
        N_("Only these languages"),
        Kind.CHOICES,
        options=tuple((tag, known.autonym) for tag, known in LOCALES.items() if not known.testing),
        help=N_("For translators. None chosen: all."),
    ),
    Field(
        "countries",
        N_("Only these countries"),
        Kind.CHOICES,
        options=words.countries,
        help=N_("For coordinators and counsellors. None chosen: all."),
    ),
)
invitation = Form(
    Ids("invitation"),
    Field("name", N_("Name"), required=True, most=120),
    Field("email", N_("E-mail"), required=True, most=254),
    *SCOPE,
)
role = Form(Ids("role"), *SCOPE)
CRUMBS = ((N_("People"), shell.href("/people")),)


@screen(Permission.PEOPLE_READ)
def layout(desk: Any, id: str = "") -> html.Article:
    if not id:
        return _inviting()
    person = accounts.open_person(desk, number(id))
    edits = desk.actor.holds(Permission.PEOPLE_EDIT)
    return shell.sheet(
        person.name,
        dcc.Store(id=ids("seen"), data={"id": person.id, "version": person.version}),
        html.Div(_facts(desk, person), id=ids("facts")),
        html.Div(_grants(person, edits), id=ids("grants")),
        html.Div([_giving(), _access(person)], className="columns") if edits else None,
        html.P(KOSOVO_NOTE, className="small muted"),
        crumbs=CRUMBS,
        about=person.email,
        wide=True,
    )


def _inviting() -> html.Article:
    return shell.sheet(
        _("Invite somebody"),
        shell.panel("", invitation.draw(), dbc.Button(_("Make the link"), id=ids("invite"), n_clicks=0)),
        html.Div(id=ids("link"), role="status"),
        html.P(KOSOVO_NOTE, className="small muted"),
        crumbs=CRUMBS,
        about=_("You get a link to hand over yourself. It works once, for a week."),
    )


def _facts(desk: Any, person: PersonRow) -> html.Dl:
    second = second_step.of_person(desk, person.id)
    active = person.deactivated_at is None
    return shell.facts(
        (
            _("Account"),
            shell.state(_("Active"), shell.Tone.DONE) if active else shell.state(_("Deactivated"), shell.Tone.WARNING),
        ),
        (_("Last seen"), moment(person.last_seen_at) if person.last_seen_at else _("never")),
        (_("Second factor"), html.Span([_("since"), " ", moment(second.since)]) if second.since else _("not set up")),
    )


def _grants(person: PersonRow, edits: bool) -> html.Section:
    lines = [
        html.Li(
            [
                html.Span(held_in_words(held), className="words"),
                dbc.Button(
                    _("Take away"), id=ids.row("take", place), n_clicks=0, size="sm", color="secondary", outline=True
                )
                if edits and len(person.grants) > 1
                else None,
            ],
            className="line",
        )
        for place, held in enumerate(person.grants)
    ]
    return shell.panel(_("Holds"), html.Ul(lines, className="waits") if lines else html.P(_("Nothing.")))


def _giving() -> html.Section:
    return shell.panel(
        _("Give another role"), role.draw(), dbc.Button(_("Give"), id=ids("give"), n_clicks=0, size="sm")
    )


def _access(person: PersonRow) -> html.Section:
    active = person.deactivated_at is None
    act = _("Deactivate the account") if active else _("Let them in again")
    return shell.panel(
        _("Access"),
        html.P(_("Whatever changes here, they are signed out everywhere at once."), className="muted"),
        html.Div(
            [
                _act(_("Make a link to a new password"), "password"),
                _act(_("Reset the second factor"), "phone"),
                _act(_("Sign out everywhere"), "end"),
                _act(act, "switch", "danger"),
            ],
            className="in-line",
        ),
        html.Div(id=ids("link"), role="status"),
    )


def _act(words: str, part: str, color: str = "secondary") -> dbc.Button:
    return dbc.Button(words, id=ids(part), n_clicks=0, size="sm", outline=True, color=color)


def _link(token: str) -> html.Div:
    return shell.callout(
        html.Div(_("Hand this over in a way that only they can read. It is not shown again.")),
        html.Code(full_address(f"join/{token}"), className="link-once"),
        tone=shell.Tone.DONE,
    )


@action(
    *invitation.outputs(),
    Output(ids("link"), "children"),
    Input(ids("invite"), "n_clicks"),
    *invitation.states(),
    needs=Permission.PEOPLE_EDIT,
    fresh=True,
    form=invitation,
)
def invite(desk: Any, _clicks: object, *values: Any) -> Any:
    typed = invitation.clean(values)
    token = invitations.invite(
        desk,
        typed["email"],
        typed["name"],
        Role(typed["role"]),
        locales=typed["locales"],
        countries=typed["countries"],
    )
    return *invitation.settled(), _link(token)


SHOWN = (Output(ids("seen"), "data"), Output(ids("facts"), "children"), Output(ids("grants"), "children"))
SHOWN_TOO = tuple(Output(out.component_id, out.component_property, allow_duplicate=True) for out in SHOWN)


def _shown(desk: Any, person: PersonRow) -> tuple[Any, ...]:
    return {"id": person.id, "version": person.version}, _facts(desk, person), _grants(person, True)


def _seen(seen: Any) -> tuple[int, int]:
    """Who the form is about, and as of which version, as the browser says: the store checks both."""
    if not isinstance(seen, dict):
        raise Missing(_("This form is too old. Load the page again."))
    return number(seen.get("id")), number(seen.get("version"))


@action(
    *role.outputs(),
    *SHOWN,
    Input(ids("give"), "n_clicks"),
    State(ids("seen"), "data"),
    *role.states(),
    needs=Permission.PEOPLE_EDIT,
    fresh=True,
    form=role,
)
def give(desk: Any, _clicks: object, seen: Any, *values: Any) -> Any:
    person, version = _seen(seen)
    typed = role.clean(values)
    held = Held(Role(typed["role"]), tuple(typed["locales"]), tuple(typed["countries"]))
    after = accounts.set_grants(desk, person, version, [*accounts.open_person(desk, person).grants, held])
    shell.notice(
        _(
            "{name} now holds this, too: {held}; and has to sign in again.",
            name=after.name,
            held=held_in_words(held),
        )
    )
    return *role.settled(), *_shown(desk, after)


@action(
    *SHOWN_TOO,
    Input(ids.every("take"), "n_clicks"),
    State(ids("seen"), "data"),
    needs=Permission.PEOPLE_EDIT,
    fresh=True,
)
def take(desk: Any, _clicks: Any, seen: Any) -> Any:
    person, version = _seen(seen)
    place = number(pressed())
    left = [held for at, held in enumerate(accounts.open_person(desk, person).grants) if at != place]
    after = accounts.set_grants(desk, person, version, left)
    shell.notice(_("Taken away."))
    return _shown(desk, after)


@action(
    Output(ids("link"), "children", allow_duplicate=True),
    Input(ids("password"), "n_clicks"),
    State(ids("seen"), "data"),
    needs=Permission.PEOPLE_EDIT,
    fresh=True,
)
def new_password(desk: Any, _clicks: object, seen: Any) -> Any:
    return _link(invitations.link_to_new_password(desk, _seen(seen)[0]))


@action(
    Output(ids("facts"), "children", allow_duplicate=True),
    Input(ids("phone"), "n_clicks"),
    State(ids("seen"), "data"),
    needs=Permission.PEOPLE_EDIT,
    fresh=True,
)
def lost_phone(desk: Any, _clicks: object, seen: Any) -> Any:
    person = accounts.open_person(desk, _seen(seen)[0])
    second_step.reset(desk, person.id)
    shell.notice(
        _(
            "{name} is signed out, and sets up a new phone at the next sign-in if the role asks for one.",
            name=person.name,
        )
    )
    return _facts(desk, person)


@action(Input(ids("end"), "n_clicks"), State(ids("seen"), "data"), needs=Permission.PEOPLE_EDIT, fresh=True)
def end(desk: Any, _clicks: object, seen: Any) -> None:
    ended = accounts.end_sessions(desk, _seen(seen)[0])
    shell.notice(_("Signed out: {n} session.", "Signed out: {n} sessions.", n=ended))


@action(
    Output(ids("switch"), "children"),
    *SHOWN_TOO,
    Input(ids("switch"), "n_clicks"),
    State(ids("seen"), "data"),
    needs=Permission.PEOPLE_EDIT,
    fresh=True,
)
def switch(desk: Any, _clicks: object, seen: Any) -> Any:
    person, version = _seen(seen)
    if accounts.open_person(desk, person).deactivated_at is None:
        after = accounts.deactivate(desk, person, version)
        shell.notice(_("{name} can no longer sign in.", name=after.name))
        return _("Let them in again"), *_shown(desk, after)
    after = accounts.reactivate(desk, person, version)
    shell.notice(_("{name} can sign in again, with the old password.", name=after.name))
    return _("Deactivate the account"), *_shown(desk, after)
