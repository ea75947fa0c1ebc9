"""The command line's part about campaigns: list, register, end."""

from __future__ import annotations

import argparse
from typing import Any

from content_store import campaigns
from content_store.db import Store, desk_for
from content_store.locales import COUNTRIES
from content_store.permissions import Missing, System


def register(verbs: Any) -> None:
    """Adds `campaign`. Each command runs as `run(given, store, settings) -> exit status`."""
    about = "codes of links and posters that the statistics tell apart (?c=CODE)"
    under = verbs.add_parser("campaign", help=about, description=about[0].upper() + about[1:] + ".")
    under = under.add_subparsers(dest="what", required=True, metavar="COMMAND")
    listing = under.add_parser("list", help="every campaign, running ones first")
    listing.set_defaults(run=_list)
    adding = under.add_parser("register", help="let a code be counted by its name")
    adding.add_argument("code", help="4 to 40 small letters, digits and hyphens; it must not say who carries it")
    adding.add_argument("name", help="for staff")
    adding.add_argument("--country", default="", choices=COUNTRIES, help="whose campaign it is; default: every country")
    adding.set_defaults(run=_register)
    ending = under.add_parser("end", help="count a code no more; what was counted stays")
    ending.add_argument("code")
    ending.set_defaults(run=_end)


def _list(_given: argparse.Namespace, store: Store, _settings: object) -> int:
    with desk_for(store, System(), reading=True) as desk:
        for one in campaigns.listing(desk):
            state = f"ended {one.ended_at:%Y-%m-%d}" if one.ended_at else f"since {one.registered_at:%Y-%m-%d}"
            print(f"{one.code:40} {one.country or 'every'}  {state}  {one.name}")
    return 0


def _register(given: argparse.Namespace, store: Store, _settings: object) -> int:
    with desk_for(store, System()) as desk:
        made = campaigns.register(desk, given.code, given.name, given.country)
    print(f"Links with ?c={made.code} are counted by this name from now on.")
    return 0


def _end(given: argparse.Namespace, store: Store, _settings: object) -> int:
    with desk_for(store, System()) as desk:
        found = next((one for one in campaigns.listing(desk) if one.code == given.code), None)
        if found is None:
            raise Missing(f"There is no campaign with the code {given.code}.")
        campaigns.end(desk, found.id, found.version)
    print(f"{given.code} is counted no more.")
    return 0
