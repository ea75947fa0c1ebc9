"""Stands before Dash's dispatcher and lets through only what Dash's own renderer would send.

Dash compares nothing with what was registered: wrong ids, missing inputs or a list for a body end in a traceback.
Here they end in 400, 404, 413 or 415, and what reaches an action has the ids, the order and the number of values it
declared. What the values *mean* is still for the action and the store to doubt.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash
from flask import Response, request

from auth import gate
from auth.attempts import Tap
from console import here
from console.language import N_, _, number

MOST_BYTES = 1024 * 1024
LONGEST_TEXT = 200_000
LONGEST_ID = 1_000
DEEPEST = 12
MOST_ROWS = 2_000
MOST_PEOPLE = 2_000
PARTS = frozenset({"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"})
COMPONENT = frozenset({"type", "namespace", "props"})  # what the renderer would take for a component
ADDRESS_PARTS = frozenset({"pathname", "search", "hash", "href"})
UNKEPT = N_("Nothing was saved: a text holds a character that cannot be kept. Paste it as plain text.")


class Unlike(Exception):
    """The request is not one that Dash sends."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status)
        self.status = status


class CannotBeKept(Unlike):
    """It holds what somebody may have typed and nobody could keep. `sentence`: what that is, and what to do."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Expected:
    """A dependency as registered: a plain id or the pattern of one, and the property."""

    id: str | Mapping[str, Any]
    prop: str

    @property
    def many(self) -> bool:
        return isinstance(self.id, Mapping) and any(value in (["ALL"], ["ALLSMALLER"]) for value in self.id.values())


@dataclass(frozen=True, slots=True)
class Registered:
    inputs: tuple[Expected, ...]
    states: tuple[Expected, ...]
    outputs: tuple[Expected, ...]
    several: bool  # whether outputs come as a list


def _expected(identifier: Any, prop: str) -> Expected:
    text = dash._utils.stringify_id(identifier)
    return Expected(json.loads(text) if text.startswith("{") else text, prop.partition("@")[0])


def registered(app: dash.Dash) -> dict[str, Registered]:
    """What each server-side callback of the application declared, by Dash's own name of it."""
    known = {}
    for name, entry in app.callback_map.items():
        if "callback" not in entry:
            continue  # runs in the browser: nothing is to be sent here
        declared = entry["output"]
        several = isinstance(declared, list | tuple)
        outputs = declared if several else [declared]
        known[name] = Registered(
            tuple(_expected(dep["id"], dep["property"]) for dep in entry["inputs"]),
            tuple(_expected(dep["id"], dep["property"]) for dep in entry["state"]),
            tuple(_expected(dep.component_id, dep.component_property) for dep in outputs),
            several,
        )
    return known


class Pace:
    """How fast each person's browser may call: more than the quickest typist causes, too little to hold up others."""

    def __init__(self, burst: int = 300, per_second: float = 30) -> None:
        self._burst, self._per_second = burst, per_second
        self._taps: dict[int, Tap] = {}

    def allows(self, person: int) -> bool:
        if len(self._taps) > MOST_PEOPLE:
            self._taps.clear()
        return self._taps.setdefault(person, Tap(self._burst, self._per_second)).take()


def guard(
    known: Mapping[str, Registered], endpoint: str, prefix: str, pace: Pace | None = None
) -> Callable[[], Response | None]:
    """A `before_request` function for the dispatcher's endpoint. It comes after the gate: somebody is signed in."""
    paced = pace or Pace()

    def before() -> Response | None:
        if request.endpoint != endpoint or request.method != "POST":
            return None
        try:
            if not paced.allows(here.me().id):
                raise Unlike(429)
            check(read(), known, prefix)
        except CannotBeKept as reason:
            return gate.refusal(reason.status, _("Not done"), reason.sentence)
        except Unlike as unlike:
            return Response("", status=unlike.status)
        return None

    return before


