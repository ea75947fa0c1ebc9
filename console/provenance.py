"""What somebody must know before they use a published instrument: whose it is, whose words these are, which figures
nobody has compared with the original."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import Profile, Questionnaire, Wording
from console.language import _
from console.origin_editor import WORDINGS
from console.outline import Part


def panel(document: Questionnaire, address: Callable[[Part], str]) -> Component | None:
    """Nothing for a questionnaire of our own all of whose figures are confirmed."""
    open_still = list(_unconfirmed(document, address))
    if not document.rights.instrument and not open_still:
        return None
    return html.Section(
        [
            html.H2(_("Before it is used"), className="side-title"),
            *(_instrument(document, address) if document.rights.instrument else ()),
            html.P(_("To be confirmed against the original:")) if open_still else "",
            html.Ul(open_still) if open_still else "",
        ],
        className="side-block",
    )


def _instrument(document: Questionnaire, address: Callable[[Part], str]) -> Iterator[Component]:
    rights = document.rights
    yield html.P([html.Strong(rights.instrument), html.Br(), rights.holder or _("Nobody is named as its holder.")])
    said = {one.locale: one.wording for one in rights.wordings}
    said.setdefault(document.source_locale, Wording.WORKING)
    for wording in dict.fromkeys(said.values()):
        tags = ", ".join(tag for tag, whose in said.items() if whose is wording)
        yield html.P(f"{_(WORDINGS[wording])}: {tags}")
    yield html.P(dcc.Link(_("Licence and permission"), href=address(Part("about"))))


def _unconfirmed(document: Questionnaire, address: Callable[[Part], str]) -> Iterator[Component]:
    for profile in document.profiles:
        for banding in profile.bandings:
            if banding.citation.to_confirm:
                part = Part("banding", f"{profile.code}.{banding.code}")
                yield html.Li(dcc.Link(_named(profile, banding.code), href=address(part)))


def _named(profile: Profile, code: str) -> str:
    return f"{profile.title or profile.code}: {code}" if len(profile.bandings) > 1 else profile.title or profile.code
