"""A draft, or an earlier version of it, as the public would meet it: any language, any country, on a telephone or a
desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash
import dash_bootstrap_components as dbc
from dash import dcc, html

from assessment.messages import Finding, Severity
from console import findings, shell, tables, workbench
from console.actions import screen
from console.findings_in_words import answers_in_words, sentence
from console.here import number
from console.language import N_, _
from console.words import countries
from content_store import offer, previews, publishing, questionnaires
from content_store.drafts import Draft
from content_store.locales import LOCALES
from content_store.permissions import Permission
from content_store.previews import Edition
from content_store.snapshots import Snapshot
from pages import preview_frame
from public_site.words import catalogue

WIDTHS = (("phone", N_("Telephone")), ("desk", N_("Desk")))

dash.register_page(__name__, path="/preview", title=N_("Preview"), under="/questionnaires")


@screen(Permission.QUESTIONNAIRES_READ)
def layout(
    desk: Any,
    id: str = "",
    locale: str = "",
    country: str = "",
    width: str = "phone",
    shows: str = "",
    version: str = "",
    revision: str = "",
) -> html.Article:
    draft, of = questionnaires.open_draft(desk, number(id)), preview_frame.edition(version, revision)
    document, public = previews.document_of(desk, draft.id, of), _publication(desk, draft.id, of)
    spoken = [tag for tag in (public.locales if public else LOCALES) if tag in catalogue()]
    served = list(offer.offer(desk.session).countries)
    source = document.source_locale
    tag = locale if locale in spoken else source if source in spoken else (spoken or ["en"])[0]
    live = publishing.live(desk.session, draft.slug)
    found = previews.finding_of(document, shows) if of == previews.NOW else None
    code = country if country in served else _country(found, live.countries if live else (), served)
    device = width if width in dict(WIDTHS) else "phone"
    kept = {"id": id, "locale": tag, "country": code, "width": device} | ({"shows": shows} if found else {})
    kept |= {name: value for name, value in (("version", version), ("revision", revision)) if value}
    at = tables.Address("/preview", kept)
    return workbench.sheet(
        desk,
        draft,
        "preview",
        _earlier(draft, of, public) if of != previews.NOW else _shown(draft, found) if shows else None,
        html.Div([_form(kept, tag, code, spoken, served), _widths(at, device)], className="toolbar"),
        _mixture(previews.untranslated(desk, draft.id, tag, of), source),
        html.Div(
            html.Iframe(
                src=preview_frame.address(draft.id, tag, code, of, shows if found else ""),
                title=_("Preview of {title}", title=document.title),
                sandbox="allow-forms allow-same-origin",
                className="preview-frame",
            ),
            className=f"preview preview-{device}",
        ),
    )


def _publication(desk: Any, questionnaire_id: int, of: Edition) -> Snapshot | None:
    return publishing.published(desk, questionnaire_id, of.revision) if of.revision else None


def _earlier(draft: Draft, of: Edition, public: Snapshot | None) -> Any:
    """Which it is, for nobody must take it for the draft as it is now."""
    said = (
        _("This is revision {number}, with the texts it was published with.", number=public.number)
        if public
        else _("This is version {number} of the draft; translations are as they are now.", number=of.version)
    )
    links = [shell.link(_("Preview the draft as it is now"), "/preview", id=draft.id)]
    if of.version:
        links.append(shell.link(_("What differs"), "/compare", id=draft.id, old=of.version, new=draft.number))
    return shell.callout(html.P(said), html.P(shell.joined(links)), tone=shell.Tone.REVIEW)


def _country(found: Finding | None, live: Sequence[str], served: list[str]) -> str:
    """Where the finding's answers were given, where the questionnaire is public, or the first country served."""
    wanted = str(found.witness.facts.get("country", "")) if found and found.witness else ""
    return next((code for code in (wanted, *live) if code in served), served[0])


def _shown(draft: Draft, found: Finding | None) -> Any:
    """What the filled preview shows, and with which answers."""
    if found is None or found.witness is None:
        said = _("The draft has changed: what was to be shown here does not happen any more. The preview starts anew.")
        return shell.callout(html.P(said), tone=shell.Tone.DONE)
    here = findings.part_with(draft.document, found.place)
    return shell.callout(
        html.P(sentence(draft.document, found), className="finding-message"),
        html.P(_("These are the answers that show it. The preview below has come to it with them; go back and forth.")),
        answers_in_words(draft.document, found.witness),
        html.P(dcc.Link(_("Go to what is to be mended"), href=workbench.part_address(draft.id)(here))),
        tone=shell.Tone.FAILING if found.severity is Severity.ERROR else shell.Tone.WARNING,
    )


def _form(kept: dict[str, str], tag: str, code: str, spoken: list[str], served: list[str]) -> html.Form:
    hidden = [(name, value) for name, value in kept.items() if name not in ("locale", "country")]
    return html.Form(
        [
            *(dcc.Input(type="hidden", name=name, value=value) for name, value in hidden),
            _choice("locale", _("Language"), tag, [(one, LOCALES[one].autonym) for one in spoken]),
            _choice("country", _("Country"), code, countries(served)),
        ],
        action=shell.href("/preview"),
        method="GET",
        className="filters",
    )


def _choice(name: str, label: str, value: str, options: list[tuple[str, str]]) -> html.Div:
    """A filter without «any»."""
    known = [{"value": code, "label": words} for code, words in options]
    select = dbc.Select(id=f"filter-{name}", name=name, value=value, options=known, size="sm")
    return html.Div([dbc.Label(label, html_for=f"filter-{name}"), select], className="filter")


def _widths(at: tables.Address, device: str) -> html.Div:
    links = [
        dcc.Link(
            _(words),
            href=at.to(width=code),
            className=f"btn btn-sm btn-outline-secondary{' active' if code == device else ''}",
        )
        for code, words in WIDTHS
    ]
    return html.Div(links, className="btn-group", role="group", **{"aria-label": _("As on")})


def _mixture(missing: int, source: str) -> Any:
    """What the public would not see: a page in two languages."""
    said = []
    if missing:
        language = LOCALES[source].autonym
        said.append(
            _(
                "{n} text is not translated yet and shown in {language}; the public never sees such a mixture.",
                "{n} texts are not translated yet and shown in {language}; the public never sees such a mixture.",
                n=missing,
                language=language,
            )
        )
    said.append(
        _("Nothing you answer here is counted. After an edit, start again: a run stays with the draft it began with.")
    )
    return html.P(" ".join(said), className="muted")
