"""docs/instruments.md, written from the files: `python -m content_store.library.table > docs/instruments.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from assessment.document import (
    Banding,
    Citation,
    CutOffs,
    ItemKind,
    Profile,
    Questionnaire,
    Range,
    Rights,
    Scale,
    Unanswered,
    Wording,
)
from content_store import library
from content_store.exchange import read
from content_store.library import NOWHERE

INTRODUCTION = """\
# Instruments

What is shipped in `content_store/library/`, one file each; `content import library` brings them in as drafts.
Structure, points, skips and limits follow the sources named here. The wording of items and answers is ours and not
validated where the table says so: load the official text, with its holder's leave, before real use.

This page is written from the files and compared with them by a test. After a change:

    make instruments
"""
LIMITS = """\
## Limits and their sources

A document shows the first profile that fits. Where sources disagree each has a profile; those that are not the usual
reading carry the country their figures come from, or ZZ, so that none is used by accident. *To be confirmed*: recalled
or from a secondary source; a clinician checks it against the source before publication. Missing answers are never 0.
"""
DOUBTS = """\
## To be confirmed

Every sentence of the files that says so, beside the sources marked above: recalled, taken from a secondary source, or
ours. Whoever puts an instrument to use goes through its lines here.
"""
SENTENCE = re.compile(r"(?<=[.?]) (?=[A-Z])")
PERSON = re.compile(r" [A-Z]{1,3}$")  # a surname with its initials
STATES = {
    Wording.OFFICIAL: "official",
    Wording.ADAPTED: "adapted with permission",
    Wording.OWN: "our own",
    Wording.WORKING: "working wording, not validated",
}


def table(documents: Iterable[Questionnaire]) -> str:
    """The page: a row for each instrument, then one for each reading of its scores."""
    kept = list(documents)
    heads = (
        "Instrument",
        "Items",
        "Time frame",
        "Range",
        "Missing answers",
        "Profiles",
        "Sources",
        "Rights",
        "Wording",
    )
    limits = ("Instrument", "Profile", "For", "Limits", "Source")
    return "\n".join(
        (
            INTRODUCTION,
            *_rows(heads, (_instrument(each) for each in kept)),
            "",
            LIMITS,
            *_rows(limits, (row for each in kept for row in _readings(each))),
            "",
            DOUBTS,
            *(f"- {_named(each)}, {where}: {sentence}" for each in kept for where, sentence in _doubts(each)),
            "",
        )
    )


def _rows(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(_cell(each) for each in row)} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _instrument(document: Questionnaire) -> tuple[str, ...]:
    cited = [banding.citation for profile in document.profiles for banding in profile.bandings]
    return (
        f"{_named(document)} (`{document.code}`)",
        _items(document),
        document.time_frame,
        "<br>".join(filter(None, (_range(scale, document) for scale in document.scales))),
        _missing(document),
        "<br>".join(profile.title or profile.code for profile in document.profiles),
        "<br>".join(dict.fromkeys(_short(each) for each in cited)),
        _rights(document.rights),
        "<br>".join(f"{each.locale}: {STATES[each.wording]}" for each in document.rights.wordings),
    )


def _named(document: Questionnaire) -> str:
    return document.rights.instrument or document.title


def _items(document: Questionnaire) -> str:
    scored = {term.of.partition(".")[0] for scale in document.scales for term in scale.terms}
    asked = [item for _, item in document.items() if item.kind is not ItemKind.NOTE]
    counted = sum(item.code in scored for item in asked)
    rest = len(asked) - counted
    loops = any(section.loop_over for section in document.sections)
    return f"{counted}{' for each choice' if loops else ''}" + (f", {rest} not scored" if rest else "")


def _range(scale: Scale, document: Questionnaire) -> str:
    if scale.minimum is None or scale.maximum is None:
        return ""
    span = f"{scale.minimum}–{scale.maximum}"
    return span if len(document.scales) == 1 else f"{scale.title or scale.code} {span}"


def _missing(document: Questionnaire) -> str:
    """What happens to the scores that are read."""
    read_from = {banding.scale for profile in document.profiles for banding in profile.bandings}
    # a scale made of another one has the missing answers of that one
    parts = {term.of for scale in document.scales if scale.code in read_from for term in scale.terms}
    ways = {scale.code: _way(scale) for scale in document.scales if scale.code in read_from | parts}
    told = sorted(set(ways.values()) - {"no score"})
    if not told:
        return "no score"
    whole = len(set(ways.values())) == 1
    return "; ".join(told) if whole else "no score; " + "; ".join(f"{way} (a profile of its own)" for way in told)


def _way(scale: Scale) -> str:
    match scale.unanswered:
        case Unanswered.NO_SCORE:
            return "no score"
        case Unanswered.PRORATE:
            return f"up to {scale.missing_most}: mean of the others"
        case Unanswered.LEFT_OUT:
            return f"left out, from {scale.answered_least} answers"


def _short(citation: Citation) -> str:
    named = citation.authors.partition(";")[0]
    first = named.partition(",")[0]
    if first != named and PERSON.search(first):
        named = f"{first} and others"
    year = f", {citation.year}" if citation.year else ""
    return f"{named}{year}{' *to be confirmed*' if citation.to_confirm else ''}"


def _rights(rights: Rights) -> str:
    return f"{rights.holder}. {rights.licence}"


def _readings(document: Questionnaire) -> Iterator[tuple[str, ...]]:
    for profile in document.profiles:
        for banding in profile.bandings:
            yield (
                _named(document),
                f"{profile.title or profile.code} (`{profile.code}`)",
                _whom(profile),
                _limits(banding),
                _source(banding.citation),
            )


def _doubts(document: Questionnaire) -> Iterator[tuple[str, str]]:
    """Where a note or the rights say that something is to be confirmed, and the sentence."""
    rights = document.rights
    said = [("the whole", document.note), ("rights", f"{rights.licence} {rights.evidence}")]
    said += [(f"list `{one.code}`", f"{one.concept} {one.note}") for one in document.choice_lists]
    said += [(f"section `{one.code}`", one.note) for one in document.sections]
    said += [(f"question `{one.code}`", f"{one.concept} {one.note}") for _, one in document.items()]
    said += [(f"score `{one.code}`", one.note) for one in document.scales]
    said += [(f"profile `{one.code}`", one.note) for one in document.profiles]
    for where, text in said:
        # one that says nothing else is about the one before it
        for sentence in SENTENCE.split(" ".join(text.split()).replace(". To be confirmed.", "; to be confirmed.")):
            if "to be confirmed" in sentence.lower():
                yield where, sentence


def _whom(profile: Profile) -> str:
    elsewhere = [country for country in profile.countries if country != NOWHERE]
    places = ", ".join(elsewhere) or ("nowhere until chosen" if profile.countries else "")
    when = f"`{profile.when}`" if profile.when else ""
    return ", ".join(filter(None, (places, when))) or "everybody else"


def _limits(banding: Banding) -> str:
    titles = {band.code: band.title for band in banding.bands}
    if banding.decisions:
        listed = [f"{titles[each.band]}: {f'`{each.when}`' if each.when else 'else'}" for each in banding.decisions]
        return "<br>".join(listed)
    return "<br>".join(_case(case, titles) for case in banding.cut_offs)


def _case(case: CutOffs, titles: dict[str, str]) -> str:
    when = f"`{case.when}`: " if case.when else ""
    return when + ", ".join(f"{_ends(each)} {titles[each.band]}" for each in case.ranges)


def _ends(each: Range) -> str:
    if each.low is not None and each.low == each.high:
        return str(each.low)
    return f"{'' if each.low is None else each.low}–{'' if each.high is None else each.high}"


def _source(citation: Citation) -> str:
    year = f" ({citation.year})" if citation.year else ""
    parts = (f"{citation.authors}{year}", citation.title, citation.journal, citation.population)
    told = " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)
    return " ".join(
        filter(None, (told, f"<{citation.url}>" if citation.url else "", "*To be confirmed.*" * citation.to_confirm))
    )


if __name__ == "__main__":
    sys.stdout.write(table(read(file.read_bytes()).document for file in library.files()))
