"""What is shown at an address that leads nowhere. Dash finds it by this module's name."""

from __future__ import annotations

from typing import Any

import dash
from dash import html

from console import shell
from console.actions import screen
from console.language import N_
from content_store.permissions import Permission

dash.register_page(__name__, path="/not-found", title=N_("Nothing here"))


@screen(Permission.CONSOLE_ENTER)
def layout(desk: Any) -> html.Article:
    return shell.not_found_page()
