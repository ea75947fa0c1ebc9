"""Who is here and what they hold: accounts, roles, grants, sessions, sign-in pages, and the gate before the console."""

from auth.server import install

__all__ = ["install"]
