"""Somebody without a role gets nowhere, whichever operation of the store they could reach."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import auth
import content_store
from assessment.chosen import Chosen
from content_store import audit, backup, backup_work, comments, matching, paging, questionnaires, uptake
from content_store.contents import contents_of
from content_store.db import Store, desk_for
from content_store.directory import Arrival
from content_store.particulars import Particulars
from content_store.permissions import Missing, NotHeld, System
from content_store.upkeep import Pick
from content_store.verification import Method
from tests.cast import nobody
from tests.content import publish_now, put_service, small_document, translate

COMMAND_LINE = {"commands", "campaign_commands", "ledger_command", "score_command", "spreads_command"}
WITHIN = {
    "accounts.add_person",
    "authorship.authors_of",
    "directory.entry_of",
    "drafts.found",
    "drafts.head_document",
    "drafts.newest_review",
    "drafts.one",
    "drafts.revision",
    "drafts.view",
    "entrance.enter",
    "ledger.record",
    "readiness.answered",
    "results.item_texts",
}
"""Parts of operations, which have asked before they call these."""
OF_THEIR_OWN = {"news.last_here", "news.news"}
"""When somebody was last here themselves, and what others did as far as each act may be read: of nothing, nothing."""
UNSEEN = {"campaigns.end", "translations.approve", "translations.discard", "translations.keep_as_is"}
"""What is looked for among what may be read, and so is not there."""
BACKUP = "console-20261126T000000Z.zip"
TODAY = date(2026, 11, 26)


class Rollback(Exception):
    """What somebody got into is not kept."""


def given(name: str, kind: object, folder: Path, store: Store) -> Any:
    """Something that names what is there, so that a refusal is for want of a role and of nothing else."""
    if kind is int:
        return 1
    document = small_document()
    return {
        "act": lambda *_: None,
        "arrivals": [Arrival("x", Particulars(name="A line", country="RS"))],
        "asked": audit.Asked(),
        "case": matching.Case("small", Chosen("general"), {}),
        "change": lambda document: document,
        "document": document,
        "folder": folder,
        "locale": "sq",
        "locales": ["en"],
        "key": "title",
        "method": Method.PHONE,
        "name": BACKUP,
        "picks": [Pick(1, 1)],
        "place": comments.places(document)[0],
        "scope": uptake.Scope(None, "", "", {}, False),
        "store": store,
        "until": TODAY + timedelta(days=9_999),
        "wanted": paging.Wanted() if kind is paging.Wanted else uptake.Wanted(TODAY, TODAY, slug="small"),
    }.get(name, {} if typing.get_origin(kind) in (Mapping, dict) else "RS" if name == "country" else "x")


def operations() -> Iterator[tuple[str, Callable[..., Any]]]:
    modules = [(package, one) for package in (auth, content_store) for one in pkgutil.iter_modules(package.__path__)]
    for package, found in modules:
        if found.ispkg or found.name in COMMAND_LINE:
            continue
        module = importlib.import_module(f"{package.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters), "")
            if function.__module__ == module.__name__ and first == "desk" and not name.startswith("_"):
                yield f"{found.name}.{name}", function


def called(function: Callable[..., Any], desk: object, folder: Path, store: Store) -> Any:
    kinds = typing.get_type_hints(function)
    needed = [
        one.name
        for one in list(inspect.signature(function).parameters.values())[1:]
        if one.default is one.empty and one.kind is not one.VAR_KEYWORD
    ]
    found = function(desk, **{name: given(name, kinds[name], folder, store) for name in needed})
    return list(found) if inspect.isgenerator(found) else found


def test_somebody_without_a_role_gets_nowhere(sqlite_store: Store, tmp_path: Path) -> None:
    publish_now(sqlite_store, small_document())
    put_service(sqlite_store, country="RS", name="A line")
    with desk_for(sqlite_store, System(), reading=True) as desk:
        draft = questionnaires.open_draft(desk, 1)
    translate(sqlite_store, draft, "sq")
    (tmp_path / BACKUP).touch()
    with sqlite_store.engine.connect() as connection:
        before = contents_of(connection)
    answers: dict[str, object] = {}
    for name, function in operations():
        with pytest.raises(Exception) as told, desk_for(sqlite_store, nobody) as desk:
            answers[name] = called(function, desk, tmp_path, sqlite_store)
            raise Rollback
        answers.setdefault(name, told.value)
    passed = {name: answer for name, answer in answers.items() if not isinstance(answer, NotHeld)}
    hidden = {name for name in UNSEEN if isinstance(passed.pop(name, None), Missing)}
    assert passed.keys() - WITHIN - OF_THEIR_OWN == set(), passed
    assert hidden == UNSEEN and len(answers) > 80
    with sqlite_store.engine.connect() as connection:
        assert contents_of(connection) == before


def test_somebody_without_a_role_makes_no_backup(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotHeld):
        backup.back_up(sqlite_store, tmp_path, nobody)
    with pytest.raises(NotHeld):
        backup_work.start(sqlite_store, tmp_path, nobody)
    assert not list(tmp_path.glob("console-*"))
