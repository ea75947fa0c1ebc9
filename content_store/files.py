"""Drafts and their translations as YAML files: in, and out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from assessment.document import Questionnaire
from assessment.plain import texts
from content_store import exchange, ledger, questionnaires, translations
from content_store.db import Desk
from content_store.drafts import Draft
from content_store.paging import Wanted
from content_store.permissions import Missing, Refusal

T = TypeVar("T")

EVERY = 1_000_000


class BadFile(Refusal):
    """A file that is no questionnaire: a line for each thing wrong, with its place."""


def read_file(path: str) -> exchange.Read:
    """A questionnaire file. Raises BadFile."""
    return _read(path, exchange.read)


def read_translations(path: str) -> tuple[str, str, dict[str, str]]:
    """A translations file: code of the questionnaire, locale, texts by key. Raises BadFile."""
    return _read(path, exchange.read_translations)


def is_translations(path: str) -> bool:
    """By its name: `alcohol.sq.yaml`, where `alcohol.yaml` is the questionnaire."""
    return "." in Path(path).stem


def _read(path: str, reader: Callable[[bytes], T]) -> T:
    try:
        with open(path, "rb") as file:
            return reader(file.read(exchange.BYTES_MOST + 1))  # the reader refuses what is larger
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from error
    except exchange.Unreadable as error:
        lines = [f"{path}:{problem.line}:{problem.column}: {problem.message}" for problem in error.problems]
        raise BadFile("\n".join(lines)) from error


def bring_in(desk: Desk, document: Questionnaire) -> Draft:
    """A file's document as the draft at its address: a new questionnaire, or one more revision of the one there."""
    there = questionnaires.by_slug(desk, document.code)
    if there is None:
        return bring_in_new(desk, document)
    now = questionnaires.open_draft(desk, there)
    return questionnaires.edit(desk, there, now.number, lambda _: document, "From a file", imported=True)


def bring_in_new(desk: Desk, document: Questionnaire) -> Draft:
    """A file's document as a new questionnaire. Raises Invalid where its code is taken."""
    return questionnaires.create(desk, document, summary="From a file", imported=True)


def bring_in_translations(desk: Desk, slug: str, locale: str, given: dict[str, str]) -> int:
    """A translations file as proposals for its questionnaire; how many texts differ. Empty texts are left out.
    Raises Missing where there is no such questionnaire."""
    there = questionnaires.by_slug(desk, slug)
    if there is None:
        raise Missing(f"There is no questionnaire «{slug}» to translate. Import it first.")
    return translations.take_in(desk, there, locale, {key: text for key, text in given.items() if text})


def bundle(desk: Desk) -> bytes:
    """Every draft and its translations as one ZIP of YAML files, for carrying away; written down who did."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as pack:
        names = [_packed(pack, name, text) for name, text in take_out(desk)]
    ledger.record(desk, ledger.Verb.CONTENT_EXPORTED, "content:exported", after={"files": len(names)})
    return written.getvalue()


def _packed(pack: zipfile.ZipFile, name: str, text: str) -> str:
    pack.writestr(name, text)
    return name


def take_out(desk: Desk) -> Iterator[tuple[str, str]]:
    """(file name, text) for every draft, and for every locale it has translations in."""
    for row in questionnaires.listing(desk, Wanted(sort="slug", size=EVERY)).rows:
        draft = questionnaires.open_draft(desk, row.id)
        yield f"{draft.slug}.yaml", exchange.write(draft.document)
        source = texts(draft.document)
        for coverage in translations.coverage(desk, row.id):
            own = {
                unit.key: unit.text
                for unit in translations.units(desk, row.id, coverage.locale)
                if unit.text and unit.id
            }
            if own:
                name = f"{draft.slug}.{coverage.locale}.yaml"
                yield name, exchange.write_translations(draft.slug, coverage.locale, own, source)
