"""Whatever a handful of people do, in whatever order: nothing is public that somebody else did not approve, what is
public never changes by editing, every write has one ledger entry, and undo loses nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from assessment.document import Questionnaire
from content_store import ledger, publishing, questionnaires
from content_store.db import Desk, desk_for, open_store, visit
from content_store.models.ledger import LedgerEntry
from content_store.permissions import Conflict, Refused
from content_store.questionnaires import Draft, State
from tests.cast import ana, andrej, bojana, boris
from tests.content import put_questionnaire, reworded, small_document

T = TypeVar("T")
editors = st.sampled_from([ana, andrej, bojana])
reviewers = st.sampled_from([boris, bojana])
words = st.sampled_from([f"Words {n}?" for n in range(5)])


class Life(RuleBasedStateMachine):
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "life.db"
        shutil.copy(self.template, path)
        self.store = open_store(f"sqlite:///{path}")
        self.id = put_questionnaire(self.store, small_document(), andrej).id
        self.timeline, self.at = [(1, small_document())], 0  # what undo and redo walk along
        self.wrote: list[tuple[int, int]] = [(1, andrej.id)]  # number, who
        self.turned: list[tuple[int, int]] = []  # writes until then, who undid or redid
        self.public: list[tuple[int, Questionnaire]] = []  # draft number, document; the last is live
        self.first_public: dict[int, int] = {}  # draft number -> writes until then
        self.approved: Questionnaire | None = None
        self.retired = False
        self.writes = 1

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def draft(self) -> Draft:
        with desk_for(self.store, ana, reading=True) as desk:
            return questionnaires.open_draft(desk, self.id)

    def act(self, who: object, work: Callable[[Desk, Draft], T], *, refused: bool) -> T | None:
        """Do it; it must be refused exactly where the model says so, and write one ledger entry where it is not."""
        draft = self.draft()
        try:
            with desk_for(self.store, who) as desk:  # type: ignore[arg-type]
                result = work(desk, draft)
                entries = desk.entries
        except (Refused, Conflict):
            assert refused
            return None
        assert not refused
        assert entries <= 1
        self.writes += entries
        return result

    @property
    def touched(self) -> set[int]:
        """Whoever made the draft differ from what is public."""
        number = self.public[-1][0] if self.public else 0
        since = self.first_public.get(number, 0)
        return {who for n, who in self.wrote if n > number} | {who for at, who in self.turned if at >= since}

    @property
    def still(self) -> bool:
        return self.retired or self.draft().state is not State.DRAFT

    @rule(who=editors, item=st.sampled_from(["q1", "q2"]), text=words)
    def edit(self, who: object, item: str, text: str) -> None:
        before = self.timeline[self.at][1]
        after = reworded(before, item, text)

        def work(desk: Desk, draft: Draft) -> Draft:
            return questionnaires.edit(desk, draft.id, draft.number, lambda d: reworded(d, item, text), "words")

        if self.act(who, work, refused=self.still) and after != before:
            number = len(self.wrote) + 1
            self.timeline = [*self.timeline[: self.at + 1], (number, after)]
            self.at += 1
            self.wrote.append((number, who.id))  # type: ignore[attr-defined]

    @rule(who=editors)
    def undo(self, who: object) -> None:
        refused = self.still or self.at == 0
        if self.act(who, lambda desk, d: questionnaires.undo(desk, d.id, d.number), refused=refused):
            self.at -= 1
            self.turned.append((self.writes, who.id))  # type: ignore[attr-defined]

    @rule(who=editors)
    def redo(self, who: object) -> None:
        refused = self.still or self.at == len(self.timeline) - 1
        if self.act(who, lambda desk, d: questionnaires.redo(desk, d.id, d.number), refused=refused):
            self.at += 1
            self.turned.append((self.writes, who.id))  # type: ignore[attr-defined]

    @rule(who=editors)
    def send(self, who: object) -> None:
        self.act(who, lambda desk, d: publishing.send(desk, d.id, d.number, "", "It is a test."), refused=self.still)

    @rule(who=editors)
    def withdraw(self, who: object) -> None:
        refused = self.draft().state is State.DRAFT
        self.act(who, lambda desk, d: publishing.withdraw(desk, d.id), refused=refused)

    def review(self, desk: Desk, draft: Draft) -> publishing.Submission:
        return publishing.open_review(desk, draft.review_id or 1)

    @precondition(lambda self: self.draft().state is not State.DRAFT)
    @rule(who=reviewers, accept=st.sampled_from([True, True, False]))
    def decide(self, who: object, accept: bool) -> None:
        refused = self.retired or self.draft().state is State.APPROVED or who.id in self.touched  # type: ignore[attr-defined]

        def work(desk: Desk, draft: Draft) -> object:
            review = self.review(desk, draft)
            if accept:
                return publishing.approve(desk, review.id, review.version)
            return publishing.send_back(desk, review.id, review.version, "no")

        if self.act(who, work, refused=refused) and accept:
            self.approved = self.timeline[self.at][1]

    @precondition(lambda self: self.draft().state is not State.DRAFT)
    @rule(who=reviewers)
    def publish(self, who: object) -> None:
        def work(desk: Desk, draft: Draft) -> object:
            review = self.review(desk, draft)
            return publishing.publish(
                desk, review.id, review.version, locales=["en"], countries=["RS"], unserved="It is a test."
            )

        if self.act(who, work, refused=self.retired or self.draft().state is not State.APPROVED):
            number, document = self.timeline[self.at]
            assert self.approved == document
            self.public.append((number, document))
            self.first_public.setdefault(number, self.writes)

    @precondition(lambda self: self.public)
    @rule(number=st.integers(1, 6), who=reviewers)
    def roll_back(self, number: int, who: object) -> None:
        number = min(number, len(self.public))
        with desk_for(self.store, ana, reading=True) as desk:
            one = next(p for p in publishing.publications(desk, self.id) if p.number == number)
        refused = self.retired or number == len(self.public)
        if self.act(who, lambda desk, d: publishing.roll_back(desk, d.id, one.id, "why"), refused=refused):
            self.public.append(self.public[number - 1])

    @rule(who=reviewers)
    def carry_through(self, who: object) -> None:
        """The whole way at once: by single steps it is seldom gone to the end."""
        self.send(ana)
        for step in (lambda: self.decide(who, True), lambda: self.publish(who)):
            if self.draft().state is not State.DRAFT:
                step()

    @precondition(lambda self: len(self.public) > 1)
    @rule()
    def retire(self) -> None:
        if self.act(boris, lambda desk, d: questionnaires.retire(desk, d.id, "why"), refused=self.retired):
            self.retired = True

    @precondition(lambda self: self.retired)
    @rule()
    def bring_back(self) -> None:
        self.act(boris, lambda desk, d: questionnaires.bring_back(desk, d.id, "why"), refused=False)
        self.retired = False

    @invariant()
    def the_draft_is_where_the_edits_left_it(self) -> None:
        draft = self.draft()
        assert (draft.number, draft.document) == self.timeline[self.at]
        assert (draft.can_undo, draft.can_redo) == (self.at > 0, self.at < len(self.timeline) - 1)

    @invariant()
    def only_what_was_published_is_public(self) -> None:
        with visit(self.store) as session:
            now = publishing.live(session, "small")
        expected = None if self.retired or not self.public else self.public[-1][1]
        assert (now.document if now else None) == expected

    @invariant()
    def every_write_has_its_entry(self) -> None:
        with visit(self.store) as session:
            assert session.scalar(select(func.count()).select_from(LedgerEntry)) == self.writes
            assert ledger.verify(session) is None


@pytest.mark.slow
def test_whatever_people_do_in_whatever_order(sqlite_template: Path) -> None:
    Life.template = sqlite_template
    examples = settings().max_examples // 8  # a life costs more than an example
    run_state_machine_as_test(Life, settings=settings(max_examples=examples, stateful_step_count=40, deadline=None))
