"""One review: what changes, what stands against it, and the decision; then what is published, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import Input, Output, State, dcc, html, no_update

from assessment.document import Wording
from assessment.messages import Place
from console import changes, findings, shell, talk, workbench
from console.actions import action, pressed, screen
from console.forms import Field, Form, Kind
from console.here import number
from console.ids import Ids
from console.language import N_, _
from console.reading import Reading
from console.times import moment
from console.words import countries as all_countries
from console.words import country as country_name
from console.workbench import REVIEW_STATES
from content_store import comments, offer, publishing, readiness, translations
from content_store.locales import KOSOVO_NOTE, LOCALES
from content_store.permissions import Permission
from content_store.publishing import Submission

GAPS = 8  # named; the rest are counted
ids = Ids("review")
dash.register_page(__name__, path="/review", title=N_("Review"), under="/reviews")

returning = Form(
    Ids("review-return"),
    Field(
        "reason", N_("What should be changed"), Kind.AREA, required=True, most=2000, help=N_("The authors read this.")
    ),
)
publication = Form(
    Ids("review-publish"),
    Field(
        "locales",
        N_("Languages"),
        Kind.CHOICES,
        required=True,
        options=lambda: [(tag, LOCALES[tag].autonym) for tag in LOCALES],
    ),
    Field("countries", N_("Countries"), Kind.CHOICES, required=True, options=all_countries),
    Field("override", N_("Why our own wording of the instrument may be shown"), Kind.AREA, most=1000, rows=2),
    Field("unserved", N_("Why it may be public where a result leads to no service"), Kind.AREA, most=1000, rows=2),
)


@screen(Permission.REVIEWS_READ)
def layout(desk: Any, id: str = "", about: str = "") -> html.Article:
    review = publishing.open_review(desk, number(id))
    address = workbench.part_address(review.questionnaire_id)
    words, tone = REVIEW_STATES[review.state]
    facts = [
        (_("Sent"), [moment(review.sent_at), " ", _("by {name}", name=review.sent_by)]),
        (_("Written by"), ", ".join(review.authors)),
        *([(_("Warnings accepted, because"), review.acknowledged)] if review.acknowledged else []),
        *(
            [(_("Decided"), [moment(review.decided_at), " ", _("by {name}", name=review.decided_by)])]
            if review.decided_at
            else []
        ),
    ]
    return shell.sheet(
        review.document.title or review.slug,
        dcc.Store(id=ids("seen"), data={"id": review.id, "number": review.version}),
        shell.callout(html.P(review.note), tone=shell.Tone.PLAIN) if review.note else None,
        shell.facts(*facts),
        html.Div(
            [
                html.Div(
                    [
                        html.H2(_("What changes"), className="part-title"),
                        changes.draw(review.live_document, review.document, address, talk=_talk(desk, review)),
                        _comments(desk, review, about),
                        _whole(desk, review),
                    ]
                ),
                html.Aside(_side(desk, review), className="bench-side read-first"),
            ],
            className="two-thirds",
        ),
        crumbs=[(_("Reviews"), shell.href("/reviews"))],
        about=shell.state(words, tone),
        primary=[
            shell.button(_("Preview"), "/preview", tone="outline-secondary", id=review.questionnaire_id),
            shell.button(_("Open the draft"), "/questionnaire", tone="outline-secondary", id=review.questionnaire_id),
        ],
        wide=True,
    )


def _talk(desk: Any, review: Submission) -> Callable[[Place], str] | None:
    """Where a place can be commented on; nowhere by those who may not, or once the review is over."""
    if not desk.actor.holds(Permission.REVIEWS_COMMENT) or review.state not in comments.TALKED_ABOUT:
        return None
    return lambda place: shell.href("/review", id=review.id, about=talk.key_of(place))


def _whole(desk: Any, review: Submission) -> Any:
    """All of it to read; at once where nothing is public yet, for then all of it is new."""
    whole = Reading(review.document, _talk(desk, review)).draw()
    return html.Details([html.Summary(_("Read the whole questionnaire")), whole], open=review.live_document is None)


def _comments(desk: Any, review: Submission, about: str) -> Any:
    may = desk.actor.holds(Permission.REVIEWS_COMMENT)
    return talk.panel(
        review.document,
        comments.threads(desk, review.id),
        workbench.part_address(review.questionnaire_id),
        about=about,
        may_ask=_talk(desk, review) is not None,
        may_answer=may,
    )


def _decision(desk: Any, review: Submission) -> Any:
    if review.state == "returned":
        return shell.callout(html.Strong(_("Returned: ")), review.reason, tone=shell.Tone.WARNING)
    if not desk.actor.holds(Permission.REVIEWS_DECIDE) or review.state not in {"in_review", "approved"}:
        return None
    if review.state == "approved":
        return _publish(desk, review)
    if review.mine:
        return shell.callout(_("You edited this draft yourself, so somebody else decides."), tone=shell.Tone.REVIEW)
    return shell.panel(
        _("Your decision"),
        html.P(_("Approving makes nothing public yet: languages and countries are chosen after it.")),
        _still_open(desk, review),
        dbc.Button(_("Approve"), id=ids("approve"), n_clicks=0),
        html.Details(
            [
                html.Summary(_("Return it instead")),
                returning.draw(),
                dbc.Button(_("Return it"), id=ids("return"), n_clicks=0, color="outline-danger", size="sm"),
            ],
            className="removal",
        ),
    )


def _still_open(desk: Any, review: Submission) -> Any:
    count = sum(one.open for one in comments.threads(desk, review.id))
    if not count:
        return None
    words = _("{n} comment is not settled yet.", "{n} comments are not settled yet.", n=count)
    return shell.callout(html.A(words, href=f"#{talk.ids('panel')}"), tone=shell.Tone.WARNING)


def _publish(desk: Any, review: Submission) -> Any:
    source, now = review.document.source_locale, offer.offer(desk.session)
    ready = [source, *(one.locale for one in translations.coverage(desk, review.questionnaire_id) if one.ready)]
    live = publishing.live(desk.session, review.slug)
    chosen = [tag for tag in ready if live is None or tag in live.locales]
    served = [code for code in now.countries if set(chosen) & set(now.locales(code))]
    places = [code for code in served if live is None or code in live.countries]
    lost = [tag for tag in (live.locales if live else ()) if tag not in ready]
    return shell.panel(
        _("Publish"),
        html.P(
            _(
                "Languages that are complete, up to date and approved can be chosen. The one it is "
                "written in goes along."
            )
        ),
        _lost(lost),
        _publication(review, ready, list(now.countries), {"locales": chosen, "countries": places}),
        _unanswered(desk, review, now.countries),
        html.P(KOSOVO_NOTE, className="muted small") if "XK" in now.countries else None,
        dbc.Button(_("Publish"), id=ids("publish"), n_clicks=0),
    )


def _lost(tags: list[str]) -> Any:
    """Languages that are public now and are not ready: publishing takes them away."""
    if not tags:
        return None
    names = ", ".join(LOCALES[tag].autonym for tag in tags)
    words = _("Publishing now takes these languages off the public site, for they are not ready: {names}.", names=names)
    return shell.callout(words, tone=shell.Tone.WARNING)


def _publication(review: Submission, ready: list[str], countries: list[str], chosen: dict[str, list[str]]) -> Any:
    locales, places, override, _unserved = publication.fields
    some = replace(locales, options=[(tag, LOCALES[tag].autonym) for tag in ready])
    where = replace(places, options=all_countries(countries))
    asked = replace(override, required=_working(review, ready))  # optional only as long as nobody sees it
    why = html.Div(publication.draw_field(asked, ""), hidden=not asked.required)
    fields = [publication.draw_field(some, chosen["locales"]), publication.draw_field(where, chosen["countries"]), why]
    return html.Div(fields, className="form")


def _unanswered(desk: Any, review: Submission, countries: Iterable[str]) -> Any:
    """Where a result would lead to nobody, and the field that says why it may be public there all the same."""
    gaps = readiness.unanswered(desk.session, review.document, countries, desk.now)
    why = publication.draw_field(replace(publication.fields[-1], required=bool(gaps)), "")
    if not gaps:
        return html.Div(why, hidden=True)
    rows = [html.Li(one.message) for one in gaps[:GAPS]]
    rest = html.Li(_("… and {value} more.", value=len(gaps) - GAPS)) if len(gaps) > GAPS else None
    said = html.P(_("In some countries a result leads to nobody. Add services, leave those countries out, or say why:"))
    return html.Div([shell.callout(said, html.Ul([*rows, rest]), tone=shell.Tone.WARNING), why], className="form")


def _working(review: Submission, locales: list[str]) -> bool:
    """Whether words of a named instrument would be shown that are our own translation."""
    wording = {one.locale: one.wording for one in review.document.rights.wordings}
    ours = any(wording.get(tag, Wording.WORKING) is Wording.WORKING for tag in locales)
    return bool(review.document.rights.instrument) and ours


def _side(desk: Any, review: Submission) -> list[Any]:
    languages = workbench.languages(desk, review.questionnaire_id)
    return [
        _decision(desk, review),
        html.Div(_findings(review), id=ids("findings")),
        *([languages] if languages else []),
    ]


def _findings(review: Submission) -> Any:
    found = findings.checked(review.document)
    return findings.panel(
        review.document,
        found,
        workbench.part_address(review.questionnaire_id),
        ids=ids,
        show=workbench.show_address(review.questionnaire_id),
        acknowledged=review.acknowledged,
    )


@action(
    Output(ids("progress"), "children"),
    Output(ids("findings"), "children"),
    Input(ids("proving"), "n_intervals"),
    State(ids("seen"), "data"),
    needs=Permission.REVIEWS_READ,
    reading=True,
)
def proving(desk: Any, _ticks: Any, data: Any) -> Any:
    """How far the proof is; once it is done, what it found."""
    review = publishing.open_review(desk, _seen(data)[0])
    progress = findings.so_far(review.document)
    return (progress, no_update) if progress else (no_update, _findings(review))


def _seen(data: Any) -> tuple[int, int]:
    said = data if isinstance(data, dict) else {}
    return number(said.get("id")), number(said.get("number"))


@action(
    *talk.asking.outputs(),
    Input(talk.ids("ask"), "n_clicks"),
    State(ids("seen"), "data"),
    *talk.asking.states(),
    needs=Permission.REVIEWS_COMMENT,
    form=talk.asking,
)
def ask(desk: Any, _clicks: Any, data: Any, *values: Any) -> Any:
    said = talk.asking.clean(values)
    comments.comment(desk, _seen(data)[0], talk.place_of(said["about"]), said["text"])
    shell.go("/review", id=_seen(data)[0])
    shell.redraw(desk.now)
    return talk.asking.settled()


@action(
    *talk.answering.outputs(),
    Input(talk.ids.same("answer"), "n_clicks"),
    *talk.answering.states(),
    needs=Permission.REVIEWS_COMMENT,
    form=talk.answering,
)
def answer(desk: Any, _clicks: Any, *values: Any) -> Any:
    comments.answer(desk, number(dash.ctx.inputs_list[0]["id"]["key"]), talk.answering.clean(values)["text"])
    shell.redraw(desk.now)
    return talk.answering.settled()


@action(Input(talk.ids.every("settle"), "n_clicks"), needs=Permission.REVIEWS_COMMENT)
def settle(desk: Any, _clicks: Any) -> None:
    comments.settle(desk, number(pressed()))
    shell.redraw(desk.now)


@action(Input(ids("approve"), "n_clicks"), State(ids("seen"), "data"), needs=Permission.REVIEWS_DECIDE)
def approve(desk: Any, _clicks: Any, data: Any) -> None:
    publishing.approve(desk, *_seen(data))
    shell.notice(_("Approved. Choose where it is to be public."))
    shell.redraw(desk.now)


@action(
    *returning.outputs(),
    Input(ids("return"), "n_clicks"),
    State(ids("seen"), "data"),
    *returning.states(),
    needs=Permission.REVIEWS_DECIDE,
    form=returning,
)
def send_back(desk: Any, _clicks: Any, data: Any, *values: Any) -> Any:
    publishing.send_back(desk, *_seen(data), returning.clean(values)["reason"])
    shell.notice(_("Returned to its authors."))
    shell.redraw(desk.now)
    return returning.settled()


@action(
    *publication.outputs(),
    Input(ids("publish"), "n_clicks"),
    State(ids("seen"), "data"),
    *publication.states(),
    needs=Permission.REVIEWS_DECIDE,
    fresh=True,
    form=publication,
)
def publish(desk: Any, _clicks: Any, data: Any, *values: Any) -> Any:
    made = publishing.publish(desk, *_seen(data), **publication.clean(values))
    where = ", ".join(country_name(code) for code in made.countries)
    shell.notice(_("Public as revision {number} in {where}.", number=made.number, where=where))
    shell.redraw(desk.now)
    return publication.settled()
