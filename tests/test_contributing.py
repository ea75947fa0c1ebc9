"""Somebody who begins here copies what CONTRIBUTING shows: the names in it must be those of the code."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

SHOWN = re.findall(r"```python\n(.*?)```", (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(), re.DOTALL)


@pytest.mark.parametrize("code", SHOWN, ids=["screen", "test"])
def test_what_a_newcomer_copies_is_there(code: str) -> None:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and node.module:
            package = importlib.import_module(node.module)
            for name in node.names:
                if not hasattr(package, name.name):
                    importlib.import_module(f"{node.module}.{name.name}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("action", "Field"):
            module = importlib.import_module("console.actions" if node.func.id == "action" else "console.forms")
            known = inspect.signature(getattr(module, node.func.id)).parameters
            assert {word.arg for word in node.keywords if word.arg} <= set(known)
