"""The house keeps its shape: sizes, names, and what may not appear."""

from __future__ import annotations

import ast
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("assessment", "content_store", "auth", "console", "pages", "public_site", "bench")
FILES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations/versions" not in path.as_posix()
] + [ROOT / "app.py"]
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_reader_can_take_in_a_file(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400, "split it along a noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_names_come_from_the_field(path: Path) -> None:
    assert not {"utils", "helpers", "common", "base", "misc"} & set(path.with_suffix("").parts[-2:])
    classes = [node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
    assert not [name for name in classes if re.search(r"(Manager|Helper|Util)s?$", name)]


FORBIDDEN = {
    r"datetime\.now\(|date\.today\(|time\.time\(\)": ("content_store/db.py",),  # one clock: db.utcnow
    r"dangerously_allow_html|srcDoc|api_endpoint=|DataTable|background=True|dcc\.Markdown": (),
    r"\beval\(|\bexec\(|pickle|yaml\.load\(|shell=True": ("content_store/exchange.py", "content_store/yaml_reader.py"),
    r"\.run\(debug|enable_dev_tools": (),
}


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_nothing_dangerous_is_called(pattern: str) -> None:
    allowed = FORBIDDEN[pattern]
    found = [
        name
        for name, path in zip(NAMES, FILES, strict=True)
        if re.search(pattern, path.read_text()) and not name.startswith(allowed or ("\0",))
    ]
    assert not found


def test_public_functions_say_what_they_give() -> None:
    untyped = [
        f"{name}:{node.name}"
        for name, path in zip(NAMES, FILES, strict=True)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is None
    ]
    assert not untyped


def test_no_installed_package_hooks_into_dash() -> None:
    assert not list(entry_points(group="dash_hooks"))


def test_only_styles_scripts_fonts_and_pictures_are_served_as_assets() -> None:
    kinds = {path.suffix for path in (ROOT / "console" / "assets").rglob("*") if path.is_file()}
    assert kinds <= {".css", ".js", ".svg", ".woff2", ".png", ".ico"}


def test_the_lock_files_name_no_registry_and_hash_everything() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\\\n    --hash=", text, re.MULTILINE)
        assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))


def test_the_readme_lists_every_setting() -> None:
    from app import Settings

    readme = (ROOT / "README.md").read_text()
    assert [name.upper() for name in Settings.model_fields if f"`{name.upper()}`" not in readme] == []
