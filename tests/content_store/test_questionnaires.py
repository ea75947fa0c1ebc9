from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import select

from assessment.document import Questionnaire
from assessment.edits import set_points, set_text
from content_store import ledger, questionnaires
from content_store.db import Store, desk_for, visit
from content_store.documents import parsed
from content_store.ledger import Verb
from content_store.models.ledger import LedgerEntry
from content_store.models.questionnaires import DraftRevision
from content_store.paging import Wanted
from content_store.permissions import Actor, Conflict, Invalid, Missing, Refused
from content_store.questionnaires import Draft, State
from tests.cast import ana, andrej, boris, mila, nobody, put_people, teuta
from tests.content import put_questionnaire, reworded, small_document


def reword(store: Store, who: Actor, draft: Draft, text: str, item: str = "q1", seen: int = 0) -> Draft:
    with desk_for(store, who) as desk:
        return questionnaires.edit(
            desk, draft.id, seen or draft.number, lambda document: reworded(document, item, text), f"Reworded {item}"
        )


def now(store: Store, draft: Draft) -> Draft:
    with desk_for(store, ana, reading=True) as desk:
        return questionnaires.open_draft(desk, draft.id)


def test_an_expert_creates_a_questionnaire_and_finds_it_as_she_left_it(store: Store) -> None:
    put_people(store)
    draft = put_questionnaire(store, small_document())
    assert now(store, draft) == draft
    assert (draft.number, draft.state, draft.live_number, draft.edited_by) == (1, State.DRAFT, None, ana.name)
    assert (draft.can_undo, draft.can_redo, draft.differs, draft.retired) == (False, False, True, False)
    assert draft.document == small_document()


def test_two_questionnaires_cannot_have_one_address(store: Store) -> None:
    put_questionnaire(store, small_document())
    with pytest.raises(Invalid) as refusal:
        put_questionnaire(store, small_document())
    assert "code" in refusal.value.problems


def test_an_edit_is_a_new_revision_with_one_ledger_entry(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, andrej) as desk:
        edited = questionnaires.edit(desk, draft.id, 1, lambda d: set_text(d, "item.q1.text", "New?"), "New words")
        assert desk.entries == 1
    assert edited.number == 2
    assert edited.document.item("q1").text == "New?"
    with desk_for(store, ana, reading=True) as desk:
        assert questionnaires.document_at(desk, draft.id, 1) == small_document()
        entry = desk.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id.desc())).first()
        assert entry is not None
        assert (entry.verb, entry.actor_id, entry.why) == (Verb.QUESTIONNAIRE_EDITED.value, andrej.id, "New words")


def test_an_edit_that_changes_nothing_writes_nothing(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, ana) as desk:
        assert questionnaires.edit(desk, draft.id, 1, lambda document: document, "nothing") == draft
        assert desk.entries == 0


