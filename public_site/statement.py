"""What the site says of itself on «What we count» and «Privacy», phrase by phrase, each with the counters and tables
that it speaks for. A test holds it against the tables that there are: nothing can be kept that no phrase admits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from content_store.statistics import Asked, Referred, Use
from public_site.words import Words

COUNTED: Mapping[str, frozenset[str]] = {
    "runs": frozenset({Use.OPENED, Use.STARTED, Use.COMPLETED}),
    "questions": frozenset({Asked.SEEN, Asked.ANSWERED, Asked.SKIPPED, Asked.RETURNED}),
    "time": frozenset({"time_day"}),
    "results": frozenset({"band_week"}),
    "services": frozenset({Referred.SHOWN, Referred.CLICKED, Referred.NONE_LOCAL}),
    "levels": frozenset({"level"}),
    "crisis": frozenset({Referred.CRISIS_SHOWN, Referred.CRISIS_USED}),
    "turns": frozenset({Use.LOCALE_SWITCHED, Use.UNDER_AGE, Use.QUICK_EXIT}),
    "sources": frozenset({"source"}),
}
"""Phrase `counting.…` -> metrics; the name of a table or column where that is what is counted by."""

KEPT: Mapping[str, frozenset[str]] = {
    "counts": frozenset(
        {
            *("use_day", "item_day", "time_day", "band_week", "referral_week"),
            *("use_sum", "item_sum", "time_sum"),
        }
    ),
    "keys": frozenset({"token_keys"}),
    "batches": frozenset({"flush_log"}),
    "content": frozenset(
        {
            *("questionnaires", "draft_revisions", "reviews", "review_comments", "revisions"),
            *("translations", "places", "services", "service_kinds", "campaigns", "settings"),
        }
    ),
    "staff": frozenset(
        {
            "people",
            "grants",
            "staff_sessions",
            "second_factors",
            "recovery_codes",
            "invitations",
            "sign_in_attempts",
            "ledger",
        }
    ),
}
"""Phrase `privacy.kept.…` -> tables. The first three are all that a visit can write to."""

Part = tuple[str, str]


def counting(words: Words) -> list[Part]:
    """The page's parts: heading and text."""
    what = _list(words, "counting", COUNTED) + "\n\n" + words["counting.grain"]
    rest = (_part(words, f"counting.{name}") for name in ("not", "memory", "choice"))
    return [("", words["counting.lead"]), (words["counting.what.title"], what), *rest]


def privacy(words: Words) -> list[Part]:
    """The page's parts: heading and text."""
    kept = _list(words, "privacy.kept", KEPT) + "\n\n" + words["privacy.kept.nothing"]
    page, *rest = (_part(words, f"privacy.{name}") for name in ("page", "device", "others"))
    return [("", words["privacy.lead"]), page, (words["privacy.kept.title"], kept), *rest]


def _list(words: Words, group: str, names: Iterable[str]) -> str:
    return "\n".join(f"- {words[f'{group}.{name}']}" for name in names)


def _part(words: Words, key: str) -> Part:
    return words[f"{key}.title"], words[key]
