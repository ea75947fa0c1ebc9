"""Nothing becomes public that leads to nobody, or whose warnings nobody answered for, without a reason on record."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from assessment import edits
from assessment.document import Item, ItemKind, ReferralRule
from assessment.messages import Code
from content_store import publishing, readiness
from content_store.db import Store, desk_for, utcnow, visit
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Invalid
from tests.cast import ana, boris
from tests.content import put_questionnaire, put_service, small_document


def approved(store: Store, acknowledged: str = "") -> tuple[int, int]:
    document = small_document()
    if acknowledged:
        document = edits.add_item(document, "main", Item("q9", ItemKind.SINGLE, "And?", choices="frequency"))
    draft = put_questionnaire(store, document)
    with desk_for(store, ana) as desk:
        review = publishing.send(desk, draft.id, draft.number, "please", acknowledged)
    with desk_for(store, boris) as desk:
        review = publishing.approve(desk, review.id, review.version)
    return review.id, review.version


def kept(store: Store, verb: str) -> dict[str, object]:
    with visit(store) as session:
        after = session.scalars(select(LedgerEntry.after).where(LedgerEntry.verb == verb)).one()
    found: dict[str, object] = json.loads(after)
    return found


def test_a_country_where_nobody_answers_a_rule_needs_a_reason_which_the_history_keeps(store: Store) -> None:
    put_service(store)
    review, version = approved(store)
    with pytest.raises(Invalid) as refused, desk_for(store, boris) as desk:
        publishing.publish(desk, review, version, locales=["en"], countries=["RS", "AL"])
    assert "In Albania there is no service" in refused.value.problems["unserved"]
    with desk_for(store, boris) as desk:
        publishing.publish(
            desk, review, version, locales=["en"], countries=["RS", "AL"], unserved="The line opens soon."
        )
    assert kept(store, "revision:published")["because"] == "The line opens soon."


def test_where_somebody_answers_no_reason_is_asked_for(store: Store) -> None:
    put_service(store)
    review, version = approved(store)
    with desk_for(store, boris) as desk:
        publishing.publish(desk, review, version, locales=["en"], countries=["RS"])
    assert "unserved" not in kept(store, "revision:published")


@pytest.mark.parametrize(
    ("rules", "countries", "missing"),
    [
        ((ReferralRule("anyone", ("helpline",)),), ["RS"], []),
        ((ReferralRule("anyone", ("outpatient",)),), ["RS"], ["anyone"]),
        ((ReferralRule("ward", ("inpatient_detox",)), ReferralRule("anyone", ("helpline",))), ["RS"], ["ward"]),
        ((ReferralRule("anyone", ("helpline",)),), ["RS", "AL"], ["anyone"]),
    ],
)  # fmt: skip
def test_every_rule_is_held_against_the_directory_of_every_country(
    store: Store, rules: tuple[ReferralRule, ...], countries: list[str], missing: list[str]
) -> None:
    put_service(store)
    [profile] = small_document().profiles
    document = replace(small_document(), profiles=(replace(profile, rules=rules),))
    with visit(store) as session:
        found = readiness.unanswered(session, document, countries, utcnow())
    assert {one.code for one in found} <= {Code.NO_SERVICE}
    assert [one.place.code.partition(".")[2] for one in found] == missing


def test_which_warnings_were_accepted_and_why_stays_in_the_history(store: Store) -> None:
    approved(store, "It is asked for its own sake.")
    after = kept(store, "review:sent")
    assert after["accepted"] == ["item_unscored item q9 unscored"]
    assert after["because"] == "It is asked for its own sake."
