"""Two people at one entry: what each changed since both looked at it, put together; and where it is the same thing,
told apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

OF = "|"  # between a field and the language of its text


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields as JSON holds them, sets in order, each language of a text by itself (`about|sq`): what a form can keep of
    how it was loaded. A text that is missing is left out."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            found |= {f"{name}{OF}{key}": text for key, text in value.items() if text}
        else:
            found[name] = _plain(value)
    return found


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of two flat ones whose values differ; what is missing is empty."""
    keys = dict.fromkeys((*one, *other))
    return tuple(key for key in keys if _said(one.get(key)) != _said(other.get(key)))


def merged(
    base: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(what is to be changed of `theirs`, keys that both changed otherwise). `base` is flat; `yours` names every field
    of a form, changed or not."""
    changed: dict[str, Any] = {}
    clashing: list[str] = []
    for name, value in yours.items():
        kept = theirs[name]
        if isinstance(value, Mapping):
            one = dict(kept)
            for key in dict.fromkeys((*kept, *value)):
                mine, clashes = _settled(base.get(f"{name}{OF}{key}"), kept.get(key), value.get(key))
                clashing += [f"{name}{OF}{key}"] if clashes else []
                one[key] = (value if mine else kept).get(key)
            changed[name] = {key: text for key, text in one.items() if text}
            continue
        mine, clashes = _settled(base.get(name), _plain(kept), _plain(value))
        clashing += [name] if clashes else []
        changed |= {name: value} if mine else {}
    return changed, tuple(clashing)


def _settled(base: Any, theirs: Any, yours: Any) -> tuple[bool, bool]:
    """Whether yours stands, and whether the two clash."""
    base, theirs, yours = map(_said, (base, theirs, yours))
    return yours != base, yours != base and theirs not in (base, yours)


def _said(value: Any) -> Any:
    """Nothing, however it is kept; no and nought are something."""
    return None if value is None or value in ("", []) else value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value
