"""At each line read, forks a writer that edits a draft until it is killed, and tells the number of each edit *after*
its commit. Forked from a process that has imported everything, so that a round does not wait for Python to start.

    python -m tests.content_store.crash_writer DATABASE_URL QUESTIONNAIRE_ID
"""

from __future__ import annotations

import os
import sys

from assessment.edits import set_text
from content_store import questionnaires
from content_store.db import desk_for, open_store
from tests.cast import ana


def tell(words: str) -> None:
    """In one system call, so that a kill never cuts it."""
    os.write(1, f"{words}\n".encode())


def write(url: str, questionnaire_id: int) -> None:
    """Until killed."""
    store = open_store(url)
    while True:
        with desk_for(store, ana) as desk:
            seen = questionnaires.open_draft(desk, questionnaire_id).number
            title = f"Title {seen + 1}"
            draft = questionnaires.edit(
                desk, questionnaire_id, seen, lambda d, title=title: set_text(d, "title", title), title
            )
        tell(f"acknowledged {draft.number}")


def main() -> None:
    url, questionnaire_id = sys.argv[1], int(sys.argv[2])
    tell("ready")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            write(url, questionnaire_id)
        tell(f"writer {child}")
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
