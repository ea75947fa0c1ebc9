"""What two people changed of one entry, put together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from content_store.merging import differing, flat, merged

BASE: dict[str, Any] = {
    "phone": "018 1",
    "free": None,
    "age_from": None,
    "reopens_on": date(2026, 12, 1),
    "languages": ("sr", "sq"),
    "about": {"sq": "Flasim.", "sr-Cyrl": "Разговор."},
}


@pytest.mark.parametrize(
    ("theirs", "yours", "changed", "clashing"),
    [
        ({"phone": "018 2"}, {"free": False}, {"free": False}, ()),
        ({"phone": "018 2"}, {"phone": "018 3"}, {"phone": "018 3"}, ("phone",)),
        ({"phone": "018 2"}, {"phone": "018 2"}, {"phone": "018 2"}, ()),
        ({"age_from": 0}, {"age_from": None}, {}, ()),  # nought is an age; not touching it keeps it
        ({"free": False}, {"free": True}, {"free": True}, ("free",)),
        ({"languages": ("sq", "sr")}, {"languages": ("sr", "sq", "en")}, {"languages": ("sr", "sq", "en")}, ()),
        ({"reopens_on": None}, {"reopens_on": date(2027, 1, 1)}, {"reopens_on": date(2027, 1, 1)}, ("reopens_on",)),
    ],
)
def test_only_what_both_changed_otherwise_clashes(
    theirs: dict[str, Any], yours: dict[str, Any], changed: dict[str, Any], clashing: tuple[str, ...]
) -> None:
    found, clashes = merged(flat(BASE), BASE | theirs, BASE | yours)
    assert ({name: value for name, value in found.items() if name != "about"}, clashes) == (changed, clashing)
    assert found["about"] == BASE["about"]


def test_each_language_of_a_text_is_a_thing_of_its_own() -> None:
    theirs = BASE | {"about": {"sq": "Bisedojmë.", "sr-Cyrl": "Разговор."}}
    yours = BASE | {"about": {"sq": "Flasim.", "en": "We talk."}}
    assert merged(flat(BASE), theirs, yours) == ({"about": {"sq": "Bisedojmë.", "en": "We talk."}}, ())
    assert merged(flat(BASE), theirs, BASE | {"about": {}})[1] == ("about|sq",)


def test_what_is_empty_differs_from_no_and_from_nought_only() -> None:
    assert differing({"a": None, "b": [], "c": ""}, {}) == ()
    assert differing({"a": False, "b": 0}, {"a": None, "b": None}) == ("a", "b")
