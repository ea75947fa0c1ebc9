"""Text as it is kept: the same on both databases, and nothing invisible in it."""

from __future__ import annotations

import re

from assessment.plain import TEXT_MOST, tidy, unprintable
from assessment.sentences import Said
from content_store.permissions import Invalid

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_STRAY = re.compile("[\u00ad\u200b\u2060\ufeff]")  # pasted along with text, seen by nobody


def clean(text: str, field: str = "text", *, most: int = TEXT_MOST) -> str:
    """NFC, with plain line ends and without what nobody can see. Raises Invalid, naming `field`, for what the two
    databases would keep differently (NUL, half characters) and for what is longer than `most`."""
    if len(text) > most:
        raise Invalid(
            {
                field: Said(
                    "This is {length} characters long. Shorten it to {most} at most.", length=len(text), most=most
                )
            }
        )
    kept = tidy(_STRAY.sub("", text))
    if bad := unprintable(kept):
        raise Invalid(
            {
                field: Said(
                    "It holds a character that cannot be kept (U+{code}). Delete that place.", code=f"{ord(bad):04X}"
                )
            }
        )
    return kept


def placeholders(text: str) -> list[str]:
    """The `{…}` in a text, sorted, each as often as it stands there."""
    return sorted(PLACEHOLDER.findall(text))
