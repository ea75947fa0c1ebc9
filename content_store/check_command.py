"""`content check`: what is wrong with a questionnaire file, and, where asked for, the file mended."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from assessment.document import Answer, Questionnaire
from assessment.examples import told
from assessment.mends import Mend, mends_for
from assessment.messages import Finding, Severity, Witness
from assessment.proof import Effort, check
from assessment.proof.standing import standings
from content_store import exchange, files
from content_store.db import Store
from content_store.proofs import AT_LEISURE
from content_store.solver import solver
from content_store.spreads_command import print_spreads, spreads_as_json

MENDS_MOST = 200


def run(given: argparse.Namespace, _store: Store, _settings: object) -> int:
    """Its exit status: 1 if there is an error, in the mended file where one was asked for."""
    try:
        read = files.read_file(given.file)
    except files.BadFile as error:
        print(error, file=sys.stderr)
        return 1
    findings = _findings(read.document)
    if given.mend:
        return _mend(read.document, findings, Path(given.mend))
    if given.json:
        _print_json(read, findings, scores=given.scores)
    else:
        _print(given.file, read, findings)
        if given.scores:
            print_spreads(read.document)
    return _status(findings)


def _findings(document: Questionnaire) -> tuple[Finding, ...]:
    return check(document, effort=Effort(solver(), *AT_LEISURE))


def _status(findings: Iterable[Finding]) -> int:
    return int(any(finding.severity is Severity.ERROR for finding in findings))


def _print(file: str, read: exchange.Read, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        line, column = exchange.place_of(read, finding)
        print(f"{file}:{line}:{column}: {finding.severity} {finding.code}: {finding.message}")
        if finding.witness:
            print(f"    example: {finding.witness}")
            for said in told(read.document, finding.witness):
                print(f"      {said.asked} {said.answer}")
        print(f"    {finding.remedy}")
        for mend in mends_for(read.document, finding):
            print(f"    mend: {mend.words} [{mend.name}]")
    print(f"{len(findings)} findings" if findings else "No findings.")
    for shown, standing in standings(findings).items():
        print(f"{standing:>13}: {shown}")


# Mending


def _mend(document: Questionnaire, findings: tuple[Finding, ...], to: Path) -> int:
    """The likeliest mend of each finding, one after the other, each of what the one before left. What would make an
    error somewhere else is left to the author."""
    tried: set[str] = set()
    while len(tried) < MENDS_MOST and (mend := next(_offers(document, findings, tried), None)):
        tried.add(mend.name)
        changed = mend.change(document)
        left = _findings(changed)
        if not _errors(left) - _errors(findings):
            document, findings = changed, left
            print(f"mended: {mend.words} [{mend.name}]")
    to.write_text(exchange.write(document), encoding="utf-8")
    print(f"{to}: {len(findings)} findings left" if findings else f"{to}: No findings.")
    return _status(findings)


def _errors(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(each.code, str(each.place)) for each in findings if each.severity is Severity.ERROR}


def _offers(document: Questionnaire, findings: Iterable[Finding], done: set[str]) -> Iterator[Mend]:
    for finding in findings:
        offers = [mend for mend in mends_for(document, finding) if mend.name not in done]
        yield from offers[:1]


# For a program to read


def _print_json(read: exchange.Read, findings: Iterable[Finding], *, scores: bool) -> None:
    told_of: Any = [_as_json(read, finding) for finding in findings]
    if scores:
        told_of = {"findings": told_of, "scores": spreads_as_json(read.document)}
    print(json.dumps(told_of, ensure_ascii=False, indent=1))


def _as_json(read: exchange.Read, finding: Finding) -> dict[str, Any]:
    line, column = exchange.place_of(read, finding)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "place": str(finding.place),
        "line": line,
        "column": column,
        "message": finding.message,
        "remedy": finding.remedy,
        "witness": _plain(read.document, finding.witness) if finding.witness else None,
        "mends": [{"name": one.name, "words": one.words} for one in mends_for(read.document, finding)],
    }


def _plain(document: Questionnaire, witness: Witness) -> dict[str, Any]:
    return {
        "facts": dict(witness.facts),
        "answers": {at: _listed(answer) for at, answer in witness.answers.items()},
        "words": [one._asdict() for one in told(document, witness)],
    }


def _listed(answer: Answer) -> Any:
    return list(answer) if isinstance(answer, tuple) else str(answer) if isinstance(answer, Decimal) else answer
