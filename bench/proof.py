"""How long the proof of a questionnaire takes."""

from __future__ import annotations

import time
from pathlib import Path

from assessment.document import Questionnaire
from assessment.proof import check, forget
from content_store import exchange, library
from content_store.demo import editions
from tests.assessment.instruments import assist, audit

TIMES = 5


def seconds(document: Questionnaire) -> float:
    """The best of a few proofs, in this process's own time."""
    best = float("inf")
    for _ in range(TIMES):
        forget()  # what was proved of this document before
        start = time.process_time()
        check(document)
        best = min(best, time.process_time() - start)
    return best


def show(_folder: Path) -> None:
    """Print it for the two of the budget, and for every questionnaire shipped."""
    print(f"AUDIT                {seconds(audit()) * 1000:8.1f} ms (budget 10)")
    print(f"ASSIST               {seconds(assist()) * 1000:8.1f} ms (budget 1000)")
    shipped = [path for path in editions.FOLDER.glob("*.yaml") if "." not in path.stem] + library.files()
    for path in sorted(shipped):
        document = exchange.read(path.read_bytes()).document
        print(f"{path.stem:20} {seconds(document) * 1000:8.1f} ms")
