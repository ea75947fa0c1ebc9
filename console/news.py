"""What colleagues did lately, as sentences that lead to it."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from console import shell, words
from console.language import N_, _
from console.times import moment
from content_store.ledger import Verb
from content_store.news import News

DID = {
    Verb.QUESTIONNAIRE_BROUGHT_BACK: N_("brought it back"),
    Verb.QUESTIONNAIRE_CREATED: N_("began it"),
    Verb.QUESTIONNAIRE_EDITED: N_("edited it"),
    Verb.QUESTIONNAIRE_IMPORTED: N_("brought it in from a file"),
    Verb.QUESTIONNAIRE_RESTORED: N_("went back to an older version"),
    Verb.QUESTIONNAIRE_RETIRED: N_("retired it"),
    Verb.REVIEW_ANSWERED: N_("answered a comment on it"),
    Verb.REVIEW_APPROVED: N_("approved it"),
    Verb.REVIEW_COMMENTED: N_("commented on it"),
    Verb.REVIEW_RETURNED: N_("returned it with a reason"),
    Verb.REVIEW_SENT: N_("sent it to review"),
    Verb.REVIEW_WITHDRAWN: N_("withdrew it from review"),
    Verb.REVISION_PUBLISHED: N_("published it"),
    Verb.REVISION_ROLLED_BACK: N_("went back to an earlier publication"),
    Verb.SERVICE_CREATED: N_("entered it"),
    Verb.SERVICE_EDITED: N_("edited it"),
    Verb.SERVICE_VERIFIED: N_("verified it"),
    Verb.TRANSLATION_APPROVED: N_("approved texts"),
    Verb.TRANSLATION_IMPORTED: N_("brought texts in from a file"),
    Verb.TRANSLATION_SAVED: N_("translated"),
}


def lines(found: tuple[News, ...]) -> html.Ul:
    """One line a thing and kind of act, newest first."""
    return html.Ul([html.Li(_line(one)) for one in found], className="waits")


def _line(one: News) -> dcc.Link:
    about: list[Any] = [html.Strong(one.title), ": "]
    if one.locale:
        about += [words.language(one.locale), ", "]
    act = _("{who} {did}", who=", ".join(one.people), did=_(DID[one.verb]))
    often = [" ", _("({n} time)", "({n} times)", n=one.count)] if one.count > 1 else []
    said = html.Span([*about, act, *often], className="words")
    return dcc.Link([said, html.Span(moment(one.at), className="when")], href=_address(one))


def _address(one: News) -> str:
    if one.thing == "service":
        return shell.href("/service", id=one.id)
    if one.locale:
        return shell.href("/translation", id=one.id, locale=one.locale)
    return shell.href("/changes", id=one.id)
