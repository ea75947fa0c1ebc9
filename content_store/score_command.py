"""The command line's `score`: a file of answers through the very engine of the site."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessment.document import DECLINED, SEXES, Answer, Answers, Facts, Questionnaire
from assessment.flow import Flow, Unusable
from assessment.outcome import Outcome
from assessment.scoring import conclude, explained
from assessment.steps import AGE
from content_store.files import read_file
from content_store.locales import COUNTRIES


def register(verbs: Any) -> None:
    """Add the command."""
    parser = verbs.add_parser(
        "score",
        help="score a file of answers",
        description="Score answers with the engine of the site. ANSWERS.json maps addresses to answers: "
        '{"q1": "never", "drugs": ["cannabis"], "q2@cannabis": "daily", "g1.r2": "often"}; null is '
        "«I would rather not say».",
    )
    parser.add_argument("file", help="a questionnaire file (YAML)")
    parser.add_argument("answers", help="a JSON file, or - for standard input")
    parser.add_argument(
        "--facts",
        default="",
        help="what the site asks or knows besides, for example sex=female,age=17,country=RS; "
        "a fact may stand among the answers instead",
    )
    parser.add_argument("--profile", help="read the score with this profile instead of the one that applies")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.set_defaults(run=_score)


def _score(given: argparse.Namespace, _store: object, _settings: object) -> int:
    document = read_file(given.file).document
    try:
        answers, facts = _answers(given.answers), _facts(given.facts, document)
        flow = Flow(document)
        kept = flow.prune(answers, facts)
        unknown = sorted(set(answers) - set(kept))
        _check_possible(flow, kept, facts, {address: answers[address] for address in unknown})
        if given.profile:
            document.profile(given.profile)
        outcome = conclude(flow, kept, facts, profile=given.profile, explain=True)
    except KeyError as error:
        profiles = ", ".join(profile.code for profile in document.profiles)
        print(f"There is no profile {error}. There are: {profiles}", file=sys.stderr)
        return 2
    except (ValueError, Unusable) as error:
        print(f"Cannot score: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(_plain(outcome) | {"left_aside": unknown}, ensure_ascii=False, indent=1, default=str))
    else:
        for line in _lines(document, outcome, unknown):
            print(line)
    return 0


def _check_possible(flow: Flow, kept: Answers, facts: Facts, left: Answers) -> None:
    """Raises ValueError for an answer to something that *is* asked but cannot be answered so: not a choice, out of
    range. What is not asked is no mistake: an answers file may hold more."""
    for step in flow.steps(kept, facts):
        for address in step.addresses:
            if address in left:
                choices = ", ".join(choice.code for choice in step.choices)
                hint = f"It takes one of: {choices}." if choices else f"It takes a {step.item.kind}."
                raise ValueError(f"{left[address]!r} cannot be the answer to {address}. {hint}")


def _lines(document: Questionnaire, outcome: Outcome, unknown: list[str]) -> Iterable[str]:
    yield f"{document.title}, profile {outcome.profile or 'none'}"
    yield from explained(outcome, document)
    if unknown:
        yield "Left aside (not asked for these answers, or no such item): " + ", ".join(unknown)


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "profile": outcome.profile,
        "scores": [
            {"scale": each.scale, "loop": each.loop, "value": _number(each.value), "missing": each.missing}
            for each in outcome.scores
        ],
        "readings": [
            {"banding": each.banding, "loop": each.loop, "band": each.band and each.band.code, "lack": each.lack}
            for each in outcome.readings
        ],
        "flags": [flag.code for flag in outcome.flags],
        "needs": [{"rule": need.rule, "loop": need.loop, "kinds": need.kinds} for need in outcome.needs],
        "not_asked": outcome.not_asked,
    }


def _number(value: Any) -> int | str | None:
    """Exact: an integer, or a fraction as text."""
    return value if value is None or isinstance(value, int) else str(value)


def _answers(path: str) -> dict[str, Answer]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 from byte {error.start} on. Save it as UTF-8.") from None
    try:
        found = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise ValueError(f"{path} is nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError(f"{path} must hold an object, address -> answer")
    return {address: _answer(address, value) for address, value in found.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} is answered twice. Delete one.")
    return found


def _answer(address: str, value: Any) -> Answer:
    if value is None:
        return DECLINED
    if isinstance(value, list) and all(isinstance(code, str) for code in value):
        return tuple(value)
    if isinstance(value, str | Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(f"the answer to {address} must be a choice code, a list of them, a number or null")


def _facts(text: str, document: Questionnaire) -> dict[str, str | int]:
    facts: dict[str, str | int] = {}
    for pair in filter(None, text.split(",")):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or name not in {"sex", "age", "country", "place"}:
            raise ValueError(f"--facts: {pair.strip()!r} is not sex=…, age=…, country=… or place=…")
        if name in facts:
            raise ValueError(f"--facts: {name} stands there twice")
        facts[name] = _fact(name, value, document)
    return facts


def _fact(name: str, value: str, document: Questionnaire) -> str | int:
    if name == "age":
        least, most = int(AGE.minimum or 0), int(AGE.maximum or 0)
        if not re.fullmatch(r"[0-9]{1,3}", value) or not least <= int(value) <= most:
            raise ValueError(f"--facts: age={value} is not a whole number of years from {least} to {most}")
        return int(value)
    if name == "sex" and value not in SEXES:
        raise ValueError(f"--facts: sex={value} is not one of {', '.join(SEXES)}")
    # a published reading may be meant for a country that is not served
    known = dict.fromkeys([*COUNTRIES, *(code for profile in document.profiles for code in profile.countries)])
    if name == "country" and value.upper() not in known:
        raise ValueError(f"--facts: country={value} is not one of {', '.join(known)}")
    return value.upper() if name == "country" else value