def test_two_experts_change_different_things_and_both_are_kept(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    reword(store, ana, draft, "Hers?", "q1")
    merged = reword(store, andrej, draft, "His?", "q2", seen=1)
    assert (merged.document.item("q1").text, merged.document.item("q2").text) == ("Hers?", "His?")
    assert merged.number == 3
    with desk_for(store, andrej) as desk:
        points = questionnaires.edit(desk, draft.id, 1, lambda d: set_points(d, "frequency", "daily", 4), "Points")
    assert points.document.item("q1").text == "Hers?"


def test_two_experts_change_one_thing_and_neither_text_is_lost(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    reword(store, ana, draft, "Hers?")
    with pytest.raises(Conflict) as conflict:
        reword(store, andrej, draft, "His?", seen=1)
    (theirs,), (yours,) = conflict.value.theirs.values(), conflict.value.yours.values()
    assert ("Hers?" in theirs, "His?" in yours) == (True, True)
    assert now(store, draft).document.item("q1").text == "Hers?"


def test_both_typing_the_same_is_no_conflict(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    reword(store, ana, draft, "Same?")
    assert reword(store, andrej, draft, "Same?", seen=1).number == 2


def test_undo_and_redo_walk_along_the_edits(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    second = reword(store, ana, draft, "Two?")
    third = reword(store, ana, second, "Three?")
    with desk_for(store, ana) as desk:
        back = questionnaires.undo(desk, draft.id, third.number)
        assert (back.document, back.can_redo) == (second.document, True)
        first = questionnaires.undo(desk, draft.id, back.number)
        assert (first.document, first.can_undo) == (draft.document, False)
        with pytest.raises(Refused):
            questionnaires.undo(desk, draft.id, first.number)
        again = questionnaires.redo(desk, draft.id, first.number)
        last = questionnaires.redo(desk, draft.id, again.number)
        assert (last.document, last.can_redo) == (third.document, False)
        with pytest.raises(Refused):
            questionnaires.redo(desk, draft.id, last.number)


def test_an_edit_after_an_undo_leaves_nothing_to_redo_and_loses_nothing(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    second = reword(store, ana, draft, "Two?")
    with desk_for(store, ana) as desk:
        back = questionnaires.undo(desk, draft.id, second.number)
    branch = reword(store, ana, back, "Another two?")
    assert (branch.number, branch.can_undo, branch.can_redo) == (3, True, False)
    with desk_for(store, ana, reading=True) as desk:
        history = questionnaires.history(desk, draft.id)
        assert [(step.number, step.parent, step.now) for step in history.rows] == [
            (3, 1, True),
            (2, 1, False),
            (1, None, False),
        ]
        assert questionnaires.document_at(desk, draft.id, 2).item("q1").text == "Two?"


def test_somebody_who_has_not_seen_the_newest_cannot_undo_it(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    reword(store, ana, draft, "Two?")
    with desk_for(store, andrej) as desk, pytest.raises(Conflict):
        questionnaires.undo(desk, draft.id, 1)


def test_an_edit_made_before_an_undo_is_merged_with_it(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    second = reword(store, ana, draft, "Two?", "q1")
    with desk_for(store, ana) as desk:
        questionnaires.undo(desk, draft.id, second.number)
    merged = reword(store, andrej, draft, "His?", "q2", seen=second.number)
    assert (merged.document.item("q1").text, merged.document.item("q2").text) == ("How often, part 1?", "His?")


def test_only_experts_edit_and_a_stranger_sees_nothing(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    for who in (boris, teuta, mila, nobody):
        with pytest.raises(Refused):
            reword(store, who, draft, "Mine?")
        with desk_for(store, who) as desk:
            with pytest.raises(Refused):
                questionnaires.undo(desk, draft.id, 1)
            with pytest.raises(Refused):
                questionnaires.create(desk, small_document("other"))
    with desk_for(store, nobody) as desk:
        for look in (questionnaires.open_draft, questionnaires.history):
            with pytest.raises(Refused):
                look(desk, draft.id)
        with pytest.raises(Refused):
            questionnaires.listing(desk, Wanted())


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**63, 10**30])
def test_a_number_that_names_nothing_is_missing_not_an_error(store: Store, number: int) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, ana) as desk:
        with pytest.raises(Missing):
            questionnaires.open_draft(desk, number)
        with pytest.raises(Missing):
            questionnaires.document_at(desk, draft.id, number)
        with pytest.raises(Missing):
            questionnaires.edit(desk, draft.id, number, lambda document: document, "")


UNFIT: list[Questionnaire] = [
    reworded(small_document(), "q1", "a\0b"),
    reworded(small_document(), "q1", "\ud800"),
    replace(small_document(), minutes=1.5),  # type: ignore[arg-type]
    replace(small_document(), minutes=10**30),
    replace(small_document(), code="Not A Code"),
]


@pytest.mark.parametrize("document", UNFIT, ids=["nul", "surrogate", "float", "huge", "code"])
def test_what_the_databases_would_keep_differently_is_refused(store: Store, document: Questionnaire) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, ana) as desk, pytest.raises(Invalid):
        questionnaires.edit(desk, draft.id, 1, lambda _: document, "unfit")
    assert now(store, draft) == draft


def test_a_nonsensical_edit_is_a_sentence_for_the_author(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, ana) as desk, pytest.raises(Invalid) as refusal:
        questionnaires.edit(desk, draft.id, 1, lambda d: set_text(d, "item.q77.text", "?"), "nonsense")
    assert "q77" in str(refusal.value)


def test_a_questionnaire_moves_to_another_address_before_it_is_public(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    put_questionnaire(store, small_document("taken"))
    with desk_for(store, ana) as desk:
        moved = questionnaires.edit(desk, draft.id, 1, lambda d: replace(d, code="moved"), "Moved")
        assert (moved.slug, questionnaires.by_slug(desk, "moved"), questionnaires.by_slug(desk, "small")) == (
            "moved",
            draft.id,
            None,
        )
        with pytest.raises(Invalid):
            questionnaires.edit(desk, draft.id, 2, lambda d: replace(d, code="taken"), "Moved")
        assert questionnaires.undo(desk, draft.id, moved.number).slug == "small"


def test_the_list_is_found_by_words_in_any_script_and_sorted(store: Store) -> None:
    put_people(store)
    for code, title in (("one", "Упитник О ПИЋУ"), ("two", "100 % sober_"), ("three", "Ärger")):
        put_questionnaire(store, small_document(code, title=title))
    with desk_for(store, ana) as desk:

        def found(**wanted: object) -> list[str]:
            return [row.slug for row in questionnaires.listing(desk, Wanted.of(**wanted)).rows]  # type: ignore[arg-type]

        assert found() == ["three", "two", "one"]
        assert found(q="о пићу") == ["one"]
        assert found(q="ÄRGER") == ["three"]
        assert found(q="%") == ["two"]
        assert found(q="r_") == ["two"]
        assert found(q="\\") == []
        assert found(sort="slug") == ["one", "three", "two"]
        assert found(sort="-slug") == ["two", "three", "one"]
        assert found(sort="; DROP TABLE", page="-3\0") == ["three", "two", "one"]
        page = questionnaires.listing(desk, Wanted(size=2, page=9))
        assert (page.page, page.pages, page.total, len(page.rows)) == (2, 2, 3, 1)
        assert page.rows[0].edited_by == ana.name


def test_fifty_editors_at_once_overwrite_nothing_silently(store: Store) -> None:
    draft = put_questionnaire(store, small_document(items=4))
    editors, saves = 50, 3
    tally: Counter[str] = Counter()
    accepted: list[str] = []

    def work(editor: int) -> None:
        for save in range(saves):
            words = f"Words {editor}-{save}?"
            with desk_for(store, ana, reading=True) as desk:
                seen = questionnaires.open_draft(desk, draft.id).number
            try:
                reword(store, ana, draft, words, f"q{editor % 4 + 1}", seen=seen)
            except Conflict as conflict:
                assert words in next(iter(conflict.yours.values()))
                tally["refused"] += 1
            else:
                tally["accepted"] += 1
                accepted.append(words)

    threads = [threading.Thread(target=work, args=(editor,)) for editor in range(editors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tally["accepted"] + tally["refused"] == editors * saves
    with visit(store) as session:
        revisions = session.scalars(select(DraftRevision).order_by(DraftRevision.number)).all()
        assert [one.number for one in revisions] == list(range(1, len(accepted) + 2))
        assert ledger.verify(session) is None
        edits = session.query(LedgerEntry).filter_by(verb=Verb.QUESTIONNAIRE_EDITED.value).count()
        assert edits == len(accepted)
    for words in accepted:  # what was accepted stands in the revision that its save made
        assert sum(words in one.document for one in revisions) >= 1
    for one, after in pairwise(revisions):
        assert after.parent == one.number
        changed = [new for old, new in zip(_words(one), _words(after), strict=True) if old != new]
        assert len(changed) == 1  # each save changed its own words and nobody else's
        assert changed[0] in accepted


def _words(revision: DraftRevision) -> list[str]:
    return [item.text for _, item in parsed(revision.document).items()]


def test_details_are_edited_by_form_fields(store: Store) -> None:
    draft = put_questionnaire(store, small_document())
    with desk_for(store, ana) as desk:
        edited = questionnaires.edit(desk, draft.id, 1, lambda d: set_text(d, "title", "Another title"), "Title")
        assert questionnaires.listing(desk, Wanted.of(q="another")).rows[0].title == "Another title"
    assert edited.document.title == "Another title"
