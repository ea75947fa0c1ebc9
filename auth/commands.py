"""The command line's part that keeps people: staff invite, list, reset, deactivate."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from auth import accounts, invitations, second_step
from auth.roles import ABOUT, BY_COUNTRY, BY_LOCALE, Held, Role
from content_store.db import Desk, Store, desk_for
from content_store.paging import Wanted
from content_store.permissions import System

Given = argparse.Namespace


def register(verbs: Any) -> None:
    """Add this module's commands. Each runs as `run(given, store, settings) -> exit status`."""
    staff = verbs.add_parser("staff", help="people who may sign in to the console")
    under = staff.add_subparsers(dest="what", required=True, metavar="COMMAND")
    roles = "\n".join(f"  {role:14} {about}" for role, about in ABOUT.items())
    inviting = under.add_parser(
        "invite",
        help="print a one-time link by which somebody joins",
        description="Print a one-time link by which somebody joins. The first administrator comes in this way.",
        epilog=f"roles:\n{roles}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    inviting.add_argument("email")
    inviting.add_argument("name", help="as colleagues will see it")
    inviting.add_argument("role", choices=[role.value for role in Role], metavar="role", help="see below")
    inviting.add_argument(
        "--locales", default="", help="a translator's languages, for example sq,sr-Cyrl (default: all)"
    )
    inviting.add_argument(
        "--countries", default="", help="a coordinator's or counsellor's countries, for example RS,XK (default: all)"
    )
    inviting.set_defaults(run=_invite)
    for name, about, run in (
        ("list", "everybody, with roles, and the links not used yet", _list),
        ("reset", "print a one-time link to a new password", _reset),
        ("deactivate", "shut somebody out, at once", _deactivate),
    ):
        parser = under.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")
        parser.set_defaults(run=run)
        if run is not _list:
            parser.add_argument("email")
        if run is _reset:
            parser.add_argument(
                "--lost-phone",
                action="store_true",
                help="also take the second factor away: a new phone is set up at the next sign-in",
            )


def _invite(given: Given, store: Store, settings: Any) -> int:
    with desk_for(store, System()) as desk:
        token = invitations.invite(
            desk,
            given.email,
            given.name,
            Role(given.role),
            locales=_listed(given.locales),
            countries=[code.upper() for code in _listed(given.countries)],
        )
    _print_link(token, settings, "7 days")
    return 0


def _reset(given: Given, store: Store, settings: Any) -> int:
    with desk_for(store, System()) as desk:
        person = _person(desk, given.email).id
        if given.lost_phone:
            second_step.reset(desk, person, "from the command line: phone lost")
        token = invitations.link_to_new_password(desk, person)
    _print_link(token, settings, "24 hours")
    return 0


def _deactivate(given: Given, store: Store, _settings: object) -> int:
    with desk_for(store, System()) as desk:
        person = _person(desk, given.email)
        accounts.deactivate(desk, person.id, person.version, "from the command line")
    _say(f"{person.name} cannot sign in any more.")
    return 0


def _list(_given: Given, store: Store, _settings: object) -> int:
    with desk_for(store, System(), reading=True) as desk:
        for person in accounts.people(desk, Wanted(size=10_000)).rows:
            state = "deactivated" if person.deactivated_at else ", ".join(described(held) for held in person.grants)
            _say(f"{person.email:36} {person.name:28} {state}")
        for link in invitations.waiting(desk):
            what = described(link.held) if link.held else "new password"
            _say(f"{link.email:36} {link.name:28} invited: {what}, until {link.expires_at:%Y-%m-%d %H:%M} UTC")
    return 0


def described(held: Held) -> str:
    """`translator (sq, sr-Cyrl)`: a grant in words."""
    places = held.locales if held.role in BY_LOCALE else held.countries if held.role in BY_COUNTRY else ()
    return f"{held.role} ({', '.join(places)})" if places else held.role.value


def _person(desk: Desk, email: str) -> accounts.PersonRow:
    return accounts.open_person(desk, accounts.id_of(desk.session, email))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _print_link(token: str, settings: Any, how_long: str) -> None:
    _say(f"{settings.reached_at}/console/join/{token}")
    _say(f"It works once, for {how_long}. Hand it to nobody else: whoever opens it first is in.")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
