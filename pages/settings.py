"""What holds for the whole installation: where it is on offer in which languages, and how long things are kept."""

from __future__ import annotations

from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html

from console import shell, tables, words
from console.actions import action, screen
from console.forms import Field, Form, Kind
from console.frame import Rail
from console.here import number
from console.ids import Ids
from console.language import N_, _
from content_store import offer as offering
from content_store.locales import COUNTRIES, KOSOVO_NOTE, LOCALES
from content_store.offer import Offer
from content_store.periods import Periods, periods, set_periods
from content_store.permissions import Invalid, Missing, Permission

ids = Ids("settings")
dash.register_page(
    __name__, path="/settings", title=N_("Settings"), rail=Rail(N_("Settings"), "gear", 85, N_("Administration"))
)

SPOKEN = tuple((tag, known.autonym) for tag, known in LOCALES.items() if not known.testing)
country_form = Form(
    Ids("offer"),
    Field("served", N_("On offer in this country"), Kind.CHECK),
    Field("locales", N_("Languages"), Kind.CHOICES, options=SPOKEN),
    Field(
        "first", N_("Shown first"), Kind.CHOICE, options=SPOKEN, help=N_("The language that most of its people read.")
    ),
)
period_form = Form(
    Ids("periods"),
    Field(
        "due_days",
        N_("A service is due again after"),
        Kind.WHOLE,
        required=True,
        least=1,
        most=10_000,
        help=N_("Days."),
    ),
    Field(
        "hidden_days",
        N_("A service is no longer shown after"),
        Kind.WHOLE,
        required=True,
        least=1,
        most=10_000,
        help=N_("Days without anybody having made sure. National and crisis lines stay."),
    ),
    Field(
        "kept_months",
        N_("Figures by day are deleted after"),
        Kind.WHOLE,
        required=True,
        least=1,
        most=10_000,
        help=N_("Months. Fewer than visitors are promised is possible, more is not. What is deleted is gone."),
    ),
)


@screen(Permission.SETTINGS_EDIT)
def layout(desk: Any, *, country: str = "") -> html.Article:
    if country:
        return _one_country(offering.offer(desk.session), country)
    now = offering.offer(desk.session)
    return shell.sheet(
        _("Settings"),
        shell.panel(
            _("Countries and languages on offer"),
            tables.simple_table(
                tuple(COUNTRIES),
                [
                    tables.Column(_("Country"), words.country),
                    tables.Column(_("Languages, as shown"), lambda code: _shown(now, code)),
                ],
                to=lambda code: shell.href("/settings", country=code),
                caption=_("Countries and languages on offer"),
            ),
        ),
        shell.panel(
            _("Periods"),
            html.Div(_periods(periods(desk.session)), id=ids("periods")),
            dbc.Button(_("Save periods"), id=ids("save-periods"), n_clicks=0, size="sm"),
        ),
        html.P(KOSOVO_NOTE, className="small muted"),
        about=_("Each change holds at once and stands in the history."),
    )


def _shown(now: Offer, code: str) -> Any:
    return _spoken(now.locales(code)) if now.locales(code) else shell.state(_("Not on offer"))


def _spoken(tags: tuple[str, ...]) -> str:
    return ", ".join(LOCALES[tag].autonym for tag in tags)


def _periods(now: Periods) -> list[Any]:
    return [
        dcc.Store(id=ids("seen-periods"), data=now.version),
        period_form.draw(due_days=now.due_days, hidden_days=now.hidden_days, kept_months=now.kept_months),
    ]


def _one_country(now: Offer, code: str) -> html.Article:
    if code not in COUNTRIES:
        raise Missing(_("There is no such country here."))
    tags = now.locales(code)
    usual = tags or offering.AT_FIRST.get(code, ())
    return shell.sheet(
        words.country(code),
        dcc.Store(id=ids("seen-offer"), data={"country": code, "version": now.version}),
        shell.panel(
            "",
            country_form.draw(served=bool(tags), locales=usual, first=usual[0] if usual else None),
            dbc.Button(_("Save"), id=ids("save-offer"), n_clicks=0, size="sm"),
        ),
        html.P(
            _(
                "Taking a country or a language off closes its pages at once; who is in the middle of a "
                "questionnaire may finish it. What is published, the services and who looks after them stay: "
                "putting it back opens the pages again."
            ),
            className="muted",
        ),
        html.P(KOSOVO_NOTE, className="small muted"),
        crumbs=((_("Settings"), shell.href("/settings")),),
    )


@action(
    *country_form.outputs(),
    Output(ids("seen-offer"), "data"),
    Input(ids("save-offer"), "n_clicks"),
    State(ids("seen-offer"), "data"),
    *country_form.states(),
    needs=Permission.SETTINGS_EDIT,
    form=country_form,
    fresh=True,
)
def offer_country(desk: Any, _clicks: object, seen: Any, *values: Any) -> Any:
    code = seen.get("country") if isinstance(seen, dict) else None
    if not isinstance(code, str) or code not in COUNTRIES:
        raise Missing(_("This form is too old. Load the page again."))
    typed = country_form.clean(values)
    now = offering.offer(desk.session)
    wanted = {one: tags for one, tags in now.countries.items() if one != code}
    if typed["served"]:
        if not typed["locales"]:
            raise Invalid({"locales": _("Choose one language at least, or take the country off the list.")})
        wanted[code] = _in_order(typed["locales"], typed["first"], now.locales(code))
    after = offering.set_offer(desk, number(seen.get("version")), wanted)
    shell.notice(f"{words.country(code)}: {_spoken(after.locales(code)) if typed['served'] else _('not on offer')}.")
    return *country_form.settled(), {"country": code, "version": after.version}


def _in_order(picked: list[str], first: str | None, before: tuple[str, ...]) -> list[str]:
    """The one to be shown first, then as they stood, then those that are new."""
    order = [tag for tag in (first, *before, *picked) if tag in picked]
    return list(dict.fromkeys(str(tag) for tag in order))


@action(
    *period_form.outputs(),
    Output(ids("seen-periods"), "data"),
    Input(ids("save-periods"), "n_clicks"),
    State(ids("seen-periods"), "data"),
    *period_form.states(),
    needs=Permission.SETTINGS_EDIT,
    form=period_form,
    fresh=True,
)
def keep_periods(desk: Any, _clicks: object, seen: Any, *values: Any) -> Any:
    after = set_periods(desk, number(seen), **period_form.clean(values))
    shell.notice(_("Saved. The directory obeys at once, the figures at the next tidying up, within a day."))
    return *period_form.settled(), after.version
