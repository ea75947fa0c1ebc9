"""What the screens of one questionnaire share: its title, state and tabs, and the column of consequences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dash import html
from dash.development.base_component import Component

from assessment.document import Questionnaire
from assessment.messages import Finding
from console import findings, provenance, shell
from console.ids import Ids
from console.language import N_, _
from console.outline import Part
from console.times import moment
from content_store import documents, publishing, translations
from content_store.db import Desk
from content_store.drafts import Draft, State
from content_store.locales import locale as registered
from content_store.permissions import Permission
from content_store.translations import Coverage

STATES = {
    State.DRAFT: (N_("Draft"), shell.Tone.DRAFT),
    State.IN_REVIEW: (N_("In review"), shell.Tone.REVIEW),
    State.APPROVED: (N_("Approved, waits to be published"), shell.Tone.APPROVED),
}


REVIEW_STATES = {
    "in_review": (N_("Waits for a decision"), shell.Tone.REVIEW),
    "approved": (N_("Waits to be published"), shell.Tone.APPROVED),
    "returned": (N_("Returned"), shell.Tone.WARNING),
    "withdrawn": (N_("Withdrawn"), shell.Tone.PLAIN),
    "published": (N_("Published"), shell.Tone.DONE),
}


def part_address(questionnaire_id: int) -> Callable[[Part], str]:
    """Where a part of this questionnaire is edited."""
    return lambda part: shell.href("/questionnaire", id=questionnaire_id, part=str(part))


def show_address(questionnaire_id: int) -> Callable[[Finding], str]:
    """Where the answers of a finding on the draft can be looked at, filled in."""
    return lambda found: shell.href("/preview", id=questionnaire_id, shows=found.key)


def sheet(
    desk: Desk, draft: Draft, current: str, *children: Any, primary: Any = None, mark: Any = None
) -> html.Article:
    """A screen of one questionnaire; `current` is its tab, `mark` what is said beside the state."""
    return shell.sheet(
        draft.document.title or draft.slug,
        _returned(desk, draft) if current in ("edit", "changes") else None,
        *children,
        crumbs=[(_("Questionnaires"), shell.href("/questionnaires"))],
        about=html.Div([*states(draft), mark], className="states"),
        primary=primary,
        tabs=_tabs(desk, draft, current),
        wide=True,
    )


def _returned(desk: Desk, draft: Draft) -> Component | None:
    """What is to be changed before the draft is sent again."""
    if draft.state is not State.DRAFT or (told := publishing.returned(desk, draft.id)) is None:
        return None
    head = html.Strong(_("{name} returned this draft:", name=told.by))
    where = (
        shell.link(_("See the review"), "/review", id=told.review) if desk.actor.holds(Permission.REVIEWS_READ) else ""
    )
    said = html.P([head, " ", told.why, " ", html.Span(moment(told.at), className="muted small")])
    return shell.callout(said, where, tone=shell.Tone.WARNING)


def states(draft: Draft) -> list[Component]:
    """Where the draft stands, and what the public sees."""
    words, tone = STATES[draft.state]
    said = [html.Code(draft.slug), shell.state(words, tone)]
    if draft.retired:
        said.append(shell.state(_("Retired"), shell.Tone.WARNING))
    elif draft.live_number is None:
        said.append(shell.state(_("Not published"), shell.Tone.PLAIN))
    else:
        said.append(shell.state(_("Revision {live_number} is public", live_number=draft.live_number), shell.Tone.DONE))
    if draft.live_number is not None and draft.differs:
        said.append(html.Span(_("The draft differs from it."), className="muted"))
    return said


def _tabs(desk: Desk, draft: Draft, current: str) -> html.Nav:
    choices = [
        ("edit", _("Edit"), shell.href("/questionnaire", id=draft.id)),
        ("preview", _("Preview"), shell.href("/preview", id=draft.id)),
        ("changes", _("Changes and review"), shell.href("/changes", id=draft.id)),
    ]
    if desk.actor.holds(Permission.TRANSLATIONS_READ):
        choices.append(("translations", _("Translations"), shell.href("/translations", id=draft.id)))
    return shell.tabs(current, *choices)


def saved(draft: Draft, *, merged: str = "") -> Component:
    """The autosave mark. `merged`: where the screen is drawn anew with what somebody else changed meanwhile."""
    said: list[Any] = [_("Saved"), " ", moment(draft.edited_at), " ", _("by {name}", name=draft.edited_by)]
    if merged:
        said += [_(". Somebody else changed other parts meanwhile: "), html.A(_("show them"), href=merged)]
    return html.Span(said, className="saved")


def locked(desk: Desk, draft: Draft) -> str:
    """Why nothing can be changed here; empty where it can."""
    if not desk.actor.holds(Permission.QUESTIONNAIRES_EDIT):
        return _("You can read this questionnaire. Changing it takes an expert.")
    if draft.retired:
        return _("This questionnaire is retired. Bring it back before you change it.")
    if draft.state is State.IN_REVIEW:
        return _("This draft is in review, so it stands still. Withdraw it to go on changing it.")
    if draft.state is State.APPROVED:
        return _("This draft is approved and waits to be published. Withdraw it to go on changing it.")
    return ""


def side(
    desk: Desk,
    draft: Draft,
    *,
    ids: Ids,
    before: Questionnaire | None = None,
    mend: Callable[[Finding], Iterable[Component]] = lambda _: (),
) -> list[Component]:
    """What the draft as it is now breaks and leaves to translate; with `before`, what the last change did to that.
    `ids`: of the screen, see `findings.panel`."""
    old = findings.checked(before) if before is not None else None
    found = findings.checked(draft.document)  # last: what is asked for last is proved first
    where, show = part_address(draft.id), show_address(draft.id)
    news = _reworded(draft, before)
    drawn = (
        findings.panel(draft.document, found, where, ids=ids, before=old, mend=mend, show=show),
        provenance.panel(draft.document, where),
        languages(desk, draft.id, news, before if news else None),
    )
    return [one for one in drawn if one is not None]


def languages(
    desk: Desk, questionnaire_id: int, news: Any = None, before: Questionnaire | None = None
) -> Component | None:
    """How far each language that has been begun is; nothing for those who may not read translations."""
    if not desk.actor.holds(Permission.TRANSLATIONS_READ):
        return None
    was, now = translations.coverage_since(desk, questionnaire_id, before)
    rows = [
        _language(questionnaire_id, one, earlier)
        for earlier, one in zip(was, now, strict=True)
        if one.approved or one.derived or one.proposed or one.stale
    ]
    none = html.P(_("Not translated into any language yet."), className="muted")
    return html.Section(
        [
            html.H2(_("Translations"), className="side-title"),
            html.Div(news, role="status"),
            html.Ul(rows, className="languages") if rows else none,
        ],
        className="side-block",
    )


def _reworded(draft: Draft, before: Questionnaire | None) -> Component | None:
    if before is None:
        return None
    old, new = documents.sources(before), documents.sources(draft.document)
    changed = sum(key in old and new[key] != old[key] for key in new)
    added = sum(key not in old for key in new)
    if not changed and not added:
        return None
    said = [
        _("{n} text reworded", "{n} texts reworded", n=changed) if changed else "",
        _("{n} text added", "{n} texts added", n=added) if added else "",
    ]
    done = ", ".join(part for part in said if part)
    return html.P(_("Your last change: {done}. To be translated again.", done=done), className="findings-news")


def _language(questionnaire_id: int, one: Coverage, earlier: Coverage) -> Component:
    more = one.stale + one.missing - earlier.stale - earlier.missing
    said = [
        phrase
        for count, phrase in (
            (one.stale, _("{n} out of date", n=one.stale)),
            (one.missing, _("{n} missing", n=one.missing)),
            (one.proposed, _("{n} to approve", n=one.proposed)),
        )
        if count
    ]
    tone = shell.Tone.DONE if one.ready else shell.Tone.WARNING
    name = registered(one.locale).autonym
    only = "stale" if one.stale else "missing" if one.missing else ""
    return html.Li(
        [
            shell.link(
                html.Span(name, lang=one.locale), "/translation", id=questionnaire_id, locale=one.locale, only=only
            ),
            html.Span(f"+{more}", className="finding-new", title=_("{more} by your last change", more=more))
            if more > 0
            else "",
            shell.state(", ".join(said) or _("complete"), tone),
        ]
    )
