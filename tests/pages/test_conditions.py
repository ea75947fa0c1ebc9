"""A condition while it is typed: what the browser can offer, and what the server says of it so far."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assessment.document import ItemKind
from console.completion import vocabulary
from content_store.db import Store
from tests.assessment.documents import sample
from tests.cast import ana, boris
from tests.content import audit_like_document, put_questionnaire, small_document
from tests.driver import press, text_of
from tests.pages.conftest import Enter
from tests.pages.editor import draft_of, leave, seen


def types(store: Store, enter: Enter, key: str, text: Any, person: Any = ana, *, left: bool = False) -> str:
    """What stands beneath the field once the typing pauses, or the field is left."""
    state = {"questionnaire-seen": seen(store), "questionnaire-said": {"show_if|q2": "", "show_if|q9": "", key: ""}}
    answer = press(
        enter(person), "questionnaire-typing", state, prop="data", value={"key": key, "text": text, "left": left}
    )
    said = answer.outputs.get(f'{{"key":"{key}","type":"questionnaire-said"}}.children', "")
    return text_of(said) or answer.notice


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("show_if|q9", 'q1 != "never"', "In words: «How often do you drink alcohol?» is not «Never»"),
        ("show_if|q9", "q1 = ", "Not readable yet. Write == to compare. (column 4)"),
        ("show_if|q9", 'q1 == "nevr"', "“nevr” is not a choice of “q1”. (column 7)"),
        ("show_if|q9", 'q77 == "never"', "There is no item “q77”. (column 1)"),
        ("show_if|q9", "q1 == never", 'Write the code of the answer, in quotation marks: "never".'),
        ("show_if|q9", 'q1 in ["Monthly", "daily"]', 'Write the code of the answer, in quotation marks: "monthly".'),
        ("show_if|q9", "q1 is never", "Write == to compare, or != for «is not». (column 4)"),
        ("show_if|q9", 'if q1 == "never"', "Leave out «if»"),
        ("show_if|q9", 'питање == "never"', "letters a to z alone; «п» is none of them"),
        ("show_if|q9", 'q1 == "never" or "daily"', "A value alone says nothing; write before it what"),
        ("show_if|q2", 'q3 == "never"', "“q3” is asked later than this condition needs it. (column 1)"),
        ("show_if|q2", 'age > 3 and band(total) == "low"', "known only when everything is answered. (column 18)"),
        ("case_when|everybody.total|0", 'sex == "woman"', "“woman” is not a choice of “sex”. (column 8)"),
        ("flag_when|everybody|hurt", 'q9 == "daily" or q10 == "x"', "(column 25)"),
        ("show_if|q9", "", ""),
    ],
)  # fmt: skip
def test_ana_reads_what_she_has_typed_so_far_and_nothing_is_saved(
    store: Store, enter: Enter, key: str, text: str, said: str
) -> None:
    put_questionnaire(store, audit_like_document())
    before = draft_of(store)
    assert said in types(store, enter, key, text)
    assert draft_of(store) == before


def test_what_was_left_unreadable_is_told_to_be_saved_nowhere(store: Store, enter: Enter) -> None:
    """Also where the answer to what was typed before comes later than that to the save."""
    put_questionnaire(store, audit_like_document())
    assert types(store, enter, "show_if|q9", "q1 = ", left=True).startswith("Not saved. Write == to compare.")


@pytest.mark.parametrize(
    ("key", "text"), [("text|item.q1.text", "x"), ("show_if|gone", "age > 1"), ("show_if", "x"), ("", 7), (None, None)]
)
def test_what_no_field_would_send_while_typing_is_answered_with_nothing(
    store: Store, enter: Enter, key: Any, text: Any
) -> None:
    put_questionnaire(store, small_document())
    assert "Something went wrong" not in types(store, enter, str(key), text)


def test_who_may_not_edit_is_told_nothing_while_typing(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    assert "does not include this" in types(store, enter, "show_if|q9", "age > 1", boris)


def test_a_name_that_means_nothing_is_saved_and_pointed_at(store: Store, enter: Enter) -> None:
    put_questionnaire(store, audit_like_document())
    answer = leave(enter(ana), "show_if|q9", 'q1 == "nevr"', seen(store))
    assert "(column 7)" in text_of(answer['{"key":"show_if|q9","type":"questionnaire-said"}.children'])
    assert draft_of(store).document.item("q9").show_if == 'q1 == "nevr"'


def test_everything_that_can_be_named_is_offered_with_its_values() -> None:
    document = sample()
    known = json.loads(vocabulary(document))
    names = {one[0]: one[2] for one in known["names"]}
    for _, item in document.items():
        if item.kind is not ItemKind.NOTE and not item.rows:
            assert item.code in names
    assert {f"score({one.code})" for one in document.scales} <= names.keys()
    assert all(
        of.partition(":")[0] in {"list", "several", "bands", "sex", "number", "text", ""} for of in names.values()
    )
    for of in names.values():
        if ":" in of:
            assert known["values"][of.replace("several:", "list:")]
