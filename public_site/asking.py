"""A step as a page: what its template needs, and what goes into its slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from assessment.document import DECLINED, Answer, Answers, Item, ItemKind, Required
from assessment.flow import RATHER_NOT, Problem, Step
from public_site.edition import Texts
from public_site.words import Words

Form = Mapping[str, Sequence[str]]
MOST_POINTS = 21  # of a scale shown as buttons; a longer one is typed


@dataclass(frozen=True, slots=True)
class ChoiceView:
    code: str
    text: str
    apart: bool  # the first exclusive choice after others: set off by «or»


@dataclass(frozen=True, slots=True)
class RowView:
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class StepView:
    kind: str
    address: str
    text: str
    help: str
    section: str
    loop_text: str
    soft: bool
    optional: bool
    choices: tuple[ChoiceView, ...]
    rows: tuple[RowView, ...]
    points: tuple[str, ...]
    minimum_label: str
    maximum_label: str
    unit: str
    limits: str
    whole: bool
    earliest: str
    latest: str

    @property
    def described(self) -> bool:
        return bool(self.help) or self.kind == "multiple"


def view_of(step: Step, texts: Texts, words: Words) -> StepView:
    item, section = step.item, step.section
    fact = section is None
    loop_text = loop_text_of(step, texts)

    def say(part: str) -> str:
        if fact:
            return words.get(f"fact.{item.code}.{part}", "")
        return texts.get(f"item.{item.code}.{part}", loop_text)

    named = not fact and texts.names_loop(f"item.{item.code}.text")
    return StepView(
        kind=item.kind.value,
        address=step.key,
        text=say("text"),
        help=say("help"),
        section=texts.get(f"section.{section.code}.title", loop_text) if section else "",
        loop_text="" if named else loop_text,
        soft=item.required is Required.SOFT,
        optional=item.required is Required.OPTIONAL and item.kind is not ItemKind.NOTE,
        choices=_choices(step, texts, words),
        rows=_rows(step, texts, loop_text),
        points=_points(item),
        minimum_label=say("minimum_label"),
        maximum_label=say("maximum_label"),
        unit=say("unit"),
        limits="" if fact else _limits(item, words),
        whole=item.step == int(item.step) and (item.minimum is None or item.minimum == int(item.minimum)),
        earliest=item.earliest,
        latest=item.latest,
    )


def loop_text_of(step: Step, texts: Texts) -> str:
    """What this instance of a loop is about, in words."""
    if not step.loop or step.section is None:
        return ""
    return texts.instance(step.section.code, step.loop)


def _rows(step: Step, texts: Texts, loop_text: str) -> tuple[RowView, ...]:
    key = f"item.{step.item.code}.row"
    return tuple(
        RowView(address, texts.get(f"{key}.{row.code}.text", loop_text))
        for row, address in zip(step.rows, step.addresses, strict=False)
    )


def _choices(step: Step, texts: Texts, words: Words) -> tuple[ChoiceView, ...]:
    views = []
    for number, choice in enumerate(step.choices):
        if step.section is None:
            text = words[f"fact.{step.item.code}.{choice.code}"]
        else:
            text = texts.get(f"choices.{step.item.choices}.{choice.code}.text", loop_text_of(step, texts))
        apart = step.item.kind is ItemKind.MULTIPLE and choice.exclusive and number > 0
        views.append(ChoiceView(choice.code, text, apart and not step.choices[number - 1].exclusive))
    return tuple(views)


def _points(item: Item) -> tuple[str, ...]:
    if item.kind is not ItemKind.SCALE or item.minimum is None or item.maximum is None or item.step <= 0:
        return ()
    many = int((item.maximum - item.minimum) / item.step) + 1
    if many > MOST_POINTS:
        return ()
    return tuple(str(item.minimum + number * item.step) for number in range(many))


def _limits(item: Item, words: Words) -> str:
    if item.kind not in (ItemKind.NUMBER, ItemKind.SCALE):
        return ""
    match item.minimum, item.maximum:
        case None, None:
            return ""
        case low, None:
            return words.say("limits.least", low=low)
        case None, high:
            return words.say("limits.most", high=high)
        case low, high:
            return words.say("limits.between", low=low, high=high)
    return ""


def ticks(step: Step, answers: Answers, typed: Form | None) -> dict[str, str | Markup]:
    """Slots for what was answered before or, after a refusal, for what was typed."""
    slots: dict[str, str | Markup] = {}
    for address in step.addresses:
        given = typed.get(address, ()) if typed is not None else _values(answers.get(address))
        for value in given:
            slots[f"on:{address}:{value}"] = Markup(" checked")
        slots[f"value:{address}"] = next((value for value in given if value != RATHER_NOT), "")
    return slots


def _values(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ()
    if answer == DECLINED:
        return (RATHER_NOT,)
    return answer if isinstance(answer, tuple) else (str(answer),)


def complaints(step: Step, problems: Mapping[str, Problem], texts: Texts, words: Words) -> dict[str, str | Markup]:
    """Slots for what is wrong: the summary on top, which names the rows of a grid, and the message at each field."""
    rows = {row.address: row.text for row in _rows(step, texts, loop_text_of(step, texts))}
    said = {address: _said(step.item, problem, words) for address, problem in problems.items()}
    ours = {address: text for address, text in said.items() if address in step.addresses}
    strange = [text for address, text in said.items() if address not in step.addresses]
    return complaint_slots(ours, strange[:1], words, rows)


def complaint_slots(
    at_fields: Mapping[str, str], loose: Sequence[str], words: Words, rows: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str | Markup]:
    named = {at: f"{rows[at]}: {text}" if at in rows else text for at, text in at_fields.items()}
    lines = [Markup('<li><a href="#f-{}">{}</a></li>').format(address, text) for address, text in named.items()]
    lines += [Markup("<li>{}</li>").format(text) for text in loose]
    slots: dict[str, str | Markup] = {
        "errors": Markup(
            '<div class="errors" role="alert" tabindex="-1" autofocus><h2>{}</h2><ul>{}</ul></div>'
        ).format(words["errors.title"], Markup("").join(lines)),
        "wrong": f"{words['errors.title']} · ",
    }
    for address, text in at_fields.items():
        slots[f"problem:{address}"] = Markup('<p class="problem">{}</p>').format(text)
        slots[f"invalid:{address}"] = Markup(' aria-invalid="true"')
    return slots


def _said(item: Item, problem: Problem, words: Words) -> str:
    if problem is Problem.REQUIRED and item.required is Required.SOFT:
        return words["problem.required_soft"]
    return words.say(f"problem.{problem.value}", low=item.minimum, high=item.maximum, step=item.step)
