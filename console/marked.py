"""What is marked for translation, and the catalogues brought up to date with it: `python -m console.marked`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from assessment.catalogue import CATALOGUE
from assessment.description import COMPARED, FACTS
from assessment.messages import Shape
from assessment.proof.standing import Property
from assessment.syntax import MISTAKES
from auth.roles import ABOUT
from console import entries
from console.language import CATALOGUES, LANGUAGES, SOURCE
from content_store.campaigns import CLASSES
from content_store.exchange import HINTS, Layout
from content_store.ledger import Verb

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("auth", "console", "pages")
BENEATH = ("auth", "content_store")  # they know no languages; what they refuse with is translated when it is shown
MARKS = ("_", "N_", "phrase")
REFUSALS = ("Conflict", "Invalid", "Missing", "Refused", "Unavailable", "Unconfirmed")
SENTENCES = ("CannotEdit", "Unreadable", "Said", "fail", "expect", "say", "joined", "linked", "unknown", "_to")
"""What keeps values apart from words."""
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
        for path in sorted((ROOT / package).rglob("*.html")):
            yield from _of_template(path)
    for package in (*BENEATH, *PACKAGES):
        for path in sorted((ROOT / package).glob("*.py")):
            yield from _refusals(path)
    for path in sorted((ROOT / "assessment").rglob("*.py")):
        yield from _sentences(path)
    yield from _by_code()


def _of(path: Path) -> Iterator[Mark]:
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS):
            continue
        if any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args):
            raise ValueError(f"{where}:{node.lineno}: put the values in by name, after the text")
        if texts := _texts(node.args):
            yield Mark(texts[0], texts[1] if len(texts) > 1 else "", where)


def _of_template(path: Path) -> Iterator[Mark]:
    for call in Environment(autoescape=True).parse(path.read_text()).find_all(nodes.Call):
        said = call.args[0] if call.args else None
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS and isinstance(said, nodes.Const):
            yield Mark(said.value, "", path.relative_to(ROOT).as_posix())


def _refusals(path: Path) -> Iterator[Mark]:
    """What is raised as a plain sentence, and what is put together as `Said`, with its plural."""
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        if node.func.id == "Said":
            one, many = [*_texts(node.args), "", ""][:2]
            if one:
                yield Mark(one, many, where)
        elif node.func.id in REFUSALS:
            first = node.args[0]
            for text in _texts(first.values if isinstance(first, ast.Dict) else [first]):
                yield Mark(text, "", where)


def _texts(nodes: Iterable[ast.expr]) -> list[str]:
    return [one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def _sentences(path: Path) -> Iterator[Mark]:
    """What `assessment` refuses with: the longest text of each call, or of the line before it that names `words`."""
    where = path.relative_to(ROOT).as_posix()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called), args=found) if called in SENTENCES:
                pass
            case ast.Assign(targets=[ast.Name(id="words")], value=ast.IfExp(body=first, orelse=second)):
                found = [first, second]
            case ast.Assign(targets=[ast.Name(id="words" | "why")], value=first):
                found = [first]
            case _:
                continue
        yield from (Mark(text, "", where) for text in _texts(found) if len(text) > 1)


def _by_code() -> Iterator[Mark]:
    """What is called by a code beneath."""
    for verb in Verb:
        yield Mark(entries.in_english(verb), "", "content_store/ledger.py")
        yield Mark(verb.partition(":")[0].capitalize(), "", "content_store/ledger.py")
    for _severity, message, remedy in CATALOGUE.values():
        yield Mark(message, "", "assessment/catalogue.py")
        yield Mark(remedy, "", "assessment/catalogue.py")
    for shown in Property:
        yield Mark(shown, "", "assessment/proof/standing.py")
    for duties in ABOUT.values():
        yield Mark(duties, "", "auth/roles.py")
    for source in CLASSES.values():
        yield Mark(source, "", "content_store/campaigns.py")
    for problem in (*Shape, *Layout, *HINTS.values()):
        yield Mark(str(problem), "", "content_store/exchange.py")
    for mistake in MISTAKES.values():
        yield Mark(mistake, "", "assessment/syntax.py")
    for phrase in (*COMPARED.values(), *FACTS.values()):
        yield Mark(phrase, "", "assessment/description.py")


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
