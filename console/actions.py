"""Screens and actions: one request is one person, one permission named, one transaction.

Every layout is a `screen` and every callback an `action`; both say what they need, and `needs` has no default.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import Parameter, signature
from typing import Any, TypeAlias

import dash
from dash import ALL, Input, Output, html, no_update
from dash._utils import stringify_id
from dash.exceptions import PreventUpdate

from auth import sessions
from auth.incidents import incident
from console import entries, here, shell
from console.forms import Form
from console.language import _
from console.refusals import spoken
from content_store.db import desk_for
from content_store.permissions import Conflict, Invalid, Missing, Permission, Refusal, Refused, Unavailable, require

Dependency: TypeAlias = Any  # Input, Output or State, which come without types
_registered: dict[str, Callable[[dash.Dash], None]] = {}


def screen(needs: Permission) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A page's layout: `layout(desk, **what the address says)`. It reads only, takes the query parameters it names
    (as text, the first where one is repeated) and ignores the others; a refusal is drawn as a page."""

    def decorate(draw: Callable[..., Any]) -> Callable[..., Any]:
        known = [
            name
            for name, parameter in list(signature(draw).parameters.items())[1:]
            if parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
        ]

        @wraps(draw)
        def drawn(**query: Any) -> Any:
            asked = {name: value for name in known if (value := _text(query.get(name))) is not None}
            try:
                actor = here.me()
                with desk_for(here.store(), actor, reading=True) as desk:
                    require(actor, needs)
                    return draw(desk, **asked)
            except Refusal as refusal:
                return shell.refusal_page(refusal)
            except Exception as error:  # a person must see a page, whatever broke
                return shell.incident_page(incident(error))

        drawn.needs = needs  # type: ignore[attr-defined]
        return drawn

    return decorate


def _text(value: object) -> str | None:
    """A query parameter as sent by anybody: text of a sane length, or nothing."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str) or len(value) > 2000 or "\0" in value:
        return None
    return value.strip()


def action(
    *deps: Dependency, needs: Permission, form: Form | None = None, reading: bool = False, fresh: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A callback: `act(desk, *inputs and states in the order given)`, returning its outputs in the order given.

    With a `form`, its outputs come first, so that `Invalid` can be shown on its fields whatever follows. Every other
    refusal becomes a notice, anything else an incident number; outputs are then left as they are and the transaction
    is rolled back. `reading` is for actions that write nothing; `fresh` for those that somebody passing by at
    an unlocked screen must not do: the password must have been typed just before. Where only buttons are waited for,
    one that is merely drawn (Dash calls then, too) does nothing."""
    outputs = [dep for dep in deps if isinstance(dep, Output)]
    of_buttons = {dep.component_property for dep in deps if isinstance(dep, Input)} == {"n_clicks"}
    shown = len(form.outputs()) if form else 0

    def explain(error: Exception) -> Any:
        if form and isinstance(error, Invalid) and form.knows(error.problems):
            answer = (*form.settled(error.problems), *untouched(outputs)[shown:])
            return answer if len(outputs) > 1 else answer[0]
        tell(error)
        answer = tuple(untouched(outputs))
        return answer if len(answer) > 1 else (answer[0] if answer else None)

    def decorate(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def guarded(*values: Any) -> Any:
            actor = here.me()
            with desk_for(here.store(), actor, reading=reading) as desk:
                require(actor, needs)
                if of_buttons and not _with_values():
                    raise PreventUpdate
                if fresh:
                    sessions.require_confirmed()
                return act(desk, *values)

        guarded.needs, guarded.fresh, guarded.form = needs, fresh, form  # type: ignore[attr-defined]

        def register(app: dash.Dash) -> None:
            app.callback(*deps, prevent_initial_call=True, on_error=explain)(guarded)

        _registered[f"{act.__module__}.{act.__qualname__}"] = register
        return act

    return decorate


def pressed() -> str:
    """Inside an action on a button of every row, its first input: the key of the one that was pressed."""
    changed = _with_values()
    rows = dash.ctx.inputs_list[0]
    return next((row["id"]["key"] for row in rows if f"{stringify_id(row['id'])}.n_clicks" in changed), "")


def _with_values() -> set[str]:
    """What changed and is not empty: of buttons, those that were pressed."""
    return {one.get("prop_id") for one in dash.ctx.triggered if one.get("value")}


def untouched(outputs: Sequence[Output]) -> list[Any]:
    """For each output the value that leaves it as it is; for the parts of all rows, one for each row."""
    if not outputs:
        return []
    there = dash.ctx.outputs_list if len(outputs) > 1 else [dash.ctx.outputs_list]
    return [
        [no_update] * len(rows) if _is_every(output) else no_update for output, rows in zip(outputs, there, strict=True)
    ]


def _is_every(output: Output) -> bool:
    return isinstance(output.component_id, dict) and ALL in output.component_id.values()


def in_browser(namespace: str, function: str, *deps: Dependency, at_once: bool = False) -> None:
    """A callback that runs in the browser, by name from `assets/`: it touches no store, so it needs nothing.
    `at_once` runs it when its parts first appear, too."""

    def register(app: dash.Dash) -> None:
        named = dash.ClientsideFunction(namespace, function)
        app.clientside_callback(named, *deps, prevent_initial_call=not at_once)

    _registered[f"in browser {namespace}.{function} {deps}"] = register


def register_all(app: dash.Dash) -> None:
    """Gives an application every action declared so far. Dash's own global list serves only the first application of
    a process; ours serves each."""
    for register in _registered.values():
        register(app)


def tell(error: Exception) -> None:
    """Shows an error to the person as a notice."""
    match error:
        case PreventUpdate():
            raise error
        case Conflict():
            shell.notice(spoken(error), shell.Tone.WARNING, detail=shell.both_texts(error, entries.named))
        case sessions.Unconfirmed():
            link = html.A(_("Confirm that it is you"), href=f"{here.PREFIX}confirm", target="_blank")
            shell.notice(spoken(error), shell.Tone.WARNING, detail=link)
        case Refused() | Missing() | Invalid():
            shell.notice(spoken(error), shell.Tone.WARNING)
        case Unavailable():
            shell.notice(spoken(error), shell.Tone.FAILING)
        case unforeseen:
            number = incident(unforeseen)
            words = _("Something went wrong on our side; nothing was changed. Incident {number}.", number=number)
            shell.notice(words, shell.Tone.FAILING)
