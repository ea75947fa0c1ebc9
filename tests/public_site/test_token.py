import os
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.document import DECLINED
from assessment.flow import RATHER_NOT, Flow
from content_store.token_keys import Key, kid_of
from public_site.counting import FORGOTTEN_AFTER
from public_site.run import RESULT, STARTED, Codec, Run
from public_site.token import LIFETIME, BadToken, Purpose, read, seal, unseal
from tests.public_site.documents import every_kind

DAY = datetime(2026, 11, 23, tzinfo=UTC).date()
KEY = Key(kid_of(DAY), DAY, bytes(range(32)))
DIGEST = "ab" * 32
SEALED = seal(b"what somebody answered", KEY, Purpose.RUN, 7, DIGEST)
NOW = 1_795_000_000


def test_no_page_can_be_sent_when_what_it_caused_is_forgotten() -> None:
    assert LIFETIME <= FORGOTTEN_AFTER


def test_a_page_in_hand_gives_back_what_it_carries() -> None:
    assert unseal(read(SEALED), KEY, Purpose.RUN, DIGEST) == b"what somebody answered"
    assert read(SEALED).revision_id == 7


@pytest.mark.parametrize(
    ("key", "purpose", "digest"),
    [
        (Key(KEY.kid, DAY, os.urandom(32)), Purpose.RUN, DIGEST),
        (KEY, Purpose.PREVIEW, DIGEST),
        (KEY, Purpose.RUN, "cd" * 32),
        (None, Purpose.RUN, DIGEST),
    ],
    ids=["another day's key", "a preview", "another revision", "no key"],
)
def test_a_token_opens_only_where_it_was_made_for(key: Key | None, purpose: Purpose, digest: str) -> None:
    with pytest.raises(BadToken):
        unseal(read(SEALED), key, purpose, digest)


@given(st.integers(0, len(SEALED) - 1), st.sampled_from("AZaz09-_"))
def test_nobody_can_change_a_letter_of_it(place: int, letter: str) -> None:
    forged = SEALED[:place] + letter + SEALED[place + 1 :]
    if forged == SEALED:
        return
    try:
        assert unseal(read(forged), KEY, Purpose.RUN, DIGEST) == b"what somebody answered"
        assert place == len(SEALED) - 1  # spare bits of the last letter carry nothing
    except BadToken:
        pass


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_whatever_else_is_sent_is_no_token(text: str) -> None:
    with pytest.raises(BadToken):
        unseal(read(text), KEY, Purpose.RUN, DIGEST)


def test_a_token_that_was_cut_on_the_way_is_refused() -> None:
    for length in range(len(SEALED)):
        with pytest.raises(BadToken):
            unseal(read(SEALED[:length]), KEY, Purpose.RUN, DIGEST)


CODEC = Codec(every_kind())
FLOW = Flow(every_kind())


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Somebody's run, stopped anywhere."""
    answers: dict[str, object] = {}
    step = FLOW.step_after(None, answers, {})
    for _ in range(draw(st.integers(0, 14))):
        if step is None:
            break
        fields = {address: [draw(_value(step))] for address in step.addresses}
        answers = FLOW.answered(answers, {}, step, fields)
        step = FLOW.step_after(step.key, answers, {})
    codes = [item.code for _, item in every_kind().items()]
    return Run(
        country="RS",
        locale=draw(st.sampled_from(["en", "sr-Latn"])),
        mark=draw(st.binary(min_size=8, max_size=8)),
        source=draw(st.sampled_from(["none", "other"])),
        place=draw(st.sampled_from(["", "rs-novi-sad"])),
        began=NOW - 300,
        flags=draw(st.integers(0, 31)),
        at=step.key if step else RESULT,
        seen=frozenset(draw(st.lists(st.sampled_from(codes)))),
        left=frozenset(draw(st.lists(st.sampled_from(codes)))),
        returned=frozenset(draw(st.lists(st.sampled_from(codes)))),
        answers=answers,
    )


def _value(step: object) -> st.SearchStrategy[str]:
    item = step.item
    if step.choices:
        return st.sampled_from([choice.code for choice in step.choices] + [RATHER_NOT])
    return {"glasses": st.sampled_from(["0", "12", RATHER_NOT]), "sure": st.sampled_from(["0", "10", RATHER_NOT])}.get(
        item.code, st.sampled_from(["", "2024-02-29"])
    )


@given(runs())
def test_a_run_comes_back_as_it_was_packed(run: Run) -> None:
    assert CODEC.unpack(CODEC.pack(run, NOW), NOW) == run._replace(issued=NOW)


@given(st.binary(max_size=120))
def test_bytes_that_are_no_run_are_refused_without_a_fault(plain: bytes) -> None:
    with suppress(BadToken):
        CODEC.unpack(plain, NOW)


def test_a_page_left_open_over_night_has_to_be_begun_again() -> None:
    plain = CODEC.pack(Run.new("RS", "en").marked(STARTED), NOW)
    assert CODEC.unpack(plain, NOW + LIFETIME).has(STARTED)
    for late in (NOW + LIFETIME + 1, NOW - 3600):
        with pytest.raises(BadToken):
            CODEC.unpack(plain, late)


def test_twenty_answers_make_a_short_token() -> None:
    answers = {
        "used": ("cannabis", "opioids"),
        "glasses": 3,
        "sure": 7,
        "mind.interest": "daily",
        "mind.sleep": DECLINED,
    }
    run = Run.new("RS", "sr-Latn")._replace(at="often@cannabis", answers=answers)
    assert len(seal(CODEC.pack(run, NOW), KEY, Purpose.RUN, 7, DIGEST)) < 160
