"""The command line's part that keeps content: db, content, score, ledger, demo, backup, restore, health."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from content_store import (
    backup,
    campaign_commands,
    check_command,
    files,
    health,
    ledger_command,
    library,
    schema,
    score_command,
    towns,
)
from content_store.db import Store, desk_for
from content_store.permissions import System

Given = argparse.Namespace


def register(verbs: Any) -> None:
    """Add this module's commands. Each runs as `run(given, store, settings) -> exit status`."""
    _group(
        verbs,
        "db",
        "look after the database",
        upgrade=("migrate to this version's schema, and bring in the towns (safe to repeat)", _upgrade, ()),
    )
    _group(
        verbs,
        "content",
        "questionnaires as files",
        **{
            "import": (
                "make drafts from YAML files and proposals from translation files (NAME.LOCALE.yaml), or drafts of "
                "the instruments shipped with us (the word library)",
                _import,
                (("file", {"nargs": "+", "help": "a questionnaire file, or: library"}),),
            ),
            "export": (
                "write every draft as it is now, and its translations, as YAML files that content import reads",
                _export,
                (("folder", {"help": "made if missing; files in it are replaced"}),),
            ),
            "check": (
                "say what is wrong with a questionnaire file; exit status 1 if there is an error",
                check_command.run,
                (
                    ("file", {}),
                    ("--json", {"action": "store_true", "help": "for a program to read"}),
                    ("--scores", {"action": "store_true", "help": "also every score that each scale can come to"}),
                    ("--mend", {"metavar": "OUT", "help": "write the file anew, with the mend of each finding done"}),
                ),
            ),
        },
    )
    _group(
        verbs,
        "demo",
        "demonstration content",
        load=(
            "load it into this store; a second time changes nothing",
            _demo,
            (("--fresh", {"action": "store_true", "help": "throw away everything in the store first"}),),
        ),
    )
    score_command.register(verbs)
    campaign_commands.register(verbs)
    ledger_command.register(verbs)
    saving = _command(verbs, "backup", "save the whole store to a file, also while the service runs")
    saving.add_argument("folder", nargs="?", help="default: backups in VAR")
    saving.set_defaults(run=_back_up)
    restoring = _command(verbs, "restore", "put a backup in place of the store; stop the service first")
    restoring.add_argument("file")
    restoring.set_defaults(run=_restore)
    _command(verbs, "health", "say how the store is; exit status 1 if something needs care").set_defaults(run=_health)


def _command(verbs: Any, name: str, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
    return parser


def _group(verbs: Any, name: str, about: str, **commands: Any) -> None:
    under = _command(verbs, name, about).add_subparsers(dest="what", required=True, metavar="COMMAND")
    for verb, (explanation, run, arguments) in commands.items():
        parser = _command(under, verb, explanation)
        for flag, options in arguments:
            parser.add_argument(flag, **options)
        parser.set_defaults(run=run)


def _upgrade(_given: Given, store: Store, _settings: object) -> int:
    before = schema.current(store)
    schema.upgrade(store)
    print(f"Schema {before or 'empty'} -> {schema.current(store)}")
    with desk_for(store, System()) as desk:
        if made := towns.fill(desk):
            print(f"{made} towns. {towns.CREDIT}")
    return 0


def _import(given: Given, store: Store, _settings: object) -> int:
    paths = [str(path) for file in given.file for path in (library.files() if file == "library" else [file])]
    documents = [files.read_file(path).document for path in paths if not files.is_translations(path)]
    texts = [files.read_translations(path) for path in paths if files.is_translations(path)]
    with desk_for(store, System()) as desk:
        for document in documents:
            draft = files.bring_in(desk, document)
            print(f"{draft.slug}: draft {draft.number}")
        for slug, locale, given_texts in texts:
            print(f"{slug}, {locale}: {files.bring_in_translations(desk, slug, locale, given_texts)} texts proposed")
    return 0


def _export(given: Given, store: Store, _settings: object) -> int:
    folder = Path(given.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with desk_for(store, System(), reading=True) as desk:
        for name, text in files.take_out(desk):
            (folder / name).write_text(text, encoding="utf-8")
            print(folder / name)
    return 0


def _demo(given: Given, store: Store, settings: Any) -> int:
    from content_store.demo import load as demo

    if not settings.demonstration:
        print("Demonstration content is invented. To load it, set DEMONSTRATION=true.", file=sys.stderr)
        return 1
    schema.upgrade(store)
    print("\n".join(demo.load(store, fresh=given.fresh)))
    return 0


def _back_up(given: Given, store: Store, settings: Any) -> int:
    print(backup.back_up(store, Path(given.folder) if given.folder else settings.var / backup.FOLDER))
    return 0


def _restore(given: Given, store: Store, settings: Any) -> int:
    store.close()
    restored = backup.restore(settings.database_url, Path(given.file))
    older = f"It was made with schema {restored.schema}. Run: python app.py db upgrade. Then s"
    print(f"Restored. {older if restored.schema != schema.head() else 'S'}tart the service again.")
    return 0


def _health(_given: Given, store: Store, settings: Any) -> int:
    lines = health.report(store, settings.var, workers=settings.workers)
    for line in lines:
        print(f"{line.about:15} {line.says}")
        if line.care:
            print(f"{'':15} {line.standing}: {line.care}")
    return 0 if health.well(lines) else 1
