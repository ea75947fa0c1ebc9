"""Questionnaires shipped with the product, one YAML file each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from assessment.document import Questionnaire

NOWHERE = "ZZ"
"""The country of a reading whose study names none, so that it is not used by accident."""


def files() -> list[Path]:
    """In order of name."""
    return sorted(Path(__file__).parent.glob("*.yaml"))


@cache
def shelf() -> Mapping[str, Questionnaire]:
    """Code -> document of each; read once for each process, for the files do not change while it runs."""
    from content_store.exchange import read  # it would import us

    documents = (read(path.read_bytes()).document for path in files())
    return MappingProxyType({one.code: one for one in documents})
