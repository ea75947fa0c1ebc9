"""What is marked for translation, and the catalogues brought up to date with it: `python -m console.marked`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from console.language import CATALOGUES, LANGUAGES, SOURCE

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("console", "pages")
MARKS = ("_", "N_")
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)  # a date in the file would differ at each run and say nothing


@dataclass(frozen=True, slots=True)
class Mark:
    """`many` is the English plural, where there is one."""

    one: str
    many: str
    place: str


def marks() -> Iterator[Mark]:
    """Everything marked, in the order of the files. Raises ValueError where a mark is on no plain text: `_` of a
    variable draws what `N_` has marked elsewhere, anything put together beforehand could never be found."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from _of(path)


def _of(path: Path) -> Iterator[Mark]:
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS):
            continue
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args):
            raise ValueError(f"{where}:{node.lineno}: put the values in by name, after the text")
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if texts:
            yield Mark(texts[0], texts[1] if len(texts) > 1 else "", where)


def kept(tag: str) -> Catalog:
    """A catalogue as it stands in its file."""
    with (CATALOGUES / f"{tag}.po").open("rb") as text:
        return read_po(text, locale=tag.replace("-", "_"))


def renewed(tag: str) -> Catalog:
    """The catalogue with what is marked today: translations kept, new texts empty, what is said no more dropped."""
    before = kept(tag)
    after = Catalog(
        locale=before.locale,
        project="Self-Assessment Console",
        header_comment=before.header_comment,
        creation_date=UNDATED,
        revision_date=UNDATED,
        fuzzy=False,
    )
    for mark in marks():
        known = before.get(mark.one)
        key = (mark.one, mark.many) if mark.many else mark.one
        fits = known is not None and isinstance(known.id, tuple) == bool(mark.many)
        added = after.add(key, known.string if known and fits else None, locations=[(mark.place, 0)])
        added.flags.discard("python-format")  # a guess at every per cent sign
    return after


def main() -> None:
    """Writes every catalogue anew."""
    for tag in LANGUAGES:
        if tag != SOURCE:
            catalogue = renewed(tag)
            with (CATALOGUES / f"{tag}.po").open("wb") as file:
                write_po(file, catalogue, width=118, sort_output=True, include_lineno=False)


if __name__ == "__main__":
    main()
