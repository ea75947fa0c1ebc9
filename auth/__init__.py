"""Who is here and what they hold: accounts, roles, grants, sessions, sign-in pages, and the gate before the console."""

from auth.gate import ENTRANCE, HALF_WAY, PUBLIC, SIGNED_IN, declare, from_here, undeclared
from auth.headers import allow_scripts
from auth.server import install
from auth.sessions import confirmed_within, me, require_confirmed

__all__ = [
    "ENTRANCE",
    "HALF_WAY",
    "PUBLIC",
    "SIGNED_IN",
    "allow_scripts",
    "confirmed_within",
    "declare",
    "from_here",
    "install",
    "me",
    "require_confirmed",
    "undeclared",
]
