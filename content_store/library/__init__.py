"""Questionnaires shipped with the product, one YAML file each."""

from pathlib import Path


def files() -> list[Path]:
    """In order of name."""
    return sorted(Path(__file__).parent.glob("*.yaml"))
