"""One finding as a colleague would say it: whom it fails, and the answers that show it, in the words of the draft."""

from __future__ import annotations

import re

from dash import html
from dash.development.base_component import Component

from assessment import conditions
from assessment.document import Banding, CutOffs, Questionnaire
from assessment.edits import CannotEdit
from assessment.examples import told
from assessment.messages import CATALOGUE, Code, Finding, Place, PlaceKind, Witness
from assessment.sentences import Said
from console.language import N_, _
from console.named import banding_at

EXAMPLE = 8  # answers of a witness; the rest are counted
CASE = re.compile(r"cut_offs\[(\d+)\]")
PEOPLE = {'sex == "female"': N_("Women"), 'sex == "male"': N_("Men")}


def sentence(document: Questionnaire, found: Finding) -> str:
    """What is wrong, about people where it is about people: «Women who score 6 or 7 get no result.»"""
    case = _case(document, found)
    if case is None:
        return _titled(document, found)
    scores = str(found.values.get("scores", "")).replace(" and ", " or ")
    people = _reader(document, found) + _people(document, *case)
    if found.code in (Code.BAND_GAP, Code.FRACTION_GAP):
        return _("{people} who score {scores} get no result.", people=people, scores=scores)
    first, second = (_title(case[0], str(found.values[which])) for which in ("first", "second"))
    return _(
        "{people} who score {scores} get two results: “{first}” and “{second}”.",
        people=people,
        scores=scores,
        first=first,
        second=second,
    )


def _titled(document: Questionnaire, found: Finding) -> str:
    """The message; bands and answers by their titles, whose they are before it."""
    named = {which: str(found.values[which]) for which in ("band", "first", "second") if which in found.values}
    if found.code is Code.POINTS_NOT_RISING:
        listed = document.choice_list(found.place.code.partition(".")[0]).choices
        texts = {choice.code: choice.text or choice.code for choice in listed}
        return _message(document, found, **{which: texts.get(code, code) for which, code in named.items()})
    if found.place.kind not in (PlaceKind.BANDING, PlaceKind.BAND):
        return _message(document, found)
    try:
        banding = banding_at(document, ".".join(found.place.code.split(".")[:2]))
    except CannotEdit:
        return _message(document, found)
    titles = {which: _title(banding, code) for which, code in named.items()}
    return _reader(document, found) + _message(document, found, **titles)


def message(found: Finding) -> str:
    """What is wrong, in the reader's language."""
    return _(found.message)


def _message(document: Questionnaire, found: Finding, **instead: object) -> str:
    """The same in the words of the draft; `instead`: other words for some of its values."""
    _severity, said, _remedy = CATALOGUE[found.code]
    return _(_in_words(document, Said(said, **{**found.values, **instead})))


CONDITIONS = frozenset({"part", "when", "first", "second"})


def _in_words(document: Questionnaire, said: Said) -> Said:
    """The same sentence, the conditions in it in words too."""
    values = {name: _value_in_words(document, name, value) for name, value in said.values.items()}
    return Said(said.one, said.many, **values)


def _value_in_words(document: Questionnaire, name: str, value: object) -> object:
    if isinstance(value, Said):
        return _in_words(document, value)
    if name not in CONDITIONS or not isinstance(value, str):
        return value
    try:
        return conditions.describe(conditions.parse(value), document, _)
    except conditions.Unreadable:
        return value


def remedy(found: Finding) -> str:
    """What to do about it, in the reader's language."""
    return _(found.remedy)


def _case(document: Questionnaire, found: Finding) -> tuple[Banding, int] | None:
    match = CASE.match(found.place.field)
    if found.code not in (Code.BAND_GAP, Code.FRACTION_GAP, Code.BAND_OVERLAP) or match is None:
        return None
    try:
        banding = banding_at(document, found.place.code)
    except CannotEdit:
        return None
    index = int(match.group(1))
    return (banding, index) if index < len(banding.cut_offs) else None


def _reader(document: Questionnaire, found: Finding) -> str:
    """Whose results these are, where there are several interpretations."""
    if len(document.profiles) < 2:
        return ""
    code = found.place.code.partition(".")[0]
    return f"{document.profile(code).title or code}: "


