"""The command line's `ledger`: does the chain of entries still hold?"""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any

from content_store import ledger
from content_store.db import Store, visit
from content_store.permissions import Invalid

HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


def register(verbs: Any) -> None:
    """Add the command."""
    under = verbs.add_parser("ledger", help="who did what: is it unaltered?").add_subparsers(
        dest="what", required=True, metavar="COMMAND"
    )
    parser = under.add_parser(
        "verify",
        help="name the first entry that was altered, removed, moved or slipped in; exit status 1 if there is one",
        description="Walks the whole chain of entries. It prints the newest entry's number and digest, the head. "
        "Keep that elsewhere (on paper, in a mail): given back with --head, it also shows whether the end of the "
        "ledger was cut off or written anew since then.",
    )
    parser.add_argument("--head", default="", metavar="NUMBER:DIGEST", help="a head printed earlier")
    parser.set_defaults(run=_verify)


def _verify(given: argparse.Namespace, store: Store, _settings: object) -> int:
    known = _known(given.head)
    with visit(store) as session:
        number, digest = ledger.head(session)
        broken = ledger.verify(session, known)
    if broken is None:
        print(f"The chain holds, up to entry {number}.\nhead {number}:{digest}")
        return 0
    if known and broken == known[0]:
        print(f"Entry {broken} is not there as it was: the ledger was cut off or written anew.", file=sys.stderr)
    else:
        print(f"Entry {broken} does not fit the one before it: it, or what stood before it, was changed, removed or "
              "slipped in.", file=sys.stderr)  # fmt: skip
    print("Keep a copy of the database as it is, and compare it with a backup.", file=sys.stderr)
    return 1


def _known(text: str) -> tuple[int, str] | None:
    if not text:
        return None
    found = HEAD.fullmatch(text.strip().removeprefix("head").strip())
    if found is None:
        raise Invalid({"head": "A head looks like 512:ab34…: number, colon, 64 digits. Give it as it was printed."})
    return int(found[1]), found[2]