def read() -> Any:
    """The body as JSON: of the right type, not too long, not too deep, without NaN."""
    if request.mimetype != "application/json":
        raise Unlike(415)
    if (length := request.content_length or 0) > MOST_BYTES:
        size, most = gate.in_mb(length, MOST_BYTES)
        raise CannotBeKept(
            413,
            _(
                "Nothing was saved: what you typed has {size} MB, and {most} MB can be sent at once. It is still here: "
                "shorten it, or save it in parts.",
                size=size,
                most=most,
            ),
        )
    try:
        return json.loads(request.get_data(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unlike from error


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def check(body: Any, known: Mapping[str, Registered], prefix: str) -> None:
    """Raises Unlike unless the body is a call of one of `known`, part for part."""
    if not isinstance(body, dict) or not PARTS.issuperset(body):
        raise Unlike
    name = body.get("output")
    if not isinstance(name, str):
        raise Unlike
    call = known.get(name)
    if call is None:
        raise Unlike(404)
    matched: dict[str, Any] = {}
    _check_list(body.get("inputs"), call.inputs, matched, prefix)
    _check_list(body.get("state", []), call.states, matched, prefix)
    outputs = body.get("outputs")
    if call.outputs:
        _check_list(outputs if call.several else [outputs], call.outputs, matched, prefix)
    _check_changed(body, call.inputs)


def _check_list(given: Any, expected: Sequence[Expected], matched: dict[str, Any], prefix: str) -> None:
    if not isinstance(given, list) or len(given) != len(expected):
        raise Unlike
    for one, wanted in zip(given, expected, strict=True):
        if not wanted.many:
            _check_one(one, wanted, matched, prefix)
            continue
        if not isinstance(one, list) or len(one) > MOST_ROWS:
            raise Unlike
        for each in one:
            _check_one(each, wanted, matched, prefix)


def _check_one(given: Any, wanted: Expected, matched: dict[str, Any], prefix: str) -> None:
    if not isinstance(given, dict) or not {"id", "property", "value"}.issuperset(given):
        raise Unlike
    prop = given.get("property")
    if not isinstance(prop, str) or prop.partition("@")[0] != wanted.prop:  # `children@…`: an output that two share
        raise Unlike
    _check_id(given.get("id"), wanted.id, matched)
    value = given.get("value")
    check_value(value)
    if wanted.prop in ADDRESS_PARTS and "value" in given:
        _check_address(value, wanted.prop, prefix)


def _check_id(given: Any, wanted: str | Mapping[str, Any], matched: dict[str, Any]) -> None:
    if isinstance(wanted, str):
        if given != wanted:
            raise Unlike
        return
    if not isinstance(given, dict) or set(given) != set(wanted):
        raise Unlike
    for name, value in given.items():
        pattern = wanted[name]
        if not isinstance(pattern, list):
            if value != pattern:
                raise Unlike
            continue
        if not isinstance(value, str) or len(value) > 300:
            raise Unlike
        if pattern == ["MATCH"] and matched.setdefault(name, value) != value:
            raise Unlike  # one callback works on one row


def _check_address(value: Any, prop: str, prefix: str) -> None:
    if not isinstance(value, str) or len(value) > 8_000:
        raise Unlike
    inside = value == prefix.rstrip("/") or value.startswith(prefix)
    if prop == "pathname" and not inside:
        raise Unlike


def _check_changed(body: Mapping[str, Any], inputs: Sequence[Expected]) -> None:
    """What is said to have been touched is an input of this very call: actions read it as `ctx.triggered`."""
    for part in ("changedPropIds", "parsedChangedPropsIds"):
        changed = body.get(part, [])
        if not isinstance(changed, list) or len(changed) > MOST_ROWS:
            raise Unlike
        check_value(changed)
    for name in body.get("changedPropIds", []):
        if not isinstance(name, str) or not any(_is_of(name, wanted) for wanted in inputs):
            raise Unlike


def _is_of(name: str, wanted: Expected) -> bool:
    identifier, _, prop = name.rpartition(".")
    if prop != wanted.prop or len(identifier) > LONGEST_ID:
        return False
    if isinstance(wanted.id, str):
        return identifier == wanted.id
    try:
        _check_id(json.loads(identifier), wanted.id, {})
    except (ValueError, RecursionError, Unlike):
        return False
    return True


def check_value(value: Any, depth: int = 0) -> None:
    """A value that may be handed on: bounded, storable text, finite numbers, and nothing that the renderer would
    draw as a component if it were sent back."""
    match value:
        case None | bool():
            return
        case str():
            check_text(value)
        case int():
            if abs(value) >= 2**63:
                raise Unlike
        case float():
            if not math.isfinite(value):
                raise Unlike
        case list() | dict():
            _check_nested(value, depth)
        case _:
            raise Unlike


def _check_nested(value: list[Any] | dict[str, Any], depth: int) -> None:
    if depth >= DEEPEST or len(value) > MOST_ROWS:
        raise Unlike
    if isinstance(value, list):
        for each in value:
            check_value(each, depth + 1)
        return
    if COMPONENT.issubset(value):
        raise Unlike
    for name, each in value.items():
        check_text(name)
        check_value(each, depth + 1)


def check_text(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise CannotBeKept(
            413,
            _(
                "Nothing was saved: a text has {length} characters, {most} is the most. It is still here: shorten it.",
                length=number(len(text)),
                most=number(LONGEST_TEXT),
            ),
        )
    if "\0" in text:
        raise CannotBeKept(422, _(UNKEPT))
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise CannotBeKept(422, _(UNKEPT)) from error