def _title(banding: Banding, code: str) -> str:
    return next((band.title or code for band in banding.bands if band.code == code), code)


def _people(document: Questionnaire, banding: Banding, index: int) -> str:
    case: CutOffs = banding.cut_offs[index]
    if not case.when.strip():
        return _("People") if index == 0 else _("All others")
    known = PEOPLE.get(" ".join(case.when.split()))
    if known:
        return _(known)
    try:
        return _(
            "People for whom {describe} and", describe=conditions.describe(conditions.parse(case.when), document, _)
        )
    except conditions.Unreadable:
        return _("People")


def example_in_words(document: Questionnaire, witness: Witness | None) -> str:
    """`age 17, q1 “Weekly”, q2 “3 or 4”, …`: short, by the codes and the words of the answers."""
    if witness is None:
        return ""
    every, facts = told(document, witness), len(witness.facts)
    said = [f"{_own(one.asked).lower()} {_own(one.answer)}" for one in every[:facts]]
    said += [f"{one.address} {_quoted(one.answer)}" for one in every[facts:]]
    rest = len(said) - EXAMPLE
    return ", ".join(said[:EXAMPLE]) + (_(" and {rest} more", rest=rest) if rest > 0 else "")


def _quoted(answer: str) -> str:
    return _own(answer) if answer[:1].isdigit() or answer in OWN else f"“{answer}”"


OWN = frozenset(
    {
        *(N_("Sex"), N_("Age"), N_("Country"), N_("Town"), N_("woman"), N_("man"), N_("neither")),
        *(N_("not answered"), N_("none picked")),
    }
)
"""Words of an example that are ours, not the author's: see `assessment.examples`."""


def _own(words: str) -> str:
    return _(words) if words in OWN else words


def answers_in_words(document: Questionnaire, witness: Witness) -> Component:
    """Every question and answer of it, one a line."""
    rows = [
        html.Li([html.Code(one.address), " ", _own(one.asked), " ", html.Strong(_own(one.answer))])
        for one in told(document, witness)
    ]
    return html.Ul(rows or [html.Li(_("Nothing answered."))], className="finding-answers")


_FIELDS = {
    "show_if": N_("when it is shown"),
    "text": N_("words"),
    "help": N_("help"),
    "when": N_("condition"),
    "choices": N_("answers"),
    "minimum": N_("least"),
    "maximum": N_("most"),
    "cut_offs": N_("cut-offs"),
    "terms": N_("what it adds up"),
    "scale": N_("the score they read"),
    "loop": N_("what it is repeated for"),
    "loop_over": N_("what it is repeated for"),
}
_DOTTED = frozenset({PlaceKind.BANDING, PlaceKind.BAND, PlaceKind.FLAG, PlaceKind.BLOCK, PlaceKind.RULE})
_KINDS = {
    PlaceKind.ITEM: N_("question"),
    PlaceKind.ROW: N_("row"),
    PlaceKind.BANDING: N_("results of"),
    PlaceKind.QUESTIONNAIRE: N_("questionnaire"),
    PlaceKind.BLOCK: N_("text"),
    PlaceKind.RULE: N_("referral rule"),
    PlaceKind.CHOICE: N_("answer"),
    PlaceKind.CHOICE_LIST: N_("answers"),
    PlaceKind.TEST: N_("test case"),
    PlaceKind.SCALE: N_("score"),
    PlaceKind.PROFILE: N_("interpretation"),
    PlaceKind.BAND: N_("result"),
    PlaceKind.FLAG: N_("flag"),
    PlaceKind.SECTION: N_("section"),
}


def place_in_words(place: Place) -> str:
    """`question q3, when it is shown`."""
    kind = _(_KINDS.get(place.kind, place.kind.value.replace("_", " ")))
    code = place.code
    if place.kind in _DOTTED:
        code = code.partition(".")[2].replace(".", " › ")
    field = re.sub(r"\[\d+\].*", "", place.field)
    of = _(_FIELDS.get(field, field.replace("_", " "))) if field else ""
    return f"{kind} {code}".strip() + (f", {of}" if of else "") + (f" ({place.locale})" if place.locale else "")
