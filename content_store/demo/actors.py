"""Who does what in the demonstration: nobody real, and never the same for writing and approving."""

from __future__ import annotations

from content_store.permissions import System

AUTHOR = System(-1, "demonstration author")
REVIEWER = System(-2, "demonstration reviewer")
TRANSLATOR = System(-3, "demonstration translator")
