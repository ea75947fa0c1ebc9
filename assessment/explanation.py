"""An outcome in words: where every number comes from and why a band was chosen. For staff, in English; the public site
shows feedback blocks instead."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from assessment.description import clipped, describe
from assessment.document import Banding, Method, NotAsked, Profile, Questionnaire, Scale, Unanswered
from assessment.outcome import Lack, Outcome, Reading, Status
from assessment.states import Score, TermShare, exact, shown
from assessment.syntax import Unreadable, parse

_STATUS = {
    Status.COMPLETE: "Complete.",
    Status.INCOMPLETE: "Incomplete: answers are missing.",
    Status.NOT_APPLICABLE: "Not applicable.",
}
_LACKS = {
    Lack.ANSWERS: "no band, because answers are missing",
    Lack.NOT_ASKED: "no band, because nothing of it was asked",
    Lack.BAND: "no band: none of the ranges holds this score",
    Lack.NOTHING: "no band",
}
_METHODS = {Method.MEAN: "mean of ", Method.MAX: "highest of ", Method.MIN: "lowest of ", Method.COUNT: "count of "}


def explained(outcome: Outcome, document: Questionnaire) -> list[str]:
    """One line for the status, each score, band, flag and referral rule, and what was not asked. The arithmetic needs
    an outcome concluded with `explain=True`; without it scores are given bare."""
    profile = next((each for each in document.profiles if each.code == outcome.profile), None)
    lines = [_STATUS[outcome.status]]
    lines += [_score(score, document) for score in outcome.scores]
    if profile is not None:
        lines += [_reading(reading, outcome, profile, document) for reading in outcome.readings]
        for flag in outcome.flags:
            lines.append(f"Flag {_named(flag.title, flag.code)} is up, because {_in_words(flag.when, document)}.")
        for need in outcome.needs:
            when = next((rule.when for rule in profile.rules if rule.code == need.rule), "")
            because = f", because {_in_words(when, document)}" if when.strip() else ""
            kinds = ", ".join(need.kinds)
            lines.append(f"Referral rule «{need.rule}»{_for(need.loop)} asks for {kinds}{because}.")
    if outcome.not_asked:
        lines.append(f"Not asked: {', '.join(outcome.not_asked)}.")
    return lines


def _named(title: str, code: str) -> str:
    return f"«{clipped(title) or code}»"


def _for(loop: str) -> str:
    return f" for {loop}" if loop else ""


def _in_words(condition: str, document: Questionnaire) -> str:
    try:
        return describe(parse(condition), document)
    except Unreadable:
        return condition


def _score(score: Score, document: Questionnaire) -> str:
    scale = document.scale(score.scale)
    name = f"{_named(scale.title, scale.code)}{_for(score.loop)}"
    if score.value is None:
        if score.missing:
            return f"{name}: no score, because {', '.join(score.missing)} not answered."
        return f"{name}: no score, because nothing of it was asked."
    sums = f" = {arithmetic(score, scale)}" if score.terms else ""
    return f"{name}: {shown(score.value)}{sums}."


def arithmetic(score: Score, scale: Scale) -> str:
    """`(q1 2 + q2 3) × 4`, with what was left out or filled in said in brackets."""
    counted = [term for term in score.terms if term.share is not None]
    joint = ", " if scale.method in _METHODS else " + "
    text = _METHODS.get(scale.method, "") + (joint.join(_term(term) for term in counted) or "0")
    factors = list(_factors(score, scale, len(counted)))
    if factors:
        text = f"({text})" + "".join(factors)
    return text + "".join(_remarks(score, scale))


def _term(term: TermShare) -> str:
    share = shown(term.share if term.share is not None else 0)
    if term.points is None or term.points == term.share:
        return f"{term.address} {share}"
    return f"{term.address} {share} (for {shown(term.points)})"


def _factors(score: Score, scale: Scale, counted: int) -> Iterator[str]:
    zeros = 0 if scale.not_asked is NotAsked.OUT else sum(not term.asked for term in score.terms)
    here = counted + zeros
    grows = scale.method in (Method.SUM, Method.COUNT)
    if score.missing and scale.unanswered is Unanswered.PRORATE and grows and here:
        factor = Fraction(here + len(score.missing), here)
        yield f" × {factor.numerator}/{factor.denominator}"
    if scale.multiply != 1:
        yield f" × {shown(exact(scale.multiply))}"
    if scale.add:
        added = exact(scale.add)
        yield f" + {shown(added)}" if added > 0 else f" - {shown(-added)}"


def _remarks(score: Score, scale: Scale) -> Iterator[str]:
    if score.missing:
        how = "filled in with the mean" if scale.unanswered is Unanswered.PRORATE else "left out"
        yield f" (not answered, {how}: {', '.join(score.missing)})"
    unasked = [term.address for term in score.terms if not term.asked]
    if unasked:
        how = "left out" if scale.not_asked is NotAsked.OUT else "0 each"
        yield f" (not asked, {how}: {', '.join(unasked)})"
    if scale.decimals is not None:
        yield f" (rounded half up to {scale.decimals} decimals)" if scale.decimals else " (rounded half up)"


def _reading(reading: Reading, outcome: Outcome, profile: Profile, document: Questionnaire) -> str:
    banding = next((each for each in profile.bandings if (each.code or each.scale) == reading.banding), None)
    name = f"«{reading.banding}»{_for(reading.loop)}"
    if reading.band is None or banding is None:
        return f"Band of {name}: {_LACKS[reading.lack]}."
    band = _named(reading.band.title, reading.band.code)
    return f"Band of {name}: {band}, because {_because(reading, banding, outcome, document)}."


def _because(reading: Reading, banding: Banding, outcome: Outcome, document: Questionnaire) -> str:
    if not banding.scale:
        return _in_words(reading.why, document) if reading.why.strip() else "no earlier decision holds"
    score = outcome.score(banding.scale, reading.loop)
    value = "" if score is None or score.value is None else shown(score.value)
    low = "" if reading.low is None else f"{shown(reading.low)} ≤ "
    high = "" if reading.high is None else f" ≤ {shown(reading.high)}"
    case = f" (the case where {_in_words(reading.why, document)})" if reading.why.strip() else ""
    return f"{low}{value}{high}{case}"
