"""Forms: fields with labels and problems, and what was typed cleaned into Python values.

A field checks shape (required, length, number, one of the choices). Rules are the store's, which raises `Invalid`;
both land at the same field.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

import dash_bootstrap_components as dbc
from dash import Output, State, html

from console.ids import Ids, in_page
from console.language import _, number
from content_store.permissions import Invalid

Options = Sequence[tuple[str, str]]
NONE = " "  # stands for an empty code: the select's own invisible placeholder takes the empty value


class Kind(StrEnum):
    TEXT = "text"
    AREA = "area"
    WHOLE = "whole"
    DECIMAL = "decimal"
    CHOICE = "choice"
    CHOICES = "choices"
    CHECK = "check"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `most` is the longest text or the largest number; `lang` and `direction` are those of
    what is typed, for spelling and for right-to-left."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    least: int | None = None
    most: int = 500
    options: Options | Callable[[], Options] = ()
    help: str = ""
    rows: int = 3
    lang: str = ""
    direction: str = ""

    def choices(self) -> Options:
        return self.options() if callable(self.options) else self.options


class Form:
    """`Form(ids, Field(…), …)`. With `each=True` there is one such form for every row: `draw(key=…)` names it, and its
    callbacks work on the row that was touched."""

    def __init__(self, ids: Ids, *fields: Field, each: bool = False) -> None:
        self.ids = ids
        self.fields = fields
        self.each = each

    def _id(self, part: str, key: str | int | None = None) -> Any:
        if not self.each:
            return self.ids(part)
        return self.ids.same(part) if key is None else self.ids.row(part, key)

    def outputs(self) -> list[Output]:
        return [
            output
            for field in self.fields
            for output in (
                Output(self._id(f"{field.name}-field"), "className"),
                Output(self._id(f"{field.name}-problem"), "children"),
            )
        ]

    def states(self) -> list[State]:
        return [State(self._id(field.name), "value") for field in self.fields]

    def knows(self, problems: Mapping[str, str]) -> bool:
        """Whether each problem has a field to stand at."""
        return set(problems) <= {field.name for field in self.fields}

    def settled(self, problems: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Values for `outputs()`: these problems and no others."""
        found = {name: _(sentence) for name, sentence in (problems or {}).items()}
        return tuple(
            part
            for field in self.fields
            for part in (_class_of(field, found.get(field.name, "")), found.get(field.name, ""))
        )

    def clean(self, values: Sequence[Any]) -> dict[str, Any]:
        """What was typed, by field name. Raises Invalid with every problem there is."""
        cleaned, problems = self.read(values)
        if problems:
            raise Invalid(problems)
        return cleaned

    def read(self, values: Sequence[Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """What was typed, where it can be read, and what stands against the rest, by field name: for who has more to
        say against the form than its shape."""
        cleaned: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for field, value in zip(self.fields, values, strict=True):
            try:
                cleaned[field.name] = clean(field, value)
            except Invalid as invalid:
                problems[field.name] = str(invalid)
        return cleaned, problems

    def draw(self, *, key: str | int | None = None, **values: Any) -> html.Div:
        return html.Div(
            [self.draw_field(field, values.get(field.name), key) for field in self.fields], className="form"
        )

    def _mark(self, field: Field) -> Any:
        """Says what is needed, or what is not, whichever is rarer in this form."""
        needed = sum(one.required for one in self.fields)
        if 2 * needed < len(self.fields):
            return html.Span([" ", _("needed")], className="optional") if field.required else None
        return None if field.required else html.Span([" ", _("optional")], className="optional")

    def draw_field(self, field: Field, value: Any, key: str | int | None = None) -> html.Div:
        name = self._id(field.name, key)
        label = dbc.Label(
            [_(field.label), self._mark(field)],
            html_for=in_page(name),
        )
        problem = html.Div(id=self._id(f"{field.name}-problem", key), className="problem", role="alert")
        help_text = html.Div(_(field.help), className="form-text") if field.help else None
        if field.kind is Kind.CHECK:
            label = None
        extra = {"lang": field.lang} if field.lang else {}
        if field.direction:
            extra["dir"] = field.direction
        return html.Div(
            [label, html.Div(_control(field, name, value), **extra), help_text, problem],
            id=self._id(f"{field.name}-field", key),
            className=_class_of(field),
        )


def _class_of(field: Field, problem: str = "") -> str:
    return f"field field-{field.kind}" + (" has-problem" if problem else "")


def _control(field: Field, name: Any, value: Any) -> Any:  # noqa: PLR0911 - one for each kind
    match field.kind:
        case Kind.AREA:
            return dbc.Textarea(id=name, value=value or "", rows=field.rows, maxlength=field.most)
        case Kind.WHOLE | Kind.DECIMAL:
            step: Any = 1 if field.kind is Kind.WHOLE else "any"
            return dbc.Input(id=name, type="number", value=value, step=step, min=field.least, max=field.most)
        case Kind.CHOICE:
            return dbc.Select(id=name, value=value or NONE, options=_offered(field, value or NONE))
        case Kind.CHOICES:
            options = [{"value": code, "label": _(label)} for code, label in field.choices()]
            return dbc.Checklist(id=name, value=list(value or []), options=options, inline=True)
        case Kind.CHECK:
            return dbc.Checkbox(id=name, value=bool(value), label=_(field.label))
        case Kind.DATE:
            shown = value.isoformat() if isinstance(value, date) else value
            return dbc.Input(id=name, type="date", value=shown)
        case Kind.TEXT:
            return dbc.Input(id=name, type="text", value=value or "", maxlength=field.most, autocomplete="off")


def _offered(field: Field, value: str) -> list[dict[str, str]]:
    """The choices, and an empty one where that may be chosen or is how things stand: a browser would show the first."""
    options = [{"value": code or NONE, "label": _(label)} for code, label in field.choices()]
    if all(option["value"] != NONE for option in options) and (not field.required or value == NONE):
        options.insert(0, {"value": NONE, "label": _("choose…") if field.required else _("not said")})
    return options


def clean(field: Field, value: Any) -> Any:  # noqa: PLR0911 - one for each kind
    """One value as the browser sent it, made into text, int, Decimal, date, bool or a list of codes; None where
    nothing was given and nothing is required. Raises Invalid."""
    if field.kind is Kind.CHECK:
        return value is True
    if field.kind is Kind.CHOICES:
        return _codes(field, value)
    if value is None or (isinstance(value, str) and not value.strip()):
        if field.required:
            raise _no(field, _("Fill in “{label}”.", label=_(field.label)))
        return "" if field.kind in (Kind.TEXT, Kind.AREA) else None
    match field.kind:
        case Kind.TEXT | Kind.AREA:
            return _words(field, value)
        case Kind.WHOLE | Kind.DECIMAL:
            return _figure(field, value)
        case Kind.DATE:
            return _day(field, value)
        case _:
            return _codes(field, [value])[0]


def _no(field: Field, sentence: str) -> Invalid:
    return Invalid({field.name: sentence})


def _words(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _no(field, _("{label} is a text.", label=_(field.label)))
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
    allowed = "\n\t" if field.kind is Kind.AREA else ""
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in allowed for sign in text):
        raise _no(field, _("{label} holds a sign that cannot be kept. Paste it as plain text.", label=_(field.label)))
    if len(text) > field.most:
        raise _no(
            field,
            _(
                "{label} has {length} signs; at most {most} fit.",
                label=_(field.label),
                length=number(len(text)),
                most=number(field.most),
            ),
        )
    return text


def _figure(field: Field, value: Any) -> int | Decimal:
    whole = field.kind is Kind.WHOLE
    label = _(field.label)
    problem = _("{label} is a whole number.", label=label) if whole else _("{label} is a number.", label=label)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _no(field, problem)
    try:
        figure = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise _no(field, problem) from error
    if not figure.is_finite() or (whole and figure != figure.to_integral_value()):
        raise _no(field, problem)
    if figure > field.most or (field.least is not None and figure < field.least):
        least, most = number(field.least or 0), number(field.most)
        if field.least is None:
            raise _no(field, _("{label} is at most {most}.", label=label, most=most))
        raise _no(field, _("{label} is from {least} to {most}.", label=label, least=least, most=most))
    return int(figure) if whole else figure


def _day(field: Field, value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _no(field, _("{label} is a date.", label=_(field.label))) from error


def _codes(field: Field, value: Any) -> list[str]:
    known = {code for code, _label in field.choices()}
    picked = value if isinstance(value, list) else []
    if any(not isinstance(code, str) or code not in known for code in picked):
        raise _no(field, _("{label}: choose one of the list.", label=_(field.label)))
    if field.required and not picked:
        raise _no(field, _("Fill in “{label}”.", label=_(field.label)))
    return list(dict.fromkeys(picked))
